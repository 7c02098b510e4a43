// SPDX-License-Identifier: GPL-3.0-or-later
// Several workers do what one does: the same changes, the same errors, the same counters.
#include "engine/zset/batch_builder.h"
#include "tests/support/sql_harness.h"

#include <QTest>

#include <random>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr const char* kTables = "CREATE TABLE a (k BIGINT NOT NULL, v BIGINT NOT NULL, s VARCHAR NOT NULL);\n"
                                "CREATE TABLE b (k BIGINT NOT NULL, w BIGINT NOT NULL);\n"
                                "CREATE TABLE c (k BIGINT NOT NULL PRIMARY KEY, x BIGINT NOT NULL);\n";

constexpr const char* kViews =
    "CREATE VIEW odd AS SELECT k, v * 2 + 1 AS n, s || '!' AS s FROM a WHERE v % 3 <> 0;\n"
    "CREATE MATERIALIZED VIEW sums AS SELECT k, COUNT(*) AS c, SUM(v) AS t, MIN(v) AS l, MAX(s) AS h FROM a\n"
    "  GROUP BY k;\n"
    "CREATE VIEW pairs AS SELECT a.k, a.v, a.s, b.w FROM a JOIN b ON a.k = b.k WHERE a.v >= b.w;\n"
    "CREATE VIEW best AS SELECT k, MAX(v + w) AS m FROM pairs GROUP BY k;\n"
    "CREATE VIEW named AS SELECT sums.k, sums.t, c.x FROM sums JOIN c ON sums.k = c.k;\n"
    "CREATE VIEW other AS SELECT a.v, b.k FROM a JOIN b ON a.v = b.w;\n"
    "CREATE VIEW texts AS SELECT DISTINCT s FROM a;\n"
    "CREATE VIEW top AS SELECT k, v, s FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v DESC, s) AS n\n"
    "  FROM a) AS r WHERE n <= 3;\n"
    "CREATE VIEW lonely AS SELECT k, v FROM a WHERE k NOT IN (SELECT k FROM b);\n"
    "CREATE VIEW everything AS SELECT k FROM a UNION ALL SELECT w FROM b;\n"
    "CREATE VIEW more AS SELECT k FROM a EXCEPT ALL SELECT k FROM b;\n"
    "CREATE VIEW both AS SELECT k, v FROM a INTERSECT ALL SELECT k, w FROM b;\n"
    "CREATE VIEW parts AS SELECT k, e, o FROM a, UNNEST(ARRAY[v, k, v + 1]) WITH ORDINALITY AS u (e, o);\n"
    "CREATE VIEW elements AS SELECT e, COUNT(*) AS c FROM parts GROUP BY e;\n"
    "CREATE VIEW running AS SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY v ROWS 2 PRECEDING) AS t,\n"
    "  COUNT(*) OVER (PARTITION BY k, v) AS c FROM a;\n"
    "CREATE VIEW before AS SELECT k, w, LAG(w) OVER (PARTITION BY k ORDER BY w) AS l FROM b;\n"
    "CREATE VIEW groups AS SELECT k, t, MAX(t) OVER (PARTITION BY k) AS m FROM sums;\n"
    "CREATE VIEW sets AS SELECT k, v, COUNT(*) AS c FROM a GROUP BY CUBE (k, v);\n"
    "CREATE VIEW counted AS SELECT k, COUNT(DISTINCT v) AS c, COUNT(DISTINCT s) FILTER (WHERE v > 5) AS d\n"
    "  FROM a GROUP BY k;\n"
    "CREATE VIEW beside AS SELECT k, (SELECT SUM(w) FROM b WHERE b.k = a.v) AS t FROM a WHERE EXISTS (SELECT 1 FROM c\n"
    "  WHERE c.k = a.k AND c.x <> a.v);\n"
    "CREATE VIEW total AS SELECT COUNT(*) AS c, SUM(v) AS t FROM a;\n";

/// Rows for the three tables; those of `a` and `b` are taken back later.
class RandomSteps {
public:
    explicit RandomSteps(uint64_t seed)
        : m_random(seed)
    {
    }

    /// Pushes the same rows to all.
    void push(const std::vector<SqlHarness*>& runs, size_t rows)
    {
        pushBag(runs, "a", rows, m_a, {Physical::Int64, Physical::Int64, Physical::String});
        pushBag(runs, "b", rows / 4, m_b, {Physical::Int64, Physical::Int64});
        std::vector<std::vector<Value>> keyed;
        for (size_t i = 0; i < rows / 10; ++i) {
            keyed.push_back({number(200), number(5)});
        }
        pushRows(runs, "c", batchOf(std::vector{Physical::Int64, Physical::Int64}, keyed), {});
        m_c.insert(m_c.end(), keyed.begin(), keyed.end());
    }

    /// All rows that are there, at once.
    void replay(SqlHarness& run) const
    {
        pushRows({&run}, "a", batchOf(std::vector{Physical::Int64, Physical::Int64, Physical::String}, m_a), {});
        pushRows({&run}, "b", batchOf(std::vector{Physical::Int64, Physical::Int64}, m_b), {});
        pushRows({&run}, "c", batchOf(std::vector{Physical::Int64, Physical::Int64}, m_c), {});
    }

