// SPDX-License-Identifier: GPL-3.0-or-later
// Pipelines and their events as objects of the v0 API, with exactly the members that clients expect.
#pragma once

#include "engine/server/pipeline_lifecycle.h"
#include "engine/server/pipeline_record.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace millrace::server {

/// The version of the API that is spoken; clients compare it with their own.
constexpr std::string_view kApiVersion = "0.337.0";

/// Which members of a pipeline are told.
enum class PipelineMembers : uint8_t {
    Written,              ///< the answer to POST, PUT and PATCH
    All,
    Status,
    StatusWithConnectors,
};
enum class EventMembers : uint8_t { Status, All };

/// The values of the query parameter `selector`; `absent` without one. 400 InvalidParam.
ApiResult<PipelineMembers> pipelineMembersOf(const std::string* selector);
ApiResult<EventMembers> eventMembersOf(const std::string* selector);

/// What a pipeline object is made of; references of the call.
struct PipelineParts {
    const std::string& name;
    const PipelineRecord& record;
    const LifecycleState& state;
    const nlohmann::json& programInfo;  ///< null until compiled
    const nlohmann::json& programError; ///< {sql_compilation, rust_compilation, system_error}
};

nlohmann::json pipelineJson(const PipelineParts& parts, PipelineMembers members);

/// A change of a pipeline's state that was recorded.
struct PipelineEvent {
    std::string id; ///< uuid, by time
    TimestampMicros at = 0;
    LifecycleState state;
};

nlohmann::json eventJson(const PipelineEvent& event, EventMembers members);

} // namespace millrace::server
