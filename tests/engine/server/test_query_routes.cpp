// SPDX-License-Identifier: GPL-3.0-or-later
// GET …/query by HTTP and over a WebSocket.
#include "engine/server/client_socket.h"
#include "tests/engine/server/api_rig.h"
#include "tests/support/thread_names.h"

#include <QSignalSpy>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketHandshakeOptions>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr const char* kProgram =
    "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR);\n"
    "CREATE VIEW hidden AS SELECT id FROM t;\n"
    "CREATE MATERIALIZED VIEW v AS SELECT id, name FROM t WHERE id > 1;\n";

const QByteArray kUpgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const QByteArray kLongQuery = "/v0/pipelines/p/query?format=json&sql=SELECT+a.id+FROM+t+a,t+b,t+c+WHERE+"
                              "a.id%2Bb.id%2Bc.id%3D-1";

RawReply get(quint16 port, const QByteArray& format, const QByteArray& sql)
{
    RawClient client(port);
    client.request("GET", "/v0/pipelines/p/query?pipeline_name=p&format=" + format + "&sql=" + sql.toPercentEncoding());
    return client.reply();
}

/// A WebSocket client that keeps all it is sent.
class SocketClient {
public:
    explicit SocketClient(quint16 port, const QStringList& subprotocols = {}, const QByteArray& path = "p")
    {
        QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket,
                         [this](const QString& text) { m_text += text.toUtf8(); });
        QNetworkRequest request(QUrl(QStringLiteral("ws://127.0.0.1:%1/v0/pipelines/%2/query")
                                         .arg(port)
                                         .arg(QString::fromLatin1(path))));
        if (!subprotocols.isEmpty()) {
            // Qt 6.4 knows no options for that; the header says the same.
            request.setRawHeader("Sec-WebSocket-Protocol", subprotocols.join(", ").toLatin1());
        }
        socket.open(request);
    }
    bool isConnected()
    {
        return QTest::qWaitFor([this] { return socket.state() == QAbstractSocket::ConnectedState; }, 5000);
    }
    bool isClosed(int patienceMs = RawClient::kPatienceMs)
    {
        return QTest::qWaitFor([this] { return socket.state() == QAbstractSocket::UnconnectedState; }, patienceMs);
    }
    const QByteArray& text() const { return m_text; }

    QWebSocket socket;

private:
    QByteArray m_text;
};

} // namespace

