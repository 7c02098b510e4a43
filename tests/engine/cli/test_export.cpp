// SPDX-License-Identifier: GPL-3.0-or-later
// `millrace export`: formats, rotation, the state, and what a kill -9 leaves.
#include "engine/api/export.h"
#include "tests/engine/cli/millrace_process.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace millrace::test;

namespace {

constexpr int kPatienceMs = 20'000;

QByteArray generated(int limit, const QByteArray& rate = {})
{
    return "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, n INT) WITH ('connectors' = '[{\"name\": \"g\", "
           "\"transport\": {\"name\": \"datagen\", \"config\": {\"plan\": [{" +
           rate + "\"limit\": " + QByteArray::number(limit) +
           ", \"fields\": {\"id\": {\"strategy\": \"increment\"}, \"n\": {\"strategy\": \"uniform\", \"range\": [0, "
           "5]}}}]}}}]');\n"
           "CREATE MATERIALIZED VIEW big AS SELECT id, n FROM t WHERE n >= 0;\n"
           "CREATE MATERIALIZED VIEW sums AS SELECT n, COUNT(*) AS c FROM t GROUP BY n;\n";
}

} // namespace

class TestExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesEveryChange()
    {
        const Workspace space;
        space.write(QStringLiteral("p.sql"), generated(5000));
        const Outcome outcome = space.run({QStringLiteral("export"), QStringLiteral("p.sql"), QStringLiteral("--view"),
                                           QStringLiteral("big"), QStringLiteral("--to"), QStringLiteral("big.jsonl"),
                                           QStringLiteral("--until-complete")});
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        QCOMPARE(lines(space, QStringLiteral("big.jsonl")).size(), 5000);
        QVERIFY(QFile::exists(space.path(QStringLiteral("big.jsonl.manifest.json"))));
    }

    void keepsAFileThatIsThere()
    {
        const Workspace space;
        space.write(QStringLiteral("p.sql"), generated(10));
        space.write(QStringLiteral("own.txt"), "precious\n");
        QStringList arguments = {QStringLiteral("export"),
                                 QStringLiteral("p.sql"),
                                 QStringLiteral("--view"),
                                 QStringLiteral("big"),
                                 QStringLiteral("--to"),
                                 QStringLiteral("own.txt"),
                                 QStringLiteral("--until-complete")};
        const Outcome refused = space.run(arguments);
        QVERIFY(refused.exitCode != 0);
        QVERIFY2(refused.errors.contains("a file of this name already"), refused.told());
        QCOMPARE(lines(space, QStringLiteral("own.txt")), QList<QByteArray>{"precious"});
        const Outcome forced = space.run(arguments << QStringLiteral("--force"));
        QVERIFY2(forced.exitCode == 0, forced.told());
        QCOMPARE(lines(space, QStringLiteral("own.txt")).size(), 10);
    }

    /// --force would replace the rows that are to be read.
    void neverReplacesAFileOfItsProgram()
    {
        const Workspace space;
        space.write(QStringLiteral("own.json"), "{\"insert\": {\"id\": 1}}\n");
        space.write(QStringLiteral("p.sql"),
                    "CREATE TABLE t (id BIGINT) WITH ('connectors' = '[{\"name\": \"c\", \"transport\": {\"name\": "
                    "\"file_input\", \"config\": {\"path\": \"own.json\"}}, \"format\": {\"name\": \"json\"}}]');\n"
                    "CREATE VIEW v AS SELECT id FROM t;\n");
        const Outcome refused =
            space.run({QStringLiteral("export"), QStringLiteral("p.sql"), QStringLiteral("--to"),
                       QStringLiteral("own.json"), QStringLiteral("--until-complete"), QStringLiteral("--force")});
        QVERIFY(refused.exitCode != 0);
        QVERIFY2(refused.errors.contains("The program itself uses this file"), refused.told());
        QCOMPARE(lines(space, QStringLiteral("own.json")), QList<QByteArray>{"{\"insert\": {\"id\": 1}}"});
    }

    void theStateIsThatOfTheEnd()
    {
        const Workspace space;
        space.write(QStringLiteral("p.sql"), generated(600));
        const Outcome outcome = space.run(
            {QStringLiteral("export"), QStringLiteral("p.sql"), QStringLiteral("--view"), QStringLiteral("sums"),
             QStringLiteral("--to"), QStringLiteral("s.csv"), QStringLiteral("--format"), QStringLiteral("csv"),
             QStringLiteral("--encoding"), QStringLiteral("state"), QStringLiteral("--until-complete")});
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        QList<QByteArray> rows = lines(space, QStringLiteral("s.csv"));
        QCOMPARE(rows.takeFirst(), QByteArray("n,c"));
        int sum = 0;
        for (const QByteArray& row : rows) {
            sum += row.split(',').value(1).toInt();
        }
        QCOMPARE(sum, 600);
        QFile manifest(space.path(QStringLiteral("s.csv.manifest.json")));
        QVERIFY(manifest.open(QIODevice::ReadOnly));
        const QJsonObject told = QJsonDocument::fromJson(manifest.readAll()).object();
        QVERIFY(told[QStringLiteral("last_step")].toInt() > 0);
        QCOMPARE(told[QStringLiteral("first_step")], told[QStringLiteral("last_step")]);
    }

    void rotatesAndKeepsAll()
    {
        const Workspace space;
        space.write(QStringLiteral("p.sql"), generated(5000, "\"rate\": 20000, "));
        const Outcome outcome = space.run(
            {QStringLiteral("export"), QStringLiteral("p.sql"), QStringLiteral("--view"), QStringLiteral("big"),
             QStringLiteral("--to"), QStringLiteral("b.sql"), QStringLiteral("--format"), QStringLiteral("sql"),
             QStringLiteral("--encoding"), QStringLiteral("op"), QStringLiteral("--rotate-rows"),
             QStringLiteral("1000"), QStringLiteral("--until-complete")});
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        const QStringList files =
            QDir(space.path(QString())).entryList({QStringLiteral("b-*.sql")}, QDir::Files, QDir::Name);
        QVERIFY2(files.size() >= 2, qPrintable(files.join(u' ')));
        qsizetype rows = 0;
        for (const QString& file : files) {
            rows += lines(space, file).size();
        }
        QCOMPARE(rows, 5000);
    }

    void aKilledExportLeavesWholeLines()
    {
        const Workspace space;
        const QString program = space.write(QStringLiteral("p.sql"), generated(50'000'000));
        const QString part = space.path(QStringLiteral("big.jsonl.part"));
        QProcess process;
        process.setWorkingDirectory(space.path(QString()));
        process.start(Workspace::program(),
                      {QStringLiteral("export"), program, QStringLiteral("--view"), QStringLiteral("big"),
                       QStringLiteral("--to"), QStringLiteral("big.jsonl")});
        QVERIFY(process.waitForStarted(kPatienceMs));
        QTRY_VERIFY_WITH_TIMEOUT(QFile(part).size() > 4'000'000, kPatienceMs);
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        QVERIFY(process.waitForFinished(kPatienceMs));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        QVERIFY(!QFile::exists(space.path(QStringLiteral("big.jsonl"))));
        const Outcome outcome =
            space.run({QStringLiteral("export"), QStringLiteral("--recover"), QStringLiteral("big.jsonl.part")});
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        qint64 wanted = -1; // rows come in order of their number, none is missing
        for (const QByteArray& line : lines(space, QStringLiteral("big.jsonl"))) {
            const QJsonObject change = QJsonDocument::fromJson(line).object();
            const qint64 id = change[QStringLiteral("row")][QStringLiteral("id")].toInteger(-1);
            wanted = wanted < 0 ? id : wanted + 1;
            if (id != wanted) {
                QFAIL(line.constData());
            }
        }
        QVERIFY(wanted > 10'000);
    }

    void theNextExportTellsOfTheInterruptedOne()
    {
        const Workspace space;
        space.write(QStringLiteral("p.sql"), generated(10));
        space.write(QStringLiteral("b.csv.part"), "id,n,weight\n1,1,1\n2,2,1\n3,");
        QStringList arguments = {
            QStringLiteral("export"),   QStringLiteral("p.sql"), QStringLiteral("--view"),
            QStringLiteral("big"),      QStringLiteral("--to"),  QStringLiteral("b.csv"),
            QStringLiteral("--format"), QStringLiteral("csv"),   QStringLiteral("--until-complete")};
        const Outcome refused = space.run(arguments);
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.errors.contains("2 rows are safe in b.csv.part"), refused.told());
        QVERIFY(refused.errors.contains("--recover b.csv.part") && refused.errors.contains("--continue"));
        const Outcome kept =
            space.run({QStringLiteral("export"), QStringLiteral("--recover"), QStringLiteral("b.csv.part")});
        QCOMPARE(kept.exitCode, 0);
        QVERIFY2(kept.output.startsWith("b.csv, 2 rows, 2 bytes of a torn line"), kept.told());
        QCOMPARE(lines(space, QStringLiteral("b.csv")), (QList<QByteArray>{"id,n,weight", "1,1,1", "2,2,1"}));
        space.write(QStringLiteral("b.csv.part"), "id,n,weight\n");
        const Outcome forced = space.run(arguments << QStringLiteral("--force"));
        QVERIFY2(forced.exitCode == 0, forced.told());
        QCOMPARE(lines(space, QStringLiteral("b.csv")).size(), 11);
    }

    /// Killed again and again: all that was safe stays, in whole files that tell of which run they are.
    void aKilledExportGoesOn_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("lines") << QStringLiteral("my \u00e4 b.jsonl");
        QTest::newRow("zstd") << QStringLiteral("b{number}.jsonl.zst");
    }
    void aKilledExportGoesOn()
    {
        QFETCH(QString, name);
        const Workspace space;
        space.write(QStringLiteral("p.sql"), generated(50'000'000, "\"rate\": 400000, "));
        const QStringList arguments = {
            QStringLiteral("export"),     QStringLiteral("p.sql"),         QStringLiteral("--view"),
            QStringLiteral("big"),        QStringLiteral("--to"),          name,
            QStringLiteral("--continue"), QStringLiteral("--rotate-rows"), QStringLiteral("20000")};
        const QStringList pattern = {QStringLiteral("*b*.jsonl"), QStringLiteral("*b*.jsonl.zst")};
        const auto files = [&] { return QDir(space.path(QString())).entryList(pattern, QDir::Files, QDir::Name); };
        for (int run = 1; run <= 3; ++run) {
            const qsizetype before = files().size();
            QProcess process;
            process.setWorkingDirectory(space.path(QString()));
            process.start(Workspace::program(), arguments);
            QVERIFY(process.waitForStarted(kPatienceMs));
            QTRY_VERIFY2_WITH_TIMEOUT(files().size() > before + run, process.readAllStandardError().constData(),
                                      kPatienceMs);
            ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
            QVERIFY(process.waitForFinished(kPatienceMs));
        }
        const Outcome last = space.run(arguments + QStringList{QStringLiteral("--for"), QStringLiteral("100ms")});
        QVERIFY2(last.exitCode == 0 && last.errors.contains("as incarnation 4 behind"), last.told());
        checkSeries(space, files(), 4);
        QVERIFY(QDir(space.path(QString())).entryList({QStringLiteral("*.part*")}).isEmpty());
        const Outcome enough = space.run(arguments + QStringList{QStringLiteral("--rows"), QStringLiteral("10")});
        QVERIFY2(enough.exitCode == 0 && enough.errors.contains("all rows that it was to write"), enough.told());
    }

    void aKilledDatabaseGoesOn()
    {
        const Workspace space;
        space.write(QStringLiteral("p.sql"), generated(50'000'000, "\"rate\": 20000, "));
        const QStringList arguments = {QStringLiteral("export"),    QStringLiteral("p.sql"), QStringLiteral("--view"),
                                       QStringLiteral("big"),       QStringLiteral("--to"),  QStringLiteral("b.sqlite"),
                                       QStringLiteral("--continue")};
        for (int run = 1; run <= 2; ++run) {
            const qint64 before = QFile(space.path(QStringLiteral("b.sqlite.part"))).size();
            QProcess process;
            process.setWorkingDirectory(space.path(QString()));
            process.start(Workspace::program(), arguments);
            QVERIFY(process.waitForStarted(kPatienceMs));
            QTRY_VERIFY_WITH_TIMEOUT(QFile(space.path(QStringLiteral("b.sqlite.part"))).size() > before + 100'000,
                                     kPatienceMs);
            ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
            QVERIFY(process.waitForFinished(kPatienceMs));
        }
        const Outcome last = space.run(arguments + QStringList{QStringLiteral("--for"), QStringLiteral("300ms")});
        QVERIFY2(last.exitCode == 0, last.told());
        const QJsonArray incarnations =
            manifest(space, QStringLiteral("b.sqlite"))[QStringLiteral("incarnations")].toArray();
        QCOMPARE(incarnations.size(), 3);
        for (const QJsonValue& incarnation : incarnations) {
            QVERIFY(incarnation[QStringLiteral("rows")].toInt() > 1000);
            QCOMPARE(incarnation[QStringLiteral("recovered")].toBool(),
                     incarnation[QStringLiteral("incarnation")].toInt() < 3);
        }
    }

    void aKilledCompressedExportLeavesWholeLines()
    {
        const Workspace space;
        const QString program = space.write(QStringLiteral("p.sql"), generated(50'000'000));
        const QString part = space.path(QStringLiteral("big.jsonl.gz.part"));
        QProcess process;
        process.setWorkingDirectory(space.path(QString()));
        process.start(Workspace::program(),
                      {QStringLiteral("export"), program, QStringLiteral("--view"), QStringLiteral("big"),
                       QStringLiteral("--to"), QStringLiteral("big.jsonl.gz")});
        QVERIFY(process.waitForStarted(kPatienceMs));
        QTRY_VERIFY_WITH_TIMEOUT(QFile(part).size() > 400'000, kPatienceMs);
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        QVERIFY(process.waitForFinished(kPatienceMs));
        const Outcome outcome =
            space.run({QStringLiteral("export"), QStringLiteral("--recover"), QStringLiteral("big.jsonl.gz.part")});
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        QProcess gzip;
        gzip.start(QStringLiteral("gzip"), {QStringLiteral("-dc"), space.path(QStringLiteral("big.jsonl.gz"))});
        QVERIFY(gzip.waitForFinished(kPatienceMs));
        QCOMPARE(gzip.exitCode(), 0);
        const QByteArray text = gzip.readAllStandardOutput();
        QVERIFY(text.endsWith("}\n") && text.count('\n') > 10'000);
    }

    void compressesAsToldAndRotates()
    {
        const Workspace space;
        space.write(QStringLiteral("p.sql"), generated(5000, "\"rate\": 20000, "));
        const Outcome outcome = space.run(
            {QStringLiteral("export"), QStringLiteral("p.sql"), QStringLiteral("--view"), QStringLiteral("big"),
             QStringLiteral("--to"), QStringLiteral("b.csv.zst"), // which says the format too
             QStringLiteral("--rotate-rows"), QStringLiteral("1000"), QStringLiteral("--until-complete")});
        QVERIFY2(outcome.exitCode == 0, outcome.told());
        const QStringList files =
            QDir(space.path(QString())).entryList({QStringLiteral("b-*.csv.zst")}, QDir::Files, QDir::Name);
        QVERIFY2(files.size() >= 2, qPrintable(files.join(u' ')));
        qsizetype rows = 0;
        for (const QString& file : files) {
            const auto text = millrace::readText(space.path(file).toStdString(), size_t{1} << 20);
            QVERIFY(text.ok());
            rows += QByteArray::fromStdString(*text).count('\n') - 1;
        }
        QCOMPARE(rows, 5000);
        const Outcome database =
            space.run({QStringLiteral("export"), QStringLiteral("p.sql"), QStringLiteral("--to"),
                       QStringLiteral("b.db"), QStringLiteral("--format"), QStringLiteral("sqlite"),
                       QStringLiteral("--compress"), QStringLiteral("gzip")});
        QCOMPARE(database.exitCode, 2);
        QVERIFY2(database.errors.contains("cannot be compressed"), database.told());
    }

    void aTermSignalFinishesTheFile()
    {
        const Workspace space;
        const QString program = space.write(QStringLiteral("p.sql"), generated(50'000'000, "\"rate\": 5000, "));
        QProcess process;
        process.setWorkingDirectory(space.path(QString()));
        process.start(Workspace::program(), {QStringLiteral("export"), program, QStringLiteral("--view"),
                                             QStringLiteral("big"), QStringLiteral("--to"), QStringLiteral("b.tsv"),
                                             QStringLiteral("--format"), QStringLiteral("tsv")});
        QVERIFY(process.waitForStarted(kPatienceMs));
        QTRY_VERIFY_WITH_TIMEOUT(QFile(space.path(QStringLiteral("b.tsv.part"))).size() > 1000, kPatienceMs);
        process.terminate();
        QVERIFY(process.waitForFinished(kPatienceMs));
        QCOMPARE(process.exitCode(), 0);
        QCOMPARE(lines(space, QStringLiteral("b.tsv")).value(0), QByteArray("id\tn\tweight"));
    }

    void saysWhatDoesNotFit()
    {
        const Workspace space;
        space.write(QStringLiteral("p.sql"), generated(5));
        QCOMPARE(space.run({QStringLiteral("export"), QStringLiteral("p.sql")}).exitCode, 2);
        const Outcome two = space.run({QStringLiteral("export"), QStringLiteral("p.sql"), QStringLiteral("--to"),
                                       QStringLiteral("x.csv"), QStringLiteral("--format"), QStringLiteral("csv")});
        QCOMPARE(two.exitCode, 2);
        QVERIFY2(two.errors.contains("--view"), two.told());
        const QStringList one = {QStringLiteral("export"),  QStringLiteral("p.sql"),  QStringLiteral("--to"),
                                 QStringLiteral("x.jsonl"), QStringLiteral("--view"), QStringLiteral("sums")};
        for (const QStringList& wrong : {QStringList{"--rotate-rows", "0"}, QStringList{"--rotate-rows", "-1"},
                                         QStringList{"--rows", "0"}, QStringList{"--rows", "1x"}}) {
            const Outcome refused = space.run(one + wrong);
            QVERIFY2(refused.exitCode == 2, refused.told());
            QVERIFY2(refused.errors.contains("1 or more"), refused.told());
        }
        const Outcome noTime = space.run(one + QStringList{"--rotate-every", "0s"});
        QVERIFY2(noTime.exitCode == 2 && noTime.errors.contains("not a time of 1ms or more"), noTime.told());
        QCOMPARE(space.run(one + QStringList{"--rotate-size", "0"}).exitCode, 2);
        const Outcome columns = space.run(one + QStringList{"--columns", "n,nope"});
        QVERIFY2(columns.exitCode == 2 && columns.errors.contains("nope"), columns.told());
        const Outcome help = space.run({QStringLiteral("export"), QStringLiteral("--help")});
        QCOMPARE(help.exitCode, 0);
        QVERIFY(help.output.contains("--rotate-rows"));
    }

private:
    /// Rows are numbered: of each incarnation none is missing, from the first on. Each file tells of the one before it.
    static void checkSeries(const Workspace& space, const QStringList& files, int incarnations)
    {
        int incarnation = 0;
        qint64 wanted = 0;
        QJsonObject before;
        for (const QString& file : files) {
            const QJsonObject told = manifest(space, file);
            const QJsonObject previous = told[QStringLiteral("previous")].toObject();
            QCOMPARE(previous[QStringLiteral("file")].toString(), before[QStringLiteral("file")].toString());
            QCOMPARE(previous[QStringLiteral("sha256")].toString(), before[QStringLiteral("sha256")].toString());
            before = told;
            const int present = told[QStringLiteral("incarnations")][0][QStringLiteral("incarnation")].toInt();
            wanted = present == incarnation ? wanted : 0;
            QVERIFY(present == incarnation || present == incarnation + 1);
            incarnation = present;
            const auto text = millrace::readText(space.path(file).toStdString(), size_t{1} << 28);
            QVERIFY2(text.ok(), qPrintable(file));
            QList<QByteArray> rows = QByteArray::fromStdString(*text).split('\n');
            QCOMPARE(rows.takeLast(), QByteArray());
            QCOMPARE(rows.size(), told[QStringLiteral("rows")].toInteger());
            for (const QByteArray& row : rows) {
                if (!row.contains("\"row\":{\"id\":" + QByteArray::number(wanted++) + ",")) {
                    QFAIL(qPrintable(file + QStringLiteral(": ") + QString::fromUtf8(row)));
                }
            }
        }
        QCOMPARE(incarnation, incarnations);
    }
    static QJsonObject manifest(const Workspace& space, const QString& file)
    {
        QFile manifest(space.path(file + QStringLiteral(".manifest.json")));
        return manifest.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(manifest.readAll()).object()
                                                  : QJsonObject();
    }
    static QList<QByteArray> lines(const Workspace& space, const QString& name)
    {
        QFile file(space.path(name));
        if (!file.open(QIODevice::ReadOnly)) {
            return {};
        }
        QList<QByteArray> found = file.readAll().split('\n');
        found.removeLast(); // nothing stands behind the last line end
        return found;
    }
};

QTEST_GUILESS_MAIN(TestExport)
#include "test_export.moc"
