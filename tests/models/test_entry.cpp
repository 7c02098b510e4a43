// SPDX-License-Identifier: GPL-3.0-or-later
// Data entry: staged rows with undo, checks by type, pasting, and the commit as one transaction on the real engine.
#include "models/bridge/engine_bridge.h"
#include "models/entry/pasted_rows.h"
#include "models/entry/row_commit.h"
#include "models/entry/staged_rows_model.h"
#include "models/query/query_cell.h"
#include "models/stream/change_stream_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace millrace::models;

namespace {

constexpr int kPatienceMs = 20'000;
constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

constexpr const char* kProgram = R"(
    CREATE TABLE part (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR, price DECIMAL(10, 2), made DATE,
                       tags VARCHAR ARRAY);
    CREATE TABLE line (words VARCHAR);
    CREATE MATERIALIZED VIEW total AS SELECT COUNT(*) AS n, SUM(price) AS s FROM part;
)";

SqlType notNull(TypeId id)
{
    return SqlType::of(id, false);
}

} // namespace

class TestEntry : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_bridge = std::make_unique<EngineBridge>(api::Engine::open({}).value());
        connect(m_bridge.get(), &EngineBridge::commandFailed, this, [](const QString& what, const Error& error) {
            qWarning("%s: %s", qPrintable(what), error.toString().c_str());
        });
        m_pipeline = m_bridge->createPipeline(QStringLiteral("parts"), QString::fromLatin1(kProgram));
        QVERIFY(m_pipeline->start());
        QTRY_COMPARE_WITH_TIMEOUT(m_pipeline->state(), PipelineState::Running, kPatienceMs);
        m_cell = std::make_unique<QueryCell>(*m_pipeline);
        m_model = std::make_unique<StagedRowsModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(), kFatal);
        query(
            QStringLiteral("INSERT INTO part VALUES (1, 'bolt', 2.5, '2026-01-31', NULL), (2, NULL, 10, NULL, NULL)"));
        read();
    }

    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
        m_cell.reset();
        m_bridge.reset();
    }

    void cellsAreCheckedByType_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isGood");
        const auto row = [](const char* name, TypeId type, const char* text, bool isGood) {
            QTest::newRow(name) << static_cast<int>(type) << QString::fromLatin1(text) << isGood;
        };
        row("integer", TypeId::Integer, " 12 ", true);
        row("integer of letters", TypeId::Integer, "12a", false);
        row("too large", TypeId::TinyInt, "128", false);
        row("unsigned", TypeId::UInteger, "-1", false);
        row("boolean", TypeId::Boolean, "TRUE", true);
        row("date", TypeId::Date, "2026-02-28", true);
        row("no such day", TypeId::Date, "2026-02-30", false);
        row("timestamp", TypeId::Timestamp, "2026-02-28 12:00:00", true);
        row("double", TypeId::Double, "1e3", true);
        row("not finite", TypeId::Double, "NaN", false);
        row("empty text", TypeId::Varchar, "", true);
    }

    void cellsAreCheckedByType()
    {
        QFETCH(int, type);
        QFETCH(QString, text);
        QFETCH(bool, isGood);
        const QString problem = cellProblem(notNull(static_cast<TypeId>(type)), text);
        QVERIFY2(problem.isEmpty() == isGood, qPrintable(problem));
    }

    void nullNeedsANullableColumn()
    {
        QVERIFY(!cellProblem(notNull(TypeId::Integer), std::nullopt).isEmpty());
        QVERIFY(cellProblem(SqlType::of(TypeId::Integer), std::nullopt).isEmpty());
    }

    void editsAreStagedAndUndone()
    {
        QCOMPARE(m_model->rowCount(), 2);
        QVERIFY(m_model->setData(m_model->index(0, 2), QStringLiteral("nut")));
        QCOMPARE(m_model->kindOf(0), StagedKind::Changed);
        QVERIFY(m_model->index(0, 2).data(StagedRowsModel::EditedRole).toBool());
        QVERIFY(!m_model->index(0, 1).data(StagedRowsModel::EditedRole).toBool());
        m_model->deleteRows({1});
        QCOMPARE(m_model->counts().numDeleted, 1);
        const int added = m_model->addEmptyRow();
        QCOMPARE(m_model->counts().numProblems, 1); // the key is needed
        QVERIFY(m_model->setData(m_model->index(added, 1), QStringLiteral("3")));
        QCOMPARE(m_model->counts().numProblems, 0);
        QCOMPARE(m_model->counts().total(), 3);
        for (int i = 0; i < 4; ++i) {
            m_model->undo();
        }
        QVERIFY(!m_model->canUndo());
        QCOMPARE(m_model->counts().total(), 0);
        QCOMPARE(m_model->rowCount(), 2);
        for (int i = 0; i < 4; ++i) {
            m_model->redo();
        }
        QCOMPARE(m_model->counts().total(), 3);
        QCOMPARE(m_model->index(0, 2).data().toString(), QStringLiteral("nut"));
        m_model->discard();
        QCOMPARE(m_model->counts().total(), 0);
        m_model->undo();
        QCOMPARE(m_model->counts().total(), 3);
    }

    void anEditBackToTheOldValueIsNone()
    {
        QVERIFY(m_model->setData(m_model->index(0, 2), QStringLiteral("nut")));
        QVERIFY(m_model->setData(m_model->index(0, 2), QStringLiteral("bolt")));
        QCOMPARE(m_model->kindOf(0), StagedKind::Unchanged);
        QCOMPARE(m_model->counts().total(), 0);
    }

    void stagedRowsOutliveTheRowsTheyChange()
    {
        const RelationInfo part = m_model->relation();
        QVERIFY(m_model->setData(m_model->index(0, 2), QStringLiteral("nut")));
        m_model->deleteRows({1});
        m_model->rebase(part, nullptr); // the run has ended
        QCOMPARE(m_model->rowCount(), 2);
        QCOMPARE(m_model->kindOf(0), StagedKind::Inserted);
        QCOMPARE(m_model->index(0, 2).data().toString(), QStringLiteral("nut"));
        QCOMPARE(m_model->kindOf(1), StagedKind::Deleted);
        m_model->rebase(part, &m_cell->result()); // they are there again
        QCOMPARE(m_model->rowCount(), 2);
        QCOMPARE(m_model->kindOf(0), StagedKind::Changed);
        QCOMPARE(m_model->kindOf(1), StagedKind::Deleted);
        QueryResultModel none;
        none.begin(part.schema);
        m_model->rebase(part, nullptr);
        m_model->rebase(part, &none); // another run has an empty table
        QCOMPARE(m_model->rowCount(), 1);
        QCOMPARE(m_model->counts().numInserted, 1);
        QCOMPARE(m_model->counts().total(), 1); // nothing is there to delete
        QVERIFY(m_model->toJson().starts_with("{\"insert\""));
        m_model->begin(part, nullptr);
    }

    void aChangedKeyFindsItsRowAgain()
    {
        const RelationInfo part = m_model->relation();
        QVERIFY(m_model->setData(m_model->index(0, 1), QStringLiteral("9")));
        m_model->rebase(part, nullptr);
        QVERIFY(m_model->setData(m_model->index(0, 2), QStringLiteral("nut")));
        m_model->rebase(part, &m_cell->result());
        QCOMPARE(m_model->kindOf(0), StagedKind::Changed);
        QCOMPARE(m_model->index(0, 1).data().toString(), QStringLiteral("9"));
        QCOMPARE(m_model->counts().total(), 1);
    }

    void anEmptyNumberIsNull()
    {
        QVERIFY(m_model->setData(m_model->index(0, 3), QString()));
        QVERIFY(m_model->index(0, 3).data(StagedRowsModel::NullRole).toBool());
        QVERIFY(m_model->setData(m_model->index(0, 2), QString()));
        QVERIFY(!m_model->index(0, 2).data(StagedRowsModel::NullRole).toBool());
        m_model->setNull({m_model->index(0, 2)});
        QVERIFY(m_model->index(0, 2).data(StagedRowsModel::NullRole).toBool());
    }

    /// The engine replaces a row by a new one of its key, so that is what is shown.
    void aNewRowOfAnOldKeyIsAnUpdate()
    {
        const int added = m_model->addEmptyRow();
        QVERIFY(m_model->setData(m_model->index(added, 3), QStringLiteral("100")));
        QCOMPARE(m_model->kindOf(added), StagedKind::Inserted);                     // no key yet
        QVERIFY(m_model->setData(m_model->index(added, 1), QStringLiteral(" 02"))); // as the engine reads it
        QCOMPARE(m_model->kindOf(added), StagedKind::Changed);
        QCOMPARE(m_model->counts().numInserted, 0);
        QCOMPARE(m_model->counts().numChanged, 1);
        const QModelIndex price = m_model->index(added, 3);
        QCOMPARE(price.data().toString(), QStringLiteral("10 → 100"));
        QCOMPARE(price.data(Qt::EditRole).toString(), QStringLiteral("100"));
        QCOMPARE(price.data(StagedRowsModel::WasRole).toString(), QStringLiteral("10"));
        QVERIFY(!m_model->index(added, 2).data(StagedRowsModel::EditedRole).toBool()); // NULL, as it was
        m_model->deleteRows({1});                                                      // the old one goes by itself
        QCOMPARE(m_model->kindOf(added), StagedKind::Inserted);
        m_model->undo();
        QCOMPARE(m_model->kindOf(added), StagedKind::Changed);
    }

    void doubleKeysAreMarked()
    {
        m_model->duplicateRows({0});
        m_model->duplicateRows({0});
        QCOMPARE(m_model->counts().numProblems, 1);
        QVERIFY(!m_model->index(3, 1).data(StagedRowsModel::ProblemRole).toString().isEmpty());
    }

    void pastesWithAHeaderInAnyOrder()
    {
        const PastedRows pasted =
            readPastedRows(m_model->relation().schema, QStringLiteral("Name,id\r\n\"a, \"\"b\"\"\",7\r\n,8\r\n\r\n"));
        QVERIFY2(pasted.problem.isEmpty(), qPrintable(pasted.problem));
        QCOMPARE(pasted.rows.size(), size_t{2});
        QCOMPARE(*pasted.rows[0].cells[1], QStringLiteral("a, \"b\""));
        QCOMPARE(*pasted.rows[0].cells[0], QStringLiteral("7"));
        QVERIFY(!pasted.rows[1].cells[1]);
    }

    void pastesTabsWithoutAHeader()
    {
        const PastedRows pasted = readPastedRows(m_model->relation().schema, QStringLiteral("7\tx\t1.5\n8\ty\tabc\n"));
        QCOMPARE(pasted.rows.size(), size_t{2});
        QVERIFY(m_model->addRows(QStringLiteral("paste"), pasted.rows));
        QCOMPARE(m_model->counts().numProblems, 1); // abc is no price; the cell says so
        QVERIFY(m_model->index(3, 3).data(StagedRowsModel::ProblemRole).toString().contains(QStringLiteral("abc")));
        const PastedRows wide = readPastedRows(m_model->relation().schema, QStringLiteral("1\t2\t3\t4\t5\t6\n"));
        QVERIFY(!wide.problem.isEmpty());
    }

    void pastesJson()
    {
        const Schema& schema = m_model->relation().schema;
        PastedRows pasted = readPastedRows(
            schema, QStringLiteral("{\"insert\":{\"id\":9007199254740993,\"price\":0.10,\"tags\":[\"a\",null]}}\n"
                                   "{\"delete\":{\"id\":1}}\n{\"insert\":{\"id\":\"x\"}}\n"));
        QCOMPARE(pasted.rows.size(), size_t{2});
        QCOMPARE(*pasted.rows[0].cells[0], QStringLiteral("9007199254740993"));
        QCOMPARE(*pasted.rows[0].cells[4], QStringLiteral("[\"a\",null]"));
        QVERIFY(pasted.rows[1].isDelete);
        QVERIFY2(pasted.problem.contains(QStringLiteral("line 3")), qPrintable(pasted.problem));
        pasted = readPastedRows(schema, QStringLiteral("[{\"id\": 5}, {\"id\": 6, \"name\": \"n\"}]"));
        QCOMPARE(pasted.rows.size(), size_t{2});
        QVERIFY2(pasted.problem.isEmpty(), qPrintable(pasted.problem));
    }

    void readsPairsOfOurExports()
    {
        const Schema& schema = m_model->relation().schema;
        PastedRows rows = readPastedRows(
            schema, QStringLiteral("before_id,before_name,after_id,after_name\n1,a,1,b\n,,2,new\n3,old,,\n"));
        QVERIFY2(rows.problem.isEmpty(), qPrintable(rows.problem));
        QCOMPARE(rows.rows.size(), size_t{4});
        QVERIFY(rows.rows[0].isDelete && !rows.rows[1].isDelete && !rows.rows[2].isDelete && rows.rows[3].isDelete);
        QCOMPARE(*rows.rows[1].cells[1], QStringLiteral("b"));
        QCOMPARE(*rows.rows[3].cells[1], QStringLiteral("old"));
        rows = readPastedRows(
            schema, QStringLiteral(
                        "{\"relation\":\"part\",\"step\":3,\"before\":{\"id\":1,\"name\":\"},\\\"\"},\"after\":null}\n"
                        "{\"relation\":\"part\",\"step\":3,\"before\":null,\"after\":{\"id\":2,\"name\":\"x\"}}\n"));
        QVERIFY2(rows.problem.isEmpty(), qPrintable(rows.problem));
        QCOMPARE(rows.rows.size(), size_t{2});
        QVERIFY(rows.rows[0].isDelete && !rows.rows[1].isDelete);
    }

    void readsStatements()
    {
        const Schema& schema = m_model->relation().schema;
        const PastedRows rows = readPastedRows(
            schema, QStringLiteral(
                        "-- a dump\nINSERT INTO \"part\" (\"id\", \"name\", \"tags\") VALUES (7, 'it''s; so', "
                        "ARRAY['a\"b', NULL]), (8, NULL, NULL);\nDELETE FROM part WHERE id = 7 AND name IS NULL;\n"));
        QVERIFY2(rows.problem.isEmpty(), qPrintable(rows.problem));
        QCOMPARE(rows.rows.size(), size_t{3});
        QCOMPARE(*rows.rows[0].cells[0], QStringLiteral("7"));
        QCOMPARE(*rows.rows[0].cells[1], QStringLiteral("it's; so"));
        QCOMPARE(*rows.rows[0].cells[4], QStringLiteral("[\"a\\\"b\", null]"));
        QVERIFY(!rows.rows[1].cells[1] && rows.rows[2].isDelete);
        const PastedRows broken = readPastedRows(
            schema, QStringLiteral("INSERT INTO part (id) VALUES (1);\nINSERT INTO part (id) VALUES (f(1));"));
        QCOMPARE(broken.rows.size(), size_t{1});
        QVERIFY2(broken.problem.contains(QStringLiteral("Line 2")), qPrintable(broken.problem));
    }

    void readsOurExports()
    {
        const Schema& schema = m_model->relation().schema;
        PastedRows rows = readPastedRows(schema, QStringLiteral("id,name,weight\n1,a,-1\n1,b,2\n"));
        QCOMPARE(rows.rows.size(), size_t{3});
        QVERIFY(rows.rows[0].isDelete && !rows.rows[1].isDelete && !rows.rows[2].isDelete);
        rows = readPastedRows(schema, QStringLiteral("id\tname\top\n1\ta\tdelete\n"));
        QVERIFY(rows.rows[0].isDelete);
        rows = readPastedRows(schema,
                              QStringLiteral("{\"relation\":\"part\",\"step\":3,\"weight\":-1,\"row\":{\"id\":1}}\n"
                                             "{\"relation\":\"part\",\"step\":3,\"op\":\"insert\",\"row\":{\"id\":2,"
                                             "\"name\":\"}\",\"price\":0.10}}\n"));
        QVERIFY2(rows.problem.isEmpty(), qPrintable(rows.problem));
        QCOMPARE(rows.rows.size(), size_t{2});
        QVERIFY(rows.rows[0].isDelete && !rows.rows[1].isDelete);
        QCOMPARE(*rows.rows[0].cells[0], QStringLiteral("1")); // of a delete the key is enough
        QCOMPARE(*rows.rows[1].cells[1], QStringLiteral("}"));
        QCOMPARE(*rows.rows[1].cells[2], QStringLiteral("0.1"));
    }

    void generatedRowsFit()
    {
        QVERIFY(m_model->addRows(QStringLiteral("generate"), generateRows(m_model->relation().schema, 200, 100)));
        QCOMPARE(m_model->counts().numInserted, 200);
        QCOMPARE(m_model->counts().numProblems, 0);
    }

    void aBoundOnWhatIsStaged()
    {
        const auto rows = generateRows(m_model->relation().schema, StagedRowsModel::kMaxStaged + 5, 100);
        QVERIFY(!m_model->addRows(QStringLiteral("generate"), rows));
        QCOMPARE(m_model->counts().numInserted, StagedRowsModel::kMaxStaged);
    }

    void commitsAsOneChange()
    {
        ChangeStreamModel stream(m_bridge->clock());
        stream.setPipeline(m_pipeline);
        stream.setRelations({QStringLiteral("total")});
        QTest::qWait(100);
        const quint64 before = stream.counters().received; // what was there when it began
        QVERIFY(m_model->setData(m_model->index(0, 2), QStringLiteral("nut")));
        QVERIFY(m_model->setData(m_model->index(0, 3), QStringLiteral("3.50")));
        m_model->deleteRows({1});
        const int added = m_model->addEmptyRow();
        QVERIFY(m_model->setData(m_model->index(added, 1), QStringLiteral("3")));
        QVERIFY(m_model->setData(m_model->index(added, 3), QStringLiteral("6.5")));
        QVERIFY(m_model->setData(m_model->index(added, 4), QStringLiteral("2026-11-30")));
        QVERIFY(m_model->setData(m_model->index(added, 5), QStringLiteral("[\"new\"]")));
        QCOMPARE(m_model->counts().numProblems, 0);
        RowCommit commit(*m_pipeline, "part", m_model->toJson());
        QTRY_COMPARE_WITH_TIMEOUT(commit.state(), CommitState::Complete, kPatienceMs);
        QCOMPARE(commit.numRefused(), uint64_t{0});
        QVERIFY(!commit.token().isEmpty());
        QVERIFY(commit.step().has_value());
        // One old and one new row of the sum: the delete, the update and the insert were one change.
        QTRY_COMPARE_WITH_TIMEOUT(stream.counters().received, before + 2, kPatienceMs);
        read();
        QCOMPARE(m_model->rowCount(), 2);
        QCOMPARE(m_model->index(0, 2).data().toString(), QStringLiteral("nut"));
        QCOMPARE(m_model->index(1, 5).data().toString(), QStringLiteral("[\"new\"]"));
    }

    void commitsWhileInputsArePaused()
    {
        QVERIFY(m_pipeline->pauseInputs());
        QTRY_COMPARE_WITH_TIMEOUT(m_pipeline->state(), PipelineState::Paused, kPatienceMs);
        RowCommit commit(*m_pipeline, "part", "{\"insert\":{\"id\":77}}\n");
        QTRY_COMPARE_WITH_TIMEOUT(commit.state(), CommitState::Complete, kPatienceMs);
    }

    void aRefusedRowIsTold()
    {
        RowCommit commit(*m_pipeline, "part", "{\"insert\":{\"id\":null}}\n{\"insert\":{\"id\":78}}\n");
        QTRY_COMPARE_WITH_TIMEOUT(commit.state(), CommitState::Complete, kPatienceMs);
        QCOMPARE(commit.numRefused(), uint64_t{1});
        QVERIFY(commit.error().has_value());
    }

    void aForeignTransactionIsNotMixedWith()
    {
        QVERIFY(m_pipeline->pipeline()->startTransaction().ok());
        RowCommit commit(*m_pipeline, "part", "{\"insert\":{\"id\":79}}\n");
        QTRY_COMPARE_WITH_TIMEOUT(commit.state(), CommitState::Failed, kPatienceMs);
        QCOMPARE(commit.error()->code, ErrorCode::kTransactionOpen);
    }

    void endsWithTheRun()
    {
        auto commit = std::make_unique<RowCommit>(*m_pipeline, "line", "{\"insert\":{\"words\":\"x\"}}\n");
        QVERIFY(m_pipeline->stop());
        QTRY_VERIFY_WITH_TIMEOUT(commit->state() == CommitState::Complete || commit->state() == CommitState::Failed,
                                 kPatienceMs);
        commit.reset(); // joins
    }

private:
    void query(const QString& sql)
    {
        QSignalSpy finished(m_cell.get(), &QueryCell::finished);
        m_cell->run(sql);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatienceMs);
        QCOMPARE(m_cell->state(), QueryState::Finished);
    }

    void read()
    {
        m_model->begin(*m_pipeline->findRelation(QStringLiteral("part")), nullptr);
        query(QStringLiteral("SELECT * FROM part ORDER BY id"));
        m_model->begin(*m_pipeline->findRelation(QStringLiteral("part")), &m_cell->result());
    }

    std::unique_ptr<EngineBridge> m_bridge;
    PipelineBridge* m_pipeline = nullptr;
    std::unique_ptr<QueryCell> m_cell;
    std::unique_ptr<StagedRowsModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(TestEntry)
#include "test_entry.moc"
