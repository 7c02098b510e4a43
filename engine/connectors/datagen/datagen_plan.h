// SPDX-License-Identifier: GPL-3.0-or-later
// The configuration of datagen, compiled for a table.
#pragma once

#include "engine/connectors/datagen/column_generator.h"
#include "engine/types/schema.h"

#include <nlohmann/json_fwd.hpp>

#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace millrace {

/// One plan: so many rows, made by these generators, at this rate.
struct DatagenPlan {
    uint64_t limit = std::numeric_limits<uint64_t>::max(); ///< rows; the maximum = endless
    uint64_t rate = 0;                                     ///< rows a second; 0 = as fast as can be
    uint64_t chunkSize = 0;                                ///< rows a worker takes at a time
    std::vector<std::unique_ptr<ColumnGenerator>> columns;
    bool needsRandom = false;

    bool isEndless() const { return limit == std::numeric_limits<uint64_t>::max(); }
    /// Appends rows [first, first + count); each is the same for the same seed whoever makes it.
    void appendRows(uint64_t seed, uint64_t first, uint64_t count, BatchBuilder& builder) const;
};

struct DatagenConfig {
    std::vector<DatagenPlan> plans;
    uint64_t numWorkers = 1;
    std::optional<uint64_t> seed;
};

/// Reads a datagen config; unknown keys are errors. What is wrong goes to `problems`.
DatagenConfig readDatagenConfig(const nlohmann::json& config, const Schema& table,
                                std::vector<ConfigProblem>& problems);

} // namespace millrace
