// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/change_ring.h"

#include <algorithm>

namespace millrace::models {

namespace {

constexpr size_t kStringSamples = 32;
constexpr uint64_t kBytesPerColumn = sizeof(Column) + 128; ///< control block and allocations of a column's memory

uint64_t estimateStringBytes(const Column& column, size_t elements)
{
    const size_t stride = std::max<size_t>(1, elements / kStringSamples);
    uint64_t bytes = 0;
    uint64_t sampled = 0;
    for (size_t row = 0; row < elements; row += stride) {
        const StringRef& text = column.as<StringRef>()[row];
        bytes += text.isInline() ? 0 : text.size();
        ++sampled;
    }
    return sampled == 0 ? 0 : bytes * elements / sampled;
}

void account(ChangeRing::Trimmed& trimmed, const Segment& segment)
{
    trimmed.firstStep = trimmed.rows == 0 ? segment.step : trimmed.firstStep;
    trimmed.lastStep = std::max(trimmed.lastStep, std::max(segment.step, segment.lastStep));
    trimmed.rows += segment.numRows;
    if (segment.gap == GapKind::None) {
        trimmed.changes += segment.numRows;
    } else {
        trimmed.missing += segment.missingRows;
    }
}

} // namespace

uint64_t estimateBytes(const Batch& batch)
{
    uint64_t bytes = sizeof(Batch) + (batch.weights != nullptr ? batch.numRows * sizeof(Weight) : 0);
    for (const Column& column : batch.columns) {
        const size_t elements = column.isConstant ? std::min<size_t>(batch.numRows, 1) : batch.numRows;
        bytes += kBytesPerColumn + elements * (sizeOf(column.physical) + (column.nulls != nullptr ? 1 : 0));
        if (column.physical == Physical::String) {
            bytes += estimateStringBytes(column, elements);
        }
    }
    return bytes;
}

uint64_t ChangeRing::append(const StepChange& change, uint16_t relation)
{
    uint64_t added = 0;
    for (const BatchPtr& batch : change.delta.batches) {
        if (batch->numRows == 0) {
            continue;
        }
        Segment like;
        like.step = change.step;
        like.lastStep = change.step;
        like.at = change.at;
        like.relation = relation;
        like.isSnapshot = change.isSnapshot;
        appendRows(batch, like, nullptr);
        added += batch->numRows;
    }
    return added;
}

void ChangeRing::appendRows(const BatchPtr& batch, const Segment& like, std::shared_ptr<const UpdatePairs> updates)
{
    const uint64_t bytes = estimateBytes(*batch);
    for (size_t first = 0; first < batch->numRows; first += kMaxSegmentRows) {
        const size_t rows = std::min<size_t>(kMaxSegmentRows, batch->numRows - first);
        Segment segment = like;
        segment.batch = batch;
        segment.updates = updates;
        segment.firstRow = static_cast<uint32_t>(first);
        segment.numRows = static_cast<uint32_t>(rows);
        segment.bytes = bytes * rows / batch->numRows + sizeof(Segment);
        push(std::move(segment));
    }
}

void ChangeRing::visit(const std::function<void(const Segment&)>& visitor) const
{
    for (size_t b = 0; b < m_blocks.size(); ++b) {
        const std::vector<Segment>& segments = m_blocks[b]->segments;
        for (size_t s = b == 0 ? m_headSegment : 0; s < segments.size(); ++s) {
            visitor(segments[s]);
        }
    }
}

bool ChangeRing::appendGap(Segment gap)
{
    MR_ASSERT(gap.gap != GapKind::None && gap.batch == nullptr);
    const Segment* previous = last();
    if (previous != nullptr && previous->gap == gap.gap && previous->relation == gap.relation) {
        Segment* merged = writableLast();
        merged->missingRows += gap.missingRows;
        merged->step = std::min(merged->step, gap.step);
        merged->lastStep = std::max(merged->lastStep, gap.lastStep);
        return true;
    }
    gap.numRows = 1;
    gap.bytes = sizeof(Segment);
    push(std::move(gap));
    return false;
}

void ChangeRing::appendFrom(const ChangeRing& other, uint64_t fromRowId)
{
    for (size_t b = 0; b < other.m_blocks.size(); ++b) {
        const std::vector<Segment>& segments = other.m_blocks[b]->segments;
        for (size_t s = b == 0 ? other.m_headSegment : 0; s < segments.size(); ++s) {
            if (segments[s].firstRowId >= fromRowId) {
                push(segments[s]);
            }
        }
    }
}

uint64_t ChangeRing::numRowsToTrim(uint64_t maxRows, uint64_t maxBytes) const
{
    uint64_t rows = numRows();
    uint64_t bytes = m_numBytes;
    size_t head = m_headSegment;
    for (const std::shared_ptr<Block>& block : m_blocks) {
        for (; head < block->segments.size(); ++head) {
            if (rows <= maxRows && bytes <= maxBytes) {
                return numRows() - rows;
            }
            rows -= block->segments[head].numRows;
            bytes -= block->segments[head].bytes;
        }
        head = 0;
    }
    return numRows() - rows;
}

ChangeRing::Trimmed ChangeRing::dropFront(uint64_t rows)
{
    Trimmed trimmed;
    while (trimmed.rows < rows) {
        Block& block = *m_blocks.front();
        const Segment& segment = block.segments[m_headSegment];
        account(trimmed, segment);
        m_firstRowId += segment.numRows;
        m_numBytes -= segment.bytes;
        const bool isLastOfBlock = ++m_headSegment == block.segments.size();
        if (isLastOfBlock) {
            m_blocks.pop_front();
            m_headSegment = 0;
        } else if (m_blocks.front().use_count() == 1) {
            block.segments[m_headSegment - 1].batch.reset(); // let go of the rows before the block goes
        }
    }
    MR_ASSERT(trimmed.rows == rows);
    return trimmed;
}

void ChangeRing::clear()
{
    m_blocks.clear();
    m_headSegment = 0;
    m_firstRowId = m_endRowId;
    m_numBytes = 0;
}

ChangeRing::Position ChangeRing::at(uint64_t rowId) const
{
    MR_ASSERT(rowId >= m_firstRowId && rowId < m_endRowId);
    auto block = std::upper_bound(
        m_blocks.begin(), m_blocks.end(), rowId,
        [](uint64_t id, const std::shared_ptr<Block>& candidate) { return id < candidate->segments[0].firstRowId; });
    --block;
    const std::vector<Segment>& segments = (*block)->segments;
    auto segment = std::upper_bound(segments.begin(), segments.end(), rowId,
                                    [](uint64_t id, const Segment& candidate) { return id < candidate.firstRowId; });
    --segment;
    return {&*segment, segment->firstRow + static_cast<uint32_t>(rowId - segment->firstRowId)};
}

const Segment* ChangeRing::last() const
{
    return m_blocks.empty() ? nullptr : &m_blocks.back()->segments.back();
}

uint64_t ChangeRing::findStep(uint64_t step) const
{
    uint64_t found = m_endRowId;
    for (size_t b = m_blocks.size(); b-- > 0;) {
        const std::vector<Segment>& segments = m_blocks[b]->segments;
        const size_t first = b == 0 ? m_headSegment : 0;
        for (size_t s = segments.size(); s-- > first;) {
            if (std::max(segments[s].step, segments[s].lastStep) < step) {
                return found;
            }
            found = segments[s].firstRowId;
        }
    }
    return found;
}

uint64_t ChangeRing::nextGap(uint64_t rowId) const
{
    for (size_t b = 0; b < m_blocks.size(); ++b) {
        const std::vector<Segment>& segments = m_blocks[b]->segments;
        if (segments.back().firstRowId <= rowId) {
            continue;
        }
        for (size_t s = b == 0 ? m_headSegment : 0; s < segments.size(); ++s) {
            if (segments[s].gap != GapKind::None && segments[s].firstRowId > rowId) {
                return segments[s].firstRowId;
            }
        }
    }
    return m_endRowId;
}

uint64_t ChangeRing::previousGap(uint64_t rowId) const
{
    for (size_t b = m_blocks.size(); b-- > 0;) {
        const std::vector<Segment>& segments = m_blocks[b]->segments;
        const size_t first = b == 0 ? m_headSegment : 0;
        for (size_t s = segments.size(); s-- > first;) {
            if (segments[s].gap != GapKind::None && segments[s].firstRowId < rowId) {
                return segments[s].firstRowId;
            }
        }
    }
    return m_endRowId;
}

void ChangeRing::push(Segment segment)
{
    segment.firstRowId = m_endRowId;
    m_endRowId += segment.numRows;
    m_numBytes += segment.bytes;
    const bool needsBlock =
        m_blocks.empty() || m_blocks.back()->segments.size() >= kBlockSegments || m_blocks.back().use_count() > 1;
    if (needsBlock) {
        m_blocks.push_back(std::make_shared<Block>());
    }
    m_blocks.back()->segments.push_back(std::move(segment));
}

Segment* ChangeRing::writableLast()
{
    if (m_blocks.back().use_count() > 1) {
        m_blocks.back() = std::make_shared<Block>(*m_blocks.back());
    }
    return &m_blocks.back()->segments.back();
}

} // namespace millrace::models
