// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/hash_index.h"

#include "engine/zset/huge_memory.h"

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

HashIndex::HashIndex()
    : m_partitions(1)
{
    initPartition(m_partitions[0], kSmallestPartition, 0);
}

HashIndex::~HashIndex()
{
    for (const Partition& partition : m_partitions) {
        freeTable(partition.slots, size_t{partition.mask + 1} * sizeof(Slot));
    }
    for (const Block& block : m_blocks) {
        std::free(block.ids);
    }
}

void HashIndex::initPartition(Partition& partition, uint32_t capacity, uint32_t number) const
{
    partition.slots = static_cast<Slot*>(allocateTable(size_t{capacity} * sizeof(Slot)));
    std::memset(static_cast<void*>(partition.slots), 0xFF, size_t{capacity} * sizeof(Slot));
    partition.mask = capacity - 1;
    partition.shift = 32 - static_cast<uint32_t>(__builtin_ctz(capacity));
    partition.count = 0;
    partition.limit = capacity / 100 * fillPercent(number) + capacity % 100 * fillPercent(number) / 100;
}

void HashIndex::place(Partition& partition, Slot slot)
{
    uint32_t at = slot.tag >> partition.shift;
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
    freeTable(old.slots, size_t{old.mask + 1} * sizeof(Slot));
}

bool HashIndex::peek(uint64_t hash, RowId& row) const
{
    const Partition& partition = m_partitions[partitionOf(hash)];
    const uint32_t tag = tagOf(hash);
    for (uint32_t at = tag >> partition.shift;; at = (at + 1) & partition.mask) {
        const Slot& slot = partition.slots[at];
        if (slot.ref == kEmpty) {
            return false;
        }
        if (slot.tag == tag) {
            row = rowsOf(slot).ids[0];
            return true;
        }
    }
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
    place(partition, Slot{tagOf(hash), row});
    ++m_numKeys;
}

void HashIndex::appendToSlot(Slot& slot, RowId row)
{
    if ((slot.ref & kBlockBit) == 0) {
        const uint32_t number = newBlock();
        Block& block = m_blocks[number];
        block.ids = static_cast<RowId*>(std::malloc(2 * sizeof(RowId)));
        MR_ASSERT(block.ids != nullptr);
        block.capacity = 2;
        block.count = 2;
        block.ids[0] = slot.ref;
        block.ids[1] = row;
        m_blockBytes += block.capacity * sizeof(RowId);
        slot.ref = kBlockBit | number;
        return;
    }
    Block& block = m_blocks[slot.ref & ~kBlockBit];
    if (block.count == block.capacity) {
        block.ids = static_cast<RowId*>(std::realloc(block.ids, size_t{block.capacity} * 2 * sizeof(RowId)));
        MR_ASSERT(block.ids != nullptr);
        m_blockBytes += block.capacity * sizeof(RowId);
        block.capacity *= 2;
    }
    block.ids[block.count++] = row;
}

void HashIndex::remove(uint64_t hash, RowId row)
{
    Partition& partition = m_partitions[partitionOf(hash)];
    const uint32_t tag = tagOf(hash);
    for (uint32_t at = tag >> partition.shift;; at = (at + 1) & partition.mask) {
        Slot& slot = partition.slots[at];
        MR_ASSERT(slot.ref != kEmpty);
        if (slot.tag != tag) {
            continue;
        }
        if (slot.ref == row) {
            removeSlot(partition, at);
            --m_numKeys;
            return;
        }
        if ((slot.ref & kBlockBit) == 0) {
            continue;
        }
        const uint32_t number = slot.ref & ~kBlockBit;
        Block& block = m_blocks[number];
        RowId* const end = block.ids + block.count;
        RowId* const found = std::find(block.ids, end, row);
        if (found == end) {
            continue;
        }
        *found = end[-1];
        if (--block.count == 1) {
            slot.ref = block.ids[0];
            freeBlock(number);
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
        const uint32_t home = partition.slots[next].tag >> partition.shift;
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
            place(m_partitions[old.slots[at].tag & m_partitionMask], old.slots[at]);
        }
    }
    freeTable(old.slots, size_t{old.mask + 1} * sizeof(Slot));
}

uint32_t HashIndex::newBlock()
{
    if (!m_freeBlocks.empty()) {
        const uint32_t number = m_freeBlocks.back();
        m_freeBlocks.pop_back();
        return number;
    }
    m_blocks.push_back({});
    return static_cast<uint32_t>(m_blocks.size() - 1);
}

void HashIndex::freeBlock(uint32_t number)
{
    Block& block = m_blocks[number];
    m_blockBytes -= block.capacity * sizeof(RowId);
    std::free(block.ids);
    block = {};
    m_freeBlocks.push_back(number);
}

uint64_t HashIndex::byteSize() const
{
    uint64_t bytes = m_blocks.capacity() * sizeof(Block) + m_blockBytes;
    for (const Partition& partition : m_partitions) {
        bytes += size_t{partition.mask + 1} * sizeof(Slot);
    }
    return bytes;
}

} // namespace millrace
