// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/select_runner.h"

#include "engine/zset/batch_builder.h"

#include <algorithm>

namespace millrace::descriptive {

namespace {

/// Rounded down, also before 1970.
int64_t floorTo(int64_t time, int64_t unit)
{
    const int64_t rest = time % unit;
    return time - (rest < 0 ? rest + unit : rest);
}

std::vector<ExprPtr> outputs(const SelectPlan& plan)
{
    std::vector<ExprPtr> exprs = plan.items;
    exprs.insert(exprs.end(), plan.order.begin(), plan.order.end());
    exprs.insert(exprs.end(), plan.limitKeys.begin(), plan.limitKeys.end());
    return exprs;
}

std::unique_ptr<Evaluator> evaluatorOf(const ExprPtr& expr)
{
    return expr ? std::make_unique<Evaluator>(std::vector<ExprPtr>{expr}) : nullptr;
}

} // namespace

SelectRunner::SelectRunner(const SelectPlan& plan, Instant start, Sink sink)
    : m_plan(plan)
    , m_start(start)
    , m_sink(std::move(sink))
    , m_hidden(plan.hidden)
    , m_windowHidden(plan.window ? plan.window->hidden : std::vector<HiddenColumn>())
    , m_time(plan.window ? evaluatorOf(plan.window->time) : nullptr)
    , m_where(evaluatorOf(plan.where))
    , m_having(evaluatorOf(plan.having))
    , m_items(outputs(plan))
    , m_groups(plan.isGrouped ? std::make_unique<GroupFold>(plan) : nullptr)
    , m_limitLeft(plan.limit)
    , m_offsetLeft(plan.offset)
{
}

Status SelectRunner::push(const BatchPtr& input, Instant now)
{
    if (input->numRows == 0 || isDone()) {
        return {};
    }
    if (m_plan.window) {
        MR_CHECK(pushWindowed(input, now));
    } else {
        MR_CHECK(pushRows(*input, now));
    }
    return m_groups ? afterBatch(now) : Status();
}

/// Rows before the watermark are late. What the batch itself brings counts behind it only.
Status SelectRunner::dropLate(BatchPtr& rows, Column& times, int64_t& newest)
{
    const bool mayBeLate = m_groups && !m_plan.isBounded();
    std::vector<uint32_t> kept;
    bool isAnyLate = false;
    for (size_t row = 0; row < rows->numRows; ++row) {
        const int64_t time = times.get<int64_t>(row);
        newest = std::max(newest, time);
        isAnyLate = isAnyLate || time < m_watermark;
    }
    if (!mayBeLate || !isAnyLate) {
        return {};
    }
    for (size_t row = 0; row < rows->numRows; ++row) {
        if (times.get<int64_t>(row) >= m_watermark) {
            kept.push_back(static_cast<uint32_t>(row));
        }
    }
    m_numLate += rows->numRows - kept.size();
    rows = gatherBatch(*rows, kept);
    times = gatherColumn(times, kept);
    return {};
}

Status SelectRunner::pushWindowed(const BatchPtr& input, Instant now)
{
    Batch withHidden = *input;
    m_windowHidden.append(withHidden, now);
    std::vector<Column> times;
    if (auto failure = m_time->evaluate(withHidden, times)) {
        return std::move(failure->error);
    }
    BatchPtr rows = input;
    int64_t newest = m_newestTime;
    MR_CHECK(dropLate(rows, times[0], newest));
    const WindowPlan& window = *m_plan.window;
    // The earliest window first: groups are told in the order of their windows.
    for (auto back = static_cast<int64_t>(window.numWindows()) - 1; back >= 0; --back) {
        MR_CHECK(pushRows(inWindow(*rows, times[0], back), now));
    }
    m_newestTime = newest;
    return {};
}

/// The rows with a window of theirs: the last one that has begun, or one of those before it.
Batch SelectRunner::inWindow(const Batch& rows, const Column& times, int64_t back) const
{
    const WindowPlan& window = *m_plan.window;
    ColumnBuilder starts(Physical::Int64);
    ColumnBuilder ends(Physical::Int64);
    int64_t* start = starts.appendUninitialized<int64_t>(rows.numRows);
    int64_t* end = ends.appendUninitialized<int64_t>(rows.numRows);
    std::vector<uint32_t> inside;
    // Rows of a tick share their time, and it costs less to see that than to divide.
    int64_t lastTime = std::numeric_limits<int64_t>::min();
    int64_t lastStart = 0;
    for (size_t row = 0; row < rows.numRows; ++row) {
        const int64_t time = times.get<int64_t>(row);
        if (time != lastTime) {
            lastTime = time;
            lastStart = floorTo(time, window.slide) - back * window.slide;
        }
        start[row] = lastStart;
        end[row] = lastStart + window.size;
    }
    Batch piece = rows;
    piece.columns.push_back(starts.finish());
    piece.columns.push_back(ends.finish());
    if (window.size % window.slide == 0) {
        return piece;
    }
    for (size_t row = 0; row < rows.numRows; ++row) {
        if (times.get<int64_t>(row) < end[row]) {
            inside.push_back(static_cast<uint32_t>(row));
        }
    }
    return inside.size() == rows.numRows ? piece : *gatherBatch(piece, inside);
}

Status SelectRunner::filterRows(BatchPtr& rows, std::unique_ptr<Evaluator>& condition)
{
    std::vector<uint32_t> kept;
    if (auto failure = condition->select(*rows, kept)) {
        return std::move(failure->error);
    }
    if (kept.size() != rows->numRows) {
        rows = gatherBatch(*rows, kept);
    }
    return {};
}

/// Rows with the columns of the window, where there is one.
Status SelectRunner::pushRows(Batch rows, Instant now)
{
    m_hidden.append(rows, now);
    BatchPtr kept = std::make_shared<const Batch>(std::move(rows));
    if (m_where) {
        MR_CHECK(filterRows(kept, m_where));
    }
    if (kept->numRows == 0) {
        return {};
    }
    if (m_groups) {
        return m_groups->add(*kept);
    }
    if (m_having) {
        MR_CHECK(filterRows(kept, m_having));
    }
    if (sortsAtEnd()) {
        m_waiting.push_back(std::move(kept));
        return {};
    }
    return tellRows({std::move(kept)}, now);
}

/// The watermark moves, and groups are told that are due.
Status SelectRunner::afterBatch(Instant now)
{
    const EmitPlan& emit = m_plan.emit;
    if (m_plan.isBounded()) {
        return {};
    }
    if (m_plan.hasWindowKey() && m_newestTime != std::numeric_limits<int64_t>::min()) {
        m_watermark = std::max(m_watermark, floorTo(m_newestTime - emit.delay, m_plan.window->slide));
    }
    if (emit.timeout && !m_groups->isEmpty()) {
        m_silentAt = now + *emit.timeout;
    }
    if (emit.period != 0 && m_groups->hasNewRows() && !m_nextPeriod) {
        m_nextPeriod = m_start + ((now - m_start) / emit.period + 1) * emit.period;
    }
    if (emit.mode == EmitMode::Close) {
        return tellGroups(m_groups->takeClosed(m_watermark), now);
    }
    if (emit.mode == EmitMode::Update && emit.period == 0) {
        const std::vector<BatchPtr> changed = m_groups->takeChanged();
        if (m_plan.hasWindowKey()) {
            m_groups->dropClosed(m_watermark);
        }
        return tellGroups(changed, now);
    }
    return {};
}

std::optional<Instant> SelectRunner::nextTick() const
{
    if (m_nextPeriod && m_silentAt) {
        return std::min(*m_nextPeriod, *m_silentAt);
    }
    return m_nextPeriod ? m_nextPeriod : m_silentAt;
}

Status SelectRunner::tick(Instant now)
{
    const EmitPlan& emit = m_plan.emit;
    if (m_silentAt && *m_silentAt <= now) {
        m_silentAt.reset();
        if (!m_groups->isEmpty()) {
            // All open windows are final: rows of the last one are late from here on.
            m_watermark = std::max(m_watermark, m_groups->lastEnd());
            const bool isTold = emit.mode == EmitMode::Update && emit.period == 0;
            if (isTold) {
                m_groups->dropClosed(m_watermark);
            } else {
                MR_CHECK(tellGroups(m_groups->takeClosed(m_watermark), now));
            }
        }
    }
    if (!m_nextPeriod || *m_nextPeriod > now) {
        return {};
    }
    const bool isAgain = emit.isRepeat && !m_groups->isEmpty();
    m_nextPeriod = isAgain ? std::optional(m_start + ((now - m_start) / emit.period + 1) * emit.period) : std::nullopt;
    const std::vector<BatchPtr> told = emit.mode == EmitMode::Update ? m_groups->takeChanged() : m_groups->takeAll();
    if (m_plan.hasWindowKey()) {
        m_groups->dropClosed(m_watermark);
    }
    return tellGroups(told, now);
}

Status SelectRunner::finish(Instant now)
{
    if (isDone()) {
        return {};
    }
    if (m_groups && m_plan.isBounded() && m_plan.keys.empty() && m_groups->isEmpty()) {
        m_groups->addEmptyGroup();
    }
    if (m_groups) {
        // All there is has come: windows are final, and what waits for its period is told.
        const bool isChange = m_plan.emit.mode == EmitMode::Update;
        const bool isNew = m_plan.emit.mode != EmitMode::Periodic || m_groups->hasNewRows();
        return tellGroups(!isNew     ? std::vector<BatchPtr>()
                          : isChange ? m_groups->takeChanged()
                                     : m_groups->takeAll(),
                          now);
    }
    if (sortsAtEnd()) {
        return tellRows(std::exchange(m_waiting, {}), now);
    }
    return {};
}

Status SelectRunner::tellGroups(const std::vector<BatchPtr>& batches, Instant now)
{
    if (!m_having) {
        return tellRows(batches, now);
    }
    std::vector<BatchPtr> kept;
    for (BatchPtr batch : batches) {
        MR_CHECK(filterRows(batch, m_having));
        kept.push_back(std::move(batch));
    }
    return tellRows(kept, now);
}

/// Rows of one emission, as what the items are over.
Status SelectRunner::tellRows(const std::vector<BatchPtr>& batches, Instant now)
{
    std::vector<BatchPtr> results;
    for (const BatchPtr& batch : batches) {
        if (batch->numRows == 0) {
            continue;
        }
        auto result = std::make_shared<Batch>();
        result->numRows = batch->numRows;
        MR_CHECK(m_items.evaluate(*batch, result->columns));
        results.push_back(std::move(result));
    }
    if (!m_plan.order.empty() || m_plan.limitPerKey >= 0) {
        results = orderedRows(results, m_plan);
    }
    for (BatchPtr& result : results) {
        MR_CHECK(deliver(std::move(result), now));
    }
    return {};
}

/// OFFSET and LIMIT, then the sink.
Status SelectRunner::deliver(BatchPtr rows, Instant now)
{
    const auto numRows = static_cast<int64_t>(rows->numRows);
    const int64_t skipped = std::min(m_offsetLeft, numRows);
    const int64_t taken = m_limitLeft < 0 ? numRows - skipped : std::min(m_limitLeft, numRows - skipped);
    m_offsetLeft -= skipped;
    if (taken == 0) {
        return {};
    }
    if (taken != numRows) {
        std::vector<uint32_t> kept;
        for (int64_t row = skipped; row < skipped + taken; ++row) {
            kept.push_back(static_cast<uint32_t>(row));
        }
        rows = gatherBatch(*rows, kept);
    }
    m_limitLeft -= m_limitLeft < 0 ? 0 : taken;
    return m_sink(std::move(rows), now);
}

} // namespace millrace::descriptive
