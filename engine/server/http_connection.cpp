// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/http_connection.h"

#include "engine/base/assert.h"
#include "engine/server/client_socket.h"
#include "engine/server/http_server.h"
#include "engine/server/server_loop.h"

#include <QDateTime>
#include <QSslSocket>

#include <algorithm>
#include <sys/socket.h>

namespace millrace::server {

namespace {

/// What the socket may hold of what a client sends; more stays in the system, which then slows the client down.
constexpr qint64 kReadBufferBytes = qint64{1} << 20;
constexpr qint64 kChunkWindowBytes = qint64{256} << 10;
constexpr int kStreamSendBufferBytes = 128 << 10;
constexpr std::chrono::milliseconds kLingerTime = std::chrono::seconds(2);
/// Empty lines that may stand before a head; some clients leave one behind a body.
constexpr int kMaxBlankLines = 8;

/// Where a line ends in a line feed alone, from a place on; -1 where none does.
qsizetype findBareLineFeed(const QByteArray& head, qsizetype from)
{
    for (qsizetype at = head.indexOf('\n', from); at >= 0; at = head.indexOf('\n', at + 1)) {
        if (at == 0 || head[at - 1] != '\r') {
            return at;
        }
    }
    return -1;
}

QByteArray dateText()
{
    // Of the current second; a formatted date costs more than a small answer.
    static thread_local qint64 second = -1;
    static thread_local QByteArray text;
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    if (now != second) {
        second = now;
        text = QLocale::c()
                   .toString(QDateTime::fromSecsSinceEpoch(now, Qt::UTC), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss"))
                   .toLatin1() +
               " GMT";
    }
    return text;
}

} // namespace

HttpConnection::HttpConnection(HttpServer& server, std::unique_ptr<QTcpSocket> socket)
    : m_server(server)
    , m_socket(std::move(socket))
    , m_outgoing(*m_socket)
{
    m_timer.setSingleShot(true);
    m_socket->setReadBufferSize(kReadBufferBytes);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &HttpConnection::onReadyRead);
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, &HttpConnection::onBytesWritten);
    if (const auto* encrypted = dynamic_cast<QSslSocket*>(m_socket.get())) {
        // It reports bytes as written once they are encrypted, and those on their way by another signal.
        connect(encrypted, &QSslSocket::encryptedBytesWritten, this, [this] { onBytesWritten(0); });
    }
    // Queued: the signal may come from inside a handler's write, and the handler must not be destroyed under its feet.
    connect(m_socket.get(), &QTcpSocket::disconnected, this, &HttpConnection::close, Qt::QueuedConnection);
    connect(&m_timer, &QTimer::timeout, this, &HttpConnection::onTimeout);
    armTimer(m_server.limits().headTime);
}

HttpConnection::~HttpConnection()
{
    m_exchange.reset();
    if (m_socket) {
        m_socket->disconnect(this);
    }
}

void HttpConnection::refuse(const ApiError& error)
{
    m_keepsAlive = false;
    begin(HttpCall{});
    m_exchange->answer(HttpReply(error));
}

void HttpConnection::finish()
{
    m_keepsAlive = false;
    if (m_phase == Phase::Head || m_phase == Phase::Lingering) {
        m_socket->abort();
    }
}

const HttpRequest* HttpConnection::underWay() const
{
    return m_phase == Phase::Exchange && m_exchange ? &m_exchange->request() : nullptr;
}

void HttpConnection::armTimer(std::chrono::milliseconds time)
{
    m_timer.start(time);
}

void HttpConnection::onTimeout()
{
    if (m_phase == Phase::Head && m_socket->bytesAvailable() > 0) {
        refuse(ApiError{408, "RequestTimeout", "The request head did not arrive in time"});
        return;
    }
    if (m_phase == Phase::Exchange && m_exchange && !m_exchange->hasBegun()) {
        // Not 408, which clients answer by sending all of it again: records may be in a table.
        m_exchange->answer(ApiError{400, "RequestTimeout", "The body did not arrive in time"});
        return;
    }
    abort();
}

void HttpConnection::onReadyRead()
{
    switch (m_phase) {
    case Phase::Head: readHead(); break;
    case Phase::Exchange: readBody(); break;
    case Phase::Lingering: m_socket->skip(m_socket->bytesAvailable()); break;
    case Phase::Flushing:
    case Phase::Closed: break;
    }
}

// --- heads

