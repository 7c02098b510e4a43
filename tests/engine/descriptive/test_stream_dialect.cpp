// SPDX-License-Identifier: GPL-3.0-or-later
// Expressions of the streaming dialect: values, types, names, and the places of errors.
#include "tests/engine/descriptive/stream_driver.h"

#include <QTest>

using namespace millrace;
using namespace millrace::descriptive;

class TestStreamDialect : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void values_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("type");
        const auto row = [](const char* expression, const char* value, const char* type) {
            QTest::newRow(expression) << expression << value << type;
        };
        row("1", "1", "uint8");
        row("256", "256", "uint16");
        row("70000", "70000", "uint32");
        row("18446744073709551615", "18446744073709551615", "uint64");
        row("-1", "-1", "int8");
        row("-128", "-128", "int8");
        row("-129", "-129", "int16");
        row("1.5", "1.5", "float64");
        row("'it''s'", "it's", "string");
        row("'a\\'b\\n'", "a'b\n", "string");
        row("true", "true", "bool");
        row("7 / 2", "3.5", "float64");
        row("7 % 4", "3", "uint8");
        row("1000 % 300", "100", "uint16");
        row("-7 % 4", "-3", "int16");
        row("200 + 100", "300", "uint16");
        row("1 - 2", "-1", "int16");
        row("3 * 4.5", "13.5", "float64");
        row("2 + 3 * 4", "14", "uint32");
        row("7 % 4 / 2", "1.5", "float64");
        row("12 / 3 % 3", "1.0", "float64");
        row("18446744073709551615 + 1", "0", "uint64");
        row("9223372036854775807::int64 + 1", "-9223372036854775808", "int64");
        row("300::uint8", "44", "uint8");
        row("'12'::int32 + 1", "13", "int64");
        row("cast('12', 'nullable(int32)')", "12", "nullable(int32)");
        row("CAST(3.7 AS uint8)", "3", "uint8");
        row("1 / 0", "inf", "float64");
        row("'a' || 'b' || to_string(1 + 2)", "ab3", "string");
        row("to_string(1.0)", "1", "string");
        row("to_string(10.05)", "10.05", "string");
        row("(100 / 1)::string", "100", "string");
        row("'n' || to_string(16.9::float)", "n16.9", "string");
        row("concat('a', 'b', 'c')", "abc", "string");
        row("1 == 1 AND 2 != 3", "true", "bool");
        row("1 < 2 ? 'yes' : 'no'", "yes", "string");
        row("if(0, 1, 2)", "2", "uint8");
        row("multi_if(1 > 2, 'a', 2 > 1, 'b', 'c')", "b", "string");
        row("CASE WHEN 1 THEN 'x' ELSE 'y' END", "x", "string");
        row("2 BETWEEN 1 AND 3", "true", "bool");
        row("2 IN (1, 2)", "true", "bool");
        row("'abc' LIKE 'a%'", "true", "bool");
        row("'aBc' ILIKE 'AB_'", "true", "bool");
        row("'%' LIKE '\\\\%'", "true", "bool");
        row("'a' LIKE '\\\\%'", "false", "bool");
        row("'a_b' NOT LIKE '%\\\\_%'", "false", "bool");
        row("'c:\\\\dir' LIKE 'c:\\\\d%'", "true", "bool"); // an escape of nothing is itself
        row("replace_regex('abc', '(b)', '<\\\\1>')", "a<b>c", "string");
        row("replace_regex('abc', 'b', '$1')", "a$1c", "string");
        row("[1, 2, 3]", "[1,2,3]", "array(uint8)");
        row("length([1, 300])", "2", "uint64");
        row("[1, 2, 3][1]", "1", "nullable(uint8)");
        row("[1, 2, 3][-1]", "3", "nullable(uint8)");
        row("substring('hello', -2)", "lo", "string");
        row("substring('hello', -4, 2)", "el", "string");
        row("-1 < 1", "true", "bool");
        row("-1 IN (1, 255)", "false", "bool");
        row("if(1, -1, 1)", "-1", "int16");
        row("CASE WHEN 0 THEN -1 ELSE 1 END", "1", "int16");
        row("greatest(-1, 200)", "200", "int16");
        row("-1::int64 < 18446744073709551615::uint64", "true", "bool");
        row("NOT 0", "true", "bool");
        row("round(2.567, 2)", "2.57", "float64");
        row("round(2.5)", "2.0", "float64");
        row("round(3.5)", "4.0", "float64");
        row("round(0.29 * 10)", "3.0", "float64");
        row("floor(-2.5)", "-3.0", "float64");
        row("ceil(2.1)", "3.0", "float64");
        row("abs(-5)", "5", "uint8");
        row("sqrt(16)", "4.0", "float64");
        row("log(-1)", "NaN", "float64");
        row("log10(100)", "2.0", "float64");
        row("pow(2, 10)", "1024.0", "float64");
        row("upper('ab') || lower('CD')", "ABcd", "string");
        row("length('äb')", "3", "uint64");
        row("substring('hello', 2, 3)", "ell", "string");
        row("replace('aXbX', 'X', '-')", "a-b-", "string");
        row("coalesce(null::nullable(int32), 7)", "7", "int32");
        row("to_int32('42')", "42", "int32");
        row("to_int32_or_zero('x')", "0", "int32");
        row("to_float64('2.5')", "2.5", "float64");
        row("to_decimal64('2.5', 2)", "2.5", "decimal(18, 2)");
        row("1.25::decimal(10, 1)", "1.2", "decimal(10, 1)");
        row("12345678901234567890.12::decimal(38, 10)", "12345678901234567890.12", "decimal(38, 10)");
        row("to_decimal(-0.1234567890123456789, 19)", "-0.1234567890123456789", "decimal(38, 19)");
        row("123456789012345678901234567890::decimal(38, 0)", "123456789012345678901234567890", "decimal(38, 0)");
        row("'2024-01-24'::date", "2024-01-24", "date");
        row("to_datetime('2024-01-24 10:00:05')", "2024-01-24 10:00:05", "datetime");
        row("to_datetime64('2024-01-24 10:00:05.1239', 3, 'UTC')", "2024-01-24 10:00:05.123", "datetime64(3, 'UTC')");
        row("to_datetime(1706090405)", "2024-01-24 10:00:05", "datetime");
        row("to_datetime('2024-01-24 10:00:05') + 5m", "2024-01-24 10:05:05", "datetime");
        row("to_datetime('2024-01-24 10:00:05') - INTERVAL 1 HOUR", "2024-01-24 09:00:05", "datetime");
        row("to_datetime('2024-01-24 10:00:05') + 1M", "2024-02-24 10:00:05", "datetime");
        row("date_trunc('hour', to_datetime('2024-01-24 10:20:05', 'UTC'))", "2024-01-24 10:00:00", "datetime('UTC')");
        row("to_start_of_month(to_datetime('2024-01-24 10:20:05'))", "2024-01-01", "date");
        row("to_start_of_interval(to_datetime('2024-01-24 10:24:05'), 5m)", "2024-01-24 10:20:00", "datetime");
        row("date_trunc('week', to_datetime('2024-01-24 10:20:05'))", "2024-01-22", "date"); // from Monday
        row("date_trunc('week', '2024-01-28'::date)", "2024-01-22", "date");
        row("date_trunc('week', '2024-01-29'::date)", "2024-01-29", "date");
        row("to_year('2024-01-24'::date)", "2024", "uint16");
        row("date_diff('second', to_datetime('2024-01-24 10:00:05'), to_datetime('2024-01-24 10:01:05'))", "60",
            "int64");
        row("null_if(-1, 255)", "-1", "nullable(int16)"); // signs meet in what holds both
        row("if_null(null_if(-1, -1), 255)", "255", "int16");
        row("has([1, 255], -1)", "false", "bool");
        row("index_of([-1, 3], 3)", "2", "int64");
        row("array_concat([-1], [255])", "[-1,255]", "array(int16)");
        row("[[-1], [255]]", "[[-1],[255]]", "array(array(int16))");
        row("date_diff('month', '2024-02-29', '2024-03-01')", "1", "int64"); // boundaries, not whole units
        row("date_diff('year', '2024-03-01'::date, '2023-12-31'::date)", "-1", "int64");
        row("date_diff('week', '2024-01-28'::date, '2024-01-29'::date)", "1", "int64"); // a Sunday, a Monday
        row("date_diff('day', to_datetime('2024-01-24 23:59:59'), to_datetime('2024-01-25 00:00:00'))", "1", "int64");
        row("date_diff('hour', to_datetime('2024-01-24 10:00:00'), to_datetime('2024-01-24 10:59:59'))", "0", "int64");
        row("date_diff('second', to_datetime64('2024-01-24 10:00:00.900', 3), to_datetime64('2024-01-24 10:00:01.100', "
            "3))",
            "1", "int64");
        row("date_diff('millisecond', '2024-01-24 10:00:00'::datetime64(3), '2024-01-24 10:00:01.5'::datetime64(3))",
            "1500", "int64");
        row("now()", "2024-01-24 10:00:00", "datetime('UTC')");
        row("now64() - 1h", "2024-01-24 09:00:00", "datetime64(3, 'UTC')");
        row("count()", "1", "uint64");
        row("sum(2) + 1", "3", "uint64");
        row("avg(3)", "3.0", "float64");
        row("median(3)", "3.0", "float64");
    }
    void values()
    {
        QFETCH(QString, expression);
        QFETCH(QString, value);
        QFETCH(QString, type);
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(driver.open({"SELECT " + expression.toStdString()}), driver.error().c_str());
        const std::vector<std::string> rows = driver.rows();
        QVERIFY2(driver.failure.empty(), driver.failure.c_str());
        QCOMPARE(rows.size(), size_t{1});
        QCOMPARE(QString::fromStdString(rows[0]), value);
        QCOMPARE(QString::fromStdString(driver.call().columns()[0].typeName), type);
    }

    void names_data()
    {
        QTest::addColumn<QString>("item");
        QTest::addColumn<QString>("name");
        QTest::newRow("count") << "count(*)"
                               << "count()";
        QTest::newRow("sum") << "A+1"
                             << "plus(A, 1)";
        QTest::newRow("literal") << "1"
                                 << "1";
        QTest::newRow("negative") << "-1"
                                  << "-1";
        QTest::newRow("string") << "'x'"
                                << "'x'";
        QTest::newRow("call") << "MAX( A )"
                              << "max(A)";
        QTest::newRow("chain") << "'a'||to_string(A%2)"
                               << "concat('a', to_string(modulo(A, 2)))";
        QTest::newRow("alias") << "A AS b"
                               << "b";
        QTest::newRow("bare alias") << "A b"
                                    << "b";
        QTest::newRow("quoted") << "`A` AS `two words`"
                                << "two words";
        QTest::newRow("column") << "s.A"
                                << "A";
        QTest::newRow("distinct") << "count(DISTINCT A)"
                                  << "count_distinct(A)";
        QTest::newRow("filter") << "sum(A) FILTER (WHERE A > 1)"
                                << "sum_if(A, greater(A, 1))";
    }
    void names()
    {
        QFETCH(QString, item);
        QFETCH(QString, name);
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(driver.open({"CREATE STREAM s(A int32)", "SELECT " + item.toStdString() + " FROM s"}),
                 driver.error().c_str());
        QCOMPARE(QString::fromStdString(driver.call().columns()[0].name), name);
    }

    void errors_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("error");
        const auto row = [](const char* query, const char* error) { QTest::newRow(query) << query << error; };
        row("SELECT\n  A + b\nFROM s", "1:2:7: No column of this name: b");
        row("SELECT a FROM s", "1:1:8: No column of this name: a"); // case counts
        row("SELECT A FROM S", "1:1:15: No stream or view of this name: S");
        row("SELECT to_strng(A) FROM s", "1:1:8: No function of this name: to_strng");
        row("SELECT A FROM s WHERE sum(A) > 1", "1:1:23: An aggregate function cannot stand in WHERE; write HAVING");
        row("SELECT A, count() FROM s", "1:1:8: This column is neither grouped nor inside of an aggregate: A");
        row("SELECT sum(max(A)) FROM s", "1:1:12: An aggregate function cannot stand inside another aggregate: max");
        row("SELECT A::int128 FROM s", "1:1:11: Type int128 is not supported yet");
        row("SELECT A::ipv4 FROM s", "1:1:11: Type ipv4 is not supported yet");
        row("SELECT cast(A, 'int32)') FROM s", "1:1:16: Not a type: 'int32)'");
        row("SELECT A::flot FROM s", "1:1:11: No type of this name: flot");
        row("SELECT 5x FROM s", "1:1:8: An interval is a number and one of ns us ms s m h d w M q y, not '5x'");
        row("SELECT 'abc FROM s", "1:1:8: String literal is not closed");
        row("SELECT A FROM", "1:1:14: Expected a stream or view, found the end of the program");
        row("SELECT A FROM s SETTINGS epss = 1", "1:1:26: No setting of this name: epss");
        row("SELECT A FROM s SETTINGS eps = -1", "1:1:26: eps is a number of rows a second from 0 to 1e9");
        row("SELECT 1; SELECT 2", "1:1:11: Several statements in one are not possible: put each into an item of sqls");
        row("SELECT top_k(A, 3) FROM s", "1:1:8: This function is not supported yet: top_k");
        row("SELECT A + 'x' FROM s", "1:1:12: This text cannot be read as INTEGER, which is needed here: 'x'");
        row("SELECT concat('a', A) FROM s", "1:1:20: concat needs text, not a value of type int32; write to_string(…)");
        row("SELECT row_number() OVER (ORDER BY A) FROM s",
            "1:1:8: A window function is not supported yet: row_number");
        row("SELECT A FROM s UNION ALL SELECT A FROM s",
            "1:1:1: UNION, EXCEPT and INTERSECT of streams are not supported yet");
        row("SELECT raw:x FROM s", "1:1:11: A JSON path is not supported yet");
        row("SELECT to_datetime('2024-01-24 10:00:05', 'Asia/Tokyo') FROM s",
            "1:1:8: Reading and cutting times in a zone other than UTC is not supported yet: Asia/Tokyo");
        row("SELECT to_hour(now64(3, 'Europe/Rome')) FROM s",
            "1:1:8: Reading and cutting times in a zone other than UTC is not supported yet: Europe/Rome");
        row("SELECT A FROM s LIMIT A", "1:1:23: LIMIT and OFFSET need a whole number");
    }
    void errors()
    {
        QFETCH(QString, query);
        QFETCH(QString, error);
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY(!driver.open({"CREATE STREAM s(A int32)", query.toStdString()}));
        QCOMPARE(QString::fromStdString(driver.error()), error);
    }

    void unknownNamesAreSuggested()
    {
        StreamCatalog catalog;
        const std::vector<std::string> statements = {"SELECT to_strng(1)"};
        const OpenedStreamCall opened = openStreamCall(catalog, statements, kTen);
        QVERIFY(!opened.ok());
        QCOMPARE(opened.failure.error.notes.size(), size_t{1});
        QVERIFY(opened.failure.error.notes[0].text.find("to_string") != std::string::npos);
    }

    void failuresOfRowsEndTheCall()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY(driver.open({"CREATE RANDOM STREAM r(a uint8 default rand() % 10)", "SELECT 1 % a FROM r"}));
        driver.run(kSecond);
        QVERIFY(driver.hasEnded);
        QCOMPARE(driver.failure, std::string("A remainder by zero"));
    }

    void aggregatesOverStoredRows()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(
            driver.open({"CREATE STREAM s(k string, v float, n nullable(int32))",
                         "INSERT INTO s(k, v, n) VALUES ('a', 1.5, 1), ('b', 2.5, null), ('c', 0.5, 3), ('d', 2.5, 3)",
                         "SELECT count(), count(n), sum(v), min(v), max(k), arg_max(k, v), arg_min(k, v), "
                         "quantile(v, 0.5), count_if(v > 1), sum_if(v, k = 'a'), count(DISTINCT v), unique(n), "
                         "any(k), latest(k), avg(n) FROM table(s)"}),
            driver.error().c_str());
        QCOMPARE(driver.rows(), std::vector<std::string>{"4,3,7.0,0.5,d,b,c,2.0,3,1.5,3,2,a,d,2.3333333333333335"});
    }

    void aggregatesOverNothing()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY(driver.open(
            {"CREATE STREAM s(k string, v int32)", "SELECT count(), sum(v), max(v), max(k) FROM table(s)"}));
        QCOMPARE(driver.rows(), std::vector<std::string>{"0,0,0,"});
        driver.hasEnded = false;
        QVERIFY(driver.open({"SELECT k, count() FROM table(s) GROUP BY k"}));
        QCOMPARE(driver.rows(), std::vector<std::string>{});
    }

    void orderAndLimitOfStoredRows()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(driver.open({"CREATE STREAM s(k string, v int32)", "INSERT INTO s VALUES ('a', 3), ('b', 1), ('c', 2)",
                              "SELECT k FROM table(s) ORDER BY v DESC LIMIT 2"}),
                 driver.error().c_str());
        const std::vector<std::string> expected = {"a", "c"};
        QCOMPARE(driver.rows(), expected);
    }
};

QTEST_APPLESS_MAIN(TestStreamDialect)
#include "test_stream_dialect.moc"
