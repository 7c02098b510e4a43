// SPDX-License-Identifier: GPL-3.0-or-later
// Arrays made of arrays: ARRAY_CONCAT, ARRAY_DISTINCT, SORT_ARRAY, ARRAY_EXCEPT, … Elements are moved as they are
// coded: equal elements have equal bytes, and the order of the bytes is that of the elements.
#include "engine/expr/array_cells.h"
#include "engine/expr/array_resolving.h"
#include "engine/expr/signatures.h"
#include "engine/expr/text_rows.h"

#include <algorithm>
#include <unordered_set>

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;
using Elements = std::vector<std::string_view>;

constexpr int64_t kMostElements = 1 << 24; ///< that ARRAY_REPEAT and ARRAY_INSERT make

const SqlType& elementType(const KernelContext& context)
{
    return *context.call.args[0]->type.element;
}

void split(std::string_view array, const SqlType& type, Elements& elements)
{
    elements.clear();
    forEachElement(array, type, [&elements](std::string_view element) {
        elements.push_back(element);
        return true;
    });
}

void append(std::string& array, const Elements& elements)
{
    for (const std::string_view element : elements) {
        array += element;
    }
}

Failure concatKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    buildText(selection, out, [&](size_t row, std::string& array) {
        for (const Column& arg : args) {
            array += textAt(arg, row);
        }
    });
    return std::nullopt;
}

enum class Place : uint8_t { First, Last };

/// ARRAY_APPEND, ARRAY_PREPEND: the element may be NULL, the array is not.
template <Place kPlace>
Failure addKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                  MutableColumn& out)
{
    const CellAppender appendCell = cellAppender(elementType(context));
    buildText(selection, out, [&](size_t row, std::string& array) {
        if (args[0].isNull(row)) {
            return;
        }
        if constexpr (kPlace == Place::First) {
            appendCell(array, args[1], row);
        }
        array += textAt(args[0], row);
        if constexpr (kPlace == Place::Last) {
            appendCell(array, args[1], row);
        }
    });
    return std::nullopt;
}

/// Each of these makes one array of the elements of another.
struct DistinctOp {
    static void apply(Elements& elements)
    {
        std::unordered_set<std::string_view> seen;
        std::erase_if(elements, [&seen](std::string_view element) { return !seen.insert(element).second; });
    }
};
struct CompactOp {
    static void apply(Elements& elements) { std::erase_if(elements, &isNullElement); }
};
struct ReverseOp {
    static void apply(Elements& elements) { std::reverse(elements.begin(), elements.end()); }
};
struct SortOp {
    static void apply(Elements& elements) { std::sort(elements.begin(), elements.end()); }
};

template <typename Op>
Failure mapKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                  MutableColumn& out)
{
    Elements elements;
    buildText(selection, out, [&](size_t row, std::string& array) {
        split(textAt(args[0], row), elementType(context), elements);
        Op::apply(elements);
        append(array, elements);
    });
    return std::nullopt;
}

Failure sortKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                   MutableColumn& out)
{
    Elements elements;
    buildText(selection, out, [&](size_t row, std::string& array) {
        split(textAt(args[0], row), elementType(context), elements);
        SortOp::apply(elements);
        if (args[1].get<uint8_t>(row) == 0) {
            ReverseOp::apply(elements);
        }
        append(array, elements);
    });
    return std::nullopt;
}

/// Results of two arrays are sorted and without duplicates.
struct ExceptOp {
    static constexpr auto apply = [](auto... range) { std::set_difference(range...); };
};
struct IntersectOp {
    static constexpr auto apply = [](auto... range) { std::set_intersection(range...); };
};
struct UnionOp {
    static constexpr auto apply = [](auto... range) { std::set_union(range...); };
};

void splitSet(std::string_view array, const SqlType& type, Elements& elements)
{
    split(array, type, elements);
    SortOp::apply(elements);
    elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
}

template <typename Op>
Failure setKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                  MutableColumn& out)
{
    Elements left;
    Elements right;
    Elements result;
    buildText(selection, out, [&](size_t row, std::string& array) {
        splitSet(textAt(args[0], row), elementType(context), left);
        splitSet(textAt(args[1], row), elementType(context), right);
        result.clear();
        Op::apply(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(result));
        append(array, result);
    });
    return std::nullopt;
}

Failure overlapKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                      MutableColumn& out)
{
    Elements left;
    Elements right;
    auto* result = out.as<uint8_t>();
    forEachRow(selection, [&](size_t row) {
        splitSet(textAt(args[0], row), elementType(context), left);
        splitSet(textAt(args[1], row), elementType(context), right);
        Elements common;
        IntersectOp::apply(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(common));
        result[row] = common.empty() ? 0 : 1;
    });
    return std::nullopt;
}

