// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/column_pruning.h"

#include "engine/plan/expr_properties.h"
#include "engine/plan/rel_rewrite.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace millrace::plan {

using sql::JoinKind;
using sql::RelKind;
using sql::RelNode;
using sql::RelPtr;

namespace {

/// Which columns of a node somebody reads.
using Needed = std::vector<bool>;

/// A node that has at least the needed columns; `mapping` says where they are now (-1: gone).
struct Pruned {
    RelPtr rel;
    std::vector<int> mapping;
};

Pruned prune(const RelPtr& rel, const Needed& needed);

void need(const ExprPtr& expr, Needed& needed)
{
    std::vector<int> columns;
    if (expr) {
        collectColumns(*expr, columns);
    }
    for (const int column : columns) {
        needed[static_cast<size_t>(column)] = true;
    }
}

std::vector<int> identity(size_t width)
{
    std::vector<int> mapping(width);
    std::iota(mapping.begin(), mapping.end(), 0);
    return mapping;
}

ExprPtr remapped(const ExprPtr& expr, const std::vector<int>& mapping)
{
    return expr ? remapColumns(expr, mapping) : nullptr;
}

/// A node of exactly the needed columns, in their order.
Pruned exactly(Pruned pruned, const RelNode& original, const Needed& needed)
{
    std::vector<ExprPtr> exprs;
    std::vector<ColumnInfo> names;
    std::vector<int> mapping(needed.size(), -1);
    for (size_t i = 0; i < needed.size(); ++i) {
        if (!needed[i]) {
            continue;
        }
        mapping[i] = static_cast<int>(exprs.size());
        const auto position = static_cast<size_t>(pruned.mapping[i]);
        exprs.push_back(columnExpr(pruned.mapping[i], pruned.rel->schema.columns[position].type));
        names.push_back(original.schema.columns[i]);
    }
    RelPtr project = sql::makeProject(pruned.rel, std::move(exprs), names, original.span);
    if (isIdentityProject(*project)) {
        return {pruned.rel, std::move(mapping)};
    }
    return {std::move(project), std::move(mapping)};
}

Pruned pruneFilter(const RelPtr& rel, Needed needed)
{
    need(rel->predicate, needed);
    Pruned input = prune(rel->inputs[0], needed);
    return {sql::makeFilter(input.rel, remapColumns(rel->predicate, input.mapping), rel->span), input.mapping};
}

Pruned pruneProject(const RelPtr& rel, Needed needed)
{
    if (std::find(needed.begin(), needed.end(), true) == needed.end()) {
        // Rows without columns would still have to be counted: keep the cheapest one.
        const auto cheapest =
            std::find_if(rel->exprs.begin(), rel->exprs.end(), [](const ExprPtr& expr) { return isTrivial(*expr); });
        needed[cheapest == rel->exprs.end() ? 0 : static_cast<size_t>(cheapest - rel->exprs.begin())] = true;
    }
    Needed below(rel->inputs[0]->schema.numColumns());
    for (size_t i = 0; i < needed.size(); ++i) {
        if (needed[i]) {
            need(rel->exprs[i], below);
        }
    }
    const Pruned input = prune(rel->inputs[0], below);
    std::vector<ExprPtr> exprs;
    std::vector<ColumnInfo> names;
    std::vector<int> mapping(needed.size(), -1);
    for (size_t i = 0; i < needed.size(); ++i) {
        if (needed[i]) {
            mapping[i] = static_cast<int>(exprs.size());
            exprs.push_back(remapColumns(rel->exprs[i], input.mapping));
            names.push_back(rel->schema.columns[i]);
        }
    }
    return {sql::makeProject(input.rel, std::move(exprs), names, rel->span), std::move(mapping)};
}

/// The side of a join: cut to what is needed, but for the rows of a relation.
Pruned pruneSide(const RelPtr& side, Needed needed)
{
    if (side->kind == RelKind::Scan) {
        return {side, identity(needed.size())};
    }
    if (std::find(needed.begin(), needed.end(), true) == needed.end() && !needed.empty()) {
        needed[0] = true;
    }
    return exactly(prune(side, needed), *side, needed);
}

Pruned pruneJoin(const RelPtr& rel, Needed needed)
{
    const size_t numLeft = rel->inputs[0]->schema.numColumns();
    if (std::find(needed.begin(), needed.end(), true) == needed.end() && !needed.empty()) {
        // To be counted a row needs a column: one that is read anyway.
        needed[rel->equiKeys.empty() ? 0 : static_cast<size_t>(rel->equiKeys[0].first)] = true;
    }
    Needed below = needed;
    below.resize(numLeft + rel->inputs[1]->schema.numColumns());
    need(rel->predicate, below);
    for (const auto& [left, right] : rel->equiKeys) {
        below[static_cast<size_t>(left)] = true;
        below[numLeft + static_cast<size_t>(right)] = true;
    }
    const auto border = below.begin() + static_cast<std::ptrdiff_t>(numLeft);
    const Pruned left = pruneSide(rel->inputs[0], Needed(below.begin(), border));
    const Pruned right = pruneSide(rel->inputs[1], Needed(border, below.end()));
    std::vector<int> mapping = left.mapping;
    const int shift = static_cast<int>(left.rel->schema.numColumns());
    for (const int column : right.mapping) {
        mapping.push_back(column < 0 ? -1 : column + shift);
    }
    std::vector<std::pair<int, int>> keys;
    for (const auto& [a, b] : rel->equiKeys) {
        keys.emplace_back(left.mapping[static_cast<size_t>(a)], right.mapping[static_cast<size_t>(b)]);
    }
    Pruned join{sql::makeEquiJoin(rel->joinKind, left.rel, right.rel, std::move(keys),
                                  remapped(rel->predicate, mapping), rel->span),
                std::move(mapping)};
    join.mapping.resize(needed.size());
    return needed.empty() ? join : exactly(std::move(join), *rel, needed);
}

Pruned pruneAggregate(const RelPtr& rel, Needed needed)
{
    const size_t numKeys = rel->groupBy.size();
    if (numKeys == 0 && std::find(needed.begin(), needed.end(), true) == needed.end()) {
        needed[0] = true;
    }
    Needed below(rel->inputs[0]->schema.numColumns());
    for (const ExprPtr& key : rel->groupBy) {
        need(key, below);
    }
    for (size_t i = 0; i < rel->aggregates.size(); ++i) {
        if (needed[numKeys + i]) {
            need(rel->aggregates[i].arg, below);
            need(rel->aggregates[i].order, below);
            need(rel->aggregates[i].filter, below);
        }
    }
    const Pruned input = prune(rel->inputs[0], below);
    std::vector<ExprPtr> keys;
    for (const ExprPtr& key : rel->groupBy) {
        keys.push_back(remapColumns(key, input.mapping));
    }
    std::vector<int> mapping = identity(numKeys);
    std::vector<sql::AggregateCall> calls;
    for (size_t i = 0; i < rel->aggregates.size(); ++i) {
        if (!needed[numKeys + i]) {
            mapping.push_back(-1);
            continue;
        }
        mapping.push_back(static_cast<int>(numKeys + calls.size()));
        sql::AggregateCall call = rel->aggregates[i];
        call.arg = remapped(call.arg, input.mapping);
        call.order = remapped(call.order, input.mapping);
        call.filter = remapped(call.filter, input.mapping);
        calls.push_back(std::move(call));
    }
    return {sql::makeAggregate(input.rel, std::move(keys), std::move(calls), rel->span), std::move(mapping)};
}

Pruned pruneUnion(const RelPtr& rel, Needed needed)
{
    if (std::find(needed.begin(), needed.end(), true) == needed.end()) {
        needed[0] = true;
    }
    std::vector<RelPtr> inputs;
    std::vector<int> mapping;
    for (const RelPtr& input : rel->inputs) {
        Pruned pruned = exactly(prune(input, needed), *input, needed);
        mapping = std::move(pruned.mapping);
        inputs.push_back(std::move(pruned.rel));
    }
    return {sql::makeUnionAll(std::move(inputs), rel->span), std::move(mapping)};
}

/// True when no two rows of the node agree in these columns.
bool isKey(const RelNode& rel, const std::vector<int>& columns)
{
    const auto has = [&columns](int column) {
        return std::find(columns.begin(), columns.end(), column) != columns.end();
    };
    switch (rel.kind) {
    case RelKind::Scan:
        return !rel.schema.primaryKey.empty() &&
               std::all_of(rel.schema.primaryKey.begin(), rel.schema.primaryKey.end(), has);
    case RelKind::Filter: return isKey(*rel.inputs[0], columns);
    case RelKind::Over:
    case RelKind::Rank: {
        std::vector<int> below; // the numbers they add say nothing
        const auto width = static_cast<int>(rel.inputs[0]->schema.numColumns());
        std::copy_if(columns.begin(), columns.end(), std::back_inserter(below), [width](int c) { return c < width; });
        return isKey(*rel.inputs[0], below);
    }
    case RelKind::Project: {
        std::vector<int> below;
        for (const int column : columns) {
            const ScalarExpr& expr = *rel.exprs[static_cast<size_t>(column)];
            below.insert(below.end(), expr.kind == ExprKind::Column ? 1 : 0, expr.column);
        }
        return isKey(*rel.inputs[0], below);
    }
    case RelKind::Aggregate: {
        const std::vector<int> keys = identity(rel.groupBy.size());
        return std::all_of(keys.begin(), keys.end(), has);
    }
    default: return false;
    }
}

/// Which of equal rows come first is decided by all columns; they stay as long as it matters.
Pruned pruneRank(const RelPtr& rel, const Needed& needed)
{
    const RelPtr& source = rel->inputs[0];
    const size_t numColumns = source->schema.numColumns();
    RankSpec rank = rel->rank;
    rank.ranks.clear();
    std::vector<int> rankMapping;
    bool isNumbered = rank.isBounded() && rank.limitBy == RankKind::RowNumber;
    for (size_t i = 0; i < rel->rank.ranks.size(); ++i) {
        const bool isNeeded = needed[numColumns + i];
        rankMapping.push_back(isNeeded ? static_cast<int>(rank.ranks.size()) : -1);
        if (isNeeded) {
            rank.ranks.push_back(rel->rank.ranks[i]);
            isNumbered = isNumbered || rank.ranks.back() == RankKind::RowNumber;
        }
    }
    Needed below(needed.begin(), needed.begin() + static_cast<std::ptrdiff_t>(numColumns));
    if (rank.ranks.empty() && !rank.isBounded()) {
        Pruned input = prune(source, below);
        input.mapping.resize(needed.size(), -1);
        return input;
    }
    std::vector<int> used = rank.partitionBy;
    for (const OrderKey& key : rank.orderBy) {
        used.push_back(key.column);
    }
    if (isNumbered && !isKey(*source, used)) {
        below.assign(numColumns, true);
    }
    for (const int column : used) {
        below[static_cast<size_t>(column)] = true;
    }
    if (std::find(below.begin(), below.end(), true) == below.end() && numColumns != 0) {
        below[0] = true;
    }
    Pruned input = exactly(prune(source, below), *source, below);
    for (int& column : rank.partitionBy) {
        column = input.mapping[static_cast<size_t>(column)];
    }
    for (OrderKey& key : rank.orderBy) {
        key.column = input.mapping[static_cast<size_t>(key.column)];
    }
    const auto first = static_cast<int>(input.rel->schema.numColumns());
    for (const int position : rankMapping) {
        input.mapping.push_back(position < 0 ? -1 : first + position);
    }
    return {sql::makeRank(std::move(input.rel), std::move(rank), rel->span), std::move(input.mapping)};
}

/// As with ranks, all columns stay where the order of equal rows matters.
Pruned pruneOver(const RelPtr& rel, const Needed& needed)
{
    const RelPtr& source = rel->inputs[0];
    const size_t numColumns = source->schema.numColumns();
    OverSpec over = rel->over;
    over.calls.clear();
    std::vector<int> resultMapping;
    for (size_t i = 0; i < rel->over.calls.size(); ++i) {
        const bool isNeeded = needed[numColumns + i];
        resultMapping.push_back(isNeeded ? static_cast<int>(over.calls.size()) : -1);
        if (isNeeded) {
            over.calls.push_back(rel->over.calls[i]);
        }
    }
    Needed below(needed.begin(), needed.begin() + static_cast<std::ptrdiff_t>(numColumns));
    if (over.calls.empty()) {
        Pruned input = prune(source, below);
        input.mapping.resize(needed.size(), -1);
        return input;
    }
    std::vector<int> used = over.partitionBy;
    for (const OrderKey& key : over.orderBy) {
        used.push_back(key.column);
    }
    if (over.dependsOnTies() && !isKey(*source, used)) {
        below.assign(numColumns, true);
    }
    for (const OverCall& call : over.calls) {
        used.insert(used.end(), {call.argColumn, call.filterColumn, call.defaultColumn});
    }
    for (const int column : used) {
        if (column >= 0) {
            below[static_cast<size_t>(column)] = true;
        }
    }
    if (std::find(below.begin(), below.end(), true) == below.end() && numColumns != 0) {
        below[0] = true;
    }
    Pruned input = exactly(prune(source, below), *source, below);
    const auto renumber = [&](int& column) { column = column < 0 ? -1 : input.mapping[static_cast<size_t>(column)]; };
    std::for_each(over.partitionBy.begin(), over.partitionBy.end(), renumber);
    for (OrderKey& key : over.orderBy) {
        renumber(key.column);
    }
    for (OverCall& call : over.calls) {
        renumber(call.argColumn);
        renumber(call.filterColumn);
        renumber(call.defaultColumn);
    }
    const auto first = static_cast<int>(input.rel->schema.numColumns());
    for (const int position : resultMapping) {
        input.mapping.push_back(position < 0 ? -1 : first + position);
    }
    return {sql::makeOver(std::move(input.rel), std::move(over), rel->span), std::move(input.mapping)};
}

Pruned prune(const RelPtr& rel, const Needed& needed)
{
    switch (rel->kind) {
    case RelKind::Filter: return pruneFilter(rel, needed);
    case RelKind::Project: return pruneProject(rel, needed);
    case RelKind::Join: return pruneJoin(rel, needed);
    case RelKind::Aggregate: return pruneAggregate(rel, needed);
    case RelKind::UnionAll: return pruneUnion(rel, needed);
    case RelKind::Distinct: {
        const Needed all(needed.size(), true);
        Pruned input = exactly(prune(rel->inputs[0], all), *rel->inputs[0], all);
        return {sql::makeDistinct(std::move(input.rel), rel->span), identity(needed.size())};
    }
    case RelKind::Repeat: {
        Pruned input = prune(rel->inputs[0], Needed(needed.begin(), needed.end() - 1));
        input.mapping.push_back(static_cast<int>(input.rel->schema.numColumns()));
        return {sql::makeRepeat(std::move(input.rel), rel->repetitions, rel->span), std::move(input.mapping)};
    }
    case RelKind::Multiply: {
        Needed below = needed;
        need(rel->value, below);
        Pruned input = prune(rel->inputs[0], below);
        ExprPtr factor = remapColumns(rel->value, input.mapping);
        return {sql::makeMultiply(std::move(input.rel), std::move(factor), rel->span), std::move(input.mapping)};
    }
    case RelKind::Unnest: {
        Needed below(needed.begin(), needed.end() - 2);
        need(rel->value, below);
        Pruned input = prune(rel->inputs[0], below);
        const auto width = static_cast<int>(input.rel->schema.numColumns());
        ExprPtr array = remapColumns(rel->value, input.mapping);
        input.mapping.push_back(width);
        input.mapping.push_back(width + 1);
        return {sql::makeUnnest(std::move(input.rel), std::move(array), rel->span), std::move(input.mapping)};
    }
    case RelKind::Over: return pruneOver(rel, needed);
    case RelKind::Rank: return pruneRank(rel, needed);
    case RelKind::Scan:
    case RelKind::Values: break;
    }
    return {rel, identity(needed.size())};
}

} // namespace

RelPtr pruneColumns(const RelPtr& query)
{
    const Needed all(query->schema.numColumns(), true);
    return exactly(prune(query, all), *query, all).rel;
}

} // namespace millrace::plan
