// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/decorrelation.h"

#include "engine/expr/function.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>
#include <numeric>

namespace millrace::sql {

namespace {

bool hasColumn(const ScalarExpr& expr)
{
    std::vector<int> columns;
    collectColumns(expr, columns);
    return !columns.empty();
}

/// Columns first, first + 1, …
std::vector<int> range(size_t count, size_t first)
{
    std::vector<int> columns(count);
    std::iota(columns.begin(), columns.end(), static_cast<int>(first));
    return columns;
}

class Decorrelator {
public:
    explicit Decorrelator(ScopeId scope)
        : m_scope(scope)
    {
    }

    Result<Decorrelated> run(const RelPtr& rel)
    {
        if (!hasOuterColumn(*rel, m_scope)) {
            return Decorrelated{rel, {}};
        }
        switch (rel->kind) {
        case RelKind::Filter: return filter(*rel);
        case RelKind::Project: return project(*rel);
        case RelKind::Join: return join(*rel);
        case RelKind::Aggregate: return aggregate(*rel);
        case RelKind::Distinct: return distinct(*rel);
        case RelKind::UnionAll: return unionAll(*rel);
        default: break;
        }
        return refuse(rel->span);
    }

private:
    static Error refuse(const SourceSpan& span)
    {
        return makeError(ErrorCode::kSqlUnsupported,
                         "A query that uses the row around it in this way is not supported yet", span);
    }

    bool isOuter(const ExprPtr& expr) const { return expr && hasOuterColumn(*expr, m_scope); }

    /// Conditions that need the outer row go to `out`, the others are given back.
    std::vector<ExprPtr> takeConditions(const ExprPtr& predicate, std::vector<ExprPtr>& out) const
    {
        std::vector<ExprPtr> kept;
        for (const ExprPtr& conjunct : splitConjuncts(predicate)) {
            (isOuter(conjunct) ? out : kept).push_back(conjunct);
        }
        return kept;
    }

    /// The columns `columns` of the query, then those that its conditions use.
    static Decorrelated arranged(Decorrelated query, std::vector<ExprPtr> exprs, std::vector<ColumnInfo> names,
                                 const SourceSpan& span)
    {
        std::vector<int> used;
        for (const ExprPtr& condition : query.conditions) {
            collectColumns(*condition, used);
        }
        std::vector<int> mapping(query.rel->schema.numColumns(), -1);
        for (const int column : used) {
            int& position = mapping[static_cast<size_t>(column)];
            if (position < 0) {
                position = static_cast<int>(exprs.size());
                const ColumnInfo& info = query.rel->schema.columns[static_cast<size_t>(column)];
                exprs.push_back(columnExpr(column, info.type));
                names.push_back(info);
            }
        }
        for (ExprPtr& condition : query.conditions) {
            condition = remapColumns(condition, mapping);
        }
        query.rel = makeProject(std::move(query.rel), std::move(exprs), names, span);
        return query;
    }

    /// Conditions as keys: each inner side is a column behind the first `width` ones of the query.
    Result<Decorrelated> keyed(Decorrelated query, size_t width, const SourceSpan& span) const
    {
        if (!query.isByKey()) {
            return refuse(span);
        }
        std::vector<ExprPtr> exprs = columnExprs(query.rel->schema);
        std::vector<ColumnInfo> names = query.rel->schema.columns;
        exprs.resize(width);
        names.resize(width);
        for (ExprPtr& condition : query.conditions) {
            const CorrelationKey key = correlationKey(condition, m_scope);
            const ExprPtr column = columnExpr(static_cast<int>(exprs.size()), key.inner->type, key.inner->span);
            exprs.push_back(key.inner);
            names.push_back(ColumnInfo{"", key.inner->type, false});
            MR_TRY(condition, resolveCall("=", {key.outer, column}, condition->span));
        }
        query.rel = makeProject(std::move(query.rel), std::move(exprs), names, span);
        return query;
    }

    Result<Decorrelated> filter(const RelNode& rel)
    {
        MR_TRY(Decorrelated query, run(rel.inputs[0]));
        ExprPtr kept = joinConjuncts(takeConditions(rel.predicate, query.conditions));
        if (kept) {
            query.rel = makeFilter(std::move(query.rel), std::move(kept), rel.span);
        }
        return query;
    }

    Result<Decorrelated> project(const RelNode& rel)
    {
        for (const ExprPtr& expr : rel.exprs) {
            if (isOuter(expr)) {
                return refuse(expr->span);
            }
        }
        MR_TRY(Decorrelated query, run(rel.inputs[0]));
        return arranged(std::move(query), rel.exprs, rel.schema.columns, rel.span);
    }

