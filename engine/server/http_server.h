// SPDX-License-Identifier: GPL-3.0-or-later
// Listens on one port for HTTP and WebSocket, and owns the connections.
#pragma once

#include "engine/base/result.h"
#include "engine/server/router.h"
#include "engine/server/security_policy.h"

#include <QObject>
#include <QSslConfiguration>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

class QTcpServer;
class QTcpSocket;
class QWebSocket;

namespace millrace::server {

class HttpConnection;
class ServerLoop;

struct ServerLimits {
    int maxConnections = 2048;
    std::chrono::milliseconds headTime = std::chrono::seconds(10); ///< from the first byte of a head to its last
    std::chrono::milliseconds bodyTime = std::chrono::seconds(60); ///< of a body that is read as a whole
    std::chrono::milliseconds idleTime = std::chrono::seconds(60); ///< without a byte where one is awaited; not streams
    int maxTokenFailures = 5; ///< a second; 401 becomes 429 above
};

struct ListenOptions {
    std::vector<std::string> addresses; ///< empty: 127.0.0.1, and ::1 where there is IPv6
    uint16_t port = 8080;               ///< 0: any that is free
    std::vector<std::string> names;     ///< further names that clients may call the server by
    std::optional<BearerToken> token;
    std::function<std::optional<KeyRole>(std::string_view key)> roleOfKey; ///< on the server's thread; may be null
    std::optional<QSslConfiguration> tls;
    bool allowsPlainText = false; ///< off loopback without TLS
    ServerLimits limits;
    std::function<void(size_t numClients)> onClientsChanged; ///< on the server's thread; may be null

    /// Whether other machines can reach the server.
    bool isExposed() const;
};

/// Server thread only.
class HttpServer {
public:
    /// Both outlive the server.
    HttpServer(ServerLoop& loop, const Router& router);
    ~HttpServer(); ///< closes listeners and connections; handlers of exchanges are destroyed
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// kIoOpen names the address that is taken; never another port than the one asked for. To listen for other machines
    /// without a token is refused too, and without TLS unless that is allowed.
    Status listen(ListenOptions options);
    /// Listens no more, ends idle connections and the others after their answer; calls back once all are gone.
    void finish(std::function<void()> onFinished);
    /// Judges what goes on again, after a key was deleted: streams, uploads and queries in its name are cut.
    void endUnauthorized();
    uint16_t port() const { return m_port; }
    const std::vector<std::string>& addresses() const { return m_addresses; } ///< `http://127.0.0.1:8080`, …
    size_t numClients() const { return m_connections.size() + m_webSockets.size(); }

    // --- for connections
    ServerLoop& loop() const { return m_loop; }
    const Router& router() const { return m_router; }
    const ServerLimits& limits() const { return m_options.limits; }
    /// Also tells the request what its key allows.
    std::optional<ApiError> judge(HttpRequest& request);
    void forget(HttpConnection& connection);
    /// Takes a socket whose request head is still unread, and which was admitted; shakes hands and calls the handler.
    void upgrade(std::unique_ptr<QTcpSocket> socket, SocketTaker take, const HttpRequest& request);

private:
    void tellClients() const;
    Status listenOn(const std::string& address, bool isOptional);
    void accept(qintptr descriptor);
    void adopt(QWebSocket& webSocket, const HttpRequest& request);

    ServerLoop& m_loop;
    const Router& m_router;
    ListenOptions m_options;
    SecurityPolicy m_policy;
    uint16_t m_port = 0;
    std::vector<std::string> m_addresses;
    std::vector<std::unique_ptr<QTcpServer>> m_listeners;
    std::unordered_set<HttpConnection*> m_connections;
    std::unordered_map<QWebSocket*, HttpRequest> m_webSockets; ///< with what they were admitted by
    QObject m_handshakes; ///< parent of the upgrades that are under way
    std::chrono::steady_clock::time_point m_failureWindow;
    int m_numFailures = 0;
    std::function<void()> m_onFinished; ///< set while it finishes
};

} // namespace millrace::server
