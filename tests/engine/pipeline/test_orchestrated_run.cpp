// SPDX-License-Identifier: GPL-3.0-or-later
// Orchestration over whole runs: who reads at every moment, and that nothing is lost or doubled by it.
#include "pipeline_rig.h"

#include "engine/connectors/reader_control.h"

#include <QTest>

#include <array>
#include <random>
#include <thread>

using namespace millrace;
using rig::FakeSource;
using rig::firstAndSecond;
using rig::inputSpec;
using rig::outputSpec;
using rig::Rig;
using rig::rowsFrom;

namespace {

constexpr int64_t kRows = 20'000;
constexpr int kToggles = 10'000;

/// Sends one row after the other while it may, each with an id of its own, and ends.
class CountingReader final : public InputReader {
public:
    CountingReader(std::shared_ptr<InputConsumer> consumer, int64_t firstId, int64_t count)
        : m_thread([this, consumer = std::move(consumer), firstId, count](std::stop_token stop) {
            for (int64_t i = 0; i < count && m_control.awaitRunning(stop); ++i) {
                consumer->received(rowsFrom(firstId + i, 1), 8);
            }
            if (!stop.stop_requested()) {
                consumer->endOfInput();
            }
        })
    {
    }
    void extend() override { m_control.extend(); }
    void pause() override { m_control.pause(); }

private:
    ReaderControl m_control;
    std::jthread m_thread;
};

} // namespace

class TestOrchestratedRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Every change from one pair of states to another, by the table of the manual.
    void readsOnlyWhereBothRun()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        bool isPipelineRunning = true;
        bool isConnectorRunning = true;
        int numExtends = 1;
        QVERIFY(rig.untilReading("t.c", true));
        const auto change = [&](bool pipeline, bool connector) {
            const bool wasReading = isPipelineRunning && isConnectorRunning;
            // What is switched off goes first, so that nothing may read in between.
            if (isPipelineRunning && !pipeline) {
                QVERIFY(rig.controller->pause().ok());
            }
            if (connector != isConnectorRunning) {
                QVERIFY((connector ? rig.controller->startConnector("t", "c")
                                   : rig.controller->pauseConnector("t", "c"))
                            .ok());
            }
            if (!isPipelineRunning && pipeline) {
                QVERIFY(rig.controller->resume().ok());
            }
            isPipelineRunning = pipeline;
            isConnectorRunning = connector;
            const bool isReading = pipeline && connector;
            numExtends += isReading && !wasReading ? 1 : 0;
            QVERIFY(rig.untilReading("t.c", isReading));
            const char* reason = isReading ? "reading" : (!pipeline ? "pipeline paused" : "paused by user");
            QVERIFY(rig.until([&] { return rig.input("t", "c").reason == reason; }));
            QVERIFY(rig.until([&] { return rig.input("t", "c").isActive == isReading; }));
            QCOMPARE(rig.input("t", "c").requested, connector ? ConnectorState::Running : ConnectorState::Paused);
            QCOMPARE(rig.source("t.c").read(&FakeSource::numExtends), numExtends); // edges only
        };
        for (int from = 0; from < 4; ++from) {
            for (int to = 0; to < 4; ++to) {
                change((from & 1) != 0, (from & 2) != 0);
                change((to & 1) != 0, (to & 2) != 0);
            }
        }
    }

    void aStormOfTogglesLosesAndDoublesNothing()
    {
        Rig rig({inputSpec("t", "a"), inputSpec("t", "b"), inputSpec("t", "c"), inputSpec("t", "d"),
                 outputSpec("v", "out")});
        rig.makeReader = [&rig](const InputContext& context) {
            const int64_t first = (context.spec->name[0] - 'a' + 1) * 1'000'000;
            return std::make_unique<CountingReader>(context.consumer, first, kRows);
        };
        QVERIFY(rig.start());
        std::jthread pipelineToggles([&rig] {
            for (int i = 0; i < kToggles / 10; ++i) {
                QVERIFY(rig.controller->pause().ok());
                QVERIFY(rig.controller->resume().ok());
            }
        });
        std::mt19937 random(7); // NOLINT: the same run each time
        const std::array<const char*, 4> names = {"a", "b", "c", "d"};
        for (int i = 0; i < kToggles; ++i) {
            const char* name = names[random() % names.size()];
            QVERIFY((random() % 2 == 0 ? rig.controller->pauseConnector("t", name)
                                       : rig.controller->startConnector("t", name))
                        .ok());
        }
        pipelineToggles.join();
        for (const char* name : names) {
            QVERIFY(rig.controller->startConnector("t", name).ok());
        }
        QVERIFY(rig.until([&] { return rig.status()->isComplete; }));
        QCOMPARE(rig.status()->totalProcessedRecords, uint64_t{4 * kRows});
        QStringList lines = QString::fromStdString(rig.sink("v.out").text()).split('\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), qsizetype{4 * kRows});
        QCOMPARE(lines.removeDuplicates(), qsizetype{0});
    }

    void aDependentIsNotStartedAfterAFailedPredecessor()
    {
        Rig rig(firstAndSecond("backfill"));
        rig.source("t.first").numToFail = 2;
        QVERIFY(rig.start());
        const auto isBlocked = [&] {
            return rig.input("t", "second").reason == "blocked by failed t.first (label backfill)";
        };
        QVERIFY(rig.until(isBlocked));
        QVERIFY(rig.controller->pause().ok());
        QVERIFY(rig.controller->resume().ok());
        QVERIFY(rig.controller->startConnector("t", "first").ok()); // fails again
        QVERIFY(rig.until([&] { return rig.source("t.first").read(&FakeSource::numToFail) == 0 && isBlocked(); }));
        QCOMPARE(rig.source("t.second").read(&FakeSource::numExtends), 0);
        QVERIFY(rig.controller->startConnector("t", "first").ok());
        QVERIFY(rig.untilReading("t.first", true));
        rig.source("t.first").send(rowsFrom(0, 1));
        QCOMPARE(rig.source("t.second").read(&FakeSource::numExtends), 0);
        rig.source("t.first").end();
        QVERIFY(rig.untilReading("t.second", true));
    }

    void aFailureInTheMiddleDoesNotStartTheDependentEither()
    {
        Rig rig(firstAndSecond("backfill"));
        QVERIFY(rig.start());
        QVERIFY(rig.untilReading("t.first", true));
        rig.source("t.first").send(rowsFrom(0, 1));
        rig.source("t.first").current()->failed(makeError(ErrorCode::kConnectorTransport, "The line was cut"));
        rig.source("t.first").end(); // what has failed has not finished, whatever it says
        QVERIFY(rig.until([&] { return rig.input("t", "second").reason.starts_with("blocked by failed t.first"); }));
        QVERIFY(rig.untilProcessed(1));
        QCOMPARE(rig.source("t.second").read(&FakeSource::numExtends), 0);
        QVERIFY(rig.controller->startConnector("t", "second").ok()); // by hand
        QVERIFY(rig.untilReading("t.second", true));
    }

    /// Each output is the last one in turn; a token waits for it and says so.
    void aTokenWaitsForEachOutput()
    {
        ConnectorSpec buffered = outputSpec("t", "buffered");
        buffered.outputBuffer = ConnectorSpec::OutputBuffer{600'000, 2};
        const std::vector<std::string> names = {"v.a", "v.b", "t.c"};
        Rig rig({inputSpec("t", "in"), outputSpec("v", "a"), outputSpec("v", "b"), outputSpec("t", "c"), buffered});
        QVERIFY(rig.start());
        int64_t id = 0;
        for (const std::string& name : names) {
            rig.sink(name).holdUp(true);
            rig.source("t.in").send(rowsFrom(id, 2)); // the buffer is full at once
            id += 2;
            const std::string last = std::to_string(id - 1) + "\n";
            const TokenStatus token = *rig.controller->issueToken("t", "in");
            QVERIFY(rig.until([&] { return rig.token(token).waitsFor == "output " + name; }));
            for (const std::string& other : names) {
                QVERIFY(other == name || rig.until([&] { return rig.sink(other).text().ends_with(last); }));
            }
            QCOMPARE(rig.token(token).state, TokenState::InProgress);
            rig.sink(name).holdUp(false);
            QVERIFY(rig.untilComplete(token));
            QVERIFY(rig.sink(name).text().ends_with(last));
        }
        rig.source("t.in").send(rowsFrom(id, 1));
        const TokenStatus token = *rig.controller->issueToken("t", "in");
        QVERIFY(rig.until([&] { return rig.token(token).waitsFor == "output t.buffered, in its output buffer"; }));
        QCOMPARE(rig.status()->outputs.back().bufferedRecords, uint64_t{1});
        QVERIFY(rig.status()->outputs.back().memoryBytes != 0);
        rig.source("t.in").send(rowsFrom(id + 1, 1));
        QVERIFY(rig.untilComplete(token));
        QCOMPARE(rig.status()->outputs.back().bufferedRecords, uint64_t{0});
        QCOMPARE(rig.status()->outputs.back().memoryBytes, uint64_t{0});
    }

    void anOutputBufferAddsUpAndSendsInTime()
    {
        ConnectorSpec spec = outputSpec("v", "out");
        spec.outputBuffer = ConnectorSpec::OutputBuffer{50, 1'000'000};
        Rig rig({inputSpec("t", "in"), spec});
        QVERIFY(rig.start());
        rig.source("t.in").send(rowsFrom(0, 2));
        QVERIFY(rig.untilProcessed(2));
        InputBatch away = rowsFrom(1, 1);
        away.ops = {RecordOp::Delete};
        rig.source("t.in").send(std::move(away)); // perhaps in the same flush, perhaps in the next
        const TokenStatus token = *rig.controller->issueToken("t", "in");
        QVERIFY(rig.untilComplete(token));
        const std::string text = rig.sink("v.out").text();
        QVERIFY(text == "0\n" || text == "0\n1\n1\n");
        rig.source("t.in").send(rowsFrom(7, 1));
        QVERIFY(rig.until([&] {
            return rig.status()->outputs[0].bufferedRecords == 1 || rig.sink("v.out").text().ends_with("7\n");
        }));
        rig.controller->stop(); // what is buffered is sent
        rig.controller->waitUntilSettled();
        QVERIFY(rig.sink("v.out").text().ends_with("7\n"));
    }

    /// An output that could not open has lost changes; with a snapshot it begins with all rows, and then goes on.
    void anOutputThatOpensLateGetsASnapshot_data()
    {
        QTest::addColumn<bool>("isBuffered");
        QTest::newRow("plain") << false;
        QTest::newRow("with an output buffer") << true;
    }

    void anOutputThatOpensLateGetsASnapshot()
    {
        QFETCH(bool, isBuffered);
        ConnectorSpec late = outputSpec("t", "late");
        late.sendsSnapshot = true;
        if (isBuffered) {
            late.outputBuffer = ConnectorSpec::OutputBuffer{600'000, 2};
        }
        ConnectorSpec plain = outputSpec("t", "plain");
        Rig rig({inputSpec("t", "in"), late, plain});
        rig.sink("t.late").numOpenToFail = 2;
        rig.sink("t.plain").numOpenToFail = 2;
        QVERIFY(rig.start());
        const auto hasFailed = [&] {
            return rig.status()->outputs[0].fatalError.has_value() && rig.status()->outputs[1].fatalError.has_value();
        };
        QVERIFY(rig.until(hasFailed));
        rig.source("t.in").send(rowsFrom(0, 3));
        QVERIFY(rig.untilComplete(*rig.controller->issueToken("t", "in")));
        QVERIFY(rig.controller->startConnector("t", "late").ok()); // fails again
        QVERIFY(rig.controller->startConnector("t", "plain").ok());
        rig.source("t.in").send(rowsFrom(3, 2));
        QVERIFY(rig.untilComplete(*rig.controller->issueToken("t", "in")));
        QVERIFY(rig.until(hasFailed));
        QVERIFY(rig.controller->pause().ok()); // the rows come although no step does
        QVERIFY(rig.controller->startConnector("t", "late").ok());
        QVERIFY(rig.controller->startConnector("t", "plain").ok());
        QVERIFY(rig.until([&] { return rig.sink("t.late").text().size() == 10; }));
        QStringList rows = QString::fromStdString(rig.sink("t.late").text()).split('\n', Qt::SkipEmptyParts);
        rows.sort();
        QCOMPARE(rows, QStringList({"0", "1", "2", "3", "4"}));
        QVERIFY(rig.controller->resume().ok());
        rig.source("t.in").send(rowsFrom(5, 2));
        QVERIFY(rig.untilComplete(*rig.controller->issueToken("t", "in")));
        QCOMPARE(QString::fromStdString(rig.sink("t.late").text()).mid(10), QString("5\n6\n"));
        QCOMPARE(QString::fromStdString(rig.sink("t.plain").text()), QString("5\n6\n"));
    }

    void stepsWaitForEnoughRecordsOrLongEnough()
    {
        ControllerOptions options;
        options.limits.minBatchRecords = 10;
        options.limits.maxBufferingDelayMicros = 600'000'000;
        Rig rig({inputSpec("t", "in")}, options);
        QVERIFY(rig.start());
        rig.source("t.in").send(rowsFrom(0, 10));
        QTest::qWait(30);
        QCOMPARE(rig.status()->totalProcessedRecords, uint64_t{0});
        rig.source("t.in").send(rowsFrom(10, 1));
        QVERIFY(rig.untilProcessed(11));
        QCOMPARE(rig.status()->processedSteps, uint64_t{2});
        options.limits.maxBufferingDelayMicros = 20'000;
        rig.controller->setLimits(options.limits);
        rig.source("t.in").send(rowsFrom(11, 1));
        QVERIFY(rig.untilProcessed(12));
    }

    void theLogTellsWhatHappened()
    {
        ControllerOptions options;
        options.log = std::make_shared<PipelineLog>();
        ConnectorSpec bad = inputSpec("t", "bad");
        Rig rig({inputSpec("t", "in"), bad, outputSpec("v", "out")}, options);
        rig.source("t.bad").numToFail = 1;
        int numCalls = 0;
        std::mutex mutex;
        const int listener = options.log->addListener([&] {
            std::lock_guard lock(mutex);
            ++numCalls;
        });
        QVERIFY(rig.start());
        QVERIFY(rig.controller->pauseConnector("t", "in").ok());
        QVERIFY(rig.controller->startTransaction().ok());
        QVERIFY(rig.controller->commitTransaction().ok());
        QVERIFY(rig.until([&] { return rig.status()->transactionStage == TransactionStage::None; }));
        for (int i = 0; i < 10; ++i) {
            rig.source("t.in").current()->recordErrors({{ErrorCode::kRecordSyntax, 1, 1, 0, "", "Not JSON", ""}}, 1);
        }
        rig.source("t.in").end();
        QVERIFY(rig.until([&] { return rig.status()->inputs[1].fatalError.has_value(); }));
        rig.controller->stop();
        rig.controller->waitUntilSettled();
        options.log->removeListener(listener);
        QStringList lines;
        for (const LogLine& line : options.log->linesFrom(0)) {
            lines += QString::fromStdString(std::string(logLevelName(line.level)) + " " + line.text);
        }
        QCOMPARE(numCalls, static_cast<int>(lines.size()));
        for (const char* expected :
             {"INFO The pipeline starts", "INFO Connector t.in is open", "INFO Connector v.out is open",
              "ERROR Connector t.bad has failed: The host does not answer", "INFO Connector t.in is paused",
              "INFO Transaction 1 is open", "INFO Transaction 1 is committed",
              "WARN Connector t.in: 1 records could not be read so far, the latest: Not JSON",
              "INFO Connector t.in has reached the end of its input", "INFO The pipeline stops",
              "INFO The pipeline has stopped"}) {
            QVERIFY2(lines.contains(QString(expected)), expected);
        }
        QCOMPARE(lines.filter("could not be read").size(), qsizetype{1}); // not one each
    }

    void theLogIsBounded()
    {
        PipelineLog log;
        const std::string text(999, 'x');
        for (int i = 0; i < 3000; ++i) {
            log.add(0, LogLevel::Info, text);
        }
        QCOMPARE(log.nextIndex(), uint64_t{3001});
        const std::vector<LogLine> lines = log.linesFrom(1);
        QVERIFY(lines.size() <= PipelineLog::kMaxBytes / text.size());
        QCOMPARE(lines.back().index, uint64_t{3000});
        QCOMPARE(lines.front().index, uint64_t{3001} - lines.size());
        QCOMPARE(log.linesFrom(2999, 1).at(0).index, uint64_t{2999});
        QVERIFY(log.linesFrom(3001).empty());
        log.add(0, LogLevel::Warning, "two\nlines" + std::string(100'000, 'y'));
        const LogLine last = log.linesFrom(3001).at(0);
        QVERIFY(last.text.starts_with("two lines"));
        QVERIFY(last.text.size() <= PipelineLog::kMaxTextBytes);
    }
};

QTEST_APPLESS_MAIN(TestOrchestratedRun)
#include "test_orchestrated_run.moc"
