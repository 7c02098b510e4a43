// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrite: rows of overlapping windows are counted once a slice.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// An aggregation of repeated rows, which is what HOP makes, aggregates the rows before they are repeated: by the parts
/// of its keys that do not depend on the repetition, in windows of time the slice. Then groups are repeated, and not
/// rows. For linear aggregates whose parts add up (Li et al., "No pane, no gain", SIGMOD Record 2005).
sql::RelPtr aggregateSlices(const sql::RelPtr& query);

} // namespace millrace::plan
