// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/lexer.h"

#include <algorithm>

namespace millrace::sql {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool isNamePart(char c)
{
    return isNameStart(c) || isDigit(c) || c == '$';
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/// Bytes of the well-formed UTF-8 sequence at `i`, or 0.
size_t utf8Length(std::string_view text, size_t i)
{
    const auto byteAt = [&](size_t k) { return k < text.size() ? static_cast<unsigned char>(text[k]) : 0U; };
    const unsigned first = byteAt(i);
    if (first < 0x80) {
        return 1;
    }
    const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4) {
        return 0;
    }
    for (size_t k = 1; k < length; ++k) {
        if ((byteAt(i + k) & 0xC0) != 0x80) {
            return 0;
        }
    }
    const unsigned second = byteAt(i + 1);
    const bool isOverlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool isOutside = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
    return isOverlong || isOutside ? 0 : length;
}

size_t validUtf8Prefix(std::string_view text)
{
    size_t i = 0;
    while (i < text.size()) {
        const size_t length = utf8Length(text, i);
        if (length == 0) {
            return i;
        }
        i += length;
    }
    return i;
}

class Lexer {
public:
    Lexer(std::string_view text, Dialect dialect)
        : m_text(text.substr(0, validUtf8Prefix(text)))
        , m_isStreaming(dialect == Dialect::Streaming)
        , m_isCut(m_text.size() != text.size())
    {
    }

    TokenList run()
    {
        m_result.tokens.reserve(m_text.size() / 5 + 1);
        skipBlanks();
        while (m_position < m_text.size()) {
            lexToken();
            skipBlanks();
        }
        Token end;
        end.span = here();
        if (m_isCut) {
            m_result.errors.push_back(
                makeError(ErrorCode::kSqlUnexpectedToken, "The program is not valid UTF-8", end.span));
        }
        end.text = m_text.substr(m_position);
        m_result.tokens.push_back(end);
        return std::move(m_result);
    }

private:
    char at(size_t ahead = 0) const { return m_position + ahead < m_text.size() ? m_text[m_position + ahead] : '\0'; }

    void advance(size_t bytes)
    {
        const size_t end = std::min(m_position + bytes, m_text.size());
        for (; m_position < end; ++m_position) {
            const char c = m_text[m_position];
            if (c == '\n') {
                ++m_line;
                m_column = 1;
            } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
                ++m_column;
            }
        }
    }

    SourceSpan here() const
    {
        const auto offset = static_cast<uint32_t>(m_position);
        return SourceSpan{offset, offset, m_line, m_column, m_line, m_column};
    }

    void goBack(const SourceSpan& place)
    {
        m_position = place.begin;
        m_line = place.line;
        m_column = place.column;
    }

    SourceSpan since(const SourceSpan& start) const { return start.joinedWith(here()); }

    void report(ErrorCode code, std::string detail, const SourceSpan& span)
    {
        // A look ahead that went back meets the same place again.
        if (m_result.errors.empty() || m_result.errors.back().span.begin != span.begin) {
            m_result.errors.push_back(makeError(code, std::move(detail), span));
        }
    }

    /// Skips white space and comments; true when a line break was among them.
    bool skipBlanks()
    {
        const uint32_t line = m_line;
        for (;;) {
            if (isBlank(at())) {
                advance(1);
            } else if ((at() == '-' && at(1) == '-') || (at() == '/' && at(1) == '/' && !m_isStreaming)) {
                const size_t end = m_text.find('\n', m_position);
                advance((end == std::string_view::npos ? m_text.size() : end) - m_position);
            } else if (at() == '/' && at(1) == '*') {
                skipBlockComment();
            } else {
                return m_line != line;
            }
        }
    }

    void skipBlockComment()
    {
        const SourceSpan start = here();
        const size_t end = m_text.find("*/", m_position + 2);
        if (end == std::string_view::npos) {
            advance(m_text.size() - m_position);
            report(ErrorCode::kSqlUnterminated, "Comment is not closed", since(start));
            return;
        }
        advance(end + 2 - m_position);
    }

    void push(TokenKind kind, const SourceSpan& start, char unicodeEscape = 0)
    {
        Token token;
        token.kind = kind;
        token.span = since(start);
        token.text = m_text.substr(start.begin, m_position - start.begin);
        token.unicodeEscape = unicodeEscape;
        if (kind == TokenKind::Word) {
            token.keyword = keywordOf(token.text);
        }
        m_result.tokens.push_back(token);
    }

