// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/connectors/connector_declaration.h"
#include "engine/connectors/nexmark/nexmark_generator.h"
#include "recording_consumer.h"
#include "tests/support/slowdown.h"

#include <QElapsedTimer>
#include <QTest>

#include <array>

using namespace millrace;
using namespace millrace::test;
using nlohmann::json;

namespace {

Schema schemaOf(NexmarkTable table)
{
    Schema schema;
    for (const NexmarkField& field : nexmarkFields(table)) {
        schema.columns.push_back({std::string(field.name), SqlType::of(field.type), false});
    }
    return schema;
}

/// The three connectors of a run.
struct Run {
    static constexpr std::array<const char*, 3> kNames = {"person", "auction", "bid"};

    explicit Run(const json& options)
    {
        for (size_t i = 0; i < kNames.size(); ++i) {
            ConnectorSpec& spec = specs[i];
            spec.relation = kNames[i];
            spec.name = "c";
            spec.transport = "nexmark";
            spec.transportConfig = {{"table", kNames[i]}, {"options", options}};
        }
    }
    Result<std::unique_ptr<InputReader>> open(size_t i)
    {
        InputContext context;
        context.spec = &specs[i];
        context.target.schema = schemaOf(static_cast<NexmarkTable>(i));
        context.consumer = consumers[i];
        context.stop = stop.get_token();
        return openInput(context);
    }
    bool openAll()
    {
        for (size_t i = 0; i < kNames.size(); ++i) {
            auto reader = open(i);
            if (!reader.ok()) {
                return false;
            }
            readers[i] = std::move(*reader);
        }
        return true;
    }
    void extendAll()
    {
        for (const auto& reader : readers) {
            reader->extend();
        }
    }
    std::string rows(size_t i) const { return consumers[i]->rowText(schemaOf(static_cast<NexmarkTable>(i))); }

    std::stop_source stop;
    std::array<ConnectorSpec, 3> specs;
    std::array<std::shared_ptr<RecordingConsumer>, 3> consumers = {std::make_shared<RecordingConsumer>(),
                                                                   std::make_shared<RecordingConsumer>(),
                                                                   std::make_shared<RecordingConsumer>()};
    std::array<std::unique_ptr<InputReader>, 3> readers;
};

std::string createTable(const char* name, const std::string& columns, const std::string& config)
{
    return "CREATE TABLE " + std::string(name) + " (" + columns + ") WITH ('connectors' = '[{\"name\":\"c\"," +
           "\"transport\":{\"name\":\"nexmark\",\"config\":" + config + "}}]');\n";
}

const std::string kPerson = "id BIGINT, name VARCHAR";
const std::string kAuction = "id BIGINT";
const std::string kBid = "auction BIGINT, bidder BIGINT, price BIGINT";

} // namespace

