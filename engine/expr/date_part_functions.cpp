// SPDX-License-Identifier: GPL-3.0-or-later
// EXTRACT and its short forms, and truncation to a unit of time.
#include "engine/expr/date_fields.h"
#include "engine/expr/kernel.h"
#include "engine/expr/signatures.h"
#include "engine/expr/time_unit.h"

#include <algorithm>
#include <array>
#include <utility>

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;

constexpr size_t kNumUnits = static_cast<size_t>(TimeUnit::Epoch) + 1;
constexpr int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
constexpr int64_t kMicrosPerHour = 60 * kMicrosPerMinute;

constexpr bool isClockUnit(TimeUnit unit)
{
    return unit >= TimeUnit::Hour && unit <= TimeUnit::Nanosecond;
}

template <TimeUnit kUnit>
int64_t partOfDate(int32_t days)
{
    switch (kUnit) {
    case TimeUnit::Millennium: return (civilFromDays(days).year + 999) / 1000;
    case TimeUnit::Century: return (civilFromDays(days).year + 99) / 100;
    case TimeUnit::Decade: return civilFromDays(days).year / 10;
    case TimeUnit::Year: return civilFromDays(days).year;
    case TimeUnit::IsoYear: return isoWeekOf(days).year;
    case TimeUnit::Quarter: return (civilFromDays(days).month - 1) / 3 + 1;
    case TimeUnit::Month: return civilFromDays(days).month;
    case TimeUnit::Week: return isoWeekOf(days).week;
    case TimeUnit::Doy: return dayOfYear(days);
    case TimeUnit::Dow: return isoWeekday(days) % 7 + 1;
    case TimeUnit::IsoDow: return isoWeekday(days);
    case TimeUnit::Day: return civilFromDays(days).day;
    case TimeUnit::Epoch: return int64_t{days} * 86'400;
    default: return 0; // midnight
    }
}

/// Part of a time of day, or of the signed rest of an interval.
template <TimeUnit kUnit>
int64_t partOfClock(int64_t micros)
{
    switch (kUnit) {
    case TimeUnit::Hour: return micros / kMicrosPerHour % 24;
    case TimeUnit::Minute: return micros / kMicrosPerMinute % 60;
    case TimeUnit::Second: return micros / kMicrosPerSecond % 60;
    case TimeUnit::Millisecond: return micros % kMicrosPerMinute / 1000;
    case TimeUnit::Microsecond: return micros % kMicrosPerMinute;
    case TimeUnit::Nanosecond: return micros % kMicrosPerMinute * 1000;
    default: return 0;
    }
}

template <TimeUnit kUnit>
Failure dateKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    mapDense<int32_t>(args[0], selection, out.as<int64_t>(), [](int32_t days) { return partOfDate<kUnit>(days); });
    return std::nullopt;
}

template <TimeUnit kUnit>
Failure timestampKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                        MutableColumn& out)
{
    mapDense<int64_t>(args[0], selection, out.as<int64_t>(), [](int64_t micros) {
        if constexpr (isClockUnit(kUnit)) {
            return partOfClock<kUnit>(microsOfDay(micros));
        } else if constexpr (kUnit == TimeUnit::Epoch) {
            return micros / kMicrosPerSecond;
        } else {
            return partOfDate<kUnit>(daysFromMicros(micros));
        }
    });
    return std::nullopt;
}

template <TimeUnit kUnit>
Failure timeKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    mapDense<int64_t>(args[0], selection, out.as<int64_t>(), [](int64_t nanos) {
        if constexpr (kUnit == TimeUnit::Nanosecond) {
            return nanos % (60 * 1'000'000'000LL);
        } else if constexpr (kUnit == TimeUnit::Epoch) {
            return nanos / 1'000'000'000LL;
        } else {
            return partOfClock<kUnit>(nanos / 1000);
        }
    });
    return std::nullopt;
}

template <TimeUnit kUnit>
Failure dayIntervalKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                          MutableColumn& out)
{
    mapDense<int64_t>(args[0], selection, out.as<int64_t>(), [](int64_t micros) {
        if constexpr (kUnit == TimeUnit::Day) {
            return micros / kMicrosPerDay;
        } else if constexpr (kUnit == TimeUnit::Epoch) {
            return micros / kMicrosPerSecond;
        } else {
            return partOfClock<kUnit>(micros);
        }
    });
    return std::nullopt;
}

