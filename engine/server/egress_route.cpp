// SPDX-License-Identifier: GPL-3.0-or-later
// POST …/egress/{relation}: the changes of a table or view, a chunk after the other, until somebody stops.
#include "engine/api/values.h"
#include "engine/server/http_exchange.h"
#include "engine/server/routes.h"

#include <QTimer>

#include <charconv>
#include <chrono>
#include <deque>

namespace millrace::server {

namespace {

constexpr std::chrono::milliseconds kKeepAliveTime = std::chrono::seconds(3);
/// What is taken of the listener's queue at a time; the strings are shared, not copied.
constexpr size_t kTakeBytes = size_t{256} << 10;

ApiError invalidParameter(std::string message)
{
    return ApiError{400, "InvalidParam", std::move(message)};
}

ApiError openError(const Error& error, const EgressOptions& options)
{
    ApiError answer = toApiError(error);
    switch (error.code) {
    case ErrorCode::kPipelineUnknownRelation:
        answer.status = 404;
        answer.code = "ConfigError.UnknownOutputStream";
        answer.details = {{"stream_name", options.relation}};
        break;
    case ErrorCode::kConnectorUnknownFormat:
        answer.code = "ConfigError.UnknownOutputFormat";
        answer.details = {{"format_name", options.format}};
        break;
    case ErrorCode::kConnectorFormatForbidden: answer.code = "ConfigError.OutputFormatNotSupported"; break;
    case ErrorCode::kConnectorInvalidValue:
        answer.code = "ConfigError.EncoderConfigParseError";
        answer.details = {{"error", error.detail}, {"config", jsonText(options.formatConfig)}};
        break;
    case ErrorCode::kPipelineState:
        answer.status = 503;
        answer.code = "PipelineInteractionNotDeployed";
        break;
    default: break;
    }
    return answer;
}

/// A positive number of records; nothing when it is none.
std::optional<uint64_t> recordCount(const std::string& text)
{
    uint64_t count = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool isCount = problem == std::errc() && end == text.data() + text.size() && count > 0;
    return isCount ? std::optional(count) : std::nullopt;
}

ApiResult<EgressOptions> optionsOfQuery(const HttpCall& call)
{
    const HttpRequest& request = call.request;
    EgressOptions options;
    options.relation = call.argument("relation");
    if (const std::string* format = request.queryValue("format")) {
        options.format = *format;
    }
    for (const auto& [name, flag] :
         {std::pair("backpressure", &options.backpressure), std::pair("send_snapshot", &options.withSnapshot)}) {
        const ApiResult<bool> value = request.queryFlag(name, false);
        if (!value.ok()) {
            return value.error();
        }
        *flag = *value;
    }
    if (const std::string* size = request.queryValue("buffer_size_records")) {
        const std::optional<uint64_t> count = recordCount(*size);
        if (!count) {
            return invalidParameter("buffer_size_records is a number above 0: " + *size);
        }
        options.maxRecordsPerChunk = *count;
    }
    const std::vector<const char*> names = options.format == "json" ? std::vector{"update_format", "json_flavor"}
                                           : options.format == "csv" ? std::vector{"delimiter"}
                                                                     : std::vector<const char*>{};
    for (const char* name : names) {
        if (const std::string* value = request.queryValue(name)) {
            options.formatConfig[name] = *value;
        }
    }
    return options;
}

/// The body as a connector's config: `{"transport":{…},"format":{"name":"json","config":{"array":true}}}`.
ApiResult<EgressOptions> optionsOfBody(const HttpCall& call, const nlohmann::json& body)
{
    if (call.request.queryValue("format") || call.request.queryValue("backpressure")) {
        return invalidParameter("A body with a connector's config and the parameters format or backpressure exclude "
                                "each other");
    }
    EgressOptions options;
    options.relation = call.argument("relation");
    try {
        const nlohmann::json none = nlohmann::json::object();
        const nlohmann::json& transport = body.contains("transport") ? body.at("transport") : none;
        if (transport.value("name", "http_output") != "http_output") {
            return invalidParameter("The transport of a listener is http_output");
        }
        if (transport.contains("config")) {
            options.backpressure = transport.at("config").value("backpressure", false);
        }
        options.withSnapshot = body.value("send_snapshot", false);
        const nlohmann::json& format = body.at("format");
        options.format = format.at("name").get<std::string>();
        options.formatConfig = format.value("config", none);
        options.maxRecordsPerChunk = options.formatConfig.value("buffer_size_records", options.maxRecordsPerChunk);
        if (options.format == "json" && !options.formatConfig.value("array", false)) {
            return invalidParameter("The JSON of a listener comes in arrays: the config needs \"array\": true");
        }
    } catch (const nlohmann::json::exception& problem) {
        return invalidParameter(std::string("The body is no connector's config: ") + problem.what());
    }
    options.formatConfig.erase("array");
    options.formatConfig.erase("buffer_size_records");
    if (options.maxRecordsPerChunk == 0) {
        return invalidParameter("buffer_size_records is a number above 0: 0");
    }
    return options;
}

ApiResult<EgressOptions> readOptions(const HttpCall& call)
{
    const ApiResult<nlohmann::json> body = call.json();
    if (!body.ok()) {
        return body.error();
    }
    // Clients send `null`, `{}` or nothing when all is in the query.
    return body->empty() ? optionsOfQuery(call) : optionsOfBody(call, *body);
}

class EgressHandler final : public ExchangeHandler {
public:
    EgressHandler(HttpExchange& exchange, std::shared_ptr<Egress> egress, bool isJson)
        : m_exchange(exchange)
        , m_egress(std::move(egress))
        , m_dataKey(isJson ? ",\"json_data\":" : ",\"text_data\":")
        , m_isJson(isJson)
    {
        m_egress->setWakeup(m_exchange.wakeup());
        m_exchange.beginStream("application/json");
        writeFirst();
        QObject::connect(&m_keepAlive, &QTimer::timeout, &m_keepAlive, [this] { keepAlive(); });
        m_keepAlive.start(kKeepAliveTime);
        pump();
    }
    ~EgressHandler() override { m_egress->setWakeup(nullptr); }

