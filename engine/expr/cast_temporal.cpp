// SPDX-License-Identifier: GPL-3.0-or-later
// Conversions among DATE, TIME and TIMESTAMP, and between TIMESTAMP and numbers of milliseconds since 1970;
// and the choice of the function for any conversion.
#include "engine/expr/cast_rows.h"
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"

#include <cmath>

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;

constexpr int64_t kMicrosPerMilli = 1000;

int64_t floorMillis(int64_t micros)
{
    return micros / kMicrosPerMilli - (micros % kMicrosPerMilli < 0 ? 1 : 0);
}

Failure dateToTimestampKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                              MutableColumn& out)
{
    mapDense<int32_t>(args[0], selection, out.as<int64_t>(), [](int32_t days) {
        return static_cast<int64_t>(static_cast<uint64_t>(int64_t{days}) * static_cast<uint64_t>(kMicrosPerDay));
    });
    return std::nullopt;
}

Failure timeToTimestampKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                              MutableColumn& out)
{
    mapDense<int64_t>(args[0], selection, out.as<int64_t>(), [](int64_t nanos) { return nanos / 1000; });
    return std::nullopt;
}

Failure timestampToDateKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                              MutableColumn& out)
{
    mapDense<int64_t>(args[0], selection, out.as<int32_t>(), [](int64_t micros) { return daysFromMicros(micros); });
    return std::nullopt;
}

Failure timestampToTimeKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                              MutableColumn& out)
{
    mapDense<int64_t>(args[0], selection, out.as<int64_t>(), [](int64_t micros) { return microsOfDay(micros) * 1000; });
    return std::nullopt;
}

std::string cannotConvert(const KernelContext& context, std::span<const Column> args, size_t row)
{
    const SqlType& from = context.call.args[0]->type;
    return "Cannot convert " + formatValue(valueAt(args[0], row, from), from) + " to " + context.call.type.toString();
}

template <typename To>
Failure timestampToNumberKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                                MutableColumn& out)
{
    To* result = out.as<To>();
    const SqlType& to = context.call.type;
    return castRows(
        context, selection, out,
        [&](size_t row) {
            const int64_t millis = floorMillis(args[0].get<int64_t>(row));
            if constexpr (std::is_same_v<To, Int128>) {
                const std::optional<Int128> decimal = rescaleDecimal(millis, 0, to.scale);
                result[row] = decimal.value_or(0);
                return decimal && fitsPrecision(*decimal, to.precision);
            } else if constexpr (std::is_floating_point_v<To>) {
                result[row] = static_cast<To>(millis);
                return true;
            } else {
                result[row] = static_cast<To>(millis);
                return static_cast<Int128>(result[row]) == static_cast<Int128>(millis);
            }
        },
        [&](size_t row) { return cannotConvert(context, args, row); });
}

/// Microseconds of a number of milliseconds. Whole numbers are cut to seconds, as Calcite does.
template <typename From>
std::optional<int64_t> microsOf(From value, int scale)
{
    Int128 micros = 0;
    if constexpr (std::is_floating_point_v<From>) {
        constexpr double kFarthest = 1e15; // milliseconds, beyond the year 9999
        const auto millis = static_cast<double>(value);
        if (!(std::abs(millis) < kFarthest)) {
            return std::nullopt;
        }
        micros = static_cast<Int128>(std::trunc(millis)) * kMicrosPerMilli;
    } else {
        Int128 millis = value;
        if constexpr (std::is_same_v<From, Int128>) {
            millis = dropDecimalDigits(value, scale, DecimalRounding::TowardZero);
        }
        if (!fitsPrecision(millis, 20)) {
            return std::nullopt;
        }
        micros = millis / 1000 * kMicrosPerSecond;
    }
    const auto narrow = static_cast<int64_t>(micros);
    return narrow == micros && isValidTimestamp(narrow) ? std::optional(narrow) : std::nullopt;
}

template <typename From>
Failure numberToTimestampKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                                MutableColumn& out)
{
    const int scale = context.call.args[0]->type.scale;
    auto* result = out.as<int64_t>();
    return castRows(
        context, selection, out,
        [&](size_t row) {
            const std::optional<int64_t> micros = microsOf(args[0].get<From>(row), scale);
            result[row] = micros.value_or(0);
            return micros.has_value();
        },
        [&](size_t row) { return cannotConvert(context, args, row); });
}

constexpr Function kDateToTimestamp{.name = "CAST", .kernel = &dateToTimestampKernel, .isDense = true};
constexpr Function kTimeToTimestamp{.name = "CAST", .kernel = &timeToTimestampKernel, .isDense = true};
constexpr Function kTimestampToDate{.name = "CAST", .kernel = &timestampToDateKernel, .isDense = true};
constexpr Function kTimestampToTime{.name = "CAST", .kernel = &timestampToTimeKernel, .isDense = true};

template <typename To>
constexpr Function kTimestampToNumber{.name = "CAST", .kernel = &timestampToNumberKernel<To>, .canFail = true};
template <typename From>
constexpr Function kNumberToTimestamp{.name = "CAST", .kernel = &numberToTimestampKernel<From>, .canFail = true};

template <typename F>
const Function& withNumeric(Physical physical, F&& f)
{
    switch (physical) {
    case Physical::Decimal128: return f(Int128{});
    case Physical::Float: return f(float{});
    case Physical::Double: return f(double{});
    default: return withInteger(physical, f);
    }
}

} // namespace

const Function& temporalCast(const SqlType& from, const SqlType& to)
{
    if (from.id == TypeId::Timestamp && to.id == TypeId::Date) {
        return kTimestampToDate;
    }
    if (from.id == TypeId::Timestamp && to.id == TypeId::Time) {
        return kTimestampToTime;
    }
    if (from.id == TypeId::Timestamp) {
        return withNumeric(physicalOf(to),
                           [](auto tag) -> const Function& { return kTimestampToNumber<decltype(tag)>; });
    }
    if (from.id == TypeId::Date || from.id == TypeId::Time) {
        return from.id == TypeId::Date ? kDateToTimestamp : kTimeToTimestamp;
    }
    return withNumeric(physicalOf(from), [](auto tag) -> const Function& { return kNumberToTimestamp<decltype(tag)>; });
}

bool isIdentityCast(const SqlType& from, const SqlType& to)
{
    if (from.id != to.id) {
        return false;
    }
    if (from.id == TypeId::Decimal) {
        return from.scale == to.scale && from.precision <= to.precision;
    }
    if (from.id == TypeId::Varchar) {
        return to.length == 0 || (from.length != 0 && from.length <= to.length);
    }
    if (from.id == TypeId::Array) {
        // Of a NULL there is only its mark, whatever the type.
        return from.element->id == TypeId::Null || isIdentityCast(*from.element, *to.element);
    }
    return from.id != TypeId::Char || from.length == to.length;
}

const Function& castFunction(const SqlType& from, const SqlType& to)
{
    if (from.id == TypeId::Array) {
        return arrayCast(to);
    }
    if (isString(to.id)) {
        return textFromCast(from);
    }
    if (isString(from.id)) {
        return textToCast(to);
    }
    if (isTemporal(from.id) || isTemporal(to.id)) {
        return temporalCast(from, to);
    }
    return numberCast(from, to);
}

} // namespace millrace
