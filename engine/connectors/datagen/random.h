// SPDX-License-Identifier: GPL-3.0-or-later
// Random numbers that depend on the seed alone: on every machine, in every build.
#pragma once

#include "engine/types/sql_type.h"

#include <cmath>
#include <cstdint>

namespace millrace {

/// xoshiro256++ of D. Blackman and S. Vigna ("Scrambled Linear Pseudorandom Number Generators", 2021), its
/// state filled by SplitMix64. Cheap enough to seed for every row.
class Random {
public:
    explicit Random(uint64_t seed)
    {
        for (uint64_t& word : m_state) {
            seed += 0x9E3779B97F4A7C15ULL;
            uint64_t z = seed;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
            word = z ^ (z >> 31);
        }
    }

    uint64_t next()
    {
        const uint64_t result = rotated(m_state[0] + m_state[3], 23) + m_state[0];
        const uint64_t shifted = m_state[1] << 17;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= shifted;
        m_state[3] = rotated(m_state[3], 45);
        return result;
    }

    /// Uniform in [0, limit), limit > 0: D. Lemire, "Fast Random Integer Generation in an Interval" (2019).
    uint64_t below(uint64_t limit)
    {
        UInt128 product = UInt128{next()} * limit;
        if (static_cast<uint64_t>(product) < limit) {
            const uint64_t threshold = (0 - limit) % limit;
            while (static_cast<uint64_t>(product) < threshold) {
                product = UInt128{next()} * limit;
            }
        }
        return static_cast<uint64_t>(product >> 64);
    }

    /// Uniform in [0, limit), limit > 0, for limits beyond 64 bits: draws until one is below.
    UInt128 belowWide(UInt128 limit)
    {
        if (limit <= UINT64_MAX) {
            return below(static_cast<uint64_t>(limit));
        }
        const int unused = __builtin_clzll(static_cast<uint64_t>(limit >> 64));
        while (true) {
            const UInt128 drawn = ((UInt128{next()} << 64) | next()) << unused >> unused;
            if (drawn < limit) {
                return drawn;
            }
        }
    }

    /// Uniform in [0, 1) with 53 bits.
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

private:
    static uint64_t rotated(uint64_t word, int bits) { return (word << bits) | (word >> (64 - bits)); }

    uint64_t m_state[4];
};

/// Numbers 1 to n with probabilities proportional to 1 / k^exponent, by rejection: a step at 1 and the
/// integral of x^-exponent from there on cover the distribution, whatever the size of n.
class Zipf {
public:
    Zipf(double n, double exponent)
        : m_n(n)
        , m_exponent(exponent)
        , m_area(exponent == 1.0 ? 1.0 + std::log(n) : (std::pow(n, 1.0 - exponent) - exponent) / (1.0 - exponent))
    {
    }

    /// As a double, since n may be; a whole number.
    double draw(Random& random) const
    {
        while (true) {
            const double position = inverseArea(random.unit() * m_area);
            const double value = std::fmin(std::floor(position + 1.0), m_n);
            double ratio = std::pow(value, -m_exponent);
            if (value > 1.0) {
                ratio *= std::pow(position, m_exponent);
            }
            if (random.unit() < ratio) {
                return value;
            }
        }
    }

private:
    double inverseArea(double area) const
    {
        if (area <= 1.0) {
            return area;
        }
        if (m_exponent == 1.0) {
            return std::exp(area - 1.0);
        }
        return std::pow(area * (1.0 - m_exponent) + m_exponent, 1.0 / (1.0 - m_exponent));
    }

    double m_n;
    double m_exponent;
    double m_area;
};

} // namespace millrace
