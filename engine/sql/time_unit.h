// SPDX-License-Identifier: GPL-3.0-or-later
// Names of time units as programs write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace millrace::sql {

/// The unit in upper case and singular: "days", "SQL_TSI_DAY" and "DAY" give "DAY". Nothing for other words.
std::optional<std::string> canonicalUnit(std::string_view word);

} // namespace millrace::sql
