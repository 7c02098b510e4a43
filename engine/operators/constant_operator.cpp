// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/constant_operator.h"

namespace millrace {

Status ConstantOperator::evaluate(const StepContext&, std::span<const Stream* const>, Stream& output)
{
    if (!m_isOut) {
        output.delta.add(m_rows);
    }
    return {};
}

std::string ConstantOperator::describe() const
{
    return "values (" + std::to_string(m_rows->numRows) + " rows)";
}

} // namespace millrace
