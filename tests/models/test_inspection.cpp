// SPDX-License-Identifier: GPL-3.0-or-later
// What the inspector says of a cell, a row, a selection and a relation.
#include "models/text/inspection.h"

#include "models/stream/change_stream_model.h"
#include "tests/models/stream_fixture.h"

#include <QItemSelectionModel>
#include <QTest>

using namespace millrace;
using namespace millrace::models;
using test::fakeBatch;
using test::StreamFixture;

class TestInspection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsCellAndRow()
    {
        StreamFixture f;
        f.publish(1, {fakeBatch(3, 7)});
        QTRY_COMPARE(f.model->rowCount(), 3);
        const int column = f.model->columnOf(ChangeStreamModel::ColumnKind::Data);
        const Inspection inspection = inspectCell(f.model->index(1, column));
        QVERIFY(inspection.value.has_value());
        QCOMPARE(inspection.value->name, QStringLiteral("id"));
        QCOMPARE(inspection.value->text, QStringLiteral("8"));
        QVERIFY2(inspection.value->type.startsWith(QStringLiteral("BIGINT")), qPrintable(inspection.value->type));
        QCOMPARE(inspection.row.size(), f.model->columnCount());
        QCOMPARE(inspection.row[column].value, QStringLiteral("8"));
        QVERIFY(!inspectCell(QModelIndex()).value);
    }

    void sumsWhatIsSelected()
    {
        StreamFixture f;
        f.publish(1, {fakeBatch(4, 10)});
        QTRY_COMPARE(f.model->rowCount(), 4);
        const int id = f.model->columnOf(ChangeStreamModel::ColumnKind::Data);
        const QItemSelection all(f.model->index(0, 0), f.model->index(3, f.model->columnCount() - 1));
        const QString sums = sumsText(all, id);
        QVERIFY2(sums.contains(QStringLiteral("sum 46")) && sums.contains(QStringLiteral("from 10 to 13")) &&
                     sums.contains(QStringLiteral("mean 11.5")),
                 qPrintable(sums));
        QVERIFY(!sums.contains(QStringLiteral("rounded")));
        const QItemSelection one(f.model->index(0, 0), f.model->index(0, f.model->columnCount() - 1));
        QVERIFY(sumsText(one, id).isEmpty());
    }

    void tellsColumnsOfARelation()
    {
        RelationInfo prices = test::fakePriceRelation("prices");
        prices.schema.primaryKey = {0};
        const QList<Fact> facts = inspectRelation(prices);
        QCOMPARE(facts.size(), static_cast<qsizetype>(prices.schema.columns.size()));
        QCOMPARE(facts[0].name, QStringLiteral("id"));
        QVERIFY(facts[0].value.endsWith(QStringLiteral("key")));
        QVERIFY(!facts[1].value.endsWith(QStringLiteral("key")));
    }

    void dumpsBytes()
    {
        QCOMPARE(hexDump(QStringLiteral("Grün")),
                 QStringLiteral("000000  47 72 c3 bc 6e                                   Gr..n\n"));
        QVERIFY(hexDump(QString()).isEmpty());
        QCOMPARE(hexDump(QString(100'000, u'x')).count(u'\n'), 64 * 1024 / 16);
    }
};

QTEST_MAIN(TestInspection)
#include "test_inspection.moc"
