// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/repeat_operator.h"

namespace millrace {

namespace {

/// One number alone in the memory that a vector loop may load.
struct alignas(64) Number {
    int64_t value = 0;
};

} // namespace

RepeatOperator::RepeatOperator(int64_t repetitions)
{
    const auto numbers = std::make_shared<std::vector<Number>>(static_cast<size_t>(repetitions));
    for (Number& number : *numbers) {
        number.value = static_cast<int64_t>(m_numbers.size());
        Column column;
        column.physical = Physical::Int64;
        column.isConstant = true;
        column.data = &number;
        column.owner = numbers;
        m_numbers.push_back(std::move(column));
    }
}

Status RepeatOperator::evaluate(const StepContext&, std::span<const Stream* const> inputs, Stream& output)
{
    output.frontier = inputs[0]->frontier;
    for (const BatchPtr& batch : inputs[0]->delta.batches) {
        for (const Column& number : m_numbers) {
            auto copy = std::make_shared<Batch>(*batch);
            copy->columns.push_back(number);
            output.delta.add(std::move(copy));
        }
    }
    output.delta.hasDistinctRows = inputs[0]->delta.isConsolidated();
    return {};
}

} // namespace millrace
