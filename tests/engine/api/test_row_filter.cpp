// SPDX-License-Identifier: GPL-3.0-or-later
// Conditions over the columns of a relation, applied to batches.
#include "engine/api/row_filter.h"
#include "engine/zset/batch_builder.h"

#include <QTest>

#include <array>

using namespace millrace;
using api::RowFilter;

namespace {

/// id BIGINT NOT NULL, "Name" VARCHAR.
Schema schema()
{
    Schema schema;
    schema.columns = {{"id", SqlType::of(TypeId::BigInt, false)}, {"Name", SqlType::of(TypeId::Varchar, true), true}};
    schema.primaryKey = {0};
    return schema;
}

/// Rows 0 to 9; every name is "n<id>", that of row 9 is NULL.
BatchPtr tenRows()
{
    constexpr std::array<Physical, 2> kColumns = {Physical::Int64, Physical::String};
    BatchBuilder builder(kColumns);
    for (int64_t i = 0; i < 10; ++i) {
        builder.column(0).append<int64_t>(i);
        if (i == 9) {
            builder.column(1).appendNull();
        } else {
            builder.column(1).appendString("n" + std::to_string(i));
        }
    }
    return builder.build();
}

using Rows = std::vector<uint32_t>;

} // namespace

class TestRowFilter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void selects_data()
    {
        QTest::addColumn<QString>("condition");
        QTest::addColumn<QList<int>>("rows");
        QTest::newRow("comparison") << "id > 6" << QList<int>{7, 8, 9};
        QTest::newRow("text") << "\"Name\" = 'n3'" << QList<int>{3};
        QTest::newRow("null") << "\"Name\" IS NULL" << QList<int>{9};
        QTest::newRow("null is not true") << "\"Name\" <> 'n3' AND id > 7" << QList<int>{8};
        QTest::newRow("contains") << "POSITION('4' IN LOWER(\"Name\")) > 0" << QList<int>{4};
        QTest::newRow("constant") << "TRUE" << QList<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        QTest::newRow("comment at its end") << "id = 1 -- only one" << QList<int>{1};
    }

    void selects()
    {
        QFETCH(QString, condition);
        QFETCH(QList<int>, rows);
        Result<RowFilter> filter = RowFilter::compile(condition.toStdString(), schema());
        QVERIFY2(filter.ok(), filter.ok() ? "" : filter.error().toString().c_str());
        const Result<Rows> selected = filter.value().select(*tenRows());
        QVERIFY(selected.ok());
        QCOMPARE(QList<int>(selected.value().begin(), selected.value().end()), rows);
    }

    void errorsStandAtTheirPlaceInTheCondition()
    {
        const Result<RowFilter> filter = RowFilter::compile("id > 1 AND\n  nme = 3", schema());
        QVERIFY(!filter.ok());
        QCOMPARE(filter.error().code, ErrorCode::kSqlUnknownColumn);
        QCOMPARE(filter.error().span.line, 2U);
        QCOMPARE(filter.error().span.column, 3U);
        QCOMPARE(filter.error().span.begin, 13U);
    }

    void onlyConditionsAreFilters()
    {
        for (const char* text : {"id IN (SELECT id FROM \"rows\")", "COUNT(*) > 1", "id) ORDER BY (id", "1 +", ""}) {
            QVERIFY2(!RowFilter::compile(text, schema()).ok(), text);
        }
    }

    void aRowThatFailsIsAnError()
    {
        Result<RowFilter> filter = RowFilter::compile("10 / id > 1", schema());
        QVERIFY(filter.ok());
        const Result<Rows> selected = filter.value().select(*tenRows());
        QVERIFY(!selected.ok());
        QCOMPARE(selected.error().code, ErrorCode::kEvalDivisionByZero);
    }
};

QTEST_GUILESS_MAIN(TestRowFilter)
#include "test_row_filter.moc"
