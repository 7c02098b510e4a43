// SPDX-License-Identifier: GPL-3.0-or-later
// Result types of arithmetic and the conversions between types.
#pragma once

#include "engine/types/sql_type.h"

namespace millrace {

enum class Arithmetic : uint8_t { Add, Subtract, Multiply, Divide, Remainder };

/// The type of an operation on two numbers; the rules of decimals are Calcite's with at most 38 digits.
/// For integers and floating numbers it is also the type both operands are brought to.
SqlType arithmeticType(Arithmetic operation, const SqlType& left, const SqlType& right);

/// An integer type as the DECIMAL that holds all its values; decimals as they are.
SqlType asDecimal(const SqlType& type);

} // namespace millrace
