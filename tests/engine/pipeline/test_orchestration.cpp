// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/orchestration.h"

#include <QTest>

using namespace millrace;

namespace {

InputActivity input(const char* endpoint, std::vector<std::string> labels = {},
                    std::vector<std::string> startAfter = {})
{
    InputActivity activity;
    activity.endpoint = endpoint;
    activity.labels = std::move(labels);
    activity.pause = startAfter.empty() ? PauseCause::None : PauseCause::StartAfter;
    activity.startAfter = std::move(startAfter);
    activity.maxQueuedRecords = 1'000'000;
    return activity;
}

InputActivity ended(InputActivity activity, uint64_t buffered = 0)
{
    activity.endOfInput = true;
    activity.bufferedRecords = buffered;
    return activity;
}

InputActivity failed(InputActivity activity)
{
    activity.isFailed = true;
    activity.failure = "no such file";
    return activity;
}

using Released = std::vector<size_t>;

} // namespace

class TestOrchestration : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsOnlyWhenAllRun_data()
    {
        QTest::addColumn<PipelineState>("pipeline");
        QTest::addColumn<PauseCause>("pause");
        QTest::addColumn<bool>("isFull");
        QTest::addColumn<bool>("isReading");
        QTest::addColumn<QString>("reason");
        QTest::newRow("paused x paused") << PipelineState::Paused << PauseCause::User << false << false
                                         << "pipeline paused";
        QTest::newRow("paused x running")
            << PipelineState::Paused << PauseCause::None << false << false << "pipeline paused";
        QTest::newRow("running x paused")
            << PipelineState::Running << PauseCause::User << false << false << "paused by user";
        QTest::newRow("running x declared")
            << PipelineState::Running << PauseCause::Declared << false << false << "paused by its declaration";
        QTest::newRow("running x running") << PipelineState::Running << PauseCause::None << false << true << "reading";
        QTest::newRow("running x full") << PipelineState::Running << PauseCause::None << true << false
                                        << "buffer full (1,000,000 records)";
        QTest::newRow("held") << PipelineState::Held << PauseCause::None << false << false << "step held";
        QTest::newRow("starting") << PipelineState::Starting << PauseCause::None << false << false
                                  << "pipeline starting";
        QTest::newRow("stopping") << PipelineState::Stopping << PauseCause::None << false << false
                                  << "pipeline stopping";
    }
    void readsOnlyWhenAllRun()
    {
        QFETCH(PipelineState, pipeline);
        QFETCH(PauseCause, pause);
        QFETCH(bool, isFull);
        QFETCH(bool, isReading);
        QFETCH(QString, reason);
        InputActivity activity = input("t.c");
        activity.pause = pause;
        activity.isFull = isFull;
        activity.bufferedRecords = isFull ? 1'000'000 : 0;
        QCOMPARE(shouldRead(pipeline, activity), isReading);
        QCOMPARE(QString::fromStdString(activityReason(pipeline, {&activity, 1}, 0)), reason);
    }

    void everyCarrierOfEveryLabelHasToBeFinished()
    {
        std::vector<InputActivity> inputs = {input("t.a", {"x"}), input("t.b", {"x", "y"}), input("u.c", {}, {"x"}),
                                             input("u.d", {}, {"y", "z"})};
        QCOMPARE(releasedInputs(inputs), Released{});
        QCOMPARE(activityReason(PipelineState::Running, inputs, 2), std::string("waits for label x of t.a"));
        inputs[0] = ended(inputs[0]);
        QCOMPARE(releasedInputs(inputs), Released{});
        QCOMPARE(activityReason(PipelineState::Running, inputs, 2), std::string("waits for label x of t.b"));
        inputs[1] = ended(inputs[1], 4); // read, but not yet in the circuit
        QCOMPARE(releasedInputs(inputs), Released{});
        inputs[1].bufferedRecords = 0;
        QCOMPARE(releasedInputs(inputs), (Released{2, 3}));
    }

    void chainsStartOneAfterTheOther()
    {
        std::vector<InputActivity> inputs = {input("t.a", {"1"}), input("t.b", {"2"}, {"1"}),
                                             input("t.c", {"3"}, {"2"}), input("t.d", {}, {"3"})};
        inputs[0] = ended(inputs[0]);
        QCOMPARE(releasedInputs(inputs), Released{1});
        inputs[1].pause = PauseCause::None;
        QCOMPARE(releasedInputs(inputs), Released{});
        inputs[1] = ended(inputs[1]);
        QCOMPARE(releasedInputs(inputs), Released{2});
    }

    void aLabelThatNobodyCarriesHoldsNobody()
    {
        const std::vector<InputActivity> inputs = {input("t.a", {}, {"nobody"})};
        QCOMPARE(releasedInputs(inputs), Released{0});
    }

    void aFailedPredecessorIsNotFinished()
    {
        std::vector<InputActivity> inputs = {input("t.a", {"x"}), failed(ended(input("t.b", {"x"}))),
                                             input("t.c", {}, {"x"})};
        QCOMPARE(releasedInputs(inputs), Released{});
        QCOMPARE(activityReason(PipelineState::Running, inputs, 1), std::string("failed: no such file"));
        QCOMPARE(activityReason(PipelineState::Running, inputs, 2), std::string("blocked by failed t.b (label x)"));
        inputs[0] = ended(inputs[0]);
        QCOMPARE(releasedInputs(inputs), Released{});
    }

    void groupsDigits_data()
    {
        QTest::addColumn<quint64>("number");
        QTest::addColumn<QString>("text");
        QTest::newRow("0") << quint64{0} << "0";
        QTest::newRow("999") << quint64{999} << "999";
        QTest::newRow("1000") << quint64{1000} << "1,000";
        QTest::newRow("million") << quint64{1234567} << "1,234,567";
    }
    void groupsDigits()
    {
        QFETCH(quint64, number);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(groupedDigits(number)), text);
    }
};

QTEST_APPLESS_MAIN(TestOrchestration)
#include "test_orchestration.moc"
