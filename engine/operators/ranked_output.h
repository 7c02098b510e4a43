// SPDX-License-Identifier: GPL-3.0-or-later
// Makes batches of packed rows and their ranks.
#pragma once

#include "engine/operators/packed_rows.h"

#include <span>
#include <vector>

namespace millrace {

/// Collects rows with weights and ranks, and adds them to a change in batches. Strings are shared with the store.
class RankedOutput {
public:
    RankedOutput(const PackedLayout& layout, const PackedRows& rows, size_t numRanks)
        : m_layout(layout)
        , m_rows(rows)
        , m_numRanks(numRanks)
        , m_ranks(numRanks)
    {
    }

    /// `ranks` has the value of each rank column.
    void add(RowId row, Weight weight, std::span<const int64_t> ranks, Delta& out)
    {
        m_ids.push_back(row);
        m_weights.push_back(weight);
        for (size_t i = 0; i < m_numRanks; ++i) {
            m_ranks[i].push_back(ranks[i]);
        }
        if (m_ids.size() == kBatchRows) {
            flush(out);
        }
    }
    void flush(Delta& out);

private:
    static constexpr size_t kBatchRows = 8192;
    static constexpr size_t kChunkRows = 128; ///< rows that stay in the first-level cache over all columns

    const PackedLayout& m_layout;
    const PackedRows& m_rows;
    size_t m_numRanks;
    std::vector<RowId> m_ids;
    std::vector<Weight> m_weights;
    std::vector<std::vector<int64_t>> m_ranks;
    std::vector<const std::byte*> m_chunk;
};

} // namespace millrace
