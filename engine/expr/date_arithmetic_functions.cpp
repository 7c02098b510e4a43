// SPDX-License-Identifier: GPL-3.0-or-later
// TIMESTAMPADD and TIMESTAMPDIFF, dates and times from their fields, and the windows of TUMBLE.
#include "engine/expr/kernel.h"
#include "engine/expr/signatures.h"
#include "engine/expr/time_unit.h"
#include "engine/types/datetime.h"

#include <array>
#include <cmath>

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;

/// A unit as a number of months or of microseconds.
struct UnitLength {
    int64_t months = 0;
    int64_t micros = 0;
};

std::optional<UnitLength> lengthOf(TimeUnit unit)
{
    switch (unit) {
    case TimeUnit::Millennium: return UnitLength{12'000, 0};
    case TimeUnit::Century: return UnitLength{1200, 0};
    case TimeUnit::Decade: return UnitLength{120, 0};
    case TimeUnit::Year: return UnitLength{12, 0};
    case TimeUnit::Quarter: return UnitLength{3, 0};
    case TimeUnit::Month: return UnitLength{1, 0};
    case TimeUnit::Week: return UnitLength{0, 7 * kMicrosPerDay};
    case TimeUnit::Day: return UnitLength{0, kMicrosPerDay};
    case TimeUnit::Hour: return UnitLength{0, 3600 * kMicrosPerSecond};
    case TimeUnit::Minute: return UnitLength{0, 60 * kMicrosPerSecond};
    case TimeUnit::Second: return UnitLength{0, kMicrosPerSecond};
    case TimeUnit::Millisecond: return UnitLength{0, 1000};
    case TimeUnit::Microsecond: return UnitLength{0, 1};
    default: return std::nullopt;
    }
}

Result<TimeUnit> unitArgument(const CallSite& site)
{
    const std::optional<std::string_view> text = literalText(site.args[0]);
    const std::optional<TimeUnit> unit =
        text ? parseTimeUnit(text->substr(0, text->find_last_not_of(' ') + 1)) : std::nullopt;
    const bool isNanosecond = unit == TimeUnit::Nanosecond;
    if (!unit || (!lengthOf(*unit) && !isNanosecond)) {
        return makeError(ErrorCode::kSqlInvalidLiteral,
                         "Not a unit of time to count in: " + (text ? std::string(*text) : "not a literal"), site.span);
    }
    return *unit;
}

/// TIMESTAMPADD(unit, n, x) is x + n * INTERVAL '1' unit. Units below a day make a DATE a TIMESTAMP.
Result<ExprPtr> resolveTimestampAdd(CallSite& site)
{
    MR_TRY(const TimeUnit unit, unitArgument(site));
    ExprPtr count = site.args[1];
    ExprPtr value = site.args[2];
    if (isString(value->type.id) || value->type.id == TypeId::Null) {
        value = castExpr(value, SqlType::of(TypeId::Timestamp));
    }
    if (value->type.id == TypeId::Date && unit >= TimeUnit::Hour) {
        value = castExpr(value, SqlType::of(TypeId::Timestamp));
    }
    if (unit == TimeUnit::Nanosecond) {
        const ExprPtr thousand = literalExpr(Value(int64_t{1000}), SqlType::of(TypeId::BigInt));
        MR_TRY(count, resolveCall("/", {count, thousand}, site.span));
    }
    const UnitLength length = lengthOf(unit == TimeUnit::Nanosecond ? TimeUnit::Microsecond : unit).value();
    const ExprPtr interval = length.months != 0
                                 ? literalExpr(Value(length.months), SqlType::of(TypeId::IntervalMonth), site.span)
                                 : literalExpr(Value(length.micros), SqlType::of(TypeId::IntervalDay), site.span);
    MR_TRY(ExprPtr added, resolveCall("*", {interval, count}, site.span));
    return resolveCall("+", {value, std::move(added)}, site.span);
}

/// Whole months from a to b, cut toward zero; a month has passed when its day and time of day are reached.
int64_t monthsBetween(int64_t a, int64_t b)
{
    const bool isBackward = b < a;
    const int64_t first = isBackward ? b : a;
    const int64_t last = isBackward ? a : b;
    const CivilDate from = civilFromDays(daysFromMicros(first));
    const CivilDate to = civilFromDays(daysFromMicros(last));
    int64_t months = (to.year - from.year) * 12LL + to.month - from.month;
    const bool isOpen = to.day < from.day || (to.day == from.day && microsOfDay(last) < microsOfDay(first));
    months -= isOpen ? 1 : 0;
    return isBackward ? -months : months;
}

Failure differenceKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                         MutableColumn& out)
{
    const auto unit = static_cast<TimeUnit>(context.call.function->variant);
    auto* result = out.as<int64_t>();
    if (unit == TimeUnit::Nanosecond) {
        const auto row = findFailingRow(selection, [&](size_t at) {
            const int64_t micros = args[1].get<int64_t>(at) - args[0].get<int64_t>(at);
            return !__builtin_mul_overflow(micros, int64_t{1000}, &result[at]);
        });
        if (row) {
            return EvalFailure{ErrorCode::kEvalOverflow, *row,
                               "Difference in nanoseconds causes overflow for type BIGINT"};
        }
        return std::nullopt;
    }
    const UnitLength length = lengthOf(unit).value();
    forEachRow(selection, [&](size_t row) {
        const int64_t from = args[0].get<int64_t>(row);
        const int64_t to = args[1].get<int64_t>(row);
        result[row] = length.months != 0 ? monthsBetween(from, to) / length.months : (to - from) / length.micros;
    });
    return std::nullopt;
}

