// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/subquery.h"

#include "engine/expr/function.h"

#include <algorithm>

namespace millrace::sql {

namespace {

// Without a kernel: the planner never sees them. Not deterministic, so that nobody tries to fold them.
constexpr Function kScalarQuery{.name = "scalar query", .canFail = true, .isDeterministic = false};
constexpr Function kInQuery{.name = "IN query", .isDeterministic = false};
constexpr Function kExistsQuery{.name = "EXISTS query", .isDeterministic = false};
constexpr Function kOuterColumn{.name = "outer column", .isDeterministic = false};

const SqlType kNumber = SqlType::of(TypeId::BigInt, false);

ExprPtr numberExpr(int64_t number)
{
    return literalExpr(Value(number), kNumber);
}

bool isCallOf(const ScalarExpr& expr, const Function& function)
{
    return expr.kind == ExprKind::Call && expr.function == &function;
}

template <typename Test>
bool anyNode(const ScalarExpr& expr, const Test& test)
{
    return test(expr) ||
           std::any_of(expr.args.begin(), expr.args.end(), [&](const ExprPtr& arg) { return anyNode(*arg, test); });
}

/// Every expression of a node itself.
template <typename Test>
bool anyExpr(const RelNode& rel, const Test& test)
{
    const auto isOne = [&](const ExprPtr& expr) { return expr && test(*expr); };
    const auto anyOf = [&](const std::vector<ExprPtr>& list) { return std::any_of(list.begin(), list.end(), isOne); };
    return isOne(rel.predicate) || isOne(rel.value) || anyOf(rel.exprs) || anyOf(rel.groupBy) ||
           std::any_of(rel.rows.begin(), rel.rows.end(), anyOf) ||
           std::any_of(rel.aggregates.begin(), rel.aggregates.end(), [&](const AggregateCall& call) {
               return isOne(call.arg) || isOne(call.order) || isOne(call.filter);
           });
}

} // namespace

ExprPtr subqueryExpr(size_t number, SubqueryForm form, std::vector<ExprPtr> values, SqlType type,
                     const SourceSpan& span)
{
    values.insert(values.begin(), numberExpr(static_cast<int64_t>(number)));
    const Function& function = form == SubqueryForm::Scalar ? kScalarQuery
                               : form == SubqueryForm::In   ? kInQuery
                                                            : kExistsQuery;
    return callExpr(function, std::move(values), std::move(type), span);
}

std::optional<size_t> subqueryNumber(const ScalarExpr& expr)
{
    const bool isSubquery =
        isCallOf(expr, kScalarQuery) || isCallOf(expr, kInQuery) || isCallOf(expr, kExistsQuery);
    return isSubquery ? std::optional(static_cast<size_t>(expr.args[0]->literal.asInt())) : std::nullopt;
}

bool hasSubquery(const ScalarExpr& expr)
{
    return anyNode(expr, [](const ScalarExpr& node) { return subqueryNumber(node).has_value(); });
}

ExprPtr outerColumn(ScopeId scope, const ScalarExpr& column)
{
    return callExpr(kOuterColumn, {numberExpr(scope), numberExpr(column.column)}, column.type, column.span);
}

ExprPtr asOuter(const ExprPtr& expr, ScopeId scope)
{
    if (expr->kind == ExprKind::Column) {
        return outerColumn(scope, *expr);
    }
    auto copy = std::make_shared<ScalarExpr>(*expr);
    for (ExprPtr& arg : copy->args) {
        arg = asOuter(arg, scope);
    }
    return copy;
}

std::optional<int> outerColumnOf(const ScalarExpr& expr, ScopeId scope)
{
    const bool isOuter = isCallOf(expr, kOuterColumn) && expr.args[0]->literal.asInt() == scope;
    return isOuter ? std::optional(static_cast<int>(expr.args[1]->literal.asInt())) : std::nullopt;
}

bool hasOuterColumn(const ScalarExpr& expr, std::optional<ScopeId> scope)
{
    return anyNode(expr, [&](const ScalarExpr& node) {
        return scope ? outerColumnOf(node, *scope).has_value() : isCallOf(node, kOuterColumn);
    });
}

bool hasOuterColumn(const RelNode& rel, ScopeId scope)
{
    return anyExpr(rel, [scope](const ScalarExpr& expr) { return hasOuterColumn(expr, scope); }) ||
           std::any_of(rel.inputs.begin(), rel.inputs.end(),
                       [scope](const RelPtr& input) { return hasOuterColumn(*input, scope); });
}

} // namespace millrace::sql
