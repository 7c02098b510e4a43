// SPDX-License-Identifier: GPL-3.0-or-later
// Tutorials as files: what is read, and that every mistake is told at its place.
#include "models/tutorial/tutorial_loader.h"
#include "models/tutorial/tutorial_text.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QTest>
#include <QXmlStreamReader>

using namespace millrace;
using namespace millrace::models;

namespace {

constexpr const char* kTutorial = R"yaml(title: A tutorial
summary: What it is about.
minutes: 5
learn: [this, that]
program: SELECT 1
files:
  rows.json: "{}\n"
steps:
  - id: first
    title: The first step
    body: Do it.
    spotlight: actionRun
    snippet: {to: filter, relation: v, text: id = 1}
    needs:
      - say: It runs
        state: running
    checks:
      - say: There are rows
        rows: {query: SELECT 1, equal: [[1, a], ['2', 'NULL']], count: 2}
      - say: A change came
        changes: {relation: v, where: {id: 3}, at_least: 2}
    hints: [one, two]
    do:
      - run
      - tick: v
      - connector: {name: t.c, to: start}
    quiz: {question: Which, choices: [a, b], answer: 2, why: Because.}
)yaml";

/// The tutorial with one line replaced.
QByteArray with(const char* line, const char* replacement)
{
    QByteArray text(kTutorial);
    if (!text.contains(line)) {
        qFatal("no such line: %s", line);
    }
    return text.replace(line, replacement);
}

} // namespace

