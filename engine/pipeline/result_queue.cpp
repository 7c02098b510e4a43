// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/result_queue.h"

#include <utility>

namespace millrace {

bool ResultQueue::push(BatchPtr batch, const std::stop_token& stop, Deadline deadline)
{
    {
        std::unique_lock lock(m_mutex);
        if (!m_room.wait_until(lock, stop, deadline, [this] { return m_numRows < m_maxRows; })) {
            return false;
        }
        m_numRows += batch->numRows;
        m_chunk.batches.push_back(std::move(batch));
    }
    m_filled.notify_one();
    wake();
    return true;
}

void ResultQueue::finish(std::optional<Error> error, bool isTruncated)
{
    {
        std::lock_guard lock(m_mutex);
        m_chunk.isEnd = true;
        m_chunk.isTruncated = isTruncated;
        m_chunk.error = std::move(error);
    }
    m_filled.notify_one();
    wake();
}

QueryChunk ResultQueue::take()
{
    std::lock_guard lock(m_mutex);
    return takeLocked();
}

QueryChunk ResultQueue::wait(std::chrono::milliseconds timeout)
{
    std::unique_lock lock(m_mutex);
    m_filled.wait_for(lock, timeout, [this] { return m_numRows != 0 || m_chunk.isEnd; });
    return takeLocked();
}

QueryChunk ResultQueue::takeLocked()
{
    QueryChunk chunk = m_chunk; // the end can be taken again and again
    m_chunk.batches.clear();
    m_numRows = 0;
    m_isAnnounced = false;
    m_room.notify_all();
    return chunk;
}

void ResultQueue::setWakeup(std::function<void()> wakeup)
{
    {
        std::lock_guard lock(m_wakeupMutex);
        m_wakeup = std::move(wakeup);
    }
    {
        std::lock_guard lock(m_mutex);
        if (m_numRows == 0 && !m_chunk.isEnd) {
            return;
        }
        m_isAnnounced = false;
    }
    wake();
}

void ResultQueue::wake()
{
    {
        std::lock_guard lock(m_mutex);
        if (std::exchange(m_isAnnounced, true)) {
            return;
        }
    }
    std::lock_guard lock(m_wakeupMutex);
    if (m_wakeup) {
        m_wakeup();
    }
}

} // namespace millrace
