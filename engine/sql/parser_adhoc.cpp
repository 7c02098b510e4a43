// SPDX-License-Identifier: GPL-3.0-or-later
// Grammar of statements over a running program.
#include "engine/sql/adhoc_syntax.h"
#include "engine/sql/lexer.h"
#include "engine/sql/parser.h"

#include <algorithm>

namespace millrace::sql {

using namespace syntax;

ParsedAdHoc Parser::runAdHoc()
{
    ParsedAdHoc statement;
    while (accept(TokenKind::Semicolon)) {
    }
    statement.isExplain = acceptWord("EXPLAIN");
    if (!statement.isExplain && accept(Keyword::Insert)) {
        expect(Keyword::Into);
        statement.isInsert = true;
        statement.table = parseName("the name of a table");
        if (at(TokenKind::LeftParen) && !atQuery()) {
            statement.columns = parseNameList("the name of a column");
        }
    }
    const Token& first = peek();
    if (atQuery()) {
        statement.query = parseQuery();
    } else if (at(Keyword::Create) || at(Keyword::Drop)) {
        fail(ErrorCode::kSqlUnsupported, "Tables and views are declared in the program, not in a query", first.span);
    } else if (at(Keyword::Update) || atWord("DELETE") || atWord("MERGE")) {
        fail(ErrorCode::kSqlUnsupported, "Rows can be queried and inserted here; other changes come from connectors",
             first.span);
    } else {
        failExpecting(statement.isInsert ? "VALUES or a query" : "SELECT, WITH, VALUES, INSERT or EXPLAIN");
    }
    while (accept(TokenKind::Semicolon)) {
    }
    if (!failed() && !at(TokenKind::End)) {
        const bool isNext = m_position != 0 && m_tokens[m_position - 1].kind == TokenKind::Semicolon;
        if (isNext) {
            fail(ErrorCode::kSqlUnsupported, "Several statements at once are not supported: run them one by one",
                 peek().span);
        } else {
            failExpecting("the end of the statement");
        }
    }
    statement.errors = std::move(m_errors);
    return statement;
}

ParsedAdHoc parseAdHoc(std::string_view text)
{
    TokenList list = tokenize(text);
    ParsedAdHoc statement = Parser(std::move(list.tokens)).runAdHoc();
    statement.errors.insert(statement.errors.end(), list.errors.begin(), list.errors.end());
    std::stable_sort(statement.errors.begin(), statement.errors.end(),
                     [](const Error& a, const Error& b) { return a.span.begin < b.span.begin; });
    return statement;
}

} // namespace millrace::sql
