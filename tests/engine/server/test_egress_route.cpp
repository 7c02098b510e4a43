// SPDX-License-Identifier: GPL-3.0-or-later
// POST …/egress/{relation}: the stream of a listener, chunk by chunk.
#include "tests/engine/server/api_rig.h"

#include <QJsonArray>
#include <QTest>

#include <memory>
#include <vector>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr const char* kProgram = "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, price DECIMAL(10, 2));\n"
                                 "CREATE TABLE plain (id BIGINT, price DECIMAL(10, 2));\n"
                                 "CREATE MATERIALIZED VIEW v AS SELECT id, price FROM t WHERE id > 1;\n";

/// A listener: its chunks one by one, without those that hold nothing.
class Listener {
public:
    Listener(quint16 port, const QByteArray& path, const QByteArray& body = {},
             const QByteArray& type = "application/json")
        : m_client(port)
    {
        m_client.request("POST", "/v0/pipelines/p/egress/" + path, "Content-Type: " + type + "\r\n", body);
    }
    RawReply head() { return m_client.readHead(); }
    QByteArray next(int patienceMs = RawClient::kPatienceMs) { return m_client.readChunk(&hasEnded, patienceMs); }
    /// The next chunk with data; empty at the end.
    QJsonObject nextData()
    {
        for (;;) {
            const QByteArray chunk = next();
            const QJsonObject object = QJsonDocument::fromJson(chunk).object();
            if (chunk.isEmpty() || !object["json_data"].toArray().isEmpty() ||
                !object["text_data"].toString().isEmpty()) {
                return object;
            }
        }
    }
    RawClient& client() { return m_client; }

    bool hasEnded = false;

private:
    RawClient m_client;
};

QByteArray dataOf(const QJsonObject& chunk)
{
    return QJsonDocument(chunk["json_data"].toArray()).toJson(QJsonDocument::Compact);
}

} // namespace

