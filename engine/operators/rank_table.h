// SPDX-License-Identifier: GPL-3.0-or-later
// The partitions of a ranking: an open-addressing table from the hash of a partition's key to its state.
#pragma once

#include "engine/zset/hash.h"
#include "engine/zset/row_heap.h"

#include <cstdint>
#include <vector>

namespace millrace {

/// Slots of 24 bytes with the whole hash. The table does not hold keys: a row of the partition stands for it, and is
/// compared by the caller, except where equal hashes are equal keys. Parts of the table grow one at a time (HashIndex).
class RankTable {
public:
    static constexpr RowId kNoRow = 0xFFFFFFFFU;

    struct Slot {
        uint64_t hash = 0;
        uint64_t word = 0;      ///< the user's: the order word of the last row that is wanted
        uint32_t list = 0;      ///< the user's: the rows
        RowId row = kNoRow;     ///< some row of the partition; kNoRow = the slot is empty
    };
    enum class Exactness : uint8_t { Verify, HashIsKey };

    explicit RankTable(Exactness exactness);
    ~RankTable();
    RankTable(const RankTable&) = delete;
    RankTable& operator=(const RankTable&) = delete;

    void prefetch(uint64_t hash) const
    {
        const Part& part = m_parts[partOf(hash)];
        const auto* slot = reinterpret_cast<const std::byte*>(part.slots + (highOf(hash) >> part.shift));
        __builtin_prefetch(slot, 1);
        __builtin_prefetch(slot + sizeof(Slot) - 1, 1); // slots are not aligned to cache lines
    }
    /// The slot where the partition of this hash may be, to look ahead; it may be another's or empty.
    const Slot& guess(uint64_t hash) const
    {
        const Part& part = m_parts[partOf(hash)];
        return part.slots[highOf(hash) >> part.shift];
    }

    /// The partition that `matches(RowId)` accepts; null when there is none.
    template <typename Matches>
    Slot* find(uint64_t hash, Matches&& matches) const
    {
        const Part& part = m_parts[partOf(hash)];
        // One integer shares its hash with NULL.
        const bool hashIsKey = m_exactness == Exactness::HashIsKey && hash != kNullHash;
        for (uint32_t at = highOf(hash) >> part.shift;; at = (at + 1) & part.mask) {
            Slot& slot = part.slots[at];
            if (slot.row == kNoRow) {
                return nullptr;
            }
            if (slot.hash == hash && (hashIsKey || matches(slot.row))) {
                return &slot;
            }
        }
    }
    /// Adds a partition that is not there; moves others. `slot.row` is set.
    Slot* insertNew(const Slot& slot);
    /// Removes a partition; moves others.
    void remove(Slot* slot);

    bool isExact() const { return m_exactness == Exactness::HashIsKey; }
    size_t numPartitions() const { return m_count; }
    uint64_t byteSize() const;

private:
    struct Part {
        Slot* slots = nullptr;
        uint32_t mask = 0;
        uint32_t shift = 0;
        uint32_t count = 0;
        uint32_t limit = 0;
    };

    static uint32_t highOf(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }
    uint32_t partOf(uint64_t hash) const { return highOf(hash) & m_partMask; }
    static void initPart(Part& part, uint32_t capacity, uint32_t number);
    static Slot* place(Part& part, const Slot& slot);
    static void grow(Part& part, uint32_t number);
    void split();

    Exactness m_exactness;
    uint32_t m_partMask = 0;
    std::vector<Part> m_parts;
    size_t m_count = 0;
};

} // namespace millrace
