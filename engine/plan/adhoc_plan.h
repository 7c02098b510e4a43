// SPDX-License-Identifier: GPL-3.0-or-later
// A query over the rows of a running program as a circuit of its own, run once.
#pragma once

#include "engine/plan/planner.h"
#include "engine/sql/adhoc_statement.h"

#include <vector>

namespace millrace::plan {

/// The same operators as for views; what a view would be told as changes, a query is given as rows.
struct AdHocPlan {
    sql::Program program;               ///< the relations read, as tables, and last the query, as a view
    IncrementalPlan plan;               ///< relations in the order of `program`
    size_t result = 0;                  ///< position of the query in both
    std::vector<sql::RelationId> reads; ///< relations that it reads, each once
    /// Those of `reads` in whose rows the query is linear: once all others are in, the rows of one of them may come in
    /// parts, and the output of each part is final.
    std::vector<sql::RelationId> linearIn;
};

/// Plans the query of a statement over the relations of `program`. Fails only on what the engine cannot run.
Result<AdHocPlan> planAdHoc(const sql::AdHocStatement& statement, const sql::Program& program);

/// How it would run, as indented text.
std::string explainAdHoc(const sql::AdHocStatement& statement, const AdHocPlan& planned);

} // namespace millrace::plan
