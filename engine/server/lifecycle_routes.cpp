// SPDX-License-Identifier: GPL-3.0-or-later
// Starting, stopping, pausing pipelines, and what there is about storage and checkpoints.
#include "engine/server/pipeline_board.h"
#include "engine/server/routes.h"

#include <algorithm>

namespace millrace::server {

namespace {

using nlohmann::json;

HttpReply accepted(const std::optional<ApiError>& refusal, const char* message)
{
    return refusal ? HttpReply(*refusal) : HttpReply::json(message, 202);
}

ApiError enterpriseFeature(const std::string& feature)
{
    return ApiError{501, "EnterpriseFeature",
                    "Millrace has no checkpoints; what needs them is not available: " + feature,
                    {{"feature", feature}}};
}

ApiResult<StartRequest> startRequestOf(const HttpRequest& request)
{
    StartRequest start;
    const auto text = [&request](const char* name, std::string& value) {
        const std::string* found = request.queryValue(name);
        value = found == nullptr ? value : *found;
    };
    text("initial", start.initial);
    text("bootstrap_policy", start.bootstrapPolicy);
    if (start.initial != "running" && start.initial != "paused" && start.initial != "standby") {
        return ApiError{405, "UnsupportedPipelineAction", "A pipeline cannot be started like this: " + start.initial,
                        {{"action", "start"}, {"initial", start.initial}}};
    }
    if (start.bootstrapPolicy != "allow" && start.bootstrapPolicy != "reject" &&
        start.bootstrapPolicy != "await_approval") {
        return ApiError{400, "InvalidParam", "Invalid parameter: bootstrap_policy: " + start.bootstrapPolicy};
    }
    const ApiResult<bool> silent = request.queryFlag("silent_bootstrap", false);
    const ApiResult<bool> concurrent = request.queryFlag("concurrent_bootstrap", false);
    const ApiResult<bool> dismisses = request.queryFlag("dismiss_error", true);
    for (const ApiResult<bool>* flag : {&silent, &concurrent, &dismisses}) {
        if (!flag->ok()) {
            return flag->error();
        }
    }
    if (*silent && *concurrent) {
        return ApiError{400, "InvalidBootstrapConfig", "A bootstrap is either silent or concurrent"};
    }
    start.isSilentBootstrap = *silent;
    start.isConcurrentBootstrap = *concurrent;
    start.dismissesError = *dismisses;
    return start;
}

HttpReply startPipeline(const HttpCall& call, PipelineBoard& board)
{
    const ApiResult<StartRequest> request = startRequestOf(call.request);
    return request.ok() ? accepted(board.start(call.argument("name"), *request), "Pipeline is starting")
                        : HttpReply(request.error());
}

HttpReply stopPipeline(const HttpCall& call, PipelineBoard& board)
{
    const ApiResult<bool> isForced = call.request.queryFlag("force", false);
    if (!isForced.ok()) {
        return isForced.error();
    }
    const ApiResult<LifecycleState> state = board.state(call.argument("name"));
    if (!state.ok()) {
        return state.error();
    }
    if (!*isForced) {
        return enterpriseFeature("stop with a checkpoint (use force=true, rows of views are gone then)");
    }
    return accepted(board.stop(call.argument("name")), "Pipeline is stopping");
}

/// Tutorials of older versions stop like this, and remove the pipeline next.
HttpReply shutDownPipeline(const HttpCall& call, PipelineBoard& board)
{
    return accepted(board.shutDown(call.argument("name")), "Pipeline is stopping");
}

HttpReply pausePipeline(const HttpCall& call, PipelineBoard& board)
{
    return accepted(board.pause(call.argument("name")), "Pipeline transitioning from Running to Paused");
}

HttpReply resumePipeline(const HttpCall& call, PipelineBoard& board)
{
    return accepted(board.resume(call.argument("name")), "Pipeline transitioning from Paused to Running");
}

HttpReply clearPipeline(const HttpCall& call, PipelineBoard& board)
{
    return accepted(board.clear(call.argument("name")), "Pipeline storage is being cleared");
}

HttpReply dismissPipelineError(const HttpCall& call, PipelineBoard& board)
{
    const std::optional<ApiError> refusal = board.dismissError(call.argument("name"));
    return refusal ? HttpReply(*refusal) : HttpReply::json("Deployment error dismissed");
}

/// A deployed pipeline, and an answer that depends on nothing else.
HttpReply whenDeployed(const HttpCall& call, PipelineBoard& board, const HttpReply& reply)
{
    const auto pipeline = board.deployed(call.argument("name"));
    return pipeline.ok() ? reply : HttpReply(pipeline.error());
}

HttpReply approvePipeline(const HttpCall& call, PipelineBoard& board)
{
    // Nothing awaits approval: rows are always computed anew.
    return whenDeployed(call, board, HttpReply::json("Pipeline does not await approval"));
}

HttpReply doNothing(const HttpCall& call, PipelineBoard& board)
{
    return whenDeployed(call, board, HttpReply::empty());
}

HttpReply refuseCheckpoint(const HttpCall& call, PipelineBoard& board)
{
    const ApiResult<LifecycleState> state = board.state(call.argument("name"));
    return state.ok() ? enterpriseFeature(call.request.segments.back()) : state.error();
}

HttpReply setAsideRecord(const HttpCall& call, PipelineBoard& board)
{
    const auto pipeline = board.deployed(call.argument("name"));
    if (!pipeline.ok()) {
        return pipeline.error();
    }
    const Status done = (*pipeline)->setAsideHeldRecord();
    return done.ok() ? HttpReply::json("Record is set aside") : HttpReply(toApiError(done.error()));
}

} // namespace

void addLifecycleRoutes(Router& router, ApiContext& context)
{
    PipelineBoard& board = context.board;
    const auto add = [&](HttpMethod method, const std::string& action,
                         HttpReply (*handler)(const HttpCall&, PipelineBoard&)) {
        router.add(method, "/v0/pipelines/{name}/" + action,
                   [handler, &board](const HttpCall& call) { return handler(call, board); });
    };
    add(HttpMethod::Post, "start", startPipeline);
    add(HttpMethod::Post, "stop", stopPipeline);
    add(HttpMethod::Post, "shutdown", shutDownPipeline);
    add(HttpMethod::Post, "pause", pausePipeline);
    add(HttpMethod::Post, "resume", resumePipeline);
    add(HttpMethod::Post, "clear", clearPipeline);
    add(HttpMethod::Post, "dismiss_error", dismissPipelineError);
    add(HttpMethod::Post, "set_aside_record", setAsideRecord);
    add(HttpMethod::Post, "approve", approvePipeline);
    add(HttpMethod::Post, "activate", refuseCheckpoint);
    add(HttpMethod::Post, "rebalance", doNothing);
    add(HttpMethod::Post, "start_compaction", doNothing);
    add(HttpMethod::Post, "suspend", refuseCheckpoint); // of older clients: stop with a checkpoint
    add(HttpMethod::Post, "checkpoint", refuseCheckpoint);
    add(HttpMethod::Post, "checkpoint/sync", refuseCheckpoint);
    add(HttpMethod::Get, "checkpoint/sync_status", refuseCheckpoint);
    add(HttpMethod::Get, "checkpoint_status", refuseCheckpoint);
    add(HttpMethod::Get, "checkpoints", [](const HttpCall& call, PipelineBoard& pipelines) {
        return whenDeployed(call, pipelines, HttpReply::json(json::array()));
    });
}

} // namespace millrace::server
