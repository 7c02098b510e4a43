// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a pipelines file: what it says, and what is wrong, at its line and column.
#include "engine/descriptive/pipeline_config.h"

#include <QTest>

using namespace millrace;
using namespace millrace::descriptive;

namespace {

constexpr const char* kWhole = "# what runs\n"
                               "host: localhost\n"
                               "port: 8463\n"
                               "db: default\n"
                               "user: default\n"
                               "password: ''\n"
                               "pipelines:\n"
                               "  - name: pipeline1\n"
                               "    sqls:\n"
                               "      - |\n"
                               "        CREATE RANDOM STREAM IF NOT EXISTS devices(\n"
                               "          device string default 'device'||to_string(rand()%4),\n"
                               "          temperature float default rand()%1000/10)\n"
                               "      - |\n"
                               "        SELECT * FROM devices\n"
                               "  - name: pipeline3\n"
                               "    sqls:\n"
                               "      - SELECT 1\n";

QString textOf(const ConfigReading& reading)
{
    QStringList lines;
    for (const sql::Diagnostic& diagnostic : reading.diagnostics) {
        lines +=
            QStringLiteral("%1:%2 %3 %4")
                .arg(diagnostic.span.line)
                .arg(diagnostic.span.column)
                .arg(diagnostic.severity == sql::Severity::Error ? QStringLiteral("error") : QStringLiteral("warning"))
                .arg(QString::fromStdString(std::string(errorId(diagnostic.code))));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

class TestPipelineConfig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTheWholeFile()
    {
        const ConfigReading reading = readPipelinesConfig(kWhole);
        QVERIFY2(!reading.hasErrors, qPrintable(textOf(reading)));
        QCOMPARE(reading.config.pipelines.size(), size_t{2});
        const PipelineDefinition& first = reading.config.pipelines[0];
        QCOMPARE(first.name, std::string("pipeline1"));
        QCOMPARE(first.statements.size(), size_t{2});
        QCOMPARE(first.statements[1], std::string("SELECT * FROM devices\n"));
        QCOMPARE(reading.config.pipelines[1].statements, std::vector<std::string>{"SELECT 1"});
        QCOMPARE(reading.config.port, int64_t{8463});
        // Where the engine would be is told to have no effect, key by key.
        QCOMPARE(textOf(reading), QStringLiteral("2:1 warning MR-SQL-0100\n3:1 warning MR-SQL-0100\n"
                                                 "4:1 warning MR-SQL-0100\n5:1 warning MR-SQL-0100\n"
                                                 "6:1 warning MR-SQL-0100"));
    }

    void tellsWhatIsWrongAtItsPlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("problems");
        const auto row = [](const char* name, const QByteArray& text, const QString& problems) {
            QTest::newRow(name) << text << problems;
        };
        row("empty", "", "1:1 error MR-SQL-0018");
        row("list", "- a\n", "1:1 error MR-SQL-0018");
        row("no pipelines", "port: 1\n", "1:1 warning MR-SQL-0100\n1:1 error MR-SQL-0017");
        row("pipelines null", "pipelines:\n", "1:1 error MR-SQL-0018");
        row("pipelines text", "pipelines: no\n", "1:12 error MR-SQL-0018");
        row("unknown key", "pipelines: []\nversion: 2\n", "2:1 warning MR-SQL-0100");
        row("repeated key", "pipelines: []\npipelines: []\n", "2:1 error MR-SQL-0015");
        row("port", "port: many\npipelines: []\n", "1:1 warning MR-SQL-0100\n1:7 error MR-SQL-0018");
        row("no name", "pipelines:\n  - sqls: [SELECT 1]\n", "2:5 error MR-SQL-0017");
        row("no sqls", "pipelines:\n  - name: a\n", "2:5 error MR-SQL-0017");
        row("no statement", "pipelines:\n  - name: a\n    sqls: []\n", "3:5 warning MR-SQL-0100");
        row("name is a list", "pipelines:\n  - name: [a]\n    sqls: [b]\n", "2:11 error MR-SQL-0018");
        row("empty name", "pipelines:\n  - name: ''\n    sqls: [b]\n", "2:11 error MR-PIPE-0007");
        row("statement is a mapping", "pipelines:\n  - name: a\n    sqls:\n      - a: b\n", "4:9 error MR-SQL-0018");
        row("statements are a text", "pipelines:\n  - name: a\n    sqls: SELECT 1\n", "3:11 error MR-SQL-0018");
        row("unknown key inside", "pipelines:\n  - name: a\n    sqls: [b]\n    mode: shared\n",
            "4:5 warning MR-SQL-0100");
        row("repeated name", "pipelines:\n  - name: a\n    sqls: [b]\n  - name: a\n    sqls: [c]\n",
            "4:11 warning MR-SQL-0100");
        row("python object", "pipelines:\n- !!python/object:config.Pipeline\n  name: a\n", "2:3 error MR-SQL-0018");
        row("open quote", "pipelines:\n  - name: 'a\n    sqls: []\n", "2:5 error MR-SQL-0017\n2:11 error MR-SQL-0001");
        row("open bracket", "pipelines:\n  - {name: a\n", "3:1 error MR-SQL-0001");
        row("tabs", "pipelines:\n\t- name: a\n", "2:2 error MR-SQL-0001");
        row("two documents", "pipelines: []\n---\npipelines: []\n", "3:1 error MR-SQL-0001");
        row("comma", "# a\n, b: c\n", "2:1 error MR-SQL-0001"); // the library sees documents without end
        row("comma behind a list", "[a] , b\n", "1:5 error MR-SQL-0001");
        row("deep", "pipelines: " + QByteArray(100000, '['), "0:0 error MR-SQL-0031");
    }

    void tellsWhatIsWrongAtItsPlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, problems);
        QCOMPARE(textOf(readPipelinesConfig(text.toStdString())), problems);
    }

    void referencesCountInFull()
    {
        // A file of 1 MiB that says 1,000 statements of 1 MiB each.
        std::string text = "a: &a \"" + std::string(1 << 20, 'x') + "\"\npipelines:\n  - name: p\n    sqls: [";
        for (int at = 0; at < 1000; ++at) {
            text += "*a,";
        }
        const ConfigReading reading = readPipelinesConfig(text + "]\n");
        QVERIFY(reading.hasErrors);
        QVERIFY2(textOf(reading).contains(QStringLiteral("MR-SQL-0031")), qPrintable(textOf(reading)));
    }

    void limitsHold()
    {
        QVERIFY(readPipelinesConfig(std::string(kMaxConfigBytes + 1, '#')).hasErrors);
        std::string many = "pipelines:\n";
        for (size_t at = 0; at <= kMaxConfigPipelines; ++at) {
            many += "  - {name: p" + std::to_string(at) + ", sqls: [SELECT 1]}\n";
        }
        QCOMPARE(textOf(readPipelinesConfig(many)), QStringLiteral("2:3 error MR-SQL-0031"));
    }

    void placesOfStatementsAreThoseOfTheFile_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("place");
        const QByteArray head = "pipelines:\n  - name: a\n    sqls:\n";
        // Each holds, in some form, the statement whose word WRONG is looked for.
        QTest::newRow("literal") << head + "      - |\n        SELECT a,\n          WRONG FROM b\n"
                                 << "6:11-6:16";
        QTest::newRow("literal, stripped") << head + "      - |-  # why\n          SELECT WRONG\n"
                                           << "5:18-5:23";
        QTest::newRow("folded") << head + "      - >\n        SELECT\n        WRONG\n"
                                << "6:9-6:14";
        QTest::newRow("plain") << head + "      - SELECT WRONG\n"
                               << "4:16-4:21";
        QTest::newRow("plain on two lines") << head + "      - SELECT\n          WRONG\n"
                                            << "5:11-5:16";
        QTest::newRow("double quotes") << head + "      - \"SELECT 'ä',\\n\\x57RONG\"\n"
                                       << "4:23-4:31";
        QTest::newRow("single quotes") << head + "      - 'SELECT ''b'', WRONG'\n"
                                       << "4:24-4:29";
        QTest::newRow("in brackets") << QByteArray("pipelines: [{name: a, sqls: [SELECT 'ü' WRONG]}]\n") << "1:41-1:46";
        QTest::newRow("line ends of Windows")
            << QByteArray(head + "      - |\n        SELECT\n        WRONG\n").replace("\n", "\r\n") << "6:9-6:14";
    }

    void placesOfStatementsAreThoseOfTheFile()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, place);
        const ConfigReading reading = readPipelinesConfig(text.toStdString());
        QVERIFY2(!reading.hasErrors, qPrintable(textOf(reading)));
        const std::string statement = reading.config.pipelines.at(0).statements.at(0);
        SourceSpan inside;
        inside.begin = static_cast<uint32_t>(statement.find("WRONG"));
        inside.end = inside.begin + 5;
        inside.line = 1; // only that it is known counts
        const std::string file = text.toStdString();
        const SourceSpan found = ConfigPlaces(file).find(0, 0, inside);
        QCOMPARE(
            QStringLiteral("%1:%2-%3:%4").arg(found.line).arg(found.column).arg(found.endLine).arg(found.endColumn),
            place);
    }
};

QTEST_APPLESS_MAIN(TestPipelineConfig)
#include "test_pipeline_config.moc"
