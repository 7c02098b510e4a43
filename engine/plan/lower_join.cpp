// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/join_operator.h"
#include "engine/plan/plan_builder.h"

#include <algorithm>

namespace millrace::plan {

namespace {

std::string_view joinName(sql::JoinKind kind)
{
    switch (kind) {
    case sql::JoinKind::Inner: return "JOIN";
    case sql::JoinKind::Left: return "LEFT JOIN";
    case sql::JoinKind::Right: return "RIGHT JOIN";
    case sql::JoinKind::Full: return "FULL JOIN";
    case sql::JoinKind::Semi: return "IN or EXISTS with a subquery";
    case sql::JoinKind::Anti: return "NOT IN or NOT EXISTS with a subquery";
    }
    return "JOIN";
}

bool isSubset(const std::vector<int>& part, const std::vector<int>& whole)
{
    return std::all_of(part.begin(), part.end(),
                       [&](int column) { return std::find(whole.begin(), whole.end(), column) != whole.end(); });
}

/// The key of a join: both keys together, or one side's alone when the other side meets each row at most once.
StreamProperties joinProperties(const StreamProperties& left, const StreamProperties& right,
                                const std::vector<int>& leftKeys, const std::vector<int>& rightKeys, int numLeft,
                                const std::vector<int>& outputOf)
{
    StreamProperties properties;
    properties.isAppendOnly = left.isAppendOnly && right.isAppendOnly;
    if (!left.hasKey || !right.hasKey) {
        return properties;
    }
    std::vector<int> key;
    const bool rightMeetsOnce = isSubset(right.key, rightKeys);
    const bool leftMeetsOnce = isSubset(left.key, leftKeys);
    if (rightMeetsOnce || !leftMeetsOnce) {
        key.insert(key.end(), left.key.begin(), left.key.end());
    }
    if (!rightMeetsOnce) {
        for (const int column : right.key) {
            key.push_back(numLeft + column);
        }
    }
    for (int& column : key) {
        column = outputOf[static_cast<size_t>(column)];
        if (column < 0) {
            return properties;
        }
    }
    properties.hasKey = true;
    properties.key = std::move(key);
    return properties;
}

} // namespace

Result<PlanBuilder::Built> PlanBuilder::lowerJoin(const sql::RelNode& query, const std::vector<int>& neededColumns)
{
    if (query.joinKind == sql::JoinKind::Semi || query.joinKind == sql::JoinKind::Anti) {
        return lowerSemiJoin(query, neededColumns);
    }
    if (query.joinKind != sql::JoinKind::Inner) {
        return makeError(ErrorCode::kSqlUnsupported, std::string(joinName(query.joinKind)) + " is not supported yet",
                         query.span);
    }
    MR_TRY(const NodeId leftNode, lower(query.inputs[0]));
    MR_TRY(const NodeId rightNode, lower(query.inputs[1]));
    const auto numLeft = static_cast<int>(query.inputs[0]->schema.numColumns());
    std::vector<int> needed = neededColumns;
    if (query.predicate) {
        collectColumns(*query.predicate, needed);
    }
    std::sort(needed.begin(), needed.end());
    needed.erase(std::unique(needed.begin(), needed.end()), needed.end());

    Built built;
    built.columns.assign(query.schema.numColumns(), -1);
    std::vector<JoinColumn> output;
    std::vector<Physical> physicals;
    for (const int column : needed) {
        built.columns[static_cast<size_t>(column)] = static_cast<int>(output.size());
        const bool isRight = column >= numLeft;
        const int position = isRight ? column - numLeft : column;
        output.push_back({isRight, position});
        physicals.push_back(m_columns[isRight ? rightNode : leftNode][static_cast<size_t>(position)]);
    }

    JoinSide left;
    JoinSide right;
    for (const auto& [leftColumn, rightColumn] : query.equiKeys) {
        left.keyColumns.push_back(leftColumn);
        right.keyColumns.push_back(rightColumn);
    }
    left.store = storeOf(leftNode);
    left.index = left.store->index(left.keyColumns);
    right.store = storeOf(rightNode);
    right.index = right.store->index(right.keyColumns);
    StreamProperties properties = joinProperties(propertiesOf(leftNode), propertiesOf(rightNode), left.keyColumns,
                                                 right.keyColumns, numLeft, built.columns);
    ExprPtr residual = query.predicate ? remapColumns(query.predicate, built.columns) : nullptr;
    const auto known = properties.hasKey ? JoinOperator::Output::HasKey : JoinOperator::Output::AnyRows;
    built.node = add(std::make_unique<JoinOperator>(std::move(left), std::move(right), std::move(output),
                                                    std::move(residual), known),
                     {leftNode, rightNode}, std::move(properties), std::move(physicals));
    return built;
}

} // namespace millrace::plan
