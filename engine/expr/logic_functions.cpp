// SPDX-License-Identifier: GPL-3.0-or-later
// AND, OR, NOT, the IS … family, and the conditional constructs CASE, COALESCE, IF, IFNULL, NULLIF.
#include "engine/expr/kernel.h"
#include "engine/expr/signatures.h"

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;

Failure notKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    mapDense<uint8_t>(args[0], selection, out.as<uint8_t>(), [](uint8_t x) { return static_cast<uint8_t>(x ^ 1); });
    return std::nullopt;
}

enum class Test : uint8_t { Null, True, False };

/// IS [NOT] NULL, TRUE or FALSE of one column.
template <Test kTest, bool kNegated>
Failure testKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    const Column& arg = args[0];
    auto* result = out.as<uint8_t>();
    forEachRow(selection, [&](size_t row) {
        const bool isNull = arg.isNull(row);
        bool holds = isNull;
        if constexpr (kTest != Test::Null) {
            const bool isTrue = arg.get<uint8_t>(row) != 0;
            holds = !isNull && isTrue == (kTest == Test::True);
        }
        result[row] = holds != kNegated ? 1 : 0;
    });
    return std::nullopt;
}

constexpr Function kNot{.name = "NOT", .kernel = &notKernel, .isDense = true};

template <Test kTest, bool kNegated>
constexpr Function makeTest(std::string_view name)
{
    return {.name = name, .kernel = &testKernel<kTest, kNegated>, .isStrict = false};
}

constexpr Function kIsNull = makeTest<Test::Null, false>("IS NULL");
constexpr Function kIsNotNull = makeTest<Test::Null, true>("IS NOT NULL");
constexpr Function kIsTrue = makeTest<Test::True, false>("IS TRUE");
constexpr Function kIsNotTrue = makeTest<Test::True, true>("IS NOT TRUE");
constexpr Function kIsFalse = makeTest<Test::False, false>("IS FALSE");
constexpr Function kIsNotFalse = makeTest<Test::False, true>("IS NOT FALSE");

/// Whether a count is 1; more than one is an error.
Failure singleRowKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                        MutableColumn& out)
{
    auto* result = out.as<uint8_t>();
    const auto row = findFailingRow(selection, [&](size_t at) {
        const int64_t count = args[0].get<int64_t>(at);
        result[at] = count == 1 ? 1 : 0;
        return count <= 1;
    });
    if (!row) {
        return std::nullopt;
    }
    return EvalFailure{ErrorCode::kEvalInvalidArgument, *row, "A query that is a value has more than one row"};
}

constexpr Function kSingleRow{.name = "SINGLE ROW", .kernel = &singleRowKernel, .canFail = true};

const SqlType kBoolean = SqlType::of(TypeId::Boolean);

Result<ExprPtr> resolveNot(CallSite& site)
{
    MR_CHECK(coerceArgs(site, kBoolean));
    return strictCall(site, kNot, kBoolean);
}

template <ExprKind kKind>
Result<ExprPtr> resolveLogical(CallSite& site)
{
    MR_CHECK(coerceArgs(site, kBoolean));
    return logicalExpr(kKind, std::move(site.args), site.span);
}

template <const Function& kFunction>
Result<ExprPtr> resolveNullTest(CallSite& site)
{
    return callExpr(kFunction, std::move(site.args), kBoolean.withNullable(false), site.span);
}

template <const Function& kFunction>
Result<ExprPtr> resolveTruthTest(CallSite& site)
{
    MR_CHECK(coerceArgs(site, kBoolean));
    return callExpr(kFunction, std::move(site.args), kBoolean.withNullable(false), site.span);
}

/// Brings the arguments at `branches` to their common type.
Result<SqlType> unifyBranches(CallSite& site, const std::vector<size_t>& branches)
{
    std::vector<SqlType> types;
    for (const size_t branch : branches) {
        types.push_back(site.type(branch));
    }
    const std::optional<SqlType> type = commonType(types);
    if (!type) {
        return typeMismatch(site);
    }
    for (const size_t branch : branches) {
        if (isString(type->id) && site.args[branch]->kind == ExprKind::Literal) {
            MR_CHECK(coerceArg(site, branch, *type));
        }
        site.args[branch] = castExpr(site.args[branch], *type);
    }
    return *type;
}

