// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/char_padding.h"

#include "engine/plan/null_safe_keys.h"
#include "engine/plan/rel_memo.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>

namespace millrace::plan {

using sql::AggregateCall;
using sql::RelKind;
using sql::RelNode;
using sql::RelPtr;

namespace {

bool isPadded(const ExprPtr& expr)
{
    return expr && expr->type.id == TypeId::Char;
}

ExprPtr withoutPadding(const ExprPtr& expr)
{
    return isPadded(expr) ? builtInCall("WITHOUT PADDING", {expr}) : expr;
}

/// The input with `columns` of it changed; the input itself where none of them is CHAR.
RelPtr changedInput(const RelPtr& input, const std::vector<int>& columns)
{
    std::vector<ExprPtr> exprs = sql::columnExprs(input->schema);
    bool isChanged = false;
    for (const int column : columns) {
        ExprPtr& expr = exprs[static_cast<size_t>(column)];
        isChanged = isChanged || isPadded(expr);
        expr = withoutPadding(expr);
    }
    return isChanged ? projected(input, std::move(exprs), input->schema) : input;
}

std::vector<int> columnsOf(const std::vector<int>& partitionBy, const std::vector<OrderKey>& orderBy)
{
    std::vector<int> columns = partitionBy;
    std::transform(orderBy.begin(), orderBy.end(), std::back_inserter(columns),
                   [](const OrderKey& key) { return key.column; });
    std::sort(columns.begin(), columns.end());
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    return columns;
}

RelPtr changedAggregate(const RelPtr& rel)
{
    const bool isChanged =
        std::any_of(rel->groupBy.begin(), rel->groupBy.end(), isPadded) ||
        std::any_of(rel->aggregates.begin(), rel->aggregates.end(),
                    [](const AggregateCall& call) { return isPadded(call.arg) || isPadded(call.order); });
    if (!isChanged) {
        return rel;
    }
    auto copy = std::make_shared<RelNode>(*rel);
    std::transform(copy->groupBy.begin(), copy->groupBy.end(), copy->groupBy.begin(), withoutPadding);
    for (AggregateCall& call : copy->aggregates) {
        call.arg = withoutPadding(call.arg);
        call.order = withoutPadding(call.order);
    }
    return copy;
}

RelPtr changed(const RelPtr& rel)
{
    std::vector<int> columns;
    switch (rel->kind) {
    case RelKind::Aggregate: return changedAggregate(rel);
    case RelKind::Rank: columns = columnsOf(rel->rank.partitionBy, rel->rank.orderBy); break;
    case RelKind::Over: columns = columnsOf(rel->over.partitionBy, rel->over.orderBy); break;
    case RelKind::Distinct:
        for (size_t i = 0; i < rel->schema.numColumns(); ++i) {
            columns.push_back(static_cast<int>(i));
        }
        break;
    default: return rel;
    }
    RelPtr input = changedInput(rel->inputs[0], columns);
    return input == rel->inputs[0] ? rel : withInputs(*rel, {std::move(input)});
}

} // namespace

RelPtr dropCharPadding(const RelPtr& query)
{
    return RelMemo(changed).run(query);
}

} // namespace millrace::plan
