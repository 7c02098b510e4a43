// SPDX-License-Identifier: GPL-3.0-or-later
// One SELECT of the streaming dialect over a bound FROM: items, aliases, groups, order.
#pragma once

#include "engine/descriptive/select_plan.h"
#include "engine/descriptive/stream_rules.h"
#include "engine/sql/expression_binder.h"

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace millrace::descriptive {

/// Fills the plan's clauses from its input columns on.
class StreamSelectBinder final : public sql::AliasSource {
public:
    StreamSelectBinder(sql::DiagnosticList& diagnostics, sql::CompileBudget& budget, const sql::syntax::Select& select,
                       SelectPlan& plan, const std::string& alias);

    /// False when errors were reported.
    bool bind(const sql::syntax::Query& query);
    bool findAlias(std::string_view name, ExprPtr& bound, size_t& size) override;

private:
    struct Item {
        const sql::syntax::Expr* syntax = nullptr; ///< null for a column of *
        std::string name;
        bool hasAlias = false;
        bool isBinding = false;
        bool isBound = false;
        ExprPtr expr;
        size_t size = 0;
        SourceSpan span;
    };

    bool expandItems();
    bool addStar(const sql::syntax::SelectItem& item);
    const ExprPtr& bindItem(Item& item);
    bool bindWhere();
    bool bindGroupBy();
    bool bindAll(const sql::syntax::Query& query);
    bool bindOrder(const sql::syntax::Query& query);
    ExprPtr bindKeyExpr(const sql::syntax::Expr& expr);
    bool finish();
    bool finishGroups();
    /// Over keys and aggregates in place of the row; null when a column is not grouped, which is reported.
    ExprPtr overGroups(const ExprPtr& expr);
    bool settle(ExprPtr& expr);
    bool fail(ErrorCode code, std::string detail, const SourceSpan& span);

    sql::DiagnosticList& m_diagnostics;
    const sql::syntax::Select& m_select;
    SelectPlan& m_plan;
    sql::Scope m_scope;
    StreamRules m_rules;
    sql::AggregateList m_allowed; ///< says that aggregates may stand where it is set
    sql::ExpressionBinder m_binder;
    std::vector<Item> m_items;
    std::vector<std::string> m_groupTypeNames; ///< of keys and aggregates
    size_t m_aliasLimit = 0;                   ///< items before this one are visible as aliases
};

/// Calls `replace` for every column; null keeps it. Parts that occur several times stay shared.
ExprPtr replaceColumns(const ExprPtr& expr, StreamRules& rules, const std::function<ExprPtr(const ExprPtr&)>& replace);
/// Hidden columns become those behind a row of `width` columns.
ExprPtr overHidden(const ExprPtr& expr, size_t width, StreamRules& rules);

} // namespace millrace::descriptive
