// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/string_arena.h"

#include <algorithm>

namespace millrace {

void StringArena::addChunk(size_t atLeast)
{
    constexpr size_t kFirstChunk = 1024;
    constexpr size_t kLargestChunk = size_t{1} << 20;
    const size_t size = std::max(atLeast, std::clamp(m_reservedBytes, kFirstChunk, kLargestChunk));
    m_chunks.push_back(std::make_unique_for_overwrite<char[]>(size));
    m_next = m_chunks.back().get();
    m_free = size;
    m_reservedBytes += size;
}

} // namespace millrace
