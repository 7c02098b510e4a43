// SPDX-License-Identifier: GPL-3.0-or-later
// Fields of dates beyond year, month and day.
#pragma once

#include "engine/types/datetime.h"

namespace millrace {

/// 1 = Monday … 7 = Sunday.
inline int32_t isoWeekday(int32_t days)
{
    // 1970-01-01 was a Thursday.
    const int64_t sinceMonday = (int64_t{days} + 3) % 7;
    return static_cast<int32_t>(sinceMonday < 0 ? sinceMonday + 7 : sinceMonday) + 1;
}

/// 1..366.
inline int32_t dayOfYear(int32_t days)
{
    return days - daysFromCivil({civilFromDays(days).year, 1, 1}) + 1;
}

/// Week and its year as of ISO 8601: the week of a year's first Thursday is its first.
struct IsoWeek {
    int32_t year;
    int32_t week;
};

inline IsoWeek isoWeekOf(int32_t days)
{
    const int32_t thursday = days - isoWeekday(days) + 4;
    return {civilFromDays(thursday).year, (dayOfYear(thursday) - 1) / 7 + 1};
}

} // namespace millrace
