// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/consolidate.h"

#include "engine/zset/batch_builder.h"
#include "engine/zset/hash.h"

#include <bit>

namespace millrace {

namespace {

/// A row of a change: which batch, which row.
struct RowPlace {
    uint32_t batch;
    uint32_t row;
};

/// Open-addressing table over distinct rows of a change.
class RowTable {
public:
    RowTable(const Delta& delta, size_t numRows)
        : m_delta(delta)
        , m_mask(std::bit_ceil(numRows * 2) - 1)
        , m_slots(m_mask + 1, kEmpty)
    {
        m_places.reserve(numRows);
        m_weights.reserve(numRows);
        m_hashes.reserve(numRows);
    }

    void addBatch(uint32_t number)
    {
        const Batch& batch = *m_delta.batches[number];
        hashRows(batch, m_batchHashes);
        constexpr size_t kAhead = 16;
        for (uint32_t row = 0; row < batch.numRows; ++row) {
            if (row + kAhead < batch.numRows) {
                __builtin_prefetch(&m_slots[m_batchHashes[row + kAhead] & m_mask]);
            }
            add(batch, {number, row}, m_batchHashes[row]);
        }
    }

    /// Rows of one batch that remain, ascending, with their weights.
    void collect(uint32_t number, std::vector<uint32_t>& rows, std::vector<Weight>& weights) const
    {
        for (size_t i = 0; i < m_places.size(); ++i) {
            if (m_places[i].batch == number && m_weights[i] != 0) {
                rows.push_back(m_places[i].row);
                weights.push_back(m_weights[i]);
            }
        }
    }
    bool hasChangedAnything(size_t numRows) const { return m_places.size() != numRows; }

private:
    static constexpr uint32_t kEmpty = 0xFFFFFFFFU;

    void add(const Batch& batch, RowPlace place, uint64_t hash)
    {
        size_t at = hash & m_mask;
        while (m_slots[at] != kEmpty) {
            const uint32_t entry = m_slots[at];
            const RowPlace other = m_places[entry];
            if (m_hashes[entry] == hash && rowsEqual(*m_delta.batches[other.batch], other.row, batch, place.row)) {
                m_weights[entry] += batch.weight(place.row);
                return;
            }
            at = (at + 1) & m_mask;
        }
        m_slots[at] = static_cast<uint32_t>(m_places.size());
        m_places.push_back(place);
        m_weights.push_back(batch.weight(place.row));
        m_hashes.push_back(hash);
    }

    const Delta& m_delta;
    size_t m_mask;
    std::vector<uint32_t> m_slots;
    std::vector<RowPlace> m_places;
    std::vector<Weight> m_weights;
    std::vector<uint64_t> m_hashes;
    std::vector<uint64_t> m_batchHashes;
};

BatchPtr flaggedConsolidated(const BatchPtr& batch)
{
    auto copy = std::make_shared<Batch>(*batch);
    copy->isConsolidated = true;
    return copy;
}

} // namespace

Delta consolidated(const Delta& delta)
{
    if (delta.isConsolidated()) {
        return delta;
    }
    const size_t numRows = delta.numRows();
    Delta result;
    if (numRows == 1) {
        result.add(flaggedConsolidated(delta.batches[0]));
        result.hasDistinctRows = true;
        return result;
    }
    RowTable table(delta, numRows);
    for (uint32_t number = 0; number < delta.batches.size(); ++number) {
        table.addBatch(number);
    }
    const bool changed = table.hasChangedAnything(numRows);
    std::vector<uint32_t> rows;
    std::vector<Weight> weights;
    for (uint32_t number = 0; number < delta.batches.size(); ++number) {
        if (!changed) {
            result.add(flaggedConsolidated(delta.batches[number]));
            continue;
        }
        rows.clear();
        weights.clear();
        table.collect(number, rows, weights);
        if (rows.empty()) {
            continue;
        }
        auto batch = std::make_shared<Batch>(*gatherBatch(*delta.batches[number], rows));
        setWeights(*batch, weights);
        batch->isConsolidated = true;
        result.add(std::move(batch));
    }
    result.hasDistinctRows = true;
    return result;
}

BatchPtr concatenated(const Delta& delta, std::span<const Physical> columns)
{
    return concatenated(delta, columns, [] { return Status(); }).value();
}

Result<BatchPtr> concatenated(const Delta& delta, std::span<const Physical> columns,
                              const std::function<Status()>& mayGoOn)
{
    if (delta.batches.size() == 1) {
        return delta.batches[0];
    }
    BatchBuilder builder(columns);
    builder.reserve(delta.numRows());
    bool needsWeights = columns.empty();
    for (const BatchPtr& batch : delta.batches) {
        needsWeights = needsWeights || batch->weights != nullptr;
    }
    for (const BatchPtr& batch : delta.batches) {
        for (size_t i = 0; i < columns.size(); ++i) {
            MR_CHECK(mayGoOn());
            const Column& source = batch->columns[i];
            ColumnBuilder& target = builder.column(i);
            const size_t first = target.size();
            withPhysical(columns[i], [&](auto tag) {
                using T = decltype(tag);
                T* out = target.appendUninitialized<T>(batch->numRows);
                for (size_t row = 0; row < batch->numRows; ++row) {
                    out[row] = source.get<T>(row);
                }
            });
            if (source.nulls != nullptr) {
                uint8_t* nulls = target.ensureNulls() + first;
                for (size_t row = 0; row < batch->numRows; ++row) {
                    nulls[row] = source.nulls[source.at(row)];
                }
            }
            if (columns[i] == Physical::String) {
                builder.arena().adopt(source.owner);
            }
        }
        for (size_t row = 0; needsWeights && row < batch->numRows; ++row) {
            builder.appendWeight(batch->weight(row));
        }
    }
    return builder.build();
}

} // namespace millrace
