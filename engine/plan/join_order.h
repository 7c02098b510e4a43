// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrite: the order in which inner joins are done.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// Takes trees of inner joins of three or more inputs apart and joins them left-deep: starting with the first input of
/// FROM, always the input next that has the most equalities with those joined so far, the first of equals.
/// Inputs without any equality to the rest are joined last, so that a cross product comes only where the query asks
/// for one. Conditions are attached as soon as their columns are there. The columns keep their order.
sql::RelPtr orderJoins(const sql::RelPtr& query);

} // namespace millrace::plan
