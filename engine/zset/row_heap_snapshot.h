// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a RowHeap at one moment, read by other threads while the heap goes on changing.
#pragma once

#include "engine/zset/batch.h"
#include "engine/zset/string_arena.h"

#include <atomic>
#include <memory>
#include <span>
#include <vector>

namespace millrace {

/// Memory of a heap's segment that snapshots read. Owned by whoever goes last, unless the heap takes it back.
struct SharedBlocks {
    std::vector<std::byte*> data;
    std::vector<uint8_t*> nulls;
    Weight* weights = nullptr;
    std::vector<size_t> widths;
    size_t capacity = 0;
    std::atomic<uint32_t> numReaders = 0; ///< snapshots and batches of them

    SharedBlocks() = default;
    ~SharedBlocks() { free(); }
    SharedBlocks(const SharedBlocks&) = delete;
    SharedBlocks& operator=(const SharedBlocks&) = delete;

    /// The memory is somebody else's now. Only when nobody reads.
    void disown();

private:
    void free();
};

/// Row by row what the heap held when the snapshot was taken. Segments are handed out one by one, and each is given
/// back as soon as nobody reads its rows any more. Made by the heap's thread, then used by one thread of any kind;
/// its batches are shared like all batches.
class RowHeapSnapshot {
public:
    RowHeapSnapshot(std::vector<Physical> columns, size_t numRows)
        : m_columns(std::move(columns))
        , m_numRows(numRows)
    {
    }

    /// For the heap: the first `numRows` slots of a segment.
    void addSegment(std::shared_ptr<SharedBlocks> blocks, std::shared_ptr<const StringArena> strings, size_t numRows);

    size_t numRows() const { return m_numRows; } ///< distinct rows
    size_t numSegments() const { return m_segments.size(); }
    std::span<const Physical> columns() const { return m_columns; }

    /// The rows of a segment, once; null when it has none. Without dead rows in between nothing is copied.
    BatchPtr takeSegment(size_t index);

private:
    /// Keeps a segment readable.
    struct Reader {
        std::shared_ptr<SharedBlocks> blocks;
        std::shared_ptr<const StringArena> strings;

        Reader(std::shared_ptr<SharedBlocks> theBlocks, std::shared_ptr<const StringArena> theStrings);
        ~Reader() { blocks->numReaders.fetch_sub(1, std::memory_order_release); }
        Reader(const Reader&) = delete;
        Reader& operator=(const Reader&) = delete;
    };
    /// Pointers are taken on the heap's thread: it may add null bytes to the blocks later.
    struct Segment {
        std::shared_ptr<const Reader> reader;
        std::vector<const std::byte*> data;
        std::vector<const uint8_t*> nulls;
        const Weight* weights = nullptr;
        size_t numRows = 0;
    };

    std::vector<Physical> m_columns;
    size_t m_numRows;
    std::vector<Segment> m_segments;
};

} // namespace millrace
