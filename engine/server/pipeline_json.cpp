// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/pipeline_json.h"

#include "engine/server/uuid.h"

namespace millrace::server {

namespace {

using nlohmann::json;

json optionalName(const std::optional<RuntimeStatus>& status)
{
    return status ? json(nameOf(*status)) : json();
}

json runtimeDetailsJson(const LifecycleState& state)
{
    if (!state.runtime.value) {
        return nullptr;
    }
    json details = {{"connector_stats", {{"num_errors", state.numConnectorErrors}}}};
    if (!state.reason.empty()) {
        details["reason"] = state.reason;
    }
    return details;
}

json storageDetailsJson(const LifecycleState& state)
{
    return state.storage == StorageStatus::Cleared ? json() : json{{"checkpoints", json::array()}};
}

std::string desiredResources(const LifecycleState& state)
{
    return std::string(nameOf(state.isWanted.value ? ResourcesStatus::Provisioned : ResourcesStatus::Stopped));
}

void addStarted(json& pipeline, const LifecycleState& state)
{
    pipeline["deployment_id"] = state.deploymentId.empty() ? json() : json(state.deploymentId);
    pipeline["deployment_initial"] = nullptr;
    if (state.started) {
        std::string initial = state.started->initial;
        initial[0] = static_cast<char>(initial[0] - 'a' + 'A');
        pipeline["deployment_initial"] = initial;
    }
}

void addDeployment(json& pipeline, const LifecycleState& state)
{
    pipeline["deployment_error"] = state.error;
    pipeline["storage_status"] = nameOf(state.storage);
    pipeline["storage_status_details"] = storageDetailsJson(state);
    pipeline["deployment_status"] = state.deploymentStatus();
    pipeline["deployment_status_since"] = toRfc3339(state.deploymentSince());
    pipeline["deployment_desired_status"] = state.desiredStatus();
    pipeline["deployment_desired_status_since"] = toRfc3339(state.desiredSince());
    pipeline["deployment_resources_status"] = nameOf(state.resources.value);
    pipeline["deployment_resources_status_since"] = toRfc3339(state.resources.at);
    pipeline["deployment_resources_desired_status"] = desiredResources(state);
    pipeline["deployment_resources_desired_status_since"] = toRfc3339(state.isWanted.at);
    pipeline["deployment_runtime_status"] = optionalName(state.runtime.value);
    pipeline["deployment_runtime_status_since"] = state.runtime.value ? json(toRfc3339(state.runtime.at)) : json();
    pipeline["deployment_runtime_status_details"] = runtimeDetailsJson(state);
    pipeline["deployment_runtime_desired_status"] = optionalName(state.wantedRuntime.value);
    pipeline["deployment_runtime_desired_status_since"] =
        state.wantedRuntime.value ? json(toRfc3339(state.wantedRuntime.at)) : json();
    addStarted(pipeline, state);
}

void addBootstrap(json& pipeline, const LifecycleState& state)
{
    const StartRequest settings = state.started.value_or(StartRequest());
    pipeline["bootstrap_policy"] = state.started ? json(settings.bootstrapPolicy) : json();
    pipeline["silent_bootstrap"] = state.started && settings.isSilentBootstrap;
    pipeline["concurrent_bootstrap"] = state.started && settings.isConcurrentBootstrap;
}

ApiError badSelector(const std::string& selector)
{
    return ApiError{400, "InvalidParam", "Invalid parameter: unknown selector: " + selector, {{"selector", selector}}};
}

} // namespace

ApiResult<PipelineMembers> pipelineMembersOf(const std::string* selector)
{
    if (selector == nullptr || *selector == "all") {
        return PipelineMembers::All;
    }
    if (*selector == "status") {
        return PipelineMembers::Status;
    }
    if (*selector == "status_with_connectors") {
        return PipelineMembers::StatusWithConnectors;
    }
    return badSelector(*selector);
}

ApiResult<EventMembers> eventMembersOf(const std::string* selector)
{
    if (selector == nullptr || *selector == "status") {
        return EventMembers::Status;
    }
    if (*selector == "all") {
        return EventMembers::All;
    }
    return badSelector(*selector);
}

json pipelineJson(const PipelineParts& parts, PipelineMembers members)
{
    const PipelineRecord& record = parts.record;
    json pipeline = {{"id", record.id},
                     {"name", parts.name},
                     {"description", record.description},
                     {"tags", record.tags},
                     {"created_at", toRfc3339(record.createdAt)},
                     {"version", record.version},
                     {"platform_version", kApiVersion},
                     {"program_config", record.programConfig},
                     {"program_version", record.programVersion},
                     {"program_status", nameOf(parts.state.program.value)},
                     {"program_status_since", toRfc3339(parts.state.program.at)},
                     {"refresh_version", record.refreshVersion}};
    addDeployment(pipeline, parts.state);
    if (members == PipelineMembers::Written || members == PipelineMembers::All) {
        pipeline["runtime_config"] = record.runtimeConfig;
        pipeline["program_code"] = record.program;
        pipeline["udf_rust"] = record.udfRust;
        pipeline["udf_toml"] = record.udfToml;
        pipeline["program_error"] = parts.programError;
        pipeline["program_info"] = parts.programInfo;
        pipeline["deployment_resources_status_details"] = nullptr;
    }
    if (members != PipelineMembers::Written) {
        addBootstrap(pipeline, parts.state);
    }
    if (members == PipelineMembers::StatusWithConnectors) {
        pipeline["connectors"] =
            parts.state.runtime.value ? json{{"num_errors", parts.state.numConnectorErrors}} : json();
    }
    return pipeline;
}

json eventJson(const PipelineEvent& event, EventMembers members)
{
    const LifecycleState& state = event.state;
    json found = {{"event_id", event.id},
                  {"recorded_at", toRfc3339(event.at)},
                  {"deployment_resources_status", nameOf(state.resources.value)},
                  {"deployment_resources_desired_status", desiredResources(state)},
                  {"deployment_runtime_status", optionalName(state.runtime.value)},
                  {"deployment_runtime_desired_status", optionalName(state.wantedRuntime.value)},
                  {"deployment_has_error", !state.error.is_null()},
                  {"program_status", nameOf(state.program.value)},
                  {"storage_status", nameOf(state.storage)}};
    if (members == EventMembers::All) {
        found["deployment_resources_status_details"] = nullptr;
        found["deployment_runtime_status_details"] = runtimeDetailsJson(state);
        found["deployment_error"] = state.error;
        found["storage_status_details"] = storageDetailsJson(state);
    }
    return found;
}

} // namespace millrace::server
