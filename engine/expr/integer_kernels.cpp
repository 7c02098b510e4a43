// SPDX-License-Identifier: GPL-3.0-or-later
// Checked integer arithmetic: loops compute every row and gather a flag; only a set flag makes a second pass that
// finds the row.
#include "engine/expr/arithmetic_kernels.h"
#include "engine/expr/kernel.h"

#include <limits>
#include <type_traits>

namespace millrace {

namespace {

template <typename T>
using Unsigned = std::make_unsigned_t<T>;

/// An integer of twice the width; 64 bits have none that is fast.
template <typename T>
using Wider = std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>;

template <typename T>
std::string numberText(T value)
{
    return std::to_string(static_cast<std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>>(value));
}

/// Each operation gives the result modulo 2^n and makes `bad` non-zero (its top bit set, for signed sums) on overflow.
struct AddOp {
    static constexpr Arithmetic kOperation = Arithmetic::Add;
    template <typename T>
    static T apply(T x, T y, Unsigned<T>& bad)
    {
        const auto a = static_cast<Unsigned<T>>(x);
        const auto b = static_cast<Unsigned<T>>(y);
        const auto sum = static_cast<Unsigned<T>>(a + b);
        if constexpr (std::is_signed_v<T>) {
            bad = static_cast<Unsigned<T>>(bad | ((a ^ sum) & (b ^ sum)));
        } else {
            bad = static_cast<Unsigned<T>>(bad | static_cast<Unsigned<T>>(sum < a));
        }
        return static_cast<T>(sum);
    }
};

struct SubtractOp {
    static constexpr Arithmetic kOperation = Arithmetic::Subtract;
    template <typename T>
    static T apply(T x, T y, Unsigned<T>& bad)
    {
        const auto a = static_cast<Unsigned<T>>(x);
        const auto b = static_cast<Unsigned<T>>(y);
        const auto difference = static_cast<Unsigned<T>>(a - b);
        if constexpr (std::is_signed_v<T>) {
            bad = static_cast<Unsigned<T>>(bad | ((a ^ b) & (a ^ difference)));
        } else {
            bad = static_cast<Unsigned<T>>(bad | static_cast<Unsigned<T>>(a < b));
        }
        return static_cast<T>(difference);
    }
};

struct MultiplyOp {
    static constexpr Arithmetic kOperation = Arithmetic::Multiply;
    template <typename T>
    static T apply(T x, T y, Unsigned<T>& bad)
    {
        constexpr Unsigned<T> kTop = static_cast<Unsigned<T>>(Unsigned<T>{1} << (sizeof(T) * 8 - 1));
        if constexpr (sizeof(T) == 8) {
            T product;
            bad |= __builtin_mul_overflow(x, y, &product) ? kTop : Unsigned<T>{0};
            return product;
        } else {
            const Wider<T> product = static_cast<Wider<T>>(x) * static_cast<Wider<T>>(y);
            const auto cut = static_cast<T>(product);
            bad = static_cast<Unsigned<T>>(bad | (static_cast<Wider<T>>(cut) != product ? kTop : Unsigned<T>{0}));
            return cut;
        }
    }
};

/// True for divisors that trap: zero, and -1 with the smallest number.
template <typename T>
bool isTrapping(T x, T y)
{
    if constexpr (std::is_signed_v<T>) {
        return y == 0 || (y == -1 && x == std::numeric_limits<T>::min());
    } else {
        return y == 0;
    }
}

template <typename T>
constexpr Unsigned<T> topBit()
{
    return static_cast<Unsigned<T>>(Unsigned<T>{1} << (sizeof(T) * 8 - 1));
}

struct DivideOp {
    static constexpr Arithmetic kOperation = Arithmetic::Divide;
    template <typename T>
    static T apply(T x, T y, Unsigned<T>& bad)
    {
        const bool isBad = isTrapping(x, y);
        bad = static_cast<Unsigned<T>>(bad | (isBad ? topBit<T>() : Unsigned<T>{0}));
        return isBad ? T{0} : static_cast<T>(x / y);
    }
};

struct RemainderOp {
    static constexpr Arithmetic kOperation = Arithmetic::Remainder;
    template <typename T>
    static T apply(T x, T y, Unsigned<T>& bad)
    {
        bad = static_cast<Unsigned<T>>(bad | (y == 0 ? topBit<T>() : Unsigned<T>{0}));
        return isTrapping(x, y) ? T{0} : static_cast<T>(x % y);
    }
};

template <typename T, typename Op>
bool isFailing(T x, T y)
{
    Unsigned<T> bad = 0;
    Op::apply(x, y, bad);
    constexpr bool isSumOfSigned = std::is_signed_v<T>;
    return isSumOfSigned ? static_cast<T>(bad) < 0 : bad != 0;
}

template <typename T, typename Op>
EvalFailure failureOf(const ScalarExpr& call, size_t row, T x, T y)
{
    constexpr bool isDivision = Op::kOperation == Arithmetic::Divide || Op::kOperation == Arithmetic::Remainder;
    if (isDivision && y == 0) {
        return zeroDivisorFailure(row, Op::kOperation, numberText(x), numberText(y));
    }
    return overflowFailure(row, call, numberText(x), signOf(Op::kOperation), numberText(y));
}

template <typename T, typename Op>
std::optional<EvalFailure> checkedKernel(const KernelContext& context, std::span<const Column> args,
                                         const Selection& selection, MutableColumn& out)
{
    Unsigned<T> bad = 0;
    zipDense<T, T>(args[0], args[1], selection, out.as<T>(), [&bad](T x, T y) { return Op::apply(x, y, bad); });
    if (std::is_signed_v<T> ? static_cast<T>(bad) >= 0 : bad == 0) {
        return std::nullopt;
    }
    const auto row = findFailingRow(selection, [&](size_t at) {
        return isAnyNull(args, at) || !isFailing<T, Op>(args[0].get<T>(at), args[1].get<T>(at));
    });
    if (!row) {
        return std::nullopt;
    }
    return failureOf<T, Op>(context.call, *row, args[0].get<T>(*row), args[1].get<T>(*row));
}

template <typename T>
std::optional<EvalFailure> negateKernel(const KernelContext& context, std::span<const Column> args,
                                        const Selection& selection, MutableColumn& out)
{
    Unsigned<T> bad = 0;
    mapDense<T>(args[0], selection, out.as<T>(), [&bad](T x) { return SubtractOp::apply(T{0}, x, bad); });
    if (static_cast<T>(bad) >= 0) {
        return std::nullopt;
    }
    const auto row =
        findFailingRow(selection, [&](size_t at) { return args[0].get<T>(at) != std::numeric_limits<T>::min(); });
    if (!row) {
        return std::nullopt;
    }
    return EvalFailure{ErrorCode::kEvalOverflow, *row,
                       "'- " + numberText(args[0].get<T>(*row)) + "' causes overflow for type " +
                           context.call.type.toString()};
}

template <typename T>
std::optional<EvalFailure> divNullKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                                         MutableColumn& out)
{
    T* result = out.as<T>();
    forEachRow(selection, [&](size_t row) {
        const T x = args[0].get<T>(row);
        const T y = args[1].get<T>(row);
        if (isTrapping(x, y)) {
            out.setNull(row);
        } else {
            result[row] = static_cast<T>(x / y);
        }
    });
    return std::nullopt;
}

template <typename T, typename Op>
constexpr Function makeChecked(std::string_view sign)
{
    return {.name = sign, .kernel = &checkedKernel<T, Op>, .canFail = true, .isDense = true};
}

template <typename T>
const Function& arithmeticOf(Arithmetic operation)
{
    static constexpr Function kFunctions[] = {makeChecked<T, AddOp>("+"), makeChecked<T, SubtractOp>("-"),
                                              makeChecked<T, MultiplyOp>("*"), makeChecked<T, DivideOp>("/"),
                                              makeChecked<T, RemainderOp>("%")};
    return kFunctions[static_cast<size_t>(operation)];
}

template <typename T>
constexpr Function kNegation{.name = "-", .kernel = &negateKernel<T>, .canFail = true, .isDense = true};
template <typename T>
constexpr Function kDivNull{.name = "DIV_NULL", .kernel = &divNullKernel<T>, .makesNulls = true};

} // namespace

