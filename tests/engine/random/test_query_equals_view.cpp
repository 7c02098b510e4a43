// SPDX-License-Identifier: GPL-3.0-or-later
// One dialect, not two: what a view holds is what its query answers when it is asked of the running pipeline, and both
// are what SQLite answers.
#include "engine/api/local_pipeline.h"
#include "tests/engine/random/query_generator.h"
#include "tests/engine/random/sqlite_oracle.h"
#include "tests/support/waiter.h"

#include <QTest>

#include <cstdlib>

using namespace millrace;
using namespace millrace::test;

namespace {

constexpr size_t kViews = 6;
constexpr int kSteps = 8;

std::string literal(const Value& value)
{
    if (value.isNull()) {
        return "NULL";
    }
    const auto* text = std::get_if<std::string>(&value.storage());
    return text != nullptr ? "'" + *text + "'" : std::to_string(value.asInt());
}

/// INSERT of all rows; nothing where there is none.
std::string insertOf(size_t table, const std::vector<RandomWorkload::Row>& rows)
{
    std::string text;
    for (const RandomWorkload::Row& row : rows) {
        text += text.empty() ? "INSERT INTO r" + std::to_string(table) + " VALUES (" : ", (";
        for (size_t i = 0; i < row.size(); ++i) {
            text += (i == 0 ? "" : ", ") + literal(row[i]);
        }
        text += ")";
    }
    return text;
}

/// Random views over random tables in a pipeline that runs.
class RandomPipeline {
public:
    explicit RandomPipeline(uint64_t seed)
        : m_workload(seed, WorkloadSize::Small)
    {
        const std::string integer = seed % 2 == 0 ? "BIGINT" : "INT";
        std::string program = QueryGenerator::tables(integer, seed % 3 == 0 ? "DECIMAL(12, 0)" : integer);
        const auto keepRows = [&program](const std::string& behind, const std::string& property) {
            program.insert(program.find(behind) + behind.size(), property);
        };
        keepRows("t VARCHAR)", " WITH ('materialized' = 'true')");
        keepRows("q VARCHAR)", " WITH ('materialized' = 'true')");
        keepRows("'append_only' = 'true'", ", 'materialized' = 'true'");
        QueryGenerator generator(seed, WorkloadSize::Small);
        m_oracle.execute("CREATE TABLE r0 (k, a, s); CREATE TABLE r1 (x, y, t); CREATE TABLE r2 (p, q); "
                         "CREATE TABLE r3 (e, f, v)");
        for (size_t i = 0; i < kViews; ++i) {
            m_queries.push_back(generator.query(nameOf(i)));
            program += "CREATE MATERIALIZED VIEW " + nameOf(i) + " AS " + m_queries[i].ours + ";\n";
            m_oracle.execute("CREATE VIEW " + nameOf(i) + " AS SELECT * FROM (" + m_queries[i].sqlite + ") LIMIT -1");
        }
        m_pipeline = api::makeLocalPipeline("random", program);
        const Status started = m_pipeline->start(false);
        if (!started.ok()) {
            qFatal("%s in\n%s", started.error().toString().c_str(), program.c_str());
        }
        m_pipeline->waitUntilSettled();
    }

    /// Makes the rows that are there after some steps.
    void fill()
    {
        for (int step = 0; step < kSteps; ++step) {
            m_workload.nextStep();
        }
        for (size_t table = 0; table < RandomWorkload::kTables; ++table) {
            const auto rows = m_workload.rows(table);
            m_oracle.load("r" + std::to_string(table), rows);
            if (!rows.empty()) {
                answerTo(insertOf(table, rows));
            }
        }
    }

    void compare()
    {
        for (size_t i = 0; i < kViews; ++i) {
            const std::string& query = m_queries[i].ours;
            const ZSetModel expected = *m_oracle.query(m_queries[i].sqlite);
            const ZSetModel asked = answerTo("SELECT * FROM (" + query + ") AS asked");
            const ZSetModel kept = answerTo("SELECT * FROM " + nameOf(i));
            if (asked != expected || kept != expected) {
                qWarning("%s", query.c_str()); // messages of failures are cut
                QFAIL(
                    ("asked:\n" + toText(asked) + "kept:\n" + toText(kept) + "expected:\n" + toText(expected)).c_str());
            }
        }
    }

private:
    static std::string nameOf(size_t view) { return "v" + std::to_string(view); }

    ZSetModel answerTo(const std::string& sql)
    {
        auto query = m_pipeline->query(sql, {});
        if (!query.ok()) {
            qFatal("%s in %s", query.error().toString().c_str(), sql.c_str());
        }
        ZSetModel rows;
        for (bool isEnd = false; !isEnd;) {
            const QueryChunk chunk = (*query)->wait(kPatience);
            if (chunk.error || (!chunk.isEnd && chunk.batches.empty())) {
                qFatal("%s in %s", chunk.error ? chunk.error->toString().c_str() : "no answer", sql.c_str());
            }
            for (const BatchPtr& batch : chunk.batches) {
                add(rows, *batch);
            }
            isEnd = chunk.isEnd;
        }
        return rows;
    }

    RandomWorkload m_workload;
    SqliteOracle m_oracle;
    std::vector<QueryText> m_queries;
    std::shared_ptr<api::LocalPipeline> m_pipeline;
};

} // namespace

class TestQueryEqualsView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void randomQueries()
    {
        const char* programs = std::getenv("MILLRACE_PROGRAMS");
        const uint64_t numPrograms = programs != nullptr ? std::strtoull(programs, nullptr, 10) : 60;
        for (uint64_t seed = 20'260'101; seed < 20'260'101 + numPrograms; ++seed) {
            RandomPipeline pipeline(seed);
            pipeline.fill();
            pipeline.compare();
            if (QTest::currentTestFailed()) {
                qWarning("seed %llu", static_cast<unsigned long long>(seed));
                return;
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestQueryEqualsView)
#include "test_query_equals_view.moc"
