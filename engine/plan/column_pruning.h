// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrite: columns and aggregates that nobody reads are not made.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// Drops what is not needed for the columns of the query. Joins get a projection that says what to copy. The rows of
/// a relation are never cut: they are kept once for all that look them up.
sql::RelPtr pruneColumns(const sql::RelPtr& query);

} // namespace millrace::plan
