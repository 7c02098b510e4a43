// SPDX-License-Identifier: GPL-3.0-or-later
// What the rewrites need to know about expressions.
#pragma once

#include "engine/expr/scalar_expr.h"

#include <vector>

namespace millrace::plan {

/// True when evaluating the expression may raise an error for some row.
bool canFail(const ScalarExpr& expr);
/// True when equal rows always give equal values.
bool isDeterministic(const ScalarExpr& expr);
/// A column or a literal: worth no column of its own.
bool isTrivial(const ScalarExpr& expr);
bool hasColumns(const ScalarExpr& expr);
/// True when every column used lies in [from, to).
bool usesOnlyColumns(const ScalarExpr& expr, int from, int to);
/// Nodes of the expression, shared ones counted as often as they occur; stops counting at `limit`.
size_t countNodes(const ScalarExpr& expr, size_t limit);
/// The literal TRUE, FALSE or NULL of a condition.
bool isLiteralTrue(const ScalarExpr& expr);
bool isLiteralFalseOrNull(const ScalarExpr& expr);
/// The expression with `offset` added to every column.
ExprPtr shiftColumns(const ExprPtr& expr, int offset, int numColumns);

} // namespace millrace::plan
