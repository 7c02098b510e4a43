// SPDX-License-Identifier: GPL-3.0-or-later
// Values of PostgreSQL, as texts, to values of columns.
#pragma once

#include "engine/types/sql_type.h"
#include "engine/zset/batch_builder.h"

#include <string_view>

namespace millrace {

/// Appends a value written as PostgreSQL writes it with DateStyle ISO and TimeZone UTC; false, with nothing appended,
/// when it does not fit the column.
bool appendPostgresValue(ColumnBuilder& column, const SqlType& type, std::string_view text);

} // namespace millrace
