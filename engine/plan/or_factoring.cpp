// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/or_factoring.h"

#include "engine/plan/expr_properties.h"
#include "engine/plan/rel_rewrite.h"

#include <algorithm>

namespace millrace::plan {

using sql::RelNode;
using sql::RelPtr;

namespace {

bool contains(const std::vector<ExprPtr>& list, const ExprPtr& expr)
{
    return std::any_of(list.begin(), list.end(), [&expr](const ExprPtr& other) { return sameExpr(*other, *expr); });
}

ExprPtr factorOr(const ExprPtr& expr)
{
    std::vector<std::vector<ExprPtr>> branches;
    for (const ExprPtr& arg : expr->args) {
        branches.push_back(splitConjuncts(arg));
    }
    std::vector<ExprPtr> common;
    for (const ExprPtr& conjunct : branches[0]) {
        const bool isCommon = std::all_of(branches.begin() + 1, branches.end(),
                                          [&](const auto& branch) { return contains(branch, conjunct); });
        if (isCommon && !canFail(*conjunct) && isDeterministic(*conjunct)) {
            common.push_back(conjunct);
        }
    }
    if (common.empty()) {
        return expr;
    }
    std::vector<ExprPtr> rests;
    for (const std::vector<ExprPtr>& branch : branches) {
        std::vector<ExprPtr> rest;
        std::copy_if(branch.begin(), branch.end(), std::back_inserter(rest),
                     [&common](const ExprPtr& conjunct) { return !contains(common, conjunct); });
        if (rest.empty()) {
            // This branch demands no more than the others: the OR is what they share.
            return joinConjuncts(std::move(common));
        }
        rests.push_back(joinConjuncts(std::move(rest)));
    }
    common.push_back(logicalExpr(ExprKind::Or, std::move(rests), expr->span));
    return joinConjuncts(std::move(common));
}

ExprPtr factor(const ExprPtr& predicate)
{
    std::vector<ExprPtr> conjuncts = splitConjuncts(predicate);
    for (ExprPtr& conjunct : conjuncts) {
        conjunct = conjunct->kind == ExprKind::Or ? factorOr(conjunct) : conjunct;
    }
    return joinConjuncts(std::move(conjuncts));
}

} // namespace

RelPtr factorDisjunctions(const RelPtr& query)
{
    std::vector<RelPtr> inputs;
    for (const RelPtr& input : query->inputs) {
        inputs.push_back(factorDisjunctions(input));
    }
    RelPtr rel = inputs == query->inputs ? query : withInputs(*query, std::move(inputs));
    if (!rel->predicate) {
        return rel;
    }
    auto copy = std::make_shared<RelNode>(*rel);
    copy->predicate = factor(rel->predicate);
    return copy;
}

} // namespace millrace::plan