constexpr size_t kNumUnits = static_cast<size_t>(TimeUnit::Epoch) + 1;

constexpr std::array<Function, kNumUnits> makeDifferences()
{
    std::array<Function, kNumUnits> functions{};
    for (size_t unit = 0; unit < kNumUnits; ++unit) {
        functions[unit].name = "TIMESTAMPDIFF";
        functions[unit].kernel = &differenceKernel;
        functions[unit].canFail = unit == static_cast<size_t>(TimeUnit::Nanosecond);
        functions[unit].variant = static_cast<int>(unit);
    }
    return functions;
}

constexpr std::array<Function, kNumUnits> kDifferences = makeDifferences();

Result<ExprPtr> resolveDifference(CallSite& site, TimeUnit unit)
{
    site.args.erase(site.args.begin());
    for (ExprPtr& arg : site.args) {
        const bool isUsable = isTemporal(arg->type.id) || isString(arg->type.id) || arg->type.id == TypeId::Null;
        if (!isUsable) {
            return typeMismatch(site);
        }
        arg = castExpr(arg, SqlType::of(TypeId::Timestamp));
    }
    return strictCall(site, kDifferences[static_cast<size_t>(unit)], SqlType::of(TypeId::BigInt));
}

Result<ExprPtr> resolveTimestampDiff(CallSite& site)
{
    MR_TRY(const TimeUnit unit, unitArgument(site));
    return resolveDifference(site, unit);
}

Result<ExprPtr> resolveDateDiff(CallSite& site)
{
    MR_TRY(const TimeUnit unit, unitArgument(site));
    if (unit >= TimeUnit::Minute) {
        return makeError(ErrorCode::kSqlInvalidLiteral, "DATEDIFF does not count in units below the hour", site.span);
    }
    MR_TRY(ExprPtr difference, resolveDifference(site, unit));
    return castExpr(std::move(difference), SqlType::of(TypeId::Integer), site.span);
}

Result<ExprPtr> resolveDateAdd(CallSite& site)
{
    return resolveCall("+", std::move(site.args), site.span);
}

Result<ExprPtr> resolveDateSub(CallSite& site)
{
    return resolveCall("-", std::move(site.args), site.span);
}

bool isDateOf(int32_t year, int32_t month, int32_t day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/// NULL for a date that does not exist.
Failure makeDateKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                       MutableColumn& out)
{
    auto* result = out.as<int32_t>();
    forEachRow(selection, [&](size_t row) {
        const CivilDate date{args[0].get<int32_t>(row), args[1].get<int32_t>(row), args[2].get<int32_t>(row)};
        if (isDateOf(date.year, date.month, date.day)) {
            result[row] = daysFromCivil(date);
        } else {
            out.setNull(row);
        }
    });
    return std::nullopt;
}

/// Nanoseconds of the day; nothing for a time that does not exist.
std::optional<int64_t> nanosOfClock(int32_t hour, int32_t minute, double second)
{
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || !(second >= 0 && second < 60)) {
        return std::nullopt;
    }
    const auto nanos = static_cast<int64_t>(std::llround(second * 1e9));
    return (hour * 3600LL + minute * 60LL) * 1'000'000'000LL + nanos;
}

Failure makeTimeKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                       MutableColumn& out)
{
    auto* result = out.as<int64_t>();
    forEachRow(selection, [&](size_t row) {
        const auto nanos = nanosOfClock(args[0].get<int32_t>(row), args[1].get<int32_t>(row), args[2].get<double>(row));
        if (nanos) {
            result[row] = *nanos;
        } else {
            out.setNull(row);
        }
    });
    return std::nullopt;
}

Failure makeTimestampKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                            MutableColumn& out)
{
    auto* result = out.as<int64_t>();
    forEachRow(selection, [&](size_t row) {
        const CivilDate date{args[0].get<int32_t>(row), args[1].get<int32_t>(row), args[2].get<int32_t>(row)};
        const auto nanos = nanosOfClock(args[3].get<int32_t>(row), args[4].get<int32_t>(row), args[5].get<double>(row));
        if (nanos && isDateOf(date.year, date.month, date.day)) {
            result[row] = daysFromCivil(date) * kMicrosPerDay + *nanos / 1000;
        } else {
            out.setNull(row);
        }
    });
    return std::nullopt;
}

