// SPDX-License-Identifier: GPL-3.0-or-later
// Lowers optimised queries to operators: one circuit for a whole program.
#pragma once

#include "engine/plan/planner.h"

#include <map>
#include <unordered_map>

namespace millrace::plan {

/// Builds an IncrementalPlan relation by relation. A subquery that occurs twice (the same node object) becomes one
/// operator; rows of a stream are integrated once, with an index for each key that somebody looks up.
class PlanBuilder {
public:
    explicit PlanBuilder(const sql::Program& program)
        : m_program(program)
    {
    }
    Result<IncrementalPlan> build();

private:
    /// An operator's stream; `columns` maps columns of the RelNode to columns of the stream (-1: left out).
    struct Built {
        NodeId node = 0;
        std::vector<int> columns;
    };

    Status addTable(const sql::Relation& table);
    Status addView(const sql::Relation& view);
    Result<NodeId> lower(const sql::RelPtr& query);
    Result<NodeId> lowerUncached(const sql::RelNode& query);
    Result<NodeId> lowerValues(const sql::RelNode& query);
    Result<NodeId> lowerProject(const sql::RelNode& query);
    Result<NodeId> lowerUnion(const sql::RelNode& query);
    Result<NodeId> lowerRepeat(const sql::RelNode& query);
    Result<NodeId> lowerMultiply(const sql::RelNode& query);
    Result<NodeId> lowerOver(const sql::RelNode& query);
    Result<NodeId> lowerUnnest(const sql::RelNode& query);
    Result<NodeId> lowerAggregate(const sql::RelNode& query);
    Result<NodeId> lowerDistinct(const sql::RelNode& query);
    Result<NodeId> lowerRank(const sql::RelNode& query);
    Result<Built> lowerJoin(const sql::RelNode& query, const std::vector<int>& neededColumns);
    Result<Built> lowerSemiJoin(const sql::RelNode& query, const std::vector<int>& neededColumns);
    NodeId keysOf(NodeId node, const sql::RelNode& rel, std::vector<int>& keyColumns);

    NodeId add(std::unique_ptr<Operator> op, std::vector<NodeId> inputs, StreamProperties properties,
               std::vector<Physical> columns);
    NodeId addMap(NodeId input, ExprPtr predicate, std::vector<ExprPtr> projection, bool keepColumns);
    std::shared_ptr<RelationStore> storeOf(NodeId node);
    /// The stream that a join keeps of another: what it needs, where the rest is worth leaving out.
    Built kept(NodeId node, const Schema& schema, std::vector<int> used);
    const StreamProperties& propertiesOf(NodeId node) const { return m_plan.properties[node]; }

    const sql::Program& m_program;
    IncrementalPlan m_plan;
    std::string m_currentRelation;
    std::unordered_map<const sql::RelNode*, NodeId> m_lowered;
    std::vector<sql::RelPtr> m_kept; ///< keeps the keys of m_lowered alive
    std::unordered_map<NodeId, std::shared_ptr<RelationStore>> m_stores;
    std::vector<std::vector<Physical>> m_columns; ///< per node
    std::map<std::pair<NodeId, std::vector<int>>, NodeId> m_narrowed; ///< streams of some columns, for joins
    std::map<std::pair<NodeId, std::vector<int>>, NodeId> m_keyStreams; ///< columns that semi joins look for
};

} // namespace millrace::plan
