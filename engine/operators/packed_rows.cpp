// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/packed_rows.h"

#include "engine/base/block_pool.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr size_t kFirstArenaBytes = size_t{4} << 10; ///< most programs have few rows
constexpr size_t kArenaBytes = size_t{1} << 20;
constexpr uint32_t kSmallestSegment = 64;

} // namespace

PackedRows::TextArena::TextArena(size_t bytes)
    : text(static_cast<char*>(allocateBlock(bytes)))
    , capacity(bytes)
{
}

PackedRows::TextArena::~TextArena()
{
    freeBlock(text, capacity);
}

PackedRows::PackedRows(const PackedLayout& layout)
    : m_layout(layout)
    , m_stride(layout.stride)
{
}

PackedRows::~PackedRows()
{
    for (size_t i = 0; i < m_segments.size(); ++i) {
        freeBlock(m_segments[i], (i == 0 ? m_firstCapacity : kSegmentRows) * m_stride);
    }
}

/// Makes room for an id that is used for the first time. Only the first segment starts small: a thousand small
/// circuits should cost little.
void PackedRows::addSegmentFor(RowId row)
{
    if (row >= kSegmentRows) {
        if (row >> kSegmentBits == m_segments.size()) {
            m_segments.push_back(static_cast<std::byte*>(allocateBlock(kSegmentRows * m_stride)));
        }
        return;
    }
    if (row < m_firstCapacity) {
        return;
    }
    const uint32_t capacity = std::min(kSegmentRows, std::max(kSmallestSegment, m_firstCapacity * 4));
    auto* larger = static_cast<std::byte*>(allocateBlock(capacity * m_stride));
    if (m_segments.empty()) {
        m_segments.push_back(larger);
    } else {
        std::memcpy(larger, m_segments[0], m_firstCapacity * m_stride);
        freeBlock(m_segments[0], m_firstCapacity * m_stride);
        m_segments[0] = larger;
    }
    m_firstCapacity = capacity;
}

RowId PackedRows::allocate()
{
    ++m_numRows;
    if (!m_freeIds.empty()) {
        const RowId id = m_freeIds.back();
        m_freeIds.pop_back();
        return id;
    }
    const RowId id = m_nextId++;
    MR_ASSERT(id < 0x7FFFFFFFU);
    addSegmentFor(id);
    return id;
}

size_t PackedRows::textBytes(const std::byte* row) const
{
    size_t bytes = 0;
    for (const uint32_t offset : m_layout.stringOffsets) {
        const auto size = loadPacked<uint32_t>(row, offset); // a StringRef begins with it
        bytes += size <= StringRef::kInlineBytes ? 0 : size;
    }
    return bytes;
}

/// The arena text is put into, with room for so many bytes.
PackedRows::TextArena& PackedRows::arenaFor(size_t bytes)
{
    if (m_current != kNoArena && m_arenas[m_current]->capacity - m_arenas[m_current]->usedBytes >= bytes) {
        return *m_arenas[m_current];
    }
    const size_t grown = m_current == kNoArena ? kFirstArenaBytes : m_arenas[m_current]->capacity * 4;
    if (m_freeArenas.empty()) {
        m_freeArenas.push_back(static_cast<uint32_t>(m_arenas.size()));
        m_arenas.emplace_back();
    }
    m_current = m_freeArenas.back();
    m_freeArenas.pop_back();
    m_arenas[m_current] = std::make_shared<TextArena>(std::max(bytes, std::min(grown, kArenaBytes)));
    return *m_arenas[m_current];
}

void PackedRows::copyStrings(RowId id, std::byte* row)
{
    const size_t bytes = textBytes(row);
    if (bytes == 0) {
        return;
    }
    TextArena& arena = arenaFor(bytes);
    for (const uint32_t offset : m_layout.stringOffsets) {
        const auto text = loadPacked<StringRef>(row, offset);
        if (!text.isInline()) {
            char* copy = arena.text + arena.usedBytes;
            std::memcpy(copy, text.data(), text.size());
            arena.usedBytes += text.size();
            storePacked(row, offset, StringRef(std::string_view(copy, text.size())));
        }
    }
    arena.liveBytes += bytes;
    arena.rows.push_back(id);
    storePacked(row, PackedLayout::kArena, m_current);
}

void PackedRows::remove(RowId row)
{
    std::byte* stored = at(row);
    const auto number = loadPacked<uint32_t>(stored, PackedLayout::kArena);
    storePacked(stored, PackedLayout::kArena, kNoArena);
    m_freeIds.push_back(row);
    --m_numRows;
    if (number == kNoArena) {
        return;
    }
    TextArena& arena = *m_arenas[number];
    arena.liveBytes -= textBytes(stored);
    if (number != m_current && arena.liveBytes * 2 < arena.usedBytes) {
        compact(number);
    }
}

/// Moves what is alive to the current arena. Batches that still refer to the old one keep it.
void PackedRows::compact(uint32_t number)
{
    const std::shared_ptr<TextArena> arena = std::move(m_arenas[number]);
    m_arenas[number] = nullptr;
    for (const RowId row : arena->rows) {
        std::byte* stored = at(row);
        if (loadPacked<uint32_t>(stored, PackedLayout::kArena) == number) {
            storePacked(stored, PackedLayout::kArena, kNoArena);
            copyStrings(row, stored);
        }
    }
    m_freeArenas.push_back(number);
}

uint64_t PackedRows::byteSize() const
{
    uint64_t bytes = m_freeIds.capacity() * sizeof(RowId);
    for (size_t i = 0; i < m_segments.size(); ++i) {
        bytes += (i == 0 ? m_firstCapacity : kSegmentRows) * m_stride;
    }
    for (const auto& arena : m_arenas) {
        bytes += arena ? arena->capacity + arena->rows.capacity() * sizeof(RowId) : 0;
    }
    return bytes;
}

void PackedRows::Owners::addArena(uint32_t arena)
{
    if (arena == kNoArena) {
        return;
    }
    if (m_isAdded.size() < m_rows.m_arenas.size()) {
        m_isAdded.resize(m_rows.m_arenas.size());
    }
    if (m_isAdded[arena] == 0) {
        m_isAdded[arena] = 1;
        m_arenas.push_back(m_rows.m_arenas[arena]);
    }
}

std::shared_ptr<const void> PackedRows::Owners::take()
{
    m_last = kNoArena;
    m_isAdded.clear();
    if (m_arenas.empty()) {
        return nullptr;
    }
    return std::make_shared<const std::vector<std::shared_ptr<const void>>>(std::move(m_arenas));
}

} // namespace millrace
