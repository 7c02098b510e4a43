// SPDX-License-Identifier: GPL-3.0-or-later
// Scalar functions and operators: signatures for the binder, kernels for the evaluator.
#pragma once

#include "engine/base/result.h"
#include "engine/expr/scalar_expr.h"
#include "engine/zset/column.h"

#include <optional>
#include <span>
#include <string_view>

namespace millrace {

class ColumnBuilder;

/// Rows a kernel works on: all of [0, numRows), or only the listed ones (ascending positions).
struct Selection {
    size_t numRows = 0;               ///< rows of the vectors
    const uint32_t* rows = nullptr;   ///< nullptr = every row
    size_t numSelected = 0;           ///< == numRows when rows == nullptr
};

/// Where a kernel failed: the first failing row, and why. `detail` keeps the text shapes that users
/// match on, e.g. "'120 + 100' causes overflow for type TINYINT".
struct EvalFailure {
    ErrorCode code;
    size_t row;
    std::string detail;
};

/// Output memory of a kernel: numRows elements and null bytes; both zeroed where not selected.
struct MutableColumn;

/// A scalar function as the evaluator and the binder see it. Instances are static and live for ever.
struct Function {
    std::string_view name; ///< canonical, upper case; operators by their sign ("+")
    /// Computes `out` for the selected rows; `args` have numRows elements or are constant. NULL handling
    /// is the kernel's own unless `isStrict`, where rows with a NULL argument are NULL and not selected.
    using Kernel = std::optional<EvalFailure> (*)(const ScalarExpr& call, std::span<const Column> args,
                                                  const Selection& selection, MutableColumn& out);
    Kernel kernel;
    bool isStrict = true;
    bool canFail = false;         ///< may return a failure
    bool isDeterministic = true;  ///< false: not folded, not shared (NOW)
};

/// A call as the binder resolved it: which function, arguments with the implicit casts in place, result type.
/// `name` is the SQL name in any case, or an operator sign. Errors: kSqlUnknownFunction, kSqlTypeMismatch,
/// kSqlColumnCount, with the span of the call and the nearest name as a note.
Result<ExprPtr> resolveCall(std::string_view name, std::vector<ExprPtr> args, SourceSpan span);

/// True when `name` (any case) is a built-in scalar function.
bool isFunctionName(std::string_view name);
/// Names of all built-in scalar functions, sorted, upper case: for completion and documentation.
std::vector<std::string_view> functionNames();

/// The type to which operands of comparison, CASE, COALESCE, IN, UNION are brought ("least restrictive");
/// nothing when there is none. Nullable if any is.
std::optional<SqlType> commonType(std::span<const SqlType> types);
/// True when a value of `from` may be used where `to` is wanted without an explicit CAST.
bool isImplicitlyConvertible(const SqlType& from, const SqlType& to);
/// True when CAST(from AS to) exists.
bool isCastable(const SqlType& from, const SqlType& to);

} // namespace millrace
