// SPDX-License-Identifier: GPL-3.0-or-later
#include "connector_fixture.h"
#include "engine/connectors/url/address_kind.h"
#include "scripted_http_server.h"
#include "tests/support/slowdown.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

struct Source : InputFixture {
    explicit Source(const std::string& url, const nlohmann::json& more = nlohmann::json::object())
        : InputFixture("url_input", merged({{"path", url}}, more), "csv")
    {
        context.target.schema.columns = {{"id", SqlType::of(TypeId::Integer, false), false}};
    }

    std::unique_ptr<InputReader> start()
    {
        auto reader = openInput(context);
        if (!reader.ok()) {
            return nullptr;
        }
        (*reader)->extend();
        return std::move(reader).value();
    }
    /// Number of rows, and whether they are 0, 1, 2, … in order.
    std::string rows() const
    {
        int64_t next = 0;
        for (const InputBatch& batch : consumer->seen().batches) {
            for (size_t row = 0; row < batch.numRows(); ++row) {
                if (batch.rows->columns[0].get<int32_t>(row) != next++) {
                    return "row " + std::to_string(next - 1) + " is " +
                           std::to_string(batch.rows->columns[0].get<int32_t>(row));
                }
            }
        }
        return std::to_string(next);
    }
};

std::string numbers(int count)
{
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += std::to_string(i) + "\n";
    }
    return text;
}

/// Start of "Range: bytes=N-" in a request, or -1.
int64_t rangeStart(const std::string& head)
{
    const size_t at = head.find("Range: bytes=");
    return at == std::string::npos ? -1 : std::stoll(head.substr(at + 13));
}

std::string partReply(const std::string& body, size_t from, const std::string& headers = {})
{
    return httpReply("206 Partial Content",
                     headers + "Content-Range: bytes " + std::to_string(from) + "-" + std::to_string(body.size() - 1) +
                         "/" + std::to_string(body.size()) +
                         "\r\nContent-Length: " + std::to_string(body.size() - from) + "\r\n",
                     body.substr(from));
}

/// The whole reply, but the connection ends after `size` bytes of the body.
std::string cutReply(const std::string& body, size_t size, const std::string& headers = {})
{
    return httpReply("200 OK", headers + "Content-Length: " + std::to_string(body.size()) + "\r\n",
                     body.substr(0, size));
}

} // namespace

class TestUrlInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsOnceWhenExtended()
    {
        ScriptedHttpServer server([](const std::string&, size_t) { return Reply{okReply(numbers(5000))}; });
        Source source(server.url());
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        QTest::qWait(50);
        QVERIFY(server.requests().empty());
        (*reader)->extend();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.rows(), std::string("5000"));
        QCOMPARE(server.requests().size(), size_t{1});
        QCOMPARE(source.consumer->seen().numBytes, static_cast<uint64_t>(numbers(5000).size()));
        QVERIFY(source.consumer->seen().failures.empty());
    }

    void theLastLineNeedsNoEnd()
    {
        ScriptedHttpServer server([](const std::string&, size_t) { return Reply{okReply("0\n1\n2")}; });
        Source source(server.url());
        const auto reader = source.start();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.rows(), std::string("3"));
    }

    void slowAnswersArriveAsTheyCome()
    {
        ScriptedHttpServer server([](const std::string&, size_t) { return Reply{okReply(numbers(500)), false, 100}; });
        Source source(server.url());
        const auto reader = source.start();
        QVERIFY(source.consumer->waitForRows(20));
        QCOMPARE(source.consumer->seen().numEnds, 0);
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.rows(), std::string("500"));
    }

    void redirectsAreFollowed()
    {
        ScriptedHttpServer server([](const std::string& head, size_t) {
            return Reply{head.find("GET /end") == 0
                             ? okReply(numbers(3))
                             : httpReply("302 Found", "Location: /end\r\nContent-Length: 2\r\n", "no")};
        });
        Source source(server.url("/start"));
        const auto reader = source.start();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.rows(), std::string("3"));
    }

    void endlessRedirectsFail()
    {
        ScriptedHttpServer server([](const std::string&, size_t) {
            return Reply{httpReply("302 Found", "Location: /again\r\nContent-Length: 0\r\n", "")};
        });
        Source source(server.url());
        const auto reader = source.start();
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return !seen.failures.empty(); }));
        QCOMPARE(server.requests().size(), size_t{6});
    }

    void redirectsToFilesAreRefused()
    {
        ScriptedHttpServer server([](const std::string&, size_t) {
            return Reply{httpReply("302 Found", "Location: file:///etc/passwd\r\nContent-Length: 0\r\n", "")};
        });
        Source source(server.url());
        const auto reader = source.start();
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return !seen.failures.empty(); }));
        QCOMPARE(source.rows(), std::string("0"));
    }

    void cutConnectionsGoOnInTheMiddle_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::newRow("a range from the offset") << "range";
        QTest::newRow("a range that starts earlier") << "earlier";
        QTest::newRow("the range is ignored") << "ignored";
        QTest::newRow("cut at the very end") << "end";
    }

    void cutConnectionsGoOnInTheMiddle()
    {
        QFETCH(QString, mode);
        const std::string body = numbers(2000);
        ScriptedHttpServer server([&](const std::string& head, size_t number) {
            if (number == 0) {
                return Reply{
                    mode == "end"
                        ? httpReply("200 OK", "Content-Length: " + std::to_string(body.size() + 1) + "\r\n", body)
                        : cutReply(body, 4001, "ETag: \"a\"\r\n")};
            }
            const auto from = static_cast<size_t>(rangeStart(head));
            return Reply{mode == "range"     ? partReply(body, from, "ETag: \"a\"\r\n")
                         : mode == "earlier" ? partReply(body, from - 100)
                         : mode == "end"     ? httpReply("416 Range Not Satisfiable", "Content-Length: 5\r\n", "sorry")
                                             : okReply(body)};
        });
        Source source(server.url());
        const auto reader = source.start();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.rows(), std::string("2000"));
        QCOMPARE(server.requests().size(), size_t{2});
        QCOMPARE(rangeStart(server.requests()[0]), int64_t{-1});
        QCOMPARE(rangeStart(server.requests()[1]), static_cast<int64_t>(mode == "end" ? body.size() : 4001));
        QCOMPARE(source.consumer->seen().transportErrors.size(), size_t{1});
        QCOMPARE(source.consumer->seen().numErrors, uint64_t{0});
    }

    void contentThatChangedIsNotMixed()
    {
        const std::string body = numbers(2000);
        ScriptedHttpServer server([&](const std::string& head, size_t number) {
            return Reply{number == 0 ? cutReply(body, 4001, "ETag: \"a\"\r\n")
                                     : partReply(body, static_cast<size_t>(rangeStart(head)), "ETag: \"b\"\r\n")};
        });
        Source source(server.url());
        const auto reader = source.start();
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return !seen.failures.empty(); }));
        QVERIFY(source.consumer->seen().failures[0].detail.find("changed") != std::string::npos);
    }

    /// A server that looks at If-Range sends content that has changed as a whole, which fits no better.
    void aRestOfOtherContentIsNotAskedFor_data()
    {
        QTest::addColumn<QString>("tag");
        QTest::addColumn<bool>("isAskedFor");
        QTest::newRow("strong") << "\"a\"" << true;
        QTest::newRow("weak") << "W/\"a\"" << false; // says nothing about bytes
        QTest::newRow("none") << "" << false;
    }

    void aRestOfOtherContentIsNotAskedFor()
    {
        QFETCH(QString, tag);
        QFETCH(bool, isAskedFor);
        const std::string header = tag.isEmpty() ? std::string() : "ETag: " + tag.toStdString() + "\r\n";
        const std::string body = numbers(2000);
        ScriptedHttpServer server([&](const std::string& head, size_t number) {
            return Reply{number == 0 ? cutReply(body, 4001, header)
                                     : partReply(body, static_cast<size_t>(rangeStart(head)), header)};
        });
        Source source(server.url());
        const auto reader = source.start();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.rows(), std::string("2000"));
        const bool isThere = server.requests().at(1).find("If-Range: " + tag.toStdString()) != std::string::npos &&
                             !tag.isEmpty();
        QCOMPARE(isThere, isAskedFor);
    }

    void gapsAreRefused()
    {
        const std::string body = numbers(2000);
        ScriptedHttpServer server([&](const std::string& head, size_t number) {
            return Reply{number == 0 ? cutReply(body, 4001)
                                     : partReply(body, static_cast<size_t>(rangeStart(head)) + 1)};
        });
        Source source(server.url());
        const auto reader = source.start();
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return !seen.failures.empty(); }));
        QCOMPARE(source.consumer->seen().numEnds, 0);
    }

    void givesUpAfterThreeAttemptsAndTriesAgainWhenAsked()
    {
        std::atomic<bool> isWell = false;
        ScriptedHttpServer server([&](const std::string&, size_t) {
            return Reply{isWell ? okReply(numbers(10))
                                : httpReply("503 Service Unavailable", "Content-Length: 0\r\n", "")};
        });
        Source source(server.url());
        const auto reader = source.start();
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return !seen.failures.empty(); }));
        QCOMPARE(server.requests().size(), size_t{3});
        const auto seen = source.consumer->seen();
        QCOMPARE(seen.transportErrors.size(), size_t{2});
        QVERIFY(seen.failures[0].detail.find("503 Service Unavailable") != std::string::npos);
        QVERIFY(seen.healthTexts[0].find("attempt 2 of 3") == 0);
        isWell = true;
        reader->extend();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.rows(), std::string("10"));
        QCOMPARE(source.consumer->seen().healthTexts.back(), std::string());
    }

    void refusalsAreFinal()
    {
        ScriptedHttpServer server([](const std::string&, size_t) {
            return Reply{httpReply("404 Not Found", "Content-Length: 2\r\n", "no")};
        });
        Source source(server.url());
        const auto reader = source.start();
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return !seen.failures.empty(); }));
        QCOMPARE(server.requests().size(), size_t{1});
        QCOMPARE(QString::fromStdString(source.consumer->seen().failures[0].detail),
                 QStringLiteral("Cannot read from 127.0.0.1:%1: The server answered 404 Not Found").arg(server.port()));
    }

    void unreachableHostsAreNamed()
    {
        int port = 0;
        {
            ScriptedHttpServer gone([](const std::string&, size_t) { return Reply{}; });
            port = gone.port();
        }
        Source source("http://user:secret@127.0.0.1:" + std::to_string(port) + "/x");
        const auto reader = source.start();
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return !seen.failures.empty(); }));
        const std::string detail = source.consumer->seen().failures[0].detail;
        QVERIFY(detail.find("127.0.0.1:" + std::to_string(port)) != std::string::npos);
        QVERIFY(detail.find("secret") == std::string::npos);
    }

    void linkLocalAddressesAreRefused()
    {
        Source source("http://169.254.169.254/latest/meta-data");
        const auto reader = source.start();
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return !seen.failures.empty(); }, 3000));
        QVERIFY(source.consumer->seen().failures[0].detail.find("Link-local") != std::string::npos);
    }

    void addressesAreJudged_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<int>("kind");
        const auto add = [](AddressKind kind, std::initializer_list<const char*> addresses) {
            for (const char* address : addresses) {
                QTest::newRow(address) << address << static_cast<int>(kind);
            }
        };
        add(AddressKind::Public, {"8.8.8.8", "172.32.0.1", "100.63.255.255", "2001:4860::8888", "::ffff:8.8.8.8",
                                  "64:ff9b::808:808", "2002:808:808::1"});
        add(AddressKind::Private, {"127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
                                   "100.64.0.1", "0.0.0.0", "::1", "::", "fc00::1", "fdff::1", "::ffff:10.0.0.1",
                                   "64:ff9b::7f00:1", "2002:a00:1::1"});
        add(AddressKind::LinkLocal, {"169.254.169.254", "169.254.0.1", "100.100.100.200", "224.0.0.1",
                                     "255.255.255.255", "fe80::1", "fd00:ec2::254", "::ffff:169.254.169.254",
                                     "::169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "ff02::1"});
    }

    void addressesAreJudged()
    {
        QFETCH(QString, address);
        QFETCH(int, kind);
        sockaddr_storage storage = {};
        sockaddr_in v4 = {};
        sockaddr_in6 v6 = {};
        if (::inet_pton(AF_INET, qPrintable(address), &v4.sin_addr) == 1) {
            v4.sin_family = AF_INET;
            std::memcpy(&storage, &v4, sizeof v4);
        } else {
            QCOMPARE(::inet_pton(AF_INET6, qPrintable(address), &v6.sin6_addr), 1);
            v6.sin6_family = AF_INET6;
            std::memcpy(&storage, &v6, sizeof v6);
        }
        QCOMPARE(static_cast<int>(addressKind(reinterpret_cast<const sockaddr&>(storage))), kind);
    }

    void otherSpellingsOfRefusedAddressesDoNotHelp_data()
    {
        QTest::addColumn<QString>("host");
        for (const char* host : {"2852039166", "0xA9FEA9FE", "0251.0376.0251.0376", "[::ffff:a9fe:a9fe]"}) {
            QTest::newRow(host) << host;
        }
    }

    void otherSpellingsOfRefusedAddressesDoNotHelp()
    {
        QFETCH(QString, host);
        Source source("http://" + host.toStdString() + "/latest");
        const auto reader = source.start();
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return !seen.failures.empty(); }, 3000));
        QVERIFY(source.consumer->seen().failures[0].detail.find("Link-local") != std::string::npos);
    }

    void aRedirectToARefusedAddressIsRefused()
    {
        ScriptedHttpServer server([](const std::string&, size_t) {
            return Reply{httpReply("302 Found", "Location: http://169.254.169.254/\r\nContent-Length: 0\r\n", "")};
        });
        Source source(server.url());
        const auto reader = source.start();
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return !seen.failures.empty(); }, 3000));
        QVERIFY(source.consumer->seen().failures[0].detail.find("Link-local") != std::string::npos);
    }

    /// What a program speaks to stands in it, not in the environment.
    void proxiesOfTheEnvironmentAreNotUsed()
    {
        qputenv("http_proxy", "http://127.0.0.1:1");
        ScriptedHttpServer server([](const std::string&, size_t) { return Reply{okReply(numbers(3))}; });
        Source source(server.url());
        const auto reader = source.start();
        const bool hasEnded = source.consumer->waitForEnd();
        qunsetenv("http_proxy");
        QVERIFY(hasEnded);
        QCOMPARE(source.rows(), std::string("3"));
    }

    void pausesShortlyWithinOneConnection()
    {
        ScriptedHttpServer server([](const std::string&, size_t) {
            return Reply{okReply(numbers(20'000)), false, 1000};
        });
        Source source(server.url());
        const auto reader = source.start();
        QVERIFY(source.consumer->waitForRows(100));
        reader->pause();
        QTest::qWait(50);
        const uint64_t rows = source.consumer->seen().numRows;
        QVERIFY(rows < 20'000);
        QTest::qWait(100);
        QCOMPARE(source.consumer->seen().numRows, rows);
        reader->extend();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.rows(), std::string("20000"));
        QCOMPARE(server.requests().size(), size_t{1});
    }

    void longPausesGiveTheConnectionUp()
    {
        const std::string body = numbers(20'000);
        ScriptedHttpServer server([&](const std::string& head, size_t number) {
            return number == 0 ? Reply{okReply(body), false, 1000}
                               : Reply{partReply(body, static_cast<size_t>(rangeStart(head)))};
        });
        Source source(server.url(), {{"pause_timeout", 0}});
        const auto reader = source.start();
        QVERIFY(source.consumer->waitForRows(100));
        reader->pause();
        QTest::qWait(150);
        reader->extend();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.rows(), std::string("20000"));
        QCOMPARE(server.requests().size(), size_t{2});
        QVERIFY(rangeStart(server.requests()[1]) > 0);
    }

    void stopsAtOnceWhileTheServerHangs_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("no answer") << QByteArray();
        QTest::newRow("half an answer") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0\n1\n");
    }

    void stopsAtOnceWhileTheServerHangs()
    {
        QFETCH(QByteArray, sent);
        ScriptedHttpServer server([&](const std::string&, size_t) { return Reply{sent.toStdString(), true}; });
        Source source(server.url());
        auto reader = source.start();
        QTRY_VERIFY(!server.requests().empty());
        QTest::qWait(50);
        QElapsedTimer timer;
        timer.start();
        reader.reset();
        QVERIFY(timer.elapsed() < 200 * millrace::test::kSlowdown);
    }

    void encodedContentIsDecoded()
    {
        // gzip of "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n".
        const QByteArray packed = QByteArray::fromHex("1f8b08000000000002ff33e032e432e232e632e132e532e332e7b2e0b2e40200"
                                                      "b9610e5614000000");
        ScriptedHttpServer server([&](const std::string&, size_t) {
            const std::string body = packed.toStdString();
            return Reply{httpReply(
                "200 OK", "Content-Encoding: gzip\r\nContent-Length: " + std::to_string(body.size()) + "\r\n", body)};
        });
        Source source(server.url());
        const auto reader = source.start();
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return seen.numEnds > 0 || !seen.failures.empty(); }));
        QCOMPARE(source.rows(), std::string("10"));
        QVERIFY(server.requests()[0].find("Accept-Encoding:") != std::string::npos);
    }

    void configs_data()
    {
        QTest::addColumn<QString>("config");
        QTest::addColumn<QString>("pointer");
        QTest::newRow("no path") << "{}"
                                 << "";
        QTest::newRow("no url") << R"({"path":"not a url"})"
                                << "/path";
        QTest::newRow("file") << R"({"path":"file:///etc/passwd"})"
                              << "/path";
        QTest::newRow("gopher") << R"({"path":"gopher://example.com"})"
                                << "/path";
        QTest::newRow("timeout") << R"({"path":"http://example.com/x","pause_timeout":"1"})"
                                 << "/pause_timeout";
        QTest::newRow("unknown") << R"({"path":"http://example.com/x","pause_timout":1})"
                                 << "/pause_timout";
    }

    void configs()
    {
        QFETCH(QString, config);
        QFETCH(QString, pointer);
        ConnectorSpec spec;
        spec.transport = "url_input";
        spec.transportConfig = nlohmann::json::parse(config.toStdString());
        const auto problems = checkInputConfig(spec, {});
        QCOMPARE(problems.size(), size_t{1});
        QCOMPARE(QString::fromStdString(problems[0].pointer), pointer);
        QCOMPARE(problems[0].isWarning, pointer == "/pause_timout");
    }
};

QTEST_APPLESS_MAIN(TestUrlInput)
#include "test_url_input.moc"
