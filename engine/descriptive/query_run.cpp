// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/query_run.h"

#include <algorithm>
#include <limits>

namespace millrace::descriptive {

namespace {

/// One row without columns, for a query without FROM.
BatchPtr oneRow()
{
    auto row = std::make_shared<Batch>();
    row->numRows = 1;
    return row;
}

} // namespace

QueryRun::QueryRun(QueryPlan plan, Instant start)
    : m_plan(std::move(plan))
{
    for (const PlanColumn& column : m_plan.select->columns) {
        m_columns.push_back(StreamColumn{column.name, column.typeName, column.type});
    }
    makeRunners(start);
    const StreamPtr& stream = m_innermost->stream;
    if (stream && stream->isRandom) {
        RandomSchedule schedule = stream->schedule;
        schedule.eps = m_plan.settings.eps.value_or(schedule.eps);
        m_random.emplace(stream, schedule, m_plan.settings.maxEvents, start);
    } else if (stream) {
        m_cursor = m_plan.settings.isFromEarliest ? stream->rows->first() : stream->rows->next();
    }
}

QueryRun::~QueryRun()
{
    if (m_listens) {
        m_innermost->stream->rows->removeListener(this);
    }
}

/// From the outermost SELECT inwards: each gives its rows to the one around it.
void QueryRun::makeRunners(Instant start)
{
    for (const SelectPlan* select = m_plan.select.get(); select != nullptr; select = select->input.get()) {
        SelectRunner::Sink sink;
        if (m_runners.empty()) {
            sink = [this](BatchPtr rows, Instant) -> Status {
                m_out.push_back(std::move(rows));
                return {};
            };
        } else {
            SelectRunner* outer = m_runners.back().get();
            sink = [outer](const BatchPtr& rows, Instant now) { return outer->push(rows, now); };
        }
        m_runners.push_back(std::make_unique<SelectRunner>(*select, start, std::move(sink)));
        m_innermost = select;
    }
}

void QueryRun::setWakeup(std::function<void()> wakeup)
{
    const bool isLive = m_innermost->stream && !m_innermost->stream->isRandom && !m_innermost->isHistory;
    if (!isLive) {
        return;
    }
    StoredRows& rows = *m_innermost->stream->rows;
    if (m_listens) {
        rows.removeListener(this);
    }
    m_listens = wakeup != nullptr;
    if (m_listens) {
        rows.addListener(this, std::move(wakeup));
    }
}

bool QueryRun::isLimitReached() const
{
    return std::any_of(m_runners.begin(), m_runners.end(), [](const auto& runner) { return runner->isDone(); });
}

std::optional<Instant> QueryRun::nextTick() const
{
    std::optional<Instant> next;
    for (const auto& runner : m_runners) {
        if (const auto tick = runner->nextTick()) {
            next = next ? std::min(*next, *tick) : tick;
        }
    }
    return next;
}

Status QueryRun::tick(Instant now)
{
    // The innermost first: what it tells is there for those around it.
    for (auto runner = m_runners.rbegin(); runner != m_runners.rend(); ++runner) {
        if (const auto due = (*runner)->nextTick(); due && *due <= now) {
            MR_CHECK((*runner)->tick(now));
        }
    }
    return {};
}

Status QueryRun::finish(Instant now)
{
    for (auto runner = m_runners.rbegin(); runner != m_runners.rend(); ++runner) {
        MR_CHECK((*runner)->finish(now));
    }
    return {};
}

Result<QueryRun::Found> QueryRun::runBounded(Instant now)
{
    SelectRunner& first = *m_runners.back();
    const StreamPtr& stream = m_innermost->stream;
    if (!stream) {
        MR_CHECK(first.push(oneRow(), now));
    } else if (m_random) {
        MR_TRY(const BatchPtr block, m_random->block(now));
        MR_CHECK(first.push(block, now));
    } else {
        for (const BatchPtr& batch : stream->rows->snapshot()) {
            if (first.isDone()) {
                break;
            }
            MR_CHECK(first.push(batch, now));
        }
    }
    MR_CHECK(finish(now));
    return Found::End;
}

Result<QueryRun::Found> QueryRun::stepRandom(Instant now, size_t maxRows)
{
    // Rows due before the next tick come before it.
    const std::optional<Instant> tickAt = nextTick();
    const Instant until = tickAt ? std::min(now, *tickAt) : now;
    // Rows that are folded need not wait for room.
    const bool folds =
        std::any_of(m_runners.begin(), m_runners.end(), [](const auto& runner) { return runner->folds(); });
    constexpr size_t kFoldedRows = 8'192;
    MR_TRY(const BatchPtr rows, m_random->produce(until, folds ? std::max(maxRows, kFoldedRows) : maxRows));
    if (rows) {
        m_inputRows += rows->numRows;
        const Instant at = m_random->nextAt() == std::numeric_limits<Instant>::min() ? now : until;
        MR_CHECK(m_runners.back()->push(rows, at));
        if (tickAt && *tickAt <= now && m_random->nextAt() == std::numeric_limits<Instant>::min()) {
            MR_CHECK(tick(now)); // where nothing throttles, rows never pause for it
        }
        return Found::Work;
    }
    if (m_random->isDone()) {
        MR_CHECK(finish(now));
        return Found::End;
    }
    if (!tickAt || *tickAt > now) {
        return Found::Nothing;
    }
    MR_CHECK(tick(*tickAt));
    return Found::Work;
}

Result<QueryRun::Found> QueryRun::stepStored(Instant now)
{
    const std::optional<Instant> tickAt = nextTick();
    if (tickAt && *tickAt <= now) {
        // Rows that came in between are newer than what the clock asked for.
        MR_CHECK(tick(*tickAt));
        return Found::Work;
    }
    const std::optional<BatchPtr> batch = m_innermost->stream->rows->at(m_cursor);
    if (!batch) {
        return makeError(ErrorCode::kQueryLimit, "The query fell behind: rows it has not read are not kept any more");
    }
    if (!*batch) {
        return Found::Nothing;
    }
    ++m_cursor;
    m_inputRows += (*batch)->numRows;
    MR_CHECK(m_runners.back()->push(*batch, now));
    return Found::Work;
}

Result<QueryRun::Found> QueryRun::step(Instant now, size_t maxRows)
{
    if (isLimitReached()) {
        MR_CHECK(finish(now));
        return Found::End;
    }
    if (m_plan.select->isBounded()) {
        return runBounded(now);
    }
    return m_random ? stepRandom(now, maxRows) : stepStored(now);
}

size_t QueryRun::waitingRows() const
{
    size_t rows = 0;
    for (const BatchPtr& batch : m_out) {
        rows += batch->numRows;
    }
    return rows;
}

std::optional<Instant> QueryRun::wakeAt(Instant now) const
{
    std::optional<Instant> next = nextTick();
    if (m_random) {
        next = next ? std::min(*next, m_random->nextAt()) : m_random->nextAt();
    }
    return next ? std::optional(std::max(*next, now)) : std::nullopt;
}

StreamProgress QueryRun::advance(Instant now, size_t maxRows)
{
    constexpr size_t kMostSteps = 4'096;
    constexpr uint64_t kMostInputRows = 262'144; // without a row to tell: the caller has others to serve
    StreamProgress progress;
    size_t numRows = 0;
    m_inputRows = 0;
    Found found = m_hasEnded ? Found::End : Found::Work;
    for (size_t steps = 0;
         found == Found::Work && numRows < maxRows && steps < kMostSteps && m_inputRows < kMostInputRows; ++steps) {
        Result<Found> result = step(now, maxRows - numRows);
        numRows = waitingRows();
        if (!result.ok()) {
            progress.error = result.takeError();
            found = Found::End;
        } else {
            found = *result;
        }
    }
    progress.rows = std::move(m_out);
    m_out.clear();
    m_hasEnded = found == Found::End;
    progress.isEnd = m_hasEnded;
    if (m_hasEnded) {
        return progress;
    }
    const bool mayGoOn = found == Found::Work && maxRows != 0;
    progress.wakeAt = mayGoOn || (maxRows == 0 && m_plan.select->isBounded()) ? std::optional(now) : wakeAt(now);
    return progress;
}

size_t QueryRun::stateBytes() const
{
    size_t bytes = 0;
    for (const auto& runner : m_runners) {
        bytes += runner->stateBytes();
    }
    return bytes;
}

uint64_t QueryRun::numLate() const
{
    uint64_t late = 0;
    for (const auto& runner : m_runners) {
        late += runner->numLate();
    }
    return late;
}

} // namespace millrace::descriptive
