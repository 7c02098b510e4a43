// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/delta_pieces.h"

#include "engine/zset/batch_builder.h"

#include <algorithm>
#include <vector>

namespace millrace {

namespace {

class PieceCutter {
public:
    explicit PieceCutter(uint64_t maxRecords)
        : m_maxRecords(std::max<uint64_t>(maxRecords, 1))
    {
    }

    void add(const BatchPtr& batch, bool takesDeletes)
    {
        const bool isWhole = batch->weights == nullptr && m_numRecords + batch->numRows <= m_maxRecords;
        if (isWhole) {
            m_piece.add(batch);
            m_numRecords += batch->numRows;
            return;
        }
        std::vector<uint32_t> rows;
        for (size_t row = 0; row < batch->numRows; ++row) {
            const Weight weight = batch->weight(row);
            if ((weight < 0) != takesDeletes) {
                continue;
            }
            const uint64_t numRecords = weight < 0 ? uint64_t{0} - static_cast<uint64_t>(weight) : weight;
            if (m_numRecords != 0 && m_numRecords + numRecords > m_maxRecords) {
                gather(*batch, rows);
                endPiece();
            }
            rows.push_back(static_cast<uint32_t>(row));
            m_numRecords += numRecords;
        }
        gather(*batch, rows);
    }
    void endPiece()
    {
        if (m_numRecords != 0) {
            m_pieces.push_back(std::move(m_piece));
            m_piece = {};
            m_numRecords = 0;
        }
    }
    std::deque<Delta> take() { return std::move(m_pieces); }

private:
    void gather(const Batch& batch, std::vector<uint32_t>& rows)
    {
        if (!rows.empty()) {
            m_piece.add(gatherBatch(batch, rows));
            rows.clear();
        }
    }

    const uint64_t m_maxRecords;
    std::deque<Delta> m_pieces;
    Delta m_piece;
    uint64_t m_numRecords = 0;
};

} // namespace

std::deque<Delta> piecesOf(const Delta& delta, uint64_t maxRecords)
{
    PieceCutter cutter(maxRecords);
    for (const BatchPtr& batch : delta.batches) {
        if (!batch->isInsertOnly) {
            cutter.add(batch, true);
        }
    }
    for (const BatchPtr& batch : delta.batches) {
        cutter.add(batch, false);
    }
    cutter.endPiece();
    return cutter.take();
}

} // namespace millrace
