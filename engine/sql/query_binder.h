// SPDX-License-Identifier: GPL-3.0-or-later
// Queries of the syntax tree to bound relational algebra.
#pragma once

#include "engine/sql/diagnostic_list.h"
#include "engine/sql/expression_binder.h"
#include "engine/sql/relation_catalog.h"
#include "engine/sql/relational.h"
#include "engine/sql/scope.h"
#include "engine/sql/select_binder.h"
#include "engine/sql/syntax_tree.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace millrace::sql {

/// Binds the query of one view.
class QueryBinder final : public SubquerySource {
public:
    QueryBinder(const RelationCatalog& catalog, DiagnosticList& diagnostics, CompileBudget& budget)
        : m_catalog(catalog)
        , m_diagnostics(diagnostics)
        , m_budget(budget)
    {
    }

    /// The bound query with its column names, or null when errors were reported (or the query reads a
    /// relation whose own declaration is broken).
    RelPtr bind(const syntax::Query& query);

    RelPtr bindSubquery(const syntax::Query& query, const ExpressionBinder& outer) override;

private:
    /// FROM, bound: the row and the names for it.
    struct Source {
        RelPtr rel;
        Scope scope;
    };
    /// Size and height of a bound tree, shared parts counted as often as they are used.
    struct Extent {
        size_t nodes = 1;
        size_t height = 1;
        size_t cells = 0; ///< of the budget
    };

    RelPtr bindBody(const syntax::QueryBody& body, const std::vector<syntax::OrderItem>& orderBy,
                    const RowLimit& limit);
    RelPtr bindSelect(const syntax::Select& select, const std::vector<syntax::OrderItem>& orderBy,
                      const RowLimit& limit);
    RelPtr bindValues(const syntax::QueryBody& body);
    RelPtr bindSetOperation(const syntax::QueryBody& body);
    static RelPtr groupSides(std::vector<RelPtr> sides, AggregateKind ofMarks, const SourceSpan& span);
    RelPtr bindDifference(const syntax::QueryBody& body, std::vector<RelPtr> inputs);
    bool unifyColumns(std::vector<RelPtr>& inputs, const syntax::QueryBody& body);
    std::optional<RowLimit> bindLimit(const syntax::Query& query);
    RelPtr ordered(RelPtr rel, const syntax::Query& query, const RowLimit& limit);
    bool ordinal(const syntax::Expr& expr, size_t numColumns, size_t& position);
    ExpressionBinder makeBinder(const Scope& scope) const;
    bool bindWith(const syntax::Query& query);
    RelPtr renamed(RelPtr rel, const std::vector<syntax::Name>& names, const SourceSpan& span);

    bool bindFrom(const syntax::Select& select, Source& source);
    bool bindTable(const syntax::TableRef& table, Source& source);
    bool bindNamed(const syntax::TableRef& table, Source& source);
    RelPtr findRelation(const syntax::Name& name);
    bool bindWindow(const syntax::TableRef& table, Source& source);
    bool bindJoin(const syntax::TableRef& table, Source& source);
    bool bindUnnestJoin(const syntax::TableRef& table, Source& source);
    bool bindUnnest(const syntax::TableRef& table, Source& source);
    bool bindCondition(const syntax::TableRef& table, const Scope& scope, ExprPtr& condition);
    bool bindUsing(const syntax::TableRef& table, Source& left, Source& right, JoinKind kind, ExprPtr& condition);
    bool checkAliases(const Scope& left, const Scope& right, const SourceSpan& span);
    bool checkExtent(const RelPtr& rel, const SourceSpan& span);
    /// False when the program became too large, which is reported.
    bool spend(size_t cells, const SourceSpan& span);
    Extent extentOf(const RelPtr& rel) const;

    const RelationCatalog& m_catalog;
    DiagnosticList& m_diagnostics;
    CompileBudget& m_budget;
    size_t m_depth = 0; ///< of the query being bound, in others
    std::vector<std::pair<std::string, RelPtr>> m_common; ///< WITH in force, the innermost last; null when broken
    std::unordered_map<RelPtr, Extent> m_extents;         ///< of common table expressions
    std::vector<const ExpressionBinder*> m_outer;         ///< of the SELECTs around this one
    ScopeId m_lastScope = 0;
};

} // namespace millrace::sql
