// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/call_socket.h"

#include "engine/server/server_loop.h"

#include <QSslSocket>
#include <QTcpSocket>
#include <QWebSocket>

#include <atomic>

namespace millrace::server {

namespace {

/// The socket holds about as much; the rest stays in the call's ring, where control frames do not wait behind it.
constexpr qint64 kUnsentBytes = qint64{64} << 10;
/// Written in one turn; then other sockets have theirs, also when this client takes all it is given.
constexpr size_t kTurnBytes = size_t{256} << 10;
constexpr int kSystemBufferBytes = 128 << 10;
constexpr qsizetype kMaxReasonBytes = 123;

/// As much as the reason of a closing may have, without cutting a character.
QString closingReason(const std::string& message)
{
    QByteArray bytes = QByteArray::fromStdString(message);
    if (bytes.size() > kMaxReasonBytes) {
        qsizetype end = kMaxReasonBytes;
        while (end > 0 && (static_cast<unsigned char>(bytes[end]) & 0xc0U) == 0x80) {
            --end;
        }
        bytes.truncate(end);
    }
    return QString::fromUtf8(bytes);
}

} // namespace

CallSocket::CallSocket(QWebSocket& socket, QTcpSocket& raw, std::shared_ptr<descriptive::LiveCall> call,
                       ServerLoop& loop)
    : QObject(&socket)
    , m_socket(socket)
    , m_raw(raw)
    , m_call(std::move(call))
    , m_self(std::make_shared<CallSocket*>(this))
{
    m_raw.setSocketOption(QAbstractSocket::SendBufferSizeSocketOption, kSystemBufferBytes);
    connect(&m_raw, &QTcpSocket::bytesWritten, this, &CallSocket::pumpLater);
    if (const auto* encrypted = qobject_cast<QSslSocket*>(&m_raw)) {
        connect(encrypted, &QSslSocket::encryptedBytesWritten, this, &CallSocket::pumpLater);
    }
    // The client says goodbye: what it was sent may take a while to be read, the call ends now.
    connect(&m_socket, &QWebSocket::aboutToClose, this, &CallSocket::endCall);
    const auto isPosted = std::make_shared<std::atomic<bool>>(false);
    m_call->setWakeup([self = std::weak_ptr(m_self), post = loop.poster(), isPosted] {
        if (isPosted->exchange(true)) {
            return;
        }
        post([self, isPosted] {
            *isPosted = false;
            if (const auto alive = self.lock()) {
                (*alive)->pump();
            }
        });
    });
    pump();
}

CallSocket::~CallSocket()
{
    endCall();
}

void CallSocket::endCall()
{
    if (m_call) {
        m_call->setWakeup(nullptr);
        m_call.reset();
    }
}

qint64 CallSocket::unsent() const
{
    const auto* encrypted = qobject_cast<const QSslSocket*>(&m_raw);
    return m_raw.bytesToWrite() + (encrypted ? encrypted->encryptedBytesToWrite() : 0);
}

void CallSocket::pumpLater()
{
    // Queued: the signal also comes from inside of flush().
    if (!m_isPumping && m_call && !std::exchange(m_isPumpDue, true)) {
        QMetaObject::invokeMethod(this, &CallSocket::pump, Qt::QueuedConnection);
    }
}

void CallSocket::pump()
{
    m_isPumpDue = false;
    m_isPumping = true;
    size_t written = 0;
    bool isDry = false;
    while (m_call && !isDry && written < kTurnBytes && unsent() < kUnsentBytes) {
        const descriptive::LiveCall::Taken taken = m_call->take(static_cast<size_t>(kUnsentBytes));
        for (const descriptive::EncodedPiece& piece : taken.pieces) {
            m_raw.write(piece->data(), static_cast<qint64>(piece->size()));
            written += piece->size();
        }
        m_raw.flush();
        isDry = taken.pieces.empty();
        if (taken.isEnd) {
            finish(taken.error);
        }
    }
    m_isPumping = false;
    if (written >= kTurnBytes) {
        pumpLater();
    }
}

void CallSocket::finish(const std::optional<Error>& error)
{
    endCall();
    if (error) {
        m_socket.close(QWebSocketProtocol::CloseCodeBadOperation, closingReason(error->detail));
    } else {
        m_socket.close(QWebSocketProtocol::CloseCodeNormal);
    }
}

} // namespace millrace::server
