// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/query_binder.h"

#include "engine/descriptive/select_binder.h"
#include "engine/descriptive/stream_rules.h"
#include "engine/descriptive/stream_type.h"
#include "engine/expr/evaluator.h"
#include "engine/sql/expression_binder.h"
#include "engine/sql/name_suggestion.h"

#include <algorithm>
#include <charconv>

namespace millrace::descriptive {

using sql::syntax::BodyForm;
using sql::syntax::Expr;
using sql::syntax::ExprForm;
using sql::syntax::Query;
using sql::syntax::Select;
using sql::syntax::TableForm;
using sql::syntax::TableRef;
using sql::syntax::WindowCall;
using sql::syntax::WindowForm;

namespace {

constexpr size_t kMaxDepth = 32;
constexpr size_t kMaxSelects = 256; ///< of a query with its views
constexpr size_t kMaxWindows = 1'000;

/// The SELECT of a body that is one, through parentheses; null when it is something else.
const Query* selectQuery(const Query& query)
{
    const Query* inner = &query;
    while (inner->body->form == BodyForm::Nested && inner->orderBy.empty() && !inner->limit) {
        inner = inner->body->nested.get();
    }
    return inner->body->form == BodyForm::Select ? inner : nullptr;
}

} // namespace

bool StreamQueryBinder::fail(ErrorCode code, std::string detail, const SourceSpan& span)
{
    m_diagnostics.error(code, std::move(detail), span);
    return false;
}

Result<int64_t> constantDuration(const Expr& expr, std::string_view what)
{
    constexpr int64_t kMost = int64_t{366} * 86'400 * 1'000'000;
    sql::DiagnosticList diagnostics;
    const sql::Scope scope;
    StreamRules rules;
    sql::ExpressionBinder binder(diagnostics, scope);
    binder.setDialect(&rules);
    const ExprPtr bound = binder.bind(expr);
    if (!bound) {
        const sql::Diagnostic& first = diagnostics.list().front();
        return makeError(first.code, first.message, first.span);
    }
    if (bound->type.id == TypeId::IntervalDay && rules.hidden().list().empty()) {
        const Result<Value> value = evaluateConstant(bound);
        if (value.ok() && !value->isNull() && value->asInt() > 0 && value->asInt() <= kMost) {
            return value->asInt();
        }
    }
    return makeError(ErrorCode::kSqlInvalidLiteral,
                     std::string(what) + " is a constant interval such as 5s, above zero and of at most 366 days",
                     expr.span);
}

std::optional<QueryPlan> StreamQueryBinder::bind(const Query& query)
{
    QueryPlan plan;
    plan.select = bindQuery(query);
    const bool areSettingsBound = bindQuerySettings(query.stream->settings, plan.settings, m_diagnostics);
    if (!plan.select || !areSettingsBound) {
        return std::nullopt;
    }
    if (plan.settings.isTableMode) {
        SelectPlan* innermost = plan.select.get();
        while (innermost->input) {
            innermost = innermost->input.get();
        }
        innermost->isHistory = true;
    }
    if (!bindEmit(query.stream->emit, *plan.select, m_diagnostics)) {
        return std::nullopt;
    }
    return plan;
}

std::unique_ptr<SelectPlan> StreamQueryBinder::bindQuery(const Query& query)
{
    if (++m_numSelects > kMaxSelects || m_depth >= kMaxDepth) {
        fail(ErrorCode::kSqlTooComplex, "Queries and views are nested too deeply or too many", query.span);
        return nullptr;
    }
    const Query* select = selectQuery(query);
    if (select == nullptr) {
        const bool isSet = query.body->form != BodyForm::Values && query.body->form != BodyForm::Nested;
        fail(ErrorCode::kSqlUnsupported,
             isSet ? "UNION, EXCEPT and INTERSECT of streams are not supported yet"
                   : "VALUES and queries in parentheses are not supported here yet",
             query.body->span);
        return nullptr;
    }
    ++m_depth;
    const size_t outer = m_common.size();
    for (const sql::syntax::CommonTable& table : select->with) {
        if (!table.columns.empty()) {
            fail(ErrorCode::kSqlUnsupported, "Column names of WITH are not supported yet", table.name.span);
        }
        m_common.emplace_back(table.name.text, table.query.get());
    }
    auto plan = bindSelect(*select, *select->body->select);
    m_common.resize(outer);
    --m_depth;
    return plan;
}

bool StreamQueryBinder::checkClauses(const Select& select)
{
    if (select.isDistinct || !select.distinctOn.empty()) {
        return fail(ErrorCode::kSqlUnsupported, "SELECT DISTINCT of a stream is not supported yet; GROUP BY is",
                    select.span);
    }
    if (select.qualify || !select.windows.empty()) {
        return fail(ErrorCode::kSqlUnsupported, "Window functions are not supported yet", select.span);
    }
    if (select.groupsByAll) {
        return fail(ErrorCode::kSqlUnsupported, "GROUP BY ALL is not supported yet", select.span);
    }
    if (select.from.size() > 1 || (!select.from.empty() && select.from[0]->form == TableForm::Join)) {
        return fail(ErrorCode::kSqlUnsupported, "Joins of streams are not supported yet",
                    select.from.front()->span.joinedWith(select.from.back()->span));
    }
    if (!select.from.empty() && select.from[0]->form == TableForm::Unnest) {
        return fail(ErrorCode::kSqlUnsupported, "UNNEST is not supported yet", select.from[0]->span);
    }
    return true;
}

std::unique_ptr<SelectPlan> StreamQueryBinder::bindSelect(const Query& query, const Select& select)
{
    auto plan = std::make_unique<SelectPlan>();
    std::string alias;
    if (!checkClauses(select) || (!select.from.empty() && !bindTable(*select.from[0], *plan, alias))) {
        return nullptr;
    }
    const bool areLimitsBound = bindLimits(query, *plan);
    StreamSelectBinder binder(m_diagnostics, m_budget, select, *plan, alias);
    if (!binder.bind(query) || !areLimitsBound) {
        return nullptr;
    }
    return plan;
}

void StreamQueryBinder::setInput(SelectPlan& plan, std::unique_ptr<SelectPlan> input)
{
    plan.inputColumns = input->columns;
    plan.input = std::move(input);
}

bool StreamQueryBinder::bindTable(const TableRef& table, SelectPlan& plan, std::string& alias)
{
    alias = table.alias ? table.alias->text : table.form == TableForm::Named ? table.name.text : "";
    if (!table.columnAliases.empty()) {
        return fail(ErrorCode::kSqlUnsupported, "Column names behind an alias are not supported yet", table.span);
    }
    if (table.form == TableForm::Window) {
        return bindWindow(table, plan);
    }
    if (table.form == TableForm::Named) {
        return bindNamed(table, plan);
    }
    auto input = bindQuery(*table.query);
    if (!input) {
        return false;
    }
    const sql::syntax::StreamClauses& clauses = *table.query->stream;
    if (clauses.emit.span.isKnown() || !clauses.settings.empty()) {
        return fail(ErrorCode::kSqlUnsupported, "EMIT and SETTINGS belong to the outermost query", table.span);
    }
    setInput(plan, std::move(input));
    return true;
}

bool StreamQueryBinder::bindNamed(const TableRef& table, SelectPlan& plan)
{
    const std::string& name = table.name.text;
    for (auto common = m_common.rbegin(); common != m_common.rend(); ++common) {
        if (common->first != name) {
            continue;
        }
        if (table.isHistory) {
            return fail(ErrorCode::kSqlUnsupported, "table() takes a stream, not a query of WITH: " + name, table.span);
        }
        // It does not see itself nor what comes behind it.
        const Query& query = *common->second;
        std::vector<std::pair<std::string, const Query*>> all = m_common;
        m_common.resize(static_cast<size_t>(m_common.rend() - common) - 1);
        auto input = bindQuery(query);
        m_common = std::move(all);
        if (input) {
            setInput(plan, std::move(input));
        }
        return plan.input != nullptr;
    }
    const std::optional<CatalogEntry> entry = m_catalog.find(name);
    if (!entry) {
        const std::vector<std::string> names = m_catalog.names();
        const std::vector<std::string_view> candidates(names.begin(), names.end());
        m_diagnostics.error(ErrorCode::kSqlUnknownRelation, "No stream or view of this name: " + name, table.name.span,
                            sql::suggestionNotes(name, candidates));
        return false;
    }
    if (std::find(m_reads.begin(), m_reads.end(), name) == m_reads.end()) {
        m_reads.push_back(name);
    }
    if (const auto* view = std::get_if<StreamViewPtr>(&*entry)) {
        return bindView(**view, table, plan);
    }
    plan.stream = std::get<StreamPtr>(*entry);
    plan.isHistory = table.isHistory;
    for (const CatalogColumn& column : plan.stream->columns) {
        plan.inputColumns.push_back(PlanColumn{column.name, column.type, column.typeName});
    }
    return true;
}

/// The query of the view stands in place of its name. Its places are those of another text: what is wrong is told here.
bool StreamQueryBinder::bindView(const StreamView& view, const TableRef& table, SelectPlan& plan)
{
    if (table.isHistory) {
        return fail(ErrorCode::kSqlUnsupported, "table() of a view is not possible: " + view.name, table.span);
    }
    sql::DiagnosticList diagnostics;
    StreamQueryBinder binder(m_catalog, diagnostics);
    binder.m_depth = m_depth + 1;
    binder.m_numSelects = m_numSelects;
    auto input = binder.bindQuery(*view.query);
    m_numSelects = binder.m_numSelects;
    if (!input) {
        const std::string reason = diagnostics.list().empty() ? "" : ": " + diagnostics.list().front().message;
        return fail(ErrorCode::kSqlUnknownRelation,
                    "View " + view.name + " cannot be read any more" + reason.substr(0, 1'000), table.span);
    }
    setInput(plan, std::move(input));
    return true;
}

bool StreamQueryBinder::bindWindowLengths(const WindowCall& call, WindowPlan& window)
{
    const auto size = constantDuration(*call.size, "The size of a window");
    const auto slide =
        call.slide ? constantDuration(*call.slide, "The slide of a window") : Result<int64_t>(int64_t{0});
    if (!size.ok() || !slide.ok()) {
        m_diagnostics.error(size.ok() ? slide.error() : size.error());
        return false;
    }
    window.size = *size;
    window.slide = call.slide ? *slide : *size;
    if (window.slide > window.size) {
        return fail(ErrorCode::kSqlInvalidLiteral, "The slide of a hop is not longer than its size", call.slide->span);
    }
    if (window.numWindows() > kMaxWindows) {
        return fail(ErrorCode::kSqlInvalidLiteral,
                    "A row would be in too many windows, the limit is " + std::to_string(kMaxWindows),
                    call.slide->span);
    }
    if (!call.zone.empty() && call.zone != "UTC") {
        return fail(ErrorCode::kSqlUnsupported,
                    "Windows in another time zone than UTC are not supported yet: " + call.zone, call.size->span);
    }
    return true;
}

bool StreamQueryBinder::bindWindow(const TableRef& table, SelectPlan& plan)
{
    const WindowCall& call = *table.window;
    std::string alias;
    if (call.data->form == TableForm::Window) {
        return fail(ErrorCode::kSqlUnsupported, "A window of a window is not possible here; use a query in parentheses",
                    call.data->span);
    }
    WindowPlan window;
    if (!bindTable(*call.data, plan, alias) || !bindWindowLengths(call, window)) {
        return false;
    }
    sql::Scope scope;
    Schema schema;
    std::vector<std::string> typeNames;
    for (const PlanColumn& column : plan.inputColumns) {
        schema.columns.push_back(ColumnInfo{column.name, column.type, false});
        typeNames.push_back(column.typeName);
    }
    scope.addRelation(alias, schema);
    StreamRules rules;
    rules.setColumns(typeNames);
    sql::ExpressionBinder binder(m_diagnostics, scope);
    binder.setDialect(&rules);
    binder.setBudget(&m_budget);
    binder.setAggregates(nullptr, "in a window");
    Expr standard;
    standard.form = ExprForm::Column;
    standard.span = table.span;
    standard.names.push_back(sql::syntax::Name{std::string(kTimeColumn), false, table.span});
    const Expr& written = call.time ? *call.time : standard;
    window.time = binder.bind(written);
    if (!window.time) {
        return false;
    }
    if (window.time->type.id != TypeId::Timestamp || window.time->type.nullable) {
        return fail(ErrorCode::kSqlInvalidLiteral,
                    "The time of a window is a datetime that is not nullable, not " + rules.typeNameOf(window.time),
                    written.span);
    }
    const std::string typeName = rules.typeNameOf(window.time);
    if (const Status isUtc = needUtc(typeName, written.span); !isUtc.ok()) {
        m_diagnostics.error(isUtc.error());
        return false;
    }
    window.hidden = rules.hidden().list();
    window.time = overHidden(window.time, plan.inputColumns.size(), rules);
    plan.window = std::move(window);
    const SqlType type = SqlType::of(TypeId::Timestamp, false);
    for (const std::string_view name : {"window_start", "window_end"}) {
        plan.inputColumns.push_back(PlanColumn{std::string(name), type, typeName});
    }
    return true;
}

bool StreamQueryBinder::bindCount(const Expr* expr, int64_t& count)
{
    if (expr == nullptr) {
        return true;
    }
    const char* end = expr->text.data() + expr->text.size();
    const auto [stop, error] = std::from_chars(expr->text.data(), end, count);
    if (expr->form != ExprForm::Integer || error != std::errc() || stop != end) {
        return fail(ErrorCode::kSqlUnsupported, "LIMIT and OFFSET need a whole number", expr->span);
    }
    return true;
}

bool StreamQueryBinder::bindLimits(const Query& query, SelectPlan& plan)
{
    if (query.withTies) {
        return fail(ErrorCode::kSqlUnsupported, "WITH TIES is not supported here", query.limitSpan);
    }
    return bindCount(query.limit.get(), plan.limit) && bindCount(query.offset.get(), plan.offset) &&
           bindCount(query.stream->limitPerKey.get(), plan.limitPerKey);
}

} // namespace millrace::descriptive
