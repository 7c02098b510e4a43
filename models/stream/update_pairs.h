// SPDX-License-Identifier: GPL-3.0-or-later
// Which insert of a step replaces which delete: the same key went and came.
#pragma once

#include "engine/api/values.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace millrace::models {

/// For the rows of one batch: the rows they replace.
struct UpdatePairs {
    struct Before {
        int32_t batch = -1; ///< in `batches`; -1: the row replaces none
        uint32_t row = 0;
    };
    std::vector<BatchPtr> batches;
    std::vector<Before> before; ///< by row of the batch
};

/// Rows of a batch that belong to one step.
struct StepRows {
    BatchPtr batch;
    std::vector<uint32_t> rows;
};

/// What is left of StepRows after pairing: the deletes that an insert replaces are gone.
struct PairedRows {
    BatchPtr batch;                           ///< gathered; null when no row is left
    std::shared_ptr<const UpdatePairs> pairs; ///< null when none of its rows replaces another
};

/// Pairs rows of weight -1 with rows of weight +1 and the same key, whatever their batches; all rows belong to one
/// step of one relation. Without key columns nothing is paired.
std::vector<PairedRows> pairUpdates(const std::vector<StepRows>& step, std::span<const int> key);

} // namespace millrace::models
