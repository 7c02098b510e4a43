// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/outer_join_expansion.h"

#include "engine/plan/expr_properties.h"
#include "engine/plan/null_safe_keys.h"
#include "engine/plan/rel_memo.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>

namespace millrace::plan {

using sql::JoinKind;
using sql::RelKind;
using sql::RelNode;
using sql::RelPtr;

namespace {

const SqlType kCondition = SqlType::of(TypeId::Boolean, false);

/// One side of an outer join whose rows are kept.
struct KeptSide {
    RelPtr rel;
    RelPtr other;
    std::vector<int> keys;
    std::vector<int> otherKeys;
    int firstInJoin = 0; ///< its first column in the row of the join
};

ExprPtr columnOf(const RelNode& rel, int column, int shift = 0)
{
    return columnExpr(column + shift, rel.schema.columns[static_cast<size_t>(column)].type);
}

/// Rows that identify those of the side that have a partner, encoded like `identity`.
RelPtr partnered(const KeptSide& side, const RelPtr& inner, const std::vector<int>& columns, bool isByKey)
{
    NullSafeKeys matched;
    if (!isByKey) {
        for (const int column : columns) {
            const ExprPtr value = columnOf(*side.rel, column, side.firstInJoin);
            matched.addValue(value, value->type.nullable);
        }
        return sql::makeProject(inner, std::move(matched.exprs), matched.names, inner->span);
    }
    std::vector<ExprPtr> present;
    for (size_t i = 0; i < side.otherKeys.size(); ++i) {
        ExprPtr key = columnOf(*side.other, side.otherKeys[i]);
        if (key->type.nullable) {
            present.push_back(builtInCall("IS NOT NULL", {key}));
            key = builtInCall("COALESCE", {key, literalExpr(someValue(key->type.id), key->type.withNullable(false))});
        }
        matched.add(key);
        if (columnOf(*side.rel, columns[i])->type.nullable) {
            matched.add(literalExpr(Value(false), kCondition));
        }
    }
    RelPtr source = filtered(side.other, std::move(present));
    return sql::makeProject(std::move(source), std::move(matched.exprs), matched.names, side.other->span);
}

RelPtr withFlag(const RelPtr& rel, bool flag)
{
    std::vector<ExprPtr> exprs = sql::columnExprs(rel->schema);
    std::vector<ColumnInfo> names = rel->schema.columns;
    exprs.push_back(literalExpr(Value(flag), kCondition));
    names.push_back(ColumnInfo{"partner", kCondition, true});
    if (rel->kind == RelKind::Project) {
        for (ExprPtr& expr : exprs) {
            expr = substituteColumns(expr, rel->exprs);
        }
        return sql::makeProject(rel->inputs[0], std::move(exprs), names, rel->span);
    }
    return sql::makeProject(rel, std::move(exprs), names, rel->span);
}

/// The identities that have no partner, once each.
RelPtr partnerless(const RelPtr& all, const RelPtr& matched)
{
    const size_t width = all->schema.numColumns();
    RelPtr both = sql::makeUnionAll({withFlag(all, false), withFlag(matched, true)}, all->span);
    std::vector<ExprPtr> keys = sql::columnExprs(both->schema);
    sql::AggregateCall partners;
    partners.kind = sql::AggregateKind::CountStar;
    partners.filter = keys.back();
    partners.type = SqlType::of(TypeId::BigInt, false);
    partners.span = all->span;
    keys.pop_back();
    RelPtr groups = sql::makeAggregate(std::move(both), std::move(keys), {partners}, all->span);
    ExprPtr isAlone = builtInCall(
        "=", {columnExpr(static_cast<int>(width), partners.type), literalExpr(Value(int64_t{0}), partners.type)});
    RelPtr alone = sql::makeFilter(std::move(groups), std::move(isAlone), all->span);
    std::vector<ExprPtr> exprs = sql::columnExprs(all->schema);
    return projected(std::move(alone), std::move(exprs), all->schema);
}

/// Rows of the side without a partner; its columns come first.
RelPtr unmatchedRows(const KeptSide& side, const RelPtr& inner, bool isByKey)
{
    std::vector<int> columns = isByKey ? side.keys : side.rel->schema.primaryKey;
    if (columns.empty()) {
        for (size_t i = 0; i < side.rel->schema.numColumns(); ++i) {
            columns.push_back(static_cast<int>(i));
        }
    }
    NullSafeKeys identity;
    for (const int column : columns) {
        const ExprPtr value = columnOf(*side.rel, column);
        identity.addValue(value, value->type.nullable);
    }
    const RelPtr all = sql::makeProject(side.rel, identity.exprs, identity.names, side.rel->span);
    const RelPtr alone = partnerless(all, partnered(side, inner, columns, isByKey));
    RelPtr rows = side.rel;
    std::vector<std::pair<int, int>> keys;
    const auto width = static_cast<int>(side.rel->schema.numColumns());
    for (size_t i = 0; i < identity.exprs.size(); ++i) {
        const int column = identity.isColumns() ? identity.exprs[i]->column : width + static_cast<int>(i);
        keys.emplace_back(column, static_cast<int>(i));
    }
    if (!identity.isColumns()) {
        std::vector<ExprPtr> exprs = sql::columnExprs(side.rel->schema);
        std::vector<ColumnInfo> names = side.rel->schema.columns;
        exprs.insert(exprs.end(), identity.exprs.begin(), identity.exprs.end());
        names.insert(names.end(), identity.names.begin(), identity.names.end());
        rows = sql::makeProject(side.rel, std::move(exprs), names, side.rel->span);
    }
    return sql::makeEquiJoin(JoinKind::Inner, std::move(rows), alone, std::move(keys), nullptr, side.rel->span);
}

/// `exprs` over the row of the join where only the side's columns are there.
RelPtr padded(const KeptSide& side, RelPtr unmatched, const RelNode& join, const std::vector<ExprPtr>& exprs,
              const std::vector<ColumnInfo>& names)
{
    std::vector<ExprPtr> row;
    for (const ColumnInfo& column : join.schema.columns) {
        row.push_back(literalExpr(Value::null(), column.type.withNullable(true)));
    }
    for (size_t i = 0; i < side.rel->schema.numColumns(); ++i) {
        row[static_cast<size_t>(side.firstInJoin) + i] = columnOf(*side.rel, static_cast<int>(i));
    }
    std::vector<ExprPtr> values;
    for (const ExprPtr& expr : exprs) {
        values.push_back(substituteColumns(expr, row));
    }
    return sql::makeProject(std::move(unmatched), std::move(values), names, join.span);
}

bool isOuterJoin(const RelNode& rel)
{
    return rel.kind == RelKind::Join &&
           (rel.joinKind == JoinKind::Left || rel.joinKind == JoinKind::Right || rel.joinKind == JoinKind::Full);
}

/// `exprs` over an outer join.
RelPtr expand(const RelNode& join, const std::vector<ExprPtr>& exprs, const std::vector<ColumnInfo>& names)
{
    const RelPtr inner =
        sql::makeEquiJoin(JoinKind::Inner, join.inputs[0], join.inputs[1], join.equiKeys, join.predicate, join.span);
    const bool isByKey = !join.predicate && !join.equiKeys.empty();
    KeptSide left{join.inputs[0], join.inputs[1], {}, {}, 0};
    KeptSide right{join.inputs[1], join.inputs[0], {}, {}, static_cast<int>(join.inputs[0]->schema.numColumns())};
    for (const auto& [a, b] : join.equiKeys) {
        left.keys.push_back(a);
        left.otherKeys.push_back(b);
        right.keys.push_back(b);
        right.otherKeys.push_back(a);
    }
    std::vector<RelPtr> parts{sql::makeProject(inner, exprs, names, join.span)};
    if (join.joinKind != JoinKind::Right) {
        parts.push_back(padded(left, unmatchedRows(left, inner, isByKey), join, exprs, names));
    }
    if (join.joinKind != JoinKind::Left) {
        parts.push_back(padded(right, unmatchedRows(right, inner, isByKey), join, exprs, names));
    }
    return sql::makeUnionAll(std::move(parts), join.span);
}

} // namespace

RelPtr expandOuterJoins(const RelPtr& query)
{
    // A projection says which columns the parts have to make: it goes into them.
    const auto visit = [](const RelPtr& rel) -> RelPtr {
        if (rel->kind == RelKind::Project && isOuterJoin(*rel->inputs[0])) {
            return expand(*rel->inputs[0], rel->exprs, rel->schema.columns);
        }
        const bool hasBareJoin =
            rel->kind != RelKind::Project &&
            std::any_of(rel->inputs.begin(), rel->inputs.end(), [](const RelPtr& i) { return isOuterJoin(*i); });
        if (!hasBareJoin) {
            return rel;
        }
        std::vector<RelPtr> inputs;
        for (const RelPtr& input : rel->inputs) {
            inputs.push_back(
                isOuterJoin(*input) ? expand(*input, sql::columnExprs(input->schema), input->schema.columns) : input);
        }
        return withInputs(*rel, std::move(inputs));
    };
    const RelPtr rel = RelMemo(visit).run(query);
    return isOuterJoin(*rel) ? expand(*rel, sql::columnExprs(rel->schema), rel->schema.columns) : rel;
}

} // namespace millrace::plan
