// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/api/local_pipeline.h"

#include "engine/export/change_writer.h"
#include "tests/support/no_more_threads.h"
#include "tests/support/thread_names.h"
#include "tests/support/waiter.h"

#include <QTest>

#include <chrono>
#include <thread>

using namespace millrace;
using namespace millrace::api;
using namespace millrace::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* kProgram = R"sql(
CREATE TABLE item (id BIGINT NOT NULL PRIMARY KEY, kind VARCHAR, price DECIMAL(8, 2) DEFAULT 1.5, made DATE);
CREATE TABLE bag (x INT, y VARCHAR NOT NULL) WITH ('materialized' = 'true');
CREATE TABLE stream (x INT);
CREATE VIEW plain AS SELECT x FROM bag;
CREATE MATERIALIZED VIEW inverse AS SELECT 100 / x AS q FROM bag;
CREATE MATERIALIZED VIEW kinds AS SELECT kind, COUNT(*) AS n, SUM(price) AS total FROM item GROUP BY kind;
CREATE FUNCTION twice(n BIGINT) RETURNS BIGINT AS n + n;
)sql";

constexpr int kPatienceMs = static_cast<int>(std::chrono::milliseconds(kPatience).count());
/// Some 100 ms, but for sanitizers and a busy machine.
constexpr auto kPromptly = 5s * kSlowdown;

/// What a query brought, and how it ended.
struct Outcome {
    QStringList rows;
    std::optional<Error> error;
    bool isTruncated = false;
    QueryProgress progress;

    QString text() const { return error ? QString::fromStdString(error->toString()) : rows.join(QLatin1Char('|')); }
};

Outcome finished(Query& query)
{
    Outcome outcome;
    const RowWriter writer(query.schema());
    for (;;) {
        const QueryChunk chunk = query.wait(2 * kPatience);
        for (const BatchPtr& batch : chunk.batches) {
            for (size_t row = 0; row < batch->numRows; ++row) {
                std::string text;
                writer.appendCsv(*batch, row, ',', text);
                outcome.rows.append(QString::fromStdString(text));
            }
        }
        if (!chunk.isEnd && chunk.batches.empty()) {
            qFatal("a query did not answer in time");
        }
        if (chunk.isEnd) {
            outcome.error = chunk.error;
            outcome.isTruncated = chunk.isTruncated;
            outcome.progress = query.progress();
            return outcome;
        }
    }
}

class Fixture {
public:
    explicit Fixture(const std::string& program = kProgram)
        : pipeline(makeLocalPipeline("p", program))
    {
        const Status started = pipeline->start(false);
        if (!started.ok()) {
            qFatal("%s", started.error().toString().c_str());
        }
        pipeline->waitUntilSettled();
    }

    Outcome run(const std::string& sql, const QueryOptions& options = {})
    {
        Result<std::shared_ptr<Query>> query = pipeline->query(sql, options);
        if (!query.ok()) {
            Outcome outcome;
            outcome.error = query.takeError();
            return outcome;
        }
        return finished(**query);
    }

    /// Waits for `condition` on the status.
    template <typename Condition>
    bool until(Condition condition)
    {
        const auto deadline = std::chrono::steady_clock::now() + kPatience;
        while (!condition(*pipeline->status())) {
            if (std::chrono::steady_clock::now() > deadline) {
                return false;
            }
            std::this_thread::sleep_for(10ms);
        }
        return true;
    }

    std::shared_ptr<LocalPipeline> pipeline;
};

/// `count` rows of column k, then nothing.
std::string generated(const std::string& table, int count, const std::string& columns, const std::string& fields)
{
    return "CREATE TABLE " + table + " (" + columns +
           ") WITH ('materialized' = 'true', 'connectors' = '[{\"name\": "
           "\"g\", \"transport\": {\"name\": \"datagen\", \"config\": {\"plan\": [{\"limit\": " +
           std::to_string(count) + ", \"fields\": {" + fields + "}}]}}}]');\n";
}

} // namespace

