// SPDX-License-Identifier: GPL-3.0-or-later
// The operators of a running pipeline with their counters.
#pragma once

#include "engine/plan/operator_info.h"

#include <memory>
#include <vector>

namespace millrace {

/// What an operator has done since the start, and what it keeps now.
struct OperatorStatus {
    plan::OperatorInfo info;
    OperatorStats stats;     ///< rows in and out, time; steps that were rolled back are counted too
    uint64_t stateRows = 0;
    uint64_t stateBytes = 0;
};

/// By node; immutable and shared.
using OperatorList = std::shared_ptr<const std::vector<OperatorStatus>>;

} // namespace millrace
