// SPDX-License-Identifier: GPL-3.0-or-later
// POST …/ingress/{table}: bytes of a body on their way into a table, as fast as the table takes them.
#include "engine/server/http_exchange.h"
#include "engine/server/routes.h"

namespace millrace::server {

namespace {

ApiError openError(const Error& error, const IngressOptions& options)
{
    ApiError answer = toApiError(error);
    switch (error.code) {
    case ErrorCode::kPipelineUnknownRelation:
        answer.status = 404;
        answer.code = "ConfigError.UnknownInputStream";
        answer.details = {{"stream_name", options.relation}};
        break;
    case ErrorCode::kConnectorUnknownFormat:
        answer.code = "ConfigError.UnknownInputFormat";
        answer.details = {{"format_name", options.format}};
        break;
    case ErrorCode::kConnectorFormatForbidden: answer.code = "ConfigError.InputFormatNotSupported"; break;
    case ErrorCode::kConnectorInvalidValue:
        answer.code = options.formatConfig.value("update_format", "") == "snowflake"
                          ? "ConfigError.InputFormatNotSupported"
                          : "ConfigError.ParserConfigParseError";
        answer.details = {{"error", error.detail}, {"config", jsonText(options.formatConfig)}};
        break;
    case ErrorCode::kIngressLimit:
        answer.status = 429;
        answer.code = "ApiConnectionLimit";
        break;
    case ErrorCode::kPipelineState:
        answer.status = 503; // nothing was taken yet, so that the client may send it again
        answer.code = "PipelineInteractionNotDeployed";
        break;
    default: break;
    }
    return answer;
}

ApiResult<IngressOptions> readOptions(const HttpCall& call)
{
    const HttpRequest& request = call.request;
    IngressOptions options;
    options.relation = call.argument("table");
    if (const std::string* format = request.queryValue("format")) {
        options.format = *format;
    }
    const ApiResult<bool> force = request.queryFlag("force", false);
    const ApiResult<bool> isArray = request.queryFlag("array", false);
    if (!force.ok() || !isArray.ok()) {
        return force.ok() ? isArray.error() : force.error();
    }
    options.force = *force;
    if (options.format != "json") {
        return options;
    }
    for (const char* name : {"update_format", "json_flavor", "lines"}) {
        if (const std::string* value = request.queryValue(name)) {
            options.formatConfig[name] = *value;
        }
    }
    if (*isArray) {
        options.formatConfig["array"] = true;
    }
    return options;
}

nlohmann::json toJson(const RecordError& error)
{
    return {{"tag", errorId(error.code)},
            {"event_number", error.recordNumber},
            {"field", error.column.empty() ? nlohmann::json() : nlohmann::json(error.column)},
            {"description", error.detail},
            {"invalid_text", error.raw.empty() ? nlohmann::json() : nlohmann::json(error.raw)},
            {"invalid_bytes", nullptr},
            {"suggestion", nullptr}};
}

/// What of the request could not be read. The rest is in the table all the same, and its token is told.
ApiError parseErrors(const IngressOutcome& outcome)
{
    ApiError answer{400, "ParseErrors", {}};
    answer.message = "Errors parsing input data (" + std::to_string(outcome.numErrors) + " errors):";
    if (outcome.errors.size() < outcome.numErrors) {
        answer.message = "Errors parsing input data (reporting " + std::to_string(outcome.errors.size()) + " out of " +
                         std::to_string(outcome.numErrors) + " total errors):";
    }
    nlohmann::json errors = nlohmann::json::array();
    constexpr size_t kMaxMessageErrors = 10; // the details have them all
    for (const RecordError& error : outcome.errors) {
        if (errors.size() < kMaxMessageErrors) {
            answer.message += "\n" + error.detail;
        }
        errors.push_back(toJson(error));
    }
    answer.details = {{"num_errors", outcome.numErrors}, {"errors", std::move(errors)}};
    if (outcome.numRecords > 0) {
        answer.details["token"] = outcome.token;
    }
    return answer;
}

class IngressHandler final : public ExchangeHandler {
public:
    IngressHandler(HttpExchange& exchange, std::shared_ptr<Ingress> ingress)
        : m_exchange(exchange)
        , m_ingress(std::move(ingress))
    {
        m_ingress->setWakeup(m_exchange.wakeup());
        onWake();
    }
    ~IngressHandler() override { m_ingress->setWakeup(nullptr); }

    void onBody(std::string bytes) override
    {
        m_ingress->write(std::move(bytes));
        if (!m_ingress->hasRoom()) {
            m_exchange.pauseBody();
        }
    }
    bool isAnswerDue() const override { return true; }
    void onBodyEnd() override
    {
        m_ingress->finish();
        onWake();
    }
    void onWake() override
    {
        if (m_exchange.hasBegun()) {
            return;
        }
        const std::optional<Result<IngressOutcome>> outcome = m_ingress->outcome();
        if (!outcome) {
            if (m_ingress->hasRoom()) {
                m_exchange.resumeBody();
            }
            return;
        }
        if (!outcome->ok()) {
            // Never 503, which clients answer by sending all of it again: records may be in the table.
            m_exchange.answer(ApiError{410, "Terminating", "The pipeline was stopped while it took the data"});
        } else if ((*outcome)->numErrors > 0) {
            m_exchange.answer(parseErrors(**outcome));
        } else {
            m_exchange.answer(HttpReply::json({{"token", (*outcome)->token}}));
        }
    }

private:
    HttpExchange& m_exchange;
    std::shared_ptr<Ingress> m_ingress;
};

/// On a worker: opening may wait for the engine.
HttpExchange::Continuation openIngress(ApiContext& context, const HttpCall& call)
{
    const auto answerWith = [](const ApiError& error) {
        return [error](HttpExchange& exchange) { exchange.answer(error); };
    };
    const auto pipeline = findRunningPipeline(context, call.argument("name"));
    if (!pipeline.ok()) {
        return answerWith(pipeline.error());
    }
    const ApiResult<IngressOptions> options = readOptions(call);
    if (!options.ok()) {
        return answerWith(options.error());
    }
    const Result<std::shared_ptr<Ingress>> ingress = (*pipeline)->openIngress(*options);
    if (!ingress.ok()) {
        return answerWith(openError(ingress.error(), *options));
    }
    return [ingress = *ingress](HttpExchange& exchange) {
        exchange.serveBy(std::make_unique<IngressHandler>(exchange, ingress));
    };
}

} // namespace

void addIngressRoute(Router& router, ApiContext& context)
{
    router.addStream(HttpMethod::Post, "/v0/pipelines/{name}/ingress/{table}", [&context](HttpExchange& exchange) {
        exchange.runIn(Lane::Quick, [&context](const HttpCall& call) { return openIngress(context, call); });
    });
}

} // namespace millrace::server
