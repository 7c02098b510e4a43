// SPDX-License-Identifier: GPL-3.0-or-later
// Rewritten queries give the same rows as they do as written: hand-made queries and random ones.
#include "engine/plan/planner.h"
#include "tests/engine/plan/query_interpreter.h"

#include <QTest>

#include <random>

using namespace millrace;
using namespace millrace::testing;

namespace {

constexpr const char* kTables = "CREATE TABLE r (a INT NOT NULL, b INT, s VARCHAR);\n"
                                "CREATE TABLE t (a INT NOT NULL, c BIGINT, s VARCHAR);\n"
                                "CREATE TABLE u (c BIGINT NOT NULL, d INT, e INT);\n";

using Random = std::mt19937;

int64_t below(Random& random, int limit)
{
    return static_cast<int64_t>(random() % static_cast<unsigned>(limit));
}

/// Small values with many equal ones and some NULLs.
Database makeDatabase(Random& random, const sql::Program& program)
{
    Database database;
    for (sql::RelationId id = 0; id < 3; ++id) {
        Rows& rows = database[id];
        for (int64_t i = below(random, 7); i > 0; --i) {
            Row row;
            for (const ColumnInfo& column : program.relations[id].schema.columns) {
                const bool isNull = column.type.nullable && below(random, 4) == 0;
                const int64_t number = below(random, 4);
                row.push_back(isNull                              ? Value()
                              : column.type.id == TypeId::Varchar ? Value(std::string(1, char('w' + number)))
                                                                  : Value(number));
            }
            rows.push_back(std::move(row));
        }
    }
    return database;
}

/// Makes random queries over the tables; every column name of a source is unique in it.
class QueryMaker {
public:
    explicit QueryMaker(Random& random)
        : m_random(random)
    {
    }

    std::string make()
    {
        m_numAliases = 0;
        std::string query = makeSelect(2);
        if (below(m_random, 5) == 0) {
            query = "SELECT p.k0 FROM (" + query + ") AS p UNION" + (below(m_random, 2) == 0 ? " ALL" : "") +
                    " SELECT q.k0 FROM (" + makeSelect(1) + ") AS q";
        }
        return query;
    }

private:
    struct Source {
        std::string text;
        std::vector<std::string> columns; ///< numbers
    };

    std::string pick(const std::vector<std::string>& list)
    {
        return list[static_cast<size_t>(below(m_random, static_cast<int>(list.size())))];
    }

    Source makeSource(int depth)
    {
        const std::string alias = "x" + std::to_string(m_numAliases++);
        if (depth > 0 && below(m_random, 3) == 0) {
            return {"(" + makeSelect(depth - 1) + ") AS " + alias, {alias + ".k0", alias + ".k1"}};
        }
        switch (below(m_random, 3)) {
        case 0: return {"r AS " + alias, {alias + ".a", alias + ".b"}};
        case 1: return {"t AS " + alias, {alias + ".a", alias + ".c"}};
        default: return {"u AS " + alias, {alias + ".c", alias + ".d", alias + ".e"}};
        }
    }

    std::string makeCondition(const std::vector<std::string>& columns, int depth)
    {
        const std::string a = pick(columns);
        switch (below(m_random, depth > 0 ? 10 : 6)) {
        case 0:
        case 1:
        case 2: return a + " = " + pick(columns);
        case 3: return a + " > " + std::to_string(below(m_random, 4));
        case 4: return a + " IS NOT NULL";
        case 5: return a + " + 1 = " + pick(columns);
        case 6: return "(" + makeCondition(columns, 0) + " OR " + makeCondition(columns, 0) + ")";
        case 7:
            return "((" + makeCondition(columns, 0) + " AND " + a + " = 1) OR (" + a + " = 1 AND " +
                   makeCondition(columns, 0) + "))";
        case 8: return "NOT (" + makeCondition(columns, depth - 1) + ")";
        default: return "COALESCE(" + a + ", 0) < " + pick(columns);
        }
    }

    std::string makeConditions(const std::vector<std::string>& columns)
    {
        std::string text = makeCondition(columns, 1);
        for (int64_t i = below(m_random, 3); i > 0; --i) {
            text += " AND " + makeCondition(columns, 1);
        }
        return text;
    }

    std::string makeSelect(int depth)
    {
        Source from = makeSource(depth);
        for (int64_t i = below(m_random, 3); i > 0; --i) {
            const Source next = makeSource(depth);
            std::vector<std::string> columns = from.columns;
            columns.insert(columns.end(), next.columns.begin(), next.columns.end());
            static const char* const kJoins[] = {" JOIN ", " LEFT JOIN ", " RIGHT JOIN ", " FULL JOIN "};
            if (below(m_random, 2) == 0) {
                // A comma would bind less than the joins that follow it.
                from.text += " CROSS JOIN " + next.text;
            } else {
                from.text += kJoins[below(m_random, 4)] + next.text + " ON " + makeConditions(columns);
            }
            from.columns = std::move(columns);
        }
        const std::string where = below(m_random, 4) != 0 ? " WHERE " + makeConditions(from.columns) : "";
        const std::string first = pick(from.columns);
        const std::string second = pick(from.columns);
        switch (below(m_random, 5)) {
        case 4:
            return "SELECT " + first + " AS k0, COUNT(DISTINCT " + second + ") AS k1, COUNT(*) AS k2 FROM " +
                   from.text + where + " GROUP BY " + first;
        case 0:
            return "SELECT " + first + " AS k0, COUNT(*) AS k1, MAX(" + second + ") AS k2 FROM " + from.text + where +
                   " GROUP BY " + first + (below(m_random, 2) == 0 ? " HAVING COUNT(*) > 1 AND " + first + " < 3" : "");
        case 1: return "SELECT DISTINCT " + first + " AS k0, " + second + " AS k1 FROM " + from.text + where;
        case 2: return "SELECT " + first + " + 1 AS k0, " + second + " AS k1, 7 AS k2 FROM " + from.text + where;
        default: return "SELECT " + first + " AS k0, " + second + " AS k1 FROM " + from.text + where;
        }
    }

    Random& m_random;
    int m_numAliases = 0;
};

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
        for (unsigned seed = 1; seed <= 400; ++seed) {
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
