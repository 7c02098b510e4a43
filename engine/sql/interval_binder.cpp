// SPDX-License-Identifier: GPL-3.0-or-later
// Intervals between numbers: what a unit of time means beside CAST and behind a difference.
#include "engine/expr/function.h"
#include "engine/expr/time_unit.h"
#include "engine/sql/expression_binder.h"
#include "engine/sql/literal_binder.h"

namespace millrace::sql {

using syntax::Expr;
using syntax::ExprForm;

namespace {

/// The unit in which an interval is counted, by how it is written; empty when that does not say.
std::string leadingUnit(const Expr& expr)
{
    constexpr std::string_view kPrefix = "INTERVAL ";
    if (!expr.unit.empty()) {
        return expr.unit;
    }
    if (expr.form == ExprForm::Cast && expr.type->name.compare(0, kPrefix.size(), kPrefix) == 0) {
        const std::string rest = expr.type->name.substr(kPrefix.size());
        return rest.substr(0, rest.find(' '));
    }
    if (expr.form == ExprForm::Operator || expr.form == ExprForm::Call) {
        for (const syntax::ExprTree& arg : expr.args) {
            if (std::string unit = leadingUnit(*arg); !unit.empty()) {
                return unit;
            }
        }
    }
    return {};
}

/// One of the unit, as an interval; null for a unit that intervals do not have.
ExprPtr oneOf(const std::string& name, const SourceSpan& span)
{
    constexpr int64_t kSecond = 1'000'000;
    const auto days = [&](int64_t micros) {
        return literalExpr(Value(micros), SqlType::of(TypeId::IntervalDay, false), span);
    };
    const auto months = [&](int64_t count) {
        return literalExpr(Value(count), SqlType::of(TypeId::IntervalMonth, false), span);
    };
    const auto unit = parseTimeUnit(name);
    if (!unit) {
        return nullptr;
    }
    switch (*unit) {
    case TimeUnit::Year: return months(12);
    case TimeUnit::Quarter: return months(3);
    case TimeUnit::Month: return months(1);
    case TimeUnit::Week: return days(7 * 86'400 * kSecond);
    case TimeUnit::Day: return days(86'400 * kSecond);
    case TimeUnit::Hour: return days(3'600 * kSecond);
    case TimeUnit::Minute: return days(60 * kSecond);
    case TimeUnit::Second: return days(kSecond);
    default: return nullptr;
    }
}

} // namespace

/// CAST(number AS INTERVAL unit): that many units.
ExprPtr ExpressionBinder::castToInterval(ExprPtr value, const Expr& cast)
{
    const ExprPtr one = oneOf(leadingUnit(cast), cast.span);
    return one ? call("*", {std::move(value), one}, cast.span)
               : fail(ErrorCode::kSqlUnsupported, "A number cannot be cast to this type", cast.span);
}

/// CAST(interval AS number): the whole units it has, counted in its leading unit.
ExprPtr ExpressionBinder::castFromInterval(ExprPtr value, const SqlType& type, const Expr& cast)
{
    const std::string unit = leadingUnit(*cast.args[0]);
    if (unit.empty()) {
        return fail(ErrorCode::kSqlTypeMismatch,
                    "In which unit the interval is counted is not known here; write TIMESTAMPDIFF", cast.span);
    }
    const SqlType time = SqlType::of(TypeId::Timestamp, false);
    const ExprPtr epoch = literalExpr(Value(int64_t{0}), time, cast.span);
    ExprPtr moved = call("+", {epoch, std::move(value)}, cast.span);
    ExprPtr units =
        moved ? call("TIMESTAMPDIFF", {textLiteral(unit, cast.span), epoch, std::move(moved)}, cast.span) : nullptr;
    return units ? castExpr(units, type.withNullable(units->type.nullable), cast.span, cast.isSafe) : nullptr;
}

/// (a - b) MONTH: the months between two points in time.
ExprPtr ExpressionBinder::monthsBetween(const Expr& expr, std::vector<ExprPtr> args)
{
    ExprPtr months =
        call("TIMESTAMPDIFF", {textLiteral("MONTH", expr.span), std::move(args[1]), std::move(args[0])}, expr.span);
    return months ? call("*", {std::move(months), oneOf("MONTH", expr.span)}, expr.span) : nullptr;
}

} // namespace millrace::sql
