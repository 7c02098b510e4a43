// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluates expressions; one that depends on a single byte is looked up in a table of its 256 results.
#pragma once

#include "engine/base/result.h"
#include "engine/expr/evaluator.h"

#include <memory>
#include <vector>

namespace millrace::descriptive {

/// As an Evaluator. `'device' || to_string(rand() % 4)` is text of one byte's value: its 256 texts are made once, so
/// that a row costs a copy of 16 bytes instead of two texts. One thread.
class TabulatedEvaluator {
public:
    explicit TabulatedEvaluator(std::vector<ExprPtr> expressions);

    /// Values of all expressions for the rows of the batch.
    Status evaluate(const Batch& batch, std::vector<Column>& results);

private:
    struct Table {
        Column values;   ///< by byte
        size_t root = 0; ///< where the evaluator gives the byte
    };

    std::vector<Table> m_tables; ///< by expression; without values where it is evaluated itself
    std::unique_ptr<Evaluator> m_evaluator;
};

} // namespace millrace::descriptive