Failure removeKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                     MutableColumn& out)
{
    const SqlType& type = elementType(context);
    const CellAppender appendCell = cellAppender(type);
    std::string removed;
    buildText(selection, out, [&](size_t row, std::string& array) {
        removed.clear();
        appendCell(removed, args[1], row);
        forEachElement(textAt(args[0], row), type, [&](std::string_view element) {
            array += element == removed ? std::string_view() : element;
            return true;
        });
    });
    return std::nullopt;
}

/// The least or the greatest element that is not NULL; NULL when there is none.
template <bool kIsLeast>
Failure extremeKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                      MutableColumn& out)
{
    const SqlType& type = elementType(context);
    const CellWriter write = cellWriter(type);
    forEachRow(selection, [&](size_t row) {
        std::string_view best;
        forEachElement(textAt(args[0], row), type, [&](std::string_view element) {
            const bool isBetter = best.empty() || (kIsLeast ? element < best : best < element);
            best = !isNullElement(element) && isBetter ? element : best;
            return true;
        });
        if (best.empty()) {
            out.setNull(row);
        } else {
            write(best, out, row);
        }
    });
    return std::nullopt;
}

/// ELEMENT: the one element; NULL of none, an error of several.
Failure elementKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                      MutableColumn& out)
{
    const SqlType& type = elementType(context);
    const CellWriter write = cellWriter(type);
    const std::optional<size_t> row = findFailingRow(selection, [&](size_t at) {
        std::string_view array = textAt(args[0], at);
        const std::string_view element = takeElement(array, type);
        if (element.empty()) {
            out.setNull(at);
        } else {
            write(element, out, at);
        }
        return array.empty();
    });
    if (row) {
        return EvalFailure{ErrorCode::kEvalInvalidArgument, *row, "ELEMENT of an array with more than one element"};
    }
    return std::nullopt;
}

Failure repeatKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                     MutableColumn& out)
{
    const CellAppender appendCell = cellAppender(*context.call.type.element);
    std::string one;
    std::string array;
    const std::optional<size_t> row = findFailingRow(selection, [&](size_t at) {
        const int64_t count = args[1].isNull(at) ? 0 : args[1].get<int64_t>(at);
        one.clear();
        array.clear();
        appendCell(one, args[0], at);
        if (count > 0 && static_cast<int64_t>(one.size()) > kMostElements / count) {
            return false;
        }
        for (int64_t i = 0; i < count; ++i) {
            array += one;
        }
        out.as<StringRef>()[at] = out.arena->store(array);
        return true;
    });
    if (row) {
        return EvalFailure{ErrorCode::kEvalInvalidArgument, *row, "ARRAY_REPEAT makes too large an array"};
    }
    return std::nullopt;
}

constexpr Function kConcat{.name = "ARRAY_CONCAT", .kernel = &concatKernel};
constexpr Function kAppend{.name = "ARRAY_APPEND", .kernel = &addKernel<Place::Last>, .isStrict = false};
constexpr Function kPrepend{.name = "ARRAY_PREPEND", .kernel = &addKernel<Place::First>, .isStrict = false};
constexpr Function kDistinct{.name = "ARRAY_DISTINCT", .kernel = &mapKernel<DistinctOp>};
constexpr Function kCompact{.name = "ARRAY_COMPACT", .kernel = &mapKernel<CompactOp>};
constexpr Function kReverse{.name = "ARRAY_REVERSE", .kernel = &mapKernel<ReverseOp>};
constexpr Function kSort{.name = "SORT_ARRAY", .kernel = &sortKernel};
constexpr Function kExcept{.name = "ARRAY_EXCEPT", .kernel = &setKernel<ExceptOp>};
constexpr Function kIntersect{.name = "ARRAY_INTERSECT", .kernel = &setKernel<IntersectOp>};
constexpr Function kUnion{.name = "ARRAY_UNION", .kernel = &setKernel<UnionOp>};
constexpr Function kOverlap{.name = "ARRAYS_OVERLAP", .kernel = &overlapKernel};
constexpr Function kRemove{.name = "ARRAY_REMOVE", .kernel = &removeKernel};
constexpr Function kLeast{.name = "ARRAY_MIN", .kernel = &extremeKernel<true>, .makesNulls = true};
constexpr Function kGreatest{.name = "ARRAY_MAX", .kernel = &extremeKernel<false>, .makesNulls = true};
constexpr Function kElement{.name = "ELEMENT", .kernel = &elementKernel, .canFail = true, .makesNulls = true};
constexpr Function kRepeat{.name = "ARRAY_REPEAT", .kernel = &repeatKernel, .isStrict = false, .canFail = true};

