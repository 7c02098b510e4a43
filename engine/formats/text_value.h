// SPDX-License-Identifier: GPL-3.0-or-later
// Turns the text of one value into an element of a column: the part that all text formats share.
#pragma once

#include "engine/types/sql_type.h"
#include "engine/zset/batch_builder.h"

#include <string_view>

namespace millrace {

/// Appends the value written as `text` to `column`, in the forms connectors accept: numbers with sign and
/// exponent, DECIMAL rounded half to even and never through a double, `NaN`, `Inf` and `-Inf`, `true` and
/// `false` in any case, dates and times as TimeText::Record. Text columns take it as it stands. False, and
/// nothing appended, when it does not fit the type.
bool appendText(ColumnBuilder& column, const SqlType& type, std::string_view text);

/// True for a number of RFC 8259 (no leading zeros, no plus sign, no bare point).
bool isJsonNumber(std::string_view text);

/// Appends an integer written as `[-]digits` in the range of the type, as JSON does; false otherwise.
bool appendJsonInteger(ColumnBuilder& column, TypeId type, std::string_view text);

} // namespace millrace
