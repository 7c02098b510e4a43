// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the circuit that shares a step among workers.
#include "engine/circuit/circuit_node.h"

#include "engine/base/worker_pool.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace millrace {

/// A node that is being evaluated together with others.
struct Circuit::Evaluation {
    NodeId id = 0;
    PartedOperator* parted = nullptr; ///< null: the operator is one part
    size_t firstPart = 0;             ///< its number among the parts of all
    size_t numParts = 1;
    Frontier before = kNoFrontier;
    std::vector<const Stream*> inputs;
    Status status; ///< of an operator without parts
};

void Circuit::sortDirtyByLevel()
{
    for (size_t word = 0; word < m_dirty.size(); ++word) {
        for (uint64_t bits = m_dirty[word]; bits != 0; bits &= bits - 1) {
            const auto id = static_cast<NodeId>(word * 64 + static_cast<size_t>(std::countr_zero(bits)));
            m_levels[m_nodes[id].level].push_back(id);
        }
    }
}

/// What would have been evaluated before the failed node, by one worker, is evaluated all the same: it may fail, too,
/// and then it is the one to tell.
Status Circuit::evaluateByLevel(const StepContext& context)
{
    m_isLarge = false;
    sortDirtyByLevel();
    Status failure;
    for (std::vector<NodeId>& level : m_levels) {
        std::sort(level.begin(), level.end());
        if (!failure.ok()) {
            level.erase(std::lower_bound(level.begin(), level.end(), m_failed), level.end());
        }
        if (Status status = evaluateLevel(level, context); !status.ok()) {
            failure = std::move(status);
        }
        level.clear();
    }
    std::fill(m_dirty.begin(), m_dirty.end(), 0);
    if (!failure.ok()) {
        rollback();
    }
    return failure;
}

/// Sets m_failed to the first node that fails.
Status Circuit::evaluateLevel(std::span<const NodeId> nodes, const StepContext& context)
{
    size_t numRows = 0;
    for (const NodeId id : nodes) {
        for (const NodeId input : m_nodes[id].inputs) {
            numRows += m_nodes[input].output.delta.numRows();
        }
    }
    // Threads that this step has woken up are still awake.
    constexpr size_t kWorthWhenAwake = 8;
    if (m_parallelism.workersFor(m_isLarge ? numRows * kWorthWhenAwake : numRows) > 1) {
        return evaluateTogether(nodes, context);
    }
    for (const NodeId id : nodes) {
        if (Status status = evaluateNode(id, context); !status.ok()) {
            m_failed = id;
            return status;
        }
    }
    return {};
}

Status Circuit::evaluateTogether(std::span<const NodeId> nodes, const StepContext& context)
{
    m_isLarge = true;
    std::vector<Evaluation> evaluations(nodes.size());
    std::vector<size_t> owners; // of the parts
    for (size_t i = 0; i < nodes.size(); ++i) {
        Evaluation& evaluation = evaluations[i];
        Node& node = m_nodes[nodes[i]];
        evaluation.id = nodes[i];
        evaluation.before = node.output.frontier;
        evaluation.firstPart = owners.size();
        evaluation.parted = node.op->parted();
        collectInputs(evaluation.id, evaluation.inputs);
        m_evaluated.push_back(evaluation.id);
        if (evaluation.parted != nullptr) {
            evaluation.numParts = evaluation.parted->start(context, evaluation.inputs, node.output);
        }
        owners.resize(owners.size() + evaluation.numParts, i);
    }
    std::vector<uint64_t> ticks(owners.size());
    WorkerPool::shared().run(owners.size(), m_parallelism.workers, [&](size_t part) {
        Evaluation& evaluation = evaluations[owners[part]];
        const uint64_t start = operatorTicks();
        if (evaluation.parted != nullptr) {
            evaluation.parted->evaluatePart(part - evaluation.firstPart);
        } else {
            Node& node = m_nodes[evaluation.id];
            evaluation.status = node.op->evaluate(context, evaluation.inputs, node.output);
        }
        ticks[part] = operatorTicks() - start;
    });
    Status failure;
    for (Evaluation& evaluation : evaluations) {
        const auto first = ticks.begin() + static_cast<ptrdiff_t>(evaluation.firstPart);
        const uint64_t spent = std::accumulate(first, first + static_cast<ptrdiff_t>(evaluation.numParts), uint64_t{0});
        if (evaluation.parted != nullptr) {
            evaluation.status = evaluation.parted->finish(m_nodes[evaluation.id].output);
        }
        Status status =
            finishNode(evaluation.id, std::move(evaluation.status), evaluation.before, nanosOfTicks(spent));
        if (failure.ok() && !status.ok()) {
            m_failed = evaluation.id;
            failure = std::move(status);
        }
    }
    return failure;
}

void Circuit::commitTogether()
{
    struct Part {
        NodeId id;
        size_t number;
    };
    std::vector<Part> parts;
    for (const NodeId id : m_evaluated) {
        const PartedOperator* parted = m_nodes[id].op->parted();
        const size_t numParts = parted == nullptr ? 1 : parted->numCommitParts();
        for (size_t number = 0; number < numParts; ++number) {
            parts.push_back({id, number});
        }
    }
    WorkerPool::shared().run(parts.size(), m_parallelism.workers, [&](size_t part) {
        Operator& op = *m_nodes[parts[part].id].op;
        if (PartedOperator* parted = op.parted()) {
            parted->commitPart(parts[part].number);
        } else {
            op.commit();
        }
    });
}

} // namespace millrace
