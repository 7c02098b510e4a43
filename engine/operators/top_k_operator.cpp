// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/top_k_operator.h"

#include "engine/operators/ranking_operator.h"

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
    return std::make_unique<RankingOperator>(std::move(options));
}

} // namespace millrace
