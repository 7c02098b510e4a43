// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/expr/expr_bounds.h"

namespace millrace {

namespace {

/// Takes the nodes of the expression from `nodesLeft`; false when they or the levels do not suffice.
bool fits(const ScalarExpr& expr, size_t levels, size_t& nodesLeft)
{
    if (levels == 0 || nodesLeft == 0) {
        return false;
    }
    --nodesLeft;
    for (const ExprPtr& arg : expr.args) {
        if (!fits(*arg, levels - 1, nodesLeft)) {
            return false;
        }
    }
    return true;
}

} // namespace

bool isTooLarge(const ScalarExpr& expr)
{
    size_t nodesLeft = kMaxExprNodes;
    return !fits(expr, kMaxExprHeight, nodesLeft);
}

} // namespace millrace
