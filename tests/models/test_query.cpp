// SPDX-License-Identifier: GPL-3.0-or-later
// Queries of the notebook on the real engine: rows, errors with place, cancel, watching, history.
#include "models/bridge/engine_bridge.h"
#include "models/query/query_cell.h"
#include "models/query/query_history_model.h"
#include "models/query/statement_text.h"
#include "models/shell/pick_list_model.h"
#include "models/text/fuzzy_match.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace millrace::models;

namespace {

constexpr int kPatienceMs = 20'000;
constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

constexpr const char* kProgram = R"(
    CREATE TABLE part (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR, price DECIMAL(10, 2));
    CREATE MATERIALIZED VIEW dear AS SELECT name FROM part WHERE price > 5;
)";

QString at(const QString& text, qsizetype position)
{
    const TextRange range = statementAt(text, position);
    return text.mid(range.begin, range.end - range.begin);
}

} // namespace

class TestQuery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_bridge = std::make_unique<EngineBridge>(api::Engine::open({}).value());
        m_pipeline = m_bridge->createPipeline(QStringLiteral("parts"), QString::fromLatin1(kProgram));
        QVERIFY(m_pipeline->start());
        QTRY_COMPARE_WITH_TIMEOUT(m_pipeline->state(), PipelineState::Running, kPatienceMs);
        m_cell = std::make_unique<QueryCell>(*m_pipeline);
        m_tester = std::make_unique<QAbstractItemModelTester>(&m_cell->result(), kFatal);
        run(QStringLiteral("INSERT INTO part VALUES (1, 'bolt', 2.5), (2, NULL, 10), (3, 'a|b', 7)"));
        QCOMPARE(m_cell->state(), QueryState::Finished);
        QVERIFY(!m_cell->progress().token.empty());
    }

    void cleanup()
    {
        m_tester.reset();
        m_cell.reset();
        m_bridge.reset();
    }

    void showsRows()
    {
        run(QStringLiteral("SELECT id, name, price FROM part ORDER BY id"));
        const QueryResultModel& result = m_cell->result();
        QCOMPARE(result.rowCount(), 3);
        QCOMPARE(result.columnCount(), 3);
        QCOMPARE(result.index(0, 1).data().toString(), QStringLiteral("bolt"));
        QVERIFY(result.index(1, 1).data(QueryResultModel::NullRole).toBool());
        QVERIFY(result.index(1, 2).data(QueryResultModel::NumericRole).toBool());
        QCOMPARE(result.headerData(2, Qt::Horizontal, Qt::ToolTipRole).toString(),
                 QStringLiteral("price DECIMAL(10, 2)"));
        QVERIFY(!m_cell->isTruncated());
    }

    void copiesInEveryFormat()
    {
        run(QStringLiteral("SELECT id, name FROM part ORDER BY id"));
        const QueryResultModel& result = m_cell->result();
        const auto text = [&](RowFormat format) { return result.extract({1, 2}, format, QStringLiteral("part")); };
        QCOMPARE(text(RowFormat::Tsv), QStringLiteral("id\tname\n2\t\n3\ta|b\n"));
        QCOMPARE(text(RowFormat::Csv), QStringLiteral("id,name\n2,\n3,a|b\n"));
        QCOMPARE(text(RowFormat::JsonLines), QStringLiteral("{\"id\":2,\"name\":null}\n{\"id\":3,\"name\":\"a|b\"}\n"));
        QCOMPARE(text(RowFormat::Markdown), QStringLiteral("| id | name |\n| ---: | --- |\n| 2 |  |\n| 3 | a\\|b |\n"));
        QCOMPARE(text(RowFormat::SqlInsert),
                 QStringLiteral("INSERT INTO \"part\" (\"id\", \"name\") VALUES (2, NULL);\n"
                                "INSERT INTO \"part\" (\"id\", \"name\") VALUES (3, 'a|b');\n"));
    }

    void tellsThePlaceOfAnError()
    {
        run(QStringLiteral("SELECT id,\n  colour FROM part"));
        QCOMPARE(m_cell->state(), QueryState::Failed);
        QCOMPARE(m_cell->error()->span.line, 2u);
        QCOMPARE(m_cell->error()->span.column, 3u);
        QCOMPARE(m_cell->result().columnCount(), 0);
    }

    void cutsAndSaysSo()
    {
        // 400 * 400 rows are more than are kept.
        QStringList values;
        for (int i = 0; i < 400; ++i) {
            values.append(QStringLiteral("(%1, 'n', 1)").arg(i + 100));
        }
        run(QStringLiteral("INSERT INTO part VALUES ") + values.join(u','));
        run(QStringLiteral("SELECT a.id, b.id AS other FROM part a CROSS JOIN part b"));
        QCOMPARE(m_cell->state(), QueryState::Finished);
        QCOMPARE(m_cell->result().rowCount(), static_cast<int>(QueryCell::kMaxRows));
        QVERIFY(m_cell->isTruncated());
    }

    void cancelEndsIt()
    {
        // Billions of combinations: it would not end in the time of a test.
        m_cell->run(
            QStringLiteral("SELECT COUNT(*) FROM (SELECT a.id FROM part a, part b, part c, part d, part e, part f, "
                           "part g, part h, part i, part j, part k, part l, part m, part n, part o, part p, "
                           "part q, part r, part s, part t) x"));
        QCOMPARE(m_cell->state(), QueryState::Running);
        QTest::qWait(30);
        m_cell->cancel();
        QTRY_COMPARE_WITH_TIMEOUT(m_cell->state(), QueryState::Cancelled, kPatienceMs);
        run(QStringLiteral("SELECT 1 AS one"));
        QCOMPARE(m_cell->result().rowCount(), 1);
    }

    void aNewRunReplacesTheOld()
    {
        for (int i = 0; i < 50; ++i) {
            m_cell->run(QStringLiteral("SELECT %1 AS number").arg(i));
        }
        QTRY_COMPARE_WITH_TIMEOUT(m_cell->state(), QueryState::Finished, kPatienceMs);
        QCOMPARE(m_cell->result().index(0, 0).data().toString(), QStringLiteral("49"));
    }

    void watchingFollowsTheSteps()
    {
        run(QStringLiteral("SELECT name FROM dear ORDER BY name"));
        QCOMPARE(m_cell->result().rowCount(), 2);
        m_cell->setWatching(true);
        QSignalSpy resets(&m_cell->result(), &QAbstractItemModel::modelReset);
        QueryCell other(*m_pipeline);
        other.run(QStringLiteral("INSERT INTO part VALUES (9, 'gold', 99)"));
        QTRY_COMPARE_WITH_TIMEOUT(m_cell->result().rowCount(), 3, kPatienceMs);
        QCOMPARE(resets.size(), 1);
        QVERIFY(m_cell->numRefreshes() > 0);
        // Nothing happens: nothing is asked.
        const int refreshes = m_cell->numRefreshes();
        QTest::qWait(2 * QueryCell::kWatchIntervalMs + 200);
        QVERIFY(m_cell->numRefreshes() <= refreshes + 1);
        m_cell->setWatching(false);
        other.run(QStringLiteral("INSERT INTO part VALUES (10, 'iron', 99)"));
        QTRY_COMPARE_WITH_TIMEOUT(other.state(), QueryState::Finished, kPatienceMs);
        QTest::qWait(QueryCell::kWatchIntervalMs + 100);
        QCOMPARE(m_cell->result().rowCount(), 3);
    }

    void insertsAreNotWatched()
    {
        run(QStringLiteral("INSERT INTO part VALUES (20, 'x', 1)"));
        m_cell->setWatching(true);
        QVERIFY(!m_cell->isWatching());
    }

    void aStoppedPipelineSaysSo()
    {
        QVERIFY(m_pipeline->stop());
        QTRY_COMPARE_WITH_TIMEOUT(m_pipeline->state(), PipelineState::Stopped, kPatienceMs);
        run(QStringLiteral("SELECT 1 AS one"));
        QCOMPARE(m_cell->state(), QueryState::Failed);
        QCOMPARE(m_cell->error()->code, ErrorCode::kPipelineState);
    }

    void historyOutlivesTheModel()
    {
        {
            QueryHistoryModel history(m_bridge->settings());
            const QAbstractItemModelTester tester(&history, kFatal);
            for (int i = 0; i < QueryHistoryModel::kMaxEntries + 20; ++i) {
                history.add({QStringLiteral("SELECT %1").arg(i), QStringLiteral("parts"), 1, 2, 3, false});
            }
            QCOMPARE(history.rowCount(), QueryHistoryModel::kMaxEntries);
            history.add({QStringLiteral("SELECT 400"), QStringLiteral("parts"), 1, 2, 3, true});
            QCOMPARE(history.rowCount(), QueryHistoryModel::kMaxEntries); // it was there already
        }
        const QueryHistoryModel again(m_bridge->settings());
        QCOMPARE(again.rowCount(), QueryHistoryModel::kMaxEntries);
        QCOMPARE(again.entries().first().sql, QStringLiteral("SELECT 400"));
        QVERIFY(again.entries().first().hasFailed);
    }

    void settingsWaitAndAreWritten()
    {
        {
            SettingWriter writer(m_bridge->engine());
            for (int i = 0; i < 1000; ++i) {
                writer.set("key", std::to_string(i));
            }
            QCOMPARE(writer.value("key"), std::optional<std::string>("999"));
        }
        QCOMPARE(m_bridge->engine().setting("key"), std::optional<std::string>("999"));
    }

    void findsStatements()
    {
        const QString text =
            QStringLiteral("-- one\nSELECT ';' AS a; -- two; still\n/* ; */ SELECT \"x;y\" FROM t;\n\n");
        QCOMPARE(at(text, 0), QStringLiteral("SELECT ';' AS a"));
        QCOMPARE(at(text, text.indexOf(u"; --"_qs) + 1), QStringLiteral("SELECT ';' AS a"));
        QCOMPARE(at(text, text.indexOf(u"x;y"_qs)), QStringLiteral("SELECT \"x;y\" FROM t"));
        QCOMPARE(at(text, text.size()), QStringLiteral("SELECT \"x;y\" FROM t"));
        QVERIFY(statementAt(QStringLiteral(" ;; -- nothing"), 1).isEmpty());
        QCOMPARE(at(QStringLiteral("SELECT 'never closed"), 3), QStringLiteral("SELECT 'never closed"));
    }

    void findsTheQueryOfAView()
    {
        QCOMPARE(
            queryOf(QStringLiteral("CREATE MATERIALIZED VIEW v (a, b) WITH ('x' = ' AS ') AS SELECT cast(a AS INT)")),
            QStringLiteral("SELECT cast(a AS INT)"));
        QCOMPARE(queryOf(QStringLiteral("select 1 as one")), QStringLiteral("select 1 as one"));
        QVERIFY(changesRows(QStringLiteral("  -- note\n insert into t values (1)")));
        QVERIFY(!changesRows(QStringLiteral("SELECT 'insert'")));
        QVERIFY(isPlainName(QStringLiteral("view_1")) && !isPlainName(QStringLiteral("1st")));
    }

    void typedLettersFindNames()
    {
        QVERIFY(*fuzzyScore(QStringLiteral("np"), QStringLiteral("New pipeline")) >
                *fuzzyScore(QStringLiteral("np"), QStringLiteral("Snapshot")));
        QVERIFY(*fuzzyScore(QStringLiteral("pref"), QStringLiteral("preferred_vendor")) >
                *fuzzyScore(QStringLiteral("pref"), QStringLiteral("price of freight")));
        QVERIFY(!fuzzyScore(QStringLiteral("xyz"), QStringLiteral("New pipeline")));
        QCOMPARE(fuzzyScore(QString(), QStringLiteral("anything")), std::optional<int>(0));
        PickListModel list({{QStringLiteral("Run"), QStringLiteral("Pipeline"), {}, {}, {}, 1},
                            {QStringLiteral("Stop"), QStringLiteral("Pipeline"), {}, {}, QStringLiteral("no"), 2},
                            {QStringLiteral("Rename"), QStringLiteral("File"), {}, {}, {}, 3}});
        const QAbstractItemModelTester tester(&list, kFatal);
        QCOMPARE(list.rowCount(), 3);
        list.setPattern(QStringLiteral("re"));
        QCOMPARE(list.index(0).data(PickListModel::PayloadRole).toInt(), 3);
        list.setPattern(QStringLiteral("pipe"));
        QCOMPARE(list.rowCount(), 2);
        QVERIFY(!list.flags(list.index(1)).testFlag(Qt::ItemIsEnabled));
    }

private:
    void run(const QString& sql)
    {
        QSignalSpy finished(m_cell.get(), &QueryCell::finished);
        m_cell->run(sql);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatienceMs);
    }

    std::unique_ptr<EngineBridge> m_bridge;
    PipelineBridge* m_pipeline = nullptr;
    std::unique_ptr<QueryCell> m_cell;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(TestQuery)
#include "test_query.moc"
