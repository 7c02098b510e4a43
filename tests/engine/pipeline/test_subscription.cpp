// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/error_ring.h"
#include "engine/pipeline/subscription_queue.h"
#include "pipeline_rig.h"

#include <QTest>

#include <thread>

using namespace millrace;

namespace {

StepChange change(uint64_t step, std::vector<int64_t> batchSizes)
{
    StepChange change;
    change.step = step;
    for (const int64_t size : batchSizes) {
        change.delta.add(rig::rowsFrom(0, size).rows);
    }
    return change;
}

size_t rowsOf(const StreamChunk& chunk)
{
    size_t rows = 0;
    for (const StepChange& each : chunk.changes) {
        rows += each.delta.numRows();
    }
    return rows;
}

} // namespace

class TestSubscription : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void dropsWholeOldStepsAndCountsThem()
    {
        SubscriptionQueue queue({false, OverflowPolicy::DropOldest, 10});
        queue.push(change(1, {4}));
        queue.push(change(2, {4}));
        queue.push(change(3, {2}));
        queue.push(change(4, {5}));
        const StreamChunk chunk = queue.take();
        QCOMPARE(chunk.droppedRows, uint64_t{8});
        QCOMPARE(chunk.droppedFirstStep, uint64_t{1});
        QCOMPARE(chunk.droppedLastStep, uint64_t{2});
        QCOMPARE(chunk.changes.size(), size_t{2});
        QCOMPARE(chunk.changes[0].step, uint64_t{3});
        QCOMPARE(queue.take().droppedRows, uint64_t{0});
    }

    void aStepLargerThanTheBoundLosesItsFirstBatches()
    {
        SubscriptionQueue queue({false, OverflowPolicy::DropOldest, 10});
        queue.push(change(1, {1}));
        queue.push(change(2, {6, 6, 7}));
        const StreamChunk chunk = queue.take();
        QCOMPARE(chunk.droppedRows, uint64_t{13});
        QCOMPARE(chunk.droppedFirstStep, uint64_t{1});
        QCOMPARE(chunk.droppedLastStep, uint64_t{2});
        QCOMPARE(rowsOf(chunk), size_t{7});
    }

    void wakesOnceUntilTaken()
    {
        SubscriptionQueue queue({});
        int numCalls = 0;
        queue.setWakeup([&] { ++numCalls; });
        QCOMPARE(numCalls, 0);
        queue.push(change(1, {1}));
        queue.push(change(2, {1}));
        QCOMPARE(numCalls, 1);
        queue.take();
        QCOMPARE(numCalls, 1);
        queue.push(change(3, {1}));
        QCOMPARE(numCalls, 2);
        queue.take();
        queue.finish();
        queue.finish();
        QCOMPARE(numCalls, 3);
        QVERIFY(queue.take().isEnd);
    }

    void aLateWakeupIsToldWhatIsThere()
    {
        SubscriptionQueue queue({});
        queue.push(change(1, {1}));
        int numCalls = 0;
        queue.setWakeup([&] { ++numCalls; });
        QCOMPARE(numCalls, 1);
        queue.setWakeup(nullptr);
        queue.take();
        queue.push(change(2, {1}));
        QCOMPARE(numCalls, 1);
    }

    void noWakeupRunsAfterItWasTakenAway()
    {
        for (int round = 0; round < 200; ++round) {
            SubscriptionQueue queue({});
            auto target = std::make_unique<std::atomic<int>>(0);
            queue.setWakeup([pointer = target.get()] { pointer->fetch_add(1); });
            std::jthread producer([&] { queue.push(change(1, {1})); });
            queue.setWakeup(nullptr);
            target.reset(); // the sanitizers watch
        }
    }

    void errorRingKeepsTheNewestOfEachKind()
    {
        ErrorRing ring;
        for (uint64_t i = 0; i < 250; ++i) {
            ConnectorError entry;
            entry.recordNumber = i;
            ring.add(ConnectorErrorKind::Parse, entry);
        }
        ring.skip(10);
        ConnectorError large;
        large.error.detail = "ä" + std::string(20'000, 'x') + "ö";
        ring.add(ConnectorErrorKind::Transport, large);
        const std::vector<ConnectorError> list = ring.list();
        QCOMPARE(list.size(), size_t{101});
        QCOMPARE(list.front().recordNumber, uint64_t{150});
        QCOMPARE(list.front().index, uint64_t{151});
        QCOMPARE(list.back().index, uint64_t{261});
        QCOMPARE(list.back().kind, std::string("transport"));
        QVERIFY(list.back().error.detail.size() <= ErrorRing::kMaxTextBytes);
        QVERIFY(list.back().error.detail.starts_with("ä"));
        QVERIFY(list.back().error.detail.ends_with("ö"));
    }

    void capsAtCodePointBorders()
    {
        for (size_t limit = 6; limit < 40; ++limit) {
            std::string text;
            for (int i = 0; i < 30; ++i) {
                text += "€";
            }
            capText(text, limit);
            QVERIFY(text.size() <= limit);
            const QString decoded = QString::fromStdString(text);
            QVERIFY(!decoded.contains(QChar::ReplacementCharacter));
        }
    }
};

QTEST_APPLESS_MAIN(TestSubscription)
#include "test_subscription.moc"
