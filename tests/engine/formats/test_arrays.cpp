// SPDX-License-Identifier: GPL-3.0-or-later
// Arrays in records: read from JSON and CSV, written to both.
#include "decoding.h"

#include "engine/formats/encoder.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

DecoderTarget target()
{
    DecoderTarget target;
    target.schema.columns = {
        column("id", SqlType::of(TypeId::Integer, false)),
        column("n", SqlType::arrayOf(SqlType::of(TypeId::Integer))),
        column("s", SqlType::arrayOf(SqlType::arrayOf(SqlType::of(TypeId::Varchar)))),
        column("d", SqlType::arrayOf(SqlType::decimal(6, 2))),
    };
    target.defaults.resize(target.schema.numColumns());
    return target;
}

} // namespace

class TestArrays : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void areRead_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        const auto json = [](const char* name, const char* text, const char* expected) {
            QTest::newRow(name) << QStringLiteral("json") << QByteArray(text) << QString::fromUtf8(expected);
        };
        json("values", "{\"id\":1,\"n\":[1, -2 ,null],\"s\":[[\"a\",\"\\u00e9\\n\"],[],null],\"d\":[1.255,\"2\",3]}\n",
             "+(1, [1,-2,null], [[\"a\",\"é\\u000a\"],[],null], [1.26,2,3])");
        json("empty, null, absent", "{\"id\":1,\"n\":[],\"s\":null}\n", "+(1, [], NULL, NULL)");
        json("records of one shape",
             "{\"id\":1,\"n\":[1]}\n{\"id\":2,\"n\":[2]}\n{\"id\":3,\"n\":null}\n{\"id\":4,\"n\":[4,4]}\n",
             "+(1, [1], NULL, NULL) +(2, [2], NULL, NULL) +(3, NULL, NULL, NULL) +(4, [4,4], NULL, NULL)");
        json("no array", "{\"id\":1,\"n\":3}\n{\"id\":2,\"n\":\"[3]\"}\n{\"id\":3,\"n\":{}}\n",
             "MR-REC-0003@1:1:0[n] MR-REC-0003@2:2:15[n] MR-REC-0003@3:3:34[n]");
        json("elements that do not fit",
             "{\"id\":1,\"n\":[1,\"a\"]}\n{\"id\":2,\"n\":[[1]]}\n{\"id\":3,\"n\":[3000000000]}\n",
             "MR-REC-0003@1:1:0[n] MR-REC-0003@2:2:21[n] MR-REC-0003@3:3:40[n]");
        json("an array for a number", "{\"id\":[1]}\n", "MR-REC-0003@1:1:0[id]");
        json("no JSON", "{\"id\":1,\"n\":[1,]}\n{\"id\":2,\"n\":[2]}\n", "+(2, [2], NULL, NULL) MR-REC-0001@1:1:0");
        const auto csv = [](const char* name, const char* text, const char* expected) {
            QTest::newRow(name) << QStringLiteral("csv") << QByteArray(text) << QString::fromUtf8(expected);
        };
        csv("csv", "1,\"[1,null]\",\"[[\"\"a\"\"],null]\",[1.5]\n2,[],,\n",
            "+(1, [1,null], [[\"a\"],null], [1.5]) +(2, [], NULL, NULL)");
        csv("csv that does not fit", "1,[a],,\n2,[1] x,,\n3,1,,\n4,[4],,\n",
            "+(4, [4], NULL, NULL) MR-REC-0003@1:1:0[n] MR-REC-0003@2:2:8[n] MR-REC-0003@3:3:18[n]");
    }

    void areRead()
    {
        QFETCH(QString, format);
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);
        nlohmann::json config = nlohmann::json::object();
        if (format == QLatin1String("json")) {
            config["update_format"] = "raw";
        }
        const std::string decoded = decodeEveryWay(format.toStdString(), config, target(), text.toStdString());
        QCOMPARE(QString::fromStdString(decoded), expected);
    }

    void areWrittenAsTheyAreRead()
    {
        const std::string record = "{\"id\":1,\"n\":[1,null],\"s\":[[\"a, \\\"b\\\"\"],[]],\"d\":[0.5]}";
        auto decoder = makeDecoder("json", {{"update_format", "raw"}}, target());
        QVERIFY(decoder.ok());
        DecodedChunk chunk;
        (*decoder)->decode(record + "\n", chunk);
        (*decoder)->endOfInput(chunk);
        const RowWriter writer(target().schema);
        std::string json;
        writer.appendJson(*chunk.batches.at(0).rows, 0, json);
        QCOMPARE(json, record);
        std::string csv;
        writer.appendCsv(*chunk.batches.at(0).rows, 0, ',', csv);
        QCOMPARE(csv, std::string("1,\"[1,null]\",\"[[\"\"a, \\\"\"b\\\"\"\"\"],[]]\",[0.5]"));
        const std::string again = decodePieces("csv", nlohmann::json::object(), target(), {csv});
        QCOMPARE(again, describe(chunk, target().schema));
    }
};

QTEST_APPLESS_MAIN(TestArrays)
#include "test_arrays.moc"
