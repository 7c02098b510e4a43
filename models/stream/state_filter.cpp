// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/state_filter.h"

#include "engine/api/entry.h"

namespace millrace::models {

StateFilter::StateFilter(std::optional<api::RowFilter> condition, std::optional<std::pair<uint64_t, uint64_t>> steps)
    : m_condition(std::move(condition))
    , m_steps(steps)
{
}

Result<std::vector<uint32_t>> StateFilter::select(const Batch& batch, uint32_t number, const StateRows& rows)
{
    Result<std::vector<uint32_t>> all = m_condition->select(batch);
    if (all.ok()) {
        return all;
    }
    std::vector<uint32_t> present;
    for (uint32_t position = 0; position < rows.size(); ++position) {
        if (rows[position].batch == number) {
            present.push_back(rows[position].row);
        }
    }
    if (present.size() == batch.numRows) {
        return all;
    }
    const BatchPtr gathered = gatherBatch(batch, present);
    MR_TRY(std::vector<uint32_t> passing, m_condition->select(*gathered));
    for (uint32_t& row : passing) {
        row = present[row];
    }
    return passing;
}

Status StateFilter::look(const std::vector<BatchPtr>& batches, const StateRows& rows)
{
    if (!m_condition) {
        return {};
    }
    m_seen.resize(batches.size());
    for (size_t i = 0; i < batches.size(); ++i) {
        Seen& seen = m_seen[i];
        if (seen.batch == batches[i]) {
            continue;
        }
        MR_TRY(const std::vector<uint32_t> passing, select(*batches[i], static_cast<uint32_t>(i), rows));
        seen.passes.assign(batches[i]->numRows, false);
        for (const uint32_t row : passing) {
            seen.passes[row] = true;
        }
        seen.batch = batches[i];
    }
    return {};
}

bool StateFilter::passes(const StateRow& row) const
{
    if (m_steps && (row.lastStep < m_steps->first || row.lastStep > m_steps->second)) {
        return false;
    }
    return !m_condition || m_seen[row.batch].passes[row.row];
}

} // namespace millrace::models
