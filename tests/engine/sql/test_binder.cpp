// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/program.h"
#include "tests/support/slowdown.h"

#include <QElapsedTimer>
#include <QTest>

using namespace millrace;
using namespace millrace::sql;

namespace {

/// Tables that the queries of the tests read.
constexpr const char* kTables = "CREATE TABLE t (a INT NOT NULL, b BIGINT, s VARCHAR, d DECIMAL(10, 2), f DOUBLE, "
                                "day DATE, ts TIMESTAMP, ok BOOLEAN);\n"
                                "CREATE TABLE u (a INT NOT NULL, x VARCHAR(5), y REAL NOT NULL);\n";

Program compile(const QByteArray& text)
{
    return compileProgram(std::string_view(text.constData(), size_t(text.size())));
}

/// "name TYPE, name TYPE NOT NULL".
QByteArray describe(const Schema& schema)
{
    QByteArray out;
    for (const ColumnInfo& column : schema.columns) {
        out += out.isEmpty() ? "" : ", ";
        out += QByteArray::fromStdString(column.name + " " + column.type.toString());
        out += column.type.nullable ? "" : " NOT NULL";
    }
    return out;
}

QByteArray describe(const std::vector<Diagnostic>& diagnostics)
{
    QByteArray out;
    for (const Diagnostic& diagnostic : diagnostics) {
        out += diagnostic.severity == Severity::Error ? "error " : "warning ";
        out += QByteArray::number(diagnostic.span.line) + ":" + QByteArray::number(diagnostic.span.column) + " ";
        out += QByteArray::fromStdString(diagnostic.message);
        for (const ErrorNote& note : diagnostic.notes) {
            out += " (" + QByteArray::fromStdString(note.text) + ")";
        }
        out += "\n";
    }
    return out.trimmed();
}

void newRow(const char* text, const char* expected)
{
    QTest::newRow(text) << QByteArray(text) << QByteArray(expected);
}

} // namespace

