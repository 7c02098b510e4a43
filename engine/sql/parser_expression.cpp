// SPDX-License-Identifier: GPL-3.0-or-later
// Grammar of expressions: operators by precedence, predicates.
#include "engine/sql/parser.h"
#include "engine/sql/parser_depth.h"

#include <algorithm>

namespace millrace::sql {

using namespace syntax;

ExprTree Parser::makeExpr(ExprForm form, const Token& first)
{
    auto expr = std::make_unique<Expr>();
    expr->form = form;
    expr->span = first.span;
    return expr;
}

/// Closes a node: its place reaches up to here, its height is known.
ExprTree Parser::finish(ExprTree expr)
{
    for (const ExprTree& arg : expr->args) {
        expr->height = std::max(expr->height, arg->height + 1);
        if (arg->span.begin < expr->span.begin) {
            expr->span = expr->span.joinedWith(arg->span);
        }
    }
    if (m_position > 0 && !failed()) {
        const SourceSpan& last = m_tokens[m_position - 1].span;
        if (last.end > expr->span.end) {
            expr->span = expr->span.joinedWith(last);
        }
    }
    if (expr->height > kMaxTreeHeight) {
        fail(ErrorCode::kSqlTooComplex, "The expression has too many operators in a row", expr->span);
    }
    return expr;
}

ExprTree Parser::binary(std::string op, ExprTree left, ExprTree right)
{
    auto expr = std::make_unique<Expr>();
    expr->form = ExprForm::Operator;
    expr->op = std::move(op);
    expr->span = left->span.joinedWith(right->span);
    expr->args.push_back(std::move(left));
    expr->args.push_back(std::move(right));
    return finish(std::move(expr));
}

ExprTree Parser::parseExpr()
{
    const Depth depth(*this);
    ExprTree first = parseAnd();
    if (!at(Keyword::Or)) {
        return at(TokenKind::Question) && isStreaming() ? parseTernary(std::move(first)) : std::move(first);
    }
    auto expr = std::make_unique<Expr>();
    expr->form = ExprForm::Or;
    expr->span = first->span;
    expr->args.push_back(std::move(first));
    while (accept(Keyword::Or)) {
        expr->args.push_back(parseAnd());
    }
    expr = finish(std::move(expr));
    return at(TokenKind::Question) && isStreaming() ? parseTernary(std::move(expr)) : std::move(expr);
}

ExprTree Parser::parseAnd()
{
    ExprTree first = parseNot();
    if (!at(Keyword::And)) {
        return first;
    }
    auto expr = std::make_unique<Expr>();
    expr->form = ExprForm::And;
    expr->span = first->span;
    expr->args.push_back(std::move(first));
    while (accept(Keyword::And)) {
        expr->args.push_back(parseNot());
    }
    return finish(std::move(expr));
}

ExprTree Parser::parseNot()
{
    if (!at(Keyword::Not)) {
        return parseIs();
    }
    const Depth depth(*this);
    ExprTree expr = makeExpr(ExprForm::Not, take());
    expr->args.push_back(parseNot());
    return finish(std::move(expr));
}

ExprTree Parser::parseIs()
{
    ExprTree value = parseComparison();
    while (at(Keyword::Is)) {
        ExprTree expr = makeExpr(ExprForm::Is, take());
        expr->isNegated = accept(Keyword::Not);
        expr->args.push_back(std::move(value));
        if (accept(Keyword::Distinct)) {
            expect(Keyword::From);
            expr->op = "DISTINCT FROM";
            expr->args.push_back(parseComparison());
        } else if (at(Keyword::Null) || at(Keyword::True) || at(Keyword::False) || at(Keyword::Unknown)) {
            expr->op = keywordText(take().keyword);
        } else {
            failExpecting("NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM");
        }
        value = finish(std::move(expr));
    }
    return value;
}

ExprTree Parser::parseComparison()
{
    const auto signOf = [](TokenKind kind) -> std::string {
        switch (kind) {
        case TokenKind::Equal: return "=";
        case TokenKind::NotEqual: return "<>";
        case TokenKind::Less: return "<";
        case TokenKind::LessEqual: return "<=";
        case TokenKind::Greater: return ">";
        case TokenKind::GreaterEqual: return ">=";
        case TokenKind::NullSafeEqual: return "<=>";
        default: return {};
        }
    };
    ExprTree left = parsePredicate();
    for (std::string sign = signOf(peek().kind); !sign.empty(); sign = signOf(peek().kind)) {
        take();
        if ((at(Keyword::Any) || at(Keyword::Some) || at(Keyword::All)) && peek(1).kind == TokenKind::LeftParen &&
            atQuery(2)) {
            left = parseQuantified(sign, std::move(left));
            continue;
        }
        left = binary(std::move(sign), std::move(left), parsePredicate());
    }
    return left;
}

/// `= ANY (query)` is IN, `<> ALL (query)` is NOT IN.
ExprTree Parser::parseQuantified(std::string_view comparison, ExprTree value)
{
    const Token& word = take();
    const bool isAll = word.keyword == Keyword::All;
    if (comparison != (isAll ? "<>" : "=")) {
        unsupported("A comparison with " + std::string(keywordText(word.keyword)) + " other than " +
                        (isAll ? "<> ALL" : "= ANY") + " is",
                    word.span);
    }
    ExprTree expr = makeExpr(ExprForm::InQuery, word);
    expr->isNegated = isAll;
    expr->args.push_back(std::move(value));
    expect(TokenKind::LeftParen);
    return parseSubquery(std::move(expr));
}

/// BETWEEN, IN, LIKE and their negations.
ExprTree Parser::parsePredicate()
{
    ExprTree value = parseAdditive();
    for (;;) {
        const Keyword next = at(Keyword::Not) ? peek(1).keyword : peek().keyword;
        const bool isLike = next == Keyword::Like || next == Keyword::Ilike || next == Keyword::Rlike;
        if (next == Keyword::Similar) {
            unsupported("SIMILAR TO is", peek().span);
        }
        if (!isLike && next != Keyword::Between && next != Keyword::In) {
            return value;
        }
        const bool isNegated = accept(Keyword::Not);
        if (isLike) {
            value = parseLike(std::move(value), isNegated);
        } else if (next == Keyword::Between) {
            value = parseBetween(std::move(value), isNegated);
        } else {
            value = parseInList(std::move(value), isNegated);
        }
    }
}

ExprTree Parser::parseBetween(ExprTree value, bool isNegated)
{
    ExprTree expr = makeExpr(ExprForm::Between, take());
    expr->isNegated = isNegated;
    expr->isSymmetric = accept(Keyword::Symmetric);
    expr->args.push_back(std::move(value));
    expr->args.push_back(parseAdditive());
    expect(Keyword::And);
    expr->args.push_back(parseAdditive());
    return finish(std::move(expr));
}

ExprTree Parser::parseInList(ExprTree value, bool isNegated)
{
    ExprTree expr = makeExpr(ExprForm::InList, take());
    expr->isNegated = isNegated;
    expr->args.push_back(std::move(value));
    if (at(TokenKind::LeftParen) && atQuery(1)) {
        take();
        expr->form = ExprForm::InQuery;
        return parseSubquery(std::move(expr));
    }
    if (at(Keyword::Unnest)) {
        unsupported("UNNEST is", peek().span);
    }
    expect(TokenKind::LeftParen);
    do {
        expr->args.push_back(parseExpr());
    } while (accept(TokenKind::Comma));
    expect(TokenKind::RightParen);
    return finish(std::move(expr));
}

ExprTree Parser::parseLike(ExprTree value, bool isNegated)
{
    const Token& word = take();
    ExprTree expr = makeExpr(ExprForm::Like, word);
    expr->op = keywordText(word.keyword);
    expr->isNegated = isNegated;
    expr->args.push_back(std::move(value));
    expr->args.push_back(parseAdditive());
    if (accept(Keyword::Escape)) {
        expr->args.push_back(parseAdditive());
    }
    return finish(std::move(expr));
}

ExprTree Parser::parseAdditive()
{
    ExprTree left = parseSum();
    // In the streaming dialect || binds less than + does; elsewhere parseMultiplicative() took it.
    while (accept(TokenKind::Concat)) {
        left = binary("||", std::move(left), parseSum());
    }
    return left;
}

ExprTree Parser::parseSum()
{
    ExprTree left = parseMultiplicative();
    while (at(TokenKind::Plus) || at(TokenKind::Minus)) {
        std::string op(take().text);
        left = binary(std::move(op), std::move(left), parseMultiplicative());
    }
    return left;
}

ExprTree Parser::parseMultiplicative()
{
    ExprTree left = parseUnary();
    while (at(TokenKind::Star) || at(TokenKind::Slash) || at(TokenKind::Percent) ||
           (at(TokenKind::Concat) && !isStreaming())) {
        std::string op(take().text);
        left = binary(std::move(op), std::move(left), parseUnary());
    }
    return left;
}

ExprTree Parser::parseUnary()
{
    if (!at(TokenKind::Plus) && !at(TokenKind::Minus)) {
        return parsePostfix();
    }
    const Depth depth(*this);
    const Token& sign = take();
    ExprTree expr = makeExpr(ExprForm::Operator, sign);
    expr->op = sign.text;
    expr->args.push_back(parseUnary());
    return finish(std::move(expr));
}

ExprTree Parser::parsePostfix()
{
    ExprTree value = parsePrimary();
    for (;;) {
        const Token& first = peek();
        if (accept(TokenKind::DoubleColon)) {
            ExprTree expr = makeExpr(ExprForm::Cast, first);
            expr->type = std::make_unique<TypeName>(parseType());
            expr->args.push_back(std::move(value));
            value = finish(std::move(expr));
        } else if (accept(TokenKind::LeftBracket)) {
            ExprTree expr = makeExpr(ExprForm::Call, first);
            expr->names.push_back(Name{"[]", false, first.span});
            expr->span = value->span;
            expr->args.push_back(std::move(value));
            expr->args.push_back(parseExpr());
            expect(TokenKind::RightBracket);
            value = finish(std::move(expr));
        } else if (at(TokenKind::Dot) && !failed()) {
            unsupported("Access to a field is", first.span);
        } else if (at(TokenKind::Colon) && isStreaming() && m_ternaryDepth == 0 && atName(1)) {
            unsupported("A JSON path is", first.span);
            return value;
        } else {
            return value;
        }
    }
}

} // namespace millrace::sql
