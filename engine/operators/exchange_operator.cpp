// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/exchange_operator.h"

#include "engine/zset/batch_builder.h"
#include "engine/zset/hash.h"

#include <algorithm>

namespace millrace {

namespace {

/// Of the bits that tables by the same hash do not use: they take the upper half, and the lowest ones.
size_t shardOf(uint64_t hash, size_t numShards)
{
    constexpr int kShift = 16;
    constexpr uint64_t kMask = 0xFFFF;
    return static_cast<size_t>(((hash >> kShift) & kMask) * numShards >> kShift);
}

/// `rows` in `parts` equal parts that begin where batches may be cut.
size_t rowsOfPart(size_t rows, size_t parts)
{
    return ((rows + parts - 1) / parts + kSliceRows - 1) / kSliceRows * kSliceRows;
}

} // namespace

ExchangeOperator::ExchangeOperator(std::vector<int> keyColumns, Parallelism parallelism)
    : m_keyColumns(std::move(keyColumns))
    , m_parallelism(parallelism)
{
}

size_t ExchangeOperator::start(const StepContext&, std::span<const Stream* const> inputs, Stream& output)
{
    const Stream& input = *inputs[0];
    output.delta = input.delta;
    output.shards.resize(m_parallelism.numShards);
    output.setFrontier(input.frontier);
    m_pieces.clear();
    if (m_keyColumns.empty()) {
        splitByRows(input.delta, output);
    } else {
        cutIntoPieces(input, input.delta.numRows());
    }
    return m_pieces.size();
}

Status ExchangeOperator::finish(Stream& output)
{
    for (Piece& piece : m_pieces) {
        for (size_t shard = 0; shard < piece.parts.size(); ++shard) {
            if (piece.parts[shard]) {
                output.shards[shard].delta.add(std::move(piece.parts[shard]));
            }
        }
    }
    m_pieces.clear();
    for (Stream& shard : output.shards) {
        shard.delta.hasDistinctRows = output.delta.hasDistinctRows;
    }
    return {};
}

void ExchangeOperator::splitByRows(const Delta& delta, Stream& output) const
{
    const size_t numRows = delta.numRows();
    const size_t numShards = m_parallelism.workersFor(numRows) == 1 ? 1 : m_parallelism.numShards;
    const size_t share = rowsOfPart(numRows, numShards);
    size_t shard = 0;
    size_t room = share;
    for (const BatchPtr& batch : delta.batches) {
        for (size_t first = 0; first < batch->numRows;) {
            if (room == 0 && shard + 1 < numShards) {
                ++shard;
                room = share;
            }
            const size_t left = batch->numRows - first;
            const bool takesAll = left <= room || shard + 1 == numShards;
            const size_t count = takesAll ? left : std::min(left, rowsOfPart(room, 1));
            output.shards[shard].delta.add(count == batch->numRows ? batch : sliceBatch(*batch, first, first + count));
            room -= std::min(room, count);
            first += count;
        }
    }
}

/// Even ones, of the shards or of the whole.
void ExchangeOperator::cutIntoPieces(const Stream& input, size_t numRows)
{
    const size_t share = m_parallelism.workersFor(numRows) == 1
        ? Batch::kMaxRows
        : std::min(rowsOfPart(numRows, m_parallelism.numShards), Batch::kMaxRows);
    const auto cut = [&](const Delta& delta) {
        for (const BatchPtr& batch : delta.batches) {
            for (size_t first = 0; first < batch->numRows; first += share) {
                m_pieces.push_back({batch, first, std::min(first + share, batch->numRows), {}});
            }
        }
    };
    if (input.shards.empty()) {
        cut(input.delta);
    } else {
        for (const Stream& shard : input.shards) {
            cut(shard.delta);
        }
    }
}

void ExchangeOperator::evaluatePart(size_t part)
{
    Piece& piece = m_pieces[part];
    const Batch& batch = *piece.batch;
    std::vector<uint64_t> hashes;
    hashColumns(batch, m_keyColumns, piece.first, piece.last, hashes);
    std::vector<std::vector<uint32_t>> rows(m_parallelism.numShards);
    for (std::vector<uint32_t>& chosen : rows) {
        chosen.reserve(piece.last - piece.first);
    }
    for (size_t row = piece.first; row < piece.last; ++row) {
        rows[shardOf(hashes[row - piece.first], rows.size())].push_back(static_cast<uint32_t>(row));
    }
    piece.parts.resize(rows.size());
    for (size_t shard = 0; shard < rows.size(); ++shard) {
        if (rows[shard].size() == batch.numRows) {
            piece.parts[shard] = piece.batch;
        } else if (!rows[shard].empty()) {
            piece.parts[shard] = gatherBatch(batch, rows[shard]);
        }
    }
}

std::string ExchangeOperator::describe() const
{
    if (m_keyColumns.empty()) {
        return "exchange by ranges of rows";
    }
    std::string text = "exchange by (";
    for (size_t i = 0; i < m_keyColumns.size(); ++i) {
        text += (i == 0 ? "#" : ", #") + std::to_string(m_keyColumns[i]);
    }
    return text + ")";
}

} // namespace millrace
