// SPDX-License-Identifier: GPL-3.0-or-later
// Resolves comparisons: both sides are brought to the type in which they compare.
#include "engine/expr/comparison_kernels.h"
#include "engine/expr/evaluator.h"
#include "engine/expr/signatures.h"

namespace millrace {

namespace {

template <Comparison kOperation>
Result<ExprPtr> resolveComparison(CallSite& site)
{
    MR_TRY(const SqlType type, unifyForComparison(site));
    return strictCall(site, comparison(kOperation, physicalOf(type)), SqlType::of(TypeId::Boolean));
}

template <Distinctness kDistinctness>
Result<ExprPtr> resolveDistinct(CallSite& site)
{
    MR_TRY(const SqlType type, unifyForComparison(site));
    return callExpr(distinctFrom(kDistinctness, physicalOf(type)), std::move(site.args),
                    SqlType::of(TypeId::Boolean, false), site.span);
}

template <Extremum kWhich>
Result<ExprPtr> resolveExtremum(CallSite& site)
{
    MR_TRY(const SqlType type, unifyForComparison(site));
    return strictCall(site, extremum(kWhich, physicalOf(type)), type);
}

bool isLiteral(const ExprPtr& expr)
{
    return expr->kind == ExprKind::Literal;
}

/// The literal that a conversion of a literal gives; the conversion itself where it fails (at run time then).
ExprPtr folded(const ExprPtr& expr)
{
    if (expr->kind != ExprKind::Cast || !isLiteral(expr->args[0])) {
        return expr;
    }
    Result<Value> value = evaluateConstant(expr);
    return value.ok() ? literalExpr(std::move(value).value(), expr->type, expr->span) : expr;
}

/// value IN (list): a set when the list is constant, else a disjunction of equalities.
Result<ExprPtr> resolveIn(CallSite& site)
{
    MR_TRY(const SqlType type, unifyForComparison(site));
    bool isConstant = true;
    bool hasNull = false;
    for (size_t i = 1; i < site.args.size(); ++i) {
        site.args[i] = folded(site.args[i]);
        isConstant = isConstant && isLiteral(site.args[i]);
        hasNull = hasNull || (isLiteral(site.args[i]) && site.args[i]->literal.isNull());
    }
    if (isConstant) {
        const bool isNullable = site.type(0).nullable || hasNull;
        return callExpr(inLiterals(physicalOf(type)), std::move(site.args), SqlType::of(TypeId::Boolean, isNullable),
                        site.span);
    }
    std::vector<ExprPtr> equalities;
    for (size_t i = 1; i < site.args.size(); ++i) {
        MR_TRY(ExprPtr equality, resolveCall("=", {site.args[0], site.args[i]}, site.span));
        equalities.push_back(std::move(equality));
    }
    return logicalExpr(ExprKind::Or, std::move(equalities), site.span);
}

constexpr Signature kSignatures[] = {
    {"=", 2, 2, &resolveComparison<Comparison::Equal>},
    {"<>", 2, 2, &resolveComparison<Comparison::NotEqual>},
    {"!=", 2, 2, &resolveComparison<Comparison::NotEqual>},
    {"<", 2, 2, &resolveComparison<Comparison::Less>},
    {"<=", 2, 2, &resolveComparison<Comparison::LessOrEqual>},
    {">", 2, 2, &resolveComparison<Comparison::Greater>},
    {">=", 2, 2, &resolveComparison<Comparison::GreaterOrEqual>},
    {"<=>", 2, 2, &resolveDistinct<Distinctness::NotDistinct>},
    {"IS NOT DISTINCT FROM", 2, 2, &resolveDistinct<Distinctness::NotDistinct>},
    {"IS DISTINCT FROM", 2, 2, &resolveDistinct<Distinctness::Distinct>},
    {"IN", 2, Signature::kAnyNumber, &resolveIn},
    {"GREATEST", 1, Signature::kAnyNumber, &resolveExtremum<Extremum::Greatest>},
    {"LEAST", 1, Signature::kAnyNumber, &resolveExtremum<Extremum::Least>},
};

} // namespace

std::span<const Signature> comparisonSignatures()
{
    return kSignatures;
}

} // namespace millrace
