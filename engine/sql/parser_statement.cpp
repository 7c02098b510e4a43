// SPDX-License-Identifier: GPL-3.0-or-later
// Grammar of statements: CREATE TABLE, CREATE VIEW, SET and those that have no effect.
#include "engine/sql/parser.h"

#include <charconv>

namespace millrace::sql {

using namespace syntax;

void Parser::parseStatement(ParsedProgram& program)
{
    const Token& first = peek();
    if (accept(Keyword::Create)) {
        parseCreate(program, first);
    } else if (at(Keyword::Set)) {
        program.statements.emplace_back(parseSet(first));
    } else if (at(Keyword::Insert)) {
        parseIgnored(program, "INSERT", "has no effect in a program: rows come from connectors or the API");
    } else if (at(Keyword::Remove)) {
        parseIgnored(program, "REMOVE", "has no effect in a program: rows come from connectors or the API");
    } else if (at(Keyword::Drop)) {
        parseIgnored(program, "DROP", "has no effect in a program: leave the declaration out instead");
    } else if (at(Keyword::Lateness)) {
        parseIgnored(program, "LATENESS", "is not used yet: late rows are kept");
    } else if (atQuery() || at(TokenKind::LeftParen)) {
        fail(ErrorCode::kSqlUnsupported, "A query outside of a view has no result; write CREATE VIEW name AS before it",
             first.span);
    } else if (at(Keyword::Declare)) {
        unsupported("Recursive views are", first.span);
    } else if (at(Keyword::Update) || atWord("DELETE") || atWord("MERGE") || atWord("ALTER")) {
        fail(ErrorCode::kSqlUnsupported, "A program declares tables and views; this statement is not possible in it",
             first.span);
    } else {
        failExpecting("a statement such as CREATE TABLE or CREATE VIEW");
    }
}

void Parser::parseIgnored(ParsedProgram& program, std::string_view what, std::string_view reason)
{
    const Token& first = take();
    while (!at(TokenKind::End) && !at(TokenKind::Semicolon) && !at(Keyword::Create)) {
        take();
    }
    program.statements.emplace_back(IgnoredStatement{std::string(what), std::string(reason), spanSince(first)});
}

void Parser::parseCreate(ParsedProgram& program, const Token& first)
{
    const Token& word = peek();
    if (accept(Keyword::Or)) {
        fail(ErrorCode::kSqlUnsupported, "OR REPLACE is not possible: a program declares each name once", word.span);
    } else if (accept(Keyword::Table)) {
        program.statements.emplace_back(parseCreateTable(first));
    } else if (accept(Keyword::View)) {
        program.statements.emplace_back(parseCreateView(first, ViewForm::Plain));
    } else if (accept(Keyword::Local)) {
        expect(Keyword::View);
        program.statements.emplace_back(parseCreateView(first, ViewForm::Local));
    } else if (accept(Keyword::Materialized)) {
        expect(Keyword::View);
        program.statements.emplace_back(parseCreateView(first, ViewForm::Materialized));
    } else if (atWord("TYPE")) {
        take();
        parseCreateType();
    } else if (acceptWord("FUNCTION")) {
        program.statements.emplace_back(parseCreateFunction(first));
    } else if (at(Keyword::Linear) || atWord("AGGREGATE")) {
        unsupported("CREATE AGGREGATE is", word.span);
    } else if (accept(Keyword::Index)) {
        program.statements.emplace_back(parseCreateIndex(first));
    } else {
        failExpecting("TABLE or VIEW");
    }
}

Name Parser::parseDeclaredName(std::string_view what)
{
    if (at(Keyword::If)) {
        const Token& next = peek(1);
        if (next.keyword == Keyword::Not || next.keyword == Keyword::Exists) {
            fail(ErrorCode::kSqlUnsupported, "IF NOT EXISTS is not possible: a program declares each name once",
                 peek().span);
        }
    }
    Name name = parseName(what);
    m_declaredName = name.text;
    return name;
}

CreateTable Parser::parseCreateTable(const Token& first)
{
    CreateTable table;
    table.name = parseDeclaredName("the name of a table");
    if (at(Keyword::As)) {
        unsupported("CREATE TABLE AS is", peek().span);
    }
    expect(TokenKind::LeftParen);
    do {
        parseTableElement(table);
    } while (accept(TokenKind::Comma));
    if (!at(TokenKind::RightParen)) {
        failExpecting("',' or ')'");
    }
    expect(TokenKind::RightParen);
    if (at(Keyword::With)) {
        table.properties = parseProperties();
    }
    table.span = spanSince(first);
    return table;
}

void Parser::parseTableElement(CreateTable& table)
{
    const Token& first = peek();
    if (accept(Keyword::Primary)) {
        expect(Keyword::Key);
        table.primaryKeys.push_back(parseNameList("a column of the key"));
        table.primaryKeySpans.push_back(spanSince(first));
    } else if (accept(Keyword::Foreign)) {
        expect(Keyword::Key);
        std::vector<Name> columns = parseNameList("a column of the key");
        ForeignKey key = parseForeignKeyTarget();
        key.columns = std::move(columns);
        table.foreignKeys.push_back(std::move(key));
    } else if (atWord("CONSTRAINT") && atName(1) &&
               (peek(2).keyword == Keyword::Primary || peek(2).keyword == Keyword::Foreign)) {
        unsupported("Named constraints are", first.span);
    } else {
        table.columns.push_back(parseColumn(table));
    }
}

ForeignKey Parser::parseForeignKeyTarget()
{
    ForeignKey key;
    expect(Keyword::References);
    key.table = parseName("the name of a table");
    key.referenced = parseNameList("a column");
    return key;
}

ColumnDefinition Parser::parseColumn(CreateTable& table)
{
    ColumnDefinition column;
    column.name = parseName("the name of a column");
    column.type = parseType();
    while (!failed() && parseColumnAttribute(column, table)) {
    }
    return column;
}

bool Parser::parseColumnAttribute(ColumnDefinition& column, CreateTable& table)
{
    const Token& first = peek();
    if (accept(Keyword::Not)) {
        expect(Keyword::Null);
        column.isNotNull = true;
        if (column.nullSpan.isKnown()) {
            fail(ErrorCode::kSqlUnexpectedToken, "NULL contradicts NOT NULL", spanSince(first));
        }
    } else if (accept(Keyword::Null)) {
        column.nullSpan = first.span;
        if (column.isNotNull) {
            fail(ErrorCode::kSqlUnexpectedToken, "NULL contradicts NOT NULL", first.span);
        }
    } else if (accept(Keyword::Primary)) {
        expect(Keyword::Key);
        if (column.isPrimaryKey) {
            fail(ErrorCode::kSqlInvalidPrimaryKey, "PRIMARY KEY is written twice", spanSince(first));
        }
        column.isPrimaryKey = true;
        column.primaryKeySpan = spanSince(first);
    } else if (accept(Keyword::Foreign)) {
        expect(Keyword::Key);
        ForeignKey key = parseForeignKeyTarget();
        key.columns.push_back(column.name);
        table.foreignKeys.push_back(std::move(key));
    } else if (accept(Keyword::Default)) {
        if (column.defaultValue) {
            fail(ErrorCode::kSqlUnexpectedToken, "DEFAULT is written twice", first.span);
        }
        column.defaultValue = parseExpr();
    } else if (accept(Keyword::Lateness)) {
        column.lateness = parseExpr();
    } else if (accept(Keyword::Watermark)) {
        column.watermark = parseExpr();
    } else {
        return accept(Keyword::Interned);
    }
    return true;
}

std::vector<Property> Parser::parseProperties()
{
    std::vector<Property> properties;
    expect(Keyword::With);
    expect(TokenKind::LeftParen);
    do {
        if (!at(TokenKind::String)) {
            failExpecting("a property such as 'materialized' = 'true'");
            break;
        }
        Property property;
        const Token& key = take();
        property.key = stringValue(key);
        property.keySpan = key.span;
        expect(TokenKind::Equal);
        if (!at(TokenKind::String)) {
            failExpecting("the value of the property, a string literal");
            break;
        }
        const Token& value = take();
        property.value = stringValue(value);
        property.valueSpan = value.span;
        properties.push_back(std::move(property));
    } while (accept(TokenKind::Comma));
    expect(TokenKind::RightParen);
    return properties;
}

CreateView Parser::parseCreateView(const Token& first, ViewForm form)
{
    CreateView view;
    view.form = form;
    view.name = parseDeclaredName("the name of a view");
    if (at(TokenKind::LeftParen)) {
        const Token& open = peek();
        view.columns = parseNameList("the name of a column");
        view.columnsSpan = spanSince(open);
    }
    if (at(Keyword::With)) {
        view.properties = parseProperties();
    }
    expect(Keyword::As);
    view.query = parseQuery();
    view.span = spanSince(first);
    return view;
}

SetOption Parser::parseSet(const Token& first)
{
    SetOption option;
    expect(Keyword::Set);
    option.name = parseName("the name of a setting");
    if (!accept(TokenKind::Equal)) {
        expect(Keyword::To);
    }
    while (!failed() && !at(TokenKind::Semicolon) && !at(TokenKind::End) && !at(Keyword::Create)) {
        const Token& token = take();
        if (token.kind == TokenKind::String) {
            option.value += stringValue(token);
            continue;
        }
        for (const char c : token.text) {
            option.value += toUpperAscii(c);
        }
    }
    if (option.value.empty()) {
        failExpecting("the value of the setting");
    }
    option.span = spanSince(first);
    return option;
}

TypeName Parser::parseType()
{
    if (isStreaming()) {
        return parseStreamType();
    }
    TypeName type;
    const Token& first = peek();
    const bool isInterval = at(Keyword::Interval);
    if (!isInterval && !(at(TokenKind::Word) && atName())) {
        failExpecting("a type");
        return type;
    }
    const auto addWord = [this, &type] {
        if (!type.name.empty()) {
            type.name += ' ';
        }
        for (const char c : take().text) {
            type.name += toUpperAscii(c);
        }
    };
    addWord();
    if (const auto alias = m_typeAliases.find(type.name); alias != m_typeAliases.end()) {
        type = alias->second;
        type.span = spanSince(first);
        return type;
    }
    if (type.name == "MAP" || type.name == "ROW") {
        unsupported("Type " + type.name + " is", first.span);
    }
    if (isInterval) {
        type.name += ' ' + parseUnit();
        if (accept(Keyword::To)) {
            type.name += " TO " + parseUnit();
        }
    } else if ((type.name == "DOUBLE" && at(Keyword::Precision)) ||
               ((type.name == "CHARACTER" || type.name == "CHAR") && atWord("VARYING"))) {
        addWord();
    }
    parseTypeParameters(type);
    if (atWord("UNSIGNED")) {
        addWord();
    } else if ((at(Keyword::With) || at(Keyword::Without)) && (type.name == "TIMESTAMP" || type.name == "TIME")) {
        addWord();
        expect(Keyword::Time);
        expect(Keyword::Zone);
        type.name += " TIME ZONE";
    }
    while (accept(Keyword::Array)) {
        ++type.arrayDepth;
    }
    type.span = spanSince(first);
    return type;
}

void Parser::parseTypeParameters(TypeName& type)
{
    if (!accept(TokenKind::LeftParen)) {
        return;
    }
    do {
        const Token& number = peek();
        if (!accept(TokenKind::Integer)) {
            failExpecting("a number");
            return;
        }
        int value = 0;
        const auto [end, error] = std::from_chars(number.text.data(), number.text.data() + number.text.size(), value);
        if (error != std::errc()) {
            fail(ErrorCode::kSqlInvalidLiteral, "Parameter of a type is too large", number.span);
        }
        type.parameters.push_back(value);
    } while (accept(TokenKind::Comma));
    expect(TokenKind::RightParen);
}

} // namespace millrace::sql
