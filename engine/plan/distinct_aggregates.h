// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrite: aggregates over distinct values by two aggregations.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// COUNT(DISTINCT x) and its like: a first aggregation by keys and value makes values distinct and tells by SOME(f) which
/// FILTERs a value has passed, a second by keys counts or sums them. Calls without DISTINCT and those over other values
/// are computed beside, and the parts, each with a row for every group, are put together by one more aggregation.
/// Inputs are used several times as the same object, so this has to come after all rewrites that copy.
sql::RelPtr expandDistinctAggregates(const sql::RelPtr& query);

} // namespace millrace::plan
