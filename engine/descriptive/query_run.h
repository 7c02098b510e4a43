// SPDX-License-Identifier: GPL-3.0-or-later
// A bound query at work for one caller: its source, its SELECTs, its clock.
#pragma once

#include "engine/descriptive/random_source.h"
#include "engine/descriptive/select_runner.h"
#include "engine/descriptive/stream_call.h"

#include <memory>
#include <optional>
#include <vector>

namespace millrace::descriptive {

/// A StreamCall over a plan.
class QueryRun final : public StreamCall {
public:
    QueryRun(QueryPlan plan, Instant start);
    ~QueryRun() override;
    QueryRun(const QueryRun&) = delete;
    QueryRun& operator=(const QueryRun&) = delete;

    std::span<const StreamColumn> columns() const override { return m_columns; }
    StreamProgress advance(Instant now, size_t maxRows) override;
    void setWakeup(std::function<void()> wakeup) override;
    /// Bytes of its groups.
    size_t stateBytes() const;
    /// Rows that came after their window was closed.
    uint64_t numLate() const;

private:
    /// What a step of the loop found to do.
    enum class Found : uint8_t { Work, Nothing, End };

    void makeRunners(Instant start);
    Result<Found> step(Instant now, size_t maxRows);
    Result<Found> runBounded(Instant now);
    Result<Found> stepRandom(Instant now, size_t maxRows);
    Result<Found> stepStored(Instant now);
    std::optional<Instant> nextTick() const;
    Status tick(Instant now);
    bool isLimitReached() const;
    Status finish(Instant now);
    std::optional<Instant> wakeAt(Instant now) const;
    size_t waitingRows() const;

    QueryPlan m_plan;
    const SelectPlan* m_innermost = nullptr;
    std::vector<StreamColumn> m_columns;
    std::vector<std::unique_ptr<SelectRunner>> m_runners; ///< the outermost first
    std::optional<RandomSource> m_random;
    StoredRows::Sequence m_cursor = 0;
    std::vector<BatchPtr> m_out;
    uint64_t m_inputRows = 0; ///< of one advance()
    bool m_hasEnded = false;
    bool m_listens = false;
};

} // namespace millrace::descriptive
