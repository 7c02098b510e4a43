// SPDX-License-Identifier: GPL-3.0-or-later
// Threads that open connectors, so that a slow host holds up nobody.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace millrace {

/// Runs jobs on up to `maxThreads` threads that exist only while there are jobs. The queue is bounded by its
/// user: one job a connector. Destruction drops jobs not begun and waits for those under way. Any thread.
class OpenerPool {
public:
    explicit OpenerPool(size_t maxThreads);
    ~OpenerPool();
    OpenerPool(const OpenerPool&) = delete;
    OpenerPool& operator=(const OpenerPool&) = delete;

    void submit(std::function<void()> job);

private:
    void work();

    const size_t m_maxThreads;
    std::mutex m_mutex;
    std::deque<std::function<void()>> m_jobs;
    size_t m_numWorking = 0;
    std::vector<std::thread::id> m_finished; ///< threads that found no more jobs and end
    std::vector<std::jthread> m_threads;
};

} // namespace millrace
