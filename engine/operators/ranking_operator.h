// SPDX-License-Identifier: GPL-3.0-or-later
// ROW_NUMBER, RANK, DENSE_RANK and LIMIT over inputs that also take rows away.
#pragma once

#include "engine/operators/packed_rows.h"
#include "engine/operators/rank_table.h"
#include "engine/operators/ranked_lists.h"
#include "engine/operators/ranked_output.h"
#include "engine/operators/top_k_operator.h"

#include <array>

namespace millrace {

/// Output z-set: of each partition the rows whose rank is wanted, with their ranks. All rows are kept in order. A
/// step puts its changes into that order and then walks each touched partition from its first change on, counting what
/// was before and what is now, until both agree again or the limit is passed; where the two differ, the old row goes
/// and the new one comes. So a top-k costs a bisection and k rows a change, whatever the partition's size, and a
/// ranking without a limit the rows behind the change.
/// New rows are put in their place during the step; weight 0 makes them invisible when it is rolled back, and rows
/// that reach 0 are only taken out at the end.
class RankingOperator final : public Operator {
public:
    explicit RankingOperator(TopKOptions options);

    Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    void commit() override;
    void rollback() override;
    std::string describe() const override { return describeRanking(m_options.rank); }
    Keeps keeps() const override { return Keeps::Rows; }
    uint64_t stateRows() const override { return m_rows.numRows(); }
    uint64_t stateBytes() const override;
    ShardRule shardRule() const override { return rankingShardRule(m_options); }
    std::unique_ptr<Operator> makeShard(const StoreOfShard&) const override
    {
        return std::make_unique<RankingOperator>(m_options);
    }
    int outputColumn(size_t, int column) const override { return column; }

private:
    static constexpr uint32_t kNone = 0xFFFFFFFFU;

    /// A row whose weight the step changes.
    struct Change {
        RowId row;
        uint32_t next;    ///< of the same partition
        int64_t delta;
        uint64_t word;    ///< of the row
    };
    struct Touched {
        uint64_t hash;
        RowId row;        ///< that stands for the partition
        RankedLists::List list;
        uint32_t first;   ///< of its changes
        uint32_t count;
    };
    /// How far the walk has counted, before and after the step.
    struct Count {
        int64_t rows = 0;   ///< passed
        int64_t groups = 0; ///< of peers, passed or entered
        int64_t rank = 0;   ///< of the group entered
        bool isInGroup = false; ///< the group of peers at hand has a row
    };
    using Ranks = std::array<int64_t, 3>;

    void addBatch(const Batch& batch);
    void addRow(const Batch& batch, size_t row);
    RowId insertRow(RankTable::Slot*& slot, uint64_t hash, uint64_t word, RankedLists::Place place);
    void change(const RankTable::Slot& slot, RowId row, int64_t delta, uint64_t word);
    void prefetchTouched(size_t number) const; ///< some places ahead, in stages
    int64_t deltaOf(const std::byte* row) const;

    void emitPartition(const Touched& touched, Delta& out);
    const Change& firstChange(const Touched& touched) const;
    bool isBehindLimit(const Touched& touched, const Change& first) const;
    RankedLists::Place startOfPeers(RankedLists::List list, RankedLists::Place place) const;
    Count countBefore(RankedLists::List list, RankedLists::Place place) const;
    bool arePeers(const RankedLists::Block& a, uint32_t atA, const RankedLists::Block& b, uint32_t atB) const;
    void emitRow(RowId row, const Count& before, int64_t oldWeight, const Count& after, int64_t newWeight, Delta& out);
    void emitNumbered(RowId row, const Count& before, int64_t oldWeight, const Count& after, int64_t newWeight,
                      Delta& out);
    bool isWanted(int64_t number) const { return number > m_options.rank.offset && number <= m_last; }
    int64_t numWanted(const Count& count, int64_t weight) const;
    Ranks ranksAt(const Count& count, int64_t rowNumber) const;
    bool isPast(const Count& count) const;
    void finishStep(int64_t sign);
    void finishPartition(const Touched& touched, int64_t sign);

    TopKOptions m_options;
    int64_t m_last;              ///< the greatest wanted number
    bool m_isNumbered = false;   ///< ROW_NUMBER is a column
    bool m_hasGroups = false;    ///< RANK or DENSE_RANK matter
    bool m_countsGroups = false; ///< DENSE_RANK matters
    PackedLayout m_layout;
    RowPacker m_packer;
    RowOrder m_order;
    PackedRows m_rows;
    RankTable m_table;
    RankedLists m_lists;
    RankedOutput m_output;
    int64_t m_numOddWeights = 0; ///< rows with a weight other than 1, committed
    std::vector<Change> m_changes;
    std::vector<Touched> m_touched;
    std::vector<std::byte> m_scratch; ///< the row at hand, packed
    // Of the batch at hand.
    std::vector<uint64_t> m_hashes;
    std::vector<uint64_t> m_words;
};

} // namespace millrace
