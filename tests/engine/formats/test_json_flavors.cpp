// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoding.h"

#include "engine/formats/encoder.h"
#include "engine/formats/json_flavor.h"
#include "engine/formats/message_encoder.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

DecoderTarget keyed()
{
    DecoderTarget target;
    target.schema.columns = {column("id", SqlType::of(TypeId::Integer, false)),
                             column("name", SqlType::of(TypeId::Varchar))};
    target.schema.primaryKey = {0};
    return target;
}

DecoderTarget bag()
{
    DecoderTarget target = keyed();
    target.schema.primaryKey.clear();
    return target;
}

DecoderTarget temporal()
{
    DecoderTarget target;
    target.schema.columns = {column("price", SqlType::decimal(10, 2)), column("day", SqlType::of(TypeId::Date)),
                             column("at", SqlType::of(TypeId::Time)), column("ts", SqlType::of(TypeId::Timestamp)),
                             column("days", SqlType::arrayOf(SqlType::of(TypeId::Date)))};
    return target;
}

std::string decoded(const nlohmann::json& config, const DecoderTarget& target, std::string_view text)
{
    return decodeEveryWay("json", config, target, text);
}

const nlohmann::json kDebezium = {{"update_format", "debezium"}};
const nlohmann::json kWeighted = {{"update_format", "weighted"}};

/// Keeps messages as `key|value` lines.
class ListingSink final : public MessageSink {
public:
    Status send(const EncodedMessage& message) override
    {
        text += (message.key ? std::string(*message.key) + "|" : "") + std::string(message.value.value_or("gone")) +
                "#" + std::to_string(message.numRecords) + "\n";
        return {};
    }
    void refuse(Error error) override { text += std::string(errorId(error.code)) + "\n"; }
    std::string text;
};

Delta twoRows()
{
    Delta delta;
    delta.add(batchOf(keyed().schema.physicals(),
                      {{Value(int64_t{1}), Value(std::string("a"))}, {Value(int64_t{2}), Value::null()}}, {1, -1}));
    return delta;
}

std::string messagesOf(const nlohmann::json& config, const Delta& delta, size_t maxBytes = 10'000)
{
    auto encoder = makeMessageEncoder("json", config, {keyed().schema, {}, maxBytes});
    if (!encoder.ok()) {
        return encoder.error().toString();
    }
    ListingSink sink;
    const Status status = (*encoder)->encode(delta, sink);
    return status.ok() ? sink.text : status.error().toString();
}

} // namespace

