// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/aggregate_expansion.h"

#include "engine/base/assert.h"
#include "engine/expr/function.h"
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

ExprPtr builtIn(std::string_view name, std::vector<ExprPtr> args)
{
    auto call = resolveCall(name, std::move(args), {});
    MR_ASSERT(call.ok());
    return std::move(call).value();
}

ExprPtr nullOf(const SqlType& type)
{
    return literalExpr(Value::null(), type.withNullable(true));
}

bool isCount(AggregateKind kind)
{
    return kind == AggregateKind::Count || kind == AggregateKind::CountStar;
}

/// Takes an aggregation apart into parts of calls that can be computed together.
class AggregateExpansion {
public:
    explicit AggregateExpansion(const RelNode& rel)
        : m_rel(rel)
        , m_numKeys(rel.groupBy.size())
    {
        for (const AggregateCall& call : rel.aggregates) {
            if (call.order) {
                m_partOfCall.push_back(addToChoice(call));
            } else if (call.isDistinct) {
                m_partOfCall.push_back(addToSet(call));
            } else {
                m_plain.push_back(call);
                m_partOfCall.push_back({PartKind::Plain, 0});
            }
        }
    }

    RelPtr build() const
    {
        if (m_plain.empty() && m_choices.empty() && m_sets.size() == 1) {
            return aggregateSet(0);
        }
        std::vector<RelPtr> parts;
        if (!m_plain.empty() || m_sets.empty()) {
            parts.push_back(widened(aggregatePlain(), {PartKind::Plain, 0}));
        }
        for (size_t set = 0; set < m_sets.size(); ++set) {
            parts.push_back(widened(aggregateSet(set), {PartKind::Set, set}));
        }
        for (size_t choice = 0; choice < m_choices.size(); ++choice) {
            parts.push_back(widened(chosenRows(choice), {PartKind::Choice, choice}));
        }
        return combined(sql::makeUnionAll(std::move(parts), m_rel.span));
    }

private:
    enum class PartKind : uint8_t { Plain, Set, Choice };
    struct Part {
        PartKind kind;
        size_t number; ///< among those of its kind
        bool operator==(const Part&) const = default;
    };

    /// Calls over the distinct values of one expression.
    struct Set {
        ExprPtr value;
        std::vector<ExprPtr> filters; ///< different ones
        std::vector<AggregateCall> calls;
    };
    /// ARG_MIN and ARG_MAX calls that are decided by the same row.
    struct Choice {
        AggregateCall call; ///< the first of them
        std::vector<ExprPtr> values;
    };

    Part addToChoice(const AggregateCall& call)
    {
        const auto sameFilter = [&](const AggregateCall& other) {
            return (!other.filter && !call.filter) ||
                   (other.filter && call.filter && sameExpr(*other.filter, *call.filter));
        };
        auto choice = std::find_if(m_choices.begin(), m_choices.end(), [&](const Choice& other) {
            return other.call.kind == call.kind && sameExpr(*other.call.order, *call.order) && sameFilter(other.call);
        });
        if (choice == m_choices.end()) {
            choice = m_choices.insert(m_choices.end(), Choice{call, {}});
        }
        choice->values.push_back(call.arg);
        return {PartKind::Choice, static_cast<size_t>(choice - m_choices.begin())};
    }

    Part addToSet(const AggregateCall& call)
    {
        auto set = std::find_if(m_sets.begin(), m_sets.end(),
                                [&](const Set& other) { return sameExpr(*other.value, *call.arg); });
        if (set == m_sets.end()) {
            set = m_sets.insert(m_sets.end(), Set{call.arg, {}, {}});
        }
        if (call.filter && positionOf(call.filter, set->filters) == set->filters.size()) {
            set->filters.push_back(call.filter);
        }
        set->calls.push_back(call);
        return {PartKind::Set, static_cast<size_t>(set - m_sets.begin())};
    }

    static size_t positionOf(const ExprPtr& expr, const std::vector<ExprPtr>& exprs)
    {
        const auto found = std::find_if(exprs.begin(), exprs.end(),
                                        [&](const ExprPtr& other) { return sameExpr(*other, *expr); });
        return static_cast<size_t>(found - exprs.begin());
    }

    std::vector<ExprPtr> keyColumns() const
    {
        std::vector<ExprPtr> keys;
        for (size_t i = 0; i < m_numKeys; ++i) {
            keys.push_back(columnExpr(static_cast<int>(i), m_rel.groupBy[i]->type));
        }
        return keys;
    }

    /// The calls that need nothing more; some call at least, for the groups' sake.
    RelPtr aggregatePlain() const
    {
        std::vector<AggregateCall> calls = m_plain;
        if (calls.empty()) {
            AggregateCall count;
            count.type = SqlType::of(TypeId::BigInt, false);
            calls.push_back(std::move(count));
        }
        return sql::makeAggregate(m_rel.inputs[0], m_rel.groupBy, std::move(calls), m_rel.span);
    }

