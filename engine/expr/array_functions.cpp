// SPDX-License-Identifier: GPL-3.0-or-later
// Arrays made, taken apart and looked into: ARRAY(…), a[i], SPLIT, CARDINALITY, ARRAY_CONTAINS, ARRAY_TO_STRING.
#include "engine/expr/array_cells.h"
#include "engine/expr/array_resolving.h"
#include "engine/expr/signatures.h"
#include "engine/expr/text_rows.h"

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;

const SqlType kText = SqlType::of(TypeId::Varchar);

const SqlType& elementType(const KernelContext& context, size_t arg = 0)
{
    return *context.call.args[arg]->type.element;
}

Failure constructKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                        MutableColumn& out)
{
    const CellAppender append = cellAppender(*context.call.type.element);
    buildText(selection, out, [&](size_t row, std::string& array) {
        for (const Column& arg : args) {
            append(array, arg, row);
        }
    });
    return std::nullopt;
}

/// a[i], from 1; NULL where there is no such element.
Failure itemKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                   MutableColumn& out)
{
    const SqlType& type = elementType(context);
    const CellWriter write = cellWriter(type);
    forEachRow(selection, [&](size_t row) {
        int64_t left = args[1].get<int64_t>(row);
        std::string_view found;
        if (left > 0) {
            forEachElement(textAt(args[0], row), type, [&](std::string_view element) {
                found = --left == 0 ? element : found;
                return left != 0;
            });
        }
        if (found.empty()) {
            out.setNull(row);
        } else {
            write(found, out, row);
        }
    });
    return std::nullopt;
}

Failure splitKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    buildText(selection, out, [&](size_t row, std::string& array) {
        forEachPart(textAt(args[0], row), textAt(args[1], row), [&array](std::string_view part) {
            appendTextElement(array, part);
            return true;
        });
    });
    return std::nullopt;
}

/// SPLIT(text, delimiter)[i] without the array.
Failure splitItemKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                        MutableColumn& out)
{
    auto* result = out.as<StringRef>();
    forEachRow(selection, [&](size_t row) {
        int64_t left = args[2].get<int64_t>(row);
        if (left > 0) {
            forEachPart(textAt(args[0], row), textAt(args[1], row), [&](std::string_view part) {
                if (--left == 0) {
                    result[row] = part.empty() ? StringRef() : StringRef(part);
                }
                return left != 0;
            });
        }
        if (left != 0) {
            out.setNull(row);
        }
    });
    return std::nullopt;
}

Failure cardinalityKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                          MutableColumn& out)
{
    auto* result = out.as<int32_t>();
    forEachRow(selection, [&](size_t row) {
        result[row] = static_cast<int32_t>(countElements(textAt(args[0], row), elementType(context)));
    });
    return std::nullopt;
}

/// Position of the element, from 1; 0 when it is not there.
int64_t positionIn(std::string_view array, const SqlType& type, std::string_view wanted)
{
    int64_t position = 0;
    bool isFound = false;
    forEachElement(array, type, [&](std::string_view element) {
        ++position;
        isFound = element == wanted;
        return !isFound;
    });
    return isFound ? position : 0;
}

template <typename R>
Failure positionKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                       MutableColumn& out)
{
    const SqlType& type = elementType(context);
    const CellAppender append = cellAppender(type);
    auto* result = out.as<R>();
    std::string wanted;
    forEachRow(selection, [&](size_t row) {
        wanted.clear();
        append(wanted, args[1], row);
        const int64_t position = positionIn(textAt(args[0], row), type, wanted);
        result[row] = std::is_same_v<R, uint8_t> ? static_cast<R>(position != 0) : static_cast<R>(position);
    });
    return std::nullopt;
}

/// The texts of an array joined; NULL elements as the third argument, or left out.
Failure joinKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                   MutableColumn& out)
{
    std::string buffer;
    buildText(selection, out, [&](size_t row, std::string& text) {
        const bool showsNulls = args.size() == 3 && !args[2].isNull(row);
        bool isFirst = true;
        forEachElement(textAt(args[0], row), elementType(context), [&](std::string_view element) {
            const bool isNull = isNullElement(element);
            if (!isNull || showsNulls) {
                text += isFirst ? std::string_view() : textAt(args[1], row);
                text += isNull ? textAt(args[2], row) : textOfElement(element, buffer);
                isFirst = false;
            }
            return true;
        });
    });
    return std::nullopt;
}

