// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/types/float_text.h"
#include "engine/types/value.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <random>

using namespace millrace;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

QString doubleText(double value)
{
    std::string text;
    appendDouble(text, value);
    return QString::fromStdString(text);
}

} // namespace

class TestValue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void formats_data()
    {
        QTest::addColumn<QString>("actual");
        QTest::addColumn<QString>("expected");
        auto row = [](const Value& value, const SqlType& type, const char* expected) {
            QTest::newRow(expected) << QString::fromStdString(formatValue(value, type)) << QString(expected);
        };
        row(Value::null(), SqlType::of(TypeId::Integer), "NULL");
        row(Value(true), SqlType::of(TypeId::Boolean), "true");
        row(Value(int64_t{-5}), SqlType::of(TypeId::TinyInt), "-5");
        row(Value(UINT64_MAX), SqlType::of(TypeId::UBigInt), "18446744073709551615");
        row(Value(Int128{250}), SqlType::decimal(10, 2), "2.5");
        row(Value(double{0.1f}), SqlType::of(TypeId::Real), "0.1");
        row(Value(0.5), SqlType::of(TypeId::Double), "0.5");
        row(Value(std::string("héllo")), SqlType::of(TypeId::Varchar), "héllo");
        row(Value(int64_t{19753}), SqlType::of(TypeId::Date), "2024-01-31");
        row(Value(int64_t{43'200'500'000'000}), SqlType::of(TypeId::Time), "12:00:00.5");
        row(Value(int64_t{0}), SqlType::of(TypeId::Timestamp), "1970-01-01 00:00:00");
        row(Value(int64_t{-1'000'000}), SqlType::of(TypeId::IntervalDay), "-0 00:00:01.000000");
        row(Value(int64_t{14}), SqlType::of(TypeId::IntervalMonth), "+1-02");
    }
    void formats()
    {
        QFETCH(QString, actual);
        QTEST(actual, "expected");
    }

    void floatingTextIsShortest()
    {
        QCOMPARE(doubleText(1), "1.0");
        QCOMPARE(doubleText(-0.0), "-0.0");
        QCOMPARE(doubleText(0.001234), "0.001234");
        QCOMPARE(doubleText(0.0000123), "0.0000123");
        QCOMPARE(doubleText(0.00000123), "1.23e-6");
        QCOMPARE(doubleText(1234567890123456.0), "1234567890123456.0");
        QCOMPARE(doubleText(1e15), "1000000000000000.0");
        QCOMPARE(doubleText(1e16), "1e16");
        QCOMPARE(doubleText(1.5e300), "1.5e300");
        QCOMPARE(doubleText(123.25), "123.25");
        QCOMPARE(doubleText(kNan), "NaN");
        QCOMPARE(doubleText(-kInfinity), "-inf");
    }

    void floatingTextReadsBack()
    {
        std::mt19937_64 random(7);
        for (int i = 0; i < 2000; ++i) {
            const uint64_t bits = random();
            double value;
            std::memcpy(&value, &bits, sizeof value);
            if (std::isnan(value)) {
                continue;
            }
            std::string text;
            appendDouble(text, value);
            QCOMPARE(parseDouble(text).value(), value);
        }
        QCOMPARE(parseDouble(" +2.5e1 ").value(), 25.0);
        QCOMPARE(parseDouble("1e999").value(), kInfinity);
        QVERIFY(std::isnan(parseDouble("NaN").value()));
        QCOMPARE(parseFloat("0.1").value(), 0.1f);
        for (const char* bad : {"", " ", "abc", "1.2.3", "1 2", "+-1", "0x10"}) {
            QVERIFY2(!parseDouble(bad), bad);
        }
    }

    void comparesNullLowestAndNanHighest()
    {
        const SqlType type = SqlType::of(TypeId::Double);
        QVERIFY(compareValues(Value::null(), Value(-kInfinity), type) < 0);
        QVERIFY(compareValues(Value(kNan), Value(kInfinity), type) > 0);
        QVERIFY(compareValues(Value(kNan), Value(kNan), type) == 0);
        QVERIFY(compareValues(Value(0.0), Value(-0.0), type) == 0);
        QVERIFY(compareValues(Value::null(), Value::null(), type) == 0);
        const SqlType text = SqlType::of(TypeId::Varchar);
        QVERIFY(compareValues(Value(std::string("a")), Value(std::string("ab")), text) < 0);
        const SqlType decimal = SqlType::decimal(38, 0);
        QVERIFY(compareValues(Value(Int128{-1}), Value(Int128{1}), decimal) < 0);
    }
};

QTEST_APPLESS_MAIN(TestValue)
#include "test_value.moc"
