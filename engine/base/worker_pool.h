// SPDX-License-Identifier: GPL-3.0-or-later
// Threads that help with large pieces of work: one small pool for the whole process.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace millrace {

/// Runs the calls of a loop on several threads. The calling thread works too and never waits for another one to wake
/// up: it takes every call that nobody else has taken, and at the end waits only for calls that are being made. Threads
/// start when they are first asked for; those without work sleep, after looking out for more of it for a fifth of a
/// millisecond. Any thread may call run(), but not from within a task.
class WorkerPool {
public:
    static constexpr size_t kMaxWorkers = 64;

    /// The pool of the process.
    static WorkerPool& shared();

    WorkerPool() = default;
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// Calls `task` once for each number below `count`, on this thread and up to `workers - 1` others, and returns when
    /// all calls have. Of what the calls throw, that of the lowest number is thrown on.
    void run(size_t count, size_t workers, const std::function<void(size_t)>& task);

private:
    struct Job;

    void startThreads(size_t count);
    void help(const std::stop_token& stop);
    Job* openJob() const;
    bool lookOut(uint64_t seen) const;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake; ///< a job came
    std::condition_variable m_left;     ///< the last helper left a job
    std::vector<Job*> m_jobs;           ///< being worked on; each lives in a run()
    std::vector<std::jthread> m_threads;
    size_t m_numSleeping = 0;
    std::atomic<uint64_t> m_numAnnounced{0};
};

} // namespace millrace
