// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/parallel_plan.h"

#include "engine/base/worker_pool.h"
#include "engine/operators/exchange_operator.h"
#include "engine/operators/sharded_operator.h"
#include "engine/zset/relation_store.h"

#include <algorithm>
#include <map>
#include <optional>
#include <thread>
#include <unordered_map>

namespace millrace::plan {

namespace {

using Columns = std::vector<int>;

bool isSubset(const Columns& part, const Columns& whole)
{
    return std::all_of(part.begin(), part.end(),
                       [&](int column) { return std::find(whole.begin(), whole.end(), column) != whole.end(); });
}

/// How many operators look rows of a store up.
size_t numLookUps(const RelationStore& store)
{
    size_t number = 0;
    for (const RelationStore::IndexUse& index : store.indexes()) {
        number += index.numUses;
    }
    return number;
}

/// Copies a plan node by node.
class PlanDivider {
public:
    PlanDivider(IncrementalPlan plan, const Parallelism& parallelism)
        : m_old(std::move(plan))
        , m_parallelism(parallelism)
    {
    }

    IncrementalPlan divide()
    {
        findKeysOfStores();
        m_new.circuit.setParallelism(m_parallelism);
        for (NodeId node = 0; node < m_old.circuit.numNodes(); ++node) {
            m_newNodes.push_back(copy(node));
        }
        for (const PlannedRelation& relation : m_old.relations) {
            m_new.relations.push_back(relation);
            m_new.relations.back().node = m_newNodes[relation.node];
        }
        return std::move(m_new);
    }

private:
    /// How a new stream is divided.
    struct Division {
        bool isDivided = false;
        Columns keys; ///< rows that agree in them are in one shard; empty when nothing is known
    };

    void findKeysOfStores();
    const Columns* keysOfStore(const RelationStore* store) const;
    NodeId copy(NodeId node);
    NodeId copyWhole(NodeId node);
    NodeId copyDivided(NodeId node, std::vector<NodeId> inputs);
    NodeId copyForAnyRows(NodeId node, bool isCheap);
    NodeId copyByKeys(NodeId node, const ShardRule& rule);
    NodeId exchange(NodeId input, const Columns& keys, NodeId consumer);
    Columns outputKeys(const Operator& op, const std::vector<NodeId>& inputs) const;
    std::vector<NodeId> newInputs(NodeId node) const;
    NodeId add(std::unique_ptr<Operator> op, std::vector<NodeId> inputs, NodeId like, Division division);

