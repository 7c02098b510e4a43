// SPDX-License-Identifier: GPL-3.0-or-later
// Semi and anti joins with conditions beyond equality.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// Makes the rows that have a partner a relation of their own, by the columns that decide about it, so that what
/// remains is a semi or anti join by equality. Runs when equi keys are known and columns are pruned.
sql::RelPtr expandSemiJoins(const sql::RelPtr& query);

} // namespace millrace::plan
