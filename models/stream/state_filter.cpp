// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/state_filter.h"

namespace millrace::models {

StateFilter::StateFilter(std::optional<api::RowFilter> condition, std::optional<std::pair<uint64_t, uint64_t>> steps)
    : m_condition(std::move(condition))
    , m_steps(steps)
{
}

Status StateFilter::look(const std::vector<BatchPtr>& batches)
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
        MR_TRY(const std::vector<uint32_t> rows, m_condition->select(*batches[i]));
        seen.passes.assign(batches[i]->numRows, false);
        for (const uint32_t row : rows) {
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
