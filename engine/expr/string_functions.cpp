// SPDX-License-Identifier: GPL-3.0-or-later
// Functions that measure text or make new text.
#include "engine/expr/code_points.h"
#include "engine/expr/letter_case.h"
#include "engine/expr/signatures.h"
#include "engine/expr/text_rows.h"

#include <algorithm>
#include <boost/uuid/detail/md5.hpp>
#include <xxhash.h>

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;

constexpr size_t kLongestText = size_t{64} << 20; ///< bytes that REPEAT and the like may make of one value

EvalFailure tooLong(const KernelContext& context, size_t row)
{
    return {ErrorCode::kEvalInvalidArgument, row,
            "Text is longer than 64 MiB: result of " + std::string(context.call.function->name)};
}

/// A number of each text.
template <typename T, auto kMeasure>
Failure measureKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                      MutableColumn& out)
{
    T* result = out.as<T>();
    forEachText(args[0], selection,
                [result](size_t row, std::string_view text) { result[row] = static_cast<T>(kMeasure(text)); });
    return std::nullopt;
}

size_t countBytes(std::string_view text)
{
    return text.size();
}

char32_t firstCodePoint(std::string_view text)
{
    size_t offset = 0;
    return text.empty() ? 0 : nextCodePoint(text, offset);
}

/// Text made of one text by appending to an empty string.
template <auto kAppend>
Failure mapKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    buildText(selection, out, [&](size_t row, std::string& text) { kAppend(text, textAt(args[0], row)); });
    return std::nullopt;
}

template <auto kMap>
Failure caseKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    auto* result = out.as<StringRef>();
    forEachRow(selection, [&](size_t row) { result[row] = kMap(args[0].get<StringRef>(row), *out.arena); });
    return std::nullopt;
}

void appendCapitals(std::string& out, std::string_view text)
{
    appendInitialCapitals(out, text, WordStart::AfterOther);
}

void appendCapitalsAfterBlanks(std::string& out, std::string_view text)
{
    appendInitialCapitals(out, text, WordStart::AfterBlank);
}

void appendReversed(std::string& out, std::string_view text)
{
    size_t end = text.size();
    while (end > 0) {
        size_t start = end - 1;
        while (start > 0 && isContinuationByte(text[start])) {
            --start;
        }
        out += text.substr(start, end - start);
        end = start;
    }
}

void appendMd5(std::string& out, std::string_view text)
{
    boost::uuids::detail::md5 hash;
    hash.process_bytes(text.data(), text.size());
    boost::uuids::detail::md5::digest_type digest;
    hash.get_digest(digest);
    // Four words to be written as numbers; bytes in newer versions of the library.
    constexpr char kHex[] = "0123456789abcdef";
    constexpr int kBits = 8 * sizeof digest[0];
    for (const auto part : digest) {
        for (int shift = kBits - 4; shift >= 0; shift -= 4) {
            out += kHex[(part >> shift) & 15];
        }
    }
}

Failure concatKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    buildText(selection, out, [&](size_t row, std::string& text) {
        for (const Column& arg : args) {
            text += textAt(arg, row);
        }
    });
    return std::nullopt;
}

/// Not strict: NULLs after the separator are left out.
Failure concatWithSeparatorKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                                  MutableColumn& out)
{
    buildText(selection, out, [&](size_t row, std::string& text) {
        if (args[0].isNull(row)) {
            out.setNull(row);
            return;
        }
        bool isFirst = true;
        for (const Column& arg : args.subspan(1)) {
            if (!arg.isNull(row)) {
                text += isFirst ? std::string_view() : textAt(args[0], row);
                text += textAt(arg, row);
                isFirst = false;
            }
        }
    });
    return std::nullopt;
}

Failure replaceKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                      MutableColumn& out)
{
    auto* result = out.as<StringRef>();
    std::string text;
    const auto row = findFailingRow(selection, [&](size_t at) {
        const std::string_view source = textAt(args[0], at);
        const std::string_view wanted = textAt(args[1], at);
        size_t found = wanted.empty() ? std::string_view::npos : source.find(wanted);
        if (found == std::string_view::npos) {
            result[at] = args[0].get<StringRef>(at);
            return true;
        }
        text.clear();
        size_t start = 0;
        for (; found != std::string_view::npos && text.size() <= kLongestText; found = source.find(wanted, start)) {
            text += source.substr(start, found - start);
            text += textAt(args[2], at);
            start = found + wanted.size();
        }
        text += source.substr(start);
        result[at] = out.arena->store(text);
        return text.size() <= kLongestText;
    });
    return row ? std::optional(tooLong(context, *row)) : std::nullopt;
}

