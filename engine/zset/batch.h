// SPDX-License-Identifier: GPL-3.0-or-later
// A batch of weighted rows: the unit in which changes travel between operators, threads and files.
#pragma once

#include "engine/zset/column.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace millrace {

/// How often a row is in a Z-set; negative = removed.
using Weight = int64_t;

/// An immutable piece of a Z-set in columns, at most kMaxBatchRows rows. Equal rows may occur several
/// times unless `isConsolidated`. Shared freely between threads.
struct Batch {
    static constexpr size_t kMaxRows = 65536;

    std::vector<Column> columns;
    size_t numRows = 0;
    const Weight* weights = nullptr;      ///< one a row, never 0; nullptr = every weight is +1
    std::shared_ptr<const void> weightOwner;
    bool isInsertOnly = true;             ///< no negative weight (true whenever weights == nullptr)
    bool isConsolidated = false;          ///< no two equal rows

    Weight weight(size_t row) const { return weights == nullptr ? 1 : weights[row]; }
    /// Approximate bytes of the values, for limits and displays; long strings count once per row.
    size_t byteSize() const;
};

using BatchPtr = std::shared_ptr<const Batch>;

/// The change of one stream in one step: batches whose sum is the Z-set.
struct Delta {
    std::vector<BatchPtr> batches;
    bool isInsertOnly = true;
    bool hasDistinctRows = false; ///< promised by the producer: no two equal rows over all batches

    bool empty() const { return batches.empty(); }
    size_t numRows() const
    {
        size_t rows = 0;
        for (const BatchPtr& batch : batches) {
            rows += batch->numRows;
        }
        return rows;
    }
    void add(BatchPtr batch)
    {
        if (batch->numRows != 0) {
            isInsertOnly = isInsertOnly && batch->isInsertOnly;
            batches.push_back(std::move(batch));
        }
    }
    void clear()
    {
        batches.clear();
        isInsertOnly = true;
        hasDistinctRows = false;
    }
    /// True when every distinct row occurs once over all batches.
    bool isConsolidated() const
    {
        return hasDistinctRows || batches.empty() || (batches.size() == 1 && batches[0]->isConsolidated);
    }
};

} // namespace millrace
