// SPDX-License-Identifier: GPL-3.0-or-later
// Scalar functions and operators: signatures for the binder, kernels for the evaluator.
#pragma once

#include "engine/base/result.h"
#include "engine/expr/scalar_expr.h"
#include "engine/zset/column.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

/// Rows a kernel works on: all of [0, numRows), or only the listed ones (ascending positions).
struct Selection {
    size_t numRows = 0;               ///< rows of the vectors
    const uint32_t* rows = nullptr;   ///< nullptr = every row
    size_t numSelected = 0;           ///< == numRows when rows == nullptr
};

/// Where a kernel failed: a failing row, and why. `detail` keeps the text shapes that users
/// match on, e.g. "'120 + 100' causes overflow for type TINYINT".
struct EvalFailure {
    ErrorCode code;
    size_t row;
    std::string detail;
};

/// Output memory of a kernel (engine/expr/kernel.h).
struct MutableColumn;

/// What a kernel knows besides its arguments.
struct KernelContext {
    const ScalarExpr& call;
    const void* state = nullptr; ///< what Function::prepare made of the literal arguments, or nullptr
};

/// A scalar function as the evaluator and the binder see it. Instances are static and live for ever.
struct Function {
    std::string_view name; ///< canonical, upper case; operators by their sign ("+")
    /// Computes `out` for the selected rows; `args` have numRows elements or are constant. A failure is
    /// reported only for a selected row.
    using Kernel = std::optional<EvalFailure> (*)(const KernelContext& context, std::span<const Column> args,
                                                  const Selection& selection, MutableColumn& out);
    using Prepare = std::shared_ptr<const void> (*)(const ScalarExpr& call);
    Kernel kernel = nullptr;
    /// A row with a NULL argument is NULL: the evaluator sees to it, and does not select such rows unless `isDense`.
    bool isStrict = true;
    bool canFail = false;         ///< may return a failure
    bool isDeterministic = true;  ///< false: not folded, not shared (NOW)
    /// Cheaper over all rows than row by row: may compute anything where a row is not selected or an argument is NULL.
    bool isDense = false;
    bool makesNulls = false;      ///< may give NULL although no argument is NULL
    Prepare prepare = nullptr;    ///< compiles literal arguments (a pattern, a list) once per evaluator
    int variant = 0;              ///< which of several functions that share a kernel (a time unit)
};

/// A call as the binder resolved it: which function, arguments with the implicit casts in place, result type.
/// `name` is the SQL name in any case, or an operator sign. Errors: kSqlUnknownFunction, kSqlTypeMismatch,
/// kSqlColumnCount, with the span of the call and the nearest name as a note.
/// Also resolves the constructs that are kinds of their own: AND, OR, CASE (when, then, …, [else]), COALESCE, and
/// those that become others: NULLIF, IF, IFNULL, and `IN` (value, then the list).
Result<ExprPtr> resolveCall(std::string_view name, std::vector<ExprPtr> args, SourceSpan span);

/// True when `name` (any case) is a built-in scalar function.
bool isFunctionName(std::string_view name);
/// Names of all built-in scalar functions, sorted, upper case: for completion and documentation.
std::vector<std::string_view> functionNames();

/// The type to which the branches of CASE, COALESCE, UNION are brought ("least restrictive"); text with
/// anything else is text. Nothing when there is none. Nullable if any is.
std::optional<SqlType> commonType(std::span<const SqlType> types);
/// The type in which values are compared (=, IN, join keys): like commonType(), but text compared with
/// something else is read as that.
std::optional<SqlType> comparisonType(std::span<const SqlType> types);
/// True when a value of `from` may be used where `to` is wanted without an explicit CAST.
bool isImplicitlyConvertible(const SqlType& from, const SqlType& to);
/// True when CAST(from AS to) exists.
bool isCastable(const SqlType& from, const SqlType& to);

} // namespace millrace
