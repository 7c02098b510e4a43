// SPDX-License-Identifier: GPL-3.0-or-later
// BETWEEN, IN, LIKE, IS, CASE and comparisons of rows: forms that become several calls.
#include "engine/expr/function.h"
#include "engine/sql/expression_binder.h"

namespace millrace::sql {

using syntax::Expr;
using syntax::ExprForm;
using syntax::ExprTree;

ExprPtr ExpressionBinder::bindIs(const Expr& expr)
{
    std::vector<ExprPtr> args;
    if (!bindArgs(expr, args)) {
        return nullptr;
    }
    return call((expr.isNegated ? "IS NOT " : "IS ") + expr.op, std::move(args), expr.span);
}

/// value >= low AND value <= high.
ExprPtr ExpressionBinder::bindBetween(const Expr& expr)
{
    const size_t before = size();
    const ExprPtr value = bind(*expr.args[0]);
    const size_t valueSize = size() - before;
    const ExprPtr low = bind(*expr.args[1]);
    const ExprPtr high = bind(*expr.args[2]);
    if (!value || !low || !high || !grow(valueSize + (expr.isSymmetric ? size() - before : 0), expr.span)) {
        return nullptr;
    }
    const auto inside = [&](const ExprPtr& from, const ExprPtr& to) -> ExprPtr {
        ExprPtr aboveLow = call(">=", {value, from}, expr.span);
        ExprPtr belowHigh = aboveLow ? call("<=", {value, to}, expr.span) : nullptr;
        return belowHigh ? call("AND", {std::move(aboveLow), std::move(belowHigh)}, expr.span) : nullptr;
    };
    ExprPtr result = inside(low, high);
    if (result && expr.isSymmetric) {
        ExprPtr swapped = inside(high, low);
        result = swapped ? call("OR", {std::move(result), std::move(swapped)}, expr.span) : nullptr;
    }
    return negated(std::move(result), expr.isNegated, expr.span);
}

ExprPtr ExpressionBinder::bindInList(const Expr& expr)
{
    if (expr.args[0]->form != ExprForm::Row) {
        std::vector<ExprPtr> args;
        return bindArgs(expr, args) ? negated(call("IN", std::move(args), expr.span), expr.isNegated, expr.span)
                                    : nullptr;
    }
    std::vector<ExprPtr> alternatives;
    for (size_t i = 1; i < expr.args.size(); ++i) {
        const Expr& row = *expr.args[i];
        if (row.form != ExprForm::Row) {
            return fail(ErrorCode::kSqlTypeMismatch, "Expected a row in parentheses as on the left of IN", row.span);
        }
        ExprPtr same = bindRowEquality(*expr.args[0], row, false, row.span);
        if (!same) {
            return nullptr;
        }
        alternatives.push_back(std::move(same));
    }
    ExprPtr result = alternatives.size() == 1 ? alternatives[0] : call("OR", std::move(alternatives), expr.span);
    return negated(std::move(result), expr.isNegated, expr.span);
}

/// (a, b) = (c, d) is a = c AND b = d.
ExprPtr ExpressionBinder::bindRowEquality(const Expr& left, const Expr& right, bool isNegated, const SourceSpan& span)
{
    if (left.args.size() != right.args.size() || left.args.empty()) {
        return fail(ErrorCode::kSqlColumnCount,
                    "Rows of different length are compared: " + std::to_string(left.args.size()) + " and " +
                        std::to_string(right.args.size()),
                    span);
    }
    std::vector<ExprPtr> parts;
    for (size_t i = 0; i < left.args.size(); ++i) {
        ExprPtr a = bind(*left.args[i]);
        ExprPtr b = bind(*right.args[i]);
        ExprPtr same = a && b ? call("=", {std::move(a), std::move(b)}, span) : nullptr;
        if (!same) {
            return nullptr;
        }
        parts.push_back(std::move(same));
    }
    ExprPtr result = parts.size() == 1 ? parts[0] : call("AND", std::move(parts), span);
    return negated(std::move(result), isNegated, span);
}

ExprPtr ExpressionBinder::bindLike(const Expr& expr)
{
    std::vector<ExprPtr> args;
    if (!bindArgs(expr, args)) {
        return nullptr;
    }
    return negated(call(expr.op, std::move(args), expr.span), expr.isNegated, expr.span);
}

ExprPtr ExpressionBinder::bindCase(const Expr& expr)
{
    const size_t before = size();
    const ExprPtr operand = expr.hasOperand ? bind(*expr.args[0]) : nullptr;
    const size_t operandSize = size() - before;
    if (expr.hasOperand && !operand) {
        return nullptr;
    }
    std::vector<ExprPtr> args;
    bool isComplete = true;
    const size_t last = expr.args.size() - (expr.hasElse ? 1 : 0);
    for (size_t i = expr.hasOperand ? 1 : 0; i + 1 < last; i += 2) {
        const Expr& when = *expr.args[i];
        ExprPtr condition = operand ? bind(when) : bindCondition(when, "WHEN");
        if (operand && condition) {
            condition = grow(operandSize, when.span) ? call("=", {operand, std::move(condition)}, when.span) : nullptr;
        }
        ExprPtr result = bind(*expr.args[i + 1]);
        isComplete = isComplete && condition && result;
        args.push_back(std::move(condition));
        args.push_back(std::move(result));
    }
    if (expr.hasElse) {
        args.push_back(bind(*expr.args.back()));
        isComplete = isComplete && args.back();
    }
    return isComplete ? call("CASE", std::move(args), expr.span) : nullptr;
}

} // namespace millrace::sql
