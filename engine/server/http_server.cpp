// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/http_server.h"

#include "engine/server/client_socket.h"
#include "engine/server/http_connection.h"
#include "engine/server/server_loop.h"

#include <QSocketNotifier>
#include <QSslSocket>
#include <QTcpServer>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketCorsAuthenticator>
#include <QWebSocketServer>

#include <QNetworkInterface>
#include <QSysInfo>

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>
#include <utility>

namespace millrace::server {

namespace {

constexpr int kBacklog = 512;
/// Connections above the limit that are told so; even more are cut without a word.
constexpr int kMaxRefused = 64;
constexpr std::chrono::milliseconds kPingTime = std::chrono::seconds(20);
constexpr qsizetype kMaxFrameBytes = qsizetype{2} << 20;
constexpr quint64 kMaxMessageBytes = quint64{16} << 20;
constexpr std::chrono::milliseconds kAcceptRetryTime = std::chrono::seconds(1);

/// Hands accepted descriptors over as they are.
class Listener : public QTcpServer {
public:
    explicit Listener(std::function<void(qintptr)> onAccepted)
        : m_onAccepted(std::move(onAccepted))
    {
        setListenBacklogSize(kBacklog);
    }

    /// After listen(). Qt's own way of accepting would spin without descriptors: it keeps the first error of a socket,
    /// which is that nobody waits, and takes any later one for that.
    void acceptConnections()
    {
        pauseAccepting();
        m_notifier = std::make_unique<QSocketNotifier>(socketDescriptor(), QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] { acceptAll(); });
    }

private:
    void acceptAll()
    {
        for (int i = 0; i < kBacklog; ++i) {
            const int descriptor = ::accept4(static_cast<int>(socketDescriptor()), nullptr, nullptr, SOCK_CLOEXEC);
            if (descriptor >= 0) {
                m_onAccepted(descriptor);
            } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
                return;
            } else if (errno != EINTR && errno != ECONNABORTED) { // out of descriptors
                m_notifier->setEnabled(false);
                QTimer::singleShot(kAcceptRetryTime, this, [this] { m_notifier->setEnabled(true); });
                return;
            }
        }
    }

    std::function<void(qintptr)> m_onAccepted;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

/// What clients may call the server by. Exact names only: another one that leads here, by the DNS say, is refused.
std::vector<std::string> namesOf(const ListenOptions& options)
{
    std::vector<std::string> names = options.names;
    for (const std::string& address : options.addresses) {
        const QHostAddress host(QString::fromStdString(address));
        if (host != QHostAddress(QHostAddress::AnyIPv4) && host != QHostAddress(QHostAddress::AnyIPv6)) {
            names.push_back(address);
            continue;
        }
        names.push_back(QSysInfo::machineHostName().toStdString());
        for (QHostAddress own : QNetworkInterface::allAddresses()) {
            own.setScopeId({});
            names.push_back(own.toString().toStdString());
        }
    }
    return names;
}

/// Asks a client for a sign of life now and then, and cuts one that gives none.
void keepAlive(QWebSocket& socket)
{
    auto* timer = new QTimer(&socket);
    auto isAlive = std::make_shared<bool>(true);
    QObject::connect(&socket, &QWebSocket::pong, timer, [isAlive] { *isAlive = true; });
    QObject::connect(timer, &QTimer::timeout, &socket, [&socket, isAlive] {
        if (!std::exchange(*isAlive, false)) {
            socket.abort();
            return;
        }
        socket.ping();
    });
    timer->start(kPingTime);
}

/// Takes what follows the request head out of the socket; the head is left there for Qt's handshake.
QByteArray takeBehindHead(QTcpSocket& socket)
{
    const QByteArray head = socket.readAll();
    const qsizetype end = head.indexOf("\r\n\r\n") + 4;
    putBack(socket, QByteArrayView(head).first(end));
    return head.sliced(end);
}

/// Looks at what a client sends over a WebSocket before Qt reads it. Ends one that sends a frame without a mask, or
/// goes on sending while it does not read: Qt answers each ping, and would keep all the answers.
class IncomingCheck : public QObject {
public:
    /// Child of the socket. Made before Qt listens to it, so that this hears of what arrives first.
    explicit IncomingCheck(QTcpSocket& raw)
        : QObject(&raw)
        , m_raw(raw)
    {
        connect(&raw, &QTcpSocket::readyRead, this, [this] { lookAtNew(); });
    }
    /// The handshake is over; false when a frame is there already that has no mask.
    bool begin(QWebSocket& webSocket)
    {
        m_webSocket = &webSocket;
        // Behind Qt's slot: what is left was looked at.
        connect(&m_raw, &QTcpSocket::readyRead, this, [this] { m_numSeen = m_raw.bytesAvailable(); });
        return lookAtNew();
    }

private:
    bool lookAtNew()
    {
        if (m_webSocket == nullptr) {
            return true;
        }
        const QByteArray waiting = m_raw.peek(m_raw.bytesAvailable());
        const QByteArrayView news = QByteArrayView(waiting).sliced(std::min(m_numSeen, waiting.size()));
        m_numSeen = waiting.size();
        m_numUnanswered = m_raw.bytesToWrite() < kMaxFrameBytes ? 0 : m_numUnanswered + news.size();
        if (m_numUnanswered > kMaxFrameBytes) {
            std::exchange(m_webSocket, nullptr)->abort();
            return false;
        }
        const bool isMasked = m_frames.see(news);
        if (!isMasked) {
            m_raw.skip(m_raw.bytesAvailable());
            std::exchange(m_webSocket, nullptr)
                ->close(QWebSocketProtocol::CloseCodeProtocolError, QStringLiteral("Frames of clients are masked"));
            m_raw.disconnectFromHost(); // once that is sent: such a client may not answer it
        }
        return isMasked;
    }

