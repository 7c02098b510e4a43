// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings: nothing is lost, errors are told, the file appears whole.
#include "models/record/export_list_model.h"
#include "tests/models/stream_fixture.h"
#include "tests/support/full_disk.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace millrace;
using namespace millrace::models;
using namespace millrace::test;

namespace {

QList<QByteArray> linesOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    QList<QByteArray> lines = file.readAll().split('\n');
    if (!lines.isEmpty() && lines.last().isEmpty()) {
        lines.removeLast();
    }
    return lines;
}

RecordingOptions optionsFor(const QString& path, ChangeFormat format = ChangeFormat::JsonLines)
{
    RecordingOptions options;
    options.relations = {QStringLiteral("prices")};
    options.filePath = path;
    options.format = format;
    return options;
}

} // namespace

class TestRecorder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void losesNothingAndSlowsThePipelineInstead()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        RecordingOptions options = optionsFor(path("all.jsonl"));
        options.maxQueuedRows = 1'000;
        auto created = StreamRecorder::create(*f.link, options);
        QVERIFY(created.ok());
        StreamRecorder& recorder = **created;
        constexpr int kRows = 100'000;
        std::thread engine([&] {
            uint64_t step = 0;
            for (int id = 0; id < kRows; id += 100) {
                f.publish(++step, {fakeBatch(100, id, id % 200 == 0 ? 1 : -1)});
            }
        });
        engine.join(); // Block: returns only because the recorder keeps taking
        QVERIFY(QFile::exists(path("all.jsonl.part")));
        QVERIFY(!QFile::exists(path("all.jsonl")));
        QSignalSpy finished(&recorder, &StreamRecorder::finished);
        recorder.stop();
        QCOMPARE(recorder.state(), RecordingState::Stopping);
        QVERIFY(finished.wait());
        QCOMPARE(recorder.state(), RecordingState::Finished);
        QVERIFY(!QFile::exists(path("all.jsonl.part")));
        const QList<QByteArray> lines = linesOf(path("all.jsonl"));
        QCOMPARE(lines.size(), kRows);
        QCOMPARE(recorder.progress().rows, quint64{kRows});
        QCOMPARE(recorder.progress().bytes, static_cast<quint64>(QFileInfo(path("all.jsonl")).size()));
        QCOMPARE(recorder.progress().lagRows, 0U);
        QCOMPARE(recorder.progress().lastStep, 1000U);
        for (int id = 0; id < kRows; id += 997) {
            const QJsonObject line = QJsonDocument::fromJson(lines[id]).object();
            QCOMPARE(line[QLatin1String("relation")].toString(), QStringLiteral("prices"));
            QCOMPARE(line[QLatin1String("step")].toInt(), id / 100 + 1);
            QCOMPARE(line[QLatin1String("weight")].toInt(), id / 100 % 2 == 0 ? 1 : -1);
            QCOMPARE(line[QLatin1String("row")].toObject()[QLatin1String("id")].toInt(), id);
        }
        QCOMPARE(f.pipeline->numSubscriptions(), 0U);
    }

    void takesNothingWhilePausedAndLosesNothing()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        auto created = StreamRecorder::create(*f.link, optionsFor(path("rest.jsonl")));
        QVERIFY(created.ok());
        StreamRecorder& recorder = **created;
        f.publish(1, {fakeBatch(2)});
        QTRY_COMPARE(recorder.progress().rows, 2U);
        recorder.setPaused(true);
        QCOMPARE(recorder.state(), RecordingState::Paused);
        f.publish(2, {fakeBatch(3)});
        QTest::qWait(50);
        QCOMPARE(recorder.progress().rows, 2U);
        recorder.setPaused(false);
        QTRY_COMPARE(recorder.progress().rows, 5U);
        recorder.setPaused(true);
        f.publish(3, {fakeBatch(4)});
        QVERIFY(f.pipeline->stop().ok()); // the run ends, the export stands still with what is queued
        QTest::qWait(50);
        QCOMPARE(recorder.state(), RecordingState::Paused);
        QSignalSpy finished(&recorder, &StreamRecorder::finished);
        recorder.stop();
        QVERIFY(finished.wait());
        QCOMPARE(linesOf(path("rest.jsonl")).size(), 9);
    }

    void finishesWithTheRun()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        auto created = StreamRecorder::create(*f.link, optionsFor(path("run.csv"), ChangeFormat::Csv));
        QVERIFY(created.ok());
        QSignalSpy finished(created->get(), &StreamRecorder::finished);
        f.publish(1, {fakeBatch(2, 8)});
        QVERIFY(f.pipeline->stop().ok());
        QVERIFY(finished.wait());
        QCOMPARE((*created)->state(), RecordingState::Finished);
        const QList<QByteArray> lines = linesOf(path("run.csv"));
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines[0].startsWith("id,name,price"));
        QVERIFY(lines[1].startsWith("8,"));
    }

    void beginsBeforeTheRun()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        QVERIFY(f.pipeline->stop().ok());
        auto created = StreamRecorder::create(*f.link, optionsFor(path("early.jsonl")));
        QVERIFY(created.ok());
        QVERIFY(f.pipeline->start(false).ok());
        f.publish(1, {fakeBatch(5)});
        QSignalSpy finished(created->get(), &StreamRecorder::finished);
        (*created)->stop();
        QVERIFY(finished.wait());
        QCOMPARE(linesOf(path("early.jsonl")).size(), 5);
    }

    void severalRelationsGoIntoOneFile()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        RecordingOptions options = optionsFor(path("both.jsonl"));
        options.relations = {QStringLiteral("prices"), QStringLiteral("offers")};
        auto created = StreamRecorder::create(*f.link, options);
        QVERIFY(created.ok());
        f.publish(1, {fakeBatch(3)}, "prices");
        f.publish(1, {fakeBatch(4)}, "offers");
        QSignalSpy finished(created->get(), &StreamRecorder::finished);
        (*created)->stop();
        QVERIFY(finished.wait());
        QCOMPARE(linesOf(path("both.jsonl")).size(), 7);
        options.format = ChangeFormat::Csv;
        QVERIFY(!StreamRecorder::create(*f.link, options).ok());
    }

    void replacesAnOlderFileOnlyAtTheEnd()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        QFile old(path("old.jsonl"));
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.write("old\n");
        old.close();
        auto created = StreamRecorder::create(*f.link, optionsFor(old.fileName()));
        QVERIFY(created.ok());
        f.publish(1, {fakeBatch(1)});
        QCOMPARE(linesOf(old.fileName()), QList<QByteArray>{"old"});
        QSignalSpy finished(created->get(), &StreamRecorder::finished);
        (*created)->stop();
        QVERIFY(finished.wait());
        QVERIFY(linesOf(old.fileName())[0].startsWith("{\"relation\""));
    }

    void tellsAFullDiskAndLetsThePipelineGo()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        RecordingOptions options = optionsFor(path("full.jsonl"));
        options.maxQueuedRows = 10;
        auto created = StreamRecorder::create(*f.link, options);
        QVERIFY(created.ok());
        QSignalSpy finished(created->get(), &StreamRecorder::finished);
        const FullDisk full(1000);
        std::thread engine([&] {
            for (uint64_t step = 1; step <= 50; ++step) {
                f.publish(step, {fakeBatch(10)});
            }
        });
        QVERIFY(finished.wait());
        engine.join();
        QCOMPARE((*created)->state(), RecordingState::Failed);
        QCOMPARE((*created)->error()->code, ErrorCode::kIoWrite);
        QVERIFY(!QFile::exists(path("full.jsonl")));
    }

    void tellsAFolderThatIsNotThere()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        const auto created = StreamRecorder::create(*f.link, optionsFor(path("no/such/folder/x.jsonl")));
        QVERIFY(!created.ok());
        QCOMPARE(created.error().code, ErrorCode::kIoOpen);
        QCOMPARE(f.pipeline->numSubscriptions(), 0U);
    }

    void isDestroyedWhileRunning()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        {
            auto created = StreamRecorder::create(*f.link, optionsFor(path("gone.jsonl")));
            QVERIFY(created.ok());
            f.publish(1, {fakeBatch(10)});
        }
        QCOMPARE(linesOf(path("gone.jsonl")).size(), 10); // the destructor finishes the file
    }

    /// What had been received when it began: a token for each connector that reads.
    void anExportIssuesTokens()
    {
        StreamFixture f;
        f.pipeline->changeStatus([](PipelineStatus& status) {
            for (const char* name : {"reads", "ended"}) {
                InputStatus input;
                input.relation = "prices";
                input.name = name;
                input.isActive = input.name == "reads";
                status.inputs.push_back(std::move(input));
            }
        });
        f.frame();
        ExportListModel list;
        QSignalSpy issued(f.link, &PipelineBridge::tokenIssued);
        QVERIFY(list.record(*f.link, optionsFor(path("tokens.jsonl"))) != nullptr);
        QCOMPARE(issued.count(), 1);
        QCOMPARE(issued[0][0].value<TokenStatus>().connector, std::string("reads"));
        list.stopAll();
    }

    void listOfRecordings()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        ExportListModel list;
        const QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy failures(&list, &ExportListModel::recordingFailed);
        QSignalSpy finished(&list, &ExportListModel::recordingFinished);
        StreamRecorder* first = list.record(*f.link, optionsFor(path("one.jsonl")));
        QVERIFY(first != nullptr);
        QCOMPARE(list.record(*f.link, optionsFor(path("one.jsonl"))), nullptr); // already being written
        QCOMPARE(failures.count(), 1);
        StreamRecorder* second = list.record(*f.link, optionsFor(path("two.csv"), ChangeFormat::Csv));
        QVERIFY(second != nullptr);
        QCOMPARE(list.recorderAt(0), second);
        QCOMPARE(list.numRunning(), 2);
        f.publish(1, {fakeBatch(100)});
        QTRY_COMPARE(first->progress().rows, 100U);
        const auto cell = [&list](int row, ExportListModel::Column column) {
            return list.index(row, static_cast<int>(column)).data().toString();
        };
        QCOMPARE(cell(1, ExportListModel::Column::File), QStringLiteral("one.jsonl"));
        QCOMPARE(cell(0, ExportListModel::Column::Format), QStringLiteral("CSV"));
        QCOMPARE(cell(1, ExportListModel::Column::State), QStringLiteral("Recording"));
        QCOMPARE(cell(1, ExportListModel::Column::Rows), QStringLiteral("100"));
        list.stopAll();
        QTRY_COMPARE(finished.count(), 2);
        QCOMPARE(list.numRunning(), 0);
        QCOMPARE(cell(1, ExportListModel::Column::State), QStringLiteral("Finished"));
        list.removeEnded();
        QCOMPARE(list.rowCount(), 0);
    }

    void keepsItsHistory()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        {
            ExportListModel list;
            list.keepHistoryIn(*f.bridge);
            StreamRecorder* recorder = list.record(*f.link, optionsFor(path("history.jsonl")));
            QVERIFY(recorder != nullptr);
            f.publish(1, {fakeBatch(12)});
            QSignalSpy finished(recorder, &StreamRecorder::finished);
            recorder->stop();
            QVERIFY(finished.wait());
        }
        ExportListModel list;
        const QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::Fatal);
        list.keepHistoryIn(*f.bridge);
        QCOMPARE(list.rowCount(), 1);
        QCOMPARE(list.numRunning(), 0);
        const auto cell = [&list](ExportListModel::Column column) {
            return list.index(0, static_cast<int>(column)).data().toString();
        };
        QCOMPARE(cell(ExportListModel::Column::File), QStringLiteral("history.jsonl"));
        QCOMPARE(cell(ExportListModel::Column::Rows), QStringLiteral("12"));
        QCOMPARE(cell(ExportListModel::Column::State), QStringLiteral("Finished"));
        QCOMPARE(list.recorderAt(0), nullptr);
    }

    /// Exports that were running when the program was killed are told of, until they are decided about.
    void tellsWhatWasInterrupted()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        const QString file = path("killed.csv");
        writeFile(file + QStringLiteral(".part"), "id,weight\n1,1\n2,1\n3,");
        RecordingOptions options = optionsFor(file, ChangeFormat::Csv);
        options.columns = {QStringLiteral("id")};
        options.stopRows = 5;
        remember(f, {{QStringLiteral("demo"), options, 1'000'000}});
        {
            ExportListModel list;
            const QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::Fatal);
            list.keepHistoryIn(*f.bridge);
            QCOMPARE(list.numInterrupted(), 1);
            QCOMPARE(list.numRunning(), 0);
            const auto text = [&list] { return list.index(0, 0).data(ExportListModel::ErrorTextRole).toString(); };
            QTRY_VERIFY2(text().contains(QStringLiteral("2 rows are safe in ")), qPrintable(text()));
            QVERIFY(list.interruptedAt(0) != nullptr);
            QCOMPARE(list.interruptedAt(0)->options.stopRows, quint64{5});
            QCOMPARE(list.interruptedAt(0)->options.columns, options.columns);
        } // not decided: it is told again
        ExportListModel list;
        list.keepHistoryIn(*f.bridge);
        QCOMPARE(list.numInterrupted(), 1);
        QSignalSpy failures(&list, &ExportListModel::recordingFailed);
        list.finishInterrupted(0);
        QTRY_COMPARE(list.numInterrupted(), 0);
        QCOMPARE(failures.count(), 0);
        QCOMPARE(linesOf(file), (QList<QByteArray>{"id,weight", "1,1", "2,1"}));
        QCOMPARE(stateOf(list, 0), RecordingState::Finished);
        QCOMPARE(f.bridge->settings().value("exports.running").value_or(""), std::string());
        QCOMPARE(f.bridge->engine().exportHistory("demo").size(), size_t{1});
    }

    void anInterruptedOneIsStartedAgainOrForgotten()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        const QString file = path("again.jsonl");
        writeFile(file + QStringLiteral(".part"), "{}\n");
        remember(f,
                 {{QStringLiteral("demo"), optionsFor(file), 2}, {QStringLiteral("demo"), optionsFor(path("no")), 1}});
        ExportListModel list;
        list.keepHistoryIn(*f.bridge);
        QCOMPARE(list.numInterrupted(), 2);
        const QString nothing = list.index(1, 0).data(ExportListModel::ErrorTextRole).toString();
        QVERIFY2(nothing.contains(QStringLiteral("No file was begun")), qPrintable(nothing));
        StreamRecorder* recorder = list.restartInterrupted(0);
        QVERIFY(recorder != nullptr);
        QCOMPARE(list.rowCount(), 2);
        QCOMPARE(list.recorderAt(0), recorder);
        QCOMPARE(rememberedExports(*f.bridge->settings().value("exports.running")).size(), 2); // one runs
        QCOMPARE(list.restartInterrupted(0), nullptr);
        recorder->stop();
        QTRY_COMPARE(stateOf(list, 0), RecordingState::Finished);
        list.removeEnded();
        QCOMPARE(list.rowCount(), 0);
        QCOMPARE(f.bridge->settings().value("exports.running").value_or(""), std::string());
    }

    void anInterruptedOneGoesOn()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        const QString file = path("on.csv");
        writeFile(file + QStringLiteral(".part"), "id,name,price,weight\n1,a,1,1\n2,b");
        remember(f, {{QStringLiteral("demo"), optionsFor(file, ChangeFormat::Csv), 2}});
        ExportListModel list;
        const QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy failures(&list, &ExportListModel::recordingFailed);
        list.keepHistoryIn(*f.bridge);
        list.continueEnded(0);
        QCOMPARE(list.endedAt(0), nullptr); // not twice at a time
        QTRY_COMPARE(list.numRunning(), 1);
        QCOMPARE(list.numInterrupted(), 0);
        QCOMPARE(linesOf(file), (QList<QByteArray>{"id,name,price,weight", "1,a,1,1"}));
        QCOMPARE(list.rowCount(), 2);
        QCOMPARE(stateOf(list, 1), RecordingState::Finished);
        QCOMPARE(list.index(0, static_cast<int>(ExportListModel::Column::File)).data().toString(),
                 QStringLiteral("on-continued-00000002.csv"));
        f.publish(1, {fakeBatch(3)});
        list.stopAll();
        QTRY_COMPARE(list.numRunning(), 0);
        QCOMPARE(linesOf(path("on-continued-00000002.csv")).size(), 4);
        QCOMPARE(failures.count(), 0);
    }

    /// In this session and in a later one, as often as one likes; with a snapshot where it began with one.
    void oneThatHasEndedGoesOn()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        RecordingOptions options = optionsFor(path("more.jsonl"));
        options.begin = RecordingOptions::Begin::SnapshotThenChanges;
        {
            ExportListModel list;
            list.keepHistoryIn(*f.bridge);
            QVERIFY(list.record(*f.link, options) != nullptr);
            f.publish(1, {fakeBatch(2)});
            list.stopAll();
            QTRY_COMPARE(list.numRunning(), 0);
            list.continueEnded(0);
            QTRY_COMPARE(list.numRunning(), 1);
            f.publish(2, {fakeBatch(3)});
        }
        ExportListModel list;
        list.keepHistoryIn(*f.bridge);
        QCOMPARE(list.rowCount(), 2);
        QVERIFY(list.endedAt(0) != nullptr);
        QCOMPARE(list.endedAt(0)->begin, RecordingOptions::Begin::SnapshotThenChanges);
        list.continueEnded(0);
        QTRY_COMPARE(list.numRunning(), 1);
        list.stopAll();
        QTRY_COMPARE(list.numRunning(), 0);
        QCOMPARE(linesOf(path("more.jsonl")).size(), 2);
        QVERIFY(linesOf(path("more-continued-00000002.jsonl")).size() >= 3);
        QFile manifest(path("more-continued-00000003.jsonl.manifest.json"));
        QVERIFY(manifest.open(QIODevice::ReadOnly));
        const QJsonObject told = QJsonDocument::fromJson(manifest.readAll()).object();
        QCOMPARE(told[QStringLiteral("incarnations")][0][QStringLiteral("incarnation")].toInt(), 3);
        QVERIFY(told[QStringLiteral("incarnations")][0][QStringLiteral("begins_with_snapshot")].toBool());
    }

    void whatDoesNotGoOnIsTold()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        ExportListModel list;
        list.keepHistoryIn(*f.bridge);
        QSignalSpy failures(&list, &ExportListModel::recordingFailed);
        RecordingOptions options = optionsFor(path("gone.csv"), ChangeFormat::Csv);
        options.stopRows = 2;
        QVERIFY(list.record(*f.link, options) != nullptr);
        QCOMPARE(list.endedAt(0), nullptr); // it runs
        f.publish(1, {fakeBatch(2)});
        QTRY_COMPARE(list.numRunning(), 0);
        QVERIFY(list.hasAllRows(0));
        list.continueEnded(0);
        QTRY_COMPARE(failures.count(), 1);
        QVERIFY(QFile::remove(path("gone.csv.manifest.json")));
        list.continueEnded(0);
        QTRY_COMPARE(failures.count(), 2);
        QVERIFY(failures.last().last().value<Error>().detail.starts_with("no manifest"));
        QCOMPARE(stateOf(list, 0), RecordingState::Finished);
        QVERIFY(list.endedAt(0) != nullptr); // it may be tried again
    }

    /// Closing the window is no kill.
    void whatRunsAtTheEndIsFinished()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        {
            ExportListModel list;
            list.keepHistoryIn(*f.bridge);
            QVERIFY(list.record(*f.link, optionsFor(path("end.jsonl"))) != nullptr);
            QCOMPARE(rememberedExports(*f.bridge->settings().value("exports.running")).size(), 1);
            f.publish(1, {fakeBatch(4)});
        }
        QCOMPARE(linesOf(path("end.jsonl")).size(), 4);
        ExportListModel list;
        list.keepHistoryIn(*f.bridge);
        QCOMPARE(list.numInterrupted(), 0);
        QCOMPARE(stateOf(list, 0), RecordingState::Finished);
    }

    void writesCompressedFiles()
    {
        StreamFixture f({}, StreamFixture::Checks::None);
        RecordingOptions options = optionsFor(path("packed.jsonl.gz"));
        options.compression = Compression::Gzip;
        auto created = StreamRecorder::create(*f.link, options);
        QVERIFY(created.ok());
        f.publish(1, {fakeBatch(100)});
        (*created)->finishNow();
        const auto text = readText(path("packed.jsonl.gz").toStdString(), size_t{1} << 20);
        QVERIFY(text.ok());
        QCOMPARE(QByteArray::fromStdString(*text).count('\n'), 100);
    }

private:
    static RecordingState stateOf(const ExportListModel& list, int row)
    {
        return static_cast<RecordingState>(list.index(row, 0).data(ExportListModel::RecordingStateRole).toInt());
    }
    static void remember(StreamFixture& f, const QList<RememberedExport>& exports)
    {
        f.bridge->settings().set("exports.running", rememberedText(exports));
    }
    static void writeFile(const QString& path, const QByteArray& bytes)
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            qFatal("cannot write");
        }
    }
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestRecorder)
#include "test_recorder.moc"
