// SPDX-License-Identifier: GPL-3.0-or-later
// Functions whose result is a part of their text: SUBSTRING, LEFT, TRIM, SPLIT_PART; positions count code points
// from 1.
#include "engine/expr/code_points.h"
#include "engine/expr/signatures.h"
#include "engine/expr/text_rows.h"

#include <algorithm>

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;

/// Code points [start, start + count) of the text, start from 0 and both bounded by the text.
std::string_view partOf(std::string_view text, int64_t start, int64_t count)
{
    if (count <= 0) {
        return {};
    }
    const size_t first = offsetOfCodePoint(text, static_cast<size_t>(start));
    const std::string_view rest = text.substr(first);
    return firstCodePoints(rest, static_cast<size_t>(count));
}

constexpr int64_t kToTheEnd = INT32_MAX;

/// SUBSTRING(text, from [, count]): a start before the text takes from the count.
Failure substringKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                        MutableColumn& out)
{
    shareText(selection, out, [&](size_t row) {
        const int64_t from = args[1].get<int32_t>(row);
        int64_t count = kToTheEnd;
        if (args.size() == 3) {
            count = args[2].get<int32_t>(row);
            count = count > 0 && from < 1 ? count + from - 1 : count;
        }
        return partOf(textAt(args[0], row), std::max<int64_t>(from, 1) - 1, count);
    });
    return std::nullopt;
}

/// SUBSTR(text, from [, count]): a negative start counts from the end.
Failure substrKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    shareText(selection, out, [&](size_t row) {
        const std::string_view text = textAt(args[0], row);
        int64_t from = args[1].get<int32_t>(row);
        int64_t count = args.size() == 3 ? args[2].get<int32_t>(row) : kToTheEnd;
        if (from < 0) {
            from += static_cast<int64_t>(countCodePoints(text)) + 1;
        }
        if (from < 1) {
            count = count == kToTheEnd || count <= 0 ? count : count + from - 1;
            from = 1;
        }
        return partOf(text, from - 1, count);
    });
    return std::nullopt;
}

Failure leftKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    shareText(selection, out, [&](size_t row) { return partOf(textAt(args[0], row), 0, args[1].get<int32_t>(row)); });
    return std::nullopt;
}

Failure rightKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    shareText(selection, out, [&](size_t row) {
        const std::string_view text = textAt(args[0], row);
        const int64_t wanted = args[1].get<int32_t>(row);
        const auto length = static_cast<int64_t>(countCodePoints(text));
        return partOf(text, std::max<int64_t>(length - wanted, 0), wanted);
    });
    return std::nullopt;
}

bool containsPoint(std::string_view set, std::string_view point)
{
    return set.find(point) != std::string_view::npos;
}

std::string_view trimLeading(std::string_view text, std::string_view removed)
{
    while (!text.empty()) {
        const std::string_view point = firstCodePoints(text, 1);
        if (!containsPoint(removed, point)) {
            break;
        }
        text.remove_prefix(point.size());
    }
    return text;
}

std::string_view trimTrailing(std::string_view text, std::string_view removed)
{
    while (!text.empty()) {
        size_t start = text.size() - 1;
        while (start > 0 && isContinuationByte(text[start])) {
            --start;
        }
        if (!containsPoint(removed, text.substr(start))) {
            break;
        }
        text = text.substr(0, start);
    }
    return text;
}

enum class TrimSides : uint8_t { Leading = 1, Trailing = 2, Both = 3 };

template <TrimSides kSides>
Failure trimKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    shareText(selection, out, [&](size_t row) {
        const std::string_view removed = args.size() == 2 ? textAt(args[1], row) : std::string_view(" ");
        std::string_view text = textAt(args[0], row);
        if constexpr (kSides != TrimSides::Trailing) {
            text = trimLeading(text, removed);
        }
        if constexpr (kSides != TrimSides::Leading) {
            text = trimTrailing(text, removed);
        }
        return text;
    });
    return std::nullopt;
}

