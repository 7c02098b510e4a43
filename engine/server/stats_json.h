// SPDX-License-Identifier: GPL-3.0-or-later
// A pipeline's status as the statistics objects of the v0 API.
#pragma once

#include "engine/api/status.h"
#include "engine/server/process_usage.h"

#include <nlohmann/json.hpp>

namespace millrace::server {

/// Whether the bounded error lists of connectors are told too.
enum class ConnectorErrors : uint8_t { Counted, Listed };

/// What the objects are made of; references of the call.
struct StatsParts {
    const PipelineStatus& status;
    const sql::Program& program; ///< for the names of relations as they are written
    const ProcessUsage& usage;
    TimestampMicros now = 0;
};

/// The answer to `/stats`. Integers are integers, whatever they count.
nlohmann::json statsJson(const StatsParts& parts, ConnectorErrors errors);
/// The answer to `…/connectors/{name}/stats`: as in statsJson(), with error lists and the whole config.
nlohmann::json inputStatsJson(const InputStatus& input, const sql::Program& program);
nlohmann::json outputStatsJson(const OutputStatus& output, const sql::Program& program);

/// Every input but those of requests has ended, and all that was received is delivered.
bool isPipelineComplete(const PipelineStatus& status);
/// low, moderate, high or critical: how much of its limit the state takes.
std::string_view memoryPressure(const PipelineStatus& status);

} // namespace millrace::server
