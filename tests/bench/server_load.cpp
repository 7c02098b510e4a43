// SPDX-License-Identifier: GPL-3.0-or-later
// How fast the server takes data, gives it out, and completes tokens, with its client on the same machine:
//   millrace_server_load [gigabytes] [round trips]
#include "engine/server/api_service.h"

#include <QCoreApplication>

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <netinet/tcp.h>
#include <random>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace millrace;

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kProgram =
    "CREATE TABLE bid (auction BIGINT, bidder BIGINT, price BIGINT, channel VARCHAR, url VARCHAR,"
    " date_time TIMESTAMP, extra VARCHAR);"
    "CREATE VIEW expensive AS SELECT auction, price FROM bid WHERE price > 99000000;"
    "CREATE TABLE t (id BIGINT, name VARCHAR);"
    "CREATE VIEW v AS SELECT id, name FROM t WHERE id >= 0;";

[[noreturn]] void fail(const std::string& what)
{
    std::fprintf(stderr, "server_load: %s\n", what.c_str());
    std::exit(1);
}

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Of the whole process, client included: on a busy machine it tells more than the time.
double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// A blocking HTTP client of one connection that costs as little as it can.
class Client {
public:
    explicit Client(uint16_t port)
        : m_host("127.0.0.1:" + std::to_string(port))
        , m_socket(socket(AF_INET, SOCK_STREAM, 0))
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
    }
    ~Client() { close(m_socket); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void send(std::string_view bytes) const
    {
        while (!bytes.empty()) {
            const ssize_t count = ::send(m_socket, bytes.data(), bytes.size(), 0);
            if (count <= 0) {
                fail("the server hangs up");
            }
            bytes.remove_prefix(static_cast<size_t>(count));
        }
    }
    void head(const std::string& method, const std::string& target, size_t length) const
    {
        send(method + " " + target + " HTTP/1.1\r\nHost: " + m_host + "\r\nContent-Length: " + std::to_string(length) +
             "\r\n\r\n");
    }
    /// The body of a sized answer of status 200.
    std::string answer()
    {
        size_t end = 0;
        while ((end = m_buffer.find("\r\n\r\n")) == std::string::npos) {
            receive();
        }
        const size_t at = m_buffer.find("Content-Length: ");
        const size_t length = at < end ? std::strtoull(m_buffer.c_str() + at + 16, nullptr, 10) : 0;
        while (m_buffer.size() < end + 4 + length) {
            receive();
        }
        if (m_buffer.compare(9, 3, "200") != 0) {
            fail(m_buffer);
        }
        std::string body = m_buffer.substr(end + 4, length);
        m_buffer.erase(0, end + 4 + length);
        return body;
    }
    /// Whatever comes next, at most 256 KiB.
    size_t receiveInto(std::vector<char>& buffer) const
    {
        const ssize_t count = recv(m_socket, buffer.data(), buffer.size(), 0);
        if (count <= 0) {
            fail("the server hangs up");
        }
        return static_cast<size_t>(count);
    }

private:
    void receive()
    {
        std::vector<char> buffer(65536);
        m_buffer.append(buffer.data(), receiveInto(buffer));
    }

    std::string m_host;
    int m_socket;
    std::string m_buffer;
};

/// Nexmark bids as JSON lines of 229 bytes.
std::string makeBids(size_t count)
{
    std::mt19937_64 random(1);
    std::string bids;
    for (size_t at = 0; at < count; ++at) {
        char line[256];
        int size = std::snprintf(line, sizeof(line),
                                 "{\"auction\":%d,\"bidder\":%d,\"price\":%d,\"channel\":\"channel-%d\",\"url\":"
                                 "\"https://www.nexmark.com/item.htm?query=1&channel_id=%d\",\"date_time\":"
                                 "\"2024-01-01 00:00:%02d\",\"extra\":\"",
                                 int(1000 + random() % 9000), int(1000 + random() % 9000), int(random() % 100'000'000),
                                 int(random() % 10'000), int(random() % 1'000'000'000), int(at % 60));
        bids.append(line, static_cast<size_t>(size));
        bids.append(static_cast<size_t>(226 - size), 'x').append("\"}\n");
    }
    return bids;
}

