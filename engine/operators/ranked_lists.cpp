// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/ranked_lists.h"

#include "engine/base/block_pool.h"

#include <cstring>

namespace millrace {

namespace {

constexpr size_t kChunkBytes = size_t{1} << 20;
constexpr size_t kFirstChunkBytes = size_t{4} << 10; ///< most programs have few rows

} // namespace

RankedLists::~RankedLists()
{
    for (size_t i = 0; i < m_chunks.size(); ++i) {
        freeBlock(m_chunks[i], i == 0 ? kFirstChunkBytes : kChunkBytes);
    }
}

uint32_t RankedLists::allocate(uint32_t sizeClass)
{
    uint32_t number;
    if (!m_free[sizeClass].empty()) {
        number = m_free[sizeClass].back();
        m_free[sizeClass].pop_back();
    } else {
        const uint32_t granules = kSizes[sizeClass] / kGranuleBytes;
        const size_t chunkBytes = m_chunks.size() == 1 ? kFirstChunkBytes : kChunkBytes;
        if (m_chunks.empty() || (m_nextGranule + granules) * size_t{kGranuleBytes} > chunkBytes) {
            MR_ASSERT(m_chunks.size() < (1U << (31 - kChunkBits)));
            const size_t bytes = m_chunks.empty() ? kFirstChunkBytes : kChunkBytes;
            m_chunks.push_back(static_cast<std::byte*>(allocateBlock(bytes)));
            m_nextGranule = 0;
        }
        number = (static_cast<uint32_t>(m_chunks.size() - 1) << kChunkBits) + m_nextGranule;
        m_nextGranule += granules;
    }
    *headerOf(number) = Header{0, sizeClass, 0, 0};
    return number;
}

RankedLists::List RankedLists::create()
{
    return allocate(0);
}

void RankedLists::destroy(List list)
{
    if ((list & kLongBit) == 0) {
        release(list);
        return;
    }
    LongList& pieces = m_long[list & ~kLongBit];
    for (const uint32_t number : pieces.blocks) {
        release(number);
    }
    pieces = LongList();
    m_freeLong.push_back(list & ~kLongBit);
}

/// A block with the rows [from, to) of another one.
uint32_t RankedLists::copyOf(uint32_t number, uint32_t from, uint32_t to, uint32_t sizeClass)
{
    const uint32_t copy = allocate(sizeClass);
    const Block source = view(number);
    headerOf(copy)->count = to - from;
    headerOf(copy)->mark = headerOf(number)->mark;
    const Block target = view(copy);
    std::memcpy(target.words, source.words + from, (to - from) * sizeof(uint64_t));
    std::memcpy(target.rows, source.rows + from, (to - from) * sizeof(RowId));
    return copy;
}

void RankedLists::insertInto(uint32_t number, uint32_t at, uint64_t word, RowId row)
{
    const Block target = view(number);
    std::memmove(target.words + at + 1, target.words + at, (target.count - at) * sizeof(uint64_t));
    std::memmove(target.rows + at + 1, target.rows + at, (target.count - at) * sizeof(RowId));
    target.words[at] = word;
    target.rows[at] = row;
    ++headerOf(number)->count;
}

RankedLists::List RankedLists::makeLong(uint32_t number)
{
    if (m_freeLong.empty()) {
        m_freeLong.push_back(static_cast<uint32_t>(m_long.size()));
        m_long.emplace_back();
    }
    const uint32_t list = m_freeLong.back();
    m_freeLong.pop_back();
    m_long[list].blocks.push_back(number);
    m_long[list].mark = headerOf(number)->mark;
    return list | kLongBit;
}

RankedLists::List RankedLists::insert(List list, Place place, uint64_t word, RowId row)
{
    const bool isLong = (list & kLongBit) != 0;
    const uint32_t number = isLong ? m_long[list & ~kLongBit].blocks[place.block] : list;
    const Header header = *headerOf(number);
    if (header.count < capacityOf(header.sizeClass)) {
        insertInto(number, place.at, word, row);
        return list;
    }
    if (header.sizeClass + 1 < kNumSizes) { // a short list, or one that was split: blocks of long lists are the largest
        const uint32_t larger = copyOf(number, 0, header.count, header.sizeClass + 1);
        insertInto(larger, place.at, word, row);
        release(number);
        if (isLong) {
            m_long[list & ~kLongBit].blocks[place.block] = larger;
            return list;
        }
        return larger;
    }
    const List result = isLong ? list : makeLong(number);
    // Rows that come in order fill their blocks.
    const bool isAppend = place.at == header.count;
    const uint32_t middle = isAppend ? header.count - 1 : header.count / 2;
    const uint32_t right = copyOf(number, middle, header.count, kNumSizes - 1);
    headerOf(number)->count = middle;
    std::vector<uint32_t>& blocks = m_long[result & ~kLongBit].blocks;
    blocks.insert(blocks.begin() + place.block + 1, right);
    if (place.at <= middle) {
        insertInto(number, place.at, word, row);
    } else {
        insertInto(right, place.at - middle, word, row);
    }
    return result;
}

void RankedLists::erase(List list, Place place)
{
    const bool isLong = (list & kLongBit) != 0;
    const uint32_t number = isLong ? m_long[list & ~kLongBit].blocks[place.block] : list;
    const Block target = view(number);
    const uint32_t behind = target.count - place.at - 1;
    std::memmove(target.words + place.at, target.words + place.at + 1, behind * sizeof(uint64_t));
    std::memmove(target.rows + place.at, target.rows + place.at + 1, behind * sizeof(RowId));
    --headerOf(number)->count;
    if (isLong && target.count == 1 && m_long[list & ~kLongBit].blocks.size() > 1) {
        std::vector<uint32_t>& blocks = m_long[list & ~kLongBit].blocks;
        release(number);
        blocks.erase(blocks.begin() + place.block);
    }
}

uint64_t RankedLists::byteSize() const
{
    uint64_t bytes = m_chunks.empty() ? 0 : kFirstChunkBytes + (m_chunks.size() - 1) * kChunkBytes;
    for (const LongList& list : m_long) {
        bytes += list.blocks.capacity() * sizeof(uint32_t);
    }
    return bytes;
}

} // namespace millrace
