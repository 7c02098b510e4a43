// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/constant_folding.h"

#include "engine/expr/evaluator.h"
#include "engine/expr/function.h"
#include "engine/plan/expr_properties.h"
#include "engine/plan/rel_rewrite.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>

namespace millrace::plan {

using sql::RelKind;
using sql::RelNode;
using sql::RelPtr;

namespace {

/// More rows than this are not multiplied with the expressions of a projection.
constexpr size_t kMaxFoldedRows = 1000;

ExprPtr withArgs(const ExprPtr& expr, std::vector<ExprPtr> args)
{
    auto copy = std::make_shared<ScalarExpr>(*expr);
    copy->args = std::move(args);
    return copy;
}

ExprPtr foldLogical(const ExprPtr& expr)
{
    const bool isAnd = expr->kind == ExprKind::And;
    std::vector<ExprPtr> kept;
    for (const ExprPtr& arg : expr->args) {
        const bool isTrue = isLiteralTrue(*arg);
        const bool isFalse = isLiteralFalseOrNull(*arg) && !arg->literal.isNull();
        if (isAnd ? isFalse : isTrue) {
            return literalExpr(Value(!isAnd), SqlType::of(TypeId::Boolean, false), expr->span);
        }
        if (!(isAnd ? isTrue : isFalse)) {
            kept.push_back(arg);
        }
    }
    if (kept.empty()) {
        return literalExpr(Value(isAnd), SqlType::of(TypeId::Boolean, false), expr->span);
    }
    if (kept.size() == 1) {
        return kept[0];
    }
    return kept.size() == expr->args.size() ? expr : withArgs(expr, std::move(kept));
}

ExprPtr foldCase(const ExprPtr& expr)
{
    std::vector<ExprPtr> kept;
    const size_t numPairs = expr->args.size() / 2;
    const bool hasElse = expr->args.size() % 2 == 1;
    ExprPtr otherwise = hasElse ? expr->args.back() : nullptr;
    for (size_t i = 0; i < numPairs; ++i) {
        const ExprPtr& condition = expr->args[2 * i];
        if (isLiteralTrue(*condition)) {
            otherwise = expr->args[2 * i + 1];
            break;
        }
        if (!isLiteralFalseOrNull(*condition)) {
            kept.push_back(condition);
            kept.push_back(expr->args[2 * i + 1]);
        }
    }
    if (kept.empty()) {
        return otherwise ? otherwise : literalExpr(Value::null(), expr->type.withNullable(true), expr->span);
    }
    if (otherwise) {
        kept.push_back(otherwise);
    }
    return kept.size() == expr->args.size() ? expr : withArgs(expr, std::move(kept));
}

ExprPtr foldCoalesce(const ExprPtr& expr)
{
    std::vector<ExprPtr> kept;
    for (const ExprPtr& arg : expr->args) {
        const bool isLiteral = arg->kind == ExprKind::Literal;
        if (isLiteral && arg->literal.isNull()) {
            continue;
        }
        kept.push_back(arg);
        if (isLiteral) {
            break;
        }
    }
    if (kept.empty()) {
        return literalExpr(Value::null(), expr->type.withNullable(true), expr->span);
    }
    if (kept.size() == 1 && kept[0]->type.sameIgnoringNull(expr->type)) {
        return kept[0];
    }
    return kept.size() == expr->args.size() ? expr : withArgs(expr, std::move(kept));
}

ExprPtr evaluated(const ExprPtr& expr)
{
    const bool isConstant = std::all_of(expr->args.begin(), expr->args.end(),
                                        [](const ExprPtr& arg) { return arg->kind == ExprKind::Literal; });
    if (!isConstant || !isDeterministic(*expr)) {
        return expr;
    }
    auto value = evaluateConstant(expr);
    return value.ok() ? literalExpr(std::move(value).value(), expr->type, expr->span) : expr;
}

void foldAll(std::vector<ExprPtr>& exprs)
{
    for (ExprPtr& expr : exprs) {
        expr = foldConstants(expr);
    }
}

bool isEmpty(const RelNode& rel)
{
    return rel.kind == RelKind::Values && rel.rows.empty();
}

RelPtr emptyLike(const RelNode& rel)
{
    return sql::makeValues({}, rel.schema, rel.span);
}

RelPtr foldFilter(const RelPtr& rel)
{
    if (isLiteralTrue(*rel->predicate)) {
        return rel->inputs[0];
    }
    return isLiteralFalseOrNull(*rel->predicate) || isEmpty(*rel->inputs[0]) ? emptyLike(*rel) : rel;
}

RelPtr foldProject(const RelPtr& rel)
{
    const RelNode& input = *rel->inputs[0];
    if (input.kind != RelKind::Values || input.rows.size() > kMaxFoldedRows) {
        return rel;
    }
    const bool isLiteral = std::all_of(input.rows.begin(), input.rows.end(), [](const std::vector<ExprPtr>& row) {
        return std::all_of(row.begin(), row.end(), [](const ExprPtr& e) { return e->kind == ExprKind::Literal; });
    });
    if (!isLiteral) {
        return rel;
    }
    std::vector<std::vector<ExprPtr>> rows;
    for (const std::vector<ExprPtr>& row : input.rows) {
        std::vector<ExprPtr> values;
        for (const ExprPtr& expr : rel->exprs) {
            values.push_back(foldConstants(substituteColumns(expr, row)));
        }
        rows.push_back(std::move(values));
    }
    return sql::makeValues(std::move(rows), rel->schema, rel->span);
}

RelPtr foldJoin(const RelPtr& rel)
{
    if (rel->joinKind != sql::JoinKind::Inner) {
        return rel;
    }
    const bool isImpossible = rel->predicate && isLiteralFalseOrNull(*rel->predicate);
    return isImpossible || isEmpty(*rel->inputs[0]) || isEmpty(*rel->inputs[1]) ? emptyLike(*rel) : rel;
}

RelPtr foldUnion(const RelPtr& rel)
{
    std::vector<RelPtr> kept;
    std::copy_if(rel->inputs.begin(), rel->inputs.end(), std::back_inserter(kept),
                 [](const RelPtr& input) { return !isEmpty(*input); });
    if (kept.size() == rel->inputs.size()) {
        return rel;
    }
    return kept.empty() ? emptyLike(*rel) : kept.size() == 1 ? kept[0] : withInputs(*rel, std::move(kept));
}

} // namespace

ExprPtr foldConstants(const ExprPtr& expr)
{
    if (!expr || expr->args.empty()) {
        // NOW() and the like have no arguments and are no constants; PI() is.
        return expr && expr->kind == ExprKind::Call ? evaluated(expr) : expr;
    }
    std::vector<ExprPtr> args = expr->args;
    foldAll(args);
    const ExprPtr folded = args == expr->args ? expr : withArgs(expr, std::move(args));
    switch (folded->kind) {
    case ExprKind::And:
    case ExprKind::Or: return foldLogical(folded);
    case ExprKind::Case: return foldCase(folded);
    case ExprKind::Coalesce: return foldCoalesce(folded);
    case ExprKind::Call:
    case ExprKind::Cast: return evaluated(folded);
    case ExprKind::Column:
    case ExprKind::Literal: break;
    }
    return folded;
}

RelPtr foldConstants(const RelPtr& query)
{
    auto copy = std::make_shared<RelNode>(*query);
    for (RelPtr& input : copy->inputs) {
        input = foldConstants(input);
    }
    for (std::vector<ExprPtr>& row : copy->rows) {
        foldAll(row);
    }
    copy->predicate = foldConstants(copy->predicate);
    copy->value = foldConstants(copy->value);
    foldAll(copy->exprs);
    foldAll(copy->groupBy);
    for (sql::AggregateCall& call : copy->aggregates) {
        call.arg = foldConstants(call.arg);
        call.order = foldConstants(call.order);
        call.filter = foldConstants(call.filter);
        call.filter = call.filter && isLiteralTrue(*call.filter) ? nullptr : call.filter;
    }
    if (copy->kind == RelKind::Join && copy->predicate && isLiteralTrue(*copy->predicate)) {
        copy->predicate = nullptr;
    }
    switch (copy->kind) {
    case RelKind::Filter: return foldFilter(copy);
    case RelKind::Project: return foldProject(copy);
    case RelKind::Join: return foldJoin(copy);
    case RelKind::UnionAll: return foldUnion(copy);
    case RelKind::Repeat:
    case RelKind::Multiply:
    case RelKind::Over:
    case RelKind::Unnest:
    case RelKind::Distinct: return isEmpty(*copy->inputs[0]) ? emptyLike(*copy) : RelPtr(copy);
    case RelKind::Aggregate:
        return isEmpty(*copy->inputs[0]) && !copy->groupBy.empty() ? emptyLike(*copy) : RelPtr(copy);
    case RelKind::Rank: return isEmpty(*copy->inputs[0]) || copy->rank.limit == 0 ? emptyLike(*copy) : RelPtr(copy);
    case RelKind::Scan:
    case RelKind::Values: break;
    }
    return copy;
}

} // namespace millrace::plan
