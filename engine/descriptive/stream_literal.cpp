// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/stream_literal.h"

#include "engine/base/letter_case.h"
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace millrace::descriptive {

using sql::syntax::Expr;
using sql::syntax::ExprForm;

namespace {

Error invalid(std::string detail, const SourceSpan& span)
{
    return makeError(ErrorCode::kSqlInvalidLiteral, std::move(detail), span);
}

Result<ExprPtr> bindNumber(const Expr& literal)
{
    if (literal.form == ExprForm::Integer) {
        uint64_t number = 0;
        const char* end = literal.text.data() + literal.text.size();
        if (std::from_chars(literal.text.data(), end, number).ec == std::errc()) {
            return integerLiteral(number, false, literal.span);
        }
    }
    double value = 0;
    const std::string full = literal.text.front() == '.' ? "0" + literal.text : literal.text;
    const auto [end, error] = std::from_chars(full.data(), full.data() + full.size(), value);
    if (error != std::errc() || !std::isfinite(value)) {
        return invalid("Number is out of the range of float64: " + literal.text.substr(0, 64), literal.span);
    }
    return literalExpr(Value(value), SqlType::of(TypeId::Double, false), literal.span);
}

struct IntervalUnit {
    std::string_view name;
    int64_t micros;
    int64_t months;
};

constexpr IntervalUnit kUnits[] = {
    {"MICROSECOND", 1, 0},
    {"MILLISECOND", 1'000, 0},
    {"SECOND", kMicrosPerSecond, 0},
    {"MINUTE", 60 * kMicrosPerSecond, 0},
    {"HOUR", 3'600 * kMicrosPerSecond, 0},
    {"DAY", kMicrosPerDay, 0},
    {"WEEK", 7 * kMicrosPerDay, 0},
    {"MONTH", 0, 1},
    {"QUARTER", 0, 3},
    {"YEAR", 0, 12},
};

Result<ExprPtr> bindInterval(const Expr& literal)
{
    constexpr int64_t kMostMicros = 10'000 * 366 * kMicrosPerDay;
    int64_t amount = 0;
    const char* end = literal.text.data() + literal.text.size();
    const auto [stop, error] = std::from_chars(literal.text.data(), end, amount);
    if (error != std::errc() || stop != end || !literal.unitTo.empty()) {
        return invalid("The amount of an interval is a whole number, in one unit", literal.span);
    }
    amount = literal.isNegated ? -amount : amount;
    if (literal.unit == "NANOSECOND") {
        if (amount % 1'000 != 0) {
            return makeError(ErrorCode::kSqlUnsupported, "Times finer than a microsecond are not supported yet",
                             literal.span);
        }
        return literalExpr(Value(amount / 1'000), SqlType::of(TypeId::IntervalDay, false), literal.span);
    }
    for (const IntervalUnit& unit : kUnits) {
        if (unit.name != literal.unit) {
            continue;
        }
        const int64_t factor = unit.months != 0 ? unit.months : unit.micros;
        int64_t value = 0;
        if (__builtin_mul_overflow(amount, factor, &value) || value > kMostMicros || value < -kMostMicros ||
            (unit.months != 0 && std::abs(value) > 120'000)) {
            return invalid("The interval is longer than 10000 years", literal.span);
        }
        const TypeId id = unit.months != 0 ? TypeId::IntervalMonth : TypeId::IntervalDay;
        return literalExpr(Value(value), SqlType::of(id, false), literal.span);
    }
    return invalid("An interval cannot have this unit: " + literal.unit, literal.span);
}

std::string_view operatorName(const std::string& sign, size_t numArgs)
{
    struct Named {
        std::string_view sign;
        std::string_view name;
    };
    static constexpr Named kNames[] = {
        {"+", "plus"},   {"-", "minus"},           {"*", "multiply"}, {"/", "divide"},
        {"%", "modulo"}, {"||", "concat"},         {"=", "equals"},   {"<>", "not_equals"},
        {"<", "less"},   {"<=", "less_or_equals"}, {">", "greater"},  {">=", "greater_or_equals"},
    };
    if (sign == "-" && numArgs == 1) {
        return "negate";
    }
    for (const Named& named : kNames) {
        if (named.sign == sign) {
            return named.name;
        }
    }
    return sign;
}

/// count(DISTINCT x) is count_distinct(x), sum(x) FILTER (WHERE c) is sum_if(x, c).
std::string callName(const Expr& call)
{
    if (call.names[0].text == "[]") {
        return "array_element";
    }
    return lowerCased(call.names[0].text) + (call.isDistinct ? "_distinct" : "") + (call.filter ? "_if" : "");
}

/// How a form is named in front of its arguments.
std::string formName(const Expr& expr)
{
    switch (expr.form) {
    case ExprForm::Operator: return std::string(operatorName(expr.op, expr.args.size()));
    case ExprForm::Not: return "not";
    case ExprForm::And: return "and";
    case ExprForm::Or: return "or";
    case ExprForm::Is:
        return expr.op == "NULL" ? (expr.isNegated ? "is_not_null" : "is_null") : "is_" + lowerCased(expr.op);
    case ExprForm::Between: return expr.isNegated ? "not_between" : "between";
    case ExprForm::InList: return expr.isNegated ? "not_in" : "in";
    case ExprForm::Like: return (expr.isNegated ? "not_" : "") + lowerCased(expr.op);
    case ExprForm::Case: return "multi_if";
    case ExprForm::Cast: return "cast";
    case ExprForm::Call: return callName(expr);
    case ExprForm::Extract: return "extract_" + lowerCased(expr.unit);
    case ExprForm::Trim: return "trim";
    default: return "expression";
    }
}

std::string nameOf(const Expr& expr)
{
    switch (expr.form) {
    case ExprForm::Column: return expr.names.back().text;
    case ExprForm::Null: return "null";
    case ExprForm::Boolean: return lowerCased(expr.text);
    case ExprForm::Integer:
    case ExprForm::Decimal:
    case ExprForm::Approximate: return expr.text;
    case ExprForm::String: return "'" + expr.text + "'";
    case ExprForm::Interval:
        return "to_interval_" + lowerCased(expr.unit) + "(" + (expr.isNegated ? "-" : "") + expr.text + ")";
    default: break;
    }
    constexpr size_t kMostBytes = 256;
    if (expr.form == ExprForm::Operator && expr.op == "-" && expr.args.size() == 1 &&
        (expr.args[0]->form == ExprForm::Integer || expr.args[0]->form == ExprForm::Decimal)) {
        return "-" + expr.args[0]->text;
    }
    std::string name = formName(expr) + "(";
    for (size_t i = 0; i < expr.args.size() && name.size() < kMostBytes; ++i) {
        name += (i == 0 ? "" : ", ") + nameOf(*expr.args[i]);
    }
    if (expr.form == ExprForm::Cast) {
        name += ", '" + expr.type->name + "'";
    }
    if (expr.filter) {
        name += (expr.args.empty() ? "" : ", ") + nameOf(*expr.filter);
    }
    return name + ")";
}

} // namespace

Result<ExprPtr> integerLiteral(uint64_t number, bool isNegative, const SourceSpan& span)
{
    const auto typed = [&](TypeId id) {
        return isNegative ? literalExpr(Value(static_cast<int64_t>(-number)), SqlType::of(id, false), span)
                          : literalExpr(Value(number), SqlType::of(id, false), span);
    };
    const uint64_t limit = isNegative ? number - (number != 0 ? 1 : 0) : number;
    const int shift = isNegative ? 1 : 0;
    if (limit <= uint64_t{0xFF} >> shift) {
        return typed(isNegative ? TypeId::TinyInt : TypeId::UTinyInt);
    }
    if (limit <= uint64_t{0xFFFF} >> shift) {
        return typed(isNegative ? TypeId::SmallInt : TypeId::USmallInt);
    }
    if (limit <= uint64_t{0xFFFF'FFFF} >> shift) {
        return typed(isNegative ? TypeId::Integer : TypeId::UInteger);
    }
    if (isNegative && limit > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
        return literalExpr(Value(-static_cast<double>(number)), SqlType::of(TypeId::Double, false), span);
    }
    return typed(isNegative ? TypeId::BigInt : TypeId::UBigInt);
}

Result<ExprPtr> bindStreamLiteral(const Expr& literal)
{
    switch (literal.form) {
    case ExprForm::Null: return literalExpr(Value::null(), SqlType::of(TypeId::Null), literal.span);
    case ExprForm::Boolean:
        return literalExpr(Value(literal.text == "TRUE"), SqlType::of(TypeId::Boolean, false), literal.span);
    case ExprForm::Integer:
    case ExprForm::Decimal:
    case ExprForm::Approximate: return bindNumber(literal);
    case ExprForm::String: return literalExpr(Value(literal.text), SqlType::of(TypeId::Varchar, false), literal.span);
    case ExprForm::Interval: return bindInterval(literal);
    default: return makeError(ErrorCode::kInternal, "Not a literal", literal.span);
    }
}

ExprPtr exactDecimal(const Expr& literal)
{
    const size_t point = literal.text.find('.');
    const size_t scale = point == std::string::npos ? 0 : literal.text.size() - point - 1;
    const bool isPlain = literal.form == ExprForm::Integer || literal.form == ExprForm::Decimal;
    if (!isPlain || scale > static_cast<size_t>(kMaxDecimalPrecision)) {
        return nullptr;
    }
    const auto digits = parseDecimal(literal.text, kMaxDecimalPrecision, static_cast<int>(scale));
    return digits ? literalExpr(Value(*digits), SqlType::decimal(kMaxDecimalPrecision, static_cast<int>(scale), false),
                                literal.span)
                  : nullptr;
}

std::string canonicalExprName(const Expr& expr)
{
    constexpr size_t kMostBytes = 256;
    std::string name = nameOf(expr);
    if (name.size() > kMostBytes) {
        size_t end = kMostBytes;
        while (end != 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) {
            --end;
        }
        name.resize(end);
    }
    return name;
}

} // namespace millrace::descriptive