    /// Keys and values of the row that each group chooses; groups without such a row are not there.
    RelPtr chosenRows(size_t number) const
    {
        const Choice& choice = m_choices[number];
        std::vector<ExprPtr> exprs = m_rel.groupBy;
        exprs.insert(exprs.end(), choice.values.begin(), choice.values.end());
        exprs.push_back(choice.call.order);
        std::vector<ColumnInfo> names;
        RankSpec rank;
        for (size_t i = 0; i < exprs.size(); ++i) {
            names.push_back(ColumnInfo{"", exprs[i]->type, false});
            if (i < m_numKeys) {
                rank.partitionBy.push_back(static_cast<int>(i));
            }
        }
        rank.orderBy.push_back({static_cast<int>(exprs.size()) - 1, choice.call.kind == AggregateKind::ArgMax, false});
        rank.limit = 1;
        ExprPtr condition = builtIn("IS NOT NULL", {choice.call.order});
        if (choice.call.filter) {
            condition = logicalExpr(ExprKind::And, {choice.call.filter, condition});
        }
        RelPtr rows = sql::makeFilter(m_rel.inputs[0], std::move(condition), m_rel.span);
        rows = sql::makeProject(std::move(rows), std::move(exprs), names, m_rel.span);
        return sql::makeRank(std::move(rows), std::move(rank), m_rel.span);
    }

    /// Once by keys and value, where SOME tells which filters a value has passed, and then by keys.
    RelPtr aggregateSet(size_t number) const
    {
        const Set& set = m_sets[number];
        std::vector<ExprPtr> keysAndValue = m_rel.groupBy;
        keysAndValue.push_back(set.value);
        std::vector<AggregateCall> passed;
        for (const ExprPtr& filter : set.filters) {
            AggregateCall some;
            some.kind = AggregateKind::Some;
            some.arg = filter;
            some.type = filter->type;
            some.span = m_rel.span;
            passed.push_back(std::move(some));
        }
        const RelPtr values =
            sql::makeAggregate(m_rel.inputs[0], std::move(keysAndValue), std::move(passed), m_rel.span);
        std::vector<AggregateCall> calls = set.calls;
        for (AggregateCall& call : calls) {
            call.isDistinct = false;
            call.arg = columnExpr(static_cast<int>(m_numKeys), set.value->type);
            if (call.filter) {
                const size_t filter = positionOf(call.filter, set.filters);
                call.filter = columnExpr(static_cast<int>(m_numKeys + 1 + filter), call.filter->type);
            }
        }
        return sql::makeAggregate(values, keyColumns(), std::move(calls), m_rel.span);
    }

    /// The part with NULL in the columns of the calls of other parts.
    RelPtr widened(const RelPtr& rel, Part part) const
    {
        std::vector<ExprPtr> exprs = keyColumns();
        std::vector<ColumnInfo> names(m_rel.schema.columns);
        size_t next = m_numKeys;
        for (size_t i = 0; i < m_rel.aggregates.size(); ++i) {
            const SqlType& type = m_rel.aggregates[i].type;
            if (m_partOfCall[i] == part) {
                exprs.push_back(columnExpr(static_cast<int>(next), rel->schema.columns[next].type));
                ++next;
            } else {
                exprs.push_back(nullOf(type));
            }
        }
        return sql::makeProject(rel, std::move(exprs), names, m_rel.span);
    }

    /// Each part has one row for each group (or none where the value is NULL), and one part has the value of a call:
    /// the sum of one is it, and so is the greatest of one.
    RelPtr combined(const RelPtr& parts) const
    {
        std::vector<AggregateCall> calls = m_rel.aggregates;
        for (size_t i = 0; i < calls.size(); ++i) {
            AggregateCall& call = calls[i];
            const bool isExact = isNumeric(call.type.id) && !isApproximate(call.type.id);
            call.kind = isExact ? AggregateKind::Sum : AggregateKind::Max; // sums are linear, which is cheaper
            call.type.nullable = true;
            call.arg = columnExpr(static_cast<int>(m_numKeys + i), call.type);
            call.filter = nullptr;
            call.order = nullptr;
            call.isDistinct = false;
        }
        RelPtr rel = sql::makeAggregate(parts, keyColumns(), std::move(calls), m_rel.span);
        std::vector<ExprPtr> exprs = sql::columnExprs(rel->schema);
        const bool hasCounts = std::any_of(m_rel.aggregates.begin(), m_rel.aggregates.end(),
                                           [](const AggregateCall& call) { return isCount(call.kind); });
        if (!hasCounts) {
            return rel;
        }
        for (size_t i = 0; i < m_rel.aggregates.size(); ++i) {
            if (isCount(m_rel.aggregates[i].kind)) {
                ExprPtr& expr = exprs[m_numKeys + i];
                expr = builtIn("COALESCE", {expr, literalExpr(Value(int64_t{0}), SqlType::of(TypeId::BigInt, false))});
            }
        }
        return sql::makeProject(std::move(rel), std::move(exprs), m_rel.schema.columns, m_rel.span);
    }

    const RelNode& m_rel;
    size_t m_numKeys;
    std::vector<AggregateCall> m_plain;
    std::vector<Set> m_sets;
    std::vector<Choice> m_choices;
    std::vector<Part> m_partOfCall;
};

} // namespace

RelPtr expandAggregates(const RelPtr& query)
{
    const auto visit = [](const RelPtr& rel) -> RelPtr {
        const bool isSpecial = std::any_of(rel->aggregates.begin(), rel->aggregates.end(),
                                           [](const AggregateCall& call) { return call.isDistinct || call.order; });
        return rel->kind == RelKind::Aggregate && isSpecial ? AggregateExpansion(*rel).build() : rel;
    };
    return RelMemo(visit).run(query);
}

} // namespace millrace::plan
