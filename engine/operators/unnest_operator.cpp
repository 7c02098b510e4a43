// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/unnest_operator.h"

#include "engine/zset/batch_builder.h"

namespace millrace {

UnnestOperator::UnnestOperator(ExprPtr array)
    : m_array(std::move(array))
    , m_elementType(*m_array->type.element)
    , m_write(cellWriter(m_elementType))
    , m_evaluator({m_array})
{
}

Status UnnestOperator::evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output)
{
    output.frontier = inputs[0]->frontier;
    for (const BatchPtr& batch : inputs[0]->delta.batches) {
        MR_CHECK(unnestBatch(context, *batch, output.delta));
    }
    output.delta.hasDistinctRows = inputs[0]->delta.isConsolidated();
    return {};
}

Status UnnestOperator::unnestBatch(const StepContext& context, const Batch& batch, Delta& out)
{
    m_columns.clear();
    if (auto failure = m_evaluator.evaluate(batch, m_columns)) {
        return std::move(failure->error);
    }
    const Column& arrays = m_columns[0];
    for (size_t row = 0; row < batch.numRows; ++row) {
        if (arrays.isNull(row)) {
            continue;
        }
        std::string_view array = arrays.get<StringRef>(row).view();
        int64_t position = 0;
        while (!array.empty()) {
            m_elements.push_back(takeElement(array, m_elementType));
            m_rows.push_back(static_cast<uint32_t>(row));
            m_positions.push_back(++position);
            if (m_rows.size() == Batch::kMaxRows) {
                MR_CHECK(flush(context, batch, out));
            }
        }
    }
    return flush(context, batch, out);
}

/// The rows gathered so far as a batch.
Status UnnestOperator::flush(const StepContext& context, const Batch& batch, Delta& out)
{
    if (m_rows.empty()) {
        return {};
    }
    const size_t numRows = m_rows.size();
    const Physical physical = physicalOf(m_elementType);
    ColumnBuilder elements(physical);
    elements.arena().adopt(m_columns[0].owner); // texts stay where they are
    MutableColumn cells;
    cells.physical = physical;
    cells.data = elements.appendRaw(numRows);
    std::memset(cells.data, 0, numRows * sizeOf(physical));
    cells.nulls = elements.ensureNulls();
    cells.arena = &elements.arena();
    for (size_t row = 0; row < numRows; ++row) {
        m_write(m_elements[row], cells, row);
    }
    ColumnBuilder positions(Physical::Int64);
    std::memcpy(positions.appendRaw(numRows), m_positions.data(), numRows * sizeof(int64_t));
    auto result = std::make_shared<Batch>(*gatherBatch(batch, m_rows));
    result->isConsolidated = batch.isConsolidated;
    result->columns.push_back(elements.finish());
    result->columns.push_back(positions.finish());
    m_rows.clear();
    m_elements.clear();
    m_positions.clear();
    const BatchPtr made = std::move(result);
    out.add(made);
    return context.passed(made.get());
}

} // namespace millrace
