// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/live_call.h"

#include "engine/descriptive/call_scheduler.h"

#include <algorithm>

namespace millrace::descriptive {

LiveCall::LiveCall(std::weak_ptr<CallScheduler> scheduler, uint64_t id, CallOrigin origin, Instant startedAt)
    : m_scheduler(std::move(scheduler))
    , m_id(id)
    , m_origin(std::move(origin))
    , m_startedAt(startedAt)
{
}

LiveCall::~LiveCall()
{
    if (const std::shared_ptr<CallScheduler> scheduler = m_scheduler.lock()) {
        scheduler->drop(m_id);
    }
}

LiveCall::Taken LiveCall::take(size_t maxBytes)
{
    Taken taken;
    bool hasMadeRoom = false;
    {
        const std::lock_guard lock(m_mutex);
        size_t bytes = 0;
        while (!m_pieces.empty() && (taken.pieces.empty() || bytes + m_pieces.front()->size() <= maxBytes)) {
            bytes += m_pieces.front()->size();
            taken.pieces.push_back(std::move(m_pieces.front()));
            m_pieces.pop_front();
        }
        m_bytes -= bytes;
        taken.isEnd = m_hasEnded && m_pieces.empty();
        if (taken.isEnd) {
            taken.error = m_error;
        }
        hasMadeRoom = m_isFull && m_bytes <= kRingBytes / 2;
        m_isFull = m_isFull && !hasMadeRoom;
    }
    if (hasMadeRoom) {
        if (const std::shared_ptr<CallScheduler> scheduler = m_scheduler.lock()) {
            scheduler->wake(m_id);
        }
    }
    return taken;
}

void LiveCall::setWakeup(std::function<void()> wakeup)
{
    const std::lock_guard lock(m_wakeupMutex);
    m_wakeup = std::move(wakeup);
}

LiveCallInfo LiveCall::info() const
{
    const std::lock_guard lock(m_mutex);
    return {m_id, m_origin, m_startedAt, m_numRows, m_numBytes, m_bytes};
}

size_t LiveCall::room() const
{
    const std::lock_guard lock(m_mutex);
    return kRingBytes - std::min(m_bytes, kRingBytes);
}

bool LiveCall::push(std::vector<EncodedPiece> pieces, uint64_t numRows)
{
    bool isFull = false;
    {
        const std::lock_guard lock(m_mutex);
        for (EncodedPiece& piece : pieces) {
            m_bytes += piece->size();
            m_numBytes += piece->size();
            m_pieces.push_back(std::move(piece));
        }
        m_numRows += numRows;
        isFull = m_isFull = m_bytes >= kRingBytes;
    }
    const std::lock_guard lock(m_wakeupMutex);
    if (!pieces.empty() && m_wakeup) {
        m_wakeup();
    }
    return isFull;
}

void LiveCall::end(std::optional<Error> error)
{
    {
        const std::lock_guard lock(m_mutex);
        m_hasEnded = true;
        m_error = std::move(error);
    }
    const std::lock_guard lock(m_wakeupMutex);
    if (m_wakeup) {
        m_wakeup();
    }
}

} // namespace millrace::descriptive
