// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/sql/parser.h"

#include <QTest>

using namespace millrace;
using namespace millrace::sql;
using namespace millrace::sql::syntax;

namespace {

std::string render(const Expr& expr);

std::string renderArgs(const Expr& expr, std::string_view separator)
{
    std::string out;
    for (const ExprTree& arg : expr.args) {
        out += (out.empty() ? "" : std::string(separator)) + render(*arg);
    }
    return out;
}

/// The tree with every operator in parentheses.
std::string render(const Expr& expr)
{
    const std::string negation = expr.isNegated ? "NOT " : "";
    switch (expr.form) {
    case ExprForm::Column: {
        std::string out;
        for (const Name& name : expr.names) {
            out += (out.empty() ? "" : ".") + name.text;
        }
        return out;
    }
    case ExprForm::Operator:
        return expr.args.size() == 1 ? "(" + expr.op + renderArgs(expr, "") + ")"
                                     : "(" + renderArgs(expr, " " + expr.op + " ") + ")";
    case ExprForm::Not: return "(NOT " + renderArgs(expr, "") + ")";
    case ExprForm::And: return "(" + renderArgs(expr, " AND ") + ")";
    case ExprForm::Or: return "(" + renderArgs(expr, " OR ") + ")";
    case ExprForm::Is: return "(IS " + negation + expr.op + " " + renderArgs(expr, ", ") + ")";
    case ExprForm::Between: return "(" + negation + "BETWEEN " + renderArgs(expr, ", ") + ")";
    case ExprForm::InList: return "(" + negation + "IN " + renderArgs(expr, ", ") + ")";
    case ExprForm::Like: return "(" + negation + expr.op + " " + renderArgs(expr, ", ") + ")";
    case ExprForm::Cast: return (expr.isSafe ? "safe(" : "cast(") + renderArgs(expr, "") + " " + expr.type->name + ")";
    case ExprForm::Call: return expr.names[0].text + "(" + (expr.isStar ? "*" : renderArgs(expr, ", ")) + ")";
    case ExprForm::Extract: return "extract(" + expr.unit + " " + renderArgs(expr, "") + ")";
    case ExprForm::Interval: return "interval(" + expr.text + " " + expr.unit + ")";
    case ExprForm::Typed: return expr.type->name + "'" + expr.text + "'";
    case ExprForm::Case: return "case(" + renderArgs(expr, ", ") + ")";
    case ExprForm::Trim: return "trim(" + expr.op + " " + renderArgs(expr, ", ") + ")";
    case ExprForm::Position: return "position(" + renderArgs(expr, ", ") + ")";
    case ExprForm::RoundTo: return expr.op + "(" + renderArgs(expr, "") + " to " + expr.unit + ")";
    case ExprForm::Row: return "row(" + renderArgs(expr, ", ") + ")";
    case ExprForm::String: return "'" + expr.text + "'";
    case ExprForm::Null: return "null";
    default: return expr.text;
    }
}

ParsedProgram parse(const QByteArray& text)
{
    return parseProgram(std::string_view(text.constData(), size_t(text.size())));
}

} // namespace

