// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/parted_operator.h"

namespace millrace {

Status PartedOperator::evaluate(const StepContext& context, std::span<const Stream* const> inputs, Stream& output)
{
    const size_t parts = start(context, inputs, output);
    for (size_t part = 0; part < parts; ++part) {
        evaluatePart(part);
    }
    return finish(output);
}

void PartedOperator::commit()
{
    for (size_t part = 0; part < numCommitParts(); ++part) {
        commitPart(part);
    }
}

} // namespace millrace
