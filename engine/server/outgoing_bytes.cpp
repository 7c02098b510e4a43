// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/outgoing_bytes.h"

#include <QSslSocket>

#include <algorithm>

namespace millrace::server {

namespace {

/// Small parts in a row become one, up to this size.
constexpr size_t kJoinBytes = size_t{16} << 10;

} // namespace

OutgoingBytes::OutgoingBytes(QTcpSocket& socket)
    : m_socket(socket)
    , m_encrypted(dynamic_cast<QSslSocket*>(&socket))
{
}

void OutgoingBytes::push(std::string_view bytes)
{
    m_waiting += bytes.size();
    m_total += bytes.size();
    if (!m_parts.empty() && !m_parts.back().owner && m_parts.back().own.size() + bytes.size() <= kJoinBytes) {
        m_parts.back().own += bytes;
        return;
    }
    m_parts.push_back({nullptr, {}, std::string(bytes), 0});
}

void OutgoingBytes::push(std::string_view bytes, std::shared_ptr<const void> owner)
{
    m_waiting += bytes.size();
    m_total += bytes.size();
    m_parts.push_back({std::move(owner), bytes, {}, 0});
}

void OutgoingBytes::feed()
{
    while (!m_parts.empty()) {
        if (m_socket.state() != QAbstractSocket::ConnectedState) {
            clear(); // nobody takes it any more
            return;
        }
        while (!m_parts.empty() && inSocket() < kSliceBytes) {
            Part& part = m_parts.front();
            const std::string_view slice = part.rest().substr(0, static_cast<size_t>(kSliceBytes));
            m_socket.write(slice.data(), static_cast<qint64>(slice.size()));
            part.given += slice.size();
            m_waiting -= slice.size();
            if (part.rest().empty()) {
                m_parts.pop_front();
            }
        }
        const int64_t before = inSocket();
        if (!m_socket.flush() || inSocket() == before) {
            return; // the system has no room; bytesWritten() will tell when it has
        }
    }
}

void OutgoingBytes::clear()
{
    m_parts.clear();
    m_waiting = 0;
}

int64_t OutgoingBytes::inSocket() const
{
    return m_socket.bytesToWrite() + (m_encrypted ? m_encrypted->encryptedBytesToWrite() : 0);
}

uint64_t OutgoingBytes::unsent() const
{
    return m_waiting + static_cast<uint64_t>(inSocket());
}

} // namespace millrace::server
