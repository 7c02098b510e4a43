// SPDX-License-Identifier: GPL-3.0-or-later
// The models on the real engine: the sample runs, nothing is lost, runs follow each other, the checker compiles.
#include "engine/api/sample.h"
#include "models/pipeline/catalog_model.h"
#include "models/pipeline/connector_model.h"
#include "models/pipeline/problems_model.h"
#include "models/pipeline/program_checker.h"
#include "models/pipeline/token_model.h"
#include "models/record/stream_recorder.h"
#include "models/runtime/runtime_history.h"
#include "models/stream/change_stream_model.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace millrace;
using namespace millrace::models;

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;
constexpr int kPatienceMs = 20'000;

/// `limit` rows as fast as they come, and a view that changes with each of them.
QString burstProgram(int limit)
{
    return QStringLiteral(R"(
        CREATE TABLE event (id BIGINT NOT NULL, price DECIMAL(10, 2)) WITH ('connectors' = '[{
            "name": "burst",
            "transport": {"name": "datagen", "config": {"plan": [{"limit": %1, "fields": {
                "id": {"strategy": "increment"}, "price": {"strategy": "uniform", "range": [1, 9]}}}]}}}]');
        CREATE VIEW doubled AS SELECT id, price * 2 AS price FROM event WHERE id >= 0;
    )")
        .arg(limit);
}

std::unique_ptr<EngineBridge> openEngine()
{
    Result<std::unique_ptr<api::Engine>> engine = api::Engine::open({});
    return engine.ok() ? std::make_unique<EngineBridge>(std::move(engine).value()) : nullptr;
}

PipelineBridge* createSample(EngineBridge& bridge)
{
    const Result<api::Sample> sample = api::loadSample(api::kFirstSample);
    if (!sample.ok()) {
        return nullptr;
    }
    return bridge.createPipeline(QString::fromStdString(sample->name), QString::fromStdString(sample->program),
                                 QString::fromStdString(sample->folder));
}

} // namespace

