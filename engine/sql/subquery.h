// SPDX-License-Identifier: GPL-3.0-or-later
// Queries inside of expressions while they are bound: what stands for them until they are joined to the row.
#pragma once

#include "engine/sql/relational.h"

#include <optional>
#include <vector>

namespace millrace::sql {

enum class SubqueryForm : uint8_t {
    Scalar, ///< its one value, NULL when it has no row
    In,     ///< whether the values of the call are a row of it; NULL when that cannot be known
    Exists, ///< whether it has a row
};

/// A query inside of an expression. It may use columns of rows around it, see outerColumn().
struct BoundSubquery {
    SubqueryForm form = SubqueryForm::Scalar;
    RelPtr rel;
    SourceSpan span;
};

/// The subqueries of one SELECT.
using SubqueryList = std::vector<BoundSubquery>;

/// Identifies the row of one SELECT that subqueries may refer to.
using ScopeId = int64_t;

/// What stands for subquery `number`; `values` are compared with its columns (In). It is never evaluated.
ExprPtr subqueryExpr(size_t number, SubqueryForm form, std::vector<ExprPtr> values, SqlType type,
                     const SourceSpan& span);
/// The number of the subquery the expression stands for; nothing for any other.
std::optional<size_t> subqueryNumber(const ScalarExpr& expr);
bool hasSubquery(const ScalarExpr& expr);

/// A column of the row around a subquery. It is never evaluated.
ExprPtr outerColumn(ScopeId scope, const ScalarExpr& column);
/// The expression with each column replaced by that of the row `scope`.
ExprPtr asOuter(const ExprPtr& expr, ScopeId scope);
/// The column of `scope` the expression stands for; nothing for any other.
std::optional<int> outerColumnOf(const ScalarExpr& expr, ScopeId scope);
/// True when the expression uses the row of `scope`; of any scope when there is none.
bool hasOuterColumn(const ScalarExpr& expr, std::optional<ScopeId> scope);
bool hasOuterColumn(const RelNode& rel, ScopeId scope);

} // namespace millrace::sql
