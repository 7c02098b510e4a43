// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/map_operator.h"

#include "engine/zset/batch_builder.h"

#include <algorithm>

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

/// Choosing columns alone copies nothing.
ShardRule MapOperator::shardRule() const
{
    const bool computes = m_predicate || std::any_of(m_projection.begin(), m_projection.end(), [](const ExprPtr& expr) {
        return expr->kind != ExprKind::Column;
    });
    return {computes ? ShardRule::Kind::AnyRows : ShardRule::Kind::Cheap, {}};
}

std::unique_ptr<Operator> MapOperator::makeShard(const StoreOfShard&) const
{
    return std::make_unique<MapOperator>(m_predicate, m_projection, m_keepColumns);
}

int MapOperator::outputColumn(size_t, int column) const
{
    if (m_keepColumns) {
        return column;
    }
    const auto found = std::find_if(m_projection.begin(), m_projection.end(), [column](const ExprPtr& expr) {
        return expr->kind == ExprKind::Column && expr->column == column;
    });
    return found == m_projection.end() ? -1 : static_cast<int>(found - m_projection.begin());
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
