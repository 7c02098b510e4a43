// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/types/schema.h"

namespace millrace {

std::optional<int> Schema::find(std::string_view name) const
{
    for (size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name == name) {
            return static_cast<int>(i);
        }
    }
    return std::nullopt;
}

std::vector<Physical> Schema::physicals() const
{
    std::vector<Physical> result;
    result.reserve(columns.size());
    for (const ColumnInfo& column : columns) {
        result.push_back(physicalOf(column.type));
    }
    return result;
}

} // namespace millrace
