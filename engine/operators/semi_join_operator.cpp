// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/semi_join_operator.h"

#include "engine/zset/batch_builder.h"
#include "engine/zset/consolidate.h"
#include "engine/zset/hash.h"

#include <algorithm>
#include <bit>

namespace millrace {

namespace {

constexpr size_t kEmitRows = 16384; ///< rows of an output batch at most

} // namespace

SemiJoinOperator::SemiJoinOperator(JoinSide left, JoinSide right, SemiJoinKind kind, std::vector<int> output,
                                   JoinOperator::Output known)
    : m_left(std::move(left))
    , m_right(std::move(right))
    , m_kind(kind)
    , m_output(std::move(output))
    , m_known(known)
{
}

Status SemiJoinOperator::evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output)
{
    const Delta& left = inputs[0]->delta;
    const Delta& right = inputs[1]->delta;
    output.frontier = std::min(inputs[0]->frontier, inputs[1]->frontier);
    m_changes.clear();
    if (!right.empty()) {
        collectRight(right);
        emitChangedKeys(output.delta);
    }
    const bool isChanged = !output.delta.empty();
    for (const BatchPtr& batch : left.batches) {
        emitLeft(batch, output.delta);
        MR_CHECK(context.passed());
    }
    m_rightBatch.reset();
    if (!isChanged) {
        output.delta.hasDistinctRows = left.hasDistinctRows && m_known == JoinOperator::Output::HasKey;
    } else if (m_known == JoinOperator::Output::HasKey && !left.empty() && !output.delta.isInsertOnly) {
        // A row that goes on the left while its key comes on the right: a store by the key must not see it.
        output.delta = consolidated(output.delta);
    }
    return {};
}

/// Sums up the change of each key and finds whether the key is there before and after it.
void SemiJoinOperator::collectRight(const Delta& right)
{
    m_rightBatch = concatenated(right, m_right.store->columns());
    const Batch& batch = *m_rightBatch;
    hashColumns(batch, m_right.keyColumns, m_rightHashes, &m_nullKeys);
    const size_t mask = std::bit_ceil(batch.numRows * 2) - 1;
    m_heads.assign(mask + 1, 0);
    m_next.clear();
    for (uint32_t row = 0; row < batch.numRows; ++row) {
        if (m_nullKeys[row] != 0) {
            continue;
        }
        const uint64_t hash = m_rightHashes[row];
        const KeyChange* known = findChange(batch, m_right.keyColumns, row, hash);
        if (known != nullptr) {
            m_changes[static_cast<size_t>(known - m_changes.data())].weight += batch.weight(row);
            continue;
        }
        m_next.push_back(m_heads[hash & mask]);
        m_changes.push_back({row, batch.weight(row)});
        m_heads[hash & mask] = static_cast<uint32_t>(m_changes.size());
    }
    const ProbeKeys keys{&batch, m_right.keyColumns, m_rightHashes, nullptr};
    for (KeyChange& change : m_changes) {
        const Weight enough = std::max<Weight>(0, -change.weight);
        const Weight before = m_right.store->weightOf(m_right.index, keys, change.row, enough);
        change.wasThere = before > 0;
        change.isThere = before + change.weight > 0;
    }
}

const SemiJoinOperator::KeyChange* SemiJoinOperator::findChange(const Batch& batch, std::span<const int> columns,
                                                                size_t row, uint64_t hash) const
{
    for (uint32_t at = m_heads[hash & (m_heads.size() - 1)]; at != 0; at = m_next[at - 1]) {
        const KeyChange& change = m_changes[at - 1];
        if (m_rightHashes[change.row] == hash &&
            rowsEqual(*m_rightBatch, m_right.keyColumns, change.row, batch, columns, row)) {
            return &change;
        }
    }
    return nullptr;
}

