// SPDX-License-Identifier: GPL-3.0-or-later
// The bounded queue between a query's thread and who takes its rows.
#pragma once

#include "engine/pipeline/query.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace millrace {

/// Holds up to `maxRows` rows and one batch more. Producer and consumer wait for one another, nobody polls. Any thread.
class ResultQueue {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    explicit ResultQueue(size_t maxRows)
        : m_maxRows(maxRows)
    {
    }

    /// Waits for room. False when a stop was requested or the deadline has passed.
    bool push(BatchPtr batch, const std::stop_token& stop, Deadline deadline);
    /// Nothing follows. Once.
    void finish(std::optional<Error> error, bool isTruncated);

    QueryChunk take();
    QueryChunk wait(std::chrono::milliseconds timeout);
    void setWakeup(std::function<void()> wakeup);

private:
    QueryChunk takeLocked();
    void wake();

    const size_t m_maxRows;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_room;
    std::condition_variable m_filled;
    QueryChunk m_chunk;
    size_t m_numRows = 0;
    bool m_isAnnounced = false; ///< the wake-up was called after the last take()

    std::mutex m_wakeupMutex; ///< held while the wake-up runs; never taken with m_mutex held
    std::function<void()> m_wakeup;
};

} // namespace millrace
