// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/api/row_filter.h"

#include "engine/expr/evaluator.h"
#include "engine/sql/adhoc_statement.h"

#include <algorithm>
#include <string>

namespace millrace::api {

namespace {

constexpr std::string_view kHead = "SELECT * FROM \"rows\" WHERE (\n"; // so that a comment at its end ends there
constexpr std::string_view kTail = "\n)";

/// A place in the statement as a place in the condition.
void shift(SourceSpan& span, std::string_view condition)
{
    if (!span.isKnown()) {
        return;
    }
    const auto head = static_cast<uint32_t>(kHead.size());
    const auto end = static_cast<uint32_t>(condition.size());
    span.begin = std::min(span.begin - std::min(span.begin, head), end);
    span.end = std::min(span.end - std::min(span.end, head), end);
    span.line -= std::min<uint32_t>(span.line, 1);
    span.endLine -= std::min<uint32_t>(span.endLine, 1);
}

/// The condition of a query that does nothing else; null otherwise.
ExprPtr conditionOf(const sql::RelPtr& query)
{
    const sql::RelNode* node = query.get();
    if (node->kind == sql::RelKind::Project) {
        for (size_t i = 0; i < node->exprs.size(); ++i) { // SELECT *: every column as it is
            if (node->exprs[i]->kind != ExprKind::Column) {
                return nullptr;
            }
        }
        node = node->inputs[0].get();
    }
    const bool isPlain = node->kind == sql::RelKind::Filter && node->inputs[0]->kind == sql::RelKind::Scan;
    return isPlain ? node->predicate : nullptr;
}

} // namespace

struct RowFilter::Impl {
    explicit Impl(ExprPtr condition)
        : evaluator({std::move(condition)})
    {
    }
    Evaluator evaluator;
};

RowFilter::RowFilter(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

RowFilter::~RowFilter() = default;
RowFilter::RowFilter(RowFilter&&) noexcept = default;
RowFilter& RowFilter::operator=(RowFilter&&) noexcept = default;

Result<RowFilter> RowFilter::compile(std::string_view condition, const Schema& schema)
{
    sql::Program program;
    sql::Relation relation;
    relation.name = "rows";
    relation.caseSensitive = true;
    relation.schema = schema;
    relation.schema.primaryKey.clear();
    relation.isMaterialized = true;
    relation.defaults.resize(schema.numColumns());
    program.relations.push_back(std::move(relation));
    const std::string text = std::string(kHead) + std::string(condition) + std::string(kTail);
    Result<sql::AdHocStatement> statement = sql::compileAdHoc(program, text);
    if (!statement.ok()) {
        Error error = statement.error();
        shift(error.span, condition);
        for (ErrorNote& note : error.notes) {
            shift(note.span, condition);
        }
        return error;
    }
    const ExprPtr predicate =
        statement.value().kind == sql::AdHocKind::Query ? conditionOf(statement.value().query) : nullptr;
    if (!predicate) {
        return makeError(ErrorCode::kSqlUnsupported, "A filter is one condition over the columns of the relation");
    }
    return RowFilter(std::make_unique<Impl>(predicate));
}

Result<std::vector<uint32_t>> RowFilter::select(const Batch& batch)
{
    std::vector<uint32_t> rows;
    if (auto failure = m_impl->evaluator.select(batch, rows)) {
        return std::move(failure->error);
    }
    return rows;
}

} // namespace millrace::api
