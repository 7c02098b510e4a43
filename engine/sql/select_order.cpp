// SPDX-License-Identifier: GPL-3.0-or-later
// What comes behind the groups of a SELECT: windows, QUALIFY, DISTINCT, ORDER BY and LIMIT.
#include "engine/sql/rel_factory.h"
#include "engine/sql/select_binder.h"

#include <algorithm>

namespace millrace::sql {

using syntax::Expr;
using syntax::ExprForm;

namespace {

/// The columns of a row that is being put together; an expression that is there already is not added again.
class ColumnList {
public:
    ColumnList(std::vector<ExprPtr> exprs, std::vector<ColumnInfo> names)
        : m_exprs(std::move(exprs))
        , m_names(std::move(names))
    {
        for (size_t i = 0; i < m_exprs.size(); ++i) {
            m_index.try_emplace(m_exprs[i], i);
        }
    }

    int add(const ExprPtr& expr)
    {
        const auto [known, isNew] = m_index.try_emplace(expr, m_exprs.size());
        if (isNew) {
            m_exprs.push_back(expr);
            m_names.push_back(ColumnInfo{"", expr->type, false});
        }
        return static_cast<int>(known->second);
    }
    /// Columns that tell rows apart: constants do not.
    std::vector<int> addKeys(const std::vector<ExprPtr>& keys)
    {
        std::vector<int> columns;
        for (const ExprPtr& key : keys) {
            if (key->kind != ExprKind::Literal) {
                columns.push_back(add(key));
            }
        }
        std::sort(columns.begin(), columns.end());
        columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
        return columns;
    }
    std::vector<OrderKey> addOrder(const std::vector<OrderExpr>& order)
    {
        std::vector<OrderKey> keys;
        for (const OrderExpr& item : order) {
            if (item.expr->kind != ExprKind::Literal) {
                keys.push_back(OrderKey{add(item.expr), item.isDescending, item.areNullsFirst});
            }
        }
        return keys;
    }
    size_t size() const { return m_exprs.size(); }
    RelPtr projectOver(RelPtr rel, const SourceSpan& span)
    {
        return makeProject(std::move(rel), m_exprs, m_names, span);
    }

private:
    std::vector<ExprPtr> m_exprs;
    std::vector<ColumnInfo> m_names;
    ExprIndex m_index; ///< where each expression stands first
};

/// Where the result of a window function stands.
struct WindowPlace {
    bool isOver = false; ///< else a rank
    size_t window = 0;   ///< among those of its kind
    size_t column = 0;   ///< behind the first of the window
};

/// Adds a call to the window of the same partitions and order, made when there is none.
WindowPlace addOver(const RankCall& call, ColumnList& columns, std::vector<OverSpec>& overs)
{
    OverSpec over;
    over.partitionBy = columns.addKeys(call.partitionBy);
    over.orderBy = columns.addOrder(call.orderBy);
    OverCall added = call.over->call;
    added.argColumn = call.over->arg ? columns.add(call.over->arg) : -1;
    added.filterColumn = call.over->filter ? columns.add(call.over->filter) : -1;
    added.defaultColumn = call.over->fallback ? columns.add(call.over->fallback) : -1;
    const auto same = std::find_if(overs.begin(), overs.end(), [&over](const OverSpec& other) {
        return other.partitionBy == over.partitionBy && other.orderBy == over.orderBy;
    });
    const auto position = static_cast<size_t>(same - overs.begin());
    if (same == overs.end()) {
        overs.push_back(std::move(over));
    }
    overs[position].calls.push_back(added);
    return {true, position, overs[position].calls.size() - 1};
}

} // namespace

RankSpec RowLimit::over(std::vector<OrderKey> order) const
{
    RankSpec rank;
    rank.orderBy = std::move(order);
    rank.limitBy = withTies ? RankKind::Rank : RankKind::RowNumber;
    rank.limit = limit;
    rank.offset = offset;
    return rank;
}

// Clauses.

bool SelectBinder::bindQualify()
{
    if (m_select.qualify) {
        m_binder.setAggregates(&m_aggregates, "in QUALIFY");
        m_binder.setWindows(&m_windows);
        m_qualify = m_binder.bindCondition(*m_select.qualify, "QUALIFY");
        m_binder.setWindows(nullptr);
    }
    return !m_select.qualify || m_qualify;
}

/// The item whose alias stands alone in ORDER BY: there it comes before a column of FROM.
const SelectBinder::Item* SelectBinder::findOrderAlias(const Expr& expr) const
{
    if (expr.form != ExprForm::Column || expr.names.size() != 1) {
        return nullptr;
    }
    const auto found = m_byAlias.find(expr.names[0].text);
    return found == m_byAlias.end() ? nullptr : &m_items[found->second];
}

OrderExpr SelectBinder::bindOrderItem(const syntax::OrderItem& item)
{
    const Item* selected = findOrderAlias(*item.expr);
    if (item.expr->form == ExprForm::Integer) {
        bool isWrong = false;
        const size_t position = ordinalPosition(*item.expr, "ORDER BY", isWrong);
        if (isWrong) {
            return {};
        }
        selected = &m_items[position];
    }
    if (selected == nullptr) {
        return m_binder.bindOrder(item);
    }
    OrderExpr order;
    order.expr = selected->expr;
    order.isDescending = item.isDescending;
    order.areNullsFirst = item.nulls == syntax::NullsOrder::First ||
                          (item.nulls == syntax::NullsOrder::Lowest && !item.isDescending);
    return order;
}

bool SelectBinder::bindOrderBy(const std::vector<syntax::OrderItem>& orderBy)
{
    m_binder.setAggregates(&m_aggregates, "in ORDER BY");
    m_binder.setWindows(&m_windows);
    bool isComplete = true;
    for (const syntax::OrderItem& item : orderBy) {
        m_order.push_back(bindOrderItem(item));
        isComplete = isComplete && m_order.back().expr;
    }
    m_binder.setWindows(nullptr);
    return isComplete;
}

bool SelectBinder::bindDistinctOn()
{
    m_binder.setAggregates(&m_aggregates, "in DISTINCT ON");
    m_binder.setWindows(&m_windows);
    bool isComplete = true;
    for (const syntax::ExprTree& key : m_select.distinctOn) {
        bool isWrong = false;
        if (key->form == ExprForm::Integer) {
            const size_t position = ordinalPosition(*key, "DISTINCT ON", isWrong);
            m_distinctOn.push_back(isWrong ? nullptr : m_items[position].expr);
        } else {
            const Item* selected = findOrderAlias(*key);
            m_distinctOn.push_back(selected != nullptr ? selected->expr : m_binder.bind(*key));
        }
        isComplete = isComplete && m_distinctOn.back();
    }
    m_binder.setWindows(nullptr);
    return isComplete;
}

// The tree.

/// Adds the numbers that window functions give, one ranking for each window.
RelPtr SelectBinder::addWindows(RelPtr rel)
{
    if (m_windows.calls.empty()) {
        return rel;
    }
    ColumnList columns(columnExprs(rel->schema), rel->schema.columns);
    const size_t numColumns = columns.size();
    std::vector<RankSpec> ranks;
    std::vector<OverSpec> overs;
    std::vector<WindowPlace> places; // by call
    for (RankCall& call : m_windows.calls) {
        if (!groupWindow(call) || !checkWindow(call)) {
            return nullptr;
        }
        if (call.over) {
            places.push_back(addOver(call, columns, overs));
            continue;
        }
        RankSpec rank;
        rank.partitionBy = columns.addKeys(call.partitionBy);
        rank.orderBy = columns.addOrder(call.orderBy);
        const auto same = std::find_if(ranks.begin(), ranks.end(), [&rank](const RankSpec& other) {
            return other.partitionBy == rank.partitionBy && other.orderBy == rank.orderBy;
        });
        const auto position = static_cast<size_t>(same - ranks.begin());
        if (same == ranks.end()) {
            ranks.push_back(std::move(rank));
        }
        places.push_back({false, position, ranks[position].ranks.size()});
        ranks[position].ranks.push_back(call.kind);
    }
    if (columns.size() != numColumns) {
        rel = columns.projectOver(std::move(rel), m_select.span);
    }
    std::vector<size_t> firstOfOvers;
    for (OverSpec& over : overs) {
        firstOfOvers.push_back(rel->schema.numColumns());
        rel = makeOver(std::move(rel), std::move(over), m_select.span);
    }
    std::vector<size_t> firstOfRanks; // on top, where conditions may limit them
    for (RankSpec& rank : ranks) {
        firstOfRanks.push_back(rel->schema.numColumns());
        rel = makeRank(std::move(rel), std::move(rank), m_select.span);
    }
    for (const WindowPlace& place : places) {
        const size_t column = (place.isOver ? firstOfOvers : firstOfRanks)[place.window] + place.column;
        m_windowColumns.push_back(columnExpr(static_cast<int>(column), rel->schema.columns[column].type));
    }
    return rel;
}

/// The expressions of a window over the groups, where there are some.
bool SelectBinder::groupWindow(RankCall& call)
{
    std::vector<ExprPtr*> exprs;
    for (ExprPtr& key : call.partitionBy) {
        exprs.push_back(&key);
    }
    for (OrderExpr& item : call.orderBy) {
        exprs.push_back(&item.expr);
    }
    if (call.over) {
        exprs.insert(exprs.end(), {&call.over->arg, &call.over->filter, &call.over->fallback});
    }
    bool isComplete = true;
    for (ExprPtr* expr : exprs) {
        if (m_isGrouped && *expr) {
            *expr = overGroups(*expr);
            isComplete = isComplete && *expr;
        }
    }
    return isComplete;
}

bool SelectBinder::checkWindow(const RankCall& call)
{
    bool hasQuery = false;
    for (const ExprPtr& key : call.partitionBy) {
        hasQuery = hasQuery || hasSubquery(*key);
    }
    for (const OrderExpr& item : call.orderBy) {
        hasQuery = hasQuery || hasSubquery(*item.expr);
    }
    if (call.over) {
        for (const ExprPtr& expr : {call.over->arg, call.over->filter, call.over->fallback}) {
            hasQuery = hasQuery || (expr && hasSubquery(*expr));
        }
    }
    if (hasQuery) {
        m_diagnostics.error(ErrorCode::kSqlUnsupported, "A query cannot stand in a window", call.span);
    }
    return !hasQuery;
}

/// The expression over the row behind the windows.
ExprPtr SelectBinder::overWindows(const ExprPtr& expr) const
{
    if (expr->kind == ExprKind::Column && expr->column >= RankList::kFirstColumn) {
        const ExprPtr& column = m_windowColumns[static_cast<size_t>(expr->column - RankList::kFirstColumn)];
        return columnExpr(column->column, column->type, expr->span);
    }
    if (expr->args.empty()) {
        return expr;
    }
    auto copy = std::make_shared<ScalarExpr>(*expr);
    for (ExprPtr& arg : copy->args) {
        arg = overWindows(arg);
    }
    return copy;
}

ExprPtr SelectBinder::overResult(const ExprPtr& expr)
{
    ExprPtr result = m_isGrouped ? overGroups(expr) : expr;
    return result && !m_windowColumns.empty() ? overWindows(result) : result;
}

/// QUALIFY, the items, DISTINCT, the limit. Columns that only order rows are there until the limit was applied.
RelPtr SelectBinder::addResult(RelPtr rel, const RowLimit& limit)
{
    bool isComplete = true;
    SubqueryPlacement placement(m_diagnostics, m_subqueries, m_scopeId,
                                [this](const ExprPtr& column) { return overResult(column); });
    if (m_qualify) {
        const ExprPtr condition = overResult(m_qualify);
        if (!condition) {
            return nullptr;
        }
        isComplete = placement.filter(rel, condition, m_select.qualify->span);
    }
    std::vector<ExprPtr> exprs;
    std::vector<ColumnInfo> names;
    for (const Item& item : m_items) {
        exprs.push_back(overResult(item.expr));
        names.push_back(item.column);
        isComplete = isComplete && exprs.back();
    }
    for (OrderExpr& item : m_order) {
        item.expr = overResult(item.expr);
        isComplete = isComplete && item.expr;
    }
    for (ExprPtr& key : m_distinctOn) {
        key = overResult(key);
        isComplete = isComplete && key;
    }
    if (!isComplete || !placement.place(rel, exprs) || !placement.place(rel, m_distinctOn)) {
        return nullptr;
    }
    for (OrderExpr& item : m_order) {
        std::vector<ExprPtr> expr{item.expr};
        if (!placement.place(rel, expr)) {
            return nullptr;
        }
        item.expr = expr[0];
    }
    ColumnList columns(std::move(exprs), names);
    const std::vector<OrderKey> order = columns.addOrder(m_order);
    const bool isPlainDistinct = m_select.isDistinct && m_select.distinctOn.empty();
    if (isPlainDistinct && columns.size() != names.size()) {
        m_diagnostics.error(ErrorCode::kSqlNotInGroupBy,
                            "ORDER BY of SELECT DISTINCT can only use what is selected, when there is a LIMIT",
                            m_select.span);
        return nullptr;
    }
    const std::vector<int> distinctOn = columns.addKeys(m_distinctOn);
    rel = columns.projectOver(std::move(rel), m_select.span);
    if (isPlainDistinct) {
        rel = makeDistinct(std::move(rel), m_select.span);
    }
    if (!m_select.distinctOn.empty()) {
        RankSpec first = RowLimit{1, 0, false}.over(order);
        first.partitionBy = distinctOn;
        rel = makeRank(std::move(rel), std::move(first), m_select.span);
    }
    if (limit.isGiven()) {
        rel = makeRank(std::move(rel), limit.over(order), m_select.span);
    }
    if (columns.size() == names.size()) {
        return rel;
    }
    std::vector<ExprPtr> shown = columnExprs(rel->schema);
    shown.resize(names.size());
    return makeProject(std::move(rel), std::move(shown), names, m_select.span);
}

} // namespace millrace::sql
