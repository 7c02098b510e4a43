// SPDX-License-Identifier: GPL-3.0-or-later
// The API over pipelines whose streams a test decides on.
#pragma once

#include "engine/api/engine.h"
#include "engine/server/api_service.h"
#include "tests/engine/descriptive/fake_stream.h"
#include "tests/engine/server/raw_client.h"

#include <QElapsedTimer>
#include <QThread>

namespace millrace::test {

class QueryRig {
public:
    explicit QueryRig(std::filesystem::path file = {}, server::ListenOptions listen = {})
        : streams(std::make_shared<FakeStreams>())
    {
        descriptive::HostOptions options;
        options.file = std::move(file);
        options.config.password = "secret";
        options.config.pipelines = {{"one", {"x", "rows 1"}},    {"ten", {"rows 10"}},     {"endless", {"endless"}},
                                    {"silent", {"silent"}},      {"every", {"every 5 5"}}, {"fail", {"fail 3"}},
                                    {"refuse", {"x", "refuse"}}, {"nothing", {}},          {"a b/ü", {"rows 1"}}};
        options.limits.maxCalls = 40;
        options.openCall = [streams = streams](std::span<const std::string> statements, descriptive::Instant) {
            return openFakeStream(statements, streams);
        };
        host = std::make_shared<descriptive::QueryHost>(std::move(options));
        auto opened = api::Engine::open({});
        engine = std::move(opened).value();
        service = std::make_unique<server::ApiService>(*engine);
        server::ServiceOptions serviceOptions;
        serviceOptions.listen = std::move(listen);
        serviceOptions.listen.port = 0;
        serviceOptions.version = "test";
        serviceOptions.queries = host;
        if (!service->start(serviceOptions).ok()) {
            qFatal("the test cannot listen");
        }
        const std::string address = service->status().addresses.at(0);
        port = static_cast<quint16>(std::stoi(address.substr(address.rfind(':') + 1)));
    }

    RawReply call(const QByteArray& method, const QByteArray& path, const QByteArray& headers = {},
                  const QByteArray& body = {})
    {
        RawClient client(port);
        client.request(method, path, headers, body);
        return client.reply(method == "HEAD");
    }

    template <typename Condition>
    static bool waitUntil(Condition condition)
    {
        QElapsedTimer timer;
        timer.start();
        while (!condition()) {
            if (timer.elapsed() > RawClient::kPatienceMs) {
                return false;
            }
            QThread::msleep(1);
        }
        return true;
    }

    std::shared_ptr<FakeStreams> streams;
    std::shared_ptr<descriptive::QueryHost> host;
    std::unique_ptr<api::Engine> engine; ///< outlives the service
    std::unique_ptr<server::ApiService> service;
    quint16 port = 0;
};

} // namespace millrace::test
