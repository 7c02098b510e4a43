// SPDX-License-Identifier: GPL-3.0-or-later
// Grammar of CREATE FUNCTION, CREATE INDEX and CREATE TYPE.
#include "engine/sql/parser.h"

#include <algorithm>

namespace millrace::sql {

using namespace syntax;

/// NOT NULL or NULL behind a type; true for the former.
bool Parser::acceptNotNull()
{
    if (accept(Keyword::Not)) {
        expect(Keyword::Null);
        return true;
    }
    accept(Keyword::Null);
    return false;
}

/// `name(parameter type [NOT NULL], …) RETURNS type [NOT NULL] [AS expression]`, behind CREATE FUNCTION.
CreateFunction Parser::parseCreateFunction(const Token& first)
{
    CreateFunction function;
    function.name = parseName("the name of a function");
    expect(TokenKind::LeftParen);
    if (!at(TokenKind::RightParen)) {
        do {
            FunctionParameter parameter;
            parameter.name = parseName("the name of a parameter");
            parameter.type = parseType();
            parameter.isNotNull = acceptNotNull();
            function.parameters.push_back(std::move(parameter));
        } while (accept(TokenKind::Comma));
    }
    expect(TokenKind::RightParen);
    if (!acceptWord("RETURNS")) {
        failExpecting("RETURNS and the type of the result");
    }
    function.result = parseType();
    function.isNotNull = acceptNotNull();
    if (accept(Keyword::As)) {
        function.body = parseExpr();
    }
    function.span = spanSince(first);
    return function;
}

/// `name ON view(column, …)`, behind CREATE INDEX.
CreateIndex Parser::parseCreateIndex(const Token& first)
{
    CreateIndex index;
    index.name = parseName("the name of an index");
    expect(Keyword::On);
    index.relation = parseName("the name of a view");
    index.columns = parseNameList("a column of the index");
    index.span = spanSince(first);
    return index;
}

/// `name AS type`, behind CREATE TYPE: from here on the name stands for the type.
void Parser::parseCreateType()
{
    const Name name = parseName("the name of a type");
    expect(Keyword::As);
    if (at(TokenKind::LeftParen)) {
        unsupported("CREATE TYPE of a structure is", peek().span);
    }
    TypeName type = parseType();
    if (failed()) {
        return;
    }
    std::string upper = name.text;
    std::transform(upper.begin(), upper.end(), upper.begin(), toUpperAscii);
    if (!m_typeAliases.emplace(std::move(upper), std::move(type)).second) {
        fail(ErrorCode::kSqlDuplicateName, "A type of this name exists already: " + name.text, name.span);
    }
}

} // namespace millrace::sql
