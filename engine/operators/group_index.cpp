// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/group_index.h"

#include "engine/base/assert.h"
#include "engine/base/block_pool.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace millrace {

namespace {

constexpr uint32_t kSmallestPartition = 16;
constexpr uint32_t kSplitAtEntries = 8'192;
constexpr uint32_t kNumPartitions = 256;

/// Fill limits in percent, staggered by partition number so that partitions do not all grow in one step.
uint32_t fillPercent(uint32_t number)
{
    return 55 + (number * 37) % 31;
}

} // namespace

GroupIndex::GroupIndex()
    : m_partitions(1)
{
    initPartition(m_partitions[0], kSmallestPartition, 0);
}

void GroupIndex::swap(GroupIndex& other) noexcept
{
    std::swap(m_partitionMask, other.m_partitionMask);
    std::swap(m_partitions, other.m_partitions);
}

GroupIndex::~GroupIndex()
{
    for (const Partition& partition : m_partitions) {
        freeBlock(partition.entries, bytesFor(partition.mask + 1));
    }
}

void GroupIndex::initPartition(Partition& partition, uint32_t capacity, uint32_t number)
{
    const size_t bytes = bytesFor(capacity);
    partition.entries = static_cast<Entry*>(allocateBlock(bytes));
    std::memset(static_cast<void*>(partition.entries), 0xFF, bytes);
    partition.entries[capacity] = {kEndTag, kNone};
    partition.mask = capacity - 1;
    partition.shift = 32 - static_cast<uint32_t>(__builtin_ctz(capacity));
    partition.count = 0;
    partition.limit = static_cast<uint32_t>(uint64_t{capacity} * fillPercent(number) / 100);
}

inline void GroupIndex::place(Partition& partition, Entry entry)
{
    uint32_t at = entry.tag >> partition.shift;
    while (partition.entries[at].group != kNone) {
        at = (at + 1) & partition.mask;
    }
    partition.entries[at] = entry;
}

void GroupIndex::moveEntries(const Partition& from, Partition& to)
{
    constexpr size_t kChunk = 512;
    Entry present[kChunk];
    const size_t capacity = size_t{from.mask} + 1;
    for (size_t first = 0; first < capacity; first += kChunk) {
        // Collected without a branch: about every other entry is empty, which no predictor learns.
        size_t count = 0;
        for (size_t at = first; at < std::min(first + kChunk, capacity); ++at) {
            present[count] = from.entries[at];
            count += from.entries[at].group != kNone ? 1 : 0;
        }
        for (size_t i = 0; i < count; ++i) {
            place(to, present[i]);
        }
    }
    to.count = from.count;
}

void GroupIndex::grow(Partition& partition, uint32_t number)
{
    const Partition old = partition;
    ++m_generation;
    initPartition(partition, (old.mask + 1) * 2, number);
    moveEntries(old, partition);
    freeBlock(old.entries, bytesFor(old.mask + 1));
}

void GroupIndex::splitIntoPartitions()
{
    const Partition old = m_partitions[0];
    ++m_generation;
    m_partitionMask = kNumPartitions - 1;
    m_partitions.assign(kNumPartitions, Partition{});
    for (uint32_t number = 0; number < kNumPartitions; ++number) {
        initPartition(m_partitions[number], kSplitAtEntries / kNumPartitions * 4, number);
    }
    for (size_t at = 0; at <= old.mask; ++at) {
        const Entry entry = old.entries[at];
        if (entry.group != kNone) {
            Partition& partition = m_partitions[entry.tag & m_partitionMask];
            place(partition, entry);
            ++partition.count;
        }
    }
    freeBlock(old.entries, bytesFor(old.mask + 1));
}

/// Of the entries of a partition, and the end behind them.
size_t GroupIndex::bytesFor(uint32_t capacity)
{
    return (size_t{capacity} + 1) * sizeof(Entry);
}

/// The partition of a tag, with room for one more entry.
GroupIndex::Partition& GroupIndex::makeRoom(uint32_t tag)
{
    if (m_partitionMask == 0 && m_partitions[0].count >= kSplitAtEntries) {
        splitIntoPartitions();
    }
    const uint32_t number = tag & m_partitionMask;
    Partition& partition = m_partitions[number];
    if (partition.count >= partition.limit) {
        grow(partition, number);
    }
    return partition;
}

/// Deletion without tombstones, as in HashIndex: later entries of the run move up.
void GroupIndex::remove(uint32_t tag, uint32_t group)
{
    Partition& partition = m_partitions[tag & m_partitionMask];
    ++m_generation;
    uint32_t hole = tag >> partition.shift;
    while (partition.entries[hole].group != group) {
        MR_ASSERT(partition.entries[hole].group != kNone);
        hole = (hole + 1) & partition.mask;
    }
    for (uint32_t next = (hole + 1) & partition.mask; partition.entries[next].group != kNone;
         next = (next + 1) & partition.mask) {
        const uint32_t home = partition.entries[next].tag >> partition.shift;
        if (((next - home) & partition.mask) >= ((next - hole) & partition.mask)) {
            partition.entries[hole] = partition.entries[next];
            hole = next;
        }
    }
    partition.entries[hole] = {kNone, kNone};
    --partition.count;
}

uint64_t GroupIndex::byteSize() const
{
    uint64_t bytes = 0;
    for (const Partition& partition : m_partitions) {
        bytes += bytesFor(partition.mask + 1);
    }
    return bytes;
}

} // namespace millrace
