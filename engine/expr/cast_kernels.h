// SPDX-License-Identifier: GPL-3.0-or-later
// Conversions between SQL types (CAST and SAFE_CAST).
#pragma once

#include "engine/expr/function.h"

namespace millrace {

/// True when every value of `from` is represented in the same way in `to`, so that nothing has to be done.
bool isIdentityCast(const SqlType& from, const SqlType& to);

/// The strict function that converts; its calls are Cast nodes with the target as their type. One that can
/// fail gives NULL instead when the call `isSafe`. The types are castable and not identical.
const Function& castFunction(const SqlType& from, const SqlType& to);

} // namespace millrace
