// SPDX-License-Identifier: GPL-3.0-or-later
// Connections: heads, bodies, answers, and what ends them.
#include "engine/server/api_service.h"
#include "tests/engine/server/server_rig.h"

#include <QTest>

using namespace millrace;
using namespace millrace::server;
using namespace millrace::test;

namespace {

/// POST /echo answers with the body, POST /length with its length, streamed; GET /hello.
void addTestRoutes(Router& router)
{
    router.add(HttpMethod::Post, "/echo", [](const HttpCall& call) { return HttpReply::text(call.body); });
    router.add(HttpMethod::Get, "/hello/{name}", [](const HttpCall& call) {
        return HttpReply::text("hello " + call.argument("name"));
    });
}

} // namespace

class TestHttpServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_rig = std::make_unique<ServerRig>();
        addTestRoutes(m_rig->router);
        QVERIFY(m_rig->start().ok());
    }
    void cleanup() { m_rig.reset(); }

    void answersPlainRoutes()
    {
        RawClient client(m_rig->port());
        client.request("GET", "/hello/a%20%2Fb+c?x=1");
        const RawReply reply = client.reply();
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body, QByteArray("hello a /b+c"));
        QCOMPARE(reply.headers.value("content-type"), QByteArray("text/plain"));
        QCOMPARE(reply.headers.value("x-content-type-options"), QByteArray("nosniff"));
        QCOMPARE(reply.headers.value("cross-origin-resource-policy"), QByteArray("same-origin"));
        QCOMPARE(reply.headers.value("cache-control"), QByteArray("no-store"));
        client.request("POST", "/echo", {}, "body");
        QCOMPARE(client.reply().body, QByteArray("body"));
    }

    void answersErrorsAsJson()
    {
        RawClient client(m_rig->port());
        client.request("GET", "/nowhere");
        const RawReply reply = client.reply();
        QCOMPARE(reply.status, 404);
        QCOMPARE(reply.body,
                 QByteArray(
                     R"({"details":{},"error_code":"NotFound","message":"There is nothing at this path: /nowhere"})"));
    }

    void servesTheApi()
    {
        const auto engine = api::Engine::open({});
        QVERIFY(engine.ok());
        ApiService service(**engine);
        ServiceOptions options;
        options.listen.port = 0;
        QVERIFY(service.start(options).ok());
        const std::string address = service.status().addresses.at(0);
        RawClient client(static_cast<quint16>(std::stoi(address.substr(address.rfind(':') + 1))));
        client.request("GET", "/healthz");
        QCOMPARE(client.reply().body, QByteArray(R"({"status":"healthy"})"));
        QCOMPARE(service.status().numClients, size_t(1));
        service.stop();
        QVERIFY(client.isClosed());
        QVERIFY(!service.status().isRunning);
    }

private:
    std::unique_ptr<ServerRig> m_rig;
};

QTEST_GUILESS_MAIN(TestHttpServer)
#include "test_http_server.moc"
