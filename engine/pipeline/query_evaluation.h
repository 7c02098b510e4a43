// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the circuit of a query once over rows of relations.
#pragma once

#include "engine/pipeline/query_guard.h"
#include "engine/plan/adhoc_plan.h"
#include "engine/zset/row_heap_snapshot.h"

#include <atomic>
#include <functional>
#include <optional>
#include <vector>

namespace millrace {

/// Gives all rows to the circuit as one step. Where the query is linear in a relation, the rows of the largest such
/// relation follow in parts, and what each part brings is final: so a filter over any number of rows, or a join with
/// smaller relations, runs in little memory. A part leaves no trace in the circuit. The query's thread only.
class QueryEvaluation {
public:
    /// Takes a part of the result; an error, or true for "enough".
    using Output = std::function<Result<bool>(const Delta& rows)>;

    /// `snapshots[i]` holds the rows of the i-th relation of plan.reads.
    QueryEvaluation(plan::AdHocPlan plan, std::vector<RowHeapSnapshot> snapshots, std::atomic<uint64_t>& rowsRead);

    /// Weights of `output`'s rows are above 0.
    Status run(const StepContext& context, QueryGuard& guard, const Output& output);

private:
    void chooseStreamed();
    Status pushAll(size_t read, QueryGuard& guard);
    void push(size_t read, BatchPtr rows);
    Result<bool> evaluate(const StepContext& context, const Output& output);
    Status checkWeights(size_t read, const Batch& rows) const;

    plan::AdHocPlan m_plan;
    std::vector<RowHeapSnapshot> m_snapshots;
    std::atomic<uint64_t>& m_rowsRead;
    std::optional<size_t> m_streamed; ///< position in reads
};

} // namespace millrace
