// SPDX-License-Identifier: GPL-3.0-or-later
// The change stream as a table: columns, roles, bounds, gaps, freezing, runs.
#include "engine/zset/batch_builder.h"
#include "models/stream/stream_follower.h"
#include "tests/models/stream_fixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::models;
using namespace millrace::test;
using Kind = ChangeStreamModel::ColumnKind;

class TestChangeStream : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void showsTheColumnsOfOneRelation()
    {
        StreamFixture f;
        QCOMPARE(f.model->columnCount(), 7);
        QCOMPARE(f.model->headerData(0, Qt::Horizontal).toString(), QStringLiteral("Step"));
        QCOMPARE(f.model->headerData(4, Qt::Horizontal).toString(), QStringLiteral("id"));
        QCOMPARE(f.model->headerData(6, Qt::Horizontal, ChangeStreamModel::TypeTextRole).toString(),
                 QStringLiteral("DECIMAL(10, 2)"));
        QVERIFY(f.model->headerData(6, Qt::Horizontal, ChangeStreamModel::NumericRole).toBool());
        QVERIFY(!f.model->headerData(5, Qt::Horizontal, ChangeStreamModel::NumericRole).toBool());
    }

    void showsRowsAsTextForSeveralRelations()
    {
        StreamFixture f({QStringLiteral("prices"), QStringLiteral("offers")});
        QCOMPARE(f.model->columnCount(), 6);
        f.publish(1, {fakeBatch(1, 7)}, "offers");
        f.frame();
        f.frame();
        QCOMPARE(f.model->rowCount(), 1);
        QCOMPARE(f.at(0, f.model->columnOf(Kind::Relation)).toString(), QStringLiteral("offers"));
        QCOMPARE(f.at(0, f.model->columnOf(Kind::RowText)).toString(),
                 QStringLiteral("{id: 7, name: \"a part with the number 7\", price: 1.75}"));
    }

    void tellsWhatEachCellMeans()
    {
        StreamFixture f;
        f.publish(3, {fakeBatch(1, 9, -2)});
        f.publish(4, {fakeBatch(1, 10, 3)});
        f.frame();
        QCOMPARE(f.model->rowCount(), 2);
        QCOMPARE(f.at(0, 0).toString(), QStringLiteral("3"));
        QCOMPARE(f.at(0, 3).toString(), QStringLiteral("-2"));
        QCOMPARE(f.at(1, 3).toString(), QStringLiteral("+3"));
        QCOMPARE(f.at(0, 2).toString(), QString(QChar(0x2212)));
        QCOMPARE(f.at(1, 2).toString(), QStringLiteral("+"));
        QCOMPARE(f.at(0, 0, ChangeStreamModel::ChangeKindRole).toInt(), static_cast<int>(ChangeKind::Delete));
        QCOMPARE(f.at(1, 0, ChangeStreamModel::ChangeKindRole).toInt(), static_cast<int>(ChangeKind::Insert));
        QCOMPARE(f.at(0, 0, ChangeStreamModel::WeightRole).toLongLong(), -2);
        QCOMPARE(f.at(1, 0, ChangeStreamModel::StepRole).toULongLong(), 4U);
        QVERIFY(f.at(0, 5, ChangeStreamModel::NullRole).toBool());
        QVERIFY(!f.at(1, 5, ChangeStreamModel::NullRole).toBool());
        QCOMPARE(f.at(0, 5).toString(), QStringLiteral("NULL"));
        QCOMPARE(f.at(1, 6).toString(), QStringLiteral("2.5"));
        QCOMPARE(f.at(0, 0, ChangeStreamModel::GapRole).toInt(), 0);
        QCOMPARE(f.at(1, 0, Qt::AccessibleTextRole).toString(),
                 QStringLiteral("prices, step 4, insert, weight +3, "
                                "{id: 10, name: \"a part with the number 10\", price: 2.5}"));
    }

    void holdsTheBatchesAndCopiesNone()
    {
        StreamFixture f;
        const BatchPtr batch = fakeBatch(10'000);
        f.publish(1, {batch});
        f.frame();
        QCOMPARE(f.model->rowCount(), 10'000);
        QVERIFY(batch.use_count() > 1);
        f.model->clear();
        QCOMPARE(batch.use_count(), 1L);
    }

    void cutsLongCells()
    {
        StreamFixture f;
        const std::string text(100'000, 'x');
        f.publish(1, {batchOf(std::array{Physical::Int64, Physical::String, Physical::Decimal128},
                              {{Value(int64_t{1}), Value(text), Value(Int128{1})}})});
        f.frame();
        QCOMPARE(f.at(0, 5).toString().size(), 4097);
        QVERIFY(f.at(0, 5, ChangeStreamModel::IsCutRole).toBool());
        QVERIFY(!f.at(0, 4, ChangeStreamModel::IsCutRole).toBool());
        QCOMPARE(f.at(0, 5, ChangeStreamModel::FullTextRole).toString().size(), 100'000);
    }

    void trimsTheOldestByRows()
    {
        StreamFixture f;
        f.model->setLimits({100, 1ull << 30});
        for (uint64_t step = 1; step <= 30; ++step) {
            f.publish(step, {fakeBatch(10, static_cast<int64_t>(step) * 10)});
            f.frame();
        }
        QCOMPARE(f.model->rowCount(), 100);
        QCOMPARE(f.idAt(0), 210);
        QCOMPARE(f.idAt(99), 309);
        QCOMPARE(f.model->counters().received, 300U);
        QCOMPARE(f.model->counters().trimmed, 200U);
        QCOMPARE(f.model->counters().kept(), 100U);
        QCOMPARE(f.model->rowOfStep(25), 40);
        QCOMPARE(f.model->rowOf(f.model->rowIdAt(33)), 33);
        QCOMPARE(f.model->rowOf(0), 0);
        QVERIFY(!f.model->counters().isComplete());
    }

    /// At the limit rows slide under the views; who holds on to a row sees it move or go.
    void rowsSlideWhereNobodyHoldsOne()
    {
        StreamFixture f;
        f.model->setLimits({100, 1ull << 30});
        f.publish(1, {fakeBatch(100)});
        f.frame();
        QSignalSpy removed(f.model.get(), &QAbstractItemModel::rowsRemoved);
        QSignalSpy changed(f.model.get(), &QAbstractItemModel::dataChanged);
        f.publish(2, {fakeBatch(30, 100)});
        f.frame();
        QCOMPARE(removed.size(), 1); // whole batches go: of 100 rows 70 are no longer told
        QCOMPARE(changed.size(), 1);
        QCOMPARE(f.model->rowCount(), 30);
        QCOMPARE(f.idAt(0), 100);
        f.publish(3, {fakeBatch(60, 130)});
        f.frame();
        QCOMPARE(f.model->rowCount(), 90);
        const QPersistentModelIndex held = f.model->index(40, 0);
        const QPersistentModelIndex oldest = f.model->index(0, 0);
        f.publish(4, {fakeBatch(30, 190)});
        f.frame();
        QCOMPARE(f.model->rowCount(), 90);
        QCOMPARE(held.row(), 10);
        QCOMPARE(f.idAt(held.row()), 140);
        QVERIFY(!oldest.isValid());
    }

    void trimsTheOldestByBytes()
    {
        StreamFixture f;
        const uint64_t bytes = estimateBytes(*fakeBatch(100));
        f.model->setLimits({1'000'000, bytes * 5});
        for (uint64_t step = 1; step <= 20; ++step) {
            f.publish(step, {fakeBatch(100)});
            f.frame();
        }
        QCOMPARE(f.model->counters().received, 2000U);
        QVERIFY(f.model->rowCount() >= 300);
        QVERIFY(f.model->rowCount() <= 500);
    }

    void survivesMoreThanTheRingInOneFrame()
    {
        StreamFixture f;
        f.model->setLimits({100, 1ull << 30});
        f.publish(1, {fakeBatch(60, 0)});
        f.frame();
        for (uint64_t step = 2; step <= 11; ++step) {
            f.publish(step, {fakeBatch(50, static_cast<int64_t>(step) * 100)});
        }
        f.frame();
        QCOMPARE(f.model->rowCount(), 100);
        QCOMPARE(f.idAt(0), 1000);
        QCOMPARE(f.model->counters().received, 560U);
        QCOMPARE(f.model->counters().trimmed, 460U);
    }

    void tellsDroppedChangesExactly()
    {
        StreamFixture f({QStringLiteral("prices")}, StreamFixture::Checks::None); // a million rows are too many to walk
        const BatchPtr batch = fakeBatch(50'000);
        constexpr uint64_t kSteps = 30; // 1,500,000 rows, the queue keeps 1,000,000
        for (uint64_t step = 1; step <= kSteps; ++step) {
            f.publish(step, {batch});
        }
        f.model->setLimits({2'000'000, 1ull << 34});
        f.frame();
        const StreamCounters& counters = f.model->counters();
        QCOMPARE(counters.received + counters.notKept, kSteps * 50'000);
        QCOMPARE(counters.notKept, 500'000U);
        QCOMPARE(counters.numGaps, 1U);
        QCOMPARE(f.model->rowCount(), 1'000'001);
        QCOMPARE(f.at(0, 0, ChangeStreamModel::GapRole).toInt(), static_cast<int>(GapKind::Dropped));
        QCOMPARE(f.at(0, 0, ChangeStreamModel::GapTextRole).toString(),
                 QStringLiteral("500,000 change(s) not kept, steps 1 to 10"));
        QVERIFY(!f.at(0, 0, ChangeStreamModel::ChangeKindRole).isValid());
        QCOMPARE(f.model->previousGapRow(500), 0);
        QCOMPARE(f.model->nextGapRow(0), -1);
    }

    void mergesGapsThatFollowEachOther()
    {
        ChangeRing ring;
        Segment gap;
        gap.gap = GapKind::Dropped;
        gap.step = 3;
        gap.lastStep = 5;
        gap.missingRows = 100;
        QVERIFY(!ring.appendGap(gap));
        gap.step = 6;
        gap.lastStep = 9;
        gap.missingRows = 11;
        QVERIFY(ring.appendGap(gap));
        QCOMPARE(ring.numRows(), 1U);
        QCOMPARE(ring.last()->missingRows, 111U);
        QCOMPARE(ring.last()->step, 3U);
        QCOMPARE(ring.last()->lastStep, 9U);
        gap.relation = 1;
        QVERIFY(!ring.appendGap(gap));
        const ChangeRing copy = ring;
        QVERIFY(ring.appendGap(gap));
        QCOMPARE(copy.last()->missingRows, 11U); // a pinned copy stays as it was
        QCOMPARE(ring.last()->missingRows, 22U);
    }

    void freezesWhileTheRingGoesOn()
    {
        StreamFixture f;
        f.publish(1, {fakeBatch(10, 0)});
        f.frame();
        f.model->freeze();
        QSignalSpy inserted(f.model.get(), &QAbstractItemModel::rowsInserted);
        f.publish(2, {fakeBatch(10, 10)});
        f.frame();
        QCOMPARE(f.model->rowCount(), 10);
        QCOMPARE(f.model->numArrivedWhileFrozen(), 10U);
        QCOMPARE(inserted.count(), 0);
        f.model->thaw(ChangeStreamModel::Thaw::KeepPlace);
        QCOMPARE(f.model->rowCount(), 20);
        QCOMPARE(inserted.count(), 1);
        for (int row = 0; row < 20; ++row) {
            QCOMPARE(f.idAt(row), row);
        }
        QVERIFY(f.model->counters().isComplete());
    }

    void thawingInPlaceShowsTheSeam()
    {
        StreamFixture f;
        f.model->setLimits({100, 1ull << 30});
        f.publish(1, {fakeBatch(100, 0)});
        f.frame();
        f.model->freeze();
        for (uint64_t step = 2; step <= 26; ++step) { // 250 rows, 100 of them kept
            f.publish(step, {fakeBatch(10, static_cast<int64_t>(step) * 10 + 80)});
            f.frame();
        }
        QCOMPARE(f.model->rowCount(), 100);
        f.model->thaw(ChangeStreamModel::Thaw::KeepPlace);
        QCOMPARE(f.model->rowCount(), 201);
        QCOMPARE(f.idAt(99), 99);
        QCOMPARE(f.at(100, 0, ChangeStreamModel::GapTextRole).toString(),
                 QStringLiteral("150 change(s) not kept, steps 2 to 16"));
        QCOMPARE(f.idAt(101), 250);
        QCOMPARE(f.idAt(200), 349);
        QCOMPARE(f.model->counters().kept(), 200U);
        f.model->releaseKeptRows();
        QCOMPARE(f.model->rowCount(), 100);
        QCOMPARE(f.model->counters().kept(), 100U);
    }

    void thawingToTheTailForgetsTheFrozenRows()
    {
        StreamFixture f;
        f.model->setLimits({100, 1ull << 30});
        f.publish(1, {fakeBatch(100, 0)});
        f.frame();
        f.model->freeze();
        f.publish(2, {fakeBatch(30, 100)});
        f.frame();
        f.model->thaw(ChangeStreamModel::Thaw::ToTail);
        QCOMPARE(f.model->rowCount(), 30); // whole segments go: the first one held 100 rows
        QCOMPARE(f.idAt(0), 100);
        f.model->freeze();
        for (uint64_t step = 3; step <= 9; ++step) {
            f.publish(step, {fakeBatch(50, static_cast<int64_t>(step) * 1000)});
            f.frame();
        }
        f.model->thaw(ChangeStreamModel::Thaw::ToTail);
        QCOMPARE(f.model->rowCount(), 100);
        QCOMPARE(f.idAt(0), 8000);
    }

    void hiddenItIsNotSubscribed()
    {
        StreamFixture f;
        f.publish(1, {fakeBatch(10)});
        f.frame();
        QCOMPARE(f.pipeline->numSubscriptions(), 1U);
        f.model->setActivity(ChangeStreamModel::Activity::Hidden);
        QCOMPARE(f.pipeline->numSubscriptions(), 0U);
        f.publish(2, {fakeBatch(10)});
        f.publish(3, {fakeBatch(10)});
        f.frame();
        QCOMPARE(f.model->rowCount(), 10);
        f.model->setActivity(ChangeStreamModel::Activity::Active);
        f.publish(4, {fakeBatch(5, 500)});
        f.frame();
        QCOMPARE(f.model->rowCount(), 16);
        QCOMPARE(f.at(10, 0, ChangeStreamModel::GapTextRole).toString(),
                 QStringLiteral("Not followed while hidden, steps 2 to 3"));
        QCOMPARE(f.idAt(11), 500);
    }

    void oneHiddenStepIsNoRange()
    {
        StreamFixture f;
        f.publish(1, {fakeBatch(10)});
        f.frame();
        f.model->setActivity(ChangeStreamModel::Activity::Hidden);
        f.publish(2, {fakeBatch(10)});
        f.model->setActivity(ChangeStreamModel::Activity::Active);
        f.frame();
        QCOMPARE(f.at(10, 0, ChangeStreamModel::GapTextRole).toString(),
                 QStringLiteral("Not followed while hidden, step 2"));
    }

    void hiddenWithoutStepsLeavesNoGap()
    {
        StreamFixture f;
        f.publish(1, {fakeBatch(10)});
        f.frame();
        f.model->setActivity(ChangeStreamModel::Activity::Hidden);
        f.model->setActivity(ChangeStreamModel::Activity::Active);
        f.frame();
        QCOMPARE(f.model->rowCount(), 10);
        QVERIFY(f.model->counters().isComplete());
    }

    void newRunClearsAndMissesNothing()
    {
        StreamFixture f;
        f.publish(5, {fakeBatch(10)});
        f.frame();
        QSignalSpy ended(f.model.get(), &ChangeStreamModel::ended);
        QVERIFY(f.pipeline->stop().ok());
        f.frame();
        QCOMPARE(ended.count(), 1);
        QVERIFY(f.model->hasEnded());
        QCOMPARE(f.model->rowCount(), 10);
        QVERIFY(f.pipeline->start(false).ok());
        f.publish(1, {fakeBatch(3, 70)}); // before the window has heard of the run
        f.frame();
        f.frame();
        QVERIFY(!f.model->hasEnded());
        QCOMPARE(f.model->rowCount(), 3);
        QCOMPARE(f.idAt(0), 70);
        QCOMPARE(f.model->counters().received, 3U);
    }

    void newRunMayHaveOtherColumns()
    {
        StreamFixture f;
        f.publish(5, {fakeBatch(10)});
        f.frame();
        QVERIFY(f.pipeline->stop().ok());
        f.frame();
        const SqlType text = SqlType::of(TypeId::Varchar);
        f.pipeline->setRelations({fakeRelation("prices", {{"name", text}, {"note", text}})}); // not by this window
        QVERIFY(f.pipeline->start(false).ok());
        f.publish(1, {batchOf(std::array{Physical::String, Physical::String},
                              {{Value(std::string("bolt")), Value(std::string("new"))}})});
        f.frame();
        f.frame();
        QCOMPARE(f.model->columnCount(), 6);
        QCOMPARE(f.model->rowCount(), 1);
        QCOMPARE(f.at(0, 4).toString(), QStringLiteral("bolt"));
        QCOMPARE(f.at(0, 5).toString(), QStringLiteral("new"));
    }

    void anotherBatchThanTheColumnsShowsNothing()
    {
        StreamFixture f;
        f.publish(1, {batchOf(std::array{Physical::String}, {{Value(std::string("bolt"))}})});
        f.frame();
        QCOMPARE(f.model->rowCount(), 1);
        for (int column = 4; column < 7; ++column) {
            QCOMPARE(f.at(0, column).toString(), QString());
            QVERIFY(!f.at(0, column, ChangeStreamModel::NullRole).toBool());
        }
    }

    void followsOnceTheRelationExists()
    {
        StreamFixture f({QStringLiteral("later")});
        QCOMPARE(f.model->columnCount(), 4);
        QVERIFY(f.pipeline->stop().ok());
        f.pipeline->setRelations({fakePriceRelation("later")});
        QVERIFY(f.link->setProgram(QStringLiteral("…")));
        QCOMPARE(f.model->columnCount(), 7);
        QVERIFY(f.pipeline->start(false).ok());
        f.frame();
        f.publish(1, {fakeBatch(2)}, "later");
        f.frame();
        QCOMPARE(f.model->rowCount(), 2);
    }

    void tellsWhyItCannotSubscribe()
    {
        StreamFixture f;
        f.pipeline->failNext(makeError(ErrorCode::kPipelineState, "not now"));
        f.model->setRelations({QStringLiteral("offers")});
        QVERIFY(f.model->subscribeError().has_value());
        f.pipeline->failNext(makeError(ErrorCode::kPipelineState, "again"));
        f.model->setRelations({});
        QVERIFY(!f.model->subscribeError().has_value());
    }

    void subscribesWhenTheRunStartsWhereStoppedPipelinesRefuse()
    {
        StreamFixture f;
        f.pipeline->requireRunForSubscribe(true);
        QVERIFY(f.pipeline->stop().ok());
        f.frame();
        QVERIFY(f.model->subscribeError().has_value());
        QVERIFY(f.pipeline->start(false).ok());
        f.frame();
        QVERIFY(!f.model->subscribeError().has_value());
        f.publish(1, {fakeBatch(4)});
        f.frame();
        QCOMPARE(f.model->rowCount(), 4);
    }

    void ordersSeveralRelationsByStep()
    {
        StreamFixture f({QStringLiteral("prices"), QStringLiteral("offers")});
        f.publish(1, {fakeBatch(1)}, "offers");
        f.publish(2, {fakeBatch(1)}, "prices");
        f.publish(3, {fakeBatch(1)}, "offers");
        f.publish(3, {fakeBatch(1)}, "prices");
        f.frame();
        f.frame();
        QCOMPARE(f.model->rowCount(), 4);
        qulonglong last = 0;
        for (int row = 0; row < 4; ++row) {
            const qulonglong step = f.at(row, 0, ChangeStreamModel::StepRole).toULongLong();
            QVERIFY(step >= last);
            last = step;
        }
    }

    void extractsText()
    {
        StreamFixture f;
        f.publish(3, {fakeBatch(1, 8), fakeBatch(1, 9, -1)});
        f.frame();
        QCOMPARE(
            f.model->extract(0, 1, ChangeStreamModel::ExtractFormat::JsonLines),
            QStringLiteral(
                "{\"relation\":\"prices\",\"step\":3,\"weight\":1,\"row\":{\"id\":8,\"name\":\"a part with the "
                "number 8\",\"price\":2}}\n"
                "{\"relation\":\"prices\",\"step\":3,\"weight\":-1,\"row\":{\"id\":9,\"name\":null,\"price\":2.25}}"
                "\n"));
        QCOMPARE(f.model->extract(0, 0, ChangeStreamModel::ExtractFormat::Csv),
                 QStringLiteral("step,weight,id,name,price\n3,1,8,a part with the number 8,2\n"));
        QCOMPARE(f.model->extract(0, 0, ChangeStreamModel::ExtractFormat::Tsv),
                 QStringLiteral("step\tweight\tid\tname\tprice\n3\t1\t8\ta part with the number 8\t2\n"));
    }

    void followerHoldsAndReturns()
    {
        StreamFixture f;
        f.model->setLimits({100, 1ull << 30});
        StreamFollower follower(f.model.get());
        QCOMPARE(follower.state(), StreamFollower::State::Follow);
        f.publish(1, {fakeBatch(50, 0)});
        f.frame();
        follower.hold(20);
        QCOMPARE(follower.state(), StreamFollower::State::Held);
        QCOMPARE(follower.anchorRow(), 20);
        f.publish(2, {fakeBatch(40, 50)});
        f.frame();
        QCOMPARE(follower.numNew(), 40U);
        QCOMPARE(follower.newText(), QStringLiteral("40 new - press End"));
        QCOMPARE(follower.anchorRow(), 20);
        follower.follow();
        QCOMPARE(follower.state(), StreamFollower::State::Follow);
        QCOMPARE(follower.numNew(), 0U);
        QCOMPARE(follower.anchorRow(), -1);
    }

    void followerThawsToWhereItWas()
    {
        StreamFixture f;
        f.model->setLimits({100, 1ull << 30});
        StreamFollower follower(f.model.get());
        f.publish(1, {fakeBatch(100, 0)});
        f.frame();
        follower.hold(30);
        follower.freeze(30);
        QCOMPARE(follower.state(), StreamFollower::State::Frozen);
        for (uint64_t step = 2; step <= 21; ++step) {
            f.publish(step, {fakeBatch(10, static_cast<int64_t>(step) * 100)});
            f.frame();
        }
        QCOMPARE(follower.anchorRow(), 30);
        QCOMPARE(follower.numNew(), 200U);
        follower.thaw();
        QCOMPARE(follower.state(), StreamFollower::State::Held);
        QCOMPARE(f.idAt(follower.anchorRow()), 30);
        QVERIFY(f.model->nextGapRow(0) > 0);
        follower.follow();
        QCOMPARE(f.model->rowCount(), 100);
        follower.toggleFrozen(0);
        QVERIFY(f.model->isFrozen());
        follower.toggleFrozen(0);
        QVERIFY(!f.model->isFrozen());
        QCOMPARE(follower.state(), StreamFollower::State::Follow);
    }

    void aClearedStreamIsFollowed()
    {
        StreamFixture f;
        StreamFollower follower(f.model.get());
        f.publish(1, {fakeBatch(100, 0)});
        f.frame();
        follower.freeze(3);
        f.model->clear();
        QCOMPARE(follower.state(), StreamFollower::State::Follow);
        QVERIFY(!f.model->isFrozen());
        QCOMPARE(f.model->rowCount(), 0);
    }

    void outlivesItsPipeline()
    {
        StreamFixture f;
        f.publish(1, {fakeBatch(10)});
        f.frame();
        QVERIFY(f.bridge->removePipeline(f.link));
        f.frame();
        QCOMPARE(f.model->pipeline(), nullptr);
        QCOMPARE(f.model->rowCount(), 10);
    }
};

QTEST_GUILESS_MAIN(TestChangeStream)
#include "test_change_stream.moc"
