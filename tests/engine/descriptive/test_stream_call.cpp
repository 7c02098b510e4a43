// SPDX-License-Identifier: GPL-3.0-or-later
// The sample's pipelines word for word: what they print, and when.
#include "engine/descriptive/query_host.h"
#include "tests/engine/descriptive/stream_driver.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace millrace;
using namespace millrace::descriptive;

namespace {

const std::string kDevices = "CREATE RANDOM STREAM IF NOT EXISTS devices(\n"
                             "  device string default 'device'||to_string(rand()%4), \n"
                             "  temperature float default rand()%1000/10\n"
                             ")\n";
const std::string kCounts = "SELECT \n"
                            "  window_start, \n"
                            "  count(*) as count \n"
                            "FROM \n"
                            "  tumble(devices, 1s) \n"
                            "GROUP BY \n"
                            "  window_start\n";

/// The shipped file.
const std::string kShippedDrop = "DROP STREAM IF EXISTS devices\n";
std::string shippedDevices(const std::string& eps)
{
    return "CREATE RANDOM STREAM IF NOT EXISTS devices(\n"
           "  device string default 'device'||to_string(rand()%4), \n"
           "  temperature float default rand()%1000/10\n"
           ") SETTINGS eps=" +
           eps + "\n";
}
const std::string kShippedQuery =
    "SELECT \n"
    "  window_start, \n"
    "  count(*) as count, min(temperature) as min, max(temperature) as max, p99(temperature) as p99\n"
    "FROM \n"
    "  tumble(devices, 1s) \n"
    "GROUP BY \n"
    "  window_start\n";

std::vector<std::string> columnsOf(const StreamCall& call)
{
    std::vector<std::string> columns;
    for (const StreamColumn& column : call.columns()) {
        columns.push_back(column.name + " " + column.typeName);
    }
    return columns;
}

} // namespace

