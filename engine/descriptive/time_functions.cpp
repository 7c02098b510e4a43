// SPDX-License-Identifier: GPL-3.0-or-later
// Functions of times, random values and the clock.
#include "engine/base/letter_case.h"
#include "engine/descriptive/stream_function.h"
#include "engine/descriptive/stream_type.h"
#include "engine/expr/function.h"
#include "engine/sql/time_unit.h"
#include "engine/types/datetime.h"

#include <algorithm>

namespace millrace::descriptive {

namespace {

using Site = StreamCallSite;

const SqlType kTime = SqlType::of(TypeId::Timestamp, false);
const SqlType kDate = SqlType::of(TypeId::Date, false);

ExprPtr text(std::string value, const SourceSpan& span)
{
    return literalExpr(Value(std::move(value)), SqlType::of(TypeId::Varchar, false), span);
}

ExprPtr seconds(int64_t micros, const SourceSpan& span)
{
    return literalExpr(Value(micros), SqlType::of(TypeId::IntervalDay, false), span);
}

ExprPtr epoch(const SourceSpan& span)
{
    return literalExpr(Value(int64_t{0}), kTime, span);
}

/// "datetime('UTC')" for what is made of datetime64(3, 'UTC').
std::string wholeSecondsName(const std::string& name)
{
    const size_t open = name.find('\'');
    const size_t close = name.rfind('\'');
    return open == std::string::npos || close == open ? "datetime"
                                                      : "datetime(" + name.substr(open, close - open + 1) + ")";
}

Result<ExprPtr> truncated(Site& site, ExprPtr time, const std::string& unit)
{
    if (time->type.id == TypeId::Date) {
        MR_TRY(time, site.rules.convert(std::move(time), kTime, site.span));
    }
    if (time->type.id != TypeId::Timestamp) {
        return makeError(ErrorCode::kSqlTypeMismatch,
                         "A time is needed here, not a value of type " + streamTypeName(time->type), time->span);
    }
    const std::string name = wholeSecondsName(site.rules.typeNameOf(time));
    MR_CHECK(needUtc(name, site.span));
    MR_TRY(ExprPtr start, resolveCall("DATE_TRUNC", {std::move(time), text(unit, site.span)}, site.span));
    if (unit == "WEEK" || unit == "MONTH" || unit == "QUARTER" || unit == "YEAR") {
        MR_TRY(ExprPtr day, site.rules.convert(std::move(start), kDate, site.span));
        return site.rules.named(std::move(day), "date");
    }
    return site.rules.named(std::move(start), name);
}

/// The Monday that the week begins with; to_start_of_week and the engine's are from Sunday.
Result<ExprPtr> startOfWeek(Site& site, ExprPtr time)
{
    const ExprPtr day = seconds(kMicrosPerDay, site.span);
    if (time->type.id == TypeId::Date) {
        MR_TRY(time, site.rules.convert(std::move(time), kTime, site.span));
    }
    MR_CHECK(needUtc(site.rules.typeNameOf(time), site.span));
    MR_TRY(ExprPtr before, resolveCall("-", {std::move(time), day}, site.span));
    MR_TRY(before, site.rules.convert(std::move(before), kTime, site.span));
    MR_TRY(ExprPtr start, resolveCall("DATE_TRUNC", {std::move(before), text("WEEK", site.span)}, site.span));
    MR_TRY(start, resolveCall("+", {std::move(start), day}, site.span));
    MR_TRY(start, site.rules.convert(std::move(start), kDate, site.span));
    return site.rules.named(std::move(start), "date");
}

Result<std::string> unitOf(Site& site)
{
    MR_TRY(const std::string word, constantText(site.args[0], site.name));
    std::optional<std::string> unit = sql::canonicalUnit(word);
    if (!unit) {
        return makeError(ErrorCode::kSqlInvalidLiteral, "No unit of time: " + word.substr(0, 64), site.args[0]->span);
    }
    return *std::move(unit);
}

/// date_trunc('hour', time).
Result<ExprPtr> resolveTruncation(Site& site)
{
    MR_TRY(const std::string unit, unitOf(site));
    return unit == "WEEK" ? startOfWeek(site, site.args[1]) : truncated(site, site.args[1], unit);
}

/// to_start_of_hour(time).
Result<ExprPtr> resolveStartOf(Site& site)
{
    std::string unit(site.name.substr(std::string_view("to_start_of_").size()));
    std::transform(unit.begin(), unit.end(), unit.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    return truncated(site, site.args[0], unit);
}

Result<ExprPtr> resolveStartOfInterval(Site& site)
{
    const std::string name = wholeSecondsName(site.rules.typeNameOf(site.args[0]));
    MR_CHECK(needUtc(name, site.span));
    MR_TRY(ExprPtr start, resolveCall("TUMBLE_START", site.args, site.span));
    return site.rules.named(std::move(start), name);
}

Result<ExprPtr> resolvePart(Site& site)
{
    struct Part {
        std::string_view name;
        std::string_view unit;
        TypeId type;
    };
    static constexpr Part kParts[] = {
        {"to_year", "YEAR", TypeId::USmallInt},       {"to_quarter", "QUARTER", TypeId::UTinyInt},
        {"to_month", "MONTH", TypeId::UTinyInt},      {"to_day_of_month", "DAY", TypeId::UTinyInt},
        {"to_day_of_year", "DOY", TypeId::USmallInt}, {"to_day_of_week", "ISODOW", TypeId::UTinyInt},
        {"to_hour", "HOUR", TypeId::UTinyInt},        {"to_minute", "MINUTE", TypeId::UTinyInt},
        {"to_second", "SECOND", TypeId::UTinyInt},    {"to_unix_timestamp", "EPOCH", TypeId::BigInt},
    };
    const auto* part =
        std::find_if(std::begin(kParts), std::end(kParts), [&](const Part& known) { return known.name == site.name; });
    if (site.name != "to_unix_timestamp") {
        MR_CHECK(needUtc(site.rules.typeNameOf(site.args[0]), site.span));
    }
    MR_TRY(ExprPtr value, resolveCall("EXTRACT", {text(std::string(part->unit), site.span), site.args[0]}, site.span));
    return site.rules.convert(std::move(value), SqlType::of(part->type, false), site.span);
}

/// to_datetime, to_datetime64, to_time, to_date: of text, a time, or seconds since 1970.
Result<ExprPtr> resolveToTime(Site& site)
{
    ExprPtr value = site.args[0];
    const bool isDate = site.name == "to_date";
    sql::syntax::TypeName target;
    target.name = isDate ? "date" : site.name == "to_datetime" ? "datetime" : "datetime64";
    target.span = site.span;
    size_t next = 1;
    if (site.name == "to_datetime64" && site.args.size() > 1) {
        MR_TRY(const double scale, constantNumber(site.args[1], site.name));
        target.parameters.push_back(static_cast<int>(std::clamp(scale, -1.0, 10.0)));
        ++next;
    }
    if (site.args.size() > next) {
        MR_TRY(target.zone, constantText(site.args[next], site.name));
    }
    if (isNumeric(value->type.id) && !isDate) {
        MR_TRY(ExprPtr span, resolveCall("*", {std::move(value), seconds(1'000'000, site.span)}, site.span));
        MR_TRY(value, resolveCall("+", {epoch(site.span), std::move(span)}, site.span));
    }
    return site.rules.cast(std::move(value), target, site.span);
}

/// How often a unit begins between two times: what lies between the beginnings of theirs.
Result<ExprPtr> resolveDateDiff(Site& site)
{
    MR_TRY(const std::string unit, unitOf(site));
    const bool isFinest = unit == "MICROSECOND" || unit == "NANOSECOND";
    for (ExprPtr* time : {&site.args[1], &site.args[2]}) {
        if (isString((*time)->type.id)) {
            MR_TRY(*time, site.rules.convert(*time, kTime, site.span));
        }
        if (!isFinest) {
            MR_TRY(*time, unit == "WEEK" ? startOfWeek(site, *time) : truncated(site, *time, unit));
        }
    }
    MR_TRY(ExprPtr difference,
           resolveCall("TIMESTAMPDIFF", {text(unit, site.span), site.args[1], site.args[2]}, site.span));
    return site.rules.convert(std::move(difference), SqlType::of(TypeId::BigInt, false), site.span);
}

Result<ExprPtr> resolveShift(Site& site)
{
    return resolveCall(site.name == "date_add" ? "+" : "-", site.args, site.span);
}

// Random values and the clock.

/// The text of a call, by which equal draws are known.
Result<std::string> callText(Site& site)
{
    std::string text(site.name);
    text += '(';
    for (const ExprPtr& arg : site.args) {
        if (arg->kind != ExprKind::Literal) {
            return makeError(ErrorCode::kSqlUnsupported,
                             "Arguments of this function have to be literals: " + text + ")", arg->span);
        }
        text += formatValue(arg->literal, arg->type) + ",";
    }
    return text + ")";
}

Result<ExprPtr> addHidden(Site& site, HiddenKind kind, TypeId type, double a = 0, double b = 0)
{
    HiddenColumn column;
    column.kind = kind;
    column.type = SqlType::of(type, false);
    column.typeName = streamTypeName(column.type);
    column.a = a;
    column.b = b;
    MR_TRY(column.text, callText(site));
    return site.rules.hidden().add(std::move(column), site.span);
}

Result<ExprPtr> resolveRand32(Site& site)
{
    return addHidden(site, HiddenKind::Rand32, TypeId::UInteger);
}
Result<ExprPtr> resolveRand64(Site& site)
{
    return addHidden(site, HiddenKind::Rand64, TypeId::UBigInt);
}

Result<ExprPtr> resolveRandReal(Site& site)
{
    MR_TRY(const double a, constantNumber(site.args[0], site.name));
    MR_TRY(const double b, constantNumber(site.args[1], site.name));
    const bool isUniform = site.name == "rand_uniform";
    if (!isUniform && b < 0) {
        return makeError(ErrorCode::kSqlInvalidLiteral, "A variance is not negative", site.args[1]->span);
    }
    return addHidden(site, isUniform ? HiddenKind::Uniform : HiddenKind::Normal, TypeId::Double, a, b);
}

Result<ExprPtr> resolveRandText(Site& site)
{
    constexpr double kMostBytes = 65'536;
    MR_TRY(const double length, constantNumber(site.args[0], site.name));
    if (!(length >= 0 && length <= kMostBytes)) {
        return makeError(ErrorCode::kSqlInvalidLiteral, "The length of a random text is from 0 to 65536",
                         site.args[0]->span);
    }
    return addHidden(site, HiddenKind::Ascii, TypeId::Varchar, length);
}

/// now([zone]), now64([scale [, zone]]).
Result<ExprPtr> resolveNow(Site& site)
{
    const bool isFine = site.name == "now64";
    double scale = isFine ? 3 : 0;
    std::string zone = "UTC";
    for (const ExprPtr& arg : site.args) {
        if (isString(arg->type.id)) {
            MR_TRY(zone, constantText(arg, site.name));
        } else {
            MR_TRY(scale, constantNumber(arg, site.name));
        }
    }
    if (!(scale >= 0 && scale <= 6)) {
        return makeError(ErrorCode::kSqlInvalidLiteral, "now64 has 0 to 6 digits", site.span);
    }
    HiddenColumn column;
    column.kind = HiddenKind::Now;
    column.type = kTime;
    column.a = static_cast<int>(scale);
    column.typeName =
        (isFine ? "datetime64(" + std::to_string(static_cast<int>(scale)) + ", '" : "datetime('") + zone + "')";
    MR_TRY(column.text, callText(site));
    return site.rules.hidden().add(std::move(column), site.span);
}

constexpr StreamFunction kFunctions[] = {
    {"date_trunc", 2, 3, &resolveTruncation},
    {"to_start_of_second", 1, 1, &resolveStartOf},
    {"to_start_of_minute", 1, 1, &resolveStartOf},
    {"to_start_of_hour", 1, 1, &resolveStartOf},
    {"to_start_of_day", 1, 1, &resolveStartOf},
    {"to_start_of_week", 1, 1, &resolveStartOf},
    {"to_start_of_month", 1, 1, &resolveStartOf},
    {"to_start_of_quarter", 1, 1, &resolveStartOf},
    {"to_start_of_year", 1, 1, &resolveStartOf},
    {"to_start_of_interval", 2, 2, &resolveStartOfInterval},
    {"to_year", 1, 1, &resolvePart},
    {"to_quarter", 1, 1, &resolvePart},
    {"to_month", 1, 1, &resolvePart},
    {"to_day_of_month", 1, 1, &resolvePart},
    {"to_day_of_year", 1, 1, &resolvePart},
    {"to_day_of_week", 1, 1, &resolvePart},
    {"to_hour", 1, 1, &resolvePart},
    {"to_minute", 1, 1, &resolvePart},
    {"to_second", 1, 1, &resolvePart},
    {"to_unix_timestamp", 1, 1, &resolvePart},
    {"to_datetime", 1, 2, &resolveToTime},
    {"to_datetime64", 1, 3, &resolveToTime},
    {"to_time", 1, 2, &resolveToTime},
    {"to_date", 1, 1, &resolveToTime},
    {"date_diff", 3, 3, &resolveDateDiff},
    {"date_add", 2, 2, &resolveShift},
    {"date_sub", 2, 2, &resolveShift},
    {"rand", 0, 1, &resolveRand32},
    {"rand32", 0, 1, &resolveRand32},
    {"rand64", 0, 1, &resolveRand64},
    {"rand_uniform", 2, 2, &resolveRandReal},
    {"rand_normal", 2, 2, &resolveRandReal},
    {"random_printable_ascii", 1, 1, &resolveRandText},
    {"random_string", 1, 1, &resolveRandText},
    {"now", 0, 1, &resolveNow},
    {"now64", 0, 2, &resolveNow},
};

} // namespace

std::span<const StreamFunction> timeFunctions()
{
    return kFunctions;
}

} // namespace millrace::descriptive
