// SPDX-License-Identifier: GPL-3.0-or-later
// An HTTP server on a loopback socket that answers by script.
#pragma once

#include <arpa/inet.h>
#include <atomic>
#include <functional>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace millrace::test {

/// What is sent for one request; the connection is closed afterwards unless it hangs.
struct Reply {
    std::string bytes;
    bool hangs = false;   ///< keeps the connection open and silent
    size_t pieceSize = 0; ///< send in pieces of this size with a pause between; 0 = at once
};

inline std::string httpReply(const std::string& status, const std::string& headers, const std::string& body)
{
    return "HTTP/1.1 " + status + "\r\nConnection: close\r\n" + headers + "\r\n" + body;
}

inline std::string okReply(const std::string& body, const std::string& headers = {})
{
    return httpReply("200 OK", headers + "Content-Length: " + std::to_string(body.size()) + "\r\n", body);
}

class ScriptedHttpServer {
public:
    /// `handler` gets the request's head and its number from 0.
    explicit ScriptedHttpServer(std::function<Reply(const std::string& head, size_t number)> handler)
        : m_handler(std::move(handler))
        , m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        ::listen(m_listener, 16);
        socklen_t size = sizeof address;
        ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { serve(); });
    }

    ~ScriptedHttpServer()
    {
        m_stops = true;
        m_thread.join();
        for (const int connection : m_hanging) {
            ::close(connection);
        }
        ::close(m_listener);
    }

    int port() const { return m_port; }
    std::string url(const std::string& path = "/data") const
    {
        return "http://127.0.0.1:" + std::to_string(m_port) + path;
    }
    std::vector<std::string> requests() const
    {
        std::lock_guard lock(m_mutex);
        return m_requests;
    }

private:
    void serve()
    {
        while (!m_stops) {
            pollfd waiting = {m_listener, POLLIN, 0};
            if (::poll(&waiting, 1, 20) == 1) {
                answer(::accept(m_listener, nullptr, nullptr));
            }
        }
    }

    void answer(int connection)
    {
        std::string head;
        char c = 0;
        while (head.find("\r\n\r\n") == std::string::npos && ::recv(connection, &c, 1, 0) == 1) {
            head += c;
        }
        size_t number = 0;
        {
            std::lock_guard lock(m_mutex);
            number = m_requests.size();
            m_requests.push_back(head);
        }
        const Reply reply = m_handler(head, number);
        const size_t step = reply.pieceSize == 0 ? reply.bytes.size() : reply.pieceSize;
        for (size_t at = 0; at < reply.bytes.size() && !m_stops; at += step) {
            const size_t size = std::min(step, reply.bytes.size() - at);
            if (::send(connection, reply.bytes.data() + at, size, MSG_NOSIGNAL) < 0) {
                break;
            }
            if (reply.pieceSize != 0) {
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            }
        }
        if (reply.hangs) {
            m_hanging.push_back(connection);
        } else {
            ::shutdown(connection, SHUT_WR);
            while (::recv(connection, &c, 1, MSG_DONTWAIT) > 0) {
            }
            ::close(connection);
        }
    }

    std::function<Reply(const std::string&, size_t)> m_handler;
    int m_listener;
    int m_port = 0;
    std::atomic<bool> m_stops = false;
    mutable std::mutex m_mutex;
    std::vector<std::string> m_requests;
    std::vector<int> m_hanging;
    std::thread m_thread;
};

} // namespace millrace::test
