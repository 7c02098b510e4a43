// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoding.h"

#include "engine/formats/avro/avro_binary.h"
#include "engine/formats/avro/avro_encoder.h"
#include "engine/formats/message_encoder.h"

#include <QTest>

#include <avro.h>

#include <limits>
#include <random>

using namespace millrace;
using namespace millrace::test;

namespace {

DecoderTarget table(std::vector<ColumnInfo> columns)
{
    DecoderTarget target;
    target.schema.columns = std::move(columns);
    return target;
}

DecoderTarget idAndName()
{
    return table({column("id", SqlType::of(TypeId::Integer, false)), column("name", SqlType::of(TypeId::Varchar))});
}

const char* const kIdAndName = R"({"type":"record","name":"r","fields":[{"name":"id","type":"int"},
    {"name":"extra","type":{"type":"array","items":"string"}},{"name":"name","type":["null","string"]}]})";

nlohmann::json config(const std::string& schema, bool hasHeader = false)
{
    return {{"schema", schema}, {"skip_schema_id", !hasHeader}};
}

/// (id, [], name) as kIdAndName says.
std::string record(int64_t id, const std::string& name)
{
    std::string bytes;
    appendAvroLong(bytes, id);
    bytes += '\0';
    appendAvroLong(bytes, 1);
    appendAvroBytes(bytes, name);
    return bytes;
}

std::string decoded(const nlohmann::json& options, const DecoderTarget& target, std::string_view bytes)
{
    return decodeEveryWay("avro", options, target, bytes);
}

std::string inMessages(const nlohmann::json& options, const DecoderTarget& target,
                       const std::vector<std::string>& messages)
{
    auto decoder = makeDecoder("avro", options, target);
    if (!decoder.ok()) {
        return decoder.error().toString();
    }
    DecodedChunk chunk;
    for (const std::string& message : messages) {
        (*decoder)->decodeMessage(message, chunk);
    }
    (*decoder)->flush(chunk);
    return describe(chunk, target.schema);
}

/// What avro-c makes of a datum, as JSON.
std::string readByAvroC(const std::string& schemaText, std::string_view bytes)
{
    avro_schema_t schema = nullptr;
    if (avro_schema_from_json_length(schemaText.data(), schemaText.size(), &schema) != 0) {
        return std::string("schema: ") + avro_strerror();
    }
    avro_value_iface_t* kind = avro_generic_class_from_schema(schema);
    avro_value_t value;
    avro_generic_value_new(kind, &value);
    avro_reader_t reader = avro_reader_memory(bytes.data(), static_cast<int64_t>(bytes.size()));
    std::string text;
    if (avro_value_read(reader, &value) != 0) {
        text = std::string("value: ") + avro_strerror();
    } else {
        char* json = nullptr;
        avro_value_to_json(&value, 1, &json);
        text = nlohmann::json::parse(json).dump();
        free(json);
    }
    avro_reader_free(reader);
    avro_value_decref(&value);
    avro_value_iface_decref(kind);
    avro_schema_decref(schema);
    return text;
}

class KeepingSink final : public MessageSink {
public:
    Status send(const EncodedMessage& message) override
    {
        keys.push_back(std::string(message.key.value_or("none")));
        values.push_back(message.value ? std::string(*message.value) : "gone");
        operations += std::string(message.operation) + " ";
        return {};
    }
    void refuse(Error error) override { refused += std::string(errorId(error.code)) + " "; }
    std::vector<std::string> keys;
    std::vector<std::string> values;
    std::string operations;
    std::string refused;
};

Delta deltaOf(const std::vector<std::vector<Value>>& rows, std::vector<Weight> weights)
{
    Delta delta;
    delta.add(batchOf(idAndName().schema.physicals(), rows, std::move(weights)));
    return delta;
}

std::vector<Value> row(int64_t id, const char* name)
{
    return {Value(id), name == nullptr ? Value::null() : Value(std::string(name))};
}

} // namespace

