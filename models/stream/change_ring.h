// SPDX-License-Identifier: GPL-3.0-or-later
// The kept end of a change stream: pointers to shared batches in blocks, bounded by rows and bytes.
#pragma once

#include "engine/api/subscription.h"
#include "models/stream/update_pairs.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace millrace::models {

/// Why a row of the ring is not a change.
enum class GapKind : uint8_t {
    None,
    Dropped,  ///< the view could not keep up; the count is exact
    Hidden,   ///< the stream was not followed; steps are known, the count is not
    Unthawed, ///< passed while the view was frozen and the ring ran full; the count is exact
};

/// A run of rows of one batch, or a gap (one row).
struct Segment {
    uint64_t firstRowId = 0;
    uint64_t step = 0;        ///< gap: first step
    uint64_t lastStep = 0;    ///< gap: last step
    uint64_t missingRows = 0; ///< gap: how many changes are not kept; 0 = unknown
    TimestampMicros at = 0;
    BatchPtr batch;                             ///< null for a gap
    uint32_t firstRow = 0;                      ///< of the batch
    uint32_t numRows = 0;                       ///< 1 for a gap
    uint64_t bytes = 0;                         ///< this segment's share of the batch, estimated
    std::shared_ptr<const UpdatePairs> updates; ///< rows that these replace; null = none
    uint16_t relation = 0;                      ///< index in the model's relations
    GapKind gap = GapKind::None;
    bool isSnapshot = false;
};

/// An ordered list of segments with dense, ever growing 64-bit row ids. Appends at the end, trims at the
/// front in whole segments. Copying shares the blocks and is cheap: a copy is a pinned snapshot.
/// Not thread-safe.
class ChangeRing {
public:
    static constexpr uint32_t kMaxSegmentRows = 4096; ///< larger batches are cut into several segments
    static constexpr size_t kBlockSegments = 256;

    /// Ids of the kept rows: [firstRowId, endRowId).
    uint64_t firstRowId() const { return m_firstRowId; }
    uint64_t endRowId() const { return m_endRowId; }
    uint64_t numRows() const { return m_endRowId - m_firstRowId; }
    uint64_t numBytes() const { return m_numBytes; }
    bool isEmpty() const { return m_endRowId == m_firstRowId; }

    /// Appends the rows of a change of relation `relation`; batches are shared. Returns the number of rows.
    uint64_t append(const StepChange& change, uint16_t relation);
    /// Appends a gap row; ids, rows and bytes of `gap` are set here. A gap that directly follows one of the same
    /// kind and relation is merged into it; true when merged.
    bool appendGap(Segment gap);
    /// Appends one segment, renumbered.
    void appendSegment(const Segment& segment) { push(segment); }
    /// Appends all rows of a batch with step, time and relation of `like`.
    void appendRows(const BatchPtr& batch, const Segment& like, std::shared_ptr<const UpdatePairs> updates);
    /// In order.
    void visit(const std::function<void(const Segment&)>& visitor) const;
    /// Appends the rows of `other` from the segment at `fromRowId` on, renumbered to follow this ring's.
    void appendFrom(const ChangeRing& other, uint64_t fromRowId);

    /// How many rows at the front must go, in whole segments, for both bounds to hold.
    uint64_t numRowsToTrim(uint64_t maxRows, uint64_t maxBytes) const;
    struct Trimmed {
        uint64_t rows = 0;    ///< rows of the ring, gap rows included
        uint64_t changes = 0; ///< without them
        uint64_t missing = 0; ///< changes that the gap rows among them stood for
        uint64_t firstStep = 0;
        uint64_t lastStep = 0;
    };
    /// Drops the front up to a segment border given by numRowsToTrim().
    Trimmed dropFront(uint64_t rows);
    void clear(); ///< ids go on

    struct Position {
        const Segment* segment = nullptr;
        uint32_t batchRow = 0;
    };
    /// Position of a kept row.
    Position at(uint64_t rowId) const;
    const Segment* last() const; ///< null when empty
    /// The id of the first row of step >= `step`, or endRowId(). Steps are searched from the newest backwards.
    uint64_t findStep(uint64_t step) const;
    /// The nearest gap row after / before `rowId`, or endRowId() when there is none.
    uint64_t nextGap(uint64_t rowId) const;
    uint64_t previousGap(uint64_t rowId) const;

private:
    struct Block {
        std::vector<Segment> segments; ///< never empty, at most kBlockSegments
    };
    void push(Segment segment);
    Segment* writableLast();

    std::deque<std::shared_ptr<Block>> m_blocks; ///< a block that a copy shares is not written to
    size_t m_headSegment = 0;                    ///< first kept segment of the first block
    uint64_t m_firstRowId = 0;
    uint64_t m_endRowId = 0;
    uint64_t m_numBytes = 0;
};

/// Bytes of the values of a batch; strings are sampled, so the cost does not grow with the rows.
uint64_t estimateBytes(const Batch& batch);

} // namespace millrace::models
