// SPDX-License-Identifier: GPL-3.0-or-later
// The pipelines of a YAML file over HTTP: each status and body, and the rows of a call.
#include "engine/server/routes.h"
#include "tests/engine/server/query_rig.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace millrace;
using namespace millrace::test;

namespace {

const QByteArray kJson = "Content-Type: application/json\r\n";
const QByteArray kRow =
    "{\"device\": \"device0\", \"temperature\": 0.0, \"_tp_time\": \"2024-01-23 08:53:20+00:00\"}\n";

} // namespace

class TestDescriptiveRoutes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_rig = std::make_unique<QueryRig>(); }
    void cleanup()
    {
        const std::shared_ptr<FakeStreams> streams = m_rig->streams;
        m_rig.reset();
        QCOMPARE(streams->numOpen.load(), 0);
    }

    void answersAsDocumented_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("answer");
        const auto row = [](const char* method, const char* path, const char* body, int status, const char* answer) {
            QTest::addRow("%s %s %s", method, path, body)
                << QByteArray(method) << QByteArray(path) << QByteArray(body) << status << QByteArray(answer);
        };
        row("GET", "/", "", 200, R"({"info":"proton query to websocket"})");
        row("GET", "/pipelines/one", "", 200, R"({"name":"one","sqls":["x","rows 1"]})");
        row("GET", "/pipelines/a%20b%2F%C3%BC", "", 200, R"({"name":"a b/ü","sqls":["rows 1"]})");
        row("GET", "/pipelines/One", "", 404, R"({"detail":"pipeline not found"})");
        row("DELETE", "/pipelines/none", "", 404, R"({"detail":"pipeline not found"})");
        row("GET", "/queries/none", "", 404, R"({"detail":"pipeline not found"})");
        row("GET", "/queries/none?format=xml", "", 404, R"({"detail":"pipeline not found"})");
        row("GET", "/queries", "", 404, R"({"detail":"Not Found"})");
        row("GET", "/elsewhere", "", 404, R"({"detail":"Not Found"})");
        row("PUT", "/pipelines", "", 405, R"({"detail":"Method Not Allowed"})");
        row("POST", "/queries/one", "", 405, R"({"detail":"Method Not Allowed"})");
        row("POST", "/pipelines", R"({"name":"one","sqls":["SELECT 1"]})", 400, R"({"detail":"pipeline exist"})");
        row("POST", "/pipelines", R"({"name":"new","sqls":[]})", 200, R"({"name":"new","sqls":[]})");
        row("POST", "/pipelines", R"({"name":7,"sqls":["a",1.5]})", 200, R"({"name":"7","sqls":["a","1.5"]})");
        row("POST", "/pipelines", R"({"name":"x"})", 422,
            R"({"detail":[{"loc":["body","sqls"],"msg":"field required","type":"value_error.missing"}]})");
        row("POST", "/pipelines", R"({})", 422,
            R"({"detail":[{"loc":["body","name"],"msg":"field required","type":"value_error.missing"},)"
            R"({"loc":["body","sqls"],"msg":"field required","type":"value_error.missing"}]})");
        row("POST", "/pipelines", "", 422,
            R"({"detail":[{"loc":["body"],"msg":"field required","type":"value_error.missing"}]})");
        row("POST", "/pipelines", "[1]", 422,
            R"({"detail":[{"loc":["body"],"msg":"value is not a valid dict","type":"type_error.dict"}]})");
        row("POST", "/pipelines", R"({"name":null,"sqls":"a"})", 422,
            R"({"detail":[{"loc":["body","name"],"msg":"none is not an allowed value","type":)"
            R"("type_error.none.not_allowed"},{"loc":["body","sqls"],"msg":"value is not a valid list","type":)"
            R"("type_error.list"}]})");
        row("POST", "/pipelines", R"({"name":"x","sqls":["a",{}]})", 422,
            R"({"detail":[{"loc":["body","sqls",1],"msg":"str type expected","type":"type_error.str"}]})");
        row("GET", "/queries/refuse", "", 400,
            R"({"detail":"Expected a table","pipeline":"refuse","statement":2,"line":2,"column":7,)"
            R"("code":"MR-SQL-0001"})");
        row("GET", "/queries/nothing", "", 400,
            R"({"detail":"The pipeline has no statement","pipeline":"nothing","statement":1,"line":null,"column":null,)"
            R"("code":"MR-PIPE-0006"})");
        row("GET", "/queries/one?format=xml", "", 422,
            R"({"detail":[{"loc":["query","format"],"msg":"the value is one of: json, pyrepr, array, csv","type":)"
            R"("value_error.const"}]})");
        row("GET", "/v0/nowhere", "", 404,
            R"({"details":{},"error_code":"NotFound","message":"There is nothing at this path: /v0/nowhere"})");
    }

    void answersAsDocumented()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QByteArray, answer);
        const RawReply reply = m_rig->call(method, path, kJson, body);
        QCOMPARE(reply.body, answer);
        QCOMPARE(reply.status, status);
        QCOMPARE(reply.headers.value("content-type"), QByteArray("application/json"));
        QVERIFY(!reply.headers.contains("access-control-allow-origin"));
    }

    void methodsThatThereAreAreNamed()
    {
        QCOMPARE(m_rig->call("PUT", "/pipelines").headers.value("allow"), QByteArray("GET, POST"));
        QCOMPARE(m_rig->call("POST", "/queries/one").headers.value("allow"), QByteArray("GET"));
        const RawReply head = m_rig->call("HEAD", "/queries/one");
        QCOMPARE(head.status, 405);
        QCOMPARE(m_rig->streams->numRows.load(), uint64_t{0});
    }

    void theDescriptionIsOfTheRoutesThereAre()
    {
        const RawReply reply = m_rig->call("GET", "/openapi.json");
        QCOMPARE(reply.headers.value("content-type"), QByteArray("application/json"));
        const nlohmann::json document = nlohmann::json::parse(reply.body.toStdString());
        std::set<std::string> described;
        for (const auto& [path, item] : document["paths"].items()) {
            for (const char* method : {"get", "post", "put", "patch", "delete"}) {
                if (item.contains(method)) {
                    described.insert(QByteArray(method).toUpper().toStdString() + " " + path);
                }
            }
        }
        server::ApiContext context(*m_rig->engine, "test", m_rig->host);
        server::Router router;
        server::addDescriptiveRoutes(router, context);
        std::set<std::string> served;
        for (const server::Route& route : router.routes()) {
            std::string path(server::methodName(route.method));
            path += route.pattern.empty() ? " /" : " ";
            for (const std::string& segment : route.pattern) {
                path += "/" + segment;
            }
            served.insert(path);
        }
        QVERIFY(described == served);
        // What it refers to is there.
        const std::string text = reply.body.toStdString();
        constexpr std::string_view kReference = "\"$ref\": \"#";
        for (size_t at = text.find(kReference); at != std::string::npos; at = text.find(kReference, at + 1)) {
            const size_t begin = at + kReference.size();
            const std::string pointer = text.substr(begin, text.find('"', begin) - begin);
            QVERIFY2(document.contains(nlohmann::json::json_pointer(pointer)), pointer.c_str());
        }
    }

    void aSlashAtTheEndChangesNothing()
    {
        QCOMPARE(m_rig->call("GET", "/queries/one/").body, kRow);
        QCOMPARE(m_rig->call("GET", "/pipelines/").body, m_rig->call("GET", "/pipelines").body);
    }

    void thePasswordIsNotShown()
    {
        const QByteArray body = m_rig->call("GET", "/config").body;
        QVERIFY2(body.startsWith(R"({"host":"localhost","port":8463,"db":"default","user":"default",)"
                                 R"("password":"********","pipelines":[{"name":"one",)"),
                 body);
        QVERIFY(!body.contains("secret"));
    }

    void pipelinesComeAndGo()
    {
        const RawReply added = m_rig->call("POST", "/pipelines", "Content-Type: application/json; charset=utf-8\r\n",
                                           R"({"name":"new","sqls":["rows 1"]})");
        QCOMPARE(added.status, 200);
        QCOMPARE(m_rig->call("GET", "/queries/new").body, kRow);
        const RawReply removed = m_rig->call("DELETE", "/pipelines/new");
        QCOMPARE(removed.status, 204);
        QCOMPARE(removed.body, QByteArray());
        QVERIFY(!removed.headers.contains("content-length"));
        QCOMPARE(m_rig->call("GET", "/queries/new").status, 404);
        QVERIFY(
            m_rig->call("GET", "/pipelines").body.startsWith(R"([{"name":"one","sqls":["x","rows 1"]},{"name":"ten")"));
    }

    void aPageCannotPost()
    {
        // Forms send these without asking first.
        for (const char* type :
             {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"}) {
            const RawReply reply = m_rig->call("POST", "/pipelines", "Content-Type: " + QByteArray(type) + "\r\n",
                                               R"({"name":"new","sqls":[]})");
            QCOMPARE(reply.status, 415);
        }
        QCOMPARE(m_rig->call("POST", "/pipelines", {}, "{}").status, 415);
        QCOMPARE(m_rig->call("GET", "/queries/one", "Origin: http://example.org\r\n").status, 403);
        QCOMPARE(m_rig->call("GET", "/queries/one", "Sec-Fetch-Site: cross-site\r\n").status, 403);
        QCOMPARE(m_rig->streams->numRows.load(), uint64_t{0}); // not one statement was run
    }

    void theFileIsWrittenAndLoadsAgain()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("config.yaml"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write("# mine\npipelines:\n  - name: one  # first\n    sqls: [rows 1]\n");
        file.flush();
        QueryRig rig(path.toStdString());
        QCOMPARE(rig.call("POST", "/pipelines", kJson, R"({"name":"new","sqls":["a\nb\n","ü"]})").status, 200);
        QFile after(path);
        QVERIFY(after.open(QIODevice::ReadOnly));
        const QByteArray text = after.readAll();
        QVERIFY2(text.startsWith("# mine\npipelines:\n  - name: one  # first\n    sqls: [rows 1]\n  - name: \"new\"\n"),
                 text);
        const descriptive::ConfigReading reading = descriptive::readPipelinesConfig(text.toStdString());
        QVERIFY(!reading.hasErrors);
        QCOMPARE(reading.config.pipelines.back().statements, (std::vector<std::string>{"a\nb\n", "ü"}));
        QVERIFY(after.remove());
        const RawReply gone = rig.call("DELETE", "/pipelines/new");
        QCOMPARE(gone.status, 500); // and it is still there
        QVERIFY2(gone.body.contains("cannot be opened"), gone.body);
        QCOMPARE(rig.call("GET", "/pipelines/new").status, 200);
    }

    void rowsComeAsLines()
    {
        const RawReply reply = m_rig->call("GET", "/queries/one");
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body, kRow);
        QVERIFY(reply.isWhole);
        QCOMPARE(reply.headers.value("content-type"), QByteArray("application/json"));
        QCOMPARE(reply.headers.value("transfer-encoding"), QByteArray("chunked"));
        QCOMPARE(m_rig->call("GET", "/queries/ten").body.count('\n'), qsizetype{10});
        QCOMPARE(m_rig->call("GET", "/queries/a%20b%2F%C3%BC").body, kRow);
    }

    void theConnectionIsKeptAfterTheEnd()
    {
        RawClient client(m_rig->port);
        client.request("GET", "/queries/one");
        QCOMPARE(client.reply().body, kRow);
        client.request("GET", "/queries/one");
        QCOMPARE(client.reply().body, kRow);
    }

    void oldClientsReadUntilTheEnd()
    {
        RawClient client(m_rig->port);
        client.send("GET /queries/ten HTTP/1.0\r\nHost: " + client.host() + "\r\n\r\n");
        const RawReply reply = client.reply();
        QVERIFY(!reply.headers.contains("transfer-encoding"));
        QCOMPARE(reply.body.count('\n'), qsizetype{10});
        QVERIFY(client.isClosed());
    }

    void rowsComeInOtherForms_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("pyrepr") << QByteArray("format=pyrepr") << QByteArray()
                                << QByteArray("text/plain; charset=utf-8")
                                << QByteArray("{'device': 'device0', 'temperature': 0.0, '_tp_time': "
                                              "'2024-01-23 08:53:20+00:00'}\n");
        QTest::newRow("array") << QByteArray("format=array&time=epoch_ms") << QByteArray()
                               << QByteArray("application/json") << QByteArray("[\"device0\", 0.0, 1706000000000]\n");
        QTest::newRow("csv") << QByteArray("format=csv&time=iso") << QByteArray()
                             << QByteArray("text/csv; charset=utf-8")
                             << QByteArray("device,temperature,_tp_time\ndevice0,0.0,2024-01-23T08:53:20+00:00\n");
        QTest::newRow("ndjson") << QByteArray() << QByteArray("application/x-ndjson")
                                << QByteArray("application/x-ndjson") << kRow;
        QTest::newRow("events") << QByteArray() << QByteArray("text/event-stream") << QByteArray("text/event-stream")
                                << QByteArray(
                                       "event: query\ndata: {\"result\": {\"header\": [{\"name\": \"device\", "
                                       "\"type\": \"string\"}, {\"name\": \"temperature\", \"type\": \"float32\"}, "
                                       "{\"name\": \"_tp_time\", \"type\": \"datetime64(3, 'UTC')\"}]}}\n\ndata: ") +
                                       kRow + QByteArray("\nevent: metrics\ndata: {\"count\": 1}\n\n");
    }

    void rowsComeInOtherForms()
    {
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, accept);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        const RawReply reply =
            m_rig->call("GET", "/queries/one?" + query, accept.isEmpty() ? accept : "Accept: " + accept + "\r\n");
        QCOMPARE(reply.body, body);
        QCOMPARE(reply.headers.value("content-type"), type);
        QVERIFY(reply.isWhole);
    }

    void anErrorAfterRowsIsToldAndCutsTheBody_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<QByteArray>("last");
        const QByteArray why = "{\"detail\":\"Division by zero: " + QByteArray(200, 'x') + "\"," +
                               R"("pipeline":"fail","statement":1,"line":null,"column":null,"code":"MR-EVAL-0002"})";
        QTest::newRow("json") << QByteArray() << QByteArray() << "\"}\n{\"error\": " + why + "}\n";
        QTest::newRow("array") << QByteArray("format=array") << QByteArray() << "\"]\n{\"error\": " + why + "}\n";
        QTest::newRow("events") << QByteArray() << QByteArray("text/event-stream")
                                << "\"}\n\nevent: error\ndata: " + why + "\n\n";
        QTest::newRow("csv") << QByteArray("format=csv") << QByteArray() << QByteArray("+00:00\n");
        QTest::newRow("pyrepr") << QByteArray("format=pyrepr") << QByteArray() << QByteArray("'}\n");
    }

    void anErrorAfterRowsIsToldAndCutsTheBody()
    {
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, accept);
        QFETCH(QByteArray, last);
        RawClient client(m_rig->port);
        client.request("GET", "/queries/fail?" + query, accept.isEmpty() ? accept : "Accept: " + accept + "\r\n");
        const RawReply reply = client.reply();
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body.count("+00:00"), qsizetype{3});
        QVERIFY2(reply.body.endsWith(last), reply.body);
        QVERIFY(!reply.isWhole);
        QVERIFY(client.isClosed());
    }

    void aCallEndsWithItsClient_data()
    {
        QTest::addColumn<QByteArray>("pipeline");
        QTest::addColumn<bool>("isReset");
        for (const char* name : {"endless", "silent", "every"}) {
            QTest::addRow("%s, FIN", name) << QByteArray(name) << false;
            QTest::addRow("%s, RST", name) << QByteArray(name) << true;
        }
    }

    void aCallEndsWithItsClient()
    {
        QFETCH(QByteArray, pipeline);
        QFETCH(bool, isReset);
        RawClient client(m_rig->port);
        client.request("GET", "/queries/" + pipeline);
        QCOMPARE(client.readHead().status, 200);
        QVERIFY(QueryRig::waitUntil([&] { return m_rig->streams->numOpen == 1; }));
        if (pipeline == "endless") {
            QThread::msleep(50); // everything between here and there is full
        }
        QElapsedTimer timer;
        timer.start();
        if (isReset) {
            client.socket.abort();
        } else {
            client.socket.disconnectFromHost();
        }
        QVERIFY(QueryRig::waitUntil([&] { return m_rig->streams->numOpen == 0; }));
        QVERIFY2(timer.elapsed() < 100 * kSlowdown, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(QueryRig::waitUntil([&] { return m_rig->host->numCalls() == 0; }));
    }

    void aClientThatDoesNotReadStopsItsGenerator()
    {
        RawClient client(m_rig->port);
        client.socket.setReadBufferSize(1);
        client.request("GET", "/queries/endless");
        quint64 before = 0;
        QVERIFY(QueryRig::waitUntil([&] {
            QThread::msleep(50);
            return std::exchange(before, m_rig->streams->numRows.load()) == m_rig->streams->numRows && before > 0;
        }));
        QVERIFY2(before < 400000, qPrintable(QString::number(before))); // 36 MB, with all buffers of the system
        QCOMPARE(m_rig->call("GET", "/queries/one").body, kRow);        // the others go on
    }

    void aPipelineThatIsRemovedRunsOn()
    {
        RawClient client(m_rig->port);
        client.request("GET", "/queries/every");
        client.readHead();
        QVERIFY(!client.readChunk().isEmpty());
        QCOMPARE(m_rig->call("DELETE", "/pipelines/every").status, 204);
        QVERIFY(!client.readChunk().isEmpty());
        QVERIFY(!client.readChunk().isEmpty());
    }

    void tooManyCallsAreRefused()
    {
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int at = 0; at < 40; ++at) {
            clients.push_back(std::make_unique<RawClient>(m_rig->port));
            clients.back()->request("GET", "/queries/silent");
            QCOMPARE(clients.back()->readHead().status, 200);
        }
        const RawReply refused = m_rig->call("GET", "/queries/one");
        QCOMPARE(refused.status, 503);
        QCOMPARE(refused.headers.value("retry-after"), QByteArray("1"));
        clients.clear();
        QVERIFY(QueryRig::waitUntil([&] { return m_rig->host->numCalls() == 0; }));
        QCOMPARE(m_rig->call("GET", "/queries/one").status, 200);
    }

    void readersMayCallButNotChange()
    {
        server::ListenOptions listen;
        listen.token.emplace("token");
        QueryRig rig({}, listen);
        QCOMPARE(rig.call("GET", "/queries/one").status, 401);
        QCOMPARE(rig.call("GET", "/queries/one", "Authorization: Bearer token\r\n").body, kRow);
        const RawReply made = rig.call("POST", "/v0/api_keys", kJson + "Authorization: Bearer token\r\n",
                                       R"({"name":"reader","role":"read"})");
        const QByteArray key = QJsonDocument::fromJson(made.body).object()["api_key"].toString().toLatin1();
        QVERIFY2(!key.isEmpty(), made.body);
        const QByteArray reader = "Authorization: Bearer " + key + "\r\n";
        QCOMPARE(rig.call("GET", "/queries/one", reader).body, kRow);
        QCOMPARE(rig.call("POST", "/pipelines", kJson + reader, R"({"name":"new","sqls":[]})").status, 403);
        QCOMPARE(rig.call("DELETE", "/pipelines/one", reader).status, 403);
    }

    void whoListensIsKnown()
    {
        RawClient client(m_rig->port);
        client.request("GET", "/queries/every", "User-Agent: probe/1\r\n");
        client.readHead();
        QVERIFY(!client.readChunk().isEmpty());
        const std::vector<descriptive::LiveCallInfo> calls = m_rig->host->calls();
        QCOMPARE(calls.size(), size_t{1});
        QCOMPARE(calls[0].origin.pipeline, std::string("every"));
        QCOMPARE(calls[0].origin.client, std::string("HTTP probe/1"));
        QVERIFY(calls[0].numRows >= 5);
    }

private:
    std::unique_ptr<QueryRig> m_rig;
};

QTEST_GUILESS_MAIN(TestDescriptiveRoutes)
#include "test_descriptive_routes.moc"
