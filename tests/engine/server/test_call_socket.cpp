// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a call over a WebSocket: a message each, control frames between them, and every way it can end.
#include "tests/engine/server/query_rig.h"

#include <QDir>
#include <QTest>
#include <QWebSocket>

#include <thread>

using namespace millrace;
using namespace millrace::test;

namespace {

const QByteArray kUpgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// Keeps the messages; its event loop is the test's.
class SocketClient {
public:
    explicit SocketClient(quint16 port, const QString& path)
    {
        QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket,
                         [this](const QString& text) { messages += text.toUtf8(); });
        socket.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/queries/%2").arg(port).arg(path)));
    }
    template <typename Condition>
    bool waitFor(Condition condition, int patienceMs = RawClient::kPatienceMs)
    {
        return QTest::qWaitFor(condition, patienceMs);
    }
    bool isClosed()
    {
        return waitFor([this] { return socket.state() == QAbstractSocket::UnconnectedState; });
    }

    QWebSocket socket;
    QList<QByteArray> messages;
};

/// A client frame, masked with zeros.
QByteArray frame(char opcode, const QByteArray& payload)
{
    return QByteArray(1, static_cast<char>(0x80 | opcode)) + QByteArray(1, static_cast<char>(0x80 | payload.size())) +
           QByteArray(4, '\0') + payload;
}

/// Takes frames apart, as they come from a server.
class FrameReader {
public:
    explicit FrameReader(RawClient& client)
        : m_client(client)
    {
    }
    /// Opcode and payload of the next one; -1 when none comes.
    std::pair<int, QByteArray> next()
    {
        if (!fill(2)) {
            return {-1, {}};
        }
        const int opcode = m_bytes[m_at] & 0x0f;
        size_t size = static_cast<unsigned char>(m_bytes[m_at + 1]);
        qsizetype head = 2;
        if (size == 126 && fill(4)) {
            size = static_cast<unsigned char>(m_bytes[m_at + 2]) * 256U + static_cast<unsigned char>(m_bytes[m_at + 3]);
            head = 4;
        }
        if (!fill(head + static_cast<qsizetype>(size))) {
            return {-1, {}};
        }
        const QByteArray payload = m_bytes.mid(m_at + head, static_cast<qsizetype>(size));
        m_at += head + static_cast<qsizetype>(size);
        return {opcode, payload};
    }

private:
    bool fill(qsizetype size)
    {
        if (m_at > (1 << 20)) {
            m_bytes.remove(0, m_at);
            m_at = 0;
        }
        while (m_bytes.size() - m_at < size) {
            if (m_client.socket.bytesAvailable() == 0 && !m_client.socket.waitForReadyRead(RawClient::kPatienceMs)) {
                return false;
            }
            m_bytes += m_client.socket.readAll();
        }
        return true;
    }

    RawClient& m_client;
    QByteArray m_bytes;
    qsizetype m_at = 0;
};

size_t numDescriptors()
{
    return QDir(QStringLiteral("/proc/self/fd"))
        .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
        .size();
}

} // namespace