/// The left rows of every key that came or went.
void SemiJoinOperator::emitChangedKeys(Delta& out)
{
    if (m_left.store->numRows() == 0) {
        return;
    }
    std::vector<uint32_t> rows;
    std::vector<Weight> signs;
    std::vector<uint64_t> hashes;
    for (const KeyChange& change : m_changes) {
        if (change.wasThere != change.isThere) {
            rows.push_back(change.row);
            signs.push_back(change.isThere == (m_kind == SemiJoinKind::Semi) ? 1 : -1);
            hashes.push_back(m_rightHashes[change.row]);
        }
    }
    if (rows.empty()) {
        return;
    }
    const BatchPtr keys = gatherBatch(*m_rightBatch, rows);
    const RelationStore& store = *m_left.store;
    Matches matches;
    store.probe(m_left.index, ProbeKeys{keys.get(), m_right.keyColumns, hashes, nullptr}, matches);
    for (size_t first = 0; first < matches.size(); first += kEmitRows) {
        const size_t count = std::min(kEmitRows, matches.size() - first);
        const std::span storeRows(matches.rows.data() + first, count);
        auto result = std::make_shared<Batch>();
        result->numRows = count;
        for (const int column : m_output) {
            const auto position = static_cast<size_t>(column);
            ColumnBuilder builder(store.columns()[position]);
            store.heap().gather(position, storeRows, builder);
            result->columns.push_back(builder.finish());
        }
        std::vector<Weight> weights(count);
        for (size_t i = 0; i < count; ++i) {
            weights[i] = signs[matches.probeRows[first + i]] * store.weight(storeRows[i]);
        }
        setWeights(*result, std::move(weights));
        out.add(std::move(result));
    }
}

/// The changed rows whose key is there, or not, after this step.
void SemiJoinOperator::emitLeft(const BatchPtr& batch, Delta& out)
{
    hashColumns(*batch, m_left.keyColumns, m_hashes, &m_nullKeys);
    const ProbeKeys keys{batch.get(), m_left.keyColumns, m_hashes, nullptr};
    std::vector<uint32_t> rows;
    for (uint32_t row = 0; row < batch->numRows; ++row) {
        bool isThere = false;
        if (m_nullKeys[row] == 0) {
            const KeyChange* change =
                m_changes.empty() ? nullptr : findChange(*batch, m_left.keyColumns, row, m_hashes[row]);
            isThere = change != nullptr ? change->isThere : m_right.store->weightOf(m_right.index, keys, row, 0) > 0;
        }
        if (isThere == (m_kind == SemiJoinKind::Semi)) {
            rows.push_back(row);
        }
    }
    if (!rows.empty()) {
        out.add(outputOf(batch, rows));
    }
}

BatchPtr SemiJoinOperator::outputOf(const BatchPtr& batch, std::span<const uint32_t> rows) const
{
    auto chosen = std::make_shared<Batch>();
    chosen->numRows = batch->numRows;
    chosen->weights = batch->weights;
    chosen->weightOwner = batch->weightOwner;
    chosen->isInsertOnly = batch->isInsertOnly;
    for (const int column : m_output) {
        chosen->columns.push_back(batch->columns[static_cast<size_t>(column)]);
    }
    return rows.size() == batch->numRows ? chosen : gatherBatch(*chosen, rows);
}

std::unique_ptr<Operator> SemiJoinOperator::makeShard(const StoreOfShard& storeOf) const
{
    return std::make_unique<SemiJoinOperator>(sideOfShard(m_left, storeOf), sideOfShard(m_right, storeOf), m_kind,
                                              m_output, m_known);
}

int SemiJoinOperator::outputColumn(size_t input, int column) const
{
    if (input == 1) {
        const auto key = std::find(m_right.keyColumns.begin(), m_right.keyColumns.end(), column);
        if (key == m_right.keyColumns.end()) {
            return -1;
        }
        column = m_left.keyColumns[static_cast<size_t>(key - m_right.keyColumns.begin())];
    }
    const auto found = std::find(m_output.begin(), m_output.end(), column);
    return found == m_output.end() ? -1 : static_cast<int>(found - m_output.begin());
}

std::string SemiJoinOperator::describe() const
{
    std::string text = m_kind == SemiJoinKind::Semi ? "semi join on (" : "anti join on (";
    for (size_t i = 0; i < m_left.keyColumns.size(); ++i) {
        text += (i == 0 ? "#" : ", #") + std::to_string(m_left.keyColumns[i]);
    }
    text += ") = (";
    for (size_t i = 0; i < m_right.keyColumns.size(); ++i) {
        text += (i == 0 ? "#" : ", #") + std::to_string(m_right.keyColumns[i]);
    }
    return text + ")";
}

} // namespace millrace
