// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/types/decimal.h"

#include "engine/base/assert.h"

#include <algorithm>
#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>

namespace millrace {

namespace {

using Wide = boost::multiprecision::uint256_t;

constexpr std::array<Int128, kMaxDecimalPrecision + 1> makePowers()
{
    std::array<Int128, kMaxDecimalPrecision + 1> powers{};
    powers[0] = 1;
    for (size_t i = 1; i < powers.size(); ++i) {
        powers[i] = powers[i - 1] * 10;
    }
    return powers;
}

constexpr std::array<Int128, kMaxDecimalPrecision + 1> kPowers = makePowers();

UInt128 magnitude(Int128 value)
{
    return value < 0 ? UInt128{0} - static_cast<UInt128>(value) : static_cast<UInt128>(value);
}

/// The signed value, when it has at most 38 digits.
std::optional<Int128> withSign(UInt128 value, bool isNegative)
{
    if (value >= static_cast<UInt128>(kPowers[kMaxDecimalPrecision])) {
        return std::nullopt;
    }
    const auto number = static_cast<Int128>(value);
    return isNegative ? -number : number;
}

std::optional<Int128> narrow(const Wide& value, bool isNegative)
{
    if (value >= Wide(static_cast<UInt128>(kPowers[kMaxDecimalPrecision]))) {
        return std::nullopt;
    }
    return withSign(value.convert_to<UInt128>(), isNegative);
}

/// Decimal digits of a magnitude, least significant last; at most 39.
struct Digits {
    char text[40];
    int count = 0;

    explicit Digits(UInt128 value)
    {
        char* at = text + sizeof text;
        constexpr uint64_t kChunk = 10'000'000'000'000'000'000ULL;
        while (value > UINT64_MAX) {
            uint64_t low = static_cast<uint64_t>(value % kChunk);
            value /= kChunk;
            for (int i = 0; i < 19; ++i) {
                *--at = static_cast<char>('0' + low % 10);
                low /= 10;
            }
        }
        auto rest = static_cast<uint64_t>(value);
        while (rest != 0 || at == text + sizeof text) {
            *--at = static_cast<char>('0' + rest % 10);
            rest /= 10;
        }
        count = static_cast<int>(text + sizeof text - at);
        std::copy(at, text + sizeof text, text);
    }
    std::string_view view() const { return {text, static_cast<size_t>(count)}; }
};

/// The parts of "[+-]digits[.digits][e[+-]digits]" with the digits still as text.
struct NumberText {
    bool isNegative = false;
    std::string_view whole;
    std::string_view fraction;
    int exponent = 0;
};

size_t countDigits(std::string_view text)
{
    size_t count = 0;
    while (count < text.size() && text[count] >= '0' && text[count] <= '9') {
        ++count;
    }
    return count;
}

std::string_view takeDigits(std::string_view& text)
{
    const std::string_view digits = text.substr(0, countDigits(text));
    text.remove_prefix(digits.size());
    return digits;
}

bool takeSign(std::string_view& text)
{
    const bool isNegative = !text.empty() && text[0] == '-';
    if (isNegative || (!text.empty() && text[0] == '+')) {
        text.remove_prefix(1);
    }
    return isNegative;
}

std::optional<NumberText> splitNumber(std::string_view text)
{
    constexpr std::string_view kBlanks = " \t\r\n\f\v";
    const size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) {
        return std::nullopt;
    }
    text = text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
    NumberText number;
    number.isNegative = takeSign(text);
    number.whole = takeDigits(text);
    if (!text.empty() && text[0] == '.') {
        text.remove_prefix(1);
        number.fraction = takeDigits(text);
    }
    if (number.whole.empty() && number.fraction.empty()) {
        return std::nullopt;
    }
    if (!text.empty() && (text[0] == 'e' || text[0] == 'E')) {
        text.remove_prefix(1);
        const bool isNegative = takeSign(text);
        const std::string_view digits = takeDigits(text);
        if (digits.empty()) {
            return std::nullopt;
        }
        int exponent = 0;
        for (const char digit : digits) {
            exponent = std::min(exponent * 10 + (digit - '0'), 1'000'000);
        }
        number.exponent = isNegative ? -exponent : exponent;
    }
    return text.empty() ? std::optional(number) : std::nullopt;
}

} // namespace

