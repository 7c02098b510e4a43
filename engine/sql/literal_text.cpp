// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/literal_text.h"

#include <cstdint>

namespace millrace::sql {

namespace {

bool isContinuationByte(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// Walks the bytes between the quotes of a literal, over doubled quotes and from part to part.
class QuotedReader {
public:
    explicit QuotedReader(std::string_view raw)
        : m_raw(raw)
    {
        const size_t open = raw.find_first_of("'\"");
        m_position = open == std::string_view::npos ? raw.size() : open + 1;
        m_quote = open == std::string_view::npos ? '\'' : raw[open];
        settle();
    }

    bool atEnd() const { return m_atEnd; }
    char current() const { return m_raw[m_position]; }
    /// Offset of the current byte in the literal as written.
    size_t offset() const { return m_position; }
    void next()
    {
        m_position += m_isDoubled ? 2 : 1;
        settle();
    }

private:
    /// Stands on the next byte of the value: enters the following part where one ends.
    void settle()
    {
        m_isDoubled = false;
        while (m_position < m_raw.size() && m_raw[m_position] == m_quote) {
            if (m_position + 1 < m_raw.size() && m_raw[m_position + 1] == m_quote) {
                m_isDoubled = true;
                return;
            }
            const size_t next = nextPart(m_position + 1);
            if (next == std::string_view::npos) {
                m_atEnd = true;
                return;
            }
            m_position = next + 1;
        }
        m_atEnd = m_position >= m_raw.size();
    }

    /// The opening quote of the part behind `position`, past comments; npos when there is none.
    size_t nextPart(size_t position) const
    {
        while (position < m_raw.size()) {
            const std::string_view rest = m_raw.substr(position);
            if (rest[0] == m_quote) {
                return position;
            }
            if (rest.substr(0, 2) == "--" || rest.substr(0, 2) == "//") {
                position = m_raw.find('\n', position);
            } else if (rest.substr(0, 2) == "/*") {
                const size_t end = m_raw.find("*/", position + 2);
                position = end == std::string_view::npos ? end : end + 2;
            } else if (rest[0] == ' ' || (rest[0] >= '\t' && rest[0] <= '\r')) {
                ++position;
            } else {
                return std::string_view::npos;
            }
        }
        return std::string_view::npos;
    }

    std::string_view m_raw;
    size_t m_position = 0;
    char m_quote = '\'';
    bool m_isDoubled = false;
    bool m_atEnd = false;
};

void appendUtf8(std::string& out, uint32_t code)
{
    const auto tail = [&](int shift) { return static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += tail(0);
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += tail(6);
        out += tail(0);
    } else {
        out += static_cast<char>(0xF0 | (code >> 18));
        out += tail(12);
        out += tail(6);
        out += tail(0);
    }
}

std::optional<uint32_t> hexDigit(char c)
{
    if (c >= '0' && c <= '9') {
        return static_cast<uint32_t>(c - '0');
    }
    const char lower = static_cast<char>(c | 0x20);
    if (lower >= 'a' && lower <= 'f') {
        return static_cast<uint32_t>(lower - 'a' + 10);
    }
    return std::nullopt;
}

/// Replaces \XXXX and \+XXXXXX; a doubled escape character stands for itself.
std::optional<std::string> decodeUnicodeEscapes(std::string_view text, char escape)
{
    std::string out;
    size_t i = 0;
    while (i < text.size()) {
        if (text[i] != escape) {
            out += text[i++];
            continue;
        }
        if (i + 1 < text.size() && text[i + 1] == escape) {
            out += escape;
            i += 2;
            continue;
        }
        const bool isLong = i + 1 < text.size() && text[i + 1] == '+';
        const size_t digits = isLong ? 6 : 4;
        i += isLong ? 2 : 1;
        uint32_t code = 0;
        for (size_t k = 0; k < digits; ++k, ++i) {
            const auto digit = i < text.size() ? hexDigit(text[i]) : std::nullopt;
            if (!digit) {
                return std::nullopt;
            }
            code = code * 16 + *digit;
        }
        if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
            return std::nullopt;
        }
        appendUtf8(out, code);
    }
    return out;
}

/// A place that moves over the program byte by byte.
struct Place {
    uint32_t offset;
    uint32_t line;
    uint32_t column;

    void moveTo(std::string_view program, size_t target)
    {
        for (; offset < target && offset < program.size(); ++offset) {
            if (program[offset] == '\n') {
                ++line;
                column = 1;
            } else if (!isContinuationByte(program[offset])) {
                ++column;
            }
        }
    }
};

} // namespace

std::optional<std::string> decodeQuoted(std::string_view raw, char unicodeEscape)
{
    std::string value;
    value.reserve(raw.size());
    for (QuotedReader reader(raw); !reader.atEnd(); reader.next()) {
        value += reader.current();
    }
    return unicodeEscape == 0 ? std::optional(std::move(value)) : decodeUnicodeEscapes(value, unicodeEscape);
}

SourceSpan locateInLiteral(std::string_view program, const SourceSpan& literal, size_t begin, size_t end)
{
    if (!literal.isKnown() || literal.end > program.size() || literal.begin >= literal.end) {
        return literal;
    }
    const std::string_view raw = program.substr(literal.begin, literal.end - literal.begin);
    QuotedReader reader(raw);
    size_t index = 0;
    for (; index < begin && !reader.atEnd(); ++index) {
        reader.next();
    }
    Place place{literal.begin, literal.line, literal.column};
    place.moveTo(program, literal.begin + (reader.atEnd() ? raw.size() - 1 : reader.offset()));
    SourceSpan span{place.offset, 0, place.line, place.column, 0, 0};
    size_t last = place.offset;
    for (; index < end && !reader.atEnd(); ++index) {
        last = literal.begin + reader.offset();
        reader.next();
    }
    size_t behind = last + 1;
    while (behind < program.size() && isContinuationByte(program[behind])) {
        ++behind;
    }
    place.moveTo(program, end > begin ? behind : last);
    span.end = place.offset;
    span.endLine = place.line;
    span.endColumn = place.column;
    return span;
}

namespace {

/// The byte that a backslash and this letter stand for.
char escapedByte(char letter)
{
    switch (letter) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case '0': return '\0';
    default: return letter;
    }
}

} // namespace

std::optional<std::string> decodeEscaped(std::string_view raw)
{
    std::string text;
    if (raw.size() < 2) {
        return text;
    }
    const char quote = raw.front();
    for (size_t i = 1; i + 1 < raw.size(); ++i) {
        const char c = raw[i];
        if (c == quote) {
            ++i; // doubled
            text += quote;
        } else if (c != '\\') {
            text += c;
        } else if (raw[i + 1] == 'x' && i + 3 < raw.size() && hexDigit(raw[i + 2]) && hexDigit(raw[i + 3])) {
            const auto byte = *hexDigit(raw[i + 2]) * 16 + *hexDigit(raw[i + 3]);
            if (byte >= 0x80) {
                return std::nullopt; // would not be UTF-8
            }
            text += static_cast<char>(byte);
            i += 3;
        } else {
            text += escapedByte(raw[++i]);
        }
    }
    return text;
}

} // namespace millrace::sql
