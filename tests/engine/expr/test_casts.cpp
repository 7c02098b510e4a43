// SPDX-License-Identifier: GPL-3.0-or-later
#include "expr_testing.h"

#include <QTest>

using namespace millrace;
using namespace millrace::testing;

namespace {

using T = TypeId;

const SqlType kDec = SqlType::decimal(10, 2);
const SqlType kText = SqlType::of(T::Varchar);

} // namespace

Q_DECLARE_METATYPE(Cell)
Q_DECLARE_METATYPE(SqlType)

class TestCasts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void casts_data()
    {
        QTest::addColumn<Cell>("from");
        QTest::addColumn<SqlType>("to");
        QTest::addColumn<QString>("expected");
        auto row = [](const Cell& from, const SqlType& to, const char* expected) {
            const std::string tag =
                formatValue(from.value, from.type) + ":" + from.type.toString() + " to " + to.toString();
            QTest::newRow(tag.c_str()) << from << to << QString::fromUtf8(expected);
        };
        auto of = [](T id) { return SqlType::of(id); };
        auto text = [](const char* value) { return cell(value, T::Varchar); };
        // integers
        row(cell("127", T::Integer), of(T::TinyInt), "127");
        row(cell("128", T::Integer), of(T::TinyInt), "Cannot convert 128 to TINYINT");
        row(cell("-1", T::Integer), of(T::UInteger), "Cannot convert -1 to INTEGER UNSIGNED");
        row(cell("-1", T::TinyInt), of(T::UBigInt), "Cannot convert -1 to BIGINT UNSIGNED");
        row(cell("255", T::UTinyInt), of(T::SmallInt), "255");
        row(cell("18446744073709551615", T::UBigInt), of(T::BigInt), "Cannot convert 18446744073709551615 to BIGINT");
        row(cell("-5", T::TinyInt), of(T::BigInt), "-5");
        row(cell("7", T::BigInt), of(T::Real), "7.0");
        row(cell("-7", T::Integer), kDec, "-7");
        row(cell("100000000", T::Integer), kDec, "Cannot convert 100000000 to DECIMAL(10, 2)");
        row(cell("12345678", T::Integer), SqlType::decimal(12, 2), "12345678");
        // floating numbers
        row(cell("2.9", T::Double), of(T::Integer), "2");
        row(cell("-2.9", T::Double), of(T::TinyInt), "-2");
        row(cell("127.99", T::Double), of(T::TinyInt), "127");
        row(cell("128", T::Double), of(T::TinyInt), "Cannot convert 128.0 to TINYINT");
        row(cell("-0.9", T::Real), of(T::UTinyInt), "0");
        row(cell("9223372036854775808", T::Double), of(T::BigInt), "Cannot convert 9.223372036854776e18 to BIGINT");
        row(cell("-9223372036854775808", T::Double), of(T::BigInt), "-9223372036854775808");
        row(cell("NaN", T::Double), of(T::Integer), "Cannot convert NaN to INTEGER");
        row(cell("inf", T::Real), of(T::BigInt), "Cannot convert inf to BIGINT");
        row(cell("0.3", T::Double), SqlType::decimal(2, 1), "0.3");
        row(cell("1e300", T::Double), of(T::Real), "inf");
        row(cell("1e300", T::Double), kDec, "Cannot convert 1e300 to DECIMAL(10, 2)");
        row(cell("0.1", T::Real), of(T::Double), "0.10000000149011612");
        // decimals
        row(cell("-1.99", kDec), of(T::Integer), "-1");
        row(cell("300.5", kDec), of(T::TinyInt), "Cannot convert 300.5 to TINYINT");
        row(cell("1.99", kDec), SqlType::decimal(4, 1), "1.9");
        row(cell("-1.99", kDec), SqlType::decimal(12, 4), "-1.99");
        row(cell("1234.5", kDec), SqlType::decimal(4, 1), "Cannot convert 1234.5 to DECIMAL(4, 1)");
        row(cell("1.25", kDec), of(T::Double), "1.25");
        // truth
        row(cell("true", T::Boolean), of(T::Integer), "1");
        row(cell("false", T::Boolean), kDec, "0");
        row(cell("true", T::Boolean), of(T::Double), "1.0");
        row(cell("0", T::Integer), of(T::Boolean), "false");
        row(cell("0.01", kDec), of(T::Boolean), "true");
        row(cell("NaN", T::Double), of(T::Boolean), "true");
        row(cell("true", T::Boolean), kText, "TRUE");
        // text to others
        row(text(" 42 "), of(T::Integer), "42");
        row(text("+42"), of(T::BigInt), "42");
        row(text("42.0"), of(T::Integer), "Error converting '42.0' to INTEGER");
        row(text(""), of(T::Integer), "Error converting '' to INTEGER");
        row(text("128"), of(T::TinyInt), "Error converting '128' to TINYINT");
        row(text("-1"), of(T::UTinyInt), "Error converting '-1' to TINYINT UNSIGNED");
        row(text(" TRUE "), of(T::Boolean), "true");
        row(text("yes"), of(T::Boolean), "Error converting 'yes' to BOOLEAN");
        row(text("1.5e3"), of(T::Double), "1500.0");
        row(text("abc"), of(T::Real), "Error converting 'abc' to REAL");
        row(text("2.345"), kDec, "2.34");
        row(text("2.355"), kDec, "2.36");
        row(text("123456789"), kDec, "Error converting '123456789' to DECIMAL(10, 2)");
        row(text("2024-02-29"), of(T::Date), "2024-02-29");
        row(text("2023-02-29"), of(T::Date), "Error converting '2023-02-29' to DATE");
        row(text("2024-02-29 10:00:00.25"), of(T::Timestamp), "2024-02-29 10:00:00.25");
        row(text("2024-02-29"), of(T::Timestamp), "2024-02-29 00:00:00");
        row(text("2024-02-29T10:00:00"), of(T::Timestamp), "Error converting '2024-02-29T10:00:00' to TIMESTAMP");
        row(text("10:20:30.5"), of(T::Time), "10:20:30.5");
        // others to text
        row(cell("-128", T::TinyInt), kText, "-128");
        row(cell("18446744073709551615", T::UBigInt), kText, "18446744073709551615");
        row(cell("2.50", kDec), kText, "2.5");
        row(cell("1", T::Double), kText, "1.0");
        row(cell("0.1", T::Real), kText, "0.1");
        row(cell("1969-12-31", T::Date), kText, "1969-12-31");
        row(cell("1969-12-31 23:59:59.5", T::Timestamp), kText, "1969-12-31 23:59:59.5");
        row(cell("12345", T::Integer), sized(T::Varchar, 3), "123");
        row(cell("12", T::Integer), sized(T::Char, 4), "12  ");
        row(cell("-3661000000", T::IntervalDay), kText, "-0 01:01:01.000000");
        row(cell("-14", T::IntervalMonth), kText, "-1-02");
        // text to text
        row(text("grüße"), sized(T::Varchar, 3), "grü");
        row(text("grüße"), sized(T::Char, 7), "grüße  ");
        row(text("grüße"), sized(T::Char, 2), "gr");
        row(cell("ab  ", sized(T::Char, 4)), kText, "ab");
        row(cell("    ", sized(T::Char, 4)), kText, "");
        row(cell("ab  ", sized(T::Char, 4)), sized(T::Char, 3), "ab ");
        row(text("a text that is longer than twelve bytes"), sized(T::Varchar, 20), "a text that is longe");
        // times
        row(cell("1969-12-31", T::Date), of(T::Timestamp), "1969-12-31 00:00:00");
        row(cell("1969-12-31 23:59:59.5", T::Timestamp), of(T::Date), "1969-12-31");
        row(cell("1969-12-31 23:59:59.5", T::Timestamp), of(T::Time), "23:59:59.5");
        row(cell("10:20:30", T::Time), of(T::Timestamp), "1970-01-01 10:20:30");
        row(cell("1500", T::BigInt), of(T::Timestamp), "1970-01-01 00:00:01");
        row(cell("1500", T::Double), of(T::Timestamp), "1970-01-01 00:00:01.5");
        row(cell("9000000000000000000", T::BigInt), of(T::Timestamp),
            "Cannot convert 9000000000000000000 to TIMESTAMP");
        row(cell("1970-01-01 00:00:01.5", T::Timestamp), of(T::BigInt), "1500");
        row(cell("1970-01-01 00:00:01.5", T::Timestamp), of(T::TinyInt),
            "Cannot convert 1970-01-01 00:00:01.5 to TINYINT");
        row(cell("1970-01-01 00:00:01.5", T::Timestamp), SqlType::decimal(10, 3), "1500");
        // NULL
        row(cell("NULL", T::Integer), kText, "NULL");
        row(cell("NULL", T::Varchar), of(T::Integer), "NULL");
        row(cell("NULL", T::Double), of(T::TinyInt), "NULL");
    }
    void casts()
    {
        QFETCH(Cell, from);
        QFETCH(SqlType, to);
        QFETCH(QString, expected);
        const std::vector<Physical> physicals = {physicalOf(from.type)};
        const BatchPtr batch = batchOf(physicals, {{Value::null()}, {from.value}});
        QVERIFY(isCastable(from.type, to));
        for (const ExprPtr& arg : {columnExpr(0, from.type), literalExpr(from.value, from.type)}) {
            QCOMPARE(QString::fromStdString(evaluateText(castExpr(arg, to), *batch, 1)), expected);
            const bool isFailing = expected.startsWith("Cannot") || expected.startsWith("Error");
            QCOMPARE(QString::fromStdString(evaluateText(castExpr(arg, to, {}, true), *batch, 1)),
                     isFailing ? QStringLiteral("NULL") : expected);
        }
    }

    void everyNumberCastExists()
    {
        for (int from = static_cast<int>(T::Boolean); from <= static_cast<int>(T::IntervalMonth); ++from) {
            for (int to = static_cast<int>(T::Boolean); to <= static_cast<int>(T::IntervalMonth); ++to) {
                auto typeOf = [](int id) {
                    return static_cast<T>(id) == T::Decimal ? SqlType::decimal(12, 2) : SqlType::of(static_cast<T>(id));
                };
                const SqlType source = typeOf(from);
                const SqlType target = typeOf(to);
                if (!isCastable(source, target)) {
                    continue;
                }
                const std::vector<Physical> physicals = {physicalOf(source)};
                const BatchPtr batch = batchOf(physicals, {{Value::null()}});
                QCOMPARE(evaluateText(castExpr(columnExpr(0, source), target), *batch, 0), std::string("NULL"));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestCasts)
#include "test_casts.moc"
