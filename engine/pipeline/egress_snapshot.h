// SPDX-License-Identifier: GPL-3.0-or-later
// The rows that a listener gets first, encoded as fast as it takes them.
#pragma once

#include "engine/formats/encoder.h"
#include "engine/pipeline/egress.h"
#include "engine/pipeline/pooled_task.h"
#include "engine/zset/row_heap_snapshot.h"

#include <deque>
#include <functional>
#include <mutex>
#include <optional>

namespace millrace {

/// Encodes the rows of a relation as of one step, a chunk ahead of the listener: however slow that is, memory stays
/// small. Any thread.
class EgressSnapshot final : public PooledTask {
public:
    /// Records of a chunk are at most these, also where the listener would take more: listeners are many.
    static constexpr uint64_t kMaxRecordsPerChunk = 2'000;

    /// `changed` is called when there is a chunk, or none will come, from a thread of the pool.
    EgressSnapshot(std::shared_ptr<WorkPool> pool, RowHeapSnapshot rows, uint64_t step,
                   std::unique_ptr<Encoder> encoder, uint64_t maxRecordsPerChunk, std::function<void()> changed);

    /// The next chunk, without a sequence number, if it is ready.
    std::optional<EgressChunk> take();
    /// Nothing is left to take.
    bool isDone() const;
    uint64_t numErrors() const;
    /// Nobody listens: does nothing any more.
    void cancel();

private:
    void work() override;
    bool nextPiece(Delta& piece);

    const uint64_t m_step;
    const uint64_t m_maxRecords;

    // The worker's own.
    RowHeapSnapshot m_rows;
    size_t m_segment = 0;
    std::deque<Delta> m_pieces;
    const std::unique_ptr<Encoder> m_encoder;

    mutable std::mutex m_mutex; ///< a leaf
    std::function<void()> m_changed;
    std::optional<EgressChunk> m_chunk;
    bool m_isAtEnd = false;
    uint64_t m_numErrors = 0;
};

/// Encodes a piece as one chunk; an array of JSON without the line end, so that it can stand in a line.
Result<EgressChunk> encodeChunk(Encoder& encoder, const Delta& piece, uint64_t step);

} // namespace millrace
