// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/dependent_keys.h"

#include "engine/expr/expr_index.h"
#include "engine/plan/expr_properties.h"
#include "engine/plan/rel_rewrite.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>

namespace millrace::plan {

using sql::RelKind;
using sql::RelNode;
using sql::RelPtr;

namespace {

/// Keys by what they compute; some may be the same.
using KnownKeys = std::unordered_multimap<ExprPtr, size_t, ExprHash, ExprEqual>;

/// The expression where `keys` are known as columns of their numbers; null where it needs anything else.
ExprPtr overKeys(const ExprPtr& expr, const KnownKeys& keys)
{
    if (const auto known = keys.find(expr); known != keys.end()) {
        return columnExpr(static_cast<int>(known->second), expr->type, expr->span);
    }
    if (expr->kind == ExprKind::Column) {
        return nullptr;
    }
    auto copy = std::make_shared<ScalarExpr>(*expr);
    for (ExprPtr& arg : copy->args) {
        arg = overKeys(arg, keys);
        if (!arg) {
            return nullptr;
        }
    }
    return copy;
}

/// What a column of the relation is made of, over the input of the projection that makes it.
ExprPtr madeOf(const ExprPtr& expr, const RelNode& rel)
{
    return rel.kind == RelKind::Project ? substituteColumns(expr, rel.exprs) : expr;
}

RelPtr reduceGroups(const RelNode& rel)
{
    const size_t numKeys = rel.groupBy.size();
    KnownKeys known;
    std::vector<KnownKeys::iterator> places;
    for (size_t i = 0; i < numKeys; ++i) {
        places.push_back(known.emplace(madeOf(rel.groupBy[i], *rel.inputs[0]), i));
    }
    std::vector<ExprPtr> computed(numKeys);
    bool isChanged = false;
    for (size_t i = 0; i < numKeys; ++i) {
        auto key = known.extract(places[i]);
        if (!isTrivial(*key.key()) && isDeterministic(*key.key())) {
            computed[i] = overKeys(key.key(), known);
        }
        if (computed[i]) {
            isChanged = true; // and not to be used by other keys: it will not be there
        } else {
            known.insert(std::move(key));
        }
    }
    if (!isChanged) {
        return nullptr;
    }
    std::vector<ExprPtr> kept;
    std::vector<int> position(numKeys, -1);
    for (size_t i = 0; i < numKeys; ++i) {
        if (!computed[i]) {
            position[i] = static_cast<int>(kept.size());
            kept.push_back(rel.groupBy[i]);
        }
    }
    const size_t numKept = kept.size();
    RelPtr groups = sql::makeAggregate(rel.inputs[0], std::move(kept), rel.aggregates, rel.span);
    std::vector<ExprPtr> exprs;
    for (size_t i = 0; i < rel.schema.numColumns(); ++i) {
        const SqlType& type = rel.schema.columns[i].type;
        if (i < numKeys && computed[i]) {
            exprs.push_back(remapColumns(computed[i], position));
        } else {
            const size_t column = i < numKeys ? static_cast<size_t>(position[i]) : i - numKeys + numKept;
            exprs.push_back(columnExpr(static_cast<int>(column), type));
        }
    }
    return projected(std::move(groups), std::move(exprs), rel.schema);
}

/// True when f(a) = f(b) follows from a = b: the same function of one column each, which is never NULL.
bool isImplied(const RelNode& join, const std::pair<int, int>& key, const std::pair<int, int>& other)
{
    const RelNode& left = *join.inputs[0];
    const RelNode& right = *join.inputs[1];
    const ExprPtr& a = left.exprs[static_cast<size_t>(key.first)];
    const ExprPtr& b = right.exprs[static_cast<size_t>(key.second)];
    if (isTrivial(*a) || a->type.nullable || b->type.nullable || !isDeterministic(*a)) {
        return false;
    }
    const ExprPtr ofLeft = overKeys(a, {{left.exprs[static_cast<size_t>(other.first)], 0}});
    const ExprPtr ofRight = overKeys(b, {{right.exprs[static_cast<size_t>(other.second)], 0}});
    return ofLeft && ofRight && sameExpr(*ofLeft, *ofRight);
}

RelPtr reduceJoin(const RelPtr& rel)
{
    if (rel->inputs[0]->kind != RelKind::Project || rel->inputs[1]->kind != RelKind::Project) {
        return rel;
    }
    std::vector<std::pair<int, int>> keys = rel->equiKeys;
    for (size_t i = 0; i < keys.size();) {
        const bool isGiven = std::any_of(keys.begin(), keys.end(), [&](const std::pair<int, int>& other) {
            return other != keys[i] && isImplied(*rel, keys[i], other);
        });
        if (isGiven) {
            keys.erase(keys.begin() + static_cast<std::ptrdiff_t>(i));
        } else {
            ++i;
        }
    }
    return keys.size() == rel->equiKeys.size()
               ? rel
               : sql::makeEquiJoin(rel->joinKind, rel->inputs[0], rel->inputs[1], std::move(keys), rel->predicate,
                                   rel->span);
}

template <typename Rewrite>
RelPtr rewriteAll(const RelPtr& query, const Rewrite& rewrite)
{
    std::vector<RelPtr> inputs;
    for (const RelPtr& input : query->inputs) {
        inputs.push_back(rewriteAll(input, rewrite));
    }
    return rewrite(inputs == query->inputs ? query : withInputs(*query, std::move(inputs)));
}

} // namespace

RelPtr dropDependentGroupKeys(const RelPtr& query)
{
    return rewriteAll(query, [](const RelPtr& rel) {
        RelPtr reduced = rel->kind == RelKind::Aggregate && rel->groupBy.size() > 1 ? reduceGroups(*rel) : nullptr;
        return reduced ? reduced : rel;
    });
}

RelPtr dropImpliedEquiKeys(const RelPtr& query)
{
    return rewriteAll(query, [](const RelPtr& rel) {
        return rel->kind == RelKind::Join && rel->equiKeys.size() > 1 ? reduceJoin(rel) : rel;
    });
}

} // namespace millrace::plan
