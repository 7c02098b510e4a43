// SPDX-License-Identifier: GPL-3.0-or-later
// Bound queries: relational algebra with resolved columns, the binder's result and the planner's input.
#pragma once

#include "engine/expr/aggregate_kind.h"
#include "engine/expr/over_spec.h"
#include "engine/expr/rank_spec.h"
#include "engine/expr/scalar_expr.h"
#include "engine/types/schema.h"

#include <memory>
#include <string>
#include <vector>

namespace millrace::sql {

/// Position of a relation in Program::relations.
using RelationId = uint32_t;

enum class RelKind : uint8_t {
    Scan,      ///< rows of relation `relation`
    Values,    ///< constant rows
    Filter,    ///< rows of input 0 where `predicate` is TRUE
    Project,   ///< `exprs` over input 0
    Join,      ///< `joinKind` of inputs 0 and 1; columns of both, left first
    Aggregate, ///< group input 0 by `groupBy`; columns: the keys, then the aggregates
    Distinct,  ///< distinct rows of input 0
    UnionAll,  ///< all rows of all inputs
    Repeat,    ///< rows of input 0 `repetitions` times; a last column, BIGINT, numbers them from 0
    Multiply,  ///< rows of input 0 as often as `value`, a BIGINT over them, says; NULL and below 1 is not at all
    Unnest,    ///< rows of input 0 for each element of the array `value`, with the element and its position from 1
    Over,      ///< rows of input 0 with the results of `over` behind their columns
    Rank,      ///< rows of input 0 that `rank` keeps, with their ranks behind their columns
};

enum class JoinKind : uint8_t { Inner, Left, Right, Full, Semi, Anti };

using millrace::AggregateKind;

/// One aggregate call over the input's columns.
struct AggregateCall {
    AggregateKind kind = AggregateKind::CountStar;
    ExprPtr arg;    ///< null for COUNT(*)
    ExprPtr order;  ///< ARG_MIN, ARG_MAX: what is compared
    ExprPtr filter; ///< FILTER (WHERE …), or null
    std::vector<ExprPtr> keys; ///< GROUPING: the keys it is asked about
    bool isDistinct = false;
    SqlType type; ///< of the result
    SourceSpan span;
};

struct RelNode;
using RelPtr = std::shared_ptr<const RelNode>;

/// A node of a bound query; immutable and shared.
struct RelNode {
    RelKind kind = RelKind::Scan;
    Schema schema; ///< output columns; names may repeat and be empty below the top; a Scan's has the table's key
    std::vector<RelPtr> inputs;
    SourceSpan span;

    RelationId relation = 0;                   // Scan
    std::vector<std::vector<ExprPtr>> rows;    // Values
    ExprPtr predicate;                         // Filter; Join: residual over left ++ right columns, may be null
    std::vector<ExprPtr> exprs;                // Project
    JoinKind joinKind = JoinKind::Inner;       // Join
    std::vector<std::pair<int, int>> equiKeys; // Join: (left column, right column); filled by the planner
    std::vector<ExprPtr> groupBy;              // Aggregate
    std::vector<AggregateCall> aggregates;     // Aggregate
    int64_t repetitions = 0;                   // Repeat
    ExprPtr value;                             // Multiply, Unnest
    RankSpec rank;                             // Rank
    OverSpec over;                             // Over
};

} // namespace millrace::sql
