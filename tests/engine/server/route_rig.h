// SPDX-License-Identifier: GPL-3.0-or-later
// The routes of the API over an engine of the test's own, called without a socket.
#pragma once

#include "engine/descriptive/query_host.h"
#include "engine/server/routes.h"

#include <QElapsedTimer>
#include <QThread>

#include <functional>
#include <memory>
#include <string>

namespace millrace::test {

/// Test thread. Plain routes only.
class RouteRig {
public:
    explicit RouteRig(api::EngineOptions options = {})
        : m_engine(std::move(api::Engine::open(std::move(options))).value())
        , m_context(std::make_unique<server::ApiContext>(*m_engine, "test", std::make_shared<descriptive::QueryHost>()))
    {
        for (const auto addRoutes : {server::addServiceRoutes, server::addClusterRoutes, server::addPipelineRoutes,
                                     server::addLifecycleRoutes, server::addConnectorRoutes,
                                     server::addStatisticsRoutes}) {
            addRoutes(m_router, *m_context);
        }
    }

    api::Engine& engine() { return *m_engine; }
    server::ApiContext& context() { return *m_context; }
    const server::Router& router() const { return m_router; }

    server::HttpReply call(const std::string& method, const std::string& target, const nlohmann::json& body = nullptr)
    {
        const auto request = server::parseRequestHead(method + " " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
        if (!request.ok()) {
            return request.error();
        }
        const server::RouteMatch match = m_router.match(*request);
        if (match.route == nullptr) {
            return match.error;
        }
        return match.route->plain({*request, match.arguments, body.is_null() ? std::string() : body.dump()});
    }
    nlohmann::json get(const std::string& target) { return nlohmann::json::parse(call("GET", target).body); }
    std::string codeOf(const server::HttpReply& reply)
    {
        return nlohmann::json::parse(reply.body).value("error_code", "");
    }

    /// Waits until the member of the pipeline has the value.
    bool waitFor(const std::string& pipeline, const char* member, const nlohmann::json& value)
    {
        return waitUntil([&] { return get("/v0/pipelines/" + pipeline).value(member, nlohmann::json()) == value; });
    }
    static bool waitUntil(const std::function<bool()>& condition)
    {
        constexpr int kPatienceMs = 20'000;
        QElapsedTimer timer;
        timer.start();
        while (!condition()) {
            if (timer.elapsed() > kPatienceMs) {
                return false;
            }
            QThread::msleep(2);
        }
        return true;
    }
    /// Makes it and waits until it is compiled.
    bool create(const std::string& name, const std::string& program)
    {
        return call("POST", "/v0/pipelines", {{"name", name}, {"program_code", program}}).status == 201 &&
               waitFor(name, "program_status", "Success");
    }
    bool startAndWait(const std::string& name)
    {
        return call("POST", "/v0/pipelines/" + name + "/start").status == 202 &&
               waitFor(name, "deployment_status", "Running");
    }
    bool stopAndWait(const std::string& name)
    {
        return call("POST", "/v0/pipelines/" + name + "/stop?force=true").status == 202 &&
               waitFor(name, "deployment_status", "Stopped");
    }

private:
    std::unique_ptr<api::Engine> m_engine;
    std::unique_ptr<server::ApiContext> m_context;
    server::Router m_router;
};

} // namespace millrace::test