class TestParser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bindsOperatorsByPrecedence_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("tree");
        const auto row = [](const char* text, const char* tree) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(tree);
        };
        row("a + b * c", "(a + (b * c))");
        row("a - b - c", "((a - b) - c)");
        row("a || b + c", "((a || b) + c)");
        row("a % b * c", "((a % b) * c)");
        row("-a * b", "((-a) * b)");
        row("-a::INT", "(-cast(a INT))");
        row("a + b < c", "((a + b) < c)");
        row("a < b IS NULL", "(IS NULL (a < b))");
        row("NOT a IS NULL", "(NOT (IS NULL a))");
        row("NOT a AND b OR c", "(((NOT a) AND b) OR c)");
        row("a OR b AND c OR d", "(a OR (b AND c) OR d)");
        row("a BETWEEN 1 AND 2 AND b", "((BETWEEN a, 1, 2) AND b)");
        row("a NOT BETWEEN 1 AND 2 + 3", "(NOT BETWEEN a, 1, (2 + 3))");
        row("a = b BETWEEN c AND d", "(a = (BETWEEN b, c, d))");
        row("a IN (1, 2) = b", "((IN a, 1, 2) = b)");
        row("a NOT IN (1)", "(NOT IN a, 1)");
        row("a LIKE 'x%' ESCAPE '!'", "(LIKE a, 'x%', '!')");
        row("a NOT ILIKE b || c", "(NOT ILIKE a, (b || c))");
        row("a IS NOT DISTINCT FROM b + 1", "(IS NOT DISTINCT FROM a, (b + 1))");
        row("a IS NOT TRUE", "(IS NOT TRUE a)");
        row("a <=> b", "(a <=> b)");
        row("CASE a WHEN 1 THEN 2 ELSE 3 END", "case(a, 1, 2, 3)");
        row("CASE WHEN a THEN b WHEN c THEN d END", "case(a, b, c, d)");
        row("CAST(a AS DECIMAL(10, 2))", "cast(a DECIMAL)");
        row("SAFE_CAST(a AS DOUBLE PRECISION)", "safe(a DOUBLE PRECISION)");
        row("EXTRACT(DAY FROM day)", "extract(DAY day)");
        row("SUBSTRING(a FROM 1 FOR 2)", "substring(a, 1, 2)");
        row("SUBSTRING(a, 1)", "substring(a, 1)");
        row("OVERLAY(a PLACING 'x' FROM 2 FOR 1)", "overlay(a, 'x', 2, 1)");
        row("POSITION('a' IN b)", "position('a', b)");
        row("TRIM(a)", "trim(BOTH a)");
        row("TRIM(LEADING 'x' FROM a)", "trim(LEADING 'x', a)");
        row("TRIM(BOTH FROM a)", "trim(BOTH a)");
        row("FLOOR(a TO HOUR)", "FLOOR(a to HOUR)");
        row("floor(a)", "floor(a)");
        row("INTERVAL '10' DAYS", "interval(10 DAY)");
        row("INTERVAL 3 WEEKS", "interval(3 WEEK)");
        row("a - INTERVAL '1' MONTH", "(a - interval(1 MONTH))");
        row("DATE '2024-01-31'", "DATE'2024-01-31'");
        row("LEFT(a, 2)", "left(a, 2)");
        row("COUNT(*)", "count(*)");
        row("t.a", "t.a");
        row("\"T\".\"a b\"", "T.a b");
        row("(a, b)", "row(a, b)");
        row("((a))", "a");
    }
    void bindsOperatorsByPrecedence()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, tree);
        const QByteArray program = "CREATE VIEW v AS SELECT " + text + " FROM t";
        const ParsedProgram parsed = parse(program);
        QVERIFY2(parsed.errors.empty(), parsed.errors.empty() ? "" : parsed.errors[0].detail.c_str());
        const auto& view = std::get<CreateView>(parsed.statements.at(0));
        QCOMPARE(QByteArray::fromStdString(render(*view.query->body->select->items.at(0).expr)), tree);
    }

    void acceptsKeywordsAsNames_data()
    {
        QTest::addColumn<QByteArray>("word");
        for (const char* word :
             {"transaction", "groups",    "users",    "members", "storage", "returns",      "key",    "value",
              "count",       "sum",       "max",      "first",   "last",    "long",         "name",   "state",
              "time",        "type",      "day",      "mod",     "url",     "channel",      "source", "data",
              "scope",       "event",     "resource", "before",  "after",   "between",      "date",   "timestamp",
              "row",         "rows",      "range",    "index",   "view",    "materialized", "local",  "lateness",
              "start",       "end",       "position", "filter",  "exists",  "year",         "month",  "trim",
              "floor",       "extract",   "array",    "any",     "some",    "set",          "insert", "update",
              "zone",        "precision", "unknown"}) {
            QTest::newRow(word) << QByteArray(word);
        }
    }
    void acceptsKeywordsAsNames()
    {
        QFETCH(QByteArray, word);
        const QByteArray program = "CREATE TABLE " + word + " (" + word +
                                   " BIGINT NOT NULL PRIMARY KEY, x INT);"
                                   "CREATE VIEW v AS SELECT " +
                                   word + ", t." + word + " AS " + word + ", " + word + " + 1 FROM " + word +
                                   " AS t WHERE " + word + " > 1 AND t." + word + " = " + word + " GROUP BY " + word +
                                   ", x HAVING " + word + " < 3";
        const ParsedProgram parsed = parse(program);
        QVERIFY2(parsed.errors.empty(), parsed.errors.empty() ? "" : parsed.errors[0].detail.c_str());
        QCOMPARE(parsed.statements.size(), size_t{2});
        QCOMPARE(QByteArray::fromStdString(std::get<CreateTable>(parsed.statements[0]).columns[0].name.text), word);
    }

    void acceptsPrograms_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("statements");
        const auto row = [](const char* name, const char* text, int n) {
            QTest::newRow(name) << QByteArray(text) << n;
        };
        row("nothing", "  -- only a comment\n;;", 0);
        row("table", "CREATE TABLE t (a INT)", 1);
        row("constraints",
            "CREATE TABLE t (a INT NOT NULL, b VARCHAR(3) DEFAULT 'x', PRIMARY KEY (a), FOREIGN KEY (b) REFERENCES "
            "u(c));",
            1);
        row("foreign key of a column", "CREATE TABLE t (a BIGINT NOT NULL FOREIGN KEY REFERENCES p(id) PRIMARY KEY)",
            1);
        row("comment among properties",
            "CREATE TABLE t (a INT) WITH ( -- why\n 'materialized' = 'true', /* x */ 'append_only' = 'false')", 1);
        row("view with properties", "CREATE MATERIALIZED VIEW v (a, b) WITH ('connectors' = '[]') AS SELECT 1, 2", 1);
        row("comment behind AS", "CREATE VIEW v AS -- here\n SELECT 1", 1);
        row("parenthesised query", "CREATE LOCAL VIEW v AS (SELECT 1);", 1);
        row("set", "SET FELDERA_IGNORE_WARNING_UNUSED = 1; SET x = ON; SET y = 'z'", 3);
        row("comma join", "CREATE VIEW v AS SELECT * FROM a, b AS x, c y WHERE a.i = x.i", 1);
        row("joins",
            "CREATE VIEW v AS SELECT * FROM a JOIN b ON a.i = b.i LEFT OUTER JOIN c USING (i) CROSS JOIN d NATURAL "
            "JOIN e",
            1);
        row("join in parentheses", "CREATE VIEW v AS SELECT * FROM a LEFT JOIN (b JOIN c ON b.i = c.i) ON a.i = b.i",
            1);
        row("derived table without alias", "CREATE VIEW v AS SELECT * FROM (SELECT 1 AS x) WHERE x = 1", 1);
        row("derived table with columns", "CREATE VIEW v AS SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS t(i, s)", 1);
        row("set operation in FROM", "CREATE VIEW v AS SELECT * FROM ((SELECT 1) UNION ALL (SELECT 2)) t", 1);
        row("derived join", "CREATE VIEW v AS SELECT * FROM ((SELECT 1 AS x) a JOIN b ON a.x = b.x)", 1);
        row("union chain", "CREATE VIEW v AS SELECT 1 UNION SELECT 2 UNION ALL SELECT 3 INTERSECT SELECT 4", 1);
        row("with", "CREATE VIEW v AS WITH a AS (SELECT 1), b(x) AS (SELECT * FROM a) SELECT * FROM b", 1);
        row("string alias", "CREATE VIEW v AS SELECT 1 AS 'day', 2 AS \"B\", 3 c", 1);
        row("group list", "CREATE VIEW v AS SELECT a FROM t GROUP BY (a, b), 2, ()", 1);
        row("order and limit", "CREATE VIEW v AS SELECT a FROM t ORDER BY a DESC NULLS LAST, 2 LIMIT 10 OFFSET 2", 1);
        row("distinct", "CREATE VIEW v AS SELECT DISTINCT a FROM t", 1);
        row("filter", "CREATE VIEW v AS SELECT COUNT(*) FILTER (WHERE a > 1), SUM(DISTINCT a) FROM t", 1);
        row("ignored", "INSERT INTO t VALUES (1); DROP TABLE t; REMOVE FROM t VALUES (2); LATENESS v.c INTERVAL 1 DAY",
            4);
    }
    void acceptsPrograms()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, statements);
        const ParsedProgram parsed = parse(text);
        QVERIFY2(parsed.errors.empty(), parsed.errors.empty() ? "" : parsed.errors[0].detail.c_str());
        QCOMPARE(int(parsed.statements.size()), statements);
    }

    void reportsSyntaxErrors_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("column");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char* text, int column, const char* message) {
            QTest::newRow(text) << QByteArray(text) << column << QByteArray(message);
        };
        row("CREATE TABEL t (a INT)", 8, "Expected TABLE or VIEW, found 'TABEL'");
        row("CREATE TABLE (a INT)", 14, "Expected the name of a table, found '('");
        row("CREATE TABLE select (a INT)", 14,
            "Expected the name of a table, found the reserved word SELECT; put it in double quotes to use it as a "
            "name");
        row("CREATE TABLE t (a)", 18, "Expected a type, found ')'");
        row("CREATE TABLE t (a INT b INT)", 23, "Expected ',' or ')', found 'b'");
        row("CREATE TABLE t (a INT", 22, "Expected ',' or ')', found the end of the program");
        row("CREATE TABLE t (a INT, )", 24, "Expected the name of a column, found ')'");
        row("CREATE TABLE t (a INT NOT)", 26, "Expected NULL, found ')'");
        row("CREATE TABLE t (a INT NULL NOT NULL)", 28, "NULL contradicts NOT NULL");
        row("CREATE TABLE t (a INT) WITH ()", 30, "Expected a property such as 'materialized' = 'true', found ')'");
        row("CREATE TABLE t (a INT) WITH ('x' = 1)", 36,
            "Expected the value of the property, a string literal, found '1'");
        row("CREATE TABLE IF NOT EXISTS t (a INT)", 14,
            "IF NOT EXISTS is not possible: a program declares each name once");
        row("CREATE VIEW v SELECT 1", 15, "Expected AS, found 'SELECT'");
        row("CREATE VIEW v AS SELECT FROM t", 25, "Expected an expression, found 'FROM'");
        row("CREATE VIEW v AS SELECT a, FROM t", 28, "Expected an expression, found 'FROM'");
        row("CREATE VIEW v AS SELECT a FROM", 31, "Expected a table or view, found the end of the program");
        row("CREATE VIEW v AS SELECT a FROM t WHERE", 39, "Expected an expression, found the end of the program");
        row("CREATE VIEW v AS SELECT a FROM t GROUP a", 40, "Expected BY, found 'a'");
        row("CREATE VIEW v AS SELECT a FROM t JOIN u", 40, "Expected ON or USING, found the end of the program");
        row("CREATE VIEW v AS SELECT (a + b FROM t", 32, "Expected ')', found 'FROM'");
        row("CREATE VIEW v AS SELECT CASE WHEN a THEN 1", 43,
            "Expected WHEN, ELSE or END, found the end of the program");
        row("CREATE VIEW v AS SELECT a b c FROM t", 29, "Expected ';', found 'c'");
        row("CREATE VIEW v AS SELECT a IS 5", 30, "Expected NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM, found '5'");
        row("CREATE VIEW v AS SELECT INTERVAL '1' FOO", 38, "Expected a unit of time such as DAY, found 'FOO'");
        row("FOO", 1, "Expected a statement such as CREATE TABLE or CREATE VIEW, found 'FOO'");
        row("SELECT 1", 1, "A query outside of a view has no result; write CREATE VIEW name AS before it");
        row("CREATE OR REPLACE VIEW v AS SELECT 1", 8, "OR REPLACE is not possible: a program declares each name once");
        row("CREATE VIEW v AS SELECT SUM(a) OVER (ORDER BY b GROUPS 1 PRECEDING) FROM t", 49,
            "A frame of GROUPS is not supported yet");
        row("CREATE VIEW v AS SELECT * FROM t WHERE a > ANY (SELECT b FROM u)", 44,
            "A comparison with ANY other than = ANY is not supported yet");
        row("CREATE VIEW v AS SELECT (SELECT 1 FROM t", 41, "Expected ')', found the end of the program");
        row("CREATE VIEW v AS SELECT * FROM a LEFT ASOF JOIN b", 34, "ASOF JOIN is not supported yet");
        row("CREATE TYPE x AS (a INT)", 18, "CREATE TYPE of a structure is not supported yet");
        row("CREATE FUNCTION f(x INT) AS x + 1", 26, "Expected RETURNS and the type of the result, found 'AS'");
        row("CREATE INDEX i ON (a)", 19, "Expected the name of a view, found '('");
        row("CREATE VIEW v AS SELECT * FROM TUMBLE(t, DESCRIPTOR(a), 1)", 39,
            "Expected TABLE and the name of a table or view, found 't'");
        row("CREATE VIEW v AS SELECT * FROM TABLE(HOP(TABLE t, SPEED => 1))", 51, "No argument of this name: speed");
        row("DECLARE RECURSIVE VIEW v(a INT)", 1, "Recursive views are not supported yet");
        row("UPDATE t SET a = 1", 1, "A program declares tables and views; this statement is not possible in it");
    }
    void reportsSyntaxErrors()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, column);
        QFETCH(QByteArray, message);
        const ParsedProgram parsed = parse(text);
        QCOMPARE(parsed.errors.size(), size_t{1});
        QCOMPARE(QByteArray::fromStdString(parsed.errors[0].detail), message);
        QCOMPARE(int(parsed.errors[0].span.column), column);
        QVERIFY(parsed.statements.empty());
    }

    void goesOnBehindAnError()
    {
        const ParsedProgram parsed =
            parse("CREATE TABLE a (x INTT INT);\nCREATE TABLE b (x INT)\nCREATE TABLE c (x INT);\n"
                  "CREATE VIEW d AS SELECT FROM c;\nCREATE VIEW e AS SELECT x FROM c");
        QCOMPARE(parsed.errors.size(), size_t{3});
        QCOMPARE(parsed.errors[0].span.line, 1U);
        QCOMPARE(parsed.errors[1].span.line, 3U);
        QCOMPARE(QByteArray::fromStdString(parsed.errors[1].detail), QByteArray("Expected ';', found 'CREATE'"));
        QCOMPARE(parsed.errors[2].span.line, 4U);
        QCOMPARE(parsed.statements.size(), size_t{2});
        QCOMPARE(parsed.brokenNames, (std::vector<std::string>{"a", "b", "d"}));
    }

    void refusesDeepNesting()
    {
        const auto nested = [](int levels) {
            return "CREATE VIEW v AS SELECT " + QByteArray(levels, '(') + "1" + QByteArray(levels, ')');
        };
        QVERIFY(parse(nested(100)).errors.empty());
        QCOMPARE(parse(nested(200)).errors.at(0).code, ErrorCode::kSqlTooComplex);
        QByteArray chain = "CREATE VIEW v AS SELECT 1";
        for (int i = 0; i < 600; ++i) {
            chain += " + 1";
        }
        QCOMPARE(parse(chain).errors.at(0).code, ErrorCode::kSqlTooComplex);
        QByteArray conjunction = "CREATE VIEW v AS SELECT 1 WHERE a";
        for (int i = 0; i < 5000; ++i) {
            conjunction += " AND a";
        }
        QVERIFY(parse(conjunction).errors.empty());
    }

    void spansCoverWholeNodes()
    {
        const QByteArray text = "CREATE VIEW v AS SELECT (a + b) * f(c) FROM t";
        const ParsedProgram parsed = parse(text);
        const auto& view = std::get<CreateView>(parsed.statements.at(0));
        const SourceSpan& span = view.query->body->select->items[0].expr->span;
        QCOMPARE(text.mid(int(span.begin), int(span.end - span.begin)), QByteArray("(a + b) * f(c)"));
        QCOMPARE(int(view.span.end), int(text.size()));
        QCOMPARE(view.name.span.column, 13U);
    }
};

QTEST_APPLESS_MAIN(TestParser)
#include "test_parser.moc"
