// SPDX-License-Identifier: GPL-3.0-or-later
// Calendar sums. A result outside of the years 1 to 9999 is an overflow.
#include "engine/expr/interval_kernels.h"

#include "engine/expr/arithmetic_kernels.h"
#include "engine/expr/kernel.h"
#include "engine/types/datetime.h"
#include "engine/types/float_text.h"

#include <cmath>

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;

int64_t wrappingSum(int64_t x, int64_t y)
{
    return static_cast<int64_t>(static_cast<uint64_t>(x) + static_cast<uint64_t>(y));
}

int64_t wrappingMinus(int64_t x)
{
    return static_cast<int64_t>(uint64_t{0} - static_cast<uint64_t>(x));
}

// Each operation: the sum modulo 2^n, and whether a sum is right.
template <bool kIsPlus>
struct TimestampPlusDay {
    using Temporal = int64_t;
    using Interval = int64_t;
    static int64_t apply(int64_t x, int64_t y) { return wrappingSum(x, kIsPlus ? y : wrappingMinus(y)); }
    static bool isValid(int64_t x, int64_t y)
    {
        int64_t sum;
        const bool isBad = kIsPlus ? __builtin_add_overflow(x, y, &sum) : __builtin_sub_overflow(x, y, &sum);
        return !isBad && isValidTimestamp(sum);
    }
    static bool isSuspect(int64_t, int64_t sum) { return !isValidTimestamp(sum); }
};

template <bool kIsPlus>
struct TimestampPlusMonth {
    using Temporal = int64_t;
    using Interval = int32_t;
    static int64_t apply(int64_t x, int32_t y)
    {
        const int32_t days = addMonths(daysFromMicros(x), kIsPlus ? y : -int64_t{y});
        return days * kMicrosPerDay + microsOfDay(x);
    }
    static bool isValid(int64_t x, int32_t y) { return isValidTimestamp(apply(x, y)); }
    static bool isSuspect(int32_t, int64_t sum) { return !isValidTimestamp(sum); }
};

template <bool kIsPlus>
struct DatePlusDay {
    using Temporal = int32_t;
    using Interval = int64_t;
    static int64_t exact(int32_t x, int64_t y)
    {
        const int64_t days = y / kMicrosPerDay;
        return kIsPlus ? x + days : x - days;
    }
    static int32_t apply(int32_t x, int64_t y) { return static_cast<int32_t>(exact(x, y)); }
    static bool isValid(int32_t x, int64_t y) { return isValidDate(exact(x, y)); }
    static bool isSuspect(int64_t, int32_t sum) { return !isValidDate(sum); }
};

template <bool kIsPlus>
struct DatePlusMonth {
    using Temporal = int32_t;
    using Interval = int32_t;
    static int32_t apply(int32_t x, int32_t y) { return addMonths(x, kIsPlus ? y : -int64_t{y}); }
    static bool isValid(int32_t x, int32_t y) { return isValidDate(apply(x, y)); }
    static bool isSuspect(int32_t, int32_t sum) { return !isValidDate(sum); }
};

template <bool kIsPlus>
struct TimePlusDay {
    using Temporal = int64_t;
    using Interval = int64_t;
    static int64_t apply(int64_t x, int64_t y)
    {
        const int64_t nanos = y % kMicrosPerDay * 1000;
        const int64_t sum = wrappingSum(x, kIsPlus ? nanos : -nanos) % kNanosPerDay;
        return sum < 0 ? sum + kNanosPerDay : sum;
    }
    static bool isValid(int64_t, int64_t) { return true; }
    static bool isSuspect(int64_t, int64_t) { return false; }
};

/// "1 month", "-2 years 3 months".
std::string monthsText(int64_t months)
{
    const int64_t length = months < 0 ? -months : months;
    const auto part = [](int64_t count, const char* unit) {
        return count == 0 ? std::string() : std::to_string(count) + unit + (count == 1 ? "" : "s");
    };
    const std::string years = part(length / 12, " year");
    const std::string rest = part(length % 12, " month");
    const std::string text = years + (years.empty() || rest.empty() ? "" : " ") + rest;
    return (months < 0 ? "-" : "") + (text.empty() ? "0 months" : text);
}

