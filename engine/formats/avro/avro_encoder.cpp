// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/avro/avro_encoder.h"

#include "engine/formats/avro/avro_binary.h"
#include "engine/formats/keyed_changes.h"
#include "engine/formats/record_writer.h"
#include "engine/types/array_code.h"
#include "engine/types/array_values.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace millrace {

namespace {

using Json = nlohmann::ordered_json;

Json typeOf(const SqlType& type);

Json logical(const char* base, const char* meaning)
{
    return Json{{"type", base}, {"logicalType", meaning}};
}

Json plainTypeOf(const SqlType& type)
{
    switch (type.id) {
    case TypeId::Boolean: return "boolean";
    case TypeId::TinyInt:
    case TypeId::SmallInt:
    case TypeId::Integer:
    case TypeId::UTinyInt:
    case TypeId::USmallInt: return "int";
    case TypeId::BigInt:
    case TypeId::UInteger: return "long";
    case TypeId::Real: return "float";
    case TypeId::Double: return "double";
    case TypeId::Decimal:
        return Json{{"type", "bytes"},
                    {"logicalType", "decimal"},
                    {"precision", int{type.precision}},
                    {"scale", int{type.scale}}};
    case TypeId::Date: return logical("int", "date");
    case TypeId::Time: return logical("long", "time-micros");
    case TypeId::Timestamp: return logical("long", "timestamp-micros");
    case TypeId::Array: return Json{{"type", "array"}, {"items", typeOf(*type.element)}};
    default: return "string"; // CHAR, VARCHAR, and UBIGINT, which no long holds
    }
}

Json typeOf(const SqlType& type)
{
    return type.nullable ? Json::array({"null", plainTypeOf(type)}) : plainTypeOf(type);
}

Json recordOf(const std::string& name, const std::string& nameSpace)
{
    Json record = {{"type", "record"}, {"name", name}};
    if (!nameSpace.empty()) {
        record["namespace"] = nameSpace;
    }
    record["fields"] = Json::array();
    return record;
}

/// Two's complement, the high byte first, no longer than it must be.
void appendDecimalBytes(std::string& out, Int128 value)
{
    std::string bytes;
    for (size_t i = sizeof value; i-- > 0;) {
        const auto byte = static_cast<uint8_t>(static_cast<UInt128>(value) >> (8 * i));
        const bool isLast = i == 0;
        const auto fill = static_cast<uint8_t>(value < 0 ? 0xFF : 0x00);
        const auto next = isLast ? uint8_t{0} : static_cast<uint8_t>(static_cast<UInt128>(value) >> (8 * (i - 1)));
        const bool keepsSign = (next & 0x80U) == (fill & 0x80U);
        if (bytes.empty() && !isLast && byte == fill && keepsSign) {
            continue;
        }
        bytes += static_cast<char>(byte);
    }
    appendAvroBytes(out, bytes);
}

void appendValue(std::string& out, const Value& value, const SqlType& type);

void appendArray(std::string& out, std::string_view array, const SqlType& element)
{
    if (const size_t count = countElements(array, element); count != 0) {
        appendAvroLong(out, static_cast<int64_t>(count));
        while (!array.empty()) {
            appendValue(out, valueOfElement(takeElement(array, element), element), element);
        }
    }
    appendAvroLong(out, 0);
}

void appendPresent(std::string& out, const Value& value, const SqlType& type)
{
    constexpr int64_t kNanosPerMicro = 1000;
    switch (type.id) {
    case TypeId::Boolean: out += static_cast<char>(value.asBool() ? 1 : 0); return;
    case TypeId::UTinyInt:
    case TypeId::USmallInt:
    case TypeId::UInteger: appendAvroLong(out, static_cast<int64_t>(value.asUInt())); return;
    case TypeId::Real: appendAvroFloat(out, static_cast<float>(value.asDouble())); return;
    case TypeId::Double: appendAvroDouble(out, value.asDouble()); return;
    case TypeId::Decimal: appendDecimalBytes(out, value.asDecimal()); return;
    case TypeId::Time: appendAvroLong(out, value.asInt() / kNanosPerMicro); return;
    case TypeId::Array: appendArray(out, value.asString(), *type.element); return;
    case TypeId::Char:
    case TypeId::Varchar: appendAvroBytes(out, value.asString()); return;
    case TypeId::UBigInt: appendAvroBytes(out, std::to_string(value.asUInt())); return;
    default: appendAvroLong(out, value.asInt());
    }
}

/// In a union null is the first branch.
void appendValue(std::string& out, const Value& value, const SqlType& type)
{
    if (type.nullable) {
        out += static_cast<char>(value.isNull() ? 0 : 2);
    }
    if (!value.isNull()) {
        appendPresent(out, value, type);
    }
}

/// Columns of rows, all nullable, or of keys, none of them.
class AvroRowWriter {
public:
    AvroRowWriter(const Schema& schema, const AvroEncoderOptions& options)
        : m_schema(schema)
        , m_options(options)
    {
    }