template <TimeUnit kUnit>
Failure monthIntervalKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                            MutableColumn& out)
{
    mapDense<int32_t>(args[0], selection, out.as<int64_t>(), [](int32_t months) -> int64_t {
        switch (kUnit) {
        case TimeUnit::Millennium: return months / 12'000;
        case TimeUnit::Century: return months / 1200;
        case TimeUnit::Decade: return months / 120;
        case TimeUnit::Year: return months / 12;
        case TimeUnit::Quarter: return months % 12 / 3 + 1;
        case TimeUnit::Month: return months % 12;
        default: return 0;
        }
    });
    return std::nullopt;
}

constexpr std::string_view kUnitNames[kNumUnits] = {"MILLENNIUM",  "CENTURY",     "DECADE",     "YEAR",   "ISOYEAR",
                                                    "QUARTER",     "MONTH",       "WEEK",       "DOY",    "DAYOFWEEK",
                                                    "ISODOW",      "DAY",         "HOUR",       "MINUTE", "SECOND",
                                                    "MILLISECOND", "MICROSECOND", "NANOSECOND", "EPOCH"};

constexpr Function makePart(size_t unit, Function::Kernel kernel)
{
    return {.name = kUnitNames[unit], .kernel = kernel, .isDense = true};
}

using Parts = std::array<Function, kNumUnits>;

template <size_t... kUnits>
constexpr Parts makeDateParts(std::index_sequence<kUnits...>)
{
    return {makePart(kUnits, &dateKernel<static_cast<TimeUnit>(kUnits)>)...};
}
template <size_t... kUnits>
constexpr Parts makeTimestampParts(std::index_sequence<kUnits...>)
{
    return {makePart(kUnits, &timestampKernel<static_cast<TimeUnit>(kUnits)>)...};
}
template <size_t... kUnits>
constexpr Parts makeTimeParts(std::index_sequence<kUnits...>)
{
    return {makePart(kUnits, &timeKernel<static_cast<TimeUnit>(kUnits)>)...};
}
template <size_t... kUnits>
constexpr Parts makeDayIntervalParts(std::index_sequence<kUnits...>)
{
    return {makePart(kUnits, &dayIntervalKernel<static_cast<TimeUnit>(kUnits)>)...};
}
template <size_t... kUnits>
constexpr Parts makeMonthIntervalParts(std::index_sequence<kUnits...>)
{
    return {makePart(kUnits, &monthIntervalKernel<static_cast<TimeUnit>(kUnits)>)...};
}

constexpr auto kAllUnits = std::make_index_sequence<kNumUnits>();
constexpr Parts kDateParts = makeDateParts(kAllUnits);
constexpr Parts kTimestampParts = makeTimestampParts(kAllUnits);
constexpr Parts kTimeParts = makeTimeParts(kAllUnits);
constexpr Parts kDayIntervalParts = makeDayIntervalParts(kAllUnits);
constexpr Parts kMonthIntervalParts = makeMonthIntervalParts(kAllUnits);

/// The function for a unit of a type; nothing where a type has no such part.
const Function* partFunction(TypeId type, TimeUnit unit)
{
    const auto index = static_cast<size_t>(unit);
    switch (type) {
    case TypeId::Date: return &kDateParts[index];
    case TypeId::Timestamp: return &kTimestampParts[index];
    case TypeId::Time: return unit >= TimeUnit::Hour ? &kTimeParts[index] : nullptr;
    case TypeId::IntervalDay: return unit >= TimeUnit::Day ? &kDayIntervalParts[index] : nullptr;
    case TypeId::IntervalMonth:
        return unit <= TimeUnit::Month && unit != TimeUnit::IsoYear ? &kMonthIntervalParts[index] : nullptr;
    default: return nullptr;
    }
}

Result<ExprPtr> resolvePartOf(CallSite& site, TimeUnit unit)
{
    if (isString(site.type(0).id) || site.hasType(0, TypeId::Null)) {
        MR_CHECK(coerceArg(site, 0, SqlType::of(TypeId::Timestamp)));
    }
    const Function* function = partFunction(site.type(0).id, unit);
    if (function == nullptr) {
        return typeMismatch(site);
    }
    return strictCall(site, *function, SqlType::of(TypeId::BigInt));
}

Result<TimeUnit> unitOf(const CallSite& site, const ExprPtr& arg)
{
    const std::optional<std::string_view> text = literalText(arg);
    if (!text) {
        return makeError(ErrorCode::kSqlTypeMismatch, "The unit of time must be a literal", site.span);
    }
    // A CHAR literal may be padded.
    const std::optional<TimeUnit> unit = parseTimeUnit(text->substr(0, text->find_last_not_of(' ') + 1));
    if (!unit) {
        return makeError(ErrorCode::kSqlInvalidLiteral, "Unknown unit of time: " + std::string(*text), site.span);
    }
    return *unit;
}

