// SPDX-License-Identifier: GPL-3.0-or-later
// A few threads that do jobs beside those that bring them.
#pragma once

#include "engine/base/result.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace millrace {

/// Runs jobs on up to `maxThreads` threads, in the order they come. A thread is there only while it is needed: one that
/// has found no job for kLinger ends. The queue is bounded by its users: a job a connector or request. Any thread.
class WorkPool {
public:
    enum class Priority : uint8_t {
        Background, ///< the window's thread goes first
        Usual,      ///< somebody waits for each job
    };

    static constexpr std::chrono::seconds kLinger{10};

    /// `threadName`: 15 characters at most.
    WorkPool(const char* threadName, size_t maxThreads, Priority priority = Priority::Background);
    ~WorkPool();
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;

    /// Has a thread that stays until close(), so that later jobs cannot fail for want of one. kThreadLimit.
    Status hold();
    /// kThreadLimit when there is not one thread for it: the job is dropped. After close() nothing happens.
    Status submit(std::function<void()> job);
    /// Drops jobs not begun and waits for those under way. Idempotent; not from a job.
    void close();

private:
    void work();
    bool isKeptLocked() const { return m_isHeld && m_numWorking == 1; }
    Status addThreadLocked();
    std::vector<std::thread> takeEndedLocked();

    const char* const m_threadName;
    const size_t m_maxThreads;
    const Priority m_priority;
    std::mutex m_mutex;
    std::condition_variable m_hasJob;
    std::deque<std::function<void()>> m_jobs;
    bool m_isClosed = false;
    bool m_isHeld = false; ///< the last thread stays
    size_t m_numIdle = 0;
    size_t m_numWorking = 0; ///< idle ones included
    std::vector<std::thread::id> m_finished; ///< threads that have ended
    std::vector<std::thread> m_threads;
};

} // namespace millrace