    void appendRow(const Batch& batch, size_t row, char op, std::string& out) const
    {
        appendHeader(out);
        for (size_t i = 0; i < m_schema.columns.size(); ++i) {
            const SqlType type = m_schema.columns[i].type.withNullable(true);
            appendValue(out, valueAt(batch.columns[i], row, type), type);
        }
        if (!m_options.cdcField.empty()) {
            appendAvroBytes(out, std::string_view(&op, 1));
        }
    }

    void appendKey(const Batch& batch, size_t row, const std::vector<int>& columns, std::string& out) const
    {
        appendHeader(out);
        for (const int column : columns) {
            const auto index = static_cast<size_t>(column);
            const SqlType type = m_schema.columns[index].type.withNullable(false);
            appendValue(out, valueAt(batch.columns[index], row, type), type);
        }
    }

private:
    void appendHeader(std::string& out) const
    {
        constexpr size_t kHeaderBytes = 5;
        out.append(m_options.hasHeader ? kHeaderBytes : 0, '\0');
    }

    const Schema m_schema;
    const AvroEncoderOptions m_options;
};

class AvroMessageEncoder final : public MessageEncoder {
public:
    AvroMessageEncoder(const AvroEncoderOptions& options, const MessageTarget& target)
        : m_options(options)
        , m_target(target)
        , m_rows(target.schema, options)
        , m_hasKey(!target.keyColumns.empty() && options.keyMode != AvroEncoderOptions::KeyMode::None)
    {
    }

    Status encode(const Delta& delta, MessageSink& sink) override
    {
        MR_CHECK(checkWeights(delta));
        return m_target.keyColumns.empty() ? encodeRows(delta, sink) : encodeByKey(delta, sink);
    }

private:
    Status encodeRows(const Delta& delta, MessageSink& sink)
    {
        for (const bool takesDeletes : {true, false}) {
            for (const BatchPtr& batch : delta.batches) {
                for (size_t row = 0; row < batch->numRows; ++row) {
                    const Weight weight = batch->weight(row);
                    const Weight repeats = takesDeletes ? -weight : weight;
                    const KeyedChange change = {takesDeletes ? KeyedChange::Kind::Delete : KeyedChange::Kind::Insert,
                                                batch.get(), row};
                    for (Weight i = 0; i < repeats; ++i) {
                        MR_CHECK(sendChange(change, sink));
                    }
                }
            }
        }
        return {};
    }

    Status encodeByKey(const Delta& delta, MessageSink& sink)
    {
        for (const KeyedChange& change : keyedChanges(delta, m_target.schema, m_target.keyColumns,
                                                      [&](Error error) { sink.refuse(std::move(error)); })) {
            MR_CHECK(sendChange(change, sink));
        }
        return {};
    }

    Status sendChange(const KeyedChange& change, MessageSink& sink)
    {
        constexpr std::string_view kOperations[] = {"insert", "update", "delete"};
        constexpr char kLetters[] = {'I', 'U', 'D'};
        const auto kind = static_cast<size_t>(change.kind);
        const bool isJdbc = m_options.form == AvroEncoderOptions::Form::ConfluentJdbc;
        EncodedMessage message;
        m_key.clear();
        m_value.clear();
        if (m_hasKey) {
            m_rows.appendKey(*change.batch, change.row, m_target.keyColumns, m_key);
            message.key = m_key;
        }
        if (!isJdbc || change.kind != KeyedChange::Kind::Delete) {
            m_rows.appendRow(*change.batch, change.row, kLetters[kind], m_value);
            message.value = m_value;
        }
        message.operation = isJdbc ? std::string_view() : kOperations[kind];
        if (m_key.size() + m_value.size() > m_target.maxMessageBytes) {
            sink.refuse(
                makeError(ErrorCode::kEncodeTooLarge, "The record is larger than the largest message, in bytes: " +
                                                          std::to_string(m_key.size() + m_value.size())));
            return {};
        }
        return sink.send(message);
    }

    const AvroEncoderOptions m_options;
    const MessageTarget m_target;
    const AvroRowWriter m_rows;
    const bool m_hasKey;
    std::string m_key;
    std::string m_value;
};

class AvroStreamEncoder final : public Encoder {
public:
    AvroStreamEncoder(const AvroEncoderOptions& options, const Schema& schema)
        : m_rows(schema, options)
    {
    }
    Result<uint64_t> encode(const Delta& delta, std::string& out) override
    {
        MR_CHECK(checkWeights(delta));
        uint64_t numRecords = 0;
        for (const bool takesDeletes : {true, false}) {
            for (const BatchPtr& batch : delta.batches) {
                for (size_t row = 0; row < batch->numRows; ++row) {
                    const Weight weight = batch->weight(row);
                    for (Weight i = 0; i < (takesDeletes ? -weight : weight); ++i) {
                        m_rows.appendRow(*batch, row, takesDeletes ? 'D' : 'I', out);
                        ++numRecords;
                    }
                }
            }
        }
        return numRecords;
    }

private:
    const AvroRowWriter m_rows;
};

} // namespace

