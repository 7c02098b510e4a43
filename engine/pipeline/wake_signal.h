// SPDX-License-Identifier: GPL-3.0-or-later
// What a thread with nothing to do sleeps on.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace millrace {

/// A flag raised by anybody, any number of times, and lowered by the one thread that waits for it. The
/// waiter looks at what it depends on after wait() and so misses nothing: no polling, no wake-up while idle.
class WakeSignal {
public:
    void raise()
    {
        if (m_isRaised.exchange(true)) {
            return;
        }
        {
            // The waiter is now either before its test of the flag or really asleep.
            std::lock_guard lock(m_mutex);
        }
        m_raised.notify_one();
    }

    /// Waits until the flag is up and lowers it. False when a stop was requested.
    bool wait(std::stop_token stop)
    {
        std::unique_lock lock(m_mutex);
        m_raised.wait(lock, stop, [this] { return m_isRaised.load(); });
        m_isRaised.store(false);
        return !stop.stop_requested();
    }

    /// The same for a limited time; true when the flag was raised, false after the time or a stop request.
    bool waitFor(const std::stop_token& stop, std::chrono::milliseconds atMost)
    {
        std::unique_lock lock(m_mutex);
        if (!m_raised.wait_for(lock, stop, atMost, [this] { return m_isRaised.load(); })) {
            return false;
        }
        m_isRaised.store(false);
        return !stop.stop_requested();
    }

private:
    std::atomic<bool> m_isRaised = false;
    std::mutex m_mutex;
    std::condition_variable_any m_raised;
};

} // namespace millrace
