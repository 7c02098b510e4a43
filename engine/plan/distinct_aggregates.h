// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrite: aggregates over distinct values by two aggregations.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// COUNT(DISTINCT x) and its like: each row is taken once for every set of distinct values and once for the other
/// aggregates, marked by a number; a first aggregation by keys, number and value makes values distinct and computes
/// the others, a second by keys counts or sums the former and picks the latter.
/// Inputs are used several times as the same object, so this has to come after all rewrites that copy.
sql::RelPtr expandDistinctAggregates(const sql::RelPtr& query);

} // namespace millrace::plan