    /// The rows of `before` are there; what was pushed since has failed.
    void goBackTo(const RandomSteps& before)
    {
        m_a = before.m_a;
        m_b = before.m_b;
    }

private:
    using Rows = std::vector<std::vector<Value>>;

    Value number(uint64_t below) { return Value(static_cast<int64_t>(m_random() % below)); }
    void pushBag(const std::vector<SqlHarness*>& runs, const char* table, size_t rows, Rows& present,
                 const std::vector<Physical>& columns)
    {
        Rows changed;
        std::vector<RecordOp> ops;
        for (size_t i = 0; i < rows; ++i) {
            if (!present.empty() && m_random() % 3 == 0) {
                std::swap(present[m_random() % present.size()], present.back());
                changed.push_back(present.back());
                present.pop_back();
                ops.push_back(RecordOp::Delete);
                continue;
            }
            std::vector<Value> row{number(300), number(40)};
            if (columns.size() > 2) {
                row.push_back(Value(std::string("a text of its own, number ") + std::to_string(m_random() % 20)));
            }
            present.push_back(row);
            changed.push_back(std::move(row));
            ops.push_back(RecordOp::Insert);
        }
        pushRows(runs, table, batchOf(columns, changed), std::move(ops));
    }
    static void pushRows(const std::vector<SqlHarness*>& runs, const char* table, BatchPtr rows,
                         std::vector<RecordOp> ops)
    {
        for (SqlHarness* run : runs) {
            InputBatch batch;
            batch.rows = rows;
            batch.ops = ops;
            run->push(table, std::move(batch));
        }
    }

    std::mt19937_64 m_random;
    Rows m_a;
    Rows m_b;
    Rows m_c; ///< all that came
};

std::unique_ptr<SqlHarness> harnessFor(const std::string& program, const Parallelism& parallelism)
{
    auto harness = SqlHarness::create(program, parallelism);
    if (!harness.ok()) {
        qFatal("%s", harness.error().toString().c_str());
    }
    return std::move(*harness);
}

void discardPushed(SqlHarness& harness)
{
    for (const plan::PlannedRelation& relation : harness.plan().relations) {
        if (relation.input != nullptr) {
            relation.input->discardPushed();
        }
    }
}

std::string textOfPlan(SqlHarness& harness)
{
    std::string text;
    for (const plan::OperatorInfo& info : plan::describeOperators(harness.plan())) {
        text += info.text + "\n";
    }
    return text;
}

} // namespace

class TestParallelPlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stepsOfAnySizeAreTheSame()
    {
        const std::string program = std::string(kTables) + kViews;
        const auto one = harnessFor(program, {});
        const auto two = harnessFor(program, {2, 2});
        const auto three = harnessFor(program, {3, 3, 100});
        RandomSteps steps(7);
        std::map<std::string, ZSetModel> sums;
        for (const size_t rows : {size_t{3000}, size_t{10}, size_t{9000}, size_t{500}, size_t{1}, size_t{4000}}) {
            steps.push({one.get(), two.get(), three.get()}, rows);
            const auto changes = one->step();
            const auto changesOfTwo = two->step();
            const auto changesOfThree = three->step();
            QVERIFY(changes.ok() && changesOfTwo.ok() && changesOfThree.ok());
            for (const auto& [relation, change] : *changes) {
                QVERIFY2(change == changesOfTwo->at(relation), relation.c_str());
                QVERIFY2(change == changesOfThree->at(relation), relation.c_str());
                for (const auto& [row, weight] : change) {
                    add(sums[relation], row, weight);
                }
            }
        }
        const auto scratch = harnessFor(program, {});
        steps.replay(*scratch);
        const auto rows = scratch->step();
        QVERIFY(rows.ok());
        for (const sql::Relation& relation : scratch->program().relations) {
            const auto found = rows->find(relation.name);
            const ZSetModel actual = found == rows->end() ? ZSetModel() : found->second;
            QVERIFY2(actual == sums[relation.name], relation.name.c_str());
        }
        QCOMPARE(two->state("sums"), one->state("sums"));
        QCOMPARE(three->state("c"), one->state("c"));
    }

    void failingStepsAreTheSame()
    {
        const std::string program = std::string(kTables)
            + "CREATE VIEW early AS SELECT k, COUNT(*) AS c FROM a WHERE 60 / (v - 17) < 5 GROUP BY k;\n"
              "CREATE VIEW late AS SELECT k, 100 / (t - 3) AS q FROM (SELECT k, SUM(w) AS t FROM b GROUP BY k) AS g;\n"
              "CREATE VIEW parsed AS SELECT a.k, CAST(a.s AS INT) AS n FROM a JOIN b ON a.k = b.k WHERE a.v = 39\n"
              "  AND b.w = 39;\n"
              "CREATE VIEW framed AS SELECT k, SUM(w * 461168601842738790) OVER (PARTITION BY k) AS t FROM b;\n"
              "CREATE VIEW divided AS SELECT e FROM b, UNNEST(ARRAY[10 / (w - 7)]) AS e;\n"
              "CREATE VIEW grown AS SELECT k, SUM(v * 230584300921369395) AS t FROM a GROUP BY k;\n";
        const auto one = harnessFor(program, {});
        const auto two = harnessFor(program, {2, 2, 1});
        const auto three = harnessFor(program, {3, 3, 1});
        RandomSteps steps(11);
        int numFailed = 0;
        int numDone = 0;
        for (int step = 0; step < 200; ++step) {
            const RandomSteps before = steps;
            steps.push({one.get(), two.get(), three.get()}, 1 + static_cast<size_t>(step) % 12);
            const auto changes = one->step();
            for (SqlHarness* other : {two.get(), three.get()}) {
                const auto same = other->step();
                QCOMPARE(same.ok(), changes.ok());
                if (!changes.ok()) {
                    QCOMPARE(same.error().toString(), changes.error().toString());
                } else {
                    QVERIFY(*same == *changes);
                }
            }
            changes.ok() ? ++numDone : ++numFailed;
            if (!changes.ok()) {
                steps.goBackTo(before);
                for (SqlHarness* run : {one.get(), two.get(), three.get()}) {
                    discardPushed(*run);
                }
            }
        }
        QVERIFY(numFailed > 20);
        QVERIFY(numDone > 20);
    }

    void theFirstOfSeveralFailuresIsTold()
    {
        // The second view fails nearer to the table than the first, so it does so earlier with several workers.
        const std::string program = std::string(kTables)
            + "CREATE VIEW deep AS SELECT k, 10 / (t - 5) AS q FROM (SELECT k, SUM(v) AS t FROM a GROUP BY k) AS g;\n"
              "CREATE VIEW flat AS SELECT k, CAST(s AS INT) AS q FROM a;\n";
        for (const size_t workers : {size_t{1}, size_t{2}, size_t{3}}) {
            const auto harness = harnessFor(program, {workers, workers, 1});
            QVERIFY(harness->push("a", RecordOp::Insert, R"([1, 5, "five"])").ok());
            const auto failed = harness->step();
            QVERIFY(!failed.ok());
            QCOMPARE(failed.error().code, ErrorCode::kEvalDivisionByZero);
            discardPushed(*harness);
            QVERIFY(harness->push("a", RecordOp::Insert, R"([1, 6, "6"])").ok());
            QVERIFY(harness->step().ok());
        }
    }

    void countersAreSumsOverShards()
    {
        const std::string program =
            std::string(kTables) + "CREATE VIEW sums AS SELECT k, COUNT(*) AS c FROM a GROUP BY k;\n";
        const auto one = harnessFor(program, {});
        const auto two = harnessFor(program, {2, 2});
        RandomSteps steps(3);
        steps.push({one.get(), two.get()}, 5000);
        QVERIFY(one->step().ok() && two->step().ok());
        const NodeId whole = one->plan().relations[3].node;
        const NodeId divided = two->plan().relations[3].node;
        const OperatorStats& wholeStats = one->plan().circuit.stats(whole);
        const OperatorStats& dividedStats = two->plan().circuit.stats(divided);
        QCOMPARE(dividedStats.rowsIn, wholeStats.rowsIn);
        QCOMPARE(dividedStats.rowsOut, wholeStats.rowsOut);
        QCOMPARE(dividedStats.numEvaluations, uint64_t{1});
        QVERIFY(dividedStats.nanos > 0);
        QCOMPARE(two->plan().circuit.op(divided).stateRows(), one->plan().circuit.op(whole).stateRows());
        QVERIFY(two->plan().circuit.stateBytes() > 0);
    }

    void rowsAreDividedOnceForWhatFollows()
    {
        const auto harness = harnessFor(
            std::string(kTables)
                + "CREATE VIEW best AS SELECT a.k, MAX(w) AS m FROM a JOIN b ON a.k = b.k GROUP BY a.k;\n",
            {2, 2});
        const std::string text = textOfPlan(*harness);
        size_t exchanges = 0;
        for (size_t at = text.find("exchange"); at != std::string::npos; at = text.find("exchange", at + 1)) {
            ++exchanges;
        }
        QCOMPARE(exchanges, size_t{2}); // one a side of the join; the groups are divided as the join is
    }

    void oneWorkerChangesNothing()
    {
        const std::string program = std::string(kTables) + kViews;
        QCOMPARE(textOfPlan(*harnessFor(program, plan::parallelismFor(1))), textOfPlan(*harnessFor(program, {})));
        QVERIFY(plan::parallelismFor(0).workers >= 1 && plan::parallelismFor(0).workers <= 2);
        QCOMPARE(plan::parallelismFor(5).numShards, size_t{5});
    }
};

QTEST_APPLESS_MAIN(TestParallelPlan)
#include "test_parallel_plan.moc"
