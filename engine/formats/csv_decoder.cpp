// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/csv_decoder.h"

#include "engine/formats/json_array.h"
#include "engine/formats/record_errors.h"
#include "engine/formats/text_value.h"

#include <nlohmann/json.hpp>
#include <simdjson.h>

#include <algorithm>
#include <cstring>

namespace millrace {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr size_t kNone = std::string_view::npos;

std::string_view trimmed(std::string_view text)
{
    const size_t first = text.find_first_not_of(" \t");
    return first == kNone ? text.substr(0, 0) : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

void readNullStrings(ConfigReader& reader, CsvDecoderOptions& options)
{
    const nlohmann::json* list = reader.find("null_strings");
    if (list == nullptr) {
        return;
    }
    options.hasNullStrings = true;
    const auto isText = [](const nlohmann::json& element) { return element.is_string(); };
    if (!list->is_array() || !std::all_of(list->begin(), list->end(), isText)) {
        reader.problem("null_strings", "Expected an array of strings for 'null_strings'");
        return;
    }
    options.nullStrings = list->get<std::vector<std::string>>();
}

} // namespace

CsvDecoderOptions readCsvDecoderOptions(const nlohmann::json& config, std::vector<ConfigProblem>& problems)
{
    CsvDecoderOptions options;
    ConfigReader reader(config, "", problems);
    reader.read("delimiter", options.delimiter);
    reader.read("quote", options.quote);
    reader.read("escape", options.escape);
    reader.read("comment", options.comment);
    reader.read("headers", options.hasHeaders);
    reader.read("double_quote", options.hasDoubleQuote);
    reader.read("quoting", options.hasQuoting);
    reader.read("flexible", options.isFlexible);
    std::string trim = "none";
    if (reader.read("trim", trim)) {
        if (trim == "headers") {
            options.trim = CsvTrim::Headers;
        } else if (trim == "fields") {
            options.trim = CsvTrim::Fields;
        } else if (trim == "all") {
            options.trim = CsvTrim::All;
        } else if (trim != "none") {
            reader.problem("trim", "Expected 'none', 'headers', 'fields' or 'all' for 'trim'");
        }
    }
    readNullStrings(reader, options);
    reader.finish(ConfigReader::UnknownKeys::Warn);
    return options;
}

CsvDecoder::CsvDecoder(CsvDecoderOptions options, const DecoderTarget& target)
    : m_options(std::move(options))
    , m_target(target)
    , m_builder(target.schema)
    , m_skipsHeader(m_options.hasHeaders)
{
    m_target.defaults.resize(m_target.schema.numColumns());
}

void CsvDecoder::flush(DecodedChunk& out)
{
    m_builder.take(out.batches);
}

void CsvDecoder::consume(std::string_view bytes, DecodedChunk& out)
{
    m_buffer += bytes;
    if (m_offset == 0 && m_begin == 0 && m_buffer.starts_with(kByteOrderMark.substr(0, m_buffer.size()))) {
        if (m_buffer.size() < kByteOrderMark.size()) {
            return;
        }
        m_begin = kByteOrderMark.size();
        m_scanned = std::max(m_scanned, m_begin);
    }
    while (m_begin < m_buffer.size()) {
        const size_t end = findEnd(m_scanned);
        if (end == kNone) {
            m_scanned = m_buffer.size();
            break;
        }
        takeRecord(end, out);
        m_begin = end + 1;
        m_scanned = m_begin;
        m_scan = Scan::FieldStart;
        m_isOversized = false;
    }
    if (m_buffer.size() - m_begin > kMaxRecordBytes) {
        if (!m_isOversized) {
            ++m_numRecords;
            addRecordError(out,
                           {ErrorCode::kRecordTooLarge,
                            m_numRecords,
                            m_line,
                            m_offset + m_begin,
                            {},
                            "The record is longer than 16 MiB",
                            {}},
                           std::string_view(m_buffer).substr(m_begin));
        }
        m_isOversized = true;
        m_line += static_cast<uint64_t>(
            std::count(m_buffer.begin() + static_cast<std::ptrdiff_t>(m_begin), m_buffer.end(), '\n'));
        m_begin = m_buffer.size();
    }
    drop();
}

void CsvDecoder::finishRecord(DecodedChunk& out)
{
    if (m_begin < m_buffer.size() && !m_isOversized) {
        if (m_scan == Scan::Quoted || m_scan == Scan::Escaped) {
            ++m_numRecords;
            addRecordError(out,
                           {ErrorCode::kRecordTruncated,
                            m_numRecords,
                            m_line,
                            m_offset + m_begin,
                            {},
                            "The input ends inside a quoted field",
                            {}},
                           std::string_view(m_buffer).substr(m_begin));
        } else {
            takeRecord(m_buffer.size(), out);
        }
    }
    m_begin = m_buffer.size();
    drop();
}

void CsvDecoder::drop()
{
    if (m_begin != 0) {
        m_buffer.erase(0, m_begin);
        m_offset += m_begin;
        m_scanned = m_scanned > m_begin ? m_scanned - m_begin : 0;
        m_begin = 0;
    }
}

/// Position of the line end that ends the record, looking on from `from`.
size_t CsvDecoder::findEnd(size_t from)
{
    const bool isComment = m_options.comment != '\0' && m_buffer[m_begin] == m_options.comment;
    if (!m_options.hasQuoting || isComment) {
        return m_buffer.find('\n', from);
    }
    if (from == m_begin) {
        // A line without quotes is a record; looking for them is far cheaper than following the fields.
        const size_t end = m_buffer.find('\n', from);
        const size_t size = (end == kNone ? m_buffer.size() : end) - from;
        if (end != kNone && std::memchr(m_buffer.data() + from, m_options.quote, size) == nullptr) {
            return end;
        }
    }
    for (size_t at = from; at < m_buffer.size(); ++at) {
        const char c = m_buffer[at];
        switch (m_scan) {
        case Scan::FieldStart:
        case Scan::Plain:
            if (c == '\n') {
                return at;
            }
            if (c == m_options.delimiter) {
                m_scan = Scan::FieldStart;
            } else if (m_scan == Scan::FieldStart && c == m_options.quote) {
                m_scan = Scan::Quoted;
            } else if (m_scan != Scan::FieldStart || m_options.trim < CsvTrim::Fields || (c != ' ' && c != '\t')) {
                m_scan = Scan::Plain;
            }
            break;
        case Scan::Quoted:
            if (m_options.escape != '\0' && c == m_options.escape) {
                m_scan = Scan::Escaped;
            } else if (c == m_options.quote) {
                m_scan = m_options.hasDoubleQuote ? Scan::QuoteInQuoted : Scan::Plain;
            }
            break;
        case Scan::QuoteInQuoted:
            if (c == m_options.quote) {
                m_scan = Scan::Quoted;
                break;
            }
            m_scan = c == m_options.delimiter ? Scan::FieldStart : Scan::Plain;
            if (c == '\n') {
                return at;
            }
            break;
        case Scan::Escaped: m_scan = Scan::Quoted; break;
        }
    }
    return kNone;
}

void CsvDecoder::takeRecord(size_t end, DecodedChunk& out)
{
    const uint64_t firstLine = m_line;
    const std::string_view source = std::string_view(m_buffer).substr(m_begin, end - m_begin);
    m_line += static_cast<uint64_t>(std::count(source.begin(), source.end(), '\n')) + 1;
    std::string_view text = source;
    if (!text.empty() && text.back() == '\r') {
        text.remove_suffix(1);
    }
    if (m_isOversized || text.empty() || (m_options.comment != '\0' && text.front() == m_options.comment)) {
        return;
    }
    if (m_skipsHeader) {
        m_skipsHeader = false;
        return;
    }
    ++m_numRecords;
    bool isGood = text.size() <= kMaxRecordBytes;
    if (!isGood) {
        m_failureCode = ErrorCode::kRecordTooLarge;
        m_failureColumn.clear();
        m_failureDetail = "The record is longer than 16 MiB";
    }
    if (!isGood || !parseRecord(text)) {
        m_builder.discard();
        addRecordError(
            out, {m_failureCode, m_numRecords, firstLine, m_offset + m_begin, m_failureColumn, m_failureDetail, {}},
            source);
        return;
    }
    m_builder.commit(RecordOp::Insert);
}

bool CsvDecoder::parseRecord(std::string_view text)
{
    if (!simdjson::validate_utf8(text.data(), text.size())) {
        return refuse(ErrorCode::kRecordUtf8, "The record is not valid UTF-8", kNone);
    }
    splitFields(text);
    return takeFields();
}

void CsvDecoder::splitFields(std::string_view text)
{
    m_fields.clear();
    m_unescaped.clear();
    m_unescaped.reserve(text.size()); // the fields point into it, so it must not move
    const bool isTrimming = m_options.trim >= CsvTrim::Fields;
    size_t at = 0;
    while (true) {
        const size_t begin = isTrimming ? std::min(text.find_first_not_of(" \t", at), text.size()) : at;
        if (m_options.hasQuoting && begin < text.size() && text[begin] == m_options.quote) {
            at = splitQuoted(text, begin + 1);
        } else {
            at = std::min(text.find(m_options.delimiter, at), text.size());
            const std::string_view field = text.substr(std::min(begin, at), at - std::min(begin, at));
            m_fields.push_back({isTrimming ? trimmed(field) : field, false});
        }
        if (at >= text.size()) {
            return;
        }
        ++at;
    }
}

/// Takes the field that follows an opening quote; returns where the delimiter after it stands.
size_t CsvDecoder::splitQuoted(std::string_view text, size_t at)
{
    const size_t start = m_unescaped.size();
    bool isInside = true;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (!isInside && c == m_options.delimiter) {
            break;
        }
        if (isInside && m_options.escape != '\0' && c == m_options.escape && at + 1 < text.size()) {
            m_unescaped += text[++at];
        } else if (isInside && c == m_options.quote) {
            const bool isDoubled = m_options.hasDoubleQuote && at + 1 < text.size() && text[at + 1] == m_options.quote;
            isInside = isDoubled;
            if (isDoubled) {
                m_unescaped += text[++at];
            }
        } else {
            m_unescaped += c;
        }
    }
    const std::string_view field = std::string_view(m_unescaped).substr(start);
    m_fields.push_back({m_options.trim >= CsvTrim::Fields ? trimmed(field) : field, true});
    return at;
}