/// "2 days", "1 day 06:30:00", "00:00:01.5": what people write, for messages.
std::string microsText(int64_t micros)
{
    const auto length = micros < 0 ? uint64_t{0} - static_cast<uint64_t>(micros) : static_cast<uint64_t>(micros);
    const uint64_t days = length / static_cast<uint64_t>(kMicrosPerDay);
    const auto timeOfDay = static_cast<int64_t>(length % static_cast<uint64_t>(kMicrosPerDay));
    std::string text = micros < 0 ? "-" : "";
    if (days != 0) {
        text += std::to_string(days) + (days == 1 ? " day" : " days");
    }
    if (timeOfDay != 0 || days == 0) {
        const SqlType type = SqlType::of(TypeId::Time);
        constexpr int64_t kNanosPerMicro = 1000;
        text += (days != 0 ? " " : "") + formatValue(Value(timeOfDay * kNanosPerMicro), type);
    }
    return text;
}

std::string temporalText(const Column& column, size_t row, const SqlType& type)
{
    if (type.id == TypeId::IntervalMonth) {
        return monthsText(column.get<int32_t>(row));
    }
    if (type.id == TypeId::IntervalDay) {
        return microsText(column.get<int64_t>(row));
    }
    return formatValue(valueAt(column, row, type), type);
}

template <typename Op>
Failure sumKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                  MutableColumn& out)
{
    using Temporal = typename Op::Temporal;
    using Interval = typename Op::Interval;
    bool isSuspect = false;
    zipDense<Temporal, Interval>(args[0], args[1], selection, out.as<Temporal>(), [&](Temporal x, Interval y) {
        const Temporal sum = Op::apply(x, y);
        isSuspect |= Op::isSuspect(y, sum);
        return sum;
    });
    if (!isSuspect) {
        return std::nullopt;
    }
    const auto row = findFailingRow(selection, [&](size_t at) {
        return isAnyNull(args, at) || Op::isValid(args[0].get<Temporal>(at), args[1].get<Interval>(at));
    });
    if (!row) {
        return std::nullopt;
    }
    return overflowFailure(*row, context.call, temporalText(args[0], *row, context.call.args[0]->type),
                           context.call.function->name, temporalText(args[1], *row, context.call.args[1]->type));
}

/// An unchanged time of day: years and months do not move it.
Failure timeUnchangedKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                            MutableColumn& out)
{
    zipDense<int64_t, int32_t>(args[0], args[1], selection, out.as<int64_t>(), [](int64_t x, int32_t) { return x; });
    return std::nullopt;
}

Failure dateDifferenceKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                             MutableColumn& out)
{
    zipDense<int32_t, int32_t>(args[0], args[1], selection, out.as<int64_t>(), [](int32_t x, int32_t y) {
        return static_cast<int64_t>(static_cast<uint64_t>(int64_t{x} - int64_t{y}) *
                                    static_cast<uint64_t>(kMicrosPerDay));
    });
    return std::nullopt;
}

Failure timestampDifferenceKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                                  MutableColumn& out)
{
    zipDense<int64_t, int64_t>(args[0], args[1], selection, out.as<int64_t>(),
                               [](int64_t x, int64_t y) { return wrappingSum(x, wrappingMinus(y)); });
    return std::nullopt;
}

Failure timeDifferenceKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                             MutableColumn& out)
{
    zipDense<int64_t, int64_t>(args[0], args[1], selection, out.as<int64_t>(),
                               [](int64_t x, int64_t y) { return wrappingSum(x, wrappingMinus(y)) / 1000; });
    return std::nullopt;
}

