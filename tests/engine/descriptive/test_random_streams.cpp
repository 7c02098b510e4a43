// SPDX-License-Identifier: GPL-3.0-or-later
// Random streams: which rows come when, what rand() gives, and settings at query time.
#include "tests/engine/descriptive/stream_driver.h"

#include <QTest>

#include <cmath>
#include <map>

using namespace millrace;
using namespace millrace::descriptive;

namespace {

/// Rows by their scheduled time, in milliseconds from the start.
using Ticks = std::vector<std::pair<int64_t, size_t>>;

Ticks ticksOf(const std::string& settings, int64_t micros, int64_t step)
{
    StreamCatalog catalog;
    const std::vector<std::string> statements = {"CREATE RANDOM STREAM r(a uint32 default rand()) " + settings,
                                                 "SELECT * FROM r"};
    OpenedStreamCall opened = openStreamCall(catalog, statements, kTen);
    Ticks ticks;
    for (Instant now = kTen; now <= kTen + micros && opened.ok(); now += step) {
        for (const BatchPtr& batch : opened.call->advance(now, 1'000'000).rows) {
            for (size_t row = 0; row < batch->numRows; ++row) {
                const int64_t at = (batch->columns[1].get<int64_t>(row) - kTen) / 1'000;
                if (ticks.empty() || ticks.back().first != at) {
                    ticks.emplace_back(at, 0);
                }
                ++ticks.back().second;
            }
        }
    }
    return ticks;
}

} // namespace

