// SPDX-License-Identifier: GPL-3.0-or-later
// Rankings and limits: which of the two operators does one.
#pragma once

#include "engine/expr/rank_spec.h"
#include "engine/operators/operator.h"
#include "engine/operators/rank_table.h"
#include "engine/types/sql_type.h"

#include <memory>
#include <string>
#include <vector>

namespace millrace {

struct TopKOptions {
    RankSpec rank;
    std::vector<SqlType> types; ///< of the input's columns
    bool isAppendOnly = false;  ///< the input never takes rows away
};

/// The first rows of partitions of an append-only input are folded (TopKFoldOperator), all else is ranked
/// from all rows (RankingOperator).
std::unique_ptr<Operator> makeTopK(TopKOptions options);

/// Whether equal hashes of the partition's columns are equal columns.
RankTable::Exactness partitionExactness(const TopKOptions& options);

/// Partitions are ranked each by itself.
ShardRule rankingShardRule(const TopKOptions& options);

/// "top 10 by (#0) order #3 desc: row_number".
std::string describeRanking(const RankSpec& rank);

} // namespace millrace
