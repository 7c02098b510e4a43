// SPDX-License-Identifier: GPL-3.0-or-later
// The families of functions; each is in a source file of its own.
#pragma once

#include "engine/expr/call_site.h"

#include <span>

namespace millrace {

std::span<const Signature> arithmeticSignatures();     ///< + - * / % MOD DIV_NULL
std::span<const Signature> comparisonSignatures();     ///< = <> < …, IS [NOT] DISTINCT FROM, IN, GREATEST, LEAST
std::span<const Signature> logicSignatures();          ///< AND OR NOT, IS …, CASE and what becomes one
std::span<const Signature> numericSignatures();        ///< ABS, SIGN, ROUND, …
std::span<const Signature> floatSignatures();          ///< SQRT, LN, SIN, …
std::span<const Signature> stringSignatures();         ///< LENGTH, UPPER, CONCAT, …
std::span<const Signature> stringPartSignatures();     ///< SUBSTRING, TRIM, SPLIT_PART, …
std::span<const Signature> patternSignatures();        ///< LIKE, RLIKE, REGEXP_REPLACE
std::span<const Signature> datePartSignatures();       ///< YEAR, EPOCH, DATE_TRUNC, …
std::span<const Signature> dateArithmeticSignatures(); ///< TIMESTAMPADD, TIMESTAMPDIFF, MAKE_DATE, TUMBLE_START, …
std::span<const Signature> dateFormatSignatures();     ///< FORMAT_DATE, PARSE_TIMESTAMP, …

/// FLOOR(x) and CEIL(x) of numbers; those of times take a unit and are among the date parts.
Result<ExprPtr> resolveFloorOfNumber(CallSite& site);
Result<ExprPtr> resolveCeilingOfNumber(CallSite& site);

} // namespace millrace
