// SPDX-License-Identifier: GPL-3.0-or-later
// Functions of DOUBLE: roots, powers, logarithms, trigonometry.
#include "engine/expr/kernel.h"
#include "engine/expr/signatures.h"
#include "engine/types/float_text.h"

#include <cmath>
#include <limits>

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;
using UnaryMath = double (*)(double);
using BinaryMath = double (*)(double, double);

constexpr double kPi = 3.14159265358979323846;

std::string doubleText(double value)
{
    std::string text;
    appendDouble(text, value);
    return text;
}

template <UnaryMath kMath>
Failure unaryKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    const auto* x = args[0].as<double>();
    auto* result = out.as<double>();
    forEachRow(selection, [&](size_t row) { result[row] = kMath(x[row]); });
    return std::nullopt;
}

template <BinaryMath kMath>
Failure binaryKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    auto* result = out.as<double>();
    forEachRow(selection, [&](size_t row) { result[row] = kMath(args[0].get<double>(row), args[1].get<double>(row)); });
    return std::nullopt;
}

/// A function that is only defined for some numbers; `kIsDefined` is of the type double -> bool.
template <UnaryMath kMath, auto kIsDefined, const char* kVerb>
Failure partialKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                      MutableColumn& out)
{
    const auto* x = args[0].as<double>();
    auto* result = out.as<double>();
    const auto row = findFailingRow(selection, [&](size_t at) {
        result[at] = kMath(x[at]);
        return kIsDefined(x[at]);
    });
    if (!row) {
        return std::nullopt;
    }
    return EvalFailure{ErrorCode::kEvalInvalidArgument, *row, kVerb + doubleText(x[*row])};
}

Failure logKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    auto* result = out.as<double>();
    const auto row = findFailingRow(selection, [&](size_t at) {
        const double value = args[0].get<double>(at);
        const double base = args[1].get<double>(at);
        // The quotient would be -0 or NaN for base 0.
        result[at] = base == 0 ? 0 : std::log(value) / std::log(base);
        return !std::signbit(value) && !std::signbit(base);
    });
    if (!row) {
        return std::nullopt;
    }
    return EvalFailure{ErrorCode::kEvalInvalidArgument, *row,
                       "Unable to calculate log(" + doubleText(args[0].get<double>(*row)) + ", " +
                           doubleText(args[1].get<double>(*row)) + ")"};
}

template <bool (*kTest)(double)>
Failure testKernel(const KernelContext&, std::span<const Column> args, const Selection& selection, MutableColumn& out)
{
    auto* result = out.as<uint8_t>();
    forEachRow(selection, [&](size_t row) { result[row] = kTest(args[0].get<double>(row)) ? 1 : 0; });
    return std::nullopt;
}

Failure finiteOrNullKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                           MutableColumn& out)
{
    auto* result = out.as<double>();
    forEachRow(selection, [&](size_t row) {
        result[row] = args[0].get<double>(row);
        if (!std::isfinite(result[row])) {
            out.setNull(row);
        }
    });
    return std::nullopt;
}

bool isNotNegative(double x)
{
    return !std::signbit(x);
}
bool isFromOne(double x)
{
    return !(x < 1);
}
bool isUpToOne(double x)
{
    return !(std::abs(x) > 1);
}
bool isInfinite(double x)
{
    return std::isinf(x);
}
bool isNotANumber(double x)
{
    return std::isnan(x);
}
double power(double x, double y)
{
    return std::isnan(y) ? y : std::pow(x, y);
}
double cotangent(double x)
{
    return 1 / std::tan(x);
}
double secant(double x)
{
    return 1 / std::cos(x);
}
double cosecant(double x)
{
    return 1 / std::sin(x);
}
double hyperbolicCotangent(double x)
{
    return 1 / std::tanh(x);
}
double hyperbolicSecant(double x)
{
    return 1 / std::cosh(x);
}
double hyperbolicCosecant(double x)
{
    return 1 / std::sinh(x);
}
double degrees(double x)
{
    return x * (180 / kPi);
}
double radians(double x)
{
    return x * (kPi / 180);
}

const char kLnVerb[] = "Unable to calculate ln for ";
const char kLog10Verb[] = "Unable to calculate log10 for ";
const char kAcoshVerb[] = "Input of ACOSH is not in [1, Infinity]: ";
const char kAtanhVerb[] = "Input of ATANH is not in [-1, 1]: ";

template <UnaryMath kMath>
constexpr Function makeUnary(std::string_view name)
{
    return {.name = name, .kernel = &unaryKernel<kMath>};
}

