// SPDX-License-Identifier: GPL-3.0-or-later
// The elements of an array, a row each.
#pragma once

#include "engine/expr/array_cells.h"
#include "engine/expr/evaluator.h"
#include "engine/operators/operator.h"

namespace millrace {

/// Output z-set: each row of the input once for each element of `array`, with the element and its position (BIGINT,
/// from 1) in two more columns; no row where the array is NULL or empty. Linear. State: none. Cost: a pass over the
/// array and a copy of the row's fixed-size part an element; texts are shared.
class UnnestOperator final : public Operator {
public:
    explicit UnnestOperator(ExprPtr array);

    Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    std::string describe() const override { return "unnest " + exprToString(*m_array); }
    ShardRule shardRule() const override { return {ShardRule::Kind::AnyRows, {}}; }
    std::unique_ptr<Operator> makeShard(const StoreOfShard&) const override
    {
        return std::make_unique<UnnestOperator>(m_array);
    }
    int outputColumn(size_t, int column) const override { return column; }

private:
    Status unnestBatch(const StepContext& context, const Batch& batch, Delta& out);
    Status flush(const StepContext& context, const Batch& batch, Delta& out);

    ExprPtr m_array;
    SqlType m_elementType;
    CellWriter m_write;
    Evaluator m_evaluator;
    std::vector<Column> m_columns;            ///< scratch: the arrays
    std::vector<uint32_t> m_rows;             ///< scratch: by output row, the row it comes from
    std::vector<std::string_view> m_elements; ///< scratch: likewise
    std::vector<int64_t> m_positions;         ///< scratch: likewise
};

} // namespace millrace
