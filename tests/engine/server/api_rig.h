// SPDX-License-Identifier: GPL-3.0-or-later
// The API over a real engine with one running pipeline, `p`.
#pragma once

#include "engine/api/engine.h"
#include "engine/server/api_service.h"
#include "tests/engine/server/raw_client.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>

#include <memory>

namespace millrace::test {

class ApiRig {
public:
    explicit ApiRig(const std::string& program, bool isPaused = false)
    {
        auto opened = api::Engine::open({});
        engine = std::move(opened).value();
        pipeline = engine->create("p", program).value();
        if (!pipeline->start(isPaused).ok()) {
            qFatal("the program of the test does not start");
        }
        pipeline->waitUntilSettled();
        service = std::make_unique<server::ApiService>(*engine);
        server::ServiceOptions options;
        options.listen.port = 0;
        options.version = "test";
        if (!service->start(options).ok()) {
            qFatal("the test cannot listen");
        }
        const std::string address = service->status().addresses.at(0);
        port = static_cast<quint16>(std::stoi(address.substr(address.rfind(':') + 1)));
    }

    /// Rows of a query as JSON lines, sorted; what went wrong otherwise.
    QByteArray rows(const QByteArray& sql)
    {
        RawClient client(port);
        client.request("GET", "/v0/pipelines/p/query?format=json&sql=" + sql.toPercentEncoding());
        QList<QByteArray> lines = client.reply().body.split('\n');
        lines.removeAll({});
        std::sort(lines.begin(), lines.end());
        return lines.join('\n');
    }
    RawReply post(const QByteArray& path, const QByteArray& body, const QByteArray& headers = {})
    {
        RawClient client(port);
        client.request("POST", "/v0/pipelines/p/" + path, headers, body);
        return client.reply();
    }
    /// Waits for a token as clients do, but asks the engine.
    bool waitFor(const QByteArray& token)
    {
        return waitUntil([&] {
            const auto status = pipeline->tokenStatus(token.toStdString());
            return status.ok() && status->state == TokenState::Complete;
        });
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

    std::unique_ptr<api::Engine> engine;
    std::shared_ptr<api::Pipeline> pipeline;
    std::unique_ptr<server::ApiService> service;
    quint16 port = 0;
};

inline QJsonObject jsonOf(const RawReply& reply)
{
    return QJsonDocument::fromJson(reply.body).object();
}

} // namespace millrace::test
