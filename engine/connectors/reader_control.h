// SPDX-License-Identifier: GPL-3.0-or-later
// Extend and pause as a reader's thread sees them.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

namespace millrace {

/// Commands come from any thread and return at once; the waits are for the reader's thread and end at once
/// when a stop is requested. Starts paused.
class ReaderControl {
public:
    void extend();
    void pause();

    bool isRunning() const { return m_isRunning.load(std::memory_order_acquire); }
    /// Waits while paused; false when a stop was requested.
    bool awaitRunning(std::stop_token stop);
    /// Waits while paused, but not for longer; true when running again.
    bool awaitRunningFor(std::stop_token stop, std::chrono::milliseconds longest);
    /// Sleeps; ends early, with false, on a stop or a pause.
    bool sleepWhileRunning(std::stop_token stop, std::chrono::milliseconds duration);
    /// How often extend() was called: to be taken before the consumer learns that the reader gives up, since the
    /// answer may come at once.
    uint64_t numExtends() const;
    /// Waits until extend() was called more often than `before`, for a reader that has given up; false on a stop.
    bool awaitExtend(std::stop_token stop, uint64_t before);

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::atomic<bool> m_isRunning = false;
    uint64_t m_numExtends = 0;
};

} // namespace millrace
