// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the column that a record's key or a config's field name means.
#pragma once

#include "engine/types/schema.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace millrace {

/// Keys match in any case (ASCII), but for columns declared in double quotes, which match exactly.
class ColumnLookup {
public:
    static constexpr int kUnknown = -1;
    static constexpr int kWrongCase = -2; ///< a quoted column of that name in another case

    explicit ColumnLookup(const Schema& schema);
    /// Position of the column, kUnknown or kWrongCase.
    int find(std::string_view key) const;

private:
    struct Entry {
        int exact = kUnknown;  ///< quoted column of exactly this name
        int folded = kUnknown; ///< unquoted column whose name this is in lower case
        bool isOtherCase = false;
    };
    std::unordered_map<std::string, Entry> m_entries;
};

} // namespace millrace
