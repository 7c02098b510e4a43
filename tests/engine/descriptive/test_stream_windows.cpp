// SPDX-License-Identifier: GPL-3.0-or-later
// Windows, watermarks and EMIT over a stream that is filled row by row.
#include "tests/engine/descriptive/stream_driver.h"

#include <QTest>

using namespace millrace;
using namespace millrace::descriptive;

namespace {

using Rows = std::vector<std::string>;

const std::string kSelect = "SELECT window_start, min(i), max(i), count() FROM tumble(s, 10s) GROUP BY window_start ";
const std::string kHop = "SELECT window_start, min(i), max(i), count() FROM hop(s, 10s, 30s) GROUP BY window_start ";

/// A stream `s(i int32)` and one query over it.
class Fixture {
public:
    Fixture()
        : driver(catalog)
    {
    }
    bool open(const std::string& query) { return driver.open({"CREATE STREAM s(i int32, k string)", query}); }
    /// Inserts a row (each INSERT is a batch of its own) and gives what is told then, windows without their date.
    Rows insert(int i, const std::string& time, const std::string& key = "a")
    {
        StreamDriver writer(catalog, driver.now());
        const std::string statement = "INSERT INTO s(i, k, _tp_time) VALUES (" + std::to_string(i) + ", '" + key +
                                      "', '2024-01-24 " + time + "')";
        return writer.open({statement, "SELECT 1"}) ? shortened(driver.rows()) : Rows{writer.error()};
    }
    Rows run(int64_t micros) { return shortened(driver.run(micros)); }
    static Rows shortened(Rows rows)
    {
        for (std::string& row : rows) {
            if (row.compare(0, 11, "2024-01-24 ") == 0) {
                row.erase(0, 11);
            }
        }
        return rows;
    }

    StreamCatalog catalog;
    StreamDriver driver;
};

} // namespace

