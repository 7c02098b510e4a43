// SPDX-License-Identifier: GPL-3.0-or-later
// Sums of floating-point numbers from which values can be taken away again.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

namespace millrace {

/// A floating sum that a retraction restores: double-double for the finite part (Knuth's TwoSum; Dekker 1971),
/// units of 2^1023 for what would leave it, and counts of the values that have no inverse.
struct FloatSum {
    double high = 0;
    double low = 0;
    int32_t numNan = 0;
    int32_t numPositiveInfinity = 0;
    int32_t numNegativeInfinity = 0;
    int32_t numUnits = 0; ///< of kUnit, which belong to the finite part

    void add(double value, int64_t weight)
    {
        if (std::isnan(value)) {
            numNan += static_cast<int32_t>(weight);
        } else if (std::isinf(value)) {
            (value > 0 ? numPositiveInfinity : numNegativeInfinity) += static_cast<int32_t>(weight);
        } else {
            addWeighted(value, weight);
        }
    }
    /// The value before it is rounded to a double.
    long double exact() const
    {
        const bool isFinite = numNan == 0 && numPositiveInfinity == 0 && numNegativeInfinity == 0;
        const auto units = static_cast<long double>(numUnits) * static_cast<long double>(kUnit);
        return isFinite ? static_cast<long double>(high) + units + static_cast<long double>(low) : value();
    }
    double value() const
    {
        if (numNan != 0 || (numPositiveInfinity != 0 && numNegativeInfinity != 0)) {
            return std::numeric_limits<double>::quiet_NaN();
        }
        if (numPositiveInfinity != 0 || numNegativeInfinity != 0) {
            const double infinity = std::numeric_limits<double>::infinity();
            return numPositiveInfinity != 0 ? infinity : -infinity;
        }
        // Halves, since one unit and a negative rest may fit where two units on the way would not.
        return numUnits == 0 ? high + low : 2 * (numUnits * (kUnit / 2) + (high / 2 + low / 2));
    }

private:
    static constexpr double kUnit = 0x1p1023;

    void addWeighted(double value, int64_t weight)
    {
        const double product = value * static_cast<double>(weight);
        if (std::isfinite(product)) {
            addFinite(moveUnits(moveUnits(product)));
        } else {
            addWeighted(value, weight / 2);
            addWeighted(value, weight - weight / 2);
        }
    }
    /// What is left of a large value; a unit of it is counted, without rounding.
    double moveUnits(double value)
    {
        if (std::abs(value) <= kUnit / 2) {
            return value;
        }
        numUnits += value > 0 ? 1 : -1;
        return value > 0 ? value - kUnit : value + kUnit;
    }
    void addFinite(double value)
    {
        const double sum = high + value;
        const double part = sum - high;
        const double error = (high - (sum - part)) + (value - part);
        low += error;
        const double rounded = sum + low;
        low -= rounded - sum;
        high = moveUnits(rounded);
    }
};
static_assert(sizeof(FloatSum) == 32);

} // namespace millrace
