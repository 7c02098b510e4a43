// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/scalar_expr.h"

#include "engine/base/assert.h"
#include "engine/expr/function.h"

#include <algorithm>
#include <cmath>

namespace millrace {

namespace {

bool anyNullable(const std::vector<ExprPtr>& args)
{
    return std::any_of(args.begin(), args.end(), [](const ExprPtr& arg) { return arg->type.nullable; });
}

bool sameLiteral(const Value& a, const Value& b)
{
    // NaN is a constant like any other, and the sign of zero is seen in results.
    if (a.storage().index() == b.storage().index() && std::holds_alternative<double>(a.storage())) {
        const double x = a.asDouble();
        const double y = b.asDouble();
        return (std::isnan(x) && std::isnan(y)) || (x == y && std::signbit(x) == std::signbit(y));
    }
    return a == b;
}

/// The expression with every column replaced by what `replace` gives; parts without columns stay shared.
template <typename Replace>
ExprPtr rewriteColumns(const ExprPtr& expr, const Replace& replace)
{
    if (expr->kind == ExprKind::Column) {
        return replace(expr);
    }
    std::vector<ExprPtr> args;
    bool isChanged = false;
    args.reserve(expr->args.size());
    for (const ExprPtr& arg : expr->args) {
        args.push_back(rewriteColumns(arg, replace));
        isChanged = isChanged || args.back() != arg;
    }
    if (!isChanged) {
        return expr;
    }
    auto copy = std::make_shared<ScalarExpr>(*expr);
    copy->args = std::move(args);
    return copy;
}

} // namespace

ExprPtr columnExpr(int column, SqlType type, SourceSpan span)
{
    auto expr = std::make_shared<ScalarExpr>();
    expr->kind = ExprKind::Column;
    expr->type = type;
    expr->span = span;
    expr->column = column;
    return expr;
}

ExprPtr literalExpr(Value value, SqlType type, SourceSpan span)
{
    auto expr = std::make_shared<ScalarExpr>();
    expr->kind = ExprKind::Literal;
    expr->type = type.withNullable(value.isNull());
    expr->span = span;
    expr->literal = std::move(value);
    return expr;
}

ExprPtr callExpr(const Function& function, std::vector<ExprPtr> args, SqlType type, SourceSpan span)
{
    auto expr = std::make_shared<ScalarExpr>();
    expr->kind = ExprKind::Call;
    expr->type = type;
    expr->span = span;
    expr->function = &function;
    expr->args = std::move(args);
    return expr;
}

ExprPtr castExpr(ExprPtr arg, SqlType type, SourceSpan span, bool isSafe)
{
    if (arg->type.sameIgnoringNull(type)) {
        return arg;
    }
    if (arg->kind == ExprKind::Literal && arg->literal.isNull()) {
        return literalExpr(Value::null(), type, span.isKnown() ? span : arg->span);
    }
    auto expr = std::make_shared<ScalarExpr>();
    expr->kind = ExprKind::Cast;
    expr->type = type.withNullable(arg->type.nullable || isSafe);
    expr->span = span.isKnown() ? span : arg->span;
    expr->args.push_back(std::move(arg));
    expr->isSafe = isSafe;
    return expr;
}

ExprPtr logicalExpr(ExprKind andOr, std::vector<ExprPtr> args, SourceSpan span)
{
    MR_ASSERT(andOr == ExprKind::And || andOr == ExprKind::Or);
    MR_ASSERT(!args.empty());
    std::vector<ExprPtr> flat;
    for (ExprPtr& arg : args) {
        if (arg->kind == andOr) {
            flat.insert(flat.end(), arg->args.begin(), arg->args.end());
        } else {
            flat.push_back(std::move(arg));
        }
    }
    if (flat.size() == 1) {
        return flat[0];
    }
    auto expr = std::make_shared<ScalarExpr>();
    expr->kind = andOr;
    expr->type = SqlType::of(TypeId::Boolean, anyNullable(flat));
    expr->span = span;
    expr->args = std::move(flat);
    return expr;
}

bool sameExpr(const ScalarExpr& a, const ScalarExpr& b)
{
    if (&a == &b) {
        return true;
    }
    if (a.kind != b.kind || !a.type.sameIgnoringNull(b.type) || a.column != b.column || a.function != b.function ||
        a.isSafe != b.isSafe || a.args.size() != b.args.size() || !sameLiteral(a.literal, b.literal)) {
        return false;
    }
    for (size_t i = 0; i < a.args.size(); ++i) {
        if (!sameExpr(*a.args[i], *b.args[i])) {
            return false;
        }
    }
    return true;
}

void collectColumns(const ScalarExpr& expr, std::vector<int>& columns)
{
    if (expr.kind == ExprKind::Column) {
        columns.push_back(expr.column);
    }
    for (const ExprPtr& arg : expr.args) {
        collectColumns(*arg, columns);
    }
}

ExprPtr substituteColumns(const ExprPtr& expr, const std::vector<ExprPtr>& replacement)
{
    return rewriteColumns(expr, [&](const ExprPtr& column) {
        const auto position = static_cast<size_t>(column->column);
        MR_ASSERT(position < replacement.size() && replacement[position] != nullptr);
        return replacement[position];
    });
}

ExprPtr remapColumns(const ExprPtr& expr, const std::vector<int>& mapping)
{
    return rewriteColumns(expr, [&](const ExprPtr& column) -> ExprPtr {
        const auto position = static_cast<size_t>(column->column);
        MR_ASSERT(position < mapping.size() && mapping[position] >= 0);
        return mapping[position] == column->column ? column : columnExpr(mapping[position], column->type, column->span);
    });
}

std::vector<ExprPtr> splitConjuncts(const ExprPtr& predicate)
{
    if (!predicate) {
        return {};
    }
    if (predicate->kind != ExprKind::And) {
        return {predicate};
    }
    std::vector<ExprPtr> conjuncts;
    for (const ExprPtr& arg : predicate->args) {
        const std::vector<ExprPtr> inner = splitConjuncts(arg);
        conjuncts.insert(conjuncts.end(), inner.begin(), inner.end());
    }
    return conjuncts;
}

ExprPtr joinConjuncts(std::vector<ExprPtr> conjuncts)
{
    if (conjuncts.empty()) {
        return nullptr;
    }
    if (conjuncts.size() == 1) {
        return conjuncts[0];
    }
    SourceSpan span;
    for (const ExprPtr& conjunct : conjuncts) {
        span = span.joinedWith(conjunct->span);
    }
    return logicalExpr(ExprKind::And, std::move(conjuncts), span);
}

} // namespace millrace