class TestCallSocket : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_rig = std::make_unique<QueryRig>(); }
    void cleanup()
    {
        const std::shared_ptr<FakeStreams> streams = m_rig->streams;
        m_rig.reset();
        QCOMPARE(streams->numOpen.load(), 0);
    }

    void aRowIsAMessageAndTheEndIsNormal()
    {
        SocketClient client(m_rig->port, QStringLiteral("ten"));
        QVERIFY(client.isClosed());
        QCOMPARE(client.messages.size(), qsizetype{10});
        QCOMPARE(
            client.messages[0],
            QByteArray("{\"device\": \"device0\", \"temperature\": 0.0, \"_tp_time\": \"2024-01-23 08:53:20+00:00\"}"));
        QCOMPARE(client.socket.closeCode(), QWebSocketProtocol::CloseCodeNormal);
        QCOMPARE(client.socket.closeReason(), QString());
    }

    void formsAreThoseOfHttp()
    {
        SocketClient client(m_rig->port, QStringLiteral("one?format=pyrepr"));
        QVERIFY(client.isClosed());
        QCOMPARE(
            client.messages,
            QList<QByteArray>{"{'device': 'device0', 'temperature': 0.0, '_tp_time': '2024-01-23 08:53:20+00:00'}"});
    }

    void whatCannotBeCalledRefusesTheUpgrade_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("unknown") << QByteArray("none") << 404 << QByteArray(R"({"detail":"pipeline not found"})");
        QTest::newRow("wrong") << QByteArray("refuse") << 400
                               << QByteArray(
                                      R"({"detail":"Expected a table","pipeline":"refuse","statement":2,"line":2,)"
                                      R"("column":7,"code":"MR-SQL-0001"})");
        QTest::newRow("parameter") << QByteArray("one?time=x") << 422
                                   << QByteArray(
                                          R"({"detail":[{"loc":["query","time"],"msg":"the value is one of: python,)"
                                          R"( iso, epoch_ms","type":"value_error.const"}]})");
    }

    void whatCannotBeCalledRefusesTheUpgrade()
    {
        QFETCH(QByteArray, path);
        QFETCH(int, status);
        QFETCH(QByteArray, answer);
        const RawReply reply = m_rig->call("GET", "/queries/" + path, kUpgrade);
        QCOMPARE(reply.status, status);
        QCOMPARE(reply.body, answer);
    }

    void pagesOfOtherOriginsAreRefused()
    {
        QCOMPARE(m_rig->call("GET", "/queries/one", kUpgrade + "Origin: http://example.org\r\n").status, 403);
        QCOMPARE(m_rig->streams->numRows.load(), uint64_t{0});
    }

    void anErrorClosesWithItsText()
    {
        SocketClient client(m_rig->port, QStringLiteral("fail"));
        QVERIFY(client.isClosed());
        QCOMPARE(client.messages.size(), qsizetype{3});
        QCOMPARE(client.socket.closeCode(), QWebSocketProtocol::CloseCodeBadOperation); // 1011
        QVERIFY(client.socket.closeReason().startsWith(QStringLiteral("Division by zero: xxx")));
        QCOMPARE(client.socket.closeReason().size(), qsizetype{123});
    }

    void theEndOfTheServerIsToldAs1001()
    {
        SocketClient client(m_rig->port, QStringLiteral("every"));
        QVERIFY(client.waitFor([&] { return client.messages.size() > 10; }));
        std::thread stopping([&] { m_rig->service->stop(); });
        QVERIFY(client.isClosed());
        stopping.join();
        QCOMPARE(client.socket.closeCode(), QWebSocketProtocol::CloseCodeGoingAway);
    }

    void framesAreWholeAndPingsAreAnsweredUnderFullLoad()
    {
        RawClient client(m_rig->port);
        client.request("GET", "/queries/endless", kUpgrade);
        while (!client.socket.canReadLine() || client.socket.readLine() != "\r\n") {
            QVERIFY(client.socket.bytesAvailable() > 0 || client.socket.waitForReadyRead(RawClient::kPatienceMs));
        }
        FrameReader frames(client);
        int numRows = 0;
        int numPongs = 0;
        for (int ping = 0; ping < 20; ++ping) {
            for (int at = 0; at < 200; ++at, ++numRows) {
                QCOMPARE(frames.next().first, 0x1);
            }
            const QByteArray payload = "ping" + QByteArray::number(ping);
            client.socket.write(frame(0x9, payload));
            client.socket.flush();
            for (int at = 0; at < 100000; ++at) {
                const auto [opcode, text] = frames.next();
                if (opcode == 0xa) {
                    QCOMPARE(text, payload);
                    ++numPongs;
                    break;
                }
                QCOMPARE(opcode, 0x1);
                QVERIFY2(text.startsWith("{\"device\": \"device") && text.endsWith("+00:00\"}"), text);
                ++numRows;
            }
        }
        QCOMPARE(numPongs, 20);
        QVERIFY(numRows > 1000);
        // The closing is answered behind the frames that were on their way.
        client.socket.write(frame(0x8, QByteArray("\x03\xe8", 2)));
        std::pair<int, QByteArray> last;
        do {
            last = frames.next();
        } while (last.first == 0x1);
        QCOMPARE(last.first, 0x8);
        QCOMPARE(last.second, QByteArray("\x03\xe8", 2));
    }

    void framesThatComeWithTheRequestAreAClients_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("ping") << frame(0x9, "abc") << QByteArray("\x8a\x03"
                                                                "abc");
        QTest::newRow("closing") << frame(0x8, QByteArray("\x03\xe8", 2)) << QByteArray("\x88\x02\x03\xe8", 4);
        QTest::newRow("no mask") << QByteArray("\x81\x01x") << QByteArray("\x88\x1e\x03\xea"
                                                                         "Frames of clients are masked");
    }

    void framesThatComeWithTheRequestAreAClients()
    {
        QFETCH(QByteArray, sent);
        QFETCH(QByteArray, answer);
        RawClient client(m_rig->port);
        client.send("GET /queries/silent HTTP/1.1\r\nHost: " + client.host() + "\r\n" + kUpgrade + "\r\n" + sent);
        QCOMPARE(client.readHead().status, 101);
        while (client.unread().size() < answer.size() && !client.isClosed(100)) {
        }
        QCOMPARE(client.unread(), answer);
    }

    void theClosingIsAnsweredWithItsCode_data()
    {
        QTest::addColumn<QString>("pipeline");
        QTest::addColumn<int>("code");
        for (const char* name : {"silent", "every"}) {
            for (const int code : {1000, 1001, 3000, 4000, 4999}) {
                QTest::addRow("%s, %d", name, code) << QString::fromLatin1(name) << code;
            }
        }
    }

    void theClosingIsAnsweredWithItsCode()
    {
        QFETCH(QString, pipeline);
        QFETCH(int, code);
        const QByteArray closing = QByteArray(1, static_cast<char>(code >> 8)) + static_cast<char>(code & 0xff) + "bye";
        RawClient client(m_rig->port);
        client.request("GET", "/queries/" + pipeline.toLatin1(), kUpgrade);
        QCOMPARE(client.readHead().status, 101);
        client.send(frame(0x8, closing));
        QVERIFY(client.isClosed());
        QVERIFY2(client.unread().endsWith("\x88\x05" + closing), client.unread().right(40).toHex());
    }

    void aCallEndsWithItsClient_data()
    {
        QTest::addColumn<QString>("pipeline");
        QTest::addColumn<int>("way");
        for (const char* name : {"endless", "silent", "every"}) {
            QTest::addRow("%s, close", name) << QString::fromLatin1(name) << 0;
            QTest::addRow("%s, FIN", name) << QString::fromLatin1(name) << 1;
            QTest::addRow("%s, RST", name) << QString::fromLatin1(name) << 2;
        }
    }

    void aCallEndsWithItsClient()
    {
        QFETCH(QString, pipeline);
        QFETCH(int, way);
        RawClient client(m_rig->port);
        client.socket.setReadBufferSize(1000); // and it reads no more
        client.request("GET", "/queries/" + pipeline.toLatin1(), kUpgrade);
        QVERIFY(client.socket.waitForReadyRead(RawClient::kPatienceMs));
        QVERIFY(QueryRig::waitUntil([&] { return m_rig->streams->numOpen == 1; }));
        if (pipeline == QLatin1String("endless")) {
            QThread::msleep(50); // everything between here and there is full
        }
        QElapsedTimer timer;
        timer.start();
        if (way == 0) {
            client.socket.write(frame(0x8, QByteArray("\x03\xe9", 2)));
            client.socket.flush();
        } else if (way == 1) {
            client.socket.disconnectFromHost();
        } else {
            client.socket.abort();
        }
        QVERIFY(QueryRig::waitUntil([&] { return m_rig->streams->numOpen == 0; }));
        QVERIFY2(timer.elapsed() < 100 * kSlowdown, qPrintable(QString::number(timer.elapsed())));
    }

    void aThousandConnectionsLeaveNothingBehind()
    {
        const auto connectOnce = [this](int at) {
            RawClient client(m_rig->port);
            const QByteArray pipeline = at % 3 == 0 ? "endless" : at % 3 == 1 ? "silent" : "every";
            client.request("GET", "/queries/" + pipeline, at % 2 == 0 ? kUpgrade : QByteArray());
            if (at % 5 != 4) { // some do not wait for the answer
                client.socket.waitForReadyRead(RawClient::kPatienceMs);
            }
            if (at % 4 == 3) {
                client.socket.abort();
            }
        };
        const auto isQuiet = [this] {
            return m_rig->host->numCalls() == 0 && m_rig->streams->numOpen == 0 &&
                   m_rig->service->status().numClients == 0;
        };
        for (int at = 0; at < 30; ++at) {
            connectOnce(at);
        }
        QVERIFY(QueryRig::waitUntil(isQuiet));
        const size_t descriptors = numDescriptors();
        const size_t threads = numThreads();
        for (int at = 0; at < 1000; ++at) {
            connectOnce(at);
            QVERIFY(m_rig->host->numCalls() <= 40);
        }
        QVERIFY(QueryRig::waitUntil(isQuiet));
        QCOMPARE(m_rig->host->calls().size(), size_t{0});
        QVERIFY(QueryRig::waitUntil([&] { return numDescriptors() <= descriptors; }));
        QVERIFY2(numThreads() <= threads + 4, qPrintable(QString::number(numThreads()))); // of the lanes, which linger
    }

private:
    static size_t numThreads()
    {
        return QDir(QStringLiteral("/proc/self/task")).entryList(QDir::NoDotAndDotDot | QDir::AllEntries).size();
    }

    std::unique_ptr<QueryRig> m_rig;
};

QTEST_GUILESS_MAIN(TestCallSocket)
#include "test_call_socket.moc"
