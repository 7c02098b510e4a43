// SPDX-License-Identifier: GPL-3.0-or-later
// The history of a run: rates, bounds, decimation, and which steps lie in a span of time.
#include "models/runtime/runtime_history.h"

#include <QTest>

using namespace millrace;
using namespace millrace::models;

namespace {

/// Sample i: i seconds, step 10 i, 1000 i records.
RuntimeSample sampleAt(int64_t i)
{
    RuntimeSample sample;
    sample.atUs = i * 1'000'000;
    sample.step = static_cast<uint64_t>(i) * 10;
    sample.inputRecords = static_cast<uint64_t>(i) * 1000;
    sample.stateBytes = static_cast<uint64_t>(i);
    sample.operatorNanos = static_cast<uint64_t>(i) * 20'000'000;
    return sample;
}

} // namespace

class TestRuntimeHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ratesAndStepTimesComeFromTwoSamples()
    {
        RuntimeHistory history;
        for (int i = 1; i <= 3; ++i) {
            history.add(sampleAt(i));
        }
        QCOMPARE(history.points(RuntimeMetric::InputRate, 60), QList<QPointF>({{-1, 1000}, {0, 1000}}));
        QCOMPARE(history.points(RuntimeMetric::StepTime, 60), QList<QPointF>({{-1, 2}, {0, 2}})); // 20 ms, 10 steps
        QCOMPARE(history.points(RuntimeMetric::Memory, 0.5), QList<QPointF>({{0, 3}}));
    }

    /// While nobody watched, the operators were not asked: no step time is told, rather than a wrong one.
    void noStepTimeWhereNobodyWatched()
    {
        RuntimeHistory history;
        RuntimeSample unasked = sampleAt(2);
        unasked.operatorNanos.reset();
        history.add(sampleAt(1));
        history.add(unasked);
        history.add(sampleAt(3));
        history.add(sampleAt(4));
        QCOMPARE(history.points(RuntimeMetric::StepTime, 60), QList<QPointF>({{0, 2}}));
    }

    void aLongRunKeepsItsBegin()
    {
        RuntimeHistory history;
        for (int64_t i = 1; i <= 50'000; ++i) {
            history.add(sampleAt(i));
        }
        QVERIFY(history.samples().size() <= RuntimeHistory::kMaxSamples);
        QCOMPARE(history.samples().front().step, 10U);
        QCOMPARE(history.samples().back().step, 500'000U);
        const QList<QPointF> points = history.points(RuntimeMetric::InputRate, 1e9);
        QVERIFY(points.size() <= RuntimeHistory::kMaxPoints);
        QVERIFY(points.size() > RuntimeHistory::kMaxPoints / 4);
    }

    void decimationKeepsPeaks()
    {
        QList<QPointF> points;
        for (int i = 0; i < 10'000; ++i) {
            points.append({static_cast<double>(i), i == 4321 ? 99.0 : 1.0});
        }
        const QList<QPointF> kept = decimate(points, 100);
        QVERIFY(kept.size() <= 102);
        QVERIFY(kept.contains(QPointF(4321, 99)));
        for (qsizetype i = 1; i < kept.size(); ++i) {
            QVERIFY(kept[i - 1].x() < kept[i].x());
        }
    }

    void aSpanOfTimeIsARangeOfSteps()
    {
        RuntimeHistory history;
        QVERIFY(!history.stepsBetween(-5, 0));
        for (int i = 1; i <= 10; ++i) {
            history.add(sampleAt(i));
        }
        QCOMPARE(*history.stepsBetween(-3, -1), std::pair(uint64_t(71), uint64_t(90)));
        QVERIFY(!history.stepsBetween(-0.9, -0.1)); // no step was told of in between
    }
};

QTEST_GUILESS_MAIN(TestRuntimeHistory)
#include "test_runtime_history.moc"
