// SPDX-License-Identifier: GPL-3.0-or-later
// ABS, SIGN and the family of ROUND on every kind of number.
#include "engine/expr/arithmetic_kernels.h"
#include "engine/expr/kernel.h"
#include "engine/expr/signatures.h"
#include "engine/types/decimal.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace millrace {

namespace {

using Failure = std::optional<EvalFailure>;

/// What becomes of the digits cut off.
enum class Rounding : uint8_t { Round, RoundEven, Truncate, Floor, Ceiling };

constexpr DecimalRounding decimalRounding(Rounding rounding)
{
    switch (rounding) {
    case Rounding::Round: return DecimalRounding::HalfAwayFromZero;
    case Rounding::RoundEven: return DecimalRounding::HalfEven;
    case Rounding::Truncate: return DecimalRounding::TowardZero;
    case Rounding::Floor: return DecimalRounding::Floor;
    case Rounding::Ceiling: return DecimalRounding::Ceiling;
    }
    return DecimalRounding::TowardZero;
}

template <typename T>
T roundFloat(T value, Rounding rounding)
{
    switch (rounding) {
    case Rounding::Round: return std::round(value);
    case Rounding::RoundEven: return std::nearbyint(value);
    case Rounding::Truncate: return std::trunc(value);
    case Rounding::Floor: return std::floor(value);
    case Rounding::Ceiling: return std::ceil(value);
    }
    return value;
}

std::string callText(const KernelContext& context, std::span<const Column> args, size_t row)
{
    std::string text(context.call.function->name);
    text += '(';
    for (size_t i = 0; i < args.size(); ++i) {
        const SqlType& type = context.call.args[i]->type;
        text += (i == 0 ? "" : ", ") + formatValue(valueAt(args[i], row, type), type);
    }
    return text + ")";
}

EvalFailure overflowOfCall(const KernelContext& context, std::span<const Column> args, size_t row)
{
    return {ErrorCode::kEvalOverflow, row,
            "'" + callText(context, args, row) + "' causes overflow for type " + context.call.type.toString()};
}

template <typename T>
Failure absKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                  MutableColumn& out)
{
    const T* x = args[0].as<T>();
    T* result = out.as<T>();
    if constexpr (std::is_floating_point_v<T>) {
        forEachRow(selection, [&](size_t row) { result[row] = std::abs(x[row]); });
        return std::nullopt;
    } else {
        const auto row = findFailingRow(selection, [&](size_t at) {
            const bool isLeast = x[at] == std::numeric_limits<T>::min();
            result[at] = isLeast ? T{0} : static_cast<T>(x[at] < 0 ? -x[at] : x[at]);
            return !isLeast;
        });
        return row ? std::optional(overflowOfCall(context, args, *row)) : std::nullopt;
    }
}

template <typename T>
Failure signKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                   MutableColumn& out)
{
    const T* x = args[0].as<T>();
    T* result = out.as<T>();
    const T one = std::is_same_v<T, Int128> ? static_cast<T>(powerOfTen(context.call.type.scale)) : T{1};
    forEachRow(selection, [&](size_t row) {
        if constexpr (std::is_floating_point_v<T>) {
            result[row] = x[row] == 0 || std::isnan(x[row]) ? x[row] : std::copysign(T{1}, x[row]);
        } else {
            result[row] = x[row] > 0 ? one : x[row] == 0 ? T{0} : static_cast<T>(-one);
        }
    });
    return std::nullopt;
}

template <typename T, Rounding kRounding>
Failure roundFloatKernel(const KernelContext&, std::span<const Column> args, const Selection& selection,
                         MutableColumn& out)
{
    const bool hasDigits = args.size() == 2;
    T* result = out.as<T>();
    forEachRow(selection, [&](size_t row) {
        const T value = args[0].get<T>(row);
        if (!hasDigits) {
            result[row] = roundFloat(value, kRounding);
            return;
        }
        const T tens = std::pow(T{10}, static_cast<T>(args[1].get<int32_t>(row)));
        const T rounded = roundFloat(value * tens, kRounding) / tens;
        // Beyond the digits there are: nothing to round, or nothing left.
        const bool isBeyond = !std::isfinite(value * tens);
        result[row] = isBeyond ? value : tens == 0 ? T{0} : rounded + T{0};
    });
    return std::nullopt;
}

