// SPDX-License-Identifier: GPL-3.0-or-later
// GET …/logs: the lines there are, those that come, and the end.
#include "tests/engine/server/api_rig.h"

#include <QRegularExpression>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

class TestLogRoute : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void streamsLines()
    {
        ApiRig rig("CREATE TABLE t (id BIGINT);");
        RawClient client(rig.port);
        client.request("GET", "/v0/pipelines/p/logs");
        const RawReply head = client.readHead();
        QCOMPARE(head.status, 200);
        QCOMPARE(head.headers.value("content-type"), QByteArray("text/plain; charset=utf-8"));
        const QRegularExpression line(
            QStringLiteral("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z (INFO|WARN|ERROR) .+\\n$"));
        const QString first = QString::fromUtf8(client.readChunk());
        QVERIFY2(line.match(first).hasMatch(), qPrintable(first));
        rig.pipeline->log()->add(0, LogLevel::Warning, "a line of the test");
        for (QByteArray chunk = first.toUtf8(); chunk != "1970-01-01T00:00:00.000000Z WARN a line of the test\n";) {
            chunk = client.readChunk();
            QVERIFY(!chunk.isEmpty());
        }
    }

    void tellsWhyAProgramDoesNotCompile()
    {
        ApiRig rig("CREATE TABLE t (id BIGINT);");
        QVERIFY(
            rig.engine->create("wrong", "CREATE TABLE t (id BIGINT);\nCREATE VIEW v AS SELECT nothing FROM t;").ok());
        RawClient client(rig.port);
        client.request("GET", "/v0/pipelines/wrong/logs");
        QCOMPARE(client.readHead().status, 200);
        QByteArray line = client.readChunk();
        if (line.contains("Nothing has happened")) { // it is compiled in its own time
            line = client.readChunk();
        }
        QVERIFY2(line.contains(" ERROR The program does not compile: line 2, column 25: "), line.constData());
    }

    void worksStoppedAndEndsWithThePipeline()
    {
        ApiRig rig("CREATE TABLE t (id BIGINT);");
        QVERIFY(rig.engine->create("idle", "CREATE TABLE t (id BIGINT);").ok());
        RawClient client(rig.port);
        client.request("GET", "/v0/pipelines/idle/logs");
        QCOMPARE(client.readHead().status, 200);
        QVERIFY2(!client.readChunk(nullptr, 1000).isEmpty(), "at least one line at once");
        QVERIFY(rig.engine->remove("idle").ok());
        QByteArray last;
        for (bool isEnd = false; !isEnd;) {
            const QByteArray chunk = client.readChunk(&isEnd);
            QVERIFY(isEnd || !chunk.isEmpty());
            last = isEnd ? last : chunk;
        }
        QCOMPARE(last, QByteArray("Logs have ended\n"));
        client.request("GET", "/v0/pipelines/idle/logs");
        QCOMPARE(client.reply().status, 404);
    }
};

QTEST_GUILESS_MAIN(TestLogRoute)
#include "test_log_route.moc"
