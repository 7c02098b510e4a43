// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoding.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

/// id INTEGER NOT NULL (key when keyed), name VARCHAR, price DECIMAL(10, 2), "Flag" BOOLEAN.
DecoderTarget target(bool isKeyed)
{
    DecoderTarget target;
    target.schema.columns = {column("id", SqlType::of(TypeId::Integer, false)),
                             column("name", SqlType::of(TypeId::Varchar)),
                             column("price", SqlType::decimal(10, 2)),
                             {"Flag", SqlType::of(TypeId::Boolean), true}};
    if (isKeyed) {
        target.schema.primaryKey = {0};
    }
    return target;
}

/// One nullable column "c" of the type.
DecoderTarget single(SqlType type)
{
    DecoderTarget target;
    target.schema.columns = {column("c", type)};
    return target;
}

} // namespace

class TestJsonDecoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void records_data()
    {
        QTest::addColumn<QString>("config");
        QTest::addColumn<bool>("isKeyed");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        const auto add = [](const char* name, const char* config, bool isKeyed, const char* text,
                            const char* expected) {
            QTest::newRow(name) << QString::fromUtf8(config) << isKeyed << QByteArray(text)
                                << QString::fromUtf8(expected);
        };
        add("lines", "{}", true,
            "{\"insert\":{\"id\":1,\"name\":\"a\",\"price\":2.50,\"Flag\":true}}\n"
            "{\"delete\":{\"id\":1}}\n{\"update\":{\"id\":2,\"name\":null}}\n",
            "+(1, a, 2.5, true) -(1, NULL, NULL, NULL) ~(2, NULL, _, _)");
        add("no line end at the end", "{}", false, "{\"insert\":{\"id\":1}}", "+(1, NULL, NULL, NULL)");
        add("windows lines and blanks", "{}", false, " {\"insert\":{\"id\":1}} \r\n\r\n\t{\"insert\":{\"id\":2}}\r\n",
            "+(1, NULL, NULL, NULL) +(2, NULL, NULL, NULL)");
        add("several in a line", "{}", false,
            "{\"insert\":{\"id\":1}}{\"insert\":{\"id\":2}} {\"insert\":{\"id\":3}}\n",
            "+(1, NULL, NULL, NULL) +(2, NULL, NULL, NULL) +(3, NULL, NULL, NULL)");
        add("over several lines", "{}", false,
            "{\n  \"insert\": {\n    \"id\": 1,\n    \"name\": \"}{\"\n  }\n}\n{\"insert\":{}}",
            "+(1, }{, NULL, NULL) MR-REC-0004@2:7:52[id]");
        add("byte order mark", "{}", false, "\xEF\xBB\xBF{\"insert\":{\"id\":1}}\n", "+(1, NULL, NULL, NULL)");
        add("keys in any case, quoted ones exactly", "{}", false,
            "{\"insert\":{\"ID\":1,\"Name\":\"x\"}}\n{\"insert\":{\"id\":1,\"flag\":true}}\n",
            "+(1, x, NULL, NULL) MR-REC-0004@2:2:31");
        add("unknown keys are passed over", "{}", false,
            "{\"insert\":{\"x\":{\"y\":[1,{\"z\":\"]}\"}]},\"id\":1,\"w\":[[]]}}\n", "+(1, NULL, NULL, NULL)");
        add("the last of two equal keys wins", "{}", false,
            "{\"insert\":{\"id\":1,\"name\":\"a\",\"id\":2,\"name\":null}}\n", "+(2, NULL, NULL, NULL)");
        add("a row by position", "{}", false,
            "{\"insert\":[1,\"a\",1.005,false,\"surplus\"]}\n{\"insert\":[1,\"a\"]}\n",
            "+(1, a, 1, false) MR-REC-0004@2:2:41");
        add("escapes", "{}", false, "{\"insert\":{\"\\u0069d\":1,\"name\":\"\\u00e9\\n\\\"\\\\\\uD83D\\uDE00\"}}\n",
            "+(1, \xC3\xA9\n\"\\\xF0\x9F\x98\x80, NULL, NULL)");
        add("operations apply in their order", "{}", true,
            "{\"insert\":{\"id\":2},\"table\":\"t\",\"delete\":{\"id\":1}}\n",
            "-(1, NULL, NULL, NULL) +(2, NULL, NULL, NULL)");
        add("a bad second operation takes all back", "{}", true, "{\"insert\":{\"id\":2},\"delete\":{}}\n",
            "MR-REC-0004@1:1:0[id]");
        add("a delete without key is a whole row", "{}", false,
            "{\"delete\":{\"id\":1}}\n{\"delete\":{\"name\":\"a\"}}\n",
            "-(1, NULL, NULL, NULL) MR-REC-0004@2:2:20[id]");
        add("update without key", "{}", false, "{\"update\":{\"id\":1}}\n", "MR-REC-0002@1:1:0");
        add("unknown envelope", "{}", false, "{\"insrt\":{\"id\":1}}\n{\"insert\":{\"id\":2}}\n{}\n[1]\n7\n",
            "+(2, NULL, NULL, NULL) MR-REC-0002@1:1:0 MR-REC-0002@3:3:39 MR-REC-0002@4:4:42 MR-REC-0002@5:5:46");
        add("types are checked", "{}", false,
            "{\"insert\":{\"id\":\"1\"}}\n{\"insert\":{\"id\":2147483648}}\n{\"insert\":{\"id\":1.0}}\n"
            "{\"insert\":{\"id\":1,\"name\":2}}\n{\"insert\":{\"id\":1,\"price\":123456789}}\n{\"insert\":{\"id\":null}"
            "}\n",
            "MR-REC-0003@1:1:0[id] MR-REC-0003@2:2:22[id] MR-REC-0003@3:3:51[id] MR-REC-0003@4:4:73[name] "
            "MR-REC-0003@5:5:102[price] MR-REC-0004@6:6:140[id]");
        add("broken syntax costs one record", "{}", false,
            "{\"insert\":{\"id\":1}\n{\"insert\":{\"id\":2}}\n{\"insert\":{\"id\":3,\"name\":\"x\"y\"}}\n{\"insert\":{"
            "\"id\":4}}\n",
            "+(2, NULL, NULL, NULL) +(4, NULL, NULL, NULL) MR-REC-0001@1:1:0 MR-REC-0001@3:3:39");
        add("a line end inside a text", "{}", false, "{\"insert\":{\"id\":1,\"name\":\"a\n{\"insert\":{\"id\":2}}\n",
            "+(2, NULL, NULL, NULL) MR-REC-0001@1:1:0");
        add("bad numbers", "{}", false,
            "{\"insert\":{\"id\":01}}\n{\"insert\":{\"id\":1,\"price\":+1}}\n{\"insert\":{\"id\":nul}}\n",
            "MR-REC-0001@1:1:0 MR-REC-0001@2:2:21 MR-REC-0001@3:3:52");
        add("broken inside what is passed over", "{}", false,
            "{\"insert\":{\"id\":1,\"x\":{\"y\" \"z\"}}}\n{\"insert\":{\"id\":2}}\n",
            "+(2, NULL, NULL, NULL) MR-REC-0001@1:1:0");
        add("an unknown key without a value", "{\"update_format\":\"raw\"}", false, "{\"id\":1,\"\":}}\n{\"id\":2}\n",
            "+(2, NULL, NULL, NULL) MR-REC-0001@1:1:0 MR-REC-0001@2:1:12");
        add("a text that is a key as well", R"({"update_format":"raw"})", false,
            "{\"id\":1,\"name\":\"b\":\"c\"}\n{\"id\":2,\"other\":\"b\":\"c\"}\n{\"id\":3}\n",
            "+(3, NULL, NULL, NULL) MR-REC-0001@1:1:0 MR-REC-0001@2:2:24");
        add("broken values that are passed over", R"({"update_format":"raw"})", false,
            "{\"id\":1,\"other\":1x\"y\"}\n{\"id\":2,\"other\":nul}\n{\"id\":3,\"other\":01}\n"
            "{\"id\":4,\"other\":-1e5}\n",
            "+(4, NULL, NULL, NULL) MR-REC-0001@1:1:0 MR-REC-0001@2:2:23 MR-REC-0001@3:3:44");
        add("not UTF-8", "{}", false, "{\"insert\":{\"id\":1,\"name\":\"\xC3\x28\"}}\n{\"insert\":{\"id\":2}}\n",
            "+(2, NULL, NULL, NULL) MR-REC-0005@1:1:0");
        add("truncated", "{}", false, "{\"insert\":{\"id\":1}}\n{\"insert\":{\"id\":2",
            "+(1, NULL, NULL, NULL) MR-REC-0006@2:2:20");
        add("garbage", "{}", false, "hello\n{\"insert\":{\"id\":1}}\n}\n",
            "+(1, NULL, NULL, NULL) MR-REC-0001@1:1:0 MR-REC-0001@3:3:26");
        add("raw rows", "{\"update_format\":\"raw\"}", true, "{\"id\":1}\n[2,\"b\",null,true]\n\"x\"\n",
            "+(1, NULL, NULL, NULL) +(2, b, NULL, true) MR-REC-0002@3:3:27");
        add("arrays", "{\"array\":true}", false,
            "[{\"insert\":{\"id\":1}},\n{\"delete\":{\"id\":2}}]\n[]\n{\"insert\":{\"id\":3}}\n",
            "+(1, NULL, NULL, NULL) -(2, NULL, NULL, NULL) MR-REC-0002@3:4:46");
        add("a bad element refuses its array", "{\"array\":true}", false,
            "[{\"insert\":{\"id\":1}},{\"insert\":{\"id\":\"x\"}}]\n[{\"insert\":{\"id\":2}}]\n",
            "+(2, NULL, NULL, NULL) MR-REC-0003@2:1:0[id]");
        add("every bad element is told", "{\"array\":true}", false,
            "[{\"insert\":{\"id\":\"x\"}},7,{\"insert\":{\"id\":1,\"u\":[{}]}},{\"delete\":[2,3]},{\"insert\":{}}]\n"
            "[{\"insert\":{\"id\":2}}]\n",
            "+(2, NULL, NULL, NULL) MR-REC-0003@1:1:0[id] MR-REC-0002@2:1:0 MR-REC-0003@4:1:0[name] "
            "MR-REC-0004@5:1:0[id]");
        add("a broken array is one record", "{\"array\":true}", false,
            "[{\"insert\":{\"id\":\"x\"}},{\"insert\":{\"id\":01}}]\n[{\"insert\":{\"id\":2}}]\n",
            "+(2, NULL, NULL, NULL) MR-REC-0001@1:1:0");
        add("an array broken inside of an element", R"({"array":true})", false,
            "[{\"in\":]]]]1}}\n[{\"insert\":{\"id\":2}}]\n",
            "+(2, NULL, NULL, NULL) MR-REC-0001@1:1:0 MR-REC-0001@2:1:9");
        add("raw arrays", "{\"update_format\":\"raw\",\"array\":true}", false, "[{\"id\":1},[2,\"b\",0.1,false]]",
            "+(1, NULL, NULL, NULL) +(2, b, 0.1, false)");
        add("single lines", "{\"lines\":\"single\"}", false, "{\"insert\":\n{\"id\":1}}\n{\"insert\":{\"id\":2}}",
            "+(2, NULL, NULL, NULL) MR-REC-0001@1:1:0 MR-REC-0001@2:2:11");
    }

    void records()
    {
        QFETCH(QString, config);
        QFETCH(bool, isKeyed);
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);
        const auto options = nlohmann::json::parse(config.toStdString());
        QCOMPARE(QString::fromStdString(decodeEveryWay("json", options, target(isKeyed), text.toStdString())),
                 expected);
    }

    void values_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("expected");
        const auto add = [](TypeId type, const char* json, const char* expected) {
            QTest::addRow("%s %s", SqlType::of(type).toString().c_str(), json)
                << static_cast<int>(type) << QByteArray(json) << QString::fromUtf8(expected);
        };
        const char* const refused = "MR-REC-0003@1:1:0[c]";
        add(TypeId::TinyInt, "-128", "+(-128)");
        add(TypeId::TinyInt, "128", refused);
        add(TypeId::UTinyInt, "255", "+(255)");
        add(TypeId::UTinyInt, "-1", refused);
        add(TypeId::SmallInt, "-32768", "+(-32768)");
        add(TypeId::USmallInt, "65536", refused);
        add(TypeId::UInteger, "4294967295", "+(4294967295)");
        add(TypeId::BigInt, "-9223372036854775808", "+(-9223372036854775808)");
        add(TypeId::BigInt, "9223372036854775808", refused);
        add(TypeId::UBigInt, "18446744073709551615", "+(18446744073709551615)");
        add(TypeId::Double, "0.1", "+(0.1)");
        add(TypeId::Double, "-1e300", "+(-1e300)");
        add(TypeId::Double, "1e400", refused);
        add(TypeId::Real, "0.1", "+(0.1)");
        add(TypeId::Boolean, "false", "+(false)");
        add(TypeId::Boolean, "0", refused);
        add(TypeId::Boolean, "\"true\"", refused);
        add(TypeId::Varchar, "\"\"", "+()");
        add(TypeId::Varchar, "{}", refused);
        add(TypeId::Date, "\"2024-02-29\"", "+(2024-02-29)");
        add(TypeId::Date, "\"2023-02-29\"", refused);
        add(TypeId::Date, "19000", refused);
        add(TypeId::Time, "\"23:59:59.123456789\"", "+(23:59:59.123456789)");
        add(TypeId::Timestamp, "\"2024-01-31 12:00:00.5\"", "+(2024-01-31 12:00:00.5)");
        add(TypeId::Timestamp, "\"2024-01-31T12:00:00+02:00\"", "+(2024-01-31 10:00:00)");
        add(TypeId::Timestamp, "\"soon\"", refused);
    }

    void values()
    {
        QFETCH(int, type);
        QFETCH(QByteArray, json);
        QFETCH(QString, expected);
        const std::string text = "{\"insert\":{\"c\":" + json.toStdString() + "}}\n";
        const DecoderTarget decoderTarget = single(SqlType::of(static_cast<TypeId>(type)));
        QCOMPARE(QString::fromStdString(decodeEveryWay("json", nlohmann::json::object(), decoderTarget, text)),
                 expected);
    }

    void decimalsAreExact()
    {
        const DecoderTarget decoderTarget = single(SqlType::decimal(38, 10));
        const std::string text = "{\"insert\":{\"c\":1234567890123456789012345678.0123456789}}\n"
                                 "{\"insert\":{\"c\":\"-0.00000000005\"}}\n{\"insert\":{\"c\":1e-10}}\n";
        QCOMPARE(QString::fromStdString(decodeEveryWay("json", nlohmann::json::object(), decoderTarget, text)),
                 QStringLiteral("+(1234567890123456789012345678.0123456789) +(0) +(0.0000000001)"));
    }

    void defaultsFillAbsentKeysOnly()
    {
        DecoderTarget decoderTarget = target(false);
        decoderTarget.defaults = {Value(int64_t{7}), Value(std::string("none")), std::nullopt, std::nullopt};
        const std::string text = "{\"insert\":{}}\n{\"insert\":{\"name\":null}}\n";
        QCOMPARE(QString::fromStdString(decodeEveryWay("json", nlohmann::json::object(), decoderTarget, text)),
                 QStringLiteral("+(7, none, NULL, NULL) +(7, NULL, NULL, NULL)"));
    }

    void batchesAreBounded()
    {
        std::string text = "[";
        for (int i = 0; i < 25'000; ++i) {
            text += (i == 0 ? "" : ",") + std::string("{\"insert\":{\"id\":") + std::to_string(i) + "}}";
        }
        const DecoderTarget decoderTarget = target(false);
        auto decoder = makeDecoder("json", nlohmann::json{{"array", true}}, decoderTarget);
        QVERIFY(decoder.ok());
        DecodedChunk chunk;
        (*decoder)->decode("[{\"insert\":{\"id\":-1}}]" + text + "]", chunk);
        QCOMPARE(chunk.numRows(), size_t{25'001});
        for (const InputBatch& batch : chunk.batches) {
            QVERIFY(batch.numRows() >= 1 && batch.numRows() <= DecodedChunk::kMaxRowsPerBatch);
        }
        // The same with a bad last element: nothing of the array stays, what was before it does.
        chunk = {};
        (*decoder)->decode("[{\"insert\":{\"id\":-1}}]" + text + ",{}]", chunk);
        QCOMPARE(chunk.numRows(), size_t{1});
        QCOMPARE(chunk.numErrors, uint64_t{1});
    }

    void oversizedRecordsAreGivenUp()
    {
        auto decoder = makeDecoder("json", nlohmann::json::object(), target(false));
        QVERIFY(decoder.ok());
        DecodedChunk chunk;
        (*decoder)->decode("{\"insert\":{\"id\":1,\"name\":\"", chunk);
        const std::string piece(size_t{1} << 20, 'x');
        for (int i = 0; i < 20; ++i) {
            (*decoder)->decode(piece, chunk);
        }
        (*decoder)->decode("\"}}\n{\"insert\":{\"id\":2}}\n", chunk);
        (*decoder)->endOfInput(chunk);
        QCOMPARE(chunk.numErrors, uint64_t{1});
        QVERIFY(chunk.errors[0].code == ErrorCode::kRecordTooLarge);
        QVERIFY(chunk.errors[0].raw.size() <= 8 * 1024);
        QCOMPARE(chunk.numRows(), size_t{1});
    }

    void depthIsLimited()
    {
        const std::string deep =
            "{\"insert\":{\"id\":1,\"x\":" + std::string(130, '[') + std::string(130, ']') + "}}\n";
        QCOMPARE(QString::fromStdString(decodeEveryWay("json", nlohmann::json::object(), target(false), deep)),
                 QStringLiteral("MR-REC-0001@1:1:0"));
    }

    void errorsAreCountedBeyondTheList()
    {
        auto decoder = makeDecoder("json", nlohmann::json::object(), target(false));
        DecodedChunk chunk;
        for (int i = 0; i < 250; ++i) {
            (*decoder)->decode("{}\n", chunk);
        }
        QCOMPARE(chunk.numErrors, uint64_t{250});
        QCOMPARE(chunk.errors.size(), DecodedChunk::kMaxErrorsPerChunk);
    }

    void optionsAreChecked()
    {
        const DecoderTarget decoderTarget = target(false);
        QVERIFY(!makeDecoder("json", nlohmann::json{{"update_format", "snowflake"}}, decoderTarget).ok());
        QVERIFY(!makeDecoder("json", nlohmann::json{{"array", 1}}, decoderTarget).ok());
        QVERIFY(makeDecoder("xml", nlohmann::json::object(), decoderTarget).error().code ==
                ErrorCode::kConnectorUnknownFormat);
        QVERIFY(makeDecoder("parquet", nlohmann::json::object(), decoderTarget).error().code ==
                ErrorCode::kConnectorNotBuilt);
        std::vector<Error> warnings;
        QVERIFY(makeDecoder("json", nlohmann::json{{"arry", true}}, decoderTarget, &warnings).ok());
        QCOMPARE(warnings.size(), size_t{1});
        QVERIFY(warnings[0].detail.find("'array'") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestJsonDecoder)
#include "test_json_decoder.moc"
