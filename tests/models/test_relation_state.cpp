// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a relation, folded from its changes.
#include "models/stream/relation_state_model.h"
#include "models/text/number_text.h"
#include "tests/models/stream_fixture.h"

#include <QTest>

#include <map>
#include <random>

using namespace millrace;
using namespace millrace::models;
using namespace millrace::test;

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

struct Fixture {
    Fixture()
        : model(stream.bridge->clock())
        , tester(&model, kFatal)
    {
        model.setRelation(stream.link, QStringLiteral("prices"));
        model.setActive(true);
        QTRY_VERIFY(!model.summaryText().isEmpty());
    }
    void publish(uint64_t step, std::vector<BatchPtr> batches) { stream.publish(step, std::move(batches)); }
    QString cell(int row, int column) const { return model.index(row, column).data().toString(); }

    StreamFixture stream{QStringList(), StreamFixture::Checks::None};
    RelationStateModel model;
    QAbstractItemModelTester tester;
};

} // namespace

class TestRelationState : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void rowsComeAndGo()
    {
        Fixture state;
        state.publish(1, {fakeBatch(5)});
        QTRY_COMPARE(state.model.rowCount(), 5);
        state.publish(2, {fakeBatch(2, 1, -1), fakeBatch(1, 0, 2)});
        QTRY_COMPARE(state.model.rowCount(), 3);
        QCOMPARE(state.cell(0, RelationStateModel::Weight), QStringLiteral("+3"));
        QCOMPARE(state.cell(0, RelationStateModel::Changes), QStringLiteral("2"));
        QCOMPARE(state.cell(0, RelationStateModel::LastStep), QStringLiteral("2"));
        QVERIFY(state.model.index(0, 0).data(RelationStateModel::IsFreshRole).toBool());
        QVERIFY2(state.model.summaryText().startsWith(QLatin1String("3 row(s) as of step 2")),
                 qPrintable(state.model.summaryText()));
    }

    /// Its rows came at some time before it.
    void aSnapshotSaysItsStep()
    {
        StreamFixture stream{QStringList(), StreamFixture::Checks::None};
        stream.publish(3, {fakeBatch(1)});
        stream.frame();
        RelationStateModel model(stream.bridge->clock());
        model.setRelation(stream.link, QStringLiteral("prices"));
        model.setActive(true);
        stream.pipeline->publish("prices", 3, {fakeBatch(2)}, true);
        QTRY_COMPARE(model.rowCount(), 2);
        QVERIFY2(model.summaryText().startsWith(QLatin1String("2 row(s) as of step 3")),
                 qPrintable(model.summaryText()));
        QCOMPARE(model.index(0, RelationStateModel::LastStep).data().toString(), QStringLiteral("≤ 3"));
        QVERIFY(model.index(0, RelationStateModel::LastStep).data(Qt::ToolTipRole).toString().contains("step 3"));
        stream.publish(4, {fakeBatch(1, 7)});
        QTRY_COMPARE(model.rowCount(), 3);
        QVERIFY(model.summaryText().startsWith(QLatin1String("3 row(s) as of step 4")));
    }

    /// With a key a row that is replaced keeps its line.
    void aKeyKeepsItsLine()
    {
        Fixture state;
        state.model.setKey({1}); // the name, NULL for ids 9 and 19
        state.publish(1, {fakeBatch(1, 9)});
        QTRY_COMPARE(state.model.rowCount(), 1);
        state.publish(2, {fakeBatch(1, 19), fakeBatch(1, 9, -1)});
        QTRY_COMPARE(state.cell(0, RelationStateModel::FirstData), QStringLiteral("19"));
        QCOMPARE(state.model.rowCount(), 1);
        QCOMPARE(state.cell(0, RelationStateModel::Weight), QStringLiteral("+1"));
    }

    void aNegativeWeightIsAnAnomaly()
    {
        Fixture state;
        state.publish(1, {fakeBatch(1, 3, -2)});
        QTRY_COMPARE(state.model.rowCount(), 1);
        QVERIFY(state.model.index(0, 0).data(RelationStateModel::IsAnomalyRole).toBool());
    }

    void rowsAreSorted()
    {
        Fixture state;
        state.publish(1, {fakeBatch(12)});
        QTRY_COMPARE(state.model.rowCount(), 12);
        state.model.sortBy(RelationStateModel::FirstData, Qt::DescendingOrder);
        QTRY_COMPARE(state.cell(0, RelationStateModel::FirstData), QStringLiteral("11"));
        QCOMPARE(state.cell(11, RelationStateModel::FirstData), QStringLiteral("0"));
        state.publish(2, {fakeBatch(1, 40)}); // what comes later finds its place
        QTRY_COMPARE(state.cell(0, RelationStateModel::FirstData), QStringLiteral("40"));
        // The name of id 9 is NULL: last, whichever way.
        for (const Qt::SortOrder direction : {Qt::AscendingOrder, Qt::DescendingOrder}) {
            state.model.sortBy(RelationStateModel::FirstData + 1, direction);
            QTRY_COMPARE(state.cell(12, RelationStateModel::FirstData), QStringLiteral("9"));
        }
        state.model.sortBy(-1, Qt::AscendingOrder);
        QTRY_COMPARE(state.cell(12, RelationStateModel::FirstData), QStringLiteral("40"));
    }

    void manyRowsAreSortedInPart()
    {
        Fixture state;
        state.model.sortBy(RelationStateModel::FirstData, Qt::AscendingOrder);
        const auto more = static_cast<int>(RelationState::kMaxSorted) + 500;
        state.publish(1, {fakeBatch(more)});
        QTRY_COMPARE(state.model.rowCount(), static_cast<int>(RelationState::kMaxSorted));
        QCOMPARE(state.cell(1234, RelationStateModel::FirstData), QStringLiteral("1234"));
        QVERIFY2(state.model.summaryText().contains(QStringLiteral("first 10,000")),
                 qPrintable(state.model.summaryText()));
        QVERIFY2(state.model.summaryText().startsWith(QStringLiteral("10500 row(s)")),
                 qPrintable(state.model.summaryText()));
    }

    void rowsAreFiltered()
    {
        Fixture state;
        state.publish(1, {fakeBatch(12)});
        QTRY_COMPARE(state.model.rowCount(), 12);
        state.model.setFilter(QStringLiteral("id >= 9"), std::nullopt);
        QTRY_COMPARE(state.model.rowCount(), 3);
        QVERIFY2(state.model.summaryText().startsWith(QLatin1String("3 of 12 row(s) as of step 1")),
                 qPrintable(state.model.summaryText()));
        state.publish(2, {fakeBatch(2, 0, -1), fakeBatch(2, 40)}); // what comes and goes later is filtered too
        QTRY_COMPARE(state.model.rowCount(), 5);
        state.model.sortBy(RelationStateModel::FirstData, Qt::DescendingOrder);
        QTRY_COMPARE(state.cell(0, RelationStateModel::FirstData), QStringLiteral("41"));
        QCOMPARE(state.model.rowCount(), 5);
        state.model.setFilter(QString(), std::pair<quint64, quint64>(2, 9)); // changed last in these steps
        QTRY_COMPARE(state.model.rowCount(), 2);
        state.model.setFilter(QString(), std::nullopt);
        QTRY_COMPARE(state.model.rowCount(), 12);
    }

    void aCellMakesACondition()
    {
        Fixture state;
        state.publish(1, {fakeBatch(12)});
        QTRY_COMPARE(state.model.rowCount(), 12);
        const auto at = [&state](int row, int column) { return state.model.index(row, column); };
        QCOMPARE(state.model.conditionOfCell(at(4, RelationStateModel::LastStep)), QString());
        state.model.setFilter(state.model.conditionOfCell(at(4, RelationStateModel::FirstData)), std::nullopt);
        QTRY_COMPARE(state.model.rowCount(), 1);
        QCOMPARE(state.cell(0, RelationStateModel::FirstData), QStringLiteral("4"));
    }

    void aFilterThatFailsShowsNoRow()
    {
        Fixture state;
        state.publish(1, {fakeBatch(12)});
        QTRY_COMPARE(state.model.rowCount(), 12);
        state.model.setFilter(QStringLiteral("10 / id > 1"), std::nullopt);
        QTRY_VERIFY(state.model.filterError());
        QCOMPARE(state.model.rowCount(), 0);
        state.model.setFilter(QStringLiteral("nope = 1"), std::nullopt);
        QCOMPARE(state.model.filterError()->code, ErrorCode::kSqlUnknownColumn);
        state.model.setFilter(QString(), std::nullopt);
        QTRY_COMPARE(state.model.rowCount(), 12);
        QVERIFY(!state.model.filterError());
    }

    /// What was deleted stands in its batch for a while; the condition is not about it.
    void aFilterDoesNotFailAtRowsThatAreGone()
    {
        Fixture state;
        state.publish(1, {fakeBatch(12)}); // with id 0
        state.publish(2, {fakeBatch(1, 0, -1)});
        QTRY_COMPARE(state.model.rowCount(), 11);
        state.model.setFilter(QStringLiteral("10 / id > 1"), std::nullopt);
        QTRY_COMPARE(state.model.rowCount(), 5); // 1 to 5
        QVERIFY(!state.model.filterError());
    }

    /// What is copied together anew keeps passing as it did.
    void aFilterOutlivesCompaction()
    {
        Fixture state;
        state.model.setFilter(QStringLiteral("id < 10"), std::nullopt);
        constexpr int kRows = 20'000;
        state.publish(1, {fakeBatch(kRows)});
        QTRY_COMPARE(state.model.rowCount(), 10);
        for (uint64_t step = 2; step < 12; ++step) {
            state.publish(step, {fakeBatch(kRows - 20, 20, step % 2 == 0 ? -1 : 1)});
        }
        state.publish(12, {fakeBatch(5, 0, -1)});
        QTRY_COMPARE(state.model.rowCount(), 5);
        QCOMPARE(state.cell(0, RelationStateModel::LastStep), QStringLiteral("1"));
    }

    void frozenItStandsStill()
    {
        Fixture state;
        state.publish(1, {fakeBatch(2)});
        QTRY_COMPARE(state.model.rowCount(), 2);
        state.model.setFrozen(true);
        state.publish(2, {fakeBatch(2, 10)});
        QTest::qWait(2 * RelationState::kMinGapMs);
        state.stream.frame();
        QCOMPARE(state.model.rowCount(), 2);
        state.model.setFrozen(false);
        QTRY_COMPARE(state.model.rowCount(), 4);
    }

    void hiddenItIsNotSubscribed()
    {
        Fixture state;
        QCOMPARE(state.stream.pipeline->numSubscriptions(), size_t(1));
        state.model.setActive(false);
        QCOMPARE(state.stream.pipeline->numSubscriptions(), size_t(0));
    }

    /// A thousand steps that replace all rows leave the rows, and not the batches that they came in.
    void manyReplacementsAreExact()
    {
        Fixture state;
        state.publish(1, {fakeBatch(100)});
        for (uint64_t step = 2; step <= 2000; ++step) {
            state.publish(step, {fakeBatch(100, 0, -1), fakeBatch(100)});
        }
        QTRY_COMPARE_WITH_TIMEOUT(state.cell(0, RelationStateModel::LastStep), QStringLiteral("2,000"), 20'000);
        QCOMPARE(state.model.rowCount(), 100);
        for (int row = 0; row < 100; ++row) {
            QCOMPARE(state.cell(row, RelationStateModel::Weight), QStringLiteral("+1"));
        }
    }

    /// Rows that come and go in any order, in small and in large batches, with steps that are folded together.
    void randomChangesAreExact()
    {
        Fixture state;
        std::mt19937 random(7);
        std::map<int64_t, Weight> expected;
        constexpr int64_t kIds = 20'000;
        for (uint64_t step = 1; step <= 400; ++step) {
            std::vector<BatchPtr> batches;
            for (int i = 0; i < 5; ++i) {
                const size_t numRows = random() % 20 == 0 ? 5'000 : random() % 300 + 1;
                const auto first = static_cast<int64_t>(random() % kIds);
                const Weight weight = random() % 2 == 0 ? 1 : -1;
                batches.push_back(fakeBatch(numRows, first, weight));
                for (size_t row = 0; row < numRows; ++row) {
                    expected[first + static_cast<int64_t>(row)] += weight;
                }
            }
            state.publish(step, std::move(batches));
            if (step % 100 == 0) {
                QTest::qWait(RelationState::kMinGapMs); // some snapshots are made on the way
            }
        }
        std::erase_if(expected, [](const auto& row) { return row.second == 0; });
        QTRY_VERIFY(state.model.summaryText().contains(QLatin1String("step 400")));
        QTRY_COMPARE(state.model.rowCount(), static_cast<int>(expected.size()));
        for (int row = 0; row < state.model.rowCount(); ++row) {
            const int64_t id = state.cell(row, RelationStateModel::FirstData).remove(QLatin1Char(',')).toLongLong();
            const QString name = state.cell(row, RelationStateModel::FirstData + 1);
            QVERIFY2(expected.contains(id), qPrintable(QString::number(id)));
            QVERIFY2(id % 10 == 9 || name.endsWith(QLatin1Char(' ') + QString::number(id)), qPrintable(name));
            QCOMPARE(state.cell(row, RelationStateModel::Weight), signedText(expected[id]));
            expected.erase(id);
        }
    }

    /// A snapshot that a reader holds does not change under it.
    void whatIsSharedStands()
    {
        StateRows rows;
        for (uint32_t i = 0; i < 1'000; ++i) {
            rows.push({0, i, 1, 0, 1, 1});
        }
        const StateRows shared = rows.share();
        rows.writable(5).weight = 7;
        rows.writable(6).weight = 8;
        rows.pop();
        QCOMPARE(shared.size(), size_t(1'000));
        QCOMPARE(shared[5].weight, Weight(1));
        QCOMPARE(shared[999].row, 999U);
        QCOMPARE(rows[5].weight, Weight(7));
        QCOMPARE(rows[6].weight, Weight(8));
        QCOMPARE(rows.size(), size_t(999));
    }

    /// Equal hashes stand in one another's way, and are found nevertheless.
    void theIndexFindsWhatIsThere()
    {
        StateIndex index;
        std::vector<uint64_t> keys;
        std::mt19937_64 random(3);
        const auto hashOf = [](uint64_t key) { return key % 100; };
        for (int round = 0; round < 20'000; ++round) {
            if (keys.empty() || random() % 3 != 0) {
                keys.push_back(random() % 1'000'000);
                index.push(hashOf(keys.back()));
            } else {
                const auto position = static_cast<uint32_t>(random() % keys.size());
                index.removeBySwap(position);
                keys[position] = keys.back();
                keys.pop_back();
            }
            if (!keys.empty()) {
                const uint64_t key = keys[random() % keys.size()];
                const uint32_t found = index.find(hashOf(key), [&](uint32_t at) { return keys[at] == key; });
                QVERIFY(found < keys.size());
                QCOMPARE(keys[found], key);
            }
        }
        QCOMPARE(index.size(), keys.size());
    }

    void itEndsWithItsPipeline()
    {
        auto state = std::make_unique<Fixture>();
        state->publish(1, {fakeBatch(2)});
        QTRY_COMPARE(state->model.rowCount(), 2);
        QVERIFY(state->stream.bridge->removePipeline(state->stream.link));
        QCOMPARE(state->model.rowCount(), 0);
    }
};

QTEST_GUILESS_MAIN(TestRelationState)
#include "test_relation_state.moc"