class TestRandomStreams : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void defaultIsFiveRowsEveryFiveMillis()
    {
        const Ticks ticks = ticksOf("", kSecond, 1'000);
        QCOMPARE(ticks.size(), size_t{201});
        for (size_t i = 0; i < ticks.size(); ++i) {
            QCOMPARE(ticks[i], (std::pair<int64_t, size_t>(5 * static_cast<int64_t>(i), 5)));
        }
    }

    void fewRowsComeInOneBurst()
    {
        const Ticks expected = {{0, 10}, {1'000, 10}, {2'000, 10}};
        QCOMPARE(ticksOf("SETTINGS eps = 10", 2 * kSecond + 999'999, 50'000), expected);
    }

    void remainderComesWithTheFirstTick()
    {
        // 3 ticks of 300 ms, 10 rows: 3 each and one more in the first, which lasts the 100 ms that are left.
        const Ticks expected = {{0, 4}, {400, 3}, {700, 3}, {1'000, 4}, {1'400, 3}, {1'700, 3}};
        QCOMPARE(ticksOf("SETTINGS eps = 10, interval_time = 300", 2 * kSecond - 1, 10'000), expected);
    }

    void fractionIsARowNowAndThen()
    {
        const Ticks expected = {{0, 1}, {2'000, 1}, {4'000, 1}};
        QCOMPARE(ticksOf("SETTINGS eps = 0.5", 5 * kSecond, 100'000), expected);
    }

    void zeroIsNotThrottled()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY(driver.open({"CREATE RANDOM STREAM r(a uint32) SETTINGS eps = 0", "SELECT * FROM r"}));
        const StreamProgress progress = driver.call().advance(kTen, 100'000);
        QCOMPARE(progress.rows.size(), size_t{2});
        QCOMPARE(progress.rows[0]->numRows, size_t{65'409});
        QCOMPARE(progress.rows[1]->numRows, size_t{100'000} - 65'409);
        QCOMPARE(*progress.wakeAt, kTen);
    }

    void rowsAreNotMoreThanAskedFor()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY(driver.open({"CREATE RANDOM STREAM r(a uint32) SETTINGS eps = 100000", "SELECT * FROM r"}));
        const StreamProgress some = driver.call().advance(kTen + 100'000, 1'000);
        QCOMPARE(some.rows.front()->numRows, size_t{1'000});
        QCOMPARE(*some.wakeAt, kTen + 100'000);
    }

    void debtOfMoreThanASecondIsLeftOut()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY(driver.open({"CREATE RANDOM STREAM r(a uint32)", "SELECT * FROM r"}));
        driver.rows();
        const StreamProgress late = driver.call().advance(kTen + 100 * kSecond + 500'000, 1'000'000);
        size_t numRows = 0;
        for (const BatchPtr& batch : late.rows) {
            numRows += batch->numRows;
            QVERIFY(batch->columns[1].get<int64_t>(0) >= kTen + 100 * kSecond);
        }
        QCOMPARE(numRows, size_t{500});
    }

    void querySettingsReplaceTheRate()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY(
            driver.open({"CREATE RANDOM STREAM r(a uint32)", "SELECT a FROM r SETTINGS eps = 10, max_events = 25"}));
        QCOMPARE(driver.run(kSecond - 1).size(), size_t{10});
        QCOMPARE(driver.run(10 * kSecond).size(), size_t{15});
        QVERIFY(driver.hasEnded);
    }

    void finiteStreamsCloseTheirAggregates()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY(driver.open({"CREATE RANDOM STREAM r(a uint32)", "SELECT count() FROM r SETTINGS max_events = 12"}));
        QCOMPARE(driver.run(3 * kSecond), std::vector<std::string>{"12"});
        QVERIFY(driver.hasEnded);
    }

    void historyIsOneBlock()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY(driver.open({"CREATE RANDOM STREAM r(a uint32)", "SELECT count() FROM table(r)"}));
        QCOMPARE(driver.rows(), std::vector<std::string>{"65409"});
        QVERIFY(driver.hasEnded);
        QVERIFY(driver.open({"SELECT count() FROM r SETTINGS query_mode = 'table'"}));
        driver.hasEnded = false;
        QCOMPARE(driver.rows(), std::vector<std::string>{"65409"});
    }

    /// Rows of 64 KiB each: a block of them would be four gigabytes, which nobody can take back once it is begun.
    void wideRowsComeInSmallPieces()
    {
        StreamCatalog catalog;
        const std::string create =
            "CREATE RANDOM STREAM wide(s string DEFAULT random_printable_ascii(65536)) SETTINGS eps = 0";
        const std::vector<std::string> statements = {create, "SELECT s FROM wide LIMIT 300"};
        OpenedStreamCall tail = openStreamCall(catalog, statements, kTen);
        QVERIFY(tail.ok());
        const StreamProgress progress = tail.call->advance(kTen, 100'000);
        QVERIFY(!progress.rows.empty());
        QVERIFY(progress.rows.front()->numRows <= 256);
        OpenedStreamCall block =
            openStreamCall(catalog, std::vector<std::string>{"SELECT max(length(s)) FROM table(wide)"}, kTen);
        QVERIFY(block.ok());
        const StreamProgress refused = block.call->advance(kTen, 1'000);
        QVERIFY(refused.error);
        QCOMPARE(refused.error->code, ErrorCode::kQueryLimit);
    }

    void equalCallsAreOneDraw()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(driver.open({"CREATE RANDOM STREAM r(a uint32 default rand(), b uint32 default rand(), "
                              "c uint32 default rand(1), d uint32 default rand(2), e uint64 default rand64())",
                              "SELECT a = b, a = c, c = d, a = e FROM r LIMIT 100"}),
                 driver.error().c_str());
        const std::vector<std::string> rows = driver.run(kSecond);
        QCOMPARE(rows.size(), size_t{100});
        QVERIFY(driver.hasEnded);
        for (const std::string& row : rows) {
            QCOMPARE(row, std::string("true,false,false,false"));
        }
    }

    void callsDrawTheirOwn()
    {
        StreamCatalog catalog;
        std::vector<std::string> rows[2];
        for (std::vector<std::string>& told : rows) {
            StreamDriver driver(catalog);
            QVERIFY(driver.open(
                {"CREATE RANDOM STREAM IF NOT EXISTS r(a uint64 default rand64())", "SELECT a FROM r LIMIT 5"}));
            told = driver.run(kSecond);
        }
        QVERIFY(rows[0] != rows[1]);
    }

    void columnsWithoutDefaultAreOfTheirType()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(driver.open({"CREATE RANDOM STREAM r(i int8, s string, n nullable(int32), b bool, f float64, d date, "
                              "t datetime, p decimal(5, 2)) SETTINGS eps = 0",
                              "SELECT min(i), max(i), max(length(s)), count() - count(n), min(f) >= 0, max(f) < 1, "
                              "count_if(b) > 0, min(p), max(p) FROM table(r)"}),
                 driver.error().c_str());
        const std::vector<std::string> rows = driver.rows();
        QCOMPARE(rows.size(), size_t{1});
        QVERIFY2(rows[0].compare(0, 12, "-128,127,20,") == 0, rows[0].c_str());
        const int numNulls = std::stoi(rows[0].substr(12));
        QVERIFY(std::abs(numNulls - 65'409 / 16) < 500);
        QVERIFY2(rows[0].find(",true,true,true,-999.") != std::string::npos, rows[0].c_str());
    }

    void defaultsMayUseColumnsBefore()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(driver.open({"CREATE RANDOM STREAM r(a uint32 default rand() % 10, b int64 default a * 2 + 1)",
                              "SELECT b - a * 2 FROM r LIMIT 3"}),
                 driver.error().c_str());
        const std::vector<std::string> ones = {"1", "1", "1"};
        QCOMPARE(driver.run(kSecond), ones);
    }

    void uniformAndNormalHaveTheirMoments()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(
            driver.open({"CREATE RANDOM STREAM r(u float64 default rand_uniform(10, 20), "
                         "n float64 default rand_normal(5, 4), s string default random_printable_ascii(7))",
                         "SELECT round(avg(u)), round(avg(n)), round(stddev_pop(n)), min(length(s)), max(length(s)) "
                         "FROM table(r)"}),
            driver.error().c_str());
        QCOMPARE(driver.rows(), std::vector<std::string>{"15.0,5.0,2.0,7,7"});
    }
};

QTEST_APPLESS_MAIN(TestRandomStreams)
#include "test_random_streams.moc"
