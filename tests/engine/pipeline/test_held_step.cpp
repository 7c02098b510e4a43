// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline_rig.h"

#include <QTest>

using namespace millrace;
using rig::inputSpec;
using rig::outputSpec;
using rig::Rig;
using rig::rowsFrom;

namespace {

InputBatch badRow(int64_t id)
{
    return {batchOf(rig::columns(), {{Value(id), Value(id)}}), {}, {}};
}

/// `count` rows from 0, with negative ids at the given places.
InputBatch rowsWithBad(int64_t count, const std::vector<int64_t>& places)
{
    std::vector<std::vector<Value>> rows;
    for (int64_t i = 0; i < count; ++i) {
        const bool isBad = std::find(places.begin(), places.end(), i) != places.end();
        rows.push_back({Value(isBad ? -i - 1 : i), Value(i)});
    }
    return {batchOf(rig::columns(), rows), {}, {}};
}

} // namespace

class TestHeldStep : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheRecord_data()
    {
        QTest::addColumn<qint64>("count");
        QTest::addColumn<qint64>("bad");
        QTest::newRow("the only one") << qint64{1} << qint64{0};
        QTest::newRow("first of two") << qint64{2} << qint64{0};
        QTest::newRow("last of two") << qint64{2} << qint64{1};
        QTest::newRow("in the middle") << qint64{999} << qint64{500};
        QTest::newRow("last") << qint64{1000} << qint64{999};
    }
    void findsTheRecord()
    {
        QFETCH(qint64, count);
        QFETCH(qint64, bad);
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        rig.source("t.c").send(rowsWithBad(count, {bad}));
        QVERIFY(rig.untilState(PipelineState::Held));
        const auto status = rig.status();
        QCOMPARE(status->held->record, "{\"id\":" + std::to_string(-bad - 1) + "}");
        QCOMPARE(status->held->endpoint, std::string("t.c"));
        QCOMPARE(status->held->view, std::string("v"));
        QCOMPARE(status->held->error.code, ErrorCode::kEvalOverflow);
        QVERIFY(status->held->error.span.isKnown());
        QCOMPARE(status->bufferedInputRecords, static_cast<uint64_t>(count));
        QCOMPARE(status->totalProcessedRecords, uint64_t{0});
        QCOMPARE(status->processedSteps, uint64_t{1});
        QCOMPARE(status->initiatedSteps, uint64_t{2});
    }

    void aHeldStepPausesInputsAndKeepsTokens()
    {
        Rig rig({inputSpec("t", "c"), inputSpec("u", "d"), outputSpec("v", "out")});
        QVERIFY(rig.start());
        QVERIFY(rig.untilReading("t.c", true));
        rig.source("t.c").send(rowsFrom(0, 5));
        const TokenStatus before = *rig.controller->issueToken("t", "c");
        QVERIFY(rig.untilComplete(before));
        rig.source("t.c").send(badRow(-7));
        QVERIFY(rig.untilState(PipelineState::Held));
        QVERIFY(rig.untilReading("t.c", false));
        QVERIFY(rig.untilReading("u.d", false));
        QCOMPARE(rig.input("u", "d").reason, std::string("step held"));
        const TokenStatus token = *rig.controller->issueToken("t", "c");
        QCOMPARE(rig.token(token).state, TokenState::InProgress);
        QCOMPARE(rig.token(token).waitsFor, std::string("held step"));
        QCOMPARE(rig.token(before).state, TokenState::Complete);
        QCOMPARE(rig.controller->resume().error().code, ErrorCode::kPipelineState);
        rig.source("t.c").send(rowsFrom(5, 1)); // came before the pause took effect

        QVERIFY(rig.controller->setAsideHeldRecord().ok());
        QVERIFY(rig.untilComplete(token));
        QVERIFY(rig.untilReading("t.c", true));
        QVERIFY(rig.untilReading("u.d", true));
        QCOMPARE(rig.token(token).errorsSince, uint64_t{1});
        QVERIFY(rig.untilProcessed(7)); // the record set aside counts: it went by
        const InputStatus input = rig.input("t", "c");
        QCOMPARE(input.numSetAside, uint64_t{1});
        QCOMPARE(input.errors.size(), size_t{1});
        QCOMPARE(input.errors[0].kind, std::string("set-aside"));
        QCOMPARE(input.errors[0].raw, std::string("{\"id\":-7}"));
        QCOMPARE(input.errors[0].recordNumber, uint64_t{6});
        QVERIFY(rig.until([&] { return rig.sink("v.out").text() == "0\n1\n2\n3\n4\n5\n"; }));
        QVERIFY(!rig.status()->held);
    }

    void retryTriesTheSameStepAgain()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        rig.source("t.c").send(rowsWithBad(10, {3}));
        QVERIFY(rig.untilState(PipelineState::Held));
        QVERIFY(rig.controller->retryHeldStep().ok());
        QVERIFY(rig.untilState(PipelineState::Held));
        QCOMPARE(rig.status()->held->record, std::string("{\"id\":-4}"));
        QCOMPARE(rig.status()->initiatedSteps, uint64_t{2});
    }

    void holdsOneAfterTheOther()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        rig.source("t.c").send(rowsWithBad(10, {3, 4, 9}));
        for (const char* record : {"{\"id\":-4}", "{\"id\":-5}", "{\"id\":-10}"}) {
            QVERIFY(rig.until([&] {
                const auto status = rig.status();
                return status->held && status->held->record == record;
            }));
            QVERIFY(rig.controller->setAsideHeldRecord().ok());
        }
        QVERIFY(rig.untilProcessed(10));
        QCOMPARE(rig.input("t", "c").numSetAside, uint64_t{3});
        QCOMPARE(rig.status()->totalOutputChanges, uint64_t{8}); // 7 rows and the constant
    }

    void theRecordIsFoundInOrderOfArrivalOverEndpoints()
    {
        Rig rig({inputSpec("t", "a"), inputSpec("t", "b")});
        auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{false, OverflowPolicy::Block, 1});
        rig.controller->addFollower(2, follower);
        QVERIFY(rig.start());
        rig.source("t.a").send(rowsFrom(0, 1));
        QVERIFY(rig.untilProcessed(1)); // the follower blocks, all of the rest goes into one step
        rig.source("t.b").send(rowsFrom(10, 3));
        rig.source("t.b").send(badRow(-2));
        rig.source("t.a").send(badRow(-1));
        follower->take();
        QVERIFY(rig.untilState(PipelineState::Held));
        QCOMPARE(rig.status()->held->endpoint, std::string("t.b"));
        QCOMPARE(rig.status()->held->record, std::string("{\"id\":-2}"));
        QVERIFY(rig.controller->setAsideHeldRecord().ok());
        QVERIFY(rig.until([&] { return rig.status()->held && rig.status()->held->endpoint == "t.a"; }));
        QVERIFY(rig.controller->setAsideHeldRecord().ok());
        QVERIFY(rig.untilProcessed(6));
    }

    void theSetAsidePolicyNeedsNobody()
    {
        ControllerOptions options;
        options.limits.onStepError = StepErrorPolicy::SetAside;
        Rig rig({inputSpec("t", "c")}, options);
        auto follower = std::make_shared<SubscriptionQueue>(SubscribeOptions{false, OverflowPolicy::Block, 1});
        rig.controller->addFollower(3, follower);
        QVERIFY(rig.start()); // from now on the follower blocks
        std::vector<int64_t> places;
        for (int64_t i = 100; i < 140; ++i) {
            places.push_back(i);
        }
        rig.source("t.c").send(rowsWithBad(2000, places));
        rig.source("t.c").send(rowsFrom(5000, 20'000));
        const TokenStatus token = *rig.controller->issueToken("t", "c");
        follower.reset();
        QVERIFY(rig.untilComplete(token));
        QCOMPARE(rig.input("t", "c").numSetAside, uint64_t{40});
        QCOMPARE(rig.token(token).errorsSince, uint64_t{40});
        QCOMPARE(rig.status()->totalProcessedRecords, uint64_t{22'000});
        QCOMPARE(rig.status()->totalOutputChanges, uint64_t{22'000 - 40 + 1});
        QCOMPARE(rig.controller->state(), PipelineState::Running);
    }

    void limitsChangeWhileAStepIsHeld()
    {
        ControllerOptions options;
        options.limits.memoryLimitBytes = 1'000'000'000;
        Rig rig({inputSpec("t", "c")}, options, 1'000'000'001);
        QVERIFY(rig.controller->start(Controller::StartMode::Running).ok());
        QVERIFY(rig.untilState(PipelineState::Held));
        RunLimits limits{2'000'000'000, StepErrorPolicy::SetAside};
        rig.controller->setLimits(limits);
        QCOMPARE(rig.status()->memoryLimitBytes, uint64_t{2'000'000'000});
        QCOMPARE(rig.controller->state(), PipelineState::Held);
        QVERIFY(rig.controller->retryHeldStep().ok());
        QVERIFY(rig.until([&] { return rig.status()->processedSteps == 1; }));
        QVERIFY(rig.untilReading("t.c", true));
        rig.source("t.c").send(rowsWithBad(3, {1}));
        QVERIFY(rig.until([&] { return rig.input("t", "c").numSetAside == 1; }));
        QCOMPARE(rig.controller->state(), PipelineState::Running);
    }

    void theMemoryLimitHoldsWithoutARecord()
    {
        ControllerOptions options;
        options.limits.memoryLimitBytes = 1'000'000'000;
        Rig rig({inputSpec("t", "c")}, options, 2'000'000'000);
        QVERIFY(rig.controller->start(Controller::StartMode::Running).ok());
        QVERIFY(rig.untilState(PipelineState::Held));
        const auto status = rig.status();
        QCOMPARE(status->held->error.code, ErrorCode::kEvalMemoryLimit);
        QCOMPARE(status->held->endpoint, std::string());
        QCOMPARE(status->memoryLimitBytes, uint64_t{1'000'000'000});
        QCOMPARE(rig.controller->setAsideHeldRecord().error().code, ErrorCode::kPipelineState);
        QVERIFY(rig.controller->retryHeldStep().ok());
        QVERIFY(rig.untilState(PipelineState::Held));
        rig.controller->stop();
        rig.controller->waitUntilSettled();
        QVERIFY(!rig.status()->held);
    }

    void pausingAHeldPipelineLastsBeyondTheHold()
    {
        Rig rig({inputSpec("t", "c")});
        QVERIFY(rig.start());
        rig.source("t.c").send(badRow(-1));
        QVERIFY(rig.untilState(PipelineState::Held));
        QVERIFY(rig.controller->pause().ok());
        QVERIFY(rig.controller->setAsideHeldRecord().ok());
        QVERIFY(rig.untilProcessed(1));
        QCOMPARE(rig.controller->state(), PipelineState::Paused);
    }
};

QTEST_APPLESS_MAIN(TestHeldStep)
#include "test_held_step.moc"
