// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/circuit/circuit.h"

#include "engine/base/assert.h"

#include <algorithm>
#include <bit>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace millrace {

namespace {

/// A cheap counter for operator times; nanosPerTick() turns it into time.
uint64_t ticks()
{
#if defined(__x86_64__)
    return __rdtsc();
#else
    return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
}

double measureNanosPerTick()
{
    const auto start = std::chrono::steady_clock::now();
    const uint64_t first = ticks();
    uint64_t last = first;
    std::chrono::nanoseconds passed{0};
    while (passed < std::chrono::microseconds(50)) {
        last = ticks();
        passed = std::chrono::steady_clock::now() - start;
    }
    return last == first ? 1.0 : static_cast<double>(passed.count()) / static_cast<double>(last - first);
}

double nanosPerTick()
{
    static const double value = measureNanosPerTick();
    return value;
}

} // namespace

struct Circuit::Node {
    std::unique_ptr<Operator> op;
    std::vector<NodeId> inputs;
    std::vector<NodeId> consumers;
    Stream output;
    Frontier committedFrontier = kNoFrontier;
    OperatorStats stats;
};

Circuit::Circuit() = default;
Circuit::~Circuit() = default;
Circuit::Circuit(Circuit&&) noexcept = default;
Circuit& Circuit::operator=(Circuit&&) noexcept = default;

NodeId Circuit::add(std::unique_ptr<Operator> op, std::vector<NodeId> inputs)
{
    const auto id = static_cast<NodeId>(m_nodes.size());
    for (const NodeId input : inputs) {
        MR_ASSERT(input < id);
        m_nodes[input].consumers.push_back(id);
    }
    if (op->isTimed()) {
        m_timed.push_back(id);
    }
    Node node;
    node.op = std::move(op);
    node.inputs = std::move(inputs);
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
        m_nodes[id].output.delta.clear();
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
    // Consumers have higher ids than what they consume, so one ascending sweep is a topological order.
    for (size_t word = 0; word < m_dirty.size(); ++word) {
        while (m_dirty[word] != 0) {
            const auto id = static_cast<NodeId>(word * 64 + static_cast<size_t>(std::countr_zero(m_dirty[word])));
            m_dirty[word] &= m_dirty[word] - 1;
            Status status = evaluateNode(id, context);
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

Status Circuit::evaluateNode(NodeId id, const StepContext& context)
{
    Node& node = m_nodes[id];
    m_inputs.clear();
    uint64_t rowsIn = 0;
    for (const NodeId input : node.inputs) {
        m_inputs.push_back(&m_nodes[input].output);
        rowsIn += m_nodes[input].output.delta.numRows();
    }
    m_evaluated.push_back(id);
    const Frontier before = node.output.frontier;
    const uint64_t start = ticks();
    Status status = node.op->evaluate(context, m_inputs, node.output);
    node.stats.nanos += static_cast<uint64_t>(static_cast<double>(ticks() - start) * nanosPerTick());
    ++node.stats.numEvaluations;
    node.stats.rowsIn += rowsIn;
    if (!status.ok()) {
        return status;
    }
    node.stats.rowsOut += node.output.delta.numRows();
    if (!node.output.delta.empty() || node.output.frontier != before) {
        for (const NodeId consumer : node.consumers) {
            setDirty(consumer);
        }
    }
    return {};
}

void Circuit::commit()
{
    for (const NodeId id : m_evaluated) {
        Node& node = m_nodes[id];
        node.op->commit();
        node.committedFrontier = node.output.frontier;
    }
}

void Circuit::rollback()
{
    // Operators may still look at their inputs while they undo, so the changes go last.
    for (const NodeId id : m_evaluated) {
        m_nodes[id].op->rollback();
    }
    for (const NodeId id : m_evaluated) {
        m_nodes[id].output.frontier = m_nodes[id].committedFrontier;
    }
    clearOutputs();
}

uint64_t Circuit::outputBytes() const
{
    std::vector<const Batch*> batches;
    for (const NodeId id : m_evaluated) {
        for (const BatchPtr& batch : m_nodes[id].output.delta.batches) {
            batches.push_back(batch.get());
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
