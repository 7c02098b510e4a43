// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/subquery_placement.h"

#include "engine/expr/expr_bounds.h"
#include "engine/expr/function.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>

namespace millrace::sql {

namespace {

const SqlType kFlag = SqlType::of(TypeId::Boolean, false);
const SqlType kCount = SqlType::of(TypeId::BigInt, false);

ExprPtr flag(bool value)
{
    return literalExpr(Value(value), kFlag);
}

ExprPtr shifted(const ExprPtr& expr, size_t offset, size_t width)
{
    std::vector<int> mapping(width);
    for (size_t i = 0; i < width; ++i) {
        mapping[i] = static_cast<int>(i + offset);
    }
    return remapColumns(expr, mapping);
}

/// The columns of `rel` and one more.
RelPtr withColumn(RelPtr rel, ExprPtr value, const SourceSpan& span)
{
    std::vector<ExprPtr> exprs = columnExprs(rel->schema);
    std::vector<ColumnInfo> names = rel->schema.columns;
    names.push_back(ColumnInfo{"", value->type, false});
    exprs.push_back(std::move(value));
    return makeProject(std::move(rel), std::move(exprs), names, span);
}

AggregateCall countOf(ExprPtr arg, const SourceSpan& span)
{
    AggregateCall call;
    call.kind = arg && arg->type.nullable ? AggregateKind::Count : AggregateKind::CountStar;
    call.arg = call.kind == AggregateKind::Count ? std::move(arg) : nullptr;
    call.type = kCount;
    call.span = span;
    return call;
}

/// Projections and filters down to an aggregation without GROUP BY, outermost first; null when there is none.
const RelNode* globalAggregate(const RelNode& rel, std::vector<const RelNode*>& layers)
{
    const RelNode* at = &rel;
    while (at->kind == RelKind::Project || at->kind == RelKind::Filter) {
        layers.push_back(at);
        at = at->inputs[0].get();
    }
    return at->kind == RelKind::Aggregate && at->groupBy.empty() ? at : nullptr;
}

} // namespace

ExprPtr SubqueryPlacement::call(std::string_view name, std::vector<ExprPtr> args, const SourceSpan& span)
{
    for (const ExprPtr& arg : args) {
        if (!arg) {
            return nullptr;
        }
    }
    auto result = resolveCall(name, std::move(args), span);
    if (!result.ok()) {
        m_diagnostics.error(result.error());
        return nullptr;
    }
    return std::move(result).value();
}

ExprPtr SubqueryPlacement::inner(const ExprPtr& expr)
{
    if (const auto column = outerColumnOf(*expr, m_scope)) {
        return m_columnOf(columnExpr(*column, expr->type, expr->span));
    }
    if (expr->args.empty()) {
        return expr;
    }
    auto copy = std::make_shared<ScalarExpr>(*expr);
    for (ExprPtr& arg : copy->args) {
        arg = inner(arg);
        if (!arg) {
            return nullptr;
        }
    }
    return copy;
}

// Conditions.

bool SubqueryPlacement::filter(RelPtr& rel, const ExprPtr& condition, const SourceSpan& span)
{
    std::vector<ExprPtr> plain;
    std::vector<ExprPtr> others;
    for (const ExprPtr& conjunct : splitConjuncts(condition)) {
        (hasSubquery(*conjunct) ? others : plain).push_back(conjunct);
    }
    if (!plain.empty()) {
        rel = makeFilter(std::move(rel), joinConjuncts(std::move(plain)), span);
    }
    for (const ExprPtr& conjunct : others) {
        const bool isNegated = conjunct->kind == ExprKind::Call && conjunct->function->name == "NOT";
        const ExprPtr& positive = isNegated ? conjunct->args[0] : conjunct;
        const auto number = subqueryNumber(*positive);
        if (number && m_subqueries[*number].form != SubqueryForm::Scalar) {
            if (!filterBySubquery(rel, positive, isNegated)) {
                return false;
            }
            continue;
        }
        std::vector<ExprPtr> exprs{conjunct};
        if (!place(rel, exprs)) {
            return false;
        }
        rel = makeFilter(std::move(rel), exprs[0], span);
    }
    return true;
}

ExprPtr SubqueryPlacement::Partner::condition(Match match) const
{
    std::vector<ExprPtr> conditions = outerConditions;
    if (match == Match::Sure || !isNullable) {
        conditions.insert(conditions.end(), equalities.begin(), equalities.end());
        return joinConjuncts(std::move(conditions));
    }
    const ExprPtr equal = joinConjuncts(equalities);
    auto possible = resolveCall("IS NOT FALSE", {equal}, equal->span);
    conditions.push_back(possible.ok() ? *possible : equal);
    return joinConjuncts(std::move(conditions));
}

bool SubqueryPlacement::partnerOf(const ScalarExpr& expr, const BoundSubquery& subquery, RelPtr& rel,
                                  Partner& partner)
{
    RelPtr query = subquery.rel;
    if (subquery.form == SubqueryForm::Exists) {
        // What it selects does not matter, nor how often.
        while (query->kind == RelKind::Project || query->kind == RelKind::Distinct) {
            query = query->inputs[0];
        }
    }
    Result<Decorrelated> decorrelated = decorrelate(query, m_scope);
    if (!decorrelated.ok()) {
        m_diagnostics.error(decorrelated.error());
        return false;
    }
    partner.rel = decorrelated->rel;
    if (subquery.form == SubqueryForm::Exists && decorrelated->conditions.empty()) {
        // One row or none.
        partner.rel = makeDistinct(
            makeProject(partner.rel, {flag(true)}, {ColumnInfo{"exists", kFlag, true}}, subquery.span), subquery.span);
    }
    std::vector<ExprPtr> values;
    for (size_t i = 1; i < expr.args.size(); ++i) {
        values.push_back(placed(expr.args[i], rel));
    }
    const size_t offset = rel->schema.numColumns();
    const size_t width = partner.rel->schema.numColumns();
    for (const ExprPtr& condition : decorrelated->conditions) {
        ExprPtr ready = inner(shifted(condition, offset, width));
        if (!ready) {
            return false;
        }
        partner.outerConditions.push_back(std::move(ready));
    }
    for (size_t i = 0; i < values.size(); ++i) {
        const ExprPtr column = columnExpr(static_cast<int>(offset + i), partner.rel->schema.columns[i].type);
        ExprPtr equality = call("=", {std::move(values[i]), column}, expr.span);
        if (!equality) {
            return false;
        }
        partner.isNullable = partner.isNullable || equality->type.nullable;
        partner.equalities.push_back(std::move(equality));
    }
    return true;
}

/// One row beside the row: whether `query` has no row, and whether its first column has no NULL. They seldom change,
/// which is why they are made distinct.
bool SubqueryPlacement::joinSummary(const RelPtr& query, RelPtr& rel, ExprPtr& isEmpty, ExprPtr& hasNoNull)
{
    const SourceSpan& span = query->span;
    std::vector<AggregateCall> calls{countOf(nullptr, span),
                                     countOf(columnExpr(0, query->schema.columns[0].type), span)};
    const RelPtr counts = makeAggregate(query, {}, std::move(calls), span);
    const ExprPtr all = columnExpr(0, kCount);
    isEmpty = call("=", {all, literalExpr(Value(int64_t{0}), kCount)}, span);
    hasNoNull = call("=", {all, columnExpr(1, kCount)}, span);
    if (!isEmpty || !hasNoNull) {
        return false;
    }
    const std::vector<ColumnInfo> names{{"is empty", kFlag, true}, {"has no NULL", kFlag, true}};
    RelPtr summary = makeDistinct(makeProject(counts, {isEmpty, hasNoNull}, names, span), span);
    const auto first = static_cast<int>(rel->schema.numColumns());
    rel = makeJoin(JoinKind::Inner, std::move(rel), std::move(summary), nullptr, span);
    isEmpty = columnExpr(first, kFlag);
    hasNoNull = columnExpr(first + 1, kFlag);
    return true;
}

bool SubqueryPlacement::filterBySubquery(RelPtr& rel, const ExprPtr& expr, bool isNegated)
{
    const BoundSubquery& subquery = m_subqueries[*subqueryNumber(*expr)];
    Partner partner;
    if (!partnerOf(*expr, subquery, rel, partner)) {
        return false;
    }
    if (!isNegated) {
        rel = makeJoin(JoinKind::Semi, std::move(rel), partner.rel, partner.condition(Match::Sure), expr->span);
        return true;
    }
    const bool isSimple = partner.outerConditions.empty() && partner.equalities.size() == 1;
    if (!partner.isNullable || !isSimple) {
        rel = makeJoin(JoinKind::Anti, std::move(rel), partner.rel, partner.condition(Match::Possible), expr->span);
        return true;
    }
    // NOT IN: with a NULL on either side nothing is known, unless there is no row to compare with.
    const ExprPtr value = partner.equalities[0]->args[0];
    rel = makeJoin(JoinKind::Anti, std::move(rel), partner.rel, partner.condition(Match::Sure), expr->span);
    ExprPtr isEmpty;
    ExprPtr hasNoNull;
    if (!joinSummary(partner.rel, rel, isEmpty, hasNoNull)) {
        return false;
    }
    const ExprPtr isKnown =
        call("AND", {call("IS NOT NULL", {value}, expr->span), std::move(hasNoNull)}, expr->span);
    ExprPtr condition = call("OR", {std::move(isEmpty), isKnown}, expr->span);
    rel = condition ? makeFilter(std::move(rel), std::move(condition), expr->span) : nullptr;
    return rel != nullptr;
}

// Values.

bool SubqueryPlacement::place(RelPtr& rel, std::vector<ExprPtr>& exprs)
{
    bool isComplete = true;
    for (ExprPtr& expr : exprs) {
        if (expr && hasSubquery(*expr)) {
            expr = placed(expr, rel);
            isComplete = isComplete && expr;
        }
    }
    return isComplete;
}

ExprPtr SubqueryPlacement::placed(const ExprPtr& expr, RelPtr& rel)
{
    if (!hasSubquery(*expr)) {
        return expr;
    }
    if (const auto number = subqueryNumber(*expr)) {
        for (const auto& [known, column] : m_placed) {
            if (sameExpr(*known, *expr)) {
                return column;
            }
        }
        const BoundSubquery& subquery = m_subqueries[*number];
        ExprPtr column =
            subquery.form == SubqueryForm::Scalar ? placeScalar(subquery, rel) : placeMark(*expr, subquery, rel);
        if (column) {
            m_placed.emplace_back(expr, column);
        }
        return column;
    }
    auto copy = std::make_shared<ScalarExpr>(*expr);
    for (ExprPtr& arg : copy->args) {
        arg = placed(arg, rel);
        if (!arg) {
            return nullptr;
        }
    }
    return copy;
}

ExprPtr SubqueryPlacement::placeScalar(const BoundSubquery& subquery, RelPtr& rel)
{
    std::vector<const RelNode*> layers;
    const RelNode* aggregate = globalAggregate(*subquery.rel, layers);
    const bool isFiltered =
        std::any_of(layers.begin(), layers.end(), [](const RelNode* l) { return l->kind == RelKind::Filter; });
    const bool isOuter = hasOuterColumn(*subquery.rel, m_scope);
    if (aggregate != nullptr && isOuter) {
        return placeGlobalAggregate(*aggregate, layers, rel);
    }
    if (aggregate != nullptr && !isFiltered) {
        // Exactly one row.
        const auto column = static_cast<int>(rel->schema.numColumns());
        rel = makeJoin(JoinKind::Inner, std::move(rel), subquery.rel, nullptr, subquery.span);
        return columnExpr(column, rel->schema.columns[static_cast<size_t>(column)].type, subquery.span);
    }
    return placeSingleRow(subquery, rel);
}

/// The aggregates by the keys of the correlation; what is computed of them follows the join, because rows without a
/// group have values as well (a count of 0).
ExprPtr SubqueryPlacement::placeGlobalAggregate(const RelNode& aggregate, const std::vector<const RelNode*>& layers,
                                                RelPtr& rel)
{
    Result<Decorrelated> input = decorrelate(aggregate.inputs[0], m_scope);
    if (input.ok() && !input->isByKey()) {
        input = makeError(ErrorCode::kSqlUnsupported,
                          "An aggregate over rows that are not found by equality is not supported yet",
                          aggregate.span);
    }
    const auto isOuter = [this](const ExprPtr& expr) { return expr && hasOuterColumn(*expr, m_scope); };
    for (const AggregateCall& call : aggregate.aggregates) {
        if (input.ok() && (isOuter(call.arg) || isOuter(call.order) || isOuter(call.filter))) {
            input = makeError(ErrorCode::kSqlUnsupported,
                              "An aggregate of columns of the row around its query is not supported yet", call.span);
        }
    }
    if (!input.ok()) {
        m_diagnostics.error(input.error());
        return nullptr;
    }
    std::vector<ExprPtr> keys;
    std::vector<ExprPtr> conditions;
    const size_t offset = rel->schema.numColumns();
    for (const ExprPtr& condition : input->conditions) {
        const CorrelationKey key = correlationKey(condition, m_scope);
        const ExprPtr column = columnExpr(static_cast<int>(offset + keys.size()), key.inner->type);
        const ExprPtr outer = inner(key.outer);
        conditions.push_back(call("=", {outer, column}, condition->span));
        keys.push_back(key.inner);
        if (!conditions.back()) {
            return nullptr;
        }
    }
    const size_t firstCall = offset + keys.size();
    const RelPtr groups = makeAggregate(input->rel, std::move(keys), aggregate.aggregates, aggregate.span);
    rel = makeJoin(JoinKind::Left, std::move(rel), groups, joinConjuncts(std::move(conditions)), aggregate.span);
    std::vector<ExprPtr> row;
    for (size_t i = 0; i < aggregate.aggregates.size(); ++i) {
        const AggregateCall& aggregateCall = aggregate.aggregates[i];
        ExprPtr value = columnExpr(static_cast<int>(firstCall + i), aggregateCall.type.withNullable(true));
        const bool isCount =
            aggregateCall.kind == AggregateKind::Count || aggregateCall.kind == AggregateKind::CountStar;
        row.push_back(isCount ? call("COALESCE", {value, literalExpr(Value(int64_t{0}), kCount)}, aggregate.span)
                              : value);
    }
    ExprPtr isThere;
    for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
        if ((*layer)->kind == RelKind::Filter) {
            const ExprPtr condition = substituteColumns((*layer)->predicate, row);
            isThere = isThere ? logicalExpr(ExprKind::And, {isThere, condition}, condition->span) : condition;
            continue;
        }
        std::vector<ExprPtr> next;
        for (const ExprPtr& expr : (*layer)->exprs) {
            next.push_back(substituteColumns(expr, row));
            if (isTooLarge(*next.back())) {
                m_diagnostics.error(ErrorCode::kSqlTooComplex, "The expressions of this query are too large",
                                    expr->span);
                return nullptr;
            }
        }
        row = std::move(next);
    }
    ExprPtr value = inner(row[0]);
    return value && isThere ? call("CASE", {inner(isThere), value}, aggregate.span) : value;
}

