// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/select_binder.h"

#include "engine/descriptive/stream_function.h"
#include "engine/descriptive/stream_literal.h"
#include "engine/descriptive/stream_type.h"
#include "engine/sql/stream_syntax.h"

#include <algorithm>
#include <charconv>

namespace millrace::descriptive {

using sql::ScopeColumn;
using sql::syntax::Expr;
using sql::syntax::ExprForm;
using sql::syntax::ItemForm;
using sql::syntax::SelectItem;

namespace {

constexpr size_t kMaxItems = 10'000;

ExprPtr replaceIn(const ExprPtr& expr, StreamRules& rules, const std::function<ExprPtr(const ExprPtr&)>& replace,
                  std::unordered_map<const ScalarExpr*, ExprPtr>& done)
{
    if (const auto found = done.find(expr.get()); found != done.end()) {
        return found->second;
    }
    ExprPtr result = expr;
    if (ExprPtr other = replace(expr)) {
        result = std::move(other);
    } else if (!expr->args.empty()) {
        std::vector<ExprPtr> args;
        for (const ExprPtr& arg : expr->args) {
            args.push_back(replaceIn(arg, rules, replace, done));
        }
        result = args == expr->args ? expr : rules.withArgs(expr, std::move(args));
    }
    done.emplace(expr.get(), result);
    return result;
}

} // namespace

ExprPtr replaceColumns(const ExprPtr& expr, StreamRules& rules, const std::function<ExprPtr(const ExprPtr&)>& replace)
{
    std::unordered_map<const ScalarExpr*, ExprPtr> done;
    return replaceIn(expr, rules, replace, done);
}

ExprPtr overHidden(const ExprPtr& expr, size_t width, StreamRules& rules)
{
    return replaceColumns(expr, rules, [&](const ExprPtr& part) -> ExprPtr {
        const bool isHidden = part->kind == ExprKind::Column && part->column >= HiddenColumns::kFirst &&
                              part->column < StreamRules::kFirstAggregate;
        return isHidden
                   ? columnExpr(static_cast<int>(width) + part->column - HiddenColumns::kFirst, part->type, part->span)
                   : nullptr;
    });
}

StreamSelectBinder::StreamSelectBinder(sql::DiagnosticList& diagnostics, sql::CompileBudget& budget,
                                       const sql::syntax::Select& select, SelectPlan& plan, const std::string& alias)
    : m_diagnostics(diagnostics)
    , m_select(select)
    , m_plan(plan)
    , m_binder(diagnostics, m_scope)
{
    std::vector<std::string> typeNames;
    if (!select.from.empty()) {
        Schema schema;
        for (const PlanColumn& column : plan.inputColumns) {
            schema.columns.push_back(ColumnInfo{column.name, column.type, false});
            typeNames.push_back(column.typeName);
        }
        m_scope.addRelation(alias, schema);
    }
    m_rules.setColumns(std::move(typeNames));
    m_binder.setDialect(&m_rules);
    m_binder.setBudget(&budget);
    m_binder.setAliases(this);
    m_binder.setAggregates(&m_allowed, "here");
}

bool StreamSelectBinder::fail(ErrorCode code, std::string detail, const SourceSpan& span)
{
    m_diagnostics.error(code, std::move(detail), span);
    return false;
}

bool StreamSelectBinder::bind(const sql::syntax::Query& query)
{
    return expandItems() && bindAll(query) && finish();
}

bool StreamSelectBinder::expandItems()
{
    for (const SelectItem& item : m_select.items) {
        if (item.form != ItemForm::Expression) {
            if (!addStar(item)) {
                return false;
            }
            continue;
        }
        Item added;
        added.syntax = item.expr.get();
        added.hasAlias = item.alias.has_value();
        added.name = item.alias ? item.alias->text : canonicalExprName(*item.expr);
        added.span = item.span;
        m_items.push_back(std::move(added));
        if (m_items.size() > kMaxItems) {
            return fail(ErrorCode::kSqlTooComplex,
                        "A SELECT has too many columns, the limit is " + std::to_string(kMaxItems), item.span);
        }
    }
    m_aliasLimit = m_items.size();
    return true;
}

bool StreamSelectBinder::addStar(const SelectItem& item)
{
    const bool isOther = item.form == ItemForm::RelationStar && !m_scope.findRelation(item.relation.text);
    if (m_scope.numRelations() == 0 || isOther) {
        return fail(ErrorCode::kSqlUnknownRelation,
                    isOther ? "FROM has no stream of this name: " + item.relation.text : "SELECT * needs a FROM clause",
                    item.span);
    }
    if (!item.replaced.empty()) {
        return fail(ErrorCode::kSqlUnsupported, "* REPLACE is not supported here", item.span);
    }
    const std::vector<const ScopeColumn*> columns = m_scope.starColumns();
    for (const sql::syntax::Name& name : item.excluded) {
        const bool isKnown = std::any_of(columns.begin(), columns.end(),
                                         [&](const ScopeColumn* column) { return column->name == name.text; });
        if (!isKnown) {
            return fail(ErrorCode::kSqlUnknownColumn, "The * has no column of this name: " + name.text, name.span);
        }
    }
    for (const ScopeColumn* column : columns) {
        const bool isExcluded = std::any_of(item.excluded.begin(), item.excluded.end(),
                                            [&](const sql::syntax::Name& name) { return name.text == column->name; });
        if (!isExcluded) {
            Item added;
            added.name = column->name;
            ScalarExpr copy = *column->expr;
            copy.span = item.span;
            added.expr = std::make_shared<const ScalarExpr>(std::move(copy));
            added.isBound = true;
            added.size = 1;
            added.span = item.span;
            m_items.push_back(std::move(added));
        }
    }
    return true;
}

const ExprPtr& StreamSelectBinder::bindItem(Item& item)
{
    if (!item.isBound) {
        item.isBinding = true;
        const size_t before = m_binder.size();
        item.expr = m_binder.bind(*item.syntax);
        item.size = m_binder.size() - before;
        item.isBinding = false;
        item.isBound = true;
    }
    return item.expr;
}

bool StreamSelectBinder::findAlias(std::string_view name, ExprPtr& bound, size_t& size)
{
    for (size_t i = 0; i < m_aliasLimit; ++i) {
        Item& item = m_items[i];
        if (!item.hasAlias || item.isBinding || item.name != name) {
            continue; // an alias inside its own expression is a column, or unknown
        }
        bound = bindItem(item);
        size = item.size;
        return true;
    }
    return false;
}

bool StreamSelectBinder::bindWhere()
{
    if (!m_select.where) {
        return true;
    }
    const size_t numAggregates = m_rules.aggregates().size();
    ExprPtr bound = m_binder.bind(*m_select.where);
    if (!bound) {
        return false;
    }
    std::vector<int> columns;
    collectColumns(*bound, columns);
    const bool hasAggregate =
        m_rules.aggregates().size() != numAggregates ||
        std::any_of(columns.begin(), columns.end(), [](int column) { return column >= StreamRules::kFirstAggregate; });
    if (hasAggregate) {
        return fail(ErrorCode::kSqlMisplacedAggregate, "An aggregate function cannot stand in WHERE; write HAVING",
                    m_select.where->span);
    }
    m_plan.where = std::move(bound);
    return settle(m_plan.where);
}

/// Makes a condition of what stands as one.
bool StreamSelectBinder::settle(ExprPtr& expr)
{
    const SourceSpan span = expr->span;
    const SqlType type = expr->type;
    Result<ExprPtr> condition = conditionOf(std::move(expr));
    if (!condition.ok() || ((*condition)->type.id != TypeId::Boolean)) {
        return fail(ErrorCode::kSqlTypeMismatch,
                    "A condition is needed here, not a value of type " + streamTypeName(type), span);
    }
    expr = std::move(condition).value();
    return true;
}

/// A key: an expression, or the number of an item.
ExprPtr StreamSelectBinder::bindKeyExpr(const Expr& expr)
{
    if (expr.form != ExprForm::Integer) {
        return m_binder.bind(expr);
    }
    size_t number = 0;
    std::from_chars(expr.text.data(), expr.text.data() + expr.text.size(), number);
    if (number == 0 || number > m_items.size()) {
        fail(ErrorCode::kSqlUnknownColumn, "SELECT has no item of this number: " + expr.text.substr(0, 32), expr.span);
        return nullptr;
    }
    return bindItem(m_items[number - 1]);
}

bool StreamSelectBinder::bindGroupBy()
{
    for (const sql::syntax::ExprTree& key : m_select.groupBy) {
        ExprPtr bound = bindKeyExpr(*key);
        if (!bound) {
            return false;
        }
        std::vector<int> columns;
        collectColumns(*bound, columns);
        if (std::any_of(columns.begin(), columns.end(), [](int c) { return c >= StreamRules::kFirstAggregate; })) {
            return fail(ErrorCode::kSqlMisplacedAggregate, "An aggregate function cannot stand in GROUP BY", key->span);
        }
        if (isInterval(bound->type.id) || bound->type.id == TypeId::Null) {
            return fail(ErrorCode::kSqlTypeMismatch, "Rows cannot be grouped by this value", key->span);
        }
        const bool isKnown = std::any_of(m_plan.keys.begin(), m_plan.keys.end(),
                                         [&](const ExprPtr& known) { return sameExpr(*known, *bound); });
        if (!isKnown) {
            m_plan.keys.push_back(std::move(bound));
        }
    }
    return true;
}

bool StreamSelectBinder::bindOrder(const sql::syntax::Query& query)
{
    for (const sql::syntax::OrderItem& item : query.orderBy) {
        ExprPtr bound = bindKeyExpr(*item.expr);
        if (!bound) {
            return false;
        }
        m_plan.order.push_back(std::move(bound));
        m_plan.isDescending.push_back(item.isDescending);
        m_plan.nullsFirst.push_back(item.nulls == sql::syntax::NullsOrder::First);
    }
    for (const sql::syntax::ExprTree& key : query.stream->limitKeys) {
        ExprPtr bound = bindKeyExpr(*key);
        if (!bound) {
            return false;
        }
        m_plan.limitKeys.push_back(std::move(bound));
    }
    return true;
}

bool StreamSelectBinder::bindAll(const sql::syntax::Query& query)
{
    bool isComplete = bindWhere() && bindGroupBy();
    for (Item& item : m_items) {
        isComplete = bindItem(item) && isComplete;
    }
    if (!isComplete) {
        return false;
    }
    if (m_select.having) {
        m_plan.having = m_binder.bind(*m_select.having);
        if (!m_plan.having || !settle(m_plan.having)) {
            return false;
        }
    }
    if (!bindOrder(query)) {
        return false;
    }
    m_plan.isGrouped = m_select.hasGroupBy || !m_rules.aggregates().empty();
    return true;
}

ExprPtr StreamSelectBinder::overGroups(const ExprPtr& expr)
{
    bool isGrouped = true;
    const auto numKeys = static_cast<int>(m_plan.keys.size());
    ExprPtr result = replaceColumns(expr, m_rules, [&](const ExprPtr& part) -> ExprPtr {
        for (int key = 0; key < numKeys; ++key) {
            const ExprPtr& known = m_plan.keys[static_cast<size_t>(key)];
            if (sameExpr(*known, *part)) {
                return columnExpr(key, part->type, part->span);
            }
        }
        if (part->kind != ExprKind::Column) {
            return nullptr;
        }
        if (part->column >= StreamRules::kFirstAggregate) {
            return columnExpr(numKeys + part->column - StreamRules::kFirstAggregate, part->type, part->span);
        }
        if (isGrouped) {
            isGrouped = false;
            const auto position = static_cast<size_t>(part->column);
            const bool isColumn = position < m_plan.inputColumns.size();
            fail(ErrorCode::kSqlNotInGroupBy,
                 isColumn ? "This column is neither grouped nor inside of an aggregate: " +
                                m_plan.inputColumns[position].name
                          : "rand() and now() stand inside of an aggregate where rows are grouped",
                 part->span);
        }
        return part;
    });
    return isGrouped ? result : nullptr;
}

bool StreamSelectBinder::finishGroups()
{
    m_plan.aggregates = m_rules.aggregates();
    for (const ExprPtr& key : m_plan.keys) {
        m_groupTypeNames.push_back(m_rules.typeNameOf(key));
    }
    for (size_t i = 0; i < m_plan.aggregates.size(); ++i) {
        const auto column = StreamRules::kFirstAggregate + static_cast<int>(i);
        m_groupTypeNames.push_back(m_rules.typeNameOf(columnExpr(column, m_plan.aggregates[i].type)));
    }
    bool isComplete = true;
    const auto move = [&](ExprPtr& expr) {
        expr = overGroups(expr);
        isComplete = isComplete && expr;
    };
    for (Item& item : m_items) {
        move(item.expr);
    }
    for (std::vector<ExprPtr>* list : {&m_plan.order, &m_plan.limitKeys}) {
        for (ExprPtr& expr : *list) {
            move(expr);
        }
    }
    if (m_plan.having) {
        move(m_plan.having);
    }
    if (m_plan.window) {
        const auto start = static_cast<int>(m_plan.rowWidth()) - 2;
        for (size_t key = 0; key < m_plan.keys.size(); ++key) {
            const bool isColumn = m_plan.keys[key]->kind == ExprKind::Column;
            if (isColumn && m_plan.keys[key]->column == start) {
                m_plan.windowStartKey = static_cast<int>(key);
            } else if (isColumn && m_plan.keys[key]->column == start + 1) {
                m_plan.windowEndKey = static_cast<int>(key);
            }
        }
        if (isComplete && !m_plan.hasWindowKey()) {
            return fail(ErrorCode::kSqlInvalidLiteral, "A query of a window groups by window_start or window_end",
                        m_select.span);
        }
    }
    return isComplete;
}

bool StreamSelectBinder::finish()
{
    if (m_plan.isGrouped && !finishGroups()) {
        return false;
    }
    for (Item& item : m_items) {
        if (item.expr->type.id == TypeId::Null || isInterval(item.expr->type.id)) {
            return fail(ErrorCode::kSqlTypeMismatch,
                        item.expr->type.id == TypeId::Null ? "A bare NULL has no type; write null::nullable(string)"
                                                           : "An interval cannot be a column",
                        item.span);
        }
        const std::string typeName =
            m_plan.isGrouped ? m_rules.typeNameOf(item.expr, m_groupTypeNames) : m_rules.typeNameOf(item.expr);
        m_plan.columns.push_back(PlanColumn{item.name, item.expr->type, typeName});
    }
    const size_t width = m_plan.rowWidth();
    const auto move = [&](ExprPtr& expr) {
        if (expr) {
            expr = overHidden(expr, width, m_rules);
        }
    };
    for (Item& item : m_items) {
        move(item.expr);
        m_plan.items.push_back(item.expr);
    }
    for (std::vector<ExprPtr>* list : {&m_plan.keys, &m_plan.order, &m_plan.limitKeys}) {
        std::for_each(list->begin(), list->end(), move);
    }
    for (StreamAggregate& aggregate : m_plan.aggregates) {
        move(aggregate.arg);
        move(aggregate.order);
        move(aggregate.filter);
    }
    move(m_plan.where);
    move(m_plan.having);
    m_plan.hidden = m_rules.hidden().list();
    return true;
}

} // namespace millrace::descriptive
