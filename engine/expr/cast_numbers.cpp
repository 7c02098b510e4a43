// SPDX-License-Identifier: GPL-3.0-or-later
// Conversions among numbers, and between numbers and BOOLEAN.
#include "engine/expr/cast_rows.h"
#include "engine/types/decimal.h"
#include "engine/types/float_text.h"

#include <cmath>
#include <limits>

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;

const SqlType& sourceType(const KernelContext& context)
{
    return context.call.args[0]->type;
}

std::string cannotConvert(const KernelContext& context, std::span<const Column> args, size_t row)
{
    const SqlType& from = sourceType(context);
    return "Cannot convert " + formatValue(valueAt(args[0], row, from), from) + " to " + context.call.type.toString();
}

template <typename From, typename To>
constexpr bool kIsWidening = std::is_signed_v<From> == std::is_signed_v<To>
                                 ? sizeof(From) <= sizeof(To)
                                 : std::is_signed_v<To> && sizeof(From) < sizeof(To);

template <typename From, typename To>
bool isInRange(From value)
{
    constexpr auto kLeast = static_cast<Int128>(std::numeric_limits<To>::min());
    constexpr auto kMost = static_cast<Int128>(std::numeric_limits<To>::max());
    return static_cast<Int128>(value) >= kLeast && static_cast<Int128>(value) <= kMost;
}

/// Total conversions of integers and floating numbers to each other.
template <typename From, typename To>
Failure widenKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    mapDense<From>(args[0], selection, out.as<To>(), [](From x) { return static_cast<To>(x); });
    return std::nullopt;
}

template <typename From, typename To>
Failure narrowKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                     MutableColumn& out)
{
    const From* x = args[0].as<From>();
    To* result = out.as<To>();
    return castRows(
        context, selection, out,
        [&](size_t row) {
            result[row] = static_cast<To>(x[row]);
            return isInRange<From, To>(x[row]);
        },
        [&](size_t row) { return cannotConvert(context, args, row); });
}

template <typename From, typename To>
Failure floatToIntegerKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                             MutableColumn& out)
{
    // Both bounds are powers of two (or zero), hence exact.
    constexpr double kBelow = static_cast<double>(std::numeric_limits<To>::min());
    const double above = std::ldexp(1.0, std::numeric_limits<To>::digits);
    const From* x = args[0].as<From>();
    To* result = out.as<To>();
    return castRows(
        context, selection, out,
        [&](size_t row) {
            const double whole = std::trunc(static_cast<double>(x[row]));
            const bool isFitting = whole >= kBelow && whole < above;
            result[row] = isFitting ? static_cast<To>(whole) : To{0};
            return isFitting;
        },
        [&](size_t row) { return cannotConvert(context, args, row); });
}

Int128 wrappingProduct(Int128 x, Int128 y)
{
    return static_cast<Int128>(static_cast<UInt128>(x) * static_cast<UInt128>(y));
}

/// An integer, or the truth as 0 or 1, to a decimal that holds every value.
template <typename From>
Failure toDecimalKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                        MutableColumn& out)
{
    const Int128 factor = powerOfTen(context.call.type.scale);
    mapDense<From>(args[0], selection, out.as<Int128>(),
                   [factor](From x) { return wrappingProduct(static_cast<Int128>(x), factor); });
    return std::nullopt;
}

template <typename From>
Failure toDecimalCheckedKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                               MutableColumn& out)
{
    const int scale = context.call.type.scale;
    const int precision = context.call.type.precision;
    auto* result = out.as<Int128>();
    return castRows(
        context, selection, out,
        [&](size_t row) {
            std::optional<Int128> decimal;
            if constexpr (std::is_floating_point_v<From>) {
                decimal = decimalFromDouble(static_cast<double>(args[0].get<From>(row)), precision, scale);
            } else {
                decimal = rescaleDecimal(static_cast<Int128>(args[0].get<From>(row)), 0, scale);
            }
            result[row] = decimal.value_or(0);
            return decimal && fitsPrecision(*decimal, precision);
        },
        [&](size_t row) { return cannotConvert(context, args, row); });
}

template <typename To>
Failure decimalToIntegerKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                               MutableColumn& out)
{
    const int scale = sourceType(context).scale;
    To* result = out.as<To>();
    return castRows(
        context, selection, out,
        [&](size_t row) {
            const Int128 whole = dropDecimalDigits(args[0].get<Int128>(row), scale, DecimalRounding::TowardZero);
            result[row] = static_cast<To>(whole);
            return isInRange<Int128, To>(whole);
        },
        [&](size_t row) { return cannotConvert(context, args, row); });
}

template <typename To>
Failure decimalToFloatKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                             MutableColumn& out)
{
    const int scale = sourceType(context).scale;
    mapDense<Int128>(args[0], selection, out.as<To>(),
                     [scale](Int128 x) { return static_cast<To>(decimalToDouble(x, scale)); });
    return std::nullopt;
}

