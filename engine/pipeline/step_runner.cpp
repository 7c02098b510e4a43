// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/step_runner.h"

#include "engine/zset/consolidate.h"
#include "engine/zset/relation_store.h"

#include <algorithm>

namespace millrace {

namespace {

/// "12.5 MiB".
std::string megabytes(uint64_t bytes)
{
    const uint64_t tenths = bytes / ((uint64_t{1} << 20) / 10);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " MiB";
}

} // namespace

StepRunner::StepRunner(plan::IncrementalPlan plan)
    : m_plan(std::move(plan))
    , m_changes(m_plan.relations.size())
{
}

std::optional<StepFailure> StepRunner::evaluate(const StepContext& context, std::span<const StepPiece> pieces,
                                                uint64_t memoryLimitBytes, const std::stop_token& stop)
{
    std::fill(m_changes.begin(), m_changes.end(), std::nullopt);
    size_t numRecords = 0;
    for (const StepPiece& piece : pieces) {
        numRecords += piece.numRecords;
    }
    StepFailure failure;
    if (!failsOn(context, pieces, numRecords, failure)) {
        const uint64_t neededBytes = m_plan.circuit.stateBytes() + m_plan.circuit.outputBytes();
        if (neededBytes <= memoryLimitBytes) {
            return std::nullopt;
        }
        m_plan.circuit.rollback();
        failure.error = makeError(ErrorCode::kEvalMemoryLimit,
                                  "The pipeline needs more memory than its limit for this step: " +
                                      megabytes(neededBytes) + " of " + megabytes(memoryLimitBytes));
        return failure;
    }
    if (numRecords == 0 || failsOn(context, pieces, 0, failure)) {
        return failure;
    }
    m_plan.circuit.rollback();
    size_t good = 0;
    size_t bad = numRecords;
    while (bad - good > 1) {
        if (stop.stop_requested()) {
            return failure;
        }
        const size_t middle = good + (bad - good) / 2;
        if (failsOn(context, pieces, middle, failure)) {
            bad = middle;
        } else {
            m_plan.circuit.rollback();
            good = middle;
        }
    }
    failure.record = bad - 1;
    return failure;
}

const Delta& StepRunner::change(size_t relation)
{
    std::optional<Delta>& change = m_changes[relation];
    if (!change) {
        change = consolidated(m_plan.circuit.output(m_plan.relations[relation].node).delta);
    }
    return *change;
}

size_t StepRunner::numChanges(size_t relation) const
{
    return m_plan.circuit.output(m_plan.relations[relation].node).delta.numRows();
}

const std::vector<int>* StepRunner::key(size_t relation) const
{
    const NodeId node = m_plan.relations[relation].node;
    const bool isKnown = node < m_plan.properties.size() && m_plan.properties[node].hasKey;
    return isKnown ? &m_plan.properties[node].key : nullptr;
}

uint64_t StepRunner::numIgnored(size_t relation) const
{
    const InputTable* table = m_plan.relations[relation].input;
    return table == nullptr ? 0 : table->numIgnored();
}

void StepRunner::commit()
{
    m_plan.circuit.commit();
}

OperatorList StepRunner::operators() const
{
    auto operators = std::make_shared<std::vector<OperatorStatus>>();
    for (plan::OperatorInfo& info : plan::describeOperators(m_plan)) {
        OperatorStatus status;
        const Operator& op = m_plan.circuit.op(info.node);
        status.stats = m_plan.circuit.stats(info.node);
        status.stateRows = op.stateRows();
        status.stateBytes = op.stateBytes();
        status.info = std::move(info);
        operators->push_back(std::move(status));
    }
    return operators;
}

Status StepRunner::evaluatePrefix(const StepContext& context, std::span<const StepPiece> pieces, size_t numRecords)
{
    size_t left = numRecords;
    for (const StepPiece& piece : pieces) {
        const size_t taken = std::min(left, piece.numRecords);
        left -= taken;
        if (taken == 0 || !piece.records.rows) {
            continue;
        }
        const plan::PlannedRelation& table = m_plan.relations[piece.relation];
        table.input->push(taken == piece.numRecords ? piece.records : piece.records.slice(0, taken));
        m_plan.circuit.markDirty(table.node);
    }
    return m_plan.circuit.evaluate(context);
}

bool StepRunner::failsOn(const StepContext& context, std::span<const StepPiece> pieces, size_t numRecords,
                         StepFailure& failure)
{
    Status status = evaluatePrefix(context, pieces, numRecords);
    if (status.ok()) {
        return false;
    }
    failure.error = status.takeError();
    failure.view = failedView();
    for (const plan::PlannedRelation& relation : m_plan.relations) {
        if (relation.input != nullptr) {
            relation.input->discardPushed();
        }
    }
    return true;
}

std::string StepRunner::failedView() const
{
    const NodeId node = m_plan.circuit.failedNode();
    return node < m_plan.nodeView.size() ? m_plan.nodeView[node] : std::string();
}

} // namespace millrace
