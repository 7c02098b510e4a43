// SPDX-License-Identifier: GPL-3.0-or-later
// Every row several times, numbered.
#pragma once

#include "engine/operators/operator.h"

namespace millrace {

/// Output z-set: each row of the input `repetitions` times, with the number of the repetition (BIGINT, from 0) in a
/// last column; linear. State: none. Cost: a batch a repetition that shares the columns of the input.
class RepeatOperator final : public Operator {
public:
    explicit RepeatOperator(int64_t repetitions);

    Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    std::string describe() const override { return "repeat " + std::to_string(m_numbers.size()) + " times"; }
    ShardRule shardRule() const override { return {ShardRule::Kind::Cheap, {}}; }
    std::unique_ptr<Operator> makeShard(const StoreOfShard&) const override
    {
        return std::make_unique<RepeatOperator>(static_cast<int64_t>(m_numbers.size()));
    }
    int outputColumn(size_t, int column) const override { return column; }

private:
    std::vector<Column> m_numbers; ///< a constant each
};

} // namespace millrace
