// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/datagen/rate_limiter.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr double kMicrosPerSecond = 1e6;
/// Time worth of rows that may pile up while the machine was busy elsewhere.
constexpr double kBurstSeconds = 1.0;
constexpr uint64_t kShortestDelayMillis = 10;
constexpr uint64_t kLongestDelayMillis = 20;

} // namespace

RateLimiter::RateLimiter(uint64_t rate, const Clock& clock)
    : m_rate(rate)
    , m_clock(clock)
    , m_last(clock.steadyMicros())
{
}

uint64_t RateLimiter::take(uint64_t wanted)
{
    if (m_rate == 0) {
        return wanted;
    }
    std::lock_guard lock(m_mutex);
    const int64_t now = m_clock.steadyMicros();
    const double rate = static_cast<double>(m_rate);
    const double gained = static_cast<double>(now - m_last) * rate / kMicrosPerSecond;
    m_last = now;
    m_tokens = std::min(m_tokens + gained, std::max(1.0, rate * kBurstSeconds));
    const uint64_t taken = std::min(wanted, static_cast<uint64_t>(m_tokens));
    m_tokens -= static_cast<double>(taken);
    return taken;
}

std::chrono::milliseconds RateLimiter::delay() const
{
    const uint64_t perRow = m_rate == 0 ? 0 : 1000 / m_rate;
    return std::chrono::milliseconds(std::clamp(perRow, kShortestDelayMillis, kLongestDelayMillis));
}

void RateLimiter::restart()
{
    std::lock_guard lock(m_mutex);
    m_last = m_clock.steadyMicros();
    m_tokens = std::min(m_tokens, 1.0);
}

} // namespace millrace
