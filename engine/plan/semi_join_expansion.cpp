// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/semi_join_expansion.h"

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

/// Columns of the left side that decide whether a row has a partner.
std::vector<int> decidingColumns(const RelNode& join)
{
    const auto numLeft = static_cast<int>(join.inputs[0]->schema.numColumns());
    std::vector<int> columns;
    collectColumns(*join.predicate, columns);
    columns.erase(std::remove_if(columns.begin(), columns.end(), [=](int column) { return column >= numLeft; }),
                  columns.end());
    for (const auto& [left, right] : join.equiKeys) {
        columns.push_back(left);
    }
    std::sort(columns.begin(), columns.end());
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    return columns;
}

NullSafeKeys keysOf(const RelNode& rel, const std::vector<int>& columns)
{
    NullSafeKeys keys;
    for (const int column : columns) {
        const SqlType& type = rel.schema.columns[static_cast<size_t>(column)].type;
        keys.addValue(columnExpr(column, type), type.nullable);
    }
    return keys;
}

RelPtr expand(const RelNode& join)
{
    const RelPtr& left = join.inputs[0];
    const std::vector<int> columns = decidingColumns(join);
    const NullSafeKeys keys = keysOf(*left, columns);
    const RelPtr pairs =
        sql::makeEquiJoin(JoinKind::Inner, left, join.inputs[1], join.equiKeys, join.predicate, join.span);
    NullSafeKeys ofPairs = keysOf(*left, columns);
    if (columns.empty()) {
        // Nothing of the left row matters: one row on the right is enough for all.
        ofPairs.add(literalExpr(Value(true), SqlType::of(TypeId::Boolean, false)));
    }
    const RelPtr partnered = sql::makeProject(pairs, ofPairs.exprs, ofPairs.names, join.span);
    const auto width = static_cast<int>(left->schema.numColumns());
    std::vector<std::pair<int, int>> equiKeys;
    for (size_t i = 0; i < keys.exprs.size(); ++i) {
        const int column = keys.isColumns() ? keys.exprs[i]->column : width + static_cast<int>(i);
        equiKeys.emplace_back(column, static_cast<int>(i));
    }
    if (keys.isColumns()) {
        return sql::makeEquiJoin(join.joinKind, left, partnered, std::move(equiKeys), nullptr, join.span);
    }
    std::vector<ExprPtr> exprs = sql::columnExprs(left->schema);
    std::vector<ColumnInfo> names = left->schema.columns;
    exprs.insert(exprs.end(), keys.exprs.begin(), keys.exprs.end());
    names.insert(names.end(), keys.names.begin(), keys.names.end());
    RelPtr rows = sql::makeProject(left, std::move(exprs), names, left->span);
    RelPtr joined =
        sql::makeEquiJoin(join.joinKind, std::move(rows), partnered, std::move(equiKeys), nullptr, join.span);
    return projected(std::move(joined), sql::columnExprs(left->schema), join.schema);
}

} // namespace

RelPtr expandSemiJoins(const RelPtr& query)
{
    const auto visit = [](const RelPtr& rel) -> RelPtr {
        const bool isPartial = rel->kind == RelKind::Join && rel->predicate &&
                               (rel->joinKind == JoinKind::Semi || rel->joinKind == JoinKind::Anti);
        return isPartial ? expand(*rel) : rel;
    };
    return RelMemo(visit).run(query);
}

} // namespace millrace::plan
