// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/rel_rewrite.h"

#include "engine/plan/expr_properties.h"
#include "engine/sql/rel_factory.h"

namespace millrace::plan {

using sql::RelKind;
using sql::RelNode;
using sql::RelPtr;

RelPtr withInputs(const RelNode& node, std::vector<RelPtr> inputs)
{
    if (inputs == node.inputs) {
        return std::make_shared<RelNode>(node);
    }
    switch (node.kind) {
    case RelKind::Filter: return sql::makeFilter(std::move(inputs[0]), node.predicate, node.span);
    case RelKind::Join:
        return sql::makeEquiJoin(node.joinKind, std::move(inputs[0]), std::move(inputs[1]), node.equiKeys,
                                 node.predicate, node.span);
    case RelKind::Distinct: return sql::makeDistinct(std::move(inputs[0]), node.span);
    case RelKind::Repeat: return sql::makeRepeat(std::move(inputs[0]), node.repetitions, node.span);
    case RelKind::Multiply: return sql::makeMultiply(std::move(inputs[0]), node.value, node.span);
    case RelKind::Unnest: return sql::makeUnnest(std::move(inputs[0]), node.value, node.span);
    case RelKind::Over: return sql::makeOver(std::move(inputs[0]), node.over, node.span);
    case RelKind::Rank: return sql::makeRank(std::move(inputs[0]), node.rank, node.span);
    default: break;
    }
    auto copy = std::make_shared<RelNode>(node);
    copy->inputs = std::move(inputs);
    return copy;
}

RelPtr filtered(RelPtr input, std::vector<ExprPtr> conjuncts)
{
    ExprPtr predicate = joinConjuncts(std::move(conjuncts));
    if (!predicate) {
        return input;
    }
    const SourceSpan span = predicate->span;
    return sql::makeFilter(std::move(input), std::move(predicate), span);
}

bool isIdentityProject(const RelNode& node)
{
    if (node.kind != RelKind::Project || node.exprs.size() != node.inputs[0]->schema.numColumns()) {
        return false;
    }
    for (size_t i = 0; i < node.exprs.size(); ++i) {
        if (node.exprs[i]->kind != ExprKind::Column || node.exprs[i]->column != static_cast<int>(i)) {
            return false;
        }
    }
    return true;
}

RelPtr projected(RelPtr input, std::vector<ExprPtr> exprs, const Schema& schema)
{
    const SourceSpan span = input->span;
    return sql::makeProject(std::move(input), std::move(exprs), schema.columns, span);
}

} // namespace millrace::plan
