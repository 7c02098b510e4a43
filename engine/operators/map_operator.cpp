// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/map_operator.h"

#include "engine/zset/batch_builder.h"

namespace millrace {

MapOperator::MapOperator(ExprPtr predicate, std::vector<ExprPtr> projection, bool keepColumns)
    : m_predicate(std::move(predicate))
    , m_projection(std::move(projection))
    , m_keepColumns(keepColumns)
{
    if (m_predicate) {
        m_filter.emplace(std::vector<ExprPtr>{m_predicate});
    }
    if (!m_keepColumns) {
        m_project.emplace(m_projection);
    }
}

Status MapOperator::evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output)
{
    output.frontier = inputs[0]->frontier;
    for (const BatchPtr& batch : inputs[0]->delta.batches) {
        MR_CHECK(mapBatch(batch, output.delta));
        MR_CHECK(context.passed());
    }
    output.delta.hasDistinctRows = m_keepColumns && inputs[0]->delta.hasDistinctRows;
    return {};
}

Status MapOperator::mapBatch(const BatchPtr& batch, Delta& out)
{
    BatchPtr source = batch;
    if (m_filter) {
        m_rows.clear();
        if (auto failure = m_filter->select(*batch, m_rows)) {
            return std::move(failure->error);
        }
        if (m_rows.empty()) {
            return {};
        }
        if (m_rows.size() != batch->numRows) {
            source = gatherBatch(*batch, m_rows);
        }
    }
    if (m_keepColumns) {
        out.add(std::move(source));
        return {};
    }
    m_columns.clear();
    if (auto failure = m_project->evaluate(*source, m_columns)) {
        return std::move(failure->error);
    }
    auto result = std::make_shared<Batch>();
    result->columns = m_columns;
    result->numRows = source->numRows;
    result->weights = source->weights;
    result->weightOwner = source->weightOwner;
    result->isInsertOnly = source->isInsertOnly;
    out.add(std::move(result));
    return {};
}

std::string MapOperator::describe() const
{
    std::string text;
    if (m_predicate) {
        text = "filter " + exprToString(*m_predicate);
    }
    if (!m_keepColumns) {
        text += text.empty() ? "project " : ", project ";
        for (size_t i = 0; i < m_projection.size(); ++i) {
            text += (i == 0 ? "" : ", ") + exprToString(*m_projection[i]);
        }
    }
    return text;
}

} // namespace millrace