class TestTutorialLoader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatIsThere()
    {
        const Result<Tutorial> read = parseTutorial(QStringLiteral("1-a.yaml"), kTutorial);
        QVERIFY2(read.ok(), read.ok() ? "" : read.error().detail.c_str());
        const Tutorial& tutorial = *read;
        QCOMPARE(tutorial.id, QStringLiteral("1-a"));
        QCOMPARE(tutorial.minutes, 5);
        QCOMPARE(tutorial.learn, (QStringList{QStringLiteral("this"), QStringLiteral("that")}));
        QCOMPARE(tutorial.files.value(QStringLiteral("rows.json")), QStringLiteral("{}\n"));
        QCOMPARE(tutorial.steps.size(), 1);
        const TutorialStep& step = tutorial.steps.first();
        QCOMPARE(step.snippet->target, TutorialSnippet::Target::Filter);
        QCOMPARE(step.snippet->relation, QStringLiteral("v"));
        QCOMPARE(step.needs.first().item.text("is"), QStringLiteral("running"));
        const TutorialItem& rows = step.checks.first().item;
        QCOMPARE(rows.kind, QStringLiteral("rows"));
        QCOMPARE(rows.line, 19);
        QCOMPARE(rows.number("count"), 2);
        QCOMPARE(rows.values.value(QStringLiteral("equal")).toList()[1].toStringList(),
                 (QStringList{QStringLiteral("2"), QStringLiteral("NULL")}));
        QCOMPARE(step.checks[1].item.values.value(QStringLiteral("where")).toMap().value(QStringLiteral("id")),
                 QVariant(QStringLiteral("3")));
        QCOMPARE(step.commands.size(), 3);
        QCOMPARE(step.commands[0].kind, QStringLiteral("run"));
        QCOMPARE(step.commands[1].text("relation"), QStringLiteral("v"));
        QCOMPARE(step.commands[2].text("to"), QStringLiteral("start"));
        QCOMPARE(step.quiz->answer, 1);
    }

    void tellsMistakesAtTheirPlace_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const QByteArray& yaml, const char* message) {
            QTest::newRow(name) << yaml << QString::fromLatin1(message);
        };
        row("not YAML", "title: [", "1.yaml:1:1: end of sequence flow not found");
        row("no map", "- a", "1.yaml:1:1: Expected names with values: tutorial");
        row("unknown name", with("minutes: 5", "minutes: 5\ncolour: red"), "1.yaml:4:1: Unknown name: colour");
        row("missing", with("summary: What it is about.\n", ""), "1.yaml:1:1: Missing: summary");
        row("no number", with("minutes: 5", "minutes: soon"), "1.yaml:3:10: Expected a number: minutes");
        row("no file name", with("rows.json", "../rows.json"), "1.yaml:7:3: Not the name of a file: ../rows.json");
        row("no list", with("hints: [one, two]", "hints: one"), "1.yaml:22:12: in step first: Expected a list: hints");
        row("too few hints", with("[one, two]", "[one]"),
            "1.yaml:9:5: in step first: Too few hints, wanted are at least 2");
        row("unknown check", with("state: running", "mood: fine"), "1.yaml:16:9: in step first: Unknown kind: mood");
        row("wrong word", with("state: running", "state: asleep"),
            "1.yaml:16:16: in step first: Expected one of running|paused|stopped|held for is: asleep");
        row("unknown value", with("count: 2", "number: 2"), "1.yaml:19:65: in step first: Unknown name: number");
        row("missing value", with("relation: v, where", "where"),
            "1.yaml:21:9: in step first: Missing in changes: relation");
        row("no number of rows", with("count: 2", "count: two"),
            "1.yaml:19:72: in step first: Expected a number: count");
        row("two kinds", with("state: running", "state: running\n        dock: tokens"),
            "1.yaml:15:9: in step first: Expected `say` and one kind of check: needs");
        row("unknown command", with("      - run", "      - jump"), "1.yaml:24:9: in step first: Unknown kind: jump");
        row("unknown target", with("to: filter", "to: moon"),
            "1.yaml:13:19: in step first: Expected one of program|new-program|query|filter for to: moon");
        row("no such choice", with("answer: 2", "answer: 3"),
            "1.yaml:27:54: in step first: Expected the number of a choice: answer");
    }

    void tellsMistakesAtTheirPlace()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, message);
        const Result<Tutorial> read = parseTutorial(QStringLiteral("1.yaml"), yaml);
        QVERIFY(!read.ok());
        QCOMPARE(QString::fromStdString(read.error().detail), message);
    }

    void tellsABadPattern()
    {
        const Result<Tutorial> read = parseTutorial(QStringLiteral("1.yaml"), with("state: running", "program: '('"));
        QVERIFY(!read.ok());
        QVERIFY2(read.error().detail.starts_with("1.yaml:16:18: in step first: Invalid regular expression: "),
                 read.error().detail.c_str());
    }

    void tellsAStepThatIsThereTwice()
    {
        const QByteArray text(kTutorial);
        const Result<Tutorial> read =
            parseTutorial(QStringLiteral("1.yaml"), text + text.mid(text.indexOf("  - id: first")));
        QVERIFY(!read.ok());
        QVERIFY2(read.error().detail.ends_with("Two steps of one id: first"), read.error().detail.c_str());
    }

    void tellsAMissingFile()
    {
        const Result<Tutorial> read = loadTutorial(QStringLiteral("/nowhere/1.yaml"));
        QVERIFY(!read.ok());
        QCOMPARE(read.error().code, ErrorCode::kIoOpen);
    }

    /// What is shipped can be read, and keeps to what a reader may expect of a tutorial.
    void readsWhatIsShipped()
    {
        const QDir folder(QStringLiteral(MILLRACE_SOURCE_DIR "/resources/tutorials"));
        const QStringList names = folder.entryList({QStringLiteral("*.yaml")});
        QCOMPARE(names.size(), 6);
        for (const QString& name : names) {
            const Result<Tutorial> read = loadTutorial(folder.filePath(name));
            QVERIFY2(read.ok(), read.ok() ? "" : read.error().detail.c_str());
            QVERIFY2(read->minutes >= 5 && read->minutes <= 10, qPrintable(name));
            for (const TutorialStep& step : read->steps) {
                const QString place = name + QLatin1Char(' ') + step.id;
                QVERIFY2(step.hints.size() <= 3, qPrintable(place));
                QVERIFY2(!step.spotlight.isEmpty(), qPrintable(place));
                for (const QString& choice : step.quiz ? step.quiz->choices : QStringList()) {
                    QVERIFY2(choice.size() <= 42, qPrintable(place)); // a line of the dock
                }
            }
        }
    }

    /// Every text of every tutorial has its German one, which fits where it stands.
    void everyTextIsTranslated()
    {
        QFile file(QStringLiteral(MILLRACE_SOURCE_DIR "/translations/tutorials_de.ts"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QHash<QString, QString> german;
        QXmlStreamReader xml(&file);
        QString source;
        while (!xml.atEnd()) {
            xml.readNext();
            if (xml.isStartElement() && xml.name() == QLatin1String("source")) {
                source = xml.readElementText();
            } else if (xml.isStartElement() && xml.name() == QLatin1String("translation")) {
                german.insert(source, xml.readElementText());
            }
        }
        const QDir folder(QStringLiteral(MILLRACE_SOURCE_DIR "/resources/tutorials"));
        QStringList missing;
        for (const QString& name : folder.entryList({QStringLiteral("*.yaml")})) {
            Tutorial tutorial = loadTutorial(folder.filePath(name)).value();
            forEachText(tutorial, [&](QString& text) {
                if (!text.isEmpty() && german.value(text).isEmpty()) {
                    missing.append(name + QStringLiteral(": ") + text);
                }
            });
            for (const TutorialStep& step : tutorial.steps) {
                for (const QString& choice : step.quiz ? step.quiz->choices : QStringList()) {
                    QVERIFY2(german.value(choice).size() <= 42, qPrintable(german.value(choice)));
                }
            }
        }
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(TestTutorialLoader)
#include "test_tutorial_loader.moc"
