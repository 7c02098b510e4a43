// SPDX-License-Identifier: GPL-3.0-or-later
// Units of time as SQL names them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace millrace {

enum class TimeUnit : uint8_t {
    Millennium,
    Century,
    Decade,
    Year,
    IsoYear,
    Quarter,
    Month,
    Week, ///< its number as of ISO 8601
    Doy,
    Dow,    ///< 1 = Sunday
    IsoDow, ///< 1 = Monday
    Day,
    Hour,
    Minute,
    Second,
    Millisecond, ///< like the next two counted within the minute
    Microsecond,
    Nanosecond,
    Epoch, ///< seconds since 1970
};

/// In any case, singular or plural, with or without SQL_TSI_; nothing for an unknown name.
std::optional<TimeUnit> parseTimeUnit(std::string_view name);

} // namespace millrace
