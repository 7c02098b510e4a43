// SPDX-License-Identifier: GPL-3.0-or-later
// What `millrace check` finds in the statements of a pipelines file, within and across its pipelines.
#include "engine/descriptive/config_check.h"

#include <QTest>

using namespace millrace;
using namespace millrace::descriptive;

namespace {

/// Each pipeline's statements in a line, "; " between them.
std::string fileOf(const QStringList& pipelines)
{
    std::string text = "pipelines:\n";
    for (qsizetype at = 0; at < pipelines.size(); ++at) {
        text += "- name: p" + std::to_string(at + 1) + "\n  sqls:\n";
        for (const QString& statement : pipelines[at].split(QStringLiteral("; "))) {
            text += "  - " + statement.toStdString() + "\n";
        }
    }
    return text;
}

QString checked(const std::string& text)
{
    ConfigReading reading = readPipelinesConfig(text);
    checkPipelines(text, reading);
    QStringList lines;
    bool hasErrors = false;
    for (const sql::Diagnostic& found : reading.diagnostics) {
        const bool isError = found.severity == sql::Severity::Error;
        hasErrors = hasErrors || isError;
        lines += QStringLiteral("%1:%2 %3%4")
                     .arg(found.span.line)
                     .arg(found.span.column)
                     .arg(isError ? QStringLiteral("error: ") : QString(), QString::fromStdString(found.message));
    }
    return reading.hasErrors == hasErrors ? lines.join(QLatin1Char('\n')) : QStringLiteral("hasErrors is wrong");
}

} // namespace

class TestConfigCheck : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judgesPipelinesAsTheyWouldBeCalled_data()
    {
        QTest::addColumn<QStringList>("pipelines");
        QTest::addColumn<QString>("found");
        const auto row = [](const char* name, const QStringList& pipelines, const char* found) {
            QTest::newRow(name) << pipelines << QString::fromLatin1(found);
        };
        const QString make = QStringLiteral("CREATE STREAM IF NOT EXISTS s(a int)");
        const QString makeOther = QStringLiteral("CREATE STREAM IF NOT EXISTS s(b int)");
        const QString read = QStringLiteral("SELECT a FROM s");
        const QString makeOnce = QStringLiteral("CREATE STREAM s(a int)");
        const QString makeAnew = QStringLiteral("DROP STREAM IF EXISTS s");
        const QString join = QStringLiteral("; ");
        row("each for itself", {make + join + read, make + join + read}, "");
        row("dropped and made anew",
            {makeAnew + join + makeOnce + join + read, makeAnew + join + makeOnce + join + read}, "");
        row("nobody makes it", {QStringLiteral("SELECT 1"), read}, "7:19 error: No stream or view of this name: s");
        row("made by the one before", {make + join + read, read},
            "8:19 Fails unless other pipelines were called before: No stream or view of this name: s");
        row("made by the one behind", {read, make + join + read},
            "4:19 Fails unless other pipelines were called before: No stream or view of this name: s");
        row("wrong whoever was called", {make + join + read, QStringLiteral("SELECT c FROM s")},
            "8:12 error: No column of this name: c");
        row("another definition is kept", {make + join + read, makeOther + join + QStringLiteral("SELECT b FROM s")},
            "9:12 Fails once the pipelines before it were called: No column of this name: b");
        row("made twice", {makeOnce + join + read},
            "4:19 Fails when it is called again: A stream or view of this name exists: s");
        row("a view in the way of the second call",
            {makeAnew + join + makeOnce + join + read,
             QStringLiteral("CREATE VIEW IF NOT EXISTS v AS SELECT a FROM s; SELECT a FROM v")},
            "4:27 Fails when it is called again: A view reads it, drop that first: v\n"
            "9:50 Fails unless other pipelines were called before: No stream or view of this name: s");
        row("empty", {QStringLiteral("SELECT 1")}, "");
    }

    void judgesPipelinesAsTheyWouldBeCalled()
    {
        QFETCH(QStringList, pipelines);
        QFETCH(QString, found);
        QCOMPARE(checked(fileOf(pipelines)), found);
    }

    void aFileWithoutPipelinesHasNothingToTry()
    {
        QVERIFY(!checked("port: 1\n").isEmpty()); // `pipelines` is missing, which the reading tells
        QCOMPARE(checked("pipelines: []\n"), QString());
    }
};

QTEST_APPLESS_MAIN(TestConfigCheck)
#include "test_config_check.moc"
