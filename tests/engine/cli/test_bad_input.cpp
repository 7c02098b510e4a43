// SPDX-License-Identifier: GPL-3.0-or-later
// Each kind of bad input: an error at its place, counted where it belongs, and everything else goes on.
#include "tests/engine/cli/millrace_process.h"

#include <QFile>
#include <QProcess>
#include <QTest>

#include <sys/stat.h>

using namespace millrace::test;

namespace {

const QStringList kRun = {QStringLiteral("run"), QStringLiteral("p.sql"), QStringLiteral("--until-complete")};

QByteArray insertOf(int id, const QByteArray& name)
{
    return "{\"insert\": {\"id\": " + QByteArray::number(id) + ", \"name\": " + name + "}}\n";
}

} // namespace

class TestBadInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wrongPrograms_data()
    {
        QTest::addColumn<QByteArray>("program");
        QTest::addColumn<QByteArray>("place");
        QTest::newRow("syntax") << QByteArray("CREATE TABLE t (a INT);\nCREATE VIEW v AS SELECT FROM t;\n")
                                << QByteArray("p.sql:2:");
        QTest::newRow("unknown column") << QByteArray(
                                               "CREATE TABLE t (a INT);\nCREATE VIEW v AS\n  SELECT nope FROM t;\n")
                                        << QByteArray("p.sql:3:10: error:");
        QTest::newRow("unknown table") << QByteArray("CREATE VIEW v AS SELECT 1 AS x\nFROM missing;\n")
                                       << QByteArray("p.sql:2:6: error:");
        QTest::newRow("unterminated text")
            << QByteArray("CREATE VIEW v AS SELECT 'abc\n") << QByteArray("p.sql:1:25: error:");
        QTest::newRow("malformed connector JSON")
            << QByteArray("CREATE TABLE t (a INT) WITH ('connectors' = '[\n  {\"name\": \"x\",, }\n]');\n")
            << QByteArray("p.sql:2:");
        QTest::newRow("key twice")
            << QByteArray("CREATE TABLE t (a INT) WITH ('connectors' = '[\n  {\"name\": \"x\", \"name\": \"y\"}]');\n")
            << QByteArray("p.sql:2:17: error: The object has the same key twice: 'name'");
        QTest::newRow("unknown transport") << QByteArray("CREATE TABLE t (a INT) WITH ('connectors' = '[{\n  "
                                                         "\"transport\": {\"name\": \"carrier_pigeon\"}\n}]');\n")
                                           << QByteArray("p.sql:2:");
        QTest::newRow("invalid UTF-8")
            << QByteArray("CREATE TABLE t (a INT);\nCREATE VIEW v AS SELECT '\xff\xfe' AS x FROM t;\n")
            << QByteArray("p.sql:2:");
        QTest::newRow("text after text") << QByteArray("hello world") << QByteArray("p.sql:1:1: error:");
    }

    /// A named pipe that nobody writes into keeps nobody waiting; one that somebody does is a program.
    void programsInPipes()
    {
        const Workspace workspace;
        const QByteArray pipe = QFile::encodeName(workspace.path(QStringLiteral("pipe")));
        QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
        const Outcome quiet = workspace.run({QStringLiteral("check"), QStringLiteral("./pipe")});
        QVERIFY2(quiet.exitCode == 2 && quiet.errors.contains("Nobody writes"), quiet.told());
        QProcess writer;
        writer.start(QStringLiteral("sh"),
                     {QStringLiteral("-c"), QStringLiteral("echo 'CREATE TABLE t (a INT);' > \"$0\""),
                      QString::fromLocal8Bit(pipe)});
        const Outcome read = workspace.run({QStringLiteral("check"), QStringLiteral("./pipe")});
        QVERIFY2(read.exitCode == 0, read.told());
        QVERIFY(writer.waitForFinished());
        QCOMPARE(::mkfifo((pipe + ".yaml").constData(), 0600), 0);
        const Outcome yaml = workspace.run({QStringLiteral("check"), QStringLiteral("./pipe.yaml")});
        QVERIFY2(yaml.exitCode == 2 && yaml.errors.contains("This is a pipe"), yaml.told());
    }

    void wrongPrograms()
    {
        QFETCH(QByteArray, program);
        QFETCH(QByteArray, place);
        const Workspace workspace;
        workspace.write(QStringLiteral("p.sql"), program);
        for (const QString& command : {QStringLiteral("check"), QStringLiteral("run"), QStringLiteral("explain")}) {
            const Outcome outcome = workspace.run({command, QStringLiteral("p.sql")});
            QVERIFY2(outcome.exitCode == 1, outcome.told());
            QVERIFY2(outcome.errors.contains(place), outcome.told());
            QVERIFY2(outcome.output.isEmpty(), outcome.told());
        }
    }

    void theMarkOfUtf8IsNoError()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("p.sql"), "\xEF\xBB\xBF" "CREATE TABLE t (a INT);\n");
        const Outcome outcome = workspace.run({QStringLiteral("check"), QStringLiteral("p.sql")});
        QVERIFY2(outcome.exitCode == 0, outcome.told());
    }

    void ofManyMessagesAHundredAreTold()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("p.sql"), QByteArray(2000, '\0'));
        const Outcome outcome = workspace.run({QStringLiteral("check"), QStringLiteral("p.sql")});
        QCOMPARE(outcome.exitCode, 1);
        QCOMPARE(outcome.errors.count(": error:"), 100);
        QVERIFY2(outcome.errors.contains(" more messages"), outcome.told());
    }

    void checkGoesOnAfterAWrongFile()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("a.sql"), "CREATE VIEW v AS SELECT x FROM nowhere;");
        workspace.write(QStringLiteral("b.sql"), "CREATE TABLE t (a NOSUCHTYPE);");
        const Outcome outcome = workspace.run({"check", "a.sql", "b.sql"});
        QVERIFY2(outcome.exitCode == 1, outcome.told());
        QVERIFY2(outcome.errors.contains("a.sql:1:"), outcome.told());
        QVERIFY2(outcome.errors.contains("b.sql:1:"), outcome.told());
    }

    void aMissingFileFailsItsConnectorOnly()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("rows.json"), insertOf(1, "\"ann\""));
        workspace.write(
            QStringLiteral("p.sql"),
            tableFrom("rows.json") +
                "CREATE TABLE u (a INT) WITH ('connectors' = '[{\"name\": \"gone\", \"transport\": {\"name\": "
                "\"file_input\", \"config\": {\"path\": \"absent.json\"}}, \"format\": {\"name\": "
                "\"json\"}}]');\n");
        const Outcome outcome = workspace.run(kRun);
        QVERIFY2(outcome.exitCode == 3, outcome.told());
        QCOMPARE(outcome.totals(), QByteArray("t {\"id\":1,\"name\":\"ann\"} 1\n"));
        QVERIFY2(outcome.errors.contains("u.gone"), outcome.told());
        QVERIFY2(outcome.errors.contains("absent.json"), outcome.told());
    }

    /// A limit of the size of files stands for a full disk.
    void aFullDiskEndsAFileAtAWholeStep()
    {
        const Workspace workspace;
        workspace.write(
            QStringLiteral("p.sql"),
            R"(CREATE TABLE t (id BIGINT) WITH ('connectors' = '[{"name": "g", "max_batch_size": 10, "transport": {
                 "name": "datagen", "config": {"plan": [{"limit": 1000, "rate": 5000, "worker_chunk_size": 10}]}}}]');
               CREATE VIEW v WITH ('connectors' = '[{"name": "file", "format": {"name": "csv"},
                 "transport": {"name": "file_output", "config": {"path": "v.csv"}}}]') AS SELECT id FROM t;)");
        const Outcome outcome = workspace.runLimited(kRun, 1024);
        QVERIFY2(outcome.exitCode == 3, outcome.told());
        QVERIFY2(outcome.errors.contains("connector v.file failed: MR-IO-0003: Cannot write the file: File too large"),
                 outcome.told());
        QFile file(workspace.path(QStringLiteral("v.csv")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().split('\n');
        QVERIFY(lines.size() > 10 && lines.last().isEmpty());
        for (int i = 0; i < lines.size() - 1; ++i) {
            QCOMPARE(lines[i], QByteArray::number(i) + ",1");
        }
    }

    void anUnreachableUrlFailsItsConnectorOnly()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("rows.json"), insertOf(1, "\"ann\""));
        workspace.write(
            QStringLiteral("p.sql"),
            tableFrom("rows.json") +
                "CREATE TABLE u (a INT) WITH ('connectors' = '[{\"name\": \"far\", \"transport\": {\"name\": "
                "\"url_input\", \"config\": {\"path\": \"http://127.0.0.1:1/x.json\"}}, \"format\": "
                "{\"name\": \"json\"}}]');\n");
        const Outcome outcome = workspace.run(kRun);
        QVERIFY2(outcome.exitCode == 3, outcome.told());
        QCOMPARE(outcome.totals(), QByteArray("t {\"id\":1,\"name\":\"ann\"} 1\n"));
        QVERIFY2(outcome.errors.contains("u.far"), outcome.told());
    }

    void rejectedRecords_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("told");
        const QByteArray json = "\"json\"";
        const QByteArray good = insertOf(1, "\"ann\"");
        const QByteArray last = insertOf(9, "\"zoe\"");
        QTest::newRow("wrong type") << good + "{\"insert\": {\"id\": \"seven\", \"name\": \"x\"}}\n" + last << json
                                    << QByteArray("MR-REC-0003");
        QTest::newRow("missing key") << good + "{\"insert\": {\"name\": \"x\"}}\n" + last << json
                                     << QByteArray("MR-REC-0004");
        QTest::newRow("unknown envelope")
            << good + "{\"insrt\": {\"id\": 2, \"name\": \"x\"}}\n" + last << json << QByteArray("MR-REC-0002");
        QTest::newRow("not JSON") << good + "{\"insert\": {\"id\": 2, \"name\": }}\n" + last << json
                                  << QByteArray("MR-REC-0001");
        QTest::newRow("invalid UTF-8") << good + insertOf(2, "\"\xff\xfe\"") + last << json
                                       << QByteArray("MR-REC-0005");
        QTest::newRow("truncated line") << good + last + "{\"insert\": {\"id\": 3, \"na" << json
                                        << QByteArray("MR-REC-0006");
        QTest::newRow("csv, wrong type") << QByteArray("1,ann\nseven,x\n9,zoe\n") << QByteArray("\"csv\"")
                                         << QByteArray("MR-REC-0003");
    }

    void rejectedRecords()
    {
        QFETCH(QByteArray, data);
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, told);
        const Workspace workspace;
        workspace.write(QStringLiteral("rows.txt"), data);
        workspace.write(QStringLiteral("p.sql"), tableFrom("rows.txt", {}, format));
        const Outcome outcome = workspace.run(kRun);
        QVERIFY2(outcome.exitCode == 3, outcome.told());
        QCOMPARE(outcome.totals(), QByteArray("t {\"id\":1,\"name\":\"ann\"} 1\nt {\"id\":9,\"name\":\"zoe\"} 1\n"));
        QVERIFY2(outcome.errors.contains("connector t.file: 1 error\n"), outcome.told());
        QVERIFY2(outcome.errors.contains(told), outcome.told());
        QVERIFY2(outcome.errors.contains("record ") || outcome.errors.contains("line "), outcome.told());
    }

    void tellsTheFirstOfManyRejections()
    {
        QByteArray data;
        for (int at = 1; at <= 500; ++at) {
            data += "{\"insert\": {\"id\": \"bad" + QByteArray::number(at) + "\"}}\n";
        }
        const Workspace workspace;
        workspace.write(QStringLiteral("rows.json"), data);
        workspace.write(QStringLiteral("p.sql"), tableFrom("rows.json"));
        const Outcome outcome = workspace.run(kRun);
        QVERIFY2(outcome.exitCode == 3, outcome.told());
        QVERIFY2(outcome.errors.contains("500 errors"), outcome.told());
        QVERIFY2(outcome.errors.contains("490 more"), outcome.told());
    }

    void anOverflowHoldsTheStep()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("rows.json"), insertOf(1, "\"ann\"") + insertOf(2147483647, "\"big\""));
        workspace.write(QStringLiteral("p.sql"),
                        tableFrom("rows.json", "CREATE VIEW v AS\n  SELECT CAST(id AS INTEGER) + 1 AS next FROM t;\n"));
        const Outcome outcome = workspace.run(kRun);
        QVERIFY2(outcome.exitCode == 1, outcome.told());
        QVERIFY2(outcome.errors.contains("MR-EVAL-0001"), outcome.told());
        QVERIFY2(outcome.errors.contains("p.sql:5:"), outcome.told());
        QVERIFY2(outcome.errors.contains("view v"), outcome.told());
        QVERIFY2(outcome.errors.contains("t.file"), outcome.told());
        QVERIFY2(outcome.errors.contains("2147483647"), outcome.told());
        QVERIFY2(!outcome.output.contains("2147483648"), outcome.told());
    }

    void anOverflowIsSetAsideWhereThatIsAskedFor()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("rows.json"),
                        insertOf(1, "\"ann\"") + insertOf(2147483647, "\"big\"") + insertOf(3, "\"cleo\""));
        workspace.write(QStringLiteral("p.sql"),
                        tableFrom("rows.json", "CREATE VIEW v AS\n  SELECT CAST(id AS INTEGER) + 1 AS next FROM t;\n"));
        const Outcome outcome =
            workspace.run(kRun + QStringList{QStringLiteral("--on-step-error"), QStringLiteral("set_aside")});
        QVERIFY2(outcome.exitCode == 3, outcome.told());
        QVERIFY2(outcome.errors.contains("MR-EVAL-0001"), outcome.told());
        QCOMPARE(outcome.totals(), QByteArray("v {\"next\":2} 1\nv {\"next\":4} 1\n"));
    }
};

QTEST_GUILESS_MAIN(TestBadInput)
#include "test_bad_input.moc"
