// SPDX-License-Identifier: GPL-3.0-or-later
// One SELECT over a bound FROM clause: items, aliases, grouping.
#pragma once

#include "engine/sql/expression_binder.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace millrace::sql {

/// Binds the clauses behind FROM. Aliases of items may be used to their right and in GROUP BY, HAVING and
/// ORDER BY; a column of FROM of the same name wins.
class SelectBinder final : public AliasSource {
public:
    /// `from` is the row the scope describes.
    SelectBinder(DiagnosticList& diagnostics, const RelationCatalog& catalog, const syntax::Select& select,
                 const Scope& scope, RelPtr from);

    /// The bound query, or null when errors were reported. `orderBy` is checked and not used.
    RelPtr bind(const std::vector<syntax::OrderItem>& orderBy);

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
    void addExpression(const syntax::SelectItem& item);
    void addColumn(const ScopeColumn& column, const SourceSpan& span);
    const ExprPtr& bindItem(Item& item);
    bool bindWhere();
    bool bindGroupBy();
    bool bindGroupKey(const syntax::Expr& key);
    const syntax::Expr* ordinalItem(const syntax::Expr& key, std::string_view clause, bool& isWrong);
    bool bindItems();
    bool bindHaving();
    bool bindOrderBy(const std::vector<syntax::OrderItem>& orderBy);
    RelPtr build();
    RelPtr buildGrouped();
    /// The expression over keys and aggregates instead of the row of FROM; null when it uses a column that is not
    /// grouped.
    ExprPtr overGroups(const ExprPtr& expr);

    DiagnosticList& m_diagnostics;
    const syntax::Select& m_select;
    const Scope& m_scope;
    RelPtr m_rel;
    ExpressionBinder m_binder;
    std::vector<Item> m_items;
    std::unordered_multimap<std::string, size_t> m_byAlias;
    size_t m_aliasLimit = 0; ///< items before this one are visible as aliases
    AggregateList m_aggregates;
    std::vector<ExprPtr> m_keys;
    ExprPtr m_having;
    bool m_isGrouped = false;
};

} // namespace millrace::sql
