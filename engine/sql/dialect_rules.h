// SPDX-License-Identifier: GPL-3.0-or-later
// What another dialect changes about expressions: its functions, literals, types and aggregates.
#pragma once

#include "engine/base/result.h"
#include "engine/expr/scalar_expr.h"
#include "engine/sql/syntax_tree.h"

#include <string_view>
#include <vector>

namespace millrace::sql {

/// Asked by an ExpressionBinder in place of the rules of the main dialect. Errors have their place.
class DialectRules {
public:
    virtual ~DialectRules() = default;

    /// A call of a scalar function, an operator by its sign, or a construct such as CASE or IN.
    virtual Result<ExprPtr> resolve(std::string_view name, std::vector<ExprPtr> args, const SourceSpan& span) = 0;
    virtual Result<ExprPtr> literal(const syntax::Expr& literal) = 0;
    virtual Result<ExprPtr> cast(ExprPtr value, const syntax::TypeName& type, const SourceSpan& span) = 0;
    virtual bool isAggregate(std::string_view name) const = 0;
    /// The column that stands for an aggregate call; `filter` is null where there is none.
    virtual Result<ExprPtr> aggregate(const syntax::Expr& call, std::vector<ExprPtr> args, ExprPtr filter) = 0;
};

} // namespace millrace::sql
