// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/types/float_text.h"

#include <charconv>
#include <cmath>
#include <fast_float/fast_float.h>

namespace millrace {

namespace {

/// Where plain notation ends: digits before the point, zeros after it.
struct PlainRange {
    int mostDigits;
    int mostZeros;
};

void appendZeros(std::string& out, int count)
{
    out.append(static_cast<size_t>(count), '0');
}

/// Rewrites "d.ddde±xx" of to_chars in the notation of float_text.h.
template <typename T>
void appendShortest(std::string& out, T value, PlainRange range)
{
    if (std::isnan(value)) {
        out += "NaN";
        return;
    }
    if (std::signbit(value)) {
        out += '-';
    }
    if (std::isinf(value)) {
        out += "inf";
        return;
    }
    if (value == 0) {
        out += "0.0";
        return;
    }
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, std::abs(value), std::chars_format::scientific).ptr;
    char digits[32];
    int count = 0;
    const char* at = text;
    for (; at != end && *at != 'e'; ++at) {
        if (*at != '.') {
            digits[count++] = *at;
        }
    }
    while (count > 1 && digits[count - 1] == '0') {
        --count;
    }
    int exponent = 0;
    ++at;
    std::from_chars(*at == '+' ? at + 1 : at, end, exponent);
    const int pointAt = exponent + 1; // digits before the decimal point
    const std::string_view all(digits, static_cast<size_t>(count));
    if (count <= pointAt && pointAt <= range.mostDigits) {
        out += all;
        appendZeros(out, pointAt - count);
        out += ".0";
    } else if (pointAt > 0 && pointAt <= range.mostDigits) {
        out += all.substr(0, static_cast<size_t>(pointAt));
        out += '.';
        out += all.substr(static_cast<size_t>(pointAt));
    } else if (pointAt <= 0 && -pointAt < range.mostZeros) {
        out += "0.";
        appendZeros(out, -pointAt);
        out += all;
    } else {
        out += all[0];
        if (count > 1) {
            out += '.';
            out += all.substr(1);
        }
        out += 'e';
        out += std::to_string(exponent);
    }
}

template <typename T>
std::optional<T> parseWhole(std::string_view text)
{
    constexpr std::string_view kBlanks = " \t\r\n\f\v";
    const size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) {
        return std::nullopt;
    }
    text = text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
    if (text.size() > 1 && text[0] == '+' && text[1] != '-') {
        text.remove_prefix(1);
    }
    T value = 0;
    const auto result = fast_float::from_chars(text.data(), text.data() + text.size(), value);
    // Beyond the range the nearest is infinity or zero, which from_chars has stored.
    const bool isRead = result.ec == std::errc() || result.ec == std::errc::result_out_of_range;
    if (!isRead || result.ptr != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

} // namespace

void appendDouble(std::string& out, double value)
{
    appendShortest(out, value, PlainRange{16, 5});
}

void appendFloat(std::string& out, float value)
{
    appendShortest(out, value, PlainRange{13, 6});
}

std::optional<double> parseDouble(std::string_view text)
{
    return parseWhole<double>(text);
}

std::optional<float> parseFloat(std::string_view text)
{
    return parseWhole<float>(text);
}

} // namespace millrace
