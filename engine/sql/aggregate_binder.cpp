// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of aggregate functions.
#include "engine/expr/expr_index.h"
#include "engine/expr/function.h"
#include "engine/sql/expression_binder.h"
#include "engine/sql/keyword.h"
#include "engine/types/decimal.h"

#include <algorithm>
#include <optional>

namespace millrace::sql {

using syntax::Expr;

namespace {

/// Aggregate functions that exist elsewhere and are known not to be built here yet.
constexpr std::string_view kUnbuilt[] = {
    "array_agg",       "corr",         "json_agg",   "listagg", "mode", "ntile", "percentile_cont",
    "percentile_disc", "single_value", "string_agg",
};

struct BuiltAggregate {
    std::string_view name;
    AggregateKind kind;
};

constexpr BuiltAggregate kBuilt[] = {
    {"count", AggregateKind::Count},
    {"countif", AggregateKind::Count},
    {"sum", AggregateKind::Sum},
    {"avg", AggregateKind::Avg},
    {"min", AggregateKind::Min},
    {"max", AggregateKind::Max},
    {"some", AggregateKind::Some},
    {"bool_or", AggregateKind::Some},
    {"logical_or", AggregateKind::Some},
    {"every", AggregateKind::Every},
    {"bool_and", AggregateKind::Every},
    {"logical_and", AggregateKind::Every},
    {"arg_min", AggregateKind::ArgMin},
    {"arg_max", AggregateKind::ArgMax},
    {"var_pop", AggregateKind::VarPop},
    {"var_samp", AggregateKind::VarSamp},
    {"variance", AggregateKind::VarSamp},
    {"stddev_pop", AggregateKind::StddevPop},
    {"stddev_samp", AggregateKind::StddevSamp},
    {"stddev", AggregateKind::StddevSamp},
    {"bit_and", AggregateKind::BitAnd},
    {"bit_or", AggregateKind::BitOr},
    {"bit_xor", AggregateKind::BitXor},
};

bool isUnbuiltAggregate(std::string_view name)
{
    return std::find(std::begin(kUnbuilt), std::end(kUnbuilt), name) != std::end(kUnbuilt);
}

const BuiltAggregate* findBuilt(std::string_view name)
{
    const auto* found = std::find_if(std::begin(kBuilt), std::end(kBuilt),
                                     [&](const BuiltAggregate& built) { return built.name == name; });
    return found == std::end(kBuilt) ? nullptr : found;
}

bool isArgExtreme(AggregateKind kind)
{
    return kind == AggregateKind::ArgMin || kind == AggregateKind::ArgMax;
}

/// Type of all but COUNT; nothing when the function does not take the argument.
std::optional<SqlType> resultType(AggregateKind kind, const SqlType& arg)
{
    if (arg.id == TypeId::Null) {
        return std::nullopt;
    }
    if (kind == AggregateKind::Min || kind == AggregateKind::Max || isArgExtreme(kind)) {
        return arg;
    }
    if (kind == AggregateKind::Some || kind == AggregateKind::Every) {
        return arg.id == TypeId::Boolean ? std::optional(arg) : std::nullopt;
    }
    if (!isNumeric(arg.id) || (isBitwise(kind) && !isInteger(arg.id))) {
        return std::nullopt;
    }
    const bool isDecimalSum = kind == AggregateKind::Sum && arg.id == TypeId::Decimal;
    return isDecimalSum ? SqlType::decimal(kMaxDecimalPrecision, arg.scale) : arg;
}

bool sameOptional(const ExprPtr& a, const ExprPtr& b)
{
    return (!a && !b) || (a && b && sameExpr(*a, *b));
}

bool sameCall(const AggregateCall& a, const AggregateCall& b)
{
    return a.kind == b.kind && a.isDistinct == b.isDistinct && sameOptional(a.arg, b.arg) &&
           sameOptional(a.order, b.order) && sameOptional(a.filter, b.filter);
}

size_t hashCall(const AggregateCall& call)
{
    size_t hash = static_cast<size_t>(call.kind);
    for (const ExprPtr& part : {call.arg, call.order, call.filter}) {
        hash = hash * 31 + (part ? hashExpr(*part) : 0);
    }
    return hash;
}

} // namespace

bool isBuiltAggregate(std::string_view name)
{
    return findBuilt(name) != nullptr;
}

bool isAggregateName(std::string_view name)
{
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(), toLowerAscii);
    return findBuilt(lower) != nullptr || isPairAggregate(lower) || isUnbuiltAggregate(lower);
}

