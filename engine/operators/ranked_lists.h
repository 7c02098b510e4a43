// SPDX-License-Identifier: GPL-3.0-or-later
// Ordered lists of row ids, one a partition: short ones in a single block, long ones in many.
#pragma once

#include "engine/zset/row_heap.h"

#include <cstdint>
#include <vector>

namespace millrace {

/// Each list holds its rows' order words and ids in sorted blocks of up to 340 rows; a list that outgrows one block
/// becomes a row of blocks that is searched by bisection. A list is named by a number that changes when it grows.
/// Memory: 12 bytes a row, in blocks of 64 bytes and up by steps of 25 to 50 %. Cost of a change: a bisection, and
/// moving up to 4 KiB.
class RankedLists {
public:
    using List = uint32_t;

    RankedLists() = default;
    ~RankedLists();
    RankedLists(const RankedLists&) = delete;
    RankedLists& operator=(const RankedLists&) = delete;

    /// A piece of a list in order.
    struct Block {
        uint64_t* words;
        RowId* rows;
        uint32_t count;
    };
    /// A place in a list: which block, where in it. May be one past the last row of a block.
    struct Place {
        uint32_t block = 0;
        uint32_t at = 0;
        bool isFound = false; ///< a row equal to the one looked for stands here
    };

    List create();
    void destroy(List list);
    bool isEmpty(List list) const { return numBlocks(list) == 1 && block(list, 0).count == 0; }
    size_t numBlocks(List list) const
    {
        return (list & kLongBit) != 0 ? m_long[list & ~kLongBit].blocks.size() : 1;
    }
    Block block(List list, size_t index) const
    {
        const uint32_t number = (list & kLongBit) != 0 ? m_long[list & ~kLongBit].blocks[index] : list;
        return view(number);
    }
    void prefetch(List list) const
    {
        if ((list & kLongBit) == 0) {
            __builtin_prefetch(headerOf(list));
            __builtin_prefetch(reinterpret_cast<const std::byte*>(headerOf(list)) + 64);
        }
    }

    /// A number the user may keep with the list, 0 at first.
    uint32_t& mark(List list) { return (list & kLongBit) != 0 ? m_long[list & ~kLongBit].mark : headerOf(list)->mark; }

    /// Where a row of this word is or belongs; `compare(RowId)` orders it against a row of the same word.
    template <typename Compare>
    Place find(List list, uint64_t word, Compare&& compare) const
    {
        Place place;
        uint32_t low = 0;
        auto high = static_cast<uint32_t>(numBlocks(list));
        while (high - low > 1) { // the last block whose first row is not behind
            const uint32_t middle = (low + high) / 2;
            const Block candidate = block(list, middle);
            const bool isBehind = candidate.words[0] != word ? candidate.words[0] > word
                                                             : compare(candidate.rows[0]) < 0;
            (isBehind ? high : low) = middle;
        }
        place.block = low;
        const Block found = block(list, low);
        uint32_t first = 0;
        uint32_t last = found.count;
        while (first < last) {
            const uint32_t middle = (first + last) / 2;
            const int order = found.words[middle] != word ? (word < found.words[middle] ? -1 : 1)
                                                          : compare(found.rows[middle]);
            if (order == 0) {
                place.at = middle;
                place.isFound = true;
                return place;
            }
            if (order < 0) {
                last = middle;
            } else {
                first = middle + 1;
            }
        }
        place.at = first;
        return place;
    }

    /// Puts a row in; returns the list's number.
    List insert(List list, Place place, uint64_t word, RowId row);
    void erase(List list, Place place);

    uint64_t byteSize() const;

private:
    struct Header {
        uint32_t count;
        uint32_t sizeClass;
        uint32_t mark;
        uint32_t unused;
    };
    struct LongList {
        std::vector<uint32_t> blocks; ///< none is empty, but the only one
        uint32_t mark = 0;
    };
    static constexpr uint32_t kLongBit = 0x80000000U;
    static constexpr uint32_t kHeaderBytes = sizeof(Header);
    static constexpr uint32_t kGranuleBytes = 32;
    static constexpr uint32_t kChunkBits = 15; ///< granules of a chunk: 1 MiB
    static constexpr uint32_t kSizes[] = {64,  96,  128,  160,  192,  256,  320,  384, 512,
                                          640, 768, 1024, 1280, 1536, 2048, 3072, 4096};
    static constexpr uint32_t kNumSizes = sizeof kSizes / sizeof kSizes[0];

    static uint32_t capacityOf(uint32_t sizeClass) { return (kSizes[sizeClass] - kHeaderBytes) / 12; }
    Header* headerOf(uint32_t number) const
    {
        std::byte* chunk = m_chunks[number >> kChunkBits];
        return reinterpret_cast<Header*>(chunk + size_t{number & ((1U << kChunkBits) - 1)} * kGranuleBytes);
    }
    Block view(uint32_t number) const
    {
        Header* header = headerOf(number);
        auto* words = reinterpret_cast<uint64_t*>(header + 1);
        return {words, reinterpret_cast<RowId*>(words + capacityOf(header->sizeClass)), header->count};
    }
    uint32_t allocate(uint32_t sizeClass);
    void release(uint32_t number) { m_free[headerOf(number)->sizeClass].push_back(number); }
    uint32_t copyOf(uint32_t number, uint32_t from, uint32_t to, uint32_t sizeClass);
    void insertInto(uint32_t number, uint32_t at, uint64_t word, RowId row);
    List makeLong(uint32_t number);

    std::vector<std::byte*> m_chunks;
    uint32_t m_nextGranule = 0; ///< in the last chunk
    std::vector<uint32_t> m_free[kNumSizes];
    std::vector<LongList> m_long;
    std::vector<uint32_t> m_freeLong;
};

} // namespace millrace
