// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/random_source.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace millrace::descriptive {

namespace {

constexpr int64_t kMicrosPerMilli = 1'000;
constexpr size_t kSampleRows = 16;
constexpr size_t kPieceBytes = size_t{16} << 20;      ///< that produce() makes at most, or one row
constexpr size_t kMostBlockBytes = size_t{512} << 20; ///< as much as a call may keep

/// Stamps have milliseconds.
Instant wholeMillis(Instant time)
{
    return time - ((time % kMicrosPerMilli) + kMicrosPerMilli) % kMicrosPerMilli;
}

/// All columns but `_tp_time`, which the schedule gives.
std::vector<ExprPtr> defaultsOf(const Stream& stream)
{
    std::vector<ExprPtr> exprs;
    for (size_t i = 0; i + 1 < stream.columns.size(); ++i) {
        exprs.push_back(stream.columns[i].defaultValue);
    }
    return exprs;
}

} // namespace

TickSchedule::TickSchedule(const RandomSchedule& schedule, Instant start)
    : m_start(wholeMillis(start))
{
    if (!schedule.isThrottled()) {
        return;
    }
    if (schedule.eps < 1) {
        m_cycleMicros = std::llround(1'000'000 / schedule.eps);
        return;
    }
    const auto eps = static_cast<uint64_t>(schedule.eps);
    const auto ticks = static_cast<uint64_t>(1'000 / schedule.intervalMs);
    m_rows = eps / ticks;
    m_firstRows = m_rows + eps % ticks;
    if (m_rows == 0) {
        return; // all of a second in its first tick
    }
    m_ticksOfCycle = ticks;
    m_intervalMicros = schedule.intervalMs * kMicrosPerMilli;
    m_firstExtraMicros = 1'000 % schedule.intervalMs * kMicrosPerMilli;
}

Instant TickSchedule::timeOf(uint64_t tick) const
{
    const auto cycle = static_cast<int64_t>(tick / m_ticksOfCycle);
    const auto inCycle = static_cast<int64_t>(tick % m_ticksOfCycle);
    return m_start + cycle * m_cycleMicros + inCycle * m_intervalMicros + (inCycle == 0 ? 0 : m_firstExtraMicros);
}

uint64_t TickSchedule::rowsOf(uint64_t tick) const
{
    return tick % m_ticksOfCycle == 0 ? m_firstRows : m_rows;
}

RandomSource::RandomSource(StreamPtr stream, const RandomSchedule& schedule, std::optional<int64_t> maxEvents,
                           Instant start)
    : m_stream(std::move(stream))
    , m_isThrottled(schedule.isThrottled())
    , m_ticks(schedule, start)
    , m_hidden(m_stream->hidden)
    , m_defaults(defaultsOf(*m_stream))
    , m_rowsLeft(maxEvents ? static_cast<uint64_t>(*maxEvents) : std::numeric_limits<uint64_t>::max())
{
}

Instant RandomSource::nextAt() const
{
    return m_isThrottled ? m_ticks.timeOf(m_tick) : std::numeric_limits<Instant>::min();
}

void RandomSource::skipDebt(Instant now)
{
    const int64_t lag = now - nextAt();
    if (lag > std::max(kMostLagMicros, m_ticks.cycleMicros())) {
        m_tick += static_cast<uint64_t>(lag / m_ticks.cycleMicros()) * m_ticks.ticksOfCycle();
    }
}

Result<BatchPtr> RandomSource::produce(Instant now, size_t maxRows)
{
    MR_TRY(const size_t rowBytes, bytesOfRow(now));
    const size_t most = std::clamp<size_t>(kPieceBytes / rowBytes, 1, kBlockRows);
    const size_t target = std::min(std::max<size_t>(maxRows, 1), most);
    std::vector<Run> runs;
    size_t numRows = 0;
    if (!m_isThrottled) {
        numRows = std::min<uint64_t>(target, m_rowsLeft);
        runs.push_back(Run{numRows, wholeMillis(now)});
    } else {
        skipDebt(now);
        while (numRows < target && numRows < m_rowsLeft && m_ticks.timeOf(m_tick) <= now) {
            const uint64_t due = m_ticks.rowsOf(m_tick) - m_tickRowsDone;
            const auto taken = static_cast<size_t>(std::min<uint64_t>({due, target - numRows, m_rowsLeft - numRows}));
            runs.push_back(Run{taken, m_ticks.timeOf(m_tick)});
            numRows += taken;
            m_tickRowsDone += taken;
            if (taken == due) {
                ++m_tick;
                m_tickRowsDone = 0;
            }
        }
    }
    if (numRows == 0) {
        return BatchPtr();
    }
    m_rowsLeft -= numRows;
    return make(runs, numRows, now);
}

Result<BatchPtr> RandomSource::block(Instant now)
{
    MR_TRY(const size_t rowBytes, bytesOfRow(now));
    if (rowBytes > kMostBlockBytes / kBlockRows) {
        return makeError(ErrorCode::kQueryLimit, "A block of " + std::to_string(kBlockRows) + " rows of " +
                                                     std::to_string(rowBytes) + " bytes needs too much memory");
    }
    return make({Run{kBlockRows, wholeMillis(now)}}, kBlockRows, now);
}

/// Of some rows that nobody sees; asked once.
Result<size_t> RandomSource::bytesOfRow(Instant now)
{
    if (m_rowBytes == 0) {
        MR_TRY(const BatchPtr sample, make({Run{kSampleRows, wholeMillis(now)}}, kSampleRows, now));
        m_rowBytes = std::max<size_t>(sample->byteSize() / kSampleRows, 1);
    }
    return m_rowBytes;
}

Result<BatchPtr> RandomSource::make(const std::vector<Run>& runs, size_t numRows, Instant now)
{
    Batch draws;
    draws.numRows = numRows;
    m_hidden.append(draws, now);
    auto batch = std::make_shared<Batch>();
    batch->numRows = numRows;
    MR_CHECK(m_defaults.evaluate(draws, batch->columns));
    ColumnBuilder times(Physical::Int64);
    int64_t* time = times.appendUninitialized<int64_t>(numRows);
    for (const Run& run : runs) {
        time = std::fill_n(time, run.rows, run.time);
    }
    batch->columns.push_back(times.finish());
    return BatchPtr(std::move(batch));
}

} // namespace millrace::descriptive
