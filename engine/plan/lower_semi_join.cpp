// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/semi_join_operator.h"
#include "engine/plan/plan_builder.h"

#include <algorithm>

namespace millrace::plan {

/// What a semi join looks for on its right: rows that are kept anyway, else the key columns alone, which are less.
NodeId PlanBuilder::keysOf(NodeId node, const sql::RelNode& rel, std::vector<int>& keyColumns)
{
    const bool isWhole = keyColumns.size() == m_columns[node].size();
    if (keyColumns.empty() || isWhole || m_stores.count(node) != 0) {
        return node;
    }
    const auto [known, isNew] = m_keyStreams.try_emplace({node, keyColumns}, 0);
    if (isNew) {
        std::vector<ExprPtr> exprs;
        for (const int column : keyColumns) {
            exprs.push_back(columnExpr(column, rel.schema.columns[static_cast<size_t>(column)].type));
        }
        known->second = addMap(node, nullptr, std::move(exprs), false);
    }
    for (size_t i = 0; i < keyColumns.size(); ++i) {
        keyColumns[i] = static_cast<int>(i);
    }
    return known->second;
}

Result<PlanBuilder::Built> PlanBuilder::lowerSemiJoin(const sql::RelNode& query, const std::vector<int>& neededColumns)
{
    MR_TRY(const NodeId leftNode, lower(query.inputs[0]));
    MR_TRY(const NodeId rightSource, lower(query.inputs[1]));
    JoinSide left;
    JoinSide right;
    for (const auto& [leftColumn, rightColumn] : query.equiKeys) {
        left.keyColumns.push_back(leftColumn);
        right.keyColumns.push_back(rightColumn);
    }
    const NodeId rightNode = keysOf(rightSource, *query.inputs[1], right.keyColumns);
    Built built;
    built.columns.assign(query.schema.numColumns(), -1);
    std::vector<int> output = neededColumns;
    std::sort(output.begin(), output.end());
    output.erase(std::unique(output.begin(), output.end()), output.end());
    std::vector<Physical> physicals;
    for (const int column : output) {
        built.columns[static_cast<size_t>(column)] = static_cast<int>(physicals.size());
        physicals.push_back(m_columns[leftNode][static_cast<size_t>(column)]);
    }
    const StreamProperties& ofLeft = propertiesOf(leftNode);
    const bool isSemi = query.joinKind == sql::JoinKind::Semi;
    StreamProperties properties;
    properties.isAppendOnly = isSemi && ofLeft.isAppendOnly && propertiesOf(rightNode).isAppendOnly;
    properties.hasKey = ofLeft.hasKey;
    for (const int column : ofLeft.key) {
        properties.key.push_back(built.columns[static_cast<size_t>(column)]);
        properties.hasKey = properties.hasKey && properties.key.back() >= 0;
    }
    if (!properties.hasKey) {
        properties.key.clear();
    }
    left.store = storeOf(leftNode);
    left.index = left.store->index(left.keyColumns);
    right.store = storeOf(rightNode);
    right.index = right.store->index(right.keyColumns);
    const auto known = properties.hasKey ? JoinOperator::Output::HasKey : JoinOperator::Output::AnyRows;
    built.node = add(std::make_unique<SemiJoinOperator>(std::move(left), std::move(right),
                                                        isSemi ? SemiJoinKind::Semi : SemiJoinKind::Anti,
                                                        std::move(output), known),
                     {leftNode, rightNode}, std::move(properties), std::move(physicals));
    return built;
}

} // namespace millrace::plan
