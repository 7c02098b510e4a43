// SPDX-License-Identifier: GPL-3.0-or-later
// Functions of text, numbers and conditions, and conversions.
#include "engine/descriptive/stream_function.h"
#include "engine/descriptive/stream_type.h"
#include "engine/descriptive/text_rules.h"
#include "engine/expr/evaluator.h"
#include "engine/types/decimal.h"

#include <algorithm>
#include <limits>

namespace millrace::descriptive {

namespace {

using Site = StreamCallSite;

const SqlType kText = SqlType::of(TypeId::Varchar, false);
const SqlType kDouble = SqlType::of(TypeId::Double, false);

Result<ExprPtr> asText(Site& site, ExprPtr value)
{
    return isString(value->type.id) ? Result<ExprPtr>(std::move(value))
                                    : site.rules.convert(std::move(value), kText, site.span);
}

Result<ExprPtr> resolveConcat(Site& site)
{
    for (ExprPtr& arg : site.args) {
        if (!isString(arg->type.id) && arg->type.id != TypeId::Null) {
            return makeError(ErrorCode::kSqlTypeMismatch,
                             "concat needs text, not a value of type " + streamTypeName(arg->type) +
                                 "; write to_string(…)",
                             arg->span);
        }
    }
    ExprPtr joined = site.args[0];
    for (size_t i = 1; i < site.args.size(); ++i) {
        MR_TRY(joined, resolveCall("||", {std::move(joined), site.args[i]}, site.span));
    }
    return joined;
}

Result<ExprPtr> resolveToString(Site& site)
{
    return asText(site, site.args[0]);
}

Result<ExprPtr> resolveLength(Site& site)
{
    const bool isArray = site.args[0]->type.id == TypeId::Array;
    MR_TRY(ExprPtr length, resolveCall(isArray ? "CARDINALITY" : "OCTET_LENGTH", {site.args[0]}, site.span));
    return site.rules.convert(std::move(length), SqlType::of(TypeId::UBigInt, false), site.span);
}

Result<ExprPtr> resolveIf(Site& site)
{
    for (size_t i = 0; i + 1 < site.args.size(); i += 2) {
        MR_TRY(site.args[i], conditionOf(site.args[i]));
    }
    if (site.args.size() % 2 == 0) {
        return makeError(ErrorCode::kSqlColumnCount,
                         "The value for all other cases is missing: " + std::string(site.name), site.span);
    }
    return resolveCall("CASE", site.args, site.span);
}

Result<ExprPtr> resolveIsNull(Site& site)
{
    return resolveCall(site.name == "is_null" ? "IS NULL" : "IS NOT NULL", site.args, site.span);
}

/// A function of doubles.
Result<ExprPtr> resolveFloating(Site& site, std::string_view engineName)
{
    for (ExprPtr& arg : site.args) {
        if (arg->type.id == TypeId::Decimal || arg->type.id == TypeId::Boolean || isNumeric(arg->type.id)) {
            MR_TRY(arg, site.rules.convert(arg, kDouble, site.span));
        }
    }
    return resolveCall(engineName, site.args, site.span);
}

Result<ExprPtr> resolveSqrt(Site& site)
{
    return resolveFloating(site, "SQRT");
}
Result<ExprPtr> resolveExp(Site& site)
{
    return resolveFloating(site, "EXP");
}
/// NaN below zero: one such row does not end the query.
Result<ExprPtr> resolveLogarithm(Site& site, std::string_view engineName)
{
    MR_TRY(ExprPtr logarithm, resolveFloating(site, engineName));
    const ExprPtr nan = literalExpr(Value(std::numeric_limits<double>::quiet_NaN()), kDouble, site.span);
    MR_TRY(ExprPtr isNegative,
           resolveCall("<", {site.args[0], literalExpr(Value(0.0), kDouble, site.span)}, site.span));
    return resolveCall("CASE", {std::move(isNegative), nan, std::move(logarithm)}, site.span);
}
Result<ExprPtr> resolveLn(Site& site)
{
    return resolveLogarithm(site, "LN");
}
Result<ExprPtr> resolveLog10(Site& site)
{
    return resolveLogarithm(site, "LOG10");
}
Result<ExprPtr> resolvePower(Site& site)
{
    return resolveFloating(site, "POWER");
}
Result<ExprPtr> resolveSin(Site& site)
{
    return resolveFloating(site, "SIN");
}
Result<ExprPtr> resolveCos(Site& site)
{
    return resolveFloating(site, "COS");
}
Result<ExprPtr> resolveTan(Site& site)
{
    return resolveFloating(site, "TAN");
}

/// Numbers keep their type; whole ones are their own floor. Floating ones in the middle are rounded to the even side.
Result<ExprPtr> resolveRounding(Site& site)
{
    std::string_view engineName = site.name == "floor" ? "FLOOR" : site.name == "round" ? "ROUND" : "CEIL";
    const SqlType type = site.args[0]->type;
    if (isInteger(type.id) && site.args.size() == 1) {
        return site.args[0];
    }
    if (site.name == "trunc") {
        engineName = "TRUNCATE";
    }
    if (site.args.size() == 2) {
        MR_TRY(const double digits, constantNumber(site.args[1], site.name));
        if (!(digits >= -18 && digits <= 18)) {
            return makeError(ErrorCode::kSqlInvalidLiteral, "Digits to round to are from -18 to 18",
                             site.args[1]->span);
        }
        if (engineName == "FLOOR" || engineName == "CEIL") {
            return makeError(ErrorCode::kSqlUnsupported, "floor and ceil with digits are not supported yet", site.span);
        }
        site.args[1] =
            literalExpr(Value(static_cast<int64_t>(digits)), SqlType::of(TypeId::Integer, false), site.args[1]->span);
    }
    if (!isApproximate(type.id)) {
        return resolveCall(engineName, site.args, site.span);
    }
    MR_TRY(site.args[0], site.rules.convert(site.args[0], kDouble, site.span));
    if (engineName == "ROUND") {
        engineName = "BROUND";
        if (site.args.size() == 1) {
            site.args.push_back(literalExpr(Value(int64_t{0}), SqlType::of(TypeId::Integer, false), site.span));
        }
    }
    MR_TRY(ExprPtr rounded, resolveCall(engineName, site.args, site.span));
    return site.rules.convert(std::move(rounded), type.withNullable(false), site.span);
}

/// Unsigned, as wide as the argument; floating numbers and decimals keep their type.
Result<ExprPtr> resolveAbs(Site& site)
{
    const SqlType type = site.args[0]->type;
    if (isUnsignedInteger(type.id) || type.id == TypeId::Boolean) {
        return site.args[0];
    }
    if (!isInteger(type.id)) {
        return resolveCall("ABS", site.args, site.span);
    }
    const TypeId unsignedType = type.id == TypeId::TinyInt    ? TypeId::UTinyInt
                                : type.id == TypeId::SmallInt ? TypeId::USmallInt
                                : type.id == TypeId::Integer  ? TypeId::UInteger
                                                              : TypeId::UBigInt;
    MR_TRY(ExprPtr negative, site.rules.resolve("-", {site.args[0]}, site.span));
    const ExprPtr zero = literalExpr(Value(int64_t{0}), SqlType::of(type.id, false), site.span);
    MR_TRY(ExprPtr isNegative, resolveCall("<", {site.args[0], zero}, site.span));
    MR_TRY(ExprPtr absolute,
           resolveCall("CASE", {std::move(isNegative), std::move(negative), site.args[0]}, site.span));
    return site.rules.convert(std::move(absolute), SqlType::of(unsignedType, false), site.span);
}

// Conversions: to_int32, to_int32_or_zero, to_int32_or_null.

struct Conversion {
    std::string_view name;
    TypeId type;
};

constexpr Conversion kConversions[] = {
    {"to_int8", TypeId::TinyInt},   {"to_int16", TypeId::SmallInt},   {"to_int32", TypeId::Integer},
    {"to_int", TypeId::Integer},    {"to_int64", TypeId::BigInt},     {"to_bigint", TypeId::BigInt},
    {"to_uint8", TypeId::UTinyInt}, {"to_uint16", TypeId::USmallInt}, {"to_uint32", TypeId::UInteger},
    {"to_uint64", TypeId::UBigInt}, {"to_float32", TypeId::Real},     {"to_float", TypeId::Real},
    {"to_float64", TypeId::Double}, {"to_bool", TypeId::Boolean},
};

SqlType conversionType(std::string_view name)
{
    for (const Conversion& conversion : kConversions) {
        if (conversion.name == name) {
            return SqlType::of(conversion.type, false);
        }
    }
    return kText;
}

Result<ExprPtr> resolveConversion(Site& site)
{
    return site.rules.convert(site.args[0], conversionType(site.name), site.span);
}

/// Text that cannot be read is NULL, or zero.
Result<ExprPtr> resolveSafeConversion(Site& site)
{
    const size_t suffix = site.name.find("_or_");
    const bool isZero = site.name.substr(suffix) == "_or_zero";
    const SqlType type = conversionType(site.name.substr(0, suffix));
    MR_TRY(ExprPtr text, asText(site, site.args[0]));
    ExprPtr safe = castExpr(std::move(text), type.withNullable(true), site.span, true);
    if (!isZero) {
        return safe;
    }
    const Value zero = isApproximate(type.id)       ? Value(0.0)
                       : isUnsignedInteger(type.id) ? Value(uint64_t{0})
                                                    : Value(int64_t{0});
    return resolveCall("COALESCE", {std::move(safe), literalExpr(zero, type, site.span)}, site.span);
}

Result<ExprPtr> resolveToDecimal(Site& site)
{
    MR_TRY(const double scale, constantNumber(site.args[1], site.name));
    const int precision = site.name == "to_decimal32" ? 9 : site.name == "to_decimal64" ? 18 : kMaxDecimalPrecision;
    if (!(scale >= 0 && scale <= precision)) {
        return makeError(ErrorCode::kSqlInvalidLiteral, "The scale of a decimal is from 0 to its precision", site.span);
    }
    return site.rules.convert(site.args[0], SqlType::decimal(precision, static_cast<int>(scale), false), site.span);
}

constexpr size_t kAny = StreamFunction::kAnyNumber;

constexpr StreamFunction kFunctions[] = {
    {"concat", 1, kAny, &resolveConcat},
    {"to_string", 1, 1, &resolveToString},
    {"length", 1, 1, &resolveLength},
    {"if", 3, 3, &resolveIf},
    {"multi_if", 3, kAny, &resolveIf},
    {"is_null", 1, 1, &resolveIsNull},
    {"is_not_null", 1, 1, &resolveIsNull},
    {"sqrt", 1, 1, &resolveSqrt},
    {"exp", 1, 1, &resolveExp},
    {"log", 1, 1, &resolveLn},
    {"ln", 1, 1, &resolveLn},
    {"log10", 1, 1, &resolveLog10},
    {"pow", 2, 2, &resolvePower},
    {"power", 2, 2, &resolvePower},
    {"sin", 1, 1, &resolveSin},
    {"cos", 1, 1, &resolveCos},
    {"tan", 1, 1, &resolveTan},
    {"floor", 1, 2, &resolveRounding},
    {"ceil", 1, 2, &resolveRounding},
    {"ceiling", 1, 2, &resolveRounding},
    {"round", 1, 2, &resolveRounding},
    {"trunc", 1, 2, &resolveRounding},
    {"abs", 1, 1, &resolveAbs},
    {"to_int8", 1, 1, &resolveConversion},
    {"to_int16", 1, 1, &resolveConversion},
    {"to_int32", 1, 1, &resolveConversion},
    {"to_int", 1, 1, &resolveConversion},
    {"to_int64", 1, 1, &resolveConversion},
    {"to_bigint", 1, 1, &resolveConversion},
    {"to_uint8", 1, 1, &resolveConversion},
    {"to_uint16", 1, 1, &resolveConversion},
    {"to_uint32", 1, 1, &resolveConversion},
    {"to_uint64", 1, 1, &resolveConversion},
    {"to_float32", 1, 1, &resolveConversion},
    {"to_float", 1, 1, &resolveConversion},
    {"to_float64", 1, 1, &resolveConversion},
    {"to_bool", 1, 1, &resolveConversion},
    {"to_int32_or_zero", 1, 1, &resolveSafeConversion},
    {"to_int32_or_null", 1, 1, &resolveSafeConversion},
    {"to_int64_or_zero", 1, 1, &resolveSafeConversion},
    {"to_int64_or_null", 1, 1, &resolveSafeConversion},
    {"to_uint32_or_zero", 1, 1, &resolveSafeConversion},
    {"to_uint32_or_null", 1, 1, &resolveSafeConversion},
    {"to_uint64_or_zero", 1, 1, &resolveSafeConversion},
    {"to_uint64_or_null", 1, 1, &resolveSafeConversion},
    {"to_float32_or_zero", 1, 1, &resolveSafeConversion},
    {"to_float32_or_null", 1, 1, &resolveSafeConversion},
    {"to_float64_or_zero", 1, 1, &resolveSafeConversion},
    {"to_float64_or_null", 1, 1, &resolveSafeConversion},
    {"to_decimal", 2, 2, &resolveToDecimal},
    {"to_decimal32", 2, 2, &resolveToDecimal},
    {"to_decimal64", 2, 2, &resolveToDecimal},
    {"to_decimal128", 2, 2, &resolveToDecimal},
    {"char_length", 1, 1, nullptr, "CHAR_LENGTH"},
    {"lower", 1, 1, nullptr, "LOWER"},
    {"upper", 1, 1, nullptr, "UPPER"},
    {"substring", 2, 3, &resolveSubstring},
    {"substr", 2, 3, &resolveSubstring},
    {"left", 2, 2, nullptr, "LEFT"},
    {"right", 2, 2, nullptr, "RIGHT"},
    {"trim", 1, 1, nullptr, "TRIM"},
    {"trim_left", 1, 1, nullptr, "LTRIM"},
    {"trim_right", 1, 1, nullptr, "RTRIM"},
    {"reverse", 1, 1, nullptr, "REVERSE"},
    {"replace", 3, 3, nullptr, "REPLACE"},
    {"replace_all", 3, 3, nullptr, "REPLACE"},
    {"repeat", 2, 2, nullptr, "REPEAT"},
    {"match", 2, 2, nullptr, "RLIKE"},
    {"replace_regex", 3, 3, &resolveReplaceRegex},
    {"split_by_string", 2, 2, nullptr, "SPLIT"},
    {"md5", 1, 1, nullptr, "MD5"},
    {"coalesce", 1, kAny, nullptr, "COALESCE"},
    {"if_null", 2, 2, nullptr, "COALESCE"},
    {"null_if", 2, 2, nullptr, "NULLIF"},
    {"greatest", 1, kAny, nullptr, "GREATEST"},
    {"least", 1, kAny, nullptr, "LEAST"},
    {"sign", 1, 1, nullptr, "SIGN"},
    {"pi", 0, 0, nullptr, "PI"},
    {"array", 0, kAny, nullptr, "ARRAY"},
    {"array_concat", 1, kAny, nullptr, "ARRAY_CONCAT"},
    {"array_sort", 1, 1, nullptr, "ARRAY_SORT"},
    {"array_reverse", 1, 1, nullptr, "ARRAY_REVERSE"},
    {"array_distinct", 1, 1, nullptr, "ARRAY_DISTINCT"},
    {"has", 2, 2, nullptr, "ARRAY_CONTAINS"},
    {"index_of", 2, 2, nullptr, "ARRAY_POSITION"},
};

} // namespace

std::span<const StreamFunction> valueFunctions()
{
    return kFunctions;
}

Result<ExprPtr> resolveEngineCall(std::string_view engineName, StreamCallSite& site)
{
    const bool isPattern = site.name == "split_by_string"; // the text is the second one
    if (isPattern) {
        std::swap(site.args[0], site.args[1]);
    }
    return resolveCall(engineName, std::move(site.args), site.span);
}

Result<ExprPtr> conditionOf(ExprPtr value)
{
    if (value->type.id == TypeId::Boolean || !isNumeric(value->type.id)) {
        return value; // what is no condition at all is refused by what takes it
    }
    const SourceSpan span = value->span;
    const ExprPtr zero = literalExpr(Value(int64_t{0}), SqlType::of(TypeId::Integer, false), span);
    return resolveCall("<>", {std::move(value), zero}, span);
}

Result<double> constantNumber(const ExprPtr& arg, std::string_view function)
{
    std::vector<int> columns;
    collectColumns(*arg, columns);
    if (columns.empty() && isNumeric(arg->type.id)) {
        const ExprPtr number = castExpr(arg, kDouble, arg->span);
        Result<Value> value = evaluateConstant(number);
        if (value.ok() && !value->isNull()) {
            return value->asDouble();
        }
    }
    return makeError(ErrorCode::kSqlTypeMismatch, "A constant number is needed here by " + std::string(function),
                     arg->span);
}

Result<std::string> constantText(const ExprPtr& arg, std::string_view function)
{
    if (arg->kind == ExprKind::Literal && isString(arg->type.id) && !arg->literal.isNull()) {
        return arg->literal.asString();
    }
    return makeError(ErrorCode::kSqlTypeMismatch, "A constant text is needed here by " + std::string(function),
                     arg->span);
}

} // namespace millrace::descriptive
