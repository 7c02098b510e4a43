// SPDX-License-Identifier: GPL-3.0-or-later
// Exact decimal arithmetic. Sums and products of types whose result cannot exceed 38 digits run without checks.
#include "engine/expr/arithmetic_kernels.h"
#include "engine/expr/kernel.h"
#include "engine/types/decimal.h"

#include <algorithm>

namespace millrace {

namespace {

const SqlType& typeOf(const KernelContext& context, size_t arg)
{
    return context.call.args[arg]->type;
}

std::string argText(const KernelContext& context, std::span<const Column> args, size_t arg, size_t row)
{
    return formatDecimal(args[arg].get<Int128>(row), typeOf(context, arg).scale);
}

EvalFailure overflowAt(const KernelContext& context, std::span<const Column> args, size_t row, Arithmetic operation)
{
    return overflowFailure(row, context.call, argText(context, args, 0, row), signOf(operation),
                           argText(context, args, 1, row));
}

/// Runs `op(x, y, result) -> bool` on the selected rows; false is an overflow.
template <typename Op>
std::optional<EvalFailure> runChecked(const KernelContext& context, std::span<const Column> args,
                                      const Selection& selection, MutableColumn& out, Arithmetic operation, Op op)
{
    auto* result = out.as<Int128>();
    const auto row = findFailingRow(
        selection, [&](size_t at) { return op(args[0].get<Int128>(at), args[1].get<Int128>(at), result[at]); });
    return row ? std::optional(overflowAt(context, args, *row, operation)) : std::nullopt;
}

/// True when a sum of the operand types always has at most 38 digits.
bool isSumExact(const SqlType& a, const SqlType& b)
{
    const int whole = std::max(a.precision - a.scale, b.precision - b.scale);
    return whole + std::max(a.scale, b.scale) + 1 <= kMaxDecimalPrecision;
}

// Modulo 2^128: dense loops also meet values of rows that are not selected.
Int128 wrappingSum(Int128 x, Int128 y)
{
    return static_cast<Int128>(static_cast<UInt128>(x) + static_cast<UInt128>(y));
}
Int128 wrappingProduct(Int128 x, Int128 y)
{
    return static_cast<Int128>(static_cast<UInt128>(x) * static_cast<UInt128>(y));
}
Int128 wrappingMinus(Int128 x)
{
    return static_cast<Int128>(UInt128{0} - static_cast<UInt128>(x));
}

template <bool kIsAdd>
std::optional<EvalFailure> exactSumKernel(const KernelContext& context, std::span<const Column> args,
                                          const Selection& selection, MutableColumn& out)
{
    const int scaleA = typeOf(context, 0).scale;
    const int scaleB = typeOf(context, 1).scale;
    auto* result = out.as<Int128>();
    if (scaleA == scaleB) {
        zipDense<Int128, Int128>(args[0], args[1], selection, result,
                                 [](Int128 x, Int128 y) { return wrappingSum(x, kIsAdd ? y : wrappingMinus(y)); });
        return std::nullopt;
    }
    const int scale = context.call.type.scale;
    const Int128 factorA = powerOfTen(scale - scaleA);
    const Int128 factorB = kIsAdd ? powerOfTen(scale - scaleB) : -powerOfTen(scale - scaleB);
    zipDense<Int128, Int128>(args[0], args[1], selection, result, [=](Int128 x, Int128 y) {
        return wrappingSum(wrappingProduct(x, factorA), wrappingProduct(y, factorB));
    });
    return std::nullopt;
}

template <bool kIsAdd>
std::optional<EvalFailure> checkedSumKernel(const KernelContext& context, std::span<const Column> args,
                                            const Selection& selection, MutableColumn& out)
{
    const int scale = context.call.type.scale;
    const Int128 factorA = powerOfTen(scale - typeOf(context, 0).scale);
    const Int128 factorB = powerOfTen(scale - typeOf(context, 1).scale);
    const Int128 limit = powerOfTen(context.call.type.precision);
    constexpr Arithmetic kOperation = kIsAdd ? Arithmetic::Add : Arithmetic::Subtract;
    return runChecked(context, args, selection, out, kOperation, [=](Int128 x, Int128 y, Int128& sum) {
        Int128 scaledX;
        Int128 scaledY;
        bool isBad = __builtin_mul_overflow(x, factorA, &scaledX);
        isBad |= __builtin_mul_overflow(y, factorB, &scaledY);
        isBad |=
            kIsAdd ? __builtin_add_overflow(scaledX, scaledY, &sum) : __builtin_sub_overflow(scaledX, scaledY, &sum);
        return !isBad && sum < limit && sum > -limit;
    });
}

/// True when a product of the operand types always has at most 38 digits.
bool isProductExact(const SqlType& a, const SqlType& b)
{
    return a.precision + b.precision <= kMaxDecimalPrecision;
}

std::optional<EvalFailure> exactProductKernel(const KernelContext&, std::span<const Column> args,
                                              const Selection& selection, MutableColumn& out)
{
    zipDense<Int128, Int128>(args[0], args[1], selection, out.as<Int128>(),
                             [](Int128 x, Int128 y) { return wrappingProduct(x, y); });
    return std::nullopt;
}

std::optional<EvalFailure> checkedProductKernel(const KernelContext& context, std::span<const Column> args,
                                                const Selection& selection, MutableColumn& out)
{
    const int drop = typeOf(context, 0).scale + typeOf(context, 1).scale - context.call.type.scale;
    const int precision = context.call.type.precision;
    return runChecked(context, args, selection, out, Arithmetic::Multiply, [=](Int128 x, Int128 y, Int128& product) {
        const bool isSmall = drop == 0 && x == static_cast<int64_t>(x) && y == static_cast<int64_t>(y);
        if (isSmall) {
            product = x * y;
            return fitsPrecision(product, precision);
        }
        const std::optional<Int128> wide = multiplyDecimal(x, y, drop);
        product = wide.value_or(0);
        return wide && fitsPrecision(*wide, precision);
    });
}

std::optional<EvalFailure> findZeroDivisor(const KernelContext& context, std::span<const Column> args,
                                           const Selection& selection, Arithmetic operation)
{
    const auto row = findFailingRow(selection, [&](size_t at) { return args[1].get<Int128>(at) != 0; });
    if (!row) {
        return std::nullopt;
    }
    return zeroDivisorFailure(*row, operation, argText(context, args, 0, *row), argText(context, args, 1, *row));
}

std::optional<EvalFailure> divideKernel(const KernelContext& context, std::span<const Column> args,
                                        const Selection& selection, MutableColumn& out)
{
    if (auto failure = findZeroDivisor(context, args, selection, Arithmetic::Divide)) {
        return failure;
    }
    const int shift = context.call.type.scale - typeOf(context, 0).scale + typeOf(context, 1).scale;
    const int precision = context.call.type.precision;
    return runChecked(context, args, selection, out, Arithmetic::Divide, [=](Int128 x, Int128 y, Int128& quotient) {
        const std::optional<Int128> exact = divideDecimal(x, y, shift);
        quotient = exact.value_or(0);
        return exact && fitsPrecision(*exact, precision);
    });
}

/// The remainder has the sign of the left operand.
std::optional<EvalFailure> remainderKernel(const KernelContext& context, std::span<const Column> args,
                                           const Selection& selection, MutableColumn& out)
{
    if (auto failure = findZeroDivisor(context, args, selection, Arithmetic::Remainder)) {
        return failure;
    }
    const int scaleA = typeOf(context, 0).scale;
    const int scaleB = typeOf(context, 1).scale;
    const int scale = std::max(scaleA, scaleB);
    const int resultScale = context.call.type.scale;
    const int precision = context.call.type.precision;
    return runChecked(context, args, selection, out, Arithmetic::Remainder, [=](Int128 x, Int128 y, Int128& rest) {
        const std::optional<Int128> scaledX = rescaleDecimal(x, scaleA, scale);
        const std::optional<Int128> scaledY = rescaleDecimal(y, scaleB, scale);
        if (!scaledX) {
            return false;
        }
        // A divisor too large for 128 bits is larger than any dividend.
        const std::optional<Int128> fitted =
            rescaleDecimal(scaledY ? *scaledX % *scaledY : *scaledX, scale, resultScale);
        rest = fitted.value_or(0);
        return fitted && fitsPrecision(*fitted, precision);
    });
}

std::optional<EvalFailure> negateKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                                        MutableColumn& out)
{
    mapDense<Int128>(args[0], selection, out.as<Int128>(), [](Int128 x) { return wrappingMinus(x); });
    return std::nullopt;
}

std::optional<EvalFailure> divNullKernel(const KernelContext& context, std::span<const Column> args,
                                         const Selection& selection, MutableColumn& out)
{
    const int shift = context.call.type.scale - typeOf(context, 0).scale + typeOf(context, 1).scale;
    const int precision = context.call.type.precision;
    return runChecked(context, args, selection, out, Arithmetic::Divide, [&](Int128 x, Int128 y, Int128& quotient) {
        if (y == 0) {
            out.setNull(static_cast<size_t>(&quotient - out.as<Int128>()));
            return true;
        }
        const std::optional<Int128> exact = divideDecimal(x, y, shift);
        quotient = exact.value_or(0);
        return exact && fitsPrecision(*exact, precision);
    });
}

constexpr Function kExactAdd{.name = "+", .kernel = &exactSumKernel<true>, .isDense = true};
constexpr Function kExactSubtract{.name = "-", .kernel = &exactSumKernel<false>, .isDense = true};
constexpr Function kExactMultiply{.name = "*", .kernel = &exactProductKernel, .isDense = true};
constexpr Function kCheckedAdd{.name = "+", .kernel = &checkedSumKernel<true>, .canFail = true};
constexpr Function kCheckedSubtract{.name = "-", .kernel = &checkedSumKernel<false>, .canFail = true};
constexpr Function kCheckedMultiply{.name = "*", .kernel = &checkedProductKernel, .canFail = true};
constexpr Function kDivide{.name = "/", .kernel = &divideKernel, .canFail = true};
constexpr Function kRemainder{.name = "%", .kernel = &remainderKernel, .canFail = true};
constexpr Function kNegation{.name = "-", .kernel = &negateKernel, .isDense = true};
constexpr Function kDivNull{.name = "DIV_NULL", .kernel = &divNullKernel, .canFail = true, .makesNulls = true};

} // namespace

const Function& decimalArithmetic(Arithmetic operation, const SqlType& left, const SqlType& right)
{
    switch (operation) {
    case Arithmetic::Add: return isSumExact(left, right) ? kExactAdd : kCheckedAdd;
    case Arithmetic::Subtract: return isSumExact(left, right) ? kExactSubtract : kCheckedSubtract;
    case Arithmetic::Multiply: return isProductExact(left, right) ? kExactMultiply : kCheckedMultiply;
    case Arithmetic::Divide: return kDivide;
    case Arithmetic::Remainder: return kRemainder;
    }
    return kCheckedAdd;
}

const Function& decimalNegation()
{
    return kNegation;
}

const Function& decimalDivNull()
{
    return kDivNull;
}

} // namespace millrace
