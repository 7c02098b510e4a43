// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of row ids, each in one piece of memory, by size classes.
#pragma once

#include <cstdint>
#include <vector>

namespace millrace {

/// Growing lists of 32-bit row ids. A list is named by a number below 2^31 that changes when it grows; its memory is
/// [count, capacity, ids …] in one piece, so that a reader touches one place.
class RowBlocks {
public:
    RowBlocks() = default;
    ~RowBlocks();
    RowBlocks(const RowBlocks&) = delete;
    RowBlocks& operator=(const RowBlocks&) = delete;

    /// A new list of two ids.
    uint32_t create(uint32_t first, uint32_t second);
    /// Appends an id; returns the list's number, a new one when it had to move.
    uint32_t append(uint32_t list, uint32_t id);
    /// Takes an id out (the last one takes its place); false when it is not there.
    bool remove(uint32_t list, uint32_t id);
    void destroy(uint32_t list);

    const uint32_t* ids(uint32_t list) const { return at(list) + kHeaderWords; }
    uint32_t count(uint32_t list) const { return at(list)[0]; }
    void prefetch(uint32_t list) const
    {
        const uint32_t* words = at(list);
        __builtin_prefetch(words);
        __builtin_prefetch(words + 16);
    }
    uint64_t byteSize() const { return m_reservedBytes; }

private:
    static constexpr uint32_t kHeaderWords = 2;
    static constexpr uint32_t kChunkBits = 18;   ///< words of a chunk: 1 MiB
    static constexpr uint32_t kSmallestClass = 2; ///< 2^2 words: header and two ids

    uint32_t* at(uint32_t list) const
    {
        return m_chunks[list >> kChunkBits] + (list & ((1U << kChunkBits) - 1));
    }
    uint32_t allocate(uint32_t sizeClass);

    std::vector<uint32_t*> m_chunks;
    std::vector<uint64_t> m_chunkWords;
    std::vector<uint32_t> m_free[32]; ///< by size class: numbers of free lists
    uint32_t m_next = 0;              ///< word in the current chunk
    uint32_t m_current = 0;           ///< chunk small lists are cut from
    bool m_hasCurrent = false;
    uint64_t m_reservedBytes = 0;
};

} // namespace millrace
