// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/raw_decoder.h"

#include "engine/formats/column_lookup.h"
#include "engine/formats/record_errors.h"

#include <simdjson.h>

#include <algorithm>

namespace millrace {

RawDecoderOptions readRawDecoderOptions(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    RawDecoderOptions options;
    ConfigReader reader(config, "", problems);
    std::string mode = "blob";
    if (reader.read("mode", mode) && mode != "blob" && mode != "lines") {
        reader.problem("mode", "Expected 'blob' or 'lines' for 'mode'");
    }
    options.mode = mode == "lines" ? RawDecoderOptions::Mode::Lines : RawDecoderOptions::Mode::Blob;
    reader.read("column_name", options.columnName);
    reader.finish(ConfigReader::UnknownKeys::Warn);
    return options;
}

Result<std::unique_ptr<Decoder>> RawDecoder::make(const RawDecoderOptions& options, const DecoderTarget& target)
{
    const Schema& schema = target.schema;
    if (options.columnName.empty() && schema.numColumns() != 1) {
        return makeError(ErrorCode::kConnectorInvalidValue,
                         "The table has several columns, so that 'column_name' must name the one for the text");
    }
    const int column = options.columnName.empty() ? 0 : ColumnLookup(schema).find(options.columnName);
    if (column < 0) {
        return makeError(ErrorCode::kConnectorInvalidValue,
                         "'column_name' names no column of the table: '" + options.columnName + "'");
    }
    const auto index = static_cast<size_t>(column);
    if (!isString(schema.columns[index].type.id)) {
        return makeError(ErrorCode::kConnectorInvalidValue,
                         "The column for the text is no VARCHAR: '" + schema.columns[index].name + "'");
    }
    for (size_t i = 0; i < schema.numColumns(); ++i) {
        const bool hasDefault = i < target.defaults.size() && target.defaults[i];
        if (i != index && !schema.columns[i].type.nullable && !hasDefault) {
            return makeError(ErrorCode::kConnectorInvalidValue,
                             "The format gives no value for a column that must not be NULL: '" +
                                 schema.columns[i].name + "'");
        }
    }
    return std::unique_ptr<Decoder>(std::make_unique<RawDecoder>(options.mode, index, target));
}

RawDecoder::RawDecoder(RawDecoderOptions::Mode mode, size_t column, const DecoderTarget& target)
    : m_mode(mode)
    , m_column(column)
    , m_target(target)
    , m_builder(target.schema)
{
}

void RawDecoder::flush(DecodedChunk& out)
{
    m_builder.take(out.batches);
}

void RawDecoder::consume(std::string_view bytes, DecodedChunk& out)
{
    if (m_mode == RawDecoderOptions::Mode::Lines) {
        takeLines(bytes, out);
    } else {
        keep(bytes, out);
    }
}

void RawDecoder::finishRecord(DecodedChunk& out)
{
    // A blob of no bytes is a record too small to mean anything: an input without bytes has no row.
    if (!m_pending.empty()) {
        take(m_pending, out);
        m_offset += m_pending.size();
        m_pending.clear();
    }
    m_isOversized = false;
}

void RawDecoder::takeLines(std::string_view bytes, DecodedChunk& out)
{
    for (;;) {
        const size_t end = bytes.find('\n');
        if (end == std::string_view::npos) {
            keep(bytes, out);
            return;
        }
        const std::string_view piece = bytes.substr(0, end);
        if (m_isOversized) {
            m_isOversized = false;
            m_offset += end + 1;
        } else if (m_pending.empty()) {
            take(piece, out);
            m_offset += end + 1;
        } else {
            keep(piece, out);
            finishRecord(out);
            m_offset += 1;
        }
        ++m_line;
        bytes.remove_prefix(end + 1);
    }
}

/// Appends to the record under way, within its limit.
void RawDecoder::keep(std::string_view bytes, DecodedChunk& out)
{
    if (!m_isOversized && m_pending.size() + bytes.size() > kMaxRecordBytes) {
        refuse(ErrorCode::kRecordTooLarge, "The record is longer than 16 MiB", m_pending, out);
        m_offset += m_pending.size();
        m_pending.clear();
        m_pending.shrink_to_fit();
        m_isOversized = true;
    }
    if (m_isOversized) {
        m_offset += bytes.size();
    } else {
        m_pending += bytes;
    }
}

void RawDecoder::take(std::string_view text, DecodedChunk& out)
{
    if (m_mode == RawDecoderOptions::Mode::Lines && text.ends_with('\r')) {
        text.remove_suffix(1);
    }
    if (text.empty()) {
        return;
    }
    if (text.size() > kMaxRecordBytes) {
        refuse(ErrorCode::kRecordTooLarge, "The record is longer than 16 MiB", text, out);
        return;
    }
    if (!simdjson::validate_utf8(text.data(), text.size())) {
        refuse(ErrorCode::kRecordUtf8, "The record is not valid UTF-8", text, out);
        return;
    }
    ++m_numRecords;
    for (size_t i = 0; i < m_builder.numColumns(); ++i) {
        if (i == m_column) {
            m_builder.column(i).appendString(text);
        } else if (i < m_target.defaults.size() && m_target.defaults[i]) {
            m_builder.column(i).appendValue(*m_target.defaults[i]);
        } else {
            m_builder.column(i).appendNull();
        }
    }
    m_builder.commit(RecordOp::Insert);
}

void RawDecoder::refuse(ErrorCode code, std::string detail, std::string_view text, DecodedChunk& out)
{
    ++m_numRecords;
    addRecordError(out, {code, m_numRecords, m_line, m_offset, {}, std::move(detail), {}}, text);
}

} // namespace millrace
