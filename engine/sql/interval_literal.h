// SPDX-License-Identifier: GPL-3.0-or-later
// The text of INTERVAL literals.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace millrace::sql {

/// Months, or microseconds.
struct IntervalValue {
    bool isMonths = false;
    int64_t amount = 0;
};

/// Reads '10' DAY, '1-6' YEAR TO MONTH, '1 02:30:00.5' DAY TO SECOND and so on. Units in upper case and
/// singular; `unitTo` is empty for a single unit. Nothing when the text does not fit the units or is out of range.
std::optional<IntervalValue> parseInterval(std::string_view text, std::string_view unit, std::string_view unitTo);

/// True for the unit pairs that exist, e.g. DAY TO SECOND; a single unit (empty `unitTo`) that an interval can have.
bool isIntervalQualifier(std::string_view unit, std::string_view unitTo);

} // namespace millrace::sql
