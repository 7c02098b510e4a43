// SPDX-License-Identifier: GPL-3.0-or-later
// A client's connection: one request after the other, each judged by its head before anything else happens.
#pragma once

#include "engine/server/body_decoder.h"
#include "engine/server/http_exchange.h"
#include "engine/server/outgoing_bytes.h"

#include <QTcpSocket>
#include <QTimer>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace millrace::server {

class HttpServer;

/// Reads heads by peeking, so that an upgrade can be handed over with its head unread; hands requests to the router's
/// handlers; keeps the connection alive between them. Deletes itself when the client is gone. Server thread.
class HttpConnection : public QObject {
public:
    HttpConnection(HttpServer& server, std::unique_ptr<QTcpSocket> socket);
    ~HttpConnection() override;

    /// Refuses the connection as a whole: an answer without a request, then the end.
    void refuse(const ApiError& error);
    /// Ends the connection, after the answer that is under way.
    void finish();
    /// The request that is being served; null when there is none.
    const HttpRequest* underWay() const;
    /// Ends it at once, whatever it has answered so far.
    void cut() { abort(); }

private:
    friend class HttpExchange;
    enum class Phase : uint8_t {
        Head,      ///< waits for a head, or its rest
        Exchange,  ///< a request is being served
        Flushing,  ///< the answer is complete, its last bytes are not sent
        Lingering, ///< nothing is sent any more; what the client still sends is thrown away, for a while
        Closed,
    };

    void onReadyRead();
    void onBytesWritten(qint64 count);
    void tellWritten();
    void onTimeout();
    void armTimer(std::chrono::milliseconds time);

    // --- heads
    void readHead();
    void serve(HttpRequest request, qint64 headBytes);
    void begin(HttpCall call);
    void servePlain(const Route& route);
    void serveWebSocket(const Route& route, qint64 headBytes);
    void upgradeTo(SocketTaker take);

    // --- bodies
    void wantBody(bool isWanted);
    void readBody();
    bool readPiece(std::string& bytes);
    void giveBody(std::string bytes);
    void listen(bool isListening);

    // --- answers
    void answer(const HttpReply& reply);
    void sendHead(int status, const std::string& contentType, const std::vector<NamedText>& headers,
                  std::optional<uint64_t> contentLength);
    void give(std::string_view bytes);
    void flush();
    bool isConnected() const;
    void limitSystemBuffer();
    void finishAnswer();
    void settle();
    void linger();
    void abort();
    void close();

    HttpServer& m_server;
    std::unique_ptr<QTcpSocket> m_socket;
    OutgoingBytes m_outgoing;
    QTimer m_timer;
    Phase m_phase = Phase::Head;
    qsizetype m_scanned = 0; ///< bytes of the head that were searched for its end
    int m_numBlankLines = 0; ///< before the head
    std::unique_ptr<HttpExchange> m_exchange;
    std::optional<BodyDecoder> m_body;
    std::function<void(HttpExchange&, std::string)> m_onWholeBody;
    std::string m_wholeBody;
    size_t m_maxBodyBytes = 0; ///< of m_wholeBody
    bool m_isBodyWanted = false;
    bool m_hasToldBodyEnd = false;
    bool m_awaitsContinue = false; ///< the client waits for a word before it sends the body
    bool m_keepsAlive = true;
    bool m_isChunkedAnswer = false;
    bool m_isTellingWritten = false;
    bool m_isListening = true; ///< false: the answer is due, also to a client that has ended its side
    uint64_t m_bytesWritten = 0; ///< of the whole connection, as the socket reports them
};

} // namespace millrace::server
