// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/json_decoder.h"

#include "engine/formats/record_errors.h"

#include <algorithm>
#include <cstring>

namespace millrace {

namespace {

/// How far to look for a line end; a longer record is framed.
constexpr size_t kMaxLine = 64 * 1024;
/// Records framed before lines are tried again, after a line was no record.
constexpr int kLinesToSkip = 32;
constexpr std::string_view kMalformed = "The record is not valid JSON, or nested deeper than 128 levels";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool isBlank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

} // namespace

JsonDecoder::JsonDecoder(JsonDecoderOptions options, const DecoderTarget& target)
    : m_options(options)
    , m_parser(options, target)
{
}

void JsonDecoder::append(std::string_view bytes)
{
    const size_t needed = m_size + bytes.size() + JsonRecordParser::kPadding;
    if (m_buffer.size() < needed) {
        m_buffer.resize(std::max(needed, m_buffer.size() * 2));
    }
    std::memcpy(m_buffer.data() + m_size, bytes.data(), bytes.size());
    m_size += bytes.size();
    std::memset(m_buffer.data() + m_size, 0, JsonRecordParser::kPadding);
}

/// Moves what is left to the front of the buffer.
void JsonDecoder::drop()
{
    if (m_begin == 0) {
        return;
    }
    std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_size - m_begin);
    m_size -= m_begin;
    m_scanned -= m_begin;
    m_offset += m_begin;
    m_begin = 0;
}

void JsonDecoder::flush(DecodedChunk& out)
{
    m_parser.builder().take(out.batches);
}

void JsonDecoder::consume(std::string_view bytes, DecodedChunk& out)
{
    append(bytes);
    while (skipBlanks() && takeNext(out) == Progress::Advanced) {
    }
    drop();
}

void JsonDecoder::finishRecord(DecodedChunk& out)
{
    if (skipBlanks() && !m_isOversized) {
        // Only one record can be left: whatever was complete was taken as it came.
        const bool isFramed = !m_options.isLineOnly && (m_buffer[m_begin] == '{' || m_buffer[m_begin] == '[');
        if (!isFramed) {
            takeRecord(m_size, out);
        } else if (m_framer.isSkipping()) {
            refuse(m_size, {ErrorCode::kRecordSyntax, {}, std::string(kMalformed)}, out);
        } else {
            refuse(m_size, {ErrorCode::kRecordTruncated, {}, "The input ends inside a record"}, out);
        }
    }
    m_begin = m_size;
    m_scanned = m_begin;
    drop();
}

/// Goes to the first byte of the next record; false when there is none yet.
bool JsonDecoder::skipBlanks()
{
    if (m_isOversized) {
        const void* end = std::memchr(m_buffer.data() + m_begin, '\n', m_size - m_begin);
        m_begin = end == nullptr ? m_size : static_cast<size_t>(static_cast<const char*>(end) - m_buffer.data());
        m_scanned = m_begin;
        m_isOversized = end == nullptr;
    }
    if (m_scanned != m_begin) {
        return true;
    }
    if (m_offset + m_begin == 0 && m_size != 0 && m_buffer[0] == kByteOrderMark[0]) {
        if (m_size < kByteOrderMark.size()) {
            return false;
        }
        m_begin = pending().starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    }
    while (m_begin < m_size && isBlank(m_buffer[m_begin])) {
        m_line += m_buffer[m_begin] == '\n' ? 1 : 0;
        ++m_begin;
    }
    m_scanned = m_begin;
    return m_begin < m_size;
}

JsonDecoder::Progress JsonDecoder::takeNext(DecodedChunk& out)
{
    if (m_options.isLineOnly) {
        return takeLine(out);
    }
    if (m_scanned == m_begin) {
        if (takeShaped()) {
            return Progress::Advanced;
        }
        if (m_linesToSkip > 0) {
            --m_linesToSkip;
        } else if (tryLine()) {
            return Progress::Advanced;
        }
        m_framer.reset();
    }
    return takeFramed(out);
}

/// Takes the record if it looks like an earlier one; otherwise nothing has changed.
bool JsonDecoder::takeShaped()
{
    uint64_t numLineEnds = 0;
    const size_t size = m_parser.scan(pending(), numLineEnds);
    if (size == 0) {
        return false;
    }
    ++m_numRecords;
    m_line += numLineEnds;
    consume(m_begin + size);
    return true;
}

