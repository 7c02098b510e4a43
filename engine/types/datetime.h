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
/// Adds months; the day is clamped to the month's last.
int32_t addMonths(int32_t days, int64_t months);

void appendDate(std::string& out, int32_t days);                 ///< 2024-01-31
void appendTime(std::string& out, int64_t nanos);                ///< 12:00:00[.f up to 9 digits, no trailing zeros]
void appendTimestamp(std::string& out, int64_t micros, char separator = ' '); ///< 2024-01-31 12:00:00[.f up to 6]

/// What a text may look like.
enum class TimeText : uint8_t {
    Sql,    ///< as SQL casts accept: `%Y-%m-%d[ %H:%M:%S[.f]]`, no zone
    /// As connectors accept: also RFC 3339 with `T` and an offset (converted to UTC), one-digit fields, blanks around.
    Record,
};

std::optional<int32_t> parseDate(std::string_view text, TimeText form);
std::optional<int64_t> parseTime(std::string_view text, TimeText form);
std::optional<int64_t> parseTimestamp(std::string_view text, TimeText form);

} // namespace millrace
