// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/circuit/circuit_node.h"

#include "engine/base/assert.h"

#include <algorithm>
#include <bit>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace millrace {

uint64_t operatorTicks()
{
#if defined(__x86_64__)
    return __rdtsc();
#else
    return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
}

namespace {

double measureNanosPerTick()
{
    const auto start = std::chrono::steady_clock::now();
    const uint64_t first = operatorTicks();
    uint64_t last = first;
    std::chrono::nanoseconds passed{0};
    while (passed < std::chrono::microseconds(50)) {
        last = operatorTicks();
        passed = std::chrono::steady_clock::now() - start;
    }
    return last == first ? 1.0 : static_cast<double>(passed.count()) / static_cast<double>(last - first);
}

} // namespace

uint64_t nanosOfTicks(uint64_t ticks)
{
    static const double nanosPerTick = measureNanosPerTick();
    return static_cast<uint64_t>(static_cast<double>(ticks) * nanosPerTick);
}

Circuit::Circuit() = default;
Circuit::~Circuit() = default;
Circuit::Circuit(Circuit&&) noexcept = default;
Circuit& Circuit::operator=(Circuit&&) noexcept = default;

NodeId Circuit::add(std::unique_ptr<Operator> op, std::vector<NodeId> inputs)
{
    const auto id = static_cast<NodeId>(m_nodes.size());
    Node node;
    for (const NodeId input : inputs) {
        MR_ASSERT(input < id);
        m_nodes[input].consumers.push_back(id);
        node.level = std::max(node.level, m_nodes[input].level + 1);
    }
    if (op->isTimed()) {
        m_timed.push_back(id);
    }
    node.op = std::move(op);
    node.inputs = std::move(inputs);
    m_levels.resize(std::max(m_levels.size(), size_t{node.level} + 1));
    m_nodes.push_back(std::move(node));
    m_dirty.resize(m_nodes.size() / 64 + 1);
    return id;
}

Operator& Circuit::op(NodeId node)
{
    return *m_nodes[node].op;
}

const Operator& Circuit::op(NodeId node) const
{
    return *m_nodes[node].op;
}

std::unique_ptr<Operator> Circuit::take(NodeId node)
{
    return std::move(m_nodes[node].op);
}

size_t Circuit::numNodes() const
{
    return m_nodes.size();
}

std::span<const NodeId> Circuit::inputsOf(NodeId node) const
{
    return m_nodes[node].inputs;
}

const OperatorStats& Circuit::stats(NodeId node) const
{
    return m_nodes[node].stats;
}

void Circuit::markDirty(NodeId node)
{
    MR_ASSERT(node < m_nodes.size());
    setDirty(node);
}

const Stream& Circuit::output(NodeId node) const
{
    return m_nodes[node].output;
}

void Circuit::clearOutputs()
{
    for (const NodeId id : m_evaluated) {
        m_nodes[id].output.clearChange();
    }
    m_evaluated.clear();
}

Status Circuit::evaluate(const StepContext& context)
{
    clearOutputs();
    for (const NodeId id : m_timed) {
        if (m_nodes[id].op->wantsStep(context)) {
            setDirty(id);
        }
    }
    return m_parallelism.workers > 1 ? evaluateByLevel(context) : evaluateInOrder(context);
}

Status Circuit::evaluateInOrder(const StepContext& context)
{
    // Consumers have higher ids than what they consume, so one ascending sweep is a topological order.
    for (size_t word = 0; word < m_dirty.size(); ++word) {
        while (m_dirty[word] != 0) {
            const auto id = static_cast<NodeId>(word * 64 + static_cast<size_t>(std::countr_zero(m_dirty[word])));
            m_dirty[word] &= m_dirty[word] - 1;
            Status status = context.passed();
            if (status.ok()) {
                status = evaluateNode(id, context);
            }
            if (!status.ok()) {
                m_failed = id;
                std::fill(m_dirty.begin(), m_dirty.end(), 0);
                rollback();
                return status;
            }
        }
    }
    return {};
}

void Circuit::collectInputs(NodeId id, std::vector<const Stream*>& inputs) const
{
    inputs.clear();
    for (const NodeId input : m_nodes[id].inputs) {
        inputs.push_back(&m_nodes[input].output);
    }
}

Status Circuit::evaluateNode(NodeId id, const StepContext& context)
{
    Node& node = m_nodes[id];
    collectInputs(id, m_inputs);
    m_evaluated.push_back(id);
    const Frontier before = node.output.frontier;
    const uint64_t start = operatorTicks();
    Status status = node.op->evaluate(context, m_inputs, node.output);
    return finishNode(id, std::move(status), before, nanosOfTicks(operatorTicks() - start));
}

/// Counts an evaluation and passes its change on.
Status Circuit::finishNode(NodeId id, Status status, Frontier before, uint64_t nanos)
{
    Node& node = m_nodes[id];
    node.stats.nanos += nanos;
    ++node.stats.numEvaluations;
    for (const NodeId input : node.inputs) {
        node.stats.rowsIn += m_nodes[input].output.delta.numRows();
    }
    if (!status.ok()) {
        return status;
    }
    node.stats.rowsOut += node.output.delta.numRows();
    if (!node.output.delta.empty() || node.output.frontier != before) {
        for (const NodeId consumer : node.consumers) {
            if (m_parallelism.workers > 1 && !isDirty(consumer)) {
                m_levels[m_nodes[consumer].level].push_back(consumer);
            }
            setDirty(consumer);
        }
    }
    return {};
}

void Circuit::commit()
{
    if (m_isLarge) {
        commitTogether();
    } else {
        for (const NodeId id : m_evaluated) {
            m_nodes[id].op->commit();
        }
    }
    for (const NodeId id : m_evaluated) {
        m_nodes[id].committedFrontier = m_nodes[id].output.frontier;
    }
}

void Circuit::rollback()
{
    // Operators may still look at their inputs while they undo, so the changes go last.
    for (const NodeId id : m_evaluated) {
        m_nodes[id].op->rollback();
    }
    for (const NodeId id : m_evaluated) {
        m_nodes[id].output.setFrontier(m_nodes[id].committedFrontier);
    }
    clearOutputs();
}

uint64_t Circuit::outputBytes() const
{
    std::vector<const Batch*> batches;
    const auto collect = [&batches](const Delta& delta) {
        for (const BatchPtr& batch : delta.batches) {
            batches.push_back(batch.get());
        }
    };
    for (const NodeId id : m_evaluated) {
        collect(m_nodes[id].output.delta);
        for (const Stream& shard : m_nodes[id].output.shards) {
            collect(shard.delta);
        }
    }
    std::sort(batches.begin(), batches.end());
    batches.erase(std::unique(batches.begin(), batches.end()), batches.end());
    uint64_t bytes = 0;
    for (const Batch* batch : batches) {
        bytes += batch->byteSize();
    }
    return bytes;
}

uint64_t Circuit::stateBytes() const
{
    uint64_t bytes = 0;
    for (const Node& node : m_nodes) {
        bytes += node.op->stateBytes();
    }
    return bytes;
}

} // namespace millrace
