// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/api/program_text.h"

#include "engine/sql/lexer.h"
#include "engine/sql/program.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace millrace::api {

namespace {

using sql::Token;
using sql::TokenKind;

std::string folded(std::string_view word)
{
    std::string text(word);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string upper(std::string_view word)
{
    std::string text(word);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

/// Words that are written in capitals: those of clauses and conditions, which are no names.
bool isCapital(const Token& token)
{
    static constexpr std::array kWords = {
        "all",     "and",    "as",        "asc",      "between",      "by",    "case",   "cast",      "create", "cross",
        "default", "delete", "desc",      "distinct", "drop",         "else",  "end",    "except",    "exists", "false",
        "from",    "full",   "group",     "having",   "in",           "inner", "insert", "intersect", "into",   "is",
        "join",    "left",   "like",      "limit",    "materialized", "not",   "null",   "on",        "or",     "order",
        "outer",   "over",   "partition", "primary",  "qualify",      "right", "select", "table",     "then",   "true",
        "union",   "using",  "values",    "view",     "when",         "where", "with"};
    if (token.kind != TokenKind::Word) {
        return false;
    }
    const std::string word = folded(token.text);
    return std::any_of(kWords.begin(), kWords.end(), [&](const char* each) { return word == each; });
}

/// Words that begin a line within a query.
bool beginsClause(const std::string& word, const std::string& before)
{
    static constexpr std::array kWords = {"from",  "where", "group",  "having",    "order",
                                          "limit", "union", "except", "intersect", "qualify"};
    const bool isClause = std::any_of(kWords.begin(), kWords.end(), [&](const char* each) { return word == each; });
    if (isClause) {
        return true;
    }
    // The first word of a join begins the line.
    static constexpr std::array kJoins = {"left", "right", "full", "inner", "cross", "outer"};
    const auto isJoinWord = [](const std::string& each) {
        return std::any_of(kJoins.begin(), kJoins.end(), [&](const char* join) { return each == join; });
    };
    return (word == "join" && !isJoinWord(before)) ||
           ((word == "left" || word == "right" || word == "full" || word == "inner" || word == "cross") &&
            !isJoinWord(before));
}

/// Lays tokens out, gap by gap.
class Formatter {
public:
    explicit Formatter(std::string_view text)
        : m_text(text)
        , m_list(sql::tokenize(text))
    {
    }

    std::string run()
    {
        if (!m_list.errors.empty()) {
            return std::string(m_text);
        }
        uint32_t end = 0;
        for (const Token& token : m_list.tokens) {
            appendGap(m_text.substr(end, token.span.begin - end), token);
            if (token.kind != TokenKind::End) {
                append(token);
            }
            end = token.span.end;
            m_before = folded(token.text);
        }
        return m_out;
    }

private:
    bool isInQuery() const { return !m_queries.empty() && m_queries.back(); }

    /// What stands between two tokens: comments and line breaks stay, blanks become one.
    void appendGap(std::string_view gap, const Token& next)
    {
        std::string kept;
        for (const char c : gap) {
            if (c == '\n') {
                while (!kept.empty() && (kept.back() == ' ' || kept.back() == '\t' || kept.back() == '\r')) {
                    kept.pop_back();
                }
            }
            kept += c;
        }
        const bool isBlank = kept.find_first_not_of(" \t\r\n") == std::string::npos;
        const bool hasBreak = kept.find('\n') != std::string::npos;
        const bool isClause = next.kind == TokenKind::Word && isInQuery() && m_hasSelected &&
                              beginsClause(folded(next.text), m_before) && m_before != "is" && m_before != "distinct";
        if (isBlank && isClause && !isCall(next)) {
            m_out += '\n' + std::string(4 * (m_queries.size() - 1), ' ');
        } else if (isBlank && !hasBreak) {
            m_out += kept.empty() ? "" : " ";
        } else {
            m_out += kept;
        }
    }

    /// LEFT(…) and RIGHT(…) are functions; FROM within a call is EXTRACT's, TRIM's or SUBSTRING's.
    bool isCall(const Token& token) const
    {
        const auto at = static_cast<size_t>(&token - m_list.tokens.data());
        const bool isOpening = at + 1 < m_list.tokens.size() && m_list.tokens[at + 1].kind == TokenKind::LeftParen;
        const std::string word = folded(token.text);
        return isOpening && (word == "left" || word == "right");
    }

    void append(const Token& token)
    {
        const std::string word = token.kind == TokenKind::Word ? folded(token.text) : std::string();
        switch (token.kind) {
        case TokenKind::LeftParen: m_queries.push_back(false); break;
        case TokenKind::RightParen:
            if (!m_queries.empty()) {
                m_queries.pop_back();
            }
            break;
        case TokenKind::Semicolon:
            m_queries.clear();
            m_hasSelected = false;
            break;
        default: break;
        }
        if (word == "select") {
            if (m_queries.empty()) {
                m_queries.push_back(true); // of the statement itself
            }
            m_queries.back() = true;
            m_hasSelected = true;
        }
        m_out += isCapital(token) ? upper(token.text) : std::string(token.text);
    }

    std::string_view m_text;
    sql::TokenList m_list;
    std::string m_out;
    std::string m_before;        ///< the token before, folded
    std::vector<bool> m_queries; ///< by open parenthesis: a query stands in it
    bool m_hasSelected = false;  ///< in this statement
};

bool haveSameTokens(std::string_view a, std::string_view b)
{
    const sql::TokenList first = sql::tokenize(a);
    const sql::TokenList second = sql::tokenize(b);
    return std::equal(first.tokens.begin(), first.tokens.end(), second.tokens.begin(), second.tokens.end(),
                      [](const Token& x, const Token& y) {
                          return x.kind == y.kind &&
                                 (x.kind == TokenKind::Word ? folded(x.text) == folded(y.text) : x.text == y.text);
                      });
}

std::string canonicalName(const Token& token)
{
    if (token.kind == TokenKind::Word) {
        return folded(token.text);
    }
    std::string name; // "a ""b"""
    for (size_t i = 1; i + 1 < token.text.size(); ++i) {
        name += token.text[i];
        i += token.text[i] == '"' ? 1 : 0;
    }
    return name;
}

bool isName(const Token& token)
{
    return (token.kind == TokenKind::Word && !isCapital(token)) || token.kind == TokenKind::QuotedName;
}

} // namespace

std::vector<RelationPlace> relationPlaces(std::string_view sql)
{
    const sql::Program program = sql::compileProgram(sql);
    std::vector<RelationPlace> places;
    for (const sql::Relation& relation : program.relations) {
        places.push_back({relation.name, relation.nameSpan, relation.span});
    }
    return places;
}

std::optional<NameAt> nameAt(std::string_view sql, uint32_t byte)
{
    const sql::TokenList list = sql::tokenize(sql);
    for (const Token& token : list.tokens) {
        if (isName(token) && token.span.begin <= byte && byte <= token.span.end) {
            return NameAt{canonicalName(token), token.span};
        }
    }
    return std::nullopt;
}

std::optional<SourceSpan> findName(std::string_view sql, std::string_view name, SourceSpan within)
{
    const sql::TokenList list = sql::tokenize(sql);
    for (const Token& token : list.tokens) {
        const bool isWithin = token.span.begin >= within.begin && token.span.end <= within.end;
        if (isWithin && isName(token) && canonicalName(token) == name) {
            return token.span;
        }
    }
    return std::nullopt;
}

std::string formatProgram(std::string_view sql)
{
    std::string formatted = Formatter(sql).run();
    return haveSameTokens(sql, formatted) ? formatted : std::string(sql);
}

} // namespace millrace::api
