// SPDX-License-Identifier: GPL-3.0-or-later
// Who is answered: the matrices of Host, Origin, Sec-Fetch-Site and token.
#include "engine/server/security_policy.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::server;

namespace {

HttpRequest requestWith(const QByteArray& headers, const QByteArray& target = "/v0/pipelines")
{
    const auto request =
        parseRequestHead("GET " + target.toStdString() + " HTTP/1.1\r\n" + headers.toStdString() + "\r\n");
    return request.ok() ? *request : HttpRequest();
}

int statusOf(const std::optional<ApiError>& refusal)
{
    return refusal ? refusal->status : 200;
}

} // namespace

class TestSecurityPolicy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judgesHosts_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("passes");
        const auto row = [](const char* host, bool passes) { QTest::newRow(host) << QByteArray(host) << passes; };
        row("127.0.0.1:8080", true);
        row("localhost:8080", true);
        row("[::1]:8080", true);
        row("LOCALHOST:8080", true);
        row("bench.example:8080", true); // configured
        row("Bench.Example:8080", true);
        row("[fe80::1]:8080", true);
        row("127.0.0.1", false);
        row("127.0.0.1:80", false);
        row("127.0.0.1:08080", false);
        row("127.0.0.1:8080:", false);
        row("localhost", false);
        row("localhost.:8080", false);
        row("localhost.evil.com:8080", false);
        row("evil.com", false);
        row("evil.com:8080", false);
        row("evil.com@localhost:8080", false);
        row("localhost:8080@evil.com", false);
        row("127.1:8080", false);
        row("127.0.0.2:8080", false);
        row("2130706433:8080", false);
        row("0x7f.0.0.1:8080", false);
        row("0177.0.0.1:8080", false);
        row("0.0.0.0:8080", false);
        row("0:8080", false);
        row("[::]:8080", false);
        row("[::ffff:127.0.0.1]:8080", false);
        row("[0:0:0:0:0:0:0:1]:8080", false);
        row("::1:8080", false);
        row("", false);
    }

    void judgesHosts()
    {
        QFETCH(QByteArray, host);
        QFETCH(bool, passes);
        const SecurityPolicy policy = SecurityPolicy::forServer(8080, false, {"bench.example", "fe80::1"});
        QCOMPARE(statusOf(policy.judge(requestWith("Host: " + host + "\r\n"))), passes ? 200 : 421);
        // The same on the way to a WebSocket.
        QCOMPARE(statusOf(policy.judge(requestWith("Connection: Upgrade\r\nUpgrade: websocket\r\nHost: " + host +
                                                   "\r\n"))),
                 passes ? 200 : 421);
    }

    void judgesMissingAndDoubledHosts()
    {
        const SecurityPolicy policy = SecurityPolicy::forServer(8080, false, {});
        QCOMPARE(statusOf(policy.judge(requestWith("X: y\r\n"))), 421);
        QCOMPARE(statusOf(policy.judge(requestWith("Host: localhost:8080\r\nHost: localhost:8080\r\n"))), 421);
    }

    void usualPortMayBeLeftOut()
    {
        QCOMPARE(statusOf(SecurityPolicy::forServer(80, false, {}).judge(requestWith("Host: localhost\r\n"))), 200);
        QCOMPARE(statusOf(SecurityPolicy::forServer(443, true, {}).judge(requestWith("Host: localhost\r\n"))), 200);
        QCOMPARE(statusOf(SecurityPolicy::forServer(443, false, {}).judge(requestWith("Host: localhost\r\n"))), 421);
    }

    void judgesOrigins_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("status");
        const auto origin = [](const char* value, int status) {
            QTest::newRow(value) << "Origin: " + QByteArray(value) + "\r\n" << status;
        };
        origin("http://127.0.0.1:8080", 200);
        origin("http://localhost:8080", 200);
        origin("http://[::1]:8080", 200);
        origin("HTTP://LOCALHOST:8080", 200);
        origin("null", 403);
        origin("", 403);
        origin("https://localhost:8080", 403);
        origin("http://localhost", 403);
        origin("http://localhost:8081", 403);
        origin("http://localhost:80801", 403);
        origin("http://localhost:8080.evil.com", 403);
        origin("http://evil.com", 403);
        origin("http://evil.com/http://localhost:8080", 403);
        origin("http://localhost:8080/", 403);
        origin("http://localhost:8080, http://evil.com", 403);
        origin("file://", 403);
        origin("chrome-extension://abcdef", 403);
        origin("*", 403);
        QTest::newRow("two origins") << QByteArray("Origin: http://localhost:8080\r\nOrigin: http://evil.com\r\n")
                                     << 403;
        const auto site = [](const char* value, int status) {
            QTest::newRow((QByteArray("site ") + value).constData())
                << "Sec-Fetch-Site: " + QByteArray(value) + "\r\n" << status;
        };
        site("none", 200);
        site("same-origin", 200);
        site("same-site", 403);
        site("cross-site", 403);
        site("", 403);
        site("none, same-origin", 403);
        QTest::newRow("own origin, foreign site")
            << QByteArray("Origin: http://localhost:8080\r\nSec-Fetch-Site: cross-site\r\n") << 403;
        QTest::newRow("two sites") << QByteArray("Sec-Fetch-Site: none\r\nSec-Fetch-Site: none\r\n") << 403;
    }

    void judgesOrigins()
    {
        QFETCH(QByteArray, headers);
        QFETCH(int, status);
        SecurityPolicy policy = SecurityPolicy::forServer(8080, false, {});
        QCOMPARE(statusOf(policy.judge(requestWith("Host: localhost:8080\r\n" + headers))), status);
        // A right token does not help a foreign page.
        policy.token.emplace("secret");
        QCOMPARE(statusOf(policy.judge(
                     requestWith("Host: localhost:8080\r\nAuthorization: Bearer secret\r\n" + headers))),
                 status);
    }

    void judgesTokens_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("status");
        QTest::newRow("none") << QByteArray() << 401;
        QTest::newRow("right") << QByteArray("Authorization: Bearer secret-token\r\n") << 200;
        QTest::newRow("scheme in lower case") << QByteArray("Authorization: bearer secret-token\r\n") << 200;
        QTest::newRow("wrong") << QByteArray("Authorization: Bearer secret-tokem\r\n") << 401;
        QTest::newRow("start") << QByteArray("Authorization: Bearer secret\r\n") << 401;
        QTest::newRow("longer") << QByteArray("Authorization: Bearer secret-token2\r\n") << 401;
        QTest::newRow("empty") << QByteArray("Authorization: Bearer \r\n") << 401;
        QTest::newRow("basic") << QByteArray("Authorization: Basic secret-token\r\n") << 401;
        QTest::newRow("bare") << QByteArray("Authorization: secret-token\r\n") << 401;
        QTest::newRow("twice") << QByteArray("Authorization: Bearer secret-token\r\nAuthorization: Bearer x\r\n")
                               << 401;
        const QByteArray upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: ";
        QTest::newRow("subprotocol") << upgrade + "feldera-ws-v1, feldera-bearer.c2VjcmV0LXRva2Vu\r\n" << 200;
        QTest::newRow("wrong subprotocol") << upgrade + "feldera-ws-v1, feldera-bearer.c2VjcmV0\r\n" << 401;
        QTest::newRow("subprotocol without upgrade")
            << QByteArray("Sec-WebSocket-Protocol: feldera-bearer.c2VjcmV0LXRva2Vu\r\n") << 401;
    }

    void judgesTokens()
    {
        QFETCH(QByteArray, headers);
        QFETCH(int, status);
        SecurityPolicy policy = SecurityPolicy::forServer(8080, false, {});
        policy.token.emplace("secret-token");
        const QByteArray all = "Host: localhost:8080\r\n" + headers;
        QCOMPARE(statusOf(policy.judge(requestWith(all))), status);
        QCOMPARE(statusOf(policy.judge(requestWith(all, "/healthz"))), 200);
        QCOMPARE(statusOf(policy.judge(requestWith(all, "/healthz/"))), status);
        QCOMPARE(statusOf(policy.judge(requestWith(all, "/v0/healthz"))), status);
        QCOMPARE(statusOf(policy.judge(requestWith(all, "/config/authentication"))), status);
    }

    /// What a key allows, by its role; the token of the server allows everything.
    void judgesKeys_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("reader");
        QTest::addColumn<int>("writer");
        const auto row = [](const char* line, int reader, int writer) {
            QTest::newRow(line) << QByteArray(line) << reader << writer;
        };
        row("GET /v0/pipelines", 200, 200);
        row("HEAD /v0/pipelines", 200, 200);
        row("GET /v0/pipelines/p/query?sql=SELECT+1", 200, 200);
        row("POST /v0/pipelines/p/egress/v", 200, 200);
        row("POST /v0/pipelines/p/diff", 200, 200);
        row("POST /v0/validate_program", 200, 200);
        row("POST /v0/pipelines", 403, 200);
        row("PATCH /v0/pipelines/p", 403, 200);
        row("DELETE /v0/pipelines/p", 403, 200);
        row("POST /v0/pipelines/p/start", 403, 200);
        row("POST /v0/pipelines/p/ingress/t", 403, 200);
        row("POST /v0/pipelines/p/ingress/egress", 403, 200);
        row("POST /v0/pipelines/p/tables/t/connectors/c/pause", 403, 200);
        row("GET /v0/api_keys", 403, 403);
        row("POST /v0/api_keys", 403, 403);
        row("DELETE /v0/%61pi_keys/k", 403, 403);
        row("GET /v0/api_keys/k", 403, 403);
    }

    void judgesKeys()
    {
        QFETCH(QByteArray, line);
        QFETCH(int, reader);
        QFETCH(int, writer);
        SecurityPolicy policy = SecurityPolicy::forServer(8080, false, {});
        policy.roleOfKey = [](std::string_view key) -> std::optional<KeyRole> {
            if (key == "apikey:r") {
                return KeyRole::Read;
            }
            return key == "apikey:w" ? std::optional(KeyRole::Write) : std::nullopt;
        };
        const auto judged = [&](const QByteArray& key) {
            const QByteArray head =
                line + " HTTP/1.1\r\nHost: localhost:8080\r\nAuthorization: Bearer " + key + "\r\n\r\n";
            return statusOf(policy.judge(*parseRequestHead(head.toStdString())));
        };
        QCOMPARE(judged("apikey:r"), 200); // without a token nobody is asked for anything
        policy.token.emplace("secret");
        QCOMPARE(judged("apikey:r"), reader);
        QCOMPARE(judged("apikey:w"), writer);
        QCOMPARE(judged("apikey:x"), 401);
        QCOMPARE(judged("secret"), 200);
    }

    void choosesSubprotocols()
    {
        const auto chosen = [](const QByteArray& offered) {
            return chosenSubprotocol(requestWith("Sec-WebSocket-Protocol: " + offered + "\r\n")).value_or("none");
        };
        QCOMPARE(chosen("a, feldera-ws-v1"), std::string("feldera-ws-v1"));
        QCOMPARE(chosen("a\r\nSec-WebSocket-Protocol: feldera-ws-v1"), std::string("feldera-ws-v1"));
        QCOMPARE(chosen("a, b"), std::string("a"));
        QCOMPARE(chosen(" , "), std::string("none"));
    }

    void readsTokenFiles()
    {
        const QTemporaryDir folder;
        const auto write = [&](const char* name, const QByteArray& text, QFile::Permissions permissions) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            file.open(QIODevice::WriteOnly);
            file.write(text);
            file.setPermissions(permissions);
            return file.fileName().toStdString();
        };
        const QFile::Permissions own = QFile::ReadOwner | QFile::WriteOwner;
        QCOMPARE(*readOrMakeToken(write("good", " abc-DEF_123 \n", own)), std::string("abc-DEF_123"));
        QVERIFY(!readOrMakeToken(write("two", "a b\n", own)).ok());
        QVERIFY(!readOrMakeToken(write("empty", "", own)).ok());
        QVERIFY(!readOrMakeToken(write("open", "abc", own | QFile::ReadGroup)).ok());
        QVERIFY(!readOrMakeToken(folder.path().toStdString()).ok());
        QVERIFY(!readOrMakeToken(folder.filePath("no/where").toStdString()).ok());
        const std::string made = folder.filePath("made").toStdString();
        const auto first = readOrMakeToken(made);
        QVERIFY(first.ok());
        QCOMPARE(*readOrMakeToken(made), *first);
        QVERIFY(*readOrMakeToken(folder.filePath("other").toStdString()) != *first);
    }
};

QTEST_APPLESS_MAIN(TestSecurityPolicy)
#include "test_security_policy.moc"