ExprPtr lazyExpr(CallSite& site, ExprKind kind, SqlType type)
{
    auto expr = std::make_shared<ScalarExpr>();
    expr->kind = kind;
    expr->type = type;
    expr->span = site.span;
    expr->args = std::move(site.args);
    return expr;
}

Result<ExprPtr> resolveCase(CallSite& site)
{
    std::vector<size_t> branches;
    const bool hasElse = site.args.size() % 2 == 1;
    for (size_t i = 0; i + 1 < site.args.size(); i += 2) {
        MR_CHECK(coerceArg(site, i, kBoolean));
        branches.push_back(i + 1);
    }
    if (hasElse) {
        branches.push_back(site.args.size() - 1);
    }
    MR_TRY(const SqlType type, unifyBranches(site, branches));
    return lazyExpr(site, ExprKind::Case, type.withNullable(type.nullable || !hasElse));
}

Result<ExprPtr> resolveCoalesce(CallSite& site)
{
    std::vector<size_t> branches;
    bool isNullable = true;
    for (size_t i = 0; i < site.args.size(); ++i) {
        branches.push_back(i);
        isNullable = isNullable && site.type(i).nullable;
    }
    MR_TRY(const SqlType type, unifyBranches(site, branches));
    if (site.args.size() == 1) {
        return site.args[0];
    }
    return lazyExpr(site, ExprKind::Coalesce, type.withNullable(isNullable));
}

/// NULLIF(a, b) is CASE WHEN a = b THEN NULL ELSE a END.
Result<ExprPtr> resolveNullIf(CallSite& site)
{
    const ExprPtr value = site.args[0];
    MR_TRY(ExprPtr isEqual, resolveCall("=", site.args, site.span));
    const SqlType type = value->type.withNullable(true);
    CallSite choice{site.name, {std::move(isEqual), literalExpr(Value::null(), type, site.span), value}, site.span};
    return lazyExpr(choice, ExprKind::Case, type);
}

/// Not for users: the name is no word.
Result<ExprPtr> resolveSingleRow(CallSite& site)
{
    MR_CHECK(coerceArgs(site, SqlType::of(TypeId::BigInt)));
    return strictCall(site, kSingleRow, kBoolean);
}

constexpr Signature kSignatures[] = {
    {"SINGLE ROW", 1, 1, &resolveSingleRow},
    {"AND", 1, Signature::kAnyNumber, &resolveLogical<ExprKind::And>},
    {"OR", 1, Signature::kAnyNumber, &resolveLogical<ExprKind::Or>},
    {"NOT", 1, 1, &resolveNot},
    {"IS NULL", 1, 1, &resolveNullTest<kIsNull>},
    {"IS NOT NULL", 1, 1, &resolveNullTest<kIsNotNull>},
    {"IS UNKNOWN", 1, 1, &resolveTruthTest<kIsNull>},
    {"IS NOT UNKNOWN", 1, 1, &resolveTruthTest<kIsNotNull>},
    {"IS TRUE", 1, 1, &resolveTruthTest<kIsTrue>},
    {"IS NOT TRUE", 1, 1, &resolveTruthTest<kIsNotTrue>},
    {"IS FALSE", 1, 1, &resolveTruthTest<kIsFalse>},
    {"IS NOT FALSE", 1, 1, &resolveTruthTest<kIsNotFalse>},
    {"CASE", 2, Signature::kAnyNumber, &resolveCase},
    {"IF", 3, 3, &resolveCase},
    {"COALESCE", 1, Signature::kAnyNumber, &resolveCoalesce},
    {"IFNULL", 2, 2, &resolveCoalesce},
    {"NULLIF", 2, 2, &resolveNullIf},
};

} // namespace

std::span<const Signature> logicSignatures()
{
    return kSignatures;
}

} // namespace millrace
