// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/opener_pool.h"

#include <algorithm>

namespace millrace {

OpenerPool::OpenerPool(size_t maxThreads)
    : m_maxThreads(std::max<size_t>(maxThreads, 1))
{
}

OpenerPool::~OpenerPool()
{
    std::vector<std::jthread> threads;
    {
        std::lock_guard lock(m_mutex);
        m_jobs.clear();
        threads.swap(m_threads);
    }
    threads.clear(); // joins
}

void OpenerPool::submit(std::function<void()> job)
{
    std::vector<std::jthread> ended;
    {
        std::lock_guard lock(m_mutex);
        m_jobs.push_back(std::move(job));
        const auto hasEnded = [this](const std::jthread& thread) {
            return std::find(m_finished.begin(), m_finished.end(), thread.get_id()) != m_finished.end();
        };
        const auto firstEnded = std::stable_partition(m_threads.begin(), m_threads.end(),
                                                      [&](const std::jthread& thread) { return !hasEnded(thread); });
        ended.assign(std::make_move_iterator(firstEnded), std::make_move_iterator(m_threads.end()));
        m_threads.erase(firstEnded, m_threads.end());
        m_finished.clear();
        if (m_numWorking < m_maxThreads) {
            ++m_numWorking;
            m_threads.emplace_back([this] { work(); });
        }
    }
}

void OpenerPool::work()
{
    for (;;) {
        std::function<void()> job;
        {
            std::lock_guard lock(m_mutex);
            if (m_jobs.empty()) {
                --m_numWorking;
                m_finished.push_back(std::this_thread::get_id());
                return;
            }
            job = std::move(m_jobs.front());
            m_jobs.pop_front();
        }
        job();
    }
}

} // namespace millrace
