// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/input_table.h"
#include "engine/zset/batch_builder.h"

#include <algorithm>

namespace millrace {

namespace {

std::string_view withoutPadding(std::string_view text)
{
    return text.substr(0, text.find_last_not_of(' ') + 1); // npos + 1 is 0
}

bool isPadded(const Column& column, size_t numRows)
{
    for (size_t row = 0; row < numRows; ++row) {
        const std::string_view text = column.get<StringRef>(row).view();
        if (!text.empty() && text.back() == ' ') {
            return true;
        }
    }
    return false;
}

/// Shares the bytes of `column`.
Column columnWithoutPadding(const Column& column, size_t numRows)
{
    ColumnBuilder builder(Physical::String);
    builder.arena().adopt(column.owner);
    builder.reserve(numRows);
    for (size_t row = 0; row < numRows; ++row) {
        if (column.isNull(row)) {
            builder.appendNull();
        } else {
            builder.appendStringRef(StringRef(withoutPadding(column.get<StringRef>(row).view())));
        }
    }
    return builder.finish();
}

} // namespace

void InputBatch::dropPadding(std::span<const int> columns)
{
    const bool isAnyPadded = std::any_of(columns.begin(), columns.end(), [this](int column) {
        return isPadded(rows->columns[static_cast<size_t>(column)], rows->numRows);
    });
    if (!isAnyPadded) {
        return;
    }
    auto batch = std::make_shared<Batch>(*rows);
    for (const int column : columns) {
        Column& texts = batch->columns[static_cast<size_t>(column)];
        texts = columnWithoutPadding(texts, batch->numRows);
    }
    rows = std::move(batch);
}

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