Failure joinTimestampKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                            MutableColumn& out)
{
    auto* result = out.as<int64_t>();
    forEachRow(selection, [&](size_t row) {
        result[row] = args[0].get<int32_t>(row) * kMicrosPerDay + args[1].get<int64_t>(row) / 1000;
    });
    return std::nullopt;
}

/// Start of the window of (timestamp, size, offset): windows lie end to end, one starts at 1970 plus the offset.
Failure tumbleKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    auto* result = out.as<int64_t>();
    const auto row = findFailingRow(selection, [&](size_t at) {
        const int64_t size = args[1].get<int64_t>(at);
        const int64_t offset = args.size() == 3 ? args[2].get<int64_t>(at) : 0;
        int64_t sinceOffset;
        if (size <= 0 || __builtin_sub_overflow(args[0].get<int64_t>(at), offset, &sinceOffset)) {
            return false;
        }
        const int64_t rest = sinceOffset % size;
        return !__builtin_sub_overflow(args[0].get<int64_t>(at), rest < 0 ? rest + size : rest, &result[at]);
    });
    if (!row) {
        return std::nullopt;
    }
    std::string size;
    appendDayInterval(size, args[1].get<int64_t>(*row));
    return EvalFailure{ErrorCode::kEvalInvalidArgument, *row, "Window size is not positive or out of range: " + size};
}

constexpr Function kMakeDate{.name = "MAKE_DATE", .kernel = &makeDateKernel, .makesNulls = true};
constexpr Function kMakeTime{.name = "MAKE_TIME", .kernel = &makeTimeKernel, .makesNulls = true};
constexpr Function kMakeTimestamp{.name = "MAKE_TIMESTAMP", .kernel = &makeTimestampKernel, .makesNulls = true};
constexpr Function kJoinTimestamp{.name = "MAKE_TIMESTAMP", .kernel = &joinTimestampKernel};
constexpr Function kTumbleStart{.name = "TUMBLE_START", .kernel = &tumbleKernel, .canFail = true};

Result<ExprPtr> resolveMakeDate(CallSite& site)
{
    MR_CHECK(coerceArgs(site, SqlType::of(TypeId::Integer)));
    return strictCall(site, kMakeDate, SqlType::of(TypeId::Date));
}

Result<ExprPtr> resolveMakeTime(CallSite& site)
{
    MR_CHECK(coerceArgs(site, {TypeId::Integer, TypeId::Integer, TypeId::Double}));
    return strictCall(site, kMakeTime, SqlType::of(TypeId::Time));
}

Result<ExprPtr> resolveMakeTimestamp(CallSite& site)
{
    const SqlType type = SqlType::of(TypeId::Timestamp);
    if (site.args.size() == 2) {
        MR_CHECK(coerceArgs(site, {TypeId::Date, TypeId::Time}));
        return strictCall(site, kJoinTimestamp, type);
    }
    if (site.args.size() != 6) {
        return makeError(ErrorCode::kSqlColumnCount,
                         "MAKE_TIMESTAMP takes a date and a time, or six numbers, not as many arguments: " +
                             std::to_string(site.args.size()),
                         site.span);
    }
    MR_CHECK(coerceArgs(
        site, {TypeId::Integer, TypeId::Integer, TypeId::Integer, TypeId::Integer, TypeId::Integer, TypeId::Double}));
    return strictCall(site, kMakeTimestamp, type);
}

Result<ExprPtr> resolveTumble(CallSite& site)
{
    MR_CHECK(coerceArgs(site, {TypeId::Timestamp, TypeId::IntervalDay, TypeId::IntervalDay}));
    return strictCall(site, kTumbleStart, SqlType::of(TypeId::Timestamp));
}

/// The start and the size, so that a query grouped by the start has the end as well.
Result<ExprPtr> resolveTumbleEnd(CallSite& site)
{
    MR_TRY(ExprPtr start, resolveTumble(site));
    const ExprPtr size = start->args[1];
    return resolveCall("+", {std::move(start), size}, site.span);
}

constexpr Signature kSignatures[] = {
    {"TIMESTAMPADD", 3, 3, &resolveTimestampAdd},
    {"DATEADD", 3, 3, &resolveTimestampAdd},
    {"TIMESTAMPDIFF", 3, 3, &resolveTimestampDiff},
    {"DATEDIFF", 3, 3, &resolveDateDiff},
    {"DATE_ADD", 2, 2, &resolveDateAdd},
    {"DATE_SUB", 2, 2, &resolveDateSub},
    {"MAKE_DATE", 3, 3, &resolveMakeDate},
    {"MAKE_TIME", 3, 3, &resolveMakeTime},
    {"MAKE_TIMESTAMP", 2, 6, &resolveMakeTimestamp},
    {"TUMBLE", 2, 3, &resolveTumble},
    {"TUMBLE_START", 2, 3, &resolveTumble},
    {"TUMBLE_END", 2, 3, &resolveTumbleEnd},
};

} // namespace

std::span<const Signature> dateArithmeticSignatures()
{
    return kSignatures;
}

} // namespace millrace
