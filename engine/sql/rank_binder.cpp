// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of window functions: ranks, and the window of any function, named or not.
#include "engine/sql/expression_binder.h"

#include <algorithm>
#include <optional>

namespace millrace::sql {

using syntax::Expr;
using syntax::NullsOrder;
using syntax::OrderItem;
using syntax::WindowSpec;

namespace {

std::optional<RankKind> rankKindOf(std::string_view name)
{
    if (name == "row_number") {
        return RankKind::RowNumber;
    }
    if (name == "rank") {
        return RankKind::Rank;
    }
    return name == "dense_rank" ? std::optional(RankKind::DenseRank) : std::nullopt;
}

bool sameList(const std::vector<ExprPtr>& a, const std::vector<ExprPtr>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const ExprPtr& x, const ExprPtr& y) { return sameExpr(*x, *y); });
}

bool sameOrder(const std::vector<OrderExpr>& a, const std::vector<OrderExpr>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const OrderExpr& x, const OrderExpr& y) {
        return x.isDescending == y.isDescending && x.areNullsFirst == y.areNullsFirst && sameExpr(*x.expr, *y.expr);
    });
}

} // namespace

bool isRankName(std::string_view name)
{
    return rankKindOf(name).has_value();
}

OrderExpr ExpressionBinder::bindOrder(const OrderItem& item)
{
    OrderExpr order;
    order.expr = bind(*item.expr);
    order.isDescending = item.isDescending;
    order.areNullsFirst = item.nulls == NullsOrder::First || (item.nulls == NullsOrder::Lowest && !item.isDescending);
    return order;
}

ExprPtr ExpressionBinder::bindRankCall(const Expr& expr)
{
    const std::string& name = expr.names[0].text;
    const auto kind = rankKindOf(name);
    if (!expr.over) {
        return fail(ErrorCode::kSqlMisplacedAggregate, "A window function needs a window (OVER): " + name, expr.span);
    }
    if (m_windows == nullptr) {
        return fail(ErrorCode::kSqlMisplacedAggregate,
                    "A window function cannot stand " + std::string(m_clause) + ": " + name, expr.span);
    }
    if (kind && (!expr.args.empty() || expr.isStar || expr.isDistinct || expr.filter)) {
        return fail(ErrorCode::kSqlColumnCount, "This function takes no argument: " + name, expr.span);
    }
    RankCall call;
    call.kind = kind.value_or(RankKind::RowNumber);
    call.span = expr.span;
    RankList* const windows = m_windows;
    const std::string_view clause = m_clause;
    m_windows = nullptr;
    m_clause = "inside another window function";
    bool isBound = bindWindow(*expr.over, call, m_namedWindows.size());
    if (kind && call.frame != nullptr) {
        fail(ErrorCode::kSqlUnsupported, "A rank is that in the whole partition: it takes no frame", call.frame->span);
        isBound = false;
    }
    isBound = (kind || bindOverArguments(expr, call)) && isBound;
    m_windows = windows;
    m_clause = clause;
    if (!isBound) {
        return nullptr;
    }
    std::vector<RankCall>& calls = windows->calls;
    const auto same = std::find_if(calls.begin(), calls.end(), [&](const RankCall& other) {
        return !other.over && !call.over && other.kind == call.kind && sameList(other.partitionBy, call.partitionBy) &&
               sameOrder(other.orderBy, call.orderBy);
    });
    const auto column = RankList::kFirstColumn + static_cast<int>(same - calls.begin());
    const SqlType type = call.type();
    if (same == calls.end()) {
        if (calls.size() == RankList::kMaxCalls) {
            return fail(ErrorCode::kSqlTooComplex,
                        "A SELECT has too many window functions, the limit is " + std::to_string(RankList::kMaxCalls),
                        expr.span);
        }
        calls.push_back(std::move(call));
    }
    return columnExpr(column, type, expr.span);
}

/// `numVisible` windows of the WINDOW clause may be named: a window there refines only those before it.
bool ExpressionBinder::bindWindow(const WindowSpec& window, RankCall& call, size_t numVisible)
{
    bool isComplete = true;
    if (window.base) {
        size_t position = 0;
        while (position < numVisible && m_namedWindows[position].name.text != window.base->text) {
            ++position;
        }
        if (position == numVisible) {
            fail(ErrorCode::kSqlUnknownRelation, "No window of this name: " + window.base->text, window.base->span);
            return false;
        }
        if (!window.partitionBy.empty()) {
            fail(ErrorCode::kSqlUnsupported, "A window that refines another cannot have a PARTITION BY", window.span);
            return false;
        }
        isComplete = bindWindow(m_namedWindows[position].spec, call, position);
        if (!call.orderBy.empty() && !window.orderBy.empty()) {
            fail(ErrorCode::kSqlUnsupported, "A window that refines another cannot replace its ORDER BY", window.span);
            return false;
        }
    }
    call.frame = window.frame ? window.frame.get() : call.frame;
    for (const syntax::ExprTree& key : window.partitionBy) {
        call.partitionBy.push_back(bind(*key));
        isComplete = isComplete && call.partitionBy.back();
    }
    for (const OrderItem& item : window.orderBy) {
        call.orderBy.push_back(bindOrder(item));
        isComplete = isComplete && call.orderBy.back().expr;
    }
    return isComplete;
}

} // namespace millrace::sql
