// SPDX-License-Identifier: GPL-3.0-or-later
#include "call_table.h"

using namespace millrace;
using namespace millrace::testing;

namespace {

using T = TypeId;

const SqlType kDec = SqlType::decimal(10, 2);

Cell text(const char* value)
{
    return cell(value, T::Varchar);
}
Cell integer(const char* value)
{
    return cell(value, T::Integer);
}
Cell number(const char* value)
{
    return cell(value, T::Double);
}
Cell dec(const char* value)
{
    return cell(value, kDec);
}
Cell date(const char* value)
{
    return cell(value, T::Date);
}
Cell stamp(const char* value)
{
    return cell(value, T::Timestamp);
}

} // namespace

class TestFunctions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbers_data()
    {
        addColumns();
        addRow("ABS", {integer("-5")}, "5");
        addRow("ABS", {cell("-128", T::TinyInt)}, "'ABS(-128)' causes overflow for type TINYINT");
        addRow("ABS", {dec("-2.5")}, "2.5");
        addRow("ABS", {number("-2.5")}, "2.5");
        addRow("ABS", {cell("7", T::UInteger)}, "7");
        addRow("ABS", {cell("-1000000", T::IntervalDay)}, "+0 00:00:01.000000");
        addRow("SIGN", {integer("-5")}, "-1");
        addRow("SIGN", {dec("0.01")}, "1");
        addRow("SIGN", {number("-0.5")}, "-1.0");
        addRow("SIGN", {cell("7", T::UTinyInt)}, "1");
        addRow("SIGN", {cell("-0.5", SqlType::decimal(2, 2))}, "-1");
        addRow("ROUND", {dec("2.5")}, "2");
        addRow("ROUND", {dec("3.5")}, "4");
        addRow("ROUND", {dec("-2.51")}, "-3");
        addRow("ROUND", {dec("2.45"), integer("1")}, "2.5");
        addRow("ROUND", {dec("-2.45"), integer("1")}, "-2.5");
        addRow("ROUND", {dec("255.55"), integer("-1")}, "260");
        addRow("ROUND", {dec("255.55"), integer("-5")}, "0");
        addRow("ROUND", {dec("255.55"), integer("7")}, "255.55");
        addRow("ROUND", {cell("99.95", SqlType::decimal(4, 2)), integer("1")},
               "'ROUND(99.95, 1)' causes overflow for type DECIMAL(4, 2)");
        addRow("BROUND", {dec("2.45"), integer("1")}, "2.4");
        addRow("ROUND", {number("2.5")}, "3.0");
        addRow("ROUND", {number("-2.5")}, "-3.0");
        addRow("ROUND", {number("2.345"), integer("2")}, "2.35");
        addRow("ROUND", {number("1234"), integer("-2")}, "1200.0");
        addRow("ROUND", {number("1e300"), integer("300")}, "1e300");
        addRow("ROUND", {integer("155"), integer("-1")}, "160");
        addRow("ROUND", {integer("155"), integer("3")}, "155");
        addRow("ROUND", {cell("127", T::TinyInt), integer("-1")}, "Cannot convert 130 to TINYINT");
        addRow("TRUNCATE", {dec("-2.59")}, "-2");
        addRow("TRUNC", {dec("2.59"), integer("1")}, "2.5");
        addRow("TRUNC", {number("-2.59")}, "-2.0");
        addRow("FLOOR", {dec("-2.01")}, "-3");
        addRow("CEIL", {dec("2.01")}, "3");
        addRow("CEILING", {number("-2.5")}, "-2.0");
        addRow("FLOOR", {integer("7")}, "7");
        addRow("SQRT", {number("-1")}, "NaN");
        addRow("SQRT", {integer("9")}, "3.0");
        addRow("POWER", {integer("2"), dec("0.5")}, "1.4142135623730951");
        addRow("EXP", {integer("0")}, "1.0");
        addRow("LN", {number("-1")}, "Unable to calculate ln for -1.0");
        addRow("LN", {number("0")}, "-inf");
        addRow("LOG10", {dec("100")}, "2.0");
        addRow("LOG10", {integer("-2")}, "Unable to calculate log10 for -2.0");
        addRow("LOG", {number("8"), integer("2")}, "3.0");
        addRow("LOG", {number("8"), integer("-2")}, "Unable to calculate log(8.0, -2.0)");
        addRow("LOG", {number("1")}, "0.0");
        addRow("DEGREES", {number("0")}, "0.0");
        addRow("ATANH", {number("2")}, "Input of ATANH is not in [-1, 1]: 2.0");
        addRow("IS_NAN", {number("NaN")}, "true");
        addRow("IS_INF", {number("-inf")}, "true");
        addRow("FINITE_OR_NULL", {number("inf")}, "NULL");
        addRow("FINITE_OR_NULL", {number("1")}, "1.0");
        addRow("SQRT", {cell("NULL", T::Double)}, "NULL");
        addRow("ROUND", {text("2.5")}, "3.0");
    }
    void numbers() { check(); }

    void texts_data()
    {
        addColumns();
        addRow("LENGTH", {text("grüße")}, "5");
        addRow("OCTET_LENGTH", {text("grüße")}, "7");
        addRow("LOWER", {text("ÄRGER Straße")}, "ärger straße");
        addRow("UPPER", {text("ärger straße")}, "ÄRGER STRASSE");
        addRow("UPPER", {text("a rather long text, beyond twelve bytes")}, "A RATHER LONG TEXT, BEYOND TWELVE BYTES");
        addRow("UPPER", {text("@AZ[`az{")}, "@AZ[`AZ{");
        addRow("LOWER", {text("@AZ[`az{")}, "@az[`az{");
        addRow("LOWER", {text("TWELVE BYTES")}, "twelve bytes");
        addRow("LOWER", {text("@AZ[`az{ and more than twelve bytes Z")}, "@az[`az{ and more than twelve bytes z");
        addRow("LOWER", {text("MORE THAN TWELVE BYTES, ÄÖÜ")}, "more than twelve bytes, äöü");
        addRow("LENGTH", {text("fünfzehn Zeichen, äöü")}, "21");
        addRow("LENGTH", {text("€€€€€€€€€")}, "9");
        addRow("INITCAP", {text("hello wORLD-wide 2nd")}, "Hello World-Wide 2nd");
        addRow("INITCAP_SPACES", {text("hello wORLD-wide")}, "Hello World-wide");
        addRow("REVERSE", {text("aüb")}, "büa");
        addRow("MD5", {text("")}, "d41d8cd98f00b204e9800998ecf8427e");
        addRow("MD5", {text("message digest")}, "f96b697d7cb7938d525a2f31aaf161d0");
        addRow("XXHASH", {text("")}, "-1205034819632174695");
        addRow("||", {text("ab"), text("cd")}, "abcd");
        addRow("||", {text("ab"), cell("NULL", T::Varchar)}, "NULL");
        addRow("||", {text("n = "), integer("5")}, "n = 5");
        addRow("CONCAT", {text("long enough to"), text(" leave the "), text("reference")},
               "long enough to leave the reference");
        addRow("CONCAT_WS", {text("-"), text("a"), cell("NULL", T::Varchar), text("b")}, "a-b");
        addRow("CONCAT_WS", {cell("NULL", T::Varchar), text("a")}, "NULL");
        addRow("CONCAT_WS", {text("-"), cell("NULL", T::Varchar)}, "");
        addRow("REPLACE", {text("banana"), text("an"), text("AN!")}, "bAN!AN!a");
        addRow("REPLACE", {text("banana"), text(""), text("x")}, "banana");
        addRow("REPEAT", {text("ab"), integer("3")}, "ababab");
        addRow("REPEAT", {text("ab"), integer("-3")}, "");
        addRow("REPEAT", {text("0123456789"), integer("2000000000")}, "Text is longer than 64 MiB: result of REPEAT");
        addRow("OVERLAY", {text("abcdef"), text("XY"), integer("3")}, "abXYef");
        addRow("OVERLAY", {text("abcdef"), text("XY"), integer("3"), integer("1")}, "abXYdef");
        addRow("OVERLAY", {text("abc"), text("XY"), integer("9"), integer("1")}, "abcXY");
        addRow("OVERLAY", {text("abc"), text("XY"), integer("0")}, "abc");
        addRow("POSITION", {text("ß"), text("grüße")}, "4");
        addRow("POSITION", {text("x"), text("grüße")}, "0");
        addRow("POSITION", {text(""), text("abc")}, "1");
        addRow("ASCII", {text("ä")}, "228");
        addRow("ASCII", {text("")}, "0");
        addRow("CHR", {integer("228")}, "ä");
        addRow("CHR", {integer("-1")}, "");
        addRow("SUBSTRING", {text("grüße"), integer("3")}, "üße");
        addRow("SUBSTRING", {text("grüße"), integer("3"), integer("2")}, "üß");
        addRow("SUBSTRING", {text("abc"), integer("-1"), integer("3")}, "a");
        addRow("SUBSTRING", {text("abc"), integer("9"), integer("3")}, "");
        addRow("SUBSTRING", {text("abc"), integer("2"), integer("-3")}, "");
        addRow("SUBSTR", {text("grüße"), integer("-2")}, "ße");
        addRow("SUBSTR", {text("grüße"), integer("-3"), integer("2")}, "üß");
        addRow("SUBSTR", {text("abc"), integer("2"), integer("2147483647")}, "bc");
        addRow("LEFT", {text("grüße"), integer("3")}, "grü");
        addRow("LEFT", {text("abc"), integer("-3")}, "");
        addRow("RIGHT", {text("grüße"), integer("3")}, "üße");
        addRow("RIGHT", {text("abc"), integer("9")}, "abc");
        addRow("TRIM", {text("  a b  ")}, "a b");
        addRow("TRIM", {text("xyaxy"), text("yx")}, "a");
        addRow("LTRIM", {text("  a ")}, "a ");
        addRow("RTRIM", {text("aüü"), text("ü")}, "a");
        addRow("SPLIT_PART", {text("a,b,c"), text(","), integer("2")}, "b");
        addRow("SPLIT_PART", {text("a,b,c"), text(","), integer("-1")}, "c");
        addRow("SPLIT_PART", {text("a,b,c"), text(","), integer("4")}, "");
        addRow("SPLIT_PART", {text("a<>b"), text("<>"), integer("2")}, "b");
        addRow("SPLIT_PART", {text("abc"), text(""), integer("1")}, "abc");
    }
    void texts() { check(); }

    void patterns_data()
    {
        addColumns();
        auto like = [this](const char* value, const char* pattern, const char* expected) {
            addRow("LIKE", {text(value), text(pattern)}, expected);
        };
        like("abc", "abc", "true");
        like("abc", "ab", "false");
        like("abc", "a%", "true");
        like("abc", "%c", "true");
        like("abc", "%b%", "true");
        like("abc", "%", "true");
        like("", "%", "true");
        like("", "_", "false");
        like("", "", "true");
        like("abc", "a_c", "true");
        like("aüc", "a_c", "true");
        like("abc", "a__c", "false");
        like("abcabd", "%ab_", "true");
        like("aXbaYb", "a%b", "true");
        like("aXbaYc", "a%b", "false");
        like("special requests are special", "%special%requests%", "true");
        like("special deposits", "%special%requests%", "false");
        like("aab", "%aab", "true");
        like("aaab", "%aab", "true");
        like("abab", "%ab%ab", "true");
        like("ab", "%ab%ab", "false");
        like("abcde", "_%d_", "true");
        like("ab", "%_%_%", "true");
        like("a", "%_%_%", "false");
        like("xaybzc", "x%y_z%", "true");
        like("mississippi", "m%iss%ip%i", "true");
        addRow("LIKE", {cell("NULL", T::Varchar), text("%")}, "NULL");
        addRow("LIKE", {text("10%"), text("10!%"), text("!")}, "true");
        addRow("LIKE", {text("100"), text("10!%"), text("!")}, "false");
        addRow("LIKE", {text("a_b"), text("a\\_b"), text("\\")}, "true");
        addRow("LIKE", {text("a"), text("a!b"), text("!")}, "Invalid escape in LIKE pattern 'a!b'");
        addRow("NOT LIKE", {text("abc"), text("a%")}, "false");
        addRow("ILIKE", {text("ÄBC"), text("äb_")}, "true");
        addRow("NOT ILIKE", {text("ABC"), text("x%")}, "true");
        addRow("RLIKE", {text("abc123"), text("[0-9]+$")}, "true");
        addRow("RLIKE", {text("abc"), text("^b")}, "false");
        addRow("REGEXP_REPLACE", {text("a1b22"), text("[0-9]+"), text("#")}, "a#b#");
        addRow("REGEXP_REPLACE", {text("a1b22"), text("[0-9]+")}, "ab");
        addRow("REGEXP_REPLACE", {text("john smith"), text("(\\w+) (\\w+)"), text("$2, ${1}")}, "smith, john");
        addRow("REGEXP_REPLACE", {text("x=1"), text("(?P<k>\\w)=(?P<v>\\w)"), text("${v}=$k$$\\")}, "1=x$\\");
        addRow("REGEXP_REPLACE", {text("abc"), text("b"), text("[$9$]")}, "a[$]c");
    }
    void patterns() { check(); }

    void invalidExpressionsAreErrors()
    {
        const QString error = callText("RLIKE", {text("abc"), text("(")});
        QVERIFY2(error.startsWith("Invalid regular expression in RLIKE '(': "), qPrintable(error));
        const QString inReplace = callText("REGEXP_REPLACE", {text("abc"), text("[")});
        QVERIFY2(inReplace.startsWith("Invalid regular expression in REPLACE '[': "), qPrintable(inReplace));
    }

    void parts_data()
    {
        addColumns();
        const Cell leap = stamp("2024-02-29 13:45:56.789012");
        const Cell old = stamp("1969-12-31 23:59:59.5");
        const std::pair<const char*, std::pair<const char*, const char*>> units[] = {
            {"MILLENNIUM", {"3", "2"}},
            {"CENTURY", {"21", "20"}},
            {"DECADE", {"202", "196"}},
            {"YEAR", {"2024", "1969"}},
            {"QUARTER", {"1", "4"}},
            {"MONTH", {"2", "12"}},
            {"WEEK", {"9", "1"}},
            {"ISOYEAR", {"2024", "1970"}},
            {"DOY", {"60", "365"}},
            {"DAYOFWEEK", {"5", "4"}},
            {"DOW", {"5", "4"}},
            {"ISODOW", {"4", "3"}},
            {"DAY", {"29", "31"}},
            {"DAYOFMONTH", {"29", "31"}},
            {"HOUR", {"13", "23"}},
            {"MINUTE", {"45", "59"}},
            {"SECOND", {"56", "59"}},
            {"MILLISECOND", {"56789", "59500"}},
            {"MICROSECOND", {"56789012", "59500000"}},
            {"NANOSECOND", {"56789012000", "59500000000"}},
            {"EPOCH", {"1709214356", "0"}}};
        for (const auto& [unit, expected] : units) {
            addRow(unit, {leap}, expected.first);
            addRow(unit, {old}, expected.second);
        }
        addRow("YEAR", {date("0001-01-01")}, "1");
        addRow("WEEK", {date("2021-01-03")}, "53");
        addRow("ISOYEAR", {date("2021-01-03")}, "2020");
        addRow("EPOCH", {date("1970-01-02")}, "86400");
        addRow("HOUR", {date("1970-01-02")}, "0");
        addRow("HOUR", {cell("13:45:56.000000789", T::Time)}, "13");
        addRow("NANOSECOND", {cell("13:45:56.000000789", T::Time)}, "56000000789");
        addRow("YEAR", {cell("13:45:56", T::Time)}, "Argument types do not fit 'YEAR': TIME");
        addRow("DAY", {cell("-180000000000", T::IntervalDay)}, "-2");
        addRow("HOUR", {cell("-180000000000", T::IntervalDay)}, "-2");
        addRow("YEAR", {cell("26", T::IntervalMonth)}, "2");
        addRow("MONTH", {cell("26", T::IntervalMonth)}, "2");
        addRow("YEAR", {text("2024-02-29")}, "2024");
        addRow("MONTH", {cell("NULL", T::Date)}, "NULL");
    }
    void parts() { check(); }

    void makesTimes_data()
    {
        addColumns();
        addRow("MAKE_DATE", {integer("2024"), integer("2"), integer("29")}, "2024-02-29");
        addRow("MAKE_DATE", {integer("2023"), integer("2"), integer("29")}, "NULL");
        addRow("MAKE_DATE", {integer("0"), integer("2"), integer("2")}, "NULL");
        addRow("MAKE_TIME", {integer("1"), integer("2"), dec("3.5")}, "01:02:03.5");
        addRow("MAKE_TIME", {integer("24"), integer("2"), dec("3.5")}, "NULL");
        addRow("MAKE_TIMESTAMP", {date("2024-02-29"), cell("01:02:03.5", T::Time)}, "2024-02-29 01:02:03.5");
        addRow("MAKE_TIMESTAMP",
               {integer("2024"), integer("2"), integer("29"), integer("1"), integer("2"), dec("3.25")},
               "2024-02-29 01:02:03.25");
        addRow("TUMBLE_START", {stamp("1969-12-31 23:59:59"), cell("10000000", T::IntervalDay)}, "1969-12-31 23:59:50");
        addRow("TUMBLE_END", {stamp("1970-01-01 00:00:07"), cell("10000000", T::IntervalDay)}, "1970-01-01 00:00:10");
        addRow("TUMBLE_START",
               {stamp("1970-01-01 00:00:07"), cell("10000000", T::IntervalDay), cell("8000000", T::IntervalDay)},
               "1969-12-31 23:59:58");
        addRow("TUMBLE_START", {stamp("1970-01-01 00:00:07"), cell("0", T::IntervalDay)},
               "Window size is not positive or out of range: +0 00:00:00.000000");
        addRow("DATE_ADD", {date("2024-01-31"), cell("1", T::IntervalMonth)}, "2024-02-29");
        addRow("DATE_SUB", {date("2024-01-31"), cell("86400000000", T::IntervalDay)}, "2024-01-30");
    }
    void makesTimes() { check(); }

    void formatsTimes_data()
    {
        addColumns();
        auto form = [this](const char* format, const char* expected) {
            addRow("FORMAT_TIMESTAMP", {text(format), stamp("2024-02-05 03:04:05.060700")}, expected);
        };
        form("%Y-%m-%d %H:%M:%S", "2024-02-05 03:04:05");
        form("%F %T%.f", "2024-02-05 03:04:05.060700");
        form("%.3f|%3f|%6f|%f|%.9f", ".060|060|060700|060700000|.060700000");
        form("%-d/%-m/%y %_H %0e %k", "5/2/24  3 05  3");
        form("%a %A %b %B %h", "Mon Monday Feb February Feb");
        form("%j %U %W %V %G %g %u %w %C", "036 05 06 06 2024 24 1 1 20");
        form("%I:%M %p %P %l", "03:04 AM am  3");
        form("%D %x %v %R %X %r", "02/05/24 02/05/24  5-Feb-2024 03:04 03:04:05 03:04:05 AM");
        form("%c", "Mon Feb  5 03:04:05 2024");
        form("%+", "2024-02-05T03:04:05.060700+00:00");
        form("%s", "1707102245");
        form("100%% %t|", "100% \t|");
        form("%Q", "Invalid format in FORMAT_TIMESTAMP: '%Q'");
        form("%", "Invalid format in FORMAT_TIMESTAMP: '%'");
        addRow("FORMAT_DATE", {text("%d.%m.%Y"), date("0999-12-31")}, "31.12.0999");
        addRow("FORMAT_DATE", {text("%U %W %V %G"), date("2021-01-03")}, "01 00 53 2020");
        addRow("FORMAT_TIME", {text("%H:%M:%S%.f"), cell("23:59:59.5", T::Time)}, "23:59:59.500");
        addRow("FORMAT_DATE", {text("%Y"), cell("NULL", T::Date)}, "NULL");
    }
    void formatsTimes() { check(); }

    void parsesTimes_data()
    {
        addColumns();
        auto parseDate = [this](const char* format, const char* value, const char* expected) {
            addRow("PARSE_DATE", {text(format), text(value)}, expected);
        };
        parseDate("%Y-%m-%d", "2024-02-29", "2024-02-29");
        parseDate("%Y-%m-%d", "2024-2-9", "2024-02-09");
        parseDate("%Y-%m-%d", "2023-02-29", "NULL");
        parseDate("%Y-%m-%d", "2024-02-29x", "NULL");
        parseDate("%d %B %Y", "5 february 2024", "2024-02-05");
        parseDate("%d %b %Y", "5   Feb 2024", "2024-02-05");
        parseDate("%a %d.%m.%y", "Mon 05.02.24", "2024-02-05");
        parseDate("%a %d.%m.%y", "Tue 05.02.24", "NULL");
        parseDate("%m/%d/%y", "02/05/70", "1970-02-05");
        parseDate("%Y %j", "2024 366", "2024-12-31");
        parseDate("%Y %j", "2023 366", "NULL");
        parseDate("%G-W%V-%u", "2020-W53-7", "2021-01-03");
        parseDate("%Y %U %w", "2024 05 1", "2024-02-05");
        parseDate("%Y %W %a", "2024 06 Mon", "2024-02-05");
        parseDate("%Y-%m-%d %H:%M", "2024-02-05 10:20", "2024-02-05");
        parseDate("%Y-%m", "2024-02", "Invalid format in PARSE_DATE: '%Y-%m'");
        parseDate("%Y-%Q", "2024-02", "Invalid format in PARSE_DATE: '%Y-%Q'");
        auto parseStamp = [this](const char* format, const char* value, const char* expected) {
            addRow("PARSE_TIMESTAMP", {text(format), text(value)}, expected);
        };
        parseStamp("%Y-%m-%d %H:%M:%S%.f", "2024-02-05 03:04:05.0607", "2024-02-05 03:04:05.0607");
        parseStamp("%Y-%m-%d %H:%M:%S%.f", "2024-02-05 03:04:05", "2024-02-05 03:04:05");
        parseStamp("%Y-%m-%dT%H:%M:%S%z", "2024-02-05T03:04:05+02:00", "2024-02-05 03:04:05");
        parseStamp("%m/%d/%Y %I:%M %p", "02/05/2024 12:30 AM", "2024-02-05 00:30:00");
        parseStamp("%m/%d/%Y %I:%M %p", "02/05/2024 12:30 pm", "2024-02-05 12:30:00");
        parseStamp("%s", "-1", "1969-12-31 23:59:59");
        parseStamp("%Y-%m-%d %H:%M", "2024-02-05 24:00", "NULL");
        parseStamp("%Y-%m-%d", "2024-02-05", "Invalid format in PARSE_TIMESTAMP: '%Y-%m-%d'");
        addRow("PARSE_TIME", {text("%H:%M:%S%.f"), text("23:59:59.5")}, "23:59:59.5");
        addRow("PARSE_TIME", {text("%H:%M"), text("23:60")}, "NULL");
        addRow("PARSE_DATE", {text("%Y-%m-%d"), cell("NULL", T::Varchar)}, "NULL");
    }
    void parsesTimes() { check(); }

    /// Calls whose unit must be a literal.
    void units_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<int>("unitAt");
        QTest::addColumn<QByteArray>("unit");
        QTest::addColumn<Cells>("cells");
        QTest::addColumn<QString>("expected");
        auto row = [](const char* name, int unitAt, const char* unit, const Cells& cells, const char* expected) {
            QTest::addRow("%s %s %s", name, unit, formatValue(cells[0].value, cells[0].type).c_str())
                << QByteArray(name) << unitAt << QByteArray(unit) << cells << QString(expected);
        };
        const Cell leap = stamp("2024-02-29 13:45:56.789012");
        row("DATE_TRUNC", 1, "MILLENNIUM", {leap}, "2001-01-01 00:00:00");
        row("DATE_TRUNC", 1, "century", {leap}, "2001-01-01 00:00:00");
        row("DATE_TRUNC", 1, "decade", {leap}, "2020-01-01 00:00:00");
        row("DATE_TRUNC", 1, "year", {leap}, "2024-01-01 00:00:00");
        row("DATE_TRUNC", 1, "quarter", {stamp("2024-05-29 13:45:56")}, "2024-04-01 00:00:00");
        row("DATE_TRUNC", 1, "month", {date("2024-02-29")}, "2024-02-01");
        row("DATE_TRUNC", 1, "week", {date("2024-02-29")}, "2024-02-25");
        row("TIMESTAMP_TRUNC", 1, "DAY", {leap}, "2024-02-29 00:00:00");
        row("TIMESTAMP_TRUNC", 1, "hour", {leap}, "2024-02-29 13:00:00");
        row("TIMESTAMP_TRUNC", 1, "MINUTE", {stamp("1969-12-31 23:59:59.5")}, "1969-12-31 23:59:00");
        row("TIMESTAMP_TRUNC", 1, "millisecond", {leap}, "2024-02-29 13:45:56.789");
        row("TIME_TRUNC", 1, "minute", {cell("13:45:56", T::Time)}, "13:45:00");
        row("DATE_TRUNC", 0, "minute", {leap}, "2024-02-29 13:45:00");
        row("FLOOR", 1, "month", {leap}, "2024-02-01 00:00:00");
        row("CEIL", 1, "month", {leap}, "2024-03-01 00:00:00");
        row("CEIL", 1, "year", {stamp("2024-01-01 00:00:00")}, "2024-01-01 00:00:00");
        row("DATE_TRUNC", 1, "fortnight", {leap}, "Unknown unit of time: fortnight");
        row("EXTRACT", 0, "year", {leap}, "2024");
        row("DATE_PART", 0, "SQL_TSI_DAY", {leap}, "29");
        row("TIMESTAMPADD", 0, "MONTH", {integer("1"), date("2024-01-31")}, "2024-02-29");
        row("TIMESTAMPADD", 0, "QUARTER", {integer("-1"), date("2024-05-31")}, "2024-02-29");
        row("TIMESTAMPADD", 0, "HOUR", {integer("25"), date("2024-01-31")}, "2024-02-01 01:00:00");
        row("TIMESTAMPADD", 0, "SECOND", {integer("-1"), stamp("1970-01-01 00:00:00")}, "1969-12-31 23:59:59");
        row("DATEADD", 0, "DAYS", {integer("1"), date("2024-02-28")}, "2024-02-29");
        row("TIMESTAMPADD", 0, "MINUTE", {integer("90"), cell("23:00:00", T::Time)}, "00:30:00");
        row("TIMESTAMPDIFF", 0, "MONTH", {date("2024-01-31"), date("2024-02-29")}, "0");
        row("TIMESTAMPDIFF", 0, "MONTH", {date("2024-01-29"), date("2024-02-29")}, "1");
        row("TIMESTAMPDIFF", 0, "MONTH", {stamp("2024-01-29 12:00:00"), stamp("2024-02-29 11:59:59")}, "0");
        row("TIMESTAMPDIFF", 0, "YEAR", {date("2024-02-29"), date("2000-03-01")}, "-23");
        row("TIMESTAMPDIFF", 0, "DAY", {stamp("2024-01-01 12:00:00"), stamp("2024-01-03 11:00:00")}, "1");
        row("TIMESTAMPDIFF", 0, "SECOND", {stamp("1970-01-01 00:00:00"), stamp("1969-12-31 23:59:58.5")}, "-1");
        row("TIMESTAMPDIFF", 0, "WEEK", {date("2024-01-01"), date("2024-01-15")}, "2");
        row("DATEDIFF", 0, "DAY", {date("2024-02-28"), date("2024-03-01")}, "2");
        row("DATEDIFF", 0, "MINUTE", {date("2024-02-28"), date("2024-03-01")},
            "DATEDIFF does not count in units below the hour");
    }
    void units()
    {
        QFETCH(QByteArray, name);
        QFETCH(int, unitAt);
        QFETCH(QByteArray, unit);
        QFETCH(Cells, cells);
        std::vector<Physical> physicals;
        std::vector<Value> row;
        std::vector<ExprPtr> args;
        for (const Cell& one : cells) {
            args.push_back(columnExpr(static_cast<int>(args.size()), one.type));
            physicals.push_back(physicalOf(one.type));
            row.push_back(one.value);
        }
        const SqlType type = sized(T::Char, static_cast<uint32_t>(unit.size()));
        args.insert(args.begin() + unitAt, literalExpr(Value(unit.toStdString()), type));
        const Result<ExprPtr> call = resolveCall(name.toStdString(), args, {});
        const std::string actual = call.ok() ? evaluateText(*call, *batchOf(physicals, {row}), 0) : call.error().detail;
        QTEST(QString::fromStdString(actual), "expected");
    }
};

QTEST_APPLESS_MAIN(TestFunctions)
#include "test_functions.moc"