class TestStreamCall : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aQueryThatFailsAtOnceIsRefused()
    {
        QueryHost host;
        const PreparedCall refused = host.prepareStatements(std::vector<std::string>{
            "CREATE RANDOM STREAM r(a int)", "SELECT\n  a % (a - a)\nFROM r"});
        QVERIFY(refused.failure.has_value());
        const StatementError& failure = refused.failure->error;
        QCOMPARE(failure.error.detail, std::string("A remainder by zero"));
        QCOMPARE(failure.statement, size_t{1});
        QCOMPARE(failure.error.span.line, uint32_t{2});
        QCOMPARE(failure.error.span.column, uint32_t{3});
    }

    void theFirstRowsAreKept()
    {
        QueryHost host;
        const PreparedCall prepared = host.prepareStatements(std::vector<std::string>{
            "CREATE STREAM s(a int)", "INSERT INTO s(a) VALUES (1), (2)",
            "SELECT a FROM s LIMIT 3 SETTINGS seek_to = 'earliest'"});
        QVERIFY(!prepared.failure);
        QCOMPARE(prepared.stream->advance(kTen, 100).rows.at(0)->numRows, size_t{2});
        const std::vector<std::string> insert = {"INSERT INTO s(a) VALUES (3), (4)", "SELECT 1"};
        QVERIFY(host.prepareStatements(insert).stream);
        const StreamProgress rest = prepared.stream->advance(kTen, 100);
        QCOMPARE(rest.rows.at(0)->numRows, size_t{1});
        QVERIFY(rest.isEnd || rest.wakeAt);
    }

    void pipeline3PrintsOneRowAndEnds()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(driver.open({"SELECT 1\n"}), driver.error().c_str());
        QCOMPARE(columnsOf(driver.call()), std::vector<std::string>{"1 uint8"});
        QCOMPARE(driver.rows(), std::vector<std::string>{"1"});
        QVERIFY(driver.hasEnded);
        QVERIFY(driver.rows().empty());
    }

    void pipeline1TailsTheStream()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog, kTen + 798'123);
        QVERIFY2(driver.open({kDevices, "SELECT * FROM devices\n"}), driver.error().c_str());
        const std::vector<std::string> expected = {"device string", "temperature float32",
                                                   "_tp_time datetime64(3, 'UTC')"};
        QCOMPARE(columnsOf(driver.call()), expected);
        QVERIFY(driver.call().advance(driver.now(), 0).rows.empty());

        size_t numRows = 0;
        std::set<std::string> devices;
        for (int tick = 0; tick < 400; ++tick) {
            const Instant scheduled = kTen + 798'000 + tick * 5'000;
            const StreamProgress progress = driver.call().advance(scheduled, 1'000);
            QCOMPARE(progress.rows.size(), size_t{1});
            const Batch& batch = *progress.rows[0];
            QCOMPARE(batch.numRows, size_t{5});
            QCOMPARE(*progress.wakeAt, scheduled + 5'000);
            for (size_t row = 0; row < batch.numRows; ++row) {
                QCOMPARE(batch.columns[2].get<int64_t>(row), scheduled);
                const std::string device(batch.columns[0].get<StringRef>(row).view());
                const float temperature = batch.columns[1].get<float>(row);
                devices.insert(device);
                QVERIFY(temperature >= 0 && temperature <= 99.95F);
                // One rand() a row: the digit of the device is that of the temperature in tenths, modulo 4.
                const long tenths = std::lround(temperature * 10);
                QCOMPARE(temperature, static_cast<float>(static_cast<double>(tenths) / 10));
                QCOMPARE(device, "device" + std::to_string(tenths % 4));
                ++numRows;
            }
        }
        QCOMPARE(numRows, size_t{2'000});
        QCOMPARE(devices.size(), size_t{4});
    }

    void pipeline2CountsEverySecond()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog, kTen + 420'000);
        QVERIFY2(driver.open({kDevices, kCounts}), driver.error().c_str());
        const std::vector<std::string> expected = {"window_start datetime64(3, 'UTC')", "count uint64"};
        QCOMPARE(columnsOf(driver.call()), expected);
        const std::vector<std::string> rows = driver.run(4 * kSecond, 1'000);
        const std::vector<std::string> counts = {"2024-01-24 10:00:00,580", "2024-01-24 10:00:01,1000",
                                                 "2024-01-24 10:00:02,1000", "2024-01-24 10:00:03,1000"};
        QCOMPARE(rows, counts);
    }

    void windowIsToldWithTheFirstRowBehindIt()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(driver.open({kDevices, "SELECT window_start, count() FROM tumble(devices, 1s) GROUP BY window_start"}),
                 driver.error().c_str());
        QVERIFY(driver.run(kSecond - 1, 5'000).empty());
        QCOMPARE(driver.run(1), std::vector<std::string>{"2024-01-24 10:00:00,1000"});
    }

    void shippedFileRunsAtFullRate()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(driver.open({kShippedDrop, shippedDevices("1000000"), "SELECT * FROM devices\n"}),
                 driver.error().c_str());
        const StreamProgress progress = driver.call().advance(kTen + 4'999, 100'000);
        QCOMPARE(progress.rows.size(), size_t{1});
        QCOMPARE(progress.rows[0]->numRows, size_t{5'000});
    }

    void shippedFileAggregates()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(driver.open({kShippedDrop, shippedDevices("100000"), kShippedQuery}), driver.error().c_str());
        const std::vector<std::string> expected = {"window_start datetime64(3, 'UTC')", "count uint64", "min float32",
                                                   "max float32", "p99 float64"};
        QCOMPARE(columnsOf(driver.call()), expected);
        const Instant end = driver.now() + kSecond;
        StreamProgress progress;
        for (Instant now = driver.now(); now <= end; now += 5'000) {
            progress = driver.call().advance(now, 100'000);
        }
        QCOMPARE(progress.rows.size(), size_t{1});
        const Batch& batch = *progress.rows[0];
        QCOMPARE(batch.columns[1].get<uint64_t>(0), uint64_t{100'000});
        QCOMPARE(batch.columns[2].get<float>(0), 0.0F);
        QCOMPARE(double(batch.columns[3].get<float>(0)), 99.9000015258789);
        QVERIFY(std::abs(batch.columns[4].get<double>(0) - 98.9) < 0.3);
    }

    void failedStatementTellsItsPlace()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY(!driver.open({kDevices, "SELECT devce\nFROM devices"}));
        QCOMPARE(driver.error(), std::string("1:1:8: No column of this name: devce"));
        QVERIFY(!driver.open({"SELECT 1;"}) == false);
        QVERIFY(!driver.open({}));
        QVERIFY(!driver.open({kDevices}));
        QCOMPARE(driver.error(), std::string("0:1:1: The last statement has to be a query, it is what streams"));
    }
};

QTEST_APPLESS_MAIN(TestStreamCall)
#include "test_stream_call.moc"