/// `call` where the argument is not NULL.
Result<ExprPtr> unlessNull(const ExprPtr& arg, ExprPtr call, const SourceSpan& span)
{
    if (!arg->type.nullable) {
        return call;
    }
    MR_TRY(ExprPtr isNull, resolveCall("IS NULL", {arg}, span));
    ExprPtr null = literalExpr(Value::null(), call->type.withNullable(true), span);
    return resolveCall("CASE", {std::move(isNull), std::move(null), std::move(call)}, span);
}

template <const Function& kFunction>
Result<ExprPtr> resolveAdd(CallSite& site)
{
    MR_CHECK(unifyWithElement(site, 0, 1));
    const ExprPtr array = site.args[0];
    const SqlType type = array->type.withNullable(false);
    return unlessNull(array, callExpr(kFunction, std::move(site.args), type, site.span), site.span);
}

template <const Function& kFunction>
Result<ExprPtr> resolveArrays(CallSite& site)
{
    MR_CHECK(unifyArrays(site));
    const SqlType type = site.type(0);
    return strictCall(site, kFunction, type);
}

Result<ExprPtr> resolveOverlap(CallSite& site)
{
    MR_CHECK(unifyArrays(site));
    return strictCall(site, kOverlap, SqlType::of(TypeId::Boolean));
}

Result<ExprPtr> resolveSort(CallSite& site)
{
    MR_CHECK(needArray(site, 0));
    if (site.args.size() == 1) {
        site.args.push_back(literalExpr(Value(true), SqlType::of(TypeId::Boolean, false), site.span));
    }
    MR_CHECK(coerceArg(site, 1, SqlType::of(TypeId::Boolean)));
    const SqlType type = site.type(0);
    return strictCall(site, kSort, type);
}

Result<ExprPtr> resolveRemove(CallSite& site)
{
    MR_CHECK(unifyWithElement(site, 0, 1));
    const SqlType type = site.type(0);
    return strictCall(site, kRemove, type);
}

template <const Function& kFunction>
Result<ExprPtr> resolveOne(CallSite& site)
{
    MR_CHECK(needArray(site, 0));
    const SqlType type = *site.type(0).element;
    return strictCall(site, kFunction, type);
}

Result<ExprPtr> resolveRepeat(CallSite& site)
{
    if (!isInteger(site.type(1).id) && !site.hasType(1, TypeId::Null)) {
        return typeMismatch(site);
    }
    MR_CHECK(coerceArg(site, 1, SqlType::of(TypeId::BigInt)));
    const ExprPtr count = site.args[1];
    const SqlType type = SqlType::arrayOf(site.type(0), false);
    return unlessNull(count, callExpr(kRepeat, std::move(site.args), type, site.span), site.span);
}

constexpr Signature kSignatures[] = {
    {"ARRAY_APPEND", 2, 2, &resolveAdd<kAppend>},
    {"ARRAY_PREPEND", 2, 2, &resolveAdd<kPrepend>},
    {"ARRAY_CONCAT", 1, Signature::kAnyNumber, &resolveArrays<kConcat>},
    {"ARRAY_DISTINCT", 1, 1, &resolveArrays<kDistinct>},
    {"ARRAY_COMPACT", 1, 1, &resolveArrays<kCompact>},
    {"ARRAY_REVERSE", 1, 1, &resolveArrays<kReverse>},
    {"SORT_ARRAY", 1, 2, &resolveSort},
    {"ARRAY_SORT", 1, 2, &resolveSort},
    {"ARRAY_EXCEPT", 2, 2, &resolveArrays<kExcept>},
    {"ARRAY_INTERSECT", 2, 2, &resolveArrays<kIntersect>},
    {"ARRAY_UNION", 2, 2, &resolveArrays<kUnion>},
    {"ARRAYS_OVERLAP", 2, 2, &resolveOverlap},
    {"ARRAY_REMOVE", 2, 2, &resolveRemove},
    {"ARRAY_MIN", 1, 1, &resolveOne<kLeast>},
    {"ARRAY_MAX", 1, 1, &resolveOne<kGreatest>},
    {"ELEMENT", 1, 1, &resolveOne<kElement>},
    {"ARRAY_REPEAT", 2, 2, &resolveRepeat},
};

} // namespace

std::span<const Signature> arraySetSignatures()
{
    return kSignatures;
}

} // namespace millrace
