// SPDX-License-Identifier: GPL-3.0-or-later
// Lowers functions over windows.
#include "engine/operators/over_operator.h"
#include "engine/plan/plan_builder.h"

namespace millrace::plan {

Result<NodeId> PlanBuilder::lowerOver(const sql::RelNode& query)
{
    MR_TRY(const NodeId input, lower(query.inputs[0]));
    std::vector<SqlType> types;
    for (const ColumnInfo& column : query.inputs[0]->schema.columns) {
        types.push_back(column.type);
    }
    std::vector<Physical> columns = m_columns[input];
    for (const OverCall& call : query.over.calls) {
        columns.push_back(physicalOf(call.type));
    }
    StreamProperties properties;
    properties.hasKey = propertiesOf(input).hasKey;
    properties.key = propertiesOf(input).key;
    const std::shared_ptr<RelationStore> store = storeOf(input);
    const IndexId index = store->index(query.over.partitionBy);
    return add(std::make_unique<OverOperator>(query.over, std::move(types), store, index, query.span), {input},
               std::move(properties), std::move(columns));
}

} // namespace millrace::plan
