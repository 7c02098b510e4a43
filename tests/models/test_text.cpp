// SPDX-License-Identifier: GPL-3.0-or-later
// Texts: errors of every code, numbers, cells.
#include "engine/zset/batch_builder.h"
#include "models/text/cell_text.h"
#include "models/text/error_text.h"
#include "models/text/number_text.h"
#include "tests/support/fake_pipeline.h"

#include <QLocale>
#include <QTest>

using namespace millrace;
using namespace millrace::models;
using namespace millrace::test;

class TestText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void everyErrorCodeHasATitle()
    {
        for (int code = 0; code < static_cast<int>(ErrorCode::kCount); ++code) {
            const auto error = static_cast<ErrorCode>(code);
            QCOMPARE(errorTitleText(error).toStdString(), std::string(errorTitle(error)));
            QVERIFY(!errorText(makeError(error, "detail")).advice.isEmpty());
        }
    }

    void errorsTellCodePlaceAndNotes()
    {
        Error error = makeError(ErrorCode::kSqlUnknownColumn, "unknown column: pric", {10, 14, 3, 7, 3, 11});
        error.notes.push_back({"did you mean price", {}});
        QCOMPARE(errorText(error).code, QStringLiteral("MR-SQL-0011"));
        QCOMPARE(errorText(error).place, QStringLiteral("line 3, column 7"));
        QCOMPARE(errorLine(error), QStringLiteral("Unknown column: unknown column: pric (MR-SQL-0011)"));
        const QString report = errorReport(error);
        QVERIFY(report.contains(QLatin1String("did you mean price")));
        QVERIFY(report.contains(QLatin1String("line 3, column 7")));
    }

    void numbers_data()
    {
        QTest::addColumn<QString>("actual");
        QTest::addColumn<QString>("expected");
        QTest::newRow("count") << countText(48'112) << "48,112";
        QTest::newRow("plus") << signedText(3) << "+3";
        QTest::newRow("minus") << signedText(-1'234) << "-1,234";
        QTest::newRow("still") << rateText(0) << "0/s";
        QTest::newRow("slow") << rateText(0.2) << "<1/s";
        QTest::newRow("few") << rateText(7.4) << "7.4/s";
        QTest::newRow("thousands") << rateText(812'345) << "812 k/s";
        QTest::newRow("millions") << rateText(1'260'000) << "1.3 M/s";
        QTest::newRow("micros") << durationText(900) << QStringLiteral("900 µs");
        QTest::newRow("millis") << durationText(38'000) << "38 ms";
        QTest::newRow("seconds") << durationText(2'400'000) << "2.4 s";
        QTest::newRow("minutes") << durationText(125'000'000) << "2 min 05 s";
        QTest::newRow("hours") << durationText(3'780'000'000) << "1 h 03 min";
        QTest::newRow("bytes") << bytesText(512) << "512 bytes";
        QTest::newRow("megabytes") << bytesText(1'300'000) << "1.2 MiB";
    }

    void numbers()
    {
        QFETCH(QString, actual);
        QFETCH(QString, expected);
        QCOMPARE(actual, expected);
    }

    void cellsAreCutAtCharacters()
    {
        const std::string text = "äöüäöü";
        const BatchPtr batch = batchOf(std::array{Physical::String}, {{Value(text)}, {Value::null()}});
        const SqlType type = SqlType::of(TypeId::Varchar);
        QCOMPARE(cellText(batch->columns[0], 0, type), QStringLiteral("äöüäöü"));
        QCOMPARE(cellText(batch->columns[0], 0, type, 5), QStringLiteral("äö…"));
        QVERIFY(isCellCut(batch->columns[0], 0, 5));
        QVERIFY(!isCellCut(batch->columns[0], 0, 12));
        QCOMPARE(cellText(batch->columns[0], 1, type), QStringLiteral("NULL"));
    }

    void rowsAreBoundedToo()
    {
        const RelationInfo info = fakePriceRelation("p");
        const BatchPtr batch = fakeBatch(2, 8);
        QCOMPARE(rowText(info.schema, *batch, 1), QStringLiteral("{id: 9, name: NULL, price: 2.25}"));
        QCOMPARE(rowText(info.schema, *batch, 0, 10).size(), 11);
        QVERIFY(rowText(info.schema, *batch, 0, 10).endsWith(QChar(0x2026)));
    }

    void typesTellNullability()
    {
        QCOMPARE(typeText(SqlType::decimal(10, 2)), QStringLiteral("DECIMAL(10, 2)"));
        QCOMPARE(typeText(SqlType::of(TypeId::BigInt, false)), QStringLiteral("BIGINT NOT NULL"));
    }
};

QTEST_GUILESS_MAIN(TestText)
#include "test_text.moc"