Int128 powerOfTen(int exponent)
{
    MR_DCHECK(exponent >= 0 && exponent <= kMaxDecimalPrecision);
    return kPowers[static_cast<size_t>(exponent)];
}

bool fitsPrecision(Int128 unscaled, int precision)
{
    const Int128 limit = powerOfTen(precision);
    return unscaled < limit && unscaled > -limit;
}

void appendDecimal(std::string& out, Int128 unscaled, int scale)
{
    const Digits digits(magnitude(unscaled));
    std::string_view text = digits.view();
    if (unscaled < 0) {
        out += '-';
    }
    const auto fractionDigits = static_cast<size_t>(scale);
    const size_t wholeDigits = text.size() > fractionDigits ? text.size() - fractionDigits : 0;
    if (wholeDigits == 0) {
        out += '0';
    } else {
        out += text.substr(0, wholeDigits);
    }
    std::string_view fraction = text.substr(wholeDigits);
    const size_t leadingZeros = fractionDigits - fraction.size();
    const size_t last = fraction.find_last_not_of('0');
    if (last == std::string_view::npos) {
        return;
    }
    out += '.';
    out.append(leadingZeros, '0');
    out += fraction.substr(0, last + 1);
}

std::string formatDecimal(Int128 unscaled, int scale)
{
    std::string text;
    appendDecimal(text, unscaled, scale);
    return text;
}

std::string formatInt128(Int128 value)
{
    return formatDecimal(value, 0);
}

std::optional<Int128> parseDecimal(std::string_view text, int precision, int scale)
{
    const std::optional<NumberText> number = splitNumber(text);
    if (!number) {
        return std::nullopt;
    }
    // Digits at positions below `kept` count from the left enter the result; the next one rounds.
    const int64_t kept = static_cast<int64_t>(number->whole.size()) + number->exponent + scale;
    const size_t total = number->whole.size() + number->fraction.size();
    auto digitAt = [&](size_t index) {
        const char digit =
            index < number->whole.size() ? number->whole[index] : number->fraction[index - number->whole.size()];
        return digit - '0';
    };
    const UInt128 limit = static_cast<UInt128>(powerOfTen(precision));
    UInt128 value = 0;
    for (int64_t i = 0; i < kept; ++i) {
        const int digit = i < static_cast<int64_t>(total) ? digitAt(static_cast<size_t>(i)) : 0;
        value = value * 10 + static_cast<unsigned>(digit);
        if (value >= limit) {
            return std::nullopt;
        }
        if (value == 0 && i >= static_cast<int64_t>(total)) {
            break;
        }
    }
    if (kept >= 0 && kept < static_cast<int64_t>(total)) {
        const int next = digitAt(static_cast<size_t>(kept));
        bool isMore = false;
        for (auto i = static_cast<size_t>(kept) + 1; i < total && !isMore; ++i) {
            isMore = digitAt(i) != 0;
        }
        if (next > 5 || (next == 5 && (isMore || value % 2 == 1))) {
            ++value;
        }
    }
    if (value >= limit) {
        return std::nullopt;
    }
    const auto result = static_cast<Int128>(value);
    return number->isNegative ? -result : result;
}

Int128 dropDecimalDigits(Int128 unscaled, int digits, DecimalRounding rounding)
{
    if (digits == 0) {
        return unscaled;
    }
    if (digits > kMaxDecimalPrecision) {
        const bool isAway = (rounding == DecimalRounding::Floor && unscaled < 0) ||
                            (rounding == DecimalRounding::Ceiling && unscaled > 0);
        return isAway ? (unscaled < 0 ? -1 : 1) : 0;
    }
    const Int128 power = powerOfTen(digits);
    const bool isSmall = unscaled == static_cast<int64_t>(unscaled) && digits <= 18;
    const Int128 quotient = isSmall ? static_cast<int64_t>(unscaled) / static_cast<int64_t>(power) : unscaled / power;
    const Int128 rest = unscaled - quotient * power;
    if (rest == 0) {
        return quotient;
    }
    const int away = unscaled < 0 ? -1 : 1;
    const UInt128 half = static_cast<UInt128>(power) / 2;
    const UInt128 distance = magnitude(rest);
    switch (rounding) {
    case DecimalRounding::TowardZero: return quotient;
    case DecimalRounding::Floor: return away < 0 ? quotient - 1 : quotient;
    case DecimalRounding::Ceiling: return away > 0 ? quotient + 1 : quotient;
    case DecimalRounding::HalfAwayFromZero: return distance >= half ? quotient + away : quotient;
    case DecimalRounding::HalfEven:
        return distance > half || (distance == half && quotient % 2 != 0) ? quotient + away : quotient;
    }
    return quotient;
}