class TestQuery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answers_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("rows");
        QTest::newRow("order") << "SELECT id, kind FROM item ORDER BY id"
                               << "1,a|2,b|3,a|4,";
        QTest::newRow("order by what is not shown") << "SELECT id FROM item ORDER BY price DESC, id"
                                                    << "3|1|2|4";
        QTest::newRow("order by position") << "SELECT kind, id FROM item ORDER BY 2 DESC;"
                                           << ",4|a,3|b,2|a,1";
        QTest::newRow("an alias goes before a column") << "SELECT -id AS id FROM item ORDER BY id"
                                                       << "-4|-3|-2|-1";
        QTest::newRow("nulls are lowest") << "SELECT kind FROM item ORDER BY kind"
                                          << "|a|a|b";
        QTest::newRow("nulls last") << "SELECT kind FROM item ORDER BY kind NULLS LAST"
                                    << "a|a|b|";
        QTest::newRow("nulls first, descending") << "SELECT kind FROM item ORDER BY kind DESC NULLS FIRST"
                                                 << "|b|a|a";
        QTest::newRow("limit and offset") << "SELECT id FROM item ORDER BY id LIMIT 2 OFFSET 1"
                                          << "2|3";
        QTest::newRow("limit 0") << "SELECT id FROM item LIMIT 0"
                                 << "";
        QTest::newRow("fetch") << "SELECT id FROM item ORDER BY id FETCH FIRST 1 ROW ONLY"
                               << "1";
        QTest::newRow("aggregate") << "SELECT COUNT(*), SUM(price), MIN(made) FROM item"
                                   << "4,6.75,2024-01-31";
        QTest::newRow("no row") << "SELECT COUNT(*) FROM item WHERE id > 10"
                                << "0";
        QTest::newRow("group, having, order by an aggregate")
            << "SELECT kind FROM item GROUP BY kind HAVING COUNT(*) = 1 ORDER BY MAX(id) DESC"
            << "|b";
        QTest::newRow("a row as often as it is there") << "SELECT x, y FROM bag ORDER BY x, y"
                                                       << "1,p|1,p|1,p|2,q";
        QTest::newRow("without an order too") << "SELECT COUNT(*) FROM (SELECT x FROM bag) AS b"
                                              << "4";
        QTest::newRow("distinct") << "SELECT DISTINCT x FROM bag ORDER BY x DESC"
                                  << "2|1";
        QTest::newRow("join") << "SELECT i.id, b.y FROM item i JOIN bag b ON i.id = b.x ORDER BY 1"
                              << "1,p|1,p|1,p|2,q";
        QTest::newRow("left join")
            << "SELECT i.id, b.y FROM item i LEFT JOIN bag b ON i.id = b.x WHERE i.id > 1 ORDER BY 1"
            << "2,q|3,|4,";
        QTest::newRow("self join") << "SELECT a.id, b.id FROM item a JOIN item b ON a.kind = b.kind AND a.id < b.id"
                                   << "1,3";
        QTest::newRow("with") << "WITH big AS (SELECT id FROM item WHERE id > 2) SELECT SUM(id) FROM big"
                              << "7";
        QTest::newRow("set operation") << "SELECT id FROM item EXCEPT SELECT x FROM bag ORDER BY id"
                                       << "3|4";
        QTest::newRow("union all") << "SELECT x FROM bag UNION ALL SELECT 9 ORDER BY x LIMIT 5"
                                   << "1|1|1|2|9";
        QTest::newRow("materialized view") << "SELECT kind, n FROM kinds ORDER BY kind"
                                           << ",1|a,2|b,1";
        QTest::newRow("view and table of one step")
            << "SELECT SUM(k.n) - COUNT(DISTINCT i.id) FROM kinds k, item i WHERE i.id = 1"
            << "3";
        QTest::newRow("values") << "VALUES (2, 'b'), (1, 'a') ORDER BY 1"
                                << "1,a|2,b";
        QTest::newRow("no table") << "SELECT 1 + 1, NULL, 'x'"
                                  << "2,,x";
        QTest::newRow("function of the program") << "SELECT twice(id) FROM item ORDER BY 1 DESC LIMIT 1"
                                                 << "8";
        QTest::newRow("parentheses") << "(SELECT id FROM item) ORDER BY id LIMIT 1"
                                     << "1";
        QTest::newRow("query as a value") << "SELECT id FROM item WHERE price = (SELECT MAX(price) FROM item)" << "3";
        QTest::newRow("not exists") << "SELECT id FROM item i WHERE NOT EXISTS (SELECT 1 FROM bag b WHERE b.x = i.id) "
                                       "ORDER BY 1"
                                    << "3|4";
        QTest::newRow("rank") << "SELECT id FROM item QUALIFY ROW_NUMBER() OVER (PARTITION BY kind ORDER BY id) = 1 "
                                 "ORDER BY id"
                              << "1|2|4";
        QTest::newRow("limit inside") << "SELECT SUM(id) FROM (SELECT id FROM item ORDER BY id DESC LIMIT 2) AS top"
                                      << "7";
        QTest::newRow("array") << "SELECT ARRAY[id, 0] AS a FROM item WHERE id < 3 ORDER BY a DESC"
                               << "\"[2,0]\"|\"[1,0]\"";
        QTest::newRow("names that repeat") << "SELECT id, id FROM item WHERE id = 1"
                                           << "1,1";
    }

    void answers()
    {
        QFETCH(QString, sql);
        QFETCH(QString, rows);
        static Fixture fixture;
        static const bool isFilled = [&] {
            const Outcome items = fixture.run("INSERT INTO item VALUES (1, 'a', 2, DATE '2024-01-31'), (2, 'b', NULL, "
                                              "NULL), (3, 'a', 4.75, '2024-02-01'), (4, NULL, NULL, NULL)");
            const Outcome bag = fixture.run("INSERT INTO bag VALUES (1, 'p'), (2, 'q'), (1, 'p'), (1, 'p')");
            return items.text() == "4" && bag.text() == "4";
        }();
        QVERIFY(isFilled);
        QCOMPARE(fixture.run(sql.toStdString()).text(), rows);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("column");
        QTest::newRow("syntax") << "SELECT id FROM item WHERE"
                                << "MR-SQL-0001" << 1 << 26;
        QTest::newRow("unknown column") << "SELECT id,\n  idd FROM item"
                                        << "MR-SQL-0011" << 2 << 3;
        QTest::newRow("unknown table") << "SELECT 1 FROM items"
                                       << "MR-SQL-0010" << 1 << 15;
        QTest::newRow("plain view") << "SELECT * FROM plain"
                                    << "MR-SQL-0023" << 1 << 15;
        QTest::newRow("plain table") << "SELECT * FROM item, stream"
                                     << "MR-SQL-0023" << 1 << 21;
        QTest::newRow("position") << "SELECT id FROM item ORDER BY 2"
                                  << "MR-SQL-0011" << 1 << 30;
        QTest::newRow("order by what is not grouped") << "SELECT kind FROM item GROUP BY kind ORDER BY id"
                                                      << "MR-SQL-0020" << 1 << 46;
        QTest::newRow("ambiguous order") << "SELECT id AS a, kind AS a FROM item ORDER BY a"
                                         << "MR-SQL-0012" << 1 << 46;
        QTest::newRow("limit") << "SELECT id FROM item LIMIT -1"
                               << "MR-SQL-0030" << 1 << 27;
        QTest::newRow("two statements") << "SELECT 1; SELECT 2"
                                        << "MR-SQL-0030" << 1 << 11;
        QTest::newRow("declaration") << "CREATE TABLE t (x INT)"
                                     << "MR-SQL-0030" << 1 << 1;
        QTest::newRow("delete") << "DELETE FROM item"
                                << "MR-SQL-0030" << 1 << 1;
        QTest::newRow("nothing") << ""
                                 << "MR-SQL-0001" << 1 << 1;
        QTest::newRow("insert into a view") << "INSERT INTO plain VALUES (1)"
                                            << "MR-SQL-0030" << 1 << 13;
        QTest::newRow("insert into nothing") << "INSERT INTO itm VALUES (1)"
                                             << "MR-SQL-0010" << 1 << 13;
        QTest::newRow("too few columns") << "INSERT INTO item VALUES (1)"
                                         << "MR-SQL-0022" << 1 << 18;
        QTest::newRow("unknown target") << "INSERT INTO item (id, colour) VALUES (1, 2)"
                                        << "MR-SQL-0011" << 1 << 23;
        QTest::newRow("target twice") << "INSERT INTO item (id, id) VALUES (1, 2)"
                                      << "MR-SQL-0015" << 1 << 23;
        QTest::newRow("needed column") << "INSERT INTO item (kind) VALUES ('a')"
                                       << "MR-SQL-0022" << 1 << 13;
        QTest::newRow("wrong type") << "INSERT INTO bag VALUES (DATE '2024-01-01', 'x')"
                                    << "MR-SQL-0014" << 1 << 17;
    }

    void refuses()
    {
        QFETCH(QString, sql);
        QFETCH(QString, code);
        QFETCH(int, line);
        QFETCH(int, column);
        static Fixture fixture;
        const Outcome outcome = fixture.run(sql.toStdString());
        QVERIFY2(outcome.error, qPrintable(outcome.text()));
        QCOMPARE(QString::fromUtf8(errorId(outcome.error->code).data()), code);
        QCOMPARE(outcome.error->span.line, static_cast<uint32_t>(line));
        QCOMPARE(outcome.error->span.column, static_cast<uint32_t>(column));
        const bool saysWhatToDo = code != "MR-SQL-0023" || outcome.text().contains("materialized");
        QVERIFY2(saysWhatToDo, qPrintable(outcome.text()));
    }

    void failsOnABadRow()
    {
        Fixture fixture;
        QCOMPARE(fixture.run("INSERT INTO item (id) VALUES (1), (2)").text(), QString("2"));
        const Outcome outcome = fixture.run("SELECT 1 / (id - 2) FROM item");
        QVERIFY(outcome.error);
        QCOMPARE(outcome.error->code, ErrorCode::kEvalDivisionByZero);
        QCOMPARE(outcome.error->span.column, 8U);
    }

    void inserts()
    {
        Fixture fixture;
        const Outcome first = fixture.run("INSERT INTO item (made, id) VALUES ('2024-05-06', 7)");
        QCOMPARE(first.text(), QString("1"));
        QVERIFY(first.progress.step > 0);
        QCOMPARE(fixture.run("SELECT * FROM item").text(), QString("7,,1.5,2024-05-06"));
        QCOMPARE(fixture.pipeline->tokenStatus(first.progress.token)->state, TokenState::Complete);
        // Keyed tables take an insert as an upsert, the last one of a key wins.
        QCOMPARE(fixture.run("INSERT INTO item VALUES (7, 'x', 1, NULL), (7, 'y', 2, NULL)").text(), QString("2"));
        QCOMPARE(fixture.run("SELECT * FROM item").text(), QString("7,y,2,"));
        QCOMPARE(fixture.run("INSERT INTO bag SELECT id, kind FROM item WHERE id = 7").text(), QString("1"));
        QCOMPARE(fixture.run("INSERT INTO bag SELECT x + 1, y FROM bag ORDER BY x LIMIT 5").text(), QString("1"));
        QCOMPARE(fixture.run("SELECT * FROM bag ORDER BY x").text(), QString("7,y|8,y"));
        QCOMPARE(fixture.run("INSERT INTO bag SELECT x, y FROM bag WHERE x = 0").text(), QString("0"));
        const auto status = fixture.pipeline->status();
        QCOMPARE(status->totalInputRecords, 5U);
        QVERIFY(fixture.until([](const PipelineStatus& now) { return now.totalCompletedRecords == 5; }));
    }

    void anInsertIsDoneWholeOrNotAtAll()
    {
        Fixture fixture;
        QCOMPARE(fixture.run("INSERT INTO bag VALUES (5, 'a')").text(), QString("1"));
        const Outcome failed = fixture.run("INSERT INTO bag VALUES (1, 'b'), (0, 'c')");
        QVERIFY(failed.error);
        QCOMPARE(failed.error->code, ErrorCode::kEvalDivisionByZero);
        QVERIFY2(failed.text().contains("row 2") && failed.text().contains("inverse"), qPrintable(failed.text()));
        const Outcome null = fixture.run("INSERT INTO bag VALUES (1, 'b'), (2, NULL)");
        QCOMPARE(null.error->code, ErrorCode::kRecordMissingColumn);
        QCOMPARE(fixture.run("SELECT * FROM bag").text(), QString("5,a"));
        QCOMPARE(fixture.run("SELECT * FROM inverse").text(), QString("20"));
        QCOMPARE(fixture.pipeline->status()->state, PipelineState::Running);
        QCOMPARE(fixture.pipeline->status()->initiatedSteps, fixture.pipeline->status()->processedSteps);
    }

    void anInsertWaitsWhilePaused()
    {
        Fixture fixture;
        QVERIFY(fixture.pipeline->pause().ok());
        const std::shared_ptr<Query> insert = *fixture.pipeline->query("INSERT INTO item (id) VALUES (1)", {});
        QVERIFY(!insert->wait(100ms).isEnd);
        QCOMPARE(insert->progress().phase, QueryPhase::Inserting);
        QCOMPARE(fixture.run("SELECT id FROM item").text(), QString("")); // that one does not wait
        const std::shared_ptr<Query> dropped = *fixture.pipeline->query("INSERT INTO item (id) VALUES (2)", {});
        QVERIFY(!dropped->wait(20ms).isEnd);
        dropped->cancel();
        QCOMPARE(finished(*dropped).error->code, ErrorCode::kQueryCancelled);
        QVERIFY(fixture.pipeline->resume().ok());
        QCOMPARE(finished(*insert).text(), QString("1"));
        QCOMPARE(fixture.run("SELECT id FROM item").text(), QString("1"));
    }

    void nothingIsAnsweredWhenStopped()
    {
        Fixture fixture;
        QVERIFY(fixture.pipeline->stop().ok());
        fixture.pipeline->waitUntilSettled();
        QCOMPARE(fixture.run("SELECT id FROM item").error->code, ErrorCode::kPipelineState);
    }

    void mayBeHeldToReading()
    {
        Fixture fixture;
        QueryOptions options;
        options.mayInsert = false;
        QCOMPARE(fixture.run("INSERT INTO item (id) VALUES (1)", options).error->code, ErrorCode::kSqlUnsupported);
        QCOMPARE(fixture.run("SELECT COUNT(*) FROM item", options).text(), QString("0"));
    }

    void seesOneStepWhileRowsArrive()
    {
        // Rows arrive and are replaced as fast as the engine goes; what belongs together is always together.
        Fixture fixture(
            generated(
                "t", 50'000'000, "id BIGINT NOT NULL PRIMARY KEY, v BIGINT",
                R"("id": {"range": [0, 200000], "strategy": "uniform"}, )"
                                  R"("v": {"range": [0, 1000], "strategy": "uniform"})") +
            "CREATE MATERIALIZED VIEW s AS SELECT COUNT(*) AS c, SUM(v) AS s FROM t;");
        QVERIFY(fixture.until([](const PipelineStatus& status) { return status.totalProcessedRecords > 20'000; }));
        uint64_t lastStep = 0;
        for (int i = 0; i < 40; ++i) {
            const Outcome outcome = fixture.run("SELECT s.c - t.c, s.s - t.s, t.c > 0 FROM s, (SELECT COUNT(*) AS c, "
                                                "SUM(v) AS s FROM t) AS t");
            QCOMPARE(outcome.text(), QString("0,0,true"));
            QVERIFY(outcome.progress.step >= lastStep);
            lastStep = outcome.progress.step;
        }
        const uint64_t before = fixture.pipeline->status()->processedSteps;
        QVERIFY(fixture.until([before](const PipelineStatus& status) { return status.processedSteps > before + 5; }));
    }

    void aLargeResultWaitsForItsReader()
    {
        Fixture fixture(generated("t", 300'000, "id BIGINT", "\"id\": {}"));
        QVERIFY(fixture.until([](const PipelineStatus& status) { return status.isComplete; }));
        QueryOptions options;
        options.maxQueuedRows = 10'000;
        options.memoryLimitBytes = 1'000'000;
        const std::shared_ptr<Query> query = *fixture.pipeline->query("SELECT id * 2 FROM t WHERE id >= 0", options);
        uint64_t numTaken = 0;
        int64_t sum = 0;
        for (bool isEnd = false; !isEnd;) {
            const QueryChunk chunk = query->wait(2 * kPatience);
            QVERIFY(!chunk.error);
            for (const BatchPtr& batch : chunk.batches) {
                numTaken += batch->numRows;
                for (size_t row = 0; row < batch->numRows; ++row) {
                    sum += batch->columns[0].get<int64_t>(row);
                }
            }
            isEnd = chunk.isEnd;
            const uint64_t ahead = query->progress().rowsOut - numTaken;
            QVERIFY2(ahead <= 10'000 + 2 * 65'536, qPrintable(QString::number(ahead)));
        }
        QCOMPARE(numTaken, 300'000U);
        QCOMPARE(sum, int64_t{300'000} * 299'999);
        QCOMPARE(query->progress().rowsRead, 300'000U);
        // The engine never waited for it.
        QCOMPARE(fixture.run("SELECT COUNT(*) FROM t").text(), QString("300000"));
        QCOMPARE(fixture.run("SELECT id FROM t ORDER BY id DESC LIMIT 3").text(), QString("299999|299998|299997"));
        const Outcome all = fixture.run("SELECT id FROM t ORDER BY id");
        QCOMPARE(all.rows.size(), 300'000);
        QCOMPARE(all.rows[123'456], QString("123456"));
    }

    void isCutAtTheRowLimit()
    {
        Fixture fixture(generated("t", 30'000, "id BIGINT", "\"id\": {}"));
        QVERIFY(fixture.until([](const PipelineStatus& status) { return status.isComplete; }));
        QueryOptions options;
        options.maxRows = 10;
        for (const char* sql : {"SELECT id FROM t", "SELECT id FROM t ORDER BY id"}) {
            const Outcome cut = fixture.run(sql, options);
            QCOMPARE(cut.rows.size(), 10);
            QVERIFY(cut.isTruncated);
        }
        const Outcome whole = fixture.run("SELECT id FROM t WHERE id < 10", options);
        QCOMPARE(whole.rows.size(), 10);
        QVERIFY(!whole.isTruncated);
    }

    void endsWhenItIsTold()
    {
        Fixture fixture(generated("t", 100'000, "id BIGINT", "\"id\": {}"));
        QVERIFY(fixture.until([](const PipelineStatus& status) { return status.isComplete; }));
        for (const char* sql : {"SELECT a.id FROM t a, t b WHERE a.id + b.id = -1", "SELECT COUNT(*) FROM t a, t b"}) {
            const std::shared_ptr<Query> query = *fixture.pipeline->query(sql, {});
            std::this_thread::sleep_for(50ms);
            query->cancel();
            const auto begin = std::chrono::steady_clock::now();
            const Outcome outcome = finished(*query);
            QVERIFY(outcome.error);
            QCOMPARE(outcome.error->code, ErrorCode::kQueryCancelled);
            QVERIFY(std::chrono::steady_clock::now() - begin < kPromptly);
        }
        QueryOptions quick;
        quick.timeLimit = 100ms;
        QCOMPARE(fixture.run("SELECT a.id FROM t a, t b WHERE a.id + b.id = -1", quick).error->code,
                 ErrorCode::kQueryLimit);
        QueryOptions lean;
        lean.memoryLimitBytes = 1'000'000; // less than the rows of one side take: met before any pair is counted
        QCOMPARE(fixture.run("SELECT COUNT(*) FROM t a, t b", lean).error->code, ErrorCode::kEvalMemoryLimit);
        // Somebody who takes nothing and goes away does not stay behind.
        for (int i = 0; i < 40; ++i) {
            QueryOptions small;
            small.maxQueuedRows = 1;
            const Result<std::shared_ptr<Query>> query = fixture.pipeline->query("SELECT * FROM t", small);
            QVERIFY(query.ok() || query.error().code == ErrorCode::kQueryLimit);
            std::this_thread::sleep_for(1ms);
        }
        QTRY_COMPARE_WITH_TIMEOUT(fixture.run("SELECT COUNT(*) FROM t").text(), QString("100000"), kPatienceMs);
    }

    void endsWhenThePipelineStops_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("waits for its reader") << "SELECT id FROM t";
        QTest::newRow("joins") << "SELECT a.id FROM t a, t b WHERE a.id + b.id = -1";
        QTest::newRow("adds up") << "SELECT COUNT(*) FROM t a, t b";
        QTest::newRow("sorts") << "SELECT a.id FROM t a JOIN t b ON a.id / 20 = b.id / 20 ORDER BY a.id + b.id, b.id";
        QTest::newRow("inserts") << "INSERT INTO copy SELECT a.id FROM t a, t b";
    }

    void endsWhenThePipelineStops()
    {
        QFETCH(QString, sql);
        Fixture fixture(generated("t", 100'000, "id BIGINT", "\"id\": {}") + "CREATE TABLE copy (id BIGINT);");
        QVERIFY(fixture.until([](const PipelineStatus& status) { return status.isComplete; }));
        QueryOptions options;
        options.maxQueuedRows = 1;
        const std::shared_ptr<Query> query = *fixture.pipeline->query(sql.toStdString(), options);
        QTRY_VERIFY_WITH_TIMEOUT(query->progress().rowsRead != 0, kPatienceMs);
        std::this_thread::sleep_for(30ms);
        const auto begin = std::chrono::steady_clock::now();
        QVERIFY(fixture.pipeline->stop().ok());
        fixture.pipeline->waitUntilSettled();
        QVERIFY(std::chrono::steady_clock::now() - begin < kPromptly);
        QCOMPARE(countThreads("mr-query"), 0);
        const Outcome outcome = finished(*query);
        QVERIFY(outcome.error);
        QCOMPARE(outcome.error->code, ErrorCode::kPipelineState);
        QVERIFY(fixture.pipeline->start(false).ok());
        QTRY_COMPARE_WITH_TIMEOUT(fixture.run("SELECT COUNT(*) FROM t").text(), QString("100000"), kPatienceMs);
    }

    void aResultThatIsCompleteOutlivesTheRun()
    {
        Fixture fixture;
        const std::shared_ptr<Query> query = *fixture.pipeline->query("VALUES (1), (2)", {});
        QTRY_COMPARE_WITH_TIMEOUT(query->progress().phase, QueryPhase::Ended, kPatienceMs);
        QVERIFY(fixture.pipeline->stop().ok());
        fixture.pipeline->waitUntilSettled();
        QCOMPARE(finished(*query).text(), QString("1|2"));
    }

    void tellsThatThereIsNoThread()
    {
        Fixture fixture;
        const NoMoreThreads scarce;
        QCOMPARE(fixture.run("SELECT 1").error->code, ErrorCode::kThreadLimit);
    }

    void tellsWhenThereIsSomething()
    {
        Fixture fixture;
        QCOMPARE(fixture.run("INSERT INTO item (id) VALUES (1), (2)").text(), QString("2"));
        const std::shared_ptr<Query> query = *fixture.pipeline->query("SELECT id FROM item", {});
        std::atomic<int> numCalls = 0;
        query->setWakeup([&] { numCalls.fetch_add(1); });
        QTRY_VERIFY_WITH_TIMEOUT(numCalls.load() > 0, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(query->take().isEnd, kPatienceMs);
        query->setWakeup(nullptr);
    }

    void explains()
    {
        Fixture fixture;
        const QString text = fixture
                                 .run("EXPLAIN SELECT kind, COUNT(*) FROM item WHERE id > 1 GROUP BY kind ORDER BY 2 "
                                      "DESC LIMIT 3")
                                 .rows.join(QLatin1Char('\n'));
        for (const char* part : {"sort by (#1 desc)", "limit 3", "aggregate by", "filter", "table item"}) {
            QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
        }
        QVERIFY2(!text.contains(QLatin1String("stream")), qPrintable(text));
    }
};

QTEST_APPLESS_MAIN(TestQuery)
#include "test_query.moc"
