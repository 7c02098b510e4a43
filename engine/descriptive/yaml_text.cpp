// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/yaml_text.h"

#include <algorithm>
#include <string>
#include <yaml-cpp/yaml.h>

namespace millrace::descriptive {

namespace {

constexpr int kMaxDepth = 100;

bool isBlank(char letter)
{
    return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

size_t afterBlanks(std::string_view text, size_t at)
{
    while (at < text.size() && isBlank(text[at])) {
        ++at;
    }
    return at;
}

/// Behind blanks and comments, as they may stand between the parts of a collection in brackets.
size_t afterBlanksAndComments(std::string_view text, size_t at)
{
    for (at = afterBlanks(text, at); at < text.size() && text[at] == '#'; at = afterBlanks(text, at)) {
        at = std::min(text.find('\n', at), text.size());
    }
    return at;
}

/// Behind the anchor and the tag of a node.
size_t afterProperties(std::string_view text, size_t at)
{
    while (at < text.size() && (text[at] == '&' || text[at] == '!')) {
        while (at < text.size() && !isBlank(text[at])) {
            ++at;
        }
        at = afterBlanks(text, at);
    }
    return at;
}

void appendUtf8(std::string& out, uint32_t point)
{
    const auto byte = [&out](uint32_t value) { out += static_cast<char>(value); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xc0 | point >> 6);
        byte(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
        byte(0xe0 | point >> 12);
        byte(0x80 | (point >> 6 & 0x3f));
        byte(0x80 | (point & 0x3f));
    } else {
        byte(0xf0 | point >> 18);
        byte(0x80 | (point >> 12 & 0x3f));
        byte(0x80 | (point >> 6 & 0x3f));
        byte(0x80 | (point & 0x3f));
    }
}

struct Escape {
    std::string value;
    size_t size = 2; ///< in the file
};

/// The escape of a text in double quotes that begins at a backslash. yaml-cpp has read it: it is a right one.
Escape escapeAt(std::string_view text, size_t at)
{
    constexpr std::string_view kLetters = "0abtnvfre \"/\\\t";
    constexpr std::string_view kValues("\0\a\b\t\n\v\f\r\x1b \"/\\\t", 14);
    const char letter = at + 1 < text.size() ? text[at + 1] : '\0';
    if (const size_t known = kLetters.find(letter); known != std::string_view::npos) {
        return {std::string(1, kValues[known]), 2};
    }
    Escape escape;
    const size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    if (digits > 0) {
        uint32_t point = 0;
        for (const char digit : text.substr(std::min(at + 2, text.size()), digits)) {
            const int value = digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
            point = point << 4 | static_cast<uint32_t>(value & 15);
        }
        appendUtf8(escape.value, point);
        escape.size = 2 + digits;
    } else if (letter == 'N' || letter == '_') {
        escape.value = letter == 'N' ? "\x85" : "\xa0"; // what yaml-cpp makes of it, which is no UTF-8
    } else if (letter == 'L' || letter == 'P') {
        appendUtf8(escape.value, letter == 'L' ? 0x2028 : 0x2029);
    }
    return escape; // else the end of a line: nothing
}

/// Walks value and text side by side. Blanks are laid out freely in YAML, so only other letters have to agree.
class Aligner {
public:
    Aligner(std::string_view text, size_t begin)
        : m_text(text)
        , m_at(afterProperties(text, begin))
    {
        const char first = m_at < text.size() ? text[m_at] : '\0';
        m_quote = first == '"' || first == '\'' ? first : '\0';
        if (m_quote != '\0') {
            ++m_at;
        } else if (first == '|' || first == '>') {
            m_at = std::min(text.find('\n', m_at), text.size());
        }
    }

    /// False: the text does not hold the value.
    bool take(std::string_view value, std::vector<uint32_t>& places)
    {
        size_t done = 0;
        while (done < value.size()) {
            if (isBlank(value[done])) {
                places.push_back(static_cast<uint32_t>(m_at));
                ++done;
                continue;
            }
            skipBlanks();
            const size_t begin = m_at;
            const size_t taken = takeLetter(value.substr(done));
            if (taken == 0) {
                return false;
            }
            places.insert(places.end(), taken, static_cast<uint32_t>(begin));
            done += taken;
        }
        return true;
    }

    std::optional<size_t> end()
    {
        if (m_quote == '\0') {
            return m_at;
        }
        skipBlanks();
        return m_at < m_text.size() && m_text[m_at] == m_quote ? std::optional(m_at + 1) : std::nullopt;
    }

private:
    void skipBlanks()
    {
        for (;;) {
            m_at = afterBlanks(m_text, m_at);
            if (m_quote != '"' || m_at >= m_text.size() || m_text[m_at] != '\\') {
                return;
            }
            const Escape escape = escapeAt(m_text, m_at);
            if (!escape.value.empty() && !isBlank(escape.value[0])) {
                return;
            }
            m_at += escape.size;
        }
    }

    /// How many bytes of the value the letter at the place stands for.
    size_t takeLetter(std::string_view value)
    {
        if (m_at >= m_text.size()) {
            return 0;
        }
        if (m_quote == '"' && m_text[m_at] == '\\') {
            const Escape escape = escapeAt(m_text, m_at);
            m_at += escape.size;
            return value.starts_with(escape.value) ? escape.value.size() : 0;
        }
        if (m_text[m_at] != value[0]) {
            return 0;
        }
        m_at += m_quote == '\'' && value[0] == '\'' ? 2 : 1;
        return 1;
    }

    std::string_view m_text;
    size_t m_at;
    char m_quote;
};

} // namespace

std::string_view withoutByteOrderMark(std::string_view text)
{
    constexpr std::string_view kMark = "\xef\xbb\xbf";
    return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

YamlText::YamlText(std::string_view text)
    : m_text(text)
    , m_lines{0}
{
    for (size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
        m_lines.push_back(at + 1);
    }
}

SourceSpan YamlText::span(size_t begin, size_t end) const
{
    begin = std::min(begin, m_text.size());
    end = std::clamp(end, begin, m_text.size());
    const auto place = [this](size_t offset, uint32_t& line, uint32_t& column) {
        const auto next = std::upper_bound(m_lines.begin(), m_lines.end(), offset);
        line = static_cast<uint32_t>(next - m_lines.begin());
        const std::string_view before = m_text.substr(*(next - 1), offset - *(next - 1));
        const auto isFirstByte = [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80; };
        column = 1 + static_cast<uint32_t>(std::count_if(before.begin(), before.end(), isFirstByte));
    };
    SourceSpan span;
    span.begin = static_cast<uint32_t>(begin);
    span.end = static_cast<uint32_t>(end);
    place(begin, span.line, span.column);
    place(end, span.endLine, span.endColumn);
    return span;
}

SourceSpan YamlText::spanOf(const YAML::Node& node) const
{
    const size_t begin = beginOf(node);
    // To the end of its first line: what is marked is the beginning of something, not all of it.
    const size_t lineEnd = std::min(m_text.find_first_of("\r\n", begin), m_text.size());
    return span(begin, std::max(begin, std::min(endOf(node).value_or(begin + 1), lineEnd)));
}

SourceSpan YamlText::spanAt(const YAML::Mark& mark) const
{
    const size_t begin = mark.pos < 0 ? 0 : static_cast<size_t>(mark.pos);
    return span(begin, begin + 1);
}

size_t YamlText::beginOf(const YAML::Node& node) const
{
    return std::min(static_cast<size_t>(std::max(node.Mark().pos, 0)), m_text.size());
}

std::optional<YamlText::Alignment> YamlText::align(const YAML::Node& scalar) const
{
    Aligner aligner(m_text, beginOf(scalar));
    Alignment alignment;
    if (!aligner.take(scalar.Scalar(), alignment.places)) {
        return std::nullopt;
    }
    const std::optional<size_t> end = aligner.end();
    alignment.end = end.value_or(0);
    return end ? std::optional(std::move(alignment)) : std::nullopt;
}

std::optional<size_t> YamlText::endOf(const YAML::Node& node) const
{
    return endOf(node, 0);
}

std::optional<size_t> YamlText::endOf(const YAML::Node& node, int depth) const
{
    if (node.IsScalar()) {
        const std::optional<Alignment> alignment = align(node);
        return alignment ? std::optional(alignment->end) : std::nullopt;
    }
    if (node.IsNull()) {
        const std::string_view rest = m_text.substr(beginOf(node));
        return rest.starts_with('~') ? std::optional(beginOf(node) + 1) : std::nullopt;
    }
    return depth < kMaxDepth ? endOfCollection(node, depth) : std::nullopt;
}

std::optional<size_t> YamlText::endOfCollection(const YAML::Node& node, int depth) const
{
    const size_t begin = afterProperties(m_text, beginOf(node));
    size_t end = begin;
    for (const auto& entry : node) {
        for (const YAML::Node& part : {YAML::Node(entry), entry.first, entry.second}) {
            if (!part.IsDefined()) {
                continue;
            }
            const std::optional<size_t> partEnd = endOf(part, depth + 1);
            if (!partEnd || *partEnd < begin) {
                return std::nullopt;
            }
            end = std::max(end, *partEnd);
        }
    }
    const char open = begin < m_text.size() ? m_text[begin] : '\0';
    if (open != '[' && open != '{') {
        return end;
    }
    end = afterBlanksAndComments(m_text, std::max(end, begin + 1));
    if (end < m_text.size() && m_text[end] == ',') {
        end = afterBlanksAndComments(m_text, end + 1);
    }
    const bool isClosed = end < m_text.size() && m_text[end] == (open == '[' ? ']' : '}');
    return isClosed ? std::optional(end + 1) : std::nullopt;
}

bool YamlText::isOpen(const YAML::Node& scalar) const
{
    size_t at = afterProperties(m_text, beginOf(scalar));
    const char quote = at < m_text.size() ? m_text[at] : '\0';
    if (quote != '"' && quote != '\'') {
        return false;
    }
    for (++at; at < m_text.size(); ++at) {
        const bool isPair = quote == '\'' && m_text.substr(at).starts_with("''");
        if (isPair || (quote == '"' && m_text[at] == '\\')) {
            ++at;
        } else if (m_text[at] == quote) {
            return false;
        }
    }
    return true;
}

SourceSpan YamlText::placeIn(const YAML::Node& scalar, const SourceSpan& inside) const
{
    const std::optional<Alignment> alignment = inside.isKnown() && scalar.IsScalar() ? align(scalar) : std::nullopt;
    if (!alignment || alignment->places.empty()) {
        return spanOf(scalar);
    }
    const size_t last = alignment->places.size() - 1;
    const size_t begin = alignment->places[std::min<size_t>(inside.begin, last)];
    // The end stands behind the last letter, which blanks of the layout may follow.
    const size_t end =
        inside.end > inside.begin ? alignment->places[std::min<size_t>(inside.end - 1, last)] + 1 : begin;
    const size_t lineEnd = std::min(m_text.find_first_of("\r\n", begin), m_text.size());
    return span(begin, std::min(end, lineEnd));
}

size_t YamlText::lineBegin(size_t offset) const
{
    return *(std::upper_bound(m_lines.begin(), m_lines.end(), offset) - 1);
}

size_t YamlText::lineEnd(size_t offset) const
{
    const auto next = std::upper_bound(m_lines.begin(), m_lines.end(), offset);
    return next == m_lines.end() ? m_text.size() : *next;
}

} // namespace millrace::descriptive
