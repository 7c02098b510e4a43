// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/relation_store.h"

#include "engine/zset/hash_index.h"

namespace millrace {

namespace {

HashIndex::Exactness exactnessOf(std::span<const Physical> columns, const std::vector<int>& key)
{
    const bool isExact = key.size() == 1 && isHashExact(columns[static_cast<size_t>(key[0])]);
    return isExact ? HashIndex::Exactness::HashIsKey : HashIndex::Exactness::Verify;
}

constexpr size_t kSlotAhead = 24; ///< rows a slot is asked for in advance
constexpr size_t kRowsAhead = 12; ///< rows its rows are asked for in advance

} // namespace

/// An index and the columns it is on.
struct RelationStore::Arrangement {
    std::vector<int> columns;
    HashIndex index;
    std::vector<uint64_t> hashes; ///< of the batch being applied
    uint32_t numUses = 1;

    Arrangement(std::span<const Physical> physicals, std::vector<int> keyColumns)
        : columns(std::move(keyColumns))
        , index(exactnessOf(physicals, columns))
    {
    }
    size_t firstColumn() const { return columns.empty() ? 0 : static_cast<size_t>(columns[0]); }
    void lookAhead(std::span<const uint64_t> keyHashes, size_t row, const RowHeap& heap) const
    {
        if (row + kSlotAhead < keyHashes.size()) {
            index.prefetch(keyHashes[row + kSlotAhead]);
        }
        if (row + kRowsAhead < keyHashes.size() && !columns.empty()) {
            index.prefetchRows(keyHashes[row + kRowsAhead], heap, firstColumn());
        }
    }
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
        m_arrangements[0]->numUses = 0; // its own
    }
}

std::vector<RelationStore::IndexUse> RelationStore::indexes() const
{
    std::vector<IndexUse> uses;
    for (const auto& arrangement : m_arrangements) {
        uses.push_back({arrangement->columns, arrangement->numUses});
    }
    return uses;
}

RelationStore::~RelationStore() = default;

std::shared_ptr<RelationStore> RelationStore::emptyCopy() const
{
    const std::span<const Physical> physicals = columns();
    std::vector<int> uniqueKey;
    if (m_identity == Identity::UniqueKey) {
        uniqueKey = m_arrangements[0]->columns;
    }
    auto copy = std::make_shared<RelationStore>(std::vector<Physical>(physicals.begin(), physicals.end()), m_identity,
                                                std::move(uniqueKey));
    for (const auto& arrangement : m_arrangements) {
        copy->m_arrangements[copy->index(arrangement->columns)]->numUses = arrangement->numUses;
    }
    return copy;
}

IndexId RelationStore::index(std::vector<int> keyColumns)
{
    for (size_t i = 0; i < m_arrangements.size(); ++i) {
        if (m_arrangements[i]->columns == keyColumns) {
            ++m_arrangements[i]->numUses;
            return static_cast<IndexId>(i);
        }
    }
    auto arrangement = std::make_unique<Arrangement>(m_heap.columns(), std::move(keyColumns));
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
    for (int pass = delta.isInsertOnly ? 1 : 0; pass < 2; ++pass) {
        for (const BatchPtr& batch : delta.batches) {
            if (pass == 0 && batch->isInsertOnly) {
                continue;
            }
            for (const auto& arrangement : m_arrangements) {
                hashColumns(*batch, arrangement->columns, arrangement->hashes);
            }
            if (m_identity == Identity::AppendOnly && batch->isInsertOnly) {
                appendBatch(*batch);
            } else {
                applyBatch(*batch, pass == 0 ? Sign::Negative : Sign::Positive);
            }
        }
    }
}

void RelationStore::applyBatch(const Batch& batch, Sign sign)
{
    for (size_t row = 0; row < batch.numRows; ++row) {
        for (const auto& arrangement : m_arrangements) {
            arrangement->lookAhead(arrangement->hashes, row, m_heap);
        }
        const Weight weight = batch.weight(row);
        if ((weight < 0) == (sign == Sign::Negative)) {
            applyRow(batch, row, weight);
        }
    }
}

/// Rows that need not be looked for: columns are copied whole, then each index takes the new ids.
void RelationStore::appendBatch(const Batch& batch)
{
    const RowId first = m_heap.append(batch);
    for (const auto& arrangement : m_arrangements) {
        for (size_t row = 0; row < batch.numRows; ++row) {
            arrangement->lookAhead(arrangement->hashes, row, m_heap);
            arrangement->index.insert(arrangement->hashes[row], first + static_cast<RowId>(row), [&](RowId other) {
                return keyEquals(*arrangement, other, batch, arrangement->columns, row);
            });
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

size_t RelationStore::probe(IndexId index, const ProbeKeys& keys, Matches& matches, size_t maxMatches) const
{
    const Arrangement& arrangement = *m_arrangements[index];
    const size_t numRows = keys.batch->numRows;
    size_t row = keys.firstRow;
    for (; row < numRows && matches.size() < maxMatches; ++row) {
        arrangement.lookAhead(keys.hashes, row, m_heap);
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
    return row;
}

Weight RelationStore::weightOf(IndexId index, const ProbeKeys& keys, size_t row, Weight enough) const
{
    const Arrangement& arrangement = *m_arrangements[index];
    arrangement.lookAhead(keys.hashes, row, m_heap);
    const HashIndex::Rows found = arrangement.index.find(
        keys.hashes[row], [&](RowId other) { return keyEquals(arrangement, other, *keys.batch, keys.columns, row); });
    Weight sum = 0;
    for (uint32_t i = 0; i < found.count && sum <= enough; ++i) {
        sum += m_heap.weight(found.ids[i]);
    }
    return sum;
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
