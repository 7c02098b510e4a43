// SPDX-License-Identifier: GPL-3.0-or-later
// Queries of the streaming dialect: FROM, views, settings and EMIT, around the SELECTs.
#pragma once

#include "engine/descriptive/select_plan.h"
#include "engine/sql/compile_budget.h"
#include "engine/sql/diagnostic_list.h"
#include "engine/sql/stream_syntax.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace millrace::descriptive {

/// Binds one query against a catalog.
class StreamQueryBinder {
public:
    StreamQueryBinder(const StreamCatalog& catalog, sql::DiagnosticList& diagnostics)
        : m_catalog(catalog)
        , m_diagnostics(diagnostics)
    {
    }

    /// Nothing when errors were reported.
    std::optional<QueryPlan> bind(const sql::syntax::Query& query);
    /// Streams and views that were named, each once.
    const std::vector<std::string>& reads() const { return m_reads; }

private:
    std::unique_ptr<SelectPlan> bindQuery(const sql::syntax::Query& query);
    std::unique_ptr<SelectPlan> bindSelect(const sql::syntax::Query& query, const sql::syntax::Select& select);
    bool checkClauses(const sql::syntax::Select& select);
    bool bindTable(const sql::syntax::TableRef& table, SelectPlan& plan, std::string& alias);
    bool bindNamed(const sql::syntax::TableRef& table, SelectPlan& plan);
    bool bindView(const StreamView& view, const sql::syntax::TableRef& table, SelectPlan& plan);
    bool bindWindow(const sql::syntax::TableRef& table, SelectPlan& plan);
    bool bindWindowLengths(const sql::syntax::WindowCall& call, WindowPlan& window);
    void setInput(SelectPlan& plan, std::unique_ptr<SelectPlan> input);
    bool bindLimits(const sql::syntax::Query& query, SelectPlan& plan);
    bool bindCount(const sql::syntax::Expr* expr, int64_t& count);
    bool fail(ErrorCode code, std::string detail, const SourceSpan& span);

    const StreamCatalog& m_catalog;
    sql::DiagnosticList& m_diagnostics;
    sql::CompileBudget m_budget;
    std::vector<std::pair<std::string, const sql::syntax::Query*>> m_common; ///< WITH in force, the innermost last
    std::vector<std::string> m_reads;
    size_t m_depth = 0;
    size_t m_numSelects = 0;
};

/// A constant length of time in microseconds, between one and a year; an error at its place.
Result<int64_t> constantDuration(const sql::syntax::Expr& expr, std::string_view what);
/// Settings of a query; unknown ones are errors. Reports all.
bool bindQuerySettings(const std::vector<sql::syntax::Setting>& settings, QuerySettings& result,
                       sql::DiagnosticList& diagnostics);
/// When the outermost aggregation of a query tells its groups; refuses what is not possible.
bool bindEmit(const sql::syntax::EmitClause& emit, SelectPlan& plan, sql::DiagnosticList& diagnostics);

} // namespace millrace::descriptive
