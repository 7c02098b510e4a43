// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a call over a WebSocket, a text message each.
#pragma once

#include "engine/api/descriptive.h"

#include <QObject>

#include <memory>

class QTcpSocket;
class QWebSocket;

namespace millrace::server {

class ServerLoop;

/// Rows come as frames that are ready to be sent and go to the connection below the WebSocket, many at a time: Qt's own
/// way takes a call, a copy and a conversion for each. Only whole frames are written, so that what Qt sends by itself
/// (pongs, the closing) stands between two of them. Closes with 1000 at the end of the rows, 1011 after an error.
/// Owned by the socket. Server thread.
class CallSocket : public QObject {
public:
    CallSocket(QWebSocket& socket, QTcpSocket& raw, std::shared_ptr<descriptive::LiveCall> call, ServerLoop& loop);
    ~CallSocket() override;

private:
    void pump();
    void pumpLater();
    void finish(const std::optional<Error>& error);
    void endCall();
    qint64 unsent() const;

    QWebSocket& m_socket;
    QTcpSocket& m_raw;
    std::shared_ptr<descriptive::LiveCall> m_call; ///< null once it is over
    std::shared_ptr<CallSocket*> m_self;           ///< for wakeups, which may come late
    bool m_isPumping = false;
    bool m_isPumpDue = false;
};

} // namespace millrace::server
