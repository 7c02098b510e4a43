// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/ranked_output.h"

#include "engine/zset/batch_builder.h"

#include <algorithm>

namespace millrace {

namespace {

void appendColumn(const PackedLayout::Column& column, std::span<const std::byte* const> rows, ColumnBuilder& builder)
{
    const size_t first = builder.size();
    withPhysical(column.physical, [&](auto tag) {
        using T = decltype(tag);
        T* target = builder.appendUninitialized<T>(rows.size());
        for (size_t i = 0; i < rows.size(); ++i) {
            target[i] = loadPacked<T>(rows[i], column.offset);
        }
    });
    if (column.nullOffset == 0) {
        return;
    }
    const auto isNull = [&column](const std::byte* row) { return row[column.nullOffset] != std::byte{0}; };
    uint8_t* nulls = nullptr;
    for (size_t i = 0; i < rows.size(); ++i) {
        if (isNull(rows[i])) {
            nulls = nulls == nullptr ? builder.ensureNulls() + first : nulls;
            nulls[i] = 1;
        }
    }
}

} // namespace

void RankedOutput::flush(Delta& out)
{
    if (m_ids.empty()) {
        return;
    }
    std::vector<ColumnBuilder> builders;
    builders.reserve(m_layout.columns.size());
    for (const PackedLayout::Column& column : m_layout.columns) {
        builders.emplace_back(column.physical);
        builders.back().reserve(m_ids.size());
    }
    for (size_t i = 0; i < std::min(kChunkRows, m_ids.size()); ++i) {
        m_rows.prefetch(m_ids[i]);
    }
    PackedRows::Owners owners(m_rows);
    for (size_t first = 0; first < m_ids.size(); first += kChunkRows) {
        const size_t last = std::min(first + kChunkRows, m_ids.size());
        m_chunk.clear();
        for (size_t i = first; i < last; ++i) {
            if (i + kChunkRows < m_ids.size()) {
                m_rows.prefetch(m_ids[i + kChunkRows]);
            }
            m_chunk.push_back(m_rows.at(m_ids[i]));
        }
        for (size_t i = 0; i < builders.size(); ++i) {
            appendColumn(m_layout.columns[i], m_chunk, builders[i]);
        }
        for (size_t i = 0; !m_layout.stringOffsets.empty() && i < m_chunk.size(); ++i) {
            owners.add(m_chunk[i]);
        }
    }
    const std::shared_ptr<const void> owner = owners.take();
    auto batch = std::make_shared<Batch>();
    batch->numRows = m_ids.size();
    for (ColumnBuilder& builder : builders) {
        if (owner && builder.physical() == Physical::String) {
            builder.arena().adopt(owner);
        }
        batch->columns.push_back(builder.finish());
    }
    for (std::vector<int64_t>& ranks : m_ranks) {
        ColumnBuilder builder(Physical::Int64);
        std::copy(ranks.begin(), ranks.end(), builder.appendUninitialized<int64_t>(ranks.size()));
        batch->columns.push_back(builder.finish());
        ranks.clear();
    }
    setWeights(*batch, std::move(m_weights));
    m_weights = {};
    m_ids.clear();
    out.add(std::move(batch));
}

} // namespace millrace
