// SPDX-License-Identifier: GPL-3.0-or-later
// The state of a relation: a columnar row heap, and hash indexes over its row ids.
#pragma once

#include "engine/zset/batch.h"
#include "engine/zset/batch_builder.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace millrace {

/// A row of a RelationStore. Stable while the row lives.
using RowId = uint32_t;
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
};

/// Hashes of the given columns, one a row, for probing and partitioning. Equal keys hash equal across
/// batches. `anyNull`, when given, is set to 1 where a key column is NULL.
void hashColumns(const Batch& batch, std::span<const int> columns, std::vector<uint64_t>& hashes,
                 std::vector<uint8_t>* anyNull = nullptr);

/// How a store recognises a row that it already holds.
enum class Identity : uint8_t {
    WholeRow,   ///< equal in all columns; weights add up
    AppendOnly, ///< never looked for: no row is ever taken away and duplicates may stand side by side
};

/// Rows with weights, in segments of 64 Ki rows, columns apart; strings live in an arena per segment.
/// Arrangements (indexes) hold row ids, not copies of rows, and are shared by all uses of the same key.
/// Written only by apply() at the commit of a step; read by probes in between. One writer, no readers during apply().
class RelationStore {
public:
    RelationStore(std::vector<Physical> columns, Identity identity);
    ~RelationStore();

    /// The index on these columns, made (and filled from the rows present) when it does not exist yet.
    /// With `isUnique` the columns determine the row, and the index doubles as the row's identity.
    IndexId index(std::vector<int> keyColumns, bool isUnique = false);

    /// Adds a change: weights sum up, rows that reach 0 go. A weight below 0 is kept as such (the
    /// difference of streams may be negative for a while).
    void apply(const Batch& delta);

    /// Finds the rows whose index key equals the probing key (`keyColumns` of `probe`, in the order of
    /// the index's columns, with their `hashes`); NULL in a key matches nothing when `nullsMatch` is false.
    /// Appends to `matches`.
    void probe(IndexId index, const Batch& probe, std::span<const int> keyColumns, std::span<const uint64_t> hashes,
               bool nullsMatch, Matches& matches) const;
    /// The one row of a unique index with that key.
    std::optional<RowId> find(IndexId index, const Batch& probe, std::span<const int> keyColumns, size_t probeRow,
                              uint64_t hash) const;

    Weight weight(RowId row) const;
    /// Appends column `column` of the rows to `out`; strings are copied into its arena.
    void gather(size_t column, std::span<const RowId> rows, ColumnBuilder& out) const;
    Value valueAt(RowId row, size_t column, const SqlType& type) const;

    /// All rows as batches of up to `batchRows` rows, consolidated; a snapshot that later changes do not touch.
    std::vector<BatchPtr> snapshot(size_t batchRows = 16384) const;

    size_t numRows() const;      ///< distinct rows with a weight
    uint64_t byteSize() const;   ///< memory held
    std::span<const Physical> columns() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace millrace
