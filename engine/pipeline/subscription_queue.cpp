// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/subscription_queue.h"

#include <algorithm>
#include <iterator>

namespace millrace {

SubscriptionQueue::SubscriptionQueue(SubscribeOptions options)
    : m_options(options)
{
}

SubscriptionQueue::~SubscriptionQueue()
{
    if (m_roomSignal) {
        m_roomSignal->raise();
    }
}

StreamChunk SubscriptionQueue::take()
{
    StreamChunk chunk;
    std::shared_ptr<WakeSignal> signal;
    {
        std::lock_guard lock(m_mutex);
        if (m_options.policy == OverflowPolicy::Block && m_rows >= m_options.maxRows) {
            signal = m_roomSignal;
        }
        chunk.changes.assign(std::make_move_iterator(m_changes.begin()), std::make_move_iterator(m_changes.end()));
        chunk.droppedRows = std::exchange(m_droppedRows, 0);
        chunk.droppedFirstStep = std::exchange(m_droppedFirstStep, 0);
        chunk.droppedLastStep = std::exchange(m_droppedLastStep, 0);
        chunk.isEnd = m_isFinished;
        m_changes.clear();
        m_rows = 0;
        m_isAnnounced = false;
    }
    if (signal) {
        signal->raise();
    }
    return chunk;
}

void SubscriptionQueue::setWakeup(std::function<void()> wakeup)
{
    {
        std::lock_guard lock(m_wakeupMutex);
        m_wakeup = std::move(wakeup);
    }
    {
        std::lock_guard lock(m_mutex);
        if (m_changes.empty() && !m_isFinished) {
            return;
        }
        m_isAnnounced = false;
    }
    wake();
}

void SubscriptionQueue::setRoomSignal(std::shared_ptr<WakeSignal> signal)
{
    std::lock_guard lock(m_mutex);
    m_roomSignal = std::move(signal);
}

void SubscriptionQueue::push(StepChange change)
{
    const size_t rows = change.delta.numRows();
    if (rows == 0) {
        return;
    }
    {
        std::lock_guard lock(m_mutex);
        if (m_isFinished) {
            return;
        }
        m_rows += rows;
        m_changes.push_back(std::move(change));
        if (m_options.policy == OverflowPolicy::DropOldest) {
            dropOldest();
        }
    }
    wake();
}

bool SubscriptionQueue::isBlocking() const
{
    std::lock_guard lock(m_mutex);
    return m_options.policy == OverflowPolicy::Block && m_rows >= m_options.maxRows && m_rows > 0;
}

void SubscriptionQueue::finish()
{
    {
        std::lock_guard lock(m_mutex);
        if (m_isFinished) {
            return;
        }
        m_isFinished = true;
    }
    wake();
}

void SubscriptionQueue::dropOldest()
{
    while (m_rows > m_options.maxRows && m_changes.size() > 1) {
        countDropped(m_changes.front().step, m_changes.front().delta.numRows());
        m_changes.pop_front();
    }
    std::vector<BatchPtr>& batches = m_changes.front().delta.batches;
    size_t numDropped = 0;
    while (m_rows > m_options.maxRows && numDropped + 1 < batches.size()) {
        countDropped(m_changes.front().step, batches[numDropped]->numRows);
        ++numDropped;
    }
    batches.erase(batches.begin(), batches.begin() + static_cast<std::ptrdiff_t>(numDropped));
}

void SubscriptionQueue::countDropped(uint64_t step, size_t rows)
{
    if (m_droppedRows == 0) {
        m_droppedFirstStep = step;
    }
    m_droppedRows += rows;
    m_droppedLastStep = step;
    m_rows -= rows;
}

void SubscriptionQueue::wake()
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
