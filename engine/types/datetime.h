// SPDX-License-Identifier: GPL-3.0-or-later
// Calendar arithmetic and the text forms of DATE, TIME and TIMESTAMP (proleptic Gregorian, UTC).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace millrace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;
constexpr int64_t kNanosPerDay = 86'400 * 1'000'000'000LL;

struct CivilDate {
    int32_t year;
    int32_t month; ///< 1..12
    int32_t day;   ///< 1..31
};

/// Days since 1970-01-01; algorithm of H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
int32_t daysFromCivil(CivilDate date);
CivilDate civilFromDays(int32_t days);
/// 1..31; `month` is 1..12.
int32_t daysInMonth(int32_t year, int32_t month);
/// True for the days of the years 1 to 9999, the range of DATE.
bool isValidDate(int64_t days);
/// True for the microseconds of those days.
bool isValidTimestamp(int64_t micros);
/// Day of a timestamp, rounded down (also before 1970).
inline int32_t daysFromMicros(int64_t micros)
{
    const int64_t days = micros / kMicrosPerDay;
    return static_cast<int32_t>(days - (micros % kMicrosPerDay < 0 ? 1 : 0));
}
/// Microseconds since midnight of a timestamp, 0 <= result < kMicrosPerDay.
inline int64_t microsOfDay(int64_t micros)
{
    return micros - int64_t{daysFromMicros(micros)} * kMicrosPerDay;
}
/// Adds months; the day is clamped to the month's last.
int32_t addMonths(int32_t days, int64_t months);

void appendDate(std::string& out, int32_t days);                 ///< 2024-01-31
void appendTime(std::string& out, int64_t nanos);                ///< 12:00:00[.f up to 9 digits, no trailing zeros]
void appendTimestamp(std::string& out, int64_t micros, char separator = ' '); ///< 2024-01-31 12:00:00[.f up to 6]

/// An interval of microseconds as `+1 02:03:04.500000`, of months as `+1-02`.
void appendDayInterval(std::string& out, int64_t micros);
void appendMonthInterval(std::string& out, int64_t months);

/// What a text may look like.
enum class TimeText : uint8_t {
    Sql,    ///< as SQL casts accept: `%Y-%m-%d[ %H:%M:%S[.f]]`, no zone, no `T`
    Record, ///< as connectors accept: also RFC 3339 with `T` and an offset (converted to UTC), blanks around
};

/// Fields but the year may have one digit; digits of a fraction beyond the type's precision are cut off.
/// Nothing when the text is something else or out of range (years 1 to 9999).
std::optional<int32_t> parseDate(std::string_view text, TimeText form);
std::optional<int64_t> parseTime(std::string_view text, TimeText form);
std::optional<int64_t> parseTimestamp(std::string_view text, TimeText form);

} // namespace millrace
