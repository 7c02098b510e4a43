// SPDX-License-Identifier: GPL-3.0-or-later
// Grammar of queries: WITH, set operations, SELECT, FROM and its joins.
#include "engine/sql/parser.h"
#include "engine/sql/parser_depth.h"

#include <algorithm>

namespace millrace::sql {

using namespace syntax;

namespace {

bool startsQuery(Keyword keyword)
{
    return keyword == Keyword::Select || keyword == Keyword::With || keyword == Keyword::Values;
}

bool continuesQuery(const Token& token)
{
    switch (token.keyword) {
    case Keyword::Union:
    case Keyword::Except:
    case Keyword::Minus:
    case Keyword::Intersect:
    case Keyword::Order:
    case Keyword::Limit:
    case Keyword::Offset:
    case Keyword::Fetch: return true;
    default: return token.kind == TokenKind::RightParen;
    }
}

} // namespace

/// True at SELECT, WITH, VALUES, also inside parentheses when these hold a query and not a join or an expression.
bool Parser::atQuery(size_t ahead) const
{
    if (startsQuery(peek(ahead).keyword)) {
        return true;
    }
    size_t inner = ahead;
    while (peek(inner).kind == TokenKind::LeftParen && inner - ahead <= kMaxParseDepth) {
        ++inner;
    }
    if (inner == ahead || !startsQuery(peek(inner).keyword)) {
        return false;
    }
    size_t depth = 0;
    for (size_t i = ahead; peek(i).kind != TokenKind::End && peek(i).kind != TokenKind::Semicolon; ++i) {
        if (peek(i).kind == TokenKind::LeftParen) {
            ++depth;
        } else if (peek(i).kind == TokenKind::RightParen && --depth == 0) {
            return continuesQuery(peek(i + 1));
        }
    }
    return true;
}

QueryTree Parser::parseQuery()
{
    const Depth depth(*this);
    auto query = std::make_unique<Query>();
    const Token& first = peek();
    if (accept(Keyword::With)) {
        if (at(Keyword::Recursive)) {
            unsupported("WITH RECURSIVE is", peek().span);
        }
        do {
            CommonTable table;
            table.name = parseName("the name of a common table expression");
            if (at(TokenKind::LeftParen)) {
                table.columns = parseNameList("the name of a column");
            }
            expect(Keyword::As);
            expect(TokenKind::LeftParen);
            table.query = parseQuery();
            expect(TokenKind::RightParen);
            query->with.push_back(std::move(table));
        } while (accept(TokenKind::Comma));
    }
    query->body = parseUnion();
    parseOrderAndLimit(*query);
    if (isStreaming()) {
        parseStreamClauses(*query);
    }
    query->span = spanSince(first);
    return query;
}

BodyTree Parser::combine(BodyForm form, bool isAll, BodyTree left, BodyTree right)
{
    // A chain of UNION ALL is one node with many operands.
    if (left->form == form && left->isAll && isAll && form == BodyForm::Union) {
        left->span = left->span.joinedWith(right->span);
        left->height = std::max(left->height, right->height + 1);
        left->operands.push_back(std::move(right));
        return left;
    }
    auto body = std::make_unique<QueryBody>();
    body->form = form;
    body->isAll = isAll;
    body->span = left->span.joinedWith(right->span);
    body->height = std::max(left->height, right->height) + 1;
    if (body->height > kMaxTreeHeight) {
        fail(ErrorCode::kSqlTooComplex, "Too many set operations in a row", right->span);
    }
    body->operands.push_back(std::move(left));
    body->operands.push_back(std::move(right));
    return body;
}

BodyTree Parser::parseUnion()
{
    BodyTree left = parseIntersect();
    for (;;) {
        BodyForm form = BodyForm::Union;
        if (accept(Keyword::Except) || accept(Keyword::Minus)) {
            form = BodyForm::Except;
        } else if (!accept(Keyword::Union)) {
            return left;
        }
        const bool isAll = accept(Keyword::All);
        if (!isAll) {
            accept(Keyword::Distinct);
        }
        left = combine(form, isAll, std::move(left), parseIntersect());
    }
}

BodyTree Parser::parseIntersect()
{
    BodyTree left = parseQueryPrimary();
    while (accept(Keyword::Intersect)) {
        const bool isAll = accept(Keyword::All);
        if (!isAll) {
            accept(Keyword::Distinct);
        }
        left = combine(BodyForm::Intersect, isAll, std::move(left), parseQueryPrimary());
    }
    return left;
}

BodyTree Parser::parseQueryPrimary()
{
    auto body = std::make_unique<QueryBody>();
    const Token& first = peek();
    if (at(Keyword::Select)) {
        body->select = parseSelect();
    } else if (at(Keyword::Values)) {
        body->form = BodyForm::Values;
        body->rows = parseValues();
    } else if (accept(TokenKind::LeftParen)) {
        body->form = BodyForm::Nested;
        body->nested = parseQuery();
        expect(TokenKind::RightParen);
    } else {
        failExpecting("a query");
    }
    body->span = spanSince(first);
    return body;
}

std::vector<std::vector<ExprTree>> Parser::parseValues()
{
    std::vector<std::vector<ExprTree>> rows;
    expect(Keyword::Values);
    do {
        std::vector<ExprTree> row;
        accept(Keyword::Row);
        const bool isParenthesised = accept(TokenKind::LeftParen);
        do {
            row.push_back(parseExpr());
        } while (isParenthesised && accept(TokenKind::Comma));
        if (isParenthesised) {
            expect(TokenKind::RightParen);
        }
        rows.push_back(std::move(row));
    } while (accept(TokenKind::Comma));
    return rows;
}

std::unique_ptr<Select> Parser::parseSelect()
{
    auto select = std::make_unique<Select>();
    const Token& first = peek();
    expect(Keyword::Select);
    if (accept(Keyword::Distinct)) {
        select->isDistinct = true;
        if (accept(Keyword::On)) {
            expect(TokenKind::LeftParen);
            select->distinctOn = parseExprList();
            expect(TokenKind::RightParen);
        }
    } else if (at(Keyword::All) && peek(1).kind != TokenKind::Comma && peek(1).keyword != Keyword::From) {
        take();
    }
    do {
        select->items.push_back(parseSelectItem());
    } while (accept(TokenKind::Comma));
    if (accept(Keyword::From)) {
        select->from.push_back(parseTableRef());
        while (atNextTable()) {
            take();
            select->from.push_back(parseTableRef());
        }
    }
    if (accept(Keyword::Where)) {
        select->where = parseExpr();
    }
    if (isStreaming() && (at(Keyword::Partition) || atWord("SHUFFLE"))) {
        unsupported(at(Keyword::Partition) ? "PARTITION BY is" : "SHUFFLE BY is", peek().span);
    }
    parseGroupBy(*select);
    if (accept(Keyword::Having)) {
        select->having = parseExpr();
    }
    parseNamedWindows(*select);
    if (accept(Keyword::Qualify)) {
        select->qualify = parseExpr();
    }
    select->span = spanSince(first);
    return select;
}

/// True at the comma before a further entry of FROM. Behind a query without parentheses of its own the comma may as
/// well be the one before the next argument: `COALESCE(SELECT a FROM t, 0)`.
bool Parser::atNextTable() const
{
    if (!at(TokenKind::Comma)) {
        return false;
    }
    const Keyword next = peek(1).keyword;
    const TokenKind behind = peek(2).kind;
    const bool isRelation = atName(1) && behind != TokenKind::String && behind != TokenKind::LeftParen;
    return !m_isInBareQuery || isRelation || atWindowFunction(1) || peek(1).kind == TokenKind::LeftParen ||
           next == Keyword::Table || next == Keyword::Unnest || next == Keyword::Lateral;
}

bool Parser::atAlias() const
{
    const Token& token = peek();
    if (isStreaming() && (atWord("EMIT") || atWord("SETTINGS") || atWord("SHUFFLE"))) {
        return false;
    }
    return token.kind == TokenKind::QuotedName ||
           (token.kind == TokenKind::Word && keywordStanding(token.keyword) == KeywordStanding::Free);
}

/// `* EXCLUDE (a, b) REPLACE (x AS c)`; EXCEPT is another word for EXCLUDE.
void Parser::parseStarTail(SelectItem& item)
{
    if ((at(Keyword::Exclude) || at(Keyword::Except)) && peek(1).kind == TokenKind::LeftParen && !atQuery(1)) {
        take();
        item.excluded = parseNameList("a column");
    }
    if (!at(Keyword::Replace) || peek(1).kind != TokenKind::LeftParen) {
        return;
    }
    take();
    take();
    do {
        SelectItem replacement;
        const Token& first = peek();
        replacement.expr = parseExpr();
        accept(Keyword::As);
        replacement.alias = parseName("the column to replace");
        replacement.span = spanSince(first);
        item.replaced.push_back(std::move(replacement));
    } while (accept(TokenKind::Comma));
    expect(TokenKind::RightParen);
}

SelectItem Parser::parseSelectItem()
{
    SelectItem item;
    const Token& first = peek();
    if (accept(TokenKind::Star)) {
        item.form = ItemForm::Star;
    } else if (atName() && peek(1).kind == TokenKind::Dot && peek(2).kind == TokenKind::Star) {
        item.form = ItemForm::RelationStar;
        item.relation = nameOf(take());
        take();
        take();
    }
    if (item.form != ItemForm::Expression) {
        parseStarTail(item);
        item.span = spanSince(first);
        return item;
    }
    item.expr = parseExpr();
    item.span = spanSince(first);
    if (accept(Keyword::As)) {
        if (at(TokenKind::String)) {
            const Token& alias = take();
            item.alias = Name{stringValue(alias), true, alias.span};
        } else {
            item.alias = parseName("an alias");
        }
    } else if (atAlias()) {
        item.alias = nameOf(take());
    }
    return item;
}

/// A key, a list of keys, or `ROLLUP (…)`, `CUBE (…)`, `GROUPING SETS (…)`, which stand as calls of these names.
ExprTree Parser::parseGroupingSets()
{
    const Depth depth(*this);
    const bool isSets = at(Keyword::Grouping) && peek(1).keyword == Keyword::Sets;
    const bool isCall = (at(Keyword::Rollup) || at(Keyword::Cube)) && peek(1).kind == TokenKind::LeftParen;
    if (!isSets && !isCall) {
        return parseExpr();
    }
    const Token& word = take();
    ExprTree sets = makeExpr(ExprForm::Call, word);
    sets->names.push_back(Name{isSets ? "GROUPING SETS" : std::string(keywordText(word.keyword)), true, word.span});
    if (isSets) {
        take();
    }
    expect(TokenKind::LeftParen);
    do {
        sets->args.push_back(parseGroupingSets());
    } while (accept(TokenKind::Comma));
    expect(TokenKind::RightParen);
    return finish(std::move(sets));
}

void Parser::parseGroupBy(Select& select)
{
    if (!accept(Keyword::Group)) {
        return;
    }
    expect(Keyword::By);
    select.hasGroupBy = true;
    if (!accept(Keyword::Distinct) && accept(Keyword::All)) {
        select.groupsByAll = true;
        return;
    }
    do {
        select.groupBy.push_back(parseGroupingSets());
    } while (accept(TokenKind::Comma));
}

TableTree Parser::parseTableRef()
{
    TableTree left = parseTablePrimary();
    for (;;) {
        auto join = std::make_unique<TableRef>();
        const Token& first = peek();
        join->form = TableForm::Join;
        if (!parseJoinWords(*join)) {
            return left;
        }
        join->right = parseTablePrimary();
        if (!join->isNatural && join->join != JoinForm::Cross) {
            if (accept(Keyword::On)) {
                join->condition = parseExpr();
            } else if (accept(Keyword::Using)) {
                join->usingColumns = parseNameList("a column");
            } else {
                failExpecting("ON or USING");
            }
        }
        join->span = left->span.joinedWith(spanSince(first));
        join->height = std::max(left->height, join->right->height) + 1;
        if (join->height > kMaxTreeHeight) {
            fail(ErrorCode::kSqlTooComplex, "Too many joins in a row", first.span);
        }
        join->left = std::move(left);
        left = std::move(join);
    }
}

/// Reads the words up to JOIN; false when no join stands here.
bool Parser::parseJoinWords(TableRef& join)
{
    const Token& first = peek();
    if (at(Keyword::Left) &&
        (peek(1).keyword == Keyword::Asof || peek(1).keyword == Keyword::Semi || peek(1).keyword == Keyword::Anti)) {
        unsupported(std::string(keywordText(peek(1).keyword)) + " JOIN is", first.span.joinedWith(peek(1).span));
        return false;
    }
    if (at(Keyword::Asof) || (at(Keyword::Cross) && peek(1).keyword != Keyword::Join) ||
        (at(Keyword::Outer) && peek(1).keyword != Keyword::Join)) {
        unsupported(at(Keyword::Asof) ? "ASOF JOIN is" : "APPLY is", first.span);
        return false;
    }
    if (accept(Keyword::Cross)) {
        join.join = JoinForm::Cross;
        expect(Keyword::Join);
        return true;
    }
    join.isNatural = accept(Keyword::Natural);
    const bool isOuter = at(Keyword::Left) || at(Keyword::Right) || at(Keyword::Full);
    if (accept(Keyword::Left)) {
        join.join = JoinForm::Left;
    } else if (accept(Keyword::Right)) {
        join.join = JoinForm::Right;
    } else if (accept(Keyword::Full)) {
        join.join = JoinForm::Full;
    } else if (!accept(Keyword::Inner) && !join.isNatural && !at(Keyword::Join)) {
        return false;
    }
    if (isOuter) {
        accept(Keyword::Outer);
    }
    expect(Keyword::Join);
    return !failed();
}

TableTree Parser::parseTablePrimary()
{
    const Depth depth(*this);
    auto table = std::make_unique<TableRef>();
    const Token& first = peek();
    if (at(Keyword::Lateral) && peek(1).keyword == Keyword::Table) {
        take(); // a table function sees no other entry of FROM
    }
    if (at(Keyword::Lateral)) {
        unsupported("LATERAL is", first.span);
    } else if (isStreaming() && peek(1).kind == TokenKind::LeftParen && parseStreamTable(*table)) {
        // Read, with its parentheses.
    } else if (at(Keyword::Unnest)) {
        parseUnnest(*table);
    } else if (at(Keyword::Table) && peek(1).kind == TokenKind::LeftParen) {
        take();
        take();
        table->form = TableForm::Window;
        table->window = parseWindowFunction();
        expect(TokenKind::RightParen);
    } else if (atWindowFunction()) {
        table->form = TableForm::Window;
        table->window = parseWindowFunction();
    } else if (at(TokenKind::LeftParen) && atQuery(1)) {
        take();
        table->form = TableForm::Subquery;
        table->query = parseQuery();
        expect(TokenKind::RightParen);
    } else if (accept(TokenKind::LeftParen)) {
        TableTree inner = parseTableRef();
        expect(TokenKind::RightParen);
        if (atAlias() || at(Keyword::As)) {
            unsupported("An alias of a join is", peek().span);
        }
        return inner;
    } else {
        table->name = isStreaming() ? parseStreamName("a stream or view") : parseName("a table or view");
        if (at(TokenKind::Dot)) {
            unsupported("A schema before the name of a relation is", first.span);
        }
        if (at(TokenKind::LeftParen)) {
            unsupported("Table functions are", first.span);
        }
    }
    if (at(Keyword::Tablesample) ||
        ((at(Keyword::Pivot) || at(Keyword::Unpivot)) && peek(1).kind == TokenKind::LeftParen) ||
        at(Keyword::MatchRecognize)) {
        unsupported(std::string(keywordText(peek().keyword)) + " is", peek().span);
    }
    parseTableAlias(*table);
    table->span = spanSince(first);
    return table;
}

/// `UNNEST(array) [WITH ORDINALITY]`.
void Parser::parseUnnest(TableRef& table)
{
    take();
    table.form = TableForm::Unnest;
    expect(TokenKind::LeftParen);
    table.array = parseExpr();
    if (at(TokenKind::Comma)) {
        unsupported("UNNEST of several arrays is", peek().span);
    }
    expect(TokenKind::RightParen);
    if (accept(Keyword::With)) {
        table.withOrdinality = acceptWord("ORDINALITY");
        if (!table.withOrdinality) {
            failExpecting("ORDINALITY");
        }
    }
}

void Parser::parseTableAlias(TableRef& table)
{
    if (accept(Keyword::As)) {
        table.alias = parseName("an alias");
    } else if (atAlias()) {
        table.alias = nameOf(take());
    }
    if (table.alias && at(TokenKind::LeftParen)) {
        table.columnAliases = parseNameList("the name of a column");
    }
}

} // namespace millrace::sql
