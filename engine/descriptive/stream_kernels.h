// SPDX-License-Identifier: GPL-3.0-or-later
// Functions of the streaming dialect that the main one has no like of: arithmetic that wraps, conversions that cut.
#pragma once

#include "engine/expr/function.h"
#include "engine/expr/type_rules.h"

namespace millrace::descriptive {

/// Sum, difference and product wrap; a quotient is of doubles and may be infinite; a remainder of integers by zero
/// fails. Both operands and the result are of this physical type. Not for decimals.
const Function& streamArithmetic(Arithmetic operation, Physical physical);
/// The remainder of an unsigned number of 8 to 32 bits by one not wider, as the divisor's type.
const Function* shortRemainder(Physical value, Physical divisor);
/// Between BOOLEAN, integers and floating numbers: bits beyond the width are cut, numbers beyond the range of an
/// integer become its end, NaN becomes 0.
const Function& numberConversion(Physical from, Physical to);

} // namespace millrace::descriptive
