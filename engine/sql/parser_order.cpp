// SPDX-License-Identifier: GPL-3.0-or-later
// Grammar of order: ORDER BY, LIMIT and its spellings, windows.
#include "engine/sql/parser.h"

namespace millrace::sql {

using namespace syntax;

std::vector<ExprTree> Parser::parseExprList()
{
    std::vector<ExprTree> list;
    do {
        list.push_back(parseExpr());
    } while (accept(TokenKind::Comma));
    return list;
}

std::vector<OrderItem> Parser::parseOrderItems()
{
    std::vector<OrderItem> items;
    do {
        OrderItem item;
        item.expr = parseExpr();
        if (accept(Keyword::Desc)) {
            item.isDescending = true;
        } else {
            accept(Keyword::Asc);
        }
        if (accept(Keyword::Nulls)) {
            item.nulls = at(Keyword::First) ? NullsOrder::First : NullsOrder::Last;
            if (!accept(Keyword::First)) {
                expect(Keyword::Last);
            }
        }
        items.push_back(std::move(item));
    } while (accept(TokenKind::Comma));
    return items;
}

void Parser::parseOrderAndLimit(Query& query)
{
    const Token& order = peek();
    if (accept(Keyword::Order)) {
        expect(Keyword::By);
        query.orderBy = parseOrderItems();
        query.orderBySpan = spanSince(order);
    }
    for (;;) {
        const Token& first = peek();
        if (!parseLimit(query)) {
            return;
        }
        query.limitSpan = query.limitSpan.joinedWith(spanSince(first));
    }
}

/// One of LIMIT, OFFSET and FETCH; false when none stands here.
bool Parser::parseLimit(Query& query)
{
    const Token& first = peek();
    ExprTree limit;
    ExprTree offset;
    bool isAll = false;
    if (accept(Keyword::Limit)) {
        isAll = accept(Keyword::All);
        limit = isAll ? nullptr : parseExpr();
        if (!isAll && accept(TokenKind::Comma)) {
            offset = std::move(limit);
            limit = parseExpr();
        }
    } else if (accept(Keyword::Offset)) {
        offset = parseExpr();
        acceptOneOf({"ROW", "ROWS"});
    } else if (accept(Keyword::Fetch)) {
        acceptOneOf({"FIRST", "NEXT"});
        const bool isOne = at(Keyword::Row) || atWord("ROWS");
        limit = isOne ? nullptr : parseExpr();
        if (isOne) {
            limit = makeExpr(ExprForm::Integer, peek());
            limit->text = "1";
        }
        acceptOneOf({"ROW", "ROWS"});
        if (accept(Keyword::With)) {
            query.withTies = true;
            if (!acceptWord("TIES")) {
                failExpecting("TIES");
            }
        } else {
            acceptWord("ONLY");
        }
    } else {
        return false;
    }
    if ((limit && query.limit) || (offset && query.offset)) {
        fail(ErrorCode::kSqlUnexpectedToken, "The query has two limits or two offsets", spanSince(first));
    }
    query.limit = limit ? std::move(limit) : std::move(query.limit);
    query.offset = offset ? std::move(offset) : std::move(query.offset);
    return true;
}

/// What follows OVER: the name of a window, or one in parentheses.
WindowSpec Parser::parseWindow()
{
    if (at(TokenKind::LeftParen)) {
        return parseWindowBody();
    }
    WindowSpec window;
    window.base = parseName("a window");
    window.span = window.base->span;
    return window;
}

WindowSpec Parser::parseWindowBody()
{
    WindowSpec window;
    const Token& first = peek();
    expect(TokenKind::LeftParen);
    if (atName() && !atWord("ROWS") && !atWord("RANGE") && !atWord("GROUPS")) {
        window.base = parseName("a window");
    }
    if (accept(Keyword::Partition)) {
        expect(Keyword::By);
        window.partitionBy = parseExprList();
    }
    if (accept(Keyword::Order)) {
        expect(Keyword::By);
        window.orderBy = parseOrderItems();
    }
    if (atWord("GROUPS")) {
        unsupported("A frame of GROUPS is", peek().span);
    }
    if (atWord("ROWS") || atWord("RANGE")) {
        window.frame = parseFrame();
    }
    expect(TokenKind::RightParen);
    window.span = spanSince(first);
    return window;
}

std::unique_ptr<FrameClause> Parser::parseFrame()
{
    auto frame = std::make_unique<FrameClause>();
    const Token& first = peek();
    frame->unit = acceptWord("ROWS") ? FrameUnit::Rows : FrameUnit::Range;
    if (frame->unit == FrameUnit::Range) {
        take();
    }
    if (accept(Keyword::Between)) {
        frame->start = parseFrameBound(frame->startOffset);
        expect(Keyword::And);
        frame->end = parseFrameBound(frame->endOffset);
    } else {
        frame->start = parseFrameBound(frame->startOffset);
    }
    if (atWord("EXCLUDE")) {
        unsupported("EXCLUDE in a frame is", peek().span);
    }
    frame->span = spanSince(first);
    return frame;
}

FrameBound Parser::parseFrameBound(ExprTree& offset)
{
    if (accept(Keyword::Current)) {
        expect(Keyword::Row);
        return FrameBound::CurrentRow;
    }
    const bool isUnbounded = acceptWord("UNBOUNDED");
    if (!isUnbounded) {
        offset = parseAdditive();
    }
    if (acceptWord("PRECEDING")) {
        return isUnbounded ? FrameBound::UnboundedPreceding : FrameBound::Preceding;
    }
    if (!acceptWord("FOLLOWING")) {
        failExpecting("PRECEDING or FOLLOWING");
    }
    return isUnbounded ? FrameBound::UnboundedFollowing : FrameBound::Following;
}

void Parser::parseNamedWindows(Select& select)
{
    if (!accept(Keyword::Window)) {
        return;
    }
    do {
        NamedWindow window;
        window.name = parseName("the name of a window");
        expect(Keyword::As);
        window.spec = parseWindowBody();
        select.windows.push_back(std::move(window));
    } while (accept(TokenKind::Comma));
}

} // namespace millrace::sql
