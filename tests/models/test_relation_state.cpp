// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a relation, folded from its changes.
#include "models/stream/relation_state_model.h"
#include "tests/models/stream_fixture.h"

#include <QTest>

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
