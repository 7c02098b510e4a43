// SPDX-License-Identifier: GPL-3.0-or-later
// Aggregates, LAG, LEAD, FIRST_VALUE and LAST_VALUE over windows: their arguments and frames.
#include "engine/expr/evaluator.h"
#include "engine/sql/expression_binder.h"
#include "engine/types/decimal.h"

#include <algorithm>

namespace millrace::sql {

using syntax::Expr;

namespace {

std::optional<OverFunction> overFunctionOf(std::string_view name)
{
    if (name == "lag") {
        return OverFunction::Lag;
    }
    if (name == "lead") {
        return OverFunction::Lead;
    }
    if (name == "first_value") {
        return OverFunction::FirstValue;
    }
    return name == "last_value" ? std::optional(OverFunction::LastValue) : std::nullopt;
}

bool hasOffset(FrameBound bound)
{
    return bound == FrameBound::Preceding || bound == FrameBound::Following;
}

/// Aggregates that go over frames row by row.
bool slides(AggregateKind kind)
{
    return kind <= AggregateKind::Every;
}

} // namespace

bool isOverName(std::string_view name)
{
    return overFunctionOf(name).has_value();
}

bool ExpressionBinder::bindOverArguments(const Expr& expr, RankCall& call)
{
    const std::string& name = expr.names[0].text;
    OverArguments over;
    if (const auto function = overFunctionOf(name)) {
        over.call.function = *function;
        if (expr.isStar || expr.isDistinct || expr.filter) {
            fail(ErrorCode::kSqlColumnCount, "This function takes values only: " + name, expr.span);
            return false;
        }
        if (!bindShift(expr, over)) {
            return false;
        }
    } else if (isBuiltAggregate(name)) {
        AggregateCall aggregate;
        if (!makeAggregate(expr, aggregate)) {
            return false;
        }
        if (!slides(aggregate.kind) || aggregate.isDistinct) {
            fail(ErrorCode::kSqlUnsupported, "This aggregate is not supported over a window yet: " + name, expr.span);
            return false;
        }
        over.call.aggregate = aggregate.kind;
        over.call.type = aggregate.type;
        over.arg = std::move(aggregate.arg);
        over.filter = std::move(aggregate.filter);
    } else {
        fail(ErrorCode::kSqlUnsupported, "This function over a window is not supported yet: " + name, expr.span);
        return false;
    }
    over.call.argType = over.arg ? over.arg->type : SqlType();
    call.over = std::move(over);
    return bindFrame(call);
}

/// LAG(value [, rows [, default]]), LEAD likewise; FIRST_VALUE(value), LAST_VALUE(value).
bool ExpressionBinder::bindShift(const Expr& expr, OverArguments& over)
{
    const bool isShift = over.call.function == OverFunction::Lag || over.call.function == OverFunction::Lead;
    std::vector<ExprPtr> args;
    if (!bindArgs(expr, args)) {
        return false;
    }
    if (args.empty() || args.size() > (isShift ? 3U : 1U)) {
        fail(ErrorCode::kSqlColumnCount, "Wrong number of arguments of " + expr.names[0].text, expr.span);
        return false;
    }
    over.arg = args[0];
    over.call.type = args[0]->type.withNullable(true);
    if (args[0]->type.id == TypeId::Null) {
        fail(ErrorCode::kSqlTypeMismatch, "A bare NULL has no type; CAST it to the type it should have", expr.span);
        return false;
    }
    if (args.size() > 1) {
        const Result<Value> rows = isInteger(args[1]->type.id)
                                       ? evaluateConstant(castExpr(args[1], SqlType::of(TypeId::BigInt)))
                                       : Result<Value>(Value());
        if (!rows.ok() || rows->isNull() || rows->asInt() < 0) {
            fail(ErrorCode::kSqlTypeMismatch, "The number of rows must be a constant that is not negative",
                 expr.args[1]->span);
            return false;
        }
        over.call.offset = rows->asInt();
    }
    if (args.size() > 2 && args[2]->type.id != TypeId::Null) {
        if (!isImplicitlyConvertible(args[2]->type, args[0]->type)) {
            fail(ErrorCode::kSqlTypeMismatch,
                 "The default has type " + args[2]->type.toString() + ", but the value " + args[0]->type.toString(),
                 expr.args[2]->span);
            return false;
        }
        over.fallback = castExpr(args[2], args[0]->type.withNullable(args[2]->type.nullable), expr.args[2]->span);
    }
    return true;
}

/// The frame as written, or the one that is meant: up to the row and its peers in an order, else the whole partition.
bool ExpressionBinder::bindFrame(RankCall& call)
{
    WindowFrame& frame = call.over->call.frame;
    if (call.frame == nullptr) {
        frame.end = call.orderBy.empty() ? FrameBound::UnboundedFollowing : FrameBound::CurrentRow;
        return true;
    }
    const syntax::FrameClause& written = *call.frame;
    const bool isShift =
        call.over->call.function == OverFunction::Lag || call.over->call.function == OverFunction::Lead;
    if (isShift) {
        fail(ErrorCode::kSqlUnsupported, "LAG and LEAD look at the whole partition: they take no frame", written.span);
        return false;
    }
    frame.unit = written.unit;
    frame.start = written.start;
    frame.end = written.end;
    const bool isReversed =
        written.start == FrameBound::UnboundedFollowing || written.end == FrameBound::UnboundedPreceding;
    if (isReversed) {
        fail(ErrorCode::kSqlUnsupported, "This frame has no rows", written.span);
        return false;
    }
    if (frame.unit == FrameUnit::Rows && call.orderBy.empty()) {
        fail(ErrorCode::kSqlUnsupported, "A frame of ROWS needs an ORDER BY", written.span);
        return false;
    }
    return (!hasOffset(written.start) || bindFrameOffset(*written.startOffset, call, frame.startOffset)) &&
           (!hasOffset(written.end) || bindFrameOffset(*written.endOffset, call, frame.endOffset));
}

/// A distance of values: in the representation of the order column.
bool ExpressionBinder::bindFrameOffset(const Expr& offset, const RankCall& call, Int128& value)
{
    const auto refuse = [&](std::string text) {
        fail(ErrorCode::kSqlTypeMismatch, std::move(text), offset.span);
        return false;
    };
    const ExprPtr bound = bind(offset);
    if (!bound) {
        return false;
    }
    const bool isRows = call.over->call.frame.unit == FrameUnit::Rows;
    if (!isRows && (call.orderBy.size() != 1 || call.orderBy[0].expr->kind == ExprKind::Literal)) {
        return refuse("A frame of RANGE with a distance needs one column in ORDER BY");
    }
    const SqlType type = isRows ? SqlType::of(TypeId::BigInt) : call.orderBy[0].expr->type;
    const bool isTime = isTemporal(type.id) || type.id == TypeId::IntervalDay;
    const bool fits =
        isTime ? bound->type.id == TypeId::IntervalDay
               : isExactNumeric(type.id) && isExactNumeric(bound->type.id) && (!isRows || isInteger(bound->type.id));
    if (!fits) {
        return refuse("A frame over a value of type " + type.toString() + " cannot have a distance of type " +
                      bound->type.toString());
    }
    const SqlType exact = SqlType::decimal(kMaxDecimalPrecision, type.id == TypeId::Decimal ? type.scale : 0);
    const Result<Value> constant = evaluateConstant(isTime ? bound : castExpr(bound, exact, offset.span));
    if (!constant.ok() || constant->isNull()) {
        return refuse("The distance of a frame must be a constant");
    }
    constexpr Int128 kMicrosPerDay = Int128{86'400} * 1'000'000;
    value = isTime ? static_cast<Int128>(constant->asInt()) : constant->asDecimal();
    value = type.id == TypeId::Date ? value / kMicrosPerDay : type.id == TypeId::Time ? value * 1'000 : value;
    return value >= 0 || refuse("The distance of a frame must not be negative");
}

} // namespace millrace::sql
