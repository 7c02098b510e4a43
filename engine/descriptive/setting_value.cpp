// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/setting_value.h"

#include "engine/sql/name_suggestion.h"

#include <charconv>

namespace millrace::descriptive {

Result<double> epsOf(const sql::syntax::Setting& setting)
{
    constexpr double kMostEps = 1e9;
    double eps = 0;
    const char* end = setting.value.data() + setting.value.size();
    const auto [stop, error] = std::from_chars(setting.value.data(), end, eps);
    if (error != std::errc() || stop != end || !(eps >= 0 && eps <= kMostEps)) {
        return makeError(ErrorCode::kSqlInvalidProperty, "eps is a number of rows a second from 0 to 1e9",
                         setting.span);
    }
    return eps;
}

Result<int64_t> wholeSetting(const sql::syntax::Setting& setting, int64_t least, int64_t most)
{
    int64_t value = 0;
    const char* end = setting.value.data() + setting.value.size();
    const auto [stop, error] = std::from_chars(setting.value.data(), end, value);
    if (error != std::errc() || stop != end || value < least || value > most) {
        return makeError(ErrorCode::kSqlInvalidProperty,
                         setting.name.text + " is a whole number from " + std::to_string(least) + " to " +
                             std::to_string(most),
                         setting.span);
    }
    return value;
}

Error unknownSetting(const sql::syntax::Setting& setting, std::span<const std::string_view> known)
{
    return Error{ErrorCode::kSqlInvalidProperty, "No setting of this name: " + setting.name.text, setting.name.span,
                 sql::suggestionNotes(setting.name.text, known)};
}

} // namespace millrace::descriptive
