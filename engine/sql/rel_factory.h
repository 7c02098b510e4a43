// SPDX-License-Identifier: GPL-3.0-or-later
// Makes nodes of bound queries with the schema that follows from their parts.
#pragma once

#include "engine/sql/relational.h"

#include <string>
#include <vector>

namespace millrace::sql {

RelPtr makeScan(RelationId relation, Schema schema, const SourceSpan& span);
/// Rows of expressions without columns; all rows have the width of the schema.
RelPtr makeValues(std::vector<std::vector<ExprPtr>> rows, Schema schema, const SourceSpan& span);
RelPtr makeFilter(RelPtr input, ExprPtr predicate, const SourceSpan& span);
/// Columns are named by `names` (as many as expressions).
RelPtr makeProject(RelPtr input, std::vector<ExprPtr> exprs, const std::vector<ColumnInfo>& names,
                   const SourceSpan& span);
/// Columns of the side that may be missing become nullable; `predicate` may be null.
RelPtr makeJoin(JoinKind kind, RelPtr left, RelPtr right, ExprPtr predicate, const SourceSpan& span);
/// The same with equi keys found.
RelPtr makeEquiJoin(JoinKind kind, RelPtr left, RelPtr right, std::vector<std::pair<int, int>> keys, ExprPtr predicate,
                    const SourceSpan& span);
/// Keys keep the names of the columns they are; other columns have no name.
RelPtr makeAggregate(RelPtr input, std::vector<ExprPtr> groupBy, std::vector<AggregateCall> calls,
                     const SourceSpan& span);
RelPtr makeDistinct(RelPtr input, const SourceSpan& span);
/// Inputs have the same types; the names are those of the first.
RelPtr makeUnionAll(std::vector<RelPtr> inputs, const SourceSpan& span);
/// Every row `repetitions` times, numbered in a last column.
RelPtr makeRepeat(RelPtr input, int64_t repetitions, const SourceSpan& span);
/// Every row as often as `factor`, a BIGINT over it, says.
RelPtr makeMultiply(RelPtr input, ExprPtr factor, const SourceSpan& span);
/// Every row once for each element of `array`; two more columns, the element and its position.
RelPtr makeUnnest(RelPtr input, ExprPtr array, const SourceSpan& span);
/// The columns of the ranks have no name.
RelPtr makeRank(RelPtr input, RankSpec rank, const SourceSpan& span);
/// The columns of the results have no name.
RelPtr makeOver(RelPtr input, OverSpec over, const SourceSpan& span);
/// A copy of the node with other names (and only names) of its columns.
RelPtr withColumnNames(const RelPtr& rel, const std::vector<ColumnInfo>& names);

/// One column expression for each column of the schema.
std::vector<ExprPtr> columnExprs(const Schema& schema);

} // namespace millrace::sql
