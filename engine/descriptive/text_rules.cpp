// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/text_rules.h"

#include "engine/expr/function.h"

namespace millrace::descriptive {

namespace {

ExprPtr textOf(std::string text, const SourceSpan& span)
{
    return literalExpr(Value(std::move(text)), SqlType::of(TypeId::Varchar, false), span);
}

/// The position from the start of what has `length` parts; one that cannot be below zero stays.
Result<ExprPtr> fromStart(StreamRules& rules, ExprPtr position, ExprPtr length, const SourceSpan& span)
{
    if (!isInteger(position->type.id) || isUnsignedInteger(position->type.id)) {
        return position;
    }
    const SqlType wide = SqlType::of(TypeId::BigInt, false);
    MR_TRY(const ExprPtr given, rules.convert(std::move(position), wide, span));
    MR_TRY(ExprPtr end, rules.convert(std::move(length), wide, span));
    MR_TRY(end, resolveCall("+", {std::move(end), literalExpr(Value(int64_t{1}), wide, span)}, span));
    MR_TRY(ExprPtr counted, resolveCall("+", {std::move(end), given}, span));
    MR_TRY(ExprPtr isFromEnd, resolveCall("<", {given, literalExpr(Value(int64_t{0}), wide, span)}, span));
    return resolveCall("CASE", {std::move(isFromEnd), std::move(counted), given}, span);
}

/// A pattern in which `\` stands only before `%`, `_` and itself.
std::string withWholeEscapes(std::string_view pattern)
{
    std::string out;
    for (size_t at = 0; at < pattern.size(); ++at) {
        out += pattern[at];
        if (pattern[at] != '\\') {
            continue;
        }
        const char next = at + 1 < pattern.size() ? pattern[at + 1] : '\0';
        const bool isEscape = next == '%' || next == '_' || next == '\\';
        out += isEscape ? next : '\\';
        at += isEscape ? 1 : 0;
    }
    return out;
}

/// A replacement with `\1` as the engine writes it.
std::string engineReplacement(std::string_view replacement)
{
    std::string out;
    for (size_t at = 0; at < replacement.size(); ++at) {
        const char letter = replacement[at];
        const char next = at + 1 < replacement.size() ? replacement[at + 1] : '\0';
        if (letter == '\\' && next >= '0' && next <= '9') {
            out.append("${").append(1, next).append("}");
            ++at;
        } else if (letter == '\\' && next == '\\') {
            out += letter;
            ++at;
        } else {
            out.append(letter == '$' ? 2 : 1, letter);
        }
    }
    return out;
}

bool isConstantText(const ExprPtr& expr)
{
    return expr->kind == ExprKind::Literal && isString(expr->type.id) && !expr->literal.isNull();
}

} // namespace

Result<ExprPtr> resolveSubstring(StreamCallSite& site)
{
    ExprPtr& position = site.args[1];
    if (isInteger(position->type.id) && !isUnsignedInteger(position->type.id)) {
        MR_TRY(ExprPtr length, resolveCall("CHAR_LENGTH", {site.args[0]}, site.span));
        MR_TRY(ExprPtr counted, fromStart(site.rules, position, std::move(length), site.span));
        const SqlType narrow = SqlType::of(TypeId::Integer, counted->type.nullable);
        position = castExpr(std::move(counted), narrow, site.span);
    }
    return resolveCall("SUBSTRING", site.args, site.span);
}

Result<ExprPtr> resolveReplaceRegex(StreamCallSite& site)
{
    if (isConstantText(site.args[2])) {
        site.args[2] = textOf(engineReplacement(site.args[2]->literal.asString()), site.args[2]->span);
    }
    return resolveCall("REGEXP_REPLACE", site.args, site.span);
}

Result<ExprPtr> resolveLike(std::string_view form, std::vector<ExprPtr> args, const SourceSpan& span)
{
    if (args.size() == 2) {
        if (isConstantText(args[1])) {
            args[1] = textOf(withWholeEscapes(args[1]->literal.asString()), args[1]->span);
        }
        args.push_back(textOf("\\", span));
    }
    return resolveCall(form, std::move(args), span);
}

Result<ExprPtr> resolveElement(StreamRules& rules, std::vector<ExprPtr> args, const SourceSpan& span)
{
    if (args[0]->type.id == TypeId::Array) {
        MR_TRY(ExprPtr length, resolveCall("CARDINALITY", {args[0]}, span));
        MR_TRY(args[1], fromStart(rules, args[1], std::move(length), span));
    }
    return resolveCall("[]", std::move(args), span);
}

Result<ExprPtr> withoutEmptyFraction(ExprPtr text, const SourceSpan& span)
{
    return resolveCall("REGEXP_REPLACE", {std::move(text), textOf("\\.0(e|$)", span), textOf("$1", span)}, span);
}

} // namespace millrace::descriptive
