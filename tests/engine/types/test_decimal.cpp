// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/types/decimal.h"

#include <QTest>

using namespace millrace;

namespace {

const Int128 kLargest = powerOfTen(38) - 1;

QString text(std::optional<Int128> unscaled, int scale)
{
    return unscaled ? QString::fromStdString(formatDecimal(*unscaled, scale)) : QStringLiteral("none");
}

} // namespace

class TestDecimal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void formats()
    {
        QCOMPARE(text(250, 2), "2.5");
        QCOMPARE(text(0, 1), "0");
        QCOMPARE(text(-5, 3), "-0.005");
        QCOMPARE(text(-1200, 2), "-12");
        QCOMPARE(text(kLargest, 0), "99999999999999999999999999999999999999");
        QCOMPARE(text(-kLargest, 38), "-0.99999999999999999999999999999999999999");
        QCOMPARE(text(powerOfTen(20), 0), "100000000000000000000");
    }

    void parses_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<int>("precision");
        QTest::addColumn<int>("scale");
        QTest::addColumn<QString>("expected");
        auto row = [](const char* input, int precision, int scale, const char* expected) {
            QTest::newRow(qPrintable(QStringLiteral("%1 (%2,%3)").arg(input).arg(precision).arg(scale)))
                << QByteArray(input) << precision << scale << QString(expected);
        };
        row("12.5", 4, 2, "12.5");
        row(" +7 ", 4, 2, "7");
        row("-0.004", 4, 2, "0");
        row("-.5", 4, 2, "-0.5");
        row("5.", 4, 2, "5");
        row("0.125", 4, 2, "0.12"); // half to even
        row("0.135", 4, 2, "0.14");
        row("0.1250001", 4, 2, "0.13");
        row("99.995", 4, 2, "none"); // rounds out of the precision
        row("99.994", 4, 2, "99.99");
        row("100", 4, 2, "none");
        row("1e2", 5, 2, "100");
        row("1.5e-1", 5, 2, "0.15");
        row("1e-400", 5, 2, "0");
        row("1e400", 5, 2, "none");
        row("0e999999999999", 5, 2, "0");
        row("99999999999999999999999999999999999999", 38, 0, "99999999999999999999999999999999999999");
        row("999999999999999999999999999999999999999", 38, 0, "none");
        row("0.00000000000000000000000000000000000001", 38, 38, "0.00000000000000000000000000000000000001");
        for (const char* bad : {"", " ", ".", "-", "1e", "1,5", "1.2.3", "0x10", "1 2", "e5", "NaN"}) {
            row(bad, 10, 2, "none");
        }
    }
    void parses()
    {
        QFETCH(QByteArray, input);
        QFETCH(int, precision);
        QFETCH(int, scale);
        QTEST(
            text(parseDecimal(std::string_view(input.constData(), static_cast<size_t>(input.size())), precision, scale),
                 scale),
            "expected");
    }

    void multipliesWithWideIntermediates()
    {
        QCOMPARE(text(multiplyDecimal(250, -4, 0), 2), "-10");
        // 12345678901234567890.123456789 squared, 18 digits dropped.
        const auto value = parseDecimal("12345678901234567890.123456789", 38, 9);
        QCOMPARE(text(multiplyDecimal(*value, *value, 18), 0), "none");
        QCOMPARE(text(multiplyDecimal(*value, powerOfTen(18), 18), 9), "12345678901234567890.123456789");
        QCOMPARE(text(multiplyDecimal(kLargest, kLargest, 38), 0), "99999999999999999999999999999999999998");
        QCOMPARE(text(multiplyDecimal(kLargest, -kLargest, 38), 0), "-99999999999999999999999999999999999998");
        QCOMPARE(text(multiplyDecimal(kLargest, kLargest, 76), 0), "0");
        QCOMPARE(text(multiplyDecimal(-19, 1, 1), 0), "-1"); // toward zero
    }

    void dividesWithWideIntermediates()
    {
        QCOMPARE(text(divideDecimal(1, 3, 6), 6), "0.333333");
        QCOMPARE(text(divideDecimal(-2, 3, 6), 6), "-0.666666");
        QCOMPARE(text(divideDecimal(kLargest, kLargest, 37), 37), "1");
        QCOMPARE(text(divideDecimal(kLargest, 1, 1), 1), "none");
        QCOMPARE(text(divideDecimal(kLargest, 3, -37), 0), "3");
        QCOMPARE(text(divideDecimal(0, -7, 38), 0), "0");
        QCOMPARE(text(divideDecimal(7, powerOfTen(37), 38), 0), "70");
    }

    void rescalesTowardZero()
    {
        QCOMPARE(text(rescaleDecimal(-199, 2, 0), 0), "-1");
        QCOMPARE(text(rescaleDecimal(199, 2, 5), 5), "1.99");
        QCOMPARE(text(rescaleDecimal(kLargest, 0, 3), 3), "none");
        QVERIFY(fitsPrecision(999, 3));
        QVERIFY(!fitsPrecision(-1000, 3));
    }

    void rounds_data()
    {
        QTest::addColumn<int>("value");
        QTest::addColumn<QList<int>>("expected"); // toward zero, half even, half away, floor, ceiling
        QTest::newRow("1.4") << 14 << QList<int>{1, 1, 1, 1, 2};
        QTest::newRow("1.5") << 15 << QList<int>{1, 2, 2, 1, 2};
        QTest::newRow("2.5") << 25 << QList<int>{2, 2, 3, 2, 3};
        QTest::newRow("-2.5") << -25 << QList<int>{-2, -2, -3, -3, -2};
        QTest::newRow("-2.6") << -26 << QList<int>{-2, -3, -3, -3, -2};
        QTest::newRow("3.0") << 30 << QList<int>{3, 3, 3, 3, 3};
    }
    void rounds()
    {
        QFETCH(int, value);
        QFETCH(QList<int>, expected);
        using R = DecimalRounding;
        const R modes[] = {R::TowardZero, R::HalfEven, R::HalfAwayFromZero, R::Floor, R::Ceiling};
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(static_cast<int>(dropDecimalDigits(value, 1, modes[i])), expected[i]);
        }
    }

    void convertsDoubles()
    {
        QCOMPARE(decimalToDouble(125, 2), 1.25);
        QCOMPARE(decimalToDouble(1, 1), 0.1);
        QCOMPARE(decimalToDouble(-powerOfTen(30), 0), -1e30);
        QCOMPARE(text(decimalFromDouble(0.3, 2, 1), 1), "0.3");
        QCOMPARE(text(decimalFromDouble(-1.999, 4, 2), 2), "-1.99");
        QCOMPARE(text(decimalFromDouble(100, 4, 2), 2), "none");
        QCOMPARE(text(decimalFromDouble(std::numeric_limits<double>::infinity(), 4, 2), 2), "none");
        QCOMPARE(text(decimalFromDouble(std::numeric_limits<double>::quiet_NaN(), 4, 2), 2), "none");
    }
};

QTEST_APPLESS_MAIN(TestDecimal)
#include "test_decimal.moc"
