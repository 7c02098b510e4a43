// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/worker_pool.h"

#include "engine/base/background_thread.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace millrace {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// How long a thread looks out for what is near before it sleeps: a helper for the next job of a step, run() for the
/// last helper. Waking up takes about 50 microseconds, so less would cost what it saves.
constexpr auto kLookOut = std::chrono::microseconds(200);

void pauseShortly()
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    std::this_thread::yield();
#endif
}

/// Waits without sleeping; true when `isDone()` within the time.
template <typename IsDone>
bool spin(SteadyClock::duration time, IsDone&& isDone)
{
    constexpr int kLooks = 16; // between two looks at the clock
    const auto end = SteadyClock::now() + time;
    do {
        for (int i = 0; i < kLooks; ++i) {
            if (isDone()) {
                return true;
            }
            pauseShortly();
        }
    } while (SteadyClock::now() < end);
    return false;
}

} // namespace

/// One run(). Helpers count themselves in and out under the pool's lock; the last touch of a job is counting out.
struct WorkerPool::Job {
    Job(size_t numCalls, size_t helpersAtMost, const std::function<void(size_t)>& call)
        : count(numCalls)
        , maxHelpers(helpersAtMost)
        , task(call)
    {
    }

    const size_t count;
    const size_t maxHelpers;
    const std::function<void(size_t)>& task;
    std::atomic<size_t> next{0};
    std::atomic<size_t> numHelpers{0};
    std::mutex thrownMutex;
    std::exception_ptr thrown; ///< of call `thrownBy`
    size_t thrownBy = 0;

    bool hasWork() const { return next.load(std::memory_order_relaxed) < count; }
    void work()
    {
        for (size_t call = next.fetch_add(1); call < count; call = next.fetch_add(1)) {
            try {
                task(call);
            } catch (...) {
                std::lock_guard lock(thrownMutex);
                if (!thrown || call < thrownBy) {
                    thrown = std::current_exception();
                    thrownBy = call;
                }
            }
        }
    }
};

WorkerPool& WorkerPool::shared()
{
    static WorkerPool pool;
    return pool;
}

WorkerPool::~WorkerPool()
{
    for (std::jthread& thread : m_threads) {
        thread.request_stop();
    }
    m_threads.clear(); // waits for them, while there is what they use
}

void WorkerPool::run(size_t count, size_t workers, const std::function<void(size_t)>& task)
{
    const size_t helpers = std::min({workers, count, kMaxWorkers});
    if (helpers <= 1) {
        for (size_t call = 0; call < count; ++call) {
            task(call);
        }
        return;
    }
    Job job(count, helpers - 1, task);
    size_t toWake = 0;
    {
        std::lock_guard lock(m_mutex);
        startThreads(job.maxHelpers);
        m_jobs.push_back(&job);
        m_numAnnounced.fetch_add(1);
        toWake = std::min(m_numSleeping, job.maxHelpers);
    }
    for (; toWake > 0; --toWake) {
        m_wake.notify_one();
    }
    job.work();
    {
        std::lock_guard lock(m_mutex);
        std::erase(m_jobs, &job);
    }
    const auto isLeft = [&job] { return job.numHelpers.load() == 0; };
    if (!spin(kLookOut, isLeft)) {
        std::unique_lock lock(m_mutex);
        m_left.wait(lock, isLeft);
    }
    if (job.thrown) {
        std::rethrow_exception(job.thrown);
    }
}

void WorkerPool::startThreads(size_t count)
{
    while (m_threads.size() < count) {
        std::jthread thread;
        const Status started = startThread(thread, [this](const std::stop_token& stop) {
            enterBackgroundThread("step worker");
            help(stop);
        });
        if (!started.ok()) {
            return; // with fewer helpers it takes longer
        }
        m_threads.push_back(std::move(thread));
    }
}

void WorkerPool::help(const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        if (Job* job = openJob()) {
            job->numHelpers.fetch_add(1);
            lock.unlock();
            job->work();
            lock.lock();
            if (job->numHelpers.fetch_sub(1) == 1) {
                m_left.notify_all();
            }
            continue;
        }
        const uint64_t seen = m_numAnnounced.load();
        lock.unlock();
        const bool hasMore = lookOut(seen);
        lock.lock();
        if (!hasMore) {
            ++m_numSleeping;
            m_wake.wait(lock, stop, [this] { return openJob() != nullptr; });
            --m_numSleeping;
        }
    }
}

/// A job that another helper is welcome to; null when there is none.
WorkerPool::Job* WorkerPool::openJob() const
{
    const auto found = std::find_if(m_jobs.begin(), m_jobs.end(), [](const Job* job) {
        return job->hasWork() && job->numHelpers.load() < job->maxHelpers;
    });
    return found == m_jobs.end() ? nullptr : *found;
}

/// True when a job was announced since `seen`.
bool WorkerPool::lookOut(uint64_t seen) const
{
    return spin(kLookOut, [&] { return m_numAnnounced.load() != seen; });
}

} // namespace millrace
