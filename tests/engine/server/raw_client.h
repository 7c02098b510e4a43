// SPDX-License-Identifier: GPL-3.0-or-later
// An HTTP client that sends exactly the bytes it is told to.
#pragma once

#include "tests/support/waiter.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QMap>
#include <QTcpSocket>

namespace millrace::test {

struct RawReply {
    int status = 0;                      ///< 0: none came
    QMap<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;                     ///< freed from chunks
    bool isWhole = false;
};

/// One connection. Test thread; waits at most kPatienceMs for what it is told to wait for.
class RawClient {
public:
    static constexpr int kPatienceMs = 1000 * static_cast<int>(kPatience.count());

    explicit RawClient(quint16 port, const QString& address = QStringLiteral("127.0.0.1"))
        : m_port(port)
    {
        socket.connectToHost(address, port);
        socket.waitForConnected(kPatienceMs);
    }

    QByteArray host() const { return "127.0.0.1:" + QByteArray::number(m_port); }

    void send(const QByteArray& bytes)
    {
        socket.write(bytes);
        while (socket.bytesToWrite() > 0 && socket.waitForBytesWritten(kPatienceMs)) {
        }
    }
    /// A request with the usual Host; `headers` lines end with CRLF.
    void request(const QByteArray& method, const QByteArray& target, const QByteArray& headers = {},
                 const QByteArray& body = {})
    {
        QByteArray head = method + " " + target + " HTTP/1.1\r\nHost: " + host() + "\r\n" + headers;
        if (!body.isEmpty() || method == "POST" || method == "PUT" || method == "PATCH") {
            head += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
        }
        send(head + "\r\n" + body);
    }
    /// Waits for a whole reply; of an endless one use readHead() and readChunk().
    RawReply reply(bool isToHead = false)
    {
        RawReply reply = readHead();
        if (reply.status == 0 || reply.status == 204 || isToHead) {
            reply.isWhole = reply.status != 0;
            return reply;
        }
        if (reply.headers.value("transfer-encoding") == "chunked") {
            for (;;) {
                bool isEnd = false;
                const QByteArray chunk = readChunk(&isEnd);
                reply.body += chunk;
                if (isEnd || chunk.isEmpty()) {
                    reply.isWhole = isEnd;
                    return reply;
                }
            }
        }
        if (!reply.headers.contains("content-length")) {
            while (waitForMore()) {
            }
            reply.body = std::exchange(m_buffer, {});
            reply.isWhole = true;
            return reply;
        }
        const qsizetype length = reply.headers.value("content-length").toLongLong();
        reply.isWhole = buffer(length);
        reply.body = m_buffer.left(length);
        m_buffer.remove(0, length);
        return reply;
    }
    RawReply readHead()
    {
        RawReply reply;
        qsizetype end = -1;
        while ((end = m_buffer.indexOf("\r\n\r\n")) < 0) {
            if (!waitForMore()) {
                return reply;
            }
        }
        const QList<QByteArray> lines = m_buffer.left(end).split('\n');
        m_buffer.remove(0, end + 4);
        reply.status = lines[0].split(' ').value(1).toInt();
        for (qsizetype at = 1; at < lines.size(); ++at) {
            const qsizetype colon = lines[at].indexOf(':');
            reply.headers[lines[at].left(colon).toLower()] = lines[at].mid(colon + 1).trimmed();
        }
        return reply;
    }
    /// The next chunk; empty at the end (which sets `isEnd`) and when none came.
    QByteArray readChunk(bool* isEnd = nullptr, int patienceMs = kPatienceMs)
    {
        qsizetype end = -1;
        while ((end = m_buffer.indexOf("\r\n")) < 0) {
            if (!waitForMore(patienceMs)) {
                return {};
            }
        }
        const qsizetype size = m_buffer.left(end).toLongLong(nullptr, 16);
        if (!buffer(end + 2 + size + 2)) {
            return {};
        }
        const QByteArray chunk = m_buffer.mid(end + 2, size);
        m_buffer.remove(0, end + 2 + size + 2);
        if (isEnd && size == 0) {
            *isEnd = true;
        }
        return chunk;
    }
    /// Whether the server has closed the connection, or does so in time.
    bool isClosed(int patienceMs = kPatienceMs)
    {
        QElapsedTimer timer;
        timer.start();
        while (socket.state() == QAbstractSocket::ConnectedState && timer.elapsed() < patienceMs) {
            socket.waitForReadyRead(50);
            m_buffer += socket.readAll();
        }
        return socket.state() == QAbstractSocket::UnconnectedState;
    }
    const QByteArray& unread() const { return m_buffer; }

    QTcpSocket socket;

private:
    bool waitForMore(int patienceMs = kPatienceMs)
    {
        if (socket.bytesAvailable() == 0 && !socket.waitForReadyRead(patienceMs)) {
            return false;
        }
        m_buffer += socket.readAll();
        return true;
    }
    bool buffer(qsizetype size)
    {
        while (m_buffer.size() < size) {
            if (!waitForMore()) {
                return false;
            }
        }
        return true;
    }

    quint16 m_port;
    QByteArray m_buffer;
};

} // namespace millrace::test
