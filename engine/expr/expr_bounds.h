// SPDX-License-Identifier: GPL-3.0-or-later
// How large a bound expression may become: walks over it need a stack and time.
#pragma once

#include "engine/expr/scalar_expr.h"

#include <cstddef>

namespace millrace {

/// Nodes, shared ones counted as often as they occur: walks meet them as often.
constexpr size_t kMaxExprNodes = 100'000;
/// Levels. The parser bounds what is written; what is put in place of names adds to it.
constexpr size_t kMaxExprHeight = 2'000;

/// True when the expression has more nodes or levels than these. Stops there, so it is safe with any expression.
bool isTooLarge(const ScalarExpr& expr);

} // namespace millrace
