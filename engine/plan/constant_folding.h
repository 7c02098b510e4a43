// SPDX-License-Identifier: GPL-3.0-or-later
// Rewrite: computes what does not depend on rows before the circuit runs.
#pragma once

#include "engine/sql/relational.h"

namespace millrace::plan {

/// Replaces calls and casts of literals by their values, simplifies AND, OR, CASE and COALESCE with literals.
/// What fails (1/0) stays: it is an error of the run, raised only where it is evaluated.
ExprPtr foldConstants(const ExprPtr& expr);

/// Folds all expressions of a query; conditions that are always true vanish, and what can give no row becomes
/// Values without rows. A projection of literal rows becomes literal rows.
sql::RelPtr foldConstants(const sql::RelPtr& query);

} // namespace millrace::plan
