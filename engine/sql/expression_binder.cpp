// SPDX-License-Identifier: GPL-3.0-or-later
// Names, operators and calls; predicates and aggregates are bound in files of their own.
#include "engine/sql/expression_binder.h"

#include "engine/base/letter_case.h"
#include "engine/expr/function.h"
#include "engine/sql/literal_binder.h"
#include "engine/sql/name_suggestion.h"
#include "engine/sql/relation_catalog.h"
#include "engine/sql/time_unit.h"
#include "engine/sql/type_binder.h"

#include <algorithm>

namespace millrace::sql {

using syntax::Expr;
using syntax::ExprForm;
using syntax::ExprTree;

namespace {

/// Functions with a unit of time among their arguments, written as a bare word.
struct UnitArgument {
    std::string_view function;
    size_t position;
};

constexpr UnitArgument kUnitArguments[] = {
    {"timestampadd", 0}, {"timestampdiff", 0}, {"datediff", 0},        {"dateadd", 0},    {"date_part", 0},
    {"date_diff", 0},    {"date_trunc", 1},    {"timestamp_trunc", 1}, {"time_trunc", 1},
};

bool isUnitArgument(const std::string& function, size_t position)
{
    return std::any_of(std::begin(kUnitArguments), std::end(kUnitArguments), [&](const UnitArgument& argument) {
        return argument.function == function && argument.position == position;
    });
}

bool isMonthUnit(const std::string& unit)
{
    return unit == "YEAR" || unit == "QUARTER" || unit == "MONTH";
}

/// Functions that give the present time.
bool isClockFunction(std::string_view name)
{
    static constexpr std::string_view kNames[] = {"now",          "current_timestamp", "current_date",
                                                  "current_time", "localtimestamp",    "localtime"};
    return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

} // namespace

ExprPtr ExpressionBinder::fail(ErrorCode code, std::string detail, const SourceSpan& span)
{
    m_diagnostics.error(code, std::move(detail), span);
    return nullptr;
}

ExprPtr ExpressionBinder::take(Result<ExprPtr> result)
{
    if (!result.ok()) {
        m_diagnostics.error(result.error());
        return nullptr;
    }
    return std::move(result).value();
}

bool ExpressionBinder::grow(size_t nodes, const SourceSpan& span)
{
    m_size += nodes;
    if (m_size > kMaxNodes || (m_budget != nullptr && !m_budget->spend(nodes))) {
        reportTooLarge(span);
        return false;
    }
    return true;
}

ExprPtr ExpressionBinder::bounded(ExprPtr expr, const SourceSpan& span)
{
    if (expr && isTooLarge(*expr)) {
        reportTooLarge(span);
        return nullptr;
    }
    return expr;
}

void ExpressionBinder::reportTooLarge(const SourceSpan& span)
{
    if (!m_isTooLarge) {
        m_isTooLarge = true;
        fail(ErrorCode::kSqlTooComplex, "The expressions of this query are too large", span);
    }
}

ExprPtr ExpressionBinder::call(std::string_view name, std::vector<ExprPtr> args, const SourceSpan& span)
{
    return take(m_dialect != nullptr ? m_dialect->resolve(name, std::move(args), span)
                                     : resolveCall(name, std::move(args), span));
}

ExprPtr ExpressionBinder::negated(ExprPtr expr, bool isNegated, const SourceSpan& span)
{
    return expr && isNegated ? call("NOT", {std::move(expr)}, span) : expr;
}

bool ExpressionBinder::bindArgs(const Expr& expr, std::vector<ExprPtr>& args, size_t from)
{
    bool isComplete = true;
    for (size_t i = from; i < expr.args.size(); ++i) {
        args.push_back(bind(*expr.args[i]));
        isComplete = isComplete && args.back();
    }
    return isComplete;
}

ExprPtr ExpressionBinder::bind(const Expr& expr)
{
    return grow(1, expr.span) ? bindForm(expr) : nullptr;
}

ExprPtr ExpressionBinder::bindForm(const Expr& expr)
{
    switch (expr.form) {
    case ExprForm::Column: return bindColumn(expr);
    case ExprForm::Null:
    case ExprForm::Boolean:
    case ExprForm::Integer:
    case ExprForm::Decimal:
    case ExprForm::Approximate:
    case ExprForm::String:
    case ExprForm::Interval: return take(m_dialect != nullptr ? m_dialect->literal(expr) : bindLiteral(expr));
    case ExprForm::Typed: return bindTyped(expr);
    case ExprForm::Operator: return bindOperator(expr);
    case ExprForm::Not:
    case ExprForm::And:
    case ExprForm::Or: return bindLogical(expr);
    case ExprForm::Is: return bindIs(expr);
    case ExprForm::Between: return bindBetween(expr);
    case ExprForm::InList: return bindInList(expr);
    case ExprForm::Like: return bindLike(expr);
    case ExprForm::Case: return bindCase(expr);
    case ExprForm::Cast: return bindCast(expr);
    case ExprForm::Call: return bindCall(expr);
    case ExprForm::RoundTo: return bindRoundTo(expr);
    case ExprForm::Extract: {
        std::vector<ExprPtr> args{textLiteral(expr.unit, expr.span)};
        return bindArgs(expr, args) ? call("EXTRACT", std::move(args), expr.span) : nullptr;
    }
    case ExprForm::Trim: {
        const std::string_view name = expr.op == "LEADING" ? "LTRIM" : expr.op == "TRAILING" ? "RTRIM" : "TRIM";
        std::vector<ExprPtr> args;
        if (!bindArgs(expr, args)) {
            return nullptr;
        }
        std::reverse(args.begin(), args.end()); // the text, then what to remove
        return call(name, std::move(args), expr.span);
    }
    case ExprForm::Position: {
        std::vector<ExprPtr> args;
        return bindArgs(expr, args) ? call("POSITION", std::move(args), expr.span) : nullptr;
    }
    case ExprForm::ScalarQuery:
    case ExprForm::InQuery:
    case ExprForm::Exists: return bindSubquery(expr);
    case ExprForm::Row: return fail(ErrorCode::kSqlUnsupported, "A row value is not supported here yet", expr.span);
    }
    return fail(ErrorCode::kInternal, "Unknown form of expression", expr.span);
}

ExprPtr ExpressionBinder::bindCondition(const Expr& expr, std::string_view clause)
{
    ExprPtr condition = bind(expr);
    if (condition && m_dialect != nullptr && isNumeric(condition->type.id)) {
        condition = call("NOT", {call("NOT", {std::move(condition)}, expr.span)}, expr.span); // true where it is not 0
    }
    if (!condition || condition->type.id == TypeId::Boolean) {
        return condition;
    }
    if (condition->type.id == TypeId::Null) {
        return castExpr(std::move(condition), SqlType::of(TypeId::Boolean), expr.span);
    }
    return fail(ErrorCode::kSqlTypeMismatch,
                std::string(clause) + " needs a condition, not a value of type " + condition->type.toString(),
                expr.span);
}

// Names.

ExprPtr ExpressionBinder::bindColumn(const Expr& expr)
{
    if (expr.names.size() == 1) {
        return bindBareName(expr);
    }
    if (expr.names.size() == 2) {
        return bindQualifiedName(expr);
    }
    return fail(ErrorCode::kSqlUnsupported, "Names of more than two parts are not supported yet", expr.span);
}

ExprPtr ExpressionBinder::bindBareName(const Expr& expr)
{
    const syntax::Name& name = expr.names[0];
    const Scope::Match match = m_scope.find(name.text);
    if (!match.others.empty()) {
        return reportAmbiguous(expr, match);
    }
    if (match.column != nullptr) {
        ScalarExpr copy = *match.column->expr;
        copy.span = expr.span;
        return std::make_shared<const ScalarExpr>(std::move(copy));
    }
    ExprPtr bound;
    size_t size = 0;
    if (m_aliases != nullptr && m_aliases->findAlias(name.text, bound, size)) {
        bound = bounded(std::move(bound), expr.span);
        return bound && grow(size, expr.span) ? checkAlias(std::move(bound), expr) : nullptr;
    }
    bool isOuter = false;
    if (ExprPtr outer = findOuter(expr, isOuter); isOuter) {
        return outer;
    }
    if (!name.isQuoted && name.text == "pi") {
        return call(name.text, {}, expr.span);
    }
    if (!name.isQuoted && name.text == "unknown") {
        return literalExpr(Value::null(), SqlType::of(TypeId::Boolean), expr.span);
    }
    if (!name.isQuoted && isClockFunction(name.text)) {
        return fail(ErrorCode::kSqlUnsupported, "The time of the clock is not supported yet: " + name.text, expr.span);
    }
    const std::vector<std::string_view> candidates = m_scope.columnNames();
    m_diagnostics.error(ErrorCode::kSqlUnknownColumn, "No column of this name: " + name.text, expr.span,
                        suggestionNotes(m_diagnostics, name.text, candidates));
    return nullptr;
}

/// An alias that stands for an aggregate or a window function is out of place where these are.
ExprPtr ExpressionBinder::checkAlias(ExprPtr bound, const Expr& expr)
{
    std::vector<int> columns;
    if (m_aggregates == nullptr || m_windows == nullptr) {
        collectColumns(*bound, columns);
    }
    const bool hasWindow = std::any_of(columns.begin(), columns.end(),
                                       [](int column) { return column >= RankList::kFirstColumn; });
    if (hasWindow && m_windows == nullptr) {
        return fail(ErrorCode::kSqlMisplacedAggregate,
                    "A window function cannot stand " + std::string(m_clause) + ": " + expr.names[0].text, expr.span);
    }
    const bool hasAggregate = m_aggregates == nullptr &&
        std::any_of(columns.begin(), columns.end(), [this](int column) { return column >= m_scope.rowWidth(); });
    if (hasAggregate) {
        return fail(ErrorCode::kSqlMisplacedAggregate,
                    "An aggregate function cannot stand " + std::string(m_clause) + ": " + expr.names[0].text,
                    expr.span);
    }
    return bound;
}

ExprPtr ExpressionBinder::bindQualifiedName(const Expr& expr)
{
    const syntax::Name& relation = expr.names[0];
    const syntax::Name& name = expr.names[1];
    const Scope::Match match = m_scope.find(relation.text, name.text);
    if (!match.others.empty()) {
        return reportAmbiguous(expr, match);
    }
    if (match.column != nullptr) {
        ScalarExpr copy = *match.column->expr;
        copy.span = expr.span;
        return std::make_shared<const ScalarExpr>(std::move(copy));
    }
    const auto position = m_scope.findRelation(relation.text);
    bool isOuter = false;
    ExprPtr outer = position ? nullptr : findOuter(expr, isOuter);
    if (isOuter) {
        return outer;
    }
    if (!position) {
        const std::vector<std::string_view> candidates = m_scope.relationNames();
        m_diagnostics.error(ErrorCode::kSqlUnknownRelation, "No table or view of this name in FROM: " + relation.text,
                            relation.span, suggestionNotes(m_diagnostics, relation.text, candidates));
        return nullptr;
    }
    std::vector<std::string_view> candidates;
    for (const ScopeColumn* column : m_scope.columnsOf(*position)) {
        candidates.push_back(column->name);
    }
    m_diagnostics.error(ErrorCode::kSqlUnknownColumn, "No column of this name in " + relation.text + ": " + name.text,
                        name.span, suggestionNotes(m_diagnostics, name.text, candidates));
    return nullptr;
}

ExprPtr ExpressionBinder::reportAmbiguous(const Expr& expr, const Scope::Match& match)
{
    std::string choices;
    const auto add = [&](const ScopeColumn* column) {
        const std::string& relation = m_scope.relationName(column->relation);
        choices += choices.empty() ? "" : ", ";
        choices += relation.empty() ? "a query without alias" : relation + "." + column->name;
    };
    add(match.column);
    for (const ScopeColumn* column : match.others) {
        add(column);
    }
    return fail(ErrorCode::kSqlAmbiguousColumn,
                "Several columns have the name " + expr.names.back().text + "; it may be " + choices, expr.span);
}

// Operators and calls.

ExprPtr ExpressionBinder::bindOperator(const Expr& expr)
{
    if (expr.args.size() == 1) {
        const Expr& operand = *expr.args[0];
        const bool isNumber = operand.form == ExprForm::Integer || operand.form == ExprForm::Decimal ||
                              operand.form == ExprForm::Approximate;
        if (expr.op == "-" && isNumber && m_dialect == nullptr) {
            return take(bindNegativeNumber(operand, expr.span));
        }
    } else if (expr.args[0]->form == ExprForm::Row && expr.args[1]->form == ExprForm::Row &&
               (expr.op == "=" || expr.op == "<>")) {
        return bindRowEquality(*expr.args[0], *expr.args[1], expr.op == "<>", expr.span);
    }
    std::vector<ExprPtr> args;
    if (!bindArgs(expr, args)) {
        return nullptr;
    }
    if (!expr.unit.empty() && isMonthUnit(expr.unit) && !isInterval(args[0]->type.id)) {
        return monthsBetween(expr, std::move(args));
    }
    ExprPtr result = call(expr.op, std::move(args), expr.span);
    if (result && !expr.unit.empty() && !isInterval(result->type.id)) {
        return fail(ErrorCode::kSqlTypeMismatch,
                    "Only the difference of two points in time has a unit, not a value of type " +
                        result->type.toString(),
                    expr.span);
    }
    return result;
}

ExprPtr ExpressionBinder::bindLogical(const Expr& expr)
{
    std::vector<ExprPtr> args;
    if (!bindArgs(expr, args)) {
        return nullptr;
    }
    const std::string_view name = expr.form == ExprForm::Not ? "NOT" : expr.form == ExprForm::And ? "AND" : "OR";
    return call(name, std::move(args), expr.span);
}

ExprPtr ExpressionBinder::bindTyped(const Expr& expr)
{
    if (m_dialect != nullptr) {
        return take(m_dialect->cast(literalExpr(Value(expr.text), SqlType::of(TypeId::Varchar, false), expr.span),
                                    *expr.type, expr.span));
    }
    const auto type = bindType(*expr.type, m_diagnostics);
    return type ? take(bindTypedLiteral(expr, *type)) : nullptr;
}

ExprPtr ExpressionBinder::bindCast(const Expr& expr)
{
    if (m_dialect != nullptr) {
        ExprPtr value = bind(*expr.args[0]);
        return value ? take(m_dialect->cast(std::move(value), *expr.type, expr.span)) : nullptr;
    }
    const auto type = bindType(*expr.type, m_diagnostics);
    ExprPtr value = bind(*expr.args[0]);
    if (!value || !type) {
        return nullptr;
    }
    if (value->type.id == TypeId::Null) {
        return literalExpr(Value::null(), *type, expr.span);
    }
    if (isInterval(type->id) && isNumeric(value->type.id)) {
        return castToInterval(std::move(value), expr);
    }
    if (isInterval(value->type.id) && isNumeric(type->id)) {
        return castFromInterval(std::move(value), *type, expr);
    }
    if (!isCastable(value->type, *type)) {
        return fail(ErrorCode::kSqlTypeMismatch,
                    "A value of type " + value->type.toString() + " cannot be cast to " + type->toString(), expr.span);
    }
    const bool isNullable = value->type.nullable || expr.isSafe;
    return castExpr(std::move(value), type->withNullable(isNullable), expr.span, expr.isSafe);
}

ExprPtr ExpressionBinder::bindRoundTo(const Expr& expr)
{
    const size_t before = size();
    ExprPtr value = bind(*expr.args[0]);
    // CEIL compares its argument with the unit below and uses it again.
    if (!value || !grow(expr.op == "CEIL" ? 4 * (size() - before) : 0, expr.span)) {
        return nullptr;
    }
    return call(expr.op, {std::move(value), textLiteral(expr.unit, expr.span)}, expr.span);
}

/// A call of the other dialect, whose rules know its functions.
ExprPtr ExpressionBinder::bindDialectCall(const Expr& expr)
{
    const std::string name = lowerCased(expr.names[0].text);
    if (expr.over) {
        return fail(ErrorCode::kSqlUnsupported, "A window function is not supported yet: " + name, expr.span);
    }
    const bool isAggregate = m_dialect->isAggregate(name);
    if (!isAggregate && (expr.isStar || expr.isDistinct || expr.filter)) {
        const std::string_view what = expr.isStar ? "(*)" : expr.isDistinct ? "DISTINCT" : "FILTER";
        return fail(ErrorCode::kSqlMisplacedAggregate,
                    std::string(what) + " belongs to an aggregate function, which this is not: " + name, expr.span);
    }
    if (isAggregate && m_aggregates == nullptr) {
        return fail(ErrorCode::kSqlMisplacedAggregate,
                    "An aggregate function cannot stand " + std::string(m_clause) + ": " + name, expr.span);
    }
    std::vector<ExprPtr> args;
    ExprPtr filter;
    if (!(isAggregate ? bindAggregateArgs(expr, args, filter) : bindArgs(expr, args))) {
        return nullptr;
    }
    return isAggregate ? take(m_dialect->aggregate(expr, std::move(args), std::move(filter)))
                       : call(name, std::move(args), expr.span);
}

ExprPtr ExpressionBinder::bindCall(const Expr& expr)
{
    if (m_dialect != nullptr) {
        return bindDialectCall(expr);
    }
    const std::string& name = expr.names[0].text;
    if (expr.over || isRankName(name) || isOverName(name)) {
        return bindRankCall(expr);
    }
    if (name == "grouping" || name == "grouping_id") {
        return bindGrouping(expr);
    }
    if (isAggregateName(name)) {
        return bindAggregate(expr);
    }
    if (expr.isStar || expr.isDistinct || expr.filter) {
        const std::string_view what = expr.isStar ? "(*)" : expr.isDistinct ? "DISTINCT" : "FILTER";
        return fail(ErrorCode::kSqlMisplacedAggregate,
                    std::string(what) + " belongs to an aggregate function, which this is not: " + name, expr.span);
    }
    const UserFunction* function = m_catalog != nullptr ? m_catalog->findFunction(name) : nullptr;
    if (function != nullptr) {
        return bindUserCall(*function, expr);
    }
    std::vector<ExprPtr> args;
    bool isComplete = true;
    const size_t before = size();
    for (size_t i = 0; i < expr.args.size(); ++i) {
        const Expr& arg = *expr.args[i];
        const bool isWord = arg.form == ExprForm::Column && arg.names.size() == 1 && !arg.names[0].isQuoted;
        const auto unit = isWord && isUnitArgument(name, i) ? canonicalUnit(arg.names[0].text) : std::nullopt;
        args.push_back(unit ? textLiteral(*unit, arg.span) : bind(arg));
        isComplete = isComplete && args.back();
    }
    if (!isComplete) {
        return nullptr;
    }
    if (isClockFunction(name) && !isFunctionName(name)) {
        return fail(ErrorCode::kSqlUnsupported, "The time of the clock is not supported yet: " + name, expr.span);
    }
    // NULLIF uses its first argument twice.
    if (name == "nullif" && !grow(size() - before, expr.span)) {
        return nullptr;
    }
    return call(name, std::move(args), expr.span);
}

} // namespace millrace::sql