/// The value of a query with one row or none, by the keys of the correlation. More rows fail when they are met.
ExprPtr SubqueryPlacement::placeSingleRow(const BoundSubquery& subquery, RelPtr& rel)
{
    Result<Decorrelated> query = decorrelate(subquery.rel, m_scope);
    if (query.ok() && !query->isByKey()) {
        query = makeError(ErrorCode::kSqlUnsupported,
                          "A value of rows that are not found by equality is not supported yet", subquery.span);
    }
    if (!query.ok()) {
        m_diagnostics.error(query.error());
        return nullptr;
    }
    std::vector<ExprPtr> keys;
    std::vector<ExprPtr> conditions;
    const size_t offset = rel->schema.numColumns();
    for (const ExprPtr& condition : query->conditions) {
        const CorrelationKey key = correlationKey(condition, m_scope);
        const ExprPtr column = columnExpr(static_cast<int>(offset + keys.size()), key.inner->type);
        conditions.push_back(call("=", {inner(key.outer), column}, condition->span));
        keys.push_back(key.inner);
        if (!conditions.back()) {
            return nullptr;
        }
    }
    const SqlType type = query->rel->schema.columns[0].type.withNullable(true);
    AggregateCall least;
    least.kind = AggregateKind::Min;
    least.arg = columnExpr(0, query->rel->schema.columns[0].type);
    least.type = type;
    least.span = subquery.span;
    const size_t numKeys = keys.size();
    const JoinKind kind = keys.empty() ? JoinKind::Inner : JoinKind::Left;
    RelPtr rows = makeAggregate(query->rel, std::move(keys), {countOf(nullptr, subquery.span), least}, subquery.span);
    // Where there is no row, the count of the join is NULL or 0.
    const auto count = static_cast<int>(offset + numKeys);
    rel = makeJoin(kind, std::move(rel), std::move(rows), joinConjuncts(std::move(conditions)), subquery.span);
    const ExprPtr isOne =
        call("single row", {columnExpr(count, kCount.withNullable(kind == JoinKind::Left))}, subquery.span);
    return call("CASE", {isOne, columnExpr(count + 1, type)}, subquery.span);
}

