// SPDX-License-Identifier: GPL-3.0-or-later
// IS [NOT] DISTINCT FROM, GREATEST, LEAST and IN over literals.
#include "engine/expr/comparison_kernels.h"
#include "engine/expr/comparison_order.h"
#include "engine/expr/kernel.h"
#include "engine/expr/short_text.h"

#include <algorithm>

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;

template <typename T, Distinctness kWanted>
Failure distinctKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                       MutableColumn& out)
{
    auto* result = out.as<uint8_t>();
    forEachRow(selection, [&](size_t row) {
        const bool isNullA = args[0].isNull(row);
        const bool isNullB = args[1].isNull(row);
        const bool isEqual = isNullA || isNullB ? isNullA == isNullB : isSame(args[0].get<T>(row), args[1].get<T>(row));
        result[row] = isEqual == (kWanted == Distinctness::NotDistinct) ? 1 : 0;
    });
    return std::nullopt;
}

template <typename T, Extremum kWhich>
Failure extremumKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                       MutableColumn& out)
{
    T* result = out.as<T>();
    forEachRow(selection, [&](size_t row) { result[row] = args[0].get<T>(row); });
    for (const Column& arg : args.subspan(1)) {
        forEachRow(selection, [&](size_t row) {
            const T& value = arg.get<T>(row);
            const bool isBetter =
                kWhich == Extremum::Greatest ? isBelow(result[row], value) : isBelow(value, result[row]);
            result[row] = isBetter ? value : result[row];
        });
    }
    return std::nullopt;
}

/// The literals of an IN, sorted and without duplicates.
template <typename T>
struct LiteralSet {
    std::vector<T> values;
    bool hasNull = false;
    bool isShort = false; ///< texts only: all are inline

    bool contains(const T& value) const
    {
        const auto found = std::lower_bound(values.begin(), values.end(), value, isBelow<T>);
        return found != values.end() && isSame(*found, value);
    }
};

template <typename T>
T literalAs(const Value& value)
{
    if constexpr (std::is_same_v<T, StringRef>) {
        return StringRef(value.asString());
    } else if constexpr (std::is_same_v<T, Int128>) {
        return value.asDecimal();
    } else if constexpr (std::is_floating_point_v<T>) {
        return static_cast<T>(value.asDouble());
    } else {
        return std::visit(
            [](const auto& stored) -> T {
                using Stored = std::decay_t<decltype(stored)>;
                if constexpr (std::is_same_v<Stored, bool> || std::is_same_v<Stored, int64_t> ||
                              std::is_same_v<Stored, uint64_t>) {
                    return static_cast<T>(stored);
                } else {
                    return T{};
                }
            },
            value.storage());
    }
}

template <typename T>
std::shared_ptr<const void> prepareSet(const ScalarExpr& call)
{
    auto set = std::make_shared<LiteralSet<T>>();
    for (size_t i = 1; i < call.args.size(); ++i) {
        const Value& literal = call.args[i]->literal;
        if (literal.isNull()) {
            set->hasNull = true;
        } else {
            set->values.push_back(literalAs<T>(literal));
        }
    }
    std::sort(set->values.begin(), set->values.end(), isBelow<T>);
    set->values.erase(std::unique(set->values.begin(), set->values.end(), isSame<T>), set->values.end());
    if constexpr (std::is_same_v<T, StringRef>) {
        set->isShort =
            std::all_of(set->values.begin(), set->values.end(), [](const T& text) { return text.isInline(); });
    }
    return set;
}

/// result[row] = 1 where the text is one of a few inline ones.
void containsShortText(const std::vector<StringRef>& values, const Column& texts, const Selection& selection,
                       uint8_t* result)
{
    const std::vector<ShortText> wanted(values.begin(), values.end());
    const StringRef* text = texts.as<StringRef>();
    forEachRow(selection, [&](size_t row) {
        const ShortText candidate(text[texts.at(row)]);
        bool isIn = false;
        for (const ShortText& value : wanted) {
            isIn |= candidate == value;
        }
        result[row] = isIn ? 1 : 0;
    });
}

template <typename T>
Failure inKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                 MutableColumn& out)
{
    constexpr size_t kFewValues = 8;
    const auto& set = *static_cast<const LiteralSet<T>*>(context.state);
    auto* result = out.as<uint8_t>();
    if constexpr (!std::is_same_v<T, StringRef>) {
        if (set.values.size() <= kFewValues) {
            mapDense<T>(args[0], selection, result, [](T) { return uint8_t{0}; });
            for (const T value : set.values) {
                const T* x = args[0].as<T>();
                forEachRow(selection, [&](size_t row) {
                    result[row] = static_cast<uint8_t>(result[row] | (isSame(x[row], value) ? 1 : 0));
                });
            }
        } else {
            forEachRow(selection, [&](size_t row) { result[row] = set.contains(args[0].get<T>(row)) ? 1 : 0; });
        }
    } else if (set.values.size() <= kFewValues && set.isShort) {
        containsShortText(set.values, args[0], selection, result);
    } else {
        forEachRow(selection, [&](size_t row) { result[row] = set.contains(args[0].get<T>(row)) ? 1 : 0; });
    }
    if (set.hasNull || args[0].nulls != nullptr) {
        forEachRow(selection, [&](size_t row) {
            if (args[0].isNull(row) || (set.hasNull && result[row] == 0)) {
                out.setNull(row);
            }
        });
    }
    return std::nullopt;
}

template <typename T>
constexpr Function kDistinct{
    .name = "IS DISTINCT FROM", .kernel = &distinctKernel<T, Distinctness::Distinct>, .isStrict = false};
template <typename T>
constexpr Function kNotDistinct{
    .name = "IS NOT DISTINCT FROM", .kernel = &distinctKernel<T, Distinctness::NotDistinct>, .isStrict = false};
template <typename T>
constexpr Function kGreatest{.name = "GREATEST", .kernel = &extremumKernel<T, Extremum::Greatest>};
template <typename T>
constexpr Function kLeast{.name = "LEAST", .kernel = &extremumKernel<T, Extremum::Least>};
template <typename T>
constexpr Function kIn{
    .name = "IN", .kernel = &inKernel<T>, .isStrict = false, .makesNulls = true, .prepare = &prepareSet<T>};

} // namespace

const Function& distinctFrom(Distinctness distinctness, Physical physical)
{
    return withPhysical(physical, [distinctness](auto tag) -> const Function& {
        using T = decltype(tag);
        return distinctness == Distinctness::Distinct ? kDistinct<T> : kNotDistinct<T>;
    });
}

const Function& extremum(Extremum which, Physical physical)
{
    return withPhysical(physical, [which](auto tag) -> const Function& {
        using T = decltype(tag);
        return which == Extremum::Greatest ? kGreatest<T> : kLeast<T>;
    });
}

const Function& inLiterals(Physical physical)
{
    return withPhysical(physical, [](auto tag) -> const Function& { return kIn<decltype(tag)>; });
}

} // namespace millrace
