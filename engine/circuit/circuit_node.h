// SPDX-License-Identifier: GPL-3.0-or-later
// A node of a circuit, for the files that implement it.
#pragma once

#include "engine/circuit/circuit.h"

namespace millrace {

struct Circuit::Node {
    std::unique_ptr<Operator> op;
    std::vector<NodeId> inputs;
    std::vector<NodeId> consumers;
    uint32_t level = 0; ///< inputs are below
    Stream output;
    Frontier committedFrontier = kNoFrontier;
    OperatorStats stats;
};

/// A cheap counter for operator times.
uint64_t operatorTicks();
uint64_t nanosOfTicks(uint64_t ticks);

} // namespace millrace
