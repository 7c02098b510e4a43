// SPDX-License-Identifier: GPL-3.0-or-later
// Rewritten queries give the same rows as they do as written: hand-made queries and random ones.
#include "engine/plan/planner.h"
#include "tests/engine/plan/random_query.h"

#include <QTest>

using namespace millrace;
using namespace millrace::testing;

namespace {

void compare(const std::string& query, unsigned seed)
{
    const std::string text = std::string(kTables) +
                             "CREATE VIEW w AS SELECT a, MAX(b) AS m FROM r GROUP BY a;\n"
                             "CREATE LOCAL VIEW v AS " +
                             query;
    const sql::Program program = sql::compileProgram(text);
    const std::string context = "seed " + std::to_string(seed) + ": " + query + "\n";
    if (program.hasErrors()) {
        std::string messages = context;
        for (const sql::Diagnostic& diagnostic : program.diagnostics) {
            messages += sql::formatDiagnostic(diagnostic, "", text);
        }
        QFAIL(messages.c_str());
    }
    const sql::Relation& view = *program.find("v");
    const sql::RelPtr optimized = plan::optimize(view.query, program);
    QCOMPARE(optimized->schema.columns, view.query->schema.columns);
    Random random(seed);
    for (int round = 0; round < 3; ++round) {
        const Database database = makeDatabase(random, program);
        const auto expected = interpret(*view.query, program, database);
        const auto actual = interpret(*optimized, program, database);
        QVERIFY2(expected.ok() && actual.ok(), context.c_str());
        const std::string shown =
            context + plan::explainQuery(*view.query, program) + plan::explainQuery(*optimized, program);
        QVERIFY2(sortedLines(*actual, view.schema) == sortedLines(*expected, view.schema), shown.c_str());
    }
}

} // namespace

