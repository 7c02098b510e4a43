// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/work_pool.h"

#include "engine/base/background_thread.h"

#include <algorithm>
#include <iterator>

namespace millrace {

WorkPool::WorkPool(const char* threadName, size_t maxThreads)
    : m_threadName(threadName)
    , m_maxThreads(std::max<size_t>(maxThreads, 1))
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

void WorkPool::submit(std::function<void()> job)
{
    std::vector<std::thread> ended;
    {
        std::lock_guard lock(m_mutex);
        if (m_isClosed) {
            return;
        }
        m_jobs.push_back(std::move(job));
        const auto hasEnded = [this](const std::thread& thread) {
            return std::find(m_finished.begin(), m_finished.end(), thread.get_id()) != m_finished.end();
        };
        const auto firstEnded = std::stable_partition(m_threads.begin(), m_threads.end(),
                                                      [&](const std::thread& thread) { return !hasEnded(thread); });
        ended.assign(std::make_move_iterator(firstEnded), std::make_move_iterator(m_threads.end()));
        m_threads.erase(firstEnded, m_threads.end());
        m_finished.clear();
        if (m_numIdle < m_jobs.size() && m_numWorking < m_maxThreads) {
            ++m_numWorking;
            m_threads.emplace_back([this] { work(); });
        }
    }
    m_hasJob.notify_one();
    for (std::thread& thread : ended) {
        thread.join();
    }
}

void WorkPool::work()
{
    enterBackgroundThread(m_threadName);
    std::unique_lock lock(m_mutex);
    for (;;) {
        ++m_numIdle;
        const bool isWanted = m_hasJob.wait_for(lock, kLinger, [this] { return !m_jobs.empty() || m_isClosed; });
        --m_numIdle;
        if (m_jobs.empty()) {
            if (isWanted && !m_isClosed) {
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
