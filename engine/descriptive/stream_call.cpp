// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/stream_call.h"

#include "engine/descriptive/query_binder.h"
#include "engine/descriptive/query_run.h"
#include "engine/descriptive/stream_statement.h"
#include "engine/zset/batch_builder.h"

#include <algorithm>
#include <limits>

namespace millrace::descriptive {

using namespace sql::syntax;

namespace {

Error errorOf(const sql::Diagnostic& found)
{
    return Error{found.code, found.message, found.span, found.notes};
}

std::vector<Error> errorsOf(sql::DiagnosticList& diagnostics)
{
    std::vector<Error> errors;
    for (const sql::Diagnostic& found : diagnostics.list()) {
        errors.push_back(errorOf(found));
    }
    return errors;
}

/// Rows that are there already, as a query of nothing gives them.
class FixedRows final : public StreamCall {
public:
    FixedRows(std::vector<StreamColumn> columns, BatchPtr rows)
        : m_columns(std::move(columns))
        , m_rows(std::move(rows))
    {
    }
    std::span<const StreamColumn> columns() const override { return m_columns; }
    StreamProgress advance(Instant now, size_t maxRows) override
    {
        StreamProgress progress;
        progress.isEnd = maxRows != 0 || !m_rows;
        if (!progress.isEnd) {
            progress.wakeAt = now;
        } else if (m_rows && m_rows->numRows != 0) {
            progress.rows.push_back(std::move(m_rows));
        }
        return progress;
    }
    void setWakeup(std::function<void()>) override {}

private:
    std::vector<StreamColumn> m_columns;
    BatchPtr m_rows;
};

std::unique_ptr<StreamCall> textRows(std::vector<std::string> names, const std::vector<std::vector<std::string>>& rows)
{
    std::vector<StreamColumn> columns;
    std::vector<Physical> physicals(names.size(), Physical::String);
    for (std::string& name : names) {
        columns.push_back(StreamColumn{std::move(name), "string", SqlType::of(TypeId::Varchar, false)});
    }
    BatchBuilder builder(physicals);
    for (const std::vector<std::string>& row : rows) {
        for (size_t i = 0; i < row.size(); ++i) {
            builder.column(i).appendString(row[i]);
        }
    }
    return std::make_unique<FixedRows>(std::move(columns), builder.build());
}

std::unique_ptr<StreamCall> showStreams(const StreamCatalog& catalog)
{
    std::vector<std::vector<std::string>> rows;
    for (std::string& name : catalog.names()) {
        rows.push_back({std::move(name)});
    }
    return textRows({"name"}, rows);
}

/// Columns of a stream, or of the result of a view.
Result<std::unique_ptr<StreamCall>> describe(const StreamCatalog& catalog, const DescribeStream& statement)
{
    std::vector<std::vector<std::string>> rows;
    const std::optional<CatalogEntry> entry = catalog.find(statement.name.text);
    if (!entry) {
        return makeError(ErrorCode::kSqlUnknownRelation, "No stream or view of this name: " + statement.name.text,
                         statement.name.span);
    }
    if (const auto* stream = std::get_if<StreamPtr>(&*entry)) {
        for (const CatalogColumn& column : (*stream)->columns) {
            rows.push_back({column.name, column.typeName});
        }
    } else {
        sql::DiagnosticList diagnostics;
        StreamQueryBinder binder(catalog, diagnostics);
        const auto plan = binder.bind(*std::get<StreamViewPtr>(*entry)->query);
        if (!plan) {
            return makeError(ErrorCode::kSqlUnknownRelation, "The view cannot be read any more: " + statement.name.text,
                             statement.name.span);
        }
        for (const PlanColumn& column : plan->select->columns) {
            rows.push_back({column.name, column.typeName});
        }
    }
    return textRows({"name", "type"}, rows);
}

/// The call of a statement that has rows; kSqlUnexpectedToken for others.
std::unique_ptr<StreamCall> openLast(const StreamCatalog& catalog, const sql::ParsedStreamStatement& parsed,
                                     Instant now, std::vector<Error>& errors)
{
    if (const auto* query = std::get_if<StreamQuery>(&*parsed.statement)) {
        sql::DiagnosticList diagnostics;
        StreamQueryBinder binder(catalog, diagnostics);
        auto plan = binder.bind(*query->query);
        errors = errorsOf(diagnostics);
        return plan ? std::make_unique<QueryRun>(std::move(*plan), now) : nullptr;
    }
    if (std::holds_alternative<ShowStreams>(*parsed.statement)) {
        return showStreams(catalog);
    }
    if (const auto* statement = std::get_if<DescribeStream>(&*parsed.statement)) {
        auto call = describe(catalog, *statement);
        if (call.ok()) {
            return std::move(call).value();
        }
        errors.push_back(call.error());
        return nullptr;
    }
    errors.push_back(makeError(ErrorCode::kSqlUnexpectedToken,
                               "The last statement has to be a query, it is what streams", parsed.span));
    return nullptr;
}

/// Runs the statements in order; `stopsAtError` or goes on to find all errors.
std::unique_ptr<StreamCall> runAll(StreamCatalog& catalog, std::span<const std::string> statements, Instant now,
                                   RowEffect rowEffect, std::vector<StatementError>& failures)
{
    const bool stopsAtError = rowEffect == RowEffect::Apply;
    if (statements.empty()) {
        failures.push_back(
            StatementError{makeError(ErrorCode::kSqlUnexpectedToken, "There is no statement to run"), 0});
    }
    std::unique_ptr<StreamCall> call;
    for (size_t i = 0; i < statements.size(); ++i) {
        const bool isLast = i + 1 == statements.size();
        const sql::ParsedStreamStatement parsed = sql::parseStreamStatement(statements[i]);
        std::vector<Error> errors = parsed.errors;
        if (parsed.statement && isLast) {
            call = openLast(catalog, parsed, now, errors);
        } else if (parsed.statement && std::holds_alternative<StreamQuery>(*parsed.statement)) {
            errors.push_back(makeError(ErrorCode::kSqlUnexpectedToken,
                                       "Only the last statement is a query, the others prepare it", parsed.span));
        } else if (parsed.statement) {
            errors = runStatement(catalog, *parsed.statement, now, rowEffect);
        }
        // What a broken statement would have made is not missed as well.
        const bool mayFollow = !failures.empty();
        for (Error& error : errors) {
            if (mayFollow && error.code == ErrorCode::kSqlUnknownRelation) {
                continue;
            }
            failures.push_back(StatementError{std::move(error), i});
        }
        if (stopsAtError && !failures.empty()) {
            return nullptr;
        }
    }
    return call;
}

} // namespace

OpenedStreamCall openStreamCall(StreamCatalog& catalog, std::span<const std::string> statements, Instant now)
{
    std::vector<StatementError> failures;
    OpenedStreamCall opened;
    const auto lock = catalog.lockStatements();
    opened.call = runAll(catalog, statements, now, RowEffect::Apply, failures);
    if (!failures.empty()) {
        opened.call = nullptr;
        opened.failure = std::move(failures.front());
    }
    return opened;
}

std::vector<StatementError> checkStatements(const StreamCatalog& catalog, std::span<const std::string> statements)
{
    const std::unique_ptr<StreamCatalog> scratch = catalog.scratchCopy();
    return checkNextCall(*scratch, statements);
}

std::vector<StatementError> checkNextCall(StreamCatalog& scratch, std::span<const std::string> statements)
{
    std::vector<StatementError> failures;
    runAll(scratch, statements, 0, RowEffect::CheckOnly, failures);
    return failures;
}

} // namespace millrace::descriptive
