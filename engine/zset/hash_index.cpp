// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/hash_index.h"

#include "engine/base/block_pool.h"

namespace millrace {

namespace {

constexpr uint32_t kSmallestPartition = 16;
constexpr uint32_t kSplitAtKeys = 8'192;
constexpr uint32_t kNumPartitions = 256;

/// Fill limits in percent, staggered by partition number so that partitions do not all grow in one step.
uint32_t fillPercent(uint32_t number)
{
    return 55 + (number * 37) % 31;
}

} // namespace

HashIndex::HashIndex(Exactness exactness)
    : m_exactness(exactness)
    , m_partitions(1)
{
    initPartition(m_partitions[0], kSmallestPartition, 0);
}

HashIndex::~HashIndex()
{
    for (const Partition& partition : m_partitions) {
        freeBlock(partition.slots, size_t{partition.mask + 1} * sizeof(Slot));
    }
}

void HashIndex::initPartition(Partition& partition, uint32_t capacity, uint32_t number) const
{
    partition.slots = static_cast<Slot*>(allocateBlock(size_t{capacity} * sizeof(Slot)));
    std::memset(static_cast<void*>(partition.slots), 0xFF, size_t{capacity} * sizeof(Slot));
    partition.mask = capacity - 1;
    partition.shift = 32 - static_cast<uint32_t>(__builtin_ctz(capacity));
    partition.count = 0;
    partition.limit = capacity / 100 * fillPercent(number) + capacity % 100 * fillPercent(number) / 100;
}

void HashIndex::place(Partition& partition, Slot slot)
{
    uint32_t at = slot.high >> partition.shift;
    while (partition.slots[at].ref != kEmpty) {
        at = (at + 1) & partition.mask;
    }
    partition.slots[at] = slot;
    ++partition.count;
}

void HashIndex::grow(Partition& partition, uint32_t number)
{
    const Partition old = partition;
    initPartition(partition, (old.mask + 1) * 2, number);
    for (uint32_t at = 0; at <= old.mask; ++at) {
        if (old.slots[at].ref != kEmpty) {
            place(partition, old.slots[at]);
        }
    }
    freeBlock(old.slots, size_t{old.mask + 1} * sizeof(Slot));
}

void HashIndex::insertNew(uint64_t hash, RowId row)
{
    if (m_partitionMask == 0 && m_numKeys == kSplitAtKeys) {
        splitIntoPartitions();
    }
    const uint32_t number = partitionOf(hash);
    Partition& partition = m_partitions[number];
    if (partition.count >= partition.limit) {
        grow(partition, number);
    }
    place(partition, Slot{highOf(hash), static_cast<uint32_t>(hash), row});
    ++m_numKeys;
}

void HashIndex::remove(uint64_t hash, RowId row)
{
    Partition& partition = m_partitions[partitionOf(hash)];
    const uint32_t high = highOf(hash);
    const auto low = static_cast<uint32_t>(hash);
    for (uint32_t at = high >> partition.shift;; at = (at + 1) & partition.mask) {
        Slot& slot = partition.slots[at];
        MR_ASSERT(slot.ref != kEmpty);
        if (slot.high != high || slot.low != low) {
            continue;
        }
        if (slot.ref == row) {
            removeSlot(partition, at);
            --m_numKeys;
            return;
        }
        if ((slot.ref & kListBit) == 0) {
            continue;
        }
        const uint32_t list = slot.ref & ~kListBit;
        if (!m_lists.remove(list, row)) {
            continue;
        }
        if (m_lists.count(list) == 1) {
            slot.ref = m_lists.ids(list)[0];
            m_lists.destroy(list);
        }
        return;
    }
}

/// Deletion without tombstones: later slots of the run move up (Knuth, TAOCP 3, algorithm 6.4 R).
void HashIndex::removeSlot(Partition& partition, uint32_t at)
{
    uint32_t hole = at;
    for (uint32_t next = (at + 1) & partition.mask; partition.slots[next].ref != kEmpty;
         next = (next + 1) & partition.mask) {
        const uint32_t home = partition.slots[next].high >> partition.shift;
        const bool homeIsAfterHole = ((next - home) & partition.mask) < ((next - hole) & partition.mask);
        if (!homeIsAfterHole) {
            partition.slots[hole] = partition.slots[next];
            hole = next;
        }
    }
    partition.slots[hole] = Slot{};
    --partition.count;
}

void HashIndex::splitIntoPartitions()
{
    const Partition old = m_partitions[0];
    m_partitionMask = kNumPartitions - 1;
    m_partitions.assign(kNumPartitions, Partition{});
    for (uint32_t number = 0; number < kNumPartitions; ++number) {
        initPartition(m_partitions[number], kSplitAtKeys / kNumPartitions * 4, number);
    }
    for (uint32_t at = 0; at <= old.mask; ++at) {
        if (old.slots[at].ref != kEmpty) {
            place(m_partitions[old.slots[at].high & m_partitionMask], old.slots[at]);
        }
    }
    freeBlock(old.slots, size_t{old.mask + 1} * sizeof(Slot));
}

uint64_t HashIndex::byteSize() const
{
    uint64_t bytes = m_lists.byteSize();
    for (const Partition& partition : m_partitions) {
        bytes += size_t{partition.mask + 1} * sizeof(Slot);
    }
    return bytes;
}

} // namespace millrace
