// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/state_rows.h"

namespace millrace::models {

StateRow& StateRows::writable(size_t position)
{
    std::shared_ptr<Chunk>& chunk = m_chunks[position / kChunkRows];
    if (chunk->epoch != m_epoch) {
        chunk = std::make_shared<Chunk>(*chunk);
        chunk->epoch = m_epoch;
    }
    return chunk->rows[position % kChunkRows];
}

void StateRows::push(const StateRow& row)
{
    if (m_size % kChunkRows == 0) {
        m_chunks.push_back(std::make_shared<Chunk>());
        m_chunks.back()->epoch = m_epoch;
    }
    ++m_size;
    writable(m_size - 1) = row;
}

void StateRows::pop()
{
    --m_size;
    if (m_size % kChunkRows == 0) {
        m_chunks.pop_back();
    }
}

StateRows StateRows::share()
{
    StateRows copy;
    copy.m_chunks = m_chunks;
    copy.m_size = m_size;
    ++m_epoch;
    return copy;
}

} // namespace millrace::models