class TestNexmark : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// In 50 events one person, three auctions and 46 bids; the same whoever makes them, in the same order.
    void threadsMakeNoDifference()
    {
        constexpr std::array<uint64_t, 3> kNumRows = {101, 303, 4621};
        std::array<std::string, 3> first;
        for (const int threads : {1, 4}) {
            Run run({{"events", 5025}, {"threads", threads}, {"batch_size_per_thread", 70}});
            QVERIFY(run.openAll());
            run.extendAll();
            for (size_t i = 0; i < 3; ++i) {
                QVERIFY(run.consumers[i]->waitForEnd());
                QCOMPARE(run.consumers[i]->seen().numRows, kNumRows[i]);
                first[i] = threads == 1 ? run.rows(i) : first[i];
                QVERIFY(run.rows(i) == first[i]);
            }
        }
    }

    void theThreeGoTogether()
    {
        Run run({{"events", 10'000'000}, {"threads", 2}, {"batch_size_per_thread", 100}});
        QVERIFY(run.openAll());
        run.readers[1]->extend();
        run.readers[2]->extend();
        QVERIFY(!run.consumers[2]->waitFor([](const auto& seen) { return seen.numRows != 0; }, 50));
        run.readers[0]->extend();
        QVERIFY(run.consumers[2]->waitForRows(1000));
        run.readers[0]->pause(); // as a full buffer does
        QTest::qWait(50);
        const uint64_t rows = run.consumers[2]->seen().numRows;
        QTest::qWait(50);
        QCOMPARE(run.consumers[2]->seen().numRows, rows);
        run.readers[0]->extend();
        QVERIFY(run.consumers[2]->waitForRows(rows + 1000));
        QElapsedTimer timer;
        timer.start();
        run.stop.request_stop();
        run.readers = {};
        QVERIFY(timer.elapsed() < 200 * millrace::test::kSlowdown);
        QCOMPARE(run.consumers[2]->seen().numEnds, 0);
    }

    void aTableHasOneConnector()
    {
        Run run(json{{"events", 10}});
        const auto first = run.open(0);
        QVERIFY(first.ok());
        Run other(json{{"events", 10}}); // another run is another generator
        QVERIFY(other.open(0).ok());
    }

    void noEventsEndAtOnce()
    {
        Run run(json{{"events", 0}});
        QVERIFY(run.openAll());
        run.extendAll();
        for (const auto& consumer : run.consumers) {
            QVERIFY(consumer->waitForEnd());
            QCOMPARE(consumer->seen().numRows, uint64_t{0});
        }
    }

    void programsAreChecked_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("problem");
        const auto add = [](const char* name, const std::string& sql, const char* problem) {
            QTest::newRow(name) << QString::fromStdString(sql) << problem;
        };
        const std::string person = createTable("person", kPerson, "{\"table\":\"person\"}");
        const std::string auction = createTable("auction", kAuction, "{\"table\":\"auction\"}");
        const std::string bid = createTable("bid", kBid, "{\"table\":\"bid\"}");
        const std::string some = createTable("bid", kBid, "{\"table\":\"bid\",\"options\":{\"events\":7}}");
        add("three", person + auction + some, "");
        add("one is missing", person + bid, "there is no connector for: auction");
        add("one is there twice", person + auction + bid + createTable("b2", kBid, "{\"table\":\"bid\"}"),
            "there is another connector for it: 'bid.c'");
        add("options twice",
            createTable("person", kPerson, "{\"table\":\"person\",\"options\":{\"threads\":1}}") + auction + some,
            "there are others at 'person.c'");
        add("no table", person + auction + createTable("bid", kBid, "{\"table\":\"bids\"}"), "Expected 'person'");
        add("no threads",
            person + auction + createTable("bid", kBid, "{\"table\":\"bid\",\"options\":{\"threads\":0}}"), "threads");
        add("wrong type", person + auction + createTable("bid", "auction BIGINT, bidder INT", "{\"table\":\"bid\"}"),
            "Column 2, 'bidder', must have the type BIGINT of Nexmark's field 'bidder', not INTEGER");
        add("too many columns", person + auction +
                                    createTable("bid", "a BIGINT, b BIGINT, c BIGINT, d VARCHAR, e VARCHAR, "
                                                       "f TIMESTAMP, g VARCHAR, h VARCHAR",
                                                "{\"table\":\"bid\"}"),
            "there is none for the column 'h'");
    }

    void programsAreChecked()
    {
        QFETCH(QString, sql);
        QFETCH(QString, problem);
        const sql::Program program = sql::compileProgram(sql.toStdString());
        std::vector<sql::Diagnostic> diagnostics;
        const std::vector<ConnectorSpec> specs = parseConnectors(program, diagnostics);
        QString text;
        for (const sql::Diagnostic& each : diagnostics) {
            text += each.severity == sql::Severity::Error ? QString::fromStdString(each.message) + "\n" : QString();
        }
        QVERIFY2(problem.isEmpty() ? text.isEmpty() : text.contains(problem), qPrintable(text));
        if (problem.isEmpty()) {
            for (const ConnectorSpec& spec : specs) { // what stands at one holds for all
                QCOMPARE(spec.transportConfig.at("options").at("events").get<int>(), 7);
                QCOMPARE(spec.maxBatchSize, uint64_t{40'000});
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestNexmark)
#include "test_nexmark.moc"
