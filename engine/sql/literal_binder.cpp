// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/literal_binder.h"

#include "engine/expr/evaluator.h"
#include "engine/expr/function.h"
#include "engine/sql/interval_literal.h"
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace millrace::sql {

using syntax::Expr;
using syntax::ExprForm;

namespace {

Error invalid(std::string detail, const SourceSpan& span)
{
    return makeError(ErrorCode::kSqlInvalidLiteral, std::move(detail), span);
}

Result<ExprPtr> bindDecimal(const std::string& text, bool isNegative, const SourceSpan& span)
{
    const size_t point = text.find('.');
    const size_t scale = point == std::string::npos ? 0 : text.size() - point - 1;
    const size_t firstDigit = std::min(text.find_first_not_of("0."), text.size());
    size_t digits = 0;
    for (size_t i = firstDigit; i < text.size(); ++i) {
        digits += text[i] != '.' ? 1 : 0;
    }
    const size_t precision = std::max({digits, scale, size_t{1}});
    if (precision > kMaxDecimalPrecision) {
        return invalid("Number has more than 38 digits: " + text, span);
    }
    const SqlType type = SqlType::decimal(static_cast<int>(precision), static_cast<int>(scale), false);
    const std::string digitsOnly = text.back() == '.' ? text.substr(0, text.size() - 1) : text;
    const auto value =
        parseDecimal(digitsOnly.front() == '.' ? "0" + digitsOnly : digitsOnly, type.precision, type.scale);
    if (!value) {
        return invalid("Malformed number: " + text, span);
    }
    return literalExpr(Value(isNegative ? -*value : *value), type, span);
}

Result<ExprPtr> bindInteger(const std::string& text, bool isNegative, const SourceSpan& span)
{
    const std::string signedText = isNegative ? "-" + text : text;
    int64_t value = 0;
    const auto [end, error] = std::from_chars(signedText.data(), signedText.data() + signedText.size(), value);
    if (error != std::errc()) {
        return bindDecimal(text, isNegative, span);
    }
    const bool isSmall = value >= std::numeric_limits<int32_t>::min() && value <= std::numeric_limits<int32_t>::max();
    return literalExpr(Value(value), SqlType::of(isSmall ? TypeId::Integer : TypeId::BigInt, false), span);
}

Result<ExprPtr> bindApproximate(const std::string& text, bool isNegative, const SourceSpan& span)
{
    double value = 0;
    const std::string full = text.front() == '.' ? "0" + text : text;
    const auto [end, error] = std::from_chars(full.data(), full.data() + full.size(), value);
    if (error != std::errc() || !std::isfinite(value)) {
        return invalid("Number is out of the range of DOUBLE: " + text, span);
    }
    return literalExpr(Value(isNegative ? -value : value), SqlType::of(TypeId::Double, false), span);
}

Result<ExprPtr> bindInterval(const Expr& literal)
{
    if (!isIntervalQualifier(literal.unit, literal.unitTo)) {
        const std::string units = literal.unitTo.empty() ? literal.unit : literal.unit + " TO " + literal.unitTo;
        return invalid("An interval cannot have the units " + units, literal.span);
    }
    const auto value = parseInterval(literal.text, literal.unit, literal.unitTo);
    if (!value) {
        return invalid("Malformed amount of an interval: '" + literal.text + "'", literal.span);
    }
    const TypeId id = value->isMonths ? TypeId::IntervalMonth : TypeId::IntervalDay;
    return literalExpr(Value(literal.isNegated ? -value->amount : value->amount), SqlType::of(id, false), literal.span);
}

Result<ExprPtr> temporalLiteral(std::optional<int64_t> value, std::string_view form, const Expr& literal, TypeId id)
{
    if (!value) {
        return invalid("Not a " + std::string(typeName(id)) + " of the form " + std::string(form) + ": '" +
                           literal.text + "'",
                       literal.span);
    }
    return literalExpr(Value(*value), SqlType::of(id, false), literal.span);
}

} // namespace

ExprPtr textLiteral(const std::string& text, const SourceSpan& span)
{
    const auto length = static_cast<uint32_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
    // CHAR(0) does not exist.
    SqlType type = SqlType::of(length == 0 ? TypeId::Varchar : TypeId::Char, false);
    type.length = length;
    return literalExpr(Value(text), type, span);
}

Result<ExprPtr> bindLiteral(const Expr& literal)
{
    switch (literal.form) {
    case ExprForm::Null: return literalExpr(Value::null(), SqlType::of(TypeId::Null), literal.span);
    case ExprForm::Boolean:
        return literalExpr(Value(literal.text == "TRUE"), SqlType::of(TypeId::Boolean, false), literal.span);
    case ExprForm::Integer: return bindInteger(literal.text, false, literal.span);
    case ExprForm::Decimal: return bindDecimal(literal.text, false, literal.span);
    case ExprForm::Approximate: return bindApproximate(literal.text, false, literal.span);
    case ExprForm::String: return textLiteral(literal.text, literal.span);
    case ExprForm::Interval: return bindInterval(literal);
    default: return makeError(ErrorCode::kInternal, "Not a literal", literal.span);
    }
}

Result<ExprPtr> bindNegativeNumber(const Expr& number, const SourceSpan& span)
{
    switch (number.form) {
    case ExprForm::Integer: return bindInteger(number.text, true, span);
    case ExprForm::Decimal: return bindDecimal(number.text, true, span);
    case ExprForm::Approximate: return bindApproximate(number.text, true, span);
    default: return makeError(ErrorCode::kInternal, "Not a number", span);
    }
}

Result<ExprPtr> bindTypedLiteral(const Expr& literal, const SqlType& type)
{
    switch (type.id) {
    case TypeId::Date: {
        const auto days = parseDate(literal.text, TimeText::Sql);
        return temporalLiteral(days ? std::optional<int64_t>(*days) : std::nullopt, "yyyy-mm-dd", literal, type.id);
    }
    case TypeId::Time: return temporalLiteral(parseTime(literal.text, TimeText::Sql), "hh:mm:ss[.f]", literal, type.id);
    case TypeId::Timestamp:
        return temporalLiteral(parseTimestamp(literal.text, TimeText::Sql), "yyyy-mm-dd hh:mm:ss[.f]", literal,
                               type.id);
    default: break;
    }
    if (!isCastable(SqlType::of(TypeId::Varchar), type)) {
        return invalid("A literal cannot have type " + type.toString(), literal.span);
    }
    const ExprPtr cast = castExpr(textLiteral(literal.text, literal.span), type.withNullable(false), literal.span);
    Result<Value> value = evaluateConstant(cast);
    if (!value.ok()) {
        return invalid("Not a " + type.toString() + ": '" + literal.text + "'", literal.span);
    }
    return literalExpr(std::move(value).value(), type.withNullable(false), literal.span);
}

} // namespace millrace::sql
