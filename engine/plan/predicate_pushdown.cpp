// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/predicate_pushdown.h"

#include "engine/expr/function.h"
#include "engine/plan/expr_properties.h"
#include "engine/plan/rel_rewrite.h"
#include "engine/sql/rel_factory.h"

#include <algorithm>

namespace millrace::plan {

using sql::JoinKind;
using sql::RelKind;
using sql::RelNode;
using sql::RelPtr;

namespace {

/// A condition is not written into a projection's place when that makes it larger than this.
constexpr size_t kMaxConditionNodes = 2000;

RelPtr push(const RelPtr& rel, std::vector<ExprPtr> conjuncts);

/// Conditions by where they may go, in their order; one that may fail stays behind all that did not go before it.
struct Split {
    std::vector<ExprPtr> down;
    std::vector<ExprPtr> stay;

    void add(ExprPtr conjunct, bool canGoDown)
    {
        const bool isProtected = !stay.empty() && canFail(*conjunct);
        (canGoDown && !isProtected ? down : stay).push_back(std::move(conjunct));
    }
};

RelPtr pushIntoProject(const RelNode& rel, const std::vector<ExprPtr>& conjuncts)
{
    Split split;
    for (const ExprPtr& conjunct : conjuncts) {
        ExprPtr inner = substituteColumns(conjunct, rel.exprs);
        const bool fits = isDeterministic(*inner) && countNodes(*inner, kMaxConditionNodes) < kMaxConditionNodes;
        if (fits && (split.stay.empty() || !canFail(*inner))) {
            split.down.push_back(std::move(inner));
        } else {
            split.stay.push_back(conjunct);
        }
    }
    RelPtr input = push(rel.inputs[0], std::move(split.down));
    return filtered(withInputs(rel, {std::move(input)}), std::move(split.stay));
}

RelPtr pushIntoAggregate(const RelNode& rel, const std::vector<ExprPtr>& conjuncts)
{
    Split split;
    const int numKeys = static_cast<int>(rel.groupBy.size());
    for (const ExprPtr& conjunct : conjuncts) {
        // Without columns it would empty the one group of a global aggregate instead of dropping it.
        split.add(conjunct, hasColumns(*conjunct) && usesOnlyColumns(*conjunct, 0, numKeys));
    }
    for (ExprPtr& conjunct : split.down) {
        conjunct = substituteColumns(conjunct, rel.groupBy);
    }
    RelPtr input = push(rel.inputs[0], std::move(split.down));
    return filtered(withInputs(rel, {std::move(input)}), std::move(split.stay));
}

RelPtr pushIntoRepeat(const RelNode& rel, const std::vector<ExprPtr>& conjuncts)
{
    Split split;
    const int numColumns = static_cast<int>(rel.inputs[0]->schema.numColumns());
    for (const ExprPtr& conjunct : conjuncts) {
        split.add(conjunct, usesOnlyColumns(*conjunct, 0, numColumns));
    }
    RelPtr input = push(rel.inputs[0], std::move(split.down));
    return filtered(withInputs(rel, {std::move(input)}), std::move(split.stay));
}

/// Rows that are dropped or have no element must not fail, nor the value of a row that a condition drops.
RelPtr pushIntoMultiple(const RelNode& rel, const std::vector<ExprPtr>& conjuncts)
{
    Split split;
    const int numColumns = static_cast<int>(rel.inputs[0]->schema.numColumns());
    for (const ExprPtr& conjunct : conjuncts) {
        split.add(conjunct, usesOnlyColumns(*conjunct, 0, numColumns) && !canFail(*conjunct));
    }
    RelPtr input = push(rel.inputs[0], std::move(split.down));
    return filtered(withInputs(rel, {std::move(input)}), std::move(split.stay));
}

RelPtr pushIntoUnion(const RelNode& rel, const std::vector<ExprPtr>& conjuncts)
{
    std::vector<RelPtr> inputs;
    for (const RelPtr& input : rel.inputs) {
        inputs.push_back(push(input, conjuncts));
    }
    return withInputs(rel, std::move(inputs));
}

/// True when the expression is NULL as soon as the columns [from, to) are.
bool isNullWith(const ScalarExpr& expr, int from, int to)
{
    if (expr.kind == ExprKind::Column) {
        return expr.column >= from && expr.column < to;
    }
    const bool isStrict = (expr.kind == ExprKind::Call && expr.function->isStrict) || expr.kind == ExprKind::Cast;
    return isStrict && std::any_of(expr.args.begin(), expr.args.end(),
                                   [from, to](const ExprPtr& arg) { return isNullWith(*arg, from, to); });
}

/// True when the condition is not TRUE for rows whose columns [from, to) are NULL.
bool refusesNulls(const ScalarExpr& conjunct, int from, int to)
{
    if (conjunct.kind == ExprKind::Call && conjunct.function->name == "IS NOT NULL") {
        return isNullWith(*conjunct.args[0], from, to);
    }
    return isNullWith(conjunct, from, to);
}

/// The kind of join that gives the same rows under these conditions.
JoinKind simplifiedKind(JoinKind kind, const std::vector<ExprPtr>& conjuncts, int numLeft, int numColumns)
{
    const auto anyRefuses = [&](int from, int to) {
        return std::any_of(conjuncts.begin(), conjuncts.end(),
                           [&](const ExprPtr& conjunct) { return refusesNulls(*conjunct, from, to); });
    };
    const bool keepsLeftAlone = kind == JoinKind::Left || kind == JoinKind::Full;   // right columns NULL
    const bool keepsRightAlone = kind == JoinKind::Right || kind == JoinKind::Full; // left columns NULL
    const bool left = keepsLeftAlone && !anyRefuses(numLeft, numColumns);
    const bool right = keepsRightAlone && !anyRefuses(0, numLeft);
    if (!keepsLeftAlone && !keepsRightAlone) {
        return kind;
    }
    return left && right ? JoinKind::Full : left ? JoinKind::Left : right ? JoinKind::Right : JoinKind::Inner;
}

RelPtr pushIntoInnerJoin(const RelNode& rel, std::vector<ExprPtr> conjuncts)
{
    const int numLeft = static_cast<int>(rel.inputs[0]->schema.numColumns());
    const int numColumns = static_cast<int>(rel.schema.numColumns());
    std::vector<ExprPtr> left;
    std::vector<ExprPtr> right;
    std::vector<ExprPtr> both;
    for (ExprPtr& conjunct : conjuncts) {
        const bool isProtected = !both.empty() && canFail(*conjunct);
        if (isProtected || !isDeterministic(*conjunct)) {
            both.push_back(std::move(conjunct));
        } else if (usesOnlyColumns(*conjunct, 0, numLeft)) {
            left.push_back(std::move(conjunct));
        } else if (usesOnlyColumns(*conjunct, numLeft, numColumns)) {
            right.push_back(shiftColumns(conjunct, -numLeft, numColumns));
        } else {
            both.push_back(std::move(conjunct));
        }
    }
    return sql::makeEquiJoin(JoinKind::Inner, push(rel.inputs[0], std::move(left)),
                             push(rel.inputs[1], std::move(right)), rel.equiKeys, joinConjuncts(std::move(both)),
                             rel.span);
}

/// Conditions over a side that is kept whole go down to it; those of ON go down to the side that is not.
RelPtr pushIntoOuterJoin(const RelNode& rel, JoinKind kind, const std::vector<ExprPtr>& conjuncts)
{
    const int numLeft = static_cast<int>(rel.inputs[0]->schema.numColumns());
    const int numColumns = numLeft + static_cast<int>(rel.inputs[1]->schema.numColumns());
    const bool isLeftWhole = kind == JoinKind::Left || kind == JoinKind::Semi || kind == JoinKind::Anti;
    const bool isRightWhole = kind == JoinKind::Right;
    std::vector<ExprPtr> left;
    std::vector<ExprPtr> right;
    Split above;
    for (const ExprPtr& conjunct : conjuncts) {
        const bool isLeft = usesOnlyColumns(*conjunct, 0, numLeft);
        const bool isRight = usesOnlyColumns(*conjunct, numLeft, numColumns);
        const bool goesDown = isDeterministic(*conjunct) && ((isLeft && isLeftWhole) || (isRight && isRightWhole)) &&
                              (above.stay.empty() || !canFail(*conjunct));
        if (!goesDown) {
            above.stay.push_back(conjunct);
        } else if (isLeftWhole) { // not isLeft: a condition without columns is over both sides
            left.push_back(conjunct);
        } else {
            right.push_back(shiftColumns(conjunct, -numLeft, numColumns));
        }
    }
    Split on;
    for (const ExprPtr& conjunct : splitConjuncts(rel.predicate)) {
        const bool isRight = isLeftWhole && usesOnlyColumns(*conjunct, numLeft, numColumns);
        const bool isLeft = isRightWhole && usesOnlyColumns(*conjunct, 0, numLeft);
        on.add(conjunct, (isRight || isLeft) && isDeterministic(*conjunct));
    }
    for (const ExprPtr& conjunct : on.down) {
        if (isRightWhole) {
            left.push_back(conjunct);
        } else {
            right.push_back(shiftColumns(conjunct, -numLeft, numColumns));
        }
    }
    RelPtr join = sql::makeEquiJoin(kind, push(rel.inputs[0], std::move(left)), push(rel.inputs[1], std::move(right)),
                                    rel.equiKeys, joinConjuncts(std::move(on.stay)), rel.span);
    return filtered(std::move(join), std::move(above.stay));
}

RelPtr pushIntoJoin(const RelNode& rel, const std::vector<ExprPtr>& conjuncts)
{
    const int numLeft = static_cast<int>(rel.inputs[0]->schema.numColumns());
    const JoinKind kind = simplifiedKind(rel.joinKind, conjuncts, numLeft, static_cast<int>(rel.schema.numColumns()));
    if (kind != JoinKind::Inner) {
        return pushIntoOuterJoin(rel, kind, conjuncts);
    }
    std::vector<ExprPtr> all = splitConjuncts(rel.predicate);
    all.insert(all.end(), conjuncts.begin(), conjuncts.end());
    return pushIntoInnerJoin(rel, std::move(all));
}

/// Conditions over what rows are partitioned by keep or drop whole partitions.
RelPtr pushIntoPartitions(const RelNode& rel, const std::vector<int>& keys, const std::vector<ExprPtr>& conjuncts)
{
    Split split;
    for (const ExprPtr& conjunct : conjuncts) {
        std::vector<int> columns;
        collectColumns(*conjunct, columns);
        const bool isOverKeys = std::all_of(columns.begin(), columns.end(), [&keys](int column) {
            return std::find(keys.begin(), keys.end(), column) != keys.end();
        });
        split.add(conjunct, isOverKeys && !columns.empty() && isDeterministic(*conjunct));
    }
    RelPtr input = push(rel.inputs[0], std::move(split.down));
    return filtered(withInputs(rel, {std::move(input)}), std::move(split.stay));
}

RelPtr push(const RelPtr& rel, std::vector<ExprPtr> conjuncts)
{
    switch (rel->kind) {
    case RelKind::Filter: {
        std::vector<ExprPtr> all = splitConjuncts(rel->predicate);
        all.insert(all.end(), conjuncts.begin(), conjuncts.end());
        return push(rel->inputs[0], std::move(all));
    }
    case RelKind::Project: return pushIntoProject(*rel, conjuncts);
    case RelKind::Join: return pushIntoJoin(*rel, conjuncts);
    case RelKind::Aggregate: return pushIntoAggregate(*rel, conjuncts);
    case RelKind::Distinct: return withInputs(*rel, {push(rel->inputs[0], std::move(conjuncts))});
    case RelKind::UnionAll: return pushIntoUnion(*rel, conjuncts);
    case RelKind::Repeat: return pushIntoRepeat(*rel, conjuncts);
    case RelKind::Multiply:
    case RelKind::Unnest: return pushIntoMultiple(*rel, conjuncts);
    case RelKind::Over: return pushIntoPartitions(*rel, rel->over.partitionBy, conjuncts);
    case RelKind::Rank: return pushIntoPartitions(*rel, rel->rank.partitionBy, conjuncts);
    case RelKind::Scan:
    case RelKind::Values: break;
    }
    return filtered(rel, std::move(conjuncts));
}

} // namespace

RelPtr pushPredicates(const RelPtr& query)
{
    return push(query, {});
}

} // namespace millrace::plan