constexpr Function kUnaryFunctions[] = {
    makeUnary<&std::sqrt>("SQRT"),
    makeUnary<&std::exp>("EXP"),
    makeUnary<&std::cbrt>("CBRT"),
    makeUnary<&std::sin>("SIN"),
    makeUnary<&std::cos>("COS"),
    makeUnary<&std::tan>("TAN"),
    makeUnary<&cotangent>("COT"),
    makeUnary<&secant>("SEC"),
    makeUnary<&cosecant>("CSC"),
    makeUnary<&std::asin>("ASIN"),
    makeUnary<&std::acos>("ACOS"),
    makeUnary<&std::atan>("ATAN"),
    makeUnary<&std::sinh>("SINH"),
    makeUnary<&std::cosh>("COSH"),
    makeUnary<&std::tanh>("TANH"),
    makeUnary<&hyperbolicCotangent>("COTH"),
    makeUnary<&hyperbolicSecant>("SECH"),
    makeUnary<&hyperbolicCosecant>("CSCH"),
    makeUnary<&std::asinh>("ASINH"),
    makeUnary<&degrees>("DEGREES"),
    makeUnary<&radians>("RADIANS"),
    {.name = "LN", .kernel = &partialKernel<&std::log, &isNotNegative, kLnVerb>, .canFail = true},
    {.name = "LOG10", .kernel = &partialKernel<&std::log10, &isNotNegative, kLog10Verb>, .canFail = true},
    {.name = "ACOSH", .kernel = &partialKernel<&std::acosh, &isFromOne, kAcoshVerb>, .canFail = true},
    {.name = "ATANH", .kernel = &partialKernel<&std::atanh, &isUpToOne, kAtanhVerb>, .canFail = true},
};
constexpr Function kPower{.name = "POWER", .kernel = &binaryKernel<&power>};
constexpr Function kAtan2{.name = "ATAN2", .kernel = &binaryKernel<&std::atan2>};
constexpr Function kLog{.name = "LOG", .kernel = &logKernel, .canFail = true};
constexpr Function kIsInf{.name = "IS_INF", .kernel = &testKernel<&isInfinite>};
constexpr Function kIsNan{.name = "IS_NAN", .kernel = &testKernel<&isNotANumber>};
constexpr Function kFiniteOrNull{.name = "FINITE_OR_NULL", .kernel = &finiteOrNullKernel, .makesNulls = true};

const SqlType kDouble = SqlType::of(TypeId::Double);

const Function& unaryNamed(std::string_view name)
{
    for (const Function& function : kUnaryFunctions) {
        if (function.name == name) {
            return function;
        }
    }
    MR_ASSERT(false);
}

Result<ExprPtr> resolveUnary(CallSite& site)
{
    MR_CHECK(coerceArgs(site, kDouble));
    return strictCall(site, unaryNamed(site.name), kDouble);
}

template <const Function& kFunction>
Result<ExprPtr> resolveDoubles(CallSite& site)
{
    MR_CHECK(coerceArgs(site, kDouble));
    return strictCall(site, kFunction, kDouble);
}

template <const Function& kFunction>
Result<ExprPtr> resolveTest(CallSite& site)
{
    MR_CHECK(coerceArgs(site, kDouble));
    return strictCall(site, kFunction, SqlType::of(TypeId::Boolean));
}

Result<ExprPtr> resolveLog(CallSite& site)
{
    MR_CHECK(coerceArgs(site, kDouble));
    return site.args.size() == 1 ? strictCall(site, unaryNamed("LN"), kDouble) : strictCall(site, kLog, kDouble);
}

Result<ExprPtr> resolvePi(CallSite& site)
{
    return literalExpr(Value(kPi), kDouble, site.span);
}

constexpr Signature kSignatures[] = {
    {"SQRT", 1, 1, &resolveUnary},
    {"EXP", 1, 1, &resolveUnary},
    {"CBRT", 1, 1, &resolveUnary},
    {"SIN", 1, 1, &resolveUnary},
    {"COS", 1, 1, &resolveUnary},
    {"TAN", 1, 1, &resolveUnary},
    {"COT", 1, 1, &resolveUnary},
    {"SEC", 1, 1, &resolveUnary},
    {"CSC", 1, 1, &resolveUnary},
    {"ASIN", 1, 1, &resolveUnary},
    {"ACOS", 1, 1, &resolveUnary},
    {"ATAN", 1, 1, &resolveUnary},
    {"SINH", 1, 1, &resolveUnary},
    {"COSH", 1, 1, &resolveUnary},
    {"TANH", 1, 1, &resolveUnary},
    {"COTH", 1, 1, &resolveUnary},
    {"SECH", 1, 1, &resolveUnary},
    {"CSCH", 1, 1, &resolveUnary},
    {"ASINH", 1, 1, &resolveUnary},
    {"ACOSH", 1, 1, &resolveUnary},
    {"ATANH", 1, 1, &resolveUnary},
    {"DEGREES", 1, 1, &resolveUnary},
    {"RADIANS", 1, 1, &resolveUnary},
    {"LN", 1, 1, &resolveUnary},
    {"LOG10", 1, 1, &resolveUnary},
    {"LOG", 1, 2, &resolveLog},
    {"PI", 0, 0, &resolvePi},
    {"POWER", 2, 2, &resolveDoubles<kPower>},
    {"POW", 2, 2, &resolveDoubles<kPower>},
    {"ATAN2", 2, 2, &resolveDoubles<kAtan2>},
    {"IS_INF", 1, 1, &resolveTest<kIsInf>},
    {"IS_NAN", 1, 1, &resolveTest<kIsNan>},
    {"FINITE_OR_NULL", 1, 1, &resolveDoubles<kFiniteOrNull>},
};

} // namespace

std::span<const Signature> floatSignatures()
{
    return kSignatures;
}

} // namespace millrace