    void onWake() override { pump(); }
    void onRoom() override { pump(); }
    void onBytesSent() override
    {
        std::optional<uint64_t> delivered;
        while (!m_unsent.empty() && m_unsent.front().endsAt <= m_exchange.bytesSent()) {
            delivered = m_unsent.front().sequence;
            m_unsent.pop_front();
        }
        if (delivered) {
            m_egress->delivered(*delivered);
        }
    }

private:
    struct Unsent {
        uint64_t endsAt; ///< in bytes of the stream
        uint64_t sequence;
    };

    void pump()
    {
        while (!m_hasEnded && m_exchange.hasRoom()) {
            const bool isEnded = m_egress->isEnded(); // asked first: what was queued before the end is taken below
            std::vector<EgressChunk> chunks = m_egress->take(kTakeBytes);
            for (EgressChunk& chunk : chunks) {
                write(std::move(chunk));
            }
            if (!chunks.empty()) {
                continue;
            }
            if (isEnded) {
                m_hasEnded = true;
                m_exchange.endStream();
            }
            break;
        }
        onBytesSent();
    }

    void write(EgressChunk chunk)
    {
        std::string before = "{\"sequence_number\":" + std::to_string(chunk.sequence) +
                             ",\"snapshot\":" + (chunk.isSnapshot ? "true" : "false") + std::string(m_dataKey);
        if (m_isJson) {
            const std::string_view data(*chunk.data);
            // Without the line's end: clients read an object a line.
            m_exchange.writeChunk(before, data.substr(0, data.find_last_not_of('\n') + 1), chunk.data, "}\r\n");
        } else {
            appendJsonString(before, *chunk.data);
            m_exchange.writeChunk(before += "}\r\n");
        }
        m_unsent.push_back({m_exchange.bytesQueued(), chunk.sequence});
        m_hasWritten = true;
    }

    /// Clients wait for a first chunk before they go on. The SDK, known by its parameter, expects no data where there
    /// is none; others look into each chunk's data.
    void writeFirst()
    {
        if (m_exchange.request().queryValue("array") != nullptr) {
            writeEmpty();
            return;
        }
        m_exchange.writeChunk("{\"sequence_number\":" + std::to_string(m_egress->takeSequence()) +
                              ",\"snapshot\":false" + std::string(m_dataKey) + (m_isJson ? "[]" : "\"\"") + "}\r\n");
    }

    void writeEmpty()
    {
        m_exchange.writeChunk("{\"sequence_number\":" + std::to_string(m_egress->takeSequence()) +
                              ",\"snapshot\":false}\r\n");
    }

    void keepAlive()
    {
        if (!std::exchange(m_hasWritten, false) && !m_hasEnded && m_exchange.hasRoom()) {
            writeEmpty();
        }
    }

    HttpExchange& m_exchange;
    std::shared_ptr<Egress> m_egress;
    std::string_view m_dataKey;
    bool m_isJson;
    QTimer m_keepAlive;
    bool m_hasWritten = false; ///< since the timer rang
    bool m_hasEnded = false;
    std::deque<Unsent> m_unsent;
};

/// On a worker: opening may wait for the engine.
HttpExchange::Continuation openEgress(ApiContext& context, const HttpCall& call)
{
    const auto answerWith = [](const ApiError& error) {
        return [error](HttpExchange& exchange) { exchange.answer(error); };
    };
    const auto pipeline = findRunningPipeline(context, call.argument("name"));
    if (!pipeline.ok()) {
        return answerWith(pipeline.error());
    }
    const ApiResult<EgressOptions> options = readOptions(call);
    if (!options.ok()) {
        return answerWith(options.error());
    }
    const Result<std::shared_ptr<Egress>> egress = (*pipeline)->openEgress(*options);
    if (!egress.ok()) {
        return answerWith(openError(egress.error(), *options));
    }
    return [egress = *egress, isJson = options->format == "json"](HttpExchange& exchange) {
        exchange.serveBy(std::make_unique<EgressHandler>(exchange, egress, isJson));
    };
}

} // namespace

void addEgressRoute(Router& router, ApiContext& context)
{
    router.addStream(HttpMethod::Post, "/v0/pipelines/{name}/egress/{relation}", [&context](HttpExchange& exchange) {
        exchange.readBody(Lane::Quick, [&context](HttpExchange& read, std::string body) {
            read.runIn(Lane::Quick, [&context, body = std::move(body)](const HttpCall& request) {
                HttpCall call = request;
                call.body = body;
                return openEgress(context, call);
            });
        });
    });
}

} // namespace millrace::server
