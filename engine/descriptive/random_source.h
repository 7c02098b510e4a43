// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a random stream, made for one reader on its schedule.
#pragma once

#include "engine/descriptive/stream_catalog.h"
#include "engine/descriptive/tabulated_evaluator.h"
#include "engine/zset/batch_builder.h"

#include <optional>

namespace millrace::descriptive {

/// Ticks of a schedule: k = 1000 / interval a second, each with eps / k rows, the first of a second with eps % k more
/// and 1000 % interval milliseconds longer. Below one row a second a tick is a row. Time is in microseconds from the
/// start.
class TickSchedule {
public:
    TickSchedule(const RandomSchedule& schedule, Instant start);

    Instant timeOf(uint64_t tick) const;
    uint64_t rowsOf(uint64_t tick) const;
    /// Ticks until the pattern repeats, and how long that takes.
    uint64_t ticksOfCycle() const { return m_ticksOfCycle; }
    int64_t cycleMicros() const { return m_cycleMicros; }

private:
    Instant m_start;
    uint64_t m_ticksOfCycle = 1;
    int64_t m_cycleMicros = 1'000'000;
    int64_t m_intervalMicros = 0;
    int64_t m_firstExtraMicros = 0;
    uint64_t m_rows = 0;
    uint64_t m_firstRows = 1;
};

/// One thread. Rows have the columns of the stream; `_tp_time` is the scheduled time of their tick.
class RandomSource {
public:
    /// Rows of one block where nothing throttles, and of table(stream).
    static constexpr size_t kBlockRows = 65'409;
    /// What it is more than this behind with is left out, in whole cycles of the schedule: no debt is caught up.
    static constexpr int64_t kMostLagMicros = 1'000'000;

    RandomSource(StreamPtr stream, const RandomSchedule& schedule, std::optional<int64_t> maxEvents, Instant start);

    /// When the next rows are due; for ever in the past where nothing throttles.
    Instant nextAt() const;
    /// All of max_events have been made.
    bool isDone() const { return m_rowsLeft == 0; }
    /// Rows of the ticks that are due at `now`, about `maxRows`, fewer where rows are wide; null when none is due.
    Result<BatchPtr> produce(Instant now, size_t maxRows);
    /// One block, whatever the schedule. kQueryLimit where its rows are too wide.
    Result<BatchPtr> block(Instant now);

private:
    struct Run {
        size_t rows;
        Instant time;
    };
    void skipDebt(Instant now);
    Result<size_t> bytesOfRow(Instant now);
    Result<BatchPtr> make(const std::vector<Run>& runs, size_t numRows, Instant now);

    StreamPtr m_stream;
    bool m_isThrottled;
    TickSchedule m_ticks;
    HiddenFiller m_hidden;
    TabulatedEvaluator m_defaults;
    uint64_t m_tick = 0;
    uint64_t m_tickRowsDone = 0; ///< of the tick at hand
    uint64_t m_rowsLeft;
    size_t m_rowBytes = 0; ///< about; 0 = not known yet
};

} // namespace millrace::descriptive
