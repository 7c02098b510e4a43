// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/query_evaluation.h"

#include "engine/zset/batch_builder.h"
#include "engine/zset/consolidate.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr size_t kPartRows = 8192; ///< a multiple of 64, so that parts of columns stay aligned

/// Rows [from, to) of a batch; nothing is copied.
BatchPtr sliceOf(const BatchPtr& batch, size_t from, size_t to)
{
    if (from == 0 && to == batch->numRows) {
        return batch;
    }
    auto part = std::make_shared<Batch>(*batch);
    part->numRows = to - from;
    for (Column& column : part->columns) {
        if (!column.isConstant) {
            column.data = static_cast<const std::byte*>(column.data) + from * sizeOf(column.physical);
            column.nulls = column.nulls == nullptr ? nullptr : column.nulls + from;
        }
    }
    part->weights = batch->weights == nullptr ? nullptr : batch->weights + from;
    return part;
}

} // namespace

QueryEvaluation::QueryEvaluation(plan::AdHocPlan plan, std::vector<RowHeapSnapshot> snapshots,
                                 std::atomic<uint64_t>& rowsRead)
    : m_plan(std::move(plan))
    , m_snapshots(std::move(snapshots))
    , m_rowsRead(rowsRead)
{
    chooseStreamed();
}

void QueryEvaluation::chooseStreamed()
{
    for (size_t read = 0; read < m_plan.reads.size(); ++read) {
        const bool isLinear =
            std::find(m_plan.linearIn.begin(), m_plan.linearIn.end(), m_plan.reads[read]) != m_plan.linearIn.end();
        const bool isLarger = !m_streamed || m_snapshots[read].numRows() > m_snapshots[*m_streamed].numRows();
        if (isLinear && isLarger) {
            m_streamed = read;
        }
    }
}

Status QueryEvaluation::run(const StepContext& context, QueryGuard& guard, const Output& output)
{
    StepContext guarded = context;
    guarded.guard = &guard;
    for (size_t read = 0; read < m_plan.reads.size(); ++read) {
        if (read != m_streamed) {
            MR_CHECK(pushAll(read, guard));
        }
    }
    MR_TRY(bool isEnough, evaluate(guarded, output));
    if (!m_streamed || isEnough) {
        return {};
    }
    plan::IncrementalPlan& plan = m_plan.plan;
    plan.circuit.commit();
    guard.setKeptBytes(plan.circuit.stateBytes());
    RowHeapSnapshot& rows = m_snapshots[*m_streamed];
    for (size_t segment = 0; segment < rows.numSegments() && !isEnough; ++segment) {
        const BatchPtr batch = rows.takeSegment(segment);
        if (!batch) {
            continue;
        }
        MR_CHECK(checkWeights(*m_streamed, *batch));
        for (size_t from = 0; from < batch->numRows && !isEnough; from += kPartRows) {
            guard.forgetMade();
            MR_CHECK(guard.check());
            push(*m_streamed, sliceOf(batch, from, std::min(from + kPartRows, batch->numRows)));
            MR_TRY(isEnough, evaluate(guarded, output));
            plan.circuit.rollback();
        }
    }
    return {};
}

Status QueryEvaluation::pushAll(size_t read, QueryGuard& guard)
{
    for (size_t segment = 0; segment < m_snapshots[read].numSegments(); ++segment) {
        MR_CHECK(guard.check());
        if (BatchPtr batch = m_snapshots[read].takeSegment(segment)) {
            MR_CHECK(checkWeights(read, *batch));
            push(read, std::move(batch));
        }
    }
    return {};
}

void QueryEvaluation::push(size_t read, BatchPtr rows)
{
    const plan::PlannedRelation& table = m_plan.plan.relations[m_plan.reads[read]];
    m_rowsRead.fetch_add(rows->numRows, std::memory_order_relaxed);
    table.input->push(InputBatch{std::move(rows), {}, {}});
    m_plan.plan.circuit.markDirty(table.node);
}

Result<bool> QueryEvaluation::evaluate(const StepContext& context, const Output& output)
{
    MR_CHECK(m_plan.plan.circuit.evaluate(context));
    Delta rows = m_plan.plan.circuit.output(m_plan.plan.relations[m_plan.result].node).delta;
    if (rows.empty()) {
        return false;
    }
    if (!rows.isInsertOnly) {
        rows = consolidated(rows);
    }
    return output(rows);
}

Status QueryEvaluation::checkWeights(size_t read, const Batch& rows) const
{
    if (rows.isInsertOnly) {
        return {};
    }
    return makeError(
        ErrorCode::kQueryNegativeWeight,
        "More rows were deleted than inserted: the relation has a row that is there less than zero times: " +
            m_plan.program.relations[m_plan.reads[read]].name);
}

} // namespace millrace
