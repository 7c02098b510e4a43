// SPDX-License-Identifier: GPL-3.0-or-later
// Expressions found by what they compute: long lists are searched without comparing each with each.
#pragma once

#include "engine/expr/scalar_expr.h"

#include <unordered_map>

namespace millrace {

/// Equal for expressions that are sameExpr().
size_t hashExpr(const ScalarExpr& expr);

struct ExprHash {
    size_t operator()(const ExprPtr& expr) const { return hashExpr(*expr); }
};
struct ExprEqual {
    bool operator()(const ExprPtr& a, const ExprPtr& b) const { return sameExpr(*a, *b); }
};

/// Positions of expressions in some list.
using ExprIndex = std::unordered_map<ExprPtr, size_t, ExprHash, ExprEqual>;

/// Different expressions in the order of their first appearance.
class ExprList {
public:
    /// The position of the expression, which is added when it is new.
    size_t add(const ExprPtr& expr)
    {
        const auto [known, isNew] = m_index.try_emplace(expr, m_exprs.size());
        if (isNew) {
            m_exprs.push_back(expr);
        }
        return known->second;
    }
    /// The position of the expression; size() when it is not there.
    size_t find(const ExprPtr& expr) const
    {
        const auto known = m_index.find(expr);
        return known == m_index.end() ? m_exprs.size() : known->second;
    }
    bool contains(const ExprPtr& expr) const { return m_index.count(expr) != 0; }
    const std::vector<ExprPtr>& exprs() const { return m_exprs; }
    size_t size() const { return m_exprs.size(); }
    bool empty() const { return m_exprs.empty(); }
    const ExprPtr& operator[](size_t position) const { return m_exprs[position]; }

private:
    std::vector<ExprPtr> m_exprs;
    ExprIndex m_index;
};

} // namespace millrace
