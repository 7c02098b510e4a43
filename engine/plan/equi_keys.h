// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrite: finds the keys by which joins can look rows up.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// Moves equalities between the two sides of a join from its predicate to its equiKeys. A side that is no plain
/// column is computed by a projection below the join. What is left stays the predicate.
sql::RelPtr extractEquiKeys(const sql::RelPtr& query);

} // namespace millrace::plan
