// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/project_merge.h"

#include "engine/expr/expr_bounds.h"
#include "engine/plan/expr_properties.h"
#include "engine/plan/rel_rewrite.h"
#include "engine/sql/rel_factory.h"

namespace millrace::plan {

using sql::RelKind;
using sql::RelNode;
using sql::RelPtr;

namespace {

/// True when each computed column of `inner` is used at most once in `exprs`.
bool canSubstitute(const std::vector<ExprPtr>& exprs, const RelNode& inner)
{
    std::vector<int> uses;
    for (const ExprPtr& expr : exprs) {
        if (expr) {
            collectColumns(*expr, uses);
        }
    }
    std::vector<int> counts(inner.exprs.size());
    for (const int column : uses) {
        const auto position = static_cast<size_t>(column);
        const bool isAgain = ++counts[position] > 1;
        if (isAgain && !isTrivial(*inner.exprs[position])) {
            return false;
        }
    }
    return true;
}

RelPtr mergeProject(const RelPtr& rel)
{
    const RelPtr& input = rel->inputs[0];
    if (isIdentityProject(*rel)) {
        return input;
    }
    if (input->kind != RelKind::Project || !canSubstitute(rel->exprs, *input)) {
        return rel;
    }
    std::vector<ExprPtr> exprs;
    for (const ExprPtr& expr : rel->exprs) {
        exprs.push_back(substituteColumns(expr, input->exprs));
        if (isTooLarge(*exprs.back())) {
            return rel; // projections in turn have no bound, one expression has
        }
    }
    return mergeProject(sql::makeProject(input->inputs[0], std::move(exprs), rel->schema.columns, rel->span));
}

RelPtr mergeFilter(const RelPtr& rel)
{
    const RelPtr& input = rel->inputs[0];
    if (input->kind != RelKind::Filter) {
        return rel;
    }
    std::vector<ExprPtr> conjuncts = splitConjuncts(input->predicate);
    for (ExprPtr& conjunct : splitConjuncts(rel->predicate)) {
        conjuncts.push_back(std::move(conjunct));
    }
    return filtered(input->inputs[0], std::move(conjuncts));
}

/// Above a join the projection stays: it says which columns the join has to copy.
RelPtr mergeAggregate(const RelPtr& rel)
{
    const RelPtr& input = rel->inputs[0];
    if (input->kind != RelKind::Project || input->inputs[0]->kind == RelKind::Join) {
        return rel;
    }
    std::vector<ExprPtr> exprs = rel->groupBy;
    for (const sql::AggregateCall& call : rel->aggregates) {
        exprs.push_back(call.arg);
        exprs.push_back(call.order);
        exprs.push_back(call.filter);
    }
    if (!canSubstitute(exprs, *input)) {
        return rel;
    }
    auto copy = std::make_shared<RelNode>(*rel);
    bool isBounded = true;
    const auto substitute = [&input, &isBounded](ExprPtr& expr) {
        expr = expr ? substituteColumns(expr, input->exprs) : nullptr;
        isBounded = isBounded && !(expr && isTooLarge(*expr));
    };
    for (ExprPtr& key : copy->groupBy) {
        substitute(key);
    }
    for (sql::AggregateCall& call : copy->aggregates) {
        substitute(call.arg);
        substitute(call.order);
        substitute(call.filter);
    }
    copy->inputs = input->inputs;
    return isBounded ? copy : rel;
}

} // namespace

RelPtr mergeProjects(const RelPtr& query)
{
    std::vector<RelPtr> inputs;
    for (const RelPtr& input : query->inputs) {
        inputs.push_back(mergeProjects(input));
    }
    const RelPtr rel = inputs == query->inputs ? query : withInputs(*query, std::move(inputs));
    switch (rel->kind) {
    case RelKind::Project: return mergeProject(rel);
    case RelKind::Filter: return mergeFilter(rel);
    case RelKind::Aggregate: return mergeAggregate(rel);
    default: return rel;
    }
}

} // namespace millrace::plan
