// SPDX-License-Identifier: GPL-3.0-or-later
// Elements of arrays as Values, for those who write them out in forms of their own.
#pragma once

#include "engine/types/value.h"

#include <string_view>

namespace millrace {

/// The value of an element that takeElement() gave; an inner array stays its code, as in a Value.
Value valueOfElement(std::string_view element, const SqlType& type);

} // namespace millrace
