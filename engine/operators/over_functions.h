// SPDX-License-Identifier: GPL-3.0-or-later
// Functions over the rows of one partition in order.
#pragma once

#include "engine/base/result.h"
#include "engine/expr/over_spec.h"
#include "engine/operators/packed_row.h"
#include "engine/zset/batch_builder.h"

#include <span>

namespace millrace {

/// The rows of a partition in the order of the window; equal rows stand side by side, each by itself.
struct OrderedPartition {
    const PackedLayout& layout;
    const RowOrder& order;
    std::span<const std::byte* const> rows;
};

/// Appends the results of a call, one a row. Fails when a sum does not fit its type; `span` is the place of the error.
Status appendOver(const OverSpec& spec, const OverCall& call, const OrderedPartition& partition, const SourceSpan& span,
                  ColumnBuilder& out);

/// Appends a value of a packed row; texts are copied.
void appendPacked(const PackedLayout::Column& column, const std::byte* row, ColumnBuilder& out);

} // namespace millrace
