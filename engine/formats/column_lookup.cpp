// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/column_lookup.h"

#include "engine/base/letter_case.h"

namespace millrace {

ColumnLookup::ColumnLookup(const Schema& schema)
{
    for (size_t i = 0; i < schema.columns.size(); ++i) {
        const ColumnInfo& column = schema.columns[i];
        if (column.caseSensitive) {
            m_entries[column.name].exact = static_cast<int>(i);
            m_entries[lowerCased(column.name)].isOtherCase = true;
        } else {
            m_entries[lowerCased(column.name)].folded = static_cast<int>(i);
        }
    }
}

int ColumnLookup::find(std::string_view key) const
{
    const auto exact = m_entries.find(std::string(key));
    if (exact != m_entries.end() && exact->second.exact != kUnknown) {
        return exact->second.exact;
    }
    const auto folded = m_entries.find(lowerCased(key));
    if (folded == m_entries.end()) {
        return kUnknown;
    }
    if (folded->second.folded != kUnknown) {
        return folded->second.folded;
    }
    return folded->second.isOtherCase ? kWrongCase : kUnknown;
}

} // namespace millrace
