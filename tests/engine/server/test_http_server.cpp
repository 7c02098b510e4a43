// SPDX-License-Identifier: GPL-3.0-or-later
// Connections: heads, bodies, answers, and what ends them.
#include "engine/server/api_service.h"
#include "engine/server/tls_identity.h"
#include "tests/engine/server/server_rig.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSemaphore>
#include <QSslCertificate>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <sys/socket.h>

using namespace millrace;
using namespace millrace::server;
using namespace millrace::test;

namespace {

/// Counts the bytes of a body without keeping them, then answers with the number.
class LengthHandler final : public ExchangeHandler {
public:
    explicit LengthHandler(HttpExchange& exchange)
        : m_exchange(exchange)
    {
        m_exchange.resumeBody();
    }
    void onBody(std::string bytes) override { m_length += bytes.size(); }
    void onBodyEnd() override { m_exchange.answer(HttpReply::text(std::to_string(m_length))); }

private:
    HttpExchange& m_exchange;
    uint64_t m_length = 0;
};

/// Writes chunks of 64 KiB as long as there is room, for ever or up to a number.
class FloodHandler final : public ExchangeHandler {
public:
    FloodHandler(HttpExchange& exchange, uint64_t numChunks, std::atomic<int>& numAlive)
        : m_exchange(exchange)
        , m_left(numChunks)
        , m_numAlive(numAlive)
    {
        ++m_numAlive;
        m_exchange.beginStream("text/plain");
        onRoom();
    }
    ~FloodHandler() override { --m_numAlive; }
    void onRoom() override
    {
        while (m_exchange.hasRoom()) {
            if (m_left-- == 0) {
                m_exchange.endStream();
                return;
            }
            m_exchange.writeChunk(m_chunk);
        }
    }

private:
    HttpExchange& m_exchange;
    uint64_t m_left;
    std::atomic<int>& m_numAlive;
    std::string m_chunk = std::string(65536, 'x');
};

/// Tells a line whenever another thread wakes it.
class LineHandler final : public ExchangeHandler {
public:
    explicit LineHandler(HttpExchange& exchange)
        : m_exchange(exchange)
    {
        m_exchange.beginStream("text/plain");
        m_exchange.writeChunk("first\n");
    }
    void onWake() override { m_exchange.writeChunk("woken\n"); }

private:
    HttpExchange& m_exchange;
};

} // namespace

class TestHttpServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin({}); }
    void cleanup()
    {
        m_release.release(100);
        m_rig.reset();
        m_release.tryAcquire(m_release.available());
    }

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
        QVERIFY(!reply.headers.contains("access-control-allow-origin"));
        QVERIFY(!reply.headers.contains("set-cookie"));
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
        client.request("DELETE", "/echo");
        const RawReply wrongMethod = client.reply();
        QCOMPARE(wrongMethod.status, 405);
        QCOMPARE(wrongMethod.headers.value("allow"), QByteArray("POST"));
        client.request("OPTIONS", "/echo", "Access-Control-Request-Method: POST\r\n"); // a preflight gets no leave
        const RawReply preflight = client.reply();
        QCOMPARE(preflight.status, 405);
        QVERIFY(!preflight.headers.contains("access-control-allow-methods"));
    }

    void answersHeadWithoutBody()
    {
        RawClient client(m_rig->port());
        client.request("HEAD", "/hello/you");
        const RawReply reply = client.reply(true);
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.headers.value("content-length"), QByteArray("9"));
        client.request("GET", "/hello/you");
        QCOMPARE(client.reply().body, QByteArray("hello you"));
    }

    void answersPipelinedRequestsInOrder()
    {
        RawClient client(m_rig->port());
        QByteArray requests;
        for (int at = 0; at < 50; ++at) {
            const QByteArray number = QByteArray::number(at);
            requests += "GET /hello/" + number + " HTTP/1.1\r\nHost: " + client.host() + "\r\n\r\n";
            requests += "POST /length HTTP/1.1\r\nHost: " + client.host() + "\r\nContent-Length: 3\r\n\r\nabc\r\n";
        }
        client.send(requests);
        for (int at = 0; at < 50; ++at) {
            QCOMPARE(client.reply().body, "hello " + QByteArray::number(at));
            QCOMPARE(client.reply().body, QByteArray("3"));
        }
    }

    void takesHeadsInPieces()
    {
        RawClient client(m_rig->port());
        const QByteArray head = "GET /hello/you HTTP/1.1\r\nHost: " + client.host() + "\r\n\r\n";
        for (const char byte : head) {
            client.send(QByteArray(1, byte));
        }
        QCOMPARE(client.reply().body, QByteArray("hello you"));
    }

    void endsConnectionsAsAsked_data()
    {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<bool>("closes");
        QTest::newRow("1.1") << QByteArray("1.1") << QByteArray() << false;
        QTest::newRow("1.1, close") << QByteArray("1.1") << QByteArray("Connection: close\r\n") << true;
        QTest::newRow("1.0") << QByteArray("1.0") << QByteArray() << true;
        QTest::newRow("1.0, keep") << QByteArray("1.0") << QByteArray("Connection: keep-alive\r\n") << false;
    }

    void endsConnectionsAsAsked()
    {
        QFETCH(QByteArray, version);
        QFETCH(QByteArray, header);
        QFETCH(bool, closes);
        RawClient client(m_rig->port());
        client.send("GET /hello/you HTTP/" + version + "\r\nHost: " + client.host() + "\r\n" + header + "\r\n");
        const RawReply reply = client.reply();
        QCOMPARE(reply.body, QByteArray("hello you"));
        QCOMPARE(reply.headers.value("connection") == "close", closes);
        QCOMPARE(client.isClosed(closes ? RawClient::kPatienceMs : 100), closes);
    }

    void streamsToOldClientsUntilTheEnd()
    {
        RawClient client(m_rig->port());
        client.send("GET /flood/3 HTTP/1.0\r\nHost: " + client.host() + "\r\n\r\n");
        const RawReply reply = client.reply();
        QVERIFY(!reply.headers.contains("transfer-encoding"));
        QCOMPARE(reply.body.size(), 3 * 65536);
        QVERIFY(client.isClosed());
    }

    void tellsClientsToContinue()
    {
        RawClient client(m_rig->port());
        client.send("POST /length HTTP/1.1\r\nHost: " + client.host() +
                    "\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        QCOMPARE(client.readHead().status, 100);
        client.send("hello");
        QCOMPARE(client.reply().body, QByteArray("5"));
        // Who is refused need not send the body, and the connection then ends, for it may come or not.
        client.send("POST /nowhere HTTP/1.1\r\nHost: " + client.host() +
                    "\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        const RawReply refused = client.reply();
        QCOMPARE(refused.status, 404);
        QCOMPARE(refused.headers.value("connection"), QByteArray("close"));
    }

    void limitsWholeBodies()
    {
        RawClient client(m_rig->port());
        const QByteArray large(int(HttpExchange::kMaxBodyBytes), 'x');
        client.request("POST", "/echo", {}, large);
        QCOMPARE(client.reply().body.size(), large.size());
        client.send("POST /echo HTTP/1.1\r\nHost: " + client.host() + "\r\nContent-Length: " +
                    QByteArray::number(large.size() + 1) + "\r\n\r\n");
        QCOMPARE(client.reply().status, 413);
        RawClient chunked(m_rig->port());
        chunked.socket.write("POST /echo HTTP/1.1\r\nHost: " + chunked.host() +
                             "\r\nTransfer-Encoding: chunked\r\n\r\n1000001\r\n" + large + "x");
        QCOMPARE(chunked.reply().status, 413);
        QVERIFY(chunked.isClosed());
    }

    void answersWhileTheClientStillSends()
    {
        RawClient client(m_rig->port());
        client.socket.write("POST /nowhere HTTP/1.1\r\nHost: " + client.host() +
                            "\r\nContent-Length: 100000000\r\n\r\n" + QByteArray(8'000'000, 'x'));
        QCOMPARE(client.reply().status, 404); // and not a reset connection
        QVERIFY(client.isClosed());
    }

    void refusesMalformedRequestsAndCloses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::newRow("both lengths") << QByteArray("POST /echo HTTP/1.1\r\nHost: $\r\nContent-Length: 4\r\n"
                                                    "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                                    "GET /hello/x HTTP/1.1\r\n")
                                      << 400;
        QTest::newRow("broken chunk") << QByteArray("POST /length HTTP/1.1\r\nHost: $\r\n"
                                                    "Transfer-Encoding: chunked\r\n\r\nxyz\r\n")
                                      << 400;
        QTest::newRow("endless head") << "GET / HTTP/1.1\r\nHost: $\r\nX: " + QByteArray(70'000, 'x') << 431;
        QTest::newRow("endless line") << "GET /" + QByteArray(70'000, 'x') << 414;
        QTest::newRow("bare line feeds") << QByteArray("GET /hello/x HTTP/1.1\nHost: $\n\n") << 400;
        QTest::newRow("bare line feed, no end") << QByteArray("GET /hello/x HTTP/1.1\r\nHost: $\nX: y") << 400;
        QTest::newRow("empty lines") << QByteArray("\r\n").repeated(40'000) << 400;
        QTest::newRow("TLS") << QByteArray("\x16\x03\x01\x00\x01\r\n\r\n", 9) << 400;
        QTest::newRow("foreign host") << QByteArray("GET /hello/x HTTP/1.1\r\nHost: evil.com\r\n\r\n") << 421;
    }

    void refusesMalformedRequestsAndCloses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        RawClient client(m_rig->port());
        client.socket.write(bytes.replace("$", client.host()));
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(client.reply().status, status);
        QVERIFY2(timer.elapsed() < 5000, "the answer came at once, not when time was out");
        if (status != 421) { // where the next request begins is known then
            QVERIFY(client.isClosed());
            QVERIFY2(client.unread().isEmpty(), "nothing behind the malformed request is answered");
        }
    }

    void endsSlowClients()
    {
        ListenOptions options;
        options.limits.headTime = std::chrono::milliseconds(150);
        options.limits.idleTime = std::chrono::milliseconds(300);
        begin(options);
        RawClient silent(m_rig->port());
        RawClient slowHead(m_rig->port());
        RawClient slowBody(m_rig->port());
        RawClient idle(m_rig->port());
        slowHead.send("GET /hello/you HT");
        slowBody.send("POST /length HTTP/1.1\r\nHost: " + slowBody.host() + "\r\nContent-Length: 5\r\n\r\nab");
        idle.request("GET", "/hello/you");
        QCOMPARE(idle.reply().status, 200);
        QVERIFY(silent.isClosed());
        QVERIFY(silent.unread().isEmpty());
        QCOMPARE(slowHead.reply().status, 408);
        QCOMPARE(slowBody.reply().status, 400); // not 408: clients would send it all again
        QVERIFY(idle.isClosed());
        QVERIFY(idle.unread().isEmpty());
        QTRY_COMPARE(m_rig->numClients(), size_t(0));
    }

    /// A byte now and then does not keep a body that is read as a whole.
    void endsBodiesThatDrip()
    {
        ListenOptions options;
        options.limits.bodyTime = std::chrono::milliseconds(300);
        begin(options);
        RawClient client(m_rig->port());
        client.send("POST /echo HTTP/1.1\r\nHost: " + client.host() + "\r\nContent-Length: 1000\r\n\r\n");
        for (int i = 0; i < 200 && client.socket.bytesAvailable() == 0; ++i) {
            client.send("x");
            client.socket.waitForReadyRead(20);
        }
        QCOMPARE(client.reply().status, 400);
    }

    void blockedCallsDoNotStallOthers()
    {
        std::vector<std::unique_ptr<RawClient>> blocked;
        constexpr int kNumBlocked = static_cast<int>(ServerLoop::kQuickWorkers) - 1;
        for (int at = 0; at < kNumBlocked; ++at) {
            blocked.push_back(std::make_unique<RawClient>(m_rig->port()));
            blocked.back()->request("GET", "/block");
        }
        RawClient client(m_rig->port());
        client.request("GET", "/hello/you");
        QCOMPARE(client.reply().body, QByteArray("hello you"));
        m_release.release(kNumBlocked);
        for (const auto& each : blocked) {
            QCOMPARE(each->reply().body, QByteArray("released"));
        }
    }

    /// Whatever number of expensive calls there is: cheap ones are answered, and too many expensive ones are refused.
    void cheapCallsDoNotWaitForExpensiveOnes()
    {
        constexpr int kTaken = static_cast<int>(ServerLoop::kLongWorkers + ServerLoop::kMaxLongWaiting);
        std::vector<std::unique_ptr<RawClient>> expensive;
        for (int at = 0; at < kTaken + 5; ++at) {
            expensive.push_back(std::make_unique<RawClient>(m_rig->port()));
            expensive.back()->request("GET", "/compile");
        }
        for (int at = kTaken; at < kTaken + 5; ++at) {
            const RawReply refused = expensive[static_cast<size_t>(at)]->reply();
            QCOMPARE(refused.status, 503);
            QCOMPARE(refused.headers.value("retry-after"), QByteArray("1"));
            QVERIFY(refused.body.contains("TooBusy"));
        }
        RawClient cheap(m_rig->port());
        cheap.request("GET", "/hello/you");
        QCOMPARE(cheap.reply().body, QByteArray("hello you"));
        m_release.release(kTaken);
        for (int at = 0; at < kTaken; ++at) {
            QCOMPARE(expensive[static_cast<size_t>(at)]->reply().body, QByteArray("compiled"));
        }
        m_release.release();
        cheap.request("GET", "/compile"); // there is room again
        QCOMPARE(cheap.reply().body, QByteArray("compiled"));
    }

    void bodiesOfQuickCallsAreShort()
    {
        RawClient client(m_rig->port());
        client.request("POST", "/short", {}, QByteArray(int(HttpExchange::kMaxQuickBodyBytes), 'x'));
        QCOMPARE(client.reply().status, 200);
        client.request("POST", "/short", {}, QByteArray(int(HttpExchange::kMaxQuickBodyBytes) + 1, 'x'));
        QCOMPARE(client.reply().status, 413);
    }

    /// As `nc -N` does: the request is out, the client's side is ended, the answer is awaited.
    void answersClientsThatHaveEndedTheirSide_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("get") << QByteArray("GET /hello/you HTTP/1.1\r\nHost: $\r\n\r\n") << QByteArray("hello you");
        QTest::newRow("post") << QByteArray("POST /echo HTTP/1.1\r\nHost: $\r\nContent-Length: 3\r\n\r\nabc")
                              << QByteArray("abc");
        QTest::newRow("later") << QByteArray("GET /block HTTP/1.1\r\nHost: $\r\n\r\n") << QByteArray("released");
    }

    void answersClientsThatHaveEndedTheirSide()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, body);
        RawClient client(m_rig->port());
        client.send(request.replace("$", client.host()));
        ::shutdown(static_cast<int>(client.socket.socketDescriptor()), SHUT_WR);
        QTest::qWait(50);
        m_release.release();
        QCOMPARE(client.reply().body, body);
        QVERIFY(client.isClosed());
        QTRY_COMPARE(m_rig->numClients(), size_t(0));
    }

    void chunksArriveAtOnce()
    {
        RawClient client(m_rig->port());
        client.request("GET", "/lines");
        QCOMPARE(client.readHead().headers.value("transfer-encoding"), QByteArray("chunked"));
        QCOMPARE(client.readChunk(), QByteArray("first\n"));
        m_wakeup();
        QCOMPARE(client.readChunk(), QByteArray("woken\n"));
        client.socket.abort();
        QTRY_COMPARE(m_rig->numClients(), size_t(0));
        m_wakeup(); // nobody is there any more
    }

    void slowReadersHoldTheirStreamBack()
    {
        RawClient client(m_rig->port());
        client.socket.setReadBufferSize(65536);
        client.request("GET", "/flood/1000");
        QTest::qWait(300);
        QCOMPARE(m_numFloods.load(), 1); // it waits, for 64 MB fit nowhere
        client.socket.setReadBufferSize(0);
        const RawReply reply = client.reply();
        QVERIFY(reply.isWhole);
        QCOMPARE(reply.body.size(), 1000 * 65536);
        QTRY_COMPARE(m_numFloods.load(), 0);
    }

    void handlersEndWithTheirClient()
    {
        auto client = std::make_unique<RawClient>(m_rig->port());
        client->request("GET", "/flood/1000000");
        client->readChunk();
        QCOMPARE(m_numFloods.load(), 1);
        client.reset();
        QTRY_COMPARE(m_numFloods.load(), 0);
    }

    void handlersEndWithTheServer()
    {
        RawClient client(m_rig->port());
        client.request("GET", "/flood/1000000");
        client.readHead();
        RawClient waiting(m_rig->port());
        waiting.send("GET /");
        m_rig->stop();
        QCOMPARE(m_numFloods.load(), 0);
        QVERIFY(client.isClosed());
        QVERIFY(waiting.isClosed());
    }

    void encryptsStreamsToSlowReaders()
    {
        const QTemporaryDir folder;
        ListenOptions options;
        const auto identity = ownTlsIdentity(folder.path().toStdString());
        QVERIFY(identity.ok());
        options.tls = *identity;
        begin(options);
        QSslSocket client;
        client.setPeerVerifyMode(QSslSocket::VerifyNone);
        client.setReadBufferSize(65536);
        client.connectToHostEncrypted(QStringLiteral("127.0.0.1"), m_rig->port());
        QVERIFY(client.waitForEncrypted());
        QCOMPARE(fingerprintOf(*identity),
                 client.peerCertificate().digest(QCryptographicHash::Sha256).toHex(':').toUpper().toStdString());
        client.write("GET /flood/300 HTTP/1.0\r\nHost: 127.0.0.1:" + QByteArray::number(m_rig->port()) + "\r\n\r\n");
        QTest::qWait(200);
        client.setReadBufferSize(0);
        QByteArray all = client.readAll();
        while (client.waitForReadyRead(RawClient::kPatienceMs)) {
            all += client.readAll();
        }
        QCOMPARE(all.size() - all.indexOf("\r\n\r\n") - 4, 300 * 65536);
    }

    void limitsConnections()
    {
        ListenOptions options;
        options.limits.maxConnections = 2;
        begin(options);
        RawClient first(m_rig->port());
        auto second = std::make_unique<RawClient>(m_rig->port());
        first.request("GET", "/hello/1");
        second->request("GET", "/hello/2");
        QCOMPARE(first.reply().status, 200);
        QCOMPARE(second->reply().status, 200);
        RawClient third(m_rig->port());
        QCOMPARE(third.reply().status, 503);
        QVERIFY(third.isClosed());
        second.reset();
        QTRY_COMPARE(m_rig->numClients(), size_t(1));
        RawClient fourth(m_rig->port());
        fourth.request("GET", "/hello/4");
        QCOMPARE(fourth.reply().status, 200);
    }

    void slowsDownWhoGuessesTokens()
    {
        ListenOptions options;
        options.token.emplace("secret");
        begin(options);
        RawClient client(m_rig->port());
        QList<int> statuses;
        for (int at = 0; at < 8; ++at) {
            client.request("GET", "/hello/you", "Authorization: Bearer guess\r\n");
            const RawReply reply = client.reply();
            statuses += reply.status;
            QVERIFY(!reply.body.contains("secret") && !reply.body.contains("guess"));
        }
        QCOMPARE(statuses.first(), 401);
        QVERIFY(statuses.contains(429)); // more than five within a second
        client.request("GET", "/hello/you", "Authorization: Bearer secret\r\n");
        QCOMPARE(client.reply().status, 200); // nobody is locked out
    }

    /// Every route there is asks for the token, so that a new one cannot be forgotten.
    void everyRouteAsksForTheToken()
    {
        const auto engine = api::Engine::open({});
        ApiService service(**engine);
        ServiceOptions options;
        options.listen.port = 0;
        options.listen.token.emplace("secret");
        options.listen.limits.maxTokenFailures = 10'000;
        QVERIFY(service.start(options).ok());
        const std::string address = service.status().addresses.at(0);
        RawClient client(static_cast<quint16>(std::stoi(address.substr(address.rfind(':') + 1))));
        int numRoutes = 0;
        for (const Route& route : service.routes()) {
            QByteArray path;
            for (const std::string& segment : route.pattern) {
                path += "/" + QByteArray::fromStdString(segment).replace("{", "%7B").replace("}", "%7D");
            }
            const QByteArray method = QByteArray::fromStdString(std::string(methodName(route.method)));
            client.request(method, path.isEmpty() ? "/" : path);
            const RawReply reply = client.reply();
            QVERIFY2(reply.status == (path == "/healthz" ? 200 : 401), path);
            ++numRoutes;
        }
        QVERIFY(numRoutes > 4);
    }

    void refusesToBeReachedWithoutProtection()
    {
        ListenOptions options;
        options.addresses = {"0.0.0.0"};
        ServerRig rig;
        QVERIFY(!rig.start(options).ok());
        options.token.emplace("secret");
        ServerRig withToken;
        QVERIFY(!withToken.start(options).ok());
        options.allowsPlainText = true;
        ServerRig withLeave;
        QVERIFY(withLeave.start(options).ok());
    }

    void servesTheApi()
    {
        const auto engine = api::Engine::open({});
        QVERIFY(engine.ok());
        ApiService service(**engine);
        ServiceOptions options;
        options.listen.port = 0;
        QVERIFY(service.start(options).ok());
        QVERIFY(!service.start(options).ok());
        const std::string address = service.status().addresses.at(0);
        RawClient client(static_cast<quint16>(std::stoi(address.substr(address.rfind(':') + 1))));
        client.request("GET", "/healthz");
        QCOMPARE(client.reply().body, QByteArray(R"({"status":"healthy"})"));
        QCOMPARE(service.status().numClients, size_t(1));
        service.stop();
        QVERIFY(client.isClosed());
        QVERIFY(!service.status().isRunning);
    }

    /// A key that was given out stands in for the token, as far as its role goes and as long as it is there.
    void keysAreTakenInPlaceOfTheToken()
    {
        const auto engine = api::Engine::open({});
        const auto pipeline = (*engine)->create("p", "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY);").value();
        QVERIFY(pipeline->start(false).ok());
        pipeline->waitUntilSettled();
        ApiService service(**engine);
        ServiceOptions options;
        options.listen.port = 0;
        options.listen.token.emplace("secret");
        QVERIFY(service.start(options).ok());
        const std::string address = service.status().addresses.at(0);
        const auto port = static_cast<quint16>(std::stoi(address.substr(address.rfind(':') + 1)));
        const auto ask = [port](const QByteArray& key, const QByteArray& method, const QByteArray& target,
                                const QByteArray& body = {}) {
            RawClient client(port);
            client.request(method, target, "Authorization: Bearer " + key + "\r\n", body);
            return client.reply();
        };
        const QByteArray made = ask("secret", "POST", "/v0/api_keys", R"({"name":"k"})").body;
        const QByteArray key = QJsonDocument::fromJson(made).object()["api_key"].toString().toUtf8();
        QVERIFY(key.startsWith("apikey:"));
        QCOMPARE(ask(key, "GET", "/v0/pipelines").status, 200);
        QCOMPARE(ask(key, "GET", "/v0/pipelines/p/query?sql=SELECT+COUNT(*)+FROM+t").status, 200);
        QCOMPARE(ask(key, "GET", "/v0/pipelines/p/query?sql=INSERT+INTO+t+VALUES+(1)").status, 400);
        QCOMPARE(ask(key, "POST", "/v0/pipelines/p/ingress/t", "1\n").status, 403);
        QCOMPARE(ask("secret", "POST", "/v0/pipelines/p/ingress/t", "1\n").status, 200);
        const QByteArray credentials = "Authorization: Bearer " + key + "\r\n";
        RawClient stream(port);
        stream.request("POST", "/v0/pipelines/p/egress/t", credentials);
        RawClient own(port);
        own.request("POST", "/v0/pipelines/p/egress/t", "Authorization: Bearer secret\r\n");
        RawClient socket(port);
        socket.request("GET", "/v0/pipelines/p/query",
                       credentials + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        QCOMPARE(stream.readHead().status, 200);
        QCOMPARE(own.readHead().status, 200);
        QCOMPARE(socket.readHead().status, 101);
        QVERIFY(!own.readChunk().isEmpty());
        QCOMPARE(ask("secret", "DELETE", "/v0/api_keys/k").status, 200);
        QCOMPARE(ask(key, "GET", "/v0/pipelines").status, 401);
        // What the key had open ends with it, what others have does not.
        QVERIFY(stream.isClosed(1000));
        QVERIFY(socket.isClosed(1000));
        QVERIFY2(!own.readChunk().isEmpty(), "the stream of the token goes on");
    }

private:
    void begin(const ListenOptions& options)
    {
        m_rig = std::make_unique<ServerRig>();
        Router& router = m_rig->router;
        router.add(
            HttpMethod::Post, "/echo", [](const HttpCall& call) { return HttpReply::text(call.body); }, Lane::Long);
        router.add(HttpMethod::Post, "/short", [](const HttpCall& call) { return HttpReply::text(call.body); });
        router.add(HttpMethod::Get, "/hello/{name}", [](const HttpCall& call) {
            return HttpReply::text("hello " + call.argument("name"));
        });
        router.add(HttpMethod::Get, "/block", [this](const HttpCall&) {
            m_release.acquire();
            return HttpReply::text("released");
        });
        router.add(
            HttpMethod::Get, "/compile",
            [this](const HttpCall&) {
                m_release.acquire();
                return HttpReply::text("compiled");
            },
            Lane::Long);
        router.addStream(HttpMethod::Post, "/length", [](HttpExchange& exchange) {
            exchange.serveBy(std::make_unique<LengthHandler>(exchange));
        });
        router.addStream(HttpMethod::Get, "/flood/{chunks}", [this](HttpExchange& exchange) {
            const uint64_t numChunks = std::stoull(exchange.argument("chunks"));
            exchange.serveBy(std::make_unique<FloodHandler>(exchange, numChunks, m_numFloods));
        });
        router.addStream(HttpMethod::Get, "/lines", [this](HttpExchange& exchange) {
            m_wakeup = exchange.wakeup();
            exchange.serveBy(std::make_unique<LineHandler>(exchange));
        });
        QVERIFY(m_rig->start(options).ok());
    }

    std::unique_ptr<ServerRig> m_rig;
    QSemaphore m_release;
    std::atomic<int> m_numFloods = 0;
    std::function<void()> m_wakeup;
};

QTEST_GUILESS_MAIN(TestHttpServer)
#include "test_http_server.moc"
