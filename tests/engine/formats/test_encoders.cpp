// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/encoder.h"
#include "engine/formats/json_text.h"
#include "engine/zset/batch_builder.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <cmath>
#include <limits>

using namespace millrace;

namespace {

Schema twoColumns()
{
    Schema schema;
    schema.columns = {{"id", SqlType::of(TypeId::Integer, false), false},
                      {"name", SqlType::of(TypeId::Varchar), false}};
    return schema;
}

Delta deltaOf(const Schema& schema, const std::vector<std::vector<Value>>& rows, std::vector<Weight> weights)
{
    Delta delta;
    delta.add(batchOf(schema.physicals(), rows, std::move(weights)));
    return delta;
}

Delta sample()
{
    return deltaOf(twoColumns(),
                   {{Value(int64_t{1}), Value(std::string("a"))},
                    {Value(int64_t{2}), Value::null()},
                    {Value(int64_t{3}), Value(std::string("c"))}},
                   {2, -1, 1});
}

std::string encoded(const char* format, const nlohmann::json& config, const Schema& schema, const Delta& delta)
{
    auto encoder = makeEncoder(format, config, schema);
    if (!encoder.ok()) {
        return encoder.error().toString();
    }
    std::string out;
    const auto count = (*encoder)->encode(delta, out);
    return count.ok() ? std::to_string(*count) + ": " + out : count.error().toString();
}

} // namespace