bool CsvDecoder::takeFields()
{
    const size_t numColumns = m_builder.numColumns();
    if (m_fields.size() > numColumns && !m_options.isFlexible) {
        return refuse(ErrorCode::kRecordSyntax,
                      "The row has more fields than the table has columns: " + std::to_string(m_fields.size()) +
                          " instead of " + std::to_string(numColumns),
                      kNone);
    }
    for (size_t i = 0; i < numColumns; ++i) {
        if (i < m_fields.size() ? !takeField(i, m_fields[i]) : !takeMissing(i)) {
            return false;
        }
    }
    return true;
}

bool CsvDecoder::isNullText(const Field& field, const SqlType& type) const
{
    if (m_options.hasNullStrings) {
        return !field.isQuoted && std::find(m_options.nullStrings.begin(), m_options.nullStrings.end(), field.text) !=
                                      m_options.nullStrings.end();
    }
    if (!field.text.empty()) {
        return false;
    }
    return isString(type.id) ? !field.isQuoted && type.nullable : true;
}

bool CsvDecoder::takeField(size_t column, const Field& field)
{
    const ColumnInfo& info = m_target.schema.columns[column];
    if (isNullText(field, info.type)) {
        if (!info.type.nullable) {
            return refuse(ErrorCode::kRecordMissingColumn,
                          "No value for column '" + info.name + "', which must not be NULL", column);
        }
        m_builder.column(column).appendNull();
        return true;
    }
    if (!takeValue(column, info.type, field.text)) {
        return refuse(ErrorCode::kRecordType,
                      "Value does not fit column '" + info.name + "' of type " + info.type.toString() + ": " +
                          std::string(field.text.substr(0, 60)),
                      column);
    }
    return true;
}

