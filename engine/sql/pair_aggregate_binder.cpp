// SPDX-License-Identifier: GPL-3.0-or-later
// Aggregates of pairs of numbers, put together from sums: covariances and sums of squared deviations.
#include "engine/expr/function.h"
#include "engine/expr/type_rules.h"
#include "engine/sql/expression_binder.h"
#include "engine/types/decimal.h"

#include <algorithm>

namespace millrace::sql {

using syntax::Expr;

bool isPairAggregate(std::string_view name)
{
    static constexpr std::string_view kNames[] = {"covar_pop", "covar_samp", "regr_count", "regr_sxx", "regr_syy"};
    return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

/// The column of a SUM over the rows that pass the filter: exact numbers in all the digits there are.
ExprPtr ExpressionBinder::sumOf(ExprPtr arg, const ExprPtr& filter, const SourceSpan& span)
{
    if (!arg) {
        return nullptr;
    }
    AggregateCall sum;
    sum.kind = AggregateKind::Sum;
    sum.type = arg->type.id == TypeId::Decimal ? SqlType::decimal(kMaxDecimalPrecision, arg->type.scale)
                                               : SqlType::of(TypeId::Double);
    sum.arg = std::move(arg);
    sum.filter = filter;
    sum.span = span;
    return addAggregate(std::move(sum));
}

/// f(y, x) over the rows where neither is NULL. Of n rows COVAR_POP is (n * sum(x * y) - sum(x) * sum(y)) / (n * n), in
/// the type of the arguments and truncated as they are; COVAR_SAMP divides by n * (n - 1), REGR_SXX and REGR_SYY, which
/// pair a value with itself, by n.
ExprPtr ExpressionBinder::bindPairAggregate(const Expr& expr)
{
    const std::string& name = expr.names[0].text;
    const SourceSpan& span = expr.span;
    std::vector<ExprPtr> args;
    ExprPtr filter;
    const size_t before = size();
    // Four aggregates and what is made of them use the arguments.
    if (!bindAggregateArgs(expr, args, filter) || !grow(8 * (size() - before), span)) {
        return nullptr;
    }
    if (args.size() != 2 || expr.isStar || expr.isDistinct) {
        return fail(ErrorCode::kSqlColumnCount, "This aggregate takes two values, without DISTINCT: " + name, span);
    }
    if (!isNumeric(args[0]->type.id) || !isNumeric(args[1]->type.id)) {
        return fail(ErrorCode::kSqlTypeMismatch,
                    name + " needs numbers, not " + args[0]->type.toString() + " and " + args[1]->type.toString(),
                    span);
    }
    const SqlType types[] = {args[0]->type, args[1]->type};
    const SqlType type = commonType(types)->withNullable(true);
    for (ExprPtr& arg : args) {
        if (arg->type.nullable) {
            ExprPtr isPresent = call("IS NOT NULL", {arg}, span);
            filter = filter ? logicalExpr(ExprKind::And, {filter, isPresent}, span) : isPresent;
        }
        const bool isDouble = isApproximate(type.id);
        const SqlType exact = isDouble ? SqlType::of(TypeId::Double) : asDecimal(arg->type);
        arg = castExpr(arg, exact.withNullable(arg->type.nullable), span);
    }
    AggregateCall countCall;
    countCall.type = SqlType::of(TypeId::BigInt, false);
    countCall.filter = filter;
    countCall.span = span;
    ExprPtr count = addAggregate(std::move(countCall));
    if (name == "regr_count") {
        return count;
    }
    const SqlType exactCount = SqlType::decimal(integerDigits(TypeId::BigInt), 0, false);
    count = castExpr(std::move(count), isApproximate(type.id) ? SqlType::of(TypeId::Double, false) : exactCount, span);
    const bool isCovariance = name.compare(0, 5, "covar") == 0;
    const ExprPtr& y = name == "regr_sxx" ? args[1] : args[0];
    const ExprPtr& x = name == "regr_syy" ? args[0] : args[1];
    const ExprPtr products = sumOf(call("*", {x, y}, span), filter, span);
    const ExprPtr sumX = sumOf(x, filter, span);
    const ExprPtr sumY = sumOf(y, filter, span);
    if (!products || !sumX || !sumY) {
        return nullptr;
    }
    const auto number = [&](int64_t value) {
        return literalExpr(Value(value), SqlType::of(TypeId::BigInt, false), span);
    };
    const ExprPtr one = number(1);
    const ExprPtr other = name == "covar_samp" ? call("-", {count, one}, span) : isCovariance ? count : one;
    const ExprPtr divisor = call("NULLIF", {call("*", {count, other}, span), number(0)}, span);
    const ExprPtr numerator = call("-", {call("*", {count, products}, span), call("*", {sumX, sumY}, span)}, span);
    ExprPtr result = call("/", {numerator, divisor}, span);
    return result ? castExpr(std::move(result), type, span) : nullptr;
}

} // namespace millrace::sql
