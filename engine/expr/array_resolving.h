// SPDX-License-Identifier: GPL-3.0-or-later
// What resolvers of array functions share.
#pragma once

#include "engine/expr/call_site.h"

namespace millrace {

/// kSqlTypeMismatch when the argument is no array. A bare NULL becomes one.
Status needArray(CallSite& site, size_t arg);
/// Brings an array and a value to one type: the elements of the one and the other.
Status unifyWithElement(CallSite& site, size_t array, size_t value);
/// Brings all arguments from `first` on, arrays, to one type.
Status unifyArrays(CallSite& site, size_t first = 0);

} // namespace millrace
