// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/join_order.h"

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

bool isInnerJoin(const RelNode& rel)
{
    return rel.kind == RelKind::Join && rel.joinKind == JoinKind::Inner && rel.equiKeys.empty();
}

bool isColumnProject(const RelNode& rel)
{
    return rel.kind == RelKind::Project &&
           std::all_of(rel.exprs.begin(), rel.exprs.end(), [](const ExprPtr& expr) { return isTrivial(*expr); });
}

/// A tree of inner joins as a set: inputs, and conditions over their columns side by side in the order of FROM.
struct JoinGraph {
    struct Condition {
        ExprPtr expr;
        std::vector<size_t> leaves; ///< ascending
        bool isEquality = false;    ///< one side over some leaves = the other side over others
        bool isAttached = false;
    };

    std::vector<RelPtr> leaves;
    std::vector<int> firstColumn; ///< of each leaf
    std::vector<Condition> conditions;
    int numColumns = 0;

    size_t leafOf(int column) const
    {
        const auto next = std::upper_bound(firstColumn.begin(), firstColumn.end(), column);
        // Leaves without columns share their position with the next one.
        return static_cast<size_t>(next - firstColumn.begin()) - 1;
    }

    std::vector<size_t> leavesOf(const ScalarExpr& expr) const
    {
        std::vector<int> columns;
        collectColumns(expr, columns);
        std::vector<size_t> result;
        for (const int column : columns) {
            result.push_back(leafOf(column));
        }
        std::sort(result.begin(), result.end());
        result.erase(std::unique(result.begin(), result.end()), result.end());
        return result;
    }
};

/// Adds the inputs of a join tree; gives the values of its columns over the columns of the graph.
std::vector<ExprPtr> flatten(const RelPtr& rel, JoinGraph& graph)
{
    if (isInnerJoin(*rel)) {
        std::vector<ExprPtr> columns = flatten(rel->inputs[0], graph);
        const std::vector<ExprPtr> right = flatten(rel->inputs[1], graph);
        columns.insert(columns.end(), right.begin(), right.end());
        for (const ExprPtr& conjunct : splitConjuncts(rel->predicate)) {
            graph.conditions.push_back({substituteColumns(conjunct, columns), {}, false, false});
        }
        return columns;
    }
    if (isColumnProject(*rel) && isInnerJoin(*rel->inputs[0])) {
        const std::vector<ExprPtr> inner = flatten(rel->inputs[0], graph);
        std::vector<ExprPtr> columns;
        for (const ExprPtr& expr : rel->exprs) {
            columns.push_back(substituteColumns(expr, inner));
        }
        return columns;
    }
    graph.leaves.push_back(orderJoins(rel));
    graph.firstColumn.push_back(graph.numColumns);
    std::vector<ExprPtr> columns;
    for (const ColumnInfo& column : rel->schema.columns) {
        columns.push_back(columnExpr(graph.numColumns++, column.type));
    }
    return columns;
}

bool areDisjoint(const std::vector<size_t>& a, const std::vector<size_t>& b)
{
    return std::none_of(a.begin(), a.end(), [&b](size_t leaf) { return std::binary_search(b.begin(), b.end(), leaf); });
}

void describeConditions(JoinGraph& graph)
{
    for (JoinGraph::Condition& condition : graph.conditions) {
        condition.leaves = graph.leavesOf(*condition.expr);
        const ScalarExpr& expr = *condition.expr;
        if (expr.kind == ExprKind::Call && expr.function->name == "=") {
            const std::vector<size_t> left = graph.leavesOf(*expr.args[0]);
            const std::vector<size_t> right = graph.leavesOf(*expr.args[1]);
            condition.isEquality = !left.empty() && !right.empty() && areDisjoint(left, right);
        }
    }
}

/// Joins the leaves of a graph one by one.
class JoinChain {
public:
    explicit JoinChain(JoinGraph& graph)
        : m_graph(graph)
        , m_isJoined(graph.leaves.size())
        , m_position(static_cast<size_t>(graph.numColumns), -1)
    {
    }

    RelPtr build(const SourceSpan& span)
    {
        for (size_t i = 0; i < m_graph.leaves.size(); ++i) {
            add(nextLeaf(), span);
        }
        return m_rel;
    }

