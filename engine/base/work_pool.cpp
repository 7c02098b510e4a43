// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/work_pool.h"

#include "engine/base/background_thread.h"

#include <algorithm>
#include <iterator>

namespace millrace {

WorkPool::WorkPool(const char* threadName, size_t maxThreads, Priority priority)
    : m_threadName(threadName)
    , m_maxThreads(std::max<size_t>(maxThreads, 1))
    , m_priority(priority)
{
}

WorkPool::~WorkPool()
{
    close();
}

void WorkPool::close()
{
    std::deque<std::function<void()>> dropped; // destroyed without the lock: a job may own what calls back
    std::vector<std::thread> threads;
    {
        std::lock_guard lock(m_mutex);
        m_isClosed = true;
        dropped.swap(m_jobs);
        threads.swap(m_threads);
    }
    m_hasJob.notify_all();
    for (std::thread& thread : threads) {
        thread.join();
    }
}

Status WorkPool::hold()
{
    std::lock_guard lock(m_mutex);
    m_isHeld = true;
    return m_isClosed || m_numWorking > 0 ? Status() : addThreadLocked();
}

Status WorkPool::submit(std::function<void()> job)
{
    std::vector<std::thread> ended;
    Status added;
    {
        std::lock_guard lock(m_mutex);
        if (m_isClosed) {
            return {};
        }
        m_jobs.push_back(std::move(job));
        ended = takeEndedLocked();
        if (m_numIdle < m_jobs.size() && m_numWorking < m_maxThreads) {
            added = addThreadLocked();
        }
        if (m_numWorking > 0) {
            added = {}; // one of them does it
        } else {
            job = std::move(m_jobs.back()); // destroyed without the lock
            m_jobs.pop_back();
        }
    }
    m_hasJob.notify_one();
    for (std::thread& thread : ended) {
        thread.join();
    }
    return added;
}

Status WorkPool::addThreadLocked()
{
    std::thread thread;
    MR_CHECK(startThread(thread, [this] { work(); })); // it waits for the lock first
    m_threads.push_back(std::move(thread));
    ++m_numWorking;
    return {};
}

/// Those that have found no job for a while.
std::vector<std::thread> WorkPool::takeEndedLocked()
{
    const auto isThere = [this](const std::thread& thread) {
        return std::find(m_finished.begin(), m_finished.end(), thread.get_id()) == m_finished.end();
    };
    const auto firstEnded = std::stable_partition(m_threads.begin(), m_threads.end(), isThere);
    std::vector<std::thread> ended(std::make_move_iterator(firstEnded), std::make_move_iterator(m_threads.end()));
    m_threads.erase(firstEnded, m_threads.end());
    m_finished.clear();
    return ended;
}

void WorkPool::work()
{
    if (m_priority == Priority::Background) {
        enterBackgroundThread(m_threadName);
    } else {
        nameThread(m_threadName);
    }
    const auto isWanted = [this] { return !m_jobs.empty() || m_isClosed; };
    std::unique_lock lock(m_mutex);
    for (;;) {
        ++m_numIdle;
        if (isKeptLocked()) {
            m_hasJob.wait(lock, isWanted);
        } else {
            m_hasJob.wait_for(lock, kLinger, isWanted);
        }
        --m_numIdle;
        if (m_jobs.empty()) {
            if (isKeptLocked() && !m_isClosed) {
                continue;
            }
            --m_numWorking;
            m_finished.push_back(std::this_thread::get_id());
            return;
        }
        {
            const std::function<void()> job = std::move(m_jobs.front());
            m_jobs.pop_front();
            lock.unlock();
            job();
        }
        lock.lock();
    }
}

} // namespace millrace
