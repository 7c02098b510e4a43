// SPDX-License-Identifier: GPL-3.0-or-later
// Heads: what is read, and what is refused because two readers could understand it differently.
#include "engine/server/body_decoder.h"
#include "engine/server/http_request.h"
#include "engine/server/router.h"

#include <QTest>

using namespace millrace::server;

namespace {

const std::string kHead = "POST /a HTTP/1.1\r\nHost: h\r\n";

std::string joined(const std::vector<std::string>& parts)
{
    std::string text;
    for (const std::string& part : parts) {
        text += "[" + part + "]";
    }
    return text;
}

} // namespace

class TestHttpRequest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAHead()
    {
        const auto request = parseRequestHead("GET /v0/%22A%20b%22/x%2Fy+z/?sql=a+b%2B&flag=true&empty=&=x HTTP/1.1\r\n"
                                              "Host: localhost:1\r\nX-Two:  spaced \r\nCONNECTION: Keep-Alive\r\n\r\n");
        QVERIFY(request.ok());
        QCOMPARE(joined(request->segments), std::string("[v0][\"A b\"][x/y+z]"));
        QCOMPARE(*request->queryValue("sql"), std::string("a b+"));
        QCOMPARE(*request->queryValue("empty"), std::string());
        QVERIFY(!request->queryValue("absent"));
        QCOMPARE(*request->header("x-two"), std::string("spaced"));
        QVERIFY(*request->queryFlag("flag", false));
        QVERIFY(!*request->queryFlag("absent", false));
        QVERIFY(!request->queryFlag("sql", false).ok());
        QVERIFY(request->keepsAlive);
        QVERIFY(!request->hasBody());
    }

    void readsPaths_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("segments");
        QTest::newRow("root") << QByteArray("/") << QByteArray("");
        QTest::newRow("slash at the end") << QByteArray("/a/") << QByteArray("[a]");
        QTest::newRow("two slashes") << QByteArray("//a") << QByteArray("[][a]");
        QTest::newRow("dots stay") << QByteArray("/../%2e%2e/a") << QByteArray("[..][..][a]");
        QTest::newRow("umlaut") << QByteArray("/%C3%BC") << QByteArray("[\xc3\xbc]");
    }

    void readsPaths()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, segments);
        const auto request = parseRequestHead("GET " + target.toStdString() + " HTTP/1.1\r\nHost: h\r\n\r\n");
        QVERIFY(request.ok());
        QCOMPARE(QByteArray::fromStdString(joined(request->segments)), segments);
    }

    void readsFraming_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<qint64>("length"); ///< -1: chunked
        QTest::addColumn<bool>("keepsAlive");
        QTest::newRow("none") << QByteArray() << qint64(0) << true;
        QTest::newRow("length") << QByteArray("Content-Length: 12\r\n") << qint64(12) << true;
        QTest::newRow("5 TB") << QByteArray("Content-Length: 5000000000000\r\n") << qint64(5'000'000'000'000) << true;
        QTest::newRow("chunked") << QByteArray("Transfer-Encoding: Chunked\r\n") << qint64(-1) << true;
        QTest::newRow("close") << QByteArray("Connection: foo, Close\r\n") << qint64(0) << false;
    }

    void readsFraming()
    {
        QFETCH(QByteArray, headers);
        QFETCH(qint64, length);
        QFETCH(bool, keepsAlive);
        const auto request = parseRequestHead(kHead + headers.toStdString() + "\r\n");
        QVERIFY(request.ok());
        QCOMPARE(request->isChunked, length < 0);
        QCOMPARE(request->contentLength.value_or(0), uint64_t(std::max<qint64>(length, 0)));
        QCOMPARE(request->keepsAlive, keepsAlive);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const std::string& head, int status) {
            QTest::newRow(name) << QByteArray::fromStdString(head) << status;
        };
        const std::string end = "\r\n";
        row("both lengths", kHead + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n" + end, 400);
        row("both lengths, reversed", kHead + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n" + end, 400);
        row("two lengths", kHead + "Content-Length: 1\r\nContent-Length: 2\r\n" + end, 400);
        row("the same length twice", kHead + "Content-Length: 1\r\nContent-Length: 1\r\n" + end, 400);
        row("a list of lengths", kHead + "Content-Length: 1, 1\r\n" + end, 400);
        row("negative length", kHead + "Content-Length: -1\r\n" + end, 400);
        row("signed length", kHead + "Content-Length: +1\r\n" + end, 400);
        row("hexadecimal length", kHead + "Content-Length: 0x1\r\n" + end, 400);
        row("length of 65 bits", kHead + "Content-Length: 36893488147419103232\r\n" + end, 400);
        row("two encodings", kHead + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" + end, 400);
        row("gzip, chunked", kHead + "Transfer-Encoding: gzip, chunked\r\n" + end, 501);
        row("identity", kHead + "Transfer-Encoding: identity\r\n" + end, 501);
        row("xchunked", kHead + "Transfer-Encoding: xchunked\r\n" + end, 501);
        row("chunked in HTTP/1.0", "POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
        row("space before the colon", kHead + "Content-Length : 1\r\n" + end, 400);
        row("folded line", kHead + "X: a\r\n b\r\n" + end, 400);
        row("bare line feed", "POST /a HTTP/1.1\nHost: h\r\n\r\n", 400);
        row("bare carriage return", kHead + "X: a\rb\r\n" + end, 400);
        row("NUL in a value", kHead + std::string("X: a\0b\r\n", 8) + end, 400);
        row("NUL in the path", "GET /a%00b HTTP/1.1\r\n\r\n", 400);
        row("NUL in the query", "GET /a?b=%00 HTTP/1.1\r\n\r\n", 400);
        row("cut escape", "GET /a%2 HTTP/1.1\r\n\r\n", 400);
        row("no escape", "GET /a%zz HTTP/1.1\r\n\r\n", 400);
        row("absolute form", "GET http://evil.com/ HTTP/1.1\r\nHost: localhost:1\r\n\r\n", 400);
        row("authority form", "CONNECT evil.com:80 HTTP/1.1\r\n\r\n", 400);
        row("asterisk form", "OPTIONS * HTTP/1.1\r\n\r\n", 400);
        row("fragment", "GET /a#b HTTP/1.1\r\n\r\n", 400);
        row("no version", "GET /a\r\n\r\n", 400);
        row("version 2", "PRI * HTTP/2.0\r\n\r\n", 505);
        row("version 1.2", "GET / HTTP/1.2\r\n\r\n", 505);
        row("no head at all", "\r\n\r\n", 400);
        row("TLS", "\x16\x03\x01\x02\r\n\r\n", 400);
        row("strange expectation", kHead + "Expect: 200-ok\r\n" + end, 417);
        row("long line", "GET /" + std::string(8192, 'a') + " HTTP/1.1\r\n\r\n", 414);
        row("long head", kHead + "X: " + std::string(65536, 'a') + "\r\n" + end, 431);
        std::string many = kHead;
        for (int at = 0; at < 100; ++at) {
            many += "X: a\r\n";
        }
        row("101 headers", many + end, 431);
    }

    void refuses()
    {
        QFETCH(QByteArray, head);
        QFETCH(int, status);
        const auto request = parseRequestHead(head.toStdString());
        QVERIFY(!request.ok());
        QCOMPARE(request.error().status, status);
        QVERIFY(!request.error().message.empty() && request.error().message.back() != '.');
    }

    /// The same body, cut at every place, gives the same data.
    void decodesChunksHoweverTheyAreCut()
    {
        const std::string body = "5;x=\"y\"\r\nhello\r\n1\r\n \r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n";
        HttpRequest request;
        request.isChunked = true;
        for (size_t cut = 0; cut <= body.size(); ++cut) {
            BodyDecoder decoder(request);
            std::string out;
            std::string waiting;
            for (const std::string& part : {body.substr(0, cut), body.substr(cut) + "GET / next"}) {
                waiting += part;
                for (size_t used = 1; used > 0 && !decoder.isComplete();) {
                    used = decoder.decode(waiting, out);
                    waiting.erase(0, used);
                }
            }
            QVERIFY2(decoder.isComplete(), std::to_string(cut).c_str());
            QCOMPARE(out, std::string("hello 0123456789"));
            QCOMPARE(waiting, std::string("GET / next"));
        }
    }

    void refusesChunks_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("no size") << QByteArray("\r\nhello\r\n0\r\n\r\n");
        QTest::newRow("no hexadecimal size") << QByteArray("5x\r\nhello\r\n0\r\n\r\n");
        QTest::newRow("negative size") << QByteArray("-5\r\nhello\r\n0\r\n\r\n");
        QTest::newRow("size of 65 bits") << QByteArray("1ffffffffffffffff\r\nhello\r\n0\r\n\r\n");
        QTest::newRow("no end of the chunk") << QByteArray("5\r\nhelloworld\r\n0\r\n\r\n");
        QTest::newRow("size of blanks") << QByteArray("  \r\nhello\r\n0\r\n\r\n");
        QTest::newRow("bare line feed") << QByteArray("5\nhello\r\n0\r\n\r\n");
        QTest::newRow("control character in an extension") << QByteArray("5;a\x01\r\nhello\r\n0\r\n\r\n");
        // Boost.Beast's parser asserts on this one.
        QTest::newRow("NUL in the trailer") << QByteArray("0\r\nOri\0\0\0\"y\"\r\nhe\0\r\n\r\n", 22);
        QTest::newRow("endless extension") << QByteArray("5;" + QByteArray(20'000, 'x'));
        QTest::newRow("endless trailer") << QByteArray("0\r\n" + QByteArray("T: t\r\n").repeated(5000));
    }

    void refusesChunks()
    {
        QFETCH(QByteArray, body);
        HttpRequest request;
        request.isChunked = true;
        BodyDecoder decoder(request);
        std::string out;
        std::string waiting = body.toStdString();
        for (size_t used = 1; used > 0 && !decoder.isComplete() && !decoder.hasFailed();) {
            used = decoder.decode(waiting, out);
            waiting.erase(0, used);
        }
        QVERIFY(decoder.hasFailed());
    }

    void plainBodyEndsWhereItShould()
    {
        HttpRequest request;
        request.contentLength = 5;
        BodyDecoder decoder(request);
        std::string out;
        QCOMPARE(decoder.decode("hel", out), size_t(3));
        QCOMPARE(decoder.plainBytes(), uint64_t(2));
        QCOMPARE(decoder.decode("lo GET /", out), size_t(2));
        QVERIFY(decoder.isComplete());
        QCOMPARE(out, std::string("hello"));
    }

    void findsRoutes()
    {
        Router router;
        const auto plain = [](const HttpCall&) { return HttpReply::empty(); };
        router.add(HttpMethod::Get, "/a/{name}", plain);
        router.add(HttpMethod::Delete, "/a/{name}", plain);
        router.addStream(HttpMethod::Get, "/s", [](HttpExchange&) {});
        const auto match = [&](const char* method, const char* target) {
            return router.match(*parseRequestHead(std::string(method) + " " + target + " HTTP/1.1\r\n\r\n"));
        };
        QCOMPARE(match("GET", "/a/x%2Fy").arguments.at("name"), std::string("x/y"));
        QVERIFY(match("HEAD", "/a/x").route);
        QCOMPARE(match("POST", "/a/x").error.status, 405);
        QCOMPARE(match("POST", "/a/x").allow, std::string("GET, DELETE"));
        QCOMPARE(match("HEAD", "/s").error.status, 405);
        QCOMPARE(match("GET", "/a").error.status, 404);
        QCOMPARE(match("GET", "/a//").error.status, 404);
        QCOMPARE(match("GET", "/a/x/y").error.status, 404);
        QCOMPARE(match("BREW", "/a/x").error.status, 405);
    }

    void readsJsonBodies_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("json"); ///< empty: refused
        QTest::newRow("nothing") << QByteArray() << QByteArray("{}");
        QTest::newRow("null") << QByteArray(" null\n") << QByteArray("{}");
        QTest::newRow("object") << QByteArray(R"({"a":18446744073709551615})")
                                << QByteArray(R"({"a":18446744073709551615})");
        QTest::newRow("cut") << QByteArray("{\"a\":") << QByteArray();
        QTest::newRow("two") << QByteArray("{} {}") << QByteArray();
        QTest::newRow("no UTF-8") << QByteArray("\"\xff\"") << QByteArray();
        QTest::newRow("128 deep") << QByteArray(QByteArray(128, '[') + QByteArray(128, ']'))
                                  << QByteArray(QByteArray(128, '[') + QByteArray(128, ']'));
        QTest::newRow("129 deep") << QByteArray(QByteArray(129, '[') + QByteArray(129, ']')) << QByteArray();
        QTest::newRow("a million deep") << QByteArray(1'000'000, '[') << QByteArray();
        QTest::newRow("brackets in a text") << QByteArray("\"" + QByteArray(200, '[') + "\\\"[\"")
                                            << QByteArray("\"" + QByteArray(200, '[') + "\\\"[\"");
    }

    void readsJsonBodies()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, json);
        const auto value = parseJsonBody(body.toStdString());
        QCOMPARE(value.ok(), !json.isEmpty());
        if (value.ok()) {
            QCOMPARE(QByteArray::fromStdString(value->dump()), json);
        } else {
            QCOMPARE(value.error().status, 400);
        }
    }
};

QTEST_APPLESS_MAIN(TestHttpRequest)
#include "test_http_request.moc"
