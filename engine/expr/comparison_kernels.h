// SPDX-License-Identifier: GPL-3.0-or-later
// The functions behind comparisons, IN and GREATEST on one physical type each.
#pragma once

#include "engine/expr/function.h"

namespace millrace {

enum class Comparison : uint8_t { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };
enum class Distinctness : uint8_t { Distinct, NotDistinct };
enum class Extremum : uint8_t { Greatest, Least };

/// NaN equals itself and is above all other numbers.
const Function& comparison(Comparison operation, Physical physical);
/// IS [NOT] DISTINCT FROM: two NULLs are the same.
const Function& distinctFrom(Distinctness distinctness, Physical physical);
/// Of any number of arguments.
const Function& extremum(Extremum which, Physical physical);
/// Value, then literals; NULL when no literal equals the value and one of them is NULL.
const Function& inLiterals(Physical physical);

} // namespace millrace
