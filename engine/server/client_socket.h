// SPDX-License-Identifier: GPL-3.0-or-later
// Sockets of clients that may become WebSockets, and what Qt has to be kept from saying and accepting there.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QSslSocket>
#include <QTcpSocket>

namespace millrace::server {

/// Qt's answer to a handshake allows pages of other origins to read it (CORS), which nobody else's page may here.
class HandshakeFilter {
public:
    virtual ~HandshakeFilter() = default;
    /// From the next byte on, up to the end of one head.
    void begin() { m_isFiltering = true; }

protected:
    bool isFiltering() const { return m_isFiltering; }
    /// Takes a part of the head; returns it all without the unwanted lines once it is complete, nothing before.
    QByteArray pass(const char* data, qint64 size);

private:
    bool m_isFiltering = false;
    QByteArray m_head;
};

template <typename Socket>
class ClientSocket final : public Socket, public HandshakeFilter {
protected:
    qint64 writeData(const char* data, qint64 size) override
    {
        if (!isFiltering()) {
            return Socket::writeData(data, size);
        }
        const QByteArray head = pass(data, size);
        if (!head.isEmpty()) {
            Socket::writeData(head.constData(), head.size());
        }
        return size;
    }
};

/// Whether the socket reads what arrives, and notices the client's end. A client may end its side once its request is
/// out and wait for the answer; Qt closes the whole connection when it reads that end.
void setReading(QTcpSocket& socket, bool isReading);

/// Bytes that were read and are to be read again, before those that wait.
void putBack(QTcpSocket& socket, QByteArrayView bytes);

/// Follows the frames of a client over a WebSocket: clients mask what they send, or some cache on the way may take it
/// for what it is not. Qt 6.4 takes both, so that this looks at the bytes before Qt does.
class FrameWatch {
public:
    /// The bytes that follow those seen before; false once a frame has come without a mask.
    bool see(QByteArrayView bytes);

private:
    QByteArray m_header;       ///< of the frame that begins, as far as it is there
    quint64 m_payloadLeft = 0; ///< of the frame under way
};

} // namespace millrace::server
