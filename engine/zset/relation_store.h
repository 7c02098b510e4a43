// SPDX-License-Identifier: GPL-3.0-or-later
// The state of a relation: a columnar row heap, and hash indexes over its row ids.
#pragma once

#include "engine/zset/batch.h"
#include "engine/zset/batch_builder.h"
#include "engine/zset/hash.h"
#include "engine/zset/row_heap.h"

#include <memory>
#include <span>
#include <vector>

namespace millrace {

/// An index of a RelationStore.
using IndexId = uint32_t;

/// Matches of a probe: row `probeRows[i]` of the probing batch meets row `rows[i]` of the store.
struct Matches {
    std::vector<uint32_t> probeRows;
    std::vector<RowId> rows;
    void clear()
    {
        probeRows.clear();
        rows.clear();
    }
    size_t size() const { return rows.size(); }
};

/// How a store recognises a row that it already holds.
enum class Identity : uint8_t {
    WholeRow,   ///< equal in all columns; weights add up
    UniqueKey,  ///< equal in the columns of a unique index: no two rows ever share them
    AppendOnly, ///< never looked for: no row is ever taken away and duplicates may stand side by side
};

/// Keys to look for: rows of a batch, by the columns that face those of an index.
struct ProbeKeys {
    const Batch* batch = nullptr;
    std::span<const int> columns;
    std::span<const uint64_t> hashes; ///< of these columns, by hashColumns()
    const uint8_t* skip = nullptr;    ///< rows marked 1 match nothing (NULL in a join key); may be null
    size_t firstRow = 0;              ///< rows before it were looked for already
};

/// Rows with weights and the arrangements over them. Indexes hold row ids, not copies of rows, and are
/// shared by all uses of the same key. Written only by apply() at the commit of a step; read by probes in
/// between. One writer, no readers during apply().
class RelationStore {
public:
    /// `uniqueKey` names the columns of Identity::UniqueKey and is empty otherwise.
    RelationStore(std::vector<Physical> columns, Identity identity, std::vector<int> uniqueKey = {});
    ~RelationStore();

    /// The index on these columns, made (and filled from the rows present) when it does not exist yet.
    IndexId index(std::vector<int> keyColumns);
    /// An index and how often it was asked for.
    struct IndexUse {
        std::vector<int> columns;
        uint32_t numUses = 0;
    };
    std::vector<IndexUse> indexes() const;
    /// A store for the same rows with the same indexes under the same ids, without rows.
    std::shared_ptr<RelationStore> emptyCopy() const;

    /// Adds a change: weights sum up, rows that reach 0 go. A weight below 0 is kept as such (the
    /// difference of streams may be negative for a while).
    void apply(const Delta& delta);

    /// Finds the rows whose index key equals the probing key and appends them to `matches`, in the order of
    /// the probing rows. NULL equals NULL; mark such rows in `skip` where they must not match. Stops after the row
    /// with which there are `maxMatches`; returns the row to go on with, that behind the last when all were looked for.
    size_t probe(IndexId index, const ProbeKeys& keys, Matches& matches, size_t maxMatches = SIZE_MAX) const;

    /// Weights of the rows with the key of probing row `row`, summed up until they exceed `enough`.
    Weight weightOf(IndexId index, const ProbeKeys& keys, size_t row, Weight enough) const;

    Weight weight(RowId row) const { return m_heap.weight(row); }
    /// True when every row has weight 1 (so that readers need not ask for weights).
    bool allWeightsAreOne() const { return m_heap.allWeightsAreOne(); }
    const RowHeap& heap() const { return m_heap; }

    /// All rows as batches of up to `batchRows` rows; a copy that later changes do not touch.
    std::vector<BatchPtr> snapshot(size_t batchRows = 16384) const;

    /// The same for readers on other threads, without copying: see RowHeap::snapshot().
    RowHeapSnapshot sharedSnapshot() { return m_heap.snapshot(); }

    size_t numRows() const { return m_heap.numRows(); } ///< distinct rows with a weight
    uint64_t byteSize() const;                          ///< memory held
    std::span<const Physical> columns() const { return m_heap.columns(); }

private:
    struct Arrangement;
    enum class Sign : uint8_t { Negative, Positive };

    void applyBatch(const Batch& batch, Sign sign);
    void appendBatch(const Batch& batch);
    void applyRow(const Batch& batch, size_t row, Weight weight);
    RowId findIdentical(const Batch& batch, size_t row, uint64_t hash, bool& found) const;
    bool keyEquals(const Arrangement& arrangement, RowId row, const Batch& batch, std::span<const int> columns,
                   size_t probeRow) const;

    RowHeap m_heap;
    Identity m_identity;
    std::vector<std::unique_ptr<Arrangement>> m_arrangements; ///< the first one is the identity's, if there is one
};

} // namespace millrace
