// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/input_table.h"
#include "engine/zset/batch_builder.h"

namespace millrace {

InputBatch InputBatch::slice(size_t from, size_t to) const
{
    MR_ASSERT(from <= to && to <= numRows());
    if (from == 0 && to == numRows()) {
        return *this;
    }
    std::vector<uint32_t> positions(to - from);
    for (size_t i = 0; i < positions.size(); ++i) {
        positions[i] = static_cast<uint32_t>(from + i);
    }
    InputBatch part;
    part.rows = gatherBatch(*rows, positions);
    const auto first = static_cast<ptrdiff_t>(from);
    const auto last = static_cast<ptrdiff_t>(to);
    if (!ops.empty()) {
        part.ops.assign(ops.begin() + first, ops.begin() + last);
    }
    if (!present.empty()) {
        part.present.assign(present.begin() + first, present.begin() + last);
    }
    return part;
}

} // namespace millrace