const Function& integerArithmetic(Arithmetic operation, Physical physical)
{
    return withInteger(physical,
                       [operation](auto tag) -> const Function& { return arithmeticOf<decltype(tag)>(operation); });
}

const Function& integerNegation(Physical physical)
{
    switch (physical) {
    case Physical::Int8: return kNegation<int8_t>;
    case Physical::Int16: return kNegation<int16_t>;
    case Physical::Int32: return kNegation<int32_t>;
    default: return kNegation<int64_t>;
    }
}

const Function& integerDivNull(Physical physical)
{
    return withInteger(physical, [](auto tag) -> const Function& { return kDivNull<decltype(tag)>; });
}

std::string_view signOf(Arithmetic operation)
{
    constexpr std::string_view kSigns[] = {"+", "-", "*", "/", "%"};
    return kSigns[static_cast<size_t>(operation)];
}

EvalFailure overflowFailure(size_t row, const ScalarExpr& call, const std::string& left, std::string_view sign,
                            const std::string& right)
{
    return {ErrorCode::kEvalOverflow, row,
            "'" + left + " " + std::string(sign) + " " + right + "' causes overflow for type " + call.type.toString()};
}

EvalFailure zeroDivisorFailure(size_t row, Arithmetic operation, const std::string& left, const std::string& right)
{
    const bool isDivision = operation == Arithmetic::Divide;
    return {ErrorCode::kEvalDivisionByZero, row,
            std::string("Attempt to ") + (isDivision ? "divide" : "modulo") + " by zero: " + left +
                (isDivision ? "/" : "%") + right};
}

bool isAnyNull(std::span<const Column> args, size_t row)
{
    for (const Column& arg : args) {
        if (arg.isNull(row)) {
            return true;
        }
    }
    return false;
}

} // namespace millrace
