// SPDX-License-Identifier: GPL-3.0-or-later
// What one aggregate has gathered of the groups of one window.
#pragma once

#include "engine/descriptive/stream_aggregate.h"
#include "engine/zset/batch_builder.h"

#include <memory>
#include <span>

namespace millrace::descriptive {

/// Rows [first, last) for an aggregate, those where the filter is false left out.
struct AggregateInput {
    const Column* arg = nullptr;      ///< null: rows are counted
    const Column* order = nullptr;    ///< ArgMin, ArgMax
    const Column* filter = nullptr;   ///< BOOLEAN, or null
    const uint32_t* groups = nullptr; ///< of row first + i; null: all of group 0
    size_t first = 0;
    size_t last = 0;
    size_t numGroups = 0; ///< so far, those of these rows included

    bool takes(size_t row) const
    {
        return (filter == nullptr || (!filter->isNull(row) && filter->get<uint8_t>(row) != 0)) &&
               (arg == nullptr || !arg->isNull(row));
    }
    size_t group(size_t row) const { return groups == nullptr ? 0 : groups[row - first]; }
};

/// Folds rows; nothing is ever taken back. One thread.
class AggregateState {
public:
    virtual ~AggregateState() = default;
    virtual void add(const AggregateInput& input) = 0;
    /// Appends the results of groups, in their order, in the representation of the aggregate's type.
    virtual void emit(std::span<const uint32_t> groups, ColumnBuilder& out) = 0;
    /// Bytes beyond some dozens a group.
    virtual size_t byteSize() const { return 0; }
};

std::unique_ptr<AggregateState> makeAggregateState(const StreamAggregate& aggregate);

} // namespace millrace::descriptive
