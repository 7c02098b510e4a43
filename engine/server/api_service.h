// SPDX-License-Identifier: GPL-3.0-or-later
// The API of an engine, switched on and off as a whole.
#pragma once

#include "engine/api/descriptive.h"
#include "engine/api/engine.h"
#include "engine/server/api_keys.h"
#include "engine/server/http_server.h"
#include "engine/server/pipeline_board.h"

#include <memory>
#include <string>
#include <vector>

namespace millrace::server {

/// What route handlers know; any thread.
struct ApiContext {
    ApiContext(api::Engine& ofEngine, std::string ofMillrace, std::shared_ptr<descriptive::QueryHost> ofQueries)
        : engine(ofEngine)
        , version(std::move(ofMillrace))
        , queries(std::move(ofQueries))
        , board(ofEngine)
        , keys(ofEngine)
    {
    }

    api::Engine& engine;
    std::string version; ///< of Millrace
    std::shared_ptr<descriptive::QueryHost> queries; ///< pipelines of a YAML file, and their calls
    PipelineBoard board;
    ApiKeys keys;
};

struct ServiceOptions {
    ListenOptions listen;
    std::string version; ///< of Millrace
    std::shared_ptr<descriptive::QueryHost> queries; ///< null: one without pipelines, of the service's own
};

struct ServiceStatus {
    bool isRunning = false;
    std::vector<std::string> addresses; ///< `http://127.0.0.1:8080`, …
    size_t numClients = 0;
};

/// Serves an engine over HTTP and WebSocket, on a thread of its own. start(), stop(): one thread; status(): any.
class ApiService {
public:
    /// The engine outlives the service.
    explicit ApiService(api::Engine& engine);
    ~ApiService();
    ApiService(const ApiService&) = delete;
    ApiService& operator=(const ApiService&) = delete;

    /// Returns once it listens; kIoOpen when it cannot.
    Status start(ServiceOptions options);
    /// Lets answers end for half a second, cuts the others, waits for blocking calls. Nothing when it does not run.
    void stop();
    ServiceStatus status() const;
    /// What is served while it runs; for tests that visit every route.
    const std::vector<Route>& routes() const;

private:
    struct Running;

    api::Engine& m_engine;
    std::unique_ptr<Running> m_running;
};

} // namespace millrace::server
