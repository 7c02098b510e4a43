// SPDX-License-Identifier: GPL-3.0-or-later
// Floating-point arithmetic: never fails, x/0 is an infinity or NaN.
#include "engine/expr/arithmetic_kernels.h"
#include "engine/expr/kernel.h"

#include <cmath>

namespace millrace {

namespace {

struct AddOp {
    template <typename T>
    static T apply(T x, T y)
    {
        return x + y;
    }
};
struct SubtractOp {
    template <typename T>
    static T apply(T x, T y)
    {
        return x - y;
    }
};
struct MultiplyOp {
    template <typename T>
    static T apply(T x, T y)
    {
        return x * y;
    }
};
struct DivideOp {
    template <typename T>
    static T apply(T x, T y)
    {
        return x / y;
    }
};
struct RemainderOp {
    template <typename T>
    static T apply(T x, T y)
    {
        return std::fmod(x, y);
    }
};

template <typename T, typename Op>
std::optional<EvalFailure> plainKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                                       MutableColumn& out)
{
    zipDense<T, T>(args[0], args[1], selection, out.as<T>(), [](T x, T y) { return Op::apply(x, y); });
    return std::nullopt;
}

template <typename T>
std::optional<EvalFailure> negateKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                                        MutableColumn& out)
{
    mapDense<T>(args[0], selection, out.as<T>(), [](T x) { return -x; });
    return std::nullopt;
}

template <typename T>
std::optional<EvalFailure> divNullKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                                         MutableColumn& out)
{
    T* result = out.as<T>();
    forEachRow(selection, [&](size_t row) {
        result[row] = args[0].get<T>(row) / args[1].get<T>(row);
        if (!std::isfinite(result[row])) {
            out.setNull(row);
        }
    });
    return std::nullopt;
}

template <typename T, typename Op>
constexpr Function makePlain(std::string_view sign)
{
    return {.name = sign, .kernel = &plainKernel<T, Op>, .isDense = true};
}

template <typename T>
const Function& arithmeticOf(Arithmetic operation)
{
    static constexpr Function kFunctions[] = {makePlain<T, AddOp>("+"), makePlain<T, SubtractOp>("-"),
                                              makePlain<T, MultiplyOp>("*"), makePlain<T, DivideOp>("/"),
                                              makePlain<T, RemainderOp>("%")};
    return kFunctions[static_cast<size_t>(operation)];
}

template <typename T>
constexpr Function kNegation{.name = "-", .kernel = &negateKernel<T>, .isDense = true};
template <typename T>
constexpr Function kDivNull{.name = "DIV_NULL", .kernel = &divNullKernel<T>, .makesNulls = true};

} // namespace

const Function& floatArithmetic(Arithmetic operation, Physical physical)
{
    return physical == Physical::Float ? arithmeticOf<float>(operation) : arithmeticOf<double>(operation);
}

const Function& floatNegation(Physical physical)
{
    return physical == Physical::Float ? kNegation<float> : kNegation<double>;
}

const Function& floatDivNull(Physical physical)
{
    return physical == Physical::Float ? kDivNull<float> : kDivNull<double>;
}

} // namespace millrace
