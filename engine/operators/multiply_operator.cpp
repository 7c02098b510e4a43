// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/multiply_operator.h"

#include "engine/zset/batch_builder.h"

namespace millrace {

MultiplyOperator::MultiplyOperator(ExprPtr factor)
    : m_factor(std::move(factor))
    , m_evaluator({m_factor})
{
}

Status MultiplyOperator::evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output)
{
    output.frontier = inputs[0]->frontier;
    for (const BatchPtr& batch : inputs[0]->delta.batches) {
        MR_CHECK(multiplyBatch(*batch, output.delta));
        MR_CHECK(context.passed());
    }
    output.delta.hasDistinctRows = inputs[0]->delta.hasDistinctRows;
    return {};
}

Status MultiplyOperator::multiplyBatch(const Batch& batch, Delta& out)
{
    m_columns.clear();
    if (auto failure = m_evaluator.evaluate(batch, m_columns)) {
        return std::move(failure->error);
    }
    const Column& factors = m_columns[0];
    m_rows.clear();
    std::vector<Weight> weights;
    for (size_t row = 0; row < batch.numRows; ++row) {
        const auto factor = factors.get<int64_t>(row);
        if (factors.isNull(row) || factor < 1) {
            continue;
        }
        Weight weight = 0;
        if (__builtin_mul_overflow(batch.weight(row), factor, &weight)) {
            return makeError(ErrorCode::kEvalOverflow, "A row is there too often: " + std::to_string(factor),
                             m_factor->span);
        }
        m_rows.push_back(static_cast<uint32_t>(row));
        weights.push_back(weight);
    }
    if (m_rows.empty()) {
        return {};
    }
    auto kept = std::make_shared<Batch>(m_rows.size() == batch.numRows ? batch : *gatherBatch(batch, m_rows));
    setWeights(*kept, std::move(weights));
    out.add(std::move(kept));
    return {};
}

} // namespace millrace
