// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/located_json.h"

#include <algorithm>

namespace millrace {

/// A recursive descent parser; scalars are read by nlohmann-json from their own text.
class LocatedJsonParser {
public:
    LocatedJsonParser(std::string_view text, LocatedJson& result)
        : m_text(text)
        , m_result(result)
    {
    }

    void parse()
    {
        skipBlanks();
        if (!parseValue(m_result.m_value, "", 0, {})) {
            return;
        }
        skipBlanks();
        if (m_at < m_text.size()) {
            fail("Text after the end of the JSON value");
        }
    }

private:
    void skipBlanks() { m_at = std::min(m_text.find_first_not_of(" \t\r\n", m_at), m_text.size()); }
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

    bool fail(std::string detail) { return failAt(std::move(detail), {m_at, std::min(m_at + 1, m_text.size())}); }
    bool failAt(std::string detail, TextRange range)
    {
        if (!m_result.m_fault) {
            m_result.m_fault = JsonFault{std::move(detail), range};
        }
        return false;
    }
    bool failExpecting(const char* what)
    {
        if (m_at >= m_text.size()) {
            return fail(std::string("The JSON ends where ") + what + " is expected");
        }
        return fail(std::string("Expected ") + what);
    }

    bool parseValue(nlohmann::json& value, const std::string& pointer, int depth, TextRange key)
    {
        if (depth > LocatedJson::kMaxDepth) {
            return fail("The JSON is nested deeper than 128 levels");
        }
        const size_t begin = m_at;
        bool isGood = false;
        switch (peek()) {
        case '{': isGood = parseObject(value, pointer, depth); break;
        case '[': isGood = parseArray(value, pointer, depth); break;
        case '"': isGood = parseString(value); break;
        default: isGood = parseScalar(value); break;
        }
        m_result.m_places[pointer] = {key, {begin, m_at}};
        return isGood;
    }

    bool parseObject(nlohmann::json& value, const std::string& pointer, int depth)
    {
        value = nlohmann::json::object();
        ++m_at;
        skipBlanks();
        if (peek() == '}') {
            ++m_at;
            return true;
        }
        while (true) {
            const size_t keyBegin = m_at;
            nlohmann::json key;
            if (peek() != '"') {
                return failExpecting("a key in double quotes");
            }
            if (!parseString(key)) {
                return false;
            }
            const TextRange keyRange{keyBegin, m_at};
            skipBlanks();
            if (peek() != ':') {
                return failExpecting("':'");
            }
            ++m_at;
            skipBlanks();
            const std::string& name = key.get_ref<const std::string&>();
            if (value.contains(name)) {
                return failAt("The object has the same key twice: '" + name + "'", keyRange);
            }
            if (!parseValue(value[name], pointer + "/" + escaped(name), depth + 1, keyRange)) {
                return false;
            }
            skipBlanks();
            if (peek() == '}') {
                ++m_at;
                return true;
            }
            if (peek() != ',') {
                return failExpecting("',' or '}'");
            }
            ++m_at;
            skipBlanks();
        }
    }

    bool parseArray(nlohmann::json& value, const std::string& pointer, int depth)
    {
        value = nlohmann::json::array();
        ++m_at;
        skipBlanks();
        if (peek() == ']') {
            ++m_at;
            return true;
        }
        while (true) {
            nlohmann::json element;
            if (!parseValue(element, pointer + "/" + std::to_string(value.size()), depth + 1, {})) {
                return false;
            }
            value.push_back(std::move(element));
            skipBlanks();
            if (peek() == ']') {
                ++m_at;
                return true;
            }
            if (peek() != ',') {
                return failExpecting("',' or ']'");
            }
            ++m_at;
            skipBlanks();
        }
    }

    bool parseString(nlohmann::json& value)
    {
        const size_t begin = m_at++;
        while (m_at < m_text.size() && m_text[m_at] != '"') {
            if (m_text[m_at] == '\n') {
                return failAt("The text is not closed on its line", {begin, m_at});
            }
            m_at += m_text[m_at] == '\\' ? 2 : 1;
        }
        if (m_at >= m_text.size()) {
            m_at = m_text.size();
            return failAt("The text is not closed", {begin, m_at});
        }
        ++m_at;
        return read(value, begin, "Not a valid JSON text");
    }

    bool parseScalar(nlohmann::json& value)
    {
        const size_t begin = m_at;
        m_at = std::min(m_text.find_first_of(",:{}[]\" \t\r\n", m_at), m_text.size());
        if (m_at == begin) {
            return failExpecting("a value");
        }
        return read(value, begin, "Not a JSON value");
    }

    bool read(nlohmann::json& value, size_t begin, const char* otherwise)
    {
        const std::string_view token = m_text.substr(begin, m_at - begin);
        value = nlohmann::json::parse(token, nullptr, false);
        if (value.is_discarded()) {
            value = nullptr;
            return failAt(std::string(otherwise) + ": " + std::string(token.substr(0, 60)), {begin, m_at});
        }
        return true;
    }

    static std::string escaped(const std::string& key)
    {
        std::string result;
        for (const char c : key) {
            result += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
        }
        return result;
    }

    std::string_view m_text;
    LocatedJson& m_result;
    size_t m_at = 0;
};

LocatedJson::LocatedJson(std::string_view text)
{
    LocatedJsonParser(text, *this).parse();
}

TextRange LocatedJson::rangeOf(std::string_view pointer) const
{
    while (true) {
        const auto found = m_places.find(std::string(pointer));
        if (found != m_places.end()) {
            return found->second.value;
        }
        if (pointer.empty()) {
            return {};
        }
        pointer = pointer.substr(0, pointer.rfind('/'));
    }
}

TextRange LocatedJson::keyRangeOf(std::string_view pointer) const
{
    const auto found = m_places.find(std::string(pointer));
    if (found == m_places.end() || found->second.key.end == 0) {
        return rangeOf(pointer);
    }
    return found->second.key;
}

SourceSpan spanInLiteral(std::string_view text, const SourceSpan& literal, TextRange range)
{
    SourceSpan span = literal;
    uint32_t at = literal.begin + 1;
    uint32_t line = literal.line;
    uint32_t column = literal.column + 1;
    const size_t end = std::min(range.end, text.size());
    for (size_t i = 0; i <= end; ++i) {
        if (i == range.begin) {
            span.begin = at;
            span.line = line;
            span.column = column;
        }
        if (i == end) {
            break;
        }
        const char c = text[i];
        at += c == '\'' ? 2 : 1;
        if (c == '\n') {
            ++line;
            column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
            column += c == '\'' ? 2 : 1;
        }
    }
    span.end = at;
    span.endLine = line;
    span.endColumn = column;
    return span;
}

} // namespace millrace
