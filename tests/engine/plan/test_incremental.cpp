// SPDX-License-Identifier: GPL-3.0-or-later
// After any steps a view holds what its query gives over the tables as they are: random queries and changes, through
// the circuit and through the interpreter.
#include "engine/plan/planner.h"
#include "engine/zset/batch_builder.h"
#include "tests/engine/plan/random_query.h"

#include <QTest>

using namespace millrace;
using namespace millrace::testing;

namespace {

constexpr int kSteps = 4;

/// A program in a circuit, with its tables beside it.
class Rig {
public:
    Rig(const sql::Program& program, plan::IncrementalPlan plan)
        : m_program(program)
        , m_plan(std::move(plan))
    {
        for (sql::RelationId id = 0; id < 3; ++id) {
            m_database[id];
        }
    }

    /// Inserts some rows into each table and deletes some that are there; one step.
    Status step(Random& random)
    {
        const Database inserted = makeDatabase(random, m_program);
        for (sql::RelationId id = 0; id < 3; ++id) {
            Rows& rows = m_database[id];
            Rows changes;
            std::vector<RecordOp> ops;
            while (!rows.empty() && below(random, 3) == 0) {
                const auto victim = rows.begin() + below(random, static_cast<int>(rows.size()));
                changes.push_back(*victim);
                ops.push_back(RecordOp::Delete);
                rows.erase(victim);
            }
            for (const Row& row : inserted.at(id)) {
                changes.push_back(row);
                ops.push_back(RecordOp::Insert);
                upsert(rows, row, m_program.relations[id].schema.primaryKey);
            }
            push(id, changes, std::move(ops));
        }
        StepContext context;
        context.step = ++m_step;
        MR_CHECK(m_plan.circuit.evaluate(context));
        const sql::RelationId view = static_cast<sql::RelationId>(m_program.relations.size()) - 1;
        integrate(m_plan.circuit.output(m_plan.relations[view].node).delta, m_program.relations[view].schema);
        m_plan.circuit.commit();
        return {};
    }

    /// What the view holds by now, as sorted lines; a negative weight shows as a line of its own.
    std::vector<std::string> viewLines() const
    {
        std::vector<std::string> lines;
        for (const auto& [line, weight] : m_view) {
            lines.insert(lines.end(), static_cast<size_t>(std::max<Weight>(weight, 0)), line);
            if (weight < 0) {
                lines.push_back("negative: " + line);
            }
        }
        return lines;
    }
    const Database& database() const { return m_database; }

private:
    void push(sql::RelationId id, const Rows& rows, std::vector<RecordOp> ops)
    {
        if (rows.empty()) {
            return;
        }
        const std::vector<Physical> columns = m_program.relations[id].schema.physicals();
        InputBatch batch;
        batch.rows = batchOf(columns, rows, std::vector<Weight>(rows.size(), 1));
        batch.ops = std::move(ops);
        m_plan.relations[id].input->push(std::move(batch));
        m_plan.circuit.markDirty(m_plan.relations[id].node);
    }

    void integrate(const Delta& delta, const Schema& schema)
    {
        for (const BatchPtr& batch : delta.batches) {
            for (size_t i = 0; i < batch->numRows; ++i) {
                Row row;
                for (size_t column = 0; column < schema.numColumns(); ++column) {
                    row.push_back(valueAt(batch->columns[column], i, schema.columns[column].type));
                }
                const std::string line = sortedLines({row}, schema).front();
                if ((m_view[line] += batch->weight(i)) == 0) {
                    m_view.erase(line);
                }
            }
        }
    }

    const sql::Program& m_program;
    plan::IncrementalPlan m_plan;
    Database m_database;
    std::map<std::string, Weight> m_view;
    uint64_t m_step = 0;
};

void compare(const std::string& query, unsigned seed)
{
    const std::string text = std::string(kTables) + "CREATE VIEW v AS " + query;
    const sql::Program program = sql::compileProgram(text);
    std::string context = "seed " + std::to_string(seed) + ": " + query + "\n";
    QVERIFY2(!program.hasErrors(), context.c_str());
    auto plan = plan::buildPlan(program);
    QVERIFY2(plan.ok(), plan.ok() ? "" : (context + plan.error().toString()).c_str());
    context += plan::explain(program, *plan);
    Rig rig(program, std::move(plan).value());
    Random random(seed);
    const sql::Relation& view = program.relations.back();
    for (int step = 0; step < kSteps; ++step) {
        const Status status = rig.step(random);
        QVERIFY2(status.ok(), status.ok() ? "" : (context + status.error().toString()).c_str());
        const auto expected = interpret(*view.query, program, rig.database());
        QVERIFY2(expected.ok(), expected.ok() ? "" : (context + expected.error().toString()).c_str());
        const std::string place = context + "step " + std::to_string(step);
        QVERIFY2(rig.viewLines() == sortedLines(*expected, view.schema), place.c_str());
    }
}

} // namespace

class TestIncremental : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void random()
    {
        for (unsigned seed = 1; seed <= 80; ++seed) {
            Random random(seed);
            compare(QueryMaker(random).make(), seed);
            if (QTest::currentTestFailed()) {
                return;
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestIncremental)
#include "test_incremental.moc"
