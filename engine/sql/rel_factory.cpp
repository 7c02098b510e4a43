// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/rel_factory.h"

namespace millrace::sql {

namespace {

std::shared_ptr<RelNode> newNode(RelKind kind, std::vector<RelPtr> inputs, const SourceSpan& span)
{
    auto node = std::make_shared<RelNode>();
    node->kind = kind;
    node->inputs = std::move(inputs);
    node->span = span;
    return node;
}

void appendColumns(Schema& schema, const Schema& from, bool isNullable)
{
    for (ColumnInfo column : from.columns) {
        column.type.nullable = column.type.nullable || isNullable;
        schema.columns.push_back(std::move(column));
    }
}

} // namespace

RelPtr makeScan(RelationId relation, Schema schema, const SourceSpan& span)
{
    auto node = newNode(RelKind::Scan, {}, span);
    node->relation = relation;
    node->schema = std::move(schema);
    return node;
}

RelPtr makeValues(std::vector<std::vector<ExprPtr>> rows, Schema schema, const SourceSpan& span)
{
    auto node = newNode(RelKind::Values, {}, span);
    node->rows = std::move(rows);
    node->schema = std::move(schema);
    return node;
}

RelPtr makeFilter(RelPtr input, ExprPtr predicate, const SourceSpan& span)
{
    auto node = newNode(RelKind::Filter, {std::move(input)}, span);
    node->schema.columns = node->inputs[0]->schema.columns;
    node->predicate = std::move(predicate);
    return node;
}

RelPtr makeProject(RelPtr input, std::vector<ExprPtr> exprs, const std::vector<ColumnInfo>& names,
                   const SourceSpan& span)
{
    auto node = newNode(RelKind::Project, {std::move(input)}, span);
    for (size_t i = 0; i < exprs.size(); ++i) {
        node->schema.columns.push_back(ColumnInfo{names[i].name, exprs[i]->type, names[i].caseSensitive});
    }
    node->exprs = std::move(exprs);
    return node;
}

RelPtr makeJoin(JoinKind kind, RelPtr left, RelPtr right, ExprPtr predicate, const SourceSpan& span)
{
    return makeEquiJoin(kind, std::move(left), std::move(right), {}, std::move(predicate), span);
}

RelPtr makeEquiJoin(JoinKind kind, RelPtr left, RelPtr right, std::vector<std::pair<int, int>> keys, ExprPtr predicate,
                    const SourceSpan& span)
{
    auto node = newNode(RelKind::Join, {std::move(left), std::move(right)}, span);
    node->joinKind = kind;
    node->equiKeys = std::move(keys);
    node->predicate = std::move(predicate);
    appendColumns(node->schema, node->inputs[0]->schema, kind == JoinKind::Right || kind == JoinKind::Full);
    if (kind != JoinKind::Semi && kind != JoinKind::Anti) {
        appendColumns(node->schema, node->inputs[1]->schema, kind == JoinKind::Left || kind == JoinKind::Full);
    }
    return node;
}

RelPtr makeAggregate(RelPtr input, std::vector<ExprPtr> groupBy, std::vector<AggregateCall> calls,
                     const SourceSpan& span)
{
    auto node = newNode(RelKind::Aggregate, {std::move(input)}, span);
    const Schema& from = node->inputs[0]->schema;
    for (const ExprPtr& key : groupBy) {
        ColumnInfo column;
        if (key->kind == ExprKind::Column) {
            column = from.columns[static_cast<size_t>(key->column)];
        }
        column.type = key->type;
        node->schema.columns.push_back(std::move(column));
    }
    for (const AggregateCall& call : calls) {
        node->schema.columns.push_back(ColumnInfo{"", call.type, false});
    }
    node->groupBy = std::move(groupBy);
    node->aggregates = std::move(calls);
    return node;
}

RelPtr makeDistinct(RelPtr input, const SourceSpan& span)
{
    auto node = newNode(RelKind::Distinct, {std::move(input)}, span);
    node->schema.columns = node->inputs[0]->schema.columns;
    return node;
}

RelPtr makeUnionAll(std::vector<RelPtr> inputs, const SourceSpan& span)
{
    auto node = newNode(RelKind::UnionAll, std::move(inputs), span);
    node->schema.columns = node->inputs[0]->schema.columns;
    for (const RelPtr& input : node->inputs) {
        for (size_t i = 0; i < node->schema.numColumns(); ++i) {
            SqlType& type = node->schema.columns[i].type;
            type.nullable = type.nullable || input->schema.columns[i].type.nullable;
        }
    }
    return node;
}

RelPtr makeRepeat(RelPtr input, int64_t repetitions, const SourceSpan& span)
{
    auto node = newNode(RelKind::Repeat, {std::move(input)}, span);
    node->schema.columns = node->inputs[0]->schema.columns;
    node->schema.columns.push_back(ColumnInfo{"number", SqlType::of(TypeId::BigInt, false), true});
    node->repetitions = repetitions;
    return node;
}

RelPtr makeMultiply(RelPtr input, ExprPtr factor, const SourceSpan& span)
{
    auto node = newNode(RelKind::Multiply, {std::move(input)}, span);
    node->schema.columns = node->inputs[0]->schema.columns;
    node->value = std::move(factor);
    return node;
}

RelPtr makeUnnest(RelPtr input, ExprPtr array, const SourceSpan& span)
{
    auto node = newNode(RelKind::Unnest, {std::move(input)}, span);
    node->schema.columns = node->inputs[0]->schema.columns;
    node->schema.columns.push_back(ColumnInfo{"element", *array->type.element, true});
    node->schema.columns.push_back(ColumnInfo{"ordinality", SqlType::of(TypeId::BigInt, false), true});
    node->value = std::move(array);
    return node;
}

RelPtr makeRank(RelPtr input, RankSpec rank, const SourceSpan& span)
{
    auto node = newNode(RelKind::Rank, {std::move(input)}, span);
    node->schema.columns = node->inputs[0]->schema.columns;
    for (size_t i = 0; i < rank.ranks.size(); ++i) {
        node->schema.columns.push_back(ColumnInfo{"", SqlType::of(TypeId::BigInt, false), false});
    }
    node->rank = std::move(rank);
    return node;
}

RelPtr makeOver(RelPtr input, OverSpec over, const SourceSpan& span)
{
    auto node = newNode(RelKind::Over, {std::move(input)}, span);
    node->schema.columns = node->inputs[0]->schema.columns;
    for (const OverCall& call : over.calls) {
        node->schema.columns.push_back(ColumnInfo{"", call.type, false});
    }
    node->over = std::move(over);
    return node;
}

RelPtr withColumnNames(const RelPtr& rel, const std::vector<ColumnInfo>& names)
{
    auto copy = std::make_shared<RelNode>(*rel);
    for (size_t i = 0; i < copy->schema.numColumns(); ++i) {
        copy->schema.columns[i].name = names[i].name;
        copy->schema.columns[i].caseSensitive = names[i].caseSensitive;
    }
    return copy;
}

std::vector<ExprPtr> columnExprs(const Schema& schema)
{
    std::vector<ExprPtr> exprs;
    exprs.reserve(schema.numColumns());
    for (size_t i = 0; i < schema.numColumns(); ++i) {
        exprs.push_back(columnExpr(static_cast<int>(i), schema.columns[i].type));
    }
    return exprs;
}

} // namespace millrace::sql
