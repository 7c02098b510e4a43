// SPDX-License-Identifier: GPL-3.0-or-later
// The pipelines of a YAML file: what there is, adding and removing them, and calling them by HTTP or over a WebSocket.
#include "engine/server/call_answer.h"
#include "engine/server/call_request.h"
#include "engine/server/call_socket.h"
#include "engine/server/http_exchange.h"
#include "engine/server/openapi_document.h"
#include "engine/server/pipeline_body.h"
#include "engine/server/routes.h"

namespace millrace::server {

namespace {

using Json = nlohmann::ordered_json;

HttpReply jsonReply(const Json& value)
{
    HttpReply reply;
    reply.contentType = "application/json";
    reply.body = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return reply;
}

HttpReply notFound()
{
    return HttpReply::detail(404, "pipeline not found");
}

Json listJson(const descriptive::PipelinesConfig& config)
{
    Json list = Json::array();
    for (const descriptive::PipelineDefinition& definition : config.pipelines) {
        list.push_back(pipelineJson(definition));
    }
    return list;
}

HttpReply showConfig(const descriptive::PipelinesConfig& config)
{
    return jsonReply({{"host", config.host},
                      {"port", config.port},
                      {"db", config.database},
                      {"user", config.user},
                      {"password", config.password.empty() ? "" : "********"},
                      {"pipelines", listJson(config)}});
}

/// What could not be done to the file, or to the list.
HttpReply editRefusal(const Error& error)
{
    switch (error.code) {
    case ErrorCode::kPipelineExists: return HttpReply::detail(400, "pipeline exist");
    case ErrorCode::kPipelineUnknown: return notFound();
    case descriptive::kConfigLayout: return HttpReply::detail(409, error.detail);
    case descriptive::kConfigLimit:
        return HttpReply::detail(422, Json::array({fieldError({"body"}, error.detail, "value_error")}));
    default: return HttpReply::detail(500, error.detail);
    }
}

bool isJson(const HttpRequest& request)
{
    const std::string* type = request.header("content-type");
    const std::string essence = type ? type->substr(0, type->find(';')) : std::string();
    return essence.substr(0, essence.find_last_not_of(" \t") + 1) == "application/json";
}

HttpReply addPipeline(descriptive::QueryHost& queries, const HttpCall& call)
{
    if (!isJson(call.request)) {
        return HttpReply::detail(415, "The body needs the content type application/json");
    }
    std::variant<descriptive::PipelineDefinition, HttpReply> read = readPipelineBody(call.body);
    if (const HttpReply* refusal = std::get_if<HttpReply>(&read)) {
        return *refusal;
    }
    const auto& definition = std::get<descriptive::PipelineDefinition>(read);
    const Status added = queries.pipelines().add(definition);
    return added.ok() ? jsonReply(pipelineJson(definition)) : editRefusal(added.error());
}

/// What a worker has prepared; copied by the functions that carry it.
struct OpenCall {
    CallRequest request;
    std::optional<HttpReply> refusal;
    std::shared_ptr<descriptive::LiveCall> live;
    size_t lastStatement = 0;
};

OpenCall openCall(descriptive::QueryHost& queries, const HttpCall& call)
{
    OpenCall open{readCallRequest(call.request), std::nullopt, nullptr};
    const std::string& name = call.argument("name");
    if (open.request.refusal) {
        open.refusal = queries.pipelines().find(name) ? open.request.refusal : notFound();
        return open;
    }
    descriptive::PreparedCall prepared = queries.prepare(name);
    if (prepared.failure) {
        open.refusal = refusalOf(prepared, name);
        return open;
    }
    open.lastStatement = prepared.lastStatement;
    Result<std::shared_ptr<descriptive::LiveCall>> live =
        queries.start(std::move(prepared), open.request.format, open.request.client);
    if (live.ok()) {
        open.live = *live;
    } else {
        open.refusal = startRefusal(live.error());
    }
    return open;
}

void addQueryRoutesOf(Router& router, descriptive::QueryHost& queries)
{
    router.addStream(HttpMethod::Get, "/queries/{name}", [&queries](HttpExchange& exchange) {
        exchange.runIn(Lane::Quick, [&queries](const HttpCall& call) -> HttpExchange::Continuation {
            return [open = openCall(queries, call)](HttpExchange& waiting) {
                if (open.refusal) {
                    waiting.answer(*open.refusal);
                } else {
                    waiting.serveBy(
                        std::make_unique<CallAnswer>(waiting, open.live, open.request,
                                                     CallAnswer::Source{waiting.argument("name"), open.lastStatement}));
                }
            };
        });
    });
    router.addWebSocket("/queries/{name}", [&queries](const HttpCall& call) -> SocketAdmission {
        OpenCall open = openCall(queries, call);
        if (open.refusal) {
            return {std::move(open.refusal), nullptr};
        }
        return {std::nullopt, [live = open.live](QWebSocket& socket, QTcpSocket& raw, ServerLoop& loop) {
                    // Of the socket's, which destroys it.
                    new CallSocket(socket, raw, live, loop); // NOLINT(cppcoreguidelines-owning-memory)
                }};
    });
}

} // namespace

void addDescriptiveRoutes(Router& router, ApiContext& context)
{
    descriptive::QueryHost& queries = *context.queries;
    router.setErrorForm(ErrorForm::Detail);
    router.add(
        HttpMethod::Get, "/",
        [](const HttpCall&) {
            return jsonReply({{"info", "proton query to websocket"}});
        },
        Lane::Server);
    router.add(HttpMethod::Get, "/config",
               [&queries](const HttpCall&) { return showConfig(queries.pipelines().config()); });
    router.add(HttpMethod::Get, "/pipelines",
               [&queries](const HttpCall&) { return jsonReply(listJson(queries.pipelines().config())); });
    router.add(HttpMethod::Get, "/pipelines/{name}", [&queries](const HttpCall& call) {
        const auto found = queries.pipelines().find(call.argument("name"));
        return found ? jsonReply(pipelineJson(*found)) : notFound();
    });
    router.add(HttpMethod::Post, "/pipelines", [&queries](const HttpCall& call) { return addPipeline(queries, call); });
    router.add(HttpMethod::Delete, "/pipelines/{name}", [&queries](const HttpCall& call) {
        const Status removed = queries.pipelines().remove(call.argument("name"));
        return removed.ok() ? HttpReply::empty(204) : editRefusal(removed.error());
    });
    addQueryRoutesOf(router, queries);
    router.add(
        HttpMethod::Get, "/openapi.json",
        [](const HttpCall&) {
            HttpReply reply;
            reply.contentType = "application/json";
            reply.body = openApiDocument();
            return reply;
        },
        Lane::Server);
    router.setErrorForm(ErrorForm::Object);
}

} // namespace millrace::server
