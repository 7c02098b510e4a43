// SPDX-License-Identifier: GPL-3.0-or-later
// The config of a nexmark connector.
#pragma once

#include "engine/connectors/nexmark/nexmark_generator.h"
#include "engine/formats/config_reader.h"
#include "engine/types/schema.h"

#include <nlohmann/json_fwd.hpp>

namespace millrace {

struct NexmarkOptions {
    uint64_t events = 100'000'000;
    uint64_t threads = 4;
    uint64_t batchSizePerThread = 1000;
    uint64_t maxStepSizePerThread = 10'000;

    bool operator==(const NexmarkOptions&) const = default;
};

struct NexmarkConfig {
    NexmarkTable table = NexmarkTable::Bid;
    bool hasOptions = false;
    NexmarkOptions options;
};

NexmarkConfig readNexmarkConfig(const nlohmann::json& config, const Schema& table,
                                std::vector<ConfigProblem>& problems);

/// "bid".
std::string_view nexmarkTableName(NexmarkTable table);

} // namespace millrace
