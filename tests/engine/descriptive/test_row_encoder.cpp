// SPDX-License-Identifier: GPL-3.0-or-later
// Rows as text: the letters that Python would write, in each form and framing.
#include "engine/descriptive/python_text.h"
#include "engine/descriptive/row_encoder.h"
#include "engine/types/array_code.h"
#include "engine/zset/batch_builder.h"

#include <QTest>

#include <cmath>
#include <ctime>
#include <limits>

using namespace millrace;
using namespace millrace::descriptive;

namespace {

std::string encoded(const std::vector<StreamColumn>& columns, const std::vector<std::vector<Value>>& rows,
                    const RowFormat& format = {})
{
    std::vector<Physical> physicals;
    for (const StreamColumn& column : columns) {
        physicals.push_back(physicalOf(column.type));
    }
    const BatchPtr batch = batchOf(physicals, rows);
    RowEncoder encoder(columns, format);
    std::string out;
    encoder.appendHead(out);
    encoder.append(*batch, 0, batch->numRows, out);
    encoder.appendTail(out);
    return out;
}

std::string cell(const std::string& typeName, const SqlType& type, const Value& value, RowFormat format = {})
{
    format.form = format.form == RowForm::Json ? RowForm::Array : format.form;
    const std::string row = encoded({{"x", typeName, type}}, {{value}}, format);
    return format.form == RowForm::Array ? row.substr(1, row.size() - 3) : row.substr(6, row.size() - 8);
}

RowFormat formatOf(RowForm form, RowFraming framing = RowFraming::Lines)
{
    RowFormat format;
    format.form = form;
    format.framing = framing;
    return format;
}

/// Of this thread: others may have the machine meanwhile.
int64_t processorNanos()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

const std::vector<StreamColumn> kDevices = {
    {"device", "string", SqlType::of(TypeId::Varchar, false)},
    {"temperature", "float32", SqlType::of(TypeId::Real, false)},
    {"_tp_time", "datetime64(3, 'UTC')", SqlType::of(TypeId::Timestamp, false)}};
constexpr int64_t kTime = 1705978237798000; // 2024-01-23 02:50:37.798 UTC
const std::vector<std::vector<Value>> kRow = {
    {Value(std::string("device1")), Value(static_cast<double>(16.9F)), Value(kTime)}};

} // namespace

class TestRowEncoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rowsAreThoseOfPython()
    {
        QCOMPARE(encoded(kDevices, kRow), std::string("{\"device\": \"device1\", \"temperature\": 16.899999618530273, "
                                                      "\"_tp_time\": \"2024-01-23 02:50:37.798000+00:00\"}\n"));
        QCOMPARE(encoded(kDevices, kRow, formatOf(RowForm::PyRepr)),
                 std::string("{'device': 'device1', 'temperature': 16.899999618530273, "
                             "'_tp_time': '2024-01-23 02:50:37.798000+00:00'}\n"));
        QCOMPARE(encoded(kDevices, kRow, formatOf(RowForm::Array)),
                 std::string("[\"device1\", 16.899999618530273, \"2024-01-23 02:50:37.798000+00:00\"]\n"));
        QCOMPARE(
            encoded(kDevices, kRow, formatOf(RowForm::Csv)),
            std::string("device,temperature,_tp_time\ndevice1,16.899999618530273,2024-01-23 02:50:37.798000+00:00\n"));
        QCOMPARE(encoded({{"1", "uint8", SqlType::of(TypeId::UTinyInt, false)}}, {{Value(uint64_t{1})}}),
                 std::string("{\"1\": 1}\n"));
    }

    void aNameThatStandsTwiceKeepsTheFirstPlaceAndTheLastValue()
    {
        const SqlType type = SqlType::of(TypeId::BigInt);
        const std::vector<StreamColumn> columns = {{"a", "int64", type}, {"b", "int64", type}, {"a", "int64", type}};
        const std::vector<std::vector<Value>> rows = {{Value(int64_t{1}), Value(int64_t{2}), Value(int64_t{3})}};
        QCOMPARE(encoded(columns, rows), std::string("{\"a\": 3, \"b\": 2}\n"));
        QCOMPARE(encoded(columns, rows, formatOf(RowForm::Array)), std::string("[1, 2, 3]\n"));
    }

    void floatsHaveTheFewestDigits_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("whole") << 55.0 << QByteArray("55.0");
        QTest::newRow("zero") << 0.0 << QByteArray("0.0");
        QTest::newRow("below zero") << -0.0 << QByteArray("-0.0");
        QTest::newRow("tenth") << 0.1 << QByteArray("0.1");
        QTest::newRow("sum") << 0.1 + 0.2 << QByteArray("0.30000000000000004");
        QTest::newRow("small") << 1e-4 << QByteArray("0.0001");
        QTest::newRow("smaller") << 9.999e-5 << QByteArray("9.999e-05");
        QTest::newRow("micro") << 1.5e-7 << QByteArray("1.5e-07");
        QTest::newRow("large") << 9999999999999998.0 << QByteArray("9999999999999998.0");
        QTest::newRow("larger") << 1e16 << QByteArray("1e+16");
        QTest::newRow("largest") << std::numeric_limits<double>::max() << QByteArray("1.7976931348623157e+308");
        QTest::newRow("least") << std::numeric_limits<double>::denorm_min() << QByteArray("5e-324");
        QTest::newRow("seed") << static_cast<double>(99.9F) << QByteArray("99.9000015258789");
        QTest::newRow("minus") << -123456789.125 << QByteArray("-123456789.125");
        QTest::newRow("odd whole") << 9007199254740993.0 << QByteArray("9007199254740992.0");
    }

    void floatsHaveTheFewestDigits()
    {
        QFETCH(double, value);
        QFETCH(QByteArray, text);
        std::string out;
        appendPythonFloat(out, value);
        QCOMPARE(QByteArray::fromStdString(out), text);
    }

    void whatIsNotFinite()
    {
        const SqlType type = SqlType::of(TypeId::Double);
        const double infinity = std::numeric_limits<double>::infinity();
        RowFormat python;
        python.keepsNonFinite = true;
        QCOMPARE(cell("float64", type, Value(std::nan(""))), std::string("null"));
        QCOMPARE(cell("float64", type, Value(std::nan("")), python), std::string("NaN"));
        QCOMPARE(cell("float64", type, Value(-infinity), python), std::string("-Infinity"));
        QCOMPARE(cell("float64", type, Value(infinity), formatOf(RowForm::PyRepr)), std::string("inf"));
    }

    void stringsAreAsciiInJson_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("repr");
        const auto row = [](const char* name, const QByteArray& text, const QByteArray& json, const QByteArray& repr) {
            QTest::newRow(name) << text << json << repr;
        };
        row("empty", "", "\"\"", "''");
        row("plain", "a long plain text / here", "\"a long plain text / here\"", "'a long plain text / here'");
        row("quotes", "a\"b\\c", "\"a\\\"b\\\\c\"", "'a\"b\\\\c'");
        row("single quote", "it's", "\"it's\"", "\"it's\"");
        row("both quotes", "it's \"so\"", "\"it's \\\"so\\\"\"", "'it\\'s \"so\"'");
        row("short forms", "\n\r\t\b\f", "\"\\n\\r\\t\\b\\f\"", "'\\n\\r\\t\\x08\\x0c'");
        row("controls", QByteArray("\0\x1f\x7f", 3), "\"\\u0000\\u001f\\u007f\"", "'\\x00\\x1f\\x7f'");
        row("umlaut", "Zürich", "\"Z\\u00fcrich\"", "'Zürich'");
        row("astral", "\xf0\x9f\x98\x80", "\"\\ud83d\\ude00\"", "'\xf0\x9f\x98\x80'");
        row("blank of no width", "\xe2\x80\x8b", "\"\\u200b\"", "'\\u200b'");
        row("no UTF-8", "a\xff\xc3", "\"a\\ufffd\\ufffd\"", "'a\xef\xbf\xbd\xef\xbf\xbd'");
        row("surrogate", "\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"", "'\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd'");
        row("too long a form", "\xc0\xaf", "\"\\ufffd\\ufffd\"", "'\xef\xbf\xbd\xef\xbf\xbd'");
    }

    void stringsAreAsciiInJson()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, repr);
        std::string out;
        appendJsonDumpsString(out, text.toStdString());
        QCOMPARE(QByteArray::fromStdString(out), json);
        out.clear();
        appendReprString(out, text.toStdString());
        QCOMPARE(QByteArray::fromStdString(out), repr);
    }

    void timesFollowTheTypesName()
    {
        const SqlType type = SqlType::of(TypeId::Timestamp);
        const auto text = [&](const char* typeName, int64_t micros, TimeStyle style = TimeStyle::Python) {
            RowFormat format;
            format.time = style;
            return cell(typeName, type, Value(micros), format);
        };
        constexpr int64_t kWhole = kTime - 798000;
        QCOMPARE(text("datetime64(3, 'UTC')", kTime), std::string("\"2024-01-23 02:50:37.798000+00:00\""));
        QCOMPARE(text("datetime64(3, 'UTC')", kWhole), std::string("\"2024-01-23 02:50:37+00:00\""));
        QCOMPARE(text("datetime64(6,'Asia/Kolkata')", kTime + 1), std::string("\"2024-01-23 08:20:37.798001+05:30\""));
        QCOMPARE(text("datetime('America/New_York')", kWhole), std::string("\"2024-01-22 21:50:37-05:00\""));
        QCOMPARE(text("nullable(datetime64(3, 'UTC'))", kTime), std::string("\"2024-01-23 02:50:37.798000+00:00\""));
        QCOMPARE(text("datetime64(3, 'UTC')", -1), std::string("\"1969-12-31 23:59:59.999999+00:00\""));
        QCOMPARE(text("datetime64(3, 'UTC')", kTime, TimeStyle::Iso),
                 std::string("\"2024-01-23T02:50:37.798000+00:00\""));
        QCOMPARE(text("datetime64(3, 'UTC')", kTime, TimeStyle::EpochMillis), std::string("1705978237798"));
        // Summer time begins at 01:00 UTC.
        QCOMPARE(text("datetime('Europe/Berlin')", 1711846799000000), std::string("\"2024-03-31 01:59:59+01:00\""));
        QCOMPARE(text("datetime('Europe/Berlin')", 1711846800000000), std::string("\"2024-03-31 03:00:00+02:00\""));
        QCOMPARE(cell("date", SqlType::of(TypeId::Date), Value(int64_t{19745})), std::string("\"2024-01-23\""));
        QCOMPARE(cell("nullable(date)", SqlType::of(TypeId::Date), Value()), std::string("null"));
    }

    void aZoneIsLookedUpForEachRowsTime()
    {
        const std::vector<StreamColumn> columns = {{"t", "datetime('Europe/Berlin')", SqlType::of(TypeId::Timestamp)}};
        QCOMPARE(encoded(columns,
                         {{Value(int64_t{1711846800000000})},
                          {Value(int64_t{1711846799000000})},
                          {Value()},
                          {Value(int64_t{1711846799500000})}},
                         formatOf(RowForm::Csv)),
                 std::string("t\n2024-03-31 03:00:00+02:00\n2024-03-31 01:59:59+01:00\n\n"
                             "2024-03-31 01:59:59.500000+01:00\n"));
    }

    void otherTypes()
    {
        QCOMPARE(cell("bool", SqlType::of(TypeId::Boolean), Value(true)), std::string("true"));
        QCOMPARE(cell("bool", SqlType::of(TypeId::Boolean), Value(true), formatOf(RowForm::PyRepr)),
                 std::string("True"));
        QCOMPARE(cell("bool", SqlType::of(TypeId::Boolean), Value(), formatOf(RowForm::PyRepr)), std::string("None"));
        QCOMPARE(cell("uint64", SqlType::of(TypeId::UBigInt), Value(UINT64_MAX)), std::string("18446744073709551615"));
        QCOMPARE(cell("int64", SqlType::of(TypeId::BigInt), Value(INT64_MIN)), std::string("-9223372036854775808"));
        QCOMPARE(cell("int8", SqlType::of(TypeId::TinyInt), Value(int64_t{-5})), std::string("-5"));
        QCOMPARE(cell("decimal(10, 2)", SqlType::decimal(10, 2), Value(Int128{-150})), std::string("-1.50"));
        QCOMPARE(cell("decimal(10, 2)", SqlType::decimal(10, 2), Value(Int128{5})), std::string("0.05"));
        QCOMPARE(cell("decimal(3, 0)", SqlType::decimal(3, 0), Value(Int128{-7})), std::string("-7"));
        std::string array;
        appendTextElement(array, "a\"ü");
        appendNullElement(array);
        const SqlType type = SqlType::arrayOf(SqlType::of(TypeId::Varchar));
        QCOMPARE(cell("array(string)", type, Value(array)), std::string("[\"a\\\"\\u00fc\", null]"));
        QCOMPARE(cell("array(string)", type, Value(array), formatOf(RowForm::PyRepr)), std::string("['a\"ü', None]"));
        QCOMPARE(cell("array(string)", type, Value(std::string())), std::string("[]"));
        std::string times;
        appendNumberElement(times, kTime);
        QCOMPARE(cell("array(datetime64(3, 'UTC'))", SqlType::arrayOf(SqlType::of(TypeId::Timestamp)), Value(times)),
                 std::string("[\"2024-01-23 02:50:37.798000+00:00\"]"));
    }

    void csvIsQuotedWhereItMustBe()
    {
        const std::vector<StreamColumn> columns = {{"a,b", "string", SqlType::of(TypeId::Varchar)},
                                                   {"c", "nullable(string)", SqlType::of(TypeId::Varchar)}};
        QCOMPARE(encoded(columns,
                         {{Value(std::string("x\"y\nz")), Value()}, {Value(std::string()), Value(std::string("ü"))}},
                         formatOf(RowForm::Csv)),
                 std::string("\"a,b\",c\n\"x\"\"y\nz\",\n\"\",ü\n"));
    }

    void eventsDescribeTheQueryFirst()
    {
        QCOMPARE(
            encoded({{"1", "uint8", SqlType::of(TypeId::UTinyInt, false)}}, {{Value(uint64_t{1})}},
                    formatOf(RowForm::Json, RowFraming::Events)),
            std::string("event: query\ndata: {\"result\": {\"header\": [{\"name\": \"1\", \"type\": \"uint8\"}]}}\n\n"
                        "data: {\"1\": 1}\n\nevent: metrics\ndata: {\"count\": 1}\n\n"));
    }

    void messagesHaveTheShortestHead_data()
    {
        QTest::addColumn<int>("size"); ///< of the payload: [" and "] around a text
        QTest::addColumn<QByteArray>("head");
        QTest::newRow("short") << 125 << QByteArray("\x81\x7d");
        QTest::newRow("two bytes") << 126 << QByteArray("\x81\x7e\x00\x7e", 4);
        QTest::newRow("longest of two") << 65535 << QByteArray("\x81\x7e\xff\xff");
        QTest::newRow("eight bytes") << 65536 << QByteArray("\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10);
    }

    void messagesHaveTheShortestHead()
    {
        QFETCH(int, size);
        QFETCH(QByteArray, head);
        const std::string text(static_cast<size_t>(size - 4), 'x');
        const QByteArray frames = QByteArray::fromStdString(encoded({{"x", "string", SqlType::of(TypeId::Varchar)}},
                                                                    {{Value(text)}, {Value(text)}},
                                                                    formatOf(RowForm::Array, RowFraming::Messages)));
        QCOMPARE(frames.size(), 2 * (head.size() + size));
        QCOMPARE(frames.left(head.size()), head);
        QCOMPARE(frames.mid(head.size(), size), "[\"" + QByteArray::fromStdString(text) + "\"]");
        QCOMPARE(frames.mid(head.size() + size, head.size()), head);
    }

    /// No benchmark, but a floor far below what it does, for sanitizers too.
    void isNotSlow()
    {
        const std::vector<Physical> physicals = {Physical::String, Physical::Float, Physical::Int64};
        BatchBuilder builder(physicals);
        for (uint32_t row = 0; row < 50000; ++row) {
            const uint32_t random = row * 2654435761U;
            builder.column(0).appendString("device" + std::to_string(random % 4));
            builder.column(1).append<float>(static_cast<float>(random % 1000) / 10);
            builder.column(2).append<int64_t>(kTime + row / 5000 * 5000);
        }
        const BatchPtr batch = builder.build();
        RowEncoder encoder(kDevices, formatOf(RowForm::Json, RowFraming::Messages));
        std::string out;
        int64_t best = std::numeric_limits<int64_t>::max();
        for (int round = 0; round < 5; ++round) {
            out.clear();
            const int64_t before = processorNanos();
            encoder.append(*batch, 0, batch->numRows, out);
            best = std::min(best, processorNanos() - before);
        }
        const double rate = 50000.0 * 1e9 / static_cast<double>(best);
        qInfo("%.2f million rows/s, %.0f MB/s", rate / 1e6,
              static_cast<double>(out.size()) * 1e3 / static_cast<double>(best));
        QVERIFY2(rate > 200000, qPrintable(QString::number(rate)));
    }
};

QTEST_APPLESS_MAIN(TestRowEncoder)
#include "test_row_encoder.moc"
