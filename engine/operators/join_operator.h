// SPDX-License-Identifier: GPL-3.0-or-later
// Inner equi-join of two streams over shared arrangements.
#pragma once

#include "engine/expr/evaluator.h"
#include "engine/operators/operator.h"
#include "engine/zset/relation_store.h"

#include <memory>
#include <optional>
#include <vector>

namespace millrace {

/// One side of a join: the store that integrates the stream, and the index on the join key.
struct JoinSide {
    std::shared_ptr<RelationStore> store;
    IndexId index = 0;
    std::vector<int> keyColumns;
};

/// Rows with the same key meet.
ShardRule joinShardRule(const JoinSide& left, const JoinSide& right);
JoinSide sideOfShard(const JoinSide& whole, const StoreOfShard& storeOf);

/// A column of the join's output.
struct JoinColumn {
    bool isRight = false;
    int column = 0;
};

/// Output z-set: rows l ++ r (the chosen columns) with l.key = r.key, weights multiplied; NULL keys meet nothing.
/// Bilinear: with L, R the rows before the step, change = dL x R + L x dR + dL x dR. L and R are kept by
/// IntegrateOperators, shared with every other use of the same key; they change at commit, so all three terms
/// see the same past. State: none of its own. Cost: a hash probe a changed row, and the columns of each match.
class JoinOperator final : public Operator {
public:
    /// What is known of the output columns.
    enum class Output : uint8_t { AnyRows, HasKey };

    /// `residual` is over the output columns, or null.
    JoinOperator(JoinSide left, JoinSide right, std::vector<JoinColumn> output, ExprPtr residual,
                 Output known = Output::AnyRows);

    Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    std::string describe() const override;
    ShardRule shardRule() const override { return joinShardRule(m_left, m_right); }
    std::unique_ptr<Operator> makeShard(const StoreOfShard& storeOf) const override;
    int outputColumn(size_t input, int column) const override;

private:
    enum class Probing : uint8_t { Left, Right };
    /// Rows that meet: of the probing batch and the store, or of the left and the right batch.
    struct Pairs {
        std::span<const uint32_t> first;
        std::span<const uint32_t> second;
    };

    void hashKeys(const Batch& batch, const JoinSide& side);
    Status probeStore(const BatchPtr& batch, Probing probing, Delta& out);
    Status joinDeltas(const Delta& left, const Delta& right, Delta& out);
    Status emitFromStore(const Batch& batch, Probing probing, size_t first, size_t last, Delta& out);
    Status emitFromBatches(const Batch& left, const Batch& right, std::span<const uint32_t> leftRows,
                           std::span<const uint32_t> rightRows, Delta& out);
    /// `gather(JoinColumn, Pairs)` makes a column; `weightOf` is null when all weights are 1.
    template <typename Gather, typename WeightOf>
    Status emit(Pairs pairs, const Gather& gather, const WeightOf& weightOf, Delta& out);
    Pairs takePassing(const Pairs& pairs);

    JoinSide m_left;
    JoinSide m_right;
    std::vector<JoinColumn> m_output;
    ExprPtr m_residualExpr;
    Output m_known;
    std::vector<int> m_residualColumns; ///< columns of the output that the residual looks at
    std::optional<Evaluator> m_residual; ///< over those
    bool m_hashIsKey = false;            ///< equal hashes are equal keys
    const StepContext* m_context = nullptr; ///< of the evaluation
    // Scratch, kept between steps.
    std::vector<uint64_t> m_hashes;
    std::vector<uint8_t> m_nullKeys;
    Matches m_matches;
    std::vector<uint32_t> m_passing;
    std::vector<uint32_t> m_passingFirst;
    std::vector<uint32_t> m_passingSecond;
};

} // namespace millrace
