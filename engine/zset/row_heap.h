// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a relation in columnar segments, addressed by row id.
#pragma once

#include "engine/zset/batch.h"
#include "engine/zset/batch_builder.h"
#include "engine/zset/row_heap_snapshot.h"

#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

namespace millrace {

/// A row of a RowHeap. Stable while the row lives; reused afterwards.
using RowId = uint32_t;

/// Segments of 64 Ki rows, columns apart, weights aside, strings in an arena per segment. A row with
/// weight 0 is dead and its id is reused. One writer; no readers while it writes, but for those of a snapshot.
class RowHeap {
public:
    static constexpr uint32_t kSegmentBits = 16;
    static constexpr uint32_t kSegmentRows = 1U << kSegmentBits;
    static_assert(kSegmentRows <= Batch::kMaxRows, "a segment can be read as a batch");

    explicit RowHeap(std::vector<Physical> columns);
    ~RowHeap();
    RowHeap(const RowHeap&) = delete;
    RowHeap& operator=(const RowHeap&) = delete;

    /// Stores a row of a batch under a free id. `weight` != 0.
    RowId add(const Batch& batch, size_t row, Weight weight);
    /// Stores all rows of a batch under consecutive new ids; returns the first. All weights are positive.
    RowId append(const Batch& batch);
    /// Changes the weight; a row that reaches 0 is freed. Returns the new weight.
    Weight addWeight(RowId row, Weight weight);

    Weight weight(RowId row) const { return m_segments[row >> kSegmentBits].weights[row & (kSegmentRows - 1)]; }
    /// True when every live row has weight 1 (so that readers need not fetch weights).
    bool allWeightsAreOne() const { return m_numOddWeights == 0; }

    const std::byte* cell(size_t column, RowId row) const
    {
        const Segment& segment = m_segments[row >> kSegmentBits];
        return segment.data[column] + size_t{row & (kSegmentRows - 1)} * m_widths[column];
    }
    bool isNull(size_t column, RowId row) const
    {
        const uint8_t* nulls = m_segments[row >> kSegmentBits].nulls[column];
        return nulls != nullptr && nulls[row & (kSegmentRows - 1)] != 0;
    }
    void prefetch(size_t column, RowId row) const { __builtin_prefetch(cell(column, row)); }

    /// True when a cell equals the cell of a batch; NULL equals NULL.
    bool cellEquals(size_t column, RowId row, const Column& other, size_t otherRow) const;
    /// Appends a column of the rows to `out`, which keeps the arenas of long strings alive: they are not copied.
    void gather(size_t column, std::span<const RowId> rows, ColumnBuilder& out) const;

    /// The rows as they are now, for readers on other threads; costs some pointers a segment. A segment that is
    /// written to while somebody still reads it is copied first; rows that are added behind its last one are not
    /// such a write.
    RowHeapSnapshot snapshot();

    size_t numRows() const { return m_numRows; }
    /// Ids in use lie below this.
    RowId endId() const { return m_nextId; }
    uint64_t byteSize() const;
    std::span<const Physical> columns() const { return m_columns; }

private:
    struct Segment {
        std::vector<std::byte*> data;   ///< by column
        std::vector<uint8_t*> nulls;    ///< by column; null pointer = no NULL so far
        Weight* weights = nullptr;      ///< 0 = free id
        std::shared_ptr<StringArena> strings;
        std::shared_ptr<SharedBlocks> shared; ///< owns the memory when a snapshot may still read it
        size_t deadStringBytes = 0;     ///< of strings whose row died
        uint32_t capacity = 0;          ///< rows there is memory for; grows up to kSegmentRows
        uint32_t sharedRows = 0;        ///< rows from the first on that a snapshot may still read
    };

    Segment& segmentFor(RowId row);
    void copyColumn(Segment& segment, size_t column, const Column& source, size_t first, size_t count, uint32_t slot);
    void growSegment(Segment& segment);
    uint8_t* addNulls(Segment& segment, size_t column);
    /// Before a row that a snapshot shows is changed: makes the segment's memory the heap's own.
    void detach(Segment& segment);
    void freeMemory(Segment& segment);
    void adoptStrings(std::span<const RowId> rows, StringArena& arena) const;
    void freeStrings(Segment& segment, uint32_t slot);
    void compactStrings(Segment& segment);
    uint32_t usedRows(const Segment& segment) const;

    std::vector<Physical> m_columns;
    std::vector<size_t> m_widths;
    std::vector<uint8_t> m_columnHasNulls; ///< by column: some segment has null bytes
    std::vector<Segment> m_segments;
    std::vector<RowId> m_freeIds;
    RowId m_nextId = 0;
    size_t m_numRows = 0;
    size_t m_numOddWeights = 0; ///< live rows whose weight is not 1
    bool m_hasStrings = false;
};

} // namespace millrace