/// YEAR(x) and the like.
Result<ExprPtr> resolveNamedPart(CallSite& site)
{
    return resolvePartOf(site, parseTimeUnit(site.name).value());
}

/// EXTRACT(unit, x), with the unit as a literal.
Result<ExprPtr> resolveExtract(CallSite& site)
{
    MR_TRY(const TimeUnit unit, unitOf(site, site.args[0]));
    site.args.erase(site.args.begin());
    return resolvePartOf(site, unit);
}

// Truncation.

int32_t truncateDate(int32_t days, TimeUnit unit)
{
    const CivilDate date = civilFromDays(days);
    switch (unit) {
    case TimeUnit::Millennium: return daysFromCivil({(date.year - 1) / 1000 * 1000 + 1, 1, 1});
    case TimeUnit::Century: return daysFromCivil({(date.year - 1) / 100 * 100 + 1, 1, 1});
    case TimeUnit::Decade: return daysFromCivil({std::max(date.year / 10 * 10, 1), 1, 1});
    case TimeUnit::Year: return daysFromCivil({date.year, 1, 1});
    case TimeUnit::Quarter: return daysFromCivil({date.year, (date.month - 1) / 3 * 3 + 1, 1});
    case TimeUnit::Month: return daysFromCivil({date.year, date.month, 1});
    case TimeUnit::Week: return days - isoWeekday(days) % 7; // weeks start on Sunday here, as in Calcite
    default: return days;
    }
}

int64_t floorTo(int64_t value, int64_t unit)
{
    const int64_t rest = value % unit;
    return value - (rest < 0 ? rest + unit : rest);
}

/// Microseconds of units up to the hour.
int64_t clockMicros(TimeUnit unit)
{
    switch (unit) {
    case TimeUnit::Hour: return kMicrosPerHour;
    case TimeUnit::Minute: return kMicrosPerMinute;
    case TimeUnit::Second: return kMicrosPerSecond;
    case TimeUnit::Millisecond: return 1000;
    default: return 1;
    }
}

TimeUnit variantOf(const KernelContext& context)
{
    return static_cast<TimeUnit>(context.call.function->variant);
}

Failure truncateDateKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                           MutableColumn& out)
{
    const TimeUnit unit = variantOf(context);
    mapDense<int32_t>(args[0], selection, out.as<int32_t>(), [unit](int32_t days) { return truncateDate(days, unit); });
    return std::nullopt;
}

Failure truncateTimestampKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                                MutableColumn& out)
{
    const TimeUnit unit = variantOf(context);
    auto* result = out.as<int64_t>();
    const bool isDay = unit == TimeUnit::Day;
    if (isDay || isClockUnit(unit)) {
        const int64_t micros = isDay ? kMicrosPerDay : clockMicros(unit);
        forEachRow(selection, [&](size_t row) { result[row] = floorTo(args[0].get<int64_t>(row), micros); });
    } else {
        forEachRow(selection, [&](size_t row) {
            result[row] = truncateDate(daysFromMicros(args[0].get<int64_t>(row)), unit) * kMicrosPerDay;
        });
    }
    return std::nullopt;
}

Failure truncateTimeKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                           MutableColumn& out)
{
    const TimeUnit unit = variantOf(context);
    const int64_t nanos = unit == TimeUnit::Nanosecond ? 1 : clockMicros(unit) * 1000;
    auto* result = out.as<int64_t>();
    forEachRow(selection, [&](size_t row) { result[row] = floorTo(args[0].get<int64_t>(row), nanos); });
    return std::nullopt;
}

constexpr Function makeTruncation(std::string_view name, size_t unit, Function::Kernel kernel)
{
    return {.name = name, .kernel = kernel, .variant = static_cast<int>(unit)};
}

template <size_t... kUnits>
constexpr Parts makeTruncations(std::string_view name, Function::Kernel kernel, std::index_sequence<kUnits...>)
{
    return {makeTruncation(name, kUnits, kernel)...};
}

constexpr Parts kDateTruncations = makeTruncations("DATE_TRUNC", &truncateDateKernel, kAllUnits);
constexpr Parts kTimestampTruncations = makeTruncations("TIMESTAMP_TRUNC", &truncateTimestampKernel, kAllUnits);
constexpr Parts kTimeTruncations = makeTruncations("TIME_TRUNC", &truncateTimeKernel, kAllUnits);

