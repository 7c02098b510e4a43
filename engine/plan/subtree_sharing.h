// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrite: equal parts of a query become one.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// Makes equal subqueries the same object, from the leaves up, so that they become one operator: a common table
/// expression used twice, both sides of a self-join.
sql::RelPtr shareSubtrees(const sql::RelPtr& query);

} // namespace millrace::plan
