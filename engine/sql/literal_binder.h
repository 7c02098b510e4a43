// SPDX-License-Identifier: GPL-3.0-or-later
// Literals of the syntax tree to typed values.
#pragma once

#include "engine/base/result.h"
#include "engine/expr/scalar_expr.h"
#include "engine/sql/syntax_tree.h"

namespace millrace::sql {

/// The literal an expression of form Null, Boolean, Integer, Decimal, Approximate, String or Interval stands for.
/// Numbers: INTEGER, BIGINT when too big for it, then DECIMAL; with a point DECIMAL; with an exponent
/// DOUBLE. Text is CHAR of its length. kSqlInvalidLiteral when out of range or malformed.
Result<ExprPtr> bindLiteral(const syntax::Expr& literal);

/// The same for a number with a minus before it; `span` covers both.
Result<ExprPtr> bindNegativeNumber(const syntax::Expr& number, const SourceSpan& span);

/// DATE '…', TIME '…', TIMESTAMP '…', and any other type whose cast from text is constant.
Result<ExprPtr> bindTypedLiteral(const syntax::Expr& literal, const SqlType& type);

/// Text as a literal of type CHAR, for arguments such as the unit of DATE_TRUNC.
ExprPtr textLiteral(const std::string& text, const SourceSpan& span);

} // namespace millrace::sql
