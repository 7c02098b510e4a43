// SPDX-License-Identifier: GPL-3.0-or-later
// How fast rows of a call reach a client on the same machine, one connection at a time:
//   millrace_query_load PORT PIPELINE ws|http SECONDS      messages and bytes a second
//   millrace_query_load PORT PIPELINE latency SECONDS      from the row's `_tp_time` to its arrival, percentiles
// The server is another process (millrace serve --port PORT config.yaml), so that both have their own threads.
#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& what)
{
    std::fprintf(stderr, "query_load: %s\n", what.c_str());
    std::exit(1);
}

/// A connection whose answer has begun; costs as little as it can.
class Connection {
public:
    Connection(uint16_t port, const std::string& path, const std::string& headers)
        : m_socket(socket(AF_INET, SOCK_STREAM, 0))
        , m_buffer(1 << 20)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        if (connect(m_socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
            fail("no connection");
        }
        const std::string request =
            "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n" + headers + "\r\n";
        if (send(m_socket, request.data(), request.size(), 0) != static_cast<ssize_t>(request.size())) {
            fail("the request was not sent");
        }
        std::string head;
        while (head.find("\r\n\r\n") == std::string::npos) {
            head += receive();
        }
        if (head.compare(9, 3, "200") != 0 && head.compare(9, 3, "101") != 0) {
            fail(head);
        }
        m_rest = head.substr(head.find("\r\n\r\n") + 4);
    }
    ~Connection() { close(m_socket); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Whatever comes next.
    std::string_view receive()
    {
        const ssize_t count = recv(m_socket, m_buffer.data(), m_buffer.size(), 0);
        if (count <= 0) {
            fail("the server hangs up");
        }
        return {m_buffer.data(), static_cast<size_t>(count)};
    }
    /// As the server asks for every 20 s; of any payload, for it looks at none.
    void pong() const
    {
        constexpr std::string_view kFrame("\x8a\x80\0\0\0\0", 6);
        send(m_socket, kFrame.data(), kFrame.size(), 0);
    }
    const std::string& rest() const { return m_rest; } ///< what came with the head

private:
    int m_socket;
    std::vector<char> m_buffer;
    std::string m_rest;
};

/// Counts frames, however they are cut, and gives each payload that is whole in its piece.
class FrameCounter {
public:
    template <typename See>
    void take(std::string_view bytes, See see)
    {
        while (!bytes.empty()) {
            if (m_skip > 0) {
                const size_t count = std::min(m_skip, bytes.size());
                m_skip -= count;
                bytes.remove_prefix(count);
                continue;
            }
            m_head += bytes.front();
            bytes.remove_prefix(1);
            const size_t code = m_head.size() > 1 ? static_cast<unsigned char>(m_head[1]) : 0;
            if (m_head.size() < 2 || (code == 126 && m_head.size() < 4)) {
                continue;
            }
            m_skip = code == 126 ? static_cast<unsigned char>(m_head[2]) * 256U + static_cast<unsigned char>(m_head[3])
                                 : code;
            const auto opcode = static_cast<unsigned char>(m_head[0]);
            m_head.clear();
            if (opcode == 0x89) {
                ++numPings;
                continue;
            }
            if (opcode != 0x81) {
                fail("a frame that is neither text nor ping");
            }
            ++numFrames;
            if (bytes.size() >= m_skip) {
                see(bytes.substr(0, m_skip));
            }
        }
    }

    size_t numFrames = 0; ///< of text
    size_t numPings = 0;

private:
    std::string m_head;
    size_t m_skip = 0;
};

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void runRate(uint16_t port, const std::string& path, bool isWebSocket, double seconds)
{
    Connection connection(port, path,
                          isWebSocket ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                      : "");
    FrameCounter frames;
    size_t bytes = 0;
    size_t lines = 0;
    const Clock::time_point start = Clock::now();
    std::string_view piece = connection.rest();
    for (;;) {
        bytes += piece.size();
        if (isWebSocket) {
            frames.take(piece, [](std::string_view) {});
            for (; frames.numPings > 0; --frames.numPings) {
                connection.pong();
            }
        } else {
            lines += static_cast<size_t>(std::count(piece.begin(), piece.end(), '}'));
        }
        if (secondsSince(start) >= seconds) {
            break;
        }
        piece = connection.receive();
    }
    const double elapsed = secondsSince(start);
    const size_t rows = isWebSocket ? frames.numFrames : lines;
    std::printf("%s: %.0f rows/s, %.1f MB/s\n", isWebSocket ? "WebSocket" : "HTTP", static_cast<double>(rows) / elapsed,
                static_cast<double>(bytes) / elapsed / 1e6);
}

/// Microseconds since 1970 of `2024-01-23 02:50:37[.798000]+00:00` behind `_tp_time`; 0 when there is none.
int64_t timeOf(std::string_view row)
{
    constexpr std::string_view kKey = "\"_tp_time\": \"";
    const size_t at = row.find(kKey);
    if (at == std::string_view::npos) {
        return 0;
    }
    const std::string text(row.substr(at + kKey.size(), 26));
    std::tm parts{};
    if (strptime(text.c_str(), "%Y-%m-%d %H:%M:%S", &parts) == nullptr) {
        return 0;
    }
    const int64_t micros = text.size() > 20 && text[19] == '.' ? std::atol(text.c_str() + 20) : 0;
    return int64_t{timegm(&parts)} * 1'000'000 + micros;
}

void runLatency(uint16_t port, const std::string& path, double seconds)
{
    Connection connection(port, path,
                          "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    FrameCounter frames;
    std::vector<double> millis;
    const Clock::time_point start = Clock::now();
    while (secondsSince(start) < seconds) {
        const std::string_view piece = connection.receive();
        const int64_t now =
            std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
                .count();
        for (; frames.numPings > 0; --frames.numPings) {
            connection.pong();
        }
        frames.take(piece, [&](std::string_view row) {
            if (const int64_t time = timeOf(row); time != 0) {
                millis.push_back(static_cast<double>(now - time) / 1000);
            }
        });
    }
    if (millis.empty()) {
        fail("the rows have no _tp_time");
    }
    std::sort(millis.begin(), millis.end());
    const auto at = [&](double share) {
        return millis[static_cast<size_t>(static_cast<double>(millis.size() - 1) * share)];
    };
    std::printf("latency of %zu rows: p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, most %.2f ms\n", millis.size(), at(0.5),
                at(0.99), at(0.999), millis.back());
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 5) {
        fail("usage: millrace_query_load PORT PIPELINE ws|http|latency SECONDS");
    }
    const auto port = static_cast<uint16_t>(std::atoi(argv[1]));
    const std::string path = std::string("/queries/") + argv[2];
    const std::string kind = argv[3];
    const double seconds = std::atof(argv[4]);
    if (kind == "latency") {
        runLatency(port, path, seconds);
    } else if (kind == "ws" || kind == "http") {
        runRate(port, path, kind == "ws", seconds);
    } else {
        fail("there is no kind " + kind);
    }
    return 0;
}