bool ExpressionBinder::bindAggregateArgs(const Expr& expr, std::vector<ExprPtr>& args, ExprPtr& filter)
{
    // Inside of an aggregate there is no other, and no alias of this SELECT, which may be one.
    AggregateList* const aggregates = m_aggregates;
    RankList* const windows = m_windows;
    const std::string_view clause = m_clause;
    setWindows(nullptr);
    if (!expr.over) { // over a window there may be
        setAggregates(nullptr, "inside another aggregate");
    }
    bool isComplete = bindArgs(expr, args);
    if (expr.filter) {
        filter = bindCondition(*expr.filter, "FILTER");
        isComplete = isComplete && filter;
    }
    setAggregates(aggregates, clause);
    setWindows(windows);
    return isComplete;
}

ExprPtr ExpressionBinder::bindAggregate(const Expr& expr)
{
    const std::string& name = expr.names[0].text;
    if (isUnbuiltAggregate(name)) {
        return fail(ErrorCode::kSqlUnsupported, "This aggregate function is not supported yet: " + name, expr.span);
    }
    if (m_aggregates == nullptr) {
        return fail(ErrorCode::kSqlMisplacedAggregate,
                    "An aggregate function cannot stand " + std::string(m_clause) + ": " + name, expr.span);
    }
    if (isPairAggregate(name)) {
        return bindPairAggregate(expr);
    }
    AggregateCall aggregate;
    return makeAggregate(expr, aggregate) ? addAggregate(std::move(aggregate)) : nullptr;
}

/// The call of a built aggregate, over groups or a window; false when it was reported.
bool ExpressionBinder::makeAggregate(const Expr& expr, AggregateCall& aggregate)
{
    const std::string& name = expr.names[0].text;
    std::vector<ExprPtr> args;
    aggregate.kind = findBuilt(name)->kind;
    aggregate.span = expr.span;
    if (!bindAggregateArgs(expr, args, aggregate.filter)) {
        return false;
    }
    const size_t wanted = isArgExtreme(aggregate.kind) ? 2 : 1;
    const bool isAnyCount = name == "count" && (expr.isStar || !args.empty());
    if (!isAnyCount && (expr.isStar || args.size() != wanted)) {
        fail(ErrorCode::kSqlColumnCount,
             "Wrong number of arguments of " + name + ", expected " + std::to_string(wanted) + ": " +
                 (expr.isStar ? "*" : std::to_string(args.size())),
             expr.span);
        return false;
    }
    if (name == "countif") {
        if (args[0]->type.id != TypeId::Boolean) {
            fail(ErrorCode::kSqlTypeMismatch,
                 "countif needs a condition, not a value of type " + args[0]->type.toString(), expr.span);
            return false;
        }
        aggregate.filter =
            aggregate.filter ? logicalExpr(ExprKind::And, {aggregate.filter, args[0]}, expr.span) : args[0];
        args.clear();
    }
    if (aggregate.kind == AggregateKind::Count) {
        aggregate.type = SqlType::of(TypeId::BigInt, false);
        return countArguments(aggregate, std::move(args), expr);
    }
    const auto type = resultType(aggregate.kind, args[0]->type);
    if (!type) {
        fail(ErrorCode::kSqlTypeMismatch, name + " does not take a value of type " + args[0]->type.toString(),
             expr.span);
        return false;
    }
    if (isArgExtreme(aggregate.kind)) {
        aggregate.order = args[1];
    }
    const bool mayBeEmpty = expr.over || !m_aggregates->isGrouped || aggregate.filter ||
                            (aggregate.order && aggregate.order->type.nullable) || isSpread(aggregate.kind);
    aggregate.type = type->withNullable(args[0]->type.nullable || mayBeEmpty);
    const bool seesRepetitions = aggregate.kind == AggregateKind::Sum || aggregate.kind == AggregateKind::Avg ||
                                 aggregate.kind == AggregateKind::BitXor || isSpread(aggregate.kind);
    aggregate.isDistinct = expr.isDistinct && seesRepetitions;
    aggregate.arg = std::move(args[0]);
    return true;
}

