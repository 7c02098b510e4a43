// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of aggregate functions of the streaming dialect.
#pragma once

#include "engine/expr/scalar_expr.h"

#include <optional>
#include <string>
#include <string_view>

namespace millrace::descriptive {

enum class StreamAggregateKind : uint8_t {
    Count, ///< rows; with an argument those where it is not NULL
    Sum,   ///< int64, uint64, float64 or decimal; integers wrap
    Avg,   ///< float64
    Min,
    Max,
    ArgMin, ///< the argument where the second one is least, the first of such rows
    ArgMax,
    First,
    Last,
    Quantile, ///< float64, exact, linear between neighbours
    Distinct, ///< how many different values, exact
    Spread,   ///< variance or standard deviation
};

/// What Spread computes.
enum class SpreadKind : uint8_t { VarPop, VarSamp, StddevPop, StddevSamp };

struct StreamAggregate {
    StreamAggregateKind kind = StreamAggregateKind::Count;
    SpreadKind spread = SpreadKind::VarPop; ///< Spread
    double level = 0;                       ///< Quantile: 0 to 1
    ExprPtr arg;    ///< null: rows are counted. Sum: of the result's type; Avg, Quantile, Spread: float64
    ExprPtr order;  ///< ArgMin, ArgMax
    ExprPtr filter; ///< or null
    SqlType type;
    std::string typeName; ///< empty: that of the argument
    SourceSpan span;
};

/// An aggregate function by its name in lower case, without the suffix `_if`.
struct AggregateFunction {
    std::string_view name;
    StreamAggregateKind kind;
    SpreadKind spread = SpreadKind::VarPop;
    double level = -1; ///< Quantile: fixed by the name, or -1
};

/// The function, and whether `_if` was taken off its name; null when there is none.
const AggregateFunction* findAggregate(std::string_view name, bool& hasCondition);
/// True for an aggregate function that exists elsewhere and is not built here.
bool isUnbuiltStreamAggregate(std::string_view name);

} // namespace millrace::descriptive
