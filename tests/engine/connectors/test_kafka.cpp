// SPDX-License-Identifier: GPL-3.0-or-later
#include "connector_fixture.h"
#include "engine/zset/batch_builder.h"
#include "mock_kafka.h"

#include <QElapsedTimer>
#include <QTest>

#include <set>
#include <thread>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr int kJoinMillis = 200;

/// A table fed by a topic.
struct Source : InputFixture {
    explicit Source(const std::string& servers, const nlohmann::json& more = nlohmann::json::object())
        : InputFixture("kafka_input",
                       merged({{"topic", "bids"}, {"bootstrap.servers", servers}, {"start_from", "earliest"}}, more),
                       "json")
    {
        spec.formatConfig = {{"update_format", "raw"}};
    }
    std::multiset<int> ids() const
    {
        std::multiset<int> ids;
        for (const InputBatch& batch : consumer->seen().batches) {
            for (size_t row = 0; row < batch.numRows(); ++row) {
                ids.insert(batch.rows->columns[0].get<int32_t>(row));
            }
        }
        return ids;
    }
};

std::vector<std::optional<std::string>> records(int from, int to)
{
    std::vector<std::optional<std::string>> values;
    for (int i = from; i < to; ++i) {
        values.push_back("{\"id\":" + std::to_string(i) + ",\"name\":\"row\"}");
    }
    return values;
}

std::multiset<int> range(int from, int to)
{
    std::multiset<int> ids;
    for (int i = from; i < to; ++i) {
        ids.insert(i);
    }
    return ids;
}

/// A view that goes into a topic.
struct Sink : OutputFixture {
    explicit Sink(const std::string& servers, const nlohmann::json& more = nlohmann::json::object())
        : OutputFixture("kafka_output", merged({{"topic", "out"}, {"bootstrap.servers", servers}}, more), "json")
    {
    }
    Delta rows(int from, int to, Weight weight = 1) const
    {
        BatchBuilder builder(schema.physicals());
        for (int i = from; i < to; ++i) {
            builder.column(0).append<int32_t>(i);
            builder.column(1).appendString("row");
            builder.appendWeight(weight);
        }
        Delta delta;
        delta.add(builder.build());
        return delta;
    }
};

std::string problemsOf(const nlohmann::json& config)
{
    ConnectorSpec spec;
    spec.transport = "kafka_input";
    spec.transportConfig = {{"topic", "t"}};
    spec.transportConfig.update(config);
    std::string text;
    for (const ConfigProblem& problem : checkInputConfig(spec, {})) {
        text += std::string(errorId(problem.error.code)) + (problem.isWarning ? "?" : "") + problem.pointer + " ";
    }
    return text;
}

} // namespace

