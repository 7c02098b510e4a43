// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/keyed_changes.h"

#include "engine/formats/encoder.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace millrace {

namespace {

struct KeyRows {
    const Batch* newBatch = nullptr;
    size_t newRow = 0;
    const Batch* oldBatch = nullptr;
    size_t oldRow = 0;
    bool isUnique = true;
};

bool hasNull(const Batch& batch, size_t row, const std::vector<int>& columns)
{
    return std::any_of(columns.begin(), columns.end(),
                       [&](int column) { return batch.columns[static_cast<size_t>(column)].isNull(row); });
}

} // namespace

std::vector<KeyedChange> keyedChanges(const Delta& delta, const Schema& schema, const std::vector<int>& keyColumns,
                                      const std::function<void(Error)>& refuse)
{
    const RowWriter writer(schema);
    std::unordered_map<std::string, size_t> places;
    std::vector<KeyRows> rows;
    std::vector<std::string> keys;
    for (const BatchPtr& batch : delta.batches) {
        for (size_t row = 0; row < batch->numRows; ++row) {
            std::string key;
            writer.appendJson(*batch, row, keyColumns, key);
            if (hasNull(*batch, row, keyColumns)) {
                refuse(makeError(ErrorCode::kEncodeValue, "The key of the index is NULL in a row: " + key));
                continue;
            }
            const auto [place, isNew] = places.try_emplace(key, rows.size());
            if (isNew) {
                rows.emplace_back();
                keys.push_back(std::move(key));
            }
            KeyRows& each = rows[place->second];
            const Weight weight = batch->weight(row);
            const Batch*& side = weight > 0 ? each.newBatch : each.oldBatch;
            each.isUnique = each.isUnique && side == nullptr && (weight == 1 || weight == -1);
            side = batch.get();
            (weight > 0 ? each.newRow : each.oldRow) = row;
        }
    }
    std::vector<KeyedChange> changes;
    for (size_t i = 0; i < rows.size(); ++i) {
        const KeyRows& each = rows[i];
        if (!each.isUnique) {
            refuse(makeError(ErrorCode::kEncodeKeyNotUnique,
                             "Several rows of the view have the key of the index: " + keys[i]));
        } else if (each.newBatch == nullptr) {
            changes.push_back({KeyedChange::Kind::Delete, each.oldBatch, each.oldRow});
        } else {
            const bool isUpdate = each.oldBatch != nullptr;
            changes.push_back(
                {isUpdate ? KeyedChange::Kind::Update : KeyedChange::Kind::Insert, each.newBatch, each.newRow});
        }
    }
    return changes;
}

} // namespace millrace