class TestAvro : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recordsOfAStream()
    {
        QCOMPARE(decoded(config(kIdAndName), idAndName(), record(1, "a") + record(-2, "b")),
                 std::string("+(1, a) +(-2, b)"));
        QCOMPARE(decoded(config(kIdAndName), idAndName(), ""), std::string());
        QCOMPARE(decoded(config(kIdAndName), idAndName(), record(1, "a") + record(2, "b").substr(0, 3)),
                 std::string("+(1, a) MR-REC-0006@2:0:5"));
    }

    void recordsWithTheIdOfTheirSchema()
    {
        const std::string header("\0\0\0\0\7", 5);
        QCOMPARE(decoded(config(kIdAndName, true), idAndName(), header + record(1, "a") + header + record(2, "b")),
                 std::string("+(1, a) +(2, b)"));
        QCOMPARE(inMessages(config(kIdAndName, true), idAndName(), {"\1" + record(1, "a"), header + record(2, "b")}),
                 std::string("+(2, b) MR-REC-0001@1:0:0"));
    }

    void aBadMessageIsRefusedAlone()
    {
        const std::string good = record(5, "x");
        const std::vector<std::string> bad = {
            good + "!",
            good.substr(0, 2),
            "",
            std::string(11, '\xFF'),
            std::string("\2\0\6", 3),                                    // no such branch
            std::string("\2\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\1", 11), // 2^63-1 elements
            record(int64_t{1} << 40, "x"),
            record(1, "\xFF"),
        };
        for (const std::string& message : bad) {
            const std::string text = inMessages(config(kIdAndName), idAndName(), {message, good});
            QVERIFY2(text.starts_with("+(5, x) MR-REC-"), text.c_str());
        }
    }

    void aValueThatDoesNotFitIsPassedOverInAStream()
    {
        const DecoderTarget narrow =
            table({column("id", SqlType::of(TypeId::TinyInt, false)), column("name", SqlType::of(TypeId::Varchar))});
        QCOMPARE(decoded(config(kIdAndName), narrow, record(1, "a") + record(300, "b") + record(3, "c")),
                 std::string("+(1, a) +(3, c) MR-REC-0003@2:0:5[id]"));
    }

    void everyTypeAsWrittenAndRead()
    {
        const DecoderTarget all =
            table({column("b", SqlType::of(TypeId::Boolean)), column("i", SqlType::of(TypeId::SmallInt)),
                   column("l", SqlType::of(TypeId::BigInt)), column("u", SqlType::of(TypeId::UBigInt)),
                   column("f", SqlType::of(TypeId::Real)), column("d", SqlType::of(TypeId::Double)),
                   column("p", SqlType::decimal(38, 2)), column("s", SqlType::of(TypeId::Varchar)),
                   column("day", SqlType::of(TypeId::Date)), column("at", SqlType::of(TypeId::Time)),
                   column("ts", SqlType::of(TypeId::Timestamp)),
                   column("a", SqlType::arrayOf(SqlType::arrayOf(SqlType::of(TypeId::Integer))))});
        const std::string json =
            R"([true,-5,-9223372036854775808,18446744073709551615,1.5,-0.25,"-123456789012345678901234567890.12",)"
            R"("ü\u0000x","2024-02-29","23:59:59.999999","1969-12-31 23:59:59.999999",[[1,null],[],null]])"
            "\n[null,null,null,null,null,null,null,null,null,null,null,null]\n"
            R"([false,1,0,0,0,0,"-1.28","","0001-01-01","00:00:00","9999-12-31 23:59:59",[]])";
        DecodedChunk chunk;
        auto decoder = makeDecoder("json", {{"update_format", "raw"}}, all);
        (*decoder)->decode(json, chunk);
        (*decoder)->endOfInput(chunk);
        const std::string expected = describe(chunk, all.schema);
        QCOMPARE(chunk.numRows(), size_t{3});
        Delta delta;
        delta.add(chunk.batches.at(0).rows);
        AvroEncoderOptions options;
        options.hasHeader = false;
        options.cdcField = "op";
        auto encoder = makeAvroEncoder(options, all.schema);
        std::string bytes;
        QVERIFY(encoder.ok());
        QVERIFY((*encoder)->encode(delta, bytes).ok());
        QCOMPARE(decoded(config(avroSchemaOf(all.schema, options)), all, bytes), expected);
    }

    void anotherReaderUnderstandsWhatIsWritten()
    {
        AvroEncoderOptions options;
        options.hasHeader = false;
        options.cdcField = "op";
        options.nameSpace = "a.b";
        auto encoder = makeAvroEncoder(options, idAndName().schema);
        std::string bytes;
        QVERIFY((*encoder)->encode(deltaOf({row(7, "x")}, {-1}), bytes).ok());
        QCOMPARE(readByAvroC(avroSchemaOf(idAndName().schema, options), bytes),
                 std::string(R"({"id":{"int":7},"name":{"string":"x"},"op":"D"})"));
    }

    void debeziumEnvelopes()
    {
        const char* const schema = R"({"type":"record","name":"Envelope","fields":[
            {"name":"before","type":["null",{"type":"record","name":"Value","fields":[
                {"name":"id","type":"int"},{"name":"name","type":["null","string"]}]}]},
            {"name":"after","type":["null","Value"]},
            {"name":"op","type":"string"}]})";
        nlohmann::json options = config(schema);
        options["update_format"] = "debezium";
        const auto change = [](const char* before, const char* after, const char* op) {
            std::string bytes;
            for (const char* name : {before, after}) {
                appendAvroLong(bytes, name == nullptr ? 0 : 1);
                if (name != nullptr) {
                    appendAvroLong(bytes, 1);
                    appendAvroLong(bytes, 1);
                    appendAvroBytes(bytes, name);
                }
            }
            appendAvroBytes(bytes, op);
            return bytes;
        };
        QCOMPARE(decoded(options, idAndName(),
                         change(nullptr, "a", "c") + change("a", "b", "u") + change("b", nullptr, "d")),
                 std::string("+(1, a) -(1, a) +(1, b) -(1, b)"));
        QCOMPARE(inMessages(options, idAndName(), {change("a", "b", "x"), change(nullptr, "c", "r")}),
                 std::string("+(1, c) MR-REC-0001@1:0:0"));
    }

    void meaningsOfConnectAndDebezium()
    {
        const char* const schema = R"({"type":"record","name":"r","fields":[
            {"name":"day","type":{"type":"int","connect.name":"io.debezium.time.Date"}},
            {"name":"at","type":{"type":"long","connect.name":"io.debezium.time.NanoTime"}},
            {"name":"ts","type":{"type":"long","connect.name":"org.apache.kafka.connect.data.Timestamp"}},
            {"name":"zone","type":{"type":"string","connect.name":"io.debezium.time.ZonedTimestamp"}},
            {"name":"p","type":{"type":"record","name":"v","connect.name":"io.debezium.data.VariableScaleDecimal",
                "fields":[{"name":"scale","type":"int"},{"name":"value","type":"bytes"}]}}]})";
        const DecoderTarget target =
            table({column("day", SqlType::of(TypeId::Date)), column("at", SqlType::of(TypeId::Time)),
                   column("ts", SqlType::of(TypeId::Timestamp)), column("zone", SqlType::of(TypeId::Timestamp)),
                   column("p", SqlType::decimal(10, 2))});
        std::string bytes;
        appendAvroLong(bytes, 1);
        appendAvroLong(bytes, 1);
        appendAvroLong(bytes, -1);
        appendAvroBytes(bytes, "2024-01-01T01:00:00+01:00");
        appendAvroLong(bytes, 3);
        appendAvroBytes(bytes, "\xFB\x2E"); // -1234
        QCOMPARE(decoded(config(schema), target, bytes),
                 std::string("+(1970-01-02, 00:00:00.000000001, 1969-12-31 23:59:59.999, 2024-01-01 00:00:00, -1.23)"));
    }

    void schemasThatDoNotFit_data()
    {
        QTest::addColumn<QString>("schema");
        QTest::newRow("no JSON") << "{";
        QTest::newRow("unknown type") << R"({"type":"record","name":"r","fields":[{"name":"id","type":"number"}]})";
        QTest::newRow("no record") << R"("int")";
        QTest::newRow("null for NOT NULL")
            << R"({"type":"record","name":"r","fields":[{"name":"id","type":["null","int"]}]})";
        QTest::newRow("text for a number")
            << R"({"type":"record","name":"r","fields":[{"name":"id","type":"string"}]})";
        QTest::newRow("nothing for NOT NULL")
            << R"({"type":"record","name":"r","fields":[{"name":"name","type":"string"}]})";
        QTest::newRow("twice")
            << R"({"type":"record","name":"r","fields":[{"name":"id","type":"int"},{"name":"ID","type":"int"}]})";
        QTest::newRow("deep") << QString(500, QLatin1Char('[')) + QString(500, QLatin1Char(']'));
    }
    void schemasThatDoNotFit()
    {
        QFETCH(QString, schema);
        const auto decoder = makeDecoder("avro", config(schema.toStdString()), idAndName());
        QVERIFY(!decoder.ok());
        QVERIFY(decoder.error().code == ErrorCode::kConnectorInvalidValue);
    }

    void typesThatContainThemselvesEndSomewhere()
    {
        const char* const schema = R"({"type":"record","name":"n","fields":[{"name":"id","type":"int"},
            {"name":"next","type":["null","n"]}]})";
        std::string shallow;
        std::string deep;
        for (int i = 0; i < 20; ++i) {
            shallow += std::string("\2\2", 2);
        }
        for (int i = 0; i < 10'000; ++i) {
            deep += std::string("\2\2", 2);
        }
        const std::string end("\2\0", 2);
        QCOMPARE(inMessages(config(schema), idAndName(), {shallow + end, deep + end}),
                 std::string("+(1, NULL) MR-REC-0001@2:0:42"));
    }

    void changesByKey()
    {
        const Delta delta = deltaOf({row(1, "a"), row(1, "b"), row(2, "x"), row(3, "y"), row(4, "p"), row(4, "q")},
                                    {-1, 1, -1, 1, 1, 1});
        const auto encode = [&](nlohmann::json options, KeepingSink& sink) {
            options["skip_schema_id"] = true;
            auto encoder = makeMessageEncoder("avro", options, {idAndName().schema, {0}, 10'000});
            return encoder.ok() && (*encoder)->encode(delta, sink).ok();
        };
        KeepingSink raw;
        QVERIFY(encode(nlohmann::json::object(), raw));
        QCOMPARE(raw.operations, std::string("update delete insert "));
        QCOMPARE(raw.refused, std::string("MR-REC-0012 "));
        QCOMPARE(raw.keys, (std::vector<std::string>{"\2", "\4", "\6"}));
        KeepingSink jdbc;
        QVERIFY(encode({{"update_format", "confluent_jdbc"}}, jdbc));
        QCOMPARE(jdbc.values.at(1), std::string("gone"));
        QCOMPARE(readByAvroC(avroSchemaOf(idAndName().schema, {}), jdbc.values.at(0)),
                 std::string(R"({"id":{"int":1},"name":{"string":"b"}})"));
        QCOMPARE(readByAvroC(avroKeySchemaOf(idAndName().schema, {0}, {}), jdbc.keys.at(1)),
                 std::string(R"({"id":2})"));
        KeepingSink none;
        QVERIFY(encode({{"key_mode", "none"}}, none));
        QCOMPARE(none.keys.at(0), std::string("none"));
    }

    void damagedBytesAreReadAlikeHoweverTheyAreCut()
    {
        std::string good;
        for (int i = 0; i < 6; ++i) {
            good += record(i * 1000, std::string(static_cast<size_t>(i), 'x'));
        }
        std::mt19937 random(7); // NOLINT: the same damage each time
        for (int round = 0; round < 5000; ++round) {
            std::string bytes = good;
            for (uint32_t i = 0; i <= random() % 3; ++i) {
                bytes[random() % bytes.size()] = static_cast<char>(random());
            }
            bytes.resize(bytes.size() - random() % 4);
            const std::string_view view = bytes;
            const size_t cut = random() % bytes.size();
            const std::string whole = decodePieces("avro", config(kIdAndName), idAndName(), {view});
            QCOMPARE(decodePieces("avro", config(kIdAndName), idAndName(), {view.substr(0, cut), view.substr(cut)}),
                     whole);
            QVERIFY(!inMessages(config(kIdAndName), idAndName(), {bytes}).empty());
        }
    }

    void optionsAreChecked()
    {
        const auto code = [](const nlohmann::json& options) {
            const auto decoder = makeDecoder("avro", options, idAndName());
            return decoder.ok() ? std::string("fine") : std::string(errorId(decoder.error().code));
        };
        QCOMPARE(code({{"registry_urls", {"http://x"}}}), std::string("MR-CON-0003"));
        QCOMPARE(code(nlohmann::json::object()), std::string("MR-CON-0003"));
        QCOMPARE(code({{"schema", kIdAndName}, {"shema", 1}}), std::string("MR-CON-0002"));
        QVERIFY(
            !makeMessageEncoder("avro", {{"update_format", "confluent_jdbc"}}, {idAndName().schema, {}, 1000}).ok());
        QVERIFY(!makeEncoder("avro", nlohmann::json::object(), idAndName().schema).ok());
    }
};

QTEST_APPLESS_MAIN(TestAvro)
#include "test_avro.moc"
