// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/column_choice.h"

#include <algorithm>

namespace millrace {

Result<ColumnChoice> ColumnChoice::create(const Schema& all, const std::vector<std::string>& names)
{
    ColumnChoice choice;
    for (const std::string& name : names) {
        const std::optional<int> found = all.find(name);
        if (!found) {
            return makeError(ErrorCode::kSqlUnknownColumn, "there is no such column: " + name);
        }
        const auto column = static_cast<size_t>(*found);
        if (std::count(choice.m_columns.begin(), choice.m_columns.end(), column) != 0) {
            return makeError(ErrorCode::kSqlUnknownColumn, "the column was chosen already: " + name);
        }
        choice.m_columns.push_back(column);
        choice.m_schema.columns.push_back(all.columns[column]);
    }
    for (const int key : all.primaryKey) {
        const auto at = std::find(choice.m_columns.begin(), choice.m_columns.end(), static_cast<size_t>(key));
        if (at == choice.m_columns.end()) {
            choice.m_schema.primaryKey.clear();
            break;
        }
        choice.m_schema.primaryKey.push_back(static_cast<int>(at - choice.m_columns.begin()));
    }
    return choice;
}

Delta ColumnChoice::of(const Delta& delta) const
{
    Delta narrow;
    for (const BatchPtr& batch : delta.batches) {
        auto chosen = std::make_shared<Batch>();
        for (const size_t column : m_columns) {
            chosen->columns.push_back(batch->columns[column]);
        }
        chosen->numRows = batch->numRows;
        chosen->weights = batch->weights;
        chosen->weightOwner = batch->weightOwner;
        chosen->isInsertOnly = batch->isInsertOnly;
        narrow.add(std::move(chosen));
    }
    return narrow;
}

} // namespace millrace
