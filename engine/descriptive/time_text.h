// SPDX-License-Identifier: GPL-3.0-or-later
// The text of the instants of a column, in the zone that its type names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace date {
class time_zone;
}

namespace millrace::descriptive {

/// How dates and times are written.
enum class TimeStyle : uint8_t {
    Python,      ///< `str(datetime)`: `2024-01-23 02:50:37.798000+00:00`, without a fraction on a whole second
    Iso,         ///< the same with a `T`
    EpochMillis, ///< a number
};

/// What a type name says of times: `datetime64(3, 'Europe/Berlin')`, also within `nullable(…)` and the like.
struct TimeTypeName {
    bool isTime = false; ///< a datetime; false for `date` and all else
    std::string zone;    ///< empty: none is named
};
TimeTypeName parseTimeTypeName(std::string_view typeName);

/// Not thread-safe: it remembers the last second, since rows come in order of time.
class TimeText {
public:
    /// With a zone's name its offset is written; without one the time is that of this machine and has none. A zone that
    /// the machine does not know is taken for UTC.
    TimeText(TimeStyle style, std::string_view zone);

    /// Microseconds since 1970 UTC; without quotes.
    void append(std::string& out, int64_t micros);

private:
    void renewSecond(int64_t second);
    void renewOffset(int64_t second);

    TimeStyle m_style;
    const date::time_zone* m_zone;
    bool m_showsOffset;
    std::optional<int64_t> m_second; ///< that m_text stands for
    int64_t m_offsetBegin = 0;       ///< seconds in which the offset holds
    int64_t m_offsetEnd = 0;
    int64_t m_offset = 0; ///< seconds
    std::string m_text;   ///< up to the second
    std::string m_offsetText;
    int64_t m_micros = 0; ///< that m_whole stands for
    std::string m_whole;
};

} // namespace millrace::descriptive
