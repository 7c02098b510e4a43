// SPDX-License-Identifier: GPL-3.0-or-later
// The dataflow: operators in topological order, run a step at a time.
#pragma once

#include "engine/operators/parted_operator.h"

#include <memory>
#include <span>
#include <vector>

namespace millrace {

using NodeId = uint32_t;

/// Operators and their edges. Built once, then stepped. A step visits only operators with something to do
/// (dirty bits, propagated forward), so that its cost depends on what it touches and not on the size of
/// the program. Owns no thread; a thousand circuits may come and go. Engine thread only.
///
/// With several workers a step goes level by level: operators that do not depend on each other, and the parts of
/// PartedOperators, are evaluated at the same time where there is enough to do, and commit at the same time. Of several
/// operators that fail the first one is told, as one worker would.
class Circuit {
public:
    Circuit();
    ~Circuit();
    Circuit(Circuit&&) noexcept;
    Circuit& operator=(Circuit&&) noexcept;

    /// Before the first step.
    void setParallelism(const Parallelism& parallelism) { m_parallelism = parallelism; }
    /// Adds an operator whose inputs are earlier nodes.
    NodeId add(std::unique_ptr<Operator> op, std::vector<NodeId> inputs);
    Operator& op(NodeId node);
    const Operator& op(NodeId node) const;
    /// Takes an operator out, to be added to another circuit; this one can only be looked at or destroyed then.
    std::unique_ptr<Operator> take(NodeId node);
    size_t numNodes() const;
    std::span<const NodeId> inputsOf(NodeId node) const;
    const OperatorStats& stats(NodeId node) const;

    /// Marks a node to be evaluated in the next step (a source that received rows).
    void markDirty(NodeId node);

    /// Evaluates one step. On success outputs can be read by output(), and commit() or rollback() has to
    /// follow; on failure everything is rolled back already and failedNode() tells where.
    Status evaluate(const StepContext& context);
    /// The change of a node in the evaluated step; empty where the node had nothing to do. Valid until the
    /// next evaluate().
    const Stream& output(NodeId node) const;
    void commit();
    void rollback();
    NodeId failedNode() const { return m_failed; }

    /// Memory held by the state of all operators; costs a visit of every node.
    uint64_t stateBytes() const;
    /// Memory of the evaluated step's changes, each batch once: what it needs beside the state until it is committed.
    uint64_t outputBytes() const;

private:
    struct Node;
    struct Evaluation;

    Status evaluateInOrder(const StepContext& context);
    Status evaluateNode(NodeId id, const StepContext& context);
    void collectInputs(NodeId id, std::vector<const Stream*>& inputs) const;
    Status finishNode(NodeId id, Status status, Frontier before, uint64_t nanos);
    void clearOutputs();

    // With several workers.
    Status evaluateByLevel(const StepContext& context);
    Status evaluateLevel(std::span<const NodeId> nodes, const StepContext& context);
    Status evaluateTogether(std::span<const NodeId> nodes, const StepContext& context);
    void sortDirtyByLevel();
    void commitTogether();

    bool isDirty(NodeId node) const { return (m_dirty[node / 64] >> (node % 64) & 1) != 0; }
    void setDirty(NodeId node) { m_dirty[node / 64] |= uint64_t{1} << (node % 64); }

    std::vector<Node> m_nodes;
    std::vector<uint64_t> m_dirty;     ///< a bit a node
    std::vector<NodeId> m_evaluated;   ///< of the current step, ascending
    std::vector<NodeId> m_timed;       ///< nodes whose wantsStep() has to be asked
    std::vector<const Stream*> m_inputs; ///< scratch
    NodeId m_failed = 0;
    Parallelism m_parallelism;
    std::vector<std::vector<NodeId>> m_levels; ///< dirty nodes by level, while a step is evaluated by level
    bool m_isLarge = false; ///< the evaluated step had enough for several workers to do
};

} // namespace millrace
