// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/string_arena.h"

#include "engine/base/block_pool.h"

#include <algorithm>

namespace millrace {

StringArena::~StringArena()
{
    for (const Chunk& chunk : m_chunks) {
        freeBlock(chunk.bytes, chunk.size);
    }
}

StringArena& StringArena::operator=(StringArena&& other) noexcept
{
    m_chunks.swap(other.m_chunks);
    m_owners.swap(other.m_owners);
    std::swap(m_next, other.m_next);
    std::swap(m_free, other.m_free);
    std::swap(m_usedBytes, other.m_usedBytes);
    std::swap(m_reservedBytes, other.m_reservedBytes);
    return *this;
}

void StringArena::addChunk(size_t atLeast)
{
    constexpr size_t kFirstChunk = 1024;
    constexpr size_t kLargestChunk = size_t{1} << 20;
    const size_t size = std::max(atLeast, std::clamp(m_reservedBytes, kFirstChunk, kLargestChunk));
    m_chunks.push_back({static_cast<char*>(allocateBlock(size)), size});
    m_next = m_chunks.back().bytes;
    m_free = size;
    m_reservedBytes += size;
}

} // namespace millrace
