// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/types/datetime.h"

#include <QDate>
#include <QTest>

using namespace millrace;

namespace {

QString timestampText(int64_t micros)
{
    std::string text;
    appendTimestamp(text, micros);
    return QString::fromStdString(text);
}

QString dateText(int32_t days)
{
    std::string text;
    appendDate(text, days);
    return QString::fromStdString(text);
}

} // namespace

class TestDatetime : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheGregorianCalendar()
    {
        const qint64 epoch = QDate(1970, 1, 1).toJulianDay();
        for (int32_t days = -719'162; days <= 2'932'896; days += 211) {
            const CivilDate date = civilFromDays(days);
            const QDate expected = QDate::fromJulianDay(epoch + days);
            QCOMPARE(QDate(date.year, date.month, date.day), expected);
            QCOMPARE(daysFromCivil(date), days);
            QCOMPARE(daysInMonth(date.year, date.month), expected.daysInMonth());
        }
        QVERIFY(isValidDate(daysFromCivil({1, 1, 1})) && !isValidDate(daysFromCivil({1, 1, 1}) - 1));
        QVERIFY(isValidDate(daysFromCivil({9999, 12, 31})) && !isValidDate(daysFromCivil({9999, 12, 31}) + 1));
    }

    void addsMonthsClampingTheDay()
    {
        const int32_t january31 = daysFromCivil({2024, 1, 31});
        QCOMPARE(dateText(addMonths(january31, 1)), "2024-02-29");
        QCOMPARE(dateText(addMonths(january31, 13)), "2025-02-28");
        QCOMPARE(dateText(addMonths(january31, -2)), "2023-11-30");
        QCOMPARE(dateText(addMonths(january31, -13)), "2022-12-31");
        QCOMPARE(dateText(addMonths(january31, 0)), "2024-01-31");
        QCOMPARE(dateText(addMonths(daysFromCivil({1970, 1, 1}), -1)), "1969-12-01");
        QVERIFY(!isValidDate(addMonths(january31, INT64_MAX)));
        QVERIFY(!isValidDate(addMonths(january31, INT64_MIN)));
    }

    void formats()
    {
        QCOMPARE(timestampText(0), "1970-01-01 00:00:00");
        QCOMPARE(timestampText(-1), "1969-12-31 23:59:59.999999");
        QCOMPARE(timestampText(1'500'000), "1970-01-01 00:00:01.5");
        QCOMPARE(dateText(daysFromCivil({33, 2, 1})), "0033-02-01");
        std::string text;
        appendTime(text, 45'296'000'000'120);
        QCOMPARE(QString::fromStdString(text), "12:34:56.00000012");
        text.clear();
        appendDayInterval(text, -(kMicrosPerDay + 3'661'000'000));
        QCOMPARE(QString::fromStdString(text), "-1 01:01:01.000000");
        text.clear();
        appendDayInterval(text, INT64_MIN);
        QCOMPARE(QString::fromStdString(text), "-106751991 04:00:54.775808");
        text.clear();
        appendMonthInterval(text, 26);
        QCOMPARE(QString::fromStdString(text), "+2-02");
    }

    void parsesTimestamps_data()
    {
        QTest::addColumn<bool>("isRecord");
        QTest::addColumn<QString>("expected");
        auto both = [](const char* text, const char* sql, const char* record) {
            QTest::newRow(qPrintable(QStringLiteral("sql %1").arg(text))) << false << QString(sql);
            QTest::newRow(qPrintable(QStringLiteral("record %1").arg(text))) << true << QString(record);
        };
        both("2024-01-31 10:20:30", "2024-01-31 10:20:30", "2024-01-31 10:20:30");
        both("2024-01-31 10:20:30.1234567", "2024-01-31 10:20:30.123456", "2024-01-31 10:20:30.123456");
        both("2024-01-31", "2024-01-31 00:00:00", "2024-01-31 00:00:00");
        both("2024-1-3 1:2:3", "2024-01-03 01:02:03", "2024-01-03 01:02:03");
        both("2024-01-31T10:20:30", "none", "2024-01-31 10:20:30");
        both("2024-01-31T10:20:30Z", "none", "2024-01-31 10:20:30");
        both("2024-01-31T10:20:30+02:00", "none", "2024-01-31 08:20:30");
        both("2024-01-31 23:20:30-0130", "none", "2024-02-01 00:50:30");
        both("2024-01-31T10:20:30-05", "none", "2024-01-31 15:20:30");
        both(" 2024-01-31 10:20:30 ", "none", "2024-01-31 10:20:30");
        both("1969-12-31 23:59:59.5", "1969-12-31 23:59:59.5", "1969-12-31 23:59:59.5");
        both("9999-12-31T23:59:59-01:00", "none", "none");
        for (const char* bad : {"", "2024", "2024-02-30 00:00:00", "2024-13-01", "2024-00-01", "0000-01-01",
                                "2024-01-31 24:00:00", "2024-01-31 10:20", "2024-01-31 10:20:30.", "2024-01-31x",
                                "2024-01-31 10:60:00", "10000-01-01", "2024-01-31T10:20:30+0", "2024-01-31T"}) {
            both(bad, "none", "none");
        }
    }
    void parsesTimestamps()
    {
        QFETCH(bool, isRecord);
        const std::string text = QString(QTest::currentDataTag()).mid(isRecord ? 7 : 4).toStdString();
        const auto micros = parseTimestamp(text, isRecord ? TimeText::Record : TimeText::Sql);
        QTEST(micros ? timestampText(*micros) : QStringLiteral("none"), "expected");
    }

    void parsesDatesAndTimes()
    {
        QCOMPARE(parseDate("1970-01-02", TimeText::Sql).value(), 1);
        QVERIFY(!parseDate("1970-01-02 00:00:00", TimeText::Sql));
        QVERIFY(!parseDate(" 1970-01-02", TimeText::Sql));
        QCOMPARE(parseDate(" 1970-01-02\n", TimeText::Record).value(), 1);
        QCOMPARE(parseTime("00:00:01.000000002", TimeText::Sql).value(), int64_t{1'000'000'002});
        QVERIFY(!parseTime("24:00:00", TimeText::Sql));
        QVERIFY(!parseTime("12:00", TimeText::Sql));
    }
};

QTEST_APPLESS_MAIN(TestDatetime)
#include "test_datetime.moc"
