// SPDX-License-Identifier: GPL-3.0-or-later
// Steps made one by one while the inputs are paused: none is lost, none is made unasked.
#include "pipeline_rig.h"

#include <QTest>
#include <QThread>

using namespace millrace;
using rig::inputSpec;
using rig::Rig;
using rig::rowsFrom;

namespace {

ConnectorSpec smallBatches()
{
    ConnectorSpec spec = inputSpec("t", "c");
    spec.maxBatchSize = 10;
    return spec;
}

} // namespace

class TestSingleStep : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesABatchAndLeavesTheRest()
    {
        Rig rig({smallBatches()});
        QVERIFY(rig.start());
        QVERIFY(!rig.controller->singleStep({}).ok()); // it runs
        QVERIFY(rig.controller->pause().ok());
        QVERIFY(rig.until([&] { return !rig.source("t.c").read(&rig::FakeSource::isReading); }));
        const uint64_t before = rig.status()->processedSteps;
        QVERIFY(rig.controller->singleStep({}).ok());
        // Nothing is buffered: the input is let go, until it has handed something over.
        QVERIFY(rig.until([&] { return rig.source("t.c").read(&rig::FakeSource::isReading); }));
        QCOMPARE(rig.status()->state, PipelineState::Paused);
        rig.source("t.c").send(rowsFrom(0, 25));
        QVERIFY(rig.until([&] { return rig.status()->processedSteps == before + 1; }));
        QVERIFY(rig.until([&] { return !rig.source("t.c").read(&rig::FakeSource::isReading); }));
        QThread::msleep(30);
        QCOMPARE(rig.status()->processedSteps, before + 1);
        QCOMPARE(rig.status()->bufferedInputRecords, 15U);
        QVERIFY(rig.controller->singleStep({}).ok());
        QVERIFY(rig.until([&] { return rig.status()->bufferedInputRecords == 5; }));
        QCOMPARE(rig.status()->processedSteps, before + 2);
        QVERIFY(rig.controller->resume().ok());
        QVERIFY(rig.until([&] { return rig.status()->totalProcessedRecords == 25; }));
        QCOMPARE(rig.status()->processedSteps, before + 3);
    }

    void goesOnUntilARelationChanges()
    {
        ConnectorSpec other = inputSpec("u", "d");
        other.maxBatchSize = 1;
        Rig rig({smallBatches(), other});
        QVERIFY(rig.start());
        QVERIFY(rig.controller->pause().ok());
        const uint64_t before = rig.status()->processedSteps;
        QCOMPARE(rig.controller->singleStep({"nothing"}).error().code, ErrorCode::kPipelineUnknownRelation);
        QVERIFY(rig.controller->singleStep({"v"}).ok());
        rig.source("u.d").send(rowsFrom(0, 4)); // four steps that change u alone
        QVERIFY(rig.until([&] { return rig.status()->processedSteps == before + 4; }));
        QVERIFY(rig.until([&] { return rig.source("t.c").read(&rig::FakeSource::isReading); })); // it goes on
        rig.source("t.c").send(rowsFrom(0, 12));
        QVERIFY(rig.until([&] { return rig.status()->processedSteps == before + 5; }));
        QThread::msleep(30);
        QCOMPARE(rig.status()->processedSteps, before + 5);
        QCOMPARE(rig.status()->bufferedInputRecords, 2U);
    }

    void pauseAndStopEndTheWait()
    {
        Rig rig({smallBatches()});
        QVERIFY(rig.start());
        QVERIFY(rig.controller->pause().ok());
        QVERIFY(rig.controller->singleStep({}).ok());
        QVERIFY(rig.until([&] { return rig.source("t.c").read(&rig::FakeSource::isReading); }));
        QVERIFY(rig.controller->pause().ok());
        QVERIFY(rig.until([&] { return !rig.source("t.c").read(&rig::FakeSource::isReading); }));
        rig.source("t.c").send(rowsFrom(0, 25)); // was on its way; as after any pause it flows
        QVERIFY(rig.until([&] { return rig.status()->totalProcessedRecords == 25; }));
        QVERIFY(rig.controller->singleStep({}).ok());
        rig.controller->stop();
        rig.controller->waitUntilSettled();
        QCOMPARE(rig.controller->state(), PipelineState::Stopped);
        QVERIFY(!rig.controller->singleStep({}).ok());
    }

    void aStepThatFailsIsHeld()
    {
        Rig rig({smallBatches()});
        QVERIFY(rig.start());
        QVERIFY(rig.controller->pause().ok());
        QVERIFY(rig.controller->singleStep({}).ok());
        rig.source("t.c").send({batchOf(rig::columns(), {{Value(int64_t{-1}), Value(int64_t{0})}}), {}, {}});
        QVERIFY(rig.untilState(PipelineState::Held));
        QVERIFY(rig.controller->setAsideHeldRecord().ok());
        QVERIFY(rig.untilState(PipelineState::Paused));
        QVERIFY(rig.until([&] { return rig.status()->bufferedInputRecords == 0; }));
    }
};

QTEST_APPLESS_MAIN(TestSingleStep)
#include "test_single_step.moc"
