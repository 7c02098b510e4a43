// SPDX-License-Identifier: GPL-3.0-or-later
// Names and types of the columns of a relation.
#pragma once

#include "engine/types/sql_type.h"

#include <optional>
#include <string>
#include <vector>

namespace millrace {

/// One column. `name` is canonical: folded to lower case unless it was quoted.
struct ColumnInfo {
    std::string name;
    SqlType type;
    bool caseSensitive = false; ///< declared in double quotes

    bool operator==(const ColumnInfo&) const = default;
};

struct Schema {
    std::vector<ColumnInfo> columns;
    std::vector<int> primaryKey; ///< column positions; empty = no key

    size_t numColumns() const { return columns.size(); }
    /// Position of the column with this canonical name.
    std::optional<int> find(std::string_view name) const;
    std::vector<Physical> physicals() const;
};

} // namespace millrace
