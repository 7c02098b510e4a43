// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrite: outer joins in terms of inner ones.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// LEFT, RIGHT and FULL joins become the union of the inner join and, for each side that is kept, its rows without a
/// partner padded with NULLs. These are found by grouping: keys of the side together with keys that have a partner,
/// where a group without the latter is alone; joined back with the side. With conditions besides equalities the
/// table's primary key or whole rows take the place of keys. NULLs are told apart by a second column, as they are equal
/// in groups but not in joins. Inputs are used several times as the same object, so this has to come after all rewrites
/// that copy.
sql::RelPtr expandOuterJoins(const sql::RelPtr& query);

} // namespace millrace::plan
