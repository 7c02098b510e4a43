// SPDX-License-Identifier: GPL-3.0-or-later
// A column of elements to the code of one array.
#pragma once

#include "engine/types/sql_type.h"
#include "engine/zset/column.h"

#include <string>

namespace millrace {

/// Appends the first `numCells` cells, which are of type `element`; inner arrays are their codes.
void appendArrayCells(const Column& cells, size_t numCells, const SqlType& element, std::string& array);

} // namespace millrace