constexpr Function kConstruct{.name = "ARRAY", .kernel = &constructKernel, .isStrict = false};
constexpr Function kItem{.name = "ITEM", .kernel = &itemKernel, .makesNulls = true};
constexpr Function kSplit{.name = "SPLIT", .kernel = &splitKernel};
constexpr Function kSplitItem{.name = "SPLIT_ITEM", .kernel = &splitItemKernel, .makesNulls = true};
constexpr Function kCardinality{.name = "CARDINALITY", .kernel = &cardinalityKernel};
constexpr Function kContains{.name = "ARRAY_CONTAINS", .kernel = &positionKernel<uint8_t>};
constexpr Function kPosition{.name = "ARRAY_POSITION", .kernel = &positionKernel<int64_t>};
constexpr Function kJoin{.name = "ARRAY_TO_STRING", .kernel = &joinKernel, .isStrict = false};
constexpr Function kStrictJoin{.name = "ARRAY_TO_STRING", .kernel = &joinKernel};

Result<ExprPtr> resolveConstruct(CallSite& site)
{
    std::vector<SqlType> types;
    for (const ExprPtr& arg : site.args) {
        types.push_back(arg->type);
    }
    const std::optional<SqlType> element = types.empty() ? SqlType() : commonType(types);
    if (!element) {
        return typeMismatch(site);
    }
    for (ExprPtr& arg : site.args) {
        arg = castExpr(arg, element->withNullable(arg->type.nullable), arg->span);
    }
    return callExpr(kConstruct, std::move(site.args), SqlType::arrayOf(*element, false), site.span);
}

Result<ExprPtr> resolveItem(CallSite& site)
{
    if (!site.hasType(0, TypeId::Array) || (!isInteger(site.type(1).id) && !site.hasType(1, TypeId::Null))) {
        return typeMismatch(site);
    }
    MR_CHECK(coerceArg(site, 1, SqlType::of(TypeId::BigInt)));
    const SqlType type = *site.type(0).element;
    const ExprPtr array = site.args[0];
    if (array->kind == ExprKind::Call && array->function == &kSplit) {
        site.args = {array->args[0], array->args[1], site.args[1]};
        return callExpr(kSplitItem, std::move(site.args), type, site.span);
    }
    return callExpr(kItem, std::move(site.args), type, site.span);
}

Result<ExprPtr> resolveSplit(CallSite& site)
{
    if (site.args.size() == 1) {
        site.args.push_back(literalExpr(Value(std::string(",")), SqlType::of(TypeId::Varchar, false), site.span));
    }
    MR_CHECK(coerceArgs(site, kText));
    return strictCall(site, kSplit, SqlType::arrayOf(kText));
}

Result<ExprPtr> resolveCardinality(CallSite& site)
{
    MR_CHECK(needArray(site, 0));
    return strictCall(site, kCardinality, SqlType::of(TypeId::Integer));
}

template <const Function& kFunction, TypeId kResult>
Result<ExprPtr> resolveSearch(CallSite& site)
{
    MR_CHECK(unifyWithElement(site, 0, 1));
    return strictCall(site, kFunction, SqlType::of(kResult));
}

Result<ExprPtr> resolveJoin(CallSite& site)
{
    MR_CHECK(needArray(site, 0));
    if (!isCastable(*site.type(0).element, kText)) {
        return typeMismatch(site);
    }
    site.args[0] = castExpr(site.args[0], SqlType::arrayOf(kText, site.type(0).nullable), site.span);
    MR_CHECK(coerceArgs(site, kText, 1));
    if (site.args.size() == 2) {
        return strictCall(site, kStrictJoin, kText);
    }
    // NULL where the array or the separator is; the text for NULLs may be NULL itself.
    std::vector<ExprPtr> branches;
    for (size_t i = 0; i < 2; ++i) {
        MR_TRY(ExprPtr isNull, resolveCall("IS NULL", {site.args[i]}, site.span));
        branches.push_back(std::move(isNull));
        branches.push_back(literalExpr(Value::null(), kText, site.span));
    }
    const bool isNullable = site.type(0).nullable || site.type(1).nullable;
    branches.push_back(callExpr(kJoin, site.args, kText.withNullable(false), site.span));
    return isNullable ? resolveCall("CASE", std::move(branches), site.span) : Result<ExprPtr>(branches.back());
}

constexpr Signature kSignatures[] = {
    {"ARRAY", 0, Signature::kAnyNumber, &resolveConstruct},
    {"[]", 2, 2, &resolveItem},
    {"SPLIT", 1, 2, &resolveSplit},
    {"CARDINALITY", 1, 1, &resolveCardinality},
    {"ARRAY_LENGTH", 1, 1, &resolveCardinality},
    {"ARRAY_SIZE", 1, 1, &resolveCardinality},
    {"ARRAY_CONTAINS", 2, 2, &resolveSearch<kContains, TypeId::Boolean>},
    {"ARRAY_POSITION", 2, 2, &resolveSearch<kPosition, TypeId::BigInt>},
    {"ARRAY_TO_STRING", 2, 3, &resolveJoin},
    {"ARRAY_JOIN", 2, 3, &resolveJoin},
};

} // namespace

std::span<const Signature> arraySignatures()
{
    return kSignatures;
}

} // namespace millrace
