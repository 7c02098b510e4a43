// SPDX-License-Identifier: GPL-3.0-or-later
// Every row as often as a value of its own says.
#pragma once

#include "engine/expr/evaluator.h"
#include "engine/operators/operator.h"

namespace millrace {

/// Output z-set: each row of the input with its weight times `factor`, a BIGINT over the row; a row whose factor is
/// NULL or below 1 is not there. Linear. State: none. Cost: a multiplication a row; columns are shared.
class MultiplyOperator final : public Operator {
public:
    explicit MultiplyOperator(ExprPtr factor);

    Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    std::string describe() const override { return "multiply by " + exprToString(*m_factor); }
    ShardRule shardRule() const override { return {ShardRule::Kind::AnyRows, {}}; }
    std::unique_ptr<Operator> makeShard(const StoreOfShard&) const override
    {
        return std::make_unique<MultiplyOperator>(m_factor);
    }
    int outputColumn(size_t, int column) const override { return column; }

private:
    Status multiplyBatch(const Batch& batch, Delta& out);

    ExprPtr m_factor;
    Evaluator m_evaluator;
    std::vector<Column> m_columns; ///< scratch
    std::vector<uint32_t> m_rows;  ///< scratch: rows that stay
};

} // namespace millrace