/// GROUPING(key, …): which of the keys the row is not grouped by.
ExprPtr ExpressionBinder::bindGrouping(const Expr& expr)
{
    if (m_aggregates == nullptr) {
        return fail(ErrorCode::kSqlMisplacedAggregate, "GROUPING cannot stand " + std::string(m_clause), expr.span);
    }
    AggregateCall grouping;
    grouping.kind = AggregateKind::Grouping;
    grouping.type = SqlType::of(TypeId::BigInt, false);
    grouping.span = expr.span;
    constexpr size_t kMaxKeys = 62;
    if (expr.args.empty() || expr.args.size() > kMaxKeys || expr.isStar || expr.isDistinct || expr.filter) {
        return fail(ErrorCode::kSqlColumnCount, "GROUPING takes keys of GROUP BY", expr.span);
    }
    if (!bindAggregateArgs(expr, grouping.keys, grouping.filter)) {
        return nullptr;
    }
    m_aggregates->calls.push_back(std::move(grouping));
    const auto position = m_scope.rowWidth() + static_cast<int>(m_aggregates->calls.size()) - 1;
    return columnExpr(position, SqlType::of(TypeId::BigInt, false), expr.span);
}

/// COUNT counts rows in which no argument is NULL: a filter says so where it takes more than one argument. DISTINCT
/// counts different ones.
bool ExpressionBinder::countArguments(AggregateCall& aggregate, std::vector<ExprPtr> args, const Expr& expr)
{
    if (expr.isDistinct && args.empty()) {
        fail(ErrorCode::kSqlUnsupported, "DISTINCT needs values that may be equal, not rows or a condition", expr.span);
        return false;
    }
    aggregate.isDistinct = expr.isDistinct;
    if (args.size() == 1 && (args[0]->type.nullable || expr.isDistinct)) {
        aggregate.arg = std::move(args[0]);
        return true;
    }
    if (expr.isDistinct) {
        aggregate.arg = textsOf(args, expr.span);
    } else {
        aggregate.kind = AggregateKind::CountStar;
    }
    for (const ExprPtr& arg : args) {
        if (!arg->type.nullable) {
            continue;
        }
        ExprPtr isPresent = call("IS NOT NULL", {arg}, expr.span);
        if (!isPresent) {
            return false;
        }
        aggregate.filter =
            aggregate.filter ? logicalExpr(ExprKind::And, {aggregate.filter, isPresent}, expr.span) : isPresent;
    }
    return !expr.isDistinct || aggregate.arg;
}

/// Several values as one that tells them apart: an array of their texts. -0 becomes 0, which it is equal to.
ExprPtr ExpressionBinder::textsOf(const std::vector<ExprPtr>& values, const SourceSpan& span)
{
    std::vector<ExprPtr> texts;
    for (const ExprPtr& value : values) {
        const ExprPtr zero = literalExpr(Value(0.0), SqlType::of(TypeId::Double, false), span);
        const ExprPtr plain = isApproximate(value->type.id) ? call("+", {value, zero}, span) : value;
        texts.push_back(plain ? castExpr(plain, SqlType::of(TypeId::Varchar), span) : nullptr);
        if (!texts.back()) {
            return nullptr;
        }
    }
    return call("ARRAY", std::move(texts), span);
}

/// The column that stands for the call; equal calls are computed once.
ExprPtr ExpressionBinder::addAggregate(AggregateCall aggregate)
{
    std::vector<AggregateCall>& calls = m_aggregates->calls;
    const auto [first, last] = m_aggregates->byHash.equal_range(hashCall(aggregate));
    const auto same =
        std::find_if(first, last, [&](const auto& known) { return sameCall(calls[known.second], aggregate); });
    const size_t position = same == last ? calls.size() : same->second;
    const SqlType type = aggregate.type;
    const SourceSpan span = aggregate.span;
    if (same == last) {
        m_aggregates->byHash.emplace(hashCall(aggregate), position);
        calls.push_back(std::move(aggregate));
    }
    return columnExpr(m_scope.rowWidth() + static_cast<int>(position), type, span);
}

} // namespace millrace::sql