void measureIngress(uint16_t port, double gigabytes)
{
    const std::string bids = makeBids(100'000);
    const size_t times = std::max<size_t>(1, static_cast<size_t>(gigabytes * 1e9 / static_cast<double>(bids.size())));
    Client client(port);
    for (int round = 0; round < 3; ++round) {
        const Clock::time_point start = Clock::now();
        const double cpuBefore = cpuSeconds();
        client.head("POST", "/v0/pipelines/p/ingress/bid?format=json&update_format=raw", bids.size() * times);
        for (size_t at = 0; at < times; ++at) {
            client.send(bids);
        }
        client.answer();
        const double seconds = secondsSince(start);
        const double sent = static_cast<double>(bids.size() * times) / 1e9;
        std::printf("ingress: %.2f GB/s, %.2f M records/s; %.2f s of processor a GB\n", sent / seconds,
                    static_cast<double>(100'000 * times) / seconds / 1e6, (cpuSeconds() - cpuBefore) / sent);
    }
}

void measureEgress(uint16_t port)
{
    constexpr size_t kRows = 4'000'000;
    std::string rows;
    for (size_t id = 0; id < kRows; ++id) {
        rows += std::to_string(id) + ",name of the row\n";
    }
    Client listener(port);
    listener.head("POST", "/v0/pipelines/p/egress/v?format=json&backpressure=true", 0);
    std::vector<char> buffer(size_t{256} << 10);
    std::string head;
    while (head.find("\"snapshot\":false") == std::string::npos) { // the first, empty chunk
        head.append(buffer.data(), listener.receiveInto(buffer));
    }
    const Clock::time_point start = Clock::now();
    std::thread sender([&] {
        Client client(port);
        client.head("POST", "/v0/pipelines/p/ingress/t?format=csv", rows.size());
        client.send(rows);
        client.answer();
    });
    // A change is {"insert":{…}}: two braces. A chunk has one more, which is too little to matter.
    size_t numBraces = 0;
    while (numBraces < 2 * kRows) {
        const size_t size = listener.receiveInto(buffer);
        numBraces += static_cast<size_t>(std::count(buffer.data(), buffer.data() + size, '{'));
    }
    std::printf("egress: %.2f M changes/s on one stream\n", static_cast<double>(kRows) / secondsSince(start) / 1e6);
    sender.join();
}

void measureTokens(uint16_t port, size_t numRounds)
{
    Client client(port);
    std::vector<double> micros;
    const std::string row = "-1,x\n";
    for (size_t round = 0; round < numRounds; ++round) {
        const Clock::time_point start = Clock::now();
        client.head("POST", "/v0/pipelines/p/ingress/t?format=csv", row.size());
        client.send(row);
        const std::string answer = client.answer();
        const size_t at = answer.find("\"token\":\"") + 9;
        const std::string token = answer.substr(at, answer.find('"', at) - at);
        for (std::string status; status.find("\"complete\"") == std::string::npos;) {
            client.head("GET", "/v0/pipelines/p/completion_status?token=" + token, 0);
            status = client.answer();
        }
        micros.push_back(secondsSince(start) * 1e6);
    }
    std::sort(micros.begin(), micros.end());
    std::printf("token, from POST of one row to complete: p50 %.0f us, p99 %.0f us\n", micros[numRounds / 2],
                micros[numRounds * 99 / 100]);
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const double gigabytes = argc > 1 ? std::atof(argv[1]) : 1;
    const size_t numRounds = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 2000;
    const auto engine = api::Engine::open({});
    const auto pipeline = (*engine)->create("p", kProgram);
    if (!pipeline.ok() || !(*pipeline)->start().ok()) {
        fail("the pipeline does not start");
    }
    (*pipeline)->waitUntilSettled();
    server::ApiService service(**engine);
    server::ServiceOptions options;
    options.listen.port = 0;
    if (!service.start(options).ok()) {
        fail("no port");
    }
    const std::string address = service.status().addresses.at(0);
    const auto port = static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
    double load = 0;
    getloadavg(&load, 1);
    std::printf("load average of the machine: %.1f\n", load);
    measureIngress(port, gigabytes);
    measureEgress(port);
    measureTokens(port, numRounds);
    return 0;
}
