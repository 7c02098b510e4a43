// SPDX-License-Identifier: GPL-3.0-or-later
// One SELECT at work: rows in, rows of the result out.
#pragma once

#include "engine/descriptive/group_fold.h"
#include "engine/descriptive/hidden_columns.h"
#include "engine/descriptive/tabulated_evaluator.h"

#include <functional>
#include <limits>
#include <optional>

namespace millrace::descriptive {

/// Frontier: rows before the watermark are dropped before any state, windows that end at or before it are told once and
/// forgotten. Cost: stateless queries evaluate their expressions over the columns of the batch, nothing else. One
/// thread.
class SelectRunner {
public:
    /// Gets the rows of the result.
    using Sink = std::function<Status(BatchPtr rows, Instant now)>;

    /// Periods count from `start`.
    SelectRunner(const SelectPlan& plan, Instant start, Sink sink);

    /// A batch of input rows, which is a step of its own.
    Status push(const BatchPtr& input, Instant now);
    /// When tick() is due; nothing while no row waits for it.
    std::optional<Instant> nextTick() const;
    Status tick(Instant now);
    /// The input has ended: tells what has not been told yet.
    Status finish(Instant now);
    /// LIMIT is reached: nothing more will come.
    bool isDone() const { return m_limitLeft == 0; }
    /// Rows become groups.
    bool folds() const { return m_groups != nullptr; }
    /// Rows that came after their window was closed.
    uint64_t numLate() const { return m_numLate; }
    size_t stateBytes() const { return m_groups ? m_groups->byteSize() : 0; }

private:
    Status pushWindowed(const BatchPtr& input, Instant now);
    Status dropLate(BatchPtr& rows, Column& times, int64_t& newest);
    Batch inWindow(const Batch& rows, const Column& times, int64_t back) const;
    Status pushRows(Batch rows, Instant now);
    Status filterRows(BatchPtr& rows, std::unique_ptr<Evaluator>& condition);
    Status afterBatch(Instant now);
    Status tellGroups(const std::vector<BatchPtr>& batches, Instant now);
    Status tellRows(const std::vector<BatchPtr>& batches, Instant now);
    Status deliver(BatchPtr rows, Instant now);
    bool sortsAtEnd() const { return !m_plan.order.empty() && m_plan.isBounded() && !m_plan.isGrouped; }

    const SelectPlan& m_plan;
    Instant m_start;
    Sink m_sink;
    HiddenFiller m_hidden;
    HiddenFiller m_windowHidden;
    std::unique_ptr<Evaluator> m_time; ///< of the window
    std::unique_ptr<Evaluator> m_where;
    std::unique_ptr<Evaluator> m_having;
    TabulatedEvaluator m_items; ///< items, then what orders and limits them
    std::unique_ptr<GroupFold> m_groups;
    std::vector<BatchPtr> m_waiting; ///< rows a bounded query sorts at its end
    int64_t m_newestTime = std::numeric_limits<int64_t>::min();
    int64_t m_watermark = std::numeric_limits<int64_t>::min();
    std::optional<Instant> m_nextPeriod;
    std::optional<Instant> m_silentAt;
    int64_t m_limitLeft; ///< -1: all rows
    int64_t m_offsetLeft;
    uint64_t m_numLate = 0;
};

/// The rows in the order of the columns behind the first `numItems`, at most `limitPerKey` of each value of the last
/// `numLimitKeys` (-1: all); only the items stay.
std::vector<BatchPtr> orderedRows(const std::vector<BatchPtr>& batches, const SelectPlan& plan);

} // namespace millrace::descriptive
