// SPDX-License-Identifier: GPL-3.0-or-later
// Connectors of running pipelines, completion tokens, transactions, the clock.
#include "engine/server/pipeline_board.h"
#include "engine/server/routes.h"
#include "engine/server/stats_json.h"

#include "engine/sql/program.h"

#include <algorithm>

namespace millrace::server {

namespace {

using nlohmann::json;

ApiError unknownEndpoint(const char* code, const HttpCall& call, std::string_view relation)
{
    const std::string endpoint = std::string(relation) + "." + call.argument("connector");
    return ApiError{404, code, "There is no connector of this name: " + endpoint, {{"endpoint_name", endpoint}}};
}

/// A connector that the path names, its pipeline, and a status that has it.
template <typename ConnectorStatus>
struct FoundConnector {
    std::shared_ptr<api::Pipeline> pipeline;
    std::shared_ptr<const PipelineStatus> status;
    const ConnectorStatus* connector = nullptr;
};

ApiResult<FoundConnector<InputStatus>> findInputOf(const HttpCall& call, PipelineBoard& board)
{
    const auto pipeline = board.deployed(call.argument("name"));
    if (!pipeline.ok()) {
        return pipeline.error();
    }
    const std::string table = sql::canonicalName(call.argument("table"));
    FoundConnector<InputStatus> found{*pipeline, (*pipeline)->status()};
    found.connector = found.status->findInput(table, call.argument("connector"));
    if (found.connector == nullptr) {
        return unknownEndpoint("UnknownInputEndpoint", call, table);
    }
    return found;
}

ApiResult<FoundConnector<OutputStatus>> findOutputOf(const HttpCall& call, PipelineBoard& board)
{
    const auto pipeline = board.deployed(call.argument("name"));
    if (!pipeline.ok()) {
        return pipeline.error();
    }
    const std::string view = sql::canonicalName(call.argument("view"));
    FoundConnector<OutputStatus> found{*pipeline, (*pipeline)->status()};
    for (const OutputStatus& output : found.status->outputs) {
        if (output.relation == view && output.name == call.argument("connector")) {
            found.connector = &output;
            return found;
        }
    }
    return unknownEndpoint("UnknownOutputEndpoint", call, view);
}

HttpReply actOnInput(const HttpCall& call, PipelineBoard& board)
{
    const std::string& action = call.argument("action");
    const auto found = findInputOf(call, board);
    if (action != "start" && action != "pause") {
        if (!found.ok() && found.error().code == "UnknownPipelineName") {
            return found.error();
        }
        return ApiError{400, "InvalidConnectorAction", "A connector can be told start or pause, not: " + action,
                        {{"action", action}}};
    }
    if (!found.ok()) {
        return found.error();
    }
    const InputStatus& input = *found->connector;
    const Status done = action == "start" ? found->pipeline->startConnector(input.relation, input.name)
                                          : found->pipeline->pauseConnector(input.relation, input.name);
    return done.ok() ? HttpReply::empty() : HttpReply(toApiError(done.error()));
}

/// One that has failed tries again; outputs cannot be paused.
HttpReply startOutput(const HttpCall& call, PipelineBoard& board)
{
    const auto found = findOutputOf(call, board);
    if (!found.ok()) {
        return found.error();
    }
    const std::string& action = call.argument("action");
    if (action != "start") {
        return ApiError{400, "InvalidConnectorAction", "An output can be told start, not: " + action,
                        {{"action", action}}};
    }
    const Status done = found->pipeline->startConnector(found->connector->relation, found->connector->name);
    return done.ok() ? HttpReply::empty() : HttpReply(toApiError(done.error()));
}

HttpReply inputStats(const HttpCall& call, PipelineBoard& board)
{
    const auto found = findInputOf(call, board);
    if (!found.ok()) {
        return found.error();
    }
    const auto compilation = board.compilation(call.argument("name"));
    return compilation.ok() ? HttpReply::json(inputStatsJson(*found->connector, (*compilation)->program))
                            : HttpReply(compilation.error());
}

HttpReply outputStats(const HttpCall& call, PipelineBoard& board)
{
    const auto found = findOutputOf(call, board);
    if (!found.ok()) {
        return found.error();
    }
    const auto compilation = board.compilation(call.argument("name"));
    if (!compilation.ok()) {
        return compilation.error();
    }
    return HttpReply::json(outputStatsJson(*found->connector, (*compilation)->program));
}

HttpReply issueToken(const HttpCall& call, PipelineBoard& board)
{
    const auto found = findInputOf(call, board);
    if (!found.ok()) {
        return found.error();
    }
    const Result<TokenStatus> token = found->pipeline->issueToken(found->connector->relation, found->connector->name);
    return token.ok() ? HttpReply::json({{"token", token->token}}) : HttpReply(toApiError(token.error()));
}

/// Of a pipeline that has made a token in its latest run; empty when none has.
std::string makerOf(api::Engine& engine, const std::string& token)
{
    for (const std::shared_ptr<api::Pipeline>& pipeline : engine.pipelines()) {
        const Result<TokenStatus> status = pipeline->tokenStatus(token);
        if (status.ok() || status.error().code == ErrorCode::kTokenEndpointGone) {
            return pipeline->name();
        }
    }
    return {};
}

ApiError tokenError(const Error& error, const std::string& token, api::Engine& engine)
{
    json details = {{"token", token}};
    if (error.code == ErrorCode::kTokenOtherIncarnation) {
        if (const std::string maker = makerOf(engine, token); !maker.empty()) {
            details["pipeline_name"] = maker;
            return {400, "CompletionTokenOfOtherPipeline",
                    "The completion token was made by another pipeline: " + maker, details};
        }
    }
    switch (error.code) {
    case ErrorCode::kTokenMalformed:
        return {400, "InvalidParam", "Invalid parameter: invalid completion token: " + token, details};
    case ErrorCode::kTokenOtherIncarnation:
        return {410, "PipelineRestarted",
                "The pipeline has been restarted since the token was made, or the token was never its own", details};
    case ErrorCode::kTokenEndpointGone:
        return {410, "UnknownEndpointInCompletionToken", "The connector of the token is gone: " + error.detail,
                details};
    default: return toApiError(error);
    }
}

/// Tokens of older servers are padded and may be in the other alphabet of base64; clients send them as they are.
std::string unpaddedToken(std::string token)
{
    for (char& c : token) {
        c = c == '+' || c == ' ' ? '-' : c == '/' ? '_' : c; // an unescaped '+' of a query is a space
    }
    token.erase(token.find_last_not_of('=') + 1);
    return token;
}

HttpReply tokenStatus(const HttpCall& call, ApiContext& context)
{
    const auto pipeline = context.board.deployed(call.argument("name"));
    if (!pipeline.ok()) {
        return pipeline.error();
    }
    const std::string* token = call.request.queryValue("token");
    if (token == nullptr) {
        return ApiError{400, "InvalidParam", "Invalid parameter: the completion token is missing: token"};
    }
    const std::string text = unpaddedToken(*token);
    const Result<TokenStatus> status = (*pipeline)->tokenStatus(text);
    if (!status.ok()) {
        return tokenError(status.error(), text, context.engine);
    }
    return HttpReply::json({{"status", status->state == TokenState::Complete ? "complete" : "inprogress"},
                            {"step", status->step ? json(*status->step) : json()},
                            {"errors", status->errorsSince},
                            {"waits_for", status->waitsFor.empty() ? json() : json(status->waitsFor)}});
}

HttpReply startTransaction(const HttpCall& call, PipelineBoard& board)
{
    const auto pipeline = board.deployed(call.argument("name"));
    if (!pipeline.ok()) {
        return pipeline.error();
    }
    const Result<uint64_t> transaction = (*pipeline)->startTransaction();
    if (!transaction.ok()) {
        return transaction.error().code == ErrorCode::kTransactionOpen
                   ? ApiError{409, "TransactionInProgress", transaction.error().detail}
                   : toApiError(transaction.error());
    }
    return HttpReply::json({{"transaction_id", *transaction}});
}

HttpReply commitTransaction(const HttpCall& call, PipelineBoard& board)
{
    const auto pipeline = board.deployed(call.argument("name"));
    if (!pipeline.ok()) {
        return pipeline.error();
    }
    const Status committed = (*pipeline)->commitTransaction();
    if (!committed.ok()) {
        return committed.error().code == ErrorCode::kTransactionNone
                   ? ApiError{400, "NoTransactionInProgress", committed.error().detail}
                   : toApiError(committed.error());
    }
    return HttpReply::json("Transaction commit initiated");
}

HttpReply advanceClock(const HttpCall& call, PipelineBoard& board)
{
    const auto pipeline = board.deployed(call.argument("name"));
    return pipeline.ok() ? ApiError{400, "InvalidParam",
                                    "Invalid parameter: the clock of this pipeline is the machine's, it cannot be set"}
                         : pipeline.error();
}

HttpReply commandOutput(const HttpCall& call, PipelineBoard& board)
{
    const auto found = findOutputOf(call, board);
    if (!found.ok()) {
        return found.error();
    }
    return ApiError{400, "CommandError", "The connector takes no commands: " + found->connector->endpoint};
}

} // namespace

void addConnectorRoutes(Router& router, ApiContext& context)
{
    PipelineBoard& board = context.board;
    const auto add = [&](HttpMethod method, const std::string& path,
                         HttpReply (*handler)(const HttpCall&, PipelineBoard&)) {
        router.add(method, "/v0/pipelines/{name}/" + path,
                   [handler, &board](const HttpCall& call) { return handler(call, board); });
    };
    add(HttpMethod::Post, "tables/{table}/connectors/{connector}/{action}", actOnInput);
    add(HttpMethod::Get, "tables/{table}/connectors/{connector}/stats", inputStats);
    add(HttpMethod::Get, "tables/{table}/connectors/{connector}/completion_token", issueToken);
    add(HttpMethod::Get, "views/{view}/connectors/{connector}/stats", outputStats);
    add(HttpMethod::Post, "views/{view}/connectors/{connector}/command", commandOutput);
    add(HttpMethod::Post, "views/{view}/connectors/{connector}/{action}", startOutput);
    router.add(HttpMethod::Get, "/v0/pipelines/{name}/completion_status",
               [&context](const HttpCall& call) { return tokenStatus(call, context); });
    add(HttpMethod::Post, "start_transaction", startTransaction);
    add(HttpMethod::Post, "commit_transaction", commitTransaction);
    add(HttpMethod::Post, "clock/advance", advanceClock);
}

} // namespace millrace::server
