// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/query_socket.h"

#include "engine/server/router.h"
#include "engine/server/server_loop.h"

#include <QWebSocket>

namespace millrace::server {

namespace {

constexpr qint64 kMaxUnsentBytes = qint64{1} << 20;
/// Of UTF-8; well below the 2 MiB that clients take in a frame.
constexpr size_t kMessageBytes = size_t{256} << 10;

std::string jsonError(const std::string& detail)
{
    return nlohmann::json{{"error", detail}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// How much of the text may be sent without cutting a character.
size_t wholeCharacters(std::string_view text, size_t most)
{
    if (text.size() <= most) {
        return text.size();
    }
    size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) {
        --end;
    }
    return end > 0 ? end : most; // not UTF-8 at all
}

} // namespace

QuerySocket::QuerySocket(QWebSocket& socket, ApiContext& context, const HttpCall& call, ServerLoop& loop)
    : QObject(&socket)
    , m_socket(socket)
    , m_context(context)
    , m_pipeline(call.argument("name"))
    , m_isReadOnly(call.request.isReadOnly)
    , m_loop(loop)
    , m_self(std::make_shared<QuerySocket*>(this))
{
    connect(&socket, &QWebSocket::textMessageReceived, this, &QuerySocket::ask);
    connect(&socket, &QWebSocket::binaryMessageReceived, this, [this] {
        if (!std::exchange(m_hasAsked, true)) {
            fail("Binary requests are not supported. Send the request as a text message.");
        }
    });
    connect(&socket, &QWebSocket::bytesWritten, this, [this] {
        if (m_stream) {
            m_stream->resume();
        }
    });
}

QuerySocket::~QuerySocket() = default;

void QuerySocket::ask(const QString& message)
{
    if (std::exchange(m_hasAsked, true)) {
        return; // one query a connection
    }
    const ApiResult<nlohmann::json> request = parseJsonBody(message.toStdString());
    if (!request.ok()) {
        fail(request.error().message);
        return;
    }
    std::string sql;
    std::string format;
    try {
        sql = request->value("sql", "");
        format = request->value("format", "text");
    } catch (const nlohmann::json::exception&) {
        fail("The request is an object with the texts sql and format");
        return;
    }
    const bool isTaken = m_loop.run(laneOfStatement(sql), [self = std::weak_ptr(m_self), post = m_loop.poster(),
                                                           context = &m_context, pipeline = m_pipeline, sql, format,
                                                           isReadOnly = m_isReadOnly] {
        post([self, opened = openQuery(*context, pipeline, sql, format, isReadOnly)] {
            if (const auto socket = self.lock()) {
                (*socket)->begin(opened);
            }
        });
    });
    if (!isTaken) {
        fail(tooBusy().message);
    }
}

void QuerySocket::begin(const ApiResult<OpenQuery>& opened)
{
    if (!opened.ok()) {
        fail(opened.error().message);
        return;
    }
    m_format = opened->format;
    m_stream = std::make_shared<QueryStream>(m_loop, *opened, static_cast<ResultSink&>(*this));
    m_stream->start();
}

void QuerySocket::fail(const std::string& detail)
{
    end(jsonError(detail), true);
}

void QuerySocket::end(const std::string& lastText, bool hasFailed)
{
    send(lastText);
    m_socket.close(hasFailed ? QWebSocketProtocol::CloseCodeBadOperation : QWebSocketProtocol::CloseCodeNormal);
}

void QuerySocket::send(const std::string& text)
{
    for (std::string_view rest = text; !rest.empty();) {
        const size_t size = wholeCharacters(rest, kMessageBytes);
        m_socket.sendTextMessage(QString::fromUtf8(rest.data(), static_cast<qsizetype>(size)));
        rest.remove_prefix(size);
    }
}

bool QuerySocket::hasRoom() const
{
    return m_socket.bytesToWrite() < kMaxUnsentBytes;
}

void QuerySocket::onResult(const std::string& text, bool isEnd, const std::optional<Error>& error)
{
    send(text);
    if (!isEnd) {
        return;
    }
    if (!error) {
        end({}, false);
    } else if (m_format == ResultFormat::Text) {
        end(m_stream->errorText(error->detail), true);
    } else {
        fail(error->detail);
    }
}

} // namespace millrace::server
