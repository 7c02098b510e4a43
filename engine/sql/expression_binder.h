// SPDX-License-Identifier: GPL-3.0-or-later
// Scalar expressions of a query: names to columns, operators and calls to functions with their types.
#pragma once

#include "engine/base/result.h"
#include "engine/expr/expr_bounds.h"
#include "engine/sql/compile_budget.h"
#include "engine/sql/diagnostic_list.h"
#include "engine/sql/dialect_rules.h"
#include "engine/sql/relational.h"
#include "engine/sql/scope.h"
#include "engine/sql/subquery.h"
#include "engine/sql/syntax_tree.h"

#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace millrace::sql {

class RelationCatalog;
struct UserFunction;

/// What an unknown name may still be: an item of the same SELECT ("lateral alias").
class AliasSource {
public:
    virtual ~AliasSource() = default;
    /// True when the alias exists. `bound` is its expression, null when it has an error that was reported;
    /// `size` its number of nodes.
    virtual bool findAlias(std::string_view name, ExprPtr& bound, size_t& size) = 0;
};

class ExpressionBinder;

/// Binds the queries inside of expressions.
class SubquerySource {
public:
    virtual ~SubquerySource() = default;
    /// The query with the columns of `outer` in reach, or null when errors were reported.
    virtual RelPtr bindSubquery(const syntax::Query& query, const ExpressionBinder& outer) = 0;
};

/// Aggregate calls of one SELECT. Each stands in bound expressions as a column behind those of the scope.
struct AggregateList {
    std::vector<AggregateCall> calls;
    std::unordered_multimap<size_t, size_t> byHash; ///< calls, by what they compute
    bool isGrouped = false; ///< there is a GROUP BY: no group is empty
};

/// A value rows are ordered by.
struct OrderExpr {
    ExprPtr expr;
    bool isDescending = false;
    bool areNullsFirst = true;
};

/// An aggregate or LAG, LEAD, FIRST_VALUE, LAST_VALUE over a window; columns of `call` are not known yet.
struct OverArguments {
    OverCall call;
    ExprPtr arg;      ///< null for COUNT(*)
    ExprPtr filter;   ///< or null
    ExprPtr fallback; ///< LAG, LEAD: the value where there is no row, or null
};

/// A call of ROW_NUMBER, RANK or DENSE_RANK, or of another function over a window.
struct RankCall {
    RankKind kind = RankKind::RowNumber;
    std::optional<OverArguments> over;
    std::vector<ExprPtr> partitionBy;
    std::vector<OrderExpr> orderBy;
    const syntax::FrameClause* frame = nullptr; ///< as written, of the window or the one it names
    SourceSpan span;

    SqlType type() const { return over ? over->call.type : SqlType::of(TypeId::BigInt, false); }
};

/// Window functions of one SELECT. Call i stands in bound expressions as the column kFirstColumn + i.
struct RankList {
    static constexpr int kFirstColumn = 1 << 24;
    static constexpr size_t kMaxCalls = 1000; ///< each may be a window of its own, over all columns

    std::vector<RankCall> calls;
};

/// Binds expressions over one scope. Every bind function reports errors and then gives null.
class ExpressionBinder {
public:
    /// Nodes of one statement's expressions, shared ones counted as often as they are used.
    static constexpr size_t kMaxNodes = kMaxExprNodes;

    /// `catalog` has the functions of the program; null where none may be called.
    ExpressionBinder(DiagnosticList& diagnostics, const Scope& scope, const RelationCatalog* catalog = nullptr)
        : m_diagnostics(diagnostics)
        , m_scope(scope)
        , m_catalog(catalog)
    {
    }

    /// Calls, literals, types and aggregates are those of another dialect; it has to outlive the binder.
    void setDialect(DialectRules* dialect) { m_dialect = dialect; }
    /// Expressions take from the budget of their program.
    void setBudget(CompileBudget* budget) { m_budget = budget; }
    void setAliases(AliasSource* aliases) { m_aliases = aliases; }
    /// Allows aggregate calls, collected in `aggregates`; null forbids them again. `clause` names the place in errors.
    void setAggregates(AggregateList* aggregates, std::string_view clause)
    {
        m_aggregates = aggregates;
        m_clause = clause;
    }

    /// Allows window functions, collected in `windows`; null forbids them again.
    void setWindows(RankList* windows) { m_windows = windows; }
    /// The WINDOW clause; has to outlive the binder.
    void setNamedWindows(const std::vector<syntax::NamedWindow>& windows) { m_namedWindows = windows; }
    /// Allows subqueries, collected in `subqueries`; they may use the columns of the scope as those of `id`.
    void setSubqueries(SubquerySource* source, SubqueryList* subqueries, ScopeId id)
    {
        m_subquerySource = source;
        m_subqueries = subqueries;
        m_scopeId = id;
    }
    /// Names that are not in the scope may be columns of the row around; null when there is none.
    void setOuter(const ExpressionBinder* outer) { m_outer = outer; }

