// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of one stream whose key is, or is not, among the keys of another.
#pragma once

#include "engine/operators/join_operator.h"

#include <vector>

namespace millrace {

enum class SemiJoinKind : uint8_t {
    Semi, ///< rows with a partner
    Anti, ///< rows without; a NULL key has none
};

/// Output z-set: the rows of the left stream (the chosen columns) with or without a row of the same key on the right;
/// weights are those of the left. Per step: the changed left rows against the right side as it will be, then the left
/// rows of every key that came or went on the right. State: none of its own, both sides are stores shared with every
/// other use of the same key. Cost: a hash probe a changed row, and the left rows of each key that came or went.
class SemiJoinOperator final : public Operator {
public:
    SemiJoinOperator(JoinSide left, JoinSide right, SemiJoinKind kind, std::vector<int> output,
                     JoinOperator::Output known);

    Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    std::string describe() const override;
    ShardRule shardRule() const override { return joinShardRule(m_left, m_right); }
    std::unique_ptr<Operator> makeShard(const StoreOfShard& storeOf) const override;
    int outputColumn(size_t input, int column) const override;

private:
    /// A key of the right side's change.
    struct KeyChange {
        uint32_t row = 0; ///< of m_rightBatch
        Weight weight = 0;
        bool wasThere = false;
        bool isThere = false;
    };

    void collectRight(const Delta& right);
    const KeyChange* findChange(const Batch& batch, std::span<const int> columns, size_t row, uint64_t hash) const;
    void emitChangedKeys(Delta& out);
    void emitLeft(const BatchPtr& batch, Delta& out);
    BatchPtr outputOf(const BatchPtr& batch, std::span<const uint32_t> rows) const;

    JoinSide m_left;
    JoinSide m_right;
    SemiJoinKind m_kind;
    std::vector<int> m_output;
    JoinOperator::Output m_known;
    // Scratch, kept between steps.
    BatchPtr m_rightBatch;
    std::vector<uint64_t> m_rightHashes;
    std::vector<KeyChange> m_changes;
    std::vector<uint32_t> m_heads; ///< chains of m_changes by hash, position + 1
    std::vector<uint32_t> m_next;
    std::vector<uint64_t> m_hashes;
    std::vector<uint8_t> m_nullKeys;
};

} // namespace millrace
