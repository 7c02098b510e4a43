// SPDX-License-Identifier: GPL-3.0-or-later
// A store of packed rows by row id, with the text of their long strings.
#pragma once

#include "engine/operators/packed_row.h"
#include "engine/zset/row_heap.h"

#include <memory>
#include <vector>

namespace millrace {

/// Rows that are looked at as a whole: one or two cache lines each, where the columns of a RowHeap would be one each.
/// Long strings lie in arenas that are shared with the batches made of the rows; an arena whose text is mostly of rows
/// that are gone is copied to the youngest one. Row ids are reused. Engine thread only.
class PackedRows {
public:
    explicit PackedRows(const PackedLayout& layout);
    ~PackedRows();
    PackedRows(const PackedRows&) = delete;
    PackedRows& operator=(const PackedRows&) = delete;

    std::byte* at(RowId row) const
    {
        return m_segments[row >> kSegmentBits] + size_t{row & (kSegmentRows - 1)} * m_stride;
    }
    void prefetch(RowId row) const
    {
        const std::byte* bytes = at(row);
        __builtin_prefetch(bytes);
        __builtin_prefetch(bytes + m_stride - 1);
    }

    /// Stores the row that `pack(std::byte* out)` writes, with this weight and mark. Its strings stay where they are
    /// until keepStrings().
    template <typename Pack>
    RowId add(int64_t weight, uint32_t mark, Pack&& pack)
    {
        const RowId id = allocate();
        std::byte* stored = at(id);
        pack(stored);
        storePacked(stored, PackedLayout::kWeight, weight);
        storePacked(stored, PackedLayout::kMark, mark);
        storePacked(stored, PackedLayout::kArena, kNoArena);
        return id;
    }
    /// Copies the row's long strings; to be done once, before the batch they came from may go.
    void keepStrings(RowId row)
    {
        if (!m_layout.stringOffsets.empty()) {
            copyStrings(row, at(row));
        }
    }
    void remove(RowId row);

    size_t numRows() const { return m_numRows; }
    uint64_t byteSize() const;

    /// Collects what keeps the strings of rows alive that go into a batch.
    class Owners {
    public:
        explicit Owners(const PackedRows& rows)
            : m_rows(rows)
        {
        }
        void add(const std::byte* row)
        {
            if (const auto arena = loadPacked<uint32_t>(row, PackedLayout::kArena); arena != m_last) {
                addArena(arena);
                m_last = arena;
            }
        }
        /// Null when no row has a long string.
        std::shared_ptr<const void> take();

    private:
        void addArena(uint32_t arena);

        const PackedRows& m_rows;
        uint32_t m_last = kNoArena;
        std::vector<uint8_t> m_isAdded;
        std::vector<std::shared_ptr<const void>> m_arenas;
    };

private:
    static constexpr uint32_t kSegmentBits = 13;
    static constexpr uint32_t kSegmentRows = 1U << kSegmentBits;
    static constexpr uint32_t kNoArena = 0xFFFFFFFFU;

    /// A block that is filled once.
    struct TextArena {
        explicit TextArena(size_t bytes);
        ~TextArena();
        TextArena(const TextArena&) = delete;
        TextArena& operator=(const TextArena&) = delete;

        char* text;
        size_t capacity;
        size_t usedBytes = 0;
        size_t liveBytes = 0;
        std::vector<RowId> rows; ///< that were put here; some are gone or elsewhere by now
    };

    RowId allocate();
    void addSegmentFor(RowId row);
    TextArena& arenaFor(size_t bytes);
    void copyStrings(RowId id, std::byte* row);
    void compact(uint32_t arena);
    size_t textBytes(const std::byte* row) const;

    const PackedLayout& m_layout;
    size_t m_stride;
    std::vector<std::byte*> m_segments;
    uint32_t m_firstCapacity = 0; ///< rows of the first segment, which grows
    std::vector<RowId> m_freeIds;
    RowId m_nextId = 0;
    size_t m_numRows = 0;
    std::vector<std::shared_ptr<TextArena>> m_arenas; ///< null = number is free
    std::vector<uint32_t> m_freeArenas;
    uint32_t m_current = kNoArena;
};

} // namespace millrace
