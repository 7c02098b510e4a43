// SPDX-License-Identifier: GPL-3.0-or-later
// Statistics, metrics and time series of running pipelines.
#include "engine/server/http_exchange.h"
#include "engine/server/metrics.h"
#include "engine/server/pipeline_board.h"
#include "engine/server/routes.h"
#include "engine/server/stats_json.h"

#include <QTimer>

namespace millrace::server {

namespace {

using nlohmann::json;

HttpReply pipelineStats(const HttpCall& call, PipelineBoard& board)
{
    const ApiResult<bool> isListing = call.request.queryFlag("include_connector_errors", false);
    if (!isListing.ok()) {
        return isListing.error();
    }
    const auto pipeline = board.deployed(call.argument("name"));
    if (!pipeline.ok()) {
        return pipeline.error();
    }
    const auto compilation = board.compilation(call.argument("name"));
    if (!compilation.ok()) {
        return compilation.error();
    }
    const std::shared_ptr<const PipelineStatus> status = (*pipeline)->status();
    const ProcessUsage usage = ProcessUsage::now();
    const StatsParts parts{*status, (*compilation)->program, usage, Clock::system().now()};
    return HttpReply::json(statsJson(parts, *isListing ? ConnectorErrors::Listed : ConnectorErrors::Counted));
}

/// The pipelines that run, or the one of this name.
std::vector<MeasuredPipeline> measured(PipelineBoard& board, const std::string* name)
{
    std::vector<MeasuredPipeline> found;
    for (const json& pipeline : board.list(PipelineMembers::Status)) {
        const std::string each = pipeline["name"];
        if (name != nullptr && *name != each) {
            continue;
        }
        const auto deployed = board.deployed(each);
        if (deployed.ok()) {
            found.push_back({pipeline["id"], each, (*deployed)->status()});
        }
    }
    return found;
}

HttpReply pipelineMetrics(const HttpCall& call, PipelineBoard& board)
{
    const std::string* format = call.request.queryValue("format");
    const bool isJson = format != nullptr && *format == "json";
    if (format != nullptr && !isJson && *format != "prometheus") {
        return ApiError{400, "InvalidParam", "Invalid parameter: unknown format of metrics: " + *format};
    }
    const auto pipeline = board.deployed(call.argument("name"));
    if (!pipeline.ok()) {
        return pipeline.error();
    }
    const std::vector<Metric> metrics = collectMetrics(measured(board, &call.argument("name")), ProcessUsage::now(),
                                                       Clock::system().now());
    return isJson ? HttpReply::json(toJson(metrics)) : HttpReply::text(toPrometheus(metrics));
}

HttpReply allMetrics(const HttpCall&, PipelineBoard& board)
{
    return HttpReply::text(
        toPrometheus(collectMetrics(measured(board, nullptr), ProcessUsage::now(), Clock::system().now())));
}

json sampleJson(const RunSample& sample)
{
    return {{"t", sample.atMillis},
            {"r", sample.processedRecords},
            {"m", sample.memoryBytes},
            {"s", sample.storageBytes}};
}

HttpReply timeSeries(const HttpCall& call, PipelineBoard& board)
{
    const auto pipeline = board.deployed(call.argument("name"));
    if (!pipeline.ok()) {
        return pipeline.error();
    }
    const ApiResult<std::vector<RunSample>> samples = board.samples(call.argument("name"));
    if (!samples.ok()) {
        return samples.error();
    }
    json all = json::array();
    for (const RunSample& sample : *samples) {
        all.push_back(sampleJson(sample));
    }
    return HttpReply::json({{"now", Clock::system().now() / 1000}, {"samples", std::move(all)}});
}

/// Sends samples as they come, a line each, until the pipeline stops.
class SampleStream final : public ExchangeHandler {
public:
    SampleStream(HttpExchange& exchange, PipelineBoard& board, std::string name)
        : m_exchange(exchange)
        , m_board(board)
        , m_name(std::move(name))
    {
        m_exchange.beginStream("application/x-ndjson");
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { send(); });
        m_timer.start(kPeriodMs);
        send();
    }

private:
    static constexpr int kPeriodMs = 250; ///< samples are of a second; one is told soon after it was taken

    void send()
    {
        const ApiResult<std::vector<RunSample>> samples = m_board.samples(m_name);
        if (!samples.ok() || !m_board.deployed(m_name).ok()) {
            m_timer.stop();
            m_exchange.endStream();
            return;
        }
        for (const RunSample& sample : *samples) {
            if (sample.atMillis > m_lastMillis && m_exchange.hasRoom()) { // a slow reader gets a gap
                m_exchange.writeChunk(sampleJson(sample).dump() + "\n");
                m_lastMillis = sample.atMillis;
            }
        }
    }

    HttpExchange& m_exchange;
    PipelineBoard& m_board;
    std::string m_name;
    int64_t m_lastMillis = 0;
    QTimer m_timer;
};

} // namespace

void addStatisticsRoutes(Router& router, ApiContext& context)
{
    PipelineBoard& board = context.board;
    const auto add = [&](const std::string& path, HttpReply (*handler)(const HttpCall&, PipelineBoard&)) {
        router.add(HttpMethod::Get, path, [handler, &board](const HttpCall& call) { return handler(call, board); });
    };
    add("/v0/pipelines/{name}/stats", pipelineStats);
    add("/v0/pipelines/{name}/metrics", pipelineMetrics);
    add("/v0/metrics", allMetrics);
    add("/v0/pipelines/{name}/time_series", timeSeries);
    router.addStream(HttpMethod::Get, "/v0/pipelines/{name}/time_series_stream", [&board](HttpExchange& exchange) {
        const auto pipeline = board.deployed(exchange.argument("name"));
        if (!pipeline.ok()) {
            exchange.answer(pipeline.error());
            return;
        }
        exchange.serveBy(std::make_unique<SampleStream>(exchange, board, exchange.argument("name")));
    });
}

} // namespace millrace::server