std::optional<Int128> rescaleDecimal(Int128 unscaled, int fromScale, int toScale)
{
    if (toScale <= fromScale) {
        return dropDecimalDigits(unscaled, fromScale - toScale, DecimalRounding::TowardZero);
    }
    Int128 result;
    if (__builtin_mul_overflow(unscaled, powerOfTen(toScale - fromScale), &result)) {
        return std::nullopt;
    }
    return result;
}

std::optional<Int128> multiplyDecimal(Int128 a, Int128 b, int dropDigits)
{
    Int128 product;
    if (!__builtin_mul_overflow(a, b, &product)) {
        const Int128 cut = dropDecimalDigits(product, dropDigits, DecimalRounding::TowardZero);
        return fitsPrecision(cut, kMaxDecimalPrecision) ? std::optional(cut) : std::nullopt;
    }
    Wide wide = Wide(magnitude(a)) * Wide(magnitude(b));
    if (dropDigits > kMaxDecimalPrecision) {
        wide /= Wide(static_cast<UInt128>(powerOfTen(dropDigits - kMaxDecimalPrecision)));
        dropDigits = kMaxDecimalPrecision;
    }
    wide /= Wide(static_cast<UInt128>(powerOfTen(dropDigits)));
    return narrow(wide, (a < 0) != (b < 0));
}

std::optional<Int128> divideDecimal(Int128 a, Int128 b, int shift)
{
    MR_DCHECK(b != 0 && std::abs(shift) <= kMaxDecimalPrecision);
    const bool isNegative = (a < 0) != (b < 0);
    Int128 scaled;
    if (shift >= 0 && !__builtin_mul_overflow(a, powerOfTen(shift), &scaled)) {
        const bool isSmall = scaled == static_cast<int64_t>(scaled) && b == static_cast<int64_t>(b) && b != -1;
        const Int128 quotient = isSmall ? static_cast<int64_t>(scaled) / static_cast<int64_t>(b) : scaled / b;
        return fitsPrecision(quotient, kMaxDecimalPrecision) ? std::optional(quotient) : std::nullopt;
    }
    // At most 38 digits times 10^38 fit 256 bits.
    Wide dividend(magnitude(a));
    Wide divisor(magnitude(b));
    (shift >= 0 ? dividend : divisor) *= Wide(static_cast<UInt128>(powerOfTen(std::abs(shift))));
    return narrow(dividend / divisor, isNegative);
}

double decimalToDouble(Int128 unscaled, int scale)
{
    // Exact when both are exact doubles: one correctly rounded division.
    constexpr Int128 kExact = Int128{1} << 53;
    if (scale <= 22 && unscaled <= kExact && unscaled >= -kExact) {
        return static_cast<double>(static_cast<int64_t>(unscaled)) / static_cast<double>(powerOfTen(scale));
    }
    const auto wide = static_cast<long double>(unscaled) / static_cast<long double>(powerOfTen(scale));
    return static_cast<double>(wide);
}

std::optional<Int128> decimalFromDouble(double value, int precision, int scale)
{
    if (!std::isfinite(value)) {
        return std::nullopt;
    }
    // In double, so that 0.3 at scale 1 is 3: the rounding of the product undoes that of the literal.
    const double scaled = std::trunc(value * static_cast<double>(powerOfTen(scale)));
    const auto limit = static_cast<double>(powerOfTen(precision));
    if (scaled >= limit || scaled <= -limit) {
        return std::nullopt;
    }
    return static_cast<Int128>(scaled);
}

} // namespace millrace
