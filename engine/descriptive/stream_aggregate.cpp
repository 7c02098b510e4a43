// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/stream_aggregate.h"

#include "engine/base/letter_case.h"
#include "engine/descriptive/stream_function.h"
#include "engine/descriptive/stream_rules.h"
#include "engine/descriptive/stream_type.h"
#include "engine/types/decimal.h"

#include <algorithm>

namespace millrace::descriptive {

namespace {

using Kind = StreamAggregateKind;

constexpr AggregateFunction kAggregates[] = {
    {"count", Kind::Count},
    {"sum", Kind::Sum},
    {"avg", Kind::Avg},
    {"mean", Kind::Avg},
    {"min", Kind::Min},
    {"max", Kind::Max},
    {"arg_min", Kind::ArgMin},
    {"arg_max", Kind::ArgMax},
    {"any", Kind::First},
    {"first_value", Kind::First},
    {"earliest", Kind::First},
    {"last_value", Kind::Last},
    {"latest", Kind::Last},
    {"median", Kind::Quantile, SpreadKind::VarPop, 0.5},
    {"p90", Kind::Quantile, SpreadKind::VarPop, 0.90},
    {"p95", Kind::Quantile, SpreadKind::VarPop, 0.95},
    {"p99", Kind::Quantile, SpreadKind::VarPop, 0.99},
    {"quantile", Kind::Quantile},
    {"count_distinct", Kind::Distinct},
    {"unique", Kind::Distinct},
    {"unique_exact", Kind::Distinct},
    {"var_pop", Kind::Spread, SpreadKind::VarPop},
    {"var_samp", Kind::Spread, SpreadKind::VarSamp},
    {"stddev_pop", Kind::Spread, SpreadKind::StddevPop},
    {"stddev_samp", Kind::Spread, SpreadKind::StddevSamp},
    {"stddev", Kind::Spread, SpreadKind::StddevPop},
};

constexpr std::string_view kUnbuilt[] = {
    "min_k",        "max_k",         "top_k",        "top_k_exact",   "group_array",  "group_uniq_array",
    "group_concat", "histogram",     "covar_pop",    "covar_samp",    "corr",         "any_last",
    "moving_sum",   "skew_pop",      "kurt_pop",     "sum_map",       "unique_hll12", "lag",
    "lags",         "group_bit_and", "group_bit_or", "group_bit_xor", "emit_version",
};

const SqlType kDouble = SqlType::of(TypeId::Double, false);

Error wrong(ErrorCode code, const StreamAggregate& aggregate, std::string detail)
{
    return makeError(code, std::move(detail), aggregate.span);
}

/// Sum and result type of SUM.
Result<SqlType> sumType(const SqlType& arg, const StreamAggregate& aggregate)
{
    if (arg.id == TypeId::Decimal) {
        return SqlType::decimal(kMaxDecimalPrecision, arg.scale, false);
    }
    if (isApproximate(arg.id)) {
        return kDouble;
    }
    if (isInteger(arg.id) || arg.id == TypeId::Boolean) {
        const bool isUnsigned = isUnsignedInteger(arg.id) || arg.id == TypeId::Boolean;
        return SqlType::of(isUnsigned ? TypeId::UBigInt : TypeId::BigInt, false);
    }
    return wrong(ErrorCode::kSqlTypeMismatch, aggregate,
                 "sum needs numbers, not values of type " + streamTypeName(arg));
}

/// What is to be computed of the argument, and the type of that.
Status settle(StreamAggregate& aggregate, StreamRules& rules)
{
    if (aggregate.kind == Kind::Count || aggregate.kind == Kind::Distinct) {
        aggregate.type = SqlType::of(TypeId::UBigInt, false);
        aggregate.typeName = streamTypeName(aggregate.type);
        if (aggregate.kind == Kind::Count && aggregate.arg && !aggregate.arg->type.nullable) {
            aggregate.arg = nullptr;
        }
        return {};
    }
    const SqlType arg = aggregate.arg->type;
    if (arg.id == TypeId::Null || isInterval(arg.id) ||
        (arg.id == TypeId::Array && aggregate.kind != Kind::First && aggregate.kind != Kind::Last)) {
        return wrong(ErrorCode::kSqlTypeMismatch, aggregate,
                     "This aggregate does not take values of type " + streamTypeName(arg));
    }
    if (aggregate.kind == Kind::Sum) {
        MR_TRY(aggregate.type, sumType(arg, aggregate));
        MR_TRY(aggregate.arg, rules.convert(aggregate.arg, aggregate.type, aggregate.span));
        aggregate.typeName = streamTypeName(aggregate.type);
        aggregate.type.nullable = false;
    } else if (aggregate.kind == Kind::Avg || aggregate.kind == Kind::Quantile || aggregate.kind == Kind::Spread) {
        if (!isNumeric(arg.id) && arg.id != TypeId::Boolean) {
            return wrong(ErrorCode::kSqlTypeMismatch, aggregate,
                         "This aggregate needs numbers, not values of type " + streamTypeName(arg));
        }
        MR_TRY(aggregate.arg, rules.convert(aggregate.arg, kDouble, aggregate.span));
        aggregate.type = kDouble;
        aggregate.typeName = streamTypeName(kDouble);
    } else {
        aggregate.type = isString(arg.id) ? SqlType::of(TypeId::Varchar, arg.nullable) : arg;
    }
    return {};
}

bool sameOptional(const ExprPtr& a, const ExprPtr& b)
{
    return (!a && !b) || (a && b && sameExpr(*a, *b));
}

bool sameAggregate(const StreamAggregate& a, const StreamAggregate& b)
{
    return a.kind == b.kind && a.spread == b.spread && a.level == b.level && sameOptional(a.arg, b.arg) &&
           sameOptional(a.order, b.order) && sameOptional(a.filter, b.filter);
}

/// quantile(x, level): the level; one function may have it in its name.
Status takeLevel(StreamAggregate& aggregate, const AggregateFunction& function, std::vector<ExprPtr>& args)
{
    aggregate.level = function.level;
    if (function.level >= 0) {
        return {};
    }
    aggregate.level = 0.5;
    if (args.size() == 2) {
        MR_TRY(aggregate.level, constantNumber(args[1], function.name));
        args.pop_back();
    }
    if (!(aggregate.level >= 0 && aggregate.level <= 1)) {
        return wrong(ErrorCode::kSqlInvalidLiteral, aggregate, "The level of a quantile is from 0 to 1");
    }
    return {};
}

} // namespace

const AggregateFunction* findAggregate(std::string_view name, bool& hasCondition)
{
    constexpr std::string_view kSuffix = "_if";
    const auto find = [](std::string_view wanted) -> const AggregateFunction* {
        const auto* found = std::find_if(std::begin(kAggregates), std::end(kAggregates),
                                         [&](const AggregateFunction& known) { return known.name == wanted; });
        return found == std::end(kAggregates) ? nullptr : found;
    };
    hasCondition = name.size() > kSuffix.size() && name.substr(name.size() - kSuffix.size()) == kSuffix;
    if (hasCondition) {
        return find(name.substr(0, name.size() - kSuffix.size()));
    }
    return find(name);
}

bool isUnbuiltStreamAggregate(std::string_view name)
{
    return std::find(std::begin(kUnbuilt), std::end(kUnbuilt), name) != std::end(kUnbuilt);
}

bool StreamRules::isAggregate(std::string_view name) const
{
    bool hasCondition = false;
    return findAggregate(name, hasCondition) != nullptr || isUnbuiltStreamAggregate(name);
}

Result<ExprPtr> StreamRules::aggregate(const sql::syntax::Expr& call, std::vector<ExprPtr> args, ExprPtr filter)
{
    const std::string name = lowerCased(call.names[0].text);
    bool hasCondition = false;
    const AggregateFunction* function = findAggregate(name, hasCondition);
    if (function == nullptr) {
        return makeError(ErrorCode::kSqlUnsupported, "This function is not supported yet: " + name, call.span);
    }
    StreamAggregate made;
    made.kind = function->kind;
    made.spread = function->spread;
    made.span = call.span;
    if (call.isDistinct && made.kind == Kind::Count) {
        made.kind = Kind::Distinct;
    } else if (call.isDistinct) {
        return makeError(ErrorCode::kSqlUnsupported, "DISTINCT is supported in count only", call.span);
    }
    if (hasCondition && !args.empty()) {
        MR_TRY(ExprPtr condition, conditionOf(args.back()));
        args.pop_back();
        filter = filter ? logicalExpr(ExprKind::And, {std::move(filter), std::move(condition)}, call.span)
                        : std::move(condition);
    } else if (hasCondition) {
        return makeError(ErrorCode::kSqlColumnCount, "A condition is missing: " + name, call.span);
    }
    if (made.kind == Kind::Quantile) {
        MR_CHECK(takeLevel(made, *function, args));
    }
    const size_t wanted = made.kind == Kind::ArgMin || made.kind == Kind::ArgMax ? 2 : 1;
    const bool countsRows = made.kind == Kind::Count && args.empty();
    if (args.size() != wanted && !countsRows) {
        return makeError(ErrorCode::kSqlColumnCount,
                         "Wrong number of arguments of " + name + ": " + std::to_string(args.size()), call.span);
    }
    made.arg = args.empty() ? nullptr : args[0];
    made.order = wanted == 2 ? args[1] : nullptr;
    made.filter = std::move(filter);
    MR_CHECK(settle(made, *this));
    const auto known = std::find_if(m_aggregates.begin(), m_aggregates.end(),
                                    [&](const StreamAggregate& other) { return sameAggregate(other, made); });
    const auto position = static_cast<int>(known - m_aggregates.begin());
    const SqlType type = known == m_aggregates.end() ? made.type : known->type;
    if (known == m_aggregates.end()) {
        m_aggregates.push_back(std::move(made));
    }
    return columnExpr(kFirstAggregate + position, type, call.span);
}

} // namespace millrace::descriptive
