// SPDX-License-Identifier: GPL-3.0-or-later
// Small steps that the rewrites of queries share.
#pragma once

#include "engine/sql/relational.h"

#include <vector>

namespace millrace::plan {

/// The node over other inputs of the same columns. The schema of nodes that pass columns on follows the inputs.
sql::RelPtr withInputs(const sql::RelNode& node, std::vector<sql::RelPtr> inputs);

/// Filter by all conditions; the input itself when there is none.
sql::RelPtr filtered(sql::RelPtr input, std::vector<ExprPtr> conjuncts);

/// True for a projection that passes all columns on as they stand.
bool isIdentityProject(const sql::RelNode& node);

/// Project `exprs` over `input` with the column names of `schema`.
sql::RelPtr projected(sql::RelPtr input, std::vector<ExprPtr> exprs, const Schema& schema);

} // namespace millrace::plan
