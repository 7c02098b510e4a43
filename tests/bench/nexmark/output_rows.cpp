// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/nexmark/output_rows.h"

#include "engine/base/block_pool.h"
#include "engine/zset/hash.h"

#include <algorithm>
#include <cstring>

namespace millrace::bench {

namespace {

void* grown(void* old, size_t oldBytes, size_t newBytes)
{
    void* data = allocateBlock(newBytes);
    if (old != nullptr) {
        std::memcpy(data, old, oldBytes);
        freeBlock(old, oldBytes);
    }
    return data;
}

} // namespace

OutputRows::OutputRows(std::initializer_list<Physical> columns, RowChanges changes)
    : m_changes(changes)
{
    for (const Physical physical : columns) {
        m_columns.push_back({physical});
    }
    growTo(16'384);
}

OutputRows::~OutputRows()
{
    for (const PlainColumn& column : m_columns) {
        freeBlock(column.data, m_capacity * sizeOf(column.physical));
        freeBlock(column.nulls, m_capacity);
    }
    freeBlock(m_weights, m_capacity * sizeof(Weight));
}

uint8_t* OutputRows::nulls(size_t index)
{
    PlainColumn& column = m_columns[index];
    if (column.nulls == nullptr) {
        column.nulls = static_cast<uint8_t*>(allocateBlock(m_capacity));
        std::memset(column.nulls, 0, m_capacity);
    }
    return column.nulls;
}

void OutputRows::growTo(size_t rows)
{
    for (PlainColumn& column : m_columns) {
        const size_t width = sizeOf(column.physical);
        column.data = grown(column.data, m_capacity * width, rows * width);
        if (column.nulls != nullptr) {
            column.nulls = static_cast<uint8_t*>(grown(column.nulls, m_capacity, rows));
        }
    }
    if (m_changes == RowChanges::InsertsAndRetractions) {
        m_weights = static_cast<Weight*>(grown(m_weights, m_capacity * sizeof(Weight), rows * sizeof(Weight)));
    }
    m_capacity = rows;
}

Batch OutputRows::asBatch() const
{
    Batch batch;
    for (const PlainColumn& column : m_columns) {
        Column& view = batch.columns.emplace_back();
        view.physical = column.physical;
        view.data = column.data;
        view.nulls = column.nulls;
    }
    batch.numRows = m_numRows;
    batch.weights = m_weights;
    batch.isInsertOnly = m_weights == nullptr;
    return batch;
}

uint64_t checksumOf(const Batch& batch)
{
    std::vector<uint64_t> hashes;
    hashRows(batch, hashes);
    uint64_t sum = 0;
    for (size_t row = 0; row < batch.numRows; ++row) {
        sum += mixHash(hashes[row]) * static_cast<uint64_t>(batch.weight(row));
    }
    return sum;
}

uint64_t checksumOf(const Delta& delta)
{
    uint64_t sum = 0;
    for (const BatchPtr& batch : delta.batches) {
        sum += checksumOf(*batch);
    }
    return sum;
}

} // namespace millrace::bench
