// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/avro/avro_decoder.h"

#include "engine/formats/record_errors.h"

#include <nlohmann/json.hpp>

namespace millrace {

namespace {

constexpr size_t kHeaderBytes = 5;

/// The record of an envelope's `before` or `after`.
const AvroType* imageOf(const AvroType& envelope, std::string_view name)
{
    const AvroField* field = envelope.find(name);
    const AvroType* image = field == nullptr ? nullptr : field->type->withoutNull();
    return image != nullptr && image->kind == AvroKind::Record ? image : nullptr;
}

std::string hexOf(std::string_view bytes)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    constexpr size_t kMost = 4096;
    std::string text;
    for (const char byte : bytes.substr(0, kMost)) {
        text += kHex[static_cast<uint8_t>(byte) >> 4];
        text += kHex[static_cast<uint8_t>(byte) & 15U];
    }
    return text;
}

} // namespace

AvroDecoderOptions readAvroDecoderOptions(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    AvroDecoderOptions options;
    ConfigReader reader(config, "", problems);
    std::string updateFormat = "raw";
    if (reader.read("update_format", updateFormat) && updateFormat != "raw" && updateFormat != "debezium") {
        reader.problem("update_format",
                       "Update format not supported for Avro input, use 'raw' or 'debezium': '" + updateFormat + "'");
    }
    options.isDebezium = updateFormat == "debezium";
    bool skipsId = false;
    reader.read("skip_schema_id", skipsId);
    options.hasHeader = !skipsId;
    for (const char* key : {"registry_urls", "registry_proxy", "registry_timeout_secs", "registry_headers",
                            "registry_username", "registry_password", "registry_authorization_token"}) {
        if (reader.find(key) != nullptr) {
            reader.problem(key,
                           "Schema registries are not available in this build; give the schema itself as 'schema'");
        }
    }
    std::string schema;
    if (const nlohmann::json* found = reader.find("schema"); found != nullptr && found->is_object()) {
        schema = found->dump();
    } else {
        reader.require("schema", schema);
    }
    if (!schema.empty()) {
        auto parsed = AvroSchema::parse(schema);
        if (parsed.ok()) {
            options.schema = *parsed;
        } else {
            reader.problem("schema", parsed.error().detail);
        }
    }
    reader.finish(ConfigReader::UnknownKeys::Refuse);
    return options;
}

Result<std::unique_ptr<Decoder>> AvroDecoder::make(const AvroDecoderOptions& options, const DecoderTarget& target)
{
    const AvroType* row = &options.schema->root();
    if (options.isDebezium) {
        const AvroType* after = imageOf(*row, "after");
        const AvroField* op = row->find("op");
        const AvroType* opType = op == nullptr ? nullptr : op->type->withoutNull();
        // Both rows have one type, which the envelope names twice.
        if (after == nullptr || imageOf(*row, "before") != after || opType == nullptr ||
            opType->kind != AvroKind::String) {
            return makeError(ErrorCode::kConnectorInvalidValue,
                             "The Avro schema is no envelope of Debezium with 'before', 'after' and 'op'");
        }
        row = after;
    }
    MR_TRY(auto rows, AvroRowReader::make(options.schema, *row, target));
    return std::unique_ptr<Decoder>(new AvroDecoder(options, target, std::move(rows)));
}

AvroDecoder::AvroDecoder(const AvroDecoderOptions& options, const DecoderTarget& target,
                         std::unique_ptr<AvroRowReader> rows)
    : m_options(options)
    , m_builder(target.schema)
    , m_rows(std::move(rows))
{
}

void AvroDecoder::flush(DecodedChunk& out)
{
    m_builder.take(out.batches);
}

void AvroDecoder::decodeMessage(std::string_view message, DecodedChunk& out)
{
    const RecordBuilder::Mark mark = m_builder.mark();
    AvroInput in(message);
    ++m_numRecords;
    if (message.size() > kMaxRecordBytes) {
        in.fail(AvroFault::Malformed, "the record is longer than 16 MiB");
    }
    if (in.isGood() && readRecord(in) && in.remaining() != 0) {
        in.fail(AvroFault::Malformed, "bytes follow the record");
    }
    if (!in.isGood()) {
        m_builder.discard();
        m_builder.rollbackTo(mark);
        refuse(in, message, out);
    }
    m_offset += message.size();
}

