// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/zset/row_heap.h"

#include "engine/base/block_pool.h"
#include "engine/zset/hash.h"

#include <algorithm>

namespace millrace {

namespace {

constexpr size_t kTextsAhead = 8; ///< texts whose bytes are asked for in advance

/// A block of `newCount` elements with the content of the old one.
template <typename T>
T* copied(const T* memory, size_t oldCount, size_t newCount, size_t width)
{
    void* block = allocateBlock(newCount * width);
    if (memory != nullptr) {
        std::memcpy(block, memory, oldCount * width);
    }
    return static_cast<T*>(block);
}

} // namespace

RowHeap::RowHeap(std::vector<Physical> columns)
    : m_columns(std::move(columns))
{
    for (const Physical physical : m_columns) {
        m_widths.push_back(sizeOf(physical));
        m_hasStrings = m_hasStrings || physical == Physical::String;
    }
    m_columnHasNulls.resize(m_columns.size());
}

RowHeap::~RowHeap()
{
    for (Segment& segment : m_segments) {
        freeMemory(segment);
    }
}

/// The blocks go, or stay with the snapshots that read them.
void RowHeap::freeMemory(Segment& segment)
{
    if (segment.shared) {
        segment.shared.reset();
        segment.sharedRows = 0;
        return;
    }
    for (size_t i = 0; i < m_columns.size(); ++i) {
        freeBlock(segment.data[i], segment.capacity * m_widths[i]);
        freeBlock(segment.nulls[i], segment.capacity);
    }
    freeBlock(segment.weights, segment.capacity * sizeof(Weight));
}

RowHeapSnapshot RowHeap::snapshot()
{
    RowHeapSnapshot snapshot(m_columns, m_numRows);
    for (Segment& segment : m_segments) {
        if (!segment.shared) {
            segment.shared = std::make_shared<SharedBlocks>();
            segment.shared->data = segment.data;
            segment.shared->nulls = segment.nulls;
            segment.shared->weights = segment.weights;
            segment.shared->widths = m_widths;
            segment.shared->capacity = segment.capacity;
        }
        segment.sharedRows = usedRows(segment);
        snapshot.addSegment(segment.shared, segment.strings, segment.sharedRows);
    }
    return snapshot;
}

uint32_t RowHeap::usedRows(const Segment& segment) const
{
    const auto firstId = static_cast<RowId>(&segment - m_segments.data()) << kSegmentBits;
    return std::min(segment.capacity, m_nextId - firstId);
}

void RowHeap::detach(Segment& segment)
{
    if (segment.shared->numReaders.load(std::memory_order_acquire) == 0) {
        segment.shared->disown();
    } else {
        const uint32_t numUsed = usedRows(segment);
        for (size_t i = 0; i < m_columns.size(); ++i) {
            segment.data[i] = copied(segment.data[i], numUsed, segment.capacity, m_widths[i]);
            if (segment.nulls[i] != nullptr) {
                segment.nulls[i] = copied(segment.nulls[i], segment.capacity, segment.capacity, 1);
            }
        }
        segment.weights = copied(segment.weights, numUsed, segment.capacity, sizeof(Weight));
    }
    segment.shared.reset();
    segment.sharedRows = 0;
}

RowHeap::Segment& RowHeap::segmentFor(RowId row)
{
    const size_t index = row >> kSegmentBits;
    if (index == m_segments.size()) {
        Segment segment;
        segment.data.resize(m_columns.size());
        segment.nulls.resize(m_columns.size());
        if (m_hasStrings) {
            segment.strings = std::make_shared<StringArena>();
        }
        m_segments.push_back(std::move(segment));
    }
    Segment& segment = m_segments[index];
    while ((row & (kSegmentRows - 1)) >= segment.capacity) {
        growSegment(segment);
    }
    return segment;
}

void RowHeap::growSegment(Segment& segment)
{
    // Only the first segment starts small: a thousand small circuits should cost little.
    const bool isFirst = m_segments.size() == 1;
    const uint32_t capacity = isFirst ? std::max(64U, std::min(segment.capacity * 4, kSegmentRows)) : kSegmentRows;
    Segment old = segment;
    for (size_t i = 0; i < m_columns.size(); ++i) {
        segment.data[i] = copied(old.data[i], old.capacity, capacity, m_widths[i]);
        if (old.nulls[i] != nullptr) {
            segment.nulls[i] = copied(old.nulls[i], old.capacity, capacity, 1);
            std::memset(segment.nulls[i] + old.capacity, 0, capacity - old.capacity);
        }
    }
    segment.weights = copied(old.weights, old.capacity, capacity, sizeof(Weight));
    segment.capacity = capacity;
    segment.shared.reset();
    segment.sharedRows = 0;
    freeMemory(old);
}

/// Null bytes of a column that has had none, all 0.
uint8_t* RowHeap::addNulls(Segment& segment, size_t column)
{
    auto* nulls = static_cast<uint8_t*>(allocateBlock(segment.capacity));
    std::memset(nulls, 0, segment.capacity);
    segment.nulls[column] = nulls;
    if (segment.shared) {
        segment.shared->nulls[column] = nulls; // for who frees it: snapshots have taken their pointers
    }
    m_columnHasNulls[column] = 1;
    return nulls;
}

RowId RowHeap::add(const Batch& batch, size_t row, Weight weight)
{
    RowId id;
    if (m_freeIds.empty()) {
        id = m_nextId++;
        MR_ASSERT(id < 0x7FFFFFFFU);
    } else {
        id = m_freeIds.back();
        m_freeIds.pop_back();
    }
    Segment& segment = segmentFor(id);
    const uint32_t slot = id & (kSegmentRows - 1);
    if (slot < segment.sharedRows) {
        detach(segment);
    }
    for (size_t i = 0; i < m_columns.size(); ++i) {
        const Column& column = batch.columns[i];
        const size_t width = m_widths[i];
        const size_t at = column.at(row);
        std::byte* target = segment.data[i] + slot * width;
        if (m_columns[i] == Physical::String) {
            const StringRef stored = segment.strings->store(column.as<StringRef>()[at].view());
            std::memcpy(target, &stored, sizeof stored);
        } else if (width == 8) {
            std::memcpy(target, static_cast<const std::byte*>(column.data) + at * 8, 8);
        } else {
            std::memcpy(target, static_cast<const std::byte*>(column.data) + at * width, width);
        }
        const bool isNull = column.nulls != nullptr && column.nulls[at] != 0;
        if (isNull && segment.nulls[i] == nullptr) {
            addNulls(segment, i);
        }
        if (segment.nulls[i] != nullptr) {
            segment.nulls[i][slot] = isNull ? 1 : 0;
        }
    }
    segment.weights[slot] = weight;
    m_numOddWeights += weight != 1 ? 1 : 0;
    ++m_numRows;
    return id;
}

RowId RowHeap::append(const Batch& batch)
{
    const RowId firstId = m_nextId;
    MR_ASSERT(size_t{firstId} + batch.numRows < 0x7FFFFFFFU);
    for (size_t done = 0; done < batch.numRows;) {
        const uint32_t slot = m_nextId & (kSegmentRows - 1);
        const size_t count = std::min<size_t>(batch.numRows - done, kSegmentRows - slot);
        Segment& segment = segmentFor(m_nextId + static_cast<RowId>(count) - 1);
        for (size_t i = 0; i < m_columns.size(); ++i) {
            copyColumn(segment, i, batch.columns[i], done, count, slot);
        }
        if (batch.weights == nullptr) {
            std::fill_n(segment.weights + slot, count, Weight{1});
        } else {
            const Weight* weights = batch.weights + done;
            std::copy_n(weights, count, segment.weights + slot);
            m_numOddWeights += count - static_cast<size_t>(std::count(weights, weights + count, Weight{1}));
        }
        m_nextId += static_cast<RowId>(count);
        done += count;
    }
    m_numRows += batch.numRows;
    return firstId;
}

void RowHeap::copyColumn(Segment& segment, size_t column, const Column& source, size_t first, size_t count,
                         uint32_t slot)
{
    withPhysical(m_columns[column], [&](auto tag) {
        using T = decltype(tag);
        T* target = reinterpret_cast<T*>(segment.data[column]) + slot;
        if constexpr (std::is_same_v<T, StringRef>) {
            for (size_t row = 0; row < count; ++row) {
                if (row + kTextsAhead < count) {
                    __builtin_prefetch(source.get<StringRef>(first + row + kTextsAhead).data());
                }
                const StringRef& text = source.get<StringRef>(first + row);
                target[row] = text.isInline() ? text : segment.strings->store(text.view());
            }
        } else if (source.isConstant) {
            std::fill_n(target, count, *source.as<T>());
        } else {
            std::memcpy(target, source.as<T>() + first, count * sizeof(T));
        }
    });
    if (source.nulls != nullptr && segment.nulls[column] == nullptr) {
        addNulls(segment, column);
    }
    for (size_t row = 0; segment.nulls[column] != nullptr && row < count; ++row) {
        segment.nulls[column][slot + row] = source.isNull(first + row) ? 1 : 0;
    }
}

Weight RowHeap::addWeight(RowId row, Weight weight)
{
    Segment& segment = m_segments[row >> kSegmentBits];
    const uint32_t slot = row & (kSegmentRows - 1);
    if (slot < segment.sharedRows) {
        detach(segment);
    }
    const Weight before = segment.weights[slot];
    const Weight after = before + weight;
    segment.weights[slot] = after;
    m_numOddWeights -= before != 1 ? 1 : 0;
    if (after == 0) {
        --m_numRows;
        m_freeIds.push_back(row);
        if (m_hasStrings) {
            freeStrings(segment, slot);
        }
    } else {
        m_numOddWeights += after != 1 ? 1 : 0;
    }
    return after;
}

void RowHeap::freeStrings(Segment& segment, uint32_t slot)
{
    for (size_t i = 0; i < m_columns.size(); ++i) {
        if (m_columns[i] != Physical::String) {
            continue;
        }
        auto* texts = reinterpret_cast<StringRef*>(segment.data[i]);
        segment.deadStringBytes += texts[slot].isInline() ? 0 : texts[slot].size();
        texts[slot] = StringRef();
    }
    constexpr size_t kWorthCompacting = size_t{64} << 10;
    if (segment.deadStringBytes > kWorthCompacting
        && segment.deadStringBytes * 2 > segment.strings->usedBytes()) {
        compactStrings(segment);
    }
}

void RowHeap::compactStrings(Segment& segment)
{
    if (segment.shared) {
        detach(segment);
    }
    const uint32_t numSlots = usedRows(segment);
    auto strings = std::make_shared<StringArena>();
    for (size_t i = 0; i < m_columns.size(); ++i) {
        if (m_columns[i] != Physical::String) {
            continue;
        }
        auto* texts = reinterpret_cast<StringRef*>(segment.data[i]);
        for (uint32_t slot = 0; slot < numSlots; ++slot) {
            if (segment.weights[slot] != 0) {
                texts[slot] = strings->store(texts[slot].view());
            }
        }
    }
    segment.strings = std::move(strings);
    segment.deadStringBytes = 0;
}

bool RowHeap::cellEquals(size_t column, RowId row, const Column& other, size_t otherRow) const
{
    const bool isNullHere = isNull(column, row);
    const bool isNullThere = other.isNull(otherRow);
    if (isNullHere || isNullThere) {
        return isNullHere == isNullThere;
    }
    return withPhysical(m_columns[column], [&](auto tag) {
        using T = decltype(tag);
        return valuesEqual(*reinterpret_cast<const T*>(cell(column, row)), other.get<T>(otherRow));
    });
}

void RowHeap::gather(size_t column, std::span<const RowId> rows, ColumnBuilder& out) const
{
    constexpr size_t kAhead = 16;
    const size_t first = out.size();
    withPhysical(m_columns[column], [&](auto tag) {
        using T = decltype(tag);
        T* target = out.appendUninitialized<T>(rows.size());
        for (size_t i = 0; i < rows.size(); ++i) {
            if (i + kAhead < rows.size()) {
                prefetch(column, rows[i + kAhead]);
            }
            target[i] = *reinterpret_cast<const T*>(cell(column, rows[i]));
        }
    });
    if (m_columns[column] == Physical::String) {
        adoptStrings(rows, out.arena());
    }
    if (m_columnHasNulls[column] != 0) {
        uint8_t* nulls = out.ensureNulls() + first;
        for (size_t i = 0; i < rows.size(); ++i) {
            nulls[i] = isNull(column, rows[i]) ? 1 : 0;
        }
    }
}

void RowHeap::adoptStrings(std::span<const RowId> rows, StringArena& arena) const
{
    std::vector<uint8_t> isAdopted(m_segments.size());
    for (const RowId row : rows) {
        const size_t index = row >> kSegmentBits;
        if (isAdopted[index] == 0) {
            isAdopted[index] = 1;
            arena.adopt(m_segments[index].strings);
        }
    }
}

uint64_t RowHeap::byteSize() const
{
    uint64_t bytes = m_freeIds.capacity() * sizeof(RowId);
    for (const Segment& segment : m_segments) {
        bytes += segment.capacity * sizeof(Weight);
        for (size_t i = 0; i < m_columns.size(); ++i) {
            bytes += segment.capacity * (m_widths[i] + (segment.nulls[i] != nullptr ? 1 : 0));
        }
        bytes += segment.strings ? segment.strings->reservedBytes() : 0;
    }
    return bytes;
}

} // namespace millrace
