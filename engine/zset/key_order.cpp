// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/key_order.h"

#include "engine/zset/batch_builder.h"
#include "engine/zset/consolidate.h"
#include "engine/zset/hash.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace millrace {

namespace {

constexpr uint32_t kNone = 0xFFFFFFFFU;

/// Rows by key, as chains in their order.
class Keys {
public:
    Keys(const Batch& rows, std::span<const int> key)
        : m_rows(rows)
        , m_key(key)
        , m_mask(std::bit_ceil(rows.numRows * 2) - 1)
        , m_slots(m_mask + 1, kNone)
        , m_groupOf(rows.numRows, kNone)
        , m_next(rows.numRows, kNone)
    {
        hashColumns(rows, key, m_hashes);
        for (const bool isDelete : {true, false}) {
            for (uint32_t row = 0; row < rows.numRows; ++row) {
                if ((rows.weight(row) < 0) == isDelete) {
                    add(row, isDelete);
                }
            }
        }
    }

    /// The places of the rows in the wanted order.
    std::vector<uint32_t> order() const
    {
        std::vector<uint32_t> order;
        order.reserve(m_rows.numRows);
        std::vector<bool> isWritten(m_groups.size());
        for (uint32_t row = 0; row < m_rows.numRows; ++row) {
            const uint32_t group = m_groupOf[row];
            if (group == kNone || !m_groups[group].hasBoth) {
                order.push_back(row);
            } else if (!isWritten[group]) {
                isWritten[group] = true;
                for (uint32_t at = m_groups[group].first; at != kNone; at = m_next[at]) {
                    order.push_back(at);
                }
            }
        }
        return order;
    }

private:
    struct Group {
        uint32_t first = 0; ///< its deletes, then its inserts
        uint32_t last = 0;
        bool hasBoth = false;
    };

    /// Only deletes open a group: what comes without anything that went stands alone.
    void add(uint32_t row, bool isDelete)
    {
        size_t at = m_hashes[row] & m_mask;
        for (; m_slots[at] != kNone; at = (at + 1) & m_mask) {
            Group& group = m_groups[m_slots[at]];
            if (m_hashes[group.first] == m_hashes[row] && rowsEqual(m_rows, m_key, group.first, m_rows, m_key, row)) {
                m_next[group.last] = row;
                group.last = row;
                group.hasBoth = group.hasBoth || !isDelete;
                m_groupOf[row] = m_slots[at];
                return;
            }
        }
        if (isDelete) {
            m_slots[at] = static_cast<uint32_t>(m_groups.size());
            m_groupOf[row] = m_slots[at];
            m_groups.push_back({row, row, false});
        }
    }

    const Batch& m_rows;
    std::span<const int> m_key;
    size_t m_mask;
    std::vector<uint32_t> m_slots; ///< groups, open addressing
    std::vector<Group> m_groups;
    std::vector<uint32_t> m_groupOf; ///< by row
    std::vector<uint32_t> m_next;    ///< by row: the next of its group
    std::vector<uint64_t> m_hashes;
};

} // namespace

Delta orderedByKey(const Delta& delta, std::span<const int> key)
{
    if (delta.isInsertOnly || delta.numRows() > kMaxKeyOrderedRows || delta.numRows() < 2) {
        return delta;
    }
    std::vector<Physical> columns;
    for (const Column& column : delta.batches.front()->columns) {
        columns.push_back(column.physical);
    }
    const BatchPtr rows = concatenated(delta, columns);
    const std::vector<uint32_t> order = Keys(*rows, key).order();
    if (std::is_sorted(order.begin(), order.end())) {
        return delta;
    }
    Delta ordered;
    const std::span<const uint32_t> all = order;
    for (size_t first = 0; first < all.size(); first += Batch::kMaxRows) {
        ordered.add(gatherBatch(*rows, all.subspan(first, std::min(Batch::kMaxRows, all.size() - first))));
    }
    ordered.hasDistinctRows = delta.isConsolidated();
    return ordered;
}

} // namespace millrace
