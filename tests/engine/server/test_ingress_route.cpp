// SPDX-License-Identifier: GPL-3.0-or-later
// POST …/ingress/{table}: what is taken, what is refused, and what the answer says.
#include "tests/engine/server/api_rig.h"

#include <QJsonArray>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr const char* kProgram = "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR);\n"
                                 "CREATE TABLE \"Big Table\" (id BIGINT) WITH ('materialized' = 'true');\n"
                                 "CREATE MATERIALIZED VIEW v AS SELECT id, name FROM t WHERE id > 1;\n";
const QByteArray kAll = "SELECT id, name FROM t";

} // namespace

class TestIngressRoute : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesRecords_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("csv is the default") << QByteArray("ingress/t") << QByteArray("1,a\n2,b\n");
        QTest::newRow("json, insert_delete") << QByteArray("ingress/t?format=json")
                                             << QByteArray(R"({"insert":{"id":1,"name":"a"}}{"insert":[2,"b"]})");
        QTest::newRow("json, raw") << QByteArray("ingress/t?format=json&update_format=raw")
                                   << QByteArray("{\"id\":1,\"name\":\"a\"}\n{\"id\":2,\"name\":\"b\"}");
        QTest::newRow("json, raw, in an array") << QByteArray("ingress/t?format=json&update_format=raw&array=true")
                                                << QByteArray(R"([{"id":1,"name":"a"},{"id":2,"name":"b"}])");
        QTest::newRow("upper case") << QByteArray("ingress/T?format=csv") << QByteArray("1,a\n2,b\n");
        QTest::newRow("quoted") << QByteArray("ingress/%22t%22?format=csv&unknown=1") << QByteArray("1,a\n2,b\n");
    }

    void takesRecords()
    {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        ApiRig rig(kProgram);
        const RawReply reply = rig.post(path, body, "Content-Type: application/x-www-form-urlencoded\r\n");
        QCOMPARE(reply.status, 200);
        const QJsonObject answer = jsonOf(reply);
        QCOMPARE(answer.keys(), QStringList{"token"});
        QVERIFY(rig.waitFor(answer["token"].toString().toUtf8()));
        QCOMPARE(rig.rows(kAll), QByteArray("{\"id\":1,\"name\":\"a\"}\n{\"id\":2,\"name\":\"b\"}"));
        QVERIFY(ApiRig::waitUntil([&] { // a status may be 100 ms old
            const auto status = rig.pipeline->status();
            return status->inputs.size() == 1 && status->inputs[0].endpoint.find(".api-ingress-") != std::string::npos;
        }));
    }

    void takesChunkedBodies()
    {
        ApiRig rig(kProgram);
        RawClient client(rig.port);
        client.send("POST /v0/pipelines/p/ingress/%22Big%20Table%22 HTTP/1.1\r\nHost: " + client.host() +
                    "\r\nTransfer-Encoding: chunked\r\n\r\n2;extension=1\r\n1\n\r\n");
        client.send("3\r\n2\n3\r\n1\r\n\n\r\n0\r\nTrailer: ignored\r\n\r\n");
        const RawReply reply = client.reply();
        QCOMPARE(reply.status, 200);
        QVERIFY(rig.waitFor(jsonOf(reply)["token"].toString().toUtf8()));
        QCOMPARE(rig.rows("SELECT id FROM \"Big Table\""), QByteArray("{\"id\":1}\n{\"id\":2}\n{\"id\":3}"));
        client.request("GET", "/healthz"); // the connection is in order
        QCOMPARE(client.reply().status, 200);
    }

    void emptyBodyIsComplete()
    {
        ApiRig rig(kProgram);
        const RawReply reply = rig.post("ingress/t", "");
        QCOMPARE(reply.status, 200);
        QVERIFY(rig.waitFor(jsonOf(reply)["token"].toString().toUtf8()));
    }

    void keepsGoodRecordsBesideBadOnes()
    {
        ApiRig rig(kProgram);
        const RawReply reply = rig.post("ingress/t?format=json&update_format=raw",
                                        "{\"id\":1,\"name\":\"a\"}\n{\"id\":\"x\"}\n{\"id\":2,\"name\":\"b\"}\n");
        QCOMPARE(reply.status, 400);
        const QJsonObject error = jsonOf(reply);
        QCOMPARE(error["error_code"].toString(), QStringLiteral("ParseErrors"));
        QVERIFY(error["message"].toString().startsWith("Errors parsing input data (1 errors):"));
        const QJsonObject details = error["details"].toObject();
        QCOMPARE(details["num_errors"].toInt(), 1);
        const QJsonObject first = details["errors"].toArray().at(0).toObject();
        QCOMPARE(first.keys(), (QStringList{"description", "event_number", "field", "invalid_bytes", "invalid_text",
                                            "suggestion", "tag"}));
        QCOMPARE(first["event_number"].toInt(), 2);
        QCOMPARE(first["field"].toString(), QStringLiteral("id"));
        QVERIFY(rig.waitFor(details["token"].toString().toUtf8()));
        QCOMPARE(rig.rows(kAll), QByteArray("{\"id\":1,\"name\":\"a\"}\n{\"id\":2,\"name\":\"b\"}"));
    }

    void tokenOfNothingIsNotTold()
    {
        ApiRig rig(kProgram);
        const RawReply reply = rig.post("ingress/t?format=json", "no json");
        QCOMPARE(reply.status, 400);
        QVERIFY(!jsonOf(reply)["details"].toObject().contains("token"));
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* path, int status, const char* code) {
            QTest::newRow(path) << QByteArray(path) << status << QString::fromLatin1(code);
        };
        row("ingress/nowhere", 404, "ConfigError.UnknownInputStream");
        row("ingress/v", 404, "ConfigError.UnknownInputStream");
        row("ingress/%22T%22", 404, "ConfigError.UnknownInputStream");
        row("ingress/t?format=xml", 400, "ConfigError.UnknownInputFormat");
        row("ingress/t?format=parquet", 501, "NotAvailable");
        row("ingress/t?format=json&update_format=wrong", 400, "ConfigError.ParserConfigParseError");
        row("ingress/t?format=json&update_format=%ff", 400, "ConfigError.ParserConfigParseError"); // no UTF-8
        row("ingress/t?format=json&update_format=snowflake", 400, "ConfigError.InputFormatNotSupported");
        row("ingress/t?format=json&array=True", 400, "InvalidParam");
        row("ingress/t?force=1", 400, "InvalidParam");
    }

    void refusesWhatIsWrong()
    {
        QFETCH(QByteArray, path);
        QFETCH(int, status);
        QFETCH(QString, code);
        ApiRig rig(kProgram);
        const RawReply reply = rig.post(path, "1,a\n");
        QCOMPARE(jsonOf(reply)["error_code"].toString(), code);
        QCOMPARE(reply.status, status);
        QCOMPARE(jsonOf(reply).keys(), (QStringList{"details", "error_code", "message"}));
    }

    void aFormatThatIsNotThereNamesThoseThatAre()
    {
        ApiRig rig(kProgram);
        QCOMPARE(jsonOf(rig.post("ingress/t?format=parquet", "PAR1"))["message"].toString(),
                 QStringLiteral("Format not available in this build: 'parquet'; use one of csv, json, avro, raw"));
    }

    void unknownPipelineIsTold()
    {
        ApiRig rig(kProgram);
        RawClient client(rig.port);
        client.request("POST", "/v0/pipelines/other/ingress/t", {}, "1,a\n");
        const RawReply reply = client.reply();
        QCOMPARE(reply.status, 404);
        QCOMPARE(jsonOf(reply)["error_code"].toString(), QStringLiteral("UnknownPipelineName"));
        QCOMPARE(jsonOf(reply)["details"].toObject()["pipeline_name"].toString(), QStringLiteral("other"));
    }

    void stoppedPipelineIsToldWithoutDelay()
    {
        ApiRig rig(kProgram);
        QVERIFY(rig.pipeline->stop().ok());
        rig.pipeline->waitUntilSettled();
        const RawReply reply = rig.post("ingress/t", "1,a\n");
        QCOMPARE(reply.status, 503);
        QCOMPARE(reply.headers.value("retry-after"), QByteArray("0"));
        QCOMPARE(jsonOf(reply)["error_code"].toString(), QStringLiteral("PipelineInteractionNotDeployed"));
    }

    void waitsWhilePaused()
    {
        ApiRig rig(kProgram, true);
        RawClient client(rig.port);
        client.request("POST", "/v0/pipelines/p/ingress/t", {}, "1,a\n");
        QVERIFY(!client.socket.waitForReadyRead(200));
        QVERIFY(rig.pipeline->resume().ok());
        QCOMPARE(client.reply().status, 200);
        QVERIFY(rig.pipeline->pause().ok());
        client.request("POST", "/v0/pipelines/p/ingress/t?force=true", {}, "2,b\n");
        QCOMPARE(client.reply().status, 200);
    }

    void neverAnswers503OnceRecordsAreTaken()
    {
        ApiRig rig(kProgram);
        RawClient client(rig.port);
        client.send("POST /v0/pipelines/p/ingress/t HTTP/1.1\r\nHost: " + client.host() +
                    "\r\nContent-Length: 100\r\n\r\n1,a\n2,b\n");
        QVERIFY(ApiRig::waitUntil([&] {
            const auto status = rig.pipeline->status();
            return status->totalInputRecords == 2;
        }));
        QVERIFY(rig.pipeline->stop().ok());
        const RawReply reply = client.reply();
        QCOMPARE(reply.status, 410);
        QCOMPARE(jsonOf(reply)["error_code"].toString(), QStringLiteral("Terminating"));
    }

    /// Many ways to push data in, and one too many: told as what it is. A table written in yet another way is none.
    void tooManyWaysAreRefused()
    {
        ApiRig rig("CREATE TABLE abcdefghi (id BIGINT);");
        const auto spelled = [](int which) {
            QByteArray name = "abcdefghi";
            for (int bit = 0; bit < 9; ++bit) {
                name[bit] = char((which >> bit & 1) != 0 ? name[bit] - 'a' + 'A' : name[bit]);
            }
            return "ingress/" + name;
        };
        for (int which = 0; which < 256; ++which) {
            QCOMPARE(rig.post(spelled(which), "1\n").status, 200);
        }
        QCOMPARE(rig.post(spelled(256), "1\n").status, 200);
        const RawReply refused = rig.post("ingress/abcdefghi?format=json", "{\"insert\":{\"id\":1}}");
        QCOMPARE(refused.status, 429);
        QCOMPARE(jsonOf(refused)["error_code"].toString(), QStringLiteral("ApiConnectionLimit"));
        QVERIFY(ApiRig::waitUntil([&] { return rig.pipeline->status()->totalProcessedRecords == 257; }));
    }

    void cutUploadKeepsWholeRecords()
    {
        ApiRig rig(kProgram);
        {
            RawClient client(rig.port);
            client.send("POST /v0/pipelines/p/ingress/t HTTP/1.1\r\nHost: " + client.host() +
                        "\r\nContent-Length: 100\r\n\r\n1,a\n2,half");
            QVERIFY(ApiRig::waitUntil([&] { return rig.pipeline->status()->totalInputRecords == 1; }));
        }
        QVERIFY(ApiRig::waitUntil([&] { return rig.service->status().numClients == 0; }));
        QCOMPARE(rig.rows(kAll), QByteArray("{\"id\":1,\"name\":\"a\"}"));
    }

    /// A body far larger than any buffer on its way, into a pipeline that stands still for a while.
    void largeBodyIsHeldBackWhilePaused()
    {
        ApiRig rig(kProgram, true);
        RawClient client(rig.port);
        QByteArray record = "1,";
        record.append(998, 'x').append('\n');
        const QByteArray part = record.repeated(1000);
        constexpr int kParts = 64;
        client.socket.write("POST /v0/pipelines/p/ingress/t HTTP/1.1\r\nHost: " + client.host() +
                            "\r\nContent-Length: " + QByteArray::number(part.size() * kParts) + "\r\n\r\n");
        for (int at = 0; at < kParts; ++at) {
            client.socket.write(part);
        }
        while (client.socket.waitForBytesWritten(300)) {
        }
        QVERIFY2(client.socket.bytesToWrite() > part.size() * (kParts / 2), "the server takes what it cannot use");
        QVERIFY(rig.pipeline->resume().ok());
        QCOMPARE(client.reply().status, 200);
        QVERIFY(ApiRig::waitUntil([&] { return rig.pipeline->status()->totalInputRecords == 1000 * kParts; }));
    }
};

QTEST_GUILESS_MAIN(TestIngressRoute)
#include "test_ingress_route.moc"