    IncrementalPlan m_old;
    IncrementalPlan m_new;
    Parallelism m_parallelism;
    std::vector<NodeId> m_newNodes;     ///< by old node
    std::vector<Division> m_divisions;  ///< by new node
    std::map<std::pair<NodeId, Columns>, NodeId> m_exchanges;
    std::unordered_map<const RelationStore*, Columns> m_storeKeys; ///< of stores that are divided
    std::unordered_map<const RelationStore*, std::vector<std::shared_ptr<RelationStore>>> m_storeShards;
};

/// A store can be divided when all who look rows up do so by the same key, and nobody wants to see the whole.
void PlanDivider::findKeysOfStores()
{
    std::unordered_map<const RelationStore*, std::vector<Columns>> uses;
    std::vector<const RelationStore*> integrated;
    for (NodeId node = 0; node < m_old.circuit.numNodes(); ++node) {
        const Operator& op = m_old.circuit.op(node);
        const ShardRule rule = op.shardRule();
        if (op.keptRows() != nullptr && rule.kind == ShardRule::Kind::ByKeys) {
            integrated.push_back(op.keptRows());
            continue;
        }
        for (const ShardRule::Input& input : rule.inputs) {
            uses[input.store].push_back(rule.kind == ShardRule::Kind::ByKeys ? input.keys : Columns());
        }
    }
    for (const RelationStore* store : integrated) {
        const std::vector<Columns>& keys = uses[store];
        const bool isSeen = std::any_of(m_old.relations.begin(), m_old.relations.end(),
                                        [&](const PlannedRelation& relation) { return relation.store.get() == store; });
        // Who looks rows up without telling by which key keeps the store whole.
        const bool areAllTold = numLookUps(*store) == keys.size();
        const bool hasOneKey = areAllTold && !keys.empty() && !keys[0].empty()
            && std::all_of(keys.begin(), keys.end(), [&](const Columns& key) { return key == keys[0]; });
        if (!isSeen && hasOneKey) {
            m_storeKeys[store] = keys[0];
        }
    }
}

const Columns* PlanDivider::keysOfStore(const RelationStore* store) const
{
    const auto found = m_storeKeys.find(store);
    return found == m_storeKeys.end() ? nullptr : &found->second;
}

NodeId PlanDivider::copy(NodeId node)
{
    const ShardRule rule = m_old.circuit.op(node).shardRule();
    switch (rule.kind) {
    case ShardRule::Kind::Whole: return copyWhole(node);
    case ShardRule::Kind::Cheap: return copyForAnyRows(node, true);
    case ShardRule::Kind::AnyRows: return copyForAnyRows(node, false);
    case ShardRule::Kind::ByKeys: return copyByKeys(node, rule);
    }
    MR_ASSERT(false);
}

NodeId PlanDivider::copyWhole(NodeId node)
{
    std::vector<NodeId> inputs = newInputs(node);
    return add(m_old.circuit.take(node), std::move(inputs), node, {});
}

/// Takes the shards as they come; undivided input is cut where that pays.
NodeId PlanDivider::copyForAnyRows(NodeId node, bool isCheap)
{
    std::vector<NodeId> inputs = newInputs(node);
    const bool areDivided = !inputs.empty() && std::all_of(inputs.begin(), inputs.end(), [this](NodeId input) {
        return m_divisions[input].isDivided;
    });
    if (areDivided) {
        return copyDivided(node, std::move(inputs));
    }
    if (isCheap || inputs.size() != 1) {
        return copyWhole(node);
    }
    return copyDivided(node, {exchange(inputs[0], {}, node)});
}

NodeId PlanDivider::copyByKeys(NodeId node, const ShardRule& rule)
{
    std::vector<NodeId> inputs = newInputs(node);
    if (const RelationStore* kept = m_old.circuit.op(node).keptRows()) {
        const Columns* keys = keysOfStore(kept);
        return keys == nullptr ? copyWhole(node) : copyDivided(node, {exchange(inputs[0], *keys, node)});
    }
    if (inputs.size() == 1) {
        // Rows that agree in more columns agree in fewer. A divided store asks for the very division it has.
        const Division& division = m_divisions[inputs[0]];
        const bool fits = division.isDivided && !division.keys.empty() &&
            isSubset(division.keys, rule.inputs[0].keys) && keysOfStore(rule.inputs[0].store) == nullptr;
        return copyDivided(node, {fits ? inputs[0] : exchange(inputs[0], rule.inputs[0].keys, node)});
    }
    for (size_t i = 0; i < inputs.size(); ++i) {
        inputs[i] = exchange(inputs[i], rule.inputs[i].keys, node);
    }
    return copyDivided(node, std::move(inputs));
}

NodeId PlanDivider::copyDivided(NodeId node, std::vector<NodeId> inputs)
{
    const Operator& whole = m_old.circuit.op(node);
    std::vector<std::unique_ptr<Operator>> shards;
    for (size_t shard = 0; shard < m_parallelism.numShards; ++shard) {
        shards.push_back(whole.makeShard([&](const std::shared_ptr<RelationStore>& store) {
            if (keysOfStore(store.get()) == nullptr) {
                return store;
            }
            std::vector<std::shared_ptr<RelationStore>>& stores = m_storeShards[store.get()];
            while (stores.size() <= shard) {
                stores.push_back(store->emptyCopy());
            }
            return stores[shard];
        }));
    }
    Division division{true, outputKeys(whole, inputs)};
    const auto known =
        division.keys.empty() ? ShardedOperator::Output::AnyRows : ShardedOperator::Output::DisjointRows;
    auto divided = std::make_unique<ShardedOperator>(std::move(shards), known);
    return add(std::move(divided), std::move(inputs), node, std::move(division));
}

/// The columns of the output by which it is divided, as its inputs are.
Columns PlanDivider::outputKeys(const Operator& op, const std::vector<NodeId>& inputs) const
{
    std::optional<Columns> common;
    for (size_t i = 0; i < inputs.size(); ++i) {
        Columns keys;
        for (const int column : m_divisions[inputs[i]].keys) {
            keys.push_back(op.outputColumn(i, column));
        }
        const bool isLost = std::find(keys.begin(), keys.end(), -1) != keys.end();
        if (isLost || (common && keys != *common)) {
            return {};
        }
        common = std::move(keys);
    }
    return common.value_or(Columns());
}

/// The stream divided by these columns, or, without, into any parts.
NodeId PlanDivider::exchange(NodeId input, const Columns& keys, NodeId consumer)
{
    if (m_divisions[input].isDivided && m_divisions[input].keys == keys) {
        return input;
    }
    const auto known = m_exchanges.find({input, keys});
    if (known != m_exchanges.end()) {
        return known->second;
    }
    const NodeId node =
        add(std::make_unique<ExchangeOperator>(keys, m_parallelism), {input}, consumer, {true, keys});
    m_new.properties[node] = m_new.properties[input];
    m_exchanges[{input, keys}] = node;
    return node;
}

std::vector<NodeId> PlanDivider::newInputs(NodeId node) const
{
    std::vector<NodeId> inputs;
    for (const NodeId input : m_old.circuit.inputsOf(node)) {
        inputs.push_back(m_newNodes[input]);
    }
    return inputs;
}

NodeId PlanDivider::add(std::unique_ptr<Operator> op, std::vector<NodeId> inputs, NodeId like, Division division)
{
    const NodeId node = m_new.circuit.add(std::move(op), std::move(inputs));
    m_new.nodeView.push_back(m_old.nodeView[like]);
    m_new.properties.push_back(m_old.properties[like]);
    m_divisions.push_back(std::move(division));
    return node;
}

} // namespace

Parallelism parallelismFor(size_t workers)
{
    constexpr size_t kUsualWorkers = 2;
    const size_t processors = std::max<size_t>(1, std::thread::hardware_concurrency());
    const size_t used = workers == 0 ? std::min(processors, kUsualWorkers) : std::min(workers, WorkerPool::kMaxWorkers);
    return {used, used};
}

IncrementalPlan parallelised(IncrementalPlan plan, const Parallelism& parallelism)
{
    return parallelism.numShards <= 1 ? std::move(plan) : PlanDivider(std::move(plan), parallelism).divide();
}

} // namespace millrace::plan
