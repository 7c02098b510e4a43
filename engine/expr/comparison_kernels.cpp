// SPDX-License-Identifier: GPL-3.0-or-later
// = <> < <= > >= with loops that vectorise for numbers; text is compared on the selected rows only.
#include "engine/expr/comparison_kernels.h"

#include "engine/expr/comparison_order.h"
#include "engine/expr/kernel.h"
#include "engine/expr/short_text.h"

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;

struct EqualOp {
    template <typename T>
    static bool apply(const T& x, const T& y)
    {
        return isSame(x, y);
    }
};
struct NotEqualOp {
    template <typename T>
    static bool apply(const T& x, const T& y)
    {
        return !isSame(x, y);
    }
};
struct LessOp {
    template <typename T>
    static bool apply(const T& x, const T& y)
    {
        return isBelow(x, y);
    }
};
struct LessOrEqualOp {
    template <typename T>
    static bool apply(const T& x, const T& y)
    {
        return !isBelow(y, x);
    }
};

bool isShortConstant(const Column& column)
{
    return column.isConstant && column.as<StringRef>()->isInline();
}

template <typename Op>
void compareWithShortText(const Column& texts, const StringRef& constant, const Selection& selection, uint8_t* result)
{
    const ShortText wanted(constant);
    const StringRef* text = texts.as<StringRef>();
    forEachRow(selection, [&](size_t row) {
        result[row] = Op::apply(ShortText(text[texts.at(row)]), wanted) ? 1 : 0;
    });
}

template <typename T, typename Op>
void compareColumns(const Column& a, const Column& b, const Selection& selection, MutableColumn& out)
{
    auto* result = out.as<uint8_t>();
    if constexpr (std::is_same_v<T, StringRef>) {
        if constexpr (std::is_same_v<Op, EqualOp> || std::is_same_v<Op, NotEqualOp>) {
            if (isShortConstant(a) || isShortConstant(b)) {
                const bool isFirst = isShortConstant(a);
                compareWithShortText<Op>(isFirst ? b : a, *(isFirst ? a : b).as<StringRef>(), selection, result);
                return;
            }
        }
        forEachRow(selection,
                   [&](size_t row) { result[row] = Op::apply(a.get<StringRef>(row), b.get<StringRef>(row)) ? 1 : 0; });
    } else {
        zipDense<T, T>(a, b, selection, result, [](T x, T y) { return static_cast<uint8_t>(Op::apply(x, y)); });
    }
}

template <typename T, typename Op>
Failure compareKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                      MutableColumn& out)
{
    compareColumns<T, Op>(args[0], args[1], selection, out);
    return std::nullopt;
}

/// For > and >=, which are < and <= of the operands in reverse.
template <typename T, typename Op>
Failure compareReverseKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                             MutableColumn& out)
{
    compareColumns<T, Op>(args[1], args[0], selection, out);
    return std::nullopt;
}

constexpr Function makeComparison(std::string_view name, Function::Kernel kernel, bool isDense)
{
    return {.name = name, .kernel = kernel, .isDense = isDense};
}

template <typename T>
const Function& comparisonOf(Comparison operation)
{
    constexpr bool kIsDense = !std::is_same_v<T, StringRef>;
    static constexpr Function kFunctions[] = {
        makeComparison("=", &compareKernel<T, EqualOp>, kIsDense),
        makeComparison("<>", &compareKernel<T, NotEqualOp>, kIsDense),
        makeComparison("<", &compareKernel<T, LessOp>, kIsDense),
        makeComparison("<=", &compareKernel<T, LessOrEqualOp>, kIsDense),
        makeComparison(">", &compareReverseKernel<T, LessOp>, kIsDense),
        makeComparison(">=", &compareReverseKernel<T, LessOrEqualOp>, kIsDense),
    };
    return kFunctions[static_cast<size_t>(operation)];
}

} // namespace

const Function& comparison(Comparison operation, Physical physical)
{
    return withPhysical(physical,
                        [operation](auto tag) -> const Function& { return comparisonOf<decltype(tag)>(operation); });
}

} // namespace millrace
