// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/stream_kernels.h"

#include "engine/base/assert.h"
#include "engine/expr/kernel.h"

#include <cmath>
#include <limits>
#include <type_traits>

namespace millrace::descriptive {

namespace {

using Failure = std::optional<EvalFailure>;

template <typename T>
using Unsigned = std::make_unsigned_t<T>;

template <typename T, Arithmetic Op>
T apply(T a, T b)
{
    if constexpr (std::is_floating_point_v<T>) {
        return Op == Arithmetic::Add        ? a + b
               : Op == Arithmetic::Subtract ? a - b
               : Op == Arithmetic::Multiply ? a * b
               : Op == Arithmetic::Divide   ? a / b
                                            : std::fmod(a, b);
    } else {
        // Through 64 bits without sign: what is narrower would be promoted to int, whose overflow is undefined.
        const auto x = static_cast<uint64_t>(a);
        const auto y = static_cast<uint64_t>(b);
        return static_cast<T>(Op == Arithmetic::Add ? x + y : Op == Arithmetic::Subtract ? x - y : x * y);
    }
}

template <typename T, Arithmetic Op>
Failure arithmeticKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                         MutableColumn& out)
{
    zipDense<T, T, T>(args[0], args[1], selection, out.as<T>(), [](T a, T b) { return apply<T, Op>(a, b); });
    return std::nullopt;
}

template <typename T>
T remainderOf(T a, T b)
{
    if constexpr (std::is_signed_v<T>) {
        return b == -1 ? T(0) : static_cast<T>(a % b);
    } else {
        return static_cast<T>(a % b);
    }
}

template <typename A, typename B, typename R>
Failure remainderKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                        MutableColumn& out)
{
    const A* values = args[0].as<A>();
    const B* divisors = args[1].as<B>();
    R* result = out.as<R>();
    if (args[1].isConstant && *divisors != 0 && !args[0].isConstant) {
        const B divisor = *divisors;
        if constexpr (std::is_unsigned_v<A> && std::is_unsigned_v<B> && sizeof(A) <= 4 && sizeof(B) <= 4) {
            // D. Lemire et al., "Faster remainder by direct computation", 2019: two multiplications.
            const uint64_t inverse = std::numeric_limits<uint64_t>::max() / divisor + 1;
            forEachRow(selection, [&](size_t row) {
                const uint64_t low = inverse * values[row];
                result[row] = static_cast<R>((static_cast<unsigned __int128>(low) * divisor) >> 64);
            });
            return std::nullopt;
        }
    }
    const auto failing = findFailingRow(selection, [&](size_t row) {
        const B divisor = divisors[args[1].at(row)];
        const A value = values[args[0].at(row)];
        if (divisor == 0) {
            return false;
        }
        result[row] =
            static_cast<R>(remainderOf<std::conditional_t<std::is_same_v<A, B>, A, uint64_t>>(value, divisor));
        return true;
    });
    if (!failing) {
        return std::nullopt;
    }
    return EvalFailure{ErrorCode::kEvalDivisionByZero, *failing, "A remainder by zero"};
}

template <typename T, Arithmetic Op>
const Function& arithmetic()
{
    static constexpr std::string_view kNames[] = {"+", "-", "*", "/", "%"};
    static const Function function = [] {
        Function made;
        made.name = kNames[static_cast<size_t>(Op)];
        if constexpr (Op == Arithmetic::Remainder && !std::is_floating_point_v<T>) {
            made.kernel = &remainderKernel<T, T, T>;
            made.canFail = true;
        } else {
            made.kernel = &arithmeticKernel<T, Op>;
            made.isDense = true;
        }
        return made;
    }();
    return function;
}

template <typename T>
const Function& arithmeticOf(Arithmetic operation)
{
    switch (operation) {
    case Arithmetic::Add: return arithmetic<T, Arithmetic::Add>();
    case Arithmetic::Subtract: return arithmetic<T, Arithmetic::Subtract>();
    case Arithmetic::Multiply: return arithmetic<T, Arithmetic::Multiply>();
    case Arithmetic::Remainder: return arithmetic<T, Arithmetic::Remainder>();
    case Arithmetic::Divide: break;
    }
    return arithmetic<double, Arithmetic::Divide>();
}

template <typename From, typename To>
To converted(From value)
{
    if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
        if (!(value == value)) {
            return To(0);
        }
        const double wide = std::trunc(static_cast<double>(value));
        if (wide <= static_cast<double>(std::numeric_limits<To>::min())) {
            return std::numeric_limits<To>::min();
        }
        // The largest integer of 64 bits is no double: the next one above it is the bound.
        if (wide >= static_cast<double>(std::numeric_limits<To>::max())) {
            return std::numeric_limits<To>::max();
        }
        return static_cast<To>(wide);
    } else {
        return static_cast<To>(value);
    }
}

template <typename From, typename To>
Failure conversionKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                         MutableColumn& out)
{
    if (args[0].isConstant) {
        const To value = converted<From, To>(*args[0].as<From>());
        forEachRow(selection, [&](size_t row) { out.as<To>()[row] = value; });
        return std::nullopt;
    }
    mapDense<From, To>(args[0], selection, out.as<To>(), [](From value) { return converted<From, To>(value); });
    return std::nullopt;
}

template <typename From, typename To>
const Function& conversion()
{
    static const Function function = [] {
        Function made;
        made.name = "CONVERT";
        made.kernel = &conversionKernel<From, To>;
        made.isDense = true;
        return made;
    }();
    return function;
}

/// Calls f with a zero of a number's type.
template <typename F>
const Function& withNumber(Physical physical, F&& f)
{
    switch (physical) {
    case Physical::Float: return f(float{});
    case Physical::Double: return f(double{});
    case Physical::Bool: return f(uint8_t{});
    default: return withInteger(physical, [&](auto zero) -> const Function& { return f(zero); });
    }
}

} // namespace

const Function& streamArithmetic(Arithmetic operation, Physical physical)
{
    return withNumber(physical, [&](auto zero) -> const Function& { return arithmeticOf<decltype(zero)>(operation); });
}

const Function* shortRemainder(Physical value, Physical divisor)
{
    const auto remainder = [](auto a, auto b) -> const Function* {
        static const Function function = [] {
            Function made;
            made.name = "%";
            made.kernel = &remainderKernel<decltype(a), decltype(b), decltype(b)>;
            made.canFail = true;
            return made;
        }();
        return &function;
    };
    if (value == Physical::UInt32 && divisor == Physical::UInt8) {
        return remainder(uint32_t{}, uint8_t{});
    }
    return value == Physical::UInt32 && divisor == Physical::UInt16 ? remainder(uint32_t{}, uint16_t{}) : nullptr;
}

const Function& numberConversion(Physical from, Physical to)
{
    return withNumber(from, [&](auto a) -> const Function& {
        return withNumber(to, [&](auto b) -> const Function& { return conversion<decltype(a), decltype(b)>(); });
    });
}

} // namespace millrace::descriptive
