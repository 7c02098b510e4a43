// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/time_unit.h"

#include "engine/sql/keyword.h"

#include <algorithm>

namespace millrace::sql {

std::optional<std::string> canonicalUnit(std::string_view word)
{
    static constexpr std::string_view kUnits[] = {
        "MILLENNIUM", "CENTURY", "DECADE",      "YEAR",        "QUARTER",    "MONTH", "WEEK",
        "DOY",        "DOW",     "ISODOW",      "ISOYEAR",     "DAY",        "HOUR",  "MINUTE",
        "SECOND",     "EPOCH",   "MILLISECOND", "MICROSECOND", "NANOSECOND",
    };
    constexpr std::string_view kOdbcPrefix = "SQL_TSI_";
    std::string upper(word);
    std::transform(upper.begin(), upper.end(), upper.begin(), toUpperAscii);
    if (upper.compare(0, kOdbcPrefix.size(), kOdbcPrefix) == 0) {
        upper.erase(0, kOdbcPrefix.size());
    }
    const auto isUnit = [&upper] { return std::find(std::begin(kUnits), std::end(kUnits), upper) != std::end(kUnits); };
    if (isUnit()) {
        return upper;
    }
    if (!upper.empty() && upper.back() == 'S') {
        upper.pop_back();
        if (isUnit() && upper != "EPOCH" && upper != "DOY" && upper != "DOW") {
            return upper;
        }
    }
    return std::nullopt;
}

} // namespace millrace::sql