AvroEncoderOptions readAvroEncoderOptions(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    AvroEncoderOptions options;
    ConfigReader reader(config, "", problems);
    std::string form = "raw";
    if (reader.read("update_format", form) && form != "raw" && form != "confluent_jdbc") {
        reader.problem("update_format",
                       "Update format not supported for Avro output, use 'raw' or 'confluent_jdbc': '" + form + "'");
    }
    options.form = form == "confluent_jdbc" ? AvroEncoderOptions::Form::ConfluentJdbc : AvroEncoderOptions::Form::Raw;
    std::string keyMode;
    if (reader.read("key_mode", keyMode) && !keyMode.empty() && keyMode != "none" && keyMode != "key_fields") {
        reader.problem("key_mode", "Expected 'none' or 'key_fields' for 'key_mode'");
    }
    options.keyMode = keyMode == "none"         ? AvroEncoderOptions::KeyMode::None
                      : keyMode == "key_fields" ? AvroEncoderOptions::KeyMode::KeyFields
                                                : AvroEncoderOptions::KeyMode::Automatic;
    bool skipsId = false;
    reader.read("skip_schema_id", skipsId);
    options.hasHeader = !skipsId;
    reader.read("cdc_field", options.cdcField);
    reader.read("namespace", options.nameSpace);
    std::string ignored;
    uint64_t unused = 1;
    reader.read("subject_name_strategy", ignored);
    reader.read("threads", unused, 1);
    if (!options.cdcField.empty() && options.form != AvroEncoderOptions::Form::Raw) {
        reader.problem("cdc_field", "'cdc_field' belongs to the update format 'raw'");
    }
    if (reader.find("schema") != nullptr) {
        reader.problem("schema", "The schema is made from the view in this build: 'schema' cannot be given");
    }
    for (const char* key : {"registry_urls", "registry_proxy", "registry_timeout_secs", "registry_headers",
                            "registry_username", "registry_password", "registry_authorization_token"}) {
        if (reader.find(key) != nullptr) {
            reader.problem(key, "Schema registries are not available in this build");
        }
    }
    reader.finish(ConfigReader::UnknownKeys::Refuse);
    return options;
}

std::string avroSchemaOf(const Schema& schema, const AvroEncoderOptions& options)
{
    Json record = recordOf("value", options.nameSpace);
    for (const ColumnInfo& column : schema.columns) {
        record["fields"].push_back(Json{{"name", column.name}, {"type", typeOf(column.type.withNullable(true))}});
    }
    if (!options.cdcField.empty()) {
        record["fields"].push_back(Json{{"name", options.cdcField}, {"type", "string"}});
    }
    return record.dump();
}

std::string avroKeySchemaOf(const Schema& schema, const std::vector<int>& keyColumns, const AvroEncoderOptions& options)
{
    Json record = recordOf("key", options.nameSpace);
    for (const int column : keyColumns) {
        const ColumnInfo& info = schema.columns[static_cast<size_t>(column)];
        record["fields"].push_back(Json{{"name", info.name}, {"type", typeOf(info.type.withNullable(false))}});
    }
    return record.dump();
}

Result<std::unique_ptr<MessageEncoder>> makeAvroMessageEncoder(const AvroEncoderOptions& options,
                                                               const MessageTarget& target)
{
    const bool needsKey = options.form == AvroEncoderOptions::Form::ConfluentJdbc ||
                          options.keyMode == AvroEncoderOptions::KeyMode::KeyFields;
    if (needsKey && target.keyColumns.empty()) {
        return makeError(ErrorCode::kConnectorInvalidValue,
                         "Avro with keys needs an 'index': a CREATE INDEX of the view whose columns are the key");
    }
    return std::unique_ptr<MessageEncoder>(std::make_unique<AvroMessageEncoder>(options, target));
}

Result<std::unique_ptr<Encoder>> makeAvroEncoder(const AvroEncoderOptions& options, const Schema& schema)
{
    if (options.form != AvroEncoderOptions::Form::Raw || options.cdcField.empty()) {
        return makeError(ErrorCode::kConnectorInvalidValue,
                         "In a file only a field of the record can tell an insert from a delete: name one by "
                         "'cdc_field'");
    }
    return std::unique_ptr<Encoder>(std::make_unique<AvroStreamEncoder>(options, schema));
}

} // namespace millrace
