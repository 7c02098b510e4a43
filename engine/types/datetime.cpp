// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/types/datetime.h"

#include "engine/base/assert.h"

#include <algorithm>
#include <charconv>

namespace millrace {

namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;
constexpr int32_t kFirstDay = -719'162; // 0001-01-01
constexpr int32_t kLastDay = 2'932'896; // 9999-12-31

void appendPadded(std::string& out, int64_t value, int width)
{
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    const auto size = static_cast<int>(end - digits);
    out.append(static_cast<size_t>(std::max(0, width - size)), '0');
    out.append(digits, end);
}

/// "hh:mm:ss"
void appendClock(std::string& out, int64_t seconds)
{
    appendPadded(out, seconds / 3600, 2);
    out += ':';
    appendPadded(out, seconds / 60 % 60, 2);
    out += ':';
    appendPadded(out, seconds % 60, 2);
}

/// ".ddd" with `digits` digits but without trailing zeros; nothing for 0.
void appendFraction(std::string& out, int64_t fraction, int digits)
{
    if (fraction == 0) {
        return;
    }
    while (fraction % 10 == 0) {
        fraction /= 10;
        --digits;
    }
    out += '.';
    appendPadded(out, fraction, digits);
}

/// Reads from left to right; every take… gives nothing where its text is not there.
class TimeReader {
public:
    explicit TimeReader(std::string_view text)
        : m_rest(text)
    {
    }

