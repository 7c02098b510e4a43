// SPDX-License-Identifier: GPL-3.0-or-later
// Formats of dates and times in the notation of strftime as chrono (Rust) reads it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// Day and time of day of one instant.
struct TimeParts {
    int32_t days = 0;  ///< since 1970-01-01
    int64_t nanos = 0; ///< since midnight
};

/// A compiled format. Beside the specifiers of POSIX it knows `%f` (nanoseconds), `%.f`, `%.3f`, `%3f` (fractions),
/// `%G %V %U %W %j %P %k %l %v %+ %s`, and the paddings `%-d`, `%_d`, `%0d`.
class TimeFormat {
public:
    /// Nothing when the format has an unknown specifier.
    static std::optional<TimeFormat> compile(std::string_view format);

    void append(std::string& out, const TimeParts& parts) const;

    /// What a text is read for.
    enum class Wanted : uint8_t { Date, Time, Both };
    /// True when the specifiers determine what is wanted.
    bool determines(Wanted wanted) const;
    /// Reads a whole text; nothing when it does not fit the format or has no meaning (February 30).
    /// Numbers may have fewer digits than are written; blanks in the format stand for any number of blanks.
    std::optional<TimeParts> parse(std::string_view text, Wanted wanted) const;

private:
    enum class Padding : uint8_t { Usual, None, Blank, Zero };
    struct Item {
        char specifier = 0; ///< 0 = literal text, ' ' = blanks; 'f' = digits of a fraction, '.' = with its point
        int digits = 0;     ///< of a fraction; 0 = as many as there are
        Padding padding = Padding::Usual;
        std::string literal;
    };
    struct Fields;

    bool add(std::string_view format);
    bool has(std::string_view specifiers) const;
    void appendItem(std::string& out, const Item& item, const TimeParts& parts) const;
    static bool parseItem(const Item& item, std::string_view& text, Fields& fields);

    std::vector<Item> m_items;
};

} // namespace millrace
