// SPDX-License-Identifier: GPL-3.0-or-later
// WITH, set operations, VALUES; FROM is bound in source_binder.cpp.
#include "engine/sql/query_binder.h"

#include "engine/expr/function.h"
#include "engine/sql/literal_binder.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>
#include <charconv>

namespace millrace::sql {

using syntax::BodyForm;
using syntax::ExprForm;
using syntax::ExprTree;
using syntax::Name;

namespace {

/// Bounds of a bound query; WITH makes trees that are larger than their text.
constexpr size_t kMaxNodes = 20'000;
constexpr size_t kMaxHeight = 2'000;

std::vector<ColumnInfo> namesOf(const RelNode& rel)
{
    return rel.schema.columns;
}

/// True when both have the same names in different places.
bool areReordered(const RelNode& a, const RelNode& b)
{
    std::vector<std::string> left;
    std::vector<std::string> right;
    for (size_t i = 0; i < a.schema.numColumns(); ++i) {
        left.push_back(a.schema.columns[i].name);
        right.push_back(b.schema.columns[i].name);
    }
    const bool areInOrder = left == right;
    std::sort(left.begin(), left.end());
    std::sort(right.begin(), right.end());
    return !areInOrder && left == right;
}

/// What a node takes of the budget. Outer joins become several nodes.
size_t cellsOf(const RelNode& rel)
{
    const bool isOuterJoin =
        rel.joinKind == JoinKind::Left || rel.joinKind == JoinKind::Right || rel.joinKind == JoinKind::Full;
    const size_t numNodes = rel.kind == RelKind::Scan ? 0 : rel.kind == RelKind::Join && isOuterJoin ? 5 : 1;
    return numNodes * rel.schema.numColumns();
}

std::string_view operationName(BodyForm form)
{
    return form == BodyForm::Except ? "EXCEPT" : form == BodyForm::Intersect ? "INTERSECT" : "UNION";
}

} // namespace

RelPtr QueryBinder::bind(const syntax::Query& query)
{
    const size_t outer = m_common.size();
    ++m_depth;
    const bool isWithBound = bindWith(query);
    const auto limit = bindLimit(query);
    RelPtr rel = bindBody(*query.body, query.orderBy, limit.value_or(RowLimit()));
    m_common.resize(outer);
    --m_depth;
    if (rel && query.body->form != BodyForm::Select) {
        rel = ordered(std::move(rel), query, limit.value_or(RowLimit()));
    }
    if (!rel || !isWithBound || !limit || !checkExtent(rel, query.span)) {
        return nullptr;
    }
    const bool isUsed =
        limit->isGiven() || (query.body->form == BodyForm::Select && !query.body->select->distinctOn.empty());
    if (!query.orderBy.empty() && !isUsed) {
        m_diagnostics.warning("ORDER BY is ignored", "ORDER BY without LIMIT has no effect: a view has no order",
                              query.orderBySpan);
    }
    return rel;
}

std::optional<RowLimit> QueryBinder::bindLimit(const syntax::Query& query)
{
    RowLimit limit;
    bool isComplete = true;
    const auto bindCount = [&](const ExprTree& expr, int64_t& count) {
        if (!expr) {
            return;
        }
        const char* end = expr->text.data() + expr->text.size();
        const auto [stop, error] = std::from_chars(expr->text.data(), end, count);
        if (expr->form != ExprForm::Integer || error != std::errc() || stop != end) {
            m_diagnostics.error(ErrorCode::kSqlUnsupported, "LIMIT, OFFSET and FETCH need a whole number", expr->span);
            isComplete = false;
        }
    };
    bindCount(query.limit, limit.limit);
    bindCount(query.offset, limit.offset);
    limit.withTies = query.withTies;
    return isComplete ? std::optional(limit) : std::nullopt;
}

/// Order and limit of a query that is not a SELECT of its own: ORDER BY uses the columns of the result.
RelPtr QueryBinder::ordered(RelPtr rel, const syntax::Query& query, const RowLimit& limit)
{
    Scope scope;
    scope.addRelation("", rel->schema);
    ExpressionBinder binder = makeBinder(scope);
    binder.setAggregates(nullptr, "in this ORDER BY");
    const std::vector<ColumnInfo> names = namesOf(*rel);
    std::vector<ExprPtr> exprs = columnExprs(rel->schema);
    std::vector<ColumnInfo> allNames = names;
    std::vector<OrderKey> keys;
    for (const syntax::OrderItem& item : query.orderBy) {
        OrderExpr order = binder.bindOrder(item);
        size_t position = 0;
        if (!order.expr || (item.expr->form == ExprForm::Integer && !ordinal(*item.expr, names.size(), position))) {
            return nullptr;
        }
        if (item.expr->form != ExprForm::Integer) {
            position = exprs.size();
            exprs.push_back(order.expr);
            allNames.push_back(ColumnInfo{"", order.expr->type, false});
        }
        keys.push_back(OrderKey{static_cast<int>(position), order.isDescending, order.areNullsFirst});
    }
    if (!limit.isGiven()) {
        return rel;
    }
    if (exprs.size() == names.size()) {
        return makeRank(std::move(rel), limit.over(std::move(keys)), query.limitSpan);
    }
    rel = makeProject(std::move(rel), std::move(exprs), allNames, query.orderBySpan);
    rel = makeRank(std::move(rel), limit.over(std::move(keys)), query.limitSpan);
    std::vector<ExprPtr> shown = columnExprs(rel->schema);
    shown.resize(names.size());
    return makeProject(std::move(rel), std::move(shown), names, query.limitSpan);
}

bool QueryBinder::ordinal(const syntax::Expr& expr, size_t numColumns, size_t& position)
{
    const auto [end, error] = std::from_chars(expr.text.data(), expr.text.data() + expr.text.size(), position);
    if (error != std::errc() || position == 0 || position > numColumns) {
        m_diagnostics.error(ErrorCode::kSqlUnknownColumn,
                            "No column of this position, needed in ORDER BY: " + expr.text, expr.span);
        return false;
    }
    --position;
    return true;
}

bool QueryBinder::bindWith(const syntax::Query& query)
{
    bool isComplete = true;
    for (const syntax::CommonTable& table : query.with) {
        const auto same = std::find_if(query.with.begin(), query.with.end(), [&](const syntax::CommonTable& other) {
            return other.name.text == table.name.text;
        });
        RelPtr rel = bind(*table.query);
        if (&*same != &table) {
            m_diagnostics.error(ErrorCode::kSqlDuplicateName, "WITH declares this name twice: " + table.name.text,
                                table.name.span);
            rel = nullptr;
        }
        if (rel && !table.columns.empty()) {
            rel = renamed(std::move(rel), table.columns, table.name.span);
        }
        if (rel) {
            m_extents.emplace(rel, extentOf(rel));
        }
        isComplete = isComplete && rel;
        m_common.emplace_back(table.name.text, std::move(rel));
    }
    return isComplete;
}

RelPtr QueryBinder::renamed(RelPtr rel, const std::vector<Name>& names, const SourceSpan& span)
{
    if (names.size() != rel->schema.numColumns()) {
        m_diagnostics.error(ErrorCode::kSqlColumnCount,
                            "The query has " + std::to_string(rel->schema.numColumns()) +
                                " columns, but names stand for " + std::to_string(names.size()),
                            names.empty() ? span : names.front().span.joinedWith(names.back().span));
        return nullptr;
    }
    std::vector<ColumnInfo> columns = namesOf(*rel);
    for (size_t i = 0; i < names.size(); ++i) {
        columns[i].name = names[i].text;
        columns[i].caseSensitive = names[i].isQuoted;
    }
    // A copy with other names would be of no use to a relation: its columns are known by position there.
    return rel->kind == RelKind::Scan ? makeProject(rel, columnExprs(rel->schema), columns, rel->span)
                                      : withColumnNames(rel, columns);
}

RelPtr QueryBinder::bindBody(const syntax::QueryBody& body, const std::vector<syntax::OrderItem>& orderBy,
                             const RowLimit& limit)
{
    switch (body.form) {
    case BodyForm::Select: return bindSelect(*body.select, orderBy, limit);
    case BodyForm::Values: return bindValues(body);
    case BodyForm::Nested: return bind(*body.nested);
    case BodyForm::Union:
    case BodyForm::Except:
    case BodyForm::Intersect: return bindSetOperation(body);
    }
    return nullptr;
}

RelPtr QueryBinder::bindSelect(const syntax::Select& select, const std::vector<syntax::OrderItem>& orderBy,
                               const RowLimit& limit)
{
    Source source;
    if (!bindFrom(select, source)) {
        return nullptr;
    }
    if (hasGroupingSets(select)) {
        // A row of a set without a key has NULL there.
        source.scope.makeNullable(0, source.scope.rowWidth());
    }
    SelectBinder binder(m_diagnostics, makeBinder(source.scope), select, source.scope, source.rel);
    binder.setSubqueries(this, ++m_lastScope);
    return binder.bind(orderBy, limit);
}

ExpressionBinder QueryBinder::makeBinder(const Scope& scope) const
{
    ExpressionBinder binder(m_diagnostics, scope, &m_catalog);
    binder.setBudget(&m_budget);
    binder.setOuter(m_outer.empty() ? nullptr : m_outer.back());
    return binder;
}

RelPtr QueryBinder::bindSubquery(const syntax::Query& query, const ExpressionBinder& outer)
{
    m_outer.push_back(&outer);
    RelPtr rel = bind(query);
    m_outer.pop_back();
    return rel;
}

RelPtr QueryBinder::bindValues(const syntax::QueryBody& body)
{
    const Scope scope;
    ExpressionBinder binder = makeBinder(scope);
    binder.setAggregates(nullptr, "in VALUES");
    std::vector<std::vector<ExprPtr>> rows;
    bool isComplete = true;
    for (const std::vector<ExprTree>& syntaxRow : body.rows) {
        std::vector<ExprPtr> row;
        for (const ExprTree& value : syntaxRow) {
            row.push_back(binder.bind(*value));
            isComplete = isComplete && row.back();
        }
        if (syntaxRow.size() != body.rows[0].size()) {
            m_diagnostics.error(ErrorCode::kSqlColumnCount,
                                "Rows of VALUES have different length: " + std::to_string(syntaxRow.size()) + " and " +
                                    std::to_string(body.rows[0].size()),
                                syntaxRow[0]->span.joinedWith(syntaxRow.back()->span));
            isComplete = false;
        }
        rows.push_back(std::move(row));
    }
    if (!isComplete) {
        return nullptr;
    }
    Schema schema;
    for (size_t column = 0; column < rows[0].size(); ++column) {
        std::vector<SqlType> types;
        for (const std::vector<ExprPtr>& row : rows) {
            types.push_back(row[column]->type);
        }
        const auto type = commonType(types);
        if (!type) {
            m_diagnostics.error(ErrorCode::kSqlTypeMismatch,
                                "The values of a column have no common type, column " + std::to_string(column + 1),
                                body.span);
            return nullptr;
        }
        for (std::vector<ExprPtr>& row : rows) {
            row[column] = castExpr(row[column], type->withNullable(row[column]->type.nullable), row[column]->span);
        }
        schema.columns.push_back(ColumnInfo{"EXPR$" + std::to_string(column), *type, true});
    }
    return makeValues(std::move(rows), std::move(schema), body.span);
}

/// Brings the columns of all inputs to common types.
bool QueryBinder::unifyColumns(std::vector<RelPtr>& inputs, const syntax::QueryBody& body)
{
    const size_t numColumns = inputs[0]->schema.numColumns();
    for (size_t i = 1; i < inputs.size(); ++i) {
        if (inputs[i]->schema.numColumns() != numColumns) {
            m_diagnostics.error(ErrorCode::kSqlColumnCount,
                                "The queries of " + std::string(operationName(body.form)) +
                                    " have different numbers of columns: " + std::to_string(numColumns) + " and " +
                                    std::to_string(inputs[i]->schema.numColumns()),
                                body.operands[i]->span);
            return false;
        }
    }
    for (size_t i = 1; i < inputs.size(); ++i) {
        if (areReordered(*inputs[0], *inputs[i])) {
            m_diagnostics.warning("Fields reordered",
                                  "Columns are matched by their place, but the same names stand in another order here",
                                  body.operands[i]->span);
        }
    }
    std::vector<SqlType> common;
    for (size_t column = 0; column < numColumns; ++column) {
        std::vector<SqlType> types;
        for (const RelPtr& input : inputs) {
            types.push_back(input->schema.columns[column].type);
        }
        const auto type = commonType(types);
        if (!type) {
            m_diagnostics.error(ErrorCode::kSqlTypeMismatch,
                                "Column " + std::to_string(column + 1) + " of " +
                                    std::string(operationName(body.form)) +
                                    " has no common type: " + types[0].toString() + " and " + types[1].toString(),
                                body.span);
            return false;
        }
        common.push_back(*type);
    }
    const std::vector<ColumnInfo> names = namesOf(*inputs[0]);
    for (RelPtr& input : inputs) {
        std::vector<ExprPtr> exprs = columnExprs(input->schema);
        bool isChanged = false;
        for (size_t column = 0; column < numColumns; ++column) {
            const SqlType& type = exprs[column]->type;
            isChanged = isChanged || !type.sameIgnoringNull(common[column]);
            exprs[column] = castExpr(exprs[column], common[column].withNullable(type.nullable), input->span);
        }
        if (isChanged) {
            input = makeProject(input, std::move(exprs), names, input->span);
        }
    }
    return true;
}

RelPtr QueryBinder::bindSetOperation(const syntax::QueryBody& body)
{
    std::vector<RelPtr> inputs;
    bool isComplete = true;
    for (const syntax::BodyTree& operand : body.operands) {
        inputs.push_back(bindBody(*operand, {}, {}));
        isComplete = isComplete && inputs.back();
    }
    if (!isComplete || !unifyColumns(inputs, body)) {
        return nullptr;
    }
    if (body.form == BodyForm::Union) {
        RelPtr all = makeUnionAll(std::move(inputs), body.span);
        return body.isAll ? all : makeDistinct(std::move(all), body.span);
    }
    return bindDifference(body, std::move(inputs));
}

/// Rows of both sides with a mark for each side, 1 on its own rows and 0 on the others, grouped by the row. NULLs are
/// equal in groups, as they should be.
RelPtr QueryBinder::groupSides(std::vector<RelPtr> sides, AggregateKind ofMarks, const SourceSpan& span)
{
    const std::vector<ColumnInfo> names = namesOf(*sides[0]);
    const SqlType markType = SqlType::of(TypeId::BigInt, false);
    std::vector<ColumnInfo> markedNames = names;
    markedNames.push_back(ColumnInfo{"left rows", markType, true});
    markedNames.push_back(ColumnInfo{"right rows", markType, true});
    for (size_t side = 0; side < 2; ++side) {
        std::vector<ExprPtr> exprs = columnExprs(sides[side]->schema);
        exprs.push_back(literalExpr(Value(int64_t{side == 0}), markType, span));
        exprs.push_back(literalExpr(Value(int64_t{side == 1}), markType, span));
        sides[side] = makeProject(sides[side], std::move(exprs), markedNames, sides[side]->span);
    }
    RelPtr both = makeUnionAll(std::move(sides), span);
    std::vector<ExprPtr> keys = columnExprs(both->schema);
    std::vector<AggregateCall> calls(2);
    for (size_t side = 0; side < 2; ++side) {
        calls[side].kind = ofMarks;
        calls[side].arg = keys[names.size() + side];
        calls[side].type = markType;
        calls[side].span = span;
    }
    keys.resize(names.size());
    return makeAggregate(std::move(both), std::move(keys), std::move(calls), span);
}

/// EXCEPT and INTERSECT. A row stays when the left side has it and the right side has it not, or has it too; with ALL
/// as often as the left side has it more often, or as both have it.
RelPtr QueryBinder::bindDifference(const syntax::QueryBody& body, std::vector<RelPtr> inputs)
{
    const std::vector<ColumnInfo> names = namesOf(*inputs[0]);
    const bool isExcept = body.form == BodyForm::Except;
    RelPtr rel = groupSides(std::move(inputs), body.isAll ? AggregateKind::Sum : AggregateKind::Max, body.span);
    const SqlType markType = SqlType::of(TypeId::BigInt, false);
    const ExprPtr left = columnExpr(static_cast<int>(names.size()), markType, body.span);
    const ExprPtr right = columnExpr(static_cast<int>(names.size()) + 1, markType, body.span);
    auto factor = resolveCall(isExcept ? "-" : "LEAST", {left, right}, body.span);
    if (!factor.ok()) {
        m_diagnostics.error(factor.error());
        return nullptr;
    }
    if (body.isAll) {
        rel = makeMultiply(std::move(rel), std::move(factor).value(), body.span);
    } else {
        auto condition = resolveCall("=", {*factor, literalExpr(Value(int64_t{1}), markType, body.span)}, body.span);
        if (!condition.ok()) {
            m_diagnostics.error(condition.error());
            return nullptr;
        }
        rel = makeFilter(std::move(rel), std::move(condition).value(), body.span);
    }
    std::vector<ExprPtr> exprs = columnExprs(rel->schema);
    exprs.resize(names.size());
    return makeProject(std::move(rel), std::move(exprs), names, body.span);
}

// Extent.

QueryBinder::Extent QueryBinder::extentOf(const RelPtr& rel) const
{
    const auto known = m_extents.find(rel);
    if (known != m_extents.end()) {
        return known->second;
    }
    Extent extent;
    for (const RelPtr& input : rel->inputs) {
        const Extent inner = extentOf(input);
        extent.nodes += inner.nodes;
        extent.height = std::max(extent.height, inner.height + 1);
        extent.cells += inner.cells;
    }
    extent.cells += cellsOf(*rel);
    return extent;
}

bool QueryBinder::checkExtent(const RelPtr& rel, const SourceSpan& span)
{
    const Extent extent = extentOf(rel);
    if (extent.nodes > kMaxNodes || extent.height > kMaxHeight) {
        m_diagnostics.error(ErrorCode::kSqlTooComplex,
                            "The query is too large once its common table expressions are put in place", span);
        return false;
    }
    return m_depth != 0 || spend(extent.cells, span);
}

bool QueryBinder::spend(size_t cells, const SourceSpan& span)
{
    if (m_budget.spend(cells)) {
        return true;
    }
    m_diagnostics.error(ErrorCode::kSqlTooComplex,
                        "The program is too large up to here: its queries have too many columns together", span);
    return false;
}

} // namespace millrace::sql