    void lexToken()
    {
        const char c = at();
        if (m_isStreaming && (c == '\'' || c == '"' || c == '`')) {
            lexEscaped(c);
            return;
        }
        const bool isUnicode =
            !m_isStreaming && (c == 'U' || c == 'u') && at(1) == '&' && (at(2) == '\'' || at(2) == '"');
        if (c == '\'' || (isUnicode && at(2) == '\'')) {
            lexString(isUnicode ? 2 : 0);
        } else if (c == '"' || isUnicode) {
            lexQuotedName(isUnicode ? 2 : 0);
        } else if (!m_isStreaming && (c == 'x' || c == 'X') && at(1) == '\'') {
            const SourceSpan start = here();
            advance(1);
            readParts('\'');
            push(TokenKind::Binary, start);
        } else if (isNameStart(c)) {
            lexWord();
        } else if (isDigit(c) || (c == '.' && isDigit(at(1)) && !followsName())) {
            lexNumber();
        } else {
            lexSign();
        }
    }

    /// A string or a quoted name in which a backslash takes the next character as it is.
    void lexEscaped(char quote)
    {
        const SourceSpan start = here();
        size_t i = m_position + 1;
        while (i < m_text.size() && (m_text[i] != quote || (i + 1 < m_text.size() && m_text[i + 1] == quote))) {
            i += m_text[i] == '\\' || m_text[i] == quote ? 2 : 1;
        }
        const bool isClosed = i < m_text.size();
        advance(std::min(i + 1, m_text.size()) - m_position);
        if (!isClosed) {
            report(ErrorCode::kSqlUnterminated,
                   quote == '\'' ? "String literal is not closed" : "Quoted name is not closed",
                   start.joinedWith(firstLineEnd(start)));
        }
        push(quote == '\'' ? TokenKind::String : TokenKind::QuotedName, start, '\\');
    }

    bool followsName() const
    {
        if (m_result.tokens.empty()) {
            return false;
        }
        const Token& last = m_result.tokens.back();
        return last.span.end == m_position &&
               (last.kind == TokenKind::Word || last.kind == TokenKind::QuotedName ||
                last.kind == TokenKind::RightParen || last.kind == TokenKind::RightBracket);
    }

    void lexWord()
    {
        const SourceSpan start = here();
        size_t length = 1;
        while (isNamePart(at(length))) {
            ++length;
        }
        advance(length);
        push(TokenKind::Word, start);
    }

    size_t countDigits(size_t ahead) const
    {
        size_t count = 0;
        while (isDigit(at(ahead + count))) {
            ++count;
        }
        return count;
    }

    /// A number, or a name that starts with digits.
    void lexNumber()
    {
        const SourceSpan start = here();
        size_t length = countDigits(0);
        TokenKind kind = TokenKind::Integer;
        if (at(length) == '.') {
            kind = TokenKind::DecimalNumber;
            length += 1 + countDigits(length + 1);
        }
        if (at(length) == 'e' || at(length) == 'E') {
            const size_t sign = at(length + 1) == '+' || at(length + 1) == '-' ? 1 : 0;
            const size_t digits = countDigits(length + 1 + sign);
            if (digits > 0 && !isNamePart(at(length + 1 + sign + digits))) {
                kind = TokenKind::ApproximateNumber;
                length += 1 + sign + digits;
            }
        }
        if (kind == TokenKind::Integer && isNamePart(at(length))) {
            while (isNamePart(at(length))) {
                ++length;
            }
            kind = TokenKind::Word;
        }
        advance(length);
        push(kind, start);
    }

    /// Reads one quoted part whose opening quote stands here; false at the end of the text.
    bool readQuoted(char quote)
    {
        size_t i = m_position + 1;
        for (;;) {
            i = m_text.find(quote, i);
            if (i == std::string_view::npos) {
                advance(m_text.size() - m_position);
                return false;
            }
            if (i + 1 < m_text.size() && m_text[i + 1] == quote) {
                i += 2;
                continue;
            }
            advance(i + 1 - m_position);
            return true;
        }
    }

    /// Reads a string literal with its continuations: parts separated by white space that has a line break.
    void readParts(char quote)
    {
        const SourceSpan start = here();
        if (!readQuoted(quote)) {
            report(ErrorCode::kSqlUnterminated, "String literal is not closed", start.joinedWith(firstLineEnd(start)));
            return;
        }
        for (;;) {
            const SourceSpan before = here();
            if (!skipBlanks() || at() != quote) {
                goBack(before);
                return;
            }
            const SourceSpan part = here();
            if (!readQuoted(quote)) {
                report(ErrorCode::kSqlUnterminated, "String literal is not closed",
                       part.joinedWith(firstLineEnd(part)));
                return;
            }
        }
    }

