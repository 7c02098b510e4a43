// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/client_socket.h"

#include <QSocketNotifier>

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

FirstFrame firstFrameOf(QTcpSocket& socket)
{
    constexpr unsigned char kMaskBit = 0x80;
    const QByteArray begin = socket.peek(2);
    if (begin.size() < 2) {
        return FirstFrame::Missing;
    }
    return (static_cast<unsigned char>(begin[1]) & kMaskBit) != 0 ? FirstFrame::Masked : FirstFrame::Bare;
}

} // namespace millrace::server
