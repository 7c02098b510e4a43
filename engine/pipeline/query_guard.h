// SPDX-License-Identifier: GPL-3.0-or-later
// The limits of a query.
#pragma once

#include "engine/operators/operator.h"

#include <chrono>
#include <stop_token>

namespace millrace {

/// Ends a query that was cancelled, has run for too long or keeps too much. The query's thread only.
class QueryGuard final : public EvaluationGuard {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    QueryGuard(std::stop_token stop, Deadline deadline, uint64_t memoryLimitBytes)
        : m_stop(std::move(stop))
        , m_deadline(deadline)
        , m_memoryLimitBytes(memoryLimitBytes)
    {
    }

    Status passed(const Batch* made) override;
    /// What is kept besides the batches that an evaluation makes.
    void setKeptBytes(uint64_t bytes) { m_keptBytes = bytes; }
    /// The batches made so far are gone.
    void forgetMade() { m_madeBytes = 0; }
    Status check() { return passed(nullptr); }

    const std::stop_token& stop() const { return m_stop; }
    Deadline deadline() const { return m_deadline; }

private:
    const std::stop_token m_stop;
    const Deadline m_deadline;
    const uint64_t m_memoryLimitBytes;
    uint64_t m_madeBytes = 0;
    uint64_t m_keptBytes = 0;
};

} // namespace millrace
