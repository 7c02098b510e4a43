// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens, names and the loop over statements; the grammar's rules stand in parser_*.cpp.
#include "engine/sql/parser.h"

#include "engine/base/letter_case.h"
#include "engine/sql/lexer.h"
#include "engine/sql/literal_text.h"
#include "engine/sql/parser_depth.h"

#include <algorithm>

namespace millrace::sql {

namespace {

constexpr size_t kShownTextLength = 40;

std::string_view describe(TokenKind kind)
{
    switch (kind) {
    case TokenKind::LeftParen: return "'('";
    case TokenKind::RightParen: return "')'";
    case TokenKind::LeftBracket: return "'['";
    case TokenKind::RightBracket: return "']'";
    case TokenKind::Comma: return "','";
    case TokenKind::Semicolon: return "';'";
    case TokenKind::Dot: return "'.'";
    case TokenKind::Equal: return "'='";
    case TokenKind::String: return "a string literal";
    case TokenKind::Integer: return "a number";
    default: return "something else";
    }
}

std::string describe(const Token& token)
{
    if (token.kind == TokenKind::End) {
        return "the end of the program";
    }
    if (token.text.size() <= kShownTextLength && token.text.find('\n') == std::string_view::npos) {
        return token.kind == TokenKind::String ? std::string(token.text) : "'" + std::string(token.text) + "'";
    }
    return token.kind == TokenKind::String ? "a string literal" : "a long name";
}

} // namespace

Parser::Parser(std::vector<Token> tokens, Dialect dialect)
    : m_dialect(dialect)
    , m_tokens(std::move(tokens))
{
    m_stop = m_tokens.back();
}

const Token& Parser::peek(size_t ahead) const
{
    if (m_hasFailed) {
        return m_stop;
    }
    return m_tokens[std::min(m_position + ahead, m_tokens.size() - 1)];
}

bool Parser::atWord(std::string_view upperCase) const
{
    return at(TokenKind::Word) && equalsUpper(peek().text, upperCase);
}

const Token& Parser::take()
{
    if (m_hasFailed) {
        return m_stop;
    }
    const Token& token = m_tokens[m_position];
    if (m_position + 1 < m_tokens.size()) {
        ++m_position;
    }
    return token;
}

bool Parser::accept(TokenKind kind)
{
    if (kind == TokenKind::End || !at(kind)) {
        return false;
    }
    take();
    return true;
}

bool Parser::accept(Keyword keyword)
{
    if (!at(keyword)) {
        return false;
    }
    take();
    return true;
}

bool Parser::acceptWord(std::string_view upperCase)
{
    if (!atWord(upperCase)) {
        return false;
    }
    take();
    return true;
}

bool Parser::acceptOneOf(std::initializer_list<std::string_view> upperCase)
{
    return std::any_of(upperCase.begin(), upperCase.end(), [this](std::string_view word) { return acceptWord(word); });
}

void Parser::expect(TokenKind kind)
{
    if (!accept(kind)) {
        failExpecting(describe(kind));
    }
}

void Parser::expect(Keyword keyword)
{
    if (!accept(keyword)) {
        failExpecting(keywordText(keyword));
    }
}

SourceSpan Parser::spanSince(const Token& first) const
{
    const size_t last = m_position == 0 ? 0 : m_position - 1;
    return first.span.begin > m_tokens[last].span.begin ? first.span : first.span.joinedWith(m_tokens[last].span);
}

void Parser::fail(ErrorCode code, std::string detail, const SourceSpan& span)
{
    if (!m_hasFailed) {
        m_hasFailed = true;
        m_errors.push_back(makeError(code, std::move(detail), span));
    }
}

void Parser::failExpecting(std::string_view what)
{
    const Token& found = peek();
    fail(ErrorCode::kSqlUnexpectedToken, "Expected " + std::string(what) + ", found " + describe(found), found.span);
}

void Parser::unsupported(std::string_view feature, const SourceSpan& span)
{
    fail(ErrorCode::kSqlUnsupported, std::string(feature) + " not supported yet", span);
}

bool Parser::atName(size_t ahead) const
{
    const Token& token = peek(ahead);
    return token.kind == TokenKind::QuotedName ||
           (token.kind == TokenKind::Word && keywordStanding(token.keyword) != KeywordStanding::Reserved);
}

syntax::Name Parser::nameOf(const Token& token)
{
    syntax::Name name;
    name.span = token.span;
    name.isQuoted = token.kind == TokenKind::QuotedName;
    if (name.isQuoted) {
        auto text = isStreaming() ? decodeEscaped(token.text) : decodeQuoted(token.text, token.unicodeEscape);
        if (!text) {
            fail(ErrorCode::kSqlInvalidLiteral, "Malformed Unicode escape in a quoted name", token.span);
        } else if (text->empty()) {
            fail(ErrorCode::kSqlUnexpectedToken, "A quoted name must not be empty", token.span);
        } else {
            name.text = std::move(*text);
        }
    } else {
        name.text = isStreaming() ? std::string(token.text) : lowerCased(token.text);
    }
    return name;
}

syntax::Name Parser::parseName(std::string_view what)
{
    if (atName()) {
        return nameOf(take());
    }
    if (at(TokenKind::Word)) {
        const Token& word = peek();
        fail(ErrorCode::kSqlUnexpectedToken,
             "Expected " + std::string(what) + ", found the reserved word " + std::string(keywordText(word.keyword)) +
                 "; put it in double quotes to use it as a name",
             word.span);
    } else {
        failExpecting(what);
    }
    return {};
}

std::vector<syntax::Name> Parser::parseNameList(std::string_view what)
{
    std::vector<syntax::Name> names;
    expect(TokenKind::LeftParen);
    do {
        names.push_back(parseName(what));
    } while (accept(TokenKind::Comma));
    expect(TokenKind::RightParen);
    return names;
}

std::string Parser::stringValue(const Token& token)
{
    auto text = isStreaming() ? decodeEscaped(token.text) : decodeQuoted(token.text, token.unicodeEscape);
    if (!text) {
        fail(ErrorCode::kSqlInvalidLiteral, "Malformed Unicode escape in a string literal", token.span);
        return {};
    }
    return std::move(*text);
}

ParsedProgram Parser::run()
{
    ParsedProgram program;
    for (;;) {
        while (accept(TokenKind::Semicolon)) {
        }
        if (at(TokenKind::End)) {
            break;
        }
        const size_t start = m_position;
        const size_t numStatements = program.statements.size();
        m_declaredName.clear();
        parseStatement(program);
        if (!m_hasFailed && !at(TokenKind::Semicolon) && !at(TokenKind::End)) {
            failExpecting("';'");
        }
        if (m_hasFailed) {
            m_hasFailed = false;
            program.statements.resize(std::min(numStatements, program.statements.size()));
            if (!m_declaredName.empty()) {
                program.brokenNames.push_back(m_declaredName);
            }
            m_position = std::max(m_position, start);
            if (m_position == start) {
                take();
            }
            skipStatement();
        }
    }
    program.errors = std::move(m_errors);
    return program;
}

void Parser::skipStatement()
{
    // CREATE is reserved: it starts the next statement where a ';' was forgotten.
    while (!at(TokenKind::End) && !at(TokenKind::Semicolon) && !at(Keyword::Create)) {
        take();
    }
}

ParsedProgram parseProgram(std::string_view text)
{
    TokenList list = tokenize(text);
    ParsedProgram program = Parser(std::move(list.tokens)).run();
    program.errors.insert(program.errors.end(), list.errors.begin(), list.errors.end());
    std::stable_sort(program.errors.begin(), program.errors.end(),
                     [](const Error& a, const Error& b) { return a.span.begin < b.span.begin; });
    return program;
}

} // namespace millrace::sql
