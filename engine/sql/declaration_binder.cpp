// SPDX-License-Identifier: GPL-3.0-or-later
// CREATE FUNCTION, calls of such functions, CREATE INDEX.
#include "engine/expr/function.h"
#include "engine/sql/expression_binder.h"
#include "engine/sql/name_suggestion.h"
#include "engine/sql/program_binder.h"
#include "engine/sql/type_binder.h"

#include <algorithm>

namespace millrace::sql {

void ProgramBinder::bindFunction(const syntax::CreateFunction& syntax)
{
    UserFunction function;
    function.name = syntax.name.text;
    function.nameSpan = syntax.name.span;
    const bool isBuiltIn = isFunctionName(function.name) || isAggregateName(function.name);
    if (const UserFunction* other = m_program.findFunction(function.name)) {
        m_diagnostics.error(ErrorCode::kSqlDuplicateName, "A function of this name exists already: " + function.name,
                            function.nameSpan, {ErrorNote{"It is declared here", other->nameSpan}});
        return;
    }
    if (!syntax.body) {
        // Programs declare functions that are native code elsewhere: fine when we have it as well.
        if (!isBuiltIn) {
            m_diagnostics.error(ErrorCode::kSqlUnsupported,
                                "A function without AS would need native code, which is not supported: " +
                                    function.name,
                                function.nameSpan);
            m_program.functions.push_back(std::move(function));
        }
        return;
    }
    if (isBuiltIn) {
        m_diagnostics.error(ErrorCode::kSqlReservedName, "A built-in function has this name: " + function.name,
                            function.nameSpan);
        return;
    }
    if (!bindFunctionBody(syntax, function)) {
        function.body = nullptr;
    }
    m_program.functions.push_back(std::move(function));
}

bool ProgramBinder::bindFunctionBody(const syntax::CreateFunction& syntax, UserFunction& function)
{
    bool isComplete = true;
    Schema parameters;
    for (const syntax::FunctionParameter& parameter : syntax.parameters) {
        const auto type = bindType(parameter.type, m_diagnostics);
        const auto isSame = [&](const ColumnInfo& other) { return other.name == parameter.name.text; };
        if (std::any_of(parameters.columns.begin(), parameters.columns.end(), isSame)) {
            m_diagnostics.error(ErrorCode::kSqlDuplicateName,
                                "The function has two parameters of this name: " + parameter.name.text,
                                parameter.name.span);
            isComplete = false;
        }
        isComplete = isComplete && type;
        const SqlType known = type.value_or(SqlType()).withNullable(!parameter.isNotNull);
        parameters.columns.push_back(ColumnInfo{parameter.name.text, known, parameter.name.isQuoted});
        function.parameters.push_back(known);
    }
    const auto result = bindType(syntax.result, m_diagnostics);
    if (!isComplete || !result) {
        return false;
    }
    function.result = result->withNullable(!syntax.isNotNull);
    Scope scope;
    scope.addRelation("", parameters);
    // The function itself is not declared yet, so that its body cannot call it.
    ExpressionBinder binder(m_diagnostics, scope, &m_catalog);
    binder.setBudget(&m_budget);
    binder.setAggregates(nullptr, "in a function");
    const ExprPtr body = binder.bind(*syntax.body);
    if (!body) {
        return false;
    }
    const SourceSpan& span = syntax.body->span;
    if (!isImplicitlyConvertible(body->type, *result)) {
        m_diagnostics.error(ErrorCode::kSqlTypeMismatch,
                            "The function returns " + result->toString() + ", its expression has type " +
                                body->type.toString(),
                            span);
        return false;
    }
    if (syntax.isNotNull && body->type.nullable) {
        m_diagnostics.error(ErrorCode::kSqlTypeMismatch, "The function returns NOT NULL, its expression may be NULL",
                            span);
        return false;
    }
    function.body = castExpr(body, result->withNullable(body->type.nullable), span);
    function.bodySize = binder.size() + 1;
    return true;
}

/// The body with the arguments in place of the parameters.
ExprPtr ExpressionBinder::bindUserCall(const UserFunction& function, const syntax::Expr& expr)
{
    if (!function.body) {
        return nullptr; // reported at its declaration
    }
    if (expr.args.size() != function.parameters.size()) {
        return fail(ErrorCode::kSqlColumnCount,
                    "Wrong number of arguments of " + function.name + ", expected " +
                        std::to_string(function.parameters.size()) + ": " + std::to_string(expr.args.size()),
                    expr.span);
    }
    std::vector<int> uses;
    collectColumns(*function.body, uses);
    std::vector<ExprPtr> args;
    size_t added = function.bodySize;
    for (size_t i = 0; i < expr.args.size(); ++i) {
        const size_t before = size();
        ExprPtr arg = bind(*expr.args[i]);
        if (!arg) {
            return nullptr;
        }
        const SqlType& type = function.parameters[i];
        if (!isImplicitlyConvertible(arg->type, type)) {
            return fail(ErrorCode::kSqlTypeMismatch,
                        "Argument " + std::to_string(i + 1) + " of " + function.name + " has type " + type.toString() +
                            ", not " + arg->type.toString(),
                        arg->span);
        }
        if (!type.nullable && arg->type.nullable) {
            return fail(ErrorCode::kSqlTypeMismatch,
                        "Argument " + std::to_string(i + 1) + " of " + function.name + " must not be NULL", arg->span);
        }
        // The argument itself is counted already.
        const auto numUses = std::count(uses.begin(), uses.end(), static_cast<int>(i));
        added += numUses > 1 ? (size() - before + 1) * static_cast<size_t>(numUses - 1) : 0;
        args.push_back(castExpr(arg, type.withNullable(arg->type.nullable), arg->span));
    }
    return grow(added, expr.span) ? bounded(substituteColumns(function.body, args), expr.span) : nullptr;
}

void ProgramBinder::bindIndex(const syntax::CreateIndex& syntax)
{
    const auto isSame = [&](const IndexDeclaration& other) { return other.name == syntax.name.text; };
    if (std::any_of(m_program.indexes.begin(), m_program.indexes.end(), isSame)) {
        m_diagnostics.error(ErrorCode::kSqlDuplicateName, "An index of this name exists already: " + syntax.name.text,
                            syntax.name.span);
        return;
    }
    if (m_catalog.isBroken(syntax.relation.text)) {
        return;
    }
    const auto id = m_catalog.find(syntax.relation.text);
    if (!id) {
        m_diagnostics.error(ErrorCode::kSqlUnknownRelation, "No view of this name: " + syntax.relation.text,
                            syntax.relation.span,
                            suggestionNotes(m_diagnostics, syntax.relation.text, m_catalog.names()));
        return;
    }
    const Relation& relation = m_catalog.relation(*id);
    if (relation.kind == RelationKind::LocalView) {
        m_diagnostics.error(ErrorCode::kSqlUnsupported,
                            "An index is for the connectors of a view, and a LOCAL view has none: " + relation.name,
                            syntax.relation.span);
        return;
    }
    if (relation.isTable()) {
        m_diagnostics.warning("Index on a table", "An index of a table has no effect: " + relation.name,
                              syntax.relation.span);
    }
    IndexDeclaration index{syntax.name.text, *id, {}, syntax.span};
    std::vector<std::string_view> names;
    for (const ColumnInfo& column : relation.schema.columns) {
        names.push_back(column.name);
    }
    for (const syntax::Name& column : syntax.columns) {
        const auto found = std::find(names.begin(), names.end(), column.text);
        if (found == names.end()) {
            m_diagnostics.error(ErrorCode::kSqlUnknownColumn,
                                "No column of this name in " + relation.name + ": " + column.text, column.span,
                                suggestionNotes(m_diagnostics, column.text, names));
            return;
        }
        const auto position = static_cast<int>(found - names.begin());
        if (std::find(index.columns.begin(), index.columns.end(), position) != index.columns.end()) {
            m_diagnostics.error(ErrorCode::kSqlDuplicateName, "The index has this column twice: " + column.text,
                                column.span);
            return;
        }
        index.columns.push_back(position);
    }
    m_program.indexes.push_back(std::move(index));
}

} // namespace millrace::sql
