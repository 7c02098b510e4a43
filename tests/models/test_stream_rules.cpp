// SPDX-License-Identifier: GPL-3.0-or-later
// What a change stream shows of what it keeps: filters, ranges of steps, update pairs, pins, sums, five formats.
#include "models/stream/column_filter.h"
#include "models/stream/pinned_rows_model.h"
#include "models/stream/step_summary_model.h"
#include "tests/models/stream_fixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::models;
using namespace millrace::test;
using Kind = ChangeStreamModel::ColumnKind;
using Format = ChangeStreamModel::ExtractFormat;

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

/// Frames until what is sifted has arrived.
void settle(StreamFixture& stream)
{
    QTRY_VERIFY(!stream.model->isSifting());
    stream.frame();
}

StreamRules filtered(const char* condition)
{
    StreamRules rules;
    rules.filter = QString::fromLatin1(condition);
    return rules;
}

/// Old and new rows of ids 0 to 2 in two batches: what goes has price 0 · 25, what comes 100 · 25.
std::vector<BatchPtr> updates()
{
    return {fakeBatch(3, 0, -1), fakeBatch(3, 0, 1)};
}

} // namespace

class TestStreamRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void aFilterHoldsForKeptAndComingChanges()
    {
        StreamFixture stream;
        stream.publish(1, {fakeBatch(100)});
        stream.frame();
        QVERIFY(stream.model->setRules(filtered("id >= 95")).ok());
        settle(stream);
        QCOMPARE(stream.model->rowCount(), 5);
        QCOMPARE(stream.idAt(0), 95);
        stream.publish(2, {fakeBatch(10, 90)});
        stream.frame();
        settle(stream);
        QCOMPARE(stream.model->rowCount(), 10);
        QCOMPARE(stream.model->numPassing(), 10ULL);
        QCOMPARE(stream.model->counters().kept(), 110ULL); // nothing was lost
        QVERIFY(stream.model->setRules({}).ok());
        QCOMPARE(stream.model->rowCount(), 110);
    }

    void aWrongFilterChangesNothing()
    {
        StreamFixture stream;
        stream.publish(1, {fakeBatch(10)});
        stream.frame();
        const Status status = stream.model->setRules(filtered("idd = 3"));
        QVERIFY(!status.ok());
        QCOMPARE(status.error().span.begin, 0U);
        QCOMPARE(stream.model->rowCount(), 10);
        QVERIFY(stream.model->problemOf(QStringLiteral("id =")));
        QVERIFY(!stream.model->problemOf(QStringLiteral("id = 3")));
    }

    /// On a time line a condition is asked of every relation that has its columns; the others are left out.
    void aTimelineIsFiltered()
    {
        auto fake = std::make_unique<FakeEngine>();
        RelationInfo orders = fakePriceRelation("orders");
        orders.schema.columns[0].name = "number";
        const auto pipeline = fake->add("demo", {fakePriceRelation("prices"), orders});
        EngineBridge bridge(std::move(fake));
        ChangeStreamModel model(bridge.clock());
        model.setPipeline(bridge.find(QStringLiteral("demo")));
        model.setRelations({QStringLiteral("prices"), QStringLiteral("orders")});
        QVERIFY(pipeline->start(false).ok());
        runFrame(bridge.clock());
        pipeline->publish("prices", 1, {fakeBatch(10)});
        pipeline->publish("orders", 2, {fakeBatch(10)});
        QTRY_COMPARE(model.rowCount(), 20);
        QVERIFY(model.setRules(filtered("id < 3")).ok());
        QTRY_COMPARE(model.rowCount(), 3); // orders has no id
        QVERIFY(model.setRules(filtered("name IS NOT NULL")).ok());
        QTRY_COMPARE(model.rowCount(), 18); // both have a name
        QCOMPARE(model.setRules(filtered("nothing = 1")).error().code, ErrorCode::kSqlUnknownColumn);
        QCOMPARE(model.setRules(filtered("id <")).error().code, ErrorCode::kSqlUnexpectedToken);
        StreamRules rules;
        for (const char* typed : {"ord", "=orders", "!=prices"}) {
            rules.relation = QString::fromLatin1(typed);
            QVERIFY(model.setRules(rules).ok());
            QTRY_COMPARE(model.rowCount(), 10);
            QTRY_COMPARE(model.index(0, model.columnOf(ChangeStreamModel::ColumnKind::Relation)).data().toString(),
                         QStringLiteral("orders"));
        }
        rules.filter = QStringLiteral("id < 3");
        QVERIFY(model.setRules(rules).ok());
        QTRY_COMPARE(model.rowCount(), 0);
        QVERIFY(model.setRules({}).ok());
        QCOMPARE(model.rowCount(), 20);
    }

    void aFilterThatFailsAtARowSaysSo()
    {
        StreamFixture stream;
        stream.publish(1, {fakeBatch(10)});
        stream.frame();
        QVERIFY(stream.model->setRules(filtered("1 / id > 0")).ok());
        settle(stream);
        QVERIFY(stream.model->siftError());
        QCOMPARE(stream.model->siftError()->code, ErrorCode::kEvalDivisionByZero);
    }

    void aRangeOfSteps()
    {
        StreamFixture stream;
        for (uint64_t step = 1; step <= 9; ++step) {
            stream.publish(step, {fakeBatch(2, static_cast<int64_t>(step) * 10)});
        }
        stream.frame();
        StreamRules rules;
        rules.steps = std::pair(quint64(3), quint64(5));
        QVERIFY(stream.model->setRules(rules).ok());
        settle(stream);
        QCOMPARE(stream.model->rowCount(), 6);
        QCOMPARE(stream.idAt(0), 30);
        QCOMPARE(stream.idAt(5), 51);
    }

    /// The same key goes in one batch and comes in another: one line, with what differs.
    void updatesArePaired()
    {
        StreamFixture stream;
        stream.model->setKey({0});
        StreamRules rules;
        rules.pairsUpdates = true;
        QVERIFY(stream.model->setRules(rules).ok());
        std::vector<BatchPtr> batches = updates();
        batches.push_back(fakeBatch(1, 7, 1));
        stream.publish(1, batches);
        stream.frame();
        settle(stream);
        QCOMPARE(stream.model->rowCount(), 4);
        QCOMPARE(stream.at(0, 0, ChangeStreamModel::ChangeKindRole).toInt(), static_cast<int>(ChangeKind::Update));
        QCOMPARE(stream.at(0, stream.model->columnOf(Kind::Sign)).toString(), QStringLiteral("~"));
        QCOMPARE(stream.at(3, 0, ChangeStreamModel::ChangeKindRole).toInt(), static_cast<int>(ChangeKind::Insert));
        const QString csv = stream.model->extract(0, 0, Format::Csv);
        QCOMPARE(csv.count(u'\n'), 3); // header, what went, what came
        QVERIFY2(csv.contains(QLatin1String("1,-1,0,")) && csv.contains(QLatin1String("1,1,0,")), qPrintable(csv));
    }

    void theKeyOfAViewIsKnownFromItsPlan()
    {
        StreamFixture stream;
        QVERIFY(stream.model->key().empty());
        QVERIFY(stream.pipeline->stop().ok());
        QVERIFY(stream.pipeline
                    ->setProgram("CREATE TABLE t (id BIGINT, name VARCHAR, price DECIMAL(10, 2));\n"
                                 "CREATE VIEW prices AS SELECT id, MAX(name) AS name, MAX(price) AS price\n"
                                 "FROM t GROUP BY id;")
                    .ok());
        stream.frame();
        stream.model->setRelations({});
        stream.model->setRelations({QStringLiteral("prices")});
        QCOMPARE(stream.model->key(), std::vector<int>{0});
        stream.model->setKey({1, 2});
        QCOMPARE(stream.model->key(), (std::vector<int>{1, 2}));
    }

    void cellsOfAnUpdateTellWhatDiffers()
    {
        StreamFixture stream;
        stream.model->setKey({1}); // the name: of ids 9 and 19 it is NULL, so that these two are one key
        StreamRules rules;
        rules.pairsUpdates = true;
        QVERIFY(stream.model->setRules(rules).ok());
        stream.publish(1, {fakeBatch(1, 9, -1), fakeBatch(1, 19, 1)});
        stream.frame();
        settle(stream);
        QCOMPARE(stream.model->rowCount(), 1);
        const int id = stream.model->columnOf(Kind::Data);
        QCOMPARE(stream.at(0, id).toString(), QStringLiteral("9 → 19"));
        QVERIFY(stream.at(0, id, ChangeStreamModel::IsChangedRole).toBool());
        QCOMPARE(stream.at(0, id, ChangeStreamModel::BeforeRole).toString(), QStringLiteral("9"));
        QVERIFY(!stream.at(0, id + 1, ChangeStreamModel::IsChangedRole).toBool());
        QCOMPARE(stream.at(0, id + 1).toString(), QStringLiteral("NULL"));
    }

    /// The state at the start stands apart from the step that it is of, in all looks.
    void theStateAtTheStartIsMarked()
    {
        StreamFixture stream;
        stream.model->setSummarizing(true);
        StepSummaryModel sums;
        QObject::connect(stream.model.get(), &ChangeStreamModel::stepsSummarized, &sums, &StepSummaryModel::add);
        stream.pipeline->publish("prices", 3, {fakeBatch(2)}, true);
        stream.publish(4, {fakeBatch(1, 5)});
        stream.frame();
        settle(stream);
        const int step = stream.model->columnOf(Kind::Step);
        QCOMPARE(stream.at(0, step).toString(), QStringLiteral("≤ 3"));
        QVERIFY(stream.at(0, step, Qt::ToolTipRole).toString().startsWith(QLatin1String("State at step 3")));
        QVERIFY(stream.at(0, 0, Qt::AccessibleTextRole).toString().contains(QLatin1String("state at step 3")));
        QCOMPARE(stream.at(2, step).toString(), QStringLiteral("4"));
        QCOMPARE(sums.rowCount(), 2);
        QCOMPARE(sums.index(0, int(StepSummaryModel::Column::Step)).data().toString(), QStringLiteral("≤ 3"));
        QCOMPARE(sums.index(1, int(StepSummaryModel::Column::Step)).data().toString(), QStringLiteral("4"));
    }

    void gapsPassEveryFilter()
    {
        StreamFixture stream;
        stream.model->setLimits({50, 256ull * 1024 * 1024});
        QVERIFY(stream.model->setRules(filtered("id = 1")).ok());
        stream.publish(1, {fakeBatch(5)});
        stream.frame();
        stream.model->setActivity(ChangeStreamModel::Activity::Hidden);
        stream.publish(2, {fakeBatch(5)});
        stream.model->setActivity(ChangeStreamModel::Activity::Active);
        stream.publish(3, {fakeBatch(5)});
        stream.frame();
        settle(stream);
        QCOMPARE(stream.model->rowCount(), 3); // one, the gap, one
        QVERIFY(stream.at(1, 0, ChangeStreamModel::GapRole).toInt() != 0);
    }

    void frozenWhileFiltered()
    {
        StreamFixture stream;
        QVERIFY(stream.model->setRules(filtered("id < 2")).ok());
        stream.publish(1, {fakeBatch(5)});
        stream.frame();
        settle(stream);
        stream.model->freeze();
        stream.publish(2, {fakeBatch(5)});
        stream.frame();
        settle(stream);
        QCOMPARE(stream.model->rowCount(), 2);
        stream.model->thaw(ChangeStreamModel::Thaw::ToTail);
        QCOMPARE(stream.model->rowCount(), 4);
    }

    void stepsAreSummedUp()
    {
        StreamFixture stream;
        StepSummaryModel summary;
        const QAbstractItemModelTester tester(&summary, kFatal);
        connect(stream.model.get(), &ChangeStreamModel::stepsSummarized, &summary, &StepSummaryModel::add);
        stream.publish(1, {fakeBatch(5)});
        stream.frame();
        stream.model->setSummarizing(true);
        settle(stream);
        QCOMPARE(summary.rowCount(), 1);
        stream.publish(2, {fakeBatch(3, 0, -1), fakeBatch(4, 10, 2)});
        stream.frame();
        settle(stream);
        QCOMPARE(summary.rowCount(), 2);
        const auto cell = [&](StepSummaryModel::Column column) {
            return summary.index(1, static_cast<int>(column)).data().toString();
        };
        QCOMPARE(cell(StepSummaryModel::Column::Inserted), QStringLiteral("8"));
        QCOMPARE(cell(StepSummaryModel::Column::Deleted), QStringLiteral("3"));
        QCOMPARE(cell(StepSummaryModel::Column::Net), QStringLiteral("+5"));
        QCOMPARE(cell(StepSummaryModel::Column::Rows), QStringLiteral("7"));
        stream.model->setSummarizing(false);
        stream.model->setSummarizing(true); // begins anew with all that is kept
        settle(stream);
        QCOMPARE(summary.rowCount(), 2);
    }

    void pinnedKeysAreFollowedThroughFilters()
    {
        StreamFixture stream;
        PinnedRowsModel pinned;
        const QAbstractItemModelTester tester(&pinned, kFatal);
        connect(stream.model.get(), &ChangeStreamModel::pinsChanged, &pinned,
                [&](const std::vector<PinChange>& changes, bool isAnew) {
                    pinned.add(changes, stream.model->pins(), stream.model->key(), isAnew);
                });
        pinned.setSchema(stream.model->schemas()[0]);
        stream.publish(1, {fakeBatch(5)});
        stream.frame();
        QVERIFY(!stream.model->pin(0)); // no key is known
        stream.model->setKey({0});
        QVERIFY(stream.model->pin(3));
        QVERIFY(stream.model->setRules(filtered("id = 1")).ok());
        settle(stream);
        QCOMPARE(pinned.rowCount(), 1);
        QCOMPARE(pinned.index(0, PinnedRowsModel::FirstData).data().toString(), QStringLiteral("3"));
        QCOMPARE(pinned.index(0, PinnedRowsModel::State).data().toString(), QStringLiteral("there"));
        stream.publish(2, {fakeBatch(5, 0, -1)});
        stream.frame();
        settle(stream);
        QCOMPARE(pinned.index(0, PinnedRowsModel::State).data().toString(), QStringLiteral("gone"));
        QCOMPARE(pinned.index(0, PinnedRowsModel::Changes).data().toString(), QStringLiteral("2"));
        QVERIFY(pinned.index(0, 0).data(PinnedRowsModel::HistoryRole).toString().startsWith(QLatin1String("step 2")));
        stream.model->unpin(0);
        QCOMPARE(pinned.rowCount(), 0);
    }

    void rowsAreCopiedInFiveFormats()
    {
        StreamFixture stream;
        stream.publish(4, {fakeBatch(1, 9, -1)});
        stream.frame();
        QCOMPARE(stream.model->extract(0, 0, Format::Csv), QStringLiteral("step,weight,id,name,price\n4,-1,9,,2.25\n"));
        QCOMPARE(stream.model->extract(0, 0, Format::Tsv),
                 QStringLiteral("step\tweight\tid\tname\tprice\n4\t-1\t9\t\t2.25\n"));
        QCOMPARE(stream.model->extract(0, 0, Format::JsonLines),
                 QStringLiteral("{\"relation\":\"prices\",\"step\":4,\"weight\":-1,"
                                "\"row\":{\"id\":9,\"name\":null,\"price\":2.25}}\n"));
        QCOMPARE(stream.model->extract(0, 0, Format::Markdown),
                 QStringLiteral("| step | weight | id | name | price |\n| --- | --- | --- | --- | --- |\n"
                                "| 4 | -1 | 9 | NULL | 2.25 |\n"));
        QCOMPARE(
            stream.model->extract(0, 0, Format::Sql),
            QStringLiteral("DELETE FROM \"prices\" WHERE \"id\" = 9 AND \"name\" IS NULL AND \"price\" = 2.25;\n"));
    }

    void insertsAreCopiedAsStatements()
    {
        StreamFixture stream;
        stream.publish(1, {fakeBatch(1, 1, 2)});
        stream.frame();
        const QString insert = QStringLiteral("INSERT INTO \"prices\" (\"id\", \"name\", \"price\") VALUES (1, "
                                              "'a part with the number 1', 0.25);\n");
        QCOMPARE(stream.model->extract(0, 0, Format::Sql), insert + insert); // it came twice
    }

    void columnFiltersBecomeConditions_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("number");
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << "  "
                               << ""
                               << "";
        QTest::newRow("equal") << "=3"
                               << "n = 3"
                               << "\"My t\" = '3'";
        QTest::newRow("less or equal") << "<= 3"
                                       << "n <= 3"
                                       << "\"My t\" <= '3'";
        QTest::newRow("not equal") << "!=3"
                                   << "n <> 3"
                                   << "\"My t\" <> '3'";
        QTest::newRow("null") << "NULL"
                              << "n IS NULL"
                              << "\"My t\" IS NULL";
        QTest::newRow("not null") << "!null"
                                  << "n IS NOT NULL"
                                  << "\"My t\" IS NOT NULL";
        QTest::newRow("contains") << "O'b"
                                  << "POSITION('o''b' IN LOWER(CAST(n AS VARCHAR))) > 0"
                                  << "POSITION('o''b' IN LOWER(\"My t\")) > 0";
    }

    void columnFiltersBecomeConditions()
    {
        QFETCH(QString, typed);
        QFETCH(QString, number);
        QFETCH(QString, text);
        QCOMPARE(columnCondition({"n", SqlType::of(TypeId::BigInt, false)}, typed), number);
        QCOMPARE(columnCondition({"My t", SqlType::of(TypeId::Varchar, true), true}, typed), text);
    }

    void anExampleIsOfTheColumnsType()
    {
        QCOMPARE(exampleCondition({"n", SqlType::of(TypeId::BigInt, false)}), QStringLiteral("n = 3"));
        QCOMPARE(exampleCondition({"city", SqlType::of(TypeId::Varchar, true)}), QStringLiteral("city = 'abc'"));
        // Each is one that the engine takes.
        for (const TypeId id : {TypeId::Boolean, TypeId::TinyInt, TypeId::UBigInt, TypeId::Real, TypeId::Double,
                                TypeId::Varchar, TypeId::Char, TypeId::Date, TypeId::Time, TypeId::Timestamp}) {
            const SqlType type = SqlType::of(id, true);
            StreamFixture stream;
            stream.pipeline->setRelations({fakeRelation("v", {{"My column", type}})});
            stream.link->reloadRelations();
            stream.model->setRelations({QStringLiteral("v")});
            stream.frame();
            QCOMPARE(stream.model->schemas().size(), size_t(1));
            const std::optional<Error> problem =
                stream.model->problemOf(exampleCondition({"My column", type, true}));
            QVERIFY2(!problem, problem ? problem->detail.c_str() : "");
        }
    }

    void aCellBecomesACondition()
    {
        StreamFixture stream;
        stream.publish(1, {fakeBatch(10)});
        stream.frame();
        const int id = stream.model->columnOf(Kind::Data);
        QCOMPARE(stream.model->conditionOfCell(stream.model->index(4, id)), QStringLiteral("id = 4"));
        QCOMPARE(stream.model->conditionOfCell(stream.model->index(9, id + 1)), QStringLiteral("name IS NULL"));
        QCOMPARE(stream.model->conditionOfCell(stream.model->index(4, 0)), QString());
        const QString name = stream.model->conditionOfCell(stream.model->index(4, id + 1));
        QVERIFY(stream.model->setRules(filtered(qPrintable(notCondition(name)))).ok());
        settle(stream);
        QCOMPARE(stream.model->rowCount(), 9);
    }
};

QTEST_GUILESS_MAIN(TestStreamRules)
#include "test_stream_rules.moc"
