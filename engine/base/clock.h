// SPDX-License-Identifier: GPL-3.0-or-later
// Time as the engine sees it, so that tests can drive it.
#pragma once

#include <atomic>
#include <cstdint>

namespace millrace {

/// Microseconds since 1970-01-01 UTC.
using TimestampMicros = int64_t;

/// A source of time. Any thread.
class Clock {
public:
    virtual ~Clock() = default;
    /// Wall time; may jump.
    virtual TimestampMicros now() const = 0;
    /// Monotone time for durations and rates, in microseconds from an arbitrary origin.
    virtual int64_t steadyMicros() const = 0;

    /// The machine's clock; lives as long as the program.
    static const Clock& system();
};

/// A clock that moves only when told to; wall and steady time advance together.
class ManualClock final : public Clock {
public:
    explicit ManualClock(TimestampMicros start = 0)
        : m_now(start)
    {
    }
    TimestampMicros now() const override { return m_now.load(std::memory_order_acquire); }
    int64_t steadyMicros() const override { return now(); }
    void advance(int64_t micros) { m_now.fetch_add(micros, std::memory_order_acq_rel); }

private:
    std::atomic<TimestampMicros> m_now;
};

} // namespace millrace
