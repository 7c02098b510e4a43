// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan/equi_keys.h"

#include "engine/expr/function.h"
#include "engine/expr/expr_index.h"
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

struct Equality {
    ExprPtr left;  ///< over the left input
    ExprPtr right; ///< over the right input
};

/// True when equal values of both types are equal in memory.
bool haveSameForm(const SqlType& a, const SqlType& b)
{
    return physicalOf(a) == physicalOf(b) && (a.id != TypeId::Decimal || a.scale == b.scale);
}

bool asEquality(const ExprPtr& conjunct, int numLeft, int numColumns, Equality& equality)
{
    const bool isEquality = conjunct->kind == ExprKind::Call && conjunct->function->name == "=";
    if (!isEquality || !isDeterministic(*conjunct)) {
        return false;
    }
    ExprPtr left = conjunct->args[0];
    ExprPtr right = conjunct->args[1];
    if (!hasColumns(*left) || !hasColumns(*right) || !haveSameForm(left->type, right->type)) {
        return false;
    }
    if (!usesOnlyColumns(*left, 0, numLeft)) {
        std::swap(left, right);
    }
    if (!usesOnlyColumns(*left, 0, numLeft) || !usesOnlyColumns(*right, numLeft, numColumns)) {
        return false;
    }
    equality.left = std::move(left);
    equality.right = shiftColumns(right, -numLeft, numColumns);
    return true;
}

/// An input with key expressions as further columns.
class KeyedInput {
public:
    explicit KeyedInput(RelPtr input)
        : m_input(std::move(input))
        , m_exprs(sql::columnExprs(m_input->schema))
        , m_names(m_input->schema.columns)
        , m_width(m_exprs.size())
    {
        for (size_t i = 0; i < m_width; ++i) {
            m_index.try_emplace(m_exprs[i], i);
        }
    }

    int columnOf(const ExprPtr& key)
    {
        const auto [known, isNew] = m_index.try_emplace(key, m_exprs.size());
        if (isNew) {
            m_exprs.push_back(key);
            m_names.push_back(ColumnInfo{"", key->type, false});
        }
        return static_cast<int>(known->second);
    }

    RelPtr build() const
    {
        return m_exprs.size() == m_width ? m_input : sql::makeProject(m_input, m_exprs, m_names, m_input->span);
    }
    int addedColumns() const { return static_cast<int>(m_exprs.size() - m_width); }

private:
    RelPtr m_input;
    std::vector<ExprPtr> m_exprs;
    std::vector<ColumnInfo> m_names;
    size_t m_width;
    ExprIndex m_index;
};

RelPtr extract(const RelPtr& rel)
{
    const int numLeft = static_cast<int>(rel->inputs[0]->schema.numColumns());
    const int numColumns = numLeft + static_cast<int>(rel->inputs[1]->schema.numColumns());
    KeyedInput left(rel->inputs[0]);
    KeyedInput right(rel->inputs[1]);
    std::vector<std::pair<int, int>> keys = rel->equiKeys;
    std::vector<ExprPtr> residual;
    for (ExprPtr& conjunct : splitConjuncts(rel->predicate)) {
        Equality equality;
        if (!asEquality(conjunct, numLeft, numColumns, equality)) {
            residual.push_back(std::move(conjunct));
            continue;
        }
        const std::pair<int, int> key(left.columnOf(equality.left), right.columnOf(equality.right));
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
            keys.push_back(key);
        }
    }
    if (keys.size() == rel->equiKeys.size()) {
        return rel;
    }
    const int shift = left.addedColumns();
    std::vector<int> mapping;
    for (int column = 0; column < numColumns; ++column) {
        mapping.push_back(column < numLeft ? column : column + shift);
    }
    ExprPtr predicate = joinConjuncts(std::move(residual));
    predicate = predicate ? remapColumns(predicate, mapping) : nullptr;
    RelPtr join =
        sql::makeEquiJoin(rel->joinKind, left.build(), right.build(), std::move(keys), std::move(predicate), rel->span);
    if (join->schema.numColumns() == rel->schema.numColumns()) {
        return join;
    }
    std::vector<ExprPtr> exprs;
    for (size_t i = 0; i < rel->schema.numColumns(); ++i) {
        exprs.push_back(columnExpr(mapping[i], join->schema.columns[static_cast<size_t>(mapping[i])].type));
    }
    return projected(std::move(join), std::move(exprs), rel->schema);
}

} // namespace

RelPtr extractEquiKeys(const RelPtr& query)
{
    std::vector<RelPtr> inputs;
    for (const RelPtr& input : query->inputs) {
        inputs.push_back(extractEquiKeys(input));
    }
    const RelPtr rel = inputs == query->inputs ? query : withInputs(*query, std::move(inputs));
    return rel->kind == RelKind::Join ? extract(rel) : rel;
}

} // namespace millrace::plan