    QTcpSocket& m_raw;
    QWebSocket* m_webSocket = nullptr; ///< from the end of the handshake to the first frame without a mask
    FrameWatch m_frames;
    qsizetype m_numSeen = 0;       ///< of the bytes that wait in the socket
    qsizetype m_numUnanswered = 0; ///< bytes that came while the client left a frame's worth unread
};

} // namespace

bool ListenOptions::isExposed() const
{
    return std::any_of(addresses.begin(), addresses.end(), [](const std::string& address) {
        return !QHostAddress(QString::fromStdString(address)).isLoopback();
    });
}

HttpServer::HttpServer(ServerLoop& loop, const Router& router)
    : m_loop(loop)
    , m_router(router)
{
}

HttpServer::~HttpServer()
{
    m_onFinished = nullptr;
    m_listeners.clear();
    for (HttpConnection* connection : std::exchange(m_connections, {})) {
        delete connection;
    }
    for (const auto& [socket, request] : std::exchange(m_webSockets, {})) {
        socket->disconnect();
        delete socket;
    }
}

Status HttpServer::listen(ListenOptions options)
{
    m_options = std::move(options);
    m_port = m_options.port;
    for (const std::string& address : m_options.addresses) {
        if (QHostAddress(QString::fromStdString(address)).isNull()) {
            return makeError(ErrorCode::kIoOpen, "This is no IP address to listen on: " + address);
        }
    }
    if (m_options.isExposed() && !m_options.token) {
        return makeError(ErrorCode::kIoOpen, "Other machines are answered with a token only (give --token-file)");
    }
    if (m_options.isExposed() && !m_options.tls && !m_options.allowsPlainText) {
        return makeError(ErrorCode::kIoOpen, "Other machines are answered with TLS only (or give --no-tls)");
    }
    if (!m_options.addresses.empty()) {
        for (const std::string& address : m_options.addresses) {
            MR_CHECK(listenOn(address, false));
        }
    } else {
        MR_CHECK(listenOn("127.0.0.1", false));
        MR_CHECK(listenOn("::1", true)); // there may be no IPv6
    }
    m_policy = SecurityPolicy::forServer(m_port, m_options.tls.has_value(), namesOf(m_options));
    m_policy.token = m_options.token;
    m_policy.roleOfKey = m_options.roleOfKey;
    return {};
}

Status HttpServer::listenOn(const std::string& address, bool isOptional)
{
    const QHostAddress host(QString::fromStdString(address));
    auto listener = std::make_unique<Listener>([this](qintptr descriptor) { accept(descriptor); });
    if (!listener->listen(host, m_port)) {
        const bool isTaken = listener->serverError() == QAbstractSocket::AddressInUseError;
        if (isOptional && !isTaken) {
            return {};
        }
        return makeError(ErrorCode::kIoOpen,
                         (isTaken ? "Another program listens on the port already (choose another one): "
                                  : "The port cannot be opened: " + listener->errorString().toStdString() + ": ") +
                             address + " port " + std::to_string(m_port));
    }
    listener->acceptConnections();
    m_port = listener->serverPort();
    const bool isIpv6 = host.protocol() == QAbstractSocket::IPv6Protocol;
    m_addresses.push_back((m_options.tls ? "https://" : "http://") + (isIpv6 ? "[" + address + "]" : address) + ":" +
                          std::to_string(m_port));
    m_listeners.push_back(std::move(listener));
    return {};
}

void HttpServer::accept(qintptr descriptor)
{
    std::unique_ptr<QTcpSocket> socket;
    if (m_options.tls) {
        socket = std::make_unique<ClientSocket<QSslSocket>>();
    } else {
        socket = std::make_unique<ClientSocket<QTcpSocket>>();
    }
    socket->setSocketDescriptor(descriptor);
    if (auto* encrypted = dynamic_cast<QSslSocket*>(socket.get())) {
        encrypted->setSslConfiguration(*m_options.tls);
        encrypted->startServerEncryption();
    }
    const int numClients = static_cast<int>(this->numClients());
    if (numClients >= m_options.limits.maxConnections + kMaxRefused) {
        return;
    }
    auto* connection = new HttpConnection(*this, std::move(socket)); // deletes itself; see forget()
    m_connections.insert(connection);
    tellClients();
    if (numClients >= m_options.limits.maxConnections) {
        connection->refuse({503, "TooManyConnections", "The server has as many connections as it may have"});
    }
}