void HttpConnection::readHead()
{
    QByteArray head = m_socket->peek(static_cast<qint64>(kMaxHeadBytes) + 1);
    while (m_scanned == 0 && head.startsWith("\r\n")) {
        if (++m_numBlankLines > kMaxBlankLines) {
            refuse(ApiError{400, "BadRequest", "There are too many empty lines before the request"});
            return;
        }
        m_socket->skip(2);
        head.remove(0, 2);
    }
    if (head.isEmpty()) {
        return;
    }
    if (m_scanned == 0) {
        armTimer(m_server.limits().headTime);
    }
    const qsizetype end = head.indexOf("\r\n\r\n", std::max<qsizetype>(0, m_scanned - 3));
    const qsizetype bare = end < 0 ? findBareLineFeed(head, m_scanned) : -1;
    m_scanned = head.size();
    if (bare >= 0) {
        refuse(ApiError{400, "BadRequest", "A line of the request head ends in a bare line feed"});
        return;
    }
    if (end < 0) {
        if (head.size() > static_cast<qsizetype>(kMaxHeadBytes)) {
            refuse(parseRequestHead({head.constData(), static_cast<size_t>(head.size())}).error());
        }
        return;
    }
    const qsizetype headBytes = end + 4;
    m_scanned = 0;
    m_numBlankLines = 0;
    ApiResult<HttpRequest> request = parseRequestHead({head.constData(), static_cast<size_t>(headBytes)});
    if (!request.ok()) {
        refuse(request.error()); // where the next request would begin is not known
        return;
    }
    serve(std::move(*request), headBytes);
}

void HttpConnection::serve(HttpRequest request, qint64 headBytes)
{
    HttpCall call;
    std::optional<HttpReply> refusal;
    const Route* route = nullptr;
    if (std::optional<ApiError> judged = m_server.judge(request)) {
        refusal = HttpReply(*judged);
        if (judged->status == 401) {
            refusal->headers.emplace_back("WWW-Authenticate", "Bearer");
        }
    } else {
        RouteMatch match = m_server.router().match(request);
        route = match.route;
        call.arguments = std::move(match.arguments);
        if (!route) {
            refusal = match.errorForm == ErrorForm::Detail
                          ? HttpReply::detail(match.error.status, reasonPhrase(match.error.status))
                          : HttpReply(match.error);
            if (!match.allow.empty()) {
                refusal->headers.emplace_back("Allow", match.allow);
            }
        }
    }
    call.request = std::move(request);
    begin(std::move(call));
    if (route && route->webSocket) {
        const std::optional<ApiError> lacking = checkUpgrade(m_exchange->request());
        if (!lacking) {
            serveWebSocket(*route, headBytes);
            return;
        }
        refusal = HttpReply(*lacking);
        if (lacking->status == 426) {
            refusal->headers.emplace_back("Sec-WebSocket-Version", "13");
        }
    }
    m_socket->skip(headBytes);
    if (refusal) {
        m_exchange->answer(*refusal);
    } else if (route->plain) {
        servePlain(*route);
    } else {
        route->stream(*m_exchange);
    }
}

void HttpConnection::begin(HttpCall call)
{
    m_timer.stop();
    m_phase = Phase::Exchange;
    m_body.emplace(call.request);
    m_isBodyWanted = false;
    m_hasToldBodyEnd = false;
    m_awaitsContinue = call.request.expectsContinue && !m_body->isComplete();
    m_keepsAlive = m_keepsAlive && call.request.keepsAlive;
    m_exchange = std::make_unique<HttpExchange>(*this, std::move(call));
}

void HttpConnection::servePlain(const Route& route)
{
    // The route is the router's, which outlives the server.
    m_exchange->readBody(route.lane, [&route](HttpExchange& exchange, std::string body) {
        auto work = [&route, body = std::move(body)](const HttpCall& request) -> HttpExchange::Continuation {
            HttpCall call = request;
            call.body = body;
            return [reply = route.plain(call)](HttpExchange& waiting) { waiting.answer(reply); };
        };
        exchange.runIn(route.lane, std::move(work));
    });
}

/// The head stays unread while the upgrade is judged, for whoever shakes hands reads it.
void HttpConnection::serveWebSocket(const Route& route, qint64 headBytes)
{
    m_exchange->runIn(Lane::Quick, [this, &route, headBytes](const HttpCall& call) -> HttpExchange::Continuation {
        return [this, headBytes, admission = route.webSocket(call)](HttpExchange& exchange) {
            if (!admission.refusal) {
                upgradeTo(admission.take);
                return;
            }
            m_socket->skip(headBytes);
            exchange.answer(*admission.refusal);
        };
    });
}