Failure repeatKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                     MutableColumn& out)
{
    auto* result = out.as<StringRef>();
    std::string text;
    const auto row = findFailingRow(selection, [&](size_t at) {
        const std::string_view source = textAt(args[0], at);
        const auto count = static_cast<size_t>(std::max(args[1].get<int32_t>(at), 0));
        if (source.size() * count > kLongestText) {
            return false;
        }
        text.clear();
        for (size_t i = 0; i < count; ++i) {
            text += source;
        }
        result[at] = out.arena->store(text);
        return true;
    });
    return row ? std::optional(tooLong(context, *row)) : std::nullopt;
}

/// OVERLAY(text, replacement, from [, count]).
Failure overlayKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                      MutableColumn& out)
{
    buildText(selection, out, [&](size_t row, std::string& text) {
        const std::string_view source = textAt(args[0], row);
        const std::string_view replacement = textAt(args[1], row);
        const int64_t from = args[2].get<int32_t>(row);
        const int64_t count = args.size() == 4 ? std::max(args[3].get<int32_t>(row), 0)
                                               : static_cast<int64_t>(countCodePoints(replacement));
        if (from <= 0) {
            text += source;
            return;
        }
        const size_t start = offsetOfCodePoint(source, static_cast<size_t>(from - 1));
        const std::string_view rest = source.substr(start);
        text += source.substr(0, start);
        text += replacement;
        text += rest.substr(offsetOfCodePoint(rest, static_cast<size_t>(count)));
    });
    return std::nullopt;
}

/// POSITION(part, text): 0 when it does not occur.
Failure positionKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                       MutableColumn& out)
{
    auto* result = out.as<int32_t>();
    forEachRow(selection, [&](size_t row) {
        const std::string_view text = textAt(args[1], row);
        const size_t at = text.find(textAt(args[0], row));
        result[row] = at == std::string_view::npos ? 0 : static_cast<int32_t>(countCodePoints(text.substr(0, at))) + 1;
    });
    return std::nullopt;
}

Failure chrKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    buildText(selection, out, [&](size_t row, std::string& text) {
        const int32_t code = args[0].get<int32_t>(row);
        const bool isSurrogate = code >= 0xD800 && code <= 0xDFFF;
        if (code >= 0 && code <= 0x10FFFF && !isSurrogate) {
            appendCodePoint(text, static_cast<char32_t>(code));
        }
    });
    return std::nullopt;
}

Failure xxhashKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    auto* result = out.as<int64_t>();
    forEachRow(selection, [&](size_t row) {
        const std::string_view text = textAt(args[0], row);
        const auto seed = args.size() == 2 ? static_cast<uint64_t>(args[1].get<int64_t>(row)) : uint64_t{0};
        result[row] = static_cast<int64_t>(XXH64(text.data(), text.size(), seed));
    });
    return std::nullopt;
}

constexpr Function kLength{.name = "CHAR_LENGTH", .kernel = &measureKernel<int32_t, &countCodePoints>};
constexpr Function kOctetLength{.name = "OCTET_LENGTH", .kernel = &measureKernel<int32_t, &countBytes>};
constexpr Function kAscii{.name = "ASCII", .kernel = &measureKernel<int32_t, &firstCodePoint>};
constexpr Function kLower{.name = "LOWER", .kernel = &caseKernel<&toLower>};
constexpr Function kUpper{.name = "UPPER", .kernel = &caseKernel<&toUpper>};
constexpr Function kInitcap{.name = "INITCAP", .kernel = &mapKernel<&appendCapitals>};
constexpr Function kInitcapSpaces{.name = "INITCAP_SPACES", .kernel = &mapKernel<&appendCapitalsAfterBlanks>};
constexpr Function kReverse{.name = "REVERSE", .kernel = &mapKernel<&appendReversed>};
constexpr Function kMd5{.name = "MD5", .kernel = &mapKernel<&appendMd5>};
constexpr Function kConcat{.name = "||", .kernel = &concatKernel};
constexpr Function kConcatWs{
    .name = "CONCAT_WS", .kernel = &concatWithSeparatorKernel, .isStrict = false, .makesNulls = true};
