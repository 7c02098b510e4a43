// SPDX-License-Identifier: GPL-3.0-or-later
// Keys that follow from other keys: the end of a window from its start.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// Takes keys out of GROUP BY that can be computed from the other keys, and computes them behind it.
sql::RelPtr dropDependentGroupKeys(const sql::RelPtr& query);

/// Takes equi keys out of a join that are equal as soon as other keys of the join are.
sql::RelPtr dropImpliedEquiKeys(const sql::RelPtr& query);

} // namespace millrace::plan