size_t countParts(std::string_view text, std::string_view delimiter)
{
    size_t count = 1;
    for (size_t at = text.find(delimiter); at != std::string_view::npos;
         at = text.find(delimiter, at + delimiter.size())) {
        ++count;
    }
    return count;
}

/// Part number `index` (from 1, from the end when negative) between delimiters; empty when there is none.
std::string_view splitPart(std::string_view text, std::string_view delimiter, int64_t index)
{
    if (delimiter.empty()) {
        return index == 1 || index == -1 ? text : std::string_view();
    }
    const auto count = text.empty() ? int64_t{0} : static_cast<int64_t>(countParts(text, delimiter));
    index = index < 0 ? count + index + 1 : index;
    if (index <= 0 || index > count) {
        return {};
    }
    size_t start = 0;
    for (int64_t i = 1; i < index; ++i) {
        start = text.find(delimiter, start) + delimiter.size();
    }
    return text.substr(start, text.find(delimiter, start) - start);
}

Failure splitPartKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                        MutableColumn& out)
{
    shareText(selection, out, [&](size_t row) {
        return splitPart(textAt(args[0], row), textAt(args[1], row), args[2].get<int32_t>(row));
    });
    return std::nullopt;
}

constexpr Function kSubstring{.name = "SUBSTRING", .kernel = &substringKernel};
constexpr Function kSubstr{.name = "SUBSTR", .kernel = &substrKernel};
constexpr Function kLeft{.name = "LEFT", .kernel = &leftKernel};
constexpr Function kRight{.name = "RIGHT", .kernel = &rightKernel};
constexpr Function kTrim{.name = "TRIM", .kernel = &trimKernel<TrimSides::Both>};
constexpr Function kLeftTrim{.name = "LTRIM", .kernel = &trimKernel<TrimSides::Leading>};
constexpr Function kRightTrim{.name = "RTRIM", .kernel = &trimKernel<TrimSides::Trailing>};
constexpr Function kWithoutPadding{.name = "WITHOUT PADDING", .kernel = &trimKernel<TrimSides::Trailing>};
constexpr Function kSplitPart{.name = "SPLIT_PART", .kernel = &splitPartKernel};

const SqlType kText = SqlType::of(TypeId::Varchar);

template <const Function& kFunction>
Result<ExprPtr> resolveNumbered(CallSite& site)
{
    MR_CHECK(coerceArg(site, 0, kText));
    MR_CHECK(coerceArgs(site, SqlType::of(TypeId::Integer), 1));
    return strictCall(site, kFunction, kText);
}

template <const Function& kFunction>
Result<ExprPtr> resolveTexts(CallSite& site)
{
    MR_CHECK(coerceArgs(site, kText));
    return strictCall(site, kFunction, kText);
}

/// Not for users, the name is no word: a CHAR as it compares, still a CHAR.
Result<ExprPtr> resolveWithoutPadding(CallSite& site)
{
    const SqlType type = site.type(0);
    return strictCall(site, kWithoutPadding, type);
}

Result<ExprPtr> resolveSplitPart(CallSite& site)
{
    MR_CHECK(coerceArgs(site, {TypeId::Varchar, TypeId::Varchar, TypeId::Integer}));
    return strictCall(site, kSplitPart, kText);
}

constexpr Signature kSignatures[] = {
    {"SUBSTRING", 2, 3, &resolveNumbered<kSubstring>},
    {"SUBSTR", 2, 3, &resolveNumbered<kSubstr>},
    {"LEFT", 2, 2, &resolveNumbered<kLeft>},
    {"RIGHT", 2, 2, &resolveNumbered<kRight>},
    {"TRIM", 1, 2, &resolveTexts<kTrim>},
    {"LTRIM", 1, 2, &resolveTexts<kLeftTrim>},
    {"RTRIM", 1, 2, &resolveTexts<kRightTrim>},
    {"WITHOUT PADDING", 1, 1, &resolveWithoutPadding},
    {"SPLIT_PART", 3, 3, &resolveSplitPart},
};

} // namespace

std::span<const Signature> stringPartSignatures()
{
    return kSignatures;
}

} // namespace millrace
