// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/call_site.h"

#include "engine/expr/evaluator.h"

#include <algorithm>

namespace millrace {

Error typeMismatch(const CallSite& site)
{
    std::string detail = "Argument types do not fit '" + std::string(site.name) + "': ";
    for (size_t i = 0; i < site.args.size(); ++i) {
        detail += (i == 0 ? "" : ", ") + site.type(i).toString();
    }
    return makeError(ErrorCode::kSqlTypeMismatch, std::move(detail), site.span);
}

namespace {

/// A text that is written where a value of another type is wanted is read once, here: it is what the program means, and
/// one that cannot be read would fail for every row.
Status readTextLiteral(ExprPtr& literal, const SqlType& type)
{
    Result<Value> value = evaluateConstant(castExpr(literal, type));
    if (!value.ok()) {
        return makeError(ErrorCode::kSqlTypeMismatch,
                         "This text cannot be read as " + type.toString() + ", which is needed here: '" +
                             std::string(*literalText(literal)) + "'",
                         literal->span);
    }
    literal = literalExpr(std::move(value).value(), type.withNullable(false), literal->span);
    return {};
}

} // namespace

Status coerceArg(CallSite& site, size_t arg, const SqlType& type)
{
    ExprPtr& expr = site.args[arg];
    const bool hasParts = type.id == TypeId::Decimal || type.id == TypeId::Array;
    const bool isSame = expr->type.id == type.id && (!hasParts || expr->type.sameIgnoringNull(type));
    if (isSame) {
        return {};
    }
    if (!isImplicitlyConvertible(expr->type, type)) {
        return typeMismatch(site);
    }
    if (literalText(expr)) {
        if (!isString(type.id)) {
            return readTextLiteral(expr, type);
        }
        expr = literalExpr(expr->literal, SqlType::of(type.id), expr->span);
        return {};
    }
    // A function takes text of any length: nothing is cut off on the way in.
    expr = castExpr(expr, isString(type.id) ? SqlType::of(TypeId::Varchar) : type);
    return {};
}

Status coerceArgs(CallSite& site, const SqlType& type, size_t from, size_t to)
{
    for (size_t i = from; i < std::min(to, site.args.size()); ++i) {
        MR_CHECK(coerceArg(site, i, type));
    }
    return {};
}

Status coerceArgs(CallSite& site, std::initializer_list<TypeId> types)
{
    size_t i = 0;
    for (const TypeId id : types) {
        if (i == site.args.size()) {
            break;
        }
        MR_CHECK(coerceArg(site, i, SqlType::of(id)));
        ++i;
    }
    return {};
}

namespace {

/// Blanks at the end of a literal count beside a VARCHAR; beside a CHAR they are padding, as those of the column.
void dropPaddingOfLiterals(CallSite& site)
{
    const bool hasCharColumn = std::any_of(site.args.begin(), site.args.end(), [](const ExprPtr& arg) {
        return arg->kind != ExprKind::Literal && arg->type.id == TypeId::Char;
    });
    for (ExprPtr& arg : site.args) {
        const std::optional<std::string_view> text = literalText(arg);
        if (hasCharColumn && text) {
            const size_t length = text->find_last_not_of(' ') + 1; // 0 when there are only blanks
            arg = literalExpr(Value(std::string(text->substr(0, length))), SqlType::of(TypeId::Varchar), arg->span);
        }
    }
}

} // namespace

Result<SqlType> unifyForComparison(CallSite& site)
{
    dropPaddingOfLiterals(site);
    std::vector<SqlType> types;
    types.reserve(site.args.size());
    for (const ExprPtr& arg : site.args) {
        types.push_back(arg->type);
    }
    std::optional<SqlType> type = comparisonType(types);
    if (!type) {
        return typeMismatch(site);
    }
    if (type->id == TypeId::Char) {
        // Blanks that pad a CHAR are not part of its value.
        type = SqlType::of(TypeId::Varchar, type->nullable);
    }
    if (type->id == TypeId::Null) {
        type = SqlType::of(TypeId::Boolean);
    }
    MR_CHECK(coerceArgs(site, *type));
    return *type;
}

ExprPtr strictCall(CallSite& site, const Function& function, SqlType type)
{
    bool isNullable = function.makesNulls;
    for (const ExprPtr& arg : site.args) {
        isNullable = isNullable || arg->type.nullable;
    }
    return callExpr(function, std::move(site.args), type.withNullable(isNullable), site.span);
}

std::optional<std::string_view> literalText(const ExprPtr& arg)
{
    if (arg->kind != ExprKind::Literal || !isString(arg->type.id) || arg->literal.isNull()) {
        return std::nullopt;
    }
    return std::string_view(arg->literal.asString());
}

} // namespace millrace
