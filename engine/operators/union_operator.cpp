// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operators/union_operator.h"

#include <algorithm>

namespace millrace {

Status UnionOperator::evaluate(const StepContext&, std::span<const Stream* const> inputs, Stream& output)
{
    Frontier frontier = inputs.empty() ? kNoFrontier : std::numeric_limits<Frontier>::max();
    for (const Stream* input : inputs) {
        for (const BatchPtr& batch : input->delta.batches) {
            output.delta.add(batch);
        }
        frontier = std::min(frontier, input->frontier);
    }
    output.frontier = frontier;
    return {};
}

} // namespace millrace