/// To at least as many digits before the point.
Failure decimalToDecimalKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                               MutableColumn& out)
{
    const int from = sourceType(context).scale;
    const int to = context.call.type.scale;
    if (to >= from) {
        const Int128 factor = powerOfTen(to - from);
        mapDense<Int128>(args[0], selection, out.as<Int128>(),
                         [factor](Int128 x) { return wrappingProduct(x, factor); });
    } else {
        mapDense<Int128>(args[0], selection, out.as<Int128>(), [digits = from - to](Int128 x) {
            return dropDecimalDigits(x, digits, DecimalRounding::TowardZero);
        });
    }
    return std::nullopt;
}

Failure decimalToDecimalCheckedKernel(const KernelContext& context, std::span<const Column> args,
                                      const Selection& selection, MutableColumn& out)
{
    const int from = sourceType(context).scale;
    const SqlType& to = context.call.type;
    auto* result = out.as<Int128>();
    return castRows(
        context, selection, out,
        [&](size_t row) {
            const std::optional<Int128> decimal = rescaleDecimal(args[0].get<Int128>(row), from, to.scale);
            result[row] = decimal.value_or(0);
            return decimal && fitsPrecision(*decimal, to.precision);
        },
        [&](size_t row) { return cannotConvert(context, args, row); });
}

template <typename From>
Failure toBooleanKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                        MutableColumn& out)
{
    mapDense<From>(args[0], selection, out.as<uint8_t>(), [](From x) { return static_cast<uint8_t>(x != 0); });
    return std::nullopt;
}

constexpr Function makeTotal(Function::Kernel kernel)
{
    return {.name = "CAST", .kernel = kernel, .isDense = true};
}

constexpr Function makeChecked(Function::Kernel kernel)
{
    return {.name = "CAST", .kernel = kernel, .canFail = true};
}

template <Function::Kernel kKernel>
constexpr Function kTotal = makeTotal(kKernel);
template <Function::Kernel kKernel>
constexpr Function kChecked = makeChecked(kKernel);

template <typename From, typename To>
const Function& plainCast()
{
    if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
        return kChecked<&floatToIntegerKernel<From, To>>;
    } else if constexpr (std::is_floating_point_v<To> || kIsWidening<From, To>) {
        return kTotal<&widenKernel<From, To>>;
    } else {
        return kChecked<&narrowKernel<From, To>>;
    }
}

template <typename F>
const Function& withNumber(Physical physical, F&& f)
{
    switch (physical) {
    case Physical::Float: return f(float{});
    case Physical::Double: return f(double{});
    default: return withInteger(physical, f);
    }
}

const Function& fromDecimal(const SqlType& from, const SqlType& to)
{
    if (to.id == TypeId::Decimal) {
        const bool isTotal = to.precision - to.scale >= from.precision - from.scale;
        return isTotal ? kTotal<&decimalToDecimalKernel> : kChecked<&decimalToDecimalCheckedKernel>;
    }
    return withNumber(physicalOf(to), [](auto tag) -> const Function& {
        using To = decltype(tag);
        if constexpr (std::is_floating_point_v<To>) {
            return kTotal<&decimalToFloatKernel<To>>;
        } else {
            return kChecked<&decimalToIntegerKernel<To>>;
        }
    });
}

const Function& toDecimal(const SqlType& from, const SqlType& to)
{
    const int digits = from.id == TypeId::Boolean ? 1 : integerDigits(from.id);
    const bool isTotal = !isApproximate(from.id) && digits + to.scale <= to.precision;
    const Physical physical = from.id == TypeId::Boolean ? Physical::UInt8 : physicalOf(from);
    return withNumber(physical, [isTotal](auto tag) -> const Function& {
        using From = decltype(tag);
        if constexpr (std::is_floating_point_v<From>) {
            return kChecked<&toDecimalCheckedKernel<From>>;
        } else {
            return isTotal ? kTotal<&toDecimalKernel<From>> : kChecked<&toDecimalCheckedKernel<From>>;
        }
    });
}

const Function& toBoolean(const SqlType& from)
{
    if (from.id == TypeId::Decimal) {
        return kTotal<&toBooleanKernel<Int128>>;
    }
    return withNumber(physicalOf(from),
                      [](auto tag) -> const Function& { return kTotal<&toBooleanKernel<decltype(tag)>>; });
}

} // namespace

const Function& numberCast(const SqlType& from, const SqlType& to)
{
    if (to.id == TypeId::Boolean) {
        return toBoolean(from);
    }
    if (to.id == TypeId::Decimal && from.id != TypeId::Decimal) {
        return toDecimal(from, to);
    }
    if (from.id == TypeId::Decimal) {
        return fromDecimal(from, to);
    }
    // TRUE is stored as the number 1.
    const Physical source = from.id == TypeId::Boolean ? Physical::UInt8 : physicalOf(from);
    return withNumber(source, [&to](auto fromTag) -> const Function& {
        using From = decltype(fromTag);
        return withNumber(physicalOf(to),
                          [](auto toTag) -> const Function& { return plainCast<From, decltype(toTag)>(); });
    });
}

} // namespace millrace
