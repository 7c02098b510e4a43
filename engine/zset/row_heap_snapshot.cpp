// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/row_heap_snapshot.h"

#include "engine/base/block_pool.h"
#include "engine/zset/batch_builder.h"

#include <algorithm>

namespace millrace {

void SharedBlocks::disown()
{
    data.clear();
    nulls.clear();
    weights = nullptr;
}

void SharedBlocks::free()
{
    for (size_t i = 0; i < data.size(); ++i) {
        freeBlock(data[i], capacity * widths[i]);
        freeBlock(nulls[i], capacity);
    }
    freeBlock(weights, capacity * sizeof(Weight));
}

RowHeapSnapshot::Reader::Reader(std::shared_ptr<SharedBlocks> theBlocks, std::shared_ptr<const StringArena> theStrings)
    : blocks(std::move(theBlocks))
    , strings(std::move(theStrings))
{
    blocks->numReaders.fetch_add(1, std::memory_order_relaxed);
}

void RowHeapSnapshot::addSegment(std::shared_ptr<SharedBlocks> blocks, std::shared_ptr<const StringArena> strings,
                                 size_t numRows)
{
    Segment segment;
    segment.data.assign(blocks->data.begin(), blocks->data.end());
    segment.nulls.assign(blocks->nulls.begin(), blocks->nulls.end());
    segment.weights = blocks->weights;
    segment.numRows = numRows;
    segment.reader = std::make_shared<const Reader>(std::move(blocks), std::move(strings));
    m_segments.push_back(std::move(segment));
}

BatchPtr RowHeapSnapshot::takeSegment(size_t index)
{
    const Segment segment = std::move(m_segments[index]);
    m_segments[index] = {};
    std::vector<uint32_t> live;
    bool areAllOne = true;
    for (uint32_t row = 0; row < segment.numRows; ++row) {
        if (segment.weights[row] != 0) {
            live.push_back(row);
            areAllOne = areAllOne && segment.weights[row] == 1;
        }
    }
    if (live.empty()) {
        return nullptr;
    }
    auto batch = std::make_shared<Batch>();
    batch->numRows = segment.numRows;
    for (size_t i = 0; i < m_columns.size(); ++i) {
        Column column;
        column.physical = m_columns[i];
        column.data = segment.data[i];
        column.nulls = segment.nulls[i];
        column.owner = segment.reader;
        batch->columns.push_back(std::move(column));
    }
    if (!areAllOne) {
        batch->weights = segment.weights;
        batch->weightOwner = segment.reader;
        batch->isInsertOnly =
            std::all_of(live.begin(), live.end(), [&](uint32_t row) { return segment.weights[row] > 0; });
    }
    return live.size() == segment.numRows ? batch : gatherBatch(*batch, live);
}

} // namespace millrace
