// SPDX-License-Identifier: GPL-3.0-or-later
// Lowers rankings and limits to top-k operators.
#include "engine/operators/top_k_operator.h"
#include "engine/plan/plan_builder.h"

#include <algorithm>

namespace millrace::plan {

Result<NodeId> PlanBuilder::lowerRank(const sql::RelNode& query)
{
    MR_TRY(const NodeId input, lower(query.inputs[0]));
    TopKOptions options;
    options.rank = query.rank;
    for (const ColumnInfo& column : query.inputs[0]->schema.columns) {
        options.types.push_back(column.type);
    }
    options.isAppendOnly = propertiesOf(input).isAppendOnly;
    const bool isNumbered = std::find(query.rank.ranks.begin(), query.rank.ranks.end(), RankKind::RowNumber) !=
                            query.rank.ranks.end();
    StreamProperties properties;
    properties.hasKey = true;
    if (query.rank.limit == 1 && query.rank.limitBy == RankKind::RowNumber) {
        properties.key = query.rank.partitionBy;
    } else if (propertiesOf(input).hasKey) {
        properties.key = propertiesOf(input).key;
    } else if (isNumbered) {
        properties.key = query.rank.partitionBy;
        const auto number = std::find(query.rank.ranks.begin(), query.rank.ranks.end(), RankKind::RowNumber);
        properties.key.push_back(
            static_cast<int>(options.types.size() + static_cast<size_t>(number - query.rank.ranks.begin())));
    } else {
        properties.hasKey = false;
    }
    std::vector<Physical> columns = m_columns[input];
    columns.insert(columns.end(), query.rank.ranks.size(), Physical::Int64);
    return add(makeTopK(std::move(options)), {input}, std::move(properties), std::move(columns));
}

} // namespace millrace::plan
