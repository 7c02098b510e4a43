// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/subtree_sharing.h"

#include "engine/expr/expr_index.h"
#include "engine/plan/rel_memo.h"

#include <algorithm>
#include <unordered_map>

namespace millrace::plan {

using sql::AggregateCall;
using sql::RelNode;
using sql::RelPtr;

namespace {

bool sameOptional(const ExprPtr& a, const ExprPtr& b)
{
    return (!a && !b) || (a && b && sameExpr(*a, *b));
}

bool sameList(const std::vector<ExprPtr>& a, const std::vector<ExprPtr>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), sameOptional);
}

bool sameCall(const AggregateCall& a, const AggregateCall& b)
{
    return a.kind == b.kind && a.isDistinct == b.isDistinct && sameOptional(a.arg, b.arg) &&
           sameOptional(a.order, b.order) && sameOptional(a.filter, b.filter);
}

bool sameTypes(const Schema& a, const Schema& b)
{
    return std::equal(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end(),
                      [](const ColumnInfo& x, const ColumnInfo& y) { return x.type == y.type; });
}

/// Nodes over the very same inputs; names do not count.
bool sameNode(const RelNode& a, const RelNode& b)
{
    return a.kind == b.kind && a.inputs == b.inputs && a.relation == b.relation && a.joinKind == b.joinKind &&
           a.equiKeys == b.equiKeys && a.rank == b.rank && a.over == b.over && a.repetitions == b.repetitions &&
           sameTypes(a.schema, b.schema) && sameOptional(a.predicate, b.predicate) && sameOptional(a.value, b.value) &&
           sameList(a.exprs, b.exprs) && sameList(a.groupBy, b.groupBy) &&
           std::equal(a.aggregates.begin(), a.aggregates.end(), b.aggregates.begin(), b.aggregates.end(), sameCall) &&
           std::equal(a.rows.begin(), a.rows.end(), b.rows.begin(), b.rows.end(), sameList);
}

size_t hashNode(const RelNode& rel)
{
    size_t hash = static_cast<size_t>(rel.kind);
    const auto mix = [&hash](size_t value) { hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL; };
    mix(rel.relation);
    mix(rel.schema.numColumns());
    mix(rel.rows.size());
    mix(static_cast<size_t>(rel.rank.limit));
    for (const RelPtr& input : rel.inputs) {
        mix(reinterpret_cast<size_t>(input.get()));
    }
    const auto mixExpr = [&mix](const ExprPtr& expr) { mix(expr ? hashExpr(*expr) : 0); };
    mixExpr(rel.predicate);
    std::for_each(rel.exprs.begin(), rel.exprs.end(), mixExpr);
    std::for_each(rel.groupBy.begin(), rel.groupBy.end(), mixExpr);
    for (const AggregateCall& call : rel.aggregates) {
        mixExpr(call.arg);
    }
    return hash;
}

} // namespace

RelPtr shareSubtrees(const RelPtr& query)
{
    std::unordered_map<size_t, std::vector<RelPtr>> nodes;
    const auto share = [&nodes](const RelPtr& rel) -> RelPtr {
        std::vector<RelPtr>& alike = nodes[hashNode(*rel)];
        const auto known =
            std::find_if(alike.begin(), alike.end(), [&rel](const RelPtr& other) { return sameNode(*other, *rel); });
        if (known != alike.end()) {
            return *known;
        }
        alike.push_back(rel);
        return rel;
    };
    return RelMemo(share).run(query);
}

} // namespace millrace::plan
