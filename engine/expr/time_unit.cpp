// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/time_unit.h"

#include <string>
#include <utility>

namespace millrace {

std::optional<TimeUnit> parseTimeUnit(std::string_view name)
{
    static constexpr std::pair<std::string_view, TimeUnit> kNames[] = {
        {"MILLENNIUM", TimeUnit::Millennium},
        {"CENTURY", TimeUnit::Century},
        {"DECADE", TimeUnit::Decade},
        {"YEAR", TimeUnit::Year},
        {"ISOYEAR", TimeUnit::IsoYear},
        {"QUARTER", TimeUnit::Quarter},
        {"MONTH", TimeUnit::Month},
        {"WEEK", TimeUnit::Week},
        {"DOY", TimeUnit::Doy},
        {"DAYOFYEAR", TimeUnit::Doy},
        {"DOW", TimeUnit::Dow},
        {"DAYOFWEEK", TimeUnit::Dow},
        {"ISODOW", TimeUnit::IsoDow},
        {"DAY", TimeUnit::Day},
        {"DAYOFMONTH", TimeUnit::Day},
        {"HOUR", TimeUnit::Hour},
        {"MINUTE", TimeUnit::Minute},
        {"SECOND", TimeUnit::Second},
        {"MILLISECOND", TimeUnit::Millisecond},
        {"MICROSECOND", TimeUnit::Microsecond},
        {"NANOSECOND", TimeUnit::Nanosecond},
        {"EPOCH", TimeUnit::Epoch},
        {"FRAC_SECOND", TimeUnit::Microsecond},
    };
    constexpr std::string_view kOdbcPrefix = "SQL_TSI_";
    std::string upper(name);
    for (char& c : upper) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    std::string_view wanted(upper);
    if (wanted.substr(0, kOdbcPrefix.size()) == kOdbcPrefix) {
        wanted.remove_prefix(kOdbcPrefix.size());
    }
    const bool isPlural = wanted.size() > 1 && wanted.back() == 'S';
    const std::string_view singular = isPlural ? wanted.substr(0, wanted.size() - 1) : wanted;
    for (const auto& [text, unit] : kNames) {
        if (text == wanted || text == singular) {
            return unit;
        }
    }
    return std::nullopt;
}

} // namespace millrace
