// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/time_format.h"

#include "engine/expr/date_fields.h"

#include <algorithm>
#include <array>

namespace millrace {

namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                       "Friday", "Saturday", "Sunday"};

/// Specifiers that stand for several others.
std::string_view expansionOf(char specifier)
{
    switch (specifier) {
    case 'D':
    case 'x': return "%m/%d/%y";
    case 'F': return "%Y-%m-%d";
    case 'v': return "%e-%b-%Y";
    case 'R': return "%H:%M";
    case 'T':
    case 'X': return "%H:%M:%S";
    case 'r': return "%I:%M:%S %p";
    case 'c': return "%a %b %e %H:%M:%S %Y";
    case '+': return "%Y-%m-%dT%H:%M:%S%.f%:z";
    case 't': return "\t";
    case 'n': return "\n";
    default: return {};
    }
}

int64_t powerOfTenSmall(int exponent)
{
    int64_t power = 1;
    for (int i = 0; i < exponent; ++i) {
        power *= 10;
    }
    return power;
}

/// Least digits of a number, and what fills them.
struct NumberForm {
    int width;
    char fill;
};

NumberForm formOf(char specifier)
{
    switch (specifier) {
    case 'Y':
    case 'G': return {4, '0'};
    case 'j': return {3, '0'};
    case 'e':
    case 'k':
    case 'l': return {2, ' '};
    case 'u':
    case 'w':
    case 's': return {1, '0'};
    default: return {2, '0'};
    }
}

void appendNumber(std::string& out, int64_t value, NumberForm form)
{
    const std::string digits = std::to_string(value < 0 ? -value : value);
    if (value < 0) {
        out += '-';
    }
    const int missing = form.width - static_cast<int>(digits.size());
    out.append(static_cast<size_t>(std::max(missing, 0)), form.fill);
    out += digits;
}

int32_t hourOf(const TimeParts& parts)
{
    return static_cast<int32_t>(parts.nanos / (3600 * kNanosPerSecond));
}

/// The number of a numeric specifier.
int64_t numberOf(char specifier, const TimeParts& parts)
{
    const CivilDate date = civilFromDays(parts.days);
    const int32_t weekday = isoWeekday(parts.days);
    switch (specifier) {
    case 'Y': return date.year;
    case 'C': return date.year / 100;
    case 'y': return date.year % 100;
    case 'm': return date.month;
    case 'd':
    case 'e': return date.day;
    case 'j': return dayOfYear(parts.days);
    case 'u': return weekday;
    case 'w': return weekday % 7;
    case 'U': return (dayOfYear(parts.days) + 6 - weekday % 7) / 7;
    case 'W': return (dayOfYear(parts.days) + 7 - weekday) / 7;
    case 'G': return isoWeekOf(parts.days).year;
    case 'g': return isoWeekOf(parts.days).year % 100;
    case 'V': return isoWeekOf(parts.days).week;
    case 'H':
    case 'k': return hourOf(parts);
    case 'I':
    case 'l': return (hourOf(parts) + 11) % 12 + 1;
    case 'M': return parts.nanos / (60 * kNanosPerSecond) % 60;
    case 'S': return parts.nanos / kNanosPerSecond % 60;
    case 's': return parts.days * 86'400LL + parts.nanos / kNanosPerSecond;
    default: return 0;
    }
}

constexpr std::string_view kNumeric = "YCymdejuwUWGgVHkIlMSs";

bool isNumericSpecifier(char specifier)
{
    return kNumeric.find(specifier) != std::string_view::npos;
}

void appendFraction(std::string& out, int64_t nanos, int digits)
{
    if (digits == 0) {
        if (nanos == 0) {
            return;
        }
        digits = nanos % 1'000'000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : 9;
    }
    appendNumber(out, nanos / powerOfTenSmall(9 - digits), {digits, '0'});
}

