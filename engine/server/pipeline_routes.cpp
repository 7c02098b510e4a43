// SPDX-License-Identifier: GPL-3.0-or-later
// Making, reading, changing and removing pipelines; their events; checking and comparing programs.
#include "engine/server/pipeline_board.h"
#include "engine/server/program_diff.h"
#include "engine/server/pipeline_settings.h"
#include "engine/server/program_json.h"
#include "engine/server/routes.h"
#include "engine/server/uuid.h"

namespace millrace::server {

namespace {

using nlohmann::json;

/// Pipelines change; browsers shall ask again.
HttpReply freshJson(const json& value, int status = 200)
{
    HttpReply reply = HttpReply::json(value, status);
    reply.headers.emplace_back("Cache-Control", "no-cache");
    return reply;
}

HttpReply replyOf(const ApiResult<json>& result, int status = 200)
{
    return result.ok() ? freshJson(*result, status) : HttpReply(result.error());
}

HttpReply replyOf(const std::optional<ApiError>& refusal)
{
    return refusal ? HttpReply(*refusal) : HttpReply::empty();
}

HttpReply listPipelines(const HttpCall& call, PipelineBoard& board)
{
    const ApiResult<PipelineMembers> members = pipelineMembersOf(call.request.queryValue("selector"));
    return members.ok() ? freshJson(board.list(*members)) : HttpReply(members.error());
}

HttpReply getPipeline(const HttpCall& call, PipelineBoard& board)
{
    const ApiResult<PipelineMembers> members = pipelineMembersOf(call.request.queryValue("selector"));
    return members.ok() ? replyOf(board.describe(call.argument("name"), *members)) : HttpReply(members.error());
}

HttpReply createPipeline(const HttpCall& call, PipelineBoard& board)
{
    const ApiResult<json> body = call.json();
    return body.ok() ? replyOf(board.create(*body), 201) : HttpReply(body.error());
}

HttpReply putPipeline(const HttpCall& call, PipelineBoard& board)
{
    const ApiResult<json> body = call.json();
    if (!body.ok()) {
        return body.error();
    }
    const ApiResult<PipelineBoard::Written> written = board.put(call.argument("name"), *body);
    return written.ok() ? freshJson(written->pipeline, written->isCreated ? 201 : 200) : HttpReply(written.error());
}

HttpReply patchPipeline(const HttpCall& call, PipelineBoard& board)
{
    const ApiResult<json> body = call.json();
    return body.ok() ? replyOf(board.patch(call.argument("name"), *body)) : HttpReply(body.error());
}

/// There is one runtime, which every pipeline runs on; a pipeline that runs keeps it, and says so.
HttpReply updateRuntime(const HttpCall& call, PipelineBoard& board)
{
    const ApiResult<LifecycleState> state = board.state(call.argument("name"));
    if (!state.ok()) {
        return state.error();
    }
    if (!state->isFullyStopped()) {
        return ApiError{400, "UpdateRestrictedToStopped",
                        "The runtime can be updated only when the pipeline is fully stopped, it is " +
                            state->deploymentStatus()};
    }
    return replyOf(board.describe(call.argument("name"), PipelineMembers::Written));
}

HttpReply listEvents(const HttpCall& call, PipelineBoard& board)
{
    const ApiResult<EventMembers> members = eventMembersOf(call.request.queryValue("selector"));
    if (!members.ok()) {
        return members.error();
    }
    const ApiResult<std::vector<PipelineEvent>> events = board.events(call.argument("name"));
    if (!events.ok()) {
        return events.error();
    }
    json all = json::array();
    for (const PipelineEvent& event : *events) {
        all.push_back(eventJson(event, *members));
    }
    return HttpReply::json(all);
}

HttpReply getEvent(const HttpCall& call, PipelineBoard& board)
{
    const ApiResult<EventMembers> members = eventMembersOf(call.request.queryValue("selector"));
    if (!members.ok()) {
        return members.error();
    }
    const ApiResult<std::vector<PipelineEvent>> events = board.events(call.argument("name"));
    if (!events.ok()) {
        return events.error();
    }
    const std::string& id = call.argument("event");
    if (id == "latest") { // there is one from the beginning
        return HttpReply::json(eventJson(events->front(), *members));
    }
    if (!isUuid(id)) {
        return ApiError{400, "InvalidUuidParam", "The event should be a uuid or latest: " + id, {{"value", id}}};
    }
    for (const PipelineEvent& event : *events) {
        if (event.id == id) {
            return HttpReply::json(eventJson(event, *members));
        }
    }
    return ApiError{404, "UnknownPipelineMonitorEvent", "There is no event of this id: " + id, {{"event_id", id}}};
}

/// The text of `program_code`; null when it is absent.
ApiResult<json> programOf(const json& body)
{
    const json code = body.is_object() ? body.value("program_code", json()) : json();
    if (!body.is_object() || !(code.is_null() || code.is_string())) {
        return ApiError{400, "InvalidRequestBody", "The body should be an object whose program_code is a string"};
    }
    if (code.is_string()) {
        if (std::optional<ApiError> refusal = checkProgramSize(code.get_ref<const std::string&>())) {
            return *refusal;
        }
    }
    return code;
}

HttpReply validateProgram(const HttpCall& call)
{
    const ApiResult<json> body = call.json();
    if (!body.ok()) {
        return body.error();
    }
    const ApiResult<json> code = programOf(*body);
    if (!code.ok() || code->is_null()) {
        return code.ok() ? ApiError{400, "InvalidRequestBody", "A member of the body is missing: program_code"}
                         : code.error();
    }
    const std::string text = code->get<std::string>();
    const std::shared_ptr<const api::Compilation> compilation = api::compileAndPlan(text);
    if (compilation->firstError() != nullptr) {
        return HttpReply::json({{"SqlError", {{"info", sqlCompilationJson(compilation->diagnostics, text)}}}});
    }
    json info = programInfoJson(*compilation);
    info["dataflow"] = nullptr;
    if (body->value("ir", json()) == true) {
        const Result<std::string> plan = api::explain(text);
        info["dataflow"] = {{"plan", plan.ok() ? *plan : std::string()}};
    }
    return HttpReply::json({{"Success", {{"program_info", std::move(info)}}}});
}

HttpReply diffProgram(const HttpCall& call, PipelineBoard& board)
{
    const ApiResult<json> body = call.json();
    if (!body.ok()) {
        return body.error();
    }
    const ApiResult<json> code = programOf(*body);
    if (!code.ok()) {
        return code.error();
    }
    const ApiResult<json> pipeline = board.describe(call.argument("name"), PipelineMembers::All);
    if (!pipeline.ok()) {
        return pipeline.error();
    }
    const auto before = board.compilation(call.argument("name"));
    if (!before.ok()) {
        return before.error();
    }
    const std::string textBefore = (*pipeline)["program_code"];
    const std::string textAfter = code->is_null() ? textBefore : code->get<std::string>();
    const std::shared_ptr<const api::Compilation> after = api::compileAndPlan(textAfter);
    if (after->firstError() != nullptr) {
        return ApiError{400, "InvalidNewProgramSql",
                        "The new program does not compile: " + after->firstError()->message,
                        sqlCompilationJson(after->diagnostics, textAfter)};
    }
    return HttpReply::json(programDiffJson(**before, textBefore, *after, textAfter));
}

/// The operators that the program is kept up to date by, each with those that it reads.
HttpReply dataflowGraph(const HttpCall& call, PipelineBoard& board)
{
    const auto compilation = board.compilation(call.argument("name"));
    if (!compilation.ok()) {
        return compilation.error();
    }
    const Result<std::vector<plan::OperatorInfo>> operators = api::planOperators((*compilation)->text);
    if (!operators.ok()) {
        return toApiError(operators.error());
    }
    json nodes = json::object();
    for (const plan::OperatorInfo& each : *operators) {
        json inputs = json::array();
        for (const uint32_t input : each.inputs) {
            inputs.push_back({{"node", std::to_string(input)}, {"output", 0}});
        }
        nodes[std::to_string(each.node)] = {{"operation", each.text},
                                            {"relation", each.relation},
                                            {"inputs", std::move(inputs)},
                                            {"keeps", each.keepsText()}};
    }
    return HttpReply::json({{"calcite_plan", json::object()}, {"mir", std::move(nodes)}});
}

/// What other servers tell about their insides, and this one does not.
HttpReply refuseInsides(const HttpCall& call, PipelineBoard& board)
{
    const ApiResult<LifecycleState> state = board.state(call.argument("name"));
    if (!state.ok()) {
        return state.error();
    }
    return ApiError{501, "NotAvailable", "Millrace does not have this: " + call.request.segments.back()};
}

} // namespace

void addPipelineRoutes(Router& router, ApiContext& context)
{
    PipelineBoard& board = context.board;
    const auto add = [&](HttpMethod method, const char* pattern, HttpReply (*handler)(const HttpCall&, PipelineBoard&),
                         Lane lane = Lane::Quick) {
        router.add(method, pattern, [handler, &board](const HttpCall& call) { return handler(call, board); }, lane);
    };
    add(HttpMethod::Get, "/v0/pipelines", listPipelines);
    add(HttpMethod::Post, "/v0/pipelines", createPipeline, Lane::Long);
    add(HttpMethod::Get, "/v0/pipelines/{name}", getPipeline);
    add(HttpMethod::Put, "/v0/pipelines/{name}", putPipeline, Lane::Long);
    add(HttpMethod::Patch, "/v0/pipelines/{name}", patchPipeline, Lane::Long);
    router.add(HttpMethod::Delete, "/v0/pipelines/{name}",
               [&board](const HttpCall& call) { return replyOf(board.remove(call.argument("name"))); });
    add(HttpMethod::Post, "/v0/pipelines/{name}/update_runtime", updateRuntime);
    add(HttpMethod::Get, "/v0/pipelines/{name}/events", listEvents);
    add(HttpMethod::Get, "/v0/pipelines/{name}/events/{event}", getEvent);
    add(HttpMethod::Post, "/v0/pipelines/{name}/diff", diffProgram, Lane::Long);
    router.add(HttpMethod::Post, "/v0/validate_program", validateProgram, Lane::Long);
    add(HttpMethod::Get, "/v0/pipelines/{name}/dataflow_graph", dataflowGraph, Lane::Long);
    for (const char* inside : {"circuit_profile", "circuit_json_profile", "heap_profile", "samply_profile",
                               "support_bundle"}) {
        router.add(HttpMethod::Get, "/v0/pipelines/{name}/" + std::string(inside),
                   [&board](const HttpCall& call) { return refuseInsides(call, board); });
    }
    // Tutorials of older versions list programs; they are part of pipelines now.
    router.add(HttpMethod::Get, "/v0/programs", [](const HttpCall&) { return HttpReply::json(json::array()); });
}

} // namespace millrace::server
