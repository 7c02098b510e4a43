// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrite: what all branches of an OR demand is demanded once.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// (a AND b) OR (a AND c) becomes a AND (b OR c) in the conditions of filters and joins, so that `a` can be a join
/// key. Only for conditions that cannot fail, because their order changes.
sql::RelPtr factorDisjunctions(const sql::RelPtr& query);

} // namespace millrace::plan
