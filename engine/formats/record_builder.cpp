// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/record_builder.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace millrace {

RecordBuilder::RecordBuilder(const Schema& schema)
    : m_builder(schema.physicals())
{
}

void RecordBuilder::commit(RecordOp op)
{
    if (op != RecordOp::Insert || !m_ops.empty()) {
        m_ops.resize(m_numRows, RecordOp::Insert);
        m_ops.push_back(op);
    }
    ++m_numRows;
    if (m_numRows >= DecodedChunk::kMaxRowsPerBatch) {
        finishBatch();
    }
}

void RecordBuilder::commitUpdate(std::vector<uint8_t> present)
{
    m_present.resize(m_numRows + 1);
    m_present.back() = std::move(present);
    commit(RecordOp::Update);
}

void RecordBuilder::discard()
{
    truncateTo(m_numRows);
}

void RecordBuilder::truncateTo(size_t rows)
{
    for (size_t i = 0; i < m_builder.numColumns(); ++i) {
        m_builder.column(i).truncate(rows);
    }
}

void RecordBuilder::finishBatch()
{
    InputBatch batch;
    batch.rows = m_builder.build();
    batch.ops = std::exchange(m_ops, {});
    batch.present = std::exchange(m_present, {});
    if (!batch.present.empty()) {
        batch.present.resize(m_numRows);
    }
    m_builder.reserve(m_numRows);
    m_numRows = 0;
    m_finished.push_back(std::move(batch));
}

void RecordBuilder::rollbackTo(const Mark& mark)
{
    if (m_finished.size() == mark.numBatches) {
        m_numRows = mark.numRows;
        truncateTo(mark.numRows);
        m_ops.resize(std::min(m_ops.size(), mark.numRows));
        m_present.resize(std::min(m_present.size(), mark.numRows));
        return;
    }
    // The batch open at the mark was finished since; its first rows stay.
    InputBatch kept = std::move(m_finished[mark.numBatches]);
    m_finished.resize(mark.numBatches);
    m_numRows = 0;
    truncateTo(0);
    m_ops.clear();
    m_present.clear();
    if (mark.numRows != 0) {
        std::vector<uint32_t> rows(mark.numRows);
        std::iota(rows.begin(), rows.end(), 0U);
        kept.rows = gatherBatch(*kept.rows, rows);
        kept.ops.resize(std::min(kept.ops.size(), mark.numRows));
        kept.present.resize(std::min(kept.present.size(), mark.numRows));
        m_finished.push_back(std::move(kept));
    }
}

void RecordBuilder::take(std::vector<InputBatch>& out)
{
    if (m_numRows != 0) {
        finishBatch();
    }
    std::move(m_finished.begin(), m_finished.end(), std::back_inserter(out));
    m_finished.clear();
}

} // namespace millrace
