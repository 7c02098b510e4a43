// SPDX-License-Identifier: GPL-3.0-or-later
// A hash index: from the hash of a key to the ids of the rows that have it.
#pragma once

#include "engine/zset/row_heap.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace millrace {

/// Partitioned open addressing over row ids: 8 bytes a slot. The index does not hold keys; candidates are
/// verified against the heap by the caller's comparison. A key with several rows has them in one block of ids.
///
/// A slot holds the upper half of the hash: its high bits are the position, its low 8 bits the partition; so
/// a partition grows without touching the rows. Partitions grow one at a time and at different fills
/// (55-85 %), so that no single change pays for growing the whole.
class HashIndex {
public:
    HashIndex();
    ~HashIndex();
    HashIndex(const HashIndex&) = delete;
    HashIndex& operator=(const HashIndex&) = delete;

    /// What a slot refers to: one row, or a block of rows.
    struct Rows {
        const RowId* ids = nullptr;
        uint32_t count = 0;
    };

    void prefetch(uint64_t hash) const
    {
        const Partition& partition = m_partitions[partitionOf(hash)];
        __builtin_prefetch(partition.slots + (tagOf(hash) >> partition.shift));
    }

    /// The first row of the first slot with this hash, to prefetch what it points to; false when there is none.
    bool peek(uint64_t hash, RowId& row) const;

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
        Slot* slot = const_cast<Slot*>(findSlot(hash, matches));
        if (slot != nullptr) {
            appendToSlot(*slot, row);
        } else {
            insertNew(hash, row);
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
        uint32_t tag = 0;
        uint32_t ref = kEmpty; ///< row id, or kBlockBit | block number
    };
    struct Partition {
        Slot* slots = nullptr;
        uint32_t mask = 0;
        uint32_t shift = 0;  ///< tag >> shift is the first position
        uint32_t count = 0;
        uint32_t limit = 0;  ///< grows when count reaches it
    };
    struct Block {
        RowId* ids = nullptr;
        uint32_t count = 0;
        uint32_t capacity = 0;
    };
    static constexpr uint32_t kEmpty = 0xFFFFFFFFU;
    static constexpr uint32_t kBlockBit = 0x80000000U;

    static uint32_t tagOf(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }
    uint32_t partitionOf(uint64_t hash) const { return tagOf(hash) & m_partitionMask; }

    Rows rowsOf(const Slot& slot) const
    {
        if ((slot.ref & kBlockBit) == 0) {
            return {&slot.ref, 1};
        }
        const Block& block = m_blocks[slot.ref & ~kBlockBit];
        return {block.ids, block.count};
    }

    template <typename Matches>
    const Slot* findSlot(uint64_t hash, Matches& matches) const
    {
        const Partition& partition = m_partitions[partitionOf(hash)];
        const uint32_t tag = tagOf(hash);
        for (uint32_t at = tag >> partition.shift;; at = (at + 1) & partition.mask) {
            const Slot& slot = partition.slots[at];
            if (slot.ref == kEmpty) {
                return nullptr;
            }
            if (slot.tag == tag && matches(rowsOf(slot).ids[0])) {
                return &slot;
            }
        }
    }

    void appendToSlot(Slot& slot, RowId row);
    void removeSlot(Partition& partition, uint32_t at);
    void initPartition(Partition& partition, uint32_t capacity, uint32_t number) const;
    static void place(Partition& partition, Slot slot);
    void grow(Partition& partition, uint32_t number);
    void splitIntoPartitions();
    uint32_t newBlock();
    void freeBlock(uint32_t number);

    uint32_t m_partitionMask = 0; ///< 0 while there is a single partition
    std::vector<Partition> m_partitions;
    std::vector<Block> m_blocks;
    std::vector<uint32_t> m_freeBlocks;
    size_t m_numKeys = 0;
    uint64_t m_blockBytes = 0;
};

} // namespace millrace
