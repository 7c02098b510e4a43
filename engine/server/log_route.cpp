// SPDX-License-Identifier: GPL-3.0-or-later
// GET …/logs: what happened to a pipeline, and what happens next, a chunk a line.
#include "engine/server/http_exchange.h"
#include "engine/server/routes.h"

#include <QDateTime>
#include <QTimer>

#include <chrono>

namespace millrace::server {

namespace {

/// How soon the end of a pipeline is seen.
constexpr std::chrono::milliseconds kLookTime = std::chrono::seconds(1);
constexpr size_t kLinesAtOnce = 256;

std::string timeText(TimestampMicros at)
{
    const qint64 micros = at % 1'000'000;
    const QDateTime second = QDateTime::fromSecsSinceEpoch((at - micros) / 1'000'000, Qt::UTC);
    return second.toString(QStringLiteral("yyyy-MM-ddThh:mm:ss")).toStdString() + "." +
           std::to_string(1'000'000 + micros).substr(1) + "Z";
}

class LogHandler final : public ExchangeHandler {
public:
    LogHandler(HttpExchange& exchange, std::weak_ptr<api::Pipeline> pipeline, std::shared_ptr<PipelineLog> log)
        : m_exchange(exchange)
        , m_pipeline(std::move(pipeline))
        , m_log(std::move(log))
        , m_listener(m_log->addListener(m_exchange.wakeup()))
    {
        m_exchange.beginStream("text/plain; charset=utf-8");
        onWake();
        if (m_next == 1) {
            // Clients take silence for the end.
            write({0, Clock::system().now(), LogLevel::Info, "Nothing has happened to this pipeline so far"});
        }
        QObject::connect(&m_look, &QTimer::timeout, &m_look, [this] { endWithThePipeline(); });
        m_look.start(kLookTime);
    }
    ~LogHandler() override { m_log->removeListener(m_listener); }

    void onRoom() override { onWake(); }
    void onWake() override
    {
        while (!m_hasEnded && m_exchange.hasRoom()) {
            const std::vector<LogLine> lines = m_log->linesFrom(m_next, kLinesAtOnce);
            if (lines.empty()) {
                return;
            }
            for (const LogLine& line : lines) {
                write(line);
            }
            m_next = lines.back().index + 1;
        }
    }

private:
    void write(const LogLine& line)
    {
        std::string text = timeText(line.at) + " ";
        text.append(logLevelName(line.level)).append(" ").append(line.text).append("\n");
        m_exchange.writeChunk(text);
    }
    void endWithThePipeline()
    {
        if (m_pipeline.expired() && !std::exchange(m_hasEnded, true)) {
            m_exchange.writeChunk("Logs have ended\n");
            m_exchange.endStream();
        }
    }

    HttpExchange& m_exchange;
    std::weak_ptr<api::Pipeline> m_pipeline; ///< gone when it is removed
    std::shared_ptr<PipelineLog> m_log;
    int m_listener;
    uint64_t m_next = 1;
    bool m_hasEnded = false;
    QTimer m_look;
};

} // namespace

void addLogRoute(Router& router, ApiContext& context)
{
    router.addStream(HttpMethod::Get, "/v0/pipelines/{name}/logs", [&context](HttpExchange& exchange) {
        exchange.runIn(Lane::Quick, [&context](const HttpCall& call) -> HttpExchange::Continuation {
            const auto pipeline = findPipeline(context, call.argument("name"));
            if (!pipeline.ok()) {
                return [error = pipeline.error()](HttpExchange& waiting) { waiting.answer(error); };
            }
            std::shared_ptr<PipelineLog> log = (*pipeline)->log();
            if (!log) {
                return [](HttpExchange& waiting) {
                    waiting.answer(ApiError{404, "NoLogs", "Nobody writes down what happens to this pipeline"});
                };
            }
            return [weak = std::weak_ptr(*pipeline), log](HttpExchange& waiting) {
                waiting.serveBy(std::make_unique<LogHandler>(waiting, weak, log));
            };
        });
    });
}

} // namespace millrace::server