class TestEgressRoute : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void streamsChanges()
    {
        ApiRig rig(kProgram);
        Listener listener(rig.port, "v?format=json&backpressure=true&array=false", "null");
        const RawReply head = listener.head();
        QCOMPARE(head.status, 200);
        QCOMPARE(head.headers.value("content-type"), QByteArray("application/json"));
        QCOMPARE(head.headers.value("transfer-encoding"), QByteArray("chunked"));
        // Clients wait for a first chunk before they go on.
        QCOMPARE(listener.next(), QByteArray("{\"sequence_number\":0,\"snapshot\":false}\r\n"));
        rig.post("ingress/t", "1,1.50\n2,2.25\n");
        const QByteArray first = listener.next();
        QCOMPARE(first, QByteArray("{\"sequence_number\":1,\"snapshot\":false,"
                                   "\"json_data\":[{\"insert\":{\"id\":2,\"price\":2.25}}]}\r\n"));
        rig.post("ingress/t?format=json", R"({"delete":{"id":2}})");
        QCOMPARE(dataOf(listener.nextData()), QByteArray(R"([{"delete":{"id":2,"price":2.25}}])"));
    }

    void streamsCsv()
    {
        ApiRig rig(kProgram);
        Listener listener(rig.port, "V", {}, "text/plain"); // names fold, csv is the default
        QCOMPARE(listener.head().status, 200);
        listener.next();
        rig.post("ingress/t", "1,1.50\n2,2.25\n");
        QCOMPARE(listener.next(),
                 QByteArray("{\"sequence_number\":1,\"snapshot\":false,\"text_data\":\"2,2.25,1\\n\"}\r\n"));
    }

    void takesAConnectorsConfig()
    {
        ApiRig rig(kProgram);
        Listener listener(rig.port, "t",
                          R"({"transport":{"name":"http_output","config":{"backpressure":true}},)"
                          R"("format":{"name":"json","config":{"array":true}},"send_snapshot":false})");
        QCOMPARE(listener.head().status, 200);
        rig.post("ingress/t", "1,1.50\n");
        QCOMPARE(dataOf(listener.nextData()), QByteArray(R"([{"insert":{"id":1,"price":1.5}}])"));
    }

    void beginsWithASnapshot()
    {
        ApiRig rig(kProgram);
        QVERIFY(rig.waitFor(jsonOf(rig.post("ingress/t", "1,1.50\n2,2.25\n"))["token"].toString().toUtf8()));
        Listener listener(rig.port, "t?format=json&send_snapshot=true");
        QCOMPARE(listener.head().status, 200);
        const QJsonObject snapshot = listener.nextData();
        QVERIFY(snapshot["snapshot"].toBool());
        QCOMPARE(snapshot["json_data"].toArray().size(), 2);
        rig.post("ingress/t", "3,3.50\n");
        const QJsonObject change = listener.nextData();
        QVERIFY(!change["snapshot"].toBool());
        QCOMPARE(dataOf(change), QByteArray(R"([{"insert":{"id":3,"price":3.5}}])"));
    }

    void keepsSilentStreamsAlive()
    {
        ApiRig rig(kProgram);
        Listener listener(rig.port, "v?format=json");
        QCOMPARE(listener.head().status, 200);
        QCOMPARE(listener.next(), QByteArray("{\"sequence_number\":0,\"snapshot\":false,\"json_data\":[]}\r\n"));
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(listener.next(), QByteArray("{\"sequence_number\":1,\"snapshot\":false}\r\n"));
        QVERIFY2(timer.elapsed() > 2500 && timer.elapsed() < 5900, "after three seconds of silence");
    }

    void endsWithTheRun()
    {
        ApiRig rig(kProgram);
        Listener listener(rig.port, "v?format=json");
        QCOMPARE(listener.head().status, 200);
        listener.next();
        QVERIFY(rig.pipeline->stop().ok());
        while (!listener.hasEnded && !listener.next().isEmpty()) {
        }
        QVERIFY(listener.hasEnded);
        listener.client().request("GET", "/healthz"); // the connection is in order
        QCOMPARE(listener.client().reply().status, 200);
    }

    void leavesWithItsClient()
    {
        ApiRig rig(kProgram);
        {
            Listener listener(rig.port, "v?format=json");
            QCOMPARE(listener.head().status, 200);
            QVERIFY(ApiRig::waitUntil([&] { return rig.pipeline->status()->outputs.size() == 1; }));
        }
        QVERIFY(ApiRig::waitUntil([&] { return rig.pipeline->status()->outputs.empty(); }));
        QVERIFY(ApiRig::waitUntil([&] { return rig.service->status().numClients == 0; }));
    }

    /// With back-pressure a reader that stands still holds back tokens, and in the end the senders; it loses nothing.
    void backpressureHoldsTokensBack()
    {
        constexpr int kRows = 200'000;
        constexpr int kParts = 8;
        ApiRig rig(kProgram);
        Listener listener(rig.port, "plain?format=json&backpressure=true");
        QCOMPARE(listener.head().status, 200);
        listener.client().socket.setReadBufferSize(4096);
        std::vector<std::unique_ptr<RawClient>> senders;
        for (int part = 0; part < kParts; ++part) { // 60 MB on the way out, which fit nowhere
            QByteArray rows;
            for (int id = part * kRows; id < (part + 1) * kRows; ++id) {
                rows += QByteArray::number(id) + ",1.25\n";
            }
            senders.push_back(std::make_unique<RawClient>(rig.port));
            senders.back()->request("POST", "/v0/pipelines/p/ingress/plain", {}, rows);
        }
        QTest::qWait(300);
        QVERIFY(rig.pipeline->status()->totalCompletedRecords < uint64_t(kRows * kParts));
        listener.client().socket.setReadBufferSize(0);
        int numInserts = 0;
        int64_t sequence = 0;
        while (numInserts < kParts * kRows) {
            const QJsonObject chunk = QJsonDocument::fromJson(listener.next()).object();
            QVERIFY(!chunk.isEmpty());
            QCOMPARE(chunk["sequence_number"].toInteger(), sequence++); // no gap
            numInserts += int(chunk["json_data"].toArray().size());
        }
        QCOMPARE(numInserts, kParts * kRows);
        for (const auto& sender : senders) {
            const RawReply reply = sender->reply();
            QCOMPARE(reply.status, 200);
            QVERIFY(rig.waitFor(jsonOf(reply)["token"].toString().toUtf8()));
        }
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* name, const char* path, const char* body, int status, const char* code) {
            QTest::newRow(name) << QByteArray(path) << QByteArray(body) << status << QString::fromLatin1(code);
        };
        row("relation", "nowhere", "", 404, "ConfigError.UnknownOutputStream");
        row("format", "v?format=xml", "", 400, "ConfigError.UnknownOutputFormat");
        row("format not built", "v?format=parquet", "", 501, "NotAvailable");
        row("input format", "v?format=raw", "", 400, "ConfigError.OutputFormatNotSupported");
        row("update format", "v?format=json&update_format=wrong", "", 400, "ConfigError.EncoderConfigParseError");
        row("flag", "v?backpressure=1", "", 400, "InvalidParam");
        row("chunk size", "v?buffer_size_records=0", "", 400, "InvalidParam");
        row("no JSON", "v", "{", 400, "InvalidJson");
        row("both styles", "v?format=json", R"({"format":{"name":"csv"}})", 400, "InvalidParam");
        row("no array", "v", R"({"format":{"name":"json"}})", 400, "InvalidParam");
        row("no format", "v", R"({"send_snapshot":true})", 400, "InvalidParam");
        row("no object", "v", "[1]", 400, "InvalidParam");
        row("transport", "v", R"({"transport":{"name":"file_output"},"format":{"name":"csv"}})", 400, "InvalidParam");
    }

    void refusesWhatIsWrong()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QString, code);
        ApiRig rig(kProgram);
        const RawReply reply = rig.post("egress/" + path, body, "Content-Type: application/json\r\n");
        QCOMPARE(jsonOf(reply)["error_code"].toString(), code);
        QCOMPARE(reply.status, status);
    }

    void stoppedPipelineIsTold()
    {
        ApiRig rig(kProgram);
        QVERIFY(rig.pipeline->stop().ok());
        rig.pipeline->waitUntilSettled();
        const RawReply reply = rig.post("egress/v", "");
        QCOMPARE(reply.status, 503);
        QCOMPARE(jsonOf(reply)["error_code"].toString(), QStringLiteral("PipelineInteractionNotDeployed"));
    }
};

QTEST_GUILESS_MAIN(TestEgressRoute)
#include "test_egress_route.moc"
