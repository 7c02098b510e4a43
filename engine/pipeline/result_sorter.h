// SPDX-License-Identifier: GPL-3.0-or-later
// ORDER BY of a result: collects rows, and gives them out in order.
#pragma once

#include "engine/base/result.h"
#include "engine/expr/rank_spec.h"
#include "engine/pipeline/query_guard.h"
#include "engine/zset/batch.h"

#include <functional>
#include <span>
#include <vector>

namespace millrace {

/// Keeps at least the first `numWanted` rows in the order of `keys` and, among equals, of all columns from the first to
/// the last, ascending, NULL lowest: the same rows always come in the same order. Where fewer rows are wanted than
/// there are, it holds little more than those. Cost: n log n comparisons, most of them of one word. Errors: those of
/// the guard.
class ResultSorter {
public:
    ResultSorter(std::vector<OrderKey> keys, std::vector<Physical> columns, uint64_t numWanted, QueryGuard& guard);

    /// Adds rows; weights are above 0.
    Status add(BatchPtr batch);
    /// Bytes held.
    uint64_t byteSize() const { return m_bytes; }
    /// Gives the rows to `output`, batch by batch with their weights, until it returns an error or true for "enough".
    Status finish(const std::function<Result<bool>(BatchPtr)>& output);

private:
    /// A row with the first key in a form that is compared as a number.
    struct Entry {
        uint64_t prefix = 0;
        uint32_t row = 0;
        uint8_t nullRank = 0;
    };

    Status merge();
    Result<std::vector<Entry>> sorted(const Batch& rows) const;
    void fillPrefixes(const Batch& rows, std::vector<Entry>& entries) const;
    bool isBefore(const Batch& rows, const Entry& a, const Entry& b) const;

    std::vector<OrderKey> m_keys;
    std::vector<Physical> m_columns;
    uint64_t m_numWanted;
    QueryGuard& m_guard;
    Delta m_rows;
    uint64_t m_numRows = 0;
    uint64_t m_bytes = 0;
};

/// Order of two cells: NULL lowest, then by value; NaN above all numbers.
int compareCells(const Column& a, size_t rowA, const Column& b, size_t rowB);

} // namespace millrace
