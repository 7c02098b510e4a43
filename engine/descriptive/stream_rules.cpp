// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/stream_rules.h"

#include "engine/base/letter_case.h"
#include "engine/descriptive/stream_function.h"
#include "engine/descriptive/stream_kernels.h"
#include "engine/descriptive/stream_literal.h"
#include "engine/descriptive/stream_type.h"
#include "engine/descriptive/text_rules.h"
#include "engine/sql/name_suggestion.h"

#include <algorithm>
#include <array>

namespace millrace::descriptive {

namespace {

/// What an array of arrays is of in the end; the type itself where it is no array.
const SqlType& innermost(const SqlType& type)
{
    return type.id == TypeId::Array ? innermost(*type.element) : type;
}

SqlType withInnermost(const SqlType& type, const SqlType& inner)
{
    return type.id == TypeId::Array ? SqlType::arrayOf(withInnermost(*type.element, inner), type.nullable)
                                    : inner.withNullable(type.nullable);
}

struct Sign {
    std::string_view text;
    Arithmetic operation;
};

constexpr Sign kSigns[] = {{"+", Arithmetic::Add},
                           {"-", Arithmetic::Subtract},
                           {"*", Arithmetic::Multiply},
                           {"/", Arithmetic::Divide},
                           {"%", Arithmetic::Remainder}};

size_t bytesOf(TypeId id)
{
    return id == TypeId::Boolean ? 1 : sizeOf(physicalOf(id));
}

/// Integers and BOOLEAN, which counts as uint8.
bool isWhole(TypeId id)
{
    return isInteger(id) || id == TypeId::Boolean;
}

bool isSigned(TypeId id)
{
    return isInteger(id) && !isUnsignedInteger(id);
}

TypeId integerOf(size_t bytes, bool isSigned)
{
    switch (bytes) {
    case 1: return isSigned ? TypeId::TinyInt : TypeId::UTinyInt;
    case 2: return isSigned ? TypeId::SmallInt : TypeId::USmallInt;
    case 4: return isSigned ? TypeId::Integer : TypeId::UInteger;
    default: return isSigned ? TypeId::BigInt : TypeId::UBigInt;
    }
}

bool isPlainNumber(const SqlType& type)
{
    return isWhole(type.id) || isApproximate(type.id);
}

ExprPtr strict(const Function& function, std::vector<ExprPtr> args, TypeId type, const SourceSpan& span)
{
    const bool isNullable =
        std::any_of(args.begin(), args.end(), [](const ExprPtr& arg) { return arg->type.nullable; });
    return callExpr(function, std::move(args), SqlType::of(type, isNullable), span);
}

/// Names that a function of another name could have been meant by.
Error unknownFunction(std::string_view name, const SourceSpan& span)
{
    std::vector<std::string_view> names;
    for (const auto& functions : {valueFunctions(), timeFunctions()}) {
        for (const StreamFunction& function : functions) {
            names.push_back(function.name);
        }
    }
    const std::string shown(name.substr(0, 64));
    return Error{ErrorCode::kSqlUnknownFunction, "No function of this name: " + shown, span,
                 sql::suggestionNotes(shown, names)};
}

const StreamFunction* findFunction(std::string_view name)
{
    static const std::unordered_map<std::string_view, const StreamFunction*> byName = [] {
        std::unordered_map<std::string_view, const StreamFunction*> map;
        for (const auto& functions : {valueFunctions(), timeFunctions()}) {
            for (const StreamFunction& function : functions) {
                map.emplace(function.name, &function);
            }
        }
        return map;
    }();
    const auto found = byName.find(name);
    return found == byName.end() ? nullptr : found->second;
}

/// AND, OR, NOT and CASE take numbers as conditions.
Status conditions(std::string_view name, std::vector<ExprPtr>& args)
{
    const bool isCase = name == "CASE";
    for (size_t i = 0; i < args.size(); i += isCase ? 2 : 1) {
        if (isCase && i + 1 == args.size()) {
            break; // ELSE
        }
        MR_TRY(args[i], conditionOf(args[i]));
    }
    return {};
}

} // namespace

ExprPtr StreamRules::named(ExprPtr expr, std::string typeName)
{
    m_typeNames[expr] = std::move(typeName);
    return expr;
}

ExprPtr StreamRules::withArgs(const ExprPtr& expr, std::vector<ExprPtr> args)
{
    ScalarExpr copy = *expr;
    copy.args = std::move(args);
    auto result = std::make_shared<const ScalarExpr>(std::move(copy));
    if (const auto found = m_typeNames.find(expr); found != m_typeNames.end()) {
        return named(result, found->second);
    }
    return result;
}

std::string StreamRules::typeNameOf(const ExprPtr& expr, const std::vector<std::string>& columns) const
{
    if (const auto found = m_typeNames.find(expr); found != m_typeNames.end()) {
        return withNullability(found->second, expr->type);
    }
    if (expr->kind == ExprKind::Column) {
        const auto position = static_cast<size_t>(expr->column);
        const size_t hidden = position - HiddenColumns::kFirst;
        const size_t aggregate = position - kFirstAggregate;
        if (position < columns.size()) {
            return columns[position];
        }
        if (position < kFirstAggregate && hidden < m_hidden.list().size()) {
            return m_hidden.list()[hidden].typeName;
        }
        if (position >= kFirstAggregate && aggregate < m_aggregates.size()) {
            const StreamAggregate& call = m_aggregates[aggregate];
            return call.typeName.empty() ? withNullability(typeNameOf(call.arg, columns), call.type) : call.typeName;
        }
    }
    if (expr->type.id == TypeId::Timestamp || expr->type.id == TypeId::Date) {
        // A time made of a time is in its zone.
        for (const ExprPtr& arg : expr->args) {
            if (arg->type.id == expr->type.id) {
                return withNullability(typeNameOf(arg, columns), expr->type);
            }
        }
    }
    return withNullability(streamTypeName(expr->type), expr->type);
}

Result<ExprPtr> StreamRules::convert(ExprPtr value, const SqlType& type, const SourceSpan& span)
{
    if (const auto exact = m_exactNumbers.find(value); type.id == TypeId::Decimal && exact != m_exactNumbers.end()) {
        value = exact->second;
    }
    const SqlType target = type.withNullable(value->type.nullable || (type.nullable && value->type.id == TypeId::Null));
    if (value->type.sameIgnoringNull(type)) {
        return value;
    }
    if (value->type.id == TypeId::Null) {
        return literalExpr(Value::null(), type.withNullable(true), span);
    }
    if (isPlainNumber(value->type) && isPlainNumber(type) && type.id != TypeId::Boolean) {
        const Function& function = numberConversion(physicalOf(value->type), physicalOf(type));
        return callExpr(function, {std::move(value)}, target, span);
    }
    if (isPlainNumber(value->type) && type.id == TypeId::Boolean) {
        return conditionOf(std::move(value));
    }
    if (value->type.id == TypeId::Timestamp && isString(type.id)) {
        MR_CHECK(needUtc(typeNameOf(value), span));
    }
    if (!isCastable(value->type, type)) {
        return makeError(
            ErrorCode::kSqlTypeMismatch,
            "A value of type " + streamTypeName(value->type) + " cannot be converted to " + streamTypeName(type), span);
    }
    const bool isCondition = value->type.id == TypeId::Boolean && isString(type.id);
    const bool isFloatingText = isApproximate(value->type.id) && isString(type.id);
    ExprPtr result = castExpr(std::move(value), target, span);
    if (isFloatingText) {
        return withoutEmptyFraction(std::move(result), span);
    }
    return isCondition ? resolveCall("LOWER", {std::move(result)}, span) : Result<ExprPtr>(std::move(result));
}

Result<ExprPtr> StreamRules::convert(ExprPtr value, const StreamType& type, const SourceSpan& span)
{
    if (isString(value->type.id) && type.type.id == TypeId::Timestamp) {
        MR_CHECK(needUtc(type.name, span));
    }
    MR_TRY(ExprPtr result, convert(std::move(value), type.type, span));
    if (type.scale < 0 || type.scale >= 6 || result->type.id != TypeId::Timestamp) {
        return result;
    }
    int64_t digit = 1;
    for (int i = type.scale; i < 6; ++i) {
        digit *= 10;
    }
    const ExprPtr unit = literalExpr(Value(digit), SqlType::of(TypeId::IntervalDay, false), span);
    return resolveCall("TUMBLE_START", {std::move(result), unit}, span);
}

Result<ExprPtr> StreamRules::cast(ExprPtr value, const sql::syntax::TypeName& type, const SourceSpan& span)
{
    MR_TRY(const StreamType target, bindStreamType(type));
    MR_TRY(ExprPtr result, convert(std::move(value), target, span));
    result = std::make_shared<const ScalarExpr>(*result); // a node of its own, which may have another name
    return named(std::move(result), target.name);
}

/// Whole numbers with and without a sign, also those in arrays, meet in one that holds both, as where one is chosen or
/// they are compared: the engine would take the one without.
Status StreamRules::meetSigns(std::vector<ExprPtr>& args)
{
    size_t signedBytes = 0;
    size_t unsignedBytes = 0;
    for (const ExprPtr& arg : args) {
        const TypeId id = innermost(arg->type).id;
        if (isInteger(id)) {
            size_t& bytes = isSigned(id) ? signedBytes : unsignedBytes;
            bytes = std::max(bytes, bytesOf(id));
        }
    }
    if (signedBytes == 0 || unsignedBytes == 0) {
        return {};
    }
    const size_t bytes = std::max(signedBytes, 2 * unsignedBytes);
    const SqlType type = bytes <= 8 ? SqlType::of(integerOf(bytes, true), false) : SqlType::decimal(20, 0, false);
    for (ExprPtr& arg : args) {
        if (isInteger(innermost(arg->type).id)) {
            MR_TRY(arg, convert(arg, withInnermost(arg->type, type), arg->span));
        }
    }
    return {};
}

Result<ExprPtr> StreamRules::resolve(std::string_view name, std::vector<ExprPtr> args, const SourceSpan& span)
{
    static constexpr std::string_view kMeetings[] = {
        "=",        "<>",       "<",     "<=",       ">",       ">=",      "in",  "if",       "array",       "case",
        "multi_if", "greatest", "least", "coalesce", "if_null", "null_if", "has", "index_of", "array_concat"};
    if (std::find(std::begin(kMeetings), std::end(kMeetings), lowerCased(name)) != std::end(kMeetings)) {
        MR_CHECK(meetSigns(args));
    }
    for (const Sign& sign : kSigns) {
        if (sign.text == name) {
            return args.size() == 1 && name == "-" ? negation(std::move(args[0]), span)
                   : args.size() == 1              ? Result<ExprPtr>(std::move(args[0]))
                                                   : arithmetic(name, std::move(args), span);
        }
    }
    static constexpr std::string_view kEngineForms[] = {"=",     "<>",    "<",    "<=",  ">",     ">=",   "IN",
                                                        "LIKE",  "ILIKE", "NOT",  "AND", "OR",    "CASE", "EXTRACT",
                                                        "LTRIM", "RTRIM", "TRIM", "[]",  "ARRAY", "RLIKE"};
    const bool isForm = std::find(std::begin(kEngineForms), std::end(kEngineForms), name) != std::end(kEngineForms);
    const bool isTest = name.compare(0, 3, "IS ") == 0 || name.compare(0, 4, "NOT ") == 0;
    if (isForm || isTest) {
        if (name == "AND" || name == "OR" || name == "NOT" || name == "CASE") {
            MR_CHECK(conditions(name, args));
        }
        if (name == "[]") {
            return resolveElement(*this, std::move(args), span);
        }
        if (name.ends_with("LIKE") && !name.ends_with("RLIKE")) {
            return resolveLike(name, std::move(args), span);
        }
        return resolveCall(name, std::move(args), span);
    }
    const std::string lower = name == "||" ? "concat" : lowerCased(name);
    const StreamFunction* function = findFunction(lower);
    if (function == nullptr) {
        return unknownFunction(lower, span);
    }
    if (args.size() < function->leastArgs || args.size() > function->mostArgs) {
        return makeError(ErrorCode::kSqlColumnCount,
                         "Wrong number of arguments of " + lower + ": " + std::to_string(args.size()), span);
    }
    StreamCallSite site{*this, function->name, std::move(args), span};
    return function->resolve != nullptr ? function->resolve(site) : resolveEngineCall(function->engineName, site);
}

Result<ExprPtr> StreamRules::arithmetic(std::string_view sign, std::vector<ExprPtr> args, const SourceSpan& span)
{
    const SqlType& left = args[0]->type;
    const SqlType& right = args[1]->type;
    if (!isPlainNumber(left) || !isPlainNumber(right)) {
        return resolveCall(sign, std::move(args), span); // decimals, times, intervals
    }
    const Arithmetic operation = std::find_if(std::begin(kSigns), std::end(kSigns), [&](const Sign& known) {
                                     return known.text == sign;
                                 })->operation;
    const bool isFloating = isApproximate(left.id) || isApproximate(right.id) || operation == Arithmetic::Divide;
    if (!isFloating && operation == Arithmetic::Remainder) {
        return remainder(std::move(args), span);
    }
    TypeId type = TypeId::Double;
    if (!isFloating) {
        const size_t bytes = std::min<size_t>(8, 2 * std::max(bytesOf(left.id), bytesOf(right.id)));
        type = integerOf(bytes, operation == Arithmetic::Subtract || isSigned(left.id) || isSigned(right.id));
    }
    for (ExprPtr& arg : args) {
        MR_TRY(arg, convert(arg, SqlType::of(type, false), arg->span));
    }
    return strict(streamArithmetic(operation, physicalOf(type)), std::move(args), type, span);
}

/// An integer as wide as the divisor, twice as wide where the value has a sign.
Result<ExprPtr> StreamRules::remainder(std::vector<ExprPtr> args, const SourceSpan& span)
{
    const TypeId value = args[0]->type.id;
    const TypeId divisor = args[1]->type.id;
    const bool hasSign = isSigned(value);
    const size_t width = bytesOf(divisor);
    const TypeId type = integerOf(hasSign ? std::min<size_t>(8, 2 * width) : width, hasSign);
    if (!hasSign && !isSigned(divisor)) {
        const Function* fast = shortRemainder(physicalOf(value), physicalOf(divisor));
        if (fast != nullptr) {
            return strict(*fast, std::move(args), type, span);
        }
    }
    const bool isSignedInside = hasSign || isSigned(divisor);
    const TypeId inside = integerOf(isSignedInside ? 8 : std::max(bytesOf(value), width), isSignedInside);
    for (ExprPtr& arg : args) {
        MR_TRY(arg, convert(arg, SqlType::of(inside, false), arg->span));
    }
    return convert(strict(streamArithmetic(Arithmetic::Remainder, physicalOf(inside)), std::move(args), inside, span),
                   SqlType::of(type, false), span);
}

Result<ExprPtr> StreamRules::negation(ExprPtr value, const SourceSpan& span)
{
    if (value->kind == ExprKind::Literal && isUnsignedInteger(value->type.id)) {
        return integerLiteral(value->literal.asUInt(), true, span);
    }
    if (!isPlainNumber(value->type)) {
        return resolveCall("-", {std::move(value)}, span);
    }
    const bool isFloating = isApproximate(value->type.id);
    const size_t bytes = bytesOf(value->type.id);
    const TypeId type = isFloating ? value->type.id
                                   : integerOf(isSigned(value->type.id) ? bytes : std::min<size_t>(8, 2 * bytes), true);
    if (isFloating) {
        const auto exact = m_exactNumbers.find(value);
        MR_TRY(ExprPtr result, resolveCall("-", {std::move(value)}, span));
        if (exact != m_exactNumbers.end()) {
            const ExprPtr positive = exact->second;
            m_exactNumbers[result] = literalExpr(Value(-positive->literal.asDecimal()), positive->type, span);
        }
        return result;
    }
    MR_TRY(ExprPtr operand, convert(std::move(value), SqlType::of(type, false), span));
    const ExprPtr zero = literalExpr(Value(int64_t{0}), SqlType::of(type, false), span);
    return strict(streamArithmetic(Arithmetic::Subtract, physicalOf(type)), {zero, std::move(operand)}, type, span);
}

Result<ExprPtr> StreamRules::literal(const sql::syntax::Expr& literal)
{
    MR_TRY(ExprPtr bound, bindStreamLiteral(literal));
    if (bound->type.id == TypeId::Double) {
        if (ExprPtr exact = exactDecimal(literal)) {
            m_exactNumbers[bound] = std::move(exact);
        }
    }
    return bound;
}

} // namespace millrace::descriptive
