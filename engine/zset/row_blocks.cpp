// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/row_blocks.h"

#include "engine/base/assert.h"
#include "engine/base/block_pool.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace millrace {

RowBlocks::~RowBlocks()
{
    for (size_t i = 0; i < m_chunks.size(); ++i) {
        freeBlock(m_chunks[i], m_chunkWords[i] * sizeof(uint32_t));
    }
}

uint32_t RowBlocks::allocate(uint32_t sizeClass)
{
    if (!m_free[sizeClass].empty()) {
        const uint32_t list = m_free[sizeClass].back();
        m_free[sizeClass].pop_back();
        return list;
    }
    const uint64_t words = uint64_t{1} << sizeClass;
    const uint64_t chunkWords = uint64_t{1} << kChunkBits;
    const bool isLarge = words > chunkWords / 4; // has a chunk of its own
    if (!isLarge && m_hasCurrent && m_next + words <= m_chunkWords[m_current]) {
        const uint32_t list = (m_current << kChunkBits) + m_next;
        m_next += static_cast<uint32_t>(words);
        return list;
    }
    // The first chunk is small: most programs have few rows.
    const uint64_t size = isLarge ? words : (m_chunks.empty() ? 1024 : chunkWords);
    const auto chunk = static_cast<uint32_t>(m_chunks.size());
    MR_ASSERT(chunk < (1U << (31 - kChunkBits)));
    m_chunks.push_back(static_cast<uint32_t*>(allocateBlock(size * sizeof(uint32_t))));
    m_chunkWords.push_back(size);
    m_reservedBytes += size * sizeof(uint32_t);
    if (isLarge) {
        return chunk << kChunkBits;
    }
    m_hasCurrent = true;
    m_current = chunk;
    m_next = static_cast<uint32_t>(words);
    return chunk << kChunkBits;
}

uint32_t RowBlocks::create(uint32_t first, uint32_t second)
{
    const uint32_t list = allocate(kSmallestClass);
    uint32_t* words = at(list);
    words[0] = 2;
    words[1] = (1U << kSmallestClass) - kHeaderWords;
    words[2] = first;
    words[3] = second;
    return list;
}

uint32_t RowBlocks::append(uint32_t list, uint32_t id)
{
    uint32_t* words = at(list);
    const uint32_t count = words[0];
    if (count < words[1]) {
        words[kHeaderWords + count] = id;
        words[0] = count + 1;
        return list;
    }
    const auto oldClass = static_cast<uint32_t>(std::countr_zero(words[1] + kHeaderWords));
    const uint32_t moved = allocate(oldClass + 1);
    uint32_t* target = at(moved);
    words = at(list);
    std::memcpy(target + kHeaderWords, words + kHeaderWords, count * sizeof(uint32_t));
    target[0] = count + 1;
    target[1] = (1U << (oldClass + 1)) - kHeaderWords;
    target[kHeaderWords + count] = id;
    m_free[oldClass].push_back(list);
    return moved;
}

bool RowBlocks::remove(uint32_t list, uint32_t id)
{
    uint32_t* words = at(list);
    uint32_t* const end = words + kHeaderWords + words[0];
    uint32_t* const found = std::find(words + kHeaderWords, end, id);
    if (found == end) {
        return false;
    }
    *found = end[-1];
    --words[0];
    return true;
}

void RowBlocks::destroy(uint32_t list)
{
    m_free[std::countr_zero(at(list)[1] + kHeaderWords)].push_back(list);
}

} // namespace millrace
