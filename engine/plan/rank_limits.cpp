// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/rank_limits.h"

#include "engine/expr/function.h"
#include "engine/plan/expr_properties.h"
#include "engine/plan/rel_memo.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace millrace::plan {

using sql::RelKind;
using sql::RelNode;
using sql::RelPtr;

namespace {

constexpr int64_t kEndless = std::numeric_limits<int64_t>::max();

/// Values of one column that a condition lets through.
struct Range {
    int column = -1;
    int64_t first = std::numeric_limits<int64_t>::min();
    int64_t last = kEndless;
};

std::optional<Range> rangeOf(int column, std::string_view comparison, int64_t value)
{
    Range range;
    range.column = column;
    if (comparison == "=") {
        range.first = value;
        range.last = value;
    } else if (comparison == "<=") {
        range.last = value;
    } else if (comparison == ">=") {
        range.first = value;
    } else if (comparison == "<" && value != std::numeric_limits<int64_t>::min()) {
        range.last = value - 1;
    } else if (comparison == ">" && value != kEndless) {
        range.first = value + 1;
    } else {
        return std::nullopt;
    }
    return range;
}

std::string_view commuted(std::string_view comparison)
{
    if (comparison == "<" || comparison == ">") {
        return comparison == "<" ? ">" : "<";
    }
    return comparison == "<=" ? ">=" : comparison == ">=" ? "<=" : comparison;
}

/// The condition as a range of a column, if it is a comparison of one with a whole number.
std::optional<Range> rangeOf(const ScalarExpr& conjunct)
{
    if (conjunct.kind != ExprKind::Call || conjunct.args.size() != 2) {
        return std::nullopt;
    }
    const bool isCommuted = conjunct.args[0]->kind == ExprKind::Literal;
    const ScalarExpr& column = *conjunct.args[isCommuted ? 1 : 0];
    const ScalarExpr& literal = *conjunct.args[isCommuted ? 0 : 1];
    if (column.kind != ExprKind::Column || literal.kind != ExprKind::Literal || literal.type.id != TypeId::BigInt ||
        literal.literal.isNull()) {
        return std::nullopt;
    }
    const std::string_view name = conjunct.function->name;
    return rangeOf(column.column, isCommuted ? commuted(name) : name, literal.literal.asInt());
}

/// The kind of rank that the conditions bound from above: the first of those there are.
std::optional<RankKind> boundKind(const RelNode& rel, const std::vector<ExprPtr>& conjuncts)
{
    const auto numColumns = static_cast<int>(rel.inputs[0]->schema.numColumns());
    for (const ExprPtr& conjunct : conjuncts) {
        const auto range = rangeOf(*conjunct);
        if (range && range->column >= numColumns && range->last != kEndless) {
            return rel.rank.ranks[static_cast<size_t>(range->column - numColumns)];
        }
    }
    return std::nullopt;
}

/// Columns of the ranking, with the number in place of ranks that have no other value.
RelPtr withKnownRanks(RelPtr rel)
{
    if (rel->rank.limit != 1) {
        return rel;
    }
    std::vector<ExprPtr> exprs = sql::columnExprs(rel->schema);
    const size_t numColumns = rel->inputs[0]->schema.numColumns();
    bool isKnown = false;
    for (size_t i = 0; i < rel->rank.ranks.size(); ++i) {
        if (rel->rank.ranks[i] == rel->rank.limitBy) {
            exprs[numColumns + i] = literalExpr(Value(rel->rank.offset + 1), exprs[numColumns + i]->type, rel->span);
            isKnown = true;
        }
    }
    const SourceSpan span = rel->span;
    const std::vector<ColumnInfo> names = rel->schema.columns;
    return isKnown ? sql::makeProject(std::move(rel), std::move(exprs), names, span) : rel;
}

RelPtr limitRank(const RelPtr& filter)
{
    const RelNode& ranking = *filter->inputs[0];
    const std::vector<ExprPtr> conjuncts = splitConjuncts(filter->predicate);
    RankSpec rank = ranking.rank;
    const auto kind = boundKind(ranking, conjuncts);
    if (!kind || (rank.isBounded() && rank.limitBy != *kind)) {
        return filter;
    }
    int64_t first = rank.offset + 1;
    int64_t last = rank.hasLimit() ? rank.offset + rank.limit : kEndless;
    const auto numColumns = static_cast<int>(ranking.inputs[0]->schema.numColumns());
    std::vector<ExprPtr> others;
    for (const ExprPtr& conjunct : conjuncts) {
        const auto range = rangeOf(*conjunct);
        const bool isBound = range && range->column >= numColumns &&
                             rank.ranks[static_cast<size_t>(range->column - numColumns)] == *kind;
        if (!isBound) {
            others.push_back(conjunct);
            continue;
        }
        first = std::max(first, range->first);
        last = std::min(last, range->last);
    }
    if (last < first) {
        return sql::makeValues({}, filter->schema, filter->span);
    }
    rank.limitBy = *kind;
    rank.offset = first - 1;
    rank.limit = last - rank.offset;
    RelPtr limited = withKnownRanks(sql::makeRank(ranking.inputs[0], std::move(rank), ranking.span));
    return filtered(std::move(limited), std::move(others));
}

} // namespace

RelPtr limitRanks(const RelPtr& query)
{
    const auto rewrite = [](const RelPtr& rel) -> RelPtr {
        const bool isOverRanking = rel->kind == RelKind::Filter && rel->inputs[0]->kind == RelKind::Rank;
        return isOverRanking ? limitRank(rel) : rel;
    };
    return RelMemo(rewrite).run(query);
}

} // namespace millrace::plan
