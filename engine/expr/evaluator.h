// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluates bound expressions over batches, a vector at a time.
#pragma once

#include "engine/base/result.h"
#include "engine/expr/function.h"
#include "engine/expr/scalar_expr.h"
#include "engine/zset/batch.h"

#include <memory>
#include <optional>
#include <vector>

namespace millrace {

/// A failed evaluation: the error (code, detail, span of the expression) and the failing row of the batch.
struct EvalError {
    Error error;
    size_t row = 0;
};

/// One or several expressions compiled for repeated evaluation. Literals are folded, common
/// subexpressions computed once, errors raised only for rows that are really evaluated (a branch of CASE
/// not taken, an AND already false). Not thread-safe: one per operator.
class Evaluator {
public:
    explicit Evaluator(std::vector<ExprPtr> expressions);
    ~Evaluator();
    Evaluator(Evaluator&&) noexcept;

    /// Values of all expressions for every row of `batch`. Columns that are mere references share the
    /// batch's memory. An evaluation that fails reports the failing row.
    std::optional<EvalError> evaluate(const Batch& batch, std::vector<Column>& results);

    /// Rows where the (single, boolean) expression is TRUE, ascending.
    std::optional<EvalError> select(const Batch& batch, std::vector<uint32_t>& rows);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// The value of an expression without columns (constant folding, DEFAULT, INTERVAL bounds).
Result<Value> evaluateConstant(const ExprPtr& expr);

} // namespace millrace
