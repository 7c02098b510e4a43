// SPDX-License-Identifier: GPL-3.0-or-later
// Functions over windows other than ranks: which functions, over which rows of the partition.
#pragma once

#include "engine/base/source_span.h"
#include "engine/expr/aggregate_kind.h"
#include "engine/expr/rank_spec.h"
#include "engine/types/sql_type.h"

#include <algorithm>

namespace millrace {

enum class OverFunction : uint8_t { Aggregate, Lag, Lead, FirstValue, LastValue };
enum class FrameUnit : uint8_t { Range, Rows };
enum class FrameBound : uint8_t { UnboundedPreceding, Preceding, CurrentRow, Following, UnboundedFollowing };

/// The rows around a row that a function sees. Without offsets: bounds are the row, or with RANGE all its peers.
struct WindowFrame {
    FrameUnit unit = FrameUnit::Range;
    FrameBound start = FrameBound::UnboundedPreceding;
    FrameBound end = FrameBound::CurrentRow;
    Int128 startOffset = 0; ///< ROWS: rows; RANGE: in the representation of the one order column. Not negative
    Int128 endOffset = 0;

    bool operator==(const WindowFrame&) const = default;
};

/// One call; its result is a column.
struct OverCall {
    OverFunction function = OverFunction::Aggregate;
    AggregateKind aggregate = AggregateKind::CountStar; ///< COUNT, SUM, AVG, MIN, MAX, SOME, EVERY
    int argColumn = -1;                                 ///< -1 for COUNT(*)
    int filterColumn = -1;                              ///< of FILTER, or -1
    int defaultColumn = -1;                             ///< LAG, LEAD: the value where there is no such row, or -1
    int64_t offset = 1;                                 ///< LAG, LEAD: rows, not negative
    WindowFrame frame;                                  ///< not of LAG and LEAD
    SqlType argType;
    SqlType type; ///< of the result

    /// True when rows that are equal in the order may have different results.
    bool dependsOnTies() const { return function != OverFunction::Aggregate || frame.unit == FrameUnit::Rows; }
    bool operator==(const OverCall&) const = default;
};

/// Calls over one window. The order of rows that are equal in `orderBy` is that of all their columns, as in RankSpec.
struct OverSpec {
    std::vector<int> partitionBy;
    std::vector<OrderKey> orderBy;
    std::vector<OverCall> calls;

    bool dependsOnTies() const
    {
        return std::any_of(calls.begin(), calls.end(), [](const OverCall& call) { return call.dependsOnTies(); });
    }
    bool operator==(const OverSpec&) const = default;
};

} // namespace millrace
