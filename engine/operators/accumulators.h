// SPDX-License-Identifier: GPL-3.0-or-later
// Arithmetic of the aggregates on slots: adding weighted values, and reading results.
#pragma once

#include "engine/base/result.h"
#include "engine/operators/group_layout.h"
#include "engine/operators/value_multiset.h"
#include "engine/zset/batch_builder.h"

#include <span>
#include <vector>

namespace millrace {

/// A change of a multiset, to undo it: add(value, -weight).
struct MultisetChange {
    ValueMultiset* multiset;
    ValueCell value; ///< a string points into the step's input
    int64_t weight;
};

/// Adds rows [first, first + slots.size()) of the batch to the accumulators of their groups. Fails when a
/// 64- or 128-bit sum overflows. MIN/MAX changes are appended to `undo`.
Status accumulate(const AggregateState& state, const Batch& batch, size_t first, std::span<std::byte* const> slots,
                  std::vector<MultisetChange>& undo);

/// Brings the current value of a MIN/MAX with deletes up to date in the slot.
void refreshExtreme(const AggregateState& state, std::byte* slot);

/// Appends the results of groups (slots or images) to a column. Fails when a sum does not fit its type.
Status appendResults(const AggregateState& state, std::span<const std::byte* const> groups, ColumnBuilder& out);

/// Compares two states of a group. False = their results are equal.
bool resultsMayDiffer(const AggregateState& state, const std::byte* before, const std::byte* after);
/// Results may be equal although resultsMayDiffer(): an average rounds, equal texts stand in different places.
bool differentStatesMayAgree(const AggregateState& state);

/// Appends a column of the group key.
void appendKeys(const GroupLayout& layout, const KeyField& field, std::span<const std::byte* const> groups,
                ColumnBuilder& out);

} // namespace millrace
