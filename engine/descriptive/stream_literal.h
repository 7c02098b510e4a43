// SPDX-License-Identifier: GPL-3.0-or-later
// Literals of the streaming dialect, and the name an expression without alias has.
#pragma once

#include "engine/base/result.h"
#include "engine/expr/scalar_expr.h"
#include "engine/sql/syntax_tree.h"

#include <string>

namespace millrace::descriptive {

/// Integers are of the least unsigned type that holds them, other numbers are float64, strings not padded.
Result<ExprPtr> bindStreamLiteral(const sql::syntax::Expr& literal);
/// The number, or the negative one in the least signed type that holds it.
Result<ExprPtr> integerLiteral(uint64_t number, bool isNegative, const SourceSpan& span);
/// A number without exponent, digit by digit; null where 38 digits do not hold it.
ExprPtr exactDecimal(const sql::syntax::Expr& literal);
/// The prefix form: `count()`, `plus(a, 1)`, `1`. Cut at 256 bytes.
std::string canonicalExprName(const sql::syntax::Expr& expr);

} // namespace millrace::descriptive
