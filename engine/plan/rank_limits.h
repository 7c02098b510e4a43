// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrite: a condition on a rank becomes the limit of the ranking.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// `WHERE rank <= 10`, `= 1`, `< 3` and their like over a ranking make it keep only those rows. A rank that can have
/// one value only becomes that value. Conditions stand directly over the ranking: this comes after pushPredicates().
sql::RelPtr limitRanks(const sql::RelPtr& query);

} // namespace millrace::plan
