// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/relation_store.h"

#include "engine/zset/hash_index.h"

namespace millrace {

/// An index and the columns it is on.
struct RelationStore::Arrangement {
    std::vector<int> columns;
    HashIndex index;
    bool hasSingleInt64 = false;   ///< key is one 8-byte integer column: compared without dispatch
    std::vector<uint64_t> hashes;  ///< of the batch being applied
};

RelationStore::RelationStore(std::vector<Physical> columns, Identity identity, std::vector<int> uniqueKey)
    : m_heap(std::move(columns))
    , m_identity(identity)
{
    if (identity == Identity::WholeRow) {
        for (size_t i = 0; i < m_heap.columns().size(); ++i) {
            uniqueKey.push_back(static_cast<int>(i));
        }
    }
    if (identity != Identity::AppendOnly) {
        index(std::move(uniqueKey));
    }
}

RelationStore::~RelationStore() = default;

IndexId RelationStore::index(std::vector<int> keyColumns)
{
    for (size_t i = 0; i < m_arrangements.size(); ++i) {
        if (m_arrangements[i]->columns == keyColumns) {
            return static_cast<IndexId>(i);
        }
    }
    auto arrangement = std::make_unique<Arrangement>();
    arrangement->columns = std::move(keyColumns);
    if (arrangement->columns.size() == 1) {
        const Physical physical = m_heap.columns()[static_cast<size_t>(arrangement->columns[0])];
        arrangement->hasSingleInt64 = physical == Physical::Int64 || physical == Physical::UInt64;
    }
    Arrangement& added = *arrangement;
    m_arrangements.push_back(std::move(arrangement));
    // Rows present are arranged through batches, so that hashing has one implementation.
    std::vector<RowId> ids;
    for (RowId row = 0; row < m_heap.endId(); ++row) {
        if (m_heap.weight(row) != 0) {
            ids.push_back(row);
        }
    }
    if (!ids.empty()) {
        Batch keys;
        keys.numRows = ids.size();
        keys.columns.resize(m_heap.columns().size());
        for (const int column : added.columns) {
            ColumnBuilder builder(m_heap.columns()[static_cast<size_t>(column)]);
            m_heap.gather(static_cast<size_t>(column), ids, builder);
            keys.columns[static_cast<size_t>(column)] = builder.finish();
        }
        hashColumns(keys, added.columns, added.hashes);
        for (size_t i = 0; i < ids.size(); ++i) {
            added.index.insert(added.hashes[i], ids[i], [&](RowId other) {
                return keyEquals(added, other, keys, added.columns, i);
            });
        }
    }
    return static_cast<IndexId>(m_arrangements.size() - 1);
}

bool RelationStore::keyEquals(const Arrangement& arrangement, RowId row, const Batch& batch,
                              std::span<const int> columns, size_t probeRow) const
{
    if (arrangement.hasSingleInt64) {
        const auto column = static_cast<size_t>(arrangement.columns[0]);
        const Column& other = batch.columns[static_cast<size_t>(columns[0])];
        uint64_t mine;
        std::memcpy(&mine, m_heap.cell(column, row), sizeof mine);
        const uint64_t theirs = other.get<uint64_t>(probeRow);
        return mine == theirs && m_heap.isNull(column, row) == other.isNull(probeRow);
    }
    for (size_t i = 0; i < columns.size(); ++i) {
        if (!m_heap.cellEquals(static_cast<size_t>(arrangement.columns[i]), row,
                               batch.columns[static_cast<size_t>(columns[i])], probeRow)) {
            return false;
        }
    }
    return true;
}

void RelationStore::apply(const Delta& delta)
{
    // Rows go before rows come: with a unique key the old row of an update makes room for the new one.
    const bool needsTwoPasses = !delta.isInsertOnly;
    for (int pass = needsTwoPasses ? 0 : 1; pass < 2; ++pass) {
        for (const BatchPtr& batch : delta.batches) {
            if (pass == 0 && batch->isInsertOnly) {
                continue;
            }
            for (const auto& arrangement : m_arrangements) {
                hashColumns(*batch, arrangement->columns, arrangement->hashes);
            }
            constexpr size_t kAhead = 16;
            for (size_t row = 0; row < batch->numRows; ++row) {
                if (row + kAhead < batch->numRows) {
                    for (const auto& arrangement : m_arrangements) {
                        arrangement->index.prefetch(arrangement->hashes[row + kAhead]);
                    }
                }
                const Weight weight = batch->weight(row);
                if ((weight < 0) == (pass == 0)) {
                    applyRow(*batch, row, weight);
                }
            }
        }
    }
}

void RelationStore::applyRow(const Batch& batch, size_t row, Weight weight)
{
    if (m_identity != Identity::AppendOnly) {
        bool found = false;
        const RowId existing = findIdentical(batch, row, m_arrangements[0]->hashes[row], found);
        if (found) {
            if (m_heap.addWeight(existing, weight) == 0) {
                for (const auto& arrangement : m_arrangements) {
                    arrangement->index.remove(arrangement->hashes[row], existing);
                }
            }
            return;
        }
    }
    const RowId added = m_heap.add(batch, row, weight);
    for (size_t i = 0; i < m_arrangements.size(); ++i) {
        Arrangement& arrangement = *m_arrangements[i];
        if (i == 0 && m_identity != Identity::AppendOnly) {
            arrangement.index.insertNew(arrangement.hashes[row], added);
        } else {
            arrangement.index.insert(arrangement.hashes[row], added, [&](RowId other) {
                return keyEquals(arrangement, other, batch, arrangement.columns, row);
            });
        }
    }
}

RowId RelationStore::findIdentical(const Batch& batch, size_t row, uint64_t hash, bool& found) const
{
    const Arrangement& identity = *m_arrangements[0];
    const HashIndex::Rows rows = identity.index.find(
        hash, [&](RowId other) { return keyEquals(identity, other, batch, identity.columns, row); });
    found = rows.count != 0;
    return found ? rows.ids[0] : 0;
}

void RelationStore::probe(IndexId index, const ProbeKeys& keys, Matches& matches) const
{
    const Arrangement& arrangement = *m_arrangements[index];
    const size_t numRows = keys.batch->numRows;
    constexpr size_t kSlotAhead = 24;
    constexpr size_t kRowAhead = 10;
    const bool prefetchRows = !arrangement.columns.empty();
    const size_t firstColumn = prefetchRows ? static_cast<size_t>(arrangement.columns[0]) : 0;
    for (size_t row = 0; row < numRows; ++row) {
        if (row + kSlotAhead < numRows) {
            arrangement.index.prefetch(keys.hashes[row + kSlotAhead]);
        }
        if (prefetchRows && row + kRowAhead < numRows) {
            RowId candidate;
            if (arrangement.index.peek(keys.hashes[row + kRowAhead], candidate)) {
                m_heap.prefetch(firstColumn, candidate);
            }
        }
        if (keys.skip != nullptr && keys.skip[row] != 0) {
            continue;
        }
        const HashIndex::Rows found = arrangement.index.find(keys.hashes[row], [&](RowId other) {
            return keyEquals(arrangement, other, *keys.batch, keys.columns, row);
        });
        for (uint32_t i = 0; i < found.count; ++i) {
            matches.probeRows.push_back(static_cast<uint32_t>(row));
            matches.rows.push_back(found.ids[i]);
        }
    }
}

std::vector<BatchPtr> RelationStore::snapshot(size_t batchRows) const
{
    std::vector<BatchPtr> batches;
    std::vector<RowId> ids;
    const auto flush = [&] {
        BatchBuilder builder(m_heap.columns());
        for (size_t i = 0; i < builder.numColumns(); ++i) {
            m_heap.gather(i, ids, builder.column(i));
        }
        if (!m_heap.allWeightsAreOne() || builder.numColumns() == 0) {
            for (const RowId row : ids) {
                builder.appendWeight(m_heap.weight(row));
            }
        }
        batches.push_back(builder.build(m_identity != Identity::AppendOnly));
        ids.clear();
    };
    for (RowId row = 0; row < m_heap.endId(); ++row) {
        if (m_heap.weight(row) != 0) {
            ids.push_back(row);
            if (ids.size() == batchRows) {
                flush();
            }
        }
    }
    if (!ids.empty()) {
        flush();
    }
    return batches;
}

uint64_t RelationStore::byteSize() const
{
    uint64_t bytes = m_heap.byteSize();
    for (const auto& arrangement : m_arrangements) {
        bytes += arrangement->index.byteSize();
    }
    return bytes;
}

} // namespace millrace