class TestEquivalence : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void handMade_data()
    {
        QTest::addColumn<QByteArray>("query");
        for (const char* query : {
                 "SELECT r.a, t.c FROM r, t WHERE r.a = t.a",
                 "SELECT r.a, u.d FROM u, r, t WHERE t.c = u.c AND r.a = t.a AND r.b > 1",
                 "SELECT r.a FROM r, t, u WHERE r.a = u.d",
                 "SELECT x.*, y.a AS ya FROM r AS x JOIN r AS y ON x.a = y.b WHERE x.s = y.s AND x.a + y.a > 2 AND "
                 "FALSE IS NOT TRUE",
                 "SELECT r.a, t.c FROM r LEFT JOIN t ON r.a = t.a WHERE t.c > 0",
                 "SELECT r.a, t.c FROM r LEFT JOIN t ON r.a = t.a AND t.c > 1 AND r.b = 1 WHERE r.b < 3",
                 "SELECT r.a, t.c FROM r RIGHT JOIN t ON r.a = t.a AND r.b > 1 WHERE COALESCE(r.b, 5) = 5",
                 "SELECT r.a, t.c FROM r FULL JOIN t ON r.a = t.a WHERE r.a > 0",
                 "SELECT r.a, t.c FROM r FULL JOIN t ON r.a = t.a WHERE r.a > 0 AND t.c > 0",
                 "SELECT r.a, t.c, u.e FROM r LEFT JOIN t ON r.a = t.a LEFT JOIN u ON t.c = u.c WHERE r.b IS NULL",
                 "SELECT m, COUNT(*) AS n FROM w, t WHERE w.a = t.a GROUP BY m HAVING m > 0",
                 "SELECT k, n FROM (SELECT a + 1 AS k, COUNT(*) AS n FROM r GROUP BY a + 1) WHERE k > 1 AND n > 0",
                 "SELECT n FROM (SELECT COUNT(*) AS n FROM r) WHERE n > 1",
                 "SELECT x FROM (SELECT a AS x FROM r UNION ALL SELECT c FROM t) WHERE x = 1",
                 "SELECT x FROM (SELECT DISTINCT a AS x, b FROM r) WHERE x < 2",
                 "SELECT COUNT(*) AS n FROM (SELECT DISTINCT a, b FROM r)",
                 "SELECT COUNT(*) AS n FROM (SELECT a FROM r UNION ALL SELECT a FROM t)",
                 "SELECT COUNT(*) AS n FROM r, t",
                 "SELECT 1 AS one FROM r, t WHERE r.a = 1",
                 "SELECT a FROM r WHERE 1 = 2",
                 "SELECT COUNT(*) AS n FROM r WHERE 1 = 2",
                 "SELECT a FROM r WHERE 1 = 1 AND (a = 1 OR 1 = 1)",
                 "SELECT x + y AS z FROM (SELECT a * 2 AS x, a AS y FROM r) WHERE x = 2 * y",
                 "WITH c AS (SELECT a, b FROM r WHERE b > 0) SELECT p.a, q.b FROM c AS p, c AS q WHERE p.a = q.b",
                 "SELECT r.a FROM r, t WHERE (r.a = t.a AND r.b = 1) OR (r.a = t.a AND t.c = 2)",
                 "SELECT r.a FROM r, u WHERE r.a = u.c AND r.b = u.d AND r.b + u.e > 1",
                 "SELECT a FROM r EXCEPT SELECT a FROM t",
                 "SELECT s FROM r INTERSECT SELECT s FROM t",
                 "SELECT CASE a WHEN 1 THEN 'one' WHEN 2 THEN 'two' END AS w, SUM(b) AS n FROM r GROUP BY 1",
                 "SELECT v.i + 1 AS j, r.a FROM (VALUES (1), (2)) AS v(i), r WHERE v.i = r.a",
                 "SELECT 1 + 2 AS x, 'a' AS y",
                 "SELECT r.a, t.c FROM r LEFT JOIN t ON r.a = t.a",
                 "SELECT r.b, t.c, t.a FROM r LEFT JOIN t ON r.b = t.c AND r.s = t.s",
                 "SELECT r.a, r.b, t.c FROM r LEFT JOIN t ON r.a = t.a AND r.b < t.c",
                 "SELECT r.b, t.c FROM r RIGHT JOIN t ON r.b = t.c",
                 "SELECT r.b, t.c FROM r FULL JOIN t ON r.b = t.c AND r.a <> t.a",
                 "SELECT r.b, t.c FROM r FULL JOIN t ON r.b = t.c",
                 "SELECT r.a, t.c FROM r LEFT JOIN t ON 1 = 1",
                 "SELECT r.a, COUNT(t.c) AS n, MAX(u.e) AS m FROM r LEFT JOIN t ON r.a = t.a LEFT JOIN u ON t.c = u.c "
                 "GROUP BY r.a",
                 "SELECT COUNT(DISTINCT b) AS n FROM r",
                 "SELECT s, COUNT(DISTINCT b) AS n, SUM(DISTINCT a) AS m FROM r GROUP BY s",
                 "SELECT s, COUNT(DISTINCT b) AS n, COUNT(*) AS c, MAX(a) AS m, SUM(a) AS t, COUNT(DISTINCT a) AS d "
                 "FROM r "
                 "GROUP BY s",
                 "SELECT COUNT(DISTINCT b) AS n, COUNT(*) AS c, COUNT(b) AS d, MIN(s) AS e FROM r WHERE a > 2",
                 "SELECT s, COUNT(DISTINCT b) FILTER (WHERE a > 1) AS n, COUNT(*) FILTER (WHERE a > 1) AS c, "
                 "AVG(DISTINCT b) "
                 "AS v FROM r GROUP BY s",
                 "SELECT COUNT(DISTINCT b) AS n FROM (SELECT COUNT(DISTINCT a) AS b FROM r GROUP BY s)",
             }) {
            QTest::newRow(query) << QByteArray(query);
        }
    }
    void handMade()
    {
        QFETCH(QByteArray, query);
        for (unsigned seed = 1; seed <= 5; ++seed) {
            compare(query.toStdString(), seed);
        }
    }

    void random()
    {
        for (unsigned seed = 1; seed <= 250; ++seed) {
            Random random(seed);
            compare(QueryMaker(random).make(), seed);
            if (QTest::currentTestFailed()) {
                return;
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestEquivalence)
#include "test_equivalence.moc"