    Result<Decorrelated> join(const RelNode& rel)
    {
        const bool isInner = rel.joinKind == JoinKind::Inner;
        const bool keepsLeft =
            rel.joinKind == JoinKind::Left || rel.joinKind == JoinKind::Semi || rel.joinKind == JoinKind::Anti;
        const bool isRightOuter = isOuter(rel.predicate) || hasOuterColumn(*rel.inputs[1], m_scope);
        if (!isInner && (!keepsLeft || isRightOuter)) {
            return refuse(rel.span);
        }
        MR_TRY(Decorrelated left, run(rel.inputs[0]));
        MR_TRY(Decorrelated right, run(rel.inputs[1]));
        const size_t numLeft = rel.inputs[0]->schema.numColumns();
        const size_t numRight = rel.inputs[1]->schema.numColumns();
        const size_t widthLeft = left.rel->schema.numColumns();
        std::vector<int> mapping = range(numLeft, 0);
        const std::vector<int> ofRight = range(right.rel->schema.numColumns(), widthLeft);
        mapping.insert(mapping.end(), ofRight.begin(), ofRight.begin() + static_cast<std::ptrdiff_t>(numRight));
        std::vector<ExprPtr> outerConditions;
        ExprPtr predicate = joinConjuncts(takeConditions(rel.predicate, outerConditions));
        predicate = predicate ? remapColumns(predicate, mapping) : nullptr;
        Decorrelated query{makeJoin(rel.joinKind, left.rel, right.rel, std::move(predicate), rel.span),
                           std::move(left.conditions)};
        for (const ExprPtr& condition : right.conditions) {
            query.conditions.push_back(remapColumns(condition, ofRight));
        }
        for (const ExprPtr& condition : outerConditions) {
            query.conditions.push_back(remapColumns(condition, mapping));
        }
        std::vector<ExprPtr> exprs;
        for (size_t i = 0; i < rel.schema.numColumns(); ++i) {
            exprs.push_back(columnExpr(mapping[i], rel.schema.columns[i].type));
        }
        return arranged(std::move(query), std::move(exprs), rel.schema.columns, rel.span);
    }

    /// Groups of the keys of the correlation as well. Not without GROUP BY: that has a row where there is no group.
    Result<Decorrelated> aggregate(const RelNode& rel)
    {
        const bool isOwnOuter =
            std::any_of(rel.groupBy.begin(), rel.groupBy.end(), [this](const ExprPtr& e) { return isOuter(e); }) ||
            std::any_of(rel.aggregates.begin(), rel.aggregates.end(),
                        [this](const AggregateCall& call) {
                            return isOuter(call.arg) || isOuter(call.order) || isOuter(call.filter);
                        });
        if (isOwnOuter || rel.groupBy.empty()) {
            return refuse(rel.span);
        }
        const size_t width = rel.inputs[0]->schema.numColumns();
        MR_TRY(Decorrelated input, run(rel.inputs[0]));
        MR_TRY(Decorrelated query, keyed(std::move(input), width, rel.span));
        std::vector<ExprPtr> keys = rel.groupBy;
        for (size_t i = width; i < query.rel->schema.numColumns(); ++i) {
            keys.push_back(columnExpr(static_cast<int>(i), query.rel->schema.columns[i].type));
        }
        const size_t numKeys = rel.groupBy.size();
        const size_t numAdded = keys.size() - numKeys;
        query.rel = makeAggregate(std::move(query.rel), std::move(keys), rel.aggregates, rel.span);
        // The conditions know the keys by their places behind the input.
        std::vector<int> mapping(width, -1);
        const std::vector<int> added = range(numAdded, numKeys);
        mapping.insert(mapping.end(), added.begin(), added.end());
        for (ExprPtr& condition : query.conditions) {
            condition = remapColumns(condition, mapping);
        }
        std::vector<ExprPtr> exprs;
        for (size_t i = 0; i < rel.schema.numColumns(); ++i) {
            const size_t position = i < numKeys ? i : i + numAdded;
            exprs.push_back(columnExpr(static_cast<int>(position), rel.schema.columns[i].type));
        }
        return arranged(std::move(query), std::move(exprs), rel.schema.columns, rel.span);
    }

    Result<Decorrelated> distinct(const RelNode& rel)
    {
        MR_TRY(Decorrelated input, run(rel.inputs[0]));
        MR_TRY(Decorrelated query, keyed(std::move(input), rel.schema.numColumns(), rel.span));
        query.rel = makeDistinct(std::move(query.rel), rel.span);
        return query;
    }

    /// All parts have to be tied to the outer row by the same values.
    Result<Decorrelated> unionAll(const RelNode& rel)
    {
        Decorrelated query;
        std::vector<RelPtr> parts;
        for (const RelPtr& input : rel.inputs) {
            MR_TRY(Decorrelated part, run(input));
            MR_TRY(part, keyed(std::move(part), rel.schema.numColumns(), rel.span));
            if (!parts.empty() && !std::equal(part.conditions.begin(), part.conditions.end(), query.conditions.begin(),
                                              query.conditions.end(), [](const ExprPtr& a, const ExprPtr& b) {
                                                  return sameExpr(*a, *b);
                                              })) {
                return refuse(rel.span);
            }
            query.conditions = std::move(part.conditions);
            parts.push_back(std::move(part.rel));
        }
        query.rel = makeUnionAll(std::move(parts), rel.span);
        return query;
    }

    ScopeId m_scope;
};

} // namespace

CorrelationKey correlationKey(const ExprPtr& condition, std::optional<ScopeId> scope)
{
    if (condition->kind != ExprKind::Call || condition->function->name != "=") {
        return {};
    }
    CorrelationKey key{condition->args[0], condition->args[1]};
    if (hasColumn(*key.outer)) {
        std::swap(key.outer, key.inner);
    }
    return hasColumn(*key.outer) || hasOuterColumn(*key.inner, scope) ? CorrelationKey() : key;
}

bool Decorrelated::isByKey() const
{
    return std::all_of(conditions.begin(), conditions.end(), [](const ExprPtr& condition) {
        return correlationKey(condition, std::nullopt).outer != nullptr;
    });
}

Result<Decorrelated> decorrelate(const RelPtr& rel, ScopeId scope)
{
    return Decorrelator(scope).run(rel);
}

} // namespace millrace::sql
