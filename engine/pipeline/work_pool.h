// SPDX-License-Identifier: GPL-3.0-or-later
// Threads that do a run's jobs beside the engine's thread.
#pragma once

#include <chrono>
#include <condition_variable>
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
    static constexpr std::chrono::seconds kLinger{10};

    /// `threadName`: 15 characters at most.
    WorkPool(const char* threadName, size_t maxThreads);
    ~WorkPool();
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;

    /// After close() nothing happens.
    void submit(std::function<void()> job);
    /// Drops jobs not begun and waits for those under way. Idempotent; not from a job.
    void close();

private:
    void work();

    const char* const m_threadName;
    const size_t m_maxThreads;
    std::mutex m_mutex;
    std::condition_variable m_hasJob;
    std::deque<std::function<void()>> m_jobs;
    bool m_isClosed = false;
    size_t m_numIdle = 0;
    size_t m_numWorking = 0; ///< idle ones included
    std::vector<std::thread::id> m_finished; ///< threads that have ended
    std::vector<std::thread> m_threads;
};

} // namespace millrace
