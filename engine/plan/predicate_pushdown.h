// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrite: moves conditions to where the fewest rows have been made.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// Moves the conditions of filters and joins down through projections, joins, aggregates (those over keys), DISTINCT
/// and UNION ALL; what reaches both sides of an inner join becomes its predicate. An outer join below a condition that
/// refuses NULLs of its optional side becomes an inner one. A condition that may fail is not moved before one
/// that stands in front of it and may protect it.
sql::RelPtr pushPredicates(const sql::RelPtr& query);

} // namespace millrace::plan
