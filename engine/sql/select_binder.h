// SPDX-License-Identifier: GPL-3.0-or-later
// One SELECT over a bound FROM clause: items, aliases, grouping.
#pragma once

#include "engine/expr/expr_index.h"
#include "engine/sql/expression_binder.h"
#include "engine/sql/subquery_placement.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace millrace::sql {

/// LIMIT and OFFSET of a query.
struct RowLimit {
    int64_t limit = RankSpec::kNoLimit;
    int64_t offset = 0;
    bool withTies = false;

    bool isGiven() const { return limit != RankSpec::kNoLimit || offset != 0; }
    /// The rows in this range of an order.
    RankSpec over(std::vector<OrderKey> order) const;
};

/// True when GROUP BY has ROLLUP, CUBE or GROUPING SETS.
bool hasGroupingSets(const syntax::Select& select);

/// Binds the clauses behind FROM. Aliases of items may be used to their right and in GROUP BY, HAVING and
/// ORDER BY; a column of FROM of the same name wins.
class SelectBinder final : public AliasSource {
public:
    /// `from` is the row the scope describes.
    SelectBinder(DiagnosticList& diagnostics, ExpressionBinder binder, const syntax::Select& select,
                 const Scope& scope, RelPtr from);

    /// Allows subqueries, which know our row as `scope`.
    void setSubqueries(SubquerySource* source, ScopeId scope);

    /// The bound query, or null when errors were reported. `orderBy` is checked, and used where it says which rows
    /// there are: with a limit or DISTINCT ON.
    RelPtr bind(const std::vector<syntax::OrderItem>& orderBy, const RowLimit& limit);

    bool findAlias(std::string_view name, ExprPtr& bound, size_t& size) override;

private:
    /// An expression of the SELECT list, bound when first needed.
    struct Item {
        enum class State : uint8_t { Unbound, Binding, Bound };

        const syntax::Expr* syntax = nullptr; ///< null for a column of *
        ColumnInfo column;                    ///< name of the output column
        bool hasAlias = false;
        State state = State::Unbound;
        ExprPtr expr;
        size_t size = 0;
        SourceSpan span;
    };

    bool expandItems();
    bool addStar(const syntax::SelectItem& item);
    bool checkStarTail(const syntax::SelectItem& item, const std::vector<const ScopeColumn*>& columns);
    bool addColumns(const syntax::SelectItem& item, const std::vector<const ScopeColumn*>& columns);
    void addExpression(const syntax::SelectItem& item);
    void addColumn(const ScopeColumn& column, const SourceSpan& span);
    const ExprPtr& bindItem(Item& item);
    bool bindWhere();
    bool bindGroupBy();
    /// Keys of one GROUP BY, by their positions in m_keys.
    using KeySet = std::vector<size_t>;

    bool bindKeySets();
    bool bindGroupKey(const syntax::Expr& key, KeySet& set);
    bool addGroupKey(const ExprPtr& bound, KeySet& set);
    bool bindElement(const syntax::Expr& element, std::vector<KeySet>& sets);
    size_t ordinalPosition(const syntax::Expr& key, std::string_view clause, bool& isWrong);
    bool bindItems();
    bool bindHaving();
    bool bindQualify();
    bool bindOrderBy(const std::vector<syntax::OrderItem>& orderBy);
    OrderExpr bindOrderItem(const syntax::OrderItem& item);
    const Item* findOrderAlias(const syntax::Expr& expr) const;
    bool bindDistinctOn();
    RelPtr build(const RowLimit& limit);
    bool checkAggregates();
    RelPtr buildGroups();
    RelPtr groupBySets(std::vector<ExprPtr> keys, std::vector<AggregateCall> calls);
    RelPtr groupBySet(const KeySet& set, const std::vector<ExprPtr>& keys, const std::vector<AggregateCall>& calls);
    ExprPtr groupingOf(const AggregateCall& call, const KeySet& set);
    RelPtr addWindows(RelPtr rel);
    bool groupWindow(RankCall& call);
    bool checkWindow(const RankCall& call);
    RelPtr addResult(RelPtr rel, const RowLimit& limit);
    ExprPtr overWindows(const ExprPtr& expr) const;
    ExprPtr overResult(const ExprPtr& expr);
    /// The expression over keys and aggregates instead of the row of FROM; null when it uses a column that is not
    /// grouped.
    ExprPtr overGroups(const ExprPtr& expr);
    SubqueryPlacement placement() const;
    SubqueryPlacement placementOverGroups();

    DiagnosticList& m_diagnostics;
    const syntax::Select& m_select;
    const Scope& m_scope;
    RelPtr m_rel;
    ExpressionBinder m_binder;
    std::vector<Item> m_items;
    std::unordered_multimap<std::string, size_t> m_byAlias;
    size_t m_aliasLimit = 0; ///< items before this one are visible as aliases
    AggregateList m_aggregates;
    ExprList m_keys;
    std::vector<KeySet> m_keySets; ///< of ROLLUP, CUBE and GROUPING SETS; else one of all keys
    bool m_hasKeySets = false;
    ExprPtr m_having;
    RankList m_windows;
    std::vector<ExprPtr> m_windowColumns; ///< by call: where its number stands
    ExprPtr m_qualify;
    std::vector<OrderExpr> m_order;
    std::vector<ExprPtr> m_distinctOn;
    bool m_isGrouped = false;
    SubqueryList m_subqueries;
    ScopeId m_scopeId = 0;
};

} // namespace millrace::sql
