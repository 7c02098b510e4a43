// SPDX-License-Identifier: GPL-3.0-or-later
// A hash index: from the hash of a key to the ids of the rows that have it.
#pragma once

#include "engine/zset/hash.h"
#include "engine/zset/row_blocks.h"
#include "engine/zset/row_heap.h"

#include <cstdint>
#include <vector>

namespace millrace {

/// Partitioned open addressing over row ids: 12 bytes a slot, which hold the whole hash. The index does not hold keys;
/// a candidate is verified against the heap by the caller's comparison, except where the hash of the key type is
/// a bijection (`Exactness::HashIsKey`) and equal hashes are equal keys. Several rows of a key stand in one list.
///
/// The high bits of the hash are the position, 8 bits in its middle the partition. Partitions grow one at a time
/// and at different fills (55-85 %), so that no single change pays for growing the whole.
class HashIndex {
public:
    enum class Exactness : uint8_t { Verify, HashIsKey };

    explicit HashIndex(Exactness exactness);
    ~HashIndex();
    HashIndex(const HashIndex&) = delete;
    HashIndex& operator=(const HashIndex&) = delete;

    /// The rows of a key; `row` is where a single one is kept, so copy before changing the index.
    struct Rows {
        const RowId* ids = nullptr;
        uint32_t count = 0;
    };

    /// First stage of looking ahead: the slot.
    void prefetch(uint64_t hash) const
    {
        const Partition& partition = m_partitions[partitionOf(hash)];
        __builtin_prefetch(partition.slots + (highOf(hash) >> partition.shift));
    }
    /// Second stage, some rows later: what the slot refers to.
    void prefetchRows(uint64_t hash, const RowHeap& heap, size_t keyColumn) const
    {
        const Partition& partition = m_partitions[partitionOf(hash)];
        const Slot& slot = partition.slots[highOf(hash) >> partition.shift];
        if (slot.ref == kEmpty) {
            return;
        }
        if ((slot.ref & kListBit) != 0) {
            m_lists.prefetch(slot.ref & ~kListBit);
        } else if (m_exactness == Exactness::Verify) {
            heap.prefetch(keyColumn, slot.ref);
        }
    }

    /// The rows whose key is accepted by `matches(RowId representative)`; none when there is no such key.
    template <typename Matches>
    Rows find(uint64_t hash, Matches&& matches) const
    {
        const Slot* slot = findSlot(hash, matches);
        return slot == nullptr ? Rows{} : rowsOf(*slot);
    }

    /// Adds a row under its key.
    template <typename Matches>
    void insert(uint64_t hash, RowId row, Matches&& matches)
    {
        auto* slot = const_cast<Slot*>(findSlot(hash, matches));
        if (slot == nullptr) {
            insertNew(hash, row);
        } else if ((slot->ref & kListBit) == 0) {
            slot->ref = kListBit | m_lists.create(slot->ref, row);
        } else {
            slot->ref = kListBit | m_lists.append(slot->ref & ~kListBit, row);
        }
    }
    /// Adds a row whose key is not in the index yet.
    void insertNew(uint64_t hash, RowId row);

    /// Takes a row out; `row` is compared as an id, so its cells need not be valid any more.
    void remove(uint64_t hash, RowId row);

    size_t numKeys() const { return m_numKeys; }
    uint64_t byteSize() const;

private:
    struct Slot {
        uint32_t high = 0;
        uint32_t low = 0;
        uint32_t ref = kEmpty; ///< row id, or kListBit | number of the list
    };
    struct Partition {
        Slot* slots = nullptr;
        uint32_t mask = 0;
        uint32_t shift = 0;  ///< high >> shift is the first position
        uint32_t count = 0;
        uint32_t limit = 0;  ///< grows when count reaches it
    };
    static constexpr uint32_t kEmpty = 0xFFFFFFFFU;
    static constexpr uint32_t kListBit = 0x80000000U;

    static uint32_t highOf(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }
    uint32_t partitionOf(uint64_t hash) const { return highOf(hash) & m_partitionMask; }

    Rows rowsOf(const Slot& slot) const
    {
        if ((slot.ref & kListBit) == 0) {
            return {&slot.ref, 1};
        }
        const uint32_t list = slot.ref & ~kListBit;
        return {m_lists.ids(list), m_lists.count(list)};
    }

    template <typename Matches>
    const Slot* findSlot(uint64_t hash, Matches& matches) const
    {
        const Partition& partition = m_partitions[partitionOf(hash)];
        const uint32_t high = highOf(hash);
        const auto low = static_cast<uint32_t>(hash);
        // One integer shares its hash with NULL.
        const bool hashIsKey = m_exactness == Exactness::HashIsKey && hash != kNullHash;
        for (uint32_t at = high >> partition.shift;; at = (at + 1) & partition.mask) {
            const Slot& slot = partition.slots[at];
            if (slot.ref == kEmpty) {
                return nullptr;
            }
            if (slot.high == high && slot.low == low && (hashIsKey || matches(rowsOf(slot).ids[0]))) {
                return &slot;
            }
        }
    }

    void removeSlot(Partition& partition, uint32_t at);
    void initPartition(Partition& partition, uint32_t capacity, uint32_t number) const;
    static void place(Partition& partition, Slot slot);
    void grow(Partition& partition, uint32_t number);
    void splitIntoPartitions();

    Exactness m_exactness;
    uint32_t m_partitionMask = 0; ///< 0 while there is a single partition
    std::vector<Partition> m_partitions;
    RowBlocks m_lists;
    size_t m_numKeys = 0;
};

} // namespace millrace
