// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/type_rules.h"

#include "engine/expr/function.h"
#include "engine/types/decimal.h"

#include <algorithm>

namespace millrace {

namespace {

int widthOf(TypeId id)
{
    return static_cast<int>(sizeOf(physicalOf(id)));
}

TypeId widerInteger(TypeId a, TypeId b)
{
    if (widthOf(a) != widthOf(b)) {
        return widthOf(a) > widthOf(b) ? a : b;
    }
    return isUnsignedInteger(a) ? a : b;
}

/// Digits before and after the point, cut to the precision there is.
SqlType decimalOf(int wholeDigits, int scale)
{
    const int cutScale = std::min(scale, kMaxDecimalPrecision);
    const int precision = std::clamp(wholeDigits + cutScale, 1, kMaxDecimalPrecision);
    return SqlType::decimal(precision, std::min(cutScale, precision));
}

SqlType decimalArithmetic(Arithmetic operation, const SqlType& a, const SqlType& b)
{
    const int whole1 = a.precision - a.scale;
    const int whole2 = b.precision - b.scale;
    const int scale = std::max<int>(a.scale, b.scale);
    switch (operation) {
    case Arithmetic::Add:
    case Arithmetic::Subtract: {
        const int precision = std::min(std::max(whole1, whole2) + scale + 1, kMaxDecimalPrecision);
        return SqlType::decimal(precision, scale);
    }
    case Arithmetic::Multiply:
        return SqlType::decimal(std::min(a.precision + b.precision, kMaxDecimalPrecision),
                                std::min(a.scale + b.scale, kMaxDecimalPrecision));
    case Arithmetic::Divide: {
        const int digits = std::min(whole1 + b.scale, kMaxDecimalPrecision);
        const int wanted = std::max(6, a.scale + b.precision + 1);
        const int resultScale = std::min(wanted, kMaxDecimalPrecision - digits);
        return SqlType::decimal(std::max(digits + resultScale, 1), resultScale);
    }
    case Arithmetic::Remainder:
        if (a.scale == 0 && b.scale == 0) {
            return b;
        }
        return decimalOf(std::min(whole1, whole2), scale);
    }
    return a;
}

std::optional<SqlType> widerString(const SqlType& a, const SqlType& b)
{
    if (a.id == TypeId::Char && b.id == TypeId::Char && a.length == b.length) {
        return a;
    }
    SqlType type = SqlType::of(TypeId::Varchar);
    type.length = a.length == 0 || b.length == 0 ? 0 : std::max(a.length, b.length);
    return type;
}

SqlType widerNumber(const SqlType& a, const SqlType& b)
{
    if (a.id == TypeId::Decimal || b.id == TypeId::Decimal) {
        if (isApproximate(a.id) || isApproximate(b.id)) {
            return SqlType::of(TypeId::Double);
        }
        const SqlType x = asDecimal(a);
        const SqlType y = asDecimal(b);
        return decimalOf(std::max(x.precision - x.scale, y.precision - y.scale), std::max<int>(x.scale, y.scale));
    }
    return arithmeticType(Arithmetic::Add, a, b);
}

/// commonType() and comparisonType() of two, which differ where one is text and the other is not.
enum class TextRule : uint8_t { TextWins, OtherWins };

std::optional<SqlType> unify(const SqlType& a, const SqlType& b, TextRule rule)
{
    if (a.id == TypeId::Null || b.id == TypeId::Null) {
        return a.id == TypeId::Null ? b : a;
    }
    if (a.id == TypeId::Array || b.id == TypeId::Array) {
        const std::optional<SqlType> element =
            a.id == b.id ? unify(*a.element, *b.element, rule) : std::optional<SqlType>();
        return element ? std::optional(SqlType::arrayOf(*element)) : std::nullopt;
    }
    if (isString(a.id) && isString(b.id)) {
        return widerString(a, b);
    }
    if (isString(a.id) || isString(b.id)) {
        const SqlType& other = isString(a.id) ? b : a;
        return rule == TextRule::OtherWins ? other : SqlType::of(TypeId::Varchar);
    }
    if (isNumeric(a.id) && isNumeric(b.id)) {
        return widerNumber(a, b);
    }
    if (a.id == b.id) {
        return a;
    }
    const bool isDateAndTimestamp =
        (a.id == TypeId::Date && b.id == TypeId::Timestamp) || (a.id == TypeId::Timestamp && b.id == TypeId::Date);
    return isDateAndTimestamp ? std::optional(SqlType::of(TypeId::Timestamp)) : std::nullopt;
}

std::optional<SqlType> unifyAll(std::span<const SqlType> types, TextRule rule)
{
    if (types.empty()) {
        return std::nullopt;
    }
    SqlType result = types[0];
    bool isNullable = types[0].nullable || types[0].id == TypeId::Null;
    for (const SqlType& type : types.subspan(1)) {
        const std::optional<SqlType> wider = unify(result, type, rule);
        if (!wider) {
            return std::nullopt;
        }
        result = *wider;
        isNullable = isNullable || type.nullable || type.id == TypeId::Null;
    }
    return result.withNullable(isNullable);
}

} // namespace

SqlType asDecimal(const SqlType& type)
{
    return type.id == TypeId::Decimal ? type : SqlType::decimal(integerDigits(type.id), 0, type.nullable);
}

SqlType arithmeticType(Arithmetic operation, const SqlType& left, const SqlType& right)
{
    const bool isNullable = left.nullable || right.nullable;
    if (isInteger(left.id) && isInteger(right.id)) {
        return SqlType::of(widerInteger(left.id, right.id), isNullable);
    }
    if (isExactNumeric(left.id) && isExactNumeric(right.id)) {
        return decimalArithmetic(operation, asDecimal(left), asDecimal(right)).withNullable(isNullable);
    }
    const bool isReal =
        (left.id == TypeId::Real || isInteger(left.id)) && (right.id == TypeId::Real || isInteger(right.id));
    return SqlType::of(isReal ? TypeId::Real : TypeId::Double, isNullable);
}

std::optional<SqlType> commonType(std::span<const SqlType> types)
{
    return unifyAll(types, TextRule::TextWins);
}

std::optional<SqlType> comparisonType(std::span<const SqlType> types)
{
    return unifyAll(types, TextRule::OtherWins);
}

bool isCastable(const SqlType& from, const SqlType& to)
{
    if (from.id == TypeId::Array) {
        return isString(to.id) || (to.id == TypeId::Array && (from.element->id == TypeId::Null ||
                                                              isCastable(*from.element, *to.element)));
    }
    if (to.id == TypeId::Array) {
        return from.id == TypeId::Null;
    }
    if (from.id == TypeId::Null || from.id == to.id || isString(from.id) || isString(to.id)) {
        return to.id != TypeId::Null && !(isString(from.id) && isInterval(to.id));
    }
    if (isNumeric(from.id)) {
        return isNumeric(to.id) || to.id == TypeId::Boolean || to.id == TypeId::Timestamp;
    }
    switch (from.id) {
    case TypeId::Boolean: return isNumeric(to.id);
    case TypeId::Date: return to.id == TypeId::Timestamp;
    case TypeId::Time: return to.id == TypeId::Timestamp;
    case TypeId::Timestamp: return to.id == TypeId::Date || to.id == TypeId::Time || isNumeric(to.id);
    default: return false;
    }
}

bool isImplicitlyConvertible(const SqlType& from, const SqlType& to)
{
    if (from.id == TypeId::Array && to.id == TypeId::Array) {
        return isImplicitlyConvertible(*from.element, *to.element);
    }
    if (from.id == TypeId::Null || from.id == to.id) {
        return true;
    }
    if (isString(from.id)) {
        return isCastable(from, to);
    }
    if (isString(to.id)) {
        return isNumeric(from.id) || isTemporal(from.id) || from.id == TypeId::Boolean;
    }
    if (isNumeric(from.id)) {
        return isNumeric(to.id);
    }
    return from.id == TypeId::Date && to.id == TypeId::Timestamp;
}

} // namespace millrace