void AvroDecoder::consume(std::string_view bytes, DecodedChunk& out)
{
    if (m_isLost) {
        return;
    }
    m_buffer += bytes;
    size_t done = 0;
    while (done < m_buffer.size()) {
        const RecordBuilder::Mark mark = m_builder.mark();
        AvroInput in(std::string_view(m_buffer).substr(done));
        if (readRecord(in)) {
            ++m_numRecords;
            done += in.position();
            m_offset += in.position();
            if (in.position() == 0) {
                in.fail(AvroFault::Malformed, "a record without bytes has no end");
            }
        }
        if (!in.isGood()) {
            m_builder.discard();
            m_builder.rollbackTo(mark);
            AvroFault fault = in.fault();
            if (fault == AvroFault::Value) {
                const AvroInput passed = passOver(in);
                if (passed.isGood()) {
                    ++m_numRecords;
                    refuse(in, std::string_view(m_buffer).substr(done, passed.position()), out);
                    done += passed.position();
                    m_offset += passed.position();
                    continue;
                }
                fault = passed.fault(); // its end may be still to come
            }
            const bool mayGoOn = fault == AvroFault::Truncated && m_buffer.size() - done <= kMaxRecordBytes;
            if (!mayGoOn) {
                ++m_numRecords;
                refuse(in, std::string_view(m_buffer).substr(done), out);
                m_isLost = true;
                done = m_buffer.size();
            }
            break;
        }
    }
    m_buffer.erase(0, done);
}

void AvroDecoder::finishRecord(DecodedChunk& out)
{
    if (!m_buffer.empty()) {
        AvroInput in(m_buffer);
        in.fail(AvroFault::Truncated, "the input ends inside a record");
        ++m_numRecords;
        refuse(in, m_buffer, out);
        m_buffer.clear();
    }
    m_isLost = false;
}

/// Reads the record without taking its values, which do not fit: to find its end.
AvroInput AvroDecoder::passOver(const AvroInput& in) const
{
    AvroInput again = in.fromStart();
    if (m_options.hasHeader) {
        again.readFixed(kHeaderBytes);
    }
    again.skip(m_options.schema->root());
    return again;
}

bool AvroDecoder::readRecord(AvroInput& in)
{
    if (m_options.hasHeader) {
        const std::string_view header = in.readFixed(kHeaderBytes);
        if (in.isGood() && header[0] != '\0') {
            return in.fail(AvroFault::Malformed, "the zero byte before the id of the schema is missing");
        }
    }
    if (!in.isGood()) {
        return false;
    }
    if (m_options.isDebezium) {
        return readChange(in);
    }
    if (!m_rows->read(in, AvroRowReader::Use::Whole, m_builder)) {
        return false;
    }
    m_builder.commit(RecordOp::Insert);
    return true;
}

/// The rows may stand in any order: first it is looked where.
bool AvroDecoder::readChange(AvroInput& in)
{
    const AvroType& envelope = m_options.schema->root();
    size_t before = 0;
    size_t after = 0;
    std::string_view op;
    for (const AvroField& field : envelope.fields) {
        before = field.name == "before" ? in.position() : before;
        after = field.name == "after" ? in.position() : after;
        if (field.name == "op") {
            const bool isNull = field.type->kind == AvroKind::Union &&
                                field.type->parts[in.readBranch(*field.type)]->kind == AvroKind::Null;
            op = isNull ? std::string_view() : in.readBytes();
        } else {
            in.skip(*field.type);
        }
    }
    if (!in.isGood()) {
        return false;
    }
    if (op != "c" && op != "r" && op != "u" && op != "d") {
        return in.fail(AvroFault::Malformed, "the 'op' is none of 'c', 'r', 'u' and 'd'");
    }
    const size_t end = in.position();
    if (!readImage(in, *envelope.find("before"), before, RecordOp::Delete) ||
        !readImage(in, *envelope.find("after"), after, RecordOp::Insert)) {
        return false;
    }
    in.seek(end);
    return true;
}

bool AvroDecoder::readImage(AvroInput& in, const AvroField& field, size_t position, RecordOp op)
{
    in.seek(position);
    if (field.type->kind == AvroKind::Union && field.type->parts[in.readBranch(*field.type)]->kind == AvroKind::Null) {
        return true;
    }
    const auto use = op == RecordOp::Delete ? AvroRowReader::Use::Key : AvroRowReader::Use::Whole;
    if (!m_rows->read(in, use, m_builder)) {
        return false;
    }
    m_builder.commit(op);
    return true;
}

void AvroDecoder::refuse(const AvroInput& in, std::string_view bytes, DecodedChunk& out)
{
    const ErrorCode code = in.fault() == AvroFault::Truncated ? ErrorCode::kRecordTruncated
                           : in.fault() == AvroFault::Value   ? ErrorCode::kRecordType
                                                              : ErrorCode::kRecordSyntax;
    RecordError error{code, m_numRecords, 0, m_offset, {}, std::string("Avro: ") + in.reason(), {}};
    if (in.fault() == AvroFault::Value) {
        error.column = m_rows->faultyColumn();
    }
    addRecordError(out, std::move(error), hexOf(bytes));
}

} // namespace millrace
