// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/top_k_operator.h"

#include "engine/operators/ranking_operator.h"
#include "engine/operators/top_k_fold_operator.h"

namespace millrace {

namespace {

const char* rankName(RankKind kind)
{
    switch (kind) {
    case RankKind::RowNumber: return "row_number";
    case RankKind::Rank: return "rank";
    case RankKind::DenseRank: return "dense_rank";
    }
    return "";
}

} // namespace

RankTable::Exactness partitionExactness(const TopKOptions& options)
{
    if (options.rank.partitionBy.size() != 1) {
        return RankTable::Exactness::Verify;
    }
    switch (physicalOf(options.types[static_cast<size_t>(options.rank.partitionBy[0])])) {
    case Physical::Decimal128:
    case Physical::Float:
    case Physical::Double:
    case Physical::String: return RankTable::Exactness::Verify;
    default: return RankTable::Exactness::HashIsKey;
    }
}

ShardRule rankingShardRule(const TopKOptions& options)
{
    const std::vector<int>& keys = options.rank.partitionBy;
    return keys.empty() ? ShardRule{} : ShardRule{ShardRule::Kind::ByKeys, {{keys, nullptr}}};
}

std::string describeRanking(const RankSpec& rank)
{
    std::string text = rank.hasLimit() ? "top " + std::to_string(rank.limit) : "rank";
    if (rank.isBounded() && rank.limitBy != RankKind::RowNumber) {
        text += std::string(" ") + rankName(rank.limitBy);
    }
    text += rank.offset != 0 ? " after " + std::to_string(rank.offset) : "";
    for (size_t i = 0; i < rank.partitionBy.size(); ++i) {
        text += (i == 0 ? " by (#" : ", #") + std::to_string(rank.partitionBy[i]);
    }
    text += rank.partitionBy.empty() ? "" : ")";
    for (size_t i = 0; i < rank.orderBy.size(); ++i) {
        const OrderKey& key = rank.orderBy[i];
        text += (i == 0 ? " order #" : ", #") + std::to_string(key.column) + (key.isDescending ? " desc" : "");
        text += key.areNullsFirst != key.isDescending ? "" : key.areNullsFirst ? " nulls first" : " nulls last";
    }
    for (size_t i = 0; i < rank.ranks.size(); ++i) {
        text += (i == 0 ? ": " : ", ") + std::string(rankName(rank.ranks[i]));
    }
    return text;
}

std::unique_ptr<Operator> makeTopK(TopKOptions options)
{
    if (TopKFoldOperator::canDo(options)) {
        return std::make_unique<TopKFoldOperator>(std::move(options));
    }
    return std::make_unique<RankingOperator>(std::move(options));
}

} // namespace millrace
