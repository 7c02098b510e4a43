// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/expr_properties.h"

#include "engine/expr/function.h"

#include <algorithm>

namespace millrace::plan {

namespace {

/// True when every value of `from` has a value in `to`.
bool isLosslessCast(const SqlType& from, const SqlType& to)
{
    if (from.id == to.id && from.id != TypeId::Decimal) {
        return true;
    }
    if (isString(to.id) || (from.id == TypeId::Date && to.id == TypeId::Timestamp)) {
        return true;
    }
    if (isNumeric(from.id) && isApproximate(to.id)) {
        return true;
    }
    if (isInteger(from.id) && isInteger(to.id)) {
        const size_t fromSize = sizeOf(physicalOf(from));
        const size_t toSize = sizeOf(physicalOf(to));
        return isUnsignedInteger(from.id) == isUnsignedInteger(to.id) ? fromSize <= toSize
                                                                      : isUnsignedInteger(from.id) && fromSize < toSize;
    }
    if (to.id == TypeId::Decimal && isExactNumeric(from.id)) {
        const int whole = isInteger(from.id) ? integerDigits(from.id) : from.precision - from.scale;
        return whole <= to.precision - to.scale;
    }
    return false;
}

} // namespace

bool canFail(const ScalarExpr& expr)
{
    if (expr.kind == ExprKind::Call && expr.function->canFail) {
        return true;
    }
    if (expr.kind == ExprKind::Cast && !expr.isSafe && !isLosslessCast(expr.args[0]->type, expr.type)) {
        return true;
    }
    return std::any_of(expr.args.begin(), expr.args.end(), [](const ExprPtr& arg) { return canFail(*arg); });
}

bool isDeterministic(const ScalarExpr& expr)
{
    return (expr.kind != ExprKind::Call || expr.function->isDeterministic) &&
           std::all_of(expr.args.begin(), expr.args.end(), [](const ExprPtr& arg) { return isDeterministic(*arg); });
}

bool isTrivial(const ScalarExpr& expr)
{
    return expr.kind == ExprKind::Column || expr.kind == ExprKind::Literal;
}

bool hasColumns(const ScalarExpr& expr)
{
    return expr.kind == ExprKind::Column ||
           std::any_of(expr.args.begin(), expr.args.end(), [](const ExprPtr& arg) { return hasColumns(*arg); });
}

bool usesOnlyColumns(const ScalarExpr& expr, int from, int to)
{
    if (expr.kind == ExprKind::Column) {
        return expr.column >= from && expr.column < to;
    }
    return std::all_of(expr.args.begin(), expr.args.end(),
                       [from, to](const ExprPtr& arg) { return usesOnlyColumns(*arg, from, to); });
}

size_t countNodes(const ScalarExpr& expr, size_t limit)
{
    size_t nodes = 1;
    for (const ExprPtr& arg : expr.args) {
        if (nodes >= limit) {
            break;
        }
        nodes += countNodes(*arg, limit - nodes);
    }
    return nodes;
}

bool isLiteralTrue(const ScalarExpr& expr)
{
    return expr.kind == ExprKind::Literal && expr.type.id == TypeId::Boolean && !expr.literal.isNull() &&
           expr.literal.asBool();
}

bool isLiteralFalseOrNull(const ScalarExpr& expr)
{
    return expr.kind == ExprKind::Literal &&
           (expr.literal.isNull() || (expr.type.id == TypeId::Boolean && !expr.literal.asBool()));
}

ExprPtr shiftColumns(const ExprPtr& expr, int offset, int numColumns)
{
    std::vector<int> mapping(static_cast<size_t>(numColumns));
    for (size_t i = 0; i < mapping.size(); ++i) {
        mapping[i] = static_cast<int>(i) + offset;
    }
    return remapColumns(expr, mapping);
}

} // namespace millrace::plan