class TestBinder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void typesOfViews_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("schema");
        newRow("SELECT a, b AS c, s d FROM t", "a INTEGER NOT NULL, c BIGINT, d VARCHAR");
        newRow("SELECT * FROM u", "a INTEGER NOT NULL, x VARCHAR(5), y REAL NOT NULL");
        newRow("SELECT t.a, u.* FROM t, u AS u2 CROSS JOIN (SELECT 1 AS one) AS u",
               "a INTEGER NOT NULL, one INTEGER NOT NULL");
        newRow("SELECT a + 1, 2 AS \"B\", a AS 'C d' FROM t",
               "EXPR$0 INTEGER NOT NULL, B INTEGER NOT NULL, C d INTEGER NOT NULL");
        newRow("SELECT 1 AS i, 3000000000 AS b, 99999999999999999999 AS n, 1.50 AS d, 1e0 AS f, 'abc' AS s, TRUE AS t "
               "FROM t",
               "i INTEGER NOT NULL, b BIGINT NOT NULL, n DECIMAL(20, 0) NOT NULL, d DECIMAL(3, 2) NOT NULL, "
               "f DOUBLE NOT NULL, s CHAR(3) NOT NULL, t BOOLEAN NOT NULL");
        newRow("SELECT -2147483648 AS i, -9223372036854775808 AS b FROM t", "i INTEGER NOT NULL, b BIGINT NOT NULL");
        newRow("SELECT DATE '2024-02-29' AS d, TIME '12:00:00' AS t, TIMESTAMP '2024-01-01 00:00:00' AS ts FROM t",
               "d DATE NOT NULL, t TIME NOT NULL, ts TIMESTAMP NOT NULL");
        newRow("SELECT CAST(a AS VARCHAR(3)) AS c, b::DOUBLE AS e, SAFE_CAST(s AS INT) AS i FROM t",
               "c VARCHAR(3) NOT NULL, e DOUBLE, i INTEGER");
        newRow("SELECT COUNT(*) AS n, COUNT(b) AS nb, SUM(a) AS sa, AVG(a) AS aa, SUM(d) AS sd, AVG(d) AS ad, "
               "MIN(s) AS ms, MAX(ts) AS mt, SUM(f) AS sf FROM t",
               "n BIGINT NOT NULL, nb BIGINT NOT NULL, sa INTEGER, aa INTEGER, sd DECIMAL(38, 2), ad DECIMAL(10, 2), "
               "ms VARCHAR, mt TIMESTAMP, sf DOUBLE");
        newRow("SELECT s, SUM(a) AS x, SUM(a) FILTER (WHERE ok) AS y FROM t GROUP BY s",
               "s VARCHAR, x INTEGER NOT NULL, y INTEGER");
        newRow("SELECT COUNT(*) FILTER (WHERE ok) AS n, COUNTIF(ok) AS m, COUNT(a, b) AS k FROM t",
               "n BIGINT NOT NULL, m BIGINT NOT NULL, k BIGINT NOT NULL");
        newRow("SELECT a % 2 AS parity, SUM(b) + 1 AS n FROM t GROUP BY a % 2 HAVING COUNT(*) > 1",
               "parity INTEGER NOT NULL, n BIGINT");
        newRow("SELECT a + 1 AS k, COUNT(*) AS n FROM t GROUP BY k", "k INTEGER NOT NULL, n BIGINT NOT NULL");
        newRow("SELECT s, a, COUNT(*) AS n FROM t GROUP BY (s, 2)", "s VARCHAR, a INTEGER NOT NULL, n BIGINT NOT NULL");
        newRow("SELECT COUNT(*) AS n FROM t GROUP BY ()", "n BIGINT NOT NULL");
        newRow("SELECT 1 AS one FROM t HAVING MAX(a) > 3", "one INTEGER NOT NULL");
        newRow("SELECT a + 1 AS x, x * 2 AS y, x + y AS z FROM t",
               "x INTEGER NOT NULL, y INTEGER NOT NULL, z INTEGER NOT NULL");
        newRow("SELECT b AS a, a + 1 AS c FROM t", "a BIGINT, c INTEGER NOT NULL");
        newRow("SELECT SUM(a) AS n, n * 2 AS m, SUM(a) FROM t", "n INTEGER, m INTEGER, EXPR$2 INTEGER");
        newRow("SELECT s, SUM(a) AS n FROM t GROUP BY s HAVING n > 3", "s VARCHAR, n INTEGER NOT NULL");
        newRow("SELECT DISTINCT s FROM t", "s VARCHAR");
        newRow("SELECT a FROM t UNION SELECT b FROM t", "a BIGINT");
        newRow("SELECT 'a' AS s FROM t UNION ALL SELECT 'abc' FROM t", "s VARCHAR(3) NOT NULL");
        newRow("SELECT a FROM t EXCEPT SELECT a FROM u", "a INTEGER NOT NULL");
        newRow("SELECT s FROM t INTERSECT SELECT x FROM u", "s VARCHAR");
        newRow("(SELECT a FROM t) UNION ALL (SELECT 1 ORDER BY 1)", "a INTEGER NOT NULL");
        newRow("SELECT t.a, x FROM t LEFT JOIN u ON t.a = u.a", "a INTEGER NOT NULL, x VARCHAR(5)");
        newRow("SELECT t.a, y FROM u RIGHT JOIN t ON t.a = u.a", "a INTEGER NOT NULL, y REAL");
        newRow("SELECT t.a, y FROM t FULL JOIN u ON t.a = u.a", "a INTEGER, y REAL");
        newRow("SELECT a, x, b FROM t JOIN u USING (a)", "a INTEGER NOT NULL, x VARCHAR(5), b BIGINT");
        newRow("SELECT * FROM (SELECT b, a FROM t) AS p JOIN u USING (a)",
               "a INTEGER NOT NULL, b BIGINT, x VARCHAR(5), y REAL NOT NULL");
        newRow("SELECT p.a, u.a AS ua FROM (SELECT b, a FROM t) AS p FULL JOIN u USING (a)", "a INTEGER, ua INTEGER");
        newRow("SELECT a FROM t FULL JOIN u USING (a)", "a INTEGER");
        newRow("SELECT * FROM (SELECT a, s FROM t) AS p NATURAL JOIN u",
               "a INTEGER NOT NULL, s VARCHAR, x VARCHAR(5), y REAL NOT NULL");
        newRow("SELECT * FROM (SELECT a FROM t WHERE a > 1)", "a INTEGER NOT NULL");
        newRow("SELECT q.two FROM (SELECT a, b FROM t) AS q(one, two)", "two BIGINT");
        newRow("SELECT two FROM u AS q(one, two, three)", "two VARCHAR(5)");
        newRow("WITH c AS (SELECT a FROM t), e(k) AS (SELECT a + 1 FROM c) SELECT * FROM e JOIN c ON e.k = c.a",
               "k INTEGER NOT NULL, a INTEGER NOT NULL");
        newRow("SELECT * FROM (VALUES (1, 'a'), (2, NULL)) AS v(i, s), t AS t2(q) WHERE FALSE", "");
        newRow("SELECT v.i, v.s FROM (VALUES (1, 'a'), (3000000000, NULL)) AS v(i, s), u",
               "i BIGINT NOT NULL, s CHAR(1)");
        newRow("SELECT CASE WHEN a > 1 THEN 'x' ELSE 'long' END AS c, CASE s WHEN 'a' THEN 1 END AS e FROM t",
               "c VARCHAR(4) NOT NULL, e INTEGER");
        newRow("SELECT COALESCE(b, a) AS c, NULLIF(a, 1) AS n, IF(ok, 1, 2) AS i FROM t",
               "c BIGINT NOT NULL, n INTEGER, i INTEGER NOT NULL");
        newRow("SELECT a BETWEEN 1 AND 2 AS p, s IN ('a', 'b') AS q, s > 'a%' AS r, b IS NULL AS n, ok IS TRUE AS i "
               "FROM t",
               "p BOOLEAN NOT NULL, q BOOLEAN, r BOOLEAN, n BOOLEAN NOT NULL, i BOOLEAN NOT NULL");
        newRow("SELECT a FROM t WHERE day > '2024-01-01' AND ts BETWEEN '2024-01-01' AND '2024-02-01 10:00:00'",
               "a INTEGER NOT NULL");
        newRow("SELECT day + INTERVAL 1 MONTH AS m, ts - INTERVAL '2' HOUR AS h FROM t", "m DATE, h TIMESTAMP");
        newRow("SELECT (a, s) = (1, 'x') AS e, (a, b) IN ((1, 2), (3, 4)) AS i FROM t", "e BOOLEAN, i BOOLEAN");
        newRow("SELECT s LIKE 'a%' AS l, s NOT ILIKE 'b!%' ESCAPE '!' AS n, s RLIKE 'a+' AS r FROM t",
               "l BOOLEAN, n BOOLEAN, r BOOLEAN");
        newRow(
            "SELECT EXTRACT(YEAR FROM day) AS y, HOUR(ts) AS h, DATE_TRUNC(day, MONTH) AS m, TIMESTAMP_TRUNC(ts, HOUR) "
            "AS t, FLOOR(ts TO DAY) AS f, CEIL(day TO MONTH) AS c FROM t",
            "y BIGINT, h BIGINT, m DATE, t TIMESTAMP, f TIMESTAMP, c DATE");
        newRow("SELECT TIMESTAMPADD(DAY, 2, ts) AS a, TIMESTAMPDIFF(HOUR, ts, ts) AS b, (ts - ts) HOUR AS c FROM t",
               "a TIMESTAMP, b BIGINT, c INTERVAL DAY TO SECOND");
        newRow("SELECT TRIM(s) AS a, TRIM(LEADING 'x' FROM s) AS b, POSITION('a' IN s) AS c, SUBSTRING(s FROM 2 FOR 3) "
               "AS d, "
               "LEFT(s, 2) AS e, OVERLAY(s PLACING 'a' FROM 1) AS f, s || 'x' AS g FROM t",
               "a VARCHAR, b VARCHAR, c INTEGER, d VARCHAR, e VARCHAR, f VARCHAR, g VARCHAR");
        newRow("SELECT CAST(NULL AS INT) AS n FROM t", "n INTEGER");
        newRow("SELECT T.A, \"t\".B FROM T", "a INTEGER NOT NULL, b BIGINT");
    }
    void typesOfViews()
    {
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, schema);
        const Program program = compile(kTables + ("CREATE LOCAL VIEW v AS " + query));
        if (schema.isEmpty()) {
            QVERIFY(program.hasErrors());
            return;
        }
        QVERIFY2(!program.hasErrors(), describe(program.diagnostics).constData());
        QCOMPARE(describe(program.find("v")->schema), schema);
        QCOMPARE(describe(program.find("v")->query->schema), schema);
    }

    void errorsInQueries_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("diagnostics");
        newRow("SELECT aa FROM t", "error 1:8 No column of this name: aa (Did you mean 'a')");
        newRow("SELECT prcie FROM t", "error 1:8 No column of this name: prcie");
        newRow("SELECT t.dya FROM t", "error 1:10 No column of this name in t: dya (Did you mean 'day')");
        newRow("SELECT q.a FROM t", "error 1:8 No table or view of this name in FROM: q");
        newRow("SELECT a FROM tt", "error 1:15 No table or view of this name: tt (Did you mean 't')");
        newRow("SELECT a FROM t, u", "error 1:8 Several columns have the name a; it may be t.a, u.a");
        newRow("SELECT 1 FROM t, t", "error 1:18 FROM has this name twice; give one an alias: t");
        newRow("SELECT foo(a) FROM t", "error 1:8 No function of this name: FOO");
        newRow("SELECT a, b FROM t WHERE a", "error 1:26 WHERE needs a condition, not a value of type INTEGER");
        newRow("SELECT a FROM t HAVING a > 1",
               "error 1:24 A column outside of an aggregate function must stand in GROUP BY: a\n"
               "error 1:8 A column outside of an aggregate function must stand in GROUP BY: a");
        newRow("SELECT a, COUNT(*) FROM t",
               "error 1:8 A column outside of an aggregate function must stand in GROUP BY: a");
        newRow("SELECT s, a + 1 FROM t GROUP BY s",
               "error 1:11 A column outside of an aggregate function must stand in GROUP BY: a");
        newRow("SELECT * FROM u GROUP BY a",
               "error 1:8 A column outside of an aggregate function must stand in GROUP BY: x\n"
               "error 1:8 A column outside of an aggregate function must stand in GROUP BY: y");
        newRow("SELECT a FROM t WHERE SUM(b) > 1", "error 1:23 An aggregate function cannot stand in WHERE: sum");
        newRow("SELECT SUM(COUNT(*)) FROM t",
               "error 1:12 An aggregate function cannot stand inside another aggregate: count");
        newRow("SELECT COUNT(*) AS n, SUM(n) FROM t",
               "error 1:27 An aggregate function cannot stand inside another aggregate: n");
        newRow("SELECT a FROM t GROUP BY MAX(b)", "error 1:26 An aggregate function cannot stand in GROUP BY: max");
        newRow("SELECT a FROM t GROUP BY 2", "error 1:26 No column of this position, needed in GROUP BY: 2");
        newRow("SELECT SUM(s) FROM t", "error 1:8 sum does not take a value of type VARCHAR");
        newRow("SELECT SUM(a, b) FROM t", "error 1:8 Wrong number of arguments of sum, expected 1: 2");
        newRow("SELECT COUNT() FROM t", "error 1:8 Wrong number of arguments of count, expected 1: 0");
        newRow("SELECT NOW() FROM t", "error 1:8 The time of the clock is not supported yet: now");
        newRow("SELECT CURRENT_DATE FROM t", "error 1:8 The time of the clock is not supported yet: current_date");
        newRow("SELECT MODE(a) FROM t", "error 1:8 This aggregate function is not supported yet: mode");
        newRow("SELECT LOWER(*) FROM t", "error 1:8 (*) belongs to an aggregate function, which this is not: lower");
        newRow("SELECT a FROM t UNION SELECT a, x FROM u",
               "error 1:23 The queries of UNION have different numbers of columns: 1 and 2");
        newRow("SELECT a FROM t UNION SELECT ok FROM t",
               "error 1:1 Column 1 of UNION has no common type: INTEGER and BOOLEAN");
        newRow("VALUES (1), (2, 3)", "error 1:14 Rows of VALUES have different length: 2 and 1");
        newRow("SELECT a FROM t LIMIT b", "error 1:23 LIMIT, OFFSET and FETCH need a whole number");
        newRow("SELECT a FROM t AS p(x)", "error 1:22 t has 8 columns, but names stand for 1");
        newRow("SELECT DATE '2024-13-01' FROM t", "error 1:8 Not a DATE of the form yyyy-mm-dd: '2024-13-01'");
        newRow("SELECT INTERVAL 'x' DAY FROM t", "error 1:8 Malformed amount of an interval: 'x'");
        newRow("SELECT INTERVAL '1' DAY TO YEAR FROM t", "error 1:8 An interval cannot have the units DAY TO YEAR");
        newRow("SELECT 1e999 FROM t", "error 1:8 Number is out of the range of DOUBLE: 1e999");
        newRow("SELECT CAST(a AS FLOAT) FROM t",
               "error 1:18 FLOAT means different things elsewhere; write REAL or DOUBLE");
        newRow("SELECT CAST(a AS UUID) FROM t", "error 1:18 Type UUID is not supported yet");
        newRow("SELECT CAST(a AS INTGER) FROM t", "error 1:18 No type of this name: INTGER (Did you mean 'INTEGER')");
        newRow("SELECT CAST(ok AS DATE) FROM t", "error 1:8 A value of type BOOLEAN cannot be cast to DATE");
        newRow("SELECT a AS x, b AS x FROM t", "error 1:16 The view has two columns of this name: x");
        newRow("SELECT NULL AS x FROM t",
               "error 1:8 A column of a view cannot have type NULL; CAST it to the type it should have: x");
        newRow("SELECT *", "error 1:8 SELECT * needs a FROM clause");
        newRow("SELECT (a, b) FROM t", "error 1:8 A row value is not supported here yet");
        newRow("SELECT (a, b) = (1, 2, 3) FROM t", "error 1:8 Rows of different length are compared: 2 and 3");
        newRow("SELECT a FROM t JOIN u USING (q)", "error 1:31 No column of this name on the left side of the join: q");
        newRow("SELECT a FROM t ORDER BY z", "error 1:26 No column of this name: z");
        newRow("WITH c AS (SELECT 1), c AS (SELECT 2) SELECT * FROM c", "error 1:23 WITH declares this name twice: c");
        newRow("SELECT nope, nada FROM t WHERE nil = 1", "error 1:32 No column of this name: nil\nerror 1:8 No column "
                                                         "of this name: nope\nerror 1:14 No column of this name: nada");
    }
    void errorsInQueries()
    {
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, diagnostics);
        // The query starts on a line of its own, so that positions are those of the row.
        const Program program = compile(kTables + ("CREATE VIEW v AS\n" + query));
        QList<QByteArray> found;
        for (const QByteArray& line : describe(program.diagnostics).split('\n')) {
            found += QByteArray(line).replace(" 4:", " 1:").replace(" 3:13", " 1:8");
        }
        QList<QByteArray> expected = diagnostics.split('\n');
        std::sort(found.begin(), found.end());
        std::sort(expected.begin(), expected.end());
        QCOMPARE(found, expected);
        QVERIFY(program.find("v") == nullptr);
    }

    void programs_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("diagnostics");
        newRow("CREATE TABLE a (x INT, x BIGINT)",
               "error 1:24 The table has two columns of this name: x (The first is here)");
        newRow("CREATE TABLE a (x INT PRIMARY KEY)",
               "error 1:17 PRIMARY KEY cannot be nullable; declare the column NOT NULL: x");
        newRow("CREATE TABLE a (x INT NOT NULL PRIMARY KEY, y INT NOT NULL, PRIMARY KEY (y))",
               "error 1:61 A table has one PRIMARY KEY; write PRIMARY KEY (a, b) for several columns");
        newRow("CREATE TABLE a (x INT NOT NULL, PRIMARY KEY (z))", "error 1:46 No column of this name in the table: z");
        newRow("CREATE TABLE a (x INT NOT NULL, PRIMARY KEY (x, x))",
               "error 1:49 Column stands twice in PRIMARY KEY: x");
        newRow("CREATE TABLE a (x INTERVAL DAY)",
               "error 1:19 A column of a table cannot have type INTERVAL DAY TO SECOND");
        newRow("CREATE TABLE a (x DECIMAL(40, 2))", "error 1:19 The precision of DECIMAL must be from 1 to 38, not 40");
        newRow("CREATE TABLE a (x DECIMAL)",
               "warning 1:19 DECIMAL without precision and scale is DECIMAL(38, 0), which holds no fraction");
        newRow("CREATE TABLE a (x TIMESTAMP(3))", "warning 1:19 The precision of a TIMESTAMP is always 6 digits");
        newRow("CREATE TABLE user (x INT)", "error 1:14 This name is reserved for the system: user");
        newRow("CREATE TABLE feldera_x (x INT)", "error 1:14 This name is reserved for the system: feldera_x");
        newRow("CREATE TABLE abs (x INT)", "error 1:14 A table cannot have the name of a function: abs");
        newRow("CREATE TABLE coalesce (x INT)", "error 1:14 A table cannot have the name of a function: coalesce");
        newRow("CREATE TABLE a (x INT); CREATE VIEW A AS SELECT * FROM a",
               "error 1:37 A table or view of this name exists already: a (It is declared here)");
        newRow("CREATE TABLE a (x INT) WITH ('materialised' = 'true')",
               "error 1:30 No property of this name: materialised (Did you mean 'materialized')");
        newRow("CREATE TABLE a (x INT) WITH ('materialized' = 'yes')",
               "error 1:47 Property materialized must be 'true' or 'false', not 'yes'");
        newRow("CREATE TABLE a (x INT) WITH ('append_only' = 'true', 'append_only' = 'true')",
               "error 1:54 Property is given twice: append_only");
        newRow("CREATE TABLE a (x INT) WITH ('expected_size' = '1e3')",
               "error 1:48 Property expected_size must be a whole number, not '1e3'");
        newRow("CREATE VIEW a WITH ('materialized' = 'true') AS SELECT 1 AS x",
               "error 1:21 A view has no such property; write CREATE MATERIALIZED VIEW: materialized");
        newRow("CREATE VIEW a AS SELECT 1 AS x", "warning 1:13 The view reads no table: its rows never change: a");
        newRow("CREATE TABLE a (x INT DEFAULT 'q')", "error 1:31 ");
        newRow("CREATE TABLE a (x INT DEFAULT y)", "error 1:31 No column of this name: y");
        newRow("CREATE TABLE a (x INT NOT NULL DEFAULT NULL)",
               "error 1:40 NULL cannot be the default of a NOT NULL column");
        newRow("CREATE TABLE a (x BOOLEAN DEFAULT 5)",
               "error 1:35 A value of type INTEGER cannot be the default of type BOOLEAN");
        newRow("CREATE TABLE a (x INT, FOREIGN KEY (x) REFERENCES b(y))",
               "warning 1:51 FOREIGN KEY refers to a table that is not declared: b");
        newRow("CREATE TABLE a (x INT FOREIGN KEY REFERENCES a(z))", "error 1:48 No column of this name in a: z");
        newRow("CREATE TABLE b (y BIGINT); CREATE TABLE a (x INT FOREIGN KEY REFERENCES b(y))",
               "error 1:75 FOREIGN KEY compares INTEGER with BIGINT");
        newRow("CREATE TABLE a (x INT LATENESS 5)", "warning 1:32 LATENESS is not used yet: late rows are kept");
        newRow("CREATE TABLE a (x INT); CREATE VIEW v (p, q) AS SELECT x FROM a",
               "error 1:39 The view names 2 columns, but its query has 1");
        newRow("CREATE TABLE a (x INT); CREATE VIEW v (p, p) AS SELECT x, x FROM a",
               "error 1:43 The view has two columns of this name: p");
        newRow("CREATE VIEW v AS SELECT x FROM a; CREATE TABLE a (x INT)",
               "error 1:32 No table or view of this name: a");
        newRow("SET foo = 1", "warning 1:5 No setting of this name: foo");
        newRow("SET FELDERA_WARNINGS_ARE_ERRORS = 1; SET foo = 1", "error 1:42 No setting of this name: foo");
        newRow("SET foo = 1; SET FELDERA_IGNORE_WARNING_UNKNOWN_SETTING = 1", "");
        newRow("CREATE TABLE a (x INT); CREATE VIEW v AS SELECT x FROM a ORDER BY x;",
               "warning 1:58 ORDER BY without LIMIT has no effect: a view has no order");
        newRow("SET FELDERA_IGNORE_WARNING_ORDER_BY_IS_IGNORED = 1; CREATE TABLE a (x INT); "
               "CREATE VIEW v AS SELECT x FROM a ORDER BY x;",
               "");
        newRow("INSERT INTO a VALUES (1)",
               "warning 1:1 INSERT has no effect in a program: rows come from connectors or the API");
        newRow("CREATE TABLE a (x INTT); CREATE VIEW v AS SELECT x FROM a; CREATE VIEW w AS SELECT x FROM v",
               "error 1:19 No type of this name: INTT (Did you mean 'INT')");
        newRow("CREATE TABLE a x INT); CREATE VIEW v AS SELECT x FROM a", "error 1:16 Expected '(', found 'x'");
        newRow("CREATE LOCAL VIEW v WITH ('connectors' = '[]') AS SELECT 1 AS x",
               "error 1:27 A LOCAL view has no connectors");
    }
    void programs()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, diagnostics);
        const QByteArray found = describe(compile(text).diagnostics);
        if (diagnostics.endsWith(' ')) {
            QVERIFY2(found.startsWith(diagnostics), found.constData());
        } else {
            QCOMPARE(found, diagnostics);
        }
    }

    void tableProperties()
    {
        const Program program =
            compile("CREATE TABLE \"Part\" (id BIGINT NOT NULL PRIMARY KEY, \"Name\" VARCHAR DEFAULT 'x', n "
                    "INT DEFAULT 1 + 2) WITH (\n  'append_only' = 'true', 'connectors' = '[{\"a\":''b''}]');\n"
                    "CREATE TABLE log2 (x INT, y INT, PRIMARY KEY (y, x));");
        const Relation* part = program.find("Part");
        QVERIFY(part != nullptr);
        QVERIFY(part->caseSensitive);
        QVERIFY(part->isTable());
        QVERIFY(part->isMaterialized);
        QVERIFY(part->isAppendOnly);
        QCOMPARE(part->schema.primaryKey, std::vector<int>{0});
        QVERIFY(part->schema.columns[1].caseSensitive);
        QVERIFY(!part->defaults[0]);
        QCOMPARE(part->defaults[1]->asString(), std::string("x"));
        QCOMPARE(part->defaults[2]->asInt(), int64_t{3});
        QCOMPARE(part->connectors->json, std::string("[{\"a\":'b'}]"));
        QCOMPARE(part->connectors->span.line, 2U);
        QCOMPARE(part->connectors->span.column, 42U);
        QCOMPARE(part->properties.size(), size_t{2});
        QCOMPARE(part->nameSpan.column, 14U);
        QVERIFY(program.find("part") == nullptr);
        QVERIFY(program.find("log2") == nullptr);
    }

    void kindsOfViews()
    {
        const Program program =
            compile("CREATE TABLE t (a INT);CREATE VIEW p AS SELECT * FROM t;"
                    "CREATE LOCAL VIEW l AS SELECT * FROM p; CREATE MATERIALIZED VIEW m AS SELECT * FROM l");
        QVERIFY(!program.hasErrors());
        QCOMPARE(program.find("p")->kind, RelationKind::View);
        QCOMPARE(program.find("l")->kind, RelationKind::LocalView);
        QCOMPARE(program.find("m")->kind, RelationKind::MaterializedView);
        QVERIFY(!program.find("p")->isMaterialized);
        QVERIFY(program.find("m")->isMaterialized);
        QCOMPARE(program.find("m")->query->inputs[0]->relation, RelationId{2});
    }

    void canonicalNames()
    {
        QCOMPARE(canonicalName("PART"), std::string("part"));
        QCOMPARE(canonicalName("\"Part\""), std::string("Part"));
        QCOMPARE(canonicalName("\"a\"\"b\""), std::string("a\"b"));
        QCOMPARE(canonicalName("\""), std::string("\""));
    }

    void refusesTreesThatExplode()
    {
        QByteArray aliases = "CREATE TABLE t (x0 INT); CREATE VIEW v AS SELECT x0";
        QByteArray tables = "CREATE TABLE t (x INT); CREATE VIEW v AS WITH c0 AS (SELECT x FROM t)";
        for (int i = 1; i < 40; ++i) {
            const QByteArray last = QByteArray::number(i - 1);
            const QByteArray next = QByteArray::number(i);
            aliases += ", x" + last + " + x" + last + " AS x" + next;
            tables += ", c" + next + " AS (SELECT x FROM c" + last + " UNION ALL SELECT x FROM c" + last + ")";
        }
        QCOMPARE(compile(aliases + " FROM t").diagnostics.at(0).code, ErrorCode::kSqlTooComplex);
        QCOMPARE(compile(tables + " SELECT x FROM c39").diagnostics.at(0).code, ErrorCode::kSqlTooComplex);
    }

    void refusesProgramsThatPileUp()
    {
        QByteArray table = "CREATE TABLE t (c0 INT";
        for (int i = 1; i < 500; ++i) {
            table += ", c" + QByteArray::number(i) + " INT";
        }
        table += ");\n";
        QByteArray views = table; // many queries of many columns
        QByteArray joins = table + "CREATE VIEW v AS SELECT x0.c0 FROM t AS x0";
        QByteArray windows = table + "CREATE VIEW v AS SELECT c0";
        QByteArray distinct = table + "CREATE VIEW v AS SELECT COUNT(*)";
        QByteArray calls = "CREATE TABLE t (a INT);\nCREATE FUNCTION f(x INT) RETURNS INT AS x" +
            QByteArray(" + x").repeated(400) + ";\n";
        for (int i = 1; i < 5000; ++i) {
            const QByteArray number = QByteArray::number(i);
            views += "CREATE VIEW v" + number + " AS SELECT * FROM t;\n";
            joins += i < 200 ? ", t AS x" + number : QByteArray();
            windows += i < 1200 ? ", RANK() OVER (ORDER BY c0 + " + number + ")" : QByteArray();
            distinct += i < 1200 ? ", COUNT(DISTINCT c0 + " + number + ")" : QByteArray();
            calls += "CREATE VIEW v" + number + " AS SELECT f(a) AS x FROM t;\n";
        }
        for (const QByteArray& program : {views, joins, windows + " FROM t", distinct + " FROM t", calls}) {
            QCOMPARE(compile(program).diagnostics.at(0).code, ErrorCode::kSqlTooComplex);
        }
    }

    void refusesExpressionsThatPileUp()
    {
        const QByteArray plus = QByteArray("+1").repeated(400);
        QByteArray functions = "CREATE TABLE t (a BIGINT, b INT); CREATE FUNCTION f0(x BIGINT) RETURNS BIGINT AS x;";
        QByteArray aliases = "CREATE VIEW v AS SELECT a AS x0";
        QByteArray query = "SELECT MAX(a) AS x FROM t AS q WHERE q.b = t.b";
        for (int i = 1; i < 20; ++i) {
            const QByteArray last = QByteArray::number(i - 1);
            const QByteArray next = QByteArray::number(i);
            functions += "CREATE FUNCTION f" + next + "(x BIGINT) RETURNS BIGINT AS f" + last + "(x" + plus + ");\n";
            aliases += ", x" + last + plus + " AS x" + next;
            query = "SELECT x" + plus + " AS x FROM (" + query + ")";
        }
        QCOMPARE(compile(functions).diagnostics.at(0).code, ErrorCode::kSqlTooComplex);
        QCOMPARE(compile("CREATE TABLE t (a BIGINT);" + aliases + " FROM t").diagnostics.at(0).code,
                 ErrorCode::kSqlTooComplex);
        QCOMPARE(compile("CREATE TABLE t (a BIGINT, b INT); CREATE VIEW v AS SELECT (" + query + ") AS z FROM t")
                     .diagnostics.at(0)
                     .code,
                 ErrorCode::kSqlTooComplex);
    }

    void callsOfFunctionsNest()
    {
        const QByteArray calls = QByteArray("f(").repeated(100) + "a" + QByteArray(")").repeated(100);
        const Program program = compile("CREATE TABLE t (a INT); CREATE FUNCTION f(x INT) RETURNS INT AS x + 1;"
                                        "CREATE VIEW v AS SELECT " + calls + " AS a FROM t");
        QVERIFY2(!program.hasErrors(), describe(program.diagnostics).left(300).constData());
        QByteArray doubling = "CREATE FUNCTION f0(x INT) RETURNS INT AS x;";
        for (int i = 1; i < 40; ++i) {
            const QByteArray last = "f" + QByteArray::number(i - 1) + "(x)";
            doubling += "CREATE FUNCTION f" + QByteArray::number(i) + "(x INT) RETURNS INT AS " + last + "+" + last +
                        ";";
        }
        QCOMPARE(compile(doubling).diagnostics.at(0).code, ErrorCode::kSqlTooComplex);
    }

    void compilesAThousandViewsQuickly()
    {
        QByteArray text = kTables;
        for (int i = 0; i < 1000; ++i) {
            const QByteArray from = i < 2 ? "t" : "v" + QByteArray::number(i - 1);
            text += "CREATE VIEW v" + QByteArray::number(i) +
                    " AS SELECT p.a, p.s, p.d * 2 AS e, MAX(u.x) AS x, p.d FROM " + from +
                    " AS p, u WHERE p.a = u.a AND p.s > 'a' GROUP BY p.a, p.s, p.d * 2, p.d;\n";
        }
        QElapsedTimer timer;
        timer.start();
        const Program program = compile(text);
        const qint64 elapsed = timer.elapsed();
        QVERIFY2(!program.hasErrors(), describe(program.diagnostics).left(300).constData());
        QCOMPARE(program.relations.size(), size_t{1002});
        QVERIFY2(elapsed < 1500 * millrace::test::kSlowdown, QByteArray::number(elapsed).constData());
    }
};

QTEST_APPLESS_MAIN(TestBinder)
#include "test_binder.moc"
