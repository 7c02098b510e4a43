// SPDX-License-Identifier: GPL-3.0-or-later
// Turns a subquery that uses the row around it into one that does not.
#pragma once

#include "engine/base/result.h"
#include "engine/sql/subquery.h"

namespace millrace::sql {

/// A query whose conditions on the row around it were taken out. For a row of the outer scope, the original query is
/// the rows of `rel` that satisfy `conditions`, by its first columns (as many as the original has).
struct Decorrelated {
    RelPtr rel;
    std::vector<ExprPtr> conditions; ///< over columns of `rel` and outerColumn()s

    /// True when every condition is `outer = inner`: rows of one group of the inner values belong together.
    bool isByKey() const;
};

/// Pulls up the conditions that use the row of `scope`. kSqlUnsupported with the place of what cannot be pulled.
Result<Decorrelated> decorrelate(const RelPtr& rel, ScopeId scope);

/// A condition `outer = inner` taken apart: null parts when it is something else.
struct CorrelationKey {
    ExprPtr outer; ///< no columns of the inner query
    ExprPtr inner; ///< no columns of the row around
};
/// `scope`: whose row, or that of any scope.
CorrelationKey correlationKey(const ExprPtr& condition, std::optional<ScopeId> scope);

} // namespace millrace::sql