class TestJsonFlavors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void debeziumDeletesBeforeAndInsertsAfter()
    {
        const std::string_view text =
            R"({"schema":{"fields":[{"x":1}]},"payload":{"after":{"id":1,"name":"a"},"source":{"ts":1},"op":"c"}}
{"payload":{"op":"u","before":{"id":1,"name":"a"},"after":{"name":"b","id":1},"ts_ms":3}}
{"payload":{"op":"d","before":{"id":1,"name":"b"},"after":null}}
{"payload":{"op":"r","after":{"id":7,"other":[1,{"a":2}]}}}
)";
        QCOMPARE(decoded(kDebezium, bag(), text), std::string("+(1, a) -(1, a) +(1, b) -(1, b) +(7, NULL)"));
        // With a primary key the old row needs its key only.
        QCOMPARE(decoded(kDebezium, keyed(), R"({"payload":{"op":"d","before":{"id":1}}})"), std::string("-(1, NULL)"));
    }

    void debeziumWithoutSchemasHasNoPayload()
    {
        QCOMPARE(decoded(kDebezium, keyed(), R"({"before":null,"after":{"id":1,"name":"a"},"op":"c","ts_ms":1})"),
                 std::string("+(1, a)"));
    }

    void debeziumTombstonesAreNoRecords()
    {
        QCOMPARE(decoded(kDebezium, keyed(), R"({"schema":null,"payload":null})"), std::string());
    }

    void badDebeziumRecordsAreRefusedAlone()
    {
        const std::string good = R"({"payload":{"op":"c","after":{"id":5,"name":"x"}}})";
        const std::vector<std::string> bad = {
            R"({"payload":{"op":"t","before":null,"after":null}})",
            R"({"payload":{"op":"c","after":null}})",
            R"({"payload":{"after":{"id":1}}})",
            R"({"payload":7})",
            R"({"payload":{"op":"c","after":{"id":1},"after":{"id":2}}})",
            R"({"payload":{"op":"c","after":{"id":1}},"payload":{"op":"c","after":{"id":1}}})",
            R"({"payload":{"op":3,"after":{"id":1}}})",
        };
        for (const std::string& record : bad) {
            const std::string all = record + "\n" + good + "\n";
            QCOMPARE(decoded(kDebezium, keyed(), all), std::string("+(5, x) MR-REC-0002@1:1:0"));
        }
        QCOMPARE(decoded(kDebezium, keyed(), R"({"payload":{"op":"c","after":{"id":"x"}}})"),
                 std::string("MR-REC-0003@1:1:0[id]"));
    }

    void aHalfAppliedChangeIsTakenBack()
    {
        QCOMPARE(
            decoded(kDebezium, bag(), R"({"payload":{"op":"u","before":{"id":1,"name":"a"},"after":{"id":null}}})"),
            std::string("MR-REC-0004@1:1:0[id]"));
    }

    void arraysOfDebeziumRecords()
    {
        QCOMPARE(decoded({{"update_format", "debezium"}, {"array", true}}, keyed(),
                         R"([{"payload":{"op":"c","after":{"id":1}}},{"op":"d","before":{"id":2}}])"),
                 std::string("+(1, NULL) -(2, NULL)"));
    }

    void weights()
    {
        QCOMPARE(decoded(kWeighted, bag(), R"({"weight":2,"data":{"id":1}}{"data":{"id":1},"weight":-1,"table":"t"})"),
                 std::string("+(1, NULL) +(1, NULL) -(1, NULL)"));
        QCOMPARE(decoded(kWeighted, bag(), R"({"weight":0,"data":{"id":1}})"), std::string());
        QCOMPARE(decoded(kWeighted, keyed(), R"({"weight":1000000,"data":{"id":1}})"), std::string("+(1, NULL)"));
        for (const char* bad :
             {R"({"weight":1.5,"data":{"id":1}})", R"({"data":{"id":1}})", R"({"weight":1})",
              R"({"weight":1,"data":{"id":1},"x":2})", R"({"weight":-9223372036854775808,"data":{"id":1}})",
              R"({"weight":100000000000,"data":{"id":1}})"}) {
            QCOMPARE(decoded(kWeighted, bag(), bad), std::string("MR-REC-0002@1:1:0"));
        }
    }

    void numbersMeanTimesInTheUnitOfTheFlavor_data()
    {
        QTest::addColumn<QString>("flavor");
        QTest::addColumn<QString>("record");
        QTest::addColumn<QString>("row");
        QTest::newRow("mysql") << "debezium_mysql"
                               << R"(["1.50",19723,43200000001,"2024-01-01T00:00:01Z",[1,null]])"
                               << "+(1.5, 2024-01-01, 12:00:00.000001, 2024-01-01 00:00:01, [\"1970-01-02\",null])";
        QTest::newRow("postgres") << "debezium_postgres"
                                  << R"([1.5,-1,1,-1,[]])"
                                  << "+(1.5, 1969-12-31, 00:00:00.000001, 1969-12-31 23:59:59.999, [])";
        QTest::newRow("connect") << "kafka_connect_json_converter"
                                 << R"([2,0,1,1704067200123,null])"
                                 << "+(2, 1970-01-01, 00:00:00.001, 2024-01-01 00:00:00.123, NULL)";
        QTest::newRow("pandas") << "pandas"
                                << R"(["3","2024-01-31","01:02:03",1000,["2024-01-31"]])"
                                << "+(3, 2024-01-31, 01:02:03, 1970-01-01 00:00:01, [\"2024-01-31\"])";
        QTest::newRow("no unit") << "default"
                                 << R"([1,5,null,null,null])"
                                 << "MR-REC-0003@1:1:0[day]";
        QTest::newRow("no unit in pandas") << "pandas"
                                           << R"([1,null,5,null,null])"
                                           << "MR-REC-0003@1:1:0[at]";
        QTest::newRow("out of range") << "debezium_postgres"
                                      << R"([1,null,86400000000,null,null])"
                                      << "MR-REC-0003@1:1:0[at]";
        QTest::newRow("overflow") << "debezium_postgres"
                                  << R"([1,null,null,9223372036854775807,null])"
                                  << "MR-REC-0003@1:1:0[ts]";
        QTest::newRow("a fraction") << "debezium_postgres"
                                    << R"([1,null,null,1.5,null])"
                                    << "MR-REC-0003@1:1:0[ts]";
    }
    void numbersMeanTimesInTheUnitOfTheFlavor()
    {
        QFETCH(QString, flavor);
        QFETCH(QString, record);
        QFETCH(QString, row);
        QCOMPARE(decoded({{"update_format", "raw"}, {"json_flavor", flavor.toStdString()}}, temporal(),
                         record.toStdString()),
                 row.toStdString());
    }

    void aStreamOfFlavoredRecordsStaysRight()
    {
        std::string text;
        std::string rows;
        for (int i = 0; i < 40; ++i) {
            text += "{\"price\":1,\"day\":" + std::to_string(i) + ",\"ts\":\"2024-01-01 00:00:00\"}\n";
            rows += (i == 0 ? "" : " ") + std::string("+(1, 1970-0") + (i < 31 ? "1-" : "2-") +
                    (i % 31 < 9 ? "0" : "") + std::to_string(i % 31 + 1) + ", NULL, 2024-01-01 00:00:00, NULL)";
        }
        QCOMPARE(decoded({{"update_format", "raw"}, {"json_flavor", "debezium_postgres"}}, temporal(), text), rows);
    }

    void everyFlavorIsReadAsItIsWritten()
    {
        const DecoderTarget target = temporal();
        const Delta delta = [&] {
            DecodedChunk chunk;
            auto decoder = makeDecoder("json", {{"update_format", "raw"}}, target);
            (*decoder)->decode(R"(["12.34","2024-02-29","23:59:59.999","1969-12-31 23:59:59.999",["2024-02-29",null]])",
                               chunk);
            (*decoder)->endOfInput(chunk);
            Delta rows;
            rows.add(chunk.batches.at(0).rows);
            return rows;
        }();
        for (const std::string_view flavor : jsonFlavorNames()) {
            const nlohmann::json config = {{"json_flavor", flavor}};
            auto encoder = makeEncoder("json", config, target.schema);
            std::string text;
            QVERIFY((*encoder)->encode(delta, text).ok());
            QCOMPARE(decoded(config, target, text),
                     std::string("+(12.34, 2024-02-29, 23:59:59.999, 1969-12-31 23:59:59.999, [\"2024-02-29\",null])"));
        }
    }

    void flavorsOnTheWayOut()
    {
        const auto written = [](const char* flavor) {
            RowWriter writer(temporal().schema, *findJsonFlavor(flavor));
            const BatchPtr batch = batchOf(temporal().schema.physicals(),
                                           {{Value(Int128{150}), Value(int64_t{1}), Value(int64_t{1'000'000}),
                                             Value(int64_t{-1}), Value::null()}});
            std::string out;
            writer.appendJson(*batch, 0, out);
            return out;
        };
        QCOMPARE(written("debezium_mysql"),
                 std::string(R"({"price":"1.5","day":1,"at":1000,"ts":"1969-12-31T23:59:59.999999Z","days":null})"));
        QCOMPARE(written("debezium_postgres"), std::string(R"({"price":"1.5","day":1,"at":1000,"ts":-1,"days":null})"));
        QCOMPARE(written("kafka_connect_json_converter"),
                 std::string(R"({"price":"1.5","day":1,"at":1,"ts":-1,"days":null})"));
        QCOMPARE(
            written("snowflake"),
            std::string(
                R"({"price":"1.5","day":"1970-01-02","at":"00:00:00.001",)"
                             R"("ts":"1969-12-31T23:59:59.999999+00:00","days":null})"));
    }

    void linesArePackedIntoMessages()
    {
        QCOMPARE(messagesOf(nlohmann::json::object(), twoRows()),
                 std::string("{\"delete\":{\"id\":2,\"name\":null}}\n{\"insert\":{\"id\":1,\"name\":\"a\"}}\n#2\n"));
        QCOMPARE(
            messagesOf({{"array", true}, {"buffer_size_records", 1}}, twoRows()),
            std::string("[{\"delete\":{\"id\":2,\"name\":null}}]\n#1\n[{\"insert\":{\"id\":1,\"name\":\"a\"}}]\n#1\n"));
        QCOMPARE(
            messagesOf(nlohmann::json::object(), twoRows(), 40),
            std::string("{\"delete\":{\"id\":2,\"name\":null}}\n#1\n{\"insert\":{\"id\":1,\"name\":\"a\"}}\n#1\n"));
        QCOMPARE(messagesOf(nlohmann::json::object(), twoRows(), 20), std::string("MR-REC-0011\nMR-REC-0011\n"));
    }

    void debeziumMessagesHaveKeys()
    {
        const std::string text = messagesOf({{"update_format", "debezium"}, {"key_fields", {"id"}}}, twoRows());
        const size_t bar = text.find('|');
        const auto key = nlohmann::json::parse(text.substr(0, bar));
        const auto value = nlohmann::json::parse(text.substr(bar + 1, text.find('#') - bar - 1));
        QCOMPARE(key["payload"].dump(), std::string(R"({"id":2})"));
        QCOMPARE(key["schema"]["name"].get<std::string>(), std::string("Key"));
        QCOMPARE(value["payload"].dump(), std::string(R"({"before":{"id":2,"name":null},"op":"d"})"));
        QCOMPARE(value["schema"]["fields"][0]["fields"][0].dump(),
                 std::string(R"({"field":"id","optional":false,"type":"int32"})"));
        QVERIFY(text.find(R"("payload":{"op":"c","after":{"id":1,"name":"a"}}})") != std::string::npos);
        QCOMPARE(messagesOf({{"update_format", "debezium"}, {"key_fields", {"nope"}}}, twoRows()).substr(0, 11),
                 std::string("MR-CON-0003"));
        QCOMPARE(messagesOf({{"key_fields", {"id"}}}, twoRows()).substr(0, 11), std::string("MR-CON-0003"));
    }

    void snowflakeRecordsAreNumbered()
    {
        const std::string text = messagesOf({{"update_format", "snowflake"}}, twoRows());
        const auto first = nlohmann::json::parse(text.substr(0, text.find('#')));
        QCOMPARE(first["__action"].get<std::string>(), std::string("delete"));
        QCOMPARE(first["__seq_number"].get<int>(), 0);
        QVERIFY(first["__stream_id"].is_number_unsigned());
        QCOMPARE(first["id"].get<int>(), 2);
        QVERIFY(text.find("\"__seq_number\":1}") != std::string::npos);
    }

    void whatWritesReadsBack()
    {
        auto encoder = makeEncoder("json", kDebezium, keyed().schema);
        std::string text;
        QVERIFY((*encoder)->encode(twoRows(), text).ok());
        QCOMPARE(decoded(kDebezium, keyed(), text), std::string("-(2, NULL) +(1, a)"));
    }

    void manyMessagesMakeOneBatch()
    {
        auto decoder = makeDecoder("json", {{"update_format", "raw"}}, keyed());
        DecodedChunk chunk;
        for (int i = 0; i < 100; ++i) {
            (*decoder)->decodeMessage("{\"id\":" + std::to_string(i) + "}", chunk);
        }
        (*decoder)->decodeMessage("{\"id\":", chunk); // does not go on in the next one
        (*decoder)->decodeMessage("100}", chunk);
        QVERIFY(chunk.batches.empty());
        (*decoder)->flush(chunk);
        QCOMPARE(chunk.batches.size(), size_t{1});
        QCOMPARE(chunk.numRows(), size_t{100});
        QCOMPARE(chunk.numErrors, uint64_t{2});
    }

    void unknownNamesAreRefused()
    {
        QCOMPARE(decoded({{"json_flavor", "nope"}}, keyed(), "").substr(0, 11), std::string("MR-CON-0003"));
        QCOMPARE(decoded({{"update_format", "redis"}}, keyed(), "").substr(0, 11), std::string("MR-CON-0003"));
        QCOMPARE(messagesOf({{"update_format", "weighted"}}, twoRows()).substr(0, 11), std::string("MR-CON-0003"));
    }
};

QTEST_APPLESS_MAIN(TestJsonFlavors)
#include "test_json_flavors.moc"
