// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes on their way into a socket that takes them slower than they come.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

class QTcpSocket;
class QSslSocket;

namespace millrace::server {

/// Feeds a socket by small slices, since a socket copies what it is given: what waits here may be shared between a
/// thousand slow readers. Server thread.
class OutgoingBytes {
public:
    /// Unsent bytes at which the socket is given no more.
    static constexpr int64_t kSliceBytes = int64_t{64} << 10;

    explicit OutgoingBytes(QTcpSocket& socket);

    void push(std::string_view bytes); ///< copied
    void push(std::string_view bytes, std::shared_ptr<const void> owner); ///< kept alive by the owner
    /// Gives the socket what it has room for, and the system what it takes at once.
    void feed();
    void clear();
    /// Bytes here and in the socket.
    uint64_t unsent() const;
    uint64_t total() const { return m_total; } ///< pushed so far

private:
    struct Part {
        std::shared_ptr<const void> owner; ///< of `shared`; null: the bytes are in `own`
        std::string_view shared;
        std::string own;
        size_t given = 0;

        std::string_view rest() const { return (owner ? shared : std::string_view(own)).substr(given); }
    };

    int64_t inSocket() const;

    QTcpSocket& m_socket;
    QSslSocket* m_encrypted; ///< the same socket, when it is one
    std::deque<Part> m_parts;
    uint64_t m_waiting = 0; ///< bytes in the parts
    uint64_t m_total = 0;
};

} // namespace millrace::server
