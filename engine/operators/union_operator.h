// SPDX-License-Identifier: GPL-3.0-or-later
// UNION ALL: the sum of streams.
#pragma once

#include "engine/operators/operator.h"

namespace millrace {

/// Output z-set: the sum of all inputs; linear. State: none. Cost: a pointer a batch.
class UnionOperator final : public Operator {
public:
    Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    std::string describe() const override { return "union all"; }
    ShardRule shardRule() const override { return {ShardRule::Kind::Cheap, {}}; }
    std::unique_ptr<Operator> makeShard(const StoreOfShard&) const override
    {
        return std::make_unique<UnionOperator>();
    }
    int outputColumn(size_t, int column) const override { return column; }
};

} // namespace millrace
