// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/client_socket.h"

#include <QSocketNotifier>

#include <algorithm>

namespace millrace::server {

QByteArray HandshakeFilter::pass(const char* data, qint64 size)
{
    m_head.append(data, size);
    const qsizetype end = m_head.indexOf("\r\n\r\n");
    if (end < 0) {
        return {};
    }
    m_isFiltering = false;
    QByteArray kept;
    for (const QByteArray& line : m_head.left(end).split('\n')) {
        if (!line.toLower().startsWith("access-control-")) {
            kept += line.trimmed() + "\r\n";
        }
    }
    return kept + "\r\n" + std::exchange(m_head, {}).mid(end + 4);
}

void setReading(QTcpSocket& socket, bool isReading)
{
    // Qt has no word for it: the buffer's limit stops the reading only once the buffer is full.
    for (QSocketNotifier* notifier : socket.findChildren<QSocketNotifier*>()) {
        if (notifier->type() == QSocketNotifier::Read) {
            notifier->setEnabled(isReading);
        }
    }
}

void putBack(QTcpSocket& socket, QByteArrayView bytes)
{
    std::for_each(bytes.rbegin(), bytes.rend(), [&socket](char byte) { socket.ungetChar(byte); });
}

bool FrameWatch::see(QByteArrayView bytes)
{
    constexpr int kBeginBytes = 2;
    constexpr int kMaskBytes = 4;
    constexpr unsigned kMaskBit = 0x80;
    for (;;) {
        const auto skipped =
            static_cast<qsizetype>(std::min<quint64>(m_payloadLeft, static_cast<quint64>(bytes.size())));
        m_payloadLeft -= static_cast<quint64>(skipped);
        bytes = bytes.sliced(skipped);
        if (bytes.isEmpty()) {
            return true;
        }
        m_header.append(bytes.front());
        bytes = bytes.sliced(1);
        if (m_header.size() < kBeginBytes) {
            continue;
        }
        const auto second = static_cast<unsigned char>(m_header[1]);
        if ((second & kMaskBit) == 0) {
            return false;
        }
        const unsigned shortLength = second & ~kMaskBit;
        const int lengthBytes = shortLength == 127 ? 8 : shortLength == 126 ? 2 : 0;
        if (m_header.size() < kBeginBytes + lengthBytes + kMaskBytes) {
            continue;
        }
        m_payloadLeft = lengthBytes == 0 ? shortLength : 0;
        for (int i = 0; i < lengthBytes; ++i) {
            m_payloadLeft = m_payloadLeft << 8 | static_cast<unsigned char>(m_header[kBeginBytes + i]);
        }
        m_header.clear();
    }
}

} // namespace millrace::server
