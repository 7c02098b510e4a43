// SPDX-License-Identifier: GPL-3.0-or-later
// The change stream under load: random use against a plain count, a million rows, signals per frame.
#include "models/stream/stream_follower.h"
#include "tests/models/stream_fixture.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace millrace;
using namespace millrace::models;
using namespace millrace::test;

namespace {

/// Every shown change continues the one above it, or a gap tells how many are missing between.
void verifyContinuity(const StreamFixture& f)
{
    qlonglong previous = -1;
    qlonglong missing = 0;
    const int idColumn = f.model->columnOf(ChangeStreamModel::ColumnKind::Data);
    for (int row = 0; row < f.model->rowCount(); ++row) {
        const QModelIndex cell = f.model->index(row, idColumn);
        if (cell.data(ChangeStreamModel::GapRole).toInt() != 0) {
            const QString text = cell.data(ChangeStreamModel::GapTextRole).toString();
            missing += text.section(QLatin1Char(' '), 0, 0).remove(QLatin1Char(',')).toLongLong();
            continue;
        }
        const qlonglong id = cell.data().toLongLong();
        if (previous >= 0) {
            QCOMPARE(id, previous + 1 + missing);
        }
        previous = id;
        missing = 0;
    }
}

} // namespace

class TestChangeStreamLoad : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void randomUse_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 5; ++seed) {
            QTest::addRow("seed %u", seed) << seed;
        }
    }

    void randomUse()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        StreamFixture f;
        f.model->setLimits({400, 1ull << 30});
        StreamFollower follower(f.model.get());
        quint64 published = 0;
        uint64_t step = 0;
        for (int round = 0; round < 80; ++round) {
            const int numSteps = static_cast<int>(random.bounded(4));
            for (int i = 0; i < numSteps; ++i) {
                const size_t rows = 1 + random.bounded(random.bounded(10) == 0 ? 900U : 40U);
                f.publish(++step, {fakeBatch(rows, static_cast<int64_t>(published))});
                published += rows;
            }
            f.frame();
            const int rows = f.model->rowCount();
            const int top = rows == 0 ? 0 : static_cast<int>(random.bounded(rows));
            switch (random.bounded(8)) {
            case 0: follower.freeze(top); break;
            case 1: follower.thaw(); break;
            case 2: follower.hold(top); break;
            case 3: follower.follow(); break;
            case 4: f.model->setLimits({100 + random.bounded(400U), 1ull << 30}); break;
            default: break;
            }
            QCOMPARE(f.model->counters().received + f.model->counters().notKept, published);
            verifyContinuity(f);
            const int anchor = follower.anchorRow();
            QVERIFY(anchor < f.model->rowCount());
        }
        follower.follow();
        QVERIFY(f.model->rowCount() <= 500);
        QCOMPARE(f.model->counters().kept(), static_cast<quint64>(f.model->rowCount()));
    }

    void oneRemoveAndOneInsertAFrame()
    {
        StreamFixture f({QStringLiteral("prices"), QStringLiteral("offers")}, StreamFixture::Checks::None);
        f.model->setLimits({20'000, 1ull << 30});
        int inserts = 0;
        int removes = 0;
        int changes = 0;
        int worst = 0;
        connect(f.model.get(), &QAbstractItemModel::rowsInserted, this, [&] { ++inserts; });
        connect(f.model.get(), &QAbstractItemModel::rowsRemoved, this, [&] { ++removes; });
        connect(f.model.get(), &QAbstractItemModel::dataChanged, this, [&] { ++changes; });
        connect(&f.bridge->clock(), &FrameClock::frameFinished, this, [&] {
            worst = std::max({worst, inserts, removes, changes});
            inserts = removes = changes = 0;
        });
        const FakeLoad load(*f.pipeline, {"prices", "offers"}, 400'000, 500);
        QTRY_VERIFY_WITH_TIMEOUT(load.numPublishedRows() > 300'000, 20'000);
        QVERIFY(f.model->counters().received > 0);
        QCOMPARE(worst, 1);
    }

    void soakOfAMillionRows()
    {
        StreamFixture f({QStringLiteral("prices")}, StreamFixture::Checks::None);
        f.model->setLimits({200'000, 256ull << 20});
        f.bridge->clock().statistics().clear();
        constexpr quint64 kRows = 1'000'000;
        const BatchPtr batch = fakeBatch(500);
        QElapsedTimer timer;
        timer.start();
        uint64_t step = 0;
        quint64 published = 0;
        while (published < kRows) {
            for (int i = 0; i < 32; ++i) { // a frame's worth at 1M/s
                f.publish(++step, {batch});
                published += 500;
            }
            f.frame();
            QVERIFY(f.model->rowCount() <= 200'000);
        }
        QCOMPARE(f.model->counters().received, published);
        QCOMPARE(f.model->counters().kept(), 200'000U);
        QCOMPARE(f.model->counters().numGaps, 0U);
        const FrameStatistics& frames = f.bridge->clock().statistics();
        qInfo("%llu frames, p99 %lld us, worst %lld us, %lld ms in all", frames.numFrames(), frames.percentileUs(99),
              frames.worstUs(), timer.elapsed());
        // Tests share the machine with others: the strict budgets are for the benchmark.
        QVERIFY(frames.percentileUs(90) < 16'700);
        QVERIFY(f.bridge->clock().drainStatistics().percentileUs(90) < 4'000);
        for (int row = 0; row < 200'000; row += 997) {
            QVERIFY(!f.at(row, 4).toString().isEmpty());
        }
    }

    void singleRowStepsStayCheap()
    {
        StreamFixture f({QStringLiteral("prices")}, StreamFixture::Checks::None);
        const BatchPtr row = fakeBatch(1);
        uint64_t step = 0;
        for (int frame = 0; frame < 60; ++frame) {
            for (int i = 0; i < 5'000; ++i) {
                f.publish(++step, {row});
            }
            f.frame();
        }
        QCOMPARE(f.model->counters().received, 300'000U);
        QCOMPARE(f.model->rowCount(), 200'000);
        QElapsedTimer timer;
        timer.start();
        f.model->freeze();
        const qint64 freezeUs = timer.nsecsElapsed() / 1000;
        timer.start();
        for (int i = 0; i < 320; ++i) {
            f.at(100'000 + i / 8, i % 7);
        }
        const qint64 paintUs = timer.nsecsElapsed() / 1000;
        qInfo("freeze of 200,000 segments %lld us, 320 cells %lld us", freezeUs, paintUs);
        QVERIFY(freezeUs < 16'000);
        QVERIFY(paintUs < 16'000);
    }
};

QTEST_GUILESS_MAIN(TestChangeStreamLoad)
#include "test_change_stream_load.moc"