    /// The place just behind the first character of a literal: an unterminated one is marked there only.
    static SourceSpan firstLineEnd(const SourceSpan& start)
    {
        SourceSpan end = start;
        ++end.begin;
        ++end.end;
        ++end.endColumn;
        return end;
    }

    void lexString(size_t prefix)
    {
        const SourceSpan start = here();
        advance(prefix);
        readParts('\'');
        push(TokenKind::String, start, prefix == 0 ? '\0' : '\\');
        readUescape(prefix);
    }

    void lexQuotedName(size_t prefix)
    {
        const SourceSpan start = here();
        advance(prefix);
        if (!readQuoted('"')) {
            report(ErrorCode::kSqlUnterminated, "Quoted name is not closed", start.joinedWith(firstLineEnd(start)));
        }
        push(TokenKind::QuotedName, start, prefix == 0 ? '\0' : '\\');
        readUescape(prefix);
    }

    /// UESCAPE 'c' behind a U& literal sets its escape character.
    void readUescape(size_t prefix)
    {
        constexpr std::string_view kWord = "UESCAPE";
        if (prefix == 0) {
            return;
        }
        const SourceSpan before = here();
        skipBlanks();
        if (!equalsUpper(m_text.substr(m_position, kWord.size()), kWord)) {
            goBack(before);
            return;
        }
        advance(kWord.size());
        skipBlanks();
        const SourceSpan place = here();
        if (at() != '\'' || at(1) == '\'' || at(2) != '\'') {
            report(ErrorCode::kSqlInvalidLiteral, "UESCAPE needs one character in quotes", place);
            return;
        }
        m_result.tokens.back().unicodeEscape = at(1);
        advance(3);
    }

    void lexSign()
    {
        struct Sign {
            std::string_view text;
            TokenKind kind;
        };
        static constexpr Sign kSigns[] = {
            {"<=>", TokenKind::NullSafeEqual}, {"<=", TokenKind::LessEqual},
            {"<>", TokenKind::NotEqual},       {"!=", TokenKind::NotEqual},
            {">=", TokenKind::GreaterEqual},   {"=>", TokenKind::NamedArgument},
            {"::", TokenKind::DoubleColon},    {"||", TokenKind::Concat},
            {"->", TokenKind::Arrow},          {"(", TokenKind::LeftParen},
            {")", TokenKind::RightParen},      {"[", TokenKind::LeftBracket},
            {"]", TokenKind::RightBracket},    {"{", TokenKind::LeftBrace},
            {"}", TokenKind::RightBrace},      {",", TokenKind::Comma},
            {";", TokenKind::Semicolon},       {".", TokenKind::Dot},
            {":", TokenKind::Colon},           {"+", TokenKind::Plus},
            {"-", TokenKind::Minus},           {"*", TokenKind::Star},
            {"/", TokenKind::Slash},           {"%", TokenKind::Percent},
            {"=", TokenKind::Equal},           {"<", TokenKind::Less},
            {">", TokenKind::Greater},         {"?", TokenKind::Question},
            {"$", TokenKind::Dollar},
        };
        const SourceSpan start = here();
        if (m_isStreaming && at() == '=' && at(1) == '=') {
            advance(2);
            push(TokenKind::Equal, start);
            return;
        }
        for (const Sign& sign : kSigns) {
            if (m_text.compare(m_position, sign.text.size(), sign.text) == 0) {
                advance(sign.text.size());
                push(sign.kind, start);
                return;
            }
        }
        const char c = at();
        advance(1);
        const bool isPrintable = c > ' ' && c < 0x7F;
        report(ErrorCode::kSqlUnexpectedToken,
               isPrintable ? std::string("Unexpected character '") + c + "'"
                           : "Unexpected control character " + std::to_string(static_cast<int>(c)),
               since(start));
    }

    std::string_view m_text;
    bool m_isStreaming = false;
    bool m_isCut = false;
    size_t m_position = 0;
    uint32_t m_line = 1;
    uint32_t m_column = 1;
    TokenList m_result;
};

} // namespace

TokenList tokenize(std::string_view text, Dialect dialect)
{
    return Lexer(text, dialect).run();
}

} // namespace millrace::sql
