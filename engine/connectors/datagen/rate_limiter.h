// SPDX-License-Identifier: GPL-3.0-or-later
// A token bucket: so many rows a second, evenly, however many threads ask.
#pragma once

#include "engine/base/clock.h"

#include <chrono>
#include <cstdint>
#include <mutex>

namespace millrace {

/// Any thread.
class RateLimiter {
public:
    /// `rate` rows a second; 0 = no limit.
    RateLimiter(uint64_t rate, const Clock& clock);

    /// How many of `wanted` rows may be made now; they are taken off the bucket.
    uint64_t take(uint64_t wanted);
    /// How long to wait until a row, or a small batch at high rates, may be made.
    std::chrono::milliseconds delay() const;
    /// Time that passed without reading gives no rows: the bucket starts empty, now.
    void restart();

private:
    const uint64_t m_rate;
    const Clock& m_clock;
    std::mutex m_mutex;
    int64_t m_last;
    double m_tokens = 1.0; ///< the first row comes at once
};

} // namespace millrace
