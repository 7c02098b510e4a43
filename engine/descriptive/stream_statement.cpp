// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/descriptive/stream_statement.h"

#include "engine/descriptive/query_binder.h"

#include <type_traits>

namespace millrace::descriptive {

using namespace sql::syntax;

namespace {

IfTaken ifTaken(bool orReplace, bool ifNotExists)
{
    return orReplace ? IfTaken::Replace : ifNotExists ? IfTaken::Keep : IfTaken::Fail;
}

Status createStream(StreamCatalog& catalog, const CreateStream& create)
{
    // Its text is checked also where the stream exists already.
    MR_TRY(StreamPtr stream, makeStream(create));
    return catalog.add(std::move(stream), ifTaken(create.orReplace, create.ifNotExists), create.name.span);
}

std::vector<Error> createView(StreamCatalog& catalog, const CreateStreamView& create)
{
    sql::DiagnosticList diagnostics;
    StreamQueryBinder binder(catalog, diagnostics);
    if (create.query->stream->emit.span.isKnown() || !create.query->stream->settings.empty()) {
        return {makeError(ErrorCode::kSqlUnsupported, "EMIT and SETTINGS belong to the query that reads the view",
                          create.name.span)};
    }
    std::vector<Error> errors;
    if (!binder.bind(*create.query)) {
        for (const sql::Diagnostic& found : diagnostics.list()) {
            errors.push_back(Error{found.code, found.message, found.span, found.notes});
        }
        return errors;
    }
    auto view = std::make_shared<StreamView>();
    view->name = create.name.text;
    view->query = create.query;
    view->reads = binder.reads();
    const Status status =
        catalog.add(StreamViewPtr(std::move(view)), ifTaken(create.orReplace, create.ifNotExists), create.name.span);
    return status.ok() ? std::vector<Error>() : std::vector<Error>{status.error()};
}

Status insertRows(StreamCatalog& catalog, const InsertRows& insert, Instant now, RowEffect rowEffect)
{
    const std::optional<CatalogEntry> entry = catalog.find(insert.name.text);
    if (!entry) {
        return makeError(ErrorCode::kSqlUnknownRelation, "No stream of this name: " + insert.name.text,
                         insert.name.span);
    }
    const auto* stream = std::get_if<StreamPtr>(&*entry);
    if (stream == nullptr || (*stream)->isRandom) {
        return makeError(ErrorCode::kSqlColumnCount,
                         (stream == nullptr ? "A view takes no rows: " : "A random stream takes no rows: ") +
                             insert.name.text,
                         insert.name.span);
    }
    MR_TRY(BatchPtr rows, makeRows(**stream, insert, now));
    if (rowEffect == RowEffect::Apply) {
        (*stream)->rows->append(std::move(rows));
    }
    return {};
}

Status describe(const StreamCatalog& catalog, const DescribeStream& statement)
{
    if (!catalog.find(statement.name.text)) {
        return makeError(ErrorCode::kSqlUnknownRelation, "No stream or view of this name: " + statement.name.text,
                         statement.name.span);
    }
    return {};
}

} // namespace

std::vector<Error> runStatement(StreamCatalog& catalog, const StreamStatement& statement, Instant now,
                                RowEffect rowEffect)
{
    if (const auto* view = std::get_if<CreateStreamView>(&statement)) {
        return createView(catalog, *view);
    }
    const Status status = std::visit(
        [&](const auto& form) -> Status {
            using Form = std::decay_t<decltype(form)>;
            if constexpr (std::is_same_v<Form, CreateStream>) {
                return createStream(catalog, form);
            } else if constexpr (std::is_same_v<Form, DropStream>) {
                return catalog.drop(form.name.text, form.isView, form.ifExists, form.name.span);
            } else if constexpr (std::is_same_v<Form, InsertRows>) {
                return insertRows(catalog, form, now, rowEffect);
            } else if constexpr (std::is_same_v<Form, DescribeStream>) {
                return describe(catalog, form);
            } else {
                return {};
            }
        },
        statement);
    return status.ok() ? std::vector<Error>() : std::vector<Error>{status.error()};
}

} // namespace millrace::descriptive
