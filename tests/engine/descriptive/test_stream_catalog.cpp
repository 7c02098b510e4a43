// SPDX-License-Identifier: GPL-3.0-or-later
// Statements that make and drop streams and views, and who is disturbed by them: nobody.
#include "tests/engine/descriptive/stream_driver.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace millrace;
using namespace millrace::descriptive;

namespace {

using Rows = std::vector<std::string>;

/// The error of statements, or "".
std::string run(StreamCatalog& catalog, std::vector<std::string> statements)
{
    StreamDriver driver(catalog);
    statements.push_back("SELECT 1");
    return driver.open(statements) ? "" : driver.error();
}

} // namespace

class TestStreamCatalog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void createAndDrop()
    {
        StreamCatalog catalog;
        QCOMPARE(run(catalog, {"CREATE STREAM a(i int)"}), std::string());
        QCOMPARE(run(catalog, {"CREATE STREAM a(i int)"}),
                 std::string("0:1:15: A stream or view of this name exists: a"));
        QCOMPARE(run(catalog, {"CREATE STREAM IF NOT EXISTS a(j int)"}), std::string());
        QCOMPARE(run(catalog, {"INSERT INTO a(i) VALUES (1)"}), std::string()); // the old definition is kept
        QCOMPARE(run(catalog, {"CREATE OR REPLACE STREAM a(j int)", "INSERT INTO a(j) VALUES (1)"}), std::string());
        QCOMPARE(run(catalog, {"DROP VIEW a"}), std::string("0:1:11: It is a stream, not a view: a"));
        QCOMPARE(run(catalog, {"DROP STREAM a"}), std::string());
        QCOMPARE(run(catalog, {"DROP STREAM a"}), std::string("0:1:13: No stream or view of this name: a"));
        QCOMPARE(run(catalog, {"DROP STREAM IF EXISTS a;"}), std::string());
        QCOMPARE(catalog.numEntries(), size_t{0});
    }

    void refusedDefinitions_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::addColumn<QString>("error");
        const auto row = [](const char* statement, const char* error) {
            QTest::newRow(statement) << statement << error;
        };
        row("CREATE EXTERNAL STREAM e(a string)", "0:1:8: CREATE EXTERNAL is not supported yet");
        row("CREATE MATERIALIZED VIEW m AS SELECT 1", "0:1:8: CREATE MATERIALIZED VIEW is not supported yet");
        row("CREATE STREAM s(a int) PRIMARY KEY a", "0:1:24: PRIMARY KEY or BY of a stream is not supported yet");
        row("CREATE STREAM s(a int) SETTINGS mode = 'versioned_kv'",
            "0:1:33: Streams of mode versioned_kv are not supported yet; append is");
        row("CREATE RANDOM STREAM s(a int) SETTINGS interval_time = 0",
            "0:1:40: interval_time is a whole number from 1 to 1000");
        row("CREATE RANDOM STREAM s(a int) SETTINGS eps = 'x'",
            "0:1:40: eps is a number of rows a second from 0 to 1e9");
        row("CREATE STREAM s(a int, a int)", "0:1:24: A column is declared twice: a");
        row("CREATE STREAM s(a map(string, int))", "0:1:19: Type map is not supported yet");
        row("CREATE STREAM s(a enum8('x' = 1))", "0:1:19: Type enum8 is not supported yet");
        row("CREATE STREAM s(a decimal(50, 2))", "0:1:19: Type decimal of more than 38 digits is not supported yet");
        row("CREATE STREAM s(a int DEFAULT b)", "0:1:31: No column of this name: b");
        row("CREATE STREAM s(a int DEFAULT null)", "0:1:31: Column a is not nullable, this may be NULL");
        row("CREATE STREAM s(a int", "0:1:22: Expected ',' or ')', found the end of the program");
        row("ALTER STREAM s ADD COLUMN b int", "0:1:1: Statement ALTER is not supported yet");
        row("SELECT 1", "0:1:1: Only the last statement is a query, the others prepare it");
        row("CREATE VIEW v AS SELECT a FROM nowhere", "0:1:32: No stream or view of this name: nowhere");
        row("CREATE VIEW v AS SELECT 1 SETTINGS eps = 1",
            "0:1:13: EMIT and SETTINGS belong to the query that reads the view");
    }
    void refusedDefinitions()
    {
        QFETCH(QString, statement);
        QFETCH(QString, error);
        StreamCatalog catalog;
        QCOMPARE(QString::fromStdString(run(catalog, {statement.toStdString()})), error);
        QCOMPARE(catalog.numEntries(), size_t{0});
    }

    void insertedRows()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(driver.open(
                     {"CREATE STREAM s(i int32, t string DEFAULT 'none', n nullable(float64), d decimal(8, 2))",
                      "INSERT INTO s(i) VALUES (1)", "INSERT INTO s VALUES (2, 'two', 2.5, 3.25), (3, 'x', null, 1)",
                      "INSERT INTO s(_tp_time, i) VALUES ('2024-01-01 00:00:00.5009', 4)", "SELECT * FROM table(s)"}),
                 driver.error().c_str());
        const Rows expected = {"1,none,NULL,0,2024-01-24 10:00:00", "2,two,2.5,3.25,2024-01-24 10:00:00",
                               "3,x,NULL,1,2024-01-24 10:00:00", "4,none,NULL,0,2024-01-01 00:00:00.5"};
        QCOMPARE(driver.rows(), expected);
    }

    void refusedRows()
    {
        StreamCatalog catalog;
        QCOMPARE(run(catalog, {"CREATE STREAM s(i int32)", "CREATE RANDOM STREAM r(i int32)"}), std::string());
        QCOMPARE(run(catalog, {"INSERT INTO s VALUES (1, 2, 3)"}),
                 std::string("0:1:23: A row has 3 values, the columns are 1"));
        QCOMPARE(run(catalog, {"INSERT INTO s(j) VALUES (1)"}),
                 std::string("0:1:15: The stream has no column of this name: j"));
        QCOMPARE(run(catalog, {"INSERT INTO s VALUES (1), ('x')"}).substr(0, 7), std::string("0:1:28:"));
        QCOMPARE(run(catalog, {"INSERT INTO r VALUES (1)"}), std::string("0:1:13: A random stream takes no rows: r"));
        QCOMPARE(run(catalog, {"INSERT INTO t VALUES (1)"}), std::string("0:1:13: No stream of this name: t"));
        StreamDriver driver(catalog);
        QVERIFY(driver.open({"SELECT count() FROM table(s)"}));
        QCOMPARE(driver.rows(), Rows{"0"}); // not a row of the refused ones
    }

    void readersSeeNewRowsAndWake()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY(driver.open({"CREATE STREAM s(i int32)", "INSERT INTO s VALUES (1)", "SELECT i FROM s WHERE i > 1"}));
        std::atomic<int> wakeups{0};
        driver.call().setWakeup([&wakeups] { ++wakeups; });
        QCOMPARE(driver.rows(), Rows{});
        QVERIFY(!driver.call().advance(kTen, 10).wakeAt);
        QCOMPARE(run(catalog, {"INSERT INTO s VALUES (1), (2), (3)"}), std::string());
        QCOMPARE(wakeups.load(), 1);
        const Rows told = {"2", "3"};
        QCOMPARE(driver.rows(), told);

        StreamDriver early(catalog);
        QVERIFY(early.open({"SELECT i FROM s SETTINGS seek_to = 'earliest'"}));
        const Rows all = {"1", "1", "2", "3"};
        QCOMPARE(early.rows(), all);
    }

    void nullsStandWhereTheyAreAskedFor()
    {
        StreamCatalog catalog;
        QCOMPARE(run(catalog, {"CREATE STREAM s(i nullable(int32))", "INSERT INTO s(i) VALUES (1), (NULL), (2)"}),
                 std::string());
        const auto ordered = [&](const std::string& order) {
            StreamDriver driver(catalog);
            return driver.open({"SELECT i FROM table(s) ORDER BY i " + order}) ? driver.rows() : Rows{driver.error()};
        };
        const std::string null = ordered("").back();
        QCOMPARE(ordered("DESC"), (Rows{"2", "1", null}));
        QCOMPARE(ordered("DESC NULLS FIRST"), (Rows{null, "2", "1"}));
        QCOMPARE(ordered("NULLS FIRST"), (Rows{null, "1", "2"}));
    }

    void limitEndsTheQuery()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY(driver.open({"CREATE STREAM s(i int32)", "SELECT i FROM s LIMIT 2"}));
        QCOMPARE(run(catalog, {"INSERT INTO s VALUES (1), (2), (3)"}), std::string());
        const Rows two = {"1", "2"};
        QCOMPARE(driver.rows(), two);
        QVERIFY(driver.hasEnded);
    }

    void viewsAreTheirQueries()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(driver.open({"CREATE STREAM s(i int32)", "CREATE VIEW big AS SELECT i * 10 AS ten FROM s WHERE i > 1",
                              "CREATE VIEW bigger AS SELECT ten FROM big WHERE ten > 20", "SELECT * FROM bigger"}),
                 driver.error().c_str());
        QCOMPARE(run(catalog, {"INSERT INTO s VALUES (1), (2), (3)"}), std::string());
        QCOMPARE(driver.rows(), Rows{"30"});
        QCOMPARE(run(catalog, {"DROP STREAM s"}), std::string("0:1:13: A view reads it, drop that first: big"));
        QCOMPARE(run(catalog, {"DROP VIEW bigger", "DROP VIEW big", "DROP STREAM s"}), std::string());
    }

    void replacedStreamsMayBreakTheirViews()
    {
        StreamCatalog catalog;
        QCOMPARE(run(catalog, {"CREATE STREAM s(i int32)", "CREATE VIEW v AS SELECT i FROM s",
                               "CREATE OR REPLACE STREAM s(j int32)"}),
                 std::string());
        StreamDriver driver(catalog);
        QVERIFY(!driver.open({"SELECT * FROM v"}));
        QCOMPARE(driver.error(), std::string("0:1:15: View v cannot be read any more: No column of this name: i"));
    }

    void noViewReadsItself()
    {
        StreamCatalog catalog;
        QCOMPARE(run(catalog, {"CREATE STREAM s(i int32)", "CREATE VIEW v AS SELECT i FROM s",
                               "CREATE VIEW w AS SELECT i FROM v"}),
                 std::string());
        QCOMPARE(run(catalog, {"CREATE OR REPLACE VIEW v AS SELECT i FROM v"}),
                 std::string("0:1:24: A view cannot read itself, also not through others: v"));
        QCOMPARE(run(catalog, {"CREATE OR REPLACE VIEW v AS SELECT i FROM w"}),
                 std::string("0:1:24: A view cannot read itself, also not through others: v"));
        QCOMPARE(run(catalog, {"DROP VIEW w", "DROP VIEW v", "DROP STREAM s"}), std::string());
    }

    void streamsAndColumnsAreShown()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY2(driver.open({"CREATE STREAM b(i int32)", "CREATE RANDOM STREAM a(x float)", "SHOW STREAMS"}),
                 driver.error().c_str());
        const Rows names = {"a", "b"};
        QCOMPARE(driver.rows(), names);
        QVERIFY(driver.open({"DESCRIBE a"}));
        driver.hasEnded = false;
        const Rows columns = {"x,float32", "_tp_time,datetime64(3, 'UTC')"};
        QCOMPARE(driver.rows(), columns);
    }

    void readersKeepWhatTheyRead()
    {
        const std::string drop = "DROP STREAM IF EXISTS devices";
        const std::string old = "CREATE RANDOM STREAM IF NOT EXISTS devices(a string default 'old')";
        const std::string young = "CREATE RANDOM STREAM IF NOT EXISTS devices(a string default 'new')";
        StreamCatalog catalog;
        StreamDriver first(catalog);
        QVERIFY(first.open({drop, old, "SELECT a FROM devices"}));
        StreamDriver second(catalog);
        QVERIFY(second.open({drop, young, "SELECT a FROM devices"}));
        QCOMPARE(first.run(0).front(), std::string("old"));
        QCOMPARE(second.run(0).front(), std::string("new"));
        QCOMPARE(run(catalog, {drop}), std::string());
        QCOMPARE(first.run(kSecond).back(), std::string("old"));
        QCOMPARE(second.run(kSecond).back(), std::string("new"));
    }

    void thousandCallsLeaveNothing()
    {
        StreamCatalog catalog;
        QCOMPARE(run(catalog, {"CREATE STREAM s(i int32)"}), std::string());
        std::weak_ptr<const Stream> devices;
        for (int i = 0; i < 1'000; ++i) {
            StreamDriver driver(catalog);
            const bool isWindow = i % 2 == 0;
            QVERIFY(driver.open({"DROP STREAM IF EXISTS devices",
                                 "CREATE RANDOM STREAM IF NOT EXISTS devices(t float default rand() % 1000 / 10)",
                                 isWindow ? "SELECT count() FROM tumble(devices, 1s) GROUP BY window_start"
                                          : "SELECT count() FROM s"}));
            driver.call().setWakeup([] {});
            driver.rows();
            devices = std::get<StreamPtr>(*catalog.find("devices"));
        }
        QCOMPARE(devices.use_count(), 1L); // the catalog's own
        QCOMPARE(std::get<StreamPtr>(*catalog.find("s")).use_count(), 2L);
        QCOMPARE(run(catalog, {"INSERT INTO s VALUES (1)", "DROP STREAM devices"}), std::string()); // nobody is woken
        QVERIFY(devices.expired());
        QCOMPARE(catalog.numEntries(), size_t{1});
    }

    void callsAtOnceReadWhatTheyMade()
    {
        StreamCatalog catalog;
        std::atomic<int> numWrong{0};
        const auto open = [&](const std::string& text) {
            for (int i = 0; i < 200; ++i) {
                StreamDriver driver(catalog);
                const bool isOpen =
                    driver.open({"DROP STREAM IF EXISTS devices",
                                 "CREATE RANDOM STREAM IF NOT EXISTS devices(a string default '" + text + "')",
                                 "SELECT a FROM devices LIMIT 1"});
                numWrong += !isOpen || driver.rows() != Rows{text} ? 1 : 0;
            }
        };
        std::thread other(open, "x");
        open("y");
        other.join();
        QCOMPARE(numWrong.load(), 0);
    }

    void slowReadersAreTold()
    {
        StreamCatalog catalog;
        StreamDriver driver(catalog);
        QVERIFY(driver.open({"CREATE STREAM s(t string)", "SELECT t FROM s"}));
        const auto rows = std::get<StreamPtr>(*catalog.find("s"))->rows;
        const std::vector<Physical> physicals = {Physical::String, Physical::Int64};
        const std::string text(1 << 20, 'x');
        for (int i = 0; i < 80; ++i) {
            rows->append(batchOf(physicals, {{Value(text), Value(int64_t{kTen})}}));
        }
        QVERIFY(rows->snapshot().size() < 70); // bounded
        QVERIFY(driver.rows().empty());
        QVERIFY(driver.hasEnded);
        QCOMPARE(driver.failure, std::string("The query fell behind: rows it has not read are not kept any more"));
    }

    void brokenStreamsAreToldOnce()
    {
        const StreamCatalog catalog;
        const std::vector<std::string> statements = {"CREATE STREAM t(a flot)", "SELECT a FROM t"};
        const std::vector<StatementError> failures = checkStatements(catalog, statements);
        QCOMPARE(failures.size(), size_t{1});
        QCOMPARE(failures[0].statement, size_t{0});
    }

    void checkFindsAllErrorsAndChangesNothing()
    {
        StreamCatalog catalog;
        QCOMPARE(run(catalog, {"CREATE STREAM s(i int32)"}), std::string());
        const std::vector<std::string> statements = {"DROP STREAM s",
                                                     "CREATE STREAM t(a int, b flot)",
                                                     "CREATE STREAM u(i int)",
                                                     "INSERT INTO u VALUES ('x')",
                                                     "INSERT INTO u VALUES (1)",
                                                     "SELECT i,\n  j, k\nFROM u"};
        std::vector<std::string> found;
        for (const StatementError& failure : checkStatements(catalog, statements)) {
            found.push_back(std::to_string(failure.statement) + ":" + std::to_string(failure.error.span.line) + ":" +
                            std::to_string(failure.error.span.column));
        }
        const std::vector<std::string> expected = {"1:1:26", "3:1:23", "5:2:3", "5:2:6"};
        QCOMPARE(found, expected);
        QCOMPARE(catalog.names(), std::vector<std::string>{"s"});
    }
};

QTEST_APPLESS_MAIN(TestStreamCatalog)
#include "test_stream_catalog.moc"