    bool atEnd() const { return m_rest.empty(); }
    bool take(char wanted)
    {
        if (m_rest.empty() || m_rest[0] != wanted) {
            return false;
        }
        m_rest.remove_prefix(1);
        return true;
    }
    char peek() const { return m_rest.empty() ? '\0' : m_rest[0]; }
    std::optional<int32_t> takeNumber(size_t leastDigits, size_t mostDigits)
    {
        int32_t value = 0;
        size_t count = 0;
        while (count < mostDigits && count < m_rest.size() && m_rest[count] >= '0' && m_rest[count] <= '9') {
            value = value * 10 + (m_rest[count] - '0');
            ++count;
        }
        if (count < leastDigits) {
            return std::nullopt;
        }
        m_rest.remove_prefix(count);
        return value;
    }
    /// ".digits" as nanoseconds; 0 when there is no point.
    std::optional<int64_t> takeFraction()
    {
        if (!take('.')) {
            return 0;
        }
        int64_t nanos = 0;
        size_t count = 0;
        for (; count < m_rest.size() && m_rest[count] >= '0' && m_rest[count] <= '9'; ++count) {
            nanos = count < 9 ? nanos * 10 + (m_rest[count] - '0') : nanos;
        }
        if (count == 0) {
            return std::nullopt;
        }
        for (size_t i = count; i < 9; ++i) {
            nanos *= 10;
        }
        m_rest.remove_prefix(count);
        return nanos;
    }

private:
    std::string_view m_rest;
};

std::string_view prepared(std::string_view text, TimeText form)
{
    constexpr std::string_view kBlanks = " \t\r\n";
    if (form == TimeText::Sql) {
        return text;
    }
    const size_t first = text.find_first_not_of(kBlanks);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::optional<int32_t> takeDate(TimeReader& reader)
{
    const auto year = reader.takeNumber(1, 4);
    if (!year || *year < 1 || !reader.take('-')) {
        return std::nullopt;
    }
    const auto month = reader.takeNumber(1, 2);
    if (!month || *month < 1 || *month > 12 || !reader.take('-')) {
        return std::nullopt;
    }
    const auto day = reader.takeNumber(1, 2);
    if (!day || *day < 1 || *day > daysInMonth(*year, *month)) {
        return std::nullopt;
    }
    return daysFromCivil({*year, *month, *day});
}

/// Nanoseconds of the day.
std::optional<int64_t> takeTime(TimeReader& reader)
{
    const auto hour = reader.takeNumber(1, 2);
    if (!hour || *hour > 23 || !reader.take(':')) {
        return std::nullopt;
    }
    const auto minute = reader.takeNumber(1, 2);
    if (!minute || *minute > 59 || !reader.take(':')) {
        return std::nullopt;
    }
    const auto second = reader.takeNumber(1, 2);
    if (!second || *second > 59) {
        return std::nullopt;
    }
    const auto fraction = reader.takeFraction();
    if (!fraction) {
        return std::nullopt;
    }
    return (*hour * 3600LL + *minute * 60 + *second) * kNanosPerSecond + *fraction;
}

/// "Z", "+hh:mm", "+hhmm", "+hh" as seconds east of UTC; 0 when nothing is there.
std::optional<int32_t> takeOffset(TimeReader& reader)
{
    if (reader.atEnd() || reader.take('Z') || reader.take('z')) {
        return 0;
    }
    const bool isWest = reader.peek() == '-';
    if (!reader.take('-') && !reader.take('+')) {
        return std::nullopt;
    }
    const auto hours = reader.takeNumber(2, 2);
    if (!hours || *hours > 23) {
        return std::nullopt;
    }
    const bool hasColon = reader.take(':');
    const auto minutes = reader.atEnd() && !hasColon ? std::optional<int32_t>(0) : reader.takeNumber(2, 2);
    if (!minutes || *minutes > 59) {
        return std::nullopt;
    }
    const int32_t seconds = *hours * 3600 + *minutes * 60;
    return isWest ? -seconds : seconds;
}

} // namespace

int32_t daysFromCivil(CivilDate date)
{
    const int32_t year = date.month <= 2 ? date.year - 1 : date.year;
    const int32_t era = (year >= 0 ? year : year - 399) / 400;
    const int32_t yearOfEra = year - era * 400;
    const int32_t dayOfYear = (153 * (date.month > 2 ? date.month - 3 : date.month + 9) + 2) / 5 + date.day - 1;
    const int32_t dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146'097 + dayOfEra - 719'468;
}

CivilDate civilFromDays(int32_t days)
{
    const int64_t shifted = int64_t{days} + 719'468;
    const int64_t era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
    const auto dayOfEra = static_cast<int32_t>(shifted - era * 146'097);
    const int32_t yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const int32_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const int32_t monthFromMarch = (5 * dayOfYear + 2) / 153;
    const int32_t month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    const auto year = static_cast<int32_t>(yearOfEra + era * 400 + (month <= 2 ? 1 : 0));
    return {year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1};
}

int32_t daysInMonth(int32_t year, int32_t month)
{
    constexpr int8_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && isLeap ? 29 : kDays[month - 1];
}

bool isValidDate(int64_t days)
{
    return days >= kFirstDay && days <= kLastDay;
}

bool isValidTimestamp(int64_t micros)
{
    return micros >= kFirstDay * kMicrosPerDay && micros < (kLastDay + 1LL) * kMicrosPerDay;
}

int32_t addMonths(int32_t days, int64_t months)
{
    const CivilDate date = civilFromDays(days);
    // Bounded so that no sum overflows: results this far out are no valid dates anyway.
    const int64_t bounded = std::clamp<int64_t>(months, -1'000'000, 1'000'000);
    const int64_t total = int64_t{date.year} * 12 + date.month - 1 + bounded;
    const int64_t year = total >= 0 ? total / 12 : -((11 - total) / 12);
    const auto month = static_cast<int32_t>(total - year * 12) + 1;
    const auto newYear = static_cast<int32_t>(year);
    return daysFromCivil({newYear, month, std::min(date.day, daysInMonth(newYear, month))});
}

void appendDate(std::string& out, int32_t days)
{
    const CivilDate date = civilFromDays(days);
    if (date.year < 0) {
        out += '-';
    }
    appendPadded(out, date.year < 0 ? -date.year : date.year, 4);
    out += '-';
    appendPadded(out, date.month, 2);
    out += '-';
    appendPadded(out, date.day, 2);
}

void appendTime(std::string& out, int64_t nanos)
{
    appendClock(out, nanos / kNanosPerSecond);
    appendFraction(out, nanos % kNanosPerSecond, 9);
}

void appendTimestamp(std::string& out, int64_t micros, char separator)
{
    appendDate(out, daysFromMicros(micros));
    out += separator;
    const int64_t ofDay = microsOfDay(micros);
    appendClock(out, ofDay / kMicrosPerSecond);
    appendFraction(out, ofDay % kMicrosPerSecond, 6);
}

void appendDayInterval(std::string& out, int64_t micros)
{
    out += micros < 0 ? '-' : '+';
    // Unsigned, since the smallest number has no positive counterpart.
    const uint64_t length = micros < 0 ? uint64_t{0} - static_cast<uint64_t>(micros) : static_cast<uint64_t>(micros);
    const auto day = static_cast<uint64_t>(kMicrosPerDay);
    const auto second = static_cast<uint64_t>(kMicrosPerSecond);
    out += std::to_string(length / day);
    out += ' ';
    appendClock(out, static_cast<int64_t>(length % day / second));
    out += '.';
    appendPadded(out, static_cast<int64_t>(length % second), 6);
}

void appendMonthInterval(std::string& out, int64_t months)
{
    out += months < 0 ? '-' : '+';
    const int64_t length = months < 0 ? -months : months;
    out += std::to_string(length / 12);
    out += '-';
    appendPadded(out, length % 12, 2);
}

std::optional<int32_t> parseDate(std::string_view text, TimeText form)
{
    TimeReader reader(prepared(text, form));
    const auto days = takeDate(reader);
    return days && reader.atEnd() ? days : std::nullopt;
}

std::optional<int64_t> parseTime(std::string_view text, TimeText form)
{
    TimeReader reader(prepared(text, form));
    const auto nanos = takeTime(reader);
    return nanos && reader.atEnd() ? nanos : std::nullopt;
}

std::optional<int64_t> parseTimestamp(std::string_view text, TimeText form)
{
    TimeReader reader(prepared(text, form));
    const auto days = takeDate(reader);
    if (!days) {
        return std::nullopt;
    }
    const int64_t midnight = int64_t{*days} * kMicrosPerDay;
    if (reader.atEnd()) {
        return midnight;
    }
    const bool isSeparated = reader.take(' ') || (form == TimeText::Record && (reader.take('T') || reader.take('t')));
    const auto nanos = isSeparated ? takeTime(reader) : std::nullopt;
    if (!nanos) {
        return std::nullopt;
    }
    if (form == TimeText::Record) {
        reader.take(' ');
    }
    const auto offset = form == TimeText::Record ? takeOffset(reader) : std::optional<int32_t>(0);
    if (!offset || !reader.atEnd()) {
        return std::nullopt;
    }
    const int64_t micros = midnight + *nanos / 1000 - int64_t{*offset} * kMicrosPerSecond;
    return isValidTimestamp(micros) ? std::optional(micros) : std::nullopt;
}

} // namespace millrace