class TestStreamWindows : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tumbleClosesByTheWatermark()
    {
        Fixture f;
        QVERIFY2(f.open(kSelect), f.driver.error().c_str());
        QCOMPARE(f.insert(1, "10:00:00"), Rows{});
        QCOMPARE(f.insert(2, "10:00:05"), Rows{});
        QCOMPARE(f.insert(3, "10:00:10"), Rows{"10:00:00,1,2,2"});
        // The clock alone closes nothing.
        QCOMPARE(f.run(60 * kSecond), Rows{});
        QCOMPARE(f.insert(4, "10:00:20"), Rows{"10:00:10,3,3,1"});
    }

    void lateRowsAreDropped()
    {
        Fixture f;
        QVERIFY(f.open(kSelect));
        QCOMPARE(f.insert(1, "10:00:05"), Rows{});
        QCOMPARE(f.insert(2, "10:00:01"), Rows{}); // out of order inside of the open window
        QCOMPARE(f.insert(3, "10:00:12"), Rows{"10:00:00,1,2,2"});
        QCOMPARE(f.insert(4, "10:00:09.999"), Rows{});
        QCOMPARE(f.insert(5, "10:00:20"), Rows{"10:00:10,3,3,1"});
    }

    void delayHoldsTheWatermarkBack()
    {
        for (const std::string emit : {"EMIT AFTER WATERMARK WITH DELAY 2s", "EMIT AFTER WINDOW CLOSE WITH DELAY 2s"}) {
            Fixture f;
            QVERIFY2(f.open(kSelect + emit), f.driver.error().c_str());
            QCOMPARE(f.insert(1, "10:00:00"), Rows{});
            QCOMPARE(f.insert(2, "10:00:05"), Rows{});
            QCOMPARE(f.insert(3, "10:00:10"), Rows{});
            QCOMPARE(f.insert(9, "10:00:09"), Rows{}); // still counts
            QCOMPARE(f.insert(4, "10:00:12"), Rows{"10:00:00,1,9,3"});
        }
    }

    void timeoutClosesSilentWindows()
    {
        Fixture f;
        QVERIFY2(f.open(kSelect + "EMIT TIMEOUT 3s"), f.driver.error().c_str());
        f.insert(1, "10:00:00");
        f.insert(2, "10:00:05");
        QCOMPARE(f.insert(3, "10:00:10"), Rows{"10:00:00,1,2,2"});
        QCOMPARE(f.run(2 * kSecond), Rows{});
        QCOMPARE(f.run(kSecond), Rows{"10:00:10,3,3,1"});
        QCOMPARE(f.insert(4, "10:00:19"), Rows{}); // its window is final
        QCOMPARE(f.insert(5, "10:00:20"), Rows{});
        QCOMPARE(f.insert(6, "10:00:30"), Rows{"10:00:20,5,5,1"});
    }

    void onUpdateTellsChangedGroups()
    {
        Fixture f;
        QVERIFY(f.open(kSelect + "EMIT ON UPDATE"));
        QCOMPARE(f.insert(1, "10:00:00"), Rows{"10:00:00,1,1,1"});
        QCOMPARE(f.insert(2, "10:00:05"), Rows{"10:00:00,1,2,2"});
        QCOMPARE(f.insert(3, "10:00:10"), Rows{"10:00:10,3,3,1"});
    }

    void periodicTellsOpenWindows()
    {
        Fixture f;
        QVERIFY(f.open(kSelect + "EMIT PERIODIC 1s"));
        QCOMPARE(f.insert(1, "10:00:00"), Rows{});
        QCOMPARE(f.run(2 * kSecond), Rows{"10:00:00,1,1,1"});
        QCOMPARE(f.insert(2, "10:00:05"), Rows{});
        QCOMPARE(f.run(2 * kSecond), Rows{"10:00:00,1,2,2"});
        QCOMPARE(f.insert(3, "10:00:10"), Rows{});
        const Rows both = {"10:00:00,1,2,2", "10:00:10,3,3,1"};
        QCOMPARE(f.run(2 * kSecond), both);
        QCOMPARE(f.insert(4, "10:00:11"), Rows{});
        QCOMPARE(f.run(2 * kSecond), Rows{"10:00:10,3,4,2"}); // the closed one is gone
    }

    void batchedUpdatesTellEachGroupOnce()
    {
        for (const std::string emit : {"EMIT PERIODIC 1s ON UPDATE", "EMIT ON UPDATE WITH BATCH 1s"}) {
            Fixture f;
            QVERIFY2(f.open("SELECT i, count() FROM tumble(s, 10s) GROUP BY window_start, i " + emit),
                     f.driver.error().c_str());
            Rows all;
            const std::string times[] = {"10:00:00", "10:00:05", "10:00:10"};
            for (int i = 1; i <= 3; ++i) {
                QCOMPARE(f.insert(i, times[i - 1]), Rows{});
                const Rows told = f.run(2 * kSecond);
                all.insert(all.end(), told.begin(), told.end());
            }
            const Rows each = {"1,1", "2,1", "3,1"};
            QCOMPARE(all, each);
        }
    }

    void hopTellsEveryWindowOfARow()
    {
        Fixture f;
        QVERIFY2(f.open(kHop + "EMIT ON UPDATE"), f.driver.error().c_str());
        const Rows first = {"09:59:40,1,1,1", "09:59:50,1,1,1", "10:00:00,1,1,1"};
        QCOMPARE(f.insert(1, "10:00:00"), first);
        const Rows second = {"09:59:40,1,2,2", "09:59:50,1,2,2", "10:00:00,1,2,2"};
        QCOMPARE(f.insert(2, "10:00:05"), second);
        const Rows third = {"09:59:50,1,3,3", "10:00:00,1,3,3", "10:00:10,3,3,1"};
        QCOMPARE(f.insert(3, "10:00:10"), third);
    }

    void hopClosesWindowsInOrder()
    {
        Fixture f;
        QVERIFY(f.open(kHop));
        f.insert(1, "10:00:00");
        QCOMPARE(f.insert(2, "10:00:10"), Rows{"09:59:40,1,1,1"});
        const Rows rest = {"09:59:50,1,2,2", "10:00:00,1,2,2", "10:00:10,2,2,1"};
        QCOMPARE(f.insert(3, "10:00:40"), rest);
    }

    void hopOfUnevenSizeLeavesOutWindowsBeforeTheRow()
    {
        Fixture f;
        QVERIFY(f.open("SELECT window_start, count() FROM hop(s, 10s, 25s) GROUP BY window_start EMIT ON UPDATE"));
        const Rows early = {"09:59:40,1", "09:59:50,1", "10:00:00,1"};
        QCOMPARE(f.insert(1, "10:00:04"), early);
        const Rows later = {"09:59:50,2", "10:00:00,2"};
        QCOMPARE(f.insert(1, "10:00:05"), later);
    }

    void globalAggregateTellsSnapshots()
    {
        Fixture f;
        QVERIFY(f.open("SELECT k, count() FROM s GROUP BY k"));
        QCOMPARE(f.run(5 * kSecond), Rows{}); // nothing before the first row
        f.insert(1, "10:00:00", "x");
        f.insert(2, "10:00:01", "y");
        const Rows both = {"x,1", "y,1"};
        QCOMPARE(f.run(2 * kSecond), both);
        QCOMPARE(f.run(10 * kSecond), Rows{}); // nothing new came
        f.insert(3, "10:00:02", "y");
        const Rows all = {"x,1", "y,2"};
        QCOMPARE(f.run(2 * kSecond), all);
    }

    void repeatTellsWithoutNewRows()
    {
        Fixture f;
        QVERIFY(f.open("SELECT count() FROM s EMIT PERIODIC 1s REPEAT"));
        f.insert(1, "10:00:00");
        const Rows thrice = {"1", "1", "1"};
        QCOMPARE(f.run(3 * kSecond), thrice);
    }

    void limitPerKeyAfterOrder()
    {
        Fixture f;
        QVERIFY2(f.open("SELECT window_start, k, sum(i) AS total FROM tumble(s, 10s) GROUP BY window_start, k "
                        "ORDER BY total DESC LIMIT 2 BY window_start"),
                 f.driver.error().c_str());
        f.insert(1, "10:00:00", "a");
        f.insert(7, "10:00:01", "b");
        f.insert(5, "10:00:02", "c");
        const Rows top = {"10:00:00,b,7", "10:00:00,c,5"};
        QCOMPARE(f.insert(9, "10:00:10", "d"), top);
    }

    void havingAndExpressionsOverGroups()
    {
        Fixture f;
        QVERIFY2(f.open("SELECT window_end, k, sum(i) * 10 + 1 FROM tumble(s, 10s) WHERE i > 0 "
                        "GROUP BY window_end, k HAVING count() > 1"),
                 f.driver.error().c_str());
        f.insert(1, "10:00:00", "a");
        f.insert(2, "10:00:01", "a");
        f.insert(3, "10:00:02", "b");
        f.insert(-3, "10:00:03", "b");
        QCOMPARE(f.insert(1, "10:00:10"), Rows{"10:00:10,a,31"});
    }

    void windowsOfASubquery()
    {
        Fixture f;
        QVERIFY2(f.open("WITH hot AS (SELECT i * 2 AS d, _tp_time AS at FROM s WHERE i > 1) "
                        "SELECT window_start, sum(d) FROM tumble(hot, at, 10s) GROUP BY window_start"),
                 f.driver.error().c_str());
        f.insert(1, "10:00:00");
        f.insert(2, "10:00:01");
        f.insert(3, "10:00:02");
        QCOMPARE(f.insert(4, "10:00:10"), Rows{"10:00:00,10"});
    }

    void windowOverWindow()
    {
        Fixture f;
        QVERIFY2(f.open("SELECT window_start, max(n) FROM tumble((SELECT window_start AS w, count() AS n "
                        "FROM tumble(s, 1s) GROUP BY window_start), w, 10s) GROUP BY window_start"),
                 f.driver.error().c_str());
        f.insert(1, "10:00:00");
        f.insert(1, "10:00:00.5");
        f.insert(1, "10:00:03");
        f.insert(1, "10:00:11");
        QCOMPARE(f.insert(1, "10:00:13"), Rows{"10:00:00,2"});
    }

    void refusedEmits_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("error");
        QTest::newRow("tail") << "SELECT i FROM s EMIT PERIODIC 1s"
                              << "1:1:17: EMIT needs an aggregation: rows of other queries are told as they come";
        QTest::newRow("close") << "SELECT count() FROM s EMIT AFTER WATERMARK"
                               << "1:1:23: AFTER WATERMARK and AFTER WINDOW CLOSE need a window";
        QTest::newRow("delay") << "SELECT count() FROM s EMIT PERIODIC 1s WITH DELAY 1s"
                               << "1:1:23: DELAY and TIMEOUT need a window";
        QTest::newRow("changelog") << "SELECT count() FROM s EMIT CHANGELOG"
                                   << "1:1:23: EMIT CHANGELOG is not supported yet";
        QTest::newRow("period") << "SELECT count() FROM s EMIT PERIODIC i"
                                << "1:1:37: No column of this name: i";
        QTest::newRow("no key") << "SELECT count() FROM tumble(s, 1s)"
                                << "1:1:1: A query of a window groups by window_start or window_end";
        QTest::newRow("size") << "SELECT count() FROM tumble(s, 1M) GROUP BY window_start"
                              << "1:1:31: The size of a window is a constant interval such as 5s, above zero and of at "
                                 "most 366 days";
        QTest::newRow("hop") << "SELECT count() FROM hop(s, 2s, 1s) GROUP BY window_start"
                             << "1:1:28: The slide of a hop is not longer than its size";
        QTest::newRow("nested") << "SELECT max(n) FROM (SELECT k, count() AS n FROM s GROUP BY k)"
                                << "1:1:31: An aggregation over one without a window is not supported yet";
        QTest::newRow("join") << "SELECT 1 FROM s JOIN s AS t ON s.i = t.i"
                              << "1:1:15: Joins of streams are not supported yet";
        QTest::newRow("session") << "SELECT count() FROM session(s, 5s) GROUP BY window_start"
                                 << "1:1:21: A session window is not supported yet";
        QTest::newRow("partition") << "SELECT count() FROM s PARTITION BY k"
                                   << "1:1:23: PARTITION BY is not supported yet";
        QTest::newRow("distinct") << "SELECT DISTINCT k FROM s"
                                  << "1:1:1: SELECT DISTINCT of a stream is not supported yet; GROUP BY is";
    }
    void refusedEmits()
    {
        QFETCH(QString, query);
        QFETCH(QString, error);
        Fixture f;
        QVERIFY(!f.open(query.toStdString()));
        QCOMPARE(QString::fromStdString(f.driver.error()), error);
    }

    void stateStaysFlat()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY(
            driver.open({"CREATE RANDOM STREAM r(d string default 'device' || to_string(rand() % 100), "
                         "t float default rand() % 1000 / 10) SETTINGS eps = 100000",
                         "SELECT window_start, d, count(), p99(t) FROM tumble(r, 100ms) GROUP BY window_start, d"}));
        const size_t most = 100 * 1'000 * 64; // groups of two windows, some KiB each
        size_t numRows = 0;
        for (int i = 0; i < 100; ++i) {
            numRows += driver.run(kSecond / 10, 10'000).size();
            QVERIFY(driver.stateBytes() < most);
        }
        QVERIFY(numRows >= 99 * 100); // a million rows went through
    }
};

QTEST_APPLESS_MAIN(TestStreamWindows)
#include "test_stream_windows.moc"
