// SPDX-License-Identifier: GPL-3.0-or-later
// Lets a test wait until something is true that other threads bring about.
#pragma once

#include "tests/support/slowdown.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace millrace::test {

constexpr std::chrono::seconds kPatience{10 * kSlowdown};

/// What tests wait on: everything that changes says so, and conditions are looked at again.
class Waiter {
public:
    void changed()
    {
        {
            std::lock_guard lock(m_mutex);
            ++m_version;
        }
        m_changed.notify_all();
    }

    /// False when the condition did not come true in time.
    template <typename Condition>
    bool until(Condition condition)
    {
        const auto deadline = std::chrono::steady_clock::now() + kPatience;
        for (;;) {
            uint64_t seen = 0;
            {
                std::lock_guard lock(m_mutex);
                seen = m_version;
            }
            if (condition()) {
                return true;
            }
            std::unique_lock lock(m_mutex);
            if (!m_changed.wait_until(lock, deadline, [&] { return m_version != seen; })) {
                return false;
            }
        }
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    uint64_t m_version = 0;
};

} // namespace millrace::test
