// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoding.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

/// id INTEGER NOT NULL, name VARCHAR, price DOUBLE, city VARCHAR NOT NULL DEFAULT 'Ulm'.
DecoderTarget target()
{
    DecoderTarget target;
    target.schema.columns = {column("id", SqlType::of(TypeId::Integer, false)),
                             column("name", SqlType::of(TypeId::Varchar)), column("price", SqlType::of(TypeId::Double)),
                             column("city", SqlType::of(TypeId::Varchar, false))};
    target.defaults = {std::nullopt, std::nullopt, std::nullopt, Value(std::string("Ulm"))};
    return target;
}

} // namespace

class TestCsvDecoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void records_data()
    {
        QTest::addColumn<QString>("config");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        const auto add = [](const char* name, const char* config, const char* text, const char* expected) {
            QTest::newRow(name) << QString::fromUtf8(config) << QByteArray(text) << QString::fromUtf8(expected);
        };
        add("plain", "{}", "1,a,1.5,x\n2,b,-2e3,y\r\n3,c,7,z", "+(1, a, 1.5, x) +(2, b, -2000.0, y) +(3, c, 7.0, z)");
        add("quotes", "{}", "1,\"a,b\",2,\"say \"\"hi\"\"\"\n2,\"two\nlines\",3,\"\"\n",
            "+(1, a,b, 2.0, say \"hi\") +(2, two\nlines, 3.0, )");
        add("a quote inside a field is text", "{}", "1,a\"b,2,6\"\n", "+(1, a\"b, 2.0, 6\")");
        add("text after the closing quote", "{}", "1,\"a\"b,2,x\n", "+(1, ab, 2.0, x)");
        add("nulls", "{}", "1,,,x\n2,\"\",\"\",\n", "+(1, NULL, NULL, x) +(2, , NULL, )");
        add("a null where none may be", "{}", ",a,1,x\n", "MR-REC-0004@1:1:0[id]");
        add("null strings", "{\"null_strings\":[\"\\\\N\"]}", "1,\\N,\\N,x\n2,,1,x\n3,\"\\N\",1,x\n4,a,,x\n",
            "+(1, NULL, NULL, x) +(2, , 1.0, x) +(3, \\N, 1.0, x) MR-REC-0003@4:4:28[price]");
        add("missing fields", "{}", "1\n2,b\n\n3,c,1,x,surplus\n",
            "+(1, NULL, NULL, Ulm) +(2, b, NULL, Ulm) +(3, c, 1.0, x)");
        add("surplus fields refused", "{\"flexible\":false}", "1,a,1,x,y\n2,b,1,x\n",
            "+(2, b, 1.0, x) MR-REC-0001@1:1:0");
        add("headers", "{\"headers\":true}", "id,\"na\nme\",price,city\n1,a,1,x\n", "+(1, a, 1.0, x)");
        add("delimiter", "{\"delimiter\":\"|\"}", "1|a,b|2|x\n", "+(1, a,b, 2.0, x)");
        add("other quote", "{\"quote\":\"'\"}", "1,'a,\"b',2,x\n", "+(1, a,\"b, 2.0, x)");
        add("escape", "{\"escape\":\"\\\\\",\"double_quote\":false}", "1,\"a\\\"b\\\\\",2,x\n", "+(1, a\"b\\, 2.0, x)");
        add("no quoting", "{\"quoting\":false}", "1,\"a\",2,\"\n", "+(1, \"a\", 2.0, \")");
        add("comments", "{\"comment\":\"#\"}", "#\"note\n1,a,2,#x\n", "+(1, a, 2.0, #x)");
        add("trim", "{\"trim\":\"fields\"}", " 1 ,\ta b ,  \"q,r\" \n2, b ,1, y \n",
            "MR-REC-0003@1:1:0[price] +(2, b, 1.0, y)");
        add("no trim", "{}", " 1, a,1, x\n", "+(1,  a, 1.0,  x)");
        add("floats by name", "{}", "1,a,NaN,x\n2,a,-Inf,x\n3,a,inf,x\n",
            "+(1, a, NaN, x) +(2, a, -inf, x) +(3, a, inf, x)");
        add("wrong values", "{}", "x,a,1,y\n1,a,1e,y\n2,b,3,y\n",
            "+(2, b, 3.0, y) MR-REC-0003@1:1:0[id] MR-REC-0003@2:2:8[price]");
        add("lines are counted through quotes", "{}", "1,\"a\n\n\",1,x\ny,b,1,x\n",
            "+(1, a\n\n, 1.0, x) MR-REC-0003@2:4:12[id]");
        add("not UTF-8", "{}", "1,\xC3\x28,1,x\n2,b,1,x\n", "+(2, b, 1.0, x) MR-REC-0005@1:1:0");
        add("byte order mark", "{}",
            "\xEF\xBB\xBF"
            "1,a,1,x\n",
            "+(1, a, 1.0, x)");
        add("ends inside quotes", "{}", "1,a,1,x\n2,\"b,1,x\n", "+(1, a, 1.0, x) MR-REC-0006@2:2:8");
        add("ends after quotes", "{}", "1,a,1,\"x\"", "+(1, a, 1.0, x)");
        add("empty", "{}", "", "");
    }

    void records()
    {
        QFETCH(QString, config);
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);
        const auto options = nlohmann::json::parse(config.toStdString());
        const std::string actual = decodeEveryWay("csv", options, target(), text.toStdString());
        // Rows come before errors in the description, whatever their order in the text.
        if (expected.startsWith(QLatin1String("MR-")) && expected.contains(QLatin1Char('+'))) {
            const auto rows = expected.indexOf(QLatin1Char('+'));
            expected = expected.mid(rows) + QLatin1Char(' ') + expected.left(rows).trimmed();
        }
        QCOMPARE(QString::fromStdString(actual), expected);
    }

    void options_data()
    {
        QTest::addColumn<QString>("config");
        for (const char* config : {"{\"delimiter\":\"ab\"}", "{\"delimiter\":\"é\"}", "{\"trim\":\"some\"}",
                                   "{\"headers\":\"yes\"}", "{\"null_strings\":\"NULL\"}"}) {
            QTest::newRow(config) << QString::fromUtf8(config);
        }
    }

    void options()
    {
        QFETCH(QString, config);
        const auto decoder = makeDecoder("csv", nlohmann::json::parse(config.toStdString()), target());
        QVERIFY(!decoder.ok());
        QVERIFY(decoder.error().code == ErrorCode::kConnectorInvalidValue);
    }

    void batchesAreBounded()
    {
        std::string text;
        for (int i = 0; i < 30'000; ++i) {
            text += "1\n";
        }
        auto decoder = makeDecoder("csv", nlohmann::json::object(), target());
        DecodedChunk chunk;
        (*decoder)->decode(text, chunk);
        QCOMPARE(chunk.numRows(), size_t{30'000});
        for (const InputBatch& batch : chunk.batches) {
            QVERIFY(batch.numRows() <= DecodedChunk::kMaxRowsPerBatch);
        }
    }

    void oversizedRecordsAreGivenUp()
    {
        auto decoder = makeDecoder("csv", nlohmann::json::object(), target());
        DecodedChunk chunk;
        (*decoder)->decode("1,\"", chunk);
        const std::string piece(size_t{1} << 20, 'x');
        for (int i = 0; i < 20; ++i) {
            (*decoder)->decode(piece, chunk);
        }
        (*decoder)->decode("\",1,x\n2,b,1,x\n", chunk);
        (*decoder)->endOfInput(chunk);
        QCOMPARE(chunk.numErrors, uint64_t{1});
        QVERIFY(chunk.errors[0].code == ErrorCode::kRecordTooLarge);
        QCOMPARE(chunk.numRows(), size_t{1});
    }
};

QTEST_APPLESS_MAIN(TestCsvDecoder)
#include "test_csv_decoder.moc"
