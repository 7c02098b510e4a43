// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bridge/rate_meter.h"

#include <algorithm>

namespace millrace::models {

namespace {
constexpr int64_t kMinIntervalUs = 100'000; ///< shorter intervals are noise
constexpr int64_t kMemoryUs = 1'000'000;    ///< weight of the past: about a second
} // namespace

void RateMeter::update(uint64_t counter, int64_t nowUs)
{
    if (!m_hasStarted || counter < m_counter) {
        m_counter = counter;
        m_atUs = nowUs;
        m_movedAtUs = nowUs;
        m_perSecond = 0;
        m_hasStarted = true;
        return;
    }
    if (counter != m_counter) {
        m_movedAtUs = nowUs;
    }
    const int64_t elapsedUs = nowUs - m_atUs;
    if (elapsedUs < kMinIntervalUs) {
        return;
    }
    const double current = static_cast<double>(counter - m_counter) * 1e6 / static_cast<double>(elapsedUs);
    if (nowUs - m_movedAtUs >= kMemoryUs) {
        m_perSecond = 0;
    } else {
        const double share = std::min(1.0, static_cast<double>(elapsedUs) / static_cast<double>(kMemoryUs));
        m_perSecond = m_perSecond == 0 ? current : m_perSecond + (current - m_perSecond) * share;
    }
    m_counter = counter;
    m_atUs = nowUs;
}

} // namespace millrace::models
