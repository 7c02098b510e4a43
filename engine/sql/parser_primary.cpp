// SPDX-License-Identifier: GPL-3.0-or-later
// Grammar of expressions: literals, names, calls and the forms with their own syntax.
#include "engine/sql/parser.h"
#include "engine/sql/parser_depth.h"
#include "engine/sql/time_unit.h"

#include <algorithm>

namespace millrace::sql {

using namespace syntax;

namespace {

bool isLiteralType(std::string_view word)
{
    static constexpr std::string_view kTypes[] = {
        "DATE",    "TIME", "TIMESTAMP", "DATETIME", "REAL",    "DOUBLE", "DECIMAL", "NUMERIC", "TINYINT", "SMALLINT",
        "INTEGER", "INT",  "BIGINT",    "VARCHAR",  "BOOLEAN", "UUID",   "CHAR",    "FLOAT4",  "FLOAT8",
    };
    return std::any_of(std::begin(kTypes), std::end(kTypes),
                       [word](std::string_view t) { return equalsUpper(word, t); });
}

} // namespace

ExprTree Parser::parsePrimary()
{
    const Token& token = peek();
    switch (token.kind) {
    case TokenKind::Integer:
    case TokenKind::DecimalNumber:
    case TokenKind::ApproximateNumber: {
        const ExprForm form = at(TokenKind::Integer)         ? ExprForm::Integer
                              : at(TokenKind::DecimalNumber) ? ExprForm::Decimal
                                                             : ExprForm::Approximate;
        ExprTree expr = makeExpr(form, take());
        expr->text = token.text;
        return expr;
    }
    case TokenKind::String: {
        ExprTree expr = makeExpr(ExprForm::String, take());
        expr->text = stringValue(token);
        return expr;
    }
    case TokenKind::Binary: unsupported("A binary literal is", token.span); break;
    case TokenKind::LeftParen: return parseParenthesised();
    case TokenKind::LeftBracket: return parseArray(token);
    case TokenKind::Word: return parseWordExpr();
    case TokenKind::QuotedName: return parseColumnOrCall();
    case TokenKind::Dollar:
    case TokenKind::Question: unsupported("A parameter is", token.span); break;
    default: failExpecting("an expression"); break;
    }
    return makeExpr(ExprForm::Null, token);
}

/// `[a, b]` behind ARRAY or alone: a call of the constructor.
ExprTree Parser::parseArray(const Token& first)
{
    ExprTree array = makeExpr(ExprForm::Call, first);
    array->names.push_back(Name{"array", false, first.span});
    expect(TokenKind::LeftBracket);
    if (!at(TokenKind::RightBracket)) {
        do {
            array->args.push_back(parseExpr());
        } while (accept(TokenKind::Comma));
    }
    expect(TokenKind::RightBracket);
    return finish(std::move(array));
}

ExprTree Parser::parseParenthesised()
{
    const Token& first = take();
    if (atQuery()) {
        return parseSubquery(makeExpr(ExprForm::ScalarQuery, first));
    }
    if (accept(TokenKind::RightParen)) {
        return finish(makeExpr(ExprForm::Row, first));
    }
    ExprTree inner = parseExpr();
    if (at(TokenKind::Comma)) {
        ExprTree row = makeExpr(ExprForm::Row, first);
        row->args.push_back(std::move(inner));
        while (accept(TokenKind::Comma)) {
            row->args.push_back(parseExpr());
        }
        expect(TokenKind::RightParen);
        return finish(std::move(row));
    }
    if (!at(TokenKind::RightParen)) {
        failExpecting("')'");
    }
    expect(TokenKind::RightParen);
    // (a - b) DAY: the difference of two points in time as an interval.
    const bool isDifference = inner->form == ExprForm::Operator && inner->op == "-" && inner->args.size() == 2;
    if (isDifference && at(TokenKind::Word) && canonicalUnit(peek().text) && peek(1).kind != TokenKind::Dot) {
        inner->unit = parseUnit();
        if (accept(Keyword::To)) {
            inner->unitTo = parseUnit();
        }
    }
    inner->span = first.span.joinedWith(spanSince(first));
    return inner;
}

/// ROW(a, b): a row also of one value.
ExprTree Parser::parseRow()
{
    ExprTree row = makeExpr(ExprForm::Row, take());
    take();
    do {
        row->args.push_back(parseExpr());
    } while (accept(TokenKind::Comma));
    expect(TokenKind::RightParen);
    return finish(std::move(row));
}

/// The query of an expression and the parenthesis that closes it.
ExprTree Parser::parseSubquery(ExprTree expr)
{
    expr->query = parseQuery();
    expect(TokenKind::RightParen);
    return finish(std::move(expr));
}

ExprTree Parser::parseWordExpr()
{
    const Token& word = peek();
    if (keywordStanding(word.keyword) == KeywordStanding::Reserved) {
        return parseKeywordExpr(word);
    }
    if (isStreaming() && word.text[0] >= '0' && word.text[0] <= '9') {
        return parseShortInterval();
    }
    const TokenKind next = peek(1).kind;
    if (next == TokenKind::String && isLiteralType(word.text)) {
        return parseTypedLiteral();
    }
    if (word.keyword == Keyword::Timestamp &&
        (peek(1).keyword == Keyword::With || peek(1).keyword == Keyword::Without) && peek(2).keyword == Keyword::Time) {
        return parseTypedLiteral();
    }
    if (word.keyword == Keyword::Array && next == TokenKind::LeftBracket) {
        take();
        return parseArray(word);
    }
    if (atWord("MAP") && next == TokenKind::LeftBracket) {
        unsupported("A map is", word.span);
    }
    if (next != TokenKind::LeftParen) {
        return parseColumnOrCall();
    }
    switch (isStreaming() && (word.keyword == Keyword::Position || word.keyword == Keyword::Extract) ? Keyword::None
                                                                                                     : word.keyword) {
    case Keyword::Cast: return parseCast(false);
    case Keyword::SafeCast: return parseCast(true);
    case Keyword::Extract: return parseExtract();
    case Keyword::Trim: return parseTrim();
    case Keyword::Substring:
    case Keyword::Overlay: return parseSubstring();
    case Keyword::Position: return parsePosition();
    case Keyword::Floor:
    case Keyword::Ceil:
    case Keyword::Ceiling: return parseRoundTo();
    case Keyword::Exists:
        if (atQuery(2)) {
            ExprTree exists = makeExpr(ExprForm::Exists, take());
            take();
            return parseSubquery(std::move(exists));
        }
        break;
    case Keyword::Array:
        if (atQuery(2)) {
            unsupported("An array of a subquery is", word.span);
        }
        break;
    case Keyword::Row: return parseRow();
    default: break;
    }
    return parseColumnOrCall();
}

ExprTree Parser::parseKeywordExpr(const Token& word)
{
    switch (word.keyword) {
    case Keyword::Null: return makeExpr(ExprForm::Null, take());
    case Keyword::True:
    case Keyword::False: {
        ExprTree expr = makeExpr(ExprForm::Boolean, take());
        expr->text = keywordText(word.keyword);
        return expr;
    }
    case Keyword::Case: return parseCase();
    case Keyword::Interval: return parseInterval();
    case Keyword::Select:
    case Keyword::Values: unsupported("A scalar subquery is", word.span); break;
    case Keyword::Left:
    case Keyword::Right:
        if (peek(1).kind == TokenKind::LeftParen) {
            Name name;
            name.text = word.keyword == Keyword::Left ? "left" : "right";
            name.span = take().span;
            return parseCall(std::move(name));
        }
        failExpecting("an expression");
        break;
    default: failExpecting("an expression"); break;
    }
    return makeExpr(ExprForm::Null, word);
}

ExprTree Parser::parseColumnOrCall()
{
    const Token& first = peek();
    Name name = parseName("an expression");
    if (at(TokenKind::LeftParen)) {
        return parseCall(std::move(name));
    }
    ExprTree expr = makeExpr(ExprForm::Column, first);
    expr->names.push_back(std::move(name));
    while (at(TokenKind::Dot) && !failed()) {
        take();
        expr->names.push_back(parseName("the name of a column"));
    }
    return finish(std::move(expr));
}

ExprTree Parser::parseCall(Name name)
{
    ExprTree call = std::make_unique<Expr>();
    call->form = ExprForm::Call;
    call->span = name.span;
    call->names.push_back(std::move(name));
    expect(TokenKind::LeftParen);
    if (accept(Keyword::Distinct)) {
        call->isDistinct = true;
    } else if (at(Keyword::All) && peek(1).kind != TokenKind::RightParen && peek(1).kind != TokenKind::Comma) {
        take();
    }
    if (at(TokenKind::Star) && peek(1).kind == TokenKind::RightParen) {
        take();
        call->isStar = true;
    } else if (!at(TokenKind::RightParen)) {
        do {
            if (atName() && (peek(1).kind == TokenKind::NamedArgument || peek(1).kind == TokenKind::Arrow)) {
                unsupported(peek(1).kind == TokenKind::Arrow ? "A lambda is" : "A named argument is", peek(1).span);
            }
            call->args.push_back(parseArgument());
        } while (accept(TokenKind::Comma));
    }
    if (at(Keyword::Order)) {
        unsupported("ORDER BY inside an aggregate is", peek().span);
    }
    expect(TokenKind::RightParen);
    parseCallTail(*call);
    return finish(std::move(call));
}

/// An expression, or a query without parentheses of its own.
ExprTree Parser::parseArgument()
{
    if (!at(Keyword::Select) && !(at(Keyword::With) && atName(1))) {
        return parseExpr();
    }
    const bool isOuterBare = m_isInBareQuery;
    m_isInBareQuery = true;
    ExprTree query = makeExpr(ExprForm::ScalarQuery, peek());
    query->query = parseQuery();
    m_isInBareQuery = isOuterBare;
    return finish(std::move(query));
}

void Parser::parseCallTail(Expr& call)
{
    if ((at(Keyword::Respect) || at(Keyword::Ignore)) && peek(1).keyword == Keyword::Nulls) {
        unsupported("RESPECT NULLS and IGNORE NULLS are", peek().span);
    }
    if (at(Keyword::Within)) {
        unsupported("WITHIN is", peek().span);
    }
    if (at(Keyword::Filter) && peek(1).kind == TokenKind::LeftParen) {
        take();
        take();
        expect(Keyword::Where);
        call.filter = parseExpr();
        expect(TokenKind::RightParen);
    }
    if (accept(Keyword::Over)) {
        call.over = std::make_unique<WindowSpec>(parseWindow());
    }
}

ExprTree Parser::parseTypedLiteral()
{
    ExprTree expr = makeExpr(ExprForm::Typed, peek());
    expr->type = std::make_unique<TypeName>(parseType());
    const Token& text = peek();
    expect(TokenKind::String);
    if (!failed()) {
        expr->text = stringValue(text);
    }
    return finish(std::move(expr));
}

std::string Parser::parseUnit()
{
    const auto unit = at(TokenKind::Word) ? canonicalUnit(peek().text) : std::nullopt;
    if (!unit) {
        failExpecting("a unit of time such as DAY");
        return {};
    }
    take();
    if (at(TokenKind::LeftParen) && peek(1).kind == TokenKind::Integer) {
        take();
        take();
        expect(TokenKind::RightParen);
    }
    return *unit;
}

ExprTree Parser::parseInterval()
{
    ExprTree expr = makeExpr(ExprForm::Interval, take());
    if (accept(TokenKind::Minus)) {
        expr->isNegated = true;
    } else {
        accept(TokenKind::Plus);
    }
    const Token& amount = peek();
    if (accept(TokenKind::String)) {
        expr->text = stringValue(amount);
    } else if (accept(TokenKind::Integer) || accept(TokenKind::DecimalNumber)) {
        expr->text = amount.text;
    } else {
        failExpecting("the amount of the interval, a number or a string literal");
    }
    expr->unit = parseUnit();
    if (accept(Keyword::To)) {
        expr->unitTo = parseUnit();
    }
    return finish(std::move(expr));
}

ExprTree Parser::parseCase()
{
    const Depth depth(*this);
    ExprTree expr = makeExpr(ExprForm::Case, take());
    if (!at(Keyword::When)) {
        expr->hasOperand = true;
        expr->args.push_back(parseExpr());
    }
    if (!at(Keyword::When)) {
        failExpecting("WHEN");
    }
    while (accept(Keyword::When)) {
        expr->args.push_back(parseExpr());
        expect(Keyword::Then);
        expr->args.push_back(parseExpr());
    }
    if (accept(Keyword::Else)) {
        expr->hasElse = true;
        expr->args.push_back(parseExpr());
    }
    if (!at(Keyword::End)) {
        failExpecting(expr->hasElse ? "END" : "WHEN, ELSE or END");
    }
    expect(Keyword::End);
    return finish(std::move(expr));
}

ExprTree Parser::parseCast(bool isSafe)
{
    ExprTree expr = makeExpr(ExprForm::Cast, take());
    expr->isSafe = isSafe;
    expect(TokenKind::LeftParen);
    expr->args.push_back(parseExpr());
    if (isStreaming() && accept(TokenKind::Comma)) {
        expr->type = std::make_unique<TypeName>(parseQuotedType());
    } else {
        expect(Keyword::As);
        expr->type = std::make_unique<TypeName>(parseType());
    }
    expect(TokenKind::RightParen);
    return finish(std::move(expr));
}

ExprTree Parser::parseExtract()
{
    ExprTree expr = makeExpr(ExprForm::Extract, take());
    expect(TokenKind::LeftParen);
    expr->unit = parseUnit();
    expect(Keyword::From);
    expr->args.push_back(parseExpr());
    expect(TokenKind::RightParen);
    return finish(std::move(expr));
}

/// TRIM([BOTH | LEADING | TRAILING] [characters] FROM text) or TRIM(text).
ExprTree Parser::parseTrim()
{
    ExprTree expr = makeExpr(ExprForm::Trim, take());
    expr->op = "BOTH";
    expect(TokenKind::LeftParen);
    const bool hasSide =
        (at(Keyword::Both) || at(Keyword::Leading) || at(Keyword::Trailing)) && peek(1).kind != TokenKind::RightParen;
    if (hasSide) {
        expr->op = keywordText(take().keyword);
    }
    if (!accept(Keyword::From)) {
        expr->args.push_back(parseExpr());
        if (hasSide || at(Keyword::From)) {
            expect(Keyword::From);
        } else {
            expect(TokenKind::RightParen);
            return finish(std::move(expr));
        }
    }
    expr->args.push_back(parseExpr());
    expect(TokenKind::RightParen);
    return finish(std::move(expr));
}

/// SUBSTRING(text FROM start [FOR length]), OVERLAY(text PLACING part FROM start [FOR length]); the forms with commas
/// are plain calls.
ExprTree Parser::parseSubstring()
{
    const Token& word = take();
    ExprTree expr = makeExpr(ExprForm::Call, word);
    expr->names.push_back(nameOf(word));
    expect(TokenKind::LeftParen);
    expr->args.push_back(parseExpr());
    if (word.keyword == Keyword::Overlay && accept(Keyword::Placing)) {
        expr->args.push_back(parseExpr());
    }
    if (accept(Keyword::From)) {
        expr->args.push_back(parseExpr());
        if (accept(Keyword::For)) {
            expr->args.push_back(parseExpr());
        }
    } else {
        while (accept(TokenKind::Comma)) {
            expr->args.push_back(parseExpr());
        }
    }
    expect(TokenKind::RightParen);
    return finish(std::move(expr));
}

ExprTree Parser::parsePosition()
{
    ExprTree expr = makeExpr(ExprForm::Position, take());
    expect(TokenKind::LeftParen);
    expr->args.push_back(parseAdditive());
    if (!accept(TokenKind::Comma)) {
        expect(Keyword::In);
    }
    expr->args.push_back(parseAdditive());
    expect(TokenKind::RightParen);
    return finish(std::move(expr));
}

/// FLOOR(x) or FLOOR(x TO unit).
ExprTree Parser::parseRoundTo()
{
    const Token& word = take();
    ExprTree expr = makeExpr(ExprForm::Call, word);
    expr->names.push_back(nameOf(word));
    expr->op = word.keyword == Keyword::Floor ? "FLOOR" : "CEIL";
    expect(TokenKind::LeftParen);
    expr->args.push_back(parseExpr());
    while (accept(TokenKind::Comma)) {
        expr->args.push_back(parseExpr());
    }
    if (accept(Keyword::To)) {
        expr->form = ExprForm::RoundTo;
        expr->unit = parseUnit();
    }
    expect(TokenKind::RightParen);
    return finish(std::move(expr));
}

} // namespace millrace::sql