    /// Where the columns of the graph are in the built join.
    const std::vector<int>& positions() const { return m_position; }

private:
    /// Equalities that the leaf would meet.
    size_t countEqualities(size_t leaf) const
    {
        size_t count = 0;
        for (const JoinGraph::Condition& condition : m_graph.conditions) {
            const bool isMet = condition.isEquality && contains(condition.leaves, leaf) &&
                               std::all_of(condition.leaves.begin(), condition.leaves.end(),
                                           [&](size_t other) { return other == leaf || m_isJoined[other]; });
            count += isMet ? 1 : 0;
        }
        return count;
    }

    static bool contains(const std::vector<size_t>& leaves, size_t leaf)
    {
        return std::binary_search(leaves.begin(), leaves.end(), leaf);
    }

    bool hasEquality(size_t leaf) const
    {
        return std::any_of(m_graph.conditions.begin(), m_graph.conditions.end(), [&](const auto& condition) {
            return condition.isEquality && contains(condition.leaves, leaf);
        });
    }

    size_t nextLeaf() const
    {
        size_t best = m_isJoined.size();
        size_t bestScore = 0;
        for (size_t leaf = 0; leaf < m_isJoined.size(); ++leaf) {
            if (m_isJoined[leaf]) {
                continue;
            }
            // A leaf that some equality will connect later is better than one that nothing does.
            const size_t score = 2 * countEqualities(leaf) + (hasEquality(leaf) ? 1 : 0);
            if (best == m_isJoined.size() || score > bestScore) {
                best = leaf;
                bestScore = score;
            }
        }
        return best;
    }

    void add(size_t leaf, const SourceSpan& span)
    {
        const RelPtr& input = m_graph.leaves[leaf];
        int position = m_rel ? static_cast<int>(m_rel->schema.numColumns()) : 0;
        const auto first = static_cast<size_t>(m_graph.firstColumn[leaf]);
        for (size_t i = 0; i < input->schema.numColumns(); ++i) {
            m_position[first + i] = position++;
        }
        m_isJoined[leaf] = true;
        ExprPtr predicate = joinConjuncts(takeConditions());
        if (m_rel) {
            m_rel = sql::makeJoin(JoinKind::Inner, m_rel, input, std::move(predicate), span);
        } else {
            m_rel = predicate ? filtered(input, {std::move(predicate)}) : input;
        }
    }

    /// Conditions whose columns are all there now, over the columns of the join. One that may fail waits for
    /// those before it, but for equalities: without them this would be a cross product.
    std::vector<ExprPtr> takeConditions()
    {
        std::vector<ExprPtr> taken;
        bool isAnyLeft = false;
        for (JoinGraph::Condition& condition : m_graph.conditions) {
            if (condition.isAttached) {
                continue;
            }
            const bool isReady = std::all_of(condition.leaves.begin(), condition.leaves.end(),
                                             [this](size_t leaf) { return m_isJoined[leaf]; });
            if (isReady && (!isAnyLeft || condition.isEquality || !canFail(*condition.expr))) {
                condition.isAttached = true;
                taken.push_back(remapColumns(condition.expr, m_position));
            } else {
                isAnyLeft = true;
            }
        }
        return taken;
    }

    JoinGraph& m_graph;
    std::vector<bool> m_isJoined;
    std::vector<int> m_position;
    RelPtr m_rel;
};

} // namespace

RelPtr orderJoins(const RelPtr& query)
{
    if (!isInnerJoin(*query)) {
        std::vector<RelPtr> inputs;
        for (const RelPtr& input : query->inputs) {
            inputs.push_back(orderJoins(input));
        }
        return inputs == query->inputs ? query : withInputs(*query, std::move(inputs));
    }
    JoinGraph graph;
    const std::vector<ExprPtr> columns = flatten(query, graph);
    describeConditions(graph);
    JoinChain chain(graph);
    RelPtr joined = chain.build(query->span);
    std::vector<ExprPtr> exprs;
    for (const ExprPtr& column : columns) {
        exprs.push_back(remapColumns(column, chain.positions()));
    }
    RelPtr ordered = projected(std::move(joined), std::move(exprs), query->schema);
    return isIdentityProject(*ordered) ? ordered->inputs[0] : ordered;
}

} // namespace millrace::plan
