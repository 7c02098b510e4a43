// SPDX-License-Identifier: GPL-3.0-or-later
// The loop of conversions that may fail: an error for CAST, NULL for SAFE_CAST.
#pragma once

#include "engine/expr/cast_kernels.h"
#include "engine/expr/kernel.h"

namespace millrace {

/// Cuts text to the length of VARCHAR(n) or CHAR(n); pads CHAR(n) with blanks, in place.
void fitText(std::string& text, const SqlType& type);

/// Calls convert(row) -> bool for the selected rows; describe(row) tells what is wrong with one.
template <typename Convert, typename Describe>
std::optional<EvalFailure> castRows(const KernelContext& context, const Selection& selection, MutableColumn& out,
                                    Convert convert, Describe describe)
{
    if (context.call.isSafe) {
        forEachRow(selection, [&](size_t row) {
            if (!convert(row)) {
                out.setNull(row);
            }
        });
        return std::nullopt;
    }
    const std::optional<size_t> row = findFailingRow(selection, convert);
    if (!row) {
        return std::nullopt;
    }
    return EvalFailure{ErrorCode::kEvalInvalidCast, *row, describe(*row)};
}

const Function& numberCast(const SqlType& from, const SqlType& to);   ///< numbers and BOOLEAN among each other
const Function& textFromCast(const SqlType& from);                    ///< anything to CHAR or VARCHAR
const Function& textToCast(const SqlType& to);                        ///< CHAR or VARCHAR to anything else
const Function& arrayCast(const SqlType& to);                         ///< arrays to arrays and to text
const Function& temporalCast(const SqlType& from, const SqlType& to); ///< where one side is DATE, TIME or TIMESTAMP

} // namespace millrace
