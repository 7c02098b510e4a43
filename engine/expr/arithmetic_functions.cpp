// SPDX-License-Identifier: GPL-3.0-or-later
// Resolves + - * / % by the types of their operands.
#include "engine/expr/arithmetic_kernels.h"
#include "engine/expr/interval_kernels.h"
#include "engine/expr/signatures.h"
#include "engine/expr/type_rules.h"

namespace millrace {

namespace {

/// A NULL or text operand takes the type of the other one; two of them are mismatched (or NULL INTEGERs).
Status settleOperands(CallSite& site)
{
    for (size_t i = 0; i < 2; ++i) {
        const SqlType other = site.type(1 - i);
        if (site.hasType(i, TypeId::Null)) {
            const bool isUsable = isNumeric(other.id) || isInterval(other.id);
            MR_CHECK(coerceArg(site, i, isUsable ? other : SqlType::of(TypeId::Integer)));
        } else if (isString(site.type(i).id) && isNumeric(other.id)) {
            MR_CHECK(coerceArg(site, i, other));
        }
    }
    return {};
}

Result<ExprPtr> resolveNumbers(CallSite& site, Arithmetic operation)
{
    const SqlType type = arithmeticType(operation, site.type(0), site.type(1));
    if (isInteger(type.id)) {
        MR_CHECK(coerceArgs(site, type));
        return strictCall(site, integerArithmetic(operation, physicalOf(type)), type);
    }
    if (isApproximate(type.id)) {
        MR_CHECK(coerceArgs(site, type));
        return strictCall(site, floatArithmetic(operation, physicalOf(type)), type);
    }
    MR_CHECK(coerceArg(site, 0, asDecimal(site.type(0))));
    MR_CHECK(coerceArg(site, 1, asDecimal(site.type(1))));
    return strictCall(site, decimalArithmetic(operation, site.type(0), site.type(1)), type);
}

/// interval * number and interval / number.
Result<ExprPtr> scaleInterval(CallSite& site, IntervalScale scale)
{
    const SqlType type = site.type(0);
    if (isInteger(site.type(1).id)) {
        const TypeId wanted = type.id == TypeId::IntervalDay ? TypeId::BigInt : TypeId::Integer;
        MR_CHECK(coerceArg(site, 1, SqlType::of(wanted)));
        const Arithmetic operation = scale == IntervalScale::Divided ? Arithmetic::Divide : Arithmetic::Multiply;
        return strictCall(site, integerArithmetic(operation, physicalOf(type)), type);
    }
    MR_CHECK(coerceArg(site, 1, SqlType::of(TypeId::Double)));
    return strictCall(site, scaledInterval(type.id, scale), type);
}

Result<ExprPtr> resolveSum(CallSite& site, IntervalSign sign)
{
    if (sign == IntervalSign::Plus && isInterval(site.type(0).id) && isTemporal(site.type(1).id)) {
        std::swap(site.args[0], site.args[1]);
    }
    if (isTemporal(site.type(0).id) && site.hasType(1, TypeId::Null)) {
        MR_CHECK(coerceArg(site, 1, SqlType::of(TypeId::IntervalDay)));
    }
    MR_CHECK(settleOperands(site));
    const SqlType left = site.type(0);
    const SqlType right = site.type(1);
    const Arithmetic operation = sign == IntervalSign::Plus ? Arithmetic::Add : Arithmetic::Subtract;
    if (isNumeric(left.id) && isNumeric(right.id)) {
        return resolveNumbers(site, operation);
    }
    if (isInterval(left.id) && left.id == right.id) {
        return strictCall(site, integerArithmetic(operation, physicalOf(left)), left);
    }
    if (isTemporal(left.id) && isInterval(right.id)) {
        return strictCall(site, *temporalPlusInterval(left.id, right.id, sign), left);
    }
    if (sign == IntervalSign::Minus && isTemporal(left.id) && isTemporal(right.id)) {
        MR_TRY(const SqlType type, unifyForComparison(site));
        return strictCall(site, temporalDifference(type.id), SqlType::of(TypeId::IntervalDay));
    }
    return typeMismatch(site);
}

Result<ExprPtr> resolvePlus(CallSite& site)
{
    if (site.args.size() == 1) {
        const bool isSigned = isNumeric(site.type(0).id) || isInterval(site.type(0).id);
        return isSigned ? Result<ExprPtr>(site.args[0]) : typeMismatch(site);
    }
    return resolveSum(site, IntervalSign::Plus);
}

Result<ExprPtr> resolveNegation(CallSite& site)
{
    if (site.hasType(0, TypeId::Null)) {
        MR_CHECK(coerceArg(site, 0, SqlType::of(TypeId::Integer)));
    }
    const SqlType type = site.type(0);
    if (isUnsignedInteger(type.id)) {
        return makeError(ErrorCode::kSqlTypeMismatch,
                         "Unary minus does not apply to unsigned numbers: " + type.toString(), site.span);
    }
    if (isInteger(type.id) || isInterval(type.id)) {
        return strictCall(site, integerNegation(physicalOf(type)), type);
    }
    if (isApproximate(type.id)) {
        return strictCall(site, floatNegation(physicalOf(type)), type);
    }
    return type.id == TypeId::Decimal ? Result<ExprPtr>(strictCall(site, decimalNegation(), type)) : typeMismatch(site);
}

Result<ExprPtr> resolveMinus(CallSite& site)
{
    return site.args.size() == 1 ? resolveNegation(site) : resolveSum(site, IntervalSign::Minus);
}

Result<ExprPtr> resolveMultiply(CallSite& site)
{
    if (isInterval(site.type(1).id)) {
        std::swap(site.args[0], site.args[1]);
    }
    if (isInterval(site.type(0).id)) {
        return scaleInterval(site, IntervalScale::Multiplied);
    }
    MR_CHECK(settleOperands(site));
    const bool areNumbers = isNumeric(site.type(0).id) && isNumeric(site.type(1).id);
    return areNumbers ? resolveNumbers(site, Arithmetic::Multiply) : typeMismatch(site);
}

Result<ExprPtr> resolveDivide(CallSite& site)
{
    if (isInterval(site.type(0).id)) {
        return scaleInterval(site, IntervalScale::Divided);
    }
    MR_CHECK(settleOperands(site));
    const bool areNumbers = isNumeric(site.type(0).id) && isNumeric(site.type(1).id);
    return areNumbers ? resolveNumbers(site, Arithmetic::Divide) : typeMismatch(site);
}

Result<ExprPtr> resolveRemainder(CallSite& site)
{
    MR_CHECK(settleOperands(site));
    const bool areNumbers = isNumeric(site.type(0).id) && isNumeric(site.type(1).id);
    return areNumbers ? resolveNumbers(site, Arithmetic::Remainder) : typeMismatch(site);
}

Result<ExprPtr> resolveDivNull(CallSite& site)
{
    MR_CHECK(settleOperands(site));
    if (!isNumeric(site.type(0).id) || !isNumeric(site.type(1).id)) {
        return typeMismatch(site);
    }
    const SqlType type = arithmeticType(Arithmetic::Divide, site.type(0), site.type(1));
    if (isInteger(type.id)) {
        MR_CHECK(coerceArgs(site, type));
        return strictCall(site, integerDivNull(physicalOf(type)), type);
    }
    if (isApproximate(type.id)) {
        MR_CHECK(coerceArgs(site, type));
        return strictCall(site, floatDivNull(physicalOf(type)), type);
    }
    MR_CHECK(coerceArg(site, 0, asDecimal(site.type(0))));
    MR_CHECK(coerceArg(site, 1, asDecimal(site.type(1))));
    return strictCall(site, decimalDivNull(), type);
}

constexpr Signature kSignatures[] = {
    {"+", 1, 2, &resolvePlus},           {"-", 1, 2, &resolveMinus},     {"*", 2, 2, &resolveMultiply},
    {"/", 2, 2, &resolveDivide},         {"%", 2, 2, &resolveRemainder}, {"MOD", 2, 2, &resolveRemainder},
    {"DIV_NULL", 2, 2, &resolveDivNull},
};

} // namespace

std::span<const Signature> arithmeticSignatures()
{
    return kSignatures;
}

} // namespace millrace
