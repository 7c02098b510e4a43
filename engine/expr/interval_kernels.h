// SPDX-License-Identifier: GPL-3.0-or-later
// The functions behind + and - on DATE, TIME, TIMESTAMP and intervals, and * and / of intervals.
#pragma once

#include "engine/expr/function.h"

namespace millrace {

enum class IntervalSign : uint8_t { Plus, Minus };
enum class IntervalScale : uint8_t { Multiplied, Divided };

/// temporal ± interval; nothing when there is no such sum. The result has the type of the temporal operand.
const Function* temporalPlusInterval(TypeId temporal, TypeId interval, IntervalSign sign);
/// Difference of two values of one temporal type as IntervalDay.
const Function& temporalDifference(TypeId temporal);
/// interval * DOUBLE and interval / DOUBLE, cut toward zero.
const Function& scaledInterval(TypeId interval, IntervalScale scale);

} // namespace millrace