constexpr Function kReplace{.name = "REPLACE", .kernel = &replaceKernel, .canFail = true};
constexpr Function kRepeat{.name = "REPEAT", .kernel = &repeatKernel, .canFail = true};
constexpr Function kOverlay{.name = "OVERLAY", .kernel = &overlayKernel};
constexpr Function kPosition{.name = "POSITION", .kernel = &positionKernel};
constexpr Function kChr{.name = "CHR", .kernel = &chrKernel};
constexpr Function kXxhash{.name = "XXHASH", .kernel = &xxhashKernel};

const SqlType kText = SqlType::of(TypeId::Varchar);
const SqlType kInteger = SqlType::of(TypeId::Integer);

template <const Function& kFunction>
Result<ExprPtr> resolveTextToText(CallSite& site)
{
    MR_CHECK(coerceArgs(site, kText));
    return strictCall(site, kFunction, kText);
}

template <const Function& kFunction>
Result<ExprPtr> resolveTextToInteger(CallSite& site)
{
    MR_CHECK(coerceArgs(site, kText));
    return strictCall(site, kFunction, kInteger);
}

Result<ExprPtr> resolveConcatWs(CallSite& site)
{
    const bool isNullable = site.type(0).nullable;
    MR_CHECK(coerceArgs(site, kText));
    return callExpr(kConcatWs, std::move(site.args), kText.withNullable(isNullable), site.span);
}

Result<ExprPtr> resolveRepeat(CallSite& site)
{
    MR_CHECK(coerceArgs(site, {TypeId::Varchar, TypeId::Integer}));
    return strictCall(site, kRepeat, kText);
}

Result<ExprPtr> resolveOverlay(CallSite& site)
{
    MR_CHECK(coerceArgs(site, {TypeId::Varchar, TypeId::Varchar, TypeId::Integer, TypeId::Integer}));
    return strictCall(site, kOverlay, kText);
}

Result<ExprPtr> resolveChr(CallSite& site)
{
    MR_CHECK(coerceArgs(site, kInteger));
    return strictCall(site, kChr, kText);
}

Result<ExprPtr> resolveXxhash(CallSite& site)
{
    MR_CHECK(coerceArgs(site, {TypeId::Varchar, TypeId::BigInt}));
    return strictCall(site, kXxhash, SqlType::of(TypeId::BigInt));
}

constexpr Signature kSignatures[] = {
    {"LENGTH", 1, 1, &resolveTextToInteger<kLength>},
    {"LEN", 1, 1, &resolveTextToInteger<kLength>},
    {"CHAR_LENGTH", 1, 1, &resolveTextToInteger<kLength>},
    {"CHARACTER_LENGTH", 1, 1, &resolveTextToInteger<kLength>},
    {"OCTET_LENGTH", 1, 1, &resolveTextToInteger<kOctetLength>},
    {"ASCII", 1, 1, &resolveTextToInteger<kAscii>},
    {"POSITION", 2, 2, &resolveTextToInteger<kPosition>},
    {"LOWER", 1, 1, &resolveTextToText<kLower>},
    {"UPPER", 1, 1, &resolveTextToText<kUpper>},
    {"INITCAP", 1, 1, &resolveTextToText<kInitcap>},
    {"INITCAP_SPACES", 1, 1, &resolveTextToText<kInitcapSpaces>},
    {"REVERSE", 1, 1, &resolveTextToText<kReverse>},
    {"MD5", 1, 1, &resolveTextToText<kMd5>},
    {"||", 2, 2, &resolveTextToText<kConcat>},
    {"CONCAT", 1, Signature::kAnyNumber, &resolveTextToText<kConcat>},
    {"CONCAT_WS", 1, Signature::kAnyNumber, &resolveConcatWs},
    {"REPLACE", 3, 3, &resolveTextToText<kReplace>},
    {"REPEAT", 2, 2, &resolveRepeat},
    {"OVERLAY", 3, 4, &resolveOverlay},
    {"CHR", 1, 1, &resolveChr},
    {"XXHASH", 1, 2, &resolveXxhash},
};

} // namespace

std::span<const Signature> stringSignatures()
{
    return kSignatures;
}

} // namespace millrace
