// SPDX-License-Identifier: GPL-3.0-or-later
// The table functions TUMBLE and HOP: windows of time become columns of the row.
#include "engine/expr/evaluator.h"
#include "engine/expr/function.h"
#include "engine/sql/expression_binder.h"
#include "engine/sql/query_binder.h"
#include "engine/sql/rel_factory.h"

namespace millrace::sql {

using syntax::Expr;
using syntax::TableRef;
using syntax::WindowCall;
using syntax::WindowForm;

namespace {

/// Windows that a row may be in; each costs a copy of the row.
constexpr int64_t kMaxWindows = 10'000;

const SqlType kInterval = SqlType::of(TypeId::IntervalDay, false);

/// A call with the failure reported.
class Calls {
public:
    Calls(DiagnosticList& diagnostics, const SourceSpan& span)
        : m_diagnostics(diagnostics)
        , m_span(span)
    {
    }

    /// Null when the call failed or an argument is null.
    ExprPtr operator()(std::string_view name, std::vector<ExprPtr> args) const
    {
        for (const ExprPtr& arg : args) {
            if (!arg) {
                return nullptr;
            }
        }
        auto call = resolveCall(name, std::move(args), m_span);
        if (!call.ok()) {
            m_diagnostics.error(call.error());
            return nullptr;
        }
        return std::move(call).value();
    }

private:
    DiagnosticList& m_diagnostics;
    SourceSpan m_span;
};

ExprPtr intervalOf(int64_t micros, const SourceSpan& span)
{
    return literalExpr(Value(micros), kInterval, span);
}

/// Columns of `rel` and two more for the window.
RelPtr withWindow(RelPtr rel, size_t numColumns, ExprPtr start, ExprPtr end, const SourceSpan& span)
{
    std::vector<ExprPtr> exprs = columnExprs(rel->schema);
    std::vector<ColumnInfo> names = rel->schema.columns;
    exprs.resize(numColumns);
    names.resize(numColumns);
    names.push_back(ColumnInfo{"window_start", start->type, false});
    names.push_back(ColumnInfo{"window_end", end->type, false});
    exprs.push_back(std::move(start));
    exprs.push_back(std::move(end));
    return makeProject(std::move(rel), std::move(exprs), names, span);
}

/// Lengths of time of a window function, in microseconds.
struct WindowLengths {
    int64_t slide = 0; ///< of TUMBLE the size
    int64_t size = 0;
    int64_t offset = 0;
};

/// A constant length of time; nothing when it was reported.
std::optional<int64_t> lengthOf(const Expr& expr, DiagnosticList& diagnostics)
{
    const Scope scope;
    ExpressionBinder binder(diagnostics, scope);
    binder.setAggregates(nullptr, "in a window function");
    const ExprPtr bound = binder.bind(expr);
    if (!bound) {
        return std::nullopt;
    }
    if (bound->type.id == TypeId::IntervalDay) {
        const Result<Value> value = evaluateConstant(bound);
        if (value.ok() && !value->isNull()) {
            return value->asInt();
        }
    }
    diagnostics.error(ErrorCode::kSqlTypeMismatch,
                      "A window needs a constant interval of days to seconds, not a value of type " +
                          bound->type.toString(),
                      expr.span);
    return std::nullopt;
}

std::optional<WindowLengths> lengthsOf(const WindowCall& window, DiagnosticList& diagnostics)
{
    const auto size = lengthOf(*window.size, diagnostics);
    const auto slide = window.slide ? lengthOf(*window.slide, diagnostics) : size;
    const auto offset = window.offset ? lengthOf(*window.offset, diagnostics) : std::optional<int64_t>(0);
    if (!size || !slide || !offset) {
        return std::nullopt;
    }
    const auto refuse = [&](const Expr& expr, std::string text) {
        diagnostics.error(ErrorCode::kSqlInvalidLiteral, std::move(text), expr.span);
        return std::nullopt;
    };
    if (*size <= 0) {
        return refuse(*window.size, "The size of a window must be positive");
    }
    if (*slide <= 0) {
        return refuse(*window.slide, "The slide of a window must be positive");
    }
    if ((*size - 1) / *slide >= kMaxWindows) {
        return refuse(*window.slide, "A row would be in too many windows, the limit is " + std::to_string(kMaxWindows));
    }
    return WindowLengths{*slide, *size, *offset};
}

/// Rows with the time of the window function present, and the column it is in; null when it was reported.
RelPtr timed(const WindowCall& window, RelPtr rel, const Scope& scope, DiagnosticList& diagnostics, ExprPtr& time)
{
    Expr name;
    name.form = syntax::ExprForm::Column;
    name.span = window.timeColumn.span;
    name.names.push_back(window.timeColumn);
    ExpressionBinder binder(diagnostics, scope);
    time = binder.bind(name);
    if (!time) {
        return nullptr;
    }
    if (time->type.id != TypeId::Timestamp) {
        diagnostics.error(ErrorCode::kSqlTypeMismatch,
                          "Windows are made of a column of type TIMESTAMP, not " + time->type.toString(),
                          window.timeColumn.span);
        return nullptr;
    }
    if (!time->type.nullable) {
        return rel;
    }
    diagnostics.warning(
        window.form == WindowForm::Tumble ? "TUMBLE applied to nullable value" : "HOP applied to nullable value",
        "Rows without a time are in no window; a NOT NULL column would say that there are none", name.span);
    ExprPtr isPresent = Calls(diagnostics, name.span)("IS NOT NULL", {time});
    time = columnExpr(time->column, time->type.withNullable(false), time->span);
    return isPresent ? makeFilter(std::move(rel), std::move(isPresent), name.span) : nullptr;
}

} // namespace

/// TUMBLE is a projection. HOP is one that finds the last window of the row, then the row once for each window it may
/// be in. Windows start at 1970 plus the offset plus a multiple of the slide, also before that.
bool QueryBinder::bindWindow(const TableRef& table, Source& source)
{
    const WindowCall& window = *table.window;
    Source data;
    const auto lengths = lengthsOf(window, m_diagnostics);
    if (!bindTable(*window.data, data) || !lengths) {
        return false;
    }
    const Calls call(m_diagnostics, table.span);
    const size_t numColumns = data.rel->schema.numColumns();
    ExprPtr time;
    RelPtr rel = timed(window, std::move(data.rel), data.scope, m_diagnostics, time);
    if (!rel) {
        return false;
    }
    const ExprPtr size = intervalOf(lengths->size, table.span);
    ExprPtr start = call(
        "TUMBLE_START", {time, intervalOf(lengths->slide, table.span), intervalOf(lengths->offset, table.span)});
    ExprPtr end = call("+", {start, size});
    if (!end) {
        return false;
    }
    rel = withWindow(std::move(rel), numColumns, std::move(start), std::move(end), table.span);
    const int64_t numWindows = (lengths->size - 1) / lengths->slide + 1;
    if (window.form == WindowForm::Hop && (numWindows > 1 || lengths->size != lengths->slide)) {
        const auto startColumn = static_cast<int>(numColumns);
        const SqlType timeType = rel->schema.columns[numColumns].type;
        if (numWindows > 1) {
            rel = makeRepeat(std::move(rel), numWindows, table.span);
            const ExprPtr number = columnExpr(startColumn + 2, SqlType::of(TypeId::BigInt, false));
            const ExprPtr back = call("*", {number, intervalOf(lengths->slide, table.span)});
            start = call("-", {columnExpr(startColumn, timeType), back});
            end = call("+", {start, size});
            if (!end) {
                return false;
            }
            rel = withWindow(std::move(rel), numColumns, std::move(start), std::move(end), table.span);
        }
        if (lengths->size % lengths->slide != 0) {
            ExprPtr isInside = call("<", {time, columnExpr(startColumn + 1, timeType)});
            rel = isInside ? makeFilter(std::move(rel), std::move(isInside), table.span) : nullptr;
        }
    }
    if (rel && !table.columnAliases.empty()) {
        rel = renamed(std::move(rel), table.columnAliases, table.span);
    }
    if (rel) {
        source.scope.addRelation(table.alias ? table.alias->text : "", rel->schema);
    }
    source.rel = std::move(rel);
    return source.rel != nullptr;
}

} // namespace millrace::sql
