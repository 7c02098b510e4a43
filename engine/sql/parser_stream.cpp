// SPDX-License-Identifier: GPL-3.0-or-later
// Grammar of the statements of the streaming dialect, and of its types.
#include "engine/base/letter_case.h"
#include "engine/sql/keyword.h"
#include "engine/sql/lexer.h"
#include "engine/sql/parser.h"
#include "engine/sql/parser_depth.h"
#include "engine/sql/stream_syntax.h"

#include <algorithm>
#include <charconv>

namespace millrace::sql {

using namespace syntax;

namespace {

std::string upperCased(std::string_view word)
{
    std::string upper(word);
    std::transform(upper.begin(), upper.end(), upper.begin(), toUpperAscii);
    return upper;
}

} // namespace

ParsedStreamStatement Parser::runStream()
{
    ParsedStreamStatement parsed;
    const Token& first = peek();
    parseStreamStatement(parsed);
    parsed.span = spanSince(first);
    accept(TokenKind::Semicolon);
    if (!failed() && !at(TokenKind::End)) {
        const bool isNext = m_position != 0 && m_tokens[m_position - 1].kind == TokenKind::Semicolon;
        if (isNext) {
            fail(ErrorCode::kSqlUnsupported,
                 "Several statements in one are not possible: put each into an item of sqls", peek().span);
        } else {
            failExpecting("the end of the statement");
        }
    }
    parsed.errors = std::move(m_errors);
    if (!parsed.errors.empty()) {
        parsed.statement.reset();
    }
    return parsed;
}

void Parser::parseStreamStatement(ParsedStreamStatement& parsed)
{
    const Token& first = peek();
    if (atQuery() || at(TokenKind::LeftParen)) {
        parsed.statement = StreamQuery{parseQuery()};
    } else if (accept(Keyword::Create)) {
        parseStreamCreate(parsed);
    } else if (accept(Keyword::Drop)) {
        parseStreamDrop(parsed);
    } else if (accept(Keyword::Insert)) {
        parseStreamInsert(parsed);
    } else if (acceptWord("SHOW")) {
        if (!acceptWord("STREAMS")) {
            failExpecting("STREAMS");
        }
        parsed.statement = ShowStreams{};
    } else if (acceptWord("DESCRIBE") || accept(Keyword::Desc)) {
        acceptWord("STREAM");
        parsed.statement = DescribeStream{parseStreamName("a stream or view")};
    } else if (atWord("ALTER") || atWord("TRUNCATE") || atWord("EXPLAIN") || atWord("DELETE") || atWord("USE") ||
               atWord("SYSTEM") || at(Keyword::Update) || at(Keyword::Set)) {
        unsupported("Statement " + upperCased(first.text) + " is", first.span);
    } else {
        failExpecting("SELECT, CREATE, DROP or INSERT");
    }
}

bool Parser::acceptIfNotExists()
{
    if (!accept(Keyword::If)) {
        return false;
    }
    expect(Keyword::Not);
    expect(Keyword::Exists);
    return true;
}

/// `[database.]name`; there is one database, whatever it is called.
Name Parser::parseStreamName(std::string_view what)
{
    const bool isDatabase = at(TokenKind::Word) || at(TokenKind::QuotedName);
    if (isDatabase && peek(1).kind == TokenKind::Dot) { // of a reserved word too, for its usual name is `default`
        take();
        take();
    }
    return parseName(what);
}

void Parser::parseStreamCreate(ParsedStreamStatement& parsed)
{
    bool orReplace = false;
    if (accept(Keyword::Or)) {
        expect(Keyword::Replace);
        orReplace = true;
    }
    const Token& word = peek();
    for (const std::string_view kind :
         {"EXTERNAL", "MUTABLE", "DICTIONARY", "FUNCTION", "TABLE", "DATABASE", "ALERT"}) {
        if (atWord(kind)) {
            unsupported("CREATE " + std::string(kind) + " is", word.span);
            return;
        }
    }
    if (at(Keyword::Materialized)) {
        unsupported("CREATE MATERIALIZED VIEW is", word.span);
    } else if (accept(Keyword::View)) {
        CreateStreamView view;
        view.orReplace = orReplace;
        view.ifNotExists = acceptIfNotExists();
        view.name = parseStreamName("the name of a view");
        expect(Keyword::As);
        view.query = parseQuery();
        parsed.statement = std::move(view);
    } else {
        const bool isRandom = acceptWord("RANDOM");
        if (!acceptWord("STREAM")) {
            failExpecting(isRandom ? "STREAM" : "STREAM, RANDOM STREAM or VIEW");
            return;
        }
        parseCreateStream(parsed, isRandom, orReplace);
    }
}

void Parser::parseCreateStream(ParsedStreamStatement& parsed, bool isRandom, bool orReplace)
{
    CreateStream stream;
    stream.isRandom = isRandom;
    stream.orReplace = orReplace;
    stream.ifNotExists = acceptIfNotExists();
    stream.name = parseStreamName("the name of a stream");
    expect(TokenKind::LeftParen);
    do {
        StreamColumnDefinition column;
        column.name = parseName("the name of a column");
        column.type = parseStreamType();
        if (accept(Keyword::Default)) {
            column.defaultValue = parseExpr();
        }
        for (const std::string_view word : {"ALIAS", "MATERIALIZED", "CODEC", "TTL", "COMMENT"}) {
            if (atWord(word)) {
                unsupported(std::string(word) + " of a column is", peek().span);
            }
        }
        stream.columns.push_back(std::move(column));
    } while (accept(TokenKind::Comma));
    if (!at(TokenKind::RightParen)) {
        failExpecting("',' or ')'");
    }
    expect(TokenKind::RightParen);
    if (at(Keyword::Primary) || at(Keyword::Order) || at(Keyword::Partition) || atWord("TTL") || atWord("ENGINE")) {
        unsupported(upperCased(peek().text) + (atWord("TTL") || atWord("ENGINE") ? "" : " KEY or BY") +
                        " of a stream is",
                    peek().span);
    }
    stream.settings = parseSettings();
    parsed.statement = std::move(stream);
}

void Parser::parseStreamDrop(ParsedStreamStatement& parsed)
{
    DropStream drop;
    drop.isView = accept(Keyword::View);
    if (!drop.isView && !acceptWord("STREAM")) {
        failExpecting("STREAM or VIEW");
        return;
    }
    if (accept(Keyword::If)) {
        expect(Keyword::Exists);
        drop.ifExists = true;
    }
    drop.name = parseStreamName(drop.isView ? "the name of a view" : "the name of a stream");
    parsed.statement = std::move(drop);
}

void Parser::parseStreamInsert(ParsedStreamStatement& parsed)
{
    InsertRows insert;
    expect(Keyword::Into);
    insert.name = parseStreamName("the name of a stream");
    if (at(TokenKind::LeftParen)) {
        insert.columns = parseNameList("the name of a column");
    }
    if (!at(Keyword::Values)) {
        unsupported("INSERT of anything but VALUES is", peek().span);
        return;
    }
    take();
    do {
        std::vector<ExprTree>& row = insert.rows.emplace_back();
        expect(TokenKind::LeftParen);
        do {
            row.push_back(parseExpr());
        } while (accept(TokenKind::Comma));
        expect(TokenKind::RightParen);
        accept(TokenKind::Comma);
    } while (at(TokenKind::LeftParen));
    parsed.statement = std::move(insert);
}

/// `[SETTINGS name = value, …]`.
std::vector<Setting> Parser::parseSettings()
{
    std::vector<Setting> settings;
    if (!acceptWord("SETTINGS")) {
        return settings;
    }
    do {
        Setting setting;
        const Token& first = peek();
        setting.name = parseName("the name of a setting");
        expect(TokenKind::Equal);
        const bool isNegative = accept(TokenKind::Minus);
        const Token& value = peek();
        setting.isString = at(TokenKind::String);
        if (accept(TokenKind::String)) {
            setting.value = stringValue(value);
        } else if (accept(TokenKind::Integer) || accept(TokenKind::DecimalNumber) ||
                   accept(TokenKind::ApproximateNumber) || accept(TokenKind::Word)) {
            setting.value = (isNegative ? "-" : "") + std::string(value.text);
        } else {
            failExpecting("the value of the setting");
        }
        setting.span = spanSince(first);
        settings.push_back(std::move(setting));
    } while (accept(TokenKind::Comma));
    return settings;
}

/// A name, with types, numbers, a time zone or labels in parentheses behind it.
TypeName Parser::parseStreamType()
{
    const Depth depth(*this);
    TypeName type;
    const Token& first = peek();
    if (!at(TokenKind::Word)) {
        failExpecting("a type");
        return type;
    }
    type.name = lowerCased(take().text);
    if (accept(TokenKind::LeftParen)) {
        if (!at(TokenKind::RightParen)) {
            do {
                parseStreamTypeArgument(type);
            } while (accept(TokenKind::Comma));
        }
        expect(TokenKind::RightParen);
    }
    type.span = spanSince(first);
    return type;
}

void Parser::parseStreamTypeArgument(TypeName& type)
{
    const Token& token = peek();
    if (accept(TokenKind::Integer)) {
        int value = 0;
        const auto [end, error] = std::from_chars(token.text.data(), token.text.data() + token.text.size(), value);
        if (error != std::errc()) {
            fail(ErrorCode::kSqlInvalidLiteral, "Parameter of a type is too large", token.span);
        }
        type.parameters.push_back(value);
        return;
    }
    if (accept(TokenKind::String)) {
        type.zone = stringValue(token);
        if (accept(TokenKind::Equal)) { // a label of an enumeration
            accept(TokenKind::Minus);
            expect(TokenKind::Integer);
        }
        return;
    }
    if (atName() && peek(1).kind == TokenKind::Word) {
        take(); // the name of a part of a tuple
    }
    type.arguments.push_back(parseStreamType());
}

namespace {

void setPlace(TypeName& type, const SourceSpan& span)
{
    type.span = span;
    for (TypeName& argument : type.arguments) {
        setPlace(argument, span);
    }
}

} // namespace

/// The type of cast(value, 'type').
TypeName Parser::parseQuotedType()
{
    const Token& token = peek();
    if (!accept(TokenKind::String)) {
        failExpecting("a type in quotes");
        return {};
    }
    const std::string text = stringValue(token);
    Parser inner(tokenize(text, m_dialect).tokens, m_dialect);
    TypeName type = inner.parseStreamType();
    if (inner.failed() || !inner.at(TokenKind::End)) {
        fail(ErrorCode::kSqlTypeMismatch, "Not a type: '" + text.substr(0, 64) + "'", token.span);
    }
    setPlace(type, token.span);
    return type;
}

ParsedStreamStatement parseStreamStatement(std::string_view text)
{
    TokenList list = tokenize(text, Dialect::Streaming);
    ParsedStreamStatement parsed = Parser(std::move(list.tokens), Dialect::Streaming).runStream();
    if (!list.errors.empty()) {
        parsed.statement.reset();
        parsed.errors.insert(parsed.errors.end(), list.errors.begin(), list.errors.end());
    }
    std::stable_sort(parsed.errors.begin(), parsed.errors.end(),
                     [](const Error& a, const Error& b) { return a.span.begin < b.span.begin; });
    return parsed;
}

} // namespace millrace::sql
