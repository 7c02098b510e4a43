// SPDX-License-Identifier: GPL-3.0-or-later
// Columns as join keys in which NULL equals NULL.
#pragma once

#include "engine/expr/scalar_expr.h"
#include "engine/types/schema.h"

#include <string_view>
#include <vector>

namespace millrace::plan {

/// Columns that are equal in joins when the value is equal or NULL on both sides.
struct NullSafeKeys {
    std::vector<ExprPtr> exprs;
    std::vector<ColumnInfo> names;

    void add(ExprPtr expr);
    /// `hasNullFlag`: both sides have the second column as soon as one of them may be NULL.
    void addValue(const ExprPtr& value, bool hasNullFlag);
    bool isColumns() const;
};

/// Some value of a type, to stand where there is none.
Value someValue(TypeId id);

/// A call of a built-in function on arguments of the right types.
ExprPtr builtInCall(std::string_view name, std::vector<ExprPtr> args);

} // namespace millrace::plan
