// SPDX-License-Identifier: GPL-3.0-or-later
// Turns a growing counter into a rate.
#pragma once

#include <cstdint>

namespace millrace::models {

/// Units per second of a counter, averaged over about a second; 0 once it stood still for that long.
/// A counter that falls (a new run) starts anew. Not thread-safe.
class RateMeter {
public:
    /// Feeds the counter's value at a monotone time in microseconds.
    void update(uint64_t counter, int64_t nowUs);
    double perSecond() const { return m_perSecond; }
    void reset() { *this = RateMeter(); }

private:
    uint64_t m_counter = 0;
    int64_t m_atUs = 0;
    int64_t m_movedAtUs = 0; ///< when the counter last rose
    double m_perSecond = 0;
    bool m_hasStarted = false;
};

} // namespace millrace::models
