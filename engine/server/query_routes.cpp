// SPDX-License-Identifier: GPL-3.0-or-later
// GET …/query: a statement over the rows of a pipeline, by HTTP or over a WebSocket.
#include "engine/server/http_exchange.h"
#include "engine/server/query_socket.h"
#include "engine/server/query_stream.h"
#include "engine/server/routes.h"

namespace millrace::server {

namespace {

constexpr std::string_view kPath = "/v0/pipelines/{name}/query";

class QueryHandler final : public ExchangeHandler, private ResultSink {
public:
    QueryHandler(HttpExchange& exchange, OpenQuery opened)
        : m_exchange(exchange)
        , m_type(opened.format == ResultFormat::Json ? "application/json" : "text/plain")
        , m_stream(std::make_shared<QueryStream>(exchange.loop(), std::move(opened), static_cast<ResultSink&>(*this)))
    {
        m_stream->start();
    }

    void onRoom() override { m_stream->resume(); }

private:
    bool hasRoom() const override { return m_exchange.hasRoom(); }

    void onResult(const std::string& text, bool isEnd, const std::optional<Error>& error) override
    {
        if (isEnd && error && text.empty() && !m_exchange.hasBegun()) {
            m_exchange.answer(queryError(*error)); // nothing is sent yet, so that the status can still tell it
            return;
        }
        if (!m_exchange.hasBegun() && (!text.empty() || isEnd)) {
            m_exchange.beginStream(m_type);
        }
        m_exchange.writeChunk(error ? text + m_stream->errorText(error->detail) : text);
        if (isEnd) {
            m_exchange.endStream();
        }
    }

    HttpExchange& m_exchange;
    std::string m_type;
    std::shared_ptr<QueryStream> m_stream;
};

std::string textOf(const std::string* value, std::string_view absent)
{
    return value ? *value : std::string(absent);
}

} // namespace

void addQueryRoutes(Router& router, ApiContext& context)
{
    router.addStream(HttpMethod::Get, kPath, [&context](HttpExchange& exchange) {
        exchange.runIn(Lane::Quick, [&context](const HttpCall& call) -> HttpExchange::Continuation {
            const ApiResult<OpenQuery> opened =
                openQuery(context, call.argument("name"), textOf(call.request.queryValue("sql"), ""),
                          textOf(call.request.queryValue("format"), "text"), call.request.isReadOnly);
            if (!opened.ok()) {
                return [error = opened.error()](HttpExchange& waiting) { waiting.answer(error); };
            }
            return [opened = *opened](HttpExchange& waiting) {
                waiting.serveBy(std::make_unique<QueryHandler>(waiting, opened));
            };
        });
    });
    router.addWebSocket(kPath, [&context](const HttpCall& call) -> SocketAdmission {
        const auto pipeline = findRunningPipeline(context, call.argument("name"));
        if (!pipeline.ok()) {
            return {pipeline.error(), nullptr};
        }
        return {std::nullopt, [&context, call](QWebSocket& socket, QTcpSocket&, ServerLoop& loop) {
                    // Of the socket's, which destroys it.
                    new QuerySocket(socket, context, call, loop); // NOLINT(cppcoreguidelines-owning-memory)
                }};
    });
}

} // namespace millrace::server
