// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/server/api_service.h"

#include "engine/server/routes.h"
#include "engine/server/server_loop.h"

#include <QSemaphore>

#include <system_error>

namespace millrace::server {

namespace {

/// How long answers that are under way may take when the service stops. Endless ones are cut then.
constexpr int kEndingMs = 500;

} // namespace

struct ApiService::Running {
    Running(api::Engine& engine, std::string version, std::shared_ptr<descriptive::QueryHost> queries)
        : context(engine, std::move(version), std::move(queries))
    {
    }

    ApiContext context;
    Router router;
    ServerLoop loop;
    std::unique_ptr<HttpServer> server; ///< of the loop's thread
    std::vector<std::string> addresses;
};

ApiService::ApiService(api::Engine& engine)
    : m_engine(engine)
{
}

ApiService::~ApiService()
{
    stop();
}

Status ApiService::start(ServiceOptions options)
{
    if (m_running) {
        return makeError(ErrorCode::kPipelineState, "The API is switched on already");
    }
    std::unique_ptr<Running> running;
    try {
        running = std::make_unique<Running>(
            m_engine, std::move(options.version),
            options.queries ? std::move(options.queries) : std::make_shared<descriptive::QueryHost>());
    } catch (const std::system_error& problem) {
        return makeError(ErrorCode::kThreadLimit,
                         std::string("The system has no further thread for the API: ") + problem.what());
    }
    for (const auto addRoutes :
         {addServiceRoutes, addIngressRoute, addEgressRoute, addLogRoute, addQueryRoutes, addClusterRoutes,
          addPipelineRoutes, addLifecycleRoutes, addConnectorRoutes, addStatisticsRoutes,
          addDescriptiveRoutes}) {
        addRoutes(running->router, running->context);
    }
    options.listen.roleOfKey = [&keys = running->context.keys](std::string_view key) { return keys.roleOf(key); };
    MR_CHECK(running->loop.start());
    Status listening;
    running->loop.call([&] {
        running->server = std::make_unique<HttpServer>(running->loop, running->router);
        running->context.keys.onRemoved([&serving = *running] {
            serving.loop.post([&serving] {
                if (serving.server) {
                    serving.server->endUnauthorized();
                }
            });
        });
        listening = running->server->listen(std::move(options.listen));
        running->addresses = running->server->addresses();
        if (!listening.ok()) {
            running->server.reset();
        }
    });
    MR_CHECK(std::move(listening));
    m_running = std::move(running);
    return {};
}

void ApiService::stop()
{
    if (!m_running) {
        return;
    }
    auto finished = std::make_shared<QSemaphore>(); // may be told later than anybody waits
    m_running->loop.post([this, finished] { m_running->server->finish([finished] { finished->release(); }); });
    finished->tryAcquire(1, kEndingMs);
    m_running->loop.call([this] { m_running->server.reset(); });
    m_running->loop.stop();
    m_running.reset();
}

const std::vector<Route>& ApiService::routes() const
{
    return m_running->router.routes();
}

ServiceStatus ApiService::status() const
{
    ServiceStatus status;
    if (m_running) {
        status.isRunning = true;
        status.addresses = m_running->addresses;
        m_running->loop.call([&] { status.numClients = m_running->server->numClients(); });
    }
    return status;
}

} // namespace millrace::server
