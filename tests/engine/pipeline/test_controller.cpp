// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline_rig.h"

#include <QTest>

#include <algorithm>
#include <thread>

using namespace millrace;
using rig::FakeSource;
using rig::firstAndSecond;
using rig::inputSpec;
using rig::outputSpec;
using rig::Rig;
using rig::rowsFrom;

class TestController : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFirstStepNeedsNoInput()
    {
        Rig rig({});
        auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{});
        rig.controller->addFollower(3, follower);
        QVERIFY(rig.controller->start(Controller::StartMode::Paused).ok());
        QVERIFY(rig.until([&] { return rig.status()->completedSteps == 1; }));
        const StreamChunk chunk = follower->take();
        QCOMPARE(chunk.changes.size(), size_t{1});
        QCOMPARE(chunk.changes[0].step, uint64_t{1});
        QCOMPARE(rig.controller->state(), PipelineState::Paused);
        QVERIFY(rig.status()->isComplete); // no input, so every input has ended
    }

    void readsOnlyWhilePipelineAndConnectorRun()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start(Controller::StartMode::Paused));
        QCOMPARE(rig.input("t", "c").reason, std::string("pipeline paused"));
        QCOMPARE(rig.source("t.c").read(&FakeSource::numExtends), 0);
        QVERIFY(rig.controller->pauseConnector("t", "c").ok());
        QVERIFY(rig.controller->resume().ok());
        QVERIFY(rig.until([&] { return rig.input("t", "c").reason == "paused by user"; }));
        QCOMPARE(rig.source("t.c").read(&FakeSource::numExtends), 0);
        QVERIFY(rig.controller->startConnector("t", "c").ok());
        QVERIFY(rig.untilReading("t.c", true));
        QVERIFY(rig.until([&] { return rig.input("t", "c").isActive; }));
        QCOMPARE(rig.input("t", "c").reason, std::string("reading"));
        QVERIFY(rig.controller->pause().ok());
        QVERIFY(rig.untilReading("t.c", false));
        QVERIFY(rig.controller->pause().ok()); // idempotent
        QVERIFY(rig.controller->resume().ok());
        QVERIFY(rig.untilReading("t.c", true));
        QVERIFY(rig.controller->startConnector("t", "c").ok()); // idempotent
        QVERIFY(rig.controller->pauseConnector("t", "c").ok());
        QVERIFY(rig.untilReading("t.c", false));
        QCOMPARE(rig.source("t.c").read(&FakeSource::numExtends), 2); // edges only
        QCOMPARE(rig.source("t.c").read(&FakeSource::numPauses), 2);
    }

    void namesWhatIsUnknown()
    {
        Rig rig({inputSpec("t", "c"), outputSpec("v", "out")});
        QVERIFY(rig.start());
        QCOMPARE(rig.controller->startConnector("t", "x").error().code, ErrorCode::kPipelineUnknownConnector);
        QCOMPARE(rig.controller->pauseConnector("u", "c").error().code, ErrorCode::kPipelineUnknownConnector);
        QCOMPARE(rig.controller->issueToken("v", "out").error().code, ErrorCode::kPipelineUnknownConnector);
        QCOMPARE(rig.controller->pauseConnector("v", "out").error().code, ErrorCode::kPipelineState);
        QCOMPARE(rig.controller->retryHeldStep().error().code, ErrorCode::kPipelineState);
        QCOMPARE(rig.controller->setAsideHeldRecord().error().code, ErrorCode::kPipelineState);
        rig.controller->stop();
        rig.controller->waitUntilSettled();
        QCOMPARE(rig.controller->state(), PipelineState::Stopped);
        QCOMPARE(rig.controller->pause().error().code, ErrorCode::kPipelineState);
        QCOMPARE(rig.controller->issueToken("t", "c").error().code, ErrorCode::kPipelineState);
    }

    void aPausedPipelineDrainsWhatIsBuffered()
    {
        Rig rig({inputSpec("t", "c"), outputSpec("v", "out")});
        QVERIFY(rig.start());
        QVERIFY(rig.controller->pause().ok());
        QVERIFY(rig.untilReading("t.c", false));
        rig.source("t.c").send(rowsFrom(0, 25'000)); // a few records may follow a pause
        const TokenStatus token = *rig.controller->issueToken("t", "c");
        QVERIFY(rig.untilComplete(token));
        const auto status = rig.status();
        QCOMPARE(status->state, PipelineState::Paused);
        QCOMPARE(status->bufferedInputRecords, uint64_t{0});
        QCOMPARE(status->totalProcessedRecords, uint64_t{25'000});
        QCOMPARE(status->processedSteps, uint64_t{4}); // the first, then 10,000 records at a time
    }

    void theBufferLimitPausesTheReaderUntilHalfIsGone()
    {
        ConnectorSpec spec = inputSpec("t", "c");
        spec.maxQueuedRecords = 10;
        spec.maxBatchSize = 3;
        Rig rig({spec, outputSpec("v", "out")});
        rig.sink("v.out").holdUp(true);
        QVERIFY(rig.start());
        QVERIFY(rig.untilReading("t.c", true));
        auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{false, OverflowPolicy::Block, 1});
        rig.controller->addFollower(2, follower);
        rig.source("t.c").send(rowsFrom(0, 1));
        QVERIFY(rig.untilProcessed(1)); // from now on the follower blocks
        rig.source("t.c").send(rowsFrom(1, 9));
        QVERIFY(rig.input("t", "c").isActive);
        rig.source("t.c").send(rowsFrom(10, 1));
        QVERIFY(rig.untilReading("t.c", false));
        QCOMPARE(rig.input("t", "c").reason, std::string("buffer full (10 records)"));
        follower->take();
        QVERIFY(rig.untilProcessed(4));
        QVERIFY(!rig.source("t.c").read(&FakeSource::isReading)); // 7 of 10: not yet
        follower->take();
        QVERIFY(rig.untilProcessed(7));
        QVERIFY(rig.untilReading("t.c", true));
        rig.sink("v.out").holdUp(false);
    }

    void bytesFillTheBufferToo()
    {
        ConnectorSpec spec = inputSpec("t", "c");
        spec.maxQueuedBytes = 1000;
        Rig rig({spec});
        QVERIFY(rig.start());
        QVERIFY(rig.untilReading("t.c", true));
        auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{false, OverflowPolicy::Block, 1});
        rig.controller->addFollower(2, follower);
        rig.source("t.c").send(rowsFrom(0, 1), 10);
        QVERIFY(rig.untilProcessed(1));
        rig.source("t.c").send(rowsFrom(1, 1), 1000);
        QVERIFY(rig.untilReading("t.c", false));
        follower.reset(); // who leaves blocks no longer
        QVERIFY(rig.untilReading("t.c", true));
        QCOMPARE(rig.input("t", "c").bufferedBytes, uint64_t{0});
    }

    void aFailedOpeningCanBeRetried()
    {
        Rig rig({inputSpec("t", "bad"), inputSpec("t", "good")});
        rig.source("t.bad").numToFail = 1;
        QVERIFY(rig.start());
        QVERIFY(rig.until([&] { return rig.input("t", "bad").fatalError.has_value(); }));
        const InputStatus bad = rig.input("t", "bad");
        QCOMPARE(bad.reason, std::string("failed: The host does not answer"));
        QVERIFY(!bad.isActive);
        QCOMPARE(bad.errors.size(), size_t{1});
        QVERIFY(rig.untilReading("t.good", true));
        QCOMPARE(rig.controller->state(), PipelineState::Running);
        QVERIFY(rig.controller->startConnector("t", "bad").ok());
        QVERIFY(rig.untilReading("t.bad", true));
        QVERIFY(rig.until([&] { return rig.input("t", "bad").isActive; }));
        QVERIFY(!rig.input("t", "bad").fatalError);
    }

    void aReaderThatGaveUpGoesOnWhereItWas()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        QVERIFY(rig.untilReading("t.c", true));
        rig.source("t.c").current()->failed(makeError(ErrorCode::kConnectorTransport, "The connection broke"));
        QVERIFY(rig.untilReading("t.c", false));
        QCOMPARE(rig.input("t", "c").reason, std::string("failed: The connection broke"));
        QVERIFY(rig.controller->startConnector("t", "c").ok());
        QVERIFY(rig.untilReading("t.c", true));
        QCOMPARE(rig.source("t.c").read(&FakeSource::numOpened), 1);
        QCOMPARE(rig.source("t.c").read(&FakeSource::numExtends), 2);
    }

    void startAfterWaitsUntilThePredecessorIsInTheCircuit()
    {
        Rig rig(firstAndSecond("loaded"));
        QVERIFY(rig.start());
        QVERIFY(rig.untilReading("t.first", true));
        QCOMPARE(rig.input("t", "second").reason, std::string("waits for label loaded of t.first"));
        QCOMPARE(rig.input("t", "second").requested, ConnectorState::Paused);
        auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{false, OverflowPolicy::Block, 1});
        rig.controller->addFollower(2, follower);
        rig.source("t.first").send(rowsFrom(0, 1));
        QVERIFY(rig.untilProcessed(1));
        rig.source("t.first").send(rowsFrom(1, 1));
        rig.source("t.first").end();
        rig.source("t.first").end(); // idempotent
        QVERIFY(rig.until([&] { return rig.input("t", "first").reason == "end of input"; }));
        QCOMPARE(rig.source("t.second").read(&FakeSource::numExtends), 0); // one record is still buffered
        follower.reset();
        QVERIFY(rig.untilReading("t.second", true));
        // The user's pause is not undone by the same predecessor.
        QVERIFY(rig.controller->pauseConnector("t", "second").ok());
        QVERIFY(rig.untilReading("t.second", false));
        rig.source("t.first").end();
        QVERIFY(rig.controller->pause().ok());
        QVERIFY(rig.controller->resume().ok());
        QVERIFY(rig.until([&] { return rig.input("t", "second").reason == "paused by user"; }));
        QCOMPARE(rig.source("t.second").read(&FakeSource::numExtends), 1);
    }

    void startAfterWithoutRowsAndByHand()
    {
        ConnectorSpec first = inputSpec("t", "first");
        first.labels = {"a"};
        ConnectorSpec second = inputSpec("t", "second");
        second.startAfter = {"a"};
        second.labels = {"b"};
        ConnectorSpec third = inputSpec("u", "third");
        third.startAfter = {"b"};
        ConnectorSpec free = inputSpec("u", "free");
        free.startAfter = {"nobody"};
        Rig rig({first, second, third, free});
        QVERIFY(rig.start());
        QVERIFY(rig.untilReading("u.free", true));                  // nobody carries its label
        QVERIFY(rig.controller->startConnector("u", "third").ok()); // the user need not wait
        QVERIFY(rig.untilReading("u.third", true));
        rig.source("t.first").end();
        QVERIFY(rig.untilReading("t.second", true));
    }

    void recordErrorsAreCountedAndListed()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        RecordError error;
        error.code = ErrorCode::kRecordType;
        error.recordNumber = 7;
        error.line = 8;
        error.column = "v";
        error.detail = "The value is no BIGINT";
        error.raw = "{\"id\":1,\"v\":\"x\"}";
        rig.source("t.c").current()->recordErrors({error}, 3);
        rig.source("t.c").current()->transportError(makeError(ErrorCode::kConnectorTransport, "Connection reset"));
        rig.source("t.c").current()->health(false, "connecting, attempt 2");
        const InputStatus input = rig.input("t", "c");
        QCOMPARE(input.numParseErrors, uint64_t{3});
        QCOMPARE(input.numTransportErrors, uint64_t{1});
        QCOMPARE(input.errors.size(), size_t{2});
        QCOMPARE(input.errors[0].line, uint64_t{8});
        QCOMPARE(input.errors[1].index, uint64_t{4}); // two errors were only counted
        QVERIFY(!input.isHealthy);
        QCOMPARE(input.healthText, std::string("connecting, attempt 2"));
        QVERIFY(!input.fatalError);
    }

    void aBlockingFollowerLosesNothing()
    {
        ConnectorSpec spec = inputSpec("t", "c");
        spec.maxBatchSize = 7;
        Rig rig({spec});
        auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{false, OverflowPolicy::Block, 10});
        auto eyes = std::make_shared<SubscriptionQueue>(SubscribeOptions{false, OverflowPolicy::DropOldest, 10});
        rig.controller->addFollower(2, follower);
        rig.controller->addFollower(2, eyes);
        follower->setWakeup([&] { rig.waiter.changed(); });
        QVERIFY(rig.start());
        rig.source("t.c").send(rowsFrom(0, 1000));
        size_t numRows = 0;
        uint64_t lastStep = 0;
        QVERIFY(rig.until([&] {
            for (const StepChange& change : follower->take().changes) {
                numRows += change.delta.numRows();
                lastStep = change.step;
            }
            return numRows == 1000;
        }));
        QVERIFY(rig.untilProcessed(1000));
        const StreamChunk chunk = eyes->take();
        size_t numSeen = 0;
        for (const StepChange& change : chunk.changes) {
            numSeen += change.delta.numRows();
        }
        QCOMPARE(numSeen + chunk.droppedRows, size_t{1000});
        QVERIFY(numSeen <= 10);
        QCOMPARE(chunk.droppedFirstStep, uint64_t{2});
        QVERIFY(chunk.droppedLastStep < lastStep);
        follower->setWakeup(nullptr);
    }

    void aSnapshotComesBeforeTheChangesThatFollow()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        rig.source("t.c").send(rowsFrom(0, 50));
        QVERIFY(rig.untilProcessed(50));
        const uint64_t stepBefore = rig.status()->processedSteps;
        QVERIFY(stepBefore > 0);
        auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{true, OverflowPolicy::DropOldest, 1000});
        follower->setWakeup([&] { rig.waiter.changed(); });
        rig.controller->addFollower(0, follower);
        rig.source("t.c").send(rowsFrom(50, 5));
        std::vector<StepChange> changes;
        QVERIFY(rig.until([&] {
            for (StepChange& change : follower->take().changes) {
                changes.push_back(std::move(change));
            }
            size_t numRows = 0;
            for (const StepChange& change : changes) {
                numRows += change.delta.numRows();
            }
            return numRows == 55;
        }));
        QVERIFY(changes.front().isSnapshot);
        QCOMPARE(changes.front().step, stepBefore);
        QVERIFY(changes.size() == 1 || !changes.back().isSnapshot);
        rig.controller->stop();
        QVERIFY(rig.until([&] { return follower->take().isEnd; }));
        follower->setWakeup(nullptr);
    }

    void completeWhenEveryInputHasEndedAndWasDelivered()
    {
        Rig rig({inputSpec("t", "c"), outputSpec("v", "out")});
        rig.sink("v.out").holdUp(true);
        QVERIFY(rig.start());
        rig.source("t.c").send(rowsFrom(0, 3));
        rig.source("t.c").end();
        QVERIFY(rig.untilProcessed(3));
        QVERIFY(!rig.status()->isComplete);
        rig.sink("v.out").holdUp(false);
        QVERIFY(rig.until([&] { return rig.status()->isComplete; }));
        QCOMPARE(rig.sink("v.out").text(), std::string("0\n1\n2\n"));
        QCOMPARE(rig.status()->totalCompletedRecords, uint64_t{3});
    }

    void stopsWithEveryQueueFull()
    {
        ConnectorSpec spec = inputSpec("t", "c");
        spec.maxQueuedRecords = 10;
        ConnectorSpec output = outputSpec("v", "out");
        output.maxQueuedRecords = 1;
        Rig rig({spec, output});
        auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{false, OverflowPolicy::Block, 1});
        rig.controller->addFollower(2, follower);
        rig.sink("v.out").holdUp(true);
        QVERIFY(rig.start());
        rig.source("t.c").send(rowsFrom(0, 10));
        QVERIFY(rig.untilProcessed(10));
        rig.source("t.c").send(rowsFrom(10, 10));
        QVERIFY(rig.untilReading("t.c", false));
        const TokenStatus token = *rig.controller->issueToken("t", "c");
        rig.controller->stop();
        rig.sink("v.out").holdUp(false); // a write under way is waited for, nothing else
        rig.controller->waitUntilSettled();
        QCOMPARE(rig.controller->state(), PipelineState::Stopped);
        QCOMPARE(rig.token(token).state, TokenState::InProgress);
        QCOMPARE(rig.input("t", "c").bufferedRecords, uint64_t{10});
        QVERIFY(follower->take().isEnd);
    }

    void commandsMayComeFromManyThreads()
    {
        ConnectorSpec first = inputSpec("t", "a");
        first.maxQueuedRecords = 50;
        first.maxBatchSize = 7;
        first.labels = {"x"};
        ConnectorSpec second = inputSpec("u", "b");
        second.startAfter = {"x"};
        Rig rig({first, second, outputSpec("v", "out"), outputSpec("t", "copy")});
        QVERIFY(rig.start());
        constexpr int64_t kNumRecords = 2000;
        {
            std::vector<std::jthread> threads;
            threads.emplace_back([&] {
                for (int64_t i = 0; i < kNumRecords; ++i) {
                    rig.source("t.a").send(rowsFrom(1000 + i, 1));
                }
                rig.source("t.a").end();
            });
            threads.emplace_back([&] {
                for (int i = 0; i < 300; ++i) {
                    ignoreError(i % 2 == 0 ? rig.controller->pause() : rig.controller->resume());
                    ignoreError(i % 3 == 0 ? rig.controller->pauseConnector("t", "a")
                                           : rig.controller->startConnector("t", "a"));
                    rig.source("u.b").current()->transportError(makeError(ErrorCode::kConnectorTransport, "again"));
                }
            });
            threads.emplace_back([&] {
                for (int i = 0; i < 300; ++i) {
                    const Result<TokenStatus> token = rig.controller->issueToken("t", "a");
                    ignoreError(rig.controller->tokenStatus(token->token));
                    rig.status();
                    rig.controller->tokens();
                }
            });
            threads.emplace_back([&] {
                for (int i = 0; i < 300; ++i) {
                    const bool isBlocking = i % 2 == 0;
                    auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{
                        i % 3 == 0, isBlocking ? OverflowPolicy::Block : OverflowPolicy::DropOldest, 5});
                    rig.controller->addFollower(static_cast<size_t>(i % 4), follower);
                    follower->setWakeup([] {});
                    follower->take();
                    follower->setWakeup(nullptr);
                }
            });
        }
        QVERIFY(rig.untilProcessed(kNumRecords));
        const TokenStatus token = *rig.controller->issueToken("t", "a");
        QVERIFY(rig.untilComplete(token));
        const std::string text = rig.sink("v.out").text();
        QCOMPARE(std::count(text.begin(), text.end(), '\n'), std::ptrdiff_t{kNumRecords});
        QCOMPARE(rig.sink("t.copy").text(), text);
    }

    void anUnstartedControllerGoesQuietly()
    {
        Rig rig({inputSpec("t", "c"), outputSpec("v", "out")});
        QCOMPARE(rig.controller->state(), PipelineState::Starting);
    }

    void idleMeansNoSteps()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        rig.source("t.c").current()->received({}, 5); // bytes without a record yet
        QVERIFY(rig.controller->pause().ok());
        QVERIFY(rig.controller->resume().ok());
        rig.source("t.c").send(rowsFrom(0, 1));
        QVERIFY(rig.untilProcessed(1));
        QCOMPARE(rig.status()->processedSteps, uint64_t{2});
        QCOMPARE(rig.input("t", "c").totalBytes, uint64_t{15});
    }
};

QTEST_APPLESS_MAIN(TestController)
#include "test_controller.moc"
