// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/join_operator.h"
#include "engine/plan/plan_builder.h"

#include <algorithm>
#include <numeric>

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

void sortUnique(std::vector<int>& columns)
{
    std::sort(columns.begin(), columns.end());
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
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
    sortUnique(needed);
    std::vector<int> leftUsed;
    std::vector<int> rightUsed;
    for (const int column : needed) {
        column < numLeft ? leftUsed.push_back(column) : rightUsed.push_back(column - numLeft);
    }
    for (const auto& [leftColumn, rightColumn] : query.equiKeys) {
        leftUsed.push_back(leftColumn);
        rightUsed.push_back(rightColumn);
    }
    const Built left = kept(leftNode, query.inputs[0]->schema, std::move(leftUsed));
    const Built right = kept(rightNode, query.inputs[1]->schema, std::move(rightUsed));
    const size_t leftWidth = m_columns[left.node].size();

    Built built;
    built.columns.assign(query.schema.numColumns(), -1);
    std::vector<JoinColumn> output;
    std::vector<Physical> physicals;
    std::vector<int> outputOf(leftWidth + m_columns[right.node].size(), -1); // by the columns of both streams
    for (const int column : needed) {
        const bool isRight = column >= numLeft;
        const int position = isRight ? right.columns[static_cast<size_t>(column - numLeft)]
                                     : left.columns[static_cast<size_t>(column)];
        const auto at = static_cast<size_t>(position);
        built.columns[static_cast<size_t>(column)] = static_cast<int>(output.size());
        outputOf[isRight ? leftWidth + at : at] = static_cast<int>(output.size());
        output.push_back({isRight, position});
        physicals.push_back(m_columns[isRight ? right.node : left.node][at]);
    }

    JoinSide leftSide;
    JoinSide rightSide;
    for (const auto& [leftColumn, rightColumn] : query.equiKeys) {
        leftSide.keyColumns.push_back(left.columns[static_cast<size_t>(leftColumn)]);
        rightSide.keyColumns.push_back(right.columns[static_cast<size_t>(rightColumn)]);
    }
    leftSide.store = storeOf(left.node);
    leftSide.index = leftSide.store->index(leftSide.keyColumns);
    rightSide.store = storeOf(right.node);
    rightSide.index = rightSide.store->index(rightSide.keyColumns);
    StreamProperties properties =
        joinProperties(propertiesOf(left.node), propertiesOf(right.node), leftSide.keyColumns, rightSide.keyColumns,
                       static_cast<int>(leftWidth), outputOf);
    ExprPtr residual = query.predicate ? remapColumns(query.predicate, built.columns) : nullptr;
    const auto known = properties.hasKey ? JoinOperator::Output::HasKey : JoinOperator::Output::AnyRows;
    built.node = add(std::make_unique<JoinOperator>(std::move(leftSide), std::move(rightSide), std::move(output),
                                                    std::move(residual), known),
                     {left.node, right.node}, std::move(properties), std::move(physicals));
    return built;
}

/// Rows that are kept for something else already are kept whole, once. Leaving columns out is worth a store of its own
/// where it saves texts or a good part of the bytes.
PlanBuilder::Built PlanBuilder::kept(NodeId node, const Schema& schema, std::vector<int> used)
{
    const std::vector<Physical>& columns = m_columns[node];
    Built whole{node, std::vector<int>(columns.size())};
    std::iota(whole.columns.begin(), whole.columns.end(), 0);
    const StreamProperties& properties = propertiesOf(node);
    if (m_stores.contains(node)) {
        return whole;
    }
    used.insert(used.end(), properties.key.begin(), properties.key.end());
    sortUnique(used);
    size_t allBytes = 0;
    size_t usedBytes = 0;
    bool leavesText = false;
    for (size_t i = 0; i < columns.size(); ++i) {
        const bool isUsed = std::binary_search(used.begin(), used.end(), static_cast<int>(i));
        allBytes += sizeOf(columns[i]);
        usedBytes += isUsed ? sizeOf(columns[i]) : 0;
        leavesText = leavesText || (!isUsed && columns[i] == Physical::String);
    }
    if (used.empty() || (!leavesText && usedBytes * 4 > allBytes * 3)) {
        return whole;
    }
    Built narrow;
    narrow.columns.assign(columns.size(), -1);
    std::vector<ExprPtr> projection;
    for (const int column : used) {
        narrow.columns[static_cast<size_t>(column)] = static_cast<int>(projection.size());
        projection.push_back(columnExpr(column, schema.columns[static_cast<size_t>(column)].type));
    }
    const auto known = m_narrowed.find({node, used});
    narrow.node = known != m_narrowed.end() ? known->second : addMap(node, nullptr, std::move(projection), false);
    m_narrowed[{node, std::move(used)}] = narrow.node;
    return narrow;
}

} // namespace millrace::plan
