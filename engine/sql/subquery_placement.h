// SPDX-License-Identifier: GPL-3.0-or-later
// Joins the subqueries of expressions to the row over which these are evaluated.
#pragma once

#include "engine/sql/decorrelation.h"
#include "engine/sql/diagnostic_list.h"
#include "engine/sql/subquery.h"

#include <functional>
#include <utility>
#include <vector>

namespace millrace::sql {

/// Puts subqueries beside a row. A condition that is IN, EXISTS or the opposite of one becomes a semi or an anti join;
/// anywhere else a subquery becomes further columns behind those of the row. Functions give false when errors were
/// reported.
class SubqueryPlacement {
public:
    /// A column of the SELECT's FROM over the row at hand, or null when it was reported that there is none.
    using ColumnOf = std::function<ExprPtr(const ExprPtr& column)>;

    SubqueryPlacement(DiagnosticList& diagnostics, const SubqueryList& subqueries, ScopeId scope, ColumnOf columnOf)
        : m_diagnostics(diagnostics)
        , m_subqueries(subqueries)
        , m_scope(scope)
        , m_columnOf(std::move(columnOf))
    {
    }

    /// Keeps the rows of `rel` that satisfy the condition.
    bool filter(RelPtr& rel, const ExprPtr& condition, const SourceSpan& span);
    /// Replaces the subqueries of the expressions (some may be null) by columns, which `rel` gets.
    bool place(RelPtr& rel, std::vector<ExprPtr>& exprs);

private:
    /// How sure a row of IN must be: equal, or not known to be different.
    enum class Match : uint8_t { Sure, Possible };

    /// The right side of a semi join and its condition over the row and it.
    struct Partner {
        RelPtr rel;
        std::vector<ExprPtr> outerConditions; ///< of the correlation
        std::vector<ExprPtr> equalities;      ///< of IN
        bool isNullable = false;              ///< an equality may be unknown

        ExprPtr condition(Match match) const;
    };

    ExprPtr placed(const ExprPtr& expr, RelPtr& rel);
    ExprPtr placeScalar(const BoundSubquery& subquery, RelPtr& rel);
    ExprPtr placeGlobalAggregate(const RelNode& aggregate, const std::vector<const RelNode*>& layers, RelPtr& rel);
    ExprPtr placeSingleRow(const BoundSubquery& subquery, RelPtr& rel);
    ExprPtr placeMark(const ScalarExpr& call, const BoundSubquery& subquery, RelPtr& rel);
    ExprPtr placeUncertainMark(const ScalarExpr& call, const Partner& partner, RelPtr& rel);
    bool filterBySubquery(RelPtr& rel, const ExprPtr& call, bool isNegated);
    bool joinSummary(const RelPtr& query, RelPtr& rel, ExprPtr& isEmpty, ExprPtr& hasNoNull);
    bool partnerOf(const ScalarExpr& call, const BoundSubquery& subquery, RelPtr& rel, Partner& partner);
    /// Columns of the row around, replaced by those of the row at hand.
    ExprPtr inner(const ExprPtr& expr);
    ExprPtr call(std::string_view name, std::vector<ExprPtr> args, const SourceSpan& span);

    DiagnosticList& m_diagnostics;
    const SubqueryList& m_subqueries;
    ScopeId m_scope;
    ColumnOf m_columnOf;
    std::vector<std::pair<ExprPtr, ExprPtr>> m_placed; ///< calls and their columns, while place() runs
};

} // namespace millrace::sql