void HttpConnection::upgradeTo(SocketTaker take)
{
    m_timer.stop();
    m_socket->disconnect(this);
    m_server.upgrade(std::move(m_socket), std::move(take), m_exchange->request());
    close();
}

/// What the client does is of no interest while a whole answer is made. TLS has an end of its own.
void HttpConnection::listen(bool isListening)
{
    if (m_isListening != isListening && !dynamic_cast<QSslSocket*>(m_socket.get())) {
        m_isListening = isListening;
        setReading(*m_socket, isListening);
    }
}

// --- bodies

void HttpConnection::wantBody(bool isWanted)
{
    if (m_isBodyWanted == isWanted || m_phase != Phase::Exchange) {
        return;
    }
    m_isBodyWanted = isWanted;
    if (!isWanted) {
        m_timer.stop();
        return;
    }
    if (m_awaitsContinue && m_socket->bytesAvailable() == 0) {
        m_awaitsContinue = false;
        give("HTTP/1.1 100 Continue\r\n\r\n");
        flush();
    }
    // Queued: a handler that resumes from inside onBody() is not called again from there.
    QMetaObject::invokeMethod(this, &HttpConnection::readBody, Qt::QueuedConnection);
}

void HttpConnection::readBody()
{
    while (m_phase == Phase::Exchange && m_isBodyWanted && !m_body->isComplete()) {
        std::string bytes;
        if (!readPiece(bytes)) {
            break;
        }
        giveBody(std::move(bytes));
    }
    if (m_phase != Phase::Exchange || !m_isBodyWanted) {
        return;
    }
    if (m_body->hasFailed()) {
        m_isBodyWanted = false;
        if (m_exchange->hasBegun()) {
            abort();
        } else {
            m_exchange->answer(ApiError{400, "BadRequest", "The chunks of the body are malformed"});
        }
        return;
    }
    if (!m_body->isComplete()) {
        if (!m_onWholeBody) {
            armTimer(m_server.limits().idleTime);
        } else if (!m_timer.isActive()) { // a byte now and then does not keep it
            armTimer(m_server.limits().bodyTime);
        }
        return;
    }
    m_isBodyWanted = false;
    m_timer.stop();
    if (std::exchange(m_hasToldBodyEnd, true)) {
        return;
    }
    listen(m_exchange->m_handler && !m_exchange->m_handler->isAnswerDue());
    if (m_onWholeBody) {
        std::exchange(m_onWholeBody, nullptr)(*m_exchange, std::exchange(m_wholeBody, {}));
    } else if (m_exchange->m_handler) {
        m_exchange->m_handler->onBodyEnd();
    }
}

/// False when there is nothing to be had now.
bool HttpConnection::readPiece(std::string& bytes)
{
    const qint64 available = m_socket->bytesAvailable();
    if (available <= 0) {
        return false;
    }
    m_awaitsContinue = false; // it has not waited
    if (m_body->plainBytes() > 0) {
        bytes.resize(static_cast<size_t>(std::min<uint64_t>(m_body->plainBytes(), static_cast<uint64_t>(available))));
        const qint64 count = m_socket->read(bytes.data(), static_cast<qint64>(bytes.size()));
        bytes.resize(static_cast<size_t>(std::max<qint64>(count, 0)));
        m_body->skip(bytes.size());
        return !bytes.empty();
    }
    const QByteArray window = m_socket->peek(kChunkWindowBytes);
    const size_t used = m_body->decode({window.constData(), static_cast<size_t>(window.size())}, bytes);
    m_socket->skip(static_cast<qint64>(used));
    return used > 0;
}

void HttpConnection::giveBody(std::string bytes)
{
    if (bytes.empty()) {
        return;
    }
    if (!m_onWholeBody) {
        if (m_exchange->m_handler) {
            m_exchange->m_handler->onBody(std::move(bytes));
        }
        return;
    }
    if (m_wholeBody.size() + bytes.size() > m_maxBodyBytes) {
        m_onWholeBody = nullptr;
        m_wholeBody = {};
        m_exchange->answer(HttpExchange::tooLarge(m_maxBodyBytes));
        return;
    }
    m_wholeBody += bytes;
}

// --- answers

void HttpConnection::answer(const HttpReply& reply)
{
    sendHead(reply.status, reply.contentType, reply.headers, reply.body.size());
    if (m_exchange->request().method != HttpMethod::Head && !reply.body.empty()) {
        give(reply.body);
    }
    finishAnswer();
}