template <typename T, bool kIsDivided>
Failure scaleKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                    MutableColumn& out)
{
    constexpr double kLimit = sizeof(T) == 8 ? 9223372036854775808.0 : 2147483648.0;
    T* result = out.as<T>();
    const auto row = findFailingRow(selection, [&](size_t at) {
        const auto length = static_cast<double>(args[0].get<T>(at));
        const double factor = args[1].get<double>(at);
        const double scaled = std::trunc(kIsDivided ? length / factor : length * factor);
        const bool isFitting = scaled >= -kLimit && scaled < kLimit;
        result[at] = isFitting ? static_cast<T>(scaled) : T{0};
        return isFitting;
    });
    if (!row) {
        return std::nullopt;
    }
    const double factor = args[1].get<double>(*row);
    std::string factorText;
    appendDouble(factorText, factor);
    const std::string lengthText = temporalText(args[0], *row, context.call.args[0]->type);
    if (kIsDivided && factor == 0) {
        return zeroDivisorFailure(*row, Arithmetic::Divide, lengthText, factorText);
    }
    return overflowFailure(*row, context.call, lengthText, context.call.function->name, factorText);
}

template <template <bool> typename Op>
const Function* sumOf(IntervalSign sign)
{
    static constexpr Function kPlus{.name = "+", .kernel = &sumKernel<Op<true>>, .canFail = true, .isDense = true};
    static constexpr Function kMinus{.name = "-", .kernel = &sumKernel<Op<false>>, .canFail = true, .isDense = true};
    return sign == IntervalSign::Plus ? &kPlus : &kMinus;
}

constexpr Function kTimePlusMonth{.name = "+", .kernel = &timeUnchangedKernel, .isDense = true};
constexpr Function kTimeMinusMonth{.name = "-", .kernel = &timeUnchangedKernel, .isDense = true};
constexpr Function kDateDifference{.name = "-", .kernel = &dateDifferenceKernel, .isDense = true};
constexpr Function kTimestampDifference{.name = "-", .kernel = &timestampDifferenceKernel, .isDense = true};
constexpr Function kTimeDifference{.name = "-", .kernel = &timeDifferenceKernel, .isDense = true};
constexpr Function kScaledDay{.name = "*", .kernel = &scaleKernel<int64_t, false>, .canFail = true};
constexpr Function kScaledMonth{.name = "*", .kernel = &scaleKernel<int32_t, false>, .canFail = true};
constexpr Function kDividedDay{.name = "/", .kernel = &scaleKernel<int64_t, true>, .canFail = true};
constexpr Function kDividedMonth{.name = "/", .kernel = &scaleKernel<int32_t, true>, .canFail = true};

} // namespace

const Function* temporalPlusInterval(TypeId temporal, TypeId interval, IntervalSign sign)
{
    const bool isDay = interval == TypeId::IntervalDay;
    switch (temporal) {
    case TypeId::Date: return isDay ? sumOf<DatePlusDay>(sign) : sumOf<DatePlusMonth>(sign);
    case TypeId::Timestamp: return isDay ? sumOf<TimestampPlusDay>(sign) : sumOf<TimestampPlusMonth>(sign);
    case TypeId::Time:
        if (isDay) {
            return sumOf<TimePlusDay>(sign);
        }
        return sign == IntervalSign::Plus ? &kTimePlusMonth : &kTimeMinusMonth;
    default: return nullptr;
    }
}

const Function& temporalDifference(TypeId temporal)
{
    switch (temporal) {
    case TypeId::Date: return kDateDifference;
    case TypeId::Time: return kTimeDifference;
    default: return kTimestampDifference;
    }
}

const Function& scaledInterval(TypeId interval, IntervalScale scale)
{
    const bool isDivided = scale == IntervalScale::Divided;
    if (interval == TypeId::IntervalDay) {
        return isDivided ? kDividedDay : kScaledDay;
    }
    return isDivided ? kDividedMonth : kScaledMonth;
}

} // namespace millrace
