// SPDX-License-Identifier: GPL-3.0-or-later
// The aggregate functions, as the binder names them and the operators compute them.
#pragma once

#include <cstdint>

namespace millrace {

/// Some and Every are of conditions: whether one holds, whether all hold. ArgMin and ArgMax, the value where another is
/// least or greatest, exist in queries only: the planner takes them for rows of rank 1. Grouping exists while a SELECT
/// is bound: which keys a grouping set has.
enum class AggregateKind : uint8_t {
    CountStar,
    Count,
    Sum,
    Avg,
    Min,
    Max,
    Some,
    Every,
    VarPop,
    VarSamp,
    StddevPop,
    StddevSamp,
    BitAnd,
    BitOr,
    BitXor,
    ArgMin,
    ArgMax,
    Grouping,
};

/// Variances and standard deviations, of a population and of a sample.
inline bool isSpread(AggregateKind kind)
{
    return kind >= AggregateKind::VarPop && kind <= AggregateKind::StddevSamp;
}

/// Folds of integers by a bitwise operation.
inline bool isBitwise(AggregateKind kind)
{
    return kind >= AggregateKind::BitAnd && kind <= AggregateKind::BitXor;
}

} // namespace millrace
