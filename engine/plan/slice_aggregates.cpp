// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/slice_aggregates.h"

#include "engine/plan/expr_properties.h"
#include "engine/plan/rel_memo.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>

namespace millrace::plan {

using sql::AggregateCall;
using sql::AggregateKind;
using sql::RelKind;
using sql::RelNode;
using sql::RelPtr;

namespace {

constexpr int64_t kFewestRepetitions = 3; ///< with fewer the second aggregation costs what it saves

/// Sums of small integers only: part of a larger one may not fit its type where the whole does.
bool isSmallInteger(TypeId type)
{
    return type == TypeId::TinyInt || type == TypeId::SmallInt || type == TypeId::Integer;
}

bool addsUp(const AggregateCall& call)
{
    switch (call.kind) {
    case AggregateKind::CountStar:
    case AggregateKind::Count:
    case AggregateKind::Some:
    case AggregateKind::Every: return !call.isDistinct;
    case AggregateKind::Sum: return !call.isDistinct && isSmallInteger(call.arg->type.id);
    default: return false;
    }
}

/// Takes the aggregation of a Repeat apart.
class SliceAggregation {
public:
    explicit SliceAggregation(const RelNode& rel)
        : m_rel(rel)
        , m_repeat(*rel.inputs[0])
        , m_number(static_cast<int>(m_repeat.schema.numColumns()) - 1)
    {
        for (const ExprPtr& key : m_rel.groupBy) {
            collectSliceKeys(key, false);
        }
    }

    bool applies() const
    {
        const auto isFree = [this](const ExprPtr& expr) { return !expr || usesOnlyColumns(*expr, 0, m_number); };
        return m_repeat.repetitions >= kFewestRepetitions && !m_sliceKeys.empty() && !m_mayFailEarly
            && std::all_of(m_rel.aggregates.begin(), m_rel.aggregates.end(),
                           [&](const AggregateCall& call) {
                               return addsUp(call) && isFree(call.arg) && isFree(call.filter);
                           })
            && std::all_of(m_rel.groupBy.begin(), m_rel.groupBy.end(),
                           [](const ExprPtr& key) { return isDeterministic(*key); });
    }

    RelPtr build() const
    {
        const auto numSliceKeys = static_cast<int>(m_sliceKeys.size());
        const auto number = numSliceKeys + static_cast<int>(m_rel.aggregates.size());
        std::vector<AggregateCall> parts = m_rel.aggregates;
        std::vector<AggregateCall> wholes = m_rel.aggregates;
        for (size_t i = 0; i < parts.size(); ++i) {
            const bool isCount = parts[i].kind == AggregateKind::Count || parts[i].kind == AggregateKind::CountStar;
            if (parts[i].kind == AggregateKind::Sum) {
                parts[i].type = SqlType::of(TypeId::BigInt, parts[i].type.nullable);
            }
            wholes[i].kind = isCount ? AggregateKind::Sum : parts[i].kind;
            wholes[i].arg = columnExpr(numSliceKeys + static_cast<int>(i), parts[i].type);
            wholes[i].filter = nullptr;
        }
        std::vector<ExprPtr> keys;
        for (const ExprPtr& key : m_rel.groupBy) {
            keys.push_back(overSlices(key, number));
        }
        RelPtr slices = sql::makeAggregate(m_repeat.inputs[0], m_sliceKeys, std::move(parts), m_rel.span);
        RelPtr repeated = sql::makeRepeat(std::move(slices), m_repeat.repetitions, m_repeat.span);
        return sql::makeAggregate(std::move(repeated), std::move(keys), std::move(wholes), m_rel.span);
    }

private:
    bool isSliceKey(const ScalarExpr& expr) const { return hasColumns(expr) && usesOnlyColumns(expr, 0, m_number); }

    size_t positionOf(const ExprPtr& expr) const
    {
        const auto found = std::find_if(m_sliceKeys.begin(), m_sliceKeys.end(),
                                        [&](const ExprPtr& other) { return sameExpr(*other, *expr); });
        return static_cast<size_t>(found - m_sliceKeys.begin());
    }

    /// The largest parts of a key that are the same in every repetition. A part of CASE and its like may not have been
    /// evaluated for some rows, and then must not fail for them.
    void collectSliceKeys(const ExprPtr& expr, bool isLazy)
    {
        if (isSliceKey(*expr)) {
            m_mayFailEarly = m_mayFailEarly || (isLazy && canFail(*expr));
            if (positionOf(expr) == m_sliceKeys.size()) {
                m_sliceKeys.push_back(expr);
            }
            return;
        }
        const bool isEager = expr->kind == ExprKind::Call || expr->kind == ExprKind::Cast;
        for (const ExprPtr& arg : expr->args) {
            collectSliceKeys(arg, isLazy || !isEager);
        }
    }

    ExprPtr overSlices(const ExprPtr& expr, int number) const
    {
        if (isSliceKey(*expr)) {
            return columnExpr(static_cast<int>(positionOf(expr)), expr->type, expr->span);
        }
        if (expr->kind == ExprKind::Column) {
            return columnExpr(number, expr->type, expr->span);
        }
        auto copy = std::make_shared<ScalarExpr>(*expr);
        for (ExprPtr& arg : copy->args) {
            arg = overSlices(arg, number);
        }
        return copy;
    }

    const RelNode& m_rel;
    const RelNode& m_repeat;
    int m_number; ///< the column that numbers the repetitions
    std::vector<ExprPtr> m_sliceKeys;
    bool m_mayFailEarly = false;
};

} // namespace

RelPtr aggregateSlices(const RelPtr& query)
{
    const auto visit = [](const RelPtr& rel) -> RelPtr {
        if (rel->kind != RelKind::Aggregate || rel->inputs[0]->kind != RelKind::Repeat) {
            return rel;
        }
        const SliceAggregation aggregation(*rel);
        return aggregation.applies() ? aggregation.build() : rel;
    };
    return RelMemo(visit).run(query);
}

} // namespace millrace::plan
