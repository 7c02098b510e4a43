// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/text_value.h"

#include "engine/types/datetime.h"
#include "engine/types/decimal.h"

#include <fast_float/fast_float.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace millrace {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

bool equalsIgnoringCase(std::string_view text, std::string_view lower)
{
    if (text.size() != lower.size()) {
        return false;
    }
    for (size_t i = 0; i < text.size(); ++i) {
        if ((text[i] | 0x20) != lower[i]) {
            return false;
        }
    }
    return true;
}

/// Magnitude of up to 19 digits, the common case, without overflow checks; more digits go the long way.
template <typename T>
bool appendInteger(ColumnBuilder& column, std::string_view text)
{
    const bool isNegative = !text.empty() && text.front() == '-';
    const std::string_view digits = text.substr(isNegative ? 1 : 0);
    if (digits.empty() || !isDigit(digits.front())) {
        return false;
    }
    if (digits.size() > 18) {
        T value{};
        const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
        if (result.ec != std::errc() || result.ptr != text.data() + text.size()) {
            return false;
        }
        column.append<T>(value);
        return true;
    }
    int64_t magnitude = 0;
    for (const char c : digits) {
        if (!isDigit(c)) {
            return false;
        }
        magnitude = magnitude * 10 + (c - '0');
    }
    const int64_t value = isNegative ? -magnitude : magnitude;
    if constexpr (sizeof(T) < sizeof(int64_t)) {
        if (value < int64_t{std::numeric_limits<T>::min()} || value > int64_t{std::numeric_limits<T>::max()}) {
            return false;
        }
    } else if (std::is_unsigned_v<T> && value < 0) {
        return false;
    }
    column.append<T>(static_cast<T>(value));
    return true;
}

bool appendIntegerOf(ColumnBuilder& column, TypeId type, std::string_view text)
{
    switch (type) {
    case TypeId::TinyInt: return appendInteger<int8_t>(column, text);
    case TypeId::SmallInt: return appendInteger<int16_t>(column, text);
    case TypeId::Integer: return appendInteger<int32_t>(column, text);
    case TypeId::BigInt: return appendInteger<int64_t>(column, text);
    case TypeId::UTinyInt: return appendInteger<uint8_t>(column, text);
    case TypeId::USmallInt: return appendInteger<uint16_t>(column, text);
    case TypeId::UInteger: return appendInteger<uint32_t>(column, text);
    case TypeId::UBigInt: return appendInteger<uint64_t>(column, text);
    default: return false;
    }
}

template <typename T>
bool appendFloating(ColumnBuilder& column, std::string_view text)
{
    if (!text.empty() && text.front() == '+') {
        text.remove_prefix(1);
    }
    T value{};
    const auto result = fast_float::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size()) {
        return false;
    }
    // A finite number beyond the type's range is an error; only its own name gives an infinity.
    const bool isNamed = !text.empty() && !isDigit(text.back()) && text.back() != '.';
    if (std::isinf(value) && !isNamed) {
        return false;
    }
    column.append<T>(value);
    return true;
}

bool appendBoolean(ColumnBuilder& column, std::string_view text)
{
    const bool isTrue = equalsIgnoringCase(text, "true");
    if (!isTrue && !equalsIgnoringCase(text, "false")) {
        return false;
    }
    column.append<uint8_t>(isTrue ? 1 : 0);
    return true;
}

template <typename T>
bool appendParsed(ColumnBuilder& column, std::optional<T> value)
{
    if (value) {
        column.append<T>(*value);
    }
    return value.has_value();
}

} // namespace

bool appendJsonInteger(ColumnBuilder& column, TypeId type, std::string_view text)
{
    const size_t first = !text.empty() && text.front() == '-' ? 1 : 0;
    if (text.size() > first + 1 && text[first] == '0') {
        return false;
    }
    return appendIntegerOf(column, type, text);
}

bool appendText(ColumnBuilder& column, const SqlType& type, std::string_view text)
{
    if (isString(type.id)) {
        column.appendString(text);
        return true;
    }
    text = trimmed(text);
    if (isInteger(type.id)) {
        const bool hasPlus = text.size() > 1 && text.front() == '+' && isDigit(text[1]);
        return appendIntegerOf(column, type.id, hasPlus ? text.substr(1) : text);
    }
    switch (type.id) {
    case TypeId::Boolean: return appendBoolean(column, text);
    case TypeId::Real: return appendFloating<float>(column, text);
    case TypeId::Double: return appendFloating<double>(column, text);
    case TypeId::Decimal: return appendParsed<Int128>(column, parseDecimal(text, type.precision, type.scale));
    case TypeId::Date: return appendParsed<int32_t>(column, parseDate(text, TimeText::Record));
    case TypeId::Time: return appendParsed<int64_t>(column, parseTime(text, TimeText::Record));
    case TypeId::Timestamp: return appendParsed<int64_t>(column, parseTimestamp(text, TimeText::Record));
    default: return false;
    }
}

bool isJsonNumber(std::string_view text)
{
    size_t at = 0;
    const auto digits = [&] {
        const size_t from = at;
        while (at < text.size() && isDigit(text[at])) {
            ++at;
        }
        return at - from;
    };
    if (at < text.size() && text[at] == '-') {
        ++at;
    }
    const size_t first = at;
    const size_t numInteger = digits();
    if (numInteger == 0 || (numInteger > 1 && text[first] == '0')) {
        return false;
    }
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (digits() == 0) {
            return false;
        }
    }
    if (at < text.size() && (text[at] | 0x20) == 'e') {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
            ++at;
        }
        if (digits() == 0) {
            return false;
        }
    }
    return at == text.size();
}

} // namespace millrace
