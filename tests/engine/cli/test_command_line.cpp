// SPDX-License-Identifier: GPL-3.0-or-later
// What `millrace run`, `check` and `explain` print and return when all is well, and for wrong arguments.
#include "tests/engine/cli/millrace_process.h"

#include <QTest>

using namespace millrace::test;

namespace {

const QByteArray kRows = "{\"insert\": {\"id\": 1, \"name\": \"ann\"}}\n"
                         "{\"insert\": {\"id\": 2, \"name\": \"bob\"}}\n"
                         "{\"insert\": {\"id\": 1, \"name\": \"cy\"}}\n";
const QByteArray kTwoViews = "CREATE VIEW names AS SELECT name FROM t;\n"
                             "CREATE VIEW how_many AS SELECT COUNT(*) AS n FROM t;\n";
const QStringList kRun = {QStringLiteral("run"), QStringLiteral("p.sql"), QStringLiteral("--until-complete")};

} // namespace

class TestCommandLine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void helpExplains()
    {
        const Outcome outcome = m_workspace.run({QStringLiteral("--help")});
        QCOMPARE(outcome.exitCode, 0);
        for (const char* word : {"run", "check", "explain", "Examples", "Exit codes"}) {
            QVERIFY2(outcome.output.contains(word), outcome.told());
        }
        const Outcome ofRun = m_workspace.run({QStringLiteral("run"), QStringLiteral("--help")});
        QCOMPARE(ofRun.exitCode, 0);
        for (const char* word : {"--view", "--until-complete", "--for", "--format", "Ctrl-C"}) {
            QVERIFY2(ofRun.output.contains(word), ofRun.told());
        }
    }

    void versionIsOneLine()
    {
        const Outcome outcome = m_workspace.run({QStringLiteral("--version")});
        QCOMPARE(outcome.exitCode, 0);
        QCOMPARE(outcome.lines().size(), 1);
        QVERIFY(outcome.output.startsWith("millrace "));
    }

    void printsTheChangesOfAllViews()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("rows.json"), kRows);
        workspace.write(QStringLiteral("p.sql"), tableFrom("rows.json", kTwoViews));
        const Outcome outcome = workspace.run(kRun);
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        QCOMPARE(outcome.totals(), QByteArray("how_many {\"n\":2} 1\n"
                                              "names {\"name\":\"bob\"} 1\n"
                                              "names {\"name\":\"cy\"} 1\n"));
        QVERIFY2(outcome.errors.isEmpty(), outcome.told());
        int lastStep = 0;
        for (const QJsonObject& change : outcome.changes()) {
            QCOMPARE(change.keys(), QStringList({"relation", "row", "step", "weight"}));
            QVERIFY(change[QLatin1String("step")].toInt() >= lastStep);
            lastStep = change[QLatin1String("step")].toInt();
        }
    }

    void printsTablesWhereThereIsNoView()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("rows.json"), kRows);
        workspace.write(QStringLiteral("p.sql"), tableFrom("rows.json"));
        const Outcome outcome = workspace.run(kRun);
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        QCOMPARE(outcome.totals(), QByteArray("t {\"id\":1,\"name\":\"cy\"} 1\nt {\"id\":2,\"name\":\"bob\"} 1\n"));
    }

    void printsTheChosenRelations()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("rows.json"), kRows);
        workspace.write(QStringLiteral("p.sql"), tableFrom("rows.json", kTwoViews));
        const Outcome outcome =
            workspace.run(kRun + QStringList{"--view", "HOW_MANY", "--view", "t", "--view", "how_many"});
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        QCOMPARE(outcome.totals(), QByteArray("how_many {\"n\":2} 1\n"
                                              "t {\"id\":1,\"name\":\"cy\"} 1\n"
                                              "t {\"id\":2,\"name\":\"bob\"} 1\n"));
    }

    void readsTheProgramFromStandardInput()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("rows.json"), kRows);
        const Outcome outcome =
            workspace.run({"run", "-", "--until-complete", "--view", "how_many"}, tableFrom("rows.json", kTwoViews));
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        QCOMPARE(outcome.totals(), QByteArray("how_many {\"n\":2} 1\n"));
    }

    void relativePathsStartAtTheProgram()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("data/rows.json"), kRows);
        workspace.write(QStringLiteral("shop/p.sql"), tableFrom("../data/rows.json"));
        const Outcome outcome = workspace.run({"run", "shop/p.sql", "--until-complete"});
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        QCOMPARE(outcome.lines().size() >= 2, true);
    }

    void csvHasAHeaderAndTheWeightLast()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("rows.csv"), "1,\"a, b\"\n2,bob\n");
        workspace.write(QStringLiteral("p.sql"), tableFrom("rows.csv", {}, "\"csv\""));
        const Outcome outcome = workspace.run(kRun + QStringList{"--format", "csv"});
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        QStringList lines = outcome.lines();
        QCOMPARE(lines.takeFirst(), QStringLiteral("id,name,weight"));
        lines.sort();
        QCOMPARE(lines, QStringList({"1,\"a, b\",1", "2,bob,1"}));
    }

    void endsWithoutInputs()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("p.sql"), "CREATE TABLE t (a INT);\nCREATE VIEW v AS SELECT a FROM t;\n");
        const Outcome outcome = workspace.run(kRun);
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        QCOMPARE(outcome.output, QByteArray());
    }

    void endsAfterATime()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("p.sql"),
                        "CREATE TABLE t (id BIGINT) WITH ('connectors' = '[{\"name\": \"g\", \"transport\": "
                        "{\"name\": \"datagen\", \"config\": {\"plan\": [{\"rate\": 100}]}}}]');\n");
        QElapsedTimer timer;
        timer.start();
        const Outcome outcome = workspace.run({"run", "p.sql", "--for", "600ms"});
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        QVERIFY(timer.elapsed() >= 600);
        QVERIFY2(!outcome.lines().isEmpty(), outcome.told());
        // All that was read has come out: the ids are 0 to n-1 without a hole.
        qint64 sum = 0;
        for (const QJsonObject& change : outcome.changes()) {
            sum += change[QLatin1String("row")][QLatin1String("id")].toInteger();
        }
        const qint64 numRows = outcome.lines().size();
        QCOMPARE(sum, numRows * (numRows - 1) / 2);
    }

    void untilCompleteTellsWhatNothingStarts()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("p.sql"),
                        R"(CREATE TABLE t (id BIGINT) WITH ('connectors' = '[
                           {"name": "later", "paused": true, "transport": {"name": "empty_input"}},
                           {"name": "after", "start_after": "x", "transport": {"name": "empty_input"}}]');)");
        const Outcome outcome = workspace.run({"run", "p.sql", "--until-complete", "--for", "200ms"});
        QCOMPARE(outcome.exitCode, 0);
        QCOMPARE(outcome.errors.count("--until-complete waits for an input that is paused"), 1);
        QVERIFY2(outcome.errors.contains(": t.later\n"), outcome.told());
    }

    void checkIsSilentWhenAllIsWell()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("p.sql"), tableFrom("rows.json", kTwoViews));
        const Outcome outcome = workspace.run({"check", "p.sql"});
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        QVERIFY2(outcome.output.isEmpty() && outcome.errors.isEmpty(), outcome.told());
    }

    void explainShowsThePlan()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("p.sql"), tableFrom("rows.json", kTwoViews));
        const Outcome outcome = workspace.run({"explain", "p.sql"});
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        QVERIFY2(outcome.output.contains("how_many"), outcome.told());
        QVERIFY2(outcome.output.contains("names"), outcome.told());
    }

    void anEmptyProgramIsTold()
    {
        const Workspace workspace;
        workspace.write(QStringLiteral("p.sql"), "-- nothing yet\n");
        const Outcome outcome = workspace.run({"run", "p.sql"});
        QVERIFY2(outcome.exitCode == 1, outcome.told());
        QVERIFY2(outcome.errors.contains("no table and no view"), outcome.told());
    }

    void wrongArguments_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("told");
        QTest::newRow("unknown subcommand") << QStringList{"rnu", "p.sql"} << QByteArray("rnu");
        QTest::newRow("unknown option") << QStringList{"run", "p.sql", "--colour"} << QByteArray("--colour");
        QTest::newRow("no program") << QStringList{"run"} << QByteArray("PROGRAM");
        QTest::newRow("missing file") << QStringList{"run", "absent.sql"} << QByteArray("absent.sql");
        QTest::newRow("missing file to check") << QStringList{"check", "absent.sql"} << QByteArray("absent.sql");
        QTest::newRow("missing file to explain") << QStringList{"explain", "absent.sql"} << QByteArray("absent.sql");
        QTest::newRow("folder") << QStringList{"run", "."} << QByteArray("folder");
        QTest::newRow("bad time") << QStringList{"run", "p.sql", "--for", "soon"} << QByteArray("soon");
        QTest::newRow("bad format") << QStringList{"run", "p.sql", "--format", "xml"}
                                    << QByteArray("not json or csv: xml");
        QTest::newRow("bad size") << QStringList{"run", "p.sql", "--memory-limit", "much"} << QByteArray("much");
        QTest::newRow("bad policy") << QStringList{"run", "p.sql", "--on-step-error", "x"}
                                    << QByteArray("set_aside");
        QTest::newRow("no workers") << QStringList{"run", "p.sql", "--workers", "0"} << QByteArray("workers");
        QTest::newRow("unknown view") << QStringList{"run", "p.sql", "--view", "nope"} << QByteArray("nope");
        QTest::newRow("no port") << QStringList{"serve", "--no-catalog", "--port", "99999"}
                                 << QByteArray("--port: Value 99999 not in range 0 to 65535");
        QTest::newRow("csv of two") << QStringList{"run", "p.sql", "--format", "csv"} << QByteArray("--view");
    }

    void wrongArguments()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, told);
        const Workspace workspace;
        workspace.write(QStringLiteral("rows.json"), kRows);
        workspace.write(QStringLiteral("p.sql"), tableFrom("rows.json", kTwoViews));
        const Outcome outcome = workspace.run(arguments);
        QVERIFY2(outcome.exitCode == 2, outcome.told());
        QVERIFY2(outcome.errors.contains(told), outcome.told());
        QVERIFY2(outcome.output.isEmpty(), outcome.told());
    }

private:
    Workspace m_workspace;
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "test_command_line.moc"
