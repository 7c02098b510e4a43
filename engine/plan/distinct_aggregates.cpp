// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/distinct_aggregates.h"

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

const SqlType kSetNumber = SqlType::of(TypeId::Integer, false);

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

/// Takes an aggregation with distinct calls apart.
class DistinctExpansion {
public:
    explicit DistinctExpansion(const RelNode& rel)
        : m_rel(rel)
        , m_numKeys(rel.groupBy.size())
    {
        for (const AggregateCall& call : rel.aggregates) {
            if (call.isDistinct) {
                m_setOfCall.push_back(addSet(call));
            } else {
                m_setOfCall.push_back(0);
                m_plain.push_back(call);
            }
        }
    }

    RelPtr build()
    {
        const RelPtr values = firstAggregation();
        std::vector<ExprPtr> keys;
        for (size_t i = 0; i < m_numKeys; ++i) {
            keys.push_back(columnExpr(static_cast<int>(i), m_rel.groupBy[i]->type));
        }
        std::vector<AggregateCall> calls;
        size_t plain = firstArgument();
        for (size_t i = 0; i < m_rel.aggregates.size(); ++i) {
            AggregateCall call = m_rel.aggregates[i];
            call.filter = isNumbered() ? isSet(m_setOfCall[i]) : nullptr;
            call.isDistinct = false;
            if (m_setOfCall[i] == 0) {
                // One row of the first aggregation holds it: the greatest of one is it.
                call.kind = AggregateKind::Max;
                call.arg = columnExpr(static_cast<int>(plain++), call.type.withNullable(true));
                call.type.nullable = true;
            } else {
                const size_t column = firstValue() + m_setOfCall[i] - 1;
                call.arg = columnExpr(static_cast<int>(column), m_sets[m_setOfCall[i] - 1]->type.withNullable(true));
            }
            calls.push_back(std::move(call));
        }
        RelPtr result = sql::makeAggregate(values, std::move(keys), std::move(calls), m_rel.span);
        return withCounts(std::move(result));
    }

private:
    /// Number of the set of values, from 1. A row that FILTER leaves out has NULL for a value, which no call counts.
    size_t addSet(const AggregateCall& call)
    {
        ExprPtr value = call.arg;
        if (call.filter) {
            value = builtIn("CASE", {call.filter, value, nullOf(value->type)});
        }
        const auto known = std::find_if(m_sets.begin(), m_sets.end(),
                                        [&value](const ExprPtr& other) { return sameExpr(*other, *value); });
        if (known != m_sets.end()) {
            return static_cast<size_t>(known - m_sets.begin()) + 1;
        }
        m_sets.push_back(std::move(value));
        return m_sets.size();
    }

    /// With one set only there is nothing to tell apart.
    bool isNumbered() const { return !m_plain.empty() || m_sets.size() > 1; }
    /// Columns of the first aggregation's input: keys, [number of the set], values, arguments of plain calls.
    size_t firstValue() const { return m_numKeys + (isNumbered() ? 1 : 0); }
    size_t firstArgument() const { return firstValue() + m_sets.size(); }

    ExprPtr isSet(size_t set) const
    {
        return builtIn("=", {columnExpr(static_cast<int>(m_numKeys), kSetNumber),
                             literalExpr(Value(static_cast<int64_t>(set)), kSetNumber)});
    }

    /// Rows for one set: the value in its column and NULL in those of others; the arguments of plain calls for set 0.
    RelPtr branch(size_t set) const
    {
        std::vector<ExprPtr> exprs = m_rel.groupBy;
        std::vector<ColumnInfo> names(m_rel.schema.columns.begin(),
                                      m_rel.schema.columns.begin() + static_cast<std::ptrdiff_t>(m_numKeys));
        const auto add = [&](ExprPtr expr, std::string name) {
            names.push_back(ColumnInfo{std::move(name), expr->type, true});
            exprs.push_back(std::move(expr));
        };
        if (isNumbered()) {
            add(literalExpr(Value(static_cast<int64_t>(set)), kSetNumber), "set");
        }
        for (size_t i = 0; i < m_sets.size(); ++i) {
            add(set == i + 1 ? m_sets[i] : nullOf(m_sets[i]->type), "value" + std::to_string(i + 1));
        }
        for (const AggregateCall& call : m_plain) {
            for (const ExprPtr& part : {call.arg, call.filter}) {
                if (part) {
                    add(set == 0 ? part : nullOf(part->type), "argument" + std::to_string(exprs.size()));
                }
            }
        }
        return sql::makeProject(m_rel.inputs[0], std::move(exprs), names, m_rel.span);
    }

    RelPtr firstAggregation() const
    {
        std::vector<RelPtr> branches;
        for (size_t set = m_plain.empty() ? 1 : 0; set <= m_sets.size(); ++set) {
            branches.push_back(branch(set));
        }
        RelPtr rows = branches.size() == 1 ? branches[0] : sql::makeUnionAll(std::move(branches), m_rel.span);
        std::vector<ExprPtr> columns = sql::columnExprs(rows->schema);
        size_t next = firstArgument();
        const std::vector<ExprPtr> keys(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(next));
        std::vector<AggregateCall> calls = m_plain;
        for (AggregateCall& call : calls) {
            call.arg = call.arg ? columns[next++] : nullptr;
            call.filter = call.filter ? columns[next++] : nullptr;
            call.type.nullable = call.type.nullable || call.arg;
        }
        return sql::makeAggregate(std::move(rows), keys, std::move(calls), m_rel.span);
    }

    /// A count of nothing is 0, also where no row was there to count.
    RelPtr withCounts(RelPtr rel) const
    {
        std::vector<ExprPtr> exprs = sql::columnExprs(rel->schema);
        bool isChanged = false;
        for (size_t i = 0; i < m_rel.aggregates.size(); ++i) {
            const AggregateKind kind = m_rel.aggregates[i].kind;
            if (m_setOfCall[i] == 0 && (kind == AggregateKind::Count || kind == AggregateKind::CountStar)) {
                ExprPtr& expr = exprs[m_numKeys + i];
                expr = builtIn("COALESCE", {expr, literalExpr(Value(int64_t{0}), SqlType::of(TypeId::BigInt, false))});
                isChanged = true;
            }
        }
        return isChanged ? projected(std::move(rel), std::move(exprs), m_rel.schema) : rel;
    }

    const RelNode& m_rel;
    size_t m_numKeys;
    std::vector<ExprPtr> m_sets;     ///< values, over the input
    std::vector<size_t> m_setOfCall; ///< 0: a plain call
    std::vector<AggregateCall> m_plain;
};

} // namespace

RelPtr expandDistinctAggregates(const RelPtr& query)
{
    const auto visit = [](const RelPtr& rel) -> RelPtr {
        const bool hasDistinct = std::any_of(rel->aggregates.begin(), rel->aggregates.end(),
                                             [](const AggregateCall& call) { return call.isDistinct; });
        return rel->kind == RelKind::Aggregate && hasDistinct ? DistinctExpansion(*rel).build() : rel;
    };
    return RelMemo(visit).run(query);
}

} // namespace millrace::plan