char lowerOf(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool takeWord(std::string_view& text, std::string_view word)
{
    if (text.size() < word.size()) {
        return false;
    }
    for (size_t i = 0; i < word.size(); ++i) {
        if (lowerOf(text[i]) != lowerOf(word[i])) {
            return false;
        }
    }
    text.remove_prefix(word.size());
    return true;
}

/// Position of the name at the start of the text, whole or in three letters; -1 when there is none.
template <size_t kCount>
int takeName(std::string_view& text, const std::array<std::string_view, kCount>& names)
{
    for (size_t i = 0; i < kCount; ++i) {
        if (takeWord(text, names[i]) || takeWord(text, names[i].substr(0, 3))) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

void skipBlanks(std::string_view& text)
{
    const size_t first = text.find_first_not_of(" \t\r\n");
    text.remove_prefix(first == std::string_view::npos ? text.size() : first);
}

std::optional<int64_t> takeDigits(std::string_view& text, size_t most)
{
    size_t count = 0;
    int64_t value = 0;
    while (count < most && count < text.size() && text[count] >= '0' && text[count] <= '9') {
        value = value * 10 + (text[count] - '0');
        ++count;
    }
    text.remove_prefix(count);
    return count == 0 ? std::nullopt : std::optional(value);
}

size_t mostDigits(char specifier)
{
    switch (specifier) {
    case 'Y':
    case 'G': return 4;
    case 'j': return 3;
    case 'u':
    case 'w': return 1;
    case 's': return 15;
    default: return 2;
    }
}

/// Nanoseconds of the digits of a fraction; digits beyond the ninth are cut off.
std::optional<int64_t> takeFraction(std::string_view& text, int digits)
{
    const std::string_view before = text;
    const size_t most = digits == 0 ? 9 : static_cast<size_t>(digits);
    const std::optional<int64_t> value = takeDigits(text, most);
    const size_t used = before.size() - text.size();
    if (!value || (digits != 0 && used != most)) {
        return std::nullopt;
    }
    if (digits == 0) {
        takeDigits(text, std::string_view::npos);
    }
    return *value * powerOfTenSmall(9 - static_cast<int>(used));
}

/// An offset from UTC; it is read and ignored, since times have no zone.
bool takeOffset(std::string_view& text)
{
    if (takeWord(text, "Z")) {
        return true;
    }
    if (text.empty() || (text[0] != '+' && text[0] != '-')) {
        return false;
    }
    text.remove_prefix(1);
    const bool hasHours = takeDigits(text, 2).has_value();
    takeWord(text, ":");
    return hasHours && takeDigits(text, 2).has_value();
}

/// The year of two digits: 00 to 69 are in this century.
int64_t fullYear(int64_t twoDigits)
{
    return twoDigits + (twoDigits < 70 ? 2000 : 1900);
}

} // namespace

/// What was read, by specifier.
struct TimeFormat::Fields {
    std::array<std::optional<int64_t>, 128> number{};
    std::optional<int64_t> nanos;
    std::optional<bool> isAfternoon;

    std::optional<int64_t> of(char specifier) const { return number[static_cast<size_t>(specifier)]; }
    std::optional<int32_t> days() const;
    std::optional<int32_t> daysByWeek() const;
    std::optional<int64_t> timeOfDay() const;
};

bool TimeFormat::add(std::string_view format)
{
    auto addLiteral = [this](char c) {
        const bool isBlank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        const char kind = isBlank ? ' ' : '\0';
        if (m_items.empty() || m_items.back().specifier != kind || m_items.back().literal.empty()) {
            m_items.push_back(Item{kind, 0, Padding::Usual, {}});
        }
        m_items.back().literal += c;
    };
    for (size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%') {
            addLiteral(format[i]);
            continue;
        }
        Item item;
        ++i;
        if (i < format.size() && (format[i] == '-' || format[i] == '_' || format[i] == '0')) {
            item.padding = format[i] == '-' ? Padding::None : format[i] == '_' ? Padding::Blank : Padding::Zero;
            ++i;
        }
        const bool hasPoint = i < format.size() && format[i] == '.';
        i += hasPoint ? 1 : 0;
        const bool hasColon = i < format.size() && format[i] == ':';
        i += hasColon ? 1 : 0;
        if (i < format.size() && (format[i] == '3' || format[i] == '6' || format[i] == '9')) {
            item.digits = format[i] - '0';
            ++i;
        }
        if (i >= format.size()) {
            return false;
        }
        const char specifier = format[i];
        const bool isFraction = specifier == 'f';
        if ((hasPoint || item.digits != 0) && !isFraction) {
            return false;
        }
        if (hasColon && specifier != 'z') {
            return false;
        }
        if (specifier == '%') {
            addLiteral('%');
        } else if (const std::string_view expansion = expansionOf(specifier); !expansion.empty()) {
            if (!add(expansion)) {
                return false;
            }
        } else if (isFraction) {
            item.specifier = hasPoint ? '.' : 'f';
            item.digits = hasPoint || item.digits != 0 ? item.digits : 9;
            m_items.push_back(std::move(item));
        } else if (isNumericSpecifier(specifier) ||
                   std::string_view("bBhaApPzZ").find(specifier) != std::string_view::npos) {
            item.specifier = specifier;
            item.digits = hasColon ? 1 : 0;
            m_items.push_back(std::move(item));
        } else {
            return false;
        }
    }
    return true;
}

std::optional<TimeFormat> TimeFormat::compile(std::string_view format)
{
    TimeFormat compiled;
    return compiled.add(format) ? std::optional(std::move(compiled)) : std::nullopt;
}

void TimeFormat::appendItem(std::string& out, const Item& item, const TimeParts& parts) const
{
    const auto month = static_cast<size_t>(civilFromDays(parts.days).month - 1);
    const auto weekday = static_cast<size_t>(isoWeekday(parts.days) - 1);
    const int64_t fraction = parts.nanos % kNanosPerSecond;
    const bool isAfternoon = hourOf(parts) >= 12;
    switch (item.specifier) {
    case '\0':
    case ' ': out += item.literal; return;
    case 'b':
    case 'h': out += kMonths[month].substr(0, 3); return;
    case 'B': out += kMonths[month]; return;
    case 'a': out += kWeekdays[weekday].substr(0, 3); return;
    case 'A': out += kWeekdays[weekday]; return;
    case 'p': out += isAfternoon ? "PM" : "AM"; return;
    case 'P': out += isAfternoon ? "pm" : "am"; return;
    case 'z': out += item.digits != 0 ? "+00:00" : "+0000"; return;
    case 'Z': out += "UTC"; return;
    case '.':
        out += item.digits != 0 || fraction != 0 ? "." : "";
        appendFraction(out, fraction, item.digits);
        return;
    case 'f': appendFraction(out, fraction, item.digits); return;
    default: break;
    }
    NumberForm form = formOf(item.specifier);
    switch (item.padding) {
    case Padding::Usual: break;
    case Padding::None: form.width = 1; break;
    case Padding::Blank: form.fill = ' '; break;
    case Padding::Zero: form.fill = '0'; break;
    }
    appendNumber(out, numberOf(item.specifier, parts), form);
}

void TimeFormat::append(std::string& out, const TimeParts& parts) const
{
    for (const Item& item : m_items) {
        appendItem(out, item, parts);
    }
}

bool TimeFormat::has(std::string_view specifiers) const
{
    return std::any_of(m_items.begin(), m_items.end(), [specifiers](const Item& item) {
        return item.specifier != 0 && specifiers.find(item.specifier) != std::string_view::npos;
    });
}

bool TimeFormat::determines(Wanted wanted) const
{
    if (has("s")) {
        return true;
    }
    const bool isDayOfYear = has("Yy") && ((has("mbBh") && has("de")) || has("j") || (has("UW") && has("aAuw")));
    const bool isDate = isDayOfYear || (has("Gg") && has("V") && has("aAuw"));
    const bool isTime = (has("Hk") || (has("Il") && has("pP"))) && has("M");
    return (wanted == Wanted::Time || isDate) && (wanted == Wanted::Date || isTime);
}

bool TimeFormat::parseItem(const Item& item, std::string_view& text, Fields& fields)
{
    auto set = [&fields](char specifier, int64_t value) {
        fields.number[static_cast<size_t>(specifier)] = value;
        return true;
    };
    switch (item.specifier) {
    case '\0': return takeWord(text, item.literal);
    case ' ': skipBlanks(text); return true;
    case 'b':
    case 'B':
    case 'h': {
        const int month = takeName(text, kMonths);
        return month >= 0 && set('m', month + 1);
    }
    case 'a':
    case 'A': {
        const int weekday = takeName(text, kWeekdays);
        return weekday >= 0 && set('u', weekday + 1);
    }
    case 'p':
    case 'P': fields.isAfternoon = takeWord(text, "pm"); return *fields.isAfternoon || takeWord(text, "am");
    case 'z': return takeOffset(text);
    case 'Z': {
        const size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
        text.remove_prefix(end);
        return true;
    }
    case '.':
        if (text.empty() || text[0] != '.') {
            return item.digits == 0;
        }
        text.remove_prefix(1);
        [[fallthrough]];
    case 'f':
        fields.nanos = takeFraction(text, item.specifier == 'f' && item.digits == 9 ? 0 : item.digits);
        return fields.nanos.has_value();
    default: break;
    }
    skipBlanks(text);
    const bool isNegative = item.specifier == 's' && !text.empty() && text[0] == '-';
    text.remove_prefix(isNegative ? 1 : 0);
    const std::optional<int64_t> value = takeDigits(text, mostDigits(item.specifier));
    if (!value) {
        return false;
    }
    switch (item.specifier) {
    case 'e': return set('d', *value);
    case 'k': return set('H', *value);
    case 'l': return set('I', *value);
    case 'w': return *value < 7 && set('u', *value == 0 ? 7 : *value);
    default: return set(item.specifier, isNegative ? -*value : *value);
    }
}

std::optional<int32_t> TimeFormat::Fields::daysByWeek() const
{
    const std::optional<int64_t> weekday = of('u');
    if (!weekday || *weekday < 1 || *weekday > 7) {
        return std::nullopt;
    }
    const std::optional<int64_t> isoYear = of('G')   ? of('G')
                                           : of('g') ? std::optional(fullYear(*of('g')))
                                                     : std::nullopt;
    if (isoYear && of('V')) {
        // January 4 is in the first week.
        const int32_t fourth = daysFromCivil({static_cast<int32_t>(*isoYear), 1, 4});
        const int32_t monday = fourth - isoWeekday(fourth) + 1;
        const int64_t days = monday + (*of('V') - 1) * 7 + *weekday - 1;
        const bool isRight = isValidDate(days) && isoWeekOf(static_cast<int32_t>(days)).year == *isoYear;
        return isRight ? std::optional(static_cast<int32_t>(days)) : std::nullopt;
    }
    const std::optional<int64_t> year = of('Y') ? of('Y') : of('y') ? std::optional(fullYear(*of('y'))) : std::nullopt;
    const bool isFromSunday = of('U').has_value();
    const std::optional<int64_t> week = isFromSunday ? of('U') : of('W');
    if (!year || !week || *week > 53) {
        return std::nullopt;
    }
    const int32_t first = daysFromCivil({static_cast<int32_t>(*year), 1, 1});
    const int32_t firstWeekday = isFromSunday ? isoWeekday(first) % 7 : isoWeekday(first) - 1;
    const int64_t inWeek = isFromSunday ? *weekday % 7 : *weekday - 1;
    const int32_t firstOfWeekOne = first + (7 - firstWeekday) % 7;
    const int64_t days = firstOfWeekOne + (*week - 1) * 7 + inWeek;
    const bool isRight = isValidDate(days) && civilFromDays(static_cast<int32_t>(days)).year == *year;
    return isRight ? std::optional(static_cast<int32_t>(days)) : std::nullopt;
}

std::optional<int32_t> TimeFormat::Fields::days() const
{
    const std::optional<int64_t> year = of('Y') ? of('Y') : of('y') ? std::optional(fullYear(*of('y'))) : std::nullopt;
    std::optional<int32_t> days;
    if (year && (*year < 1 || *year > 9999)) {
        return std::nullopt;
    }
    if (year && of('m') && of('d')) {
        const auto month = static_cast<int32_t>(*of('m'));
        const auto day = static_cast<int32_t>(*of('d'));
        const bool exists =
            month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(static_cast<int32_t>(*year), month);
        if (!exists) {
            return std::nullopt;
        }
        days = daysFromCivil({static_cast<int32_t>(*year), month, day});
    } else if (year && of('j')) {
        days = daysFromCivil({static_cast<int32_t>(*year), 1, 1}) + static_cast<int32_t>(*of('j')) - 1;
        if (civilFromDays(*days).year != *year || *of('j') == 0) {
            return std::nullopt;
        }
    } else {
        days = daysByWeek();
    }
    // A day of the week that is told as well must be right.
    const bool isContradicted = days && of('u') && isoWeekday(*days) != *of('u');
    return isContradicted ? std::nullopt : days;
}

std::optional<int64_t> TimeFormat::Fields::timeOfDay() const
{
    std::optional<int64_t> hour = of('H');
    if (!hour && of('I') && isAfternoon && *of('I') >= 1 && *of('I') <= 12) {
        hour = *of('I') % 12 + (*isAfternoon ? 12 : 0);
    }
    const std::optional<int64_t> minute = of('M');
    const int64_t second = of('S').value_or(0);
    if (!hour || *hour > 23 || !minute || *minute > 59 || second > 59) {
        return std::nullopt;
    }
    return (*hour * 3600 + *minute * 60 + second) * kNanosPerSecond + nanos.value_or(0);
}

std::optional<TimeParts> TimeFormat::parse(std::string_view text, Wanted wanted) const
{
    Fields fields;
    for (const Item& item : m_items) {
        if (!parseItem(item, text, fields)) {
            return std::nullopt;
        }
    }
    if (!text.empty()) {
        return std::nullopt;
    }
    TimeParts parts;
    if (const std::optional<int64_t> epoch = fields.of('s')) {
        constexpr int64_t kSecondsPerDay = 86'400;
        const int64_t days = *epoch / kSecondsPerDay - (*epoch % kSecondsPerDay < 0 ? 1 : 0);
        parts.days = static_cast<int32_t>(std::clamp<int64_t>(days, INT32_MIN, INT32_MAX));
        parts.nanos = (*epoch - days * kSecondsPerDay) * kNanosPerSecond + fields.nanos.value_or(0);
        return isValidDate(days) ? std::optional(parts) : std::nullopt;
    }
    if (wanted != Wanted::Time) {
        const std::optional<int32_t> days = fields.days();
        if (!days) {
            return std::nullopt;
        }
        parts.days = *days;
    }
    if (wanted != Wanted::Date) {
        const std::optional<int64_t> nanos = fields.timeOfDay();
        if (!nanos) {
            return std::nullopt;
        }
        parts.nanos = *nanos;
    }
    return parts;
}

} // namespace millrace
