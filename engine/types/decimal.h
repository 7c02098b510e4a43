// SPDX-License-Identifier: GPL-3.0-or-later
// Exact decimal numbers: an unscaled 128-bit integer whose scale is part of the type.
#pragma once

#include "engine/types/sql_type.h"

#include <optional>
#include <string>
#include <string_view>

namespace millrace {

constexpr int kMaxDecimalPrecision = 38;

/// 10^exponent for 0 <= exponent <= 38.
Int128 powerOfTen(int exponent);

/// True when the unscaled value has at most `precision` digits.
bool fitsPrecision(Int128 unscaled, int precision);

/// Decimal text without trailing fractional zeros: 250 at scale 2 is "2.5".
std::string formatDecimal(Int128 unscaled, int scale);
/// Appends formatDecimal() to `out`; no allocation beyond the string's growth.
void appendDecimal(std::string& out, Int128 unscaled, int scale);

/// Reads "[+-]digits[.digits][e[+-]digits]" to the given scale, rounding half to even; nothing when the
/// text is not a number or does not fit the precision. Blanks around it are ignored.
std::optional<Int128> parseDecimal(std::string_view text, int precision, int scale);

/// Changes the scale; digits cut are dropped toward zero. Nothing on overflow of 128 bits.
std::optional<Int128> rescaleDecimal(Int128 unscaled, int fromScale, int toScale);

/// a * b / 10^dropDigits, cut toward zero, with 256 bits in between; nothing when it exceeds 38 digits.
std::optional<Int128> multiplyDecimal(Int128 a, Int128 b, int dropDigits);
/// a * 10^shift / b, cut toward zero, with 256 bits in between; -38 <= shift <= 38, b is not 0.
/// Nothing when it exceeds 38 digits.
std::optional<Int128> divideDecimal(Int128 a, Int128 b, int shift);

/// How digits that are cut off change those that stay.
enum class DecimalRounding : uint8_t { TowardZero, HalfEven, HalfAwayFromZero, Floor, Ceiling };
/// unscaled / 10^digits for digits >= 0, rounded as told.
Int128 dropDecimalDigits(Int128 unscaled, int digits, DecimalRounding rounding);

double decimalToDouble(Int128 unscaled, int scale);
/// Rounds toward zero; nothing when it does not fit.
std::optional<Int128> decimalFromDouble(double value, int precision, int scale);

std::string formatInt128(Int128 value);

} // namespace millrace
