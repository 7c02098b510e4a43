// SPDX-License-Identifier: GPL-3.0-or-later
// An export that was killed, or has ended, goes on: nothing that was safe is lost, and each run tells that it is
// another.
#include "engine/catalog/sqlite_database.h"
#include "engine/export/export_run.h"
#include "engine/export/export_series.h"
#include "engine/export/part_recovery.h"
#include "tests/support/scripted_subscription.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace millrace;
using namespace millrace::test;

class TestContinuation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        useName("v.csv", ChangeFormat::Csv);
    }

    void textGoesOnInAFurtherFile_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("further");
        QTest::newRow("plain") << "v.csv"
                               << "v-continued-00000002.csv";
        QTest::newRow("gzip") << "v.csv.gz"
                              << "v-continued-00000002.csv.gz";
        QTest::newRow("zstd") << "v.csv.zst"
                              << "v-continued-00000002.csv.zst";
        QTest::newRow("odd name") << QString::fromUtf8("ä {number} ’ v.csv")
                                  << QString::fromUtf8("ä {number} ’ v-continued-00000002.csv");
    }
    void textGoesOnInAFurtherFile()
    {
        QFETCH(QString, name);
        QFETCH(QString, further);
        useName(name, ChangeFormat::Csv);
        killAfter(2);
        QVERIFY(!exists(name));
        const Continuation continuation = prepared();
        QCOMPARE(continuation.recoveredRows, uint64_t{20});
        QCOMPARE(lines(name), QByteArrayList({"id,weight"}) + rows(1, 2));
        QVERIFY(isRecovered(name));
        QCOMPARE(prepared().recoveredFiles, uint64_t{0}); // it may be asked for again

        runSteps(1, continuation);
        QCOMPARE(lines(further), QByteArrayList({"id,weight"}) + rows(1, 1));
        QCOMPARE(lines(name).size(), 21);
        const QJsonObject told = manifest(further);
        QCOMPARE(told["previous"]["file"].toString(), name);
        QCOMPARE(told["previous"]["sha256"].toString(), hashOf(name));
        QCOMPARE(told["sha256"].toString(), hashOf(further));
        QCOMPARE(told["rows_before"].toInt(), 20);
        QCOMPARE(told["incarnations"][0]["incarnation"].toInt(), 2);
        QVERIFY(!isRecovered(further));
        QCOMPARE(leftOvers(), QStringList());
    }

    void aSeriesGoesOnWithItsNextNumber()
    {
        m_options.rotateRows = 20;
        killAfter(5); // two whole files and half of a third
        for (const int incarnation : {2, 3}) {
            const Continuation continuation = prepared();
            QCOMPARE(continuation.incarnation(), static_cast<uint64_t>(incarnation));
            QCOMPARE(continuation.recoveredRows, uint64_t{10});
            killAfter(3, continuation);
        }
        QCOMPARE(prepared().nextNumber, uint64_t{8});
        QByteArrayList all;
        QString previous;
        for (int number = 1; number <= 7; ++number) {
            const QString name = QStringLiteral("v-0000000%1.csv").arg(number);
            all += lines(name).mid(1);
            const QJsonObject told = manifest(name);
            QCOMPARE(told["previous"]["file"].toString(), previous);
            QCOMPARE(told["sha256"].toString(), hashOf(name));
            QCOMPARE(told["incarnations"][0]["incarnation"].toInt(), number <= 3 ? 1 : number <= 5 ? 2 : 3);
            QCOMPARE(isRecovered(name), number == 3 || number == 5 || number == 7);
            previous = name;
        }
        QCOMPARE(all, rows(1, 5) + rows(1, 3) + rows(1, 3));
        QCOMPARE(leftOvers(), QStringList());
    }

    void stepsOfARecoveredFileAreReadFromItsLines()
    {
        useName("v.jsonl", ChangeFormat::JsonLines);
        killAfter(4);
        prepared();
        const QJsonObject incarnation = manifest("v.jsonl")["incarnations"][0].toObject();
        QCOMPARE(incarnation["first_step"].toInt(), 1);
        QCOMPARE(incarnation["last_step"].toInt(), 4);
        QVERIFY(incarnation["ends_with_whole_step"].isNull());
        QVERIFY(incarnation["recovered"].toBool());
    }

    /// In the same file, where rows tell of which incarnation they are.
    void aDatabaseGoesOnInItsFile()
    {
        useName("v.sqlite", ChangeFormat::Sqlite);
        killAfter(2);
        Continuation continuation = prepared();
        QVERIFY(exists("v.sqlite.part"));
        QCOMPARE(continuation.recoveredRows, uint64_t{20});
        killAfter(3, continuation);
        continuation = prepared();
        QCOMPARE(continuation.incarnation(), uint64_t{3});
        QCOMPARE(continuation.rows(), uint64_t{50});
        runSteps(1, continuation);
        QVERIFY(exists("v.sqlite") && !exists("v.sqlite.part"));
        runSteps(2, prepared()); // one that has ended goes on as well
        const auto counted = [this](const char* condition) {
            auto database = SqliteDatabase::open(path("v.sqlite"), SqliteOpenMode::ReadOnly);
            return database->queryInteger(std::string("SELECT COUNT(*) FROM v WHERE ") + condition).value();
        };
        QCOMPARE(counted("incarnation = 1"), int64_t{20});
        QCOMPARE(counted("incarnation = 2 AND step BETWEEN 1 AND 3"), int64_t{30});
        QCOMPARE(counted("incarnation = 3"), int64_t{10});
        QCOMPARE(counted("incarnation = 4"), int64_t{20});
        const QJsonObject told = manifest("v.sqlite");
        QCOMPARE(told["rows"].toInt(), 80);
        QCOMPARE(told["relations"][0]["net_weight"].toInt(), 80);
        QCOMPARE(told["sha256"].toString(), hashOf("v.sqlite"));
        QVERIFY(told["last_step"].isNull()); // steps of four runs are no range
        QCOMPARE(told["incarnations"].toArray().size(), 4);
        QCOMPARE(told["incarnations"][1]["last_step"].toInt(), 3);
        QVERIFY(told["incarnations"][1]["recovered"].toBool() && !told["incarnations"][2]["recovered"].toBool());
        QCOMPARE(leftOvers(), QStringList());
    }

    void databasesThatRotateAreAFileEach()
    {
        useName("v.sqlite", ChangeFormat::Sqlite);
        m_options.rotateRows = 20;
        killAfter(3);
        killAfter(1, prepared());
        QCOMPARE(prepared().nextNumber, uint64_t{4});
        const QJsonObject second = manifest("v-00000002.sqlite");
        const QJsonObject third = manifest("v-00000003.sqlite");
        QCOMPARE(second["incarnations"][0]["last_step"].toInt(), 3);
        QCOMPARE(third["incarnations"][0]["incarnation"].toInt(), 2);
        QCOMPARE(third["previous"]["sha256"].toString(), hashOf("v-00000002.sqlite"));
        QCOMPARE(leftOvers(), QStringList());
    }

    /// Killed between losing its name and the first row that was added.
    void aDatabaseThatWasAboutToGoOn()
    {
        useName("v.sqlite", ChangeFormat::Sqlite);
        runSteps(2, {});
        QVERIFY(QFile::rename(filePath("v.sqlite"), filePath("v.sqlite.part")));
        const Continuation continuation = prepared();
        QCOMPARE(continuation.incarnation(), uint64_t{2});
        QVERIFY(!continuation.newest->incarnations.back().isRecovered); // it was whole
        runSteps(1, continuation);
        QCOMPARE(manifest("v.sqlite")["rows"].toInt(), 30);
    }

    void aDatabaseOfOtherColumnsIsLeftAlone()
    {
        useName("v.sqlite", ChangeFormat::Sqlite);
        runSteps(2, {});
        const QString before = hashOf("v.sqlite");
        m_options.continues = prepared();
        Schema other = ScriptedSubscription::schema();
        other.columns.push_back({"more", SqlType::of(TypeId::Integer, false), false});
        ExportRun run(m_options, {{"v", other, std::make_shared<ScriptedSubscription>()}}, [] {});
        const Status refused = run.start();
        QVERIFY(!refused.ok());
        QVERIFY2(refused.error().detail.find("its columns are others now") != std::string::npos,
                 refused.error().detail.c_str());
        QCOMPARE(hashOf("v.sqlite"), before);
        QVERIFY(!exists("v.sqlite.part"));
    }

    void whereNothingIsItBegins()
    {
        const Continuation continuation = prepared();
        QVERIFY(!continuation.newest);
        runSteps(1, continuation);
        QCOMPARE(lines("v.csv").size(), 11);
        QCOMPARE(manifest("v.csv")["incarnations"][0]["incarnation"].toInt(), 1);
    }

    void aPartWithoutARowGoes()
    {
        killAfter(0);
        QVERIFY(exists("v.csv.part"));
        QCOMPARE(prepared().nextNumber, uint64_t{1});
        QCOMPARE(leftOvers(), QStringList());
    }

    void rowsOfAllRunsEndIt()
    {
        m_options.stopRows = 40;
        killAfter(2);
        runSteps(9, prepared());
        QCOMPARE(lines("v-continued-00000002.csv").size(), 21);
        QCOMPARE(prepared().rows(), uint64_t{40});
    }

    /// Killed between the last row and the name: nobody would write to it any more.
    void aDatabaseWithAllItsRowsGetsItsName()
    {
        useName("v.sqlite", ChangeFormat::Sqlite);
        killAfter(2);
        m_options.stopRows = 20;
        QCOMPARE(prepared().rows(), uint64_t{20});
        QVERIFY(exists("v.sqlite") && !exists("v.sqlite.part"));
        QCOMPARE(leftOvers(), QStringList());
    }

    /// Files that were carried away have left their manifests.
    void anIncarnationDoesNotComeTwice()
    {
        killAfter(2);
        killAfter(1, prepared());
        QCOMPARE(prepared().incarnation(), uint64_t{3});
        QVERIFY(QFile::remove(QString::fromStdString(path("v-continued-00000002.csv"))));
        QCOMPARE(prepared().incarnation(), uint64_t{3});
        QCOMPARE(prepared().nextNumber, uint64_t{3});
    }

    /// Of a .part file that was taken away the journal stays: it is none of the file that takes the name.
    void aForeignJournalIsNotRolledBack()
    {
        useName("v.sqlite", ChangeFormat::Sqlite);
        runSteps(2, {});
        QFile journal(QString::fromStdString(path("v.sqlite.part-journal")));
        QVERIFY(journal.open(QIODevice::WriteOnly));
        journal.write(QByteArray::fromHex("d9d505f920a163d7").append(QByteArray(1024, '\0')));
        journal.close();
        runSteps(1, prepared());
        QCOMPARE(manifest("v.sqlite")["rows"].toInt(), 30);
        QCOMPARE(leftOvers(), QStringList());
    }

    /// Killed when the file had its name and the manifest not yet.
    void aManifestFindsItsFile()
    {
        runSteps(1, {});
        QVERIFY(QFile::rename(filePath("v.csv.manifest.json"), filePath("v.csv.part.manifest.json")));
        QVERIFY(prepared().newest.has_value());
        QVERIFY(exists("v.csv.manifest.json"));
        QVERIFY(QFile::rename(filePath("v.csv.manifest.json"), filePath("v.csv.part.manifest.json")));
        QFile file(filePath("v.csv"));
        QVERIFY(file.open(QIODevice::ReadWrite) && file.write("x") == 1);
        file.close();
        QVERIFY(refusal().contains("no manifest tells what is in it")); // of another file by now
    }

    /// Whatever stands in a manifest, no file is begun anew for it.
    void aManifestMayBeAnything_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no JSON") << QByteArray("{");
        QTest::newRow("no object") << QByteArray("[1]");
        QTest::newRow("no incarnation") << QByteArray(
            R"({"version":1,"format":"sqlite","incarnations":[{"incarnation":0}]})");
        QTest::newRow("the last number") << QByteArray(
            R"({"version":1,"format":"sqlite","incarnations":[{"incarnation":18446744073709551615}]})");
        QTest::newRow("other types") << QByteArray(
            R"({"version":1,"format":"sqlite","incarnations":[[],0],"relations":{},"previous":[3]})");
    }
    void aManifestMayBeAnything()
    {
        QFETCH(QByteArray, text);
        useName("v.sqlite", ChangeFormat::Sqlite);
        runSteps(2, {});
        QFile file(filePath("v.sqlite.manifest.json"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        file.close();
        if (Result<Continuation> continuation = prepareContinuation(m_options); continuation.ok()) {
            runSteps(1, std::move(continuation).value());
        }
        auto database = SqliteDatabase::open(path("v.sqlite"), SqliteOpenMode::ReadOnly);
        QVERIFY(database->queryInteger("SELECT COUNT(*) FROM v").value() >= 20);
    }

    void aLinkIsNotGoneOnBehind()
    {
        runSteps(1, {});
        QVERIFY(QFile::rename(filePath("v.csv"), filePath("real.csv")));
        QVERIFY(QFile::link(filePath("real.csv"), filePath("v.csv")));
        QVERIFY2(refusal().contains("only a plain file"), refusal().constData());
    }

    void whatDoesNotGoOn()
    {
        killAfter(1);
        m_options.format = ChangeFormat::Tsv;
        QVERIFY2(refusal().contains("csv, weight, none"), refusal().constData());
        m_options.format = ChangeFormat::Csv;
        m_options.encoding = ChangeEncoding::State;
        QVERIFY(refusal().contains("one moment"));
        m_options.encoding = ChangeEncoding::Weighted;
        m_options.continues = prepared();
        const auto source = std::make_shared<ScriptedSubscription>();
        ExportRun run(m_options, {{"other", ScriptedSubscription::schema(), source}}, [] {});
        QVERIFY(run.start().error().detail.starts_with("the export that is to go on wrote other relations"));
        QCOMPARE(leftOvers(), QStringList());
    }

    void whatIsWrittenIsNotTakenAway()
    {
        const auto source = std::make_shared<ScriptedSubscription>();
        ExportRun run(m_options, {{"v", ScriptedSubscription::schema(), source}}, [] {});
        QVERIFY(run.start().ok());
        QVERIFY(refusal().contains("another export is writing it"));
        source->push(1, 1, 1);
        source->end();
        run.join();
        QVERIFY(!run.error());
    }

    void aFileOfTheNameIsNotReplacedUnasked()
    {
        killAfter(1);
        QFile foreign(filePath("v.csv"));
        QVERIFY(foreign.open(QIODevice::WriteOnly) && foreign.write("precious") == 8);
        foreign.close();
        QVERIFY(refusal().contains("there is a file of this name already"));
        QCOMPARE(lines("v.csv"), QByteArrayList{"precious"});
        m_options.existing = PartFile::Existing::Replace;
        QCOMPARE(prepared().recoveredRows, uint64_t{10});
    }

    void recoveringAloneTellsOfItToo()
    {
        killAfter(1);
        QVERIFY(recoverPartFile(path("v.csv.part")).ok());
        QVERIFY(isRecovered("v.csv"));
        QCOMPARE(manifest("v.csv")["relations"][0]["columns"][0]["name"].toString(), QStringLiteral("id"));
        QFile old(filePath("old.jsonl.part")); // of a version that wrote no manifest before the end
        QVERIFY(old.open(QIODevice::WriteOnly) &&
                old.write("{\"relation\":\"a\\\"b\",\"step\":7,\"weight\":1}\n{\"") > 0);
        old.close();
        QVERIFY(recoverPartFile(path("old.jsonl.part")).ok());
        QVERIFY(isRecovered("old.jsonl"));
        QCOMPARE(manifest("old.jsonl")["last_step"].toInt(), 7);
        QCOMPARE(manifest("old.jsonl")["format"].toString(), QStringLiteral("json_lines"));
    }

private:
    void useName(const QString& name, ChangeFormat format)
    {
        m_options = {};
        m_options.path = filePath(name).toStdString();
        m_options.format = format;
        m_options.compression = compressionOfName(m_options.path);
    }
    /// Each step has ten rows.
    static void push(ScriptedSubscription& source, int steps)
    {
        for (int step = 1; step <= steps; ++step) {
            source.push(static_cast<uint64_t>(step), step * 10, 10);
        }
    }
    static QByteArrayList rows(int firstStep, int lastStep)
    {
        QByteArrayList rows;
        for (int id = firstStep * 10; id < (lastStep + 1) * 10; ++id) {
            rows.append(QByteArray::number(id) + ",1");
        }
        return rows;
    }
    /// kill -9 when so many steps are in the file.
    void killAfter(int steps, std::optional<Continuation> continuation = {})
    {
        m_options.continues = std::move(continuation);
        const pid_t child = ::fork();
        if (child == 0) {
            const auto source = std::make_shared<ScriptedSubscription>();
            ExportRun run(m_options, {{"v", ScriptedSubscription::schema(), source}}, [] {});
            const bool isStarted = run.start().ok();
            push(*source, steps);
            while (isStarted && run.progress().rows < static_cast<uint64_t>(steps * 10)) {
                ::usleep(1000);
            }
            ::usleep(100'000); // what is counted is flushed at once
            ::kill(::getpid(), isStarted ? SIGKILL : SIGTERM);
        }
        int state = 0;
        QCOMPARE(::waitpid(child, &state, 0), child);
        QVERIFY(WIFSIGNALED(state) && WTERMSIG(state) == SIGKILL);
    }
    void runSteps(int steps, std::optional<Continuation> continuation)
    {
        m_options.continues = std::move(continuation);
        const auto source = std::make_shared<ScriptedSubscription>();
        ExportRun run(m_options, {{"v", ScriptedSubscription::schema(), source}}, [] {});
        QVERIFY(run.start().ok());
        push(*source, steps);
        source->end();
        run.join();
        QVERIFY2(!run.error(), run.error() ? run.error()->detail.c_str() : "");
    }
    Continuation prepared() const
    {
        Result<Continuation> continuation = prepareContinuation(m_options);
        if (!continuation.ok()) {
            qFatal("%s", continuation.error().detail.c_str());
        }
        return std::move(continuation).value();
    }
    QByteArray refusal() const
    {
        const Result<Continuation> continuation = prepareContinuation(m_options);
        return continuation.ok() ? "not refused" : QByteArray::fromStdString(continuation.error().detail);
    }
    QByteArrayList lines(const QString& name) const
    {
        const Result<std::string> text = readText(path(name), size_t{1} << 20);
        QByteArrayList lines = QByteArray::fromStdString(text.ok() ? *text : std::string()).split('\n');
        if (lines.last().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }
    QByteArray bytes(const QString& name) const
    {
        QFile file(filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QJsonObject manifest(const QString& name) const
    {
        return QJsonDocument::fromJson(bytes(name + QStringLiteral(".manifest.json"))).object();
    }
    bool isRecovered(const QString& name) const
    {
        return manifest(name)["incarnations"].toArray().last()["recovered"].toBool();
    }
    QString hashOf(const QString& name) const
    {
        return QString::fromLatin1(QCryptographicHash::hash(bytes(name), QCryptographicHash::Sha256).toHex());
    }
    /// Files that only an export that is running may have.
    QStringList leftOvers() const { return QDir(m_folder->path()).entryList({QStringLiteral("*.part*")}, QDir::Files); }
    bool exists(const QString& name) const { return QFile::exists(filePath(name)); }
    QString filePath(const QString& name) const { return m_folder->filePath(name); }
    std::string path(const QString& name) const { return filePath(name).toStdString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    ExportOptions m_options;
};

QTEST_APPLESS_MAIN(TestContinuation)
#include "test_continuation.moc"