/// Takes the line as a record if it is one; otherwise nothing has changed.
bool JsonDecoder::tryLine()
{
    const std::string_view text = pending().substr(0, kMaxLine);
    const void* end = std::memchr(text.data(), '\n', text.size());
    if (end == nullptr) {
        return false;
    }
    const auto size = static_cast<size_t>(static_cast<const char*>(end) - text.data());
    size_t last = size;
    while (last > 0 && isBlank(text[last - 1])) {
        --last;
    }
    if (text[last - 1] != '}' && text[last - 1] != ']') {
        return false;
    }
    if (!m_parser.parse(text.substr(0, size))) {
        m_linesToSkip = kLinesToSkip;
        return false;
    }
    m_numRecords += m_parser.numRecords();
    consume(m_begin + size);
    return true;
}

JsonDecoder::Progress JsonDecoder::takeLine(DecodedChunk& out)
{
    const void* end = std::memchr(m_buffer.data() + m_scanned, '\n', m_size - m_scanned);
    if (end == nullptr) {
        m_scanned = m_size;
        refuseOversized(out);
        return Progress::NeedMore;
    }
    takeRecord(static_cast<size_t>(static_cast<const char*>(end) - m_buffer.data()), out);
    return Progress::Advanced;
}

JsonDecoder::Progress JsonDecoder::takeFramed(DecodedChunk& out)
{
    size_t end = m_size;
    const std::string_view text(m_buffer.data(), m_size);
    if (text[m_begin] == '{' || text[m_begin] == '[') {
        const JsonFramer::Frame frame = m_framer.advance(text, m_scanned);
        m_scanned = m_size;
        if (frame.state == JsonFramer::State::NeedMore) {
            refuseOversized(out);
            return Progress::NeedMore;
        }
        if (frame.state == JsonFramer::State::Malformed) {
            refuse(frame.end, {ErrorCode::kRecordSyntax, {}, std::string(kMalformed)}, out);
            return Progress::Advanced;
        }
        end = frame.end;
    } else {
        const size_t lineEnd = text.find('\n', m_scanned);
        if (lineEnd == std::string_view::npos) {
            m_scanned = m_size;
            refuseOversized(out);
            return Progress::NeedMore;
        }
        end = lineEnd;
    }
    takeRecord(end, out);
    return Progress::Advanced;
}

void JsonDecoder::consume(size_t end)
{
    m_begin = end;
    m_scanned = end;
}

void JsonDecoder::takeRecord(size_t end, DecodedChunk& out)
{
    const std::string_view text(m_buffer.data() + m_begin, end - m_begin);
    if (text.size() > kMaxRecordBytes) {
        refuse(end, {ErrorCode::kRecordTooLarge, {}, "The record is longer than 16 MiB"}, out);
        m_isOversized = true;
        return;
    }
    if (!m_parser.parse(text)) {
        for (const JsonFailure& failure : m_parser.failures()) {
            addFailure(text, failure, out);
        }
        out.numErrors += m_parser.numFailures() - m_parser.failures().size();
    }
    m_numRecords += std::max<uint64_t>(m_parser.numRecords(), m_parser.numFailures());
    m_line += static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n'));
    consume(end);
}

void JsonDecoder::refuse(size_t end, const JsonFailure& failure, DecodedChunk& out)
{
    const std::string_view text(m_buffer.data() + m_begin, end - m_begin);
    addFailure(text, failure, out);
    ++m_numRecords;
    m_line += static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n'));
    consume(end);
}

/// A bad record of the text that is pending.
void JsonDecoder::addFailure(std::string_view text, const JsonFailure& failure, DecodedChunk& out) const
{
    addRecordError(out,
                   {failure.code, m_numRecords + failure.record, m_line, m_offset + m_begin, failure.column,
                    failure.detail, {}},
                   text);
}

/// Gives up a record that has no end within the limit; goes on after the next line end.
void JsonDecoder::refuseOversized(DecodedChunk& out)
{
    if (m_size - m_begin > kMaxRecordBytes) {
        refuse(m_size, {ErrorCode::kRecordTooLarge, {}, "The record is longer than 16 MiB"}, out);
        m_isOversized = true;
    }
}

} // namespace millrace
