// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/floors.h"

#include "engine/zset/hash.h"
#include "engine/base/block_pool.h"

#include <bit>
#include <cstring>

namespace millrace::bench {

GroupFloor::GroupFloor(size_t groups)
{
    const size_t capacity = std::bit_ceil(groups * 4 / 3 + 16);
    m_bytes = capacity * sizeof(Slot);
    m_slots = static_cast<Slot*>(allocateBlock(m_bytes));
    std::memset(static_cast<void*>(m_slots), 0, m_bytes);
    m_mask = capacity - 1;
    m_shift = 64 - std::countr_zero(capacity);
}

GroupFloor::~GroupFloor()
{
    freeBlock(m_slots, m_bytes);
}

void GroupFloor::add(const int64_t* keys, const int64_t* values, size_t rows)
{
    constexpr size_t kChunk = 1024;
    constexpr size_t kAhead = 16;
    uint64_t hashes[kChunk];
    for (size_t first = 0; first < rows; first += kChunk) {
        const size_t count = std::min(kChunk, rows - first);
        for (size_t i = 0; i < count; ++i) {
            hashes[i] = mixHash(static_cast<uint64_t>(keys[first + i])) >> m_shift;
        }
        for (size_t i = 0; i < std::min(kAhead, count); ++i) {
            __builtin_prefetch(&m_slots[hashes[i]], 1);
        }
        for (size_t i = 0; i < count; ++i) {
            if (i + kAhead < count) {
                __builtin_prefetch(&m_slots[hashes[i + kAhead]], 1);
            }
            uint64_t at = hashes[i];
            while (m_slots[at].count != 0 && m_slots[at].key != keys[first + i]) {
                at = (at + 1) & m_mask;
            }
            Slot& slot = m_slots[at];
            m_count += slot.count == 0 ? 1 : 0;
            slot.key = keys[first + i];
            ++slot.count;
            slot.sum += values[first + i];
        }
    }
}

int64_t GroupFloor::checksum() const
{
    int64_t sum = 0;
    for (uint64_t at = 0; at <= m_mask; ++at) {
        sum += m_slots[at].sum ^ (m_slots[at].count * 31);
    }
    return sum;
}

std::vector<int64_t> spreadKeys(size_t rows, size_t groups, uint64_t seed)
{
    std::vector<int64_t> keys(rows);
    for (size_t i = 0; i < rows; ++i) {
        const uint64_t draw = groups >= rows ? i : mixHash(i + seed) % groups;
        keys[i] = static_cast<int64_t>(mixHash(draw + 12345) >> 2);
    }
    return keys;
}

} // namespace millrace::bench