bool CsvDecoder::takeValue(size_t column, const SqlType& type, std::string_view text)
{
    if (type.id != TypeId::Array) {
        return appendText(m_builder.column(column), type, text);
    }
    std::string array;
    const bool isGood = appendJsonArray(text, *type.element, array);
    if (isGood) {
        m_builder.column(column).appendString(array);
    }
    return isGood;
}

bool CsvDecoder::takeMissing(size_t column)
{
    const ColumnInfo& info = m_target.schema.columns[column];
    if (m_target.defaults[column]) {
        m_builder.column(column).appendValue(*m_target.defaults[column]);
        return true;
    }
    if (!info.type.nullable) {
        return refuse(ErrorCode::kRecordMissingColumn,
                      "The row has fewer fields than the table has columns, and column '" + info.name +
                          "' must not be NULL: " + std::to_string(m_fields.size()) + " of " +
                          std::to_string(m_builder.numColumns()),
                      column);
    }
    m_builder.column(column).appendNull();
    return true;
}

bool CsvDecoder::refuse(ErrorCode code, std::string detail, size_t column)
{
    m_failureCode = code;
    m_failureColumn = column == kNone ? std::string() : m_target.schema.columns[column].name;
    m_failureDetail = std::move(detail);
    return false;
}

} // namespace millrace
