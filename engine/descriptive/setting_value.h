// SPDX-License-Identifier: GPL-3.0-or-later
// Values of SETTINGS, checked.
#pragma once

#include "engine/base/result.h"
#include "engine/sql/stream_syntax.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace millrace::descriptive {

/// kSqlInvalidProperty at the setting unless it is a number of rows a second, at least 0.
Result<double> epsOf(const sql::syntax::Setting& setting);
/// kSqlInvalidProperty at the setting unless it is a whole number in the range.
Result<int64_t> wholeSetting(const sql::syntax::Setting& setting, int64_t least, int64_t most);
/// kSqlInvalidProperty with the nearest of the known names.
Error unknownSetting(const sql::syntax::Setting& setting, std::span<const std::string_view> known);

} // namespace millrace::descriptive
