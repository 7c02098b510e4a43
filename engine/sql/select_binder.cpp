// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/select_binder.h"

#include "engine/sql/name_suggestion.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>
#include <charconv>

namespace millrace::sql {

using syntax::Expr;
using syntax::ExprForm;
using syntax::ExprTree;
using syntax::ItemForm;
using syntax::SelectItem;

namespace {

/// Columns of one SELECT; many stars over many columns would make more than there is memory for.
constexpr size_t kMaxItems = 10'000;

} // namespace

SelectBinder::SelectBinder(DiagnosticList& diagnostics, ExpressionBinder binder, const syntax::Select& select,
                           const Scope& scope, RelPtr from)
    : m_diagnostics(diagnostics)
    , m_select(select)
    , m_scope(scope)
    , m_rel(std::move(from))
    , m_binder(std::move(binder))
{
}

void SelectBinder::setSubqueries(SubquerySource* source, ScopeId scope)
{
    m_scopeId = scope;
    m_binder.setSubqueries(source, &m_subqueries, scope);
}

RelPtr SelectBinder::bind(const std::vector<syntax::OrderItem>& orderBy, const RowLimit& limit)
{
    if (!expandItems()) {
        return nullptr;
    }
    m_binder.setNamedWindows(m_select.windows);
    const bool isWhereBound = bindWhere();
    m_binder.setAliases(this);
    const bool areKeysBound = bindGroupBy();
    m_aggregates.isGrouped =
        std::none_of(m_keySets.begin(), m_keySets.end(), [](const KeySet& s) { return s.empty(); });
    const bool areItemsBound = bindItems();
    const bool isHavingBound = bindHaving();
    const bool isQualifyBound = bindQualify();
    const bool isOrderUsed = limit.isGiven() || !m_select.distinctOn.empty();
    const AggregateList aggregates = m_aggregates;
    const RankList windows = m_windows;
    const bool isOrderBound = bindOrderBy(orderBy);
    if (!isOrderUsed) {
        m_aggregates = aggregates;
        m_windows = windows;
        m_order.clear();
    }
    if (!isWhereBound || !areKeysBound || !areItemsBound || !isHavingBound || !isQualifyBound || !isOrderBound ||
        !bindDistinctOn()) {
        return nullptr;
    }
    return build(limit);
}

// Items and aliases.

bool SelectBinder::expandItems()
{
    bool isComplete = true;
    for (const SelectItem& item : m_select.items) {
        if (item.form == ItemForm::Expression) {
            addExpression(item);
        } else {
            isComplete = addStar(item) && isComplete;
        }
        if (m_items.size() > kMaxItems) {
            m_diagnostics.error(ErrorCode::kSqlTooComplex,
                                "A SELECT has too many columns, the limit is " + std::to_string(kMaxItems), item.span);
            return false;
        }
    }
    return isComplete;
}

bool SelectBinder::addStar(const SelectItem& item)
{
    std::vector<const ScopeColumn*> columns;
    if (item.form == ItemForm::Star) {
        if (m_scope.numRelations() == 0) {
            m_diagnostics.error(ErrorCode::kSqlUnknownColumn, "SELECT * needs a FROM clause", item.span);
            return false;
        }
        columns = m_scope.starColumns();
    } else {
        const auto relation = m_scope.findRelation(item.relation.text);
        if (!relation) {
            const std::vector<std::string_view> candidates = m_scope.relationNames();
            m_diagnostics.error(ErrorCode::kSqlUnknownRelation,
                                "No table or view of this name in FROM: " + item.relation.text, item.relation.span,
                                suggestionNotes(m_diagnostics, item.relation.text, candidates));
            return false;
        }
        columns = m_scope.columnsOf(*relation);
    }
    return checkStarTail(item, columns) && addColumns(item, columns);
}

/// Every name of EXCLUDE and REPLACE has to be a column of the star.
bool SelectBinder::checkStarTail(const SelectItem& item, const std::vector<const ScopeColumn*>& columns)
{
    std::vector<std::string_view> candidates;
    for (const ScopeColumn* column : columns) {
        candidates.push_back(column->name);
    }
    std::vector<const syntax::Name*> names;
    for (const syntax::Name& name : item.excluded) {
        names.push_back(&name);
    }
    for (const SelectItem& replacement : item.replaced) {
        names.push_back(&*replacement.alias);
    }
    bool isComplete = true;
    for (const syntax::Name* name : names) {
        if (std::find(candidates.begin(), candidates.end(), name->text) == candidates.end()) {
            m_diagnostics.error(ErrorCode::kSqlUnknownColumn, "The * has no column of this name: " + name->text,
                                name->span, suggestionNotes(m_diagnostics, name->text, candidates));
            isComplete = false;
        }
    }
    return isComplete;
}

bool SelectBinder::addColumns(const SelectItem& item, const std::vector<const ScopeColumn*>& columns)
{
    const size_t before = m_items.size();
    for (const ScopeColumn* column : columns) {
        const bool isExcluded = std::any_of(item.excluded.begin(), item.excluded.end(),
                                            [&](const syntax::Name& name) { return name.text == column->name; });
        const auto replacement =
            std::find_if(item.replaced.begin(), item.replaced.end(),
                         [&](const SelectItem& other) { return other.alias->text == column->name; });
        if (isExcluded) {
            continue;
        }
        if (replacement != item.replaced.end()) {
            addExpression(*replacement);
        } else {
            addColumn(*column, item.span);
        }
    }
    if (m_items.size() == before && !columns.empty()) {
        m_diagnostics.error(ErrorCode::kSqlColumnCount, "EXCLUDE leaves no column", item.span);
        return false;
    }
    return true;
}

void SelectBinder::addColumn(const ScopeColumn& column, const SourceSpan& span)
{
    Item item;
    item.column.name = column.name;
    item.column.caseSensitive = column.caseSensitive;
    item.state = Item::State::Bound;
    ScalarExpr copy = *column.expr;
    copy.span = span;
    item.expr = std::make_shared<const ScalarExpr>(std::move(copy));
    item.size = 1;
    item.span = span;
    m_items.push_back(std::move(item));
}

void SelectBinder::addExpression(const SelectItem& syntaxItem)
{
    Item item;
    item.syntax = syntaxItem.expr.get();
    item.span = syntaxItem.span;
    if (syntaxItem.alias) {
        item.hasAlias = true;
        item.column.name = syntaxItem.alias->text;
        item.column.caseSensitive = syntaxItem.alias->isQuoted;
        m_byAlias.emplace(item.column.name, m_items.size());
    } else if (item.syntax->form == ExprForm::Column) {
        item.column.name = item.syntax->names.back().text;
        item.column.caseSensitive = item.syntax->names.back().isQuoted;
    } else {
        item.column.name = "EXPR$" + std::to_string(m_items.size());
        item.column.caseSensitive = true;
    }
    m_items.push_back(std::move(item));
}

const ExprPtr& SelectBinder::bindItem(Item& item)
{
    if (item.state == Item::State::Unbound) {
        const auto position = static_cast<size_t>(&item - m_items.data());
        const size_t outerLimit = m_aliasLimit;
        m_aliasLimit = position;
        item.state = Item::State::Binding;
        const size_t before = m_binder.size();
        item.expr = m_binder.bind(*item.syntax);
        item.size = m_binder.size() - before;
        item.state = Item::State::Bound;
        m_aliasLimit = outerLimit;
    }
    return item.expr;
}

bool SelectBinder::findAlias(std::string_view name, ExprPtr& bound, size_t& size)
{
    Item* found = nullptr;
    const auto [first, last] = m_byAlias.equal_range(std::string(name));
    for (auto it = first; it != last; ++it) {
        // The nearest to the left; from outside of the list the first.
        const bool isNearer = found == nullptr || (m_aliasLimit == m_items.size()) ==
                                                      (it->second < static_cast<size_t>(found - m_items.data()));
        if (it->second < m_aliasLimit && isNearer) {
            found = &m_items[it->second];
        }
    }
    if (found == nullptr || found->state == Item::State::Binding) {
        return false;
    }
    bound = bindItem(*found);
    size = found->size;
    return true;
}

bool SelectBinder::bindItems()
{
    m_binder.setAggregates(&m_aggregates, "here");
    m_binder.setWindows(&m_windows);
    bool isComplete = true;
    for (Item& item : m_items) {
        isComplete = bindItem(item) && isComplete;
    }
    m_binder.setWindows(nullptr);
    m_aliasLimit = m_items.size();
    return isComplete;
}

// Clauses.

bool SelectBinder::bindWhere()
{
    if (!m_select.where) {
        return true;
    }
    m_binder.setAggregates(nullptr, "in WHERE");
    ExprPtr condition = m_binder.bindCondition(*m_select.where, "WHERE");
    if (!condition) {
        return false;
    }
    return placement().filter(m_rel, condition, m_select.where->span);
}

/// Position of the item that a bare number stands for: GROUP BY 1.
size_t SelectBinder::ordinalPosition(const Expr& key, std::string_view clause, bool& isWrong)
{
    size_t position = 0;
    const auto [end, error] = std::from_chars(key.text.data(), key.text.data() + key.text.size(), position);
    if (error != std::errc() || position == 0 || position > m_items.size()) {
        m_diagnostics.error(ErrorCode::kSqlUnknownColumn,
                            "No column of this position, needed in " + std::string(clause) + ": " + key.text, key.span);
        isWrong = true;
        return 0;
    }
    return position - 1;
}

bool SelectBinder::bindHaving()
{
    if (m_select.having) {
        m_binder.setAggregates(&m_aggregates, "in HAVING");
        m_having = m_binder.bindCondition(*m_select.having, "HAVING");
    }
    return !m_select.having || m_having;
}

// The tree; windows, order and limit are put on it in select_order.cpp.

RelPtr SelectBinder::build(const RowLimit& limit)
{
    m_isGrouped = m_select.hasGroupBy || m_having || !m_aggregates.calls.empty();
    RelPtr rel = m_isGrouped ? buildGroups() : std::move(m_rel);
    rel = rel ? addWindows(std::move(rel)) : nullptr;
    return rel ? addResult(std::move(rel), limit) : nullptr;
}

/// Aggregates of different values, ARG_MIN and ARG_MAX are computed each by itself and joined to all others.
bool SelectBinder::checkAggregates()
{
    constexpr size_t kMaxPairs = 500'000;
    const std::vector<AggregateCall>& calls = m_aggregates.calls;
    const auto numSpecial = static_cast<size_t>(std::count_if(
        calls.begin(), calls.end(), [](const AggregateCall& call) { return call.isDistinct || call.order; }));
    if (numSpecial * calls.size() <= kMaxPairs) {
        return true;
    }
    m_diagnostics.error(ErrorCode::kSqlTooComplex, "A SELECT has too many aggregates with DISTINCT, ARG_MIN or ARG_MAX",
                        m_select.span);
    return false;
}

RelPtr SelectBinder::buildGroups()
{
    if (m_keys.empty() && m_aggregates.calls.empty()) {
        // One row, whatever the input: an aggregate without columns would not tell.
        AggregateCall count;
        count.type = SqlType::of(TypeId::BigInt, false);
        m_aggregates.calls.push_back(count);
    }
    if (!checkAggregates()) {
        return nullptr;
    }
    std::vector<ExprPtr> inputs = m_keys.exprs();
    for (const AggregateCall& call : m_aggregates.calls) {
        inputs.insert(inputs.end(), {call.arg, call.order, call.filter});
    }
    if (!placement().place(m_rel, inputs)) {
        return nullptr;
    }
    std::vector<AggregateCall> calls = m_aggregates.calls;
    for (size_t i = 0; i < calls.size(); ++i) {
        const size_t first = m_keys.size() + 3 * i;
        calls[i].arg = inputs[first];
        calls[i].order = inputs[first + 1];
        calls[i].filter = inputs[first + 2];
    }
    inputs.resize(m_keys.size());
    const bool asksForSets = std::any_of(
        calls.begin(), calls.end(), [](const AggregateCall& call) { return call.kind == AggregateKind::Grouping; });
    RelPtr rel = m_hasKeySets || asksForSets
                     ? groupBySets(std::move(inputs), std::move(calls))
                     : makeAggregate(std::move(m_rel), std::move(inputs), std::move(calls), m_select.span);
    if (!m_having || !rel) {
        return rel;
    }
    const ExprPtr condition = overGroups(m_having);
    if (!condition) {
        for (const Item& item : m_items) {
            overGroups(item.expr); // says what is wrong there as well
        }
        return nullptr;
    }
    return placementOverGroups().filter(rel, condition, m_select.having->span) ? rel : nullptr;
}

SubqueryPlacement SelectBinder::placement() const
{
    return SubqueryPlacement(m_diagnostics, m_subqueries, m_scopeId, [](const ExprPtr& column) { return column; });
}

SubqueryPlacement SelectBinder::placementOverGroups()
{
    return SubqueryPlacement(m_diagnostics, m_subqueries, m_scopeId,
                             [this](const ExprPtr& column) { return overGroups(column); });
}

ExprPtr SelectBinder::overGroups(const ExprPtr& expr)
{
    if (const size_t key = m_keys.find(expr); key != m_keys.size()) {
        const bool isNullable = expr->type.nullable || m_hasKeySets;
        return columnExpr(static_cast<int>(key), expr->type.withNullable(isNullable), expr->span);
    }
    if (expr->kind == ExprKind::Column && expr->column >= RankList::kFirstColumn) {
        return expr;
    }
    if (expr->kind == ExprKind::Column) {
        const int numColumns = m_scope.rowWidth();
        if (expr->column >= numColumns) {
            const int position = static_cast<int>(m_keys.size()) + expr->column - numColumns;
            return columnExpr(position, expr->type, expr->span);
        }
        std::string name = "this one";
        for (const ScopeColumn* column : m_scope.starColumns()) {
            if (column->expr->kind == ExprKind::Column && column->expr->column == expr->column) {
                name = column->name;
            }
        }
        m_diagnostics.error(ErrorCode::kSqlNotInGroupBy,
                            "A column outside of an aggregate function must stand in GROUP BY: " + name, expr->span);
        return nullptr;
    }
    if (expr->args.empty()) {
        return expr;
    }
    auto copy = std::make_shared<ScalarExpr>(*expr);
    for (ExprPtr& arg : copy->args) {
        arg = overGroups(arg);
        if (!arg) {
            return nullptr;
        }
    }
    return copy;
}

} // namespace millrace::sql