/// IN or EXISTS as a value: the rows with a partner and those without, each with their value.
ExprPtr SubqueryPlacement::placeMark(const ScalarExpr& expr, const BoundSubquery& subquery, RelPtr& rel)
{
    Partner partner;
    if (!partnerOf(expr, subquery, rel, partner)) {
        return nullptr;
    }
    if (partner.isNullable) {
        return placeUncertainMark(expr, partner, rel);
    }
    const auto column = static_cast<int>(rel->schema.numColumns());
    const ExprPtr condition = partner.condition(Match::Sure);
    RelPtr with = makeJoin(JoinKind::Semi, rel, partner.rel, condition, expr.span);
    RelPtr without = makeJoin(JoinKind::Anti, rel, partner.rel, condition, expr.span);
    rel = makeUnionAll({withColumn(std::move(with), flag(true), expr.span),
                        withColumn(std::move(without), flag(false), expr.span)},
                       expr.span);
    return columnExpr(column, kFlag, expr.span);
}

ExprPtr SubqueryPlacement::placeUncertainMark(const ScalarExpr& expr, const Partner& partner, RelPtr& rel)
{
    const auto column = static_cast<int>(rel->schema.numColumns());
    const SqlType type = kFlag.withNullable(true);
    const ExprPtr unknown = literalExpr(Value::null(), type);
    const ExprPtr sure = partner.condition(Match::Sure);
    RelPtr with = makeJoin(JoinKind::Semi, rel, partner.rel, sure, expr.span);
    RelPtr without = makeJoin(JoinKind::Anti, rel, partner.rel, sure, expr.span);
    std::vector<RelPtr> parts{withColumn(std::move(with), flag(true), expr.span)};
    if (partner.outerConditions.empty() && partner.equalities.size() == 1) {
        const ExprPtr value = partner.equalities[0]->args[0];
        ExprPtr isEmpty;
        ExprPtr hasNoNull;
        if (!joinSummary(partner.rel, without, isEmpty, hasNoNull)) {
            return nullptr;
        }
        const ExprPtr isKnown = call("AND", {call("IS NOT NULL", {value}, expr.span), hasNoNull}, expr.span);
        const ExprPtr mark =
            call("CASE", {call("OR", {isEmpty, isKnown}, expr.span), flag(false), unknown}, expr.span);
        if (!mark) {
            return nullptr;
        }
        std::vector<ExprPtr> exprs = columnExprs(rel->schema);
        std::vector<ColumnInfo> names = rel->schema.columns;
        exprs.push_back(mark);
        names.push_back(ColumnInfo{"", mark->type, false});
        parts.push_back(makeProject(std::move(without), std::move(exprs), names, expr.span));
    } else {
        const ExprPtr possible = partner.condition(Match::Possible);
        RelPtr maybe = makeJoin(JoinKind::Semi, std::move(without), partner.rel, possible, expr.span);
        RelPtr never = makeJoin(JoinKind::Anti, rel, partner.rel, possible, expr.span);
        parts.push_back(withColumn(std::move(maybe), unknown, expr.span));
        parts.push_back(withColumn(std::move(never), flag(false), expr.span));
    }
    rel = makeUnionAll(std::move(parts), expr.span);
    return columnExpr(column, type, expr.span);
}

} // namespace millrace::sql
