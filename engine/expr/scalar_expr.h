// SPDX-License-Identifier: GPL-3.0-or-later
// Bound scalar expressions: names resolved to column positions, functions to kernels, types known.
#pragma once

#include "engine/base/source_span.h"
#include "engine/types/sql_type.h"
#include "engine/types/value.h"

#include <memory>
#include <string>
#include <vector>

namespace millrace {

struct Function; // engine/expr/function.h

enum class ExprKind : uint8_t {
    Column,   ///< value of input column `column`
    Literal,  ///< `literal`
    Call,     ///< `function` applied to all arguments, evaluated eagerly
    Cast,     ///< one argument converted to `type`; NULL instead of an error when `isSafe`
    And,      ///< two or more arguments; three-valued; an argument is not evaluated where an earlier one decides
    Or,       ///< likewise
    Case,     ///< arguments: when, then, when, then, …, [else]; lazily
    Coalesce, ///< first non-NULL argument; lazily
};

struct ScalarExpr;
using ExprPtr = std::shared_ptr<const ScalarExpr>;

/// A node of a bound expression; immutable and shared. `span` is where it stands in the program.
struct ScalarExpr {
    ExprKind kind = ExprKind::Literal;
    SqlType type;
    SourceSpan span;
    int column = -1;
    Value literal;
    const Function* function = nullptr;
    std::vector<ExprPtr> args;
    bool isSafe = false;
};

ExprPtr columnExpr(int column, SqlType type, SourceSpan span = {});
ExprPtr literalExpr(Value value, SqlType type, SourceSpan span = {});
ExprPtr callExpr(const Function& function, std::vector<ExprPtr> args, SqlType type, SourceSpan span = {});
/// The argument itself when it already has that type (nullability aside).
ExprPtr castExpr(ExprPtr arg, SqlType type, SourceSpan span = {}, bool isSafe = false);
/// Conditions that an AND of them makes; a single one when it is no AND, none for null.
std::vector<ExprPtr> splitConjuncts(const ExprPtr& predicate);
/// The AND of conditions in their order; null when there is none.
ExprPtr joinConjuncts(std::vector<ExprPtr> conjuncts);
ExprPtr logicalExpr(ExprKind andOr, std::vector<ExprPtr> args, SourceSpan span = {});

bool sameExpr(const ScalarExpr& a, const ScalarExpr& b);
/// Appends the position of every column used, once per use.
void collectColumns(const ScalarExpr& expr, std::vector<int>& columns);
/// The expression with every column c replaced by `replacement[c]` (an entry may be null where c does not occur).
ExprPtr substituteColumns(const ExprPtr& expr, const std::vector<ExprPtr>& replacement);
/// The expression with every column c renumbered to `mapping[c]`.
ExprPtr remapColumns(const ExprPtr& expr, const std::vector<int>& mapping);
/// SQL-like text for explain, e.g. `(#0 + 1)`; names the columns when given.
std::string exprToString(const ScalarExpr& expr, const std::vector<std::string>* columnNames = nullptr);

} // namespace millrace