class TestEncoders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jsonWritesDeletesFirst()
    {
        QCOMPARE(encoded("json", nlohmann::json::object(), twoColumns(), sample()),
                 std::string("4: {\"delete\":{\"id\":2,\"name\":null}}\n{\"insert\":{\"id\":1,\"name\":\"a\"}}\n"
                             "{\"insert\":{\"id\":1,\"name\":\"a\"}}\n{\"insert\":{\"id\":3,\"name\":\"c\"}}\n"));
    }

    void jsonArrays()
    {
        QCOMPARE(encoded("json", {{"array", true}}, twoColumns(),
                         deltaOf(twoColumns(), {{Value(int64_t{1}), Value::null()}}, {})),
                 std::string("1: [{\"insert\":{\"id\":1,\"name\":null}}]\n"));
        const std::string text = encoded("json", {{"array", true}, {"buffer_size_records", 3}}, twoColumns(), sample());
        const size_t split = text.find("]\n[");
        QVERIFY(split != std::string::npos);
        const auto first = nlohmann::json::parse(text.substr(3, split - 2));
        const auto second = nlohmann::json::parse(text.substr(split + 2));
        QCOMPARE(first.size(), size_t{3});
        QCOMPARE(second.size(), size_t{1});
        QCOMPARE(encoded("json", {{"array", true}}, twoColumns(), Delta()), std::string("0: "));
    }

    void csvWritesTheWeightLast()
    {
        QCOMPARE(encoded("csv", nlohmann::json::object(), twoColumns(), sample()),
                 std::string("3: 2,,-1\n1,a,2\n3,c,1\n"));
        QCOMPARE(encoded("csv", {{"delimiter", ";"}}, twoColumns(),
                         deltaOf(twoColumns(),
                                 {{Value(int64_t{1}), Value(std::string("x;\"y\"\nz"))},
                                  {Value(int64_t{2}), Value(std::string())}},
                                 {})),
                 std::string("2: 1;\"x;\"\"y\"\"\nz\";1\n2;\"\";1\n"));
    }

    void weightsBeyondAMillionAreRefused()
    {
        const Delta delta = deltaOf(twoColumns(), {{Value(int64_t{1}), Value::null()}}, {1'000'001});
        for (const char* format : {"json", "csv"}) {
            auto encoder = makeEncoder(format, nlohmann::json::object(), twoColumns());
            std::string out;
            const auto count = (*encoder)->encode(delta, out);
            QVERIFY(!count.ok());
            QVERIFY(count.error().code == ErrorCode::kEncodeWeight);
            QVERIFY(out.empty());
        }
    }

    void everyTypeAsJsonAndCsv()
    {
        Schema schema;
        const std::vector<std::pair<SqlType, Value>> cells = {
            {SqlType::of(TypeId::Boolean), Value(true)},
            {SqlType::of(TypeId::TinyInt), Value(int64_t{-128})},
            {SqlType::of(TypeId::SmallInt), Value(int64_t{-5})},
            {SqlType::of(TypeId::Integer), Value(int64_t{7})},
            {SqlType::of(TypeId::BigInt), Value(std::numeric_limits<int64_t>::min())},
            {SqlType::of(TypeId::UTinyInt), Value(uint64_t{255})},
            {SqlType::of(TypeId::USmallInt), Value(uint64_t{65535})},
            {SqlType::of(TypeId::UInteger), Value(uint64_t{4294967295})},
            {SqlType::of(TypeId::UBigInt), Value(std::numeric_limits<uint64_t>::max())},
            {SqlType::of(TypeId::Real), Value(0.5)},
            {SqlType::of(TypeId::Double), Value(1e-7)},
            {SqlType::of(TypeId::Double), Value(std::numeric_limits<double>::quiet_NaN())},
            {SqlType::of(TypeId::Real), Value(-std::numeric_limits<double>::infinity())},
            {SqlType::decimal(10, 3), Value(Int128{1250})},
            {SqlType::of(TypeId::Varchar), Value(std::string("t\"\n"))},
            {SqlType::of(TypeId::Date), Value(int64_t{0})},
            {SqlType::of(TypeId::Time), Value(int64_t{1'500'000'000})},
            {SqlType::of(TypeId::Timestamp), Value(int64_t{1'000'001})},
            {SqlType::of(TypeId::Integer), Value::null()},
        };
        std::vector<Value> row;
        for (size_t i = 0; i < cells.size(); ++i) {
            schema.columns.push_back({"c" + std::to_string(i), cells[i].first, false});
            row.push_back(cells[i].second);
        }
        const BatchPtr batch = batchOf(schema.physicals(), {row});
        const RowWriter writer(schema);
        std::string json;
        writer.appendJson(*batch, 0, json);
        QCOMPARE(QString::fromStdString(json),
                 QStringLiteral(
                     "{\"c0\":true,\"c1\":-128,\"c2\":-5,\"c3\":7,\"c4\":-9223372036854775808,\"c5\":255,\"c6\":65535,"
                     "\"c7\":4294967295,\"c8\":18446744073709551615,\"c9\":0.5,\"c10\":1e-7,\"c11\":null,\"c12\":null,"
                     "\"c13\":1.25,\"c14\":\"t\\\"\\n\",\"c15\":\"1970-01-01\",\"c16\":\"00:00:01.5\","
                     "\"c17\":\"1970-01-01 00:00:01.000001\",\"c18\":null}"));
        QVERIFY(nlohmann::json::accept(json));
        std::string csv;
        writer.appendCsv(*batch, 0, ',', csv);
        QCOMPARE(QString::fromStdString(csv),
                 QStringLiteral(
                     "true,-128,-5,7,-9223372036854775808,255,65535,4294967295,18446744073709551615,0.5,1e-7,NaN,-Inf,"
                     "1.25,\"t\"\"\n\",1970-01-01,00:00:01.5,1970-01-01 00:00:01.000001,"));
        std::string header;
        writer.appendCsvHeader(',', header);
        QVERIFY(header.starts_with("c0,c1,c2,"));
    }

    void jsonTextIsEscaped()
    {
        // Every byte at every place of a word: the escaping looks at eight bytes at a time.
        for (int c = 0; c < 128; ++c) {
            for (size_t place = 0; place < 10; ++place) {
                std::string text(19, 'x');
                text[place] = static_cast<char>(c);
                std::string json;
                appendJsonString(json, text);
                QCOMPARE(nlohmann::json::parse(json).get<std::string>(), text);
            }
        }
        std::string json;
        appendJsonString(json, "\x01\t\xC3\xA9\"");
        QCOMPARE(json, std::string("\"\\u0001\\t\xC3\xA9\\\"\""));
    }

    void optionsAreChecked_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("config");
        QTest::newRow("redis") << "json"
                               << R"({"update_format":"redis"})";
        QTest::newRow("raw") << "json"
                             << R"({"update_format":"raw"})";
        QTest::newRow("flavor") << "json"
                                << R"({"json_flavor":"hail"})";
        QTest::newRow("key fields") << "json"
                                    << R"({"key_fields":["id"]})";
        QTest::newRow("delimiter") << "csv"
                                   << R"({"delimiter":""})";
        QTest::newRow("parquet") << "parquet"
                                 << "{}";
        QTest::newRow("raw format") << "raw"
                                    << "{}";
    }

    void optionsAreChecked()
    {
        QFETCH(QString, format);
        QFETCH(QString, config);
        QVERIFY(!makeEncoder(format.toStdString(), nlohmann::json::parse(config.toStdString()), twoColumns()).ok());
    }
};

QTEST_APPLESS_MAIN(TestEncoders)
#include "test_encoders.moc"