void HttpServer::finish(std::function<void()> onFinished)
{
    m_listeners.clear();
    m_onFinished = std::move(onFinished);
    const std::vector<HttpConnection*> connections(m_connections.begin(), m_connections.end());
    for (HttpConnection* connection : connections) {
        connection->finish();
    }
    if (m_connections.empty()) {
        std::exchange(m_onFinished, nullptr)();
    }
}

void HttpServer::forget(HttpConnection& connection)
{
    m_connections.erase(&connection);
    tellClients();
    if (m_connections.empty() && m_onFinished) {
        std::exchange(m_onFinished, nullptr)();
    }
}

void HttpServer::endUnauthorized()
{
    for (HttpConnection* connection : m_connections) {
        const HttpRequest* request = connection->underWay();
        if (request != nullptr && m_policy.judge(*request)) {
            connection->cut();
        }
    }
    const auto webSockets = m_webSockets; // they leave it as they end
    for (const auto& [socket, request] : webSockets) {
        if (m_policy.judge(request)) {
            socket->close(QWebSocketProtocol::CloseCodePolicyViolated, QStringLiteral("The key was deleted"));
            socket->abort(); // a client that does not read would keep it open
        }
    }
}

void HttpServer::tellClients() const
{
    if (m_options.onClientsChanged) {
        m_options.onClientsChanged(numClients());
    }
}

std::optional<ApiError> HttpServer::judge(HttpRequest& request)
{
    request.isReadOnly = m_policy.roleOf(request) == KeyRole::Read;
    std::optional<ApiError> refusal = m_policy.judge(request);
    if (!refusal || refusal->status != 401) {
        return refusal;
    }
    // Only those without the right token are slowed down: nobody can lock the others out.
    const auto now = std::chrono::steady_clock::now();
    if (now - m_failureWindow >= std::chrono::seconds(1)) {
        m_failureWindow = now;
        m_numFailures = 0;
    }
    if (++m_numFailures > m_options.limits.maxTokenFailures) {
        return ApiError{429, "TooManyAuthenticationFailures", "Too many requests came without the right token"};
    }
    return refusal;
}

void HttpServer::upgrade(std::unique_ptr<QTcpSocket> socket, SocketTaker take, const HttpRequest& request)
{
    if (socket->state() != QAbstractSocket::ConnectedState) {
        return; // the client went away while it was judged
    }
    // One a connection: which subprotocol is echoed depends on what the client offers.
    auto* handshake = new QWebSocketServer(QStringLiteral("millrace"), QWebSocketServer::NonSecureMode, &m_handshakes);
    QTcpSocket* raw = socket.release();
    raw->setParent(handshake);
    raw->setReadBufferSize(2 * kMaxFrameBytes); // a frame is read once it is there as a whole
    auto* incoming = new IncomingCheck(*raw); // NOLINT(cppcoreguidelines-owning-memory): of the socket's
    if (const std::optional<std::string> protocol = chosenSubprotocol(request)) {
        handshake->setSupportedSubprotocols({QString::fromStdString(*protocol)});
    }
    if (auto* filter = dynamic_cast<HandshakeFilter*>(raw)) {
        filter->begin();
    }
    // Qt would read frames that came with the request before it knows that they are a client's.
    const QByteArray early = takeBehindHead(*raw);
    QObject::connect(raw, &QTcpSocket::disconnected, handshake, &QObject::deleteLater);
    QObject::connect(handshake, &QWebSocketServer::newConnection, handshake, [=, this] {
        QWebSocket* webSocket = handshake->nextPendingConnection();
        QObject::disconnect(raw, nullptr, handshake, nullptr);
        raw->setParent(webSocket);
        handshake->deleteLater();
        if (raw->state() != QAbstractSocket::ConnectedState) {
            webSocket->deleteLater(); // as above; Qt gives it no parent
            return;
        }
        webSocket->setParent(nullptr);
        adopt(*webSocket, request);
        putBack(*raw, early);
        if (incoming->begin(*webSocket)) {
            take(*webSocket, *raw, m_loop);
            if (raw->bytesAvailable() > 0) {
                Q_EMIT raw->readyRead();
            }
        }
    });
    handshake->handleConnection(raw);
}

void HttpServer::adopt(QWebSocket& webSocket, const HttpRequest& request)
{
    webSocket.setMaxAllowedIncomingFrameSize(static_cast<quint64>(kMaxFrameBytes));
    webSocket.setMaxAllowedIncomingMessageSize(kMaxMessageBytes);
    m_webSockets.emplace(&webSocket, request);
    keepAlive(webSocket);
    tellClients();
    QObject::connect(&webSocket, &QWebSocket::disconnected, &webSocket, [this, &webSocket] {
        m_webSockets.erase(&webSocket);
        tellClients();
        webSocket.deleteLater();
    });
}

} // namespace millrace::server
