// SPDX-License-Identifier: GPL-3.0-or-later
// Which rows of a state are shown.
#pragma once

#include "engine/api/row_filter.h"
#include "models/stream/state_rows.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace millrace::models {

/// A condition over the columns, a range of steps in which a row changed last, or both. The condition is worked out
/// once for each batch, since batches do not change. One thread at a time.
class StateFilter {
public:
    StateFilter(std::optional<api::RowFilter> condition, std::optional<std::pair<uint64_t, uint64_t>> steps);

    /// Works the condition out for batches that are new; before passes() is asked about `rows`, which are all that are
    /// there. An error is one of these: what was deleted stands in its batch still, and is not asked about.
    Status look(const std::vector<BatchPtr>& batches, const StateRows& rows);
    bool passes(const StateRow& row) const;

private:
    struct Seen {
        BatchPtr batch;
        std::vector<bool> passes; ///< by row
    };

    Result<std::vector<uint32_t>> select(const Batch& batch, uint32_t number, const StateRows& rows);

    std::optional<api::RowFilter> m_condition;
    std::optional<std::pair<uint64_t, uint64_t>> m_steps; ///< first and last
    std::vector<Seen> m_seen;                             ///< as the batches of the state
};

} // namespace millrace::models
