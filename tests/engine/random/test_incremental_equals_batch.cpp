// SPDX-License-Identifier: GPL-3.0-or-later
// The master test of the engine: after any sequence of changes, every view equals its batch query. SQLite answers the
// batch query; the engine itself answers it a second time, from scratch in one step.
#include "tests/engine/random/query_generator.h"
#include "tests/engine/random/sqlite_oracle.h"
#include "tests/support/sql_harness.h"

#include <QTest>

#include <algorithm>
#include <cstdlib>
#include <numeric>

using namespace millrace;
using namespace millrace::test;

namespace {

uint64_t numberFrom(const char* variable, uint64_t otherwise)
{
    const char* text = std::getenv(variable);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// One program in a hundred has large steps.
WorkloadSize sizeFor(uint64_t seed)
{
    return seed % 100 == 7 ? WorkloadSize::Large : WorkloadSize::Small;
}

/// Several workers, small programs even for single rows; one program in four is run by three.
Parallelism workersFor(uint64_t seed)
{
    const size_t workers = (seed + seed / 100) % 4 == 0 ? 3 : 2;
    return {workers, workers, sizeFor(seed) == WorkloadSize::Large ? Parallelism().inlineRows : 1};
}

std::string differenceOf(const ZSetModel& actual, const ZSetModel& expected)
{
    constexpr size_t kShown = 20;
    ZSetModel difference = actual;
    for (const auto& [row, weight] : expected) {
        add(difference, row, -weight);
    }
    const size_t numRows = difference.size();
    if (numRows > kShown) {
        difference.erase(std::next(difference.begin(), kShown), difference.end());
    }
    return " too often or, negative, too seldom, " + std::to_string(numRows) + " rows:\n" + toText(difference);
}

/// A random program, run by one worker and by several.
class RandomRun {
public:
    explicit RandomRun(uint64_t seed)
        : m_seed(seed)
        , m_workload(seed, sizeFor(seed))
        , m_random(seed)
    {
        QueryGenerator generator(seed, sizeFor(seed));
        // Half of the programs have wide numbers, some decimal ones.
        const bool isWide = sizeFor(seed) == WorkloadSize::Large || seed % 2 == 0;
        const std::string integer = isWide ? "BIGINT" : "INT";
        m_program = QueryGenerator::tables(integer, seed % 3 == 0 ? "DECIMAL(12, 0)" : integer);
        for (size_t i = 0, numViews = 3 + m_random() % 6; i < numViews; ++i) {
            m_names.push_back("v" + std::to_string(i));
            m_queries.push_back(generator.query(m_names.back()));
            m_program += std::string(i % 3 == 1 ? "CREATE VIEW " : "CREATE MATERIALIZED VIEW ") + m_names.back() +
                         " AS " + m_queries.back().ours + ";\n";
        }
        m_sums.resize(m_queries.size());
    }

    void compile()
    {
        m_one = compiled({});
        m_several = compiled(workersFor(m_seed));
        m_oracle.execute("CREATE TABLE r0 (k INTEGER PRIMARY KEY, a, s); CREATE TABLE r1 (x, y, t); "
                         "CREATE TABLE r2 (p, q); CREATE TABLE r3 (e, f, v)");
        for (const char* column :
             {"r1(x)", "r1(y)", "r1(t)", "r2(p)", "r2(q)", "r3(e)", "r3(f)", "r3(v)", "r0(a)", "r0(s)"}) {
            m_oracle.execute("CREATE INDEX i" + std::to_string(m_numIndexes++) + " ON " + column);
        }
        for (size_t i = 0; i < m_queries.size(); ++i) {
            // The limit keeps SQLite 3.40 from merging the view into queries, which it does wrongly for some joins.
            m_oracle.execute("CREATE VIEW " + m_names[i] + " AS SELECT * FROM (" + m_queries[i].sqlite + ") LIMIT -1");
        }
    }

    /// A step of both, tried before and rolled back where `isRepeated`.
    void step(bool isRepeated)
    {
        for (SqlHarness* run : {m_one.get(), m_several.get()}) {
            if (isRepeated) {
                m_workload.pushTo(*run); // the first attempt must leave no trace
                evaluate(*run);
                run->plan().circuit.rollback();
            }
            m_workload.pushTo(*run);
            evaluate(*run);
        }
        for (size_t i = 0; i < m_queries.size(); ++i) {
            const ZSetModel change = changeOf(*m_one, i);
            const ZSetModel same = changeOf(*m_several, i);
            compare("change by several workers", i, same, change);
            for (const auto& [row, weight] : change) {
                add(m_sums[i], row, weight);
            }
        }
        m_one->plan().circuit.commit();
        m_several->plan().circuit.commit();
    }

    void change() { m_workload.nextStep(); }

    /// Every view equals what SQLite has for its query.
    void compareWithOracle()
    {
        for (size_t table = 0; table < RandomWorkload::kTables; ++table) {
            m_oracle.load("r" + std::to_string(table), m_workload.rows(table));
        }
        for (size_t i = 0; i < m_queries.size(); ++i) {
            const std::optional<ZSetModel> expected = m_oracle.query(m_queries[i].sqlite);
            if (!expected) {
                QVERIFY(sizeFor(m_seed) == WorkloadSize::Large);
                continue; // what comes from scratch is compared all the same
            }
            compare("sum of changes", i, m_sums[i], *expected);
        }
    }

    /// Kept rows are the sum of the changes, and so is what comes of all rows at once.
    void compareFromScratch()
    {
        const auto scratch = compiled({});
        std::vector<size_t> tables(RandomWorkload::kTables);
        std::iota(tables.begin(), tables.end(), 0);
        std::shuffle(tables.begin(), tables.end(), m_random);
        // All tables in one step, or one after the other: either side of a join may be there first.
        const bool isOneStep = m_random() % 4 == 0;
        std::vector<ZSetModel> sums(m_queries.size());
        const auto commit = [&] {
            evaluate(*scratch);
            for (size_t i = 0; i < sums.size(); ++i) {
                add(sums[i], scratch->plan().circuit.output(planned(*scratch, i).node).delta);
            }
            scratch->plan().circuit.commit();
        };
        for (const size_t table : tables) {
            m_workload.replay(*scratch, table);
            if (!isOneStep) {
                commit();
            }
        }
        commit();
        for (size_t i = 0; i < m_queries.size(); ++i) {
            compare("from scratch", i, sums[i], m_sums[i]);
            for (SqlHarness* run : {m_one.get(), m_several.get(), scratch.get()}) {
                if (planned(*run, i).store != nullptr) {
                    const ZSetModel kept = modelOf(*planned(*run, i).store);
                    compare("kept rows", i, kept, m_sums[i]);
                }
            }
        }
    }

private:
    std::unique_ptr<SqlHarness> compiled(const Parallelism& parallelism) const
    {
        auto harness = SqlHarness::create(m_program, parallelism);
        if (!harness.ok()) {
            qFatal("%s in\n%s", harness.error().toString().c_str(), m_program.c_str());
        }
        return std::move(*harness);
    }
    void evaluate(SqlHarness& run) const
    {
        const Status status = run.plan().circuit.evaluate(StepContext{});
        if (!status.ok()) {
            qFatal("seed %llu: %s in\n%s", static_cast<unsigned long long>(m_seed), status.error().toString().c_str(),
                   m_program.c_str());
        }
    }
    const plan::PlannedRelation& planned(SqlHarness& run, size_t view) const
    {
        const size_t first = run.program().relations.size() - m_queries.size();
        return run.plan().relations[first + view];
    }
    ZSetModel changeOf(SqlHarness& run, size_t view) const
    {
        return modelOf(run.plan().circuit.output(planned(run, view).node).delta);
    }
    void compare(const char* what, size_t view, const ZSetModel& actual, const ZSetModel& expected) const
    {
        if (actual != expected && !QTest::currentTestFailed()) {
            qWarning("%s", m_program.c_str()); // messages of failures are cut
            QFAIL((m_names[view] + ", " + what + differenceOf(actual, expected)).c_str());
        }
    }

    uint64_t m_seed;
    RandomWorkload m_workload;
    std::mt19937_64 m_random;
    std::string m_program;
    std::vector<std::string> m_names;
    std::vector<QueryText> m_queries;
    std::vector<ZSetModel> m_sums; ///< of all changes of a view
    std::unique_ptr<SqlHarness> m_one;
    std::unique_ptr<SqlHarness> m_several;
    SqliteOracle m_oracle;
    int m_numIndexes = 0;
};

} // namespace

class TestIncrementalEqualsBatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void randomQueriesOverRandomChanges_data()
    {
        QTest::addColumn<quint64>("seed");
        const uint64_t first = numberFrom("MILLRACE_SEED", 20'260'101);
        const uint64_t numPrograms = numberFrom("MILLRACE_PROGRAMS", 1'000);
        for (uint64_t seed = first; seed < first + numPrograms; ++seed) {
            QTest::newRow(qPrintable(QString::number(seed))) << quint64{seed};
        }
    }

    void randomQueriesOverRandomChanges()
    {
        QFETCH(quint64, seed);
        constexpr int kSteps = 12;
        RandomRun run(seed);
        run.compile();
        for (int step = 0; step < kSteps; ++step) {
            if (step != 0) { // the first step is empty: constants and global aggregates speak up
                run.change();
            }
            run.step(step % 4 == 3);
            if (!QTest::currentTestFailed() && step == kSteps / 2) {
                run.compareWithOracle();
            }
            if (QTest::currentTestFailed()) {
                return;
            }
        }
        run.compareWithOracle();
        if (!QTest::currentTestFailed()) {
            run.compareFromScratch();
        }
    }
};

QTEST_APPLESS_MAIN(TestIncrementalEqualsBatch)
#include "test_incremental_equals_batch.moc"
