// SPDX-License-Identifier: GPL-3.0-or-later
// Equality and order of values in columns: NaN equals itself and is above all other numbers.
#pragma once

#include "engine/types/string_ref.h"

#include <type_traits>

namespace millrace {

template <typename T>
bool isSame(const T& x, const T& y)
{
    if constexpr (std::is_floating_point_v<T>) {
        return (x == y) | ((x != x) & (y != y));
    } else {
        return x == y;
    }
}

template <typename T>
bool isBelow(const T& x, const T& y)
{
    if constexpr (std::is_floating_point_v<T>) {
        return (x < y) | ((x == x) & (y != y));
    } else {
        return x < y;
    }
}

} // namespace millrace
