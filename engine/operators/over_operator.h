// SPDX-License-Identifier: GPL-3.0-or-later
// Aggregates over frames, LAG, LEAD, FIRST_VALUE and LAST_VALUE.
#pragma once

#include "engine/expr/over_spec.h"
#include "engine/operators/operator.h"
#include "engine/operators/packed_row.h"
#include "engine/zset/batch_builder.h"
#include "engine/zset/relation_store.h"

namespace millrace {

/// Output z-set: the rows of the input, each with the results of the calls behind its columns. Per step the partitions
/// that changed are put in order as they were and as they are, and where the results of a row differ the old row goes
/// and the new one comes. State: none of its own, the input's store is shared with every other use of the partition.
/// Cost: the rows of each partition that changed, twice, and sorting them.
class OverOperator final : public Operator {
public:
    /// `store` keeps the input, `index` is by the partition; `span` is where overflows are reported.
    OverOperator(OverSpec spec, std::vector<SqlType> types, std::shared_ptr<RelationStore> store, IndexId index,
                 SourceSpan span);

    Status evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output) override;
    std::string describe() const override;
    ShardRule shardRule() const override;
    std::unique_ptr<Operator> makeShard(const StoreOfShard& storeOf) const override;
    int outputColumn(size_t, int column) const override { return column; }

private:
    /// A row of a partition that changed.
    struct Row {
        const std::byte* packed = nullptr;
        uint64_t word = 0; ///< of the order
        uint32_t partition = 0;
        Weight before = 0;
        Weight after = 0;
    };
    /// The rows of one partition before or after the step, and the results for them.
    struct Version {
        std::vector<const std::byte*> rows;
        std::vector<Column> results;
    };

    void collectPartitions(const Batch& change);
    void addRows(const Batch& batch, std::span<const uint32_t> partitions);
    void mergeEqualRows();
    Status compute(Version& version) const;
    Status emitPartition(std::span<const Row> rows, Delta& out);
    void emit(const Row& row, const Version& version, size_t position, Weight weight);
    void flush(Delta& out);

    OverSpec m_spec;
    std::vector<SqlType> m_types;
    std::shared_ptr<RelationStore> m_store; ///< only read
    IndexId m_index;
    SourceSpan m_span;
    PackedLayout m_layout;
    RowPacker m_packer;
    RowOrder m_order;
    BatchBuilder m_output;
    // Scratch of a step.
    std::vector<Row> m_rows;
    std::vector<std::vector<std::byte>> m_memory;
    std::vector<uint32_t> m_keyRows;        ///< by partition: a row of the change that has its key
    std::vector<uint64_t> m_keyHashes;      ///< likewise
    std::vector<uint32_t> m_partitionOfRow; ///< of the change
};

} // namespace millrace