void HttpConnection::sendHead(int status, const std::string& contentType, const std::vector<NamedText>& headers,
                              std::optional<uint64_t> contentLength)
{
    const HttpRequest& request = m_exchange->request();
    // What is left of the body would be taken for the next request.
    m_keepsAlive = m_keepsAlive && (m_body->isComplete() || !contentLength);
    m_isChunkedAnswer = !contentLength && request.minorVersion == 1;
    m_keepsAlive = m_keepsAlive && (contentLength || m_isChunkedAnswer);
    std::string head = "HTTP/1.1 " + std::to_string(status) + " ";
    head.append(reasonPhrase(status)).append("\r\n");
    bool hasCacheControl = false;
    for (const auto& [name, value] : headers) {
        head.append(name).append(": ").append(value).append("\r\n");
        hasCacheControl = hasCacheControl || name == "Cache-Control";
    }
    if (!contentType.empty()) {
        head.append("Content-Type: ").append(contentType).append("\r\n");
    }
    if (contentLength && status != 204) {
        head.append("Content-Length: ").append(std::to_string(*contentLength)).append("\r\n");
    } else if (m_isChunkedAnswer) {
        head += "Transfer-Encoding: chunked\r\n";
    }
    if (!m_keepsAlive) {
        head += "Connection: close\r\n";
    } else if (request.minorVersion == 0) {
        head += "Connection: keep-alive\r\n";
    }
    head += hasCacheControl ? "" : "Cache-Control: no-store\r\n";
    head += "X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\nDate: ";
    const QByteArray date = dateText();
    head.append(date.constData(), static_cast<size_t>(date.size())).append("\r\n\r\n");
    give(head);
}

void HttpConnection::give(std::string_view bytes)
{
    m_outgoing.push(bytes);
}

bool HttpConnection::isConnected() const
{
    return m_socket->state() == QAbstractSocket::ConnectedState;
}

void HttpConnection::flush()
{
    m_outgoing.feed();
}

void HttpConnection::onBytesWritten(qint64 count)
{
    m_bytesWritten += static_cast<uint64_t>(count);
    if (m_isTellingWritten) {
        return;
    }
    m_isTellingWritten = true;
    // Queued: flush() reports from inside a handler's writeChunk().
    QMetaObject::invokeMethod(this, &HttpConnection::tellWritten, Qt::QueuedConnection);
}

void HttpConnection::tellWritten()
{
    m_isTellingWritten = false;
    flush();
    if (m_phase == Phase::Flushing) {
        armTimer(m_server.limits().idleTime);
        settle();
    } else if (m_phase == Phase::Exchange && m_exchange) {
        m_exchange->onBytesSent();
    }
}

/// The system would keep megabytes for each reader that does not read, which a thousand of them make too many.
void HttpConnection::limitSystemBuffer()
{
    m_socket->setSocketOption(QAbstractSocket::SendBufferSizeSocketOption, kStreamSendBufferBytes);
}

void HttpConnection::finishAnswer()
{
    m_phase = m_phase == Phase::Exchange ? Phase::Flushing : m_phase;
    m_isBodyWanted = false;
    m_onWholeBody = nullptr;
    armTimer(m_server.limits().idleTime);
    flush();
    QMetaObject::invokeMethod(this, &HttpConnection::settle, Qt::QueuedConnection);
}

/// The end of an exchange, from the event loop: no handler is on the stack.
void HttpConnection::settle()
{
    if (m_phase != Phase::Flushing) {
        return;
    }
    m_exchange.reset();
    if (m_outgoing.unsent() > 0) {
        return;
    }
    if (!m_keepsAlive) {
        linger();
        return;
    }
    m_phase = Phase::Head;
    listen(true);
    armTimer(m_server.limits().idleTime);
    if (m_socket->bytesAvailable() > 0) {
        readHead();
    }
}

/// Closing a socket with unread input resets the connection, and the client may lose an answer that it has not read.
void HttpConnection::linger()
{
    if (m_body->isComplete() || dynamic_cast<QSslSocket*>(m_socket.get())) {
        m_phase = Phase::Closed;
        m_socket->disconnectFromHost();
        return;
    }
    m_phase = Phase::Lingering;
    listen(true);
    ::shutdown(static_cast<int>(m_socket->socketDescriptor()), SHUT_WR);
    armTimer(kLingerTime);
    m_socket->skip(m_socket->bytesAvailable());
}

void HttpConnection::abort()
{
    m_socket->abort();
}

void HttpConnection::close()
{
    m_phase = Phase::Closed;
    m_timer.stop();
    m_exchange.reset();
    m_server.forget(*this);
    deleteLater();
}

} // namespace millrace::server
