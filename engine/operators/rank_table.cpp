// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/rank_table.h"

#include "engine/base/block_pool.h"

namespace millrace {

namespace {

constexpr uint32_t kSmallestPart = 16;
constexpr uint32_t kSplitAt = 8'192;
constexpr uint32_t kNumParts = 256;

/// Fill limits in percent, staggered so that parts do not all grow in one step.
uint32_t fillPercent(uint32_t number)
{
    return 50 + (number * 37) % 31;
}

} // namespace

RankTable::RankTable(Exactness exactness)
    : m_exactness(exactness)
    , m_parts(1)
{
    initPart(m_parts[0], kSmallestPart, 0);
}

RankTable::~RankTable()
{
    for (const Part& part : m_parts) {
        freeBlock(part.slots, size_t{part.mask + 1} * sizeof(Slot));
    }
}

void RankTable::initPart(Part& part, uint32_t capacity, uint32_t number)
{
    part.slots = static_cast<Slot*>(allocateBlock(size_t{capacity} * sizeof(Slot)));
    std::fill(part.slots, part.slots + capacity, Slot());
    part.mask = capacity - 1;
    part.shift = 32 - static_cast<uint32_t>(__builtin_ctz(capacity));
    part.count = 0;
    part.limit = static_cast<uint32_t>(uint64_t{capacity} * fillPercent(number) / 100);
}

RankTable::Slot* RankTable::place(Part& part, const Slot& slot)
{
    uint32_t at = highOf(slot.hash) >> part.shift;
    while (part.slots[at].row != kNoRow) {
        at = (at + 1) & part.mask;
    }
    part.slots[at] = slot;
    ++part.count;
    return part.slots + at;
}

void RankTable::grow(Part& part, uint32_t number)
{
    const Part old = part;
    initPart(part, (old.mask + 1) * 2, number);
    for (uint32_t at = 0; at <= old.mask; ++at) {
        if (old.slots[at].row != kNoRow) {
            place(part, old.slots[at]);
        }
    }
    freeBlock(old.slots, size_t{old.mask + 1} * sizeof(Slot));
}

void RankTable::split()
{
    const Part old = m_parts[0];
    m_partMask = kNumParts - 1;
    m_parts.assign(kNumParts, Part());
    for (uint32_t number = 0; number < kNumParts; ++number) {
        initPart(m_parts[number], kSplitAt / kNumParts * 4, number);
    }
    for (uint32_t at = 0; at <= old.mask; ++at) {
        if (old.slots[at].row != kNoRow) {
            place(m_parts[partOf(old.slots[at].hash)], old.slots[at]);
        }
    }
    freeBlock(old.slots, size_t{old.mask + 1} * sizeof(Slot));
}

RankTable::Slot* RankTable::insertNew(const Slot& slot)
{
    if (m_partMask == 0 && m_count == kSplitAt) {
        split();
    }
    const uint32_t number = partOf(slot.hash);
    if (m_parts[number].count >= m_parts[number].limit) {
        grow(m_parts[number], number);
    }
    ++m_count;
    return place(m_parts[number], slot);
}

/// Deletion without tombstones, as in HashIndex::removeSlot().
void RankTable::remove(Slot* slot)
{
    Part& part = m_parts[partOf(slot->hash)];
    auto hole = static_cast<uint32_t>(slot - part.slots);
    for (uint32_t next = (hole + 1) & part.mask; part.slots[next].row != kNoRow; next = (next + 1) & part.mask) {
        const uint32_t home = highOf(part.slots[next].hash) >> part.shift;
        if (((next - home) & part.mask) >= ((next - hole) & part.mask)) {
            part.slots[hole] = part.slots[next];
            hole = next;
        }
    }
    part.slots[hole] = Slot();
    --part.count;
    --m_count;
}

uint64_t RankTable::byteSize() const
{
    uint64_t bytes = 0;
    for (const Part& part : m_parts) {
        bytes += size_t{part.mask + 1} * sizeof(Slot);
    }
    return bytes;
}

} // namespace millrace