/// To a decimal without fraction.
template <Rounding kRounding>
Failure wholeDecimalKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                           MutableColumn& out)
{
    const int scale = context.call.args[0]->type.scale;
    const int precision = context.call.type.precision;
    auto* result = out.as<Int128>();
    const auto row = findFailingRow(selection, [&](size_t at) {
        result[at] = dropDecimalDigits(args[0].get<Int128>(at), scale, decimalRounding(kRounding));
        return fitsPrecision(result[at], precision);
    });
    return row ? std::optional(overflowOfCall(context, args, *row)) : std::nullopt;
}

/// Rounds at a number of digits after the point (before it, when negative), in the type there is.
template <Rounding kRounding>
Failure roundDecimalKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                           MutableColumn& out)
{
    const SqlType& type = context.call.type;
    auto* result = out.as<Int128>();
    const auto row = findFailingRow(selection, [&](size_t at) {
        const Int128 value = args[0].get<Int128>(at);
        const int64_t dropped = int64_t{type.scale} - args[1].get<int32_t>(at);
        if (dropped <= 0) {
            result[at] = value;
            return true;
        }
        const int digits = static_cast<int>(std::min<int64_t>(dropped, kMaxDecimalPrecision + 1));
        const Int128 kept = dropDecimalDigits(value, digits, decimalRounding(kRounding));
        const std::optional<Int128> back = kept == 0 ? Int128{0} : rescaleDecimal(kept, 0, digits);
        result[at] = back.value_or(0);
        return back && fitsPrecision(*back, type.precision);
    });
    return row ? std::optional(overflowOfCall(context, args, *row)) : std::nullopt;
}

template <Rounding kRounding>
Failure roundIntegerKernel(const KernelContext& context, std::span<const Column> args, const Selection& selection,
                           MutableColumn& out)
{
    auto* result = out.as<int64_t>();
    const auto row = findFailingRow(selection, [&](size_t at) {
        const int64_t value = args[0].get<int64_t>(at);
        const int32_t digits = args[1].get<int32_t>(at);
        if (digits >= 0) {
            result[at] = value;
            return true;
        }
        const int dropped = static_cast<int>(std::min<int64_t>(-int64_t{digits}, 20));
        const Int128 rounded = dropDecimalDigits(value, dropped, decimalRounding(kRounding)) * powerOfTen(dropped);
        result[at] = static_cast<int64_t>(rounded);
        return rounded == result[at];
    });
    return row ? std::optional(overflowOfCall(context, args, *row)) : std::nullopt;
}

constexpr std::string_view nameOf(Rounding rounding)
{
    constexpr std::string_view kNames[] = {"ROUND", "BROUND", "TRUNCATE", "FLOOR", "CEIL"};
    return kNames[static_cast<size_t>(rounding)];
}

template <typename T>
constexpr Function kAbs{.name = "ABS", .kernel = &absKernel<T>, .canFail = !std::is_floating_point_v<T>};
template <typename T>
constexpr Function kSign{.name = "SIGN", .kernel = &signKernel<T>};
template <typename T, Rounding kRounding>
constexpr Function kRoundFloat{.name = nameOf(kRounding), .kernel = &roundFloatKernel<T, kRounding>};
template <Rounding kRounding>
constexpr Function kWholeDecimal{.name = nameOf(kRounding), .kernel = &wholeDecimalKernel<kRounding>, .canFail = true};
template <Rounding kRounding>
constexpr Function kRoundDecimal{.name = nameOf(kRounding), .kernel = &roundDecimalKernel<kRounding>, .canFail = true};
template <Rounding kRounding>
constexpr Function kRoundInteger{.name = nameOf(kRounding), .kernel = &roundIntegerKernel<kRounding>, .canFail = true};

/// The first argument as a number: NULL and text become DOUBLE.
Status settleNumber(CallSite& site)
{
    if (!isNumeric(site.type(0).id)) {
        MR_CHECK(coerceArg(site, 0, SqlType::of(TypeId::Double)));
    }
    return {};
}

template <typename F>
const Function& withSigned(Physical physical, F&& f)
{
    switch (physical) {
    case Physical::Int8: return f(int8_t{});
    case Physical::Int16: return f(int16_t{});
    case Physical::Int32: return f(int32_t{});
    case Physical::Int64: return f(int64_t{});
    case Physical::Decimal128: return f(Int128{});
    case Physical::Float: return f(float{});
    default: return f(double{});
    }
}

