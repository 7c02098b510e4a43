// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrite: values of CHAR that differ only in blanks at the end are one value in groups, orders and partitions.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// What is grouped, made distinct, ranked or partitioned by CHAR loses its blanks at the end before, so that operators
/// may compare bytes. Comparisons need nothing: they are bound over VARCHAR. Comes before any rewrite that joins groups
/// to the rows they were made of.
sql::RelPtr dropCharPadding(const sql::RelPtr& query);

} // namespace millrace::plan
