// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/interval_literal.h"

#include "engine/types/datetime.h"

#include <algorithm>

namespace millrace::sql {

namespace {

struct Unit {
    std::string_view name;
    bool isMonths;
    int64_t size;        ///< in months or microseconds
    int rank;            ///< place in "1 02:03:04"; 0 when not part of a compound
    int64_t limit;       ///< largest value behind another unit
    char separatorAfter; ///< to the next smaller unit of a compound
};

constexpr int64_t kMinute = 60 * kMicrosPerSecond;

constexpr Unit kUnits[] = {
    {"MILLENNIUM", true, 12000, 0, 0, 0},
    {"CENTURY", true, 1200, 0, 0, 0},
    {"DECADE", true, 120, 0, 0, 0},
    {"YEAR", true, 12, 1, 0, '-'},
    {"QUARTER", true, 3, 0, 0, 0},
    {"MONTH", true, 1, 2, 11, 0},
    {"WEEK", false, 7 * kMicrosPerDay, 0, 0, 0},
    {"DAY", false, kMicrosPerDay, 3, 0, ' '},
    {"HOUR", false, 60 * kMinute, 4, 23, ':'},
    {"MINUTE", false, kMinute, 5, 59, ':'},
    {"SECOND", false, kMicrosPerSecond, 6, 59, 0},
    {"MILLISECOND", false, 1000, 0, 0, 0},
    {"MICROSECOND", false, 1, 0, 0, 0},
};

const Unit* findUnit(std::string_view name)
{
    const auto* found =
        std::find_if(std::begin(kUnits), std::end(kUnits), [name](const Unit& unit) { return unit.name == name; });
    return found == std::end(kUnits) ? nullptr : found;
}

const Unit* unitOfRank(int rank)
{
    return std::find_if(std::begin(kUnits), std::end(kUnits), [rank](const Unit& unit) { return unit.rank == rank; });
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ') {
        text.remove_prefix(1);
    }
    while (!text.empty() && text.back() == ' ') {
        text.remove_suffix(1);
    }
    return text;
}

/// Digits at the front of `text`, at most 15.
std::optional<int64_t> takeNumber(std::string_view& text)
{
    int64_t value = 0;
    size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
        value = value * 10 + (text[digits] - '0');
        if (++digits > 15) {
            return std::nullopt;
        }
    }
    if (digits == 0) {
        return std::nullopt;
    }
    text.remove_prefix(digits);
    return value;
}

/// ".25" as microseconds of a unit of `size`; digits past a microsecond are dropped.
std::optional<int64_t> takeFraction(std::string_view& text, int64_t size)
{
    if (text.empty() || text[0] != '.') {
        return 0;
    }
    text.remove_prefix(1);
    __int128 numerator = 0;
    __int128 denominator = 1;
    size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
        if (digits < 15) {
            numerator = numerator * 10 + (text[digits] - '0');
            denominator *= 10;
        }
    }
    text.remove_prefix(digits);
    if (digits == 0) {
        return std::nullopt;
    }
    return static_cast<int64_t>(numerator * size / denominator);
}

} // namespace

bool isIntervalQualifier(std::string_view unit, std::string_view unitTo)
{
    const Unit* from = findUnit(unit);
    if (from == nullptr || unitTo.empty()) {
        return from != nullptr;
    }
    const Unit* to = findUnit(unitTo);
    return to != nullptr && from->rank != 0 && to->rank > from->rank && from->isMonths == to->isMonths;
}

std::optional<IntervalValue> parseInterval(std::string_view text, std::string_view unit, std::string_view unitTo)
{
    if (!isIntervalQualifier(unit, unitTo)) {
        return std::nullopt;
    }
    const Unit* from = findUnit(unit);
    const Unit* to = unitTo.empty() ? from : findUnit(unitTo);
    text = trimmed(text);
    const bool isNegative = !text.empty() && text[0] == '-';
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        text.remove_prefix(1);
    }
    __int128 total = 0;
    for (const Unit* current = from;; current = unitOfRank(current->rank + 1)) {
        const auto number = takeNumber(text);
        if (!number || (current != from && *number > current->limit)) {
            return std::nullopt;
        }
        total += static_cast<__int128>(*number) * current->size;
        if (current == to) {
            const bool hasFraction = !current->isMonths;
            const auto fraction = hasFraction ? takeFraction(text, current->size) : std::optional<int64_t>(0);
            if (!fraction) {
                return std::nullopt;
            }
            total += *fraction;
            break;
        }
        if (text.empty() || text[0] != current->separatorAfter) {
            return std::nullopt;
        }
        text.remove_prefix(1);
    }
    const __int128 limit = from->isMonths ? INT32_MAX : INT64_MAX;
    if (!text.empty() || total > limit) {
        return std::nullopt;
    }
    const auto amount = static_cast<int64_t>(total);
    return IntervalValue{from->isMonths, isNegative ? -amount : amount};
}

} // namespace millrace::sql
