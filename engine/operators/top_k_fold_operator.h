// SPDX-License-Identifier: GPL-3.0-or-later
// The first rows of partitions of an input that never takes rows away.
#pragma once

#include "engine/operators/packed_rows.h"
#include "engine/operators/rank_table.h"
#include "engine/operators/ranked_lists.h"
#include "engine/operators/ranked_output.h"
#include "engine/operators/top_k_operator.h"

namespace millrace {

/// Output z-set: the first `limit` rows of each partition, numbered when ROW_NUMBER is asked for. A row that is not
/// among them can never come back, so only they are kept; one behind the last of them is refused by comparing two
/// numbers in the partition's slot. State: a slot and up to `limit` rows a partition; for limit 1 the slot refers to
/// the row, else to an ordered list. Cost of a refused row: a hash probe.
/// A step changes slots and lists in place and notes each row that came and the one it displaced, which stays until
/// the commit: the notes are what is emitted, and what a rollback undoes from the last to the first. Where rows are
/// numbered a touched list is remembered as it was, and compared with what it is now, place by place.
class TopKFoldOperator final : public Operator {
public:
    static constexpr int64_t kLargestLimit = 256;

    /// True when the ranking of an append-only input can be folded.
    static bool canDo(const TopKOptions& options);
    explicit TopKFoldOperator(TopKOptions options);

    Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    void commit() override;
    void rollback() override;
    std::string describe() const override { return describeRanking(m_options.rank) + " fold"; }
    Keeps keeps() const override { return Keeps::BestRows; }
    uint64_t stateRows() const override { return m_rows.numRows(); }
    uint64_t stateBytes() const override { return m_rows.byteSize() + m_table.byteSize() + m_lists.byteSize(); }
    ShardRule shardRule() const override { return rankingShardRule(m_options); }
    std::unique_ptr<Operator> makeShard(const StoreOfShard&) const override
    {
        return std::make_unique<TopKFoldOperator>(m_options);
    }
    int outputColumn(size_t, int column) const override { return column; }

private:
    static constexpr RowId kNoRow = RankTable::kNoRow;

    /// A row that came in this step.
    struct Arrival {
        uint64_t hash;
        RowId row;
        RowId displaced;  ///< kNoRow where there was room
        uint32_t batch;   ///< where it came from
        uint32_t batchRow;
        bool isGone;      ///< displaced in its own step
        bool didDisplaceNew; ///< one of its own step
    };
    /// A list as it was before the step: `count` rows from m_images[first] on.
    struct Touched {
        RankedLists::List list;
        uint32_t first;
        uint32_t count;
    };

    Status addBatch(const Batch& batch, uint32_t number);
    void lookAhead(size_t row) const;
    void addRow(uint32_t row);
    void addSingle(RankTable::Slot& slot, uint32_t row);
    void addToList(RankTable::Slot& slot, uint32_t row);
    RankedLists::Place placeFor(const RankedLists::Block& block, uint32_t row);
    void insertIntoList(RankTable::Slot& slot, RowId row, RankedLists::Place place, uint64_t word);
    void setBound(RankTable::Slot& slot);
    void remember(RankedLists::List list);
    RowId store(uint32_t row);
    void arrive(uint64_t hash, RowId id, RowId displaced, uint32_t row);
    void emitArrivals(std::span<const BatchPtr> batches, Delta& out);
    void addRowsOf(const BatchPtr& batch, std::span<const uint32_t> chosen, Delta& out);
    void emitLists(Delta& out);
    bool areSame(RowId a, RowId b) const;
    void undo(const Arrival& arrival);
    void undoInList(RankTable::Slot& slot, const Arrival& arrival);
    void finishStep();
    const std::byte* scratchRow(uint32_t row)
    {
        m_packer.pack(row, m_scratch.data());
        return m_scratch.data();
    }

    TopKOptions m_options;
    bool m_isSingle;
    bool m_isNumbered;
    PackedLayout m_layout;
    RowPacker m_packer;
    RowOrder m_order;
    RowOrder m_partitionOrder; ///< peers are of one partition
    PackedRows m_rows;
    RankTable m_table;
    RankedLists m_lists;
    RankedOutput m_output;
    int64_t m_epoch = 1;       ///< of the step; rows have theirs for weight, and their arrival for mark
    bool m_hasEqualRows = false;     ///< some list has had two equal rows
    uint32_t m_batch = 0;      ///< number of the batch at hand
    std::vector<Arrival> m_arrivals;
    std::vector<Touched> m_touched;
    std::vector<RowId> m_images;
    std::vector<std::byte> m_scratch;
    std::vector<uint64_t> m_hashes;
    std::vector<uint64_t> m_words;
};

} // namespace millrace
