// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/egress_snapshot.h"

#include "engine/pipeline/delta_pieces.h"

#include <algorithm>
#include <exception>

namespace millrace {

EgressSnapshot::EgressSnapshot(std::shared_ptr<WorkPool> pool, RowHeapSnapshot rows, uint64_t step,
                               std::unique_ptr<Encoder> encoder, uint64_t maxRecordsPerChunk,
                               std::function<void()> changed)
    : PooledTask(std::move(pool))
    , m_step(step)
    , m_maxRecords(std::min(maxRecordsPerChunk, kMaxRecordsPerChunk))
    , m_rows(std::move(rows))
    , m_encoder(std::move(encoder))
    , m_changed(std::move(changed))
{
}

std::optional<EgressChunk> EgressSnapshot::take()
{
    std::optional<EgressChunk> chunk;
    {
        std::lock_guard lock(m_mutex);
        chunk.swap(m_chunk);
    }
    if (chunk) {
        schedule();
    }
    return chunk;
}

bool EgressSnapshot::isDone() const
{
    std::lock_guard lock(m_mutex);
    return m_isAtEnd && !m_chunk;
}

uint64_t EgressSnapshot::numErrors() const
{
    std::lock_guard lock(m_mutex);
    return m_numErrors;
}

void EgressSnapshot::cancel()
{
    std::lock_guard lock(m_mutex);
    m_isAtEnd = true;
    m_chunk.reset();
    m_changed = nullptr;
}

void EgressSnapshot::work()
{
    {
        std::lock_guard lock(m_mutex);
        if (m_chunk || m_isAtEnd) {
            return;
        }
    }
    Delta piece;
    const bool hasPiece = nextPiece(piece);
    std::optional<Result<EgressChunk>> chunk;
    if (hasPiece) {
        chunk = encodeChunk(*m_encoder, piece, m_step);
    }
    std::function<void()> changed;
    {
        std::lock_guard lock(m_mutex);
        if (m_isAtEnd) {
            return;
        }
        if (!chunk) {
            m_isAtEnd = true;
        } else if (!chunk->ok()) {
            ++m_numErrors;
        } else {
            m_chunk = std::move(*chunk).value();
            m_chunk->isSnapshot = true;
        }
        changed = m_changed;
        if (m_isAtEnd) {
            m_changed = nullptr;
        }
    }
    if (chunk && !chunk->ok()) {
        schedule();
        return;
    }
    if (changed) {
        changed();
    }
}

bool EgressSnapshot::nextPiece(Delta& piece)
{
    while (m_pieces.empty() && m_segment < m_rows.numSegments()) {
        if (BatchPtr rows = m_rows.takeSegment(m_segment++)) {
            Delta delta;
            delta.add(std::move(rows));
            m_pieces = piecesOf(delta, m_maxRecords);
        }
    }
    if (m_pieces.empty()) {
        return false;
    }
    piece = std::move(m_pieces.front());
    m_pieces.pop_front();
    return true;
}

Result<EgressChunk> encodeChunk(Encoder& encoder, const Delta& piece, uint64_t step)
{
    auto data = std::make_shared<std::string>();
    EgressChunk chunk;
    chunk.step = step;
    try {
        MR_TRY(chunk.numRecords, encoder.encode(piece, *data));
    } catch (const std::exception& exception) {
        return makeError(ErrorCode::kInternal, std::string("The change could not be encoded: ") + exception.what());
    }
    if (data->ends_with("]\n")) {
        data->pop_back();
    }
    chunk.data = std::move(data);
    return chunk;
}

} // namespace millrace