class TestKafka : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAllPartitionsToTheirEnds()
    {
        MockKafka kafka;
        QVERIFY(kafka.createTopic("bids", 4));
        for (int partition = 0; partition < 4; ++partition) {
            QVERIFY(kafka.produce("bids", partition, records(partition * 500, partition * 500 + 500)));
        }
        Source source(kafka.servers(), {{"enable.partition.eof", true}, {"poller_threads", 2}});
        auto reader = openInput(source.context);
        QVERIFY2(reader.ok(), reader.ok() ? "" : reader.error().toString().c_str());
        QVERIFY(!source.consumer->waitFor([](const auto& seen) { return seen.numRows > 0 || seen.numEnds > 0; }, 50));
        (*reader)->extend();
        QVERIFY(source.consumer->waitForEnd());
        QVERIFY(source.ids() == range(0, 2000));
        QCOMPARE(source.consumer->seen().numEnds, 1);
        // The end is final: what comes later is not read.
        QVERIFY(kafka.produce("bids", 0, records(5000, 5001)));
        QVERIFY(!source.consumer->waitFor([](const auto& seen) { return seen.numRows > 2000; }, 300));
    }

    void theEnvironmentMayNameTheBrokers()
    {
        MockKafka kafka;
        QVERIFY(kafka.createTopic("bids", 1));
        QVERIFY(kafka.produce("bids", 0, records(0, 5)));
        Source source("", {{"enable.partition.eof", true}});
        source.spec.transportConfig.erase("bootstrap.servers");
        qputenv("REDPANDA_BROKERS", QByteArray::fromStdString(kafka.servers()));
        auto reader = openInput(source.context);
        qunsetenv("REDPANDA_BROKERS");
        QVERIFY2(reader.ok(), reader.ok() ? "" : reader.error().toString().c_str());
        (*reader)->extend();
        QVERIFY(source.consumer->waitForEnd());
        QVERIFY(source.ids() == range(0, 5));
    }

    /// An older form: a list of one topic, and where to begin as librdkafka says it.
    void theOlderFormBeginsWhereItSays()
    {
        MockKafka kafka;
        QVERIFY(kafka.createTopic("bids", 1));
        QVERIFY(kafka.produce("bids", 0, records(0, 5)));
        Source source(kafka.servers(), {{"enable.partition.eof", true}, {"auto.offset.reset", "smallest"}});
        source.spec.transportConfig.erase("topic");
        source.spec.transportConfig.erase("start_from");
        source.spec.transportConfig["topics"] = nlohmann::json::array({"bids"});
        auto reader = openInput(source.context);
        QVERIFY2(reader.ok(), reader.ok() ? "" : reader.error().toString().c_str());
        (*reader)->extend();
        QVERIFY(source.consumer->waitForEnd());
        QVERIFY(source.ids() == range(0, 5));
    }

    void filesOfOptionsAreLookedAt()
    {
        for (const char* path : {"/nowhere/ca.pem", "/dev/../proc/self/environ"}) {
            const Source source("localhost:1", {{"ssl.ca.location", path}});
            const auto reader = openInput(source.context);
            QVERIFY(!reader.ok());
            QVERIFY(reader.error().code == ErrorCode::kConnectorOpen ||
                    reader.error().code == ErrorCode::kConnectorInvalidValue);
        }
    }

    void anEmptyTopicEndsAtOnce()
    {
        MockKafka kafka;
        QVERIFY(kafka.createTopic("bids", 2));
        Source source(kafka.servers(), {{"enable.partition.eof", true}});
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.consumer->seen().numRows, uint64_t{0});
    }

    void latestMeansTheTimeOfOpening()
    {
        MockKafka kafka;
        QVERIFY(kafka.createTopic("bids", 1));
        QVERIFY(kafka.produce("bids", 0, records(0, 10)));
        Source source(kafka.servers(), {{"start_from", "latest"}});
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        QVERIFY(kafka.produce("bids", 0, records(10, 15))); // after opening, before the first read
        (*reader)->extend();
        QVERIFY(source.consumer->waitForRows(5));
        QVERIFY(source.ids() == range(10, 15));
        QVERIFY(kafka.produce("bids", 0, records(15, 20)));
        QVERIFY(source.consumer->waitForRows(10));
        QCOMPARE(source.consumer->seen().numEnds, 0);
    }

    void offsetsAndPartitions()
    {
        MockKafka kafka;
        QVERIFY(kafka.createTopic("bids", 3));
        for (int partition = 0; partition < 3; ++partition) {
            QVERIFY(kafka.produce("bids", partition, records(partition * 10, partition * 10 + 10)));
        }
        Source source(kafka.servers(),
                      {{"start_from", {{"offsets", {4, 10}}}}, {"partitions", {2, 1}}, {"enable.partition.eof", true}});
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(source.consumer->waitForEnd());
        QVERIFY(source.ids() == range(24, 30));
    }

    void whatIsNotThereDoesNotOpen_data()
    {
        QTest::addColumn<QString>("config");
        QTest::newRow("topic") << R"({"topic":"nope"})";
        QTest::newRow("partition") << R"({"partitions":[7]})";
        QTest::newRow("offset beyond the end") << R"({"start_from":{"offsets":[11]}})";
        QTest::newRow("too few offsets") << R"({"start_from":{"offsets":[1,1]}})";
    }
    void whatIsNotThereDoesNotOpen()
    {
        QFETCH(QString, config);
        MockKafka kafka;
        QVERIFY(kafka.createTopic("bids", 1));
        QVERIFY(kafka.produce("bids", 0, records(0, 10)));
        // A mock broker makes any topic that it is asked for; a real one answers like this.
        rd_kafka_mock_topic_set_error(kafka.cluster(), "nope", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
        Source source(kafka.servers(), nlohmann::json::parse(config.toStdString()));
        const auto reader = openInput(source.context);
        QVERIFY(!reader.ok());
        QVERIFY(reader.error().code == ErrorCode::kConnectorOpen);
    }

    void aHostThatDoesNotAnswerIsAnErrorWithinItsTime()
    {
        Source source("127.0.0.1:1");
        QElapsedTimer timer;
        timer.start();
        const auto reader = openInput(source.context);
        QVERIFY(!reader.ok());
        QVERIFY(reader.error().code == ErrorCode::kConnectorOpen);
        QVERIFY(timer.elapsed() < 8000);
    }

    void pausesLoseNothingAndDoubleNothing()
    {
        constexpr int kRows = 20'000;
        MockKafka kafka;
        QVERIFY(kafka.createTopic("bids", 2));
        Source source(kafka.servers(), {{"enable.partition.eof", true}, {"poller_threads", 2}});
        QVERIFY(kafka.produce("bids", 0, records(0, kRows / 2)));
        QVERIFY(kafka.produce("bids", 1, records(kRows / 2, kRows)));
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        for (int i = 0; i < 200; ++i) {
            (*reader)->extend();
            std::this_thread::sleep_for(std::chrono::microseconds(i * 37 % 2000));
            (*reader)->pause();
            std::this_thread::sleep_for(std::chrono::microseconds(i * 53 % 500));
        }
        (*reader)->extend();
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return seen.numEnds > 0; }, 30'000));
        QVERIFY(source.ids() == range(0, kRows));
    }

    void aPausedReaderReadsNothing()
    {
        MockKafka kafka;
        QVERIFY(kafka.createTopic("bids", 1));
        Source source(kafka.servers());
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(kafka.produce("bids", 0, records(0, 5)));
        QVERIFY(source.consumer->waitForRows(5));
        (*reader)->pause();
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        QVERIFY(kafka.produce("bids", 0, records(5, 10)));
        QVERIFY(!source.consumer->waitForRows(6) || source.consumer->seen().numRows == 5);
        (*reader)->extend();
        QVERIFY(source.consumer->waitForRows(10));
        QVERIFY(source.ids() == range(0, 10));
    }

    void aReaderLeavesWithinItsTime()
    {
        for (const bool isRunning : {false, true}) {
            MockKafka kafka;
            QVERIFY(kafka.createTopic("bids", 2));
            Source source(kafka.servers());
            auto reader = openInput(source.context);
            QVERIFY(reader.ok());
            if (isRunning) {
                (*reader)->extend();
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
                rd_kafka_mock_broker_set_rtt(kafka.cluster(), 1, 5000); // a broker that hangs
            }
            QElapsedTimer timer;
            timer.start();
            (*reader).reset();
            QVERIFY2(timer.elapsed() < 2 * kJoinMillis, qPrintable(QString::number(timer.elapsed())));
        }
    }

    void badMessagesAndTombstonesArePassedOver()
    {
        MockKafka kafka;
        QVERIFY(kafka.createTopic("bids", 1));
        QVERIFY(kafka.produce("bids", 0, {"{\"id\":1}", "{\"id\":", "2}", std::nullopt, "{\"id\":3}{\"id\":4}"}));
        Source source(kafka.servers(), {{"enable.partition.eof", true}});
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(source.consumer->waitForEnd());
        QCOMPARE(source.consumer->rowText(source.context.target.schema), std::string("(1, NULL) (3, NULL) (4, NULL)"));
        QCOMPARE(source.consumer->seen().numErrors, uint64_t{2});
    }

    void aBrokerThatGoesAndComesBackIsTold()
    {
        MockKafka kafka;
        QVERIFY(kafka.createTopic("bids", 1));
        QVERIFY(kafka.produce("bids", 0, records(0, 5)));
        Source source(kafka.servers(), {{"reconnect.backoff.max.ms", 200}});
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(source.consumer->waitForRows(5));
        rd_kafka_mock_broker_set_down(kafka.cluster(), 1);
        QVERIFY(source.consumer->waitFor([](const auto& seen) { return !seen.transportErrors.empty(); }));
        rd_kafka_mock_broker_set_up(kafka.cluster(), 1);
        QVERIFY(kafka.produce("bids", 0, records(5, 10)));
        QVERIFY(source.consumer->waitForRows(10));
        QVERIFY(source.ids() == range(0, 10));
    }

    void changesAreDeliveredWhenTheStepEnds()
    {
        MockKafka kafka;
        QVERIFY(kafka.createTopic("out", 1));
        Sink sink(kafka.servers(), {{"headers", {{{"key", "a"}, {"value", "b"}}, {{"key", "n"}, {"value", nullptr}}}}});
        auto output = sink.open();
        QVERIFY2(output.ok(), output.ok() ? "" : output.error().toString().c_str());
        WrittenChange written;
        QVERIFY(writeStep(**output, sink.rows(0, 3), written).ok());
        QCOMPARE(written.numRecords, uint64_t{3});
        QVERIFY(writeStep(**output, sink.rows(1, 2, -1), written).ok());
        const auto records = kafka.consume("out", 0, 2);
        QCOMPARE(records.size(), size_t{2});
        QCOMPARE(*records[0].value, std::string("{\"insert\":{\"id\":0,\"name\":\"row\"}}\n{\"insert\":{\"id\":1,"
                                                "\"name\":\"row\"}}\n{\"insert\":{\"id\":2,\"name\":\"row\"}}\n"));
        QCOMPARE(*records[1].value, std::string("{\"delete\":{\"id\":1,\"name\":\"row\"}}\n"));
        QCOMPARE(records[0].headers, std::string("a=b;n=null;"));
        QVERIFY(!records[0].key);
        QCOMPARE(written.numBytes, records[0].value->size() + records[1].value->size());
    }

    void recordsWithKeys()
    {
        MockKafka kafka;
        QVERIFY(kafka.createTopic("out", 1));
        Sink sink(kafka.servers());
        sink.spec.formatConfig = {{"update_format", "debezium"}, {"key_fields", {"id"}}};
        auto output = sink.open();
        QVERIFY(output.ok());
        WrittenChange written;
        QVERIFY(writeStep(**output, sink.rows(7, 8), written).ok());
        const auto records = kafka.consume("out", 0, 1);
        QCOMPARE(records.size(), size_t{1});
        QCOMPARE(nlohmann::json::parse(*records[0].key)["payload"].dump(), std::string("{\"id\":7}"));
    }

    void manyMessagesOutAndIn()
    {
        MockKafka kafka;
        QVERIFY(kafka.createTopic("bids", 3));
        Sink sink(kafka.servers(), {{"topic", "bids"}, {"queue.buffering.max.messages", 100}});
        sink.spec.formatConfig = {{"buffer_size_records", 1}};
        auto output = sink.open();
        QVERIFY(output.ok());
        WrittenChange written;
        QVERIFY(writeStep(**output, sink.rows(0, 3000), written).ok());
        Source source(kafka.servers(), {{"enable.partition.eof", true}});
        source.spec.formatConfig = nlohmann::json::object();
        auto reader = openInput(source.context);
        QVERIFY(reader.ok());
        (*reader)->extend();
        QVERIFY(source.consumer->waitForEnd());
        QVERIFY(source.ids() == range(0, 3000));
    }

    void refusedMessagesAreTold()
    {
        MockKafka kafka;
        QVERIFY(kafka.createTopic("out", 1));
        Sink sink(kafka.servers(), {{"enable.idempotence", false}, {"message.timeout.ms", 2000}, {"retries", 0}});
        auto output = sink.open();
        QVERIFY(output.ok());
        rd_kafka_mock_push_request_errors(kafka.cluster(), 0 /* Produce */, 1, RD_KAFKA_RESP_ERR_INVALID_MSG);
        WrittenChange written;
        const Status status = writeStep(**output, sink.rows(0, 3), written);
        QVERIFY(!status.ok());
        QVERIFY(status.error().code == ErrorCode::kConnectorNotDelivered);
        QVERIFY(writeStep(**output, sink.rows(3, 4), written).ok());
    }

    void aStopLetsGoOfBrokersThatHang()
    {
        MockKafka kafka;
        QVERIFY(kafka.createTopic("out", 1));
        Sink sink(kafka.servers());
        auto output = sink.open();
        QVERIFY(output.ok());
        rd_kafka_mock_broker_set_rtt(kafka.cluster(), 1, 10'000);
        std::jthread stopper([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            sink.stop.request_stop();
        });
        QElapsedTimer timer;
        timer.start();
        WrittenChange written;
        const Status status = writeStep(**output, sink.rows(0, 3), written);
        QVERIFY(!status.ok());
        QVERIFY(status.error().code == ErrorCode::kConnectorNotDelivered);
        QVERIFY(timer.elapsed() >= 300 && timer.elapsed() < 300 + 2 * kJoinMillis);
        timer.restart();
        (*output).reset();
        QVERIFY2(timer.elapsed() < 2 * kJoinMillis, qPrintable(QString::number(timer.elapsed())));
    }

    void recordsLargerThanAMessageAreLeftOut()
    {
        MockKafka kafka;
        QVERIFY(kafka.createTopic("out", 1));
        Sink sink(kafka.servers(), {{"message.max.bytes", 1000}});
        auto output = sink.open();
        QVERIFY(output.ok());
        Delta delta;
        delta.add(batchOf(sink.schema.physicals(),
                          {{Value(int64_t{1}), Value(std::string(2000, 'x'))}, {Value(int64_t{2}), Value::null()}}));
        WrittenChange written;
        QVERIFY(writeStep(**output, delta, written).ok());
        QCOMPARE(written.numRecords, uint64_t{1});
        QCOMPARE(written.numEncodeErrors, uint64_t{1});
        QVERIFY(written.encodeErrors[0].code == ErrorCode::kEncodeTooLarge);
    }

    void optionsThatRunCodeAreRefused()
    {
        for (const char* key : {"plugin.library.paths", "sasl.kerberos.kinit.cmd", "ssl.engine.location",
                                "ssl.providers", "sasl.oauthbearer.token.endpoint.url", "interceptors"}) {
            QCOMPARE(problemsOf({{key, "x"}}), "MR-CON-0013/" + std::string(key) + " ");
        }
        QCOMPARE(problemsOf({{"security.protocol", "SASL_PLAINTEXT"}}), std::string("MR-CON-0013/security.protocol "));
        QCOMPARE(problemsOf({{"sasl.mechanisms", "gssapi"}}), std::string("MR-CON-0013/sasl.mechanism "));
        QCOMPARE(problemsOf({{"security.protocol", "sasl_ssl"},
                             {"sasl.mechanism", "SCRAM-SHA-512"},
                             {"sasl.username", "u"},
                             {"sasl.password", "p"},
                             {"ssl.ca.location", "/etc/ssl/ca.pem"}}),
                 std::string());
    }

    void otherOptionsAreCheckedAtTheirPlace()
    {
        QCOMPARE(problemsOf({{"fetch.wait.max.ms", "soon"}}), std::string("MR-CON-0003/fetch.wait.max.ms "));
        QCOMPARE(problemsOf({{"fetch.wait.max.ms", {1}}}), std::string("MR-CON-0003/fetch.wait.max.ms "));
        QCOMPARE(problemsOf({{"fetch.waiting", 1}}), std::string("MR-CON-0002?/fetch.waiting "));
        QCOMPARE(problemsOf({{"topik", 1}}), std::string("MR-CON-0002/topik "));
        QCOMPARE(problemsOf({{"ssl.ca.location", "ca.pem"}}), std::string("MR-CON-0003/ssl.ca.location "));
        QCOMPARE(problemsOf({{"ssl.ca.location", "/proc/self/environ"}}), std::string("MR-CON-0003/ssl.ca.location "));
        QCOMPARE(problemsOf({{"auto.offset.reset", "earliest"}}), std::string("MR-CON-0003?/auto.offset.reset "));
        QCOMPARE(problemsOf({{"auto.offset.reset", "earliest"}, {"start_from", "earliest"}}), std::string());
        QCOMPARE(problemsOf({{"enable.auto.commit", true}}), std::string("MR-CON-0003?/enable.auto.commit "));
        QCOMPARE(problemsOf({{"enable.auto.commit", "false"}}), std::string());
        QCOMPARE(problemsOf({{"include_headers", true}}), std::string("MR-CON-0003/include_headers "));
        QCOMPARE(problemsOf({{"start_from", "newest"}}), std::string("MR-CON-0003/start_from "));
        QCOMPARE(problemsOf({{"start_from", {{"offsets", {1, 2}}}}, {"partitions", {0}}}),
                 std::string("MR-CON-0003/start_from "));
        QCOMPARE(problemsOf({{"session.timeout.ms", 10}, {"group.id", "g"}}), std::string());
    }
};

QTEST_GUILESS_MAIN(TestKafka)
#include "test_kafka.moc"
