// SPDX-License-Identifier: GPL-3.0-or-later
// Filter and projection, fused: the stateless operator.
#pragma once

#include "engine/expr/evaluator.h"
#include "engine/operators/operator.h"

#include <optional>

namespace millrace {

/// Output z-set: project(filter(input)); both are linear, so the change of the output is the function of the
/// change of the input, weights untouched. State: none. Cost: a few tenths of a nanosecond a row and operation.
class MapOperator final : public Operator {
public:
    /// `predicate` may be null (no filter); `projection` may be empty only when `keepColumns` (pure filter).
    MapOperator(ExprPtr predicate, std::vector<ExprPtr> projection, bool keepColumns);

    Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    std::string describe() const override;
    ShardRule shardRule() const override;
    std::unique_ptr<Operator> makeShard(const StoreOfShard&) const override;
    int outputColumn(size_t input, int column) const override;

private:
    Status mapBatch(const BatchPtr& batch, Delta& out);

    ExprPtr m_predicate;
    std::vector<ExprPtr> m_projection;
    bool m_keepColumns;
    std::optional<Evaluator> m_filter;
    std::optional<Evaluator> m_project;
    std::vector<uint32_t> m_rows;    ///< scratch: rows that pass
    std::vector<Column> m_columns;   ///< scratch: projected columns
};

} // namespace millrace
