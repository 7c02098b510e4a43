// SPDX-License-Identifier: GPL-3.0-or-later
// Expressions with a query inside, and names of the rows around a query.
#include "engine/expr/function.h"
#include "engine/sql/expression_binder.h"
#include "engine/sql/rel_factory.h"

namespace millrace::sql {

using syntax::Expr;
using syntax::ExprForm;
using syntax::ExprTree;

ExprPtr ExpressionBinder::bindSubquery(const Expr& expr)
{
    if (m_subquerySource == nullptr) {
        return fail(ErrorCode::kSqlUnsupported, "A query cannot stand " + std::string(m_clause), expr.span);
    }
    BoundSubquery subquery;
    subquery.span = expr.span;
    subquery.rel = m_subquerySource->bindSubquery(*expr.query, *this);
    if (!subquery.rel) {
        return nullptr;
    }
    if (expr.form == ExprForm::InQuery) {
        subquery.form = SubqueryForm::In;
        return bindInQuery(expr, std::move(subquery));
    }
    SqlType type = SqlType::of(TypeId::Boolean, false);
    if (expr.form == ExprForm::Exists) {
        subquery.form = SubqueryForm::Exists;
    } else if (subquery.rel->schema.numColumns() != 1) {
        return fail(ErrorCode::kSqlColumnCount,
                    "A query that is a value has one column, not " +
                        std::to_string(subquery.rel->schema.numColumns()),
                    expr.span);
    } else if (subquery.rel->schema.columns[0].type.id == TypeId::Null) {
        return fail(ErrorCode::kSqlTypeMismatch, "A query that is a value needs a type; CAST the NULL to one",
                    expr.span);
    } else {
        type = subquery.rel->schema.columns[0].type.withNullable(true);
    }
    const SubqueryForm form = subquery.form;
    m_subqueries->push_back(std::move(subquery));
    return subqueryExpr(m_subqueries->size() - 1, form, {}, std::move(type), expr.span);
}

/// value IN (query): both sides are brought to the types in which they are compared.
ExprPtr ExpressionBinder::bindInQuery(const Expr& expr, BoundSubquery subquery)
{
    const bool isRow = expr.args[0]->form == ExprForm::Row;
    std::vector<ExprPtr> values;
    bool isComplete = true;
    for (size_t i = 0; i < (isRow ? expr.args[0]->args.size() : 1); ++i) {
        values.push_back(bind(isRow ? *expr.args[0]->args[i] : *expr.args[0]));
        isComplete = isComplete && values.back();
    }
    if (!isComplete) {
        return nullptr;
    }
    const Schema& schema = subquery.rel->schema;
    if (values.size() != schema.numColumns() || values.empty()) {
        return fail(ErrorCode::kSqlColumnCount,
                    "Rows of different length are compared: " + std::to_string(values.size()) + " and " +
                        std::to_string(schema.numColumns()),
                    expr.span);
    }
    std::vector<ExprPtr> columns = columnExprs(schema);
    bool isNullable = false;
    for (size_t i = 0; i < values.size(); ++i) {
        if (values[i]->type.id == TypeId::Null) {
            values[i] = castExpr(values[i], columns[i]->type.withNullable(true), values[i]->span);
        }
        const ExprPtr equality = call("=", {values[i], columns[i]}, expr.span);
        if (!equality) {
            return nullptr;
        }
        if (equality->args.size() != 2) {
            return fail(ErrorCode::kSqlUnsupported, "IN cannot compare these values yet", expr.span);
        }
        values[i] = equality->args[0];
        columns[i] = equality->args[1];
        isNullable = isNullable || equality->type.nullable;
    }
    subquery.rel = makeProject(subquery.rel, std::move(columns), schema.columns, expr.span);
    m_subqueries->push_back(std::move(subquery));
    ExprPtr result = subqueryExpr(m_subqueries->size() - 1, SubqueryForm::In, std::move(values),
                                  SqlType::of(TypeId::Boolean, isNullable), expr.span);
    return negated(std::move(result), expr.isNegated, expr.span);
}

ExprPtr ExpressionBinder::findOuter(const Expr& expr, bool& isFound)
{
    for (const ExpressionBinder* outer = m_outer; outer != nullptr; outer = outer->m_outer) {
        const Scope::Match match = expr.names.size() == 1
                                       ? outer->m_scope.find(expr.names[0].text)
                                       : outer->m_scope.find(expr.names[0].text, expr.names[1].text);
        isFound = match.column != nullptr;
        if (!match.others.empty()) {
            return fail(ErrorCode::kSqlAmbiguousColumn,
                        "Several columns around this query have the name " + expr.names.back().text, expr.span);
        }
        if (isFound) {
            ScalarExpr copy = *asOuter(match.column->expr, outer->m_scopeId);
            copy.span = expr.span;
            return std::make_shared<const ScalarExpr>(std::move(copy));
        }
    }
    return nullptr;
}

} // namespace millrace::sql
