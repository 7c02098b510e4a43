// SPDX-License-Identifier: GPL-3.0-or-later
// A server with routes of the test's own, on a free port.
#pragma once

#include "engine/server/http_exchange.h"
#include "engine/server/http_server.h"
#include "engine/server/server_loop.h"
#include "tests/engine/server/raw_client.h"

#include <memory>

namespace millrace::test {

/// Add routes, then start().
class ServerRig {
public:
    ServerRig() = default;
    ~ServerRig() { stop(); }
    ServerRig(const ServerRig&) = delete;
    ServerRig& operator=(const ServerRig&) = delete;

    Status start(server::ListenOptions options = {})
    {
        options.port = 0;
        Status status = m_loop.start();
        if (!status.ok()) {
            return status;
        }
        m_loop.call([&] {
            m_server = std::make_unique<server::HttpServer>(m_loop, router);
            status = m_server->listen(std::move(options));
        });
        return status;
    }
    void stop()
    {
        if (m_server) {
            m_loop.call([this] { m_server.reset(); });
            m_loop.stop();
        }
    }
    quint16 port()
    {
        quint16 port = 0;
        m_loop.call([&] { port = m_server->port(); });
        return port;
    }
    size_t numClients()
    {
        size_t count = 0;
        m_loop.call([&] { count = m_server->numClients(); });
        return count;
    }

    server::Router router;

private:
    server::ServerLoop m_loop;
    std::unique_ptr<server::HttpServer> m_server;
};

} // namespace millrace::test