class TestRealEngine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Step times are there from the begin of a run, whether or not somebody looks at them.
    void stepTimesAreMeasuredUnseen()
    {
        const std::unique_ptr<EngineBridge> bridge = openEngine();
        QVERIFY(bridge != nullptr);
        PipelineBridge* pipeline = createSample(*bridge);
        QVERIFY(pipeline != nullptr);
        RuntimeHistory history;
        history.setPipeline(pipeline);
        QVERIFY(pipeline->start());
        QTRY_VERIFY_WITH_TIMEOUT(!history.points(RuntimeMetric::StepTime, 60).isEmpty(), kPatienceMs);
    }

    void initTestCase()
    {
        m_bridge = openEngine();
        QVERIFY(m_bridge != nullptr);
        connect(m_bridge.get(), &EngineBridge::commandFailed, this, [](const QString& what, const Error& error) {
            qWarning("%s: %s", qPrintable(what), error.toString().c_str());
        });
    }

    void cleanupTestCase() { m_bridge.reset(); }

    void sampleIsShownLive()
    {
        PipelineBridge* sample = createSample(*m_bridge);
        QVERIFY(sample != nullptr);
        CatalogModel catalog(*m_bridge);
        ConnectorModel connectors;
        TokenModel tokens;
        ProblemsModel problems;
        ChangeStreamModel stream(m_bridge->clock());
        const QAbstractItemModelTester streamTester(&stream, kFatal);
        const QAbstractItemModelTester catalogTester(&catalog, kFatal);
        const QAbstractItemModelTester connectorTester(&connectors, kFatal);
        const QAbstractItemModelTester tokenTester(&tokens, kFatal);
        connectors.setPipeline(sample);
        tokens.setPipeline(sample);
        problems.watch(sample);
        stream.setPipeline(sample);
        stream.setRelations({QStringLiteral("preferred_vendor")});
        QCOMPARE(stream.columnCount(), 9);
        QVERIFY(connectors.indexOf(QStringLiteral("price"), QStringLiteral("market")).isValid());

        QVERIFY(sample->start());
        QTRY_COMPARE_WITH_TIMEOUT(sample->state(), PipelineState::Running, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(stream.rowCount() >= 3, kPatienceMs);
        QVERIFY(stream.counters().isComplete());
        const QModelIndex file = connectors.indexOf(QStringLiteral("price"), QStringLiteral("tutorial-price-s3"));
        QTRY_COMPARE_WITH_TIMEOUT(file.data(ConnectorModel::ActivityRole).toInt(),
                                  static_cast<int>(ConnectorActivity::Ended), kPatienceMs);
        QVERIFY(tokens.issue(QStringLiteral("price"), QStringLiteral("tutorial-price-s3")));
        QTRY_VERIFY_WITH_TIMEOUT(tokens.index(0, 0).data(TokenModel::IsCompleteRole).toBool(), kPatienceMs);
        QCOMPARE(problems.numErrors(), 0);
        QVERIFY(sample->stop());
        QTRY_COMPARE_WITH_TIMEOUT(sample->state(), PipelineState::Stopped, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(stream.hasEnded(), kPatienceMs);
    }

    void connectorsToggle()
    {
        PipelineBridge* sample = m_bridge->find(QString::fromLatin1(api::kFirstSample.data()));
        QVERIFY(sample != nullptr);
        ConnectorModel connectors;
        connectors.setPipeline(sample);
        QVERIFY(sample->start());
        QTRY_COMPARE_WITH_TIMEOUT(sample->state(), PipelineState::Running, kPatienceMs);
        const QPersistentModelIndex market = connectors.indexOf(QStringLiteral("price"), QStringLiteral("market"));
        const auto activity = [&market] { return market.data(ConnectorModel::ActivityRole).toInt(); };
        QTRY_COMPARE_WITH_TIMEOUT(activity(), static_cast<int>(ConnectorActivity::Running), kPatienceMs);
        QVERIFY(connectors.toggle(market));
        QTRY_COMPARE_WITH_TIMEOUT(activity(), static_cast<int>(ConnectorActivity::Paused), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!market.data(ConnectorModel::IsPendingRole).toBool(), kPatienceMs);
        QVERIFY(connectors.toggle(market));
        QTRY_COMPARE_WITH_TIMEOUT(activity(), static_cast<int>(ConnectorActivity::Running), kPatienceMs);
        QVERIFY(sample->stop());
        QTRY_COMPARE_WITH_TIMEOUT(sample->state(), PipelineState::Stopped, kPatienceMs);
    }

    void everyChangeIsRecordedAndCounted()
    {
        constexpr int kRows = 300'000;
        QTemporaryDir folder;
        PipelineBridge* burst = m_bridge->createPipeline(QStringLiteral("burst"), burstProgram(kRows));
        QVERIFY(burst != nullptr);
        ChangeStreamModel stream(m_bridge->clock());
        stream.setLimits({50'000, 64ull << 20});
        stream.setPipeline(burst);
        stream.setRelations({QStringLiteral("doubled")});
        RecordingOptions options;
        options.relations = {QStringLiteral("doubled")};
        options.filePath = folder.filePath(QStringLiteral("doubled.jsonl"));
        options.maxQueuedRows = 5'000;
        auto recorder = StreamRecorder::create(*burst, options);
        QVERIFY(recorder.ok());
        QVERIFY(burst->start());
        QTRY_VERIFY_WITH_TIMEOUT(burst->status()->isComplete, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT((*recorder)->progress().rows, quint64{kRows}, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(stream.counters().received + stream.counters().notKept, quint64{kRows}, kPatienceMs);
        QVERIFY(stream.rowCount() <= 50'000);
        QVERIFY(burst->stop()); // ends the recording as well
        QTRY_COMPARE_WITH_TIMEOUT((*recorder)->state(), RecordingState::Finished, kPatienceMs);
        QFile file(options.filePath);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), qsizetype{kRows});
        const FrameStatistics& frames = m_bridge->clock().statistics();
        qInfo("%llu frames, p99 %lld us, worst %lld us", frames.numFrames(), frames.percentileUs(99), frames.worstUs());
    }

    /// The engine waits for a paused export, a stop does not.
    void aPausedExportHoldsThePipelineUntilItGoesOn()
    {
        constexpr int kRows = 300'000;
        QTemporaryDir folder;
        PipelineBridge* slow = m_bridge->createPipeline(QStringLiteral("slow"), burstProgram(kRows));
        QVERIFY(slow != nullptr);
        RecordingOptions options;
        options.relations = {QStringLiteral("doubled")};
        options.filePath = folder.filePath(QStringLiteral("slow.jsonl"));
        options.maxQueuedRows = 5'000;
        auto recorder = StreamRecorder::create(*slow, options);
        QVERIFY(recorder.ok());
        (*recorder)->setPaused(true);
        QVERIFY(slow->start());
        QTRY_VERIFY_WITH_TIMEOUT(slow->status()->processedSteps >= 1, kPatienceMs);
        QTest::qWait(300);
        QVERIFY(!slow->status()->isComplete);
        QCOMPARE((*recorder)->progress().rows, 0U);
        (*recorder)->setPaused(false);
        QTRY_COMPARE_WITH_TIMEOUT((*recorder)->progress().rows, quint64{kRows}, kPatienceMs);
        QVERIFY(slow->stop());
        QTRY_COMPARE_WITH_TIMEOUT((*recorder)->state(), RecordingState::Finished, kPatienceMs);

        options.filePath = folder.filePath(QStringLiteral("stopped.jsonl"));
        QTRY_COMPARE_WITH_TIMEOUT(slow->state(), PipelineState::Stopped, kPatienceMs);
        auto stopped = StreamRecorder::create(*slow, options);
        QVERIFY(stopped.ok());
        (*stopped)->setPaused(true);
        QVERIFY(slow->start());
        QTRY_VERIFY_WITH_TIMEOUT(slow->state() == PipelineState::Running && slow->status()->processedSteps >= 1,
                                 kPatienceMs);
        QVERIFY(slow->stop());
        QTRY_COMPARE_WITH_TIMEOUT(slow->state(), PipelineState::Stopped, kPatienceMs);
        (*stopped)->stop();
        QTRY_COMPARE_WITH_TIMEOUT((*stopped)->state(), RecordingState::Finished, kPatienceMs);
        QVERIFY((*stopped)->progress().rows > 0); // what was queued when it stopped
    }

    void singleStepsAreMadeWhileInputsArePaused()
    {
        PipelineBridge* careful = m_bridge->createPipeline(QStringLiteral("careful"), burstProgram(30'000));
        QVERIFY(careful != nullptr);
        QVERIFY(careful->start(PipelineBridge::StartMode::PausedInputs));
        QTRY_COMPARE_WITH_TIMEOUT(careful->state(), PipelineState::Paused, kPatienceMs);
        uint64_t records = 0;
        for (int step = 0; step < 2; ++step) {
            QVERIFY(careful->singleStep());
            QTRY_VERIFY_WITH_TIMEOUT(careful->status()->totalProcessedRecords > records, kPatienceMs);
            QTest::qWait(150);
            const uint64_t taken = careful->status()->totalProcessedRecords - records;
            QVERIFY2(taken <= 10'000, qPrintable(QString::number(taken)));
            records += taken;
        }
        QVERIFY(careful->singleStep({QStringLiteral("doubled")}));
        QTRY_VERIFY_WITH_TIMEOUT(careful->status()->totalProcessedRecords > records, kPatienceMs);
        QVERIFY(careful->resumeInputs());
        QTRY_COMPARE_WITH_TIMEOUT(careful->status()->totalProcessedRecords, uint64_t(30'000), kPatienceMs);
        QVERIFY(careful->stop());
        QTRY_COMPARE_WITH_TIMEOUT(careful->state(), PipelineState::Stopped, kPatienceMs);
    }

    void theNextRunIsSeenFromItsFirstChange()
    {
        PipelineBridge* burst = m_bridge->find(QStringLiteral("burst"));
        QVERIFY(burst != nullptr);
        QTRY_COMPARE_WITH_TIMEOUT(burst->state(), PipelineState::Stopped, kPatienceMs);
        QVERIFY(burst->setProgram(burstProgram(1000)));
        ChangeStreamModel stream(m_bridge->clock());
        const QAbstractItemModelTester tester(&stream, kFatal);
        stream.setPipeline(burst);
        stream.setRelations({QStringLiteral("doubled")});
        for (int run = 0; run < 3; ++run) {
            QVERIFY(burst->start());
            QTRY_COMPARE_WITH_TIMEOUT(stream.rowCount(), 1000, kPatienceMs);
            QCOMPARE(stream.counters().received, 1000U);
            QVERIFY(burst->stop());
            QTRY_VERIFY_WITH_TIMEOUT(stream.hasEnded(), kPatienceMs);
            burst->pipeline()->waitUntilSettled(); // the status lags behind runs that short
        }
    }

    void problemsShowAnUnreadableFile()
    {
        PipelineBridge* broken = m_bridge->createPipeline(QStringLiteral("broken"), QStringLiteral(R"(
            CREATE TABLE t (id BIGINT NOT NULL) WITH ('connectors' = '[{"name": "gone",
                "transport": {"name": "file_input", "config": {"path": "/no/such/file.json"}},
                "format": {"name": "json"}}]');)"));
        QVERIFY(broken != nullptr);
        ProblemsModel problems;
        ConnectorModel connectors;
        problems.watch(broken);
        connectors.setPipeline(broken);
        QVERIFY(broken->start());
        QTRY_COMPARE_WITH_TIMEOUT(problems.numErrors(), 1, kPatienceMs);
        QVERIFY(problems.index(0, 1).data().toString().contains(QLatin1String("/no/such/file.json")));
        const QModelIndex gone = connectors.indexOf(QStringLiteral("t"), QStringLiteral("gone"));
        QCOMPARE(gone.data(ConnectorModel::ActivityRole).toInt(), static_cast<int>(ConnectorActivity::Failed));
        QVERIFY(m_bridge->removePipeline(broken));
    }

    /// What a client of the local API does, from its thread, shows without a reload().
    void seesWhatOthersDo()
    {
        QSignalSpy programs(m_bridge.get(), &EngineBridge::pipelinesChanged);
        CatalogModel catalog(*m_bridge);
        std::thread client([engine = &m_bridge->engine()] {
            const auto made = engine->create("from-outside", burstProgram(10).toStdString());
            QVERIFY(made.ok());
            QVERIFY((*made)->setProgram(burstProgram(20).toStdString()).ok());
            QVERIFY((*made)->start().ok());
        });
        client.join();
        QTRY_VERIFY(m_bridge->find(QStringLiteral("from-outside")) != nullptr);
        PipelineBridge* outside = m_bridge->find(QStringLiteral("from-outside"));
        QVERIFY(catalog.indexOfRelation(outside, QStringLiteral("doubled")).isValid());
        QTRY_COMPARE_WITH_TIMEOUT(outside->status()->totalProcessedRecords, 20U, kPatienceMs);
        TokenModel tokens;
        tokens.setPipeline(outside);
        QVERIFY(outside->pipeline()->issueToken("event", "burst").ok());
        QTRY_COMPARE(tokens.rowCount(), 1);

        QSignalSpy programChanged(outside, &PipelineBridge::programChanged);
        QVERIFY(outside->pipeline()->stop().ok());
        outside->pipeline()->waitUntilSettled();
        QVERIFY(outside->pipeline()->setProgram("CREATE TABLE other (a INT);").ok());
        QTRY_COMPARE(programChanged.count(), 1);
        QTRY_VERIFY(catalog.indexOfRelation(outside, QStringLiteral("other")).isValid());

        QVERIFY(m_bridge->engine().rename("from-outside", "renamed").ok());
        QTRY_COMPARE(outside->name(), QStringLiteral("renamed"));
        QTRY_COMPARE(catalog.indexOfPipeline(outside).data().toString(), QStringLiteral("renamed"));
        QVERIFY(m_bridge->engine().remove("renamed").ok());
        QTRY_VERIFY(m_bridge->find(QStringLiteral("renamed")) == nullptr);
    }

    void checkerCompiles()
    {
        ProgramChecker checker(&api::compile);
        QSignalSpy checked(&checker, &ProgramChecker::checked);
        checker.check(QStringLiteral("CREATE TABLE t (id BIGINT);\nCREATE VIEW v AS SELECT nothing FROM t;"));
        QTRY_COMPARE(checked.count(), 1);
        const auto report = checked[0][1].value<api::CompileReport>();
        QVERIFY(report.hasErrors);
        QCOMPARE(report.diagnostics[0].code, ErrorCode::kSqlUnknownColumn);
        QCOMPARE(report.diagnostics[0].span.line, 2U);
    }

private:
    std::unique_ptr<EngineBridge> m_bridge;
};

QTEST_GUILESS_MAIN(TestRealEngine)
#include "test_real_engine.moc"