const Function* truncation(TypeId type, TimeUnit unit)
{
    const auto index = static_cast<size_t>(unit);
    const bool isCalendarUnit = unit <= TimeUnit::Week && unit != TimeUnit::IsoYear;
    const bool isDate = isCalendarUnit || unit == TimeUnit::Day || isClockUnit(unit);
    switch (type) {
    case TypeId::Date: return isDate ? &kDateTruncations[index] : nullptr;
    case TypeId::Timestamp: return isDate ? &kTimestampTruncations[index] : nullptr;
    case TypeId::Time: return isClockUnit(unit) ? &kTimeTruncations[index] : nullptr;
    default: return nullptr;
    }
}

/// DATE_TRUNC(x, unit); the unit may also stand first.
Result<ExprPtr> resolveTruncation(CallSite& site)
{
    if (literalText(site.args[0]) && !literalText(site.args[1])) {
        std::swap(site.args[0], site.args[1]);
    }
    MR_TRY(const TimeUnit unit, unitOf(site, site.args[1]));
    site.args.pop_back();
    if (isString(site.type(0).id) || site.hasType(0, TypeId::Null)) {
        MR_CHECK(coerceArg(site, 0, SqlType::of(TypeId::Timestamp)));
    }
    const SqlType type = site.type(0);
    const Function* function = truncation(type.id, unit);
    if (function == nullptr) {
        return typeMismatch(site);
    }
    return strictCall(site, *function, type);
}

Result<ExprPtr> resolveFloor(CallSite& site)
{
    return site.args.size() == 1 ? resolveFloorOfNumber(site) : resolveTruncation(site);
}

/// CEIL(x, unit) is x where that is a whole unit, else the start of the next unit.
Result<ExprPtr> resolveCeiling(CallSite& site)
{
    if (site.args.size() == 1) {
        return resolveCeilingOfNumber(site);
    }
    const ExprPtr value = site.args[0];
    const ExprPtr unit = site.args[1];
    MR_TRY(const ExprPtr floor, resolveTruncation(site));
    MR_TRY(const ExprPtr isWhole, resolveCall("=", {floor, value}, site.span));
    MR_TRY(const ExprPtr next,
           resolveCall("TIMESTAMPADD", {unit, literalExpr(Value(int64_t{1}), SqlType::of(TypeId::Integer)), floor},
                       site.span));
    return resolveCall("CASE", {isWhole, value, castExpr(next, value->type)}, site.span);
}

constexpr Signature kSignatures[] = {
    {"MILLENNIUM", 1, 1, &resolveNamedPart},  {"CENTURY", 1, 1, &resolveNamedPart},
    {"DECADE", 1, 1, &resolveNamedPart},      {"YEAR", 1, 1, &resolveNamedPart},
    {"ISOYEAR", 1, 1, &resolveNamedPart},     {"QUARTER", 1, 1, &resolveNamedPart},
    {"MONTH", 1, 1, &resolveNamedPart},       {"WEEK", 1, 1, &resolveNamedPart},
    {"DOY", 1, 1, &resolveNamedPart},         {"DAYOFYEAR", 1, 1, &resolveNamedPart},
    {"DOW", 1, 1, &resolveNamedPart},         {"DAYOFWEEK", 1, 1, &resolveNamedPart},
    {"ISODOW", 1, 1, &resolveNamedPart},      {"DAY", 1, 1, &resolveNamedPart},
    {"DAYOFMONTH", 1, 1, &resolveNamedPart},  {"HOUR", 1, 1, &resolveNamedPart},
    {"MINUTE", 1, 1, &resolveNamedPart},      {"SECOND", 1, 1, &resolveNamedPart},
    {"MILLISECOND", 1, 1, &resolveNamedPart}, {"MICROSECOND", 1, 1, &resolveNamedPart},
    {"NANOSECOND", 1, 1, &resolveNamedPart},  {"EPOCH", 1, 1, &resolveNamedPart},
    {"EXTRACT", 2, 2, &resolveExtract},       {"DATE_PART", 2, 2, &resolveExtract},
    {"DATE_TRUNC", 2, 2, &resolveTruncation}, {"TIMESTAMP_TRUNC", 2, 2, &resolveTruncation},
    {"TIME_TRUNC", 2, 2, &resolveTruncation}, {"FLOOR", 1, 2, &resolveFloor},
    {"CEIL", 1, 2, &resolveCeiling},          {"CEILING", 1, 2, &resolveCeiling},
};

} // namespace

std::span<const Signature> datePartSignatures()
{
    return kSignatures;
}

} // namespace millrace
