// SPDX-License-Identifier: GPL-3.0-or-later
// The functions behind + - * / % on one physical type each.
#pragma once

#include "engine/expr/function.h"
#include "engine/expr/type_rules.h"

namespace millrace {

/// Both operands and the result are of the same integer type (or an interval of that representation).
const Function& integerArithmetic(Arithmetic operation, Physical physical);
const Function& integerNegation(Physical physical);
/// NULL for division by zero.
const Function& integerDivNull(Physical physical);

/// Physical::Float or Physical::Double.
const Function& floatArithmetic(Arithmetic operation, Physical physical);
const Function& floatNegation(Physical physical);
const Function& floatDivNull(Physical physical);

/// Operands are decimals of their own scales, the result's type is that of the call.
const Function& decimalArithmetic(Arithmetic operation, const SqlType& left, const SqlType& right);
const Function& decimalNegation();
const Function& decimalDivNull();

/// "+", "-", "*", "/", "%".
std::string_view signOf(Arithmetic operation);

/// "'120 + 100' causes overflow for type TINYINT".
EvalFailure overflowFailure(size_t row, const ScalarExpr& call, const std::string& left, std::string_view sign,
                            const std::string& right);
/// "Attempt to divide by zero: 1/0".
EvalFailure zeroDivisorFailure(size_t row, Arithmetic operation, const std::string& left, const std::string& right);

/// True when an argument of a strict function is NULL in the row.
bool isAnyNull(std::span<const Column> args, size_t row);

} // namespace millrace