Result<ExprPtr> resolveAbs(CallSite& site)
{
    if (!isInterval(site.type(0).id)) {
        MR_CHECK(settleNumber(site));
    }
    const SqlType type = site.type(0);
    if (isUnsignedInteger(type.id)) {
        return site.args[0];
    }
    const Function& function =
        withSigned(physicalOf(type), [](auto tag) -> const Function& { return kAbs<decltype(tag)>; });
    return strictCall(site, function, type);
}

Result<ExprPtr> resolveSign(CallSite& site)
{
    MR_CHECK(settleNumber(site));
    SqlType type = site.type(0);
    if (isUnsignedInteger(type.id)) {
        const TypeId wider =
            type.id == TypeId::UBigInt || type.id == TypeId::UInteger ? TypeId::BigInt : TypeId::Integer;
        site.args[0] = resolveCall("LEAST", {site.args[0], literalExpr(Value(uint64_t{1}), type)}, site.span).value();
        site.args[0] = castExpr(site.args[0], SqlType::of(wider));
        return castExpr(site.args[0], type, site.span);
    }
    if (type.id == TypeId::Decimal && type.precision == type.scale) {
        // 1 has no place in 0.dd
        type = SqlType::decimal(1, 0);
    }
    const Function& function =
        withSigned(physicalOf(type), [](auto tag) -> const Function& { return kSign<decltype(tag)>; });
    return strictCall(site, function, type);
}

template <Rounding kRounding>
const Function& roundFloatOf(const SqlType& type)
{
    return type.id == TypeId::Real ? kRoundFloat<float, kRounding> : kRoundFloat<double, kRounding>;
}

/// ROUND(x) and the like. Decimals lose their fraction; ROUND of them is half to even.
template <Rounding kRounding>
Result<ExprPtr> resolveWhole(CallSite& site)
{
    MR_CHECK(settleNumber(site));
    const SqlType type = site.type(0);
    if (isInteger(type.id) || (type.id == TypeId::Decimal && type.scale == 0)) {
        return site.args[0];
    }
    if (type.id == TypeId::Decimal) {
        constexpr Rounding kDecimalRounding = kRounding == Rounding::Round ? Rounding::RoundEven : kRounding;
        return strictCall(site, kWholeDecimal<kDecimalRounding>, SqlType::decimal(type.precision, 0));
    }
    return strictCall(site, roundFloatOf<kRounding>(type), type);
}

/// ROUND(x, digits) and the like; the type stays.
template <Rounding kRounding>
Result<ExprPtr> resolveDigits(CallSite& site)
{
    MR_CHECK(settleNumber(site));
    MR_CHECK(coerceArg(site, 1, SqlType::of(TypeId::Integer)));
    const SqlType type = site.type(0);
    if (isInteger(type.id)) {
        MR_CHECK(coerceArg(site, 0, SqlType::of(TypeId::BigInt)));
        return castExpr(strictCall(site, kRoundInteger<kRounding>, SqlType::of(TypeId::BigInt)), type, site.span);
    }
    if (type.id == TypeId::Decimal) {
        return strictCall(site, kRoundDecimal<kRounding>, type);
    }
    return strictCall(site, roundFloatOf<kRounding>(type), type);
}

template <Rounding kRounding>
Result<ExprPtr> resolveRounding(CallSite& site)
{
    return site.args.size() == 1 ? resolveWhole<kRounding>(site) : resolveDigits<kRounding>(site);
}

constexpr Signature kSignatures[] = {
    {"ABS", 1, 1, &resolveAbs},
    {"SIGN", 1, 1, &resolveSign},
    {"ROUND", 1, 2, &resolveRounding<Rounding::Round>},
    {"BROUND", 2, 2, &resolveRounding<Rounding::RoundEven>},
    {"TRUNCATE", 1, 2, &resolveRounding<Rounding::Truncate>},
    {"TRUNC", 1, 2, &resolveRounding<Rounding::Truncate>},
};

} // namespace

Result<ExprPtr> resolveFloorOfNumber(CallSite& site)
{
    return resolveWhole<Rounding::Floor>(site);
}

Result<ExprPtr> resolveCeilingOfNumber(CallSite& site)
{
    return resolveWhole<Rounding::Ceiling>(site);
}

std::span<const Signature> numericSignatures()
{
    return kSignatures;
}

} // namespace millrace