    ExprPtr bind(const syntax::Expr& expr);
    /// An item of ORDER BY.
    OrderExpr bindOrder(const syntax::OrderItem& item);
    /// A condition: BOOLEAN, or NULL which becomes one. `clause` is named when it is something else.
    ExprPtr bindCondition(const syntax::Expr& expr, std::string_view clause);
    /// Nodes bound so far.
    size_t size() const { return m_size; }

private:
    ExprPtr bindForm(const syntax::Expr& expr);
    ExprPtr bindColumn(const syntax::Expr& expr);
    ExprPtr bindBareName(const syntax::Expr& expr);
    ExprPtr bindQualifiedName(const syntax::Expr& expr);
    ExprPtr checkAlias(ExprPtr bound, const syntax::Expr& expr);
    ExprPtr reportAmbiguous(const syntax::Expr& expr, const Scope::Match& match);
    ExprPtr bindOperator(const syntax::Expr& expr);
    ExprPtr bindLogical(const syntax::Expr& expr);
    ExprPtr bindIs(const syntax::Expr& expr);
    ExprPtr bindBetween(const syntax::Expr& expr);
    ExprPtr bindInList(const syntax::Expr& expr);
    ExprPtr bindRowEquality(const syntax::Expr& left, const syntax::Expr& right, bool isNegated,
                            const SourceSpan& span);
    ExprPtr bindLike(const syntax::Expr& expr);
    ExprPtr bindSubquery(const syntax::Expr& expr);
    ExprPtr bindInQuery(const syntax::Expr& expr, BoundSubquery subquery);
    /// A column of the rows around; `isFound` tells it from an unknown name when it is ambiguous.
    ExprPtr findOuter(const syntax::Expr& expr, bool& isFound);
    ExprPtr bindCase(const syntax::Expr& expr);
    ExprPtr bindCast(const syntax::Expr& expr);
    ExprPtr castToInterval(ExprPtr value, const syntax::Expr& cast);
    ExprPtr castFromInterval(ExprPtr value, const SqlType& type, const syntax::Expr& cast);
    ExprPtr monthsBetween(const syntax::Expr& expr, std::vector<ExprPtr> args);
    ExprPtr bindTyped(const syntax::Expr& expr);
    ExprPtr bindRoundTo(const syntax::Expr& expr);
    ExprPtr bindCall(const syntax::Expr& expr);
    ExprPtr bindDialectCall(const syntax::Expr& expr);
    ExprPtr bindUserCall(const UserFunction& function, const syntax::Expr& expr);
    ExprPtr bindAggregate(const syntax::Expr& expr);
    bool bindAggregateArgs(const syntax::Expr& expr, std::vector<ExprPtr>& args, ExprPtr& filter);
    bool countArguments(AggregateCall& aggregate, std::vector<ExprPtr> args, const syntax::Expr& expr);
    ExprPtr textsOf(const std::vector<ExprPtr>& values, const SourceSpan& span);
    bool makeAggregate(const syntax::Expr& expr, AggregateCall& aggregate);
    ExprPtr addAggregate(AggregateCall aggregate);
    ExprPtr bindGrouping(const syntax::Expr& expr);
    ExprPtr bindPairAggregate(const syntax::Expr& expr);
    ExprPtr sumOf(ExprPtr arg, const ExprPtr& filter, const SourceSpan& span);
    ExprPtr bindRankCall(const syntax::Expr& expr);
    bool bindWindow(const syntax::WindowSpec& window, RankCall& call, size_t numVisible);
    bool bindOverArguments(const syntax::Expr& expr, RankCall& call);
    bool bindShift(const syntax::Expr& expr, OverArguments& over);
    bool bindFrame(RankCall& call);
    bool bindFrameOffset(const syntax::Expr& offset, const RankCall& call, Int128& value);

    bool bindArgs(const syntax::Expr& expr, std::vector<ExprPtr>& args, size_t from = 0);
    ExprPtr call(std::string_view name, std::vector<ExprPtr> args, const SourceSpan& span);
    ExprPtr negated(ExprPtr expr, bool isNegated, const SourceSpan& span);
    ExprPtr fail(ErrorCode code, std::string detail, const SourceSpan& span);
    ExprPtr take(Result<ExprPtr> result);
    bool grow(size_t nodes, const SourceSpan& span);
    /// What was put in place of a name; null when it is too large now.
    ExprPtr bounded(ExprPtr expr, const SourceSpan& span);
    void reportTooLarge(const SourceSpan& span);

    DiagnosticList& m_diagnostics;
    const Scope& m_scope;
    const RelationCatalog* m_catalog;
    DialectRules* m_dialect = nullptr;
    CompileBudget* m_budget = nullptr;
    AliasSource* m_aliases = nullptr;
    AggregateList* m_aggregates = nullptr;
    RankList* m_windows = nullptr;
    std::span<const syntax::NamedWindow> m_namedWindows;
    std::string_view m_clause = "here";
    SubquerySource* m_subquerySource = nullptr;
    SubqueryList* m_subqueries = nullptr;
    ScopeId m_scopeId = 0;
    const ExpressionBinder* m_outer = nullptr;
    size_t m_size = 0;
    bool m_isTooLarge = false;
};

/// True when the name is LAG, LEAD, FIRST_VALUE or LAST_VALUE, in lower case.
bool isOverName(std::string_view name);
/// True when the name is a window function that ranks, in lower case.
bool isRankName(std::string_view name);
/// True when the name is an aggregate that is one of AggregateKind, in lower case.
bool isBuiltAggregate(std::string_view name);
/// True when the name is an aggregate of pairs of numbers (COVAR_POP), in lower case.
bool isPairAggregate(std::string_view name);
/// True when the name is an aggregate function, in any case.
bool isAggregateName(std::string_view name);

} // namespace millrace::sql
