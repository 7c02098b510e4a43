// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrite: aggregates over distinct values by two aggregations, ARG_MIN and ARG_MAX by rows of rank 1.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// COUNT(DISTINCT x) and its like: a first aggregation by keys and value makes values distinct and tells by SOME(f)
/// which FILTERs a value has passed, a second by keys counts or sums them. Calls without DISTINCT and those over other
/// values are computed beside, and so is ARG_MAX(x, y), the x of the first row of its group by y. The parts, each with
/// at most one row for a group, are put together by one more aggregation.
/// Inputs are used several times as the same object, so this has to come after all rewrites that copy.
sql::RelPtr expandAggregates(const sql::RelPtr& query);

} // namespace millrace::plan
