// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrite: joins neighbouring projections and filters, drops those that do nothing.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// Filter over Filter becomes one AND, Project over Project one projection, Aggregate over Project one aggregate,
/// unless an expression would be computed twice; projections of all columns as they are vanish.
/// The names of the columns may change.
sql::RelPtr mergeProjects(const sql::RelPtr& query);

} // namespace millrace::plan