class TestQueryRoutes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_rig = std::make_unique<ApiRig>(kProgram);
        const RawReply reply = m_rig->post("ingress/t?format=json&update_format=raw",
                                           "{\"id\":1,\"name\":\"a\"}{\"id\":2,\"name\":\"Zürich\"}{\"id\":3}");
        QVERIFY(m_rig->waitFor(jsonOf(reply)["token"].toString().toUtf8()));
    }
    void cleanup() { m_rig.reset(); }

    void answersInEachFormat_data()
    {
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("text") << QByteArray("text") << QByteArray("SELECT id, name FROM v ORDER BY id")
                              << QByteArray("text/plain")
                              << QByteArray("+----+--------+\n| id | name   |\n+----+--------+\n"
                                            "| 2  | Zürich |\n| 3  |        |\n+----+--------+");
        QTest::newRow("empty text") << QByteArray("text") << QByteArray("SELECT id FROM v WHERE id > 9")
                                    << QByteArray("text/plain") << QByteArray("+----+\n| id |\n+----+\n+----+");
        QTest::newRow("json") << QByteArray("json") << QByteArray("SELECT id, name FROM v ORDER BY id")
                              << QByteArray("application/json")
                              << QByteArray("{\"id\":2,\"name\":\"Zürich\"}\n{\"id\":3,\"name\":null}\n");
        QTest::newRow("insert") << QByteArray("json") << QByteArray("INSERT INTO t VALUES (4, 'd'), (5, 'e')")
                                << QByteArray("application/json") << QByteArray("{\"count\":2}\n");
    }

    void answersInEachFormat()
    {
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, sql);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        const RawReply reply = get(m_rig->port, format, sql);
        QCOMPARE(reply.body, body);
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.headers.value("content-type"), type);
        QCOMPARE(reply.headers.value("transfer-encoding"), QByteArray("chunked"));
        QVERIFY(reply.isWhole);
    }

    void longCellsAreCut()
    {
        const QByteArray sql = "SELECT '" + QByteArray(100, 'x') + "' AS c FROM t WHERE id = 1";
        const RawReply reply = get(m_rig->port, "text", sql);
        QVERIFY2(reply.body.contains("| " + QByteArray(64, 'x') + "... |"), reply.body);
    }

    void hashDoesNotDependOnTheOrder()
    {
        const QByteArray up = get(m_rig->port, "hash", "SELECT id FROM t ORDER BY id").body;
        const QByteArray down = get(m_rig->port, "hash", "SELECT id FROM t ORDER BY id DESC").body;
        const QByteArray other = get(m_rig->port, "hash", "SELECT id FROM t WHERE id < 3").body;
        QCOMPARE(up, down);
        QVERIFY(up != other);
        QCOMPARE(up.size(), 64);
        QCOMPARE(up, up.toUpper());
    }

    void tellsWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("word");
        const auto row = [](const char* name, const char* format, const char* sql, int status, const char* code,
                            const char* word) {
            QTest::newRow(name) << QByteArray(format) << QByteArray(sql) << status << QString::fromLatin1(code)
                                << QString::fromLatin1(word);
        };
        row("syntax", "text", "SELEC 1", 400, "AdHocQueryError", "Error during query processing: ");
        row("not kept", "text", "SELECT * FROM hidden", 400, "AdHocQueryError", "materialized");
        row("nothing", "text", "", 400, "AdHocQueryError", "");
        row("at run time", "json", "SELECT 1 / (id - 1) AS x FROM t", 400, "AdHocQueryError", "");
        row("arrow", "arrow_ipc", "SELECT id FROM t", 501, "ArrowNotAvailable", "Apache Arrow");
        row("parquet", "parquet", "SELECT id FROM t", 501, "ArrowNotAvailable", "Apache Arrow");
        row("format", "arrow", "SELECT id FROM t", 400, "InvalidParam", "arrow");
    }

    void tellsWhatIsWrong()
    {
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, sql);
        QFETCH(int, status);
        QFETCH(QString, code);
        QFETCH(QString, word);
        const RawReply reply = get(m_rig->port, format, sql);
        QCOMPARE(jsonOf(reply)["error_code"].toString(), code);
        QCOMPARE(reply.status, status);
        QVERIFY2(jsonOf(reply)["message"].toString().contains(word), reply.body);
    }

    /// More than all buffers hold, to a client that reads late: nothing is lost.
    void largeResultsArriveWhole()
    {
        constexpr int kRows = 200'000;
        QByteArray rows;
        for (int id = 10; id < 10 + kRows; ++id) {
            rows += QByteArray::number(id) + ",name of this row\n";
        }
        QVERIFY(m_rig->waitFor(jsonOf(m_rig->post("ingress/t", rows))["token"].toString().toUtf8()));
        RawClient client(m_rig->port);
        client.request("GET", "/v0/pipelines/p/query?format=json&sql=SELECT+*+FROM+t+WHERE+id+%3E%3D+10");
        QTest::qSleep(100);
        const RawReply reply = client.reply();
        QVERIFY(reply.isWhole);
        QCOMPARE(reply.body.count('\n'), kRows);
        SocketClient socket(m_rig->port);
        QVERIFY(socket.isConnected());
        socket.socket.sendTextMessage(R"({"sql":"SELECT * FROM t WHERE id >= 10","format":"json"})");
        QVERIFY(socket.isClosed());
        QCOMPARE(socket.socket.closeCode(), QWebSocketProtocol::CloseCodeNormal);
        QCOMPARE(socket.text().count('\n'), kRows);
    }

    void goneClientCancelsItsQuery()
    {
        {
            RawClient client(m_rig->port);
            client.request("GET", "/v0/pipelines/p/query?format=json&sql=SELECT+a.id+FROM+t+a,t+b,t+c");
            client.readHead();
        }
        QVERIFY(ApiRig::waitUntil([&] { return m_rig->service->status().numClients == 0; }));
    }

    void socketAnswers_data()
    {
        QTest::addColumn<QString>("request");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("closeCode");
        const auto row = [](const char* name, const char* request, const char* text, int code) {
            QTest::newRow(name) << QString::fromLatin1(request) << QByteArray(text) << code;
        };
        row("text is the default", R"({"sql":"SELECT id FROM v ORDER BY id"})",
            "+----+\n| id |\n+----+\n| 2  |\n| 3  |\n+----+", 1000);
        row("json", R"({"sql":"SELECT id FROM v ORDER BY id","format":"json"})", "{\"id\":2}\n{\"id\":3}\n", 1000);
        row("no statement", "{}", "{\"error\":", 1011);
        row("wrong statement", R"({"sql":"SELEC 1","format":"json"})", "{\"error\":", 1011);
        row("wrong at run time, json", R"({"sql":"SELECT 1 / (id - 1) AS x FROM t","format":"json"})", "{\"error\":",
            1011);
        row("wrong at run time, text", R"({"sql":"SELECT 1 / (id - 1) AS x FROM t"})", "ERROR: ", 1011);
        row("no json", "SELECT 1", "{\"error\":\"The body is not JSON", 1011);
        row("no texts", R"({"sql":1})", "{\"error\":\"The request is an object", 1011);
        row("arrow", R"({"sql":"SELECT 1","format":"arrow_ipc"})", "{\"error\":\"This build has no Apache Arrow", 1011);
    }

    void socketAnswers()
    {
        QFETCH(QString, request);
        QFETCH(QByteArray, text);
        QFETCH(int, closeCode);
        SocketClient client(m_rig->port);
        QVERIFY(client.isConnected());
        client.socket.sendTextMessage(request);
        QVERIFY(client.isClosed());
        QVERIFY2(closeCode == 1000 ? client.text() == text : client.text().startsWith(text), client.text());
        QCOMPARE(int(client.socket.closeCode()), closeCode);
        QVERIFY(client.socket.closeReason().isEmpty());
        QVERIFY(ApiRig::waitUntil([&] { return m_rig->service->status().numClients == 0; }));
    }

    void socketRefusesBinary()
    {
        SocketClient client(m_rig->port);
        QVERIFY(client.isConnected());
        client.socket.sendBinaryMessage("{}");
        QVERIFY(client.isClosed());
        QVERIFY(client.text().startsWith("{\"error\":\"Binary requests are not supported."));
        QCOMPARE(int(client.socket.closeCode()), 1011);
    }

    void socketEchoesASubprotocol_data()
    {
        QTest::addColumn<QByteArray>("offered");
        QTest::addColumn<QByteArray>("chosen");
        QTest::newRow("none") << QByteArray() << QByteArray();
        QTest::newRow("ours") << QByteArray("a, feldera-ws-v1, b") << QByteArray("feldera-ws-v1");
        QTest::newRow("the first") << QByteArray("a, b") << QByteArray("a");
    }

    void socketEchoesASubprotocol()
    {
        QFETCH(QByteArray, offered);
        QFETCH(QByteArray, chosen);
        RawClient client(m_rig->port);
        client.send("GET /v0/pipelines/p/query HTTP/1.1\r\nHost: " + client.host() +
                    "\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                    (offered.isEmpty() ? QByteArray() : "Sec-WebSocket-Protocol: " + offered + "\r\n") + "\r\n");
        const RawReply reply = client.readHead();
        QCOMPARE(reply.status, 101);
        QCOMPARE(reply.headers.value("sec-websocket-accept"), QByteArray("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        QCOMPARE(reply.headers.value("sec-websocket-protocol"), chosen);
    }

    void handshakeAllowsNoOtherOrigin()
    {
        RawClient client(m_rig->port);
        client.request("GET", "/v0/pipelines/p/query", kUpgrade);
        const RawReply reply = client.readHead();
        QCOMPARE(reply.status, 101);
        QCOMPARE(reply.headers.value("upgrade").toLower(), QByteArray("websocket"));
        for (const QByteArray& name : reply.headers.keys()) {
            QVERIFY2(!name.startsWith("access-control-"), name);
        }
    }

    void refusesMalformedHandshakes_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("status");
        const QByteArray upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
        const QByteArray version = "Sec-WebSocket-Version: 13\r\n";
        const QByteArray key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        QTest::newRow("no key") << upgrade + version << 400;
        QTest::newRow("two keys") << upgrade + version + key + key << 400;
        QTest::newRow("short key") << upgrade + version + "Sec-WebSocket-Key: abc=\r\n" << 400;
        QTest::newRow("no version") << upgrade + key << 426;
        QTest::newRow("other version") << upgrade + key + "Sec-WebSocket-Version: 8\r\n" << 426;
        QTest::newRow("sized body") << upgrade + version + key + "Content-Length: 3\r\n" << 400;
        QTest::newRow("chunked body") << upgrade + version + key + "Transfer-Encoding: chunked\r\n" << 400;
    }

    void refusesMalformedHandshakes()
    {
        QFETCH(QByteArray, headers);
        QFETCH(int, status);
        RawClient client(m_rig->port);
        client.request("GET", "/v0/pipelines/p/query", headers);
        const RawReply reply = client.reply();
        QCOMPARE(reply.status, status);
        QCOMPARE(reply.headers.value("sec-websocket-version"), status == 426 ? QByteArray("13") : QByteArray());
    }

    void refusesBareFrames_data()
    {
        QTest::addColumn<QByteArray>("before");
        const auto masked = [](char opcode, const QByteArray& payload) {
            QByteArray frame = QByteArray(1, opcode) + char(payload.size() < 126 ? 0x80 | payload.size() : 0xfe);
            if (payload.size() >= 126) {
                frame += char(payload.size() >> 8);
                frame += char(payload.size() & 0xff);
            }
            return frame + QByteArray(4, '\0') + payload; // a mask of zeros changes nothing
        };
        QTest::newRow("first") << QByteArray();
        QTest::newRow("after a ping") << masked('\x89', "hello");
        QTest::newRow("after empty and long ones") << masked('\x89', {}) + masked('\x01', QByteArray(3000, 'x'));
    }

    /// Frames need not wait for the answer to the upgrade; they are a client's all the same.
    void servesAQueryThatComesWithTheRequest()
    {
        const QByteArray request = R"({"sql":"SELECT id FROM v","format":"json"})";
        RawClient client(m_rig->port);
        client.send("GET /v0/pipelines/p/query HTTP/1.1\r\nHost: " + client.host() + "\r\n" + kUpgrade + "\r\n\x81" +
                    char(0x80 | request.size()) + QByteArray(4, '\0') + request);
        QCOMPARE(client.readHead().status, 101);
        QVERIFY(client.isClosed());
        QVERIFY2(client.unread().contains("{\"id\":2}\n{\"id\":3}\n"), client.unread());
        QVERIFY(client.unread().endsWith(QByteArray("\x88\x02\x03\xe8", 4)));
    }

    /// A client that does not mask what it sends is told so (1002) and not served.
    void refusesBareFrames()
    {
        QFETCH(QByteArray, before);
        const QByteArray request = R"({"sql":"SELECT id FROM v"})";
        RawClient client(m_rig->port);
        client.request("GET", "/v0/pipelines/p/query", kUpgrade);
        QCOMPARE(client.readHead().status, 101);
        client.send(before);
        client.send(QByteArray("\x81", 1) + char(request.size()) + request);
        QVERIFY(client.isClosed());
        const QByteArray close = QByteArray("\x88", 1) + char(2 + 28) + QByteArray("\x03\xea", 2);
        QVERIFY2(client.unread().contains(close), client.unread().toHex());
        QVERIFY(ApiRig::waitUntil([&] { return m_rig->service->status().numClients == 0; }));
    }

    /// Each ping is answered, and the answers of a client that does not read would be kept.
    void endsWhoPingsAndDoesNotRead()
    {
        const QByteArray ping = QByteArray("\x89\xfd", 2) + QByteArray(4 + 125, '\0');
        const QByteArray pings = ping.repeated(8000); // a megabyte
        RawClient client(m_rig->port);
        client.request("GET", "/v0/pipelines/p/query", kUpgrade);
        QCOMPARE(client.readHead().status, 101);
        client.socket.setReadBufferSize(1024);
        int numSent = 0;
        while (numSent < 100 && client.socket.state() == QAbstractSocket::ConnectedState) {
            client.send(pings);
            ++numSent;
        }
        QVERIFY2(numSent < 100, "it is cut");
        QVERIFY(ApiRig::waitUntil([&] { return m_rig->service->status().numClients == 0; }));
    }

    void frameWatchFollowsFramesHoweverTheyAreCut()
    {
        QByteArray frames;
        for (const int size : {0, 1, 125, 126, 65'535, 65'536}) {
            const int lengthBytes = size < 126 ? 0 : size < 65'536 ? 2 : 8;
            frames += char(0x82);
            frames += char(0x80 | (lengthBytes == 0 ? size : lengthBytes == 2 ? 126 : 127));
            for (int at = lengthBytes - 1; at >= 0; --at) {
                frames += char(quint64(size) >> (8 * at) & 0xff);
            }
            frames += QByteArray(4, '\x55') + QByteArray(size, '\0');
        }
        for (const qsizetype piece : {qsizetype{1}, qsizetype{3}, qsizetype{1000}, frames.size()}) {
            server::FrameWatch watch;
            for (qsizetype at = 0; at < frames.size(); at += piece) {
                QVERIFY(watch.see(QByteArrayView(frames).sliced(at, std::min(piece, frames.size() - at))));
            }
            QVERIFY(!watch.see(QByteArray("\x82\x01", 2)));
        }
    }

    void stoppingEndsQueries()
    {
        fillForLongQueries();
        RawClient working(m_rig->port); // nothing is sent yet
        working.request("GET", kLongQuery);
        RawClient streaming(m_rig->port);
        streaming.request("GET", "/v0/pipelines/p/query?format=json&sql=SELECT+a.id+FROM+t+a,t+b+WHERE+a.id<200");
        QCOMPARE(streaming.readHead().status, 200);
        SocketClient socket(m_rig->port);
        QVERIFY(socket.isConnected());
        socket.socket.sendTextMessage(R"({"sql":"SELECT a.id FROM t a, t b, t c WHERE a.id + b.id + c.id = -1"})");
        QTRY_COMPARE(countThreads("mr-query"), 3);
        RawClient stopper(m_rig->port);
        stopper.request("POST", "/v0/pipelines/p/stop?force=true");
        QCOMPARE(stopper.reply().status, 202);
        const RawReply reply = working.reply();
        QCOMPARE(reply.status, 410);
        QCOMPARE(jsonOf(reply)["error_code"].toString(), QStringLiteral("Terminating"));
        QVERIFY(socket.isClosed());
        QCOMPARE(int(socket.socket.closeCode()), 1011);
        QVERIFY2(socket.text().contains("The pipeline was stopped"), socket.text());
        QTRY_COMPARE(countThreads("mr-query"), 0);
    }

    void clientsThatGoEndTheirQueries()
    {
        fillForLongQueries();
        {
            RawClient client(m_rig->port);
            client.request("GET", kLongQuery);
            SocketClient socket(m_rig->port);
            QVERIFY(socket.isConnected());
            socket.socket.sendTextMessage(R"({"sql":"SELECT a.id FROM t a, t b, t c WHERE a.id + b.id + c.id = -1"})");
            QTRY_COMPARE(countThreads("mr-query"), 2);
        }
        QTRY_COMPARE(countThreads("mr-query"), 0);
    }

    void tooManyQueriesAreRefused()
    {
        fillForLongQueries();
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int at = 0; at < 17; ++at) {
            clients.push_back(std::make_unique<RawClient>(m_rig->port));
            clients.back()->request("GET", kLongQuery);
            QTRY_COMPARE(countThreads("mr-query"), std::min(at + 1, 16));
        }
        const RawReply refused = clients.back()->reply();
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.headers.value("retry-after"), QByteArray("1"));
        QCOMPARE(jsonOf(refused)["error_code"].toString(), QStringLiteral("TooManyQueries"));
    }

    void upgradeIsRefusedInPlainHttp()
    {
        QVERIFY(m_rig->pipeline->stop().ok());
        m_rig->pipeline->waitUntilSettled();
        const QByteArray upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        RawClient client(m_rig->port);
        client.request("GET", "/v0/pipelines/p/query", upgrade);
        QCOMPARE(client.reply().status, 503);
        client.request("GET", "/v0/pipelines/other/query", upgrade); // on the same connection
        QCOMPARE(client.reply().status, 404);
        client.request("GET", "/v0/pipelines/p/query", upgrade + "Origin: http://evil.example\r\n");
        QCOMPARE(client.reply().status, 403);
    }

private:
    /// So many rows that a join of three takes minutes.
    void fillForLongQueries()
    {
        QByteArray rows;
        for (int id = 10; id < 5000; ++id) {
            rows += QByteArray::number(id) + ",x\n";
        }
        QVERIFY(m_rig->waitFor(jsonOf(m_rig->post("ingress/t", rows))["token"].toString().toUtf8()));
    }

    std::unique_ptr<ApiRig> m_rig;
};

QTEST_GUILESS_MAIN(TestQueryRoutes)
#include "test_query_routes.moc"
