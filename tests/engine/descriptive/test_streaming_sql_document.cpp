// SPDX-License-Identifier: GPL-3.0-or-later
// What docs/streaming-sql.md says is so: its functions, types, EMIT forms and examples run, its gaps are refused.
#include "tests/engine/descriptive/stream_driver.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace millrace;
using namespace millrace::descriptive;

namespace {

QString readDocument()
{
    QFile file(QStringLiteral(MILLRACE_SOURCE_DIR "/docs/streaming-sql.md"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The text under a heading, up to the next one.
QString section(const QString& heading)
{
    const QString text = readDocument();
    const qsizetype begin = text.indexOf(QStringLiteral("\n## %1\n").arg(heading));
    return begin < 0 ? QString() : text.mid(begin, text.indexOf(QStringLiteral("\n## "), begin + 1) - begin);
}

/// What stands between backticks, line ends as spaces.
QStringList codesOf(const QString& text)
{
    static const QRegularExpression kCode(QStringLiteral("`([^`]+)`"));
    QStringList codes;
    for (auto found = kCode.globalMatch(text); found.hasNext();) {
        codes += found.next().captured(1).simplified();
    }
    return codes;
}

/// Nothing, or why the last statement does not compile over `s(i int32, k string)`.
QString errorOf(const QString& query)
{
    StreamCatalog catalog;
    StreamDriver driver(catalog);
    const std::vector<std::string> statements = {"CREATE STREAM s(i int32, k string)", query.toStdString()};
    return driver.open(statements) ? QString() : QString::fromStdString(driver.error());
}

bool isWord(const QString& text)
{
    static const QRegularExpression kWord(QStringLiteral("^[a-z_0-9]+$"));
    return kWord.match(text).hasMatch();
}

} // namespace

class TestStreamingSqlDocument : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void functionsAreThere()
    {
        int numFunctions = 0;
        for (const QString& code : codesOf(section(QStringLiteral("Functions")))) {
            for (const QString& name : code.split(QLatin1Char(' '))) {
                if (!isWord(name) || name.startsWith(QLatin1Char('_'))) {
                    continue;
                }
                const QString error = errorOf(QStringLiteral("SELECT %1()").arg(name));
                QVERIFY2(!error.contains(QStringLiteral("No function of this name")) &&
                             !error.contains(QStringLiteral("not supported")),
                         qPrintable(name + QStringLiteral(": ") + error));
                ++numFunctions;
            }
        }
        QVERIFY(numFunctions > 90);
        for (const char* suffix : {"_or_zero", "_or_null"}) { // "of 32 and 64 bits"
            for (const char* type : {"int32", "int64", "uint32", "uint64", "float32", "float64"}) {
                const QString call =
                    QStringLiteral("SELECT to_%1%2('x')").arg(QLatin1String(type), QLatin1String(suffix));
                QCOMPARE(errorOf(call), QString());
            }
        }
        for (const char* size : {"8", "16", "32", "64"}) { // "to_int8 … to_uint64"
            QCOMPARE(errorOf(QStringLiteral("SELECT to_int%1('1'), to_uint%1('1')").arg(QLatin1String(size))),
                     QString());
        }
        for (const char* unit : {"second", "minute", "hour", "day", "week", "month", "quarter", "year"}) {
            QCOMPARE(errorOf(QStringLiteral("SELECT to_start_of_%1(now())").arg(QLatin1String(unit))), QString());
        }
    }

    void typesAreThere()
    {
        const QString text = section(QStringLiteral("Types"));
        int numTypes = 0;
        for (QString code : codesOf(text.left(text.indexOf(QStringLiteral("Columns are not nullable"))))) {
            code.replace(QLatin1String("(p, s)"), QLatin1String("(38, 4)"));
            code.replace(QLatin1String("(0 to 6 [, 'zone'])"), QLatin1String("(6, 'Europe/Rome')"));
            code.replace(QLatin1String("(T)"), QLatin1String("(int8)"));
            StreamCatalog catalog;
            StreamDriver driver(catalog);
            QVERIFY2(driver.open({"CREATE STREAM t(c " + code.toStdString() + ")", "SELECT c FROM t"}),
                     driver.error().c_str());
            ++numTypes;
        }
        QVERIFY(numTypes > 20);
    }

    void emitsAreThere()
    {
        const QString text = section(QStringLiteral("Queries"));
        const QString table = text.mid(text.indexOf(QStringLiteral("| EMIT |")));
        int numEmits = 0;
        for (const QString& line : table.split(QLatin1Char('\n'))) {
            for (QString code : codesOf(line)) {
                code.replace(QStringLiteral("… "), QStringLiteral("AFTER WATERMARK "));
                code.replace(QRegularExpression(QStringLiteral("^REPEAT$")), QStringLiteral("PERIODIC 2s REPEAT"));
                QCOMPARE(
                    errorOf(QStringLiteral("SELECT count() FROM tumble(s, 5s) GROUP BY window_start EMIT ") + code),
                    QString());
                ++numEmits;
            }
        }
        QCOMPARE(numEmits, 9);
    }

    void examplesAreSo_data()
    {
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("rows");
        const auto row = [](const char* said, const char* query, const char* rows) {
            QTest::newRow(query) << QString::fromUtf8(said) << QString::fromUtf8(query) << QString::fromUtf8(rows);
        };
        row("`/` is float64 (`1 / 0` is infinite)", "SELECT 1 / 0, 3 / 2", "inf,1.5");
        row("`%` is as wide as\nthe divisor", "SELECT to_int64(300) % to_uint8(7)", "6");
        row("wrap at 64 bits", "SELECT to_int64('9223372036854775807') + to_int64(1)", "-9223372036854775808");
        row("A number is a condition", "SELECT if(2, 'yes', 'no'), if(0, 'yes', 'no')", "yes,no");
        row("keywords and functions are not", "select LENGTH('ab')", "2");
        row("Names in backticks\nor double quotes", "SELECT 1 AS `a b`, 2 AS \"c d\"", "1,2");
        row("`==` is `=`", "SELECT 1 == 1", "true");
        row("`c ? a : b`", "SELECT 1 < 2 ? 'a' : 'b'", "a");
        row("`x::type`", "SELECT '7'::int32 + 1", "8");
        row("`||` binds less than `+`", "SELECT 'n' || to_string(1) || 'm'", "n1m");
        row("`1s`, `5m`, `-1h`, `1M` (a month)",
            "SELECT to_datetime('2024-01-31 10:00:00') + 1s, to_datetime('2024-01-31 10:00:00') + 5m, "
            "to_datetime('2024-01-31 10:00:00') + -1h, to_datetime('2024-01-31 10:00:00') + 1M",
            "2024-01-31 10:00:01,2024-01-31 10:05:00,2024-01-31 09:00:00,2024-02-29 10:00:00");
        row("`INTERVAL 5 SECOND`", "SELECT to_datetime('2024-01-31 10:00:00') + INTERVAL 5 SECOND",
            "2024-01-31 10:00:05");
        row("(`1` of 1.0)", "SELECT to_string(1.0), to_string(1.25)", "1,1.25");
        row("leaves out zeros at the end of its fraction",
            "SELECT to_string(to_datetime64('2024-01-24 10:00:05.120', 3))", "2024-01-24 10:00:05.12");
        row("what the scale has no room\nfor is cut off", "SELECT 1.29::decimal(10, 1)", "1.2");
        row("`'\\\\%'` in a string", "SELECT 'a%' LIKE 'a\\\\%', 'ab' LIKE 'a\\\\%'", "true,false");
        row("`\\\\1` to `\\\\9` are groups and `$` is itself", "SELECT replace_regex('ab', '(a)(b)', '\\\\2$\\\\1')",
            "b$a");
        row("counts from the end", "SELECT [1, 2, 3][-1], substring('hello', -2)", "3,lo");
        row("An element that is not there is NULL", "SELECT is_null([1][2])", "true");
        row("(from 29 February to 1 March is a month)", "SELECT date_diff('month', '2024-02-29', '2024-03-01')", "1");
        row("begins on Monday, `to_start_of_week` on Sunday",
            "SELECT date_trunc('week', '2024-01-24'::date), to_start_of_week('2024-01-24'::date)",
            "2024-01-22,2024-01-21");
        row("goes to the even side", "SELECT round(2.5), round(3.5)", "2.0,4.0");
        row("Quantiles are exact, linear between neighbours", "SELECT quantile(i, 0.25) FROM table(t)", "1.5");
        row("`_if` (the condition last), `FILTER (WHERE …)`, and\n  `count(DISTINCT x)`",
            "SELECT sum_if(i, i > 1), sum(i) FILTER (WHERE i > 1), count(DISTINCT i) FROM table(t)", "5,5,3");
        row("A name may have a database before it (`default.devices`)", "SELECT count() FROM table(default.t)", "3");
        row("A name may have a database before it (`default.devices`)",
            "SELECT i FROM default.t LIMIT 1 SETTINGS seek_to = 'earliest'", "1");
        row("A name may have a database before it (`default.devices`)", "DESCRIBE default.t",
            "i,int32 _tp_time,datetime64(3, 'UTC')");
        row("`table(name)` of a random stream is one block of 65,409 rows", "SELECT count() FROM table(r)", "65409");
        row("`SETTINGS eps = …, max_events = …`", "SELECT 1 FROM r SETTINGS eps = 0, max_events = 2", "1 1");
        row("`SETTINGS seek_to = 'earliest'`", "SELECT i FROM t LIMIT 3 SETTINGS seek_to = 'earliest'", "1 2 3");
        row("`SETTINGS query_mode = 'table'`", "SELECT i FROM t ORDER BY i DESC SETTINGS query_mode = 'table'",
            "3 2 1");
        row("`LIMIT n BY` order and cut", "SELECT i FROM table(t) ORDER BY i DESC LIMIT 1 BY i > 1", "3 1");
        row("`count()`, `plus(a, 1)`, `1`", "SELECT count() + 1 FROM table(t)", "4");
        row("`SHOW STREAMS`", "SHOW STREAMS", "r t");
        row("`DESCRIBE name`", "DESCRIBE t", "i,int32 _tp_time,datetime64(3, 'UTC')");
    }

    void examplesAreSo()
    {
        QFETCH(QString, said);
        QFETCH(QString, query);
        QFETCH(QString, rows);
        QVERIFY2(readDocument().contains(said), "the document says it no more");
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(driver.open({"CREATE STREAM t(i int32)", "INSERT INTO t(i) VALUES (1), (2), (3)",
                              "CREATE RANDOM STREAM r(a int8)", query.toStdString()}),
                 driver.error().c_str());
        QStringList told;
        for (const std::string& row : driver.rows()) {
            told += QString::fromStdString(row);
        }
        QVERIFY2(driver.failure.empty(), driver.failure.c_str());
        QCOMPARE(told.join(QLatin1Char(' ')), rows);
    }

    void whatIsNotThereIsRefusedByName_data()
    {
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("query");
        const auto row = [](const char* said, const char* query) {
            QTest::newRow(query) << QString::fromUtf8(said) << QString::fromUtf8(query);
        };
        row("Joins", "SELECT 1 FROM s JOIN s AS t ON s.i = t.i");
        row("session windows", "SELECT count() FROM session(s, 5s) GROUP BY window_start");
        row("`PARTITION BY`", "SELECT count() FROM s PARTITION BY k");
        row("external", "CREATE EXTERNAL STREAM e(raw string) SETTINGS type = 'kafka'");
        row("`versioned_kv`", "CREATE STREAM e(i int) PRIMARY KEY (i) SETTINGS mode = 'versioned_kv'");
        row("`changelog_kv`", "CREATE STREAM e(i int) SETTINGS mode = 'changelog_kv'");
        row("materialized views", "CREATE MATERIALIZED VIEW m AS SELECT i FROM s");
        row("EMIT CHANGELOG", "SELECT count() FROM s EMIT CHANGELOG");
        row("LAST", "SELECT count() FROM s EMIT LAST 1m");
        row("PER EVENT", "SELECT count() FROM s EMIT PER EVENT");
        row("`dedup`", "SELECT i FROM dedup(s, i)");
        row("`changelog`", "SELECT i FROM changelog(s, i)");
        row("`lag`", "SELECT lag(i) FROM s");
        row("window functions", "SELECT row_number() OVER (ORDER BY i) FROM s");
        row("UNION", "SELECT i FROM s UNION ALL SELECT i FROM s");
        row("SELECT DISTINCT", "SELECT DISTINCT i FROM s");
        row("an aggregation over one without a window", "SELECT max(n) FROM (SELECT count() AS n FROM s)");
        row("JSON paths", "SELECT k:a FROM s");
        row("lambdas", "SELECT array_map(x -> x + 1, [1])");
        for (const char* type : {"int128", "uuid", "ipv4", "ipv6", "enum8('a' = 1)", "map(string, int)", "tuple(int)",
                                 "json", "fixed_string(3)"}) {
            const QByteArray word = QByteArray(type).left(QByteArray(type).indexOf('('));
            row(word == "enum8" ? "enum" : word.constData(),
                ("CREATE STREAM e(c " + QByteArray(type) + ")").constData());
        }
    }

    void whatIsNotThereIsRefusedByName()
    {
        QFETCH(QString, said);
        QFETCH(QString, query);
        QVERIFY2(section(QStringLiteral("What is not there")).contains(said), "the document says it no more");
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        std::vector<std::string> statements = {"CREATE STREAM s(i int32, k string)", query.toStdString()};
        if (query.startsWith(QStringLiteral("CREATE"))) {
            statements.emplace_back("SELECT 1");
        }
        QVERIFY(!driver.open(statements));
        QVERIFY2(driver.error().find("not supported yet") != std::string::npos, driver.error().c_str());
        QCOMPARE(driver.error().substr(0, 4), std::string("1:1:"));
    }
};

QTEST_APPLESS_MAIN(TestStreamingSqlDocument)
#include "test_streaming_sql_document.moc"
