// SPDX-License-Identifier: GPL-3.0-or-later
// Ranking of rows within partitions: which functions, in which order, and how many rows are wanted.
#pragma once

#include <cstdint>
#include <vector>

namespace millrace {

enum class RankKind : uint8_t {
    RowNumber, ///< 1, 2, 3, … a number a row
    Rank,      ///< 1 and the number of rows before the first row of equal order
    DenseRank, ///< 1 and the number of different orders before
};

/// One column rows are ordered by.
struct OrderKey {
    int column = 0;
    bool isDescending = false;
    bool areNullsFirst = true;

    bool operator==(const OrderKey&) const = default;
};

/// Rows are ranked among those that agree in `partitionBy`, by `orderBy`; the order of rows that are equal in it is
/// that of all their columns from the first to the last, ascending, NULL lowest. Of several equal rows each has
/// a number of its own.
struct RankSpec {
    static constexpr int64_t kNoLimit = -1;

    std::vector<int> partitionBy;
    std::vector<OrderKey> orderBy;
    std::vector<RankKind> ranks;            ///< columns (BIGINT NOT NULL) behind those of the input
    RankKind limitBy = RankKind::RowNumber; ///< what offset and limit count
    int64_t offset = 0;                     ///< rows up to this number are left out
    int64_t limit = kNoLimit;               ///< how many numbers from there on are wanted

    bool hasLimit() const { return limit != kNoLimit; }
    bool isBounded() const { return hasLimit() || offset != 0; }
    bool operator==(const RankSpec&) const = default;
};

} // namespace millrace
