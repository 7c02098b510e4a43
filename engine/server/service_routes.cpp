// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/routes.h"

namespace millrace::server {

namespace {

std::string_view statusName(PipelineState state)
{
    switch (state) {
    case PipelineState::Stopped: return "Stopped";
    case PipelineState::Starting: return "Initializing";
    case PipelineState::Running: return "Running";
    case PipelineState::Paused: return "Paused";
    case PipelineState::Held: return "Paused";
    case PipelineState::Stopping: return "Stopping";
    case PipelineState::Failed: return "Stopped";
    }
    return "Stopped";
}

} // namespace

void addServiceRoutes(Router& router, ApiContext&)
{
    router.add(HttpMethod::Get, "/healthz", [](const HttpCall&) { return HttpReply::json({{"status", "healthy"}}); });
}

ApiResult<std::shared_ptr<api::Pipeline>> findPipeline(const ApiContext& context, std::string_view name)
{
    std::shared_ptr<api::Pipeline> pipeline = context.engine.find(name);
    if (!pipeline) {
        return ApiError{404,
                        "UnknownPipelineName",
                        "There is no pipeline of this name: " + std::string(name),
                        {{"pipeline_name", name}}};
    }
    return pipeline;
}

ApiResult<std::shared_ptr<api::Pipeline>> findRunningPipeline(const ApiContext& context, std::string_view name)
{
    ApiResult<std::shared_ptr<api::Pipeline>> pipeline = findPipeline(context, name);
    if (!pipeline.ok()) {
        return pipeline;
    }
    const PipelineState state = (*pipeline)->status()->state;
    if (state == PipelineState::Running || state == PipelineState::Paused || state == PipelineState::Held) {
        return pipeline;
    }
    if (state == PipelineState::Starting) {
        return ApiError{503, "Initializing", "The pipeline is starting: " + std::string(name)};
    }
    return ApiError{503,
                    "PipelineInteractionNotDeployed",
                    "The pipeline does not run: " + std::string(name),
                    {{"pipeline_name", name}, {"status", statusName(state)}, {"desired_status", "Stopped"}}};
}

} // namespace millrace::server
