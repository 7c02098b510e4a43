// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/plan_builder.h"

#include "engine/expr/expr_index.h"
#include "engine/operators/aggregate_operator.h"
#include "engine/operators/constant_operator.h"
#include "engine/operators/integrate_operator.h"
#include "engine/operators/map_operator.h"
#include "engine/operators/multiply_operator.h"
#include "engine/operators/repeat_operator.h"
#include "engine/operators/union_operator.h"
#include "engine/operators/unnest_operator.h"
#include "engine/zset/batch_builder.h"

#include <algorithm>

namespace millrace::plan {

namespace {

std::vector<Physical> physicalsOf(const std::vector<ExprPtr>& exprs)
{
    std::vector<Physical> columns;
    columns.reserve(exprs.size());
    for (const ExprPtr& expr : exprs) {
        columns.push_back(physicalOf(expr->type));
    }
    return columns;
}

/// The key of a projection: known when every key column of the input comes through unchanged.
void projectKey(const StreamProperties& input, const std::vector<ExprPtr>& projection, StreamProperties& out)
{
    if (!input.hasKey) {
        return;
    }
    for (const int column : input.key) {
        const auto found = std::find_if(projection.begin(), projection.end(), [column](const ExprPtr& expr) {
            return expr->kind == ExprKind::Column && expr->column == column;
        });
        if (found == projection.end()) {
            out.key.clear();
            return;
        }
        out.key.push_back(static_cast<int>(found - projection.begin()));
    }
    out.hasKey = true;
}

/// Columns 0 … n-1.
std::vector<int> allColumns(size_t count)
{
    std::vector<int> columns(count);
    for (size_t i = 0; i < count; ++i) {
        columns[i] = static_cast<int>(i);
    }
    return columns;
}

/// Columns of the primary key that are CHAR.
std::vector<int> charKeysOf(const Schema& schema)
{
    std::vector<int> columns;
    std::copy_if(schema.primaryKey.begin(), schema.primaryKey.end(), std::back_inserter(columns),
                 [&](int column) { return schema.columns[static_cast<size_t>(column)].type.id == TypeId::Char; });
    return columns;
}

bool areColumns(const ExprList& exprs)
{
    return std::all_of(exprs.exprs().begin(), exprs.exprs().end(),
                       [](const ExprPtr& expr) { return expr->kind == ExprKind::Column; });
}

} // namespace

Result<IncrementalPlan> PlanBuilder::build()
{
    for (const sql::Relation& relation : m_program.relations) {
        m_currentRelation = relation.name;
        MR_CHECK(relation.isTable() ? addTable(relation) : addView(relation));
    }
    return std::move(m_plan);
}

NodeId PlanBuilder::add(std::unique_ptr<Operator> op, std::vector<NodeId> inputs, StreamProperties properties,
                        std::vector<Physical> columns)
{
    const NodeId node = m_plan.circuit.add(std::move(op), std::move(inputs));
    m_plan.nodeView.push_back(m_currentRelation);
    m_plan.properties.push_back(std::move(properties));
    m_columns.push_back(std::move(columns));
    return node;
}

Status PlanBuilder::addTable(const sql::Relation& table)
{
    const std::vector<Physical> columns = table.schema.physicals();
    StreamProperties properties;
    properties.isAppendOnly = table.isAppendOnly && table.schema.primaryKey.empty();
    PlannedRelation planned;
    std::unique_ptr<InputTable> input;
    if (table.schema.primaryKey.empty()) {
        input = InputTable::bag(columns);
    } else {
        properties.hasKey = true;
        properties.key = table.schema.primaryKey;
        planned.store = std::make_shared<RelationStore>(columns, Identity::UniqueKey, properties.key);
        input = InputTable::keyed(planned.store, properties.key, charKeysOf(table.schema));
    }
    planned.input = input.get();
    planned.node = add(std::move(input), {}, properties, columns);
    if (planned.store) {
        m_stores[planned.node] = planned.store;
    } else if (table.isMaterialized) {
        planned.store = storeOf(planned.node);
    }
    m_plan.relations.push_back(std::move(planned));
    return {};
}

Status PlanBuilder::addView(const sql::Relation& view)
{
    MR_TRY(const NodeId node, lower(optimize(view.query, m_program)));
    PlannedRelation planned;
    planned.node = node;
    if (view.isMaterialized) {
        planned.store = storeOf(node);
    }
    m_plan.relations.push_back(std::move(planned));
    return {};
}

std::shared_ptr<RelationStore> PlanBuilder::storeOf(NodeId node)
{
    if (const auto found = m_stores.find(node); found != m_stores.end()) {
        return found->second;
    }
    const StreamProperties& properties = propertiesOf(node);
    Identity identity = Identity::WholeRow;
    if (properties.isAppendOnly) {
        identity = Identity::AppendOnly;
    } else if (properties.hasKey) {
        identity = Identity::UniqueKey;
    }
    auto store = std::make_shared<RelationStore>(m_columns[node], identity,
                                                 identity == Identity::UniqueKey ? properties.key : std::vector<int>());
    add(std::make_unique<IntegrateOperator>(store), {node}, {}, {});
    m_stores[node] = store;
    return store;
}

Result<NodeId> PlanBuilder::lower(const sql::RelPtr& query)
{
    if (const auto found = m_lowered.find(query.get()); found != m_lowered.end()) {
        return found->second;
    }
    MR_TRY(const NodeId node, lowerUncached(*query));
    m_lowered[query.get()] = node;
    m_kept.push_back(query);
    return node;
}

Result<NodeId> PlanBuilder::lowerUncached(const sql::RelNode& query)
{
    switch (query.kind) {
    case sql::RelKind::Scan: return m_plan.relations[query.relation].node;
    case sql::RelKind::Values: return lowerValues(query);
    case sql::RelKind::Filter: {
        MR_TRY(const NodeId input, lower(query.inputs[0]));
        return addMap(input, query.predicate, {}, true);
    }
    case sql::RelKind::Project: return lowerProject(query);
    case sql::RelKind::Join: {
        MR_TRY(Built join, lowerJoin(query, allColumns(query.schema.numColumns())));
        return join.node;
    }
    case sql::RelKind::Aggregate: return lowerAggregate(query);
    case sql::RelKind::Distinct: return lowerDistinct(query);
    case sql::RelKind::UnionAll: return lowerUnion(query);
    case sql::RelKind::Repeat: return lowerRepeat(query);
    case sql::RelKind::Multiply: return lowerMultiply(query);
    case sql::RelKind::Unnest: return lowerUnnest(query);
    case sql::RelKind::Over: return lowerOver(query);
    case sql::RelKind::Rank: return lowerRank(query);
    }
    return makeError(ErrorCode::kInternal, "Unknown kind of query", query.span);
}

NodeId PlanBuilder::addMap(NodeId input, ExprPtr predicate, std::vector<ExprPtr> projection, bool keepColumns)
{
    StreamProperties properties;
    properties.isAppendOnly = propertiesOf(input).isAppendOnly;
    if (keepColumns) {
        properties = propertiesOf(input);
    } else {
        projectKey(propertiesOf(input), projection, properties);
    }
    std::vector<Physical> columns = keepColumns ? m_columns[input] : physicalsOf(projection);
    return add(std::make_unique<MapOperator>(std::move(predicate), std::move(projection), keepColumns), {input},
               std::move(properties), std::move(columns));
}

Result<NodeId> PlanBuilder::lowerValues(const sql::RelNode& query)
{
    StreamProperties properties;
    properties.isAppendOnly = true;
    const std::vector<Physical> columns = query.schema.physicals();
    std::vector<std::vector<Value>> rows;
    bool isConstant = true;
    for (const std::vector<ExprPtr>& row : query.rows) {
        std::vector<Value> values;
        for (const ExprPtr& expr : row) {
            Result<Value> value = evaluateConstant(expr);
            isConstant = isConstant && value.ok();
            values.push_back(value.ok() ? *value : Value::null());
        }
        rows.push_back(std::move(values));
    }
    if (isConstant) {
        std::vector<Weight> weights(rows.size(), 1);
        return add(std::make_unique<ConstantOperator>(batchOf(columns, rows, std::move(weights))), {}, properties,
                   columns);
    }
    // A constant that fails is an error of the run, not of the program: evaluate it in the first step.
    std::vector<NodeId> parts;
    for (const std::vector<ExprPtr>& row : query.rows) {
        const NodeId one = add(std::make_unique<ConstantOperator>(batchOf({}, {{}}, {1})), {}, properties, {});
        parts.push_back(addMap(one, nullptr, row, false));
    }
    return add(std::make_unique<UnionOperator>(), std::move(parts), properties, columns);
}

Result<NodeId> PlanBuilder::lowerProject(const sql::RelNode& query)
{
    const sql::RelNode& input = *query.inputs[0];
    if (input.kind == sql::RelKind::Filter) {
        MR_TRY(const NodeId source, lower(input.inputs[0]));
        return addMap(source, input.predicate, query.exprs, false);
    }
    if (input.kind != sql::RelKind::Join) {
        MR_TRY(const NodeId source, lower(query.inputs[0]));
        return addMap(source, nullptr, query.exprs, false);
    }
    // A join copies only the columns that are looked at.
    std::vector<int> needed;
    for (const ExprPtr& expr : query.exprs) {
        collectColumns(*expr, needed);
    }
    MR_TRY(const Built join, lowerJoin(input, needed));
    std::vector<ExprPtr> exprs;
    bool isIdentity = query.exprs.size() == m_columns[join.node].size();
    for (size_t i = 0; i < query.exprs.size(); ++i) {
        exprs.push_back(remapColumns(query.exprs[i], join.columns));
        isIdentity = isIdentity && exprs[i]->kind == ExprKind::Column && exprs[i]->column == static_cast<int>(i);
    }
    return isIdentity ? join.node : addMap(join.node, nullptr, std::move(exprs), false);
}

Result<NodeId> PlanBuilder::lowerUnion(const sql::RelNode& query)
{
    std::vector<NodeId> inputs;
    StreamProperties properties;
    properties.isAppendOnly = true;
    for (const sql::RelPtr& input : query.inputs) {
        MR_TRY(const NodeId node, lower(input));
        inputs.push_back(node);
        properties.isAppendOnly = properties.isAppendOnly && propertiesOf(node).isAppendOnly;
    }
    return add(std::make_unique<UnionOperator>(), std::move(inputs), std::move(properties), query.schema.physicals());
}

Result<NodeId> PlanBuilder::lowerRepeat(const sql::RelNode& query)
{
    MR_TRY(const NodeId input, lower(query.inputs[0]));
    StreamProperties properties = propertiesOf(input);
    std::vector<Physical> columns = m_columns[input];
    if (properties.hasKey) {
        properties.key.push_back(static_cast<int>(columns.size()));
    }
    columns.push_back(Physical::Int64);
    return add(std::make_unique<RepeatOperator>(query.repetitions), {input}, std::move(properties),
               std::move(columns));
}

Result<NodeId> PlanBuilder::lowerMultiply(const sql::RelNode& query)
{
    MR_TRY(const NodeId input, lower(query.inputs[0]));
    StreamProperties properties;
    properties.isAppendOnly = propertiesOf(input).isAppendOnly;
    return add(std::make_unique<MultiplyOperator>(query.value), {input}, std::move(properties), m_columns[input]);
}

Result<NodeId> PlanBuilder::lowerUnnest(const sql::RelNode& query)
{
    MR_TRY(const NodeId input, lower(query.inputs[0]));
    StreamProperties properties = propertiesOf(input);
    std::vector<Physical> columns = m_columns[input];
    columns.push_back(physicalOf(*query.value->type.element));
    if (properties.hasKey) {
        properties.key.push_back(static_cast<int>(columns.size()));
    }
    columns.push_back(Physical::Int64);
    return add(std::make_unique<UnnestOperator>(query.value), {input}, std::move(properties), std::move(columns));
}

Result<NodeId> PlanBuilder::lowerAggregate(const sql::RelNode& query)
{
    MR_TRY(NodeId input, lower(query.inputs[0]));
    ExprList projection;
    AggregateOptions options;
    for (const ExprPtr& key : query.groupBy) {
        options.keyColumns.push_back(static_cast<int>(projection.add(key)));
        options.keyTypes.push_back(key->type);
    }
    for (const sql::AggregateCall& call : query.aggregates) {
        if (call.isDistinct && call.kind != sql::AggregateKind::Min && call.kind != sql::AggregateKind::Max) {
            return makeError(ErrorCode::kSqlUnsupported, "DISTINCT inside an aggregate is not supported yet",
                             call.span);
        }
        AggregateSpec spec;
        spec.kind = call.kind;
        spec.resultType = call.type;
        spec.span = call.span;
        if (call.arg) {
            spec.argColumn = static_cast<int>(projection.add(call.arg));
            spec.argType = call.arg->type;
        }
        if (call.filter) {
            spec.filterColumn = static_cast<int>(projection.add(call.filter));
        }
        options.aggregates.push_back(spec);
    }
    if (areColumns(projection)) {
        const auto inputColumn = [&](int position) {
            return position < 0 ? -1 : projection[static_cast<size_t>(position)]->column;
        };
        for (int& column : options.keyColumns) {
            column = inputColumn(column);
        }
        for (AggregateSpec& spec : options.aggregates) {
            spec.argColumn = inputColumn(spec.argColumn);
            spec.filterColumn = inputColumn(spec.filterColumn);
        }
    } else {
        input = addMap(input, nullptr, projection.exprs(), false);
    }
    options.isAppendOnly = propertiesOf(input).isAppendOnly;
    StreamProperties properties;
    properties.hasKey = true;
    properties.key = allColumns(options.keyColumns.size());
    return add(std::make_unique<AggregateOperator>(std::move(options)), {input}, std::move(properties),
               query.schema.physicals());
}

Result<NodeId> PlanBuilder::lowerDistinct(const sql::RelNode& query)
{
    MR_TRY(const NodeId input, lower(query.inputs[0]));
    AggregateOptions options;
    options.keyColumns = allColumns(query.schema.numColumns());
    for (const ColumnInfo& column : query.schema.columns) {
        options.keyTypes.push_back(column.type);
    }
    options.isAppendOnly = propertiesOf(input).isAppendOnly;
    StreamProperties properties;
    properties.isAppendOnly = options.isAppendOnly;
    properties.hasKey = true;
    properties.key = options.keyColumns;
    return add(std::make_unique<AggregateOperator>(std::move(options)), {input}, std::move(properties),
               query.schema.physicals());
}

} // namespace millrace::plan
