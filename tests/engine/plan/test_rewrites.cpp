// SPDX-License-Identifier: GPL-3.0-or-later
// What each rewrite does, seen in the explained plan.
#include "engine/expr/expr_bounds.h"
#include "engine/plan/planner.h"

#include <QTest>

using namespace millrace;

namespace {

constexpr const char* kTables = "CREATE TABLE part (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR, size INT);\n"
                                "CREATE TABLE vendor (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR);\n"
                                "CREATE TABLE price (part BIGINT NOT NULL, vendor INT NOT NULL, price DECIMAL(10, 2), "
                                "day DATE);\n"
                                "CREATE VIEW low (part, price) AS SELECT part, MIN(price) FROM price GROUP BY part;\n";

std::string optimizedText(const std::string& query)
{
    const std::string text = std::string(kTables) + "CREATE LOCAL VIEW v AS " + query;
    const sql::Program program = sql::compileProgram(text);
    const sql::Relation* view = program.find("v");
    if (view == nullptr) {
        return sql::formatDiagnostic(program.diagnostics.at(0), "", text);
    }
    return plan::explainQuery(*plan::optimize(view->query, program), program);
}

void newRow(const char* query, const char* plan)
{
    QTest::newRow(query) << QByteArray(query) << QByteArray(plan);
}

} // namespace

class TestRewrites : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plans_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("plan");
        newRow("SELECT part.name, vendor.name AS v, price.price FROM price, part, vendor, low WHERE price.price = "
               "low.price AND price.part = low.part AND part.id = price.part AND vendor.id = price.vendor",
               "project part.name, vendor.name AS v, price.price\n"
               "  inner join on CAST(price.vendor AS BIGINT) = vendor.id\n"
               "    project price.price, part.name, CAST(price.vendor AS BIGINT)\n"
               "      inner join on price.part = part.id\n"
               "        project price.part, price.vendor, price.price\n"
               "          inner join on price.price = low.price and price.part = low.part\n"
               "            scan price\n"
               "            scan low\n"
               "        scan part\n"
               "    scan vendor\n");
        newRow("SELECT part.name FROM part, vendor, price WHERE part.id = price.part AND vendor.id = price.vendor AND "
               "part.size > 3 AND vendor.name = 'x'",
               "project part.name\n"
               "  inner join on CAST(price.vendor AS BIGINT) = vendor.id\n"
               "    project part.name, CAST(price.vendor AS BIGINT)\n"
               "      inner join on part.id = price.part\n"
               "        project part.id, part.name\n"
               "          filter (part.size > 3)\n"
               "            scan part\n"
               "        scan price\n"
               "    project vendor.id\n"
               "      filter (vendor.name = 'x')\n"
               "        scan vendor\n");
        // The end of a window follows from its start: in the groups, and where groups are joined.
        newRow("SELECT g.n, h.n AS m FROM (SELECT part AS s, part + 2 AS e, COUNT(*) AS n FROM price GROUP BY part, "
               "part + "
               "2) g JOIN (SELECT id AS s, id + 2 AS e, COUNT(*) AS n FROM vendor GROUP BY id, id + 2) h ON g.s = "
               "h.s AND "
               "g.e = h.e",
               "project COUNT(*) AS n, COUNT(*) AS m\n"
               "  inner join on price.part = vendor.id\n"
               "    aggregate COUNT(*) by price.part\n"
               "      scan price\n"
               "    aggregate COUNT(*) by vendor.id\n"
               "      scan vendor\n");
        newRow("SELECT name FROM part WHERE id IN (SELECT part FROM price WHERE price > 3) AND NOT EXISTS (SELECT 1 "
               "FROM "
               "vendor WHERE vendor.id = part.id AND vendor.name = 'x')",
               "project part.name\n"
               "  anti join on part.id = vendor.id\n"
               "    project part.id, part.name\n"
               "      semi join on part.id = price.part\n"
               "        scan part\n"
               "        project price.part\n"
               "          filter (CAST(price.price AS DECIMAL(12, 2)) > 3)\n"
               "            scan price\n"
               "    project vendor.id\n"
               "      filter (vendor.name = 'x')\n"
               "        scan vendor\n");
        newRow("SELECT part.name FROM part, vendor WHERE part.size > 3", "project part.name\n"
                                                                         "  cross join\n"
                                                                         "    project part.name\n"
                                                                         "      filter (part.size > 3)\n"
                                                                         "        scan part\n"
                                                                         "    scan vendor\n");
        newRow("SELECT a.name FROM part AS a JOIN part AS b ON a.id = b.size JOIN vendor ON vendor.id = b.id",
               "project part.name\n"
               "  inner join on part#2.id = vendor.id\n"
               "    project part.name, part#2.id\n"
               "      inner join on part.id = CAST(part#2.size AS BIGINT)\n"
               "        scan part\n"
               "        project part#2.id, CAST(part#2.size AS BIGINT)\n"
               "          scan part#2\n"
               "    scan vendor\n");
        newRow("SELECT part.name, price FROM part LEFT JOIN price ON part.id = price.part AND price.price > 1 WHERE "
               "part.size = 2",
               "union all\n"
               "  project part.name, price.price\n"
               "    inner join on part.id = price.part\n"
               "      project part.id, part.name\n"
               "        filter (part.size = 2)\n"
               "          scan part\n"
               "      project price.part, price.price\n"
               "        filter (CAST(price.price AS DECIMAL(12, 2)) > 1)\n"
               "          scan price\n"
               "  project part.name, NULL AS price\n"
               "    inner join on part.id = part.id\n"
               "      as above: project part.id, part.name\n"
               "      project part.id AS key1\n"
               "        filter (COUNT(*) FILTER partner = 0)\n"
               "          aggregate COUNT(*) FILTER partner by part.id\n"
               "            union all\n"
               "              project part.id AS key1, false AS partner\n"
               "                as above: project part.id, part.name\n"
               "              project price.part AS key1, true AS partner\n"
               "                as above: project price.part, price.price\n");
        newRow("SELECT part.name, price FROM part LEFT JOIN price ON part.id = price.part WHERE price.price > 1",
               "project part.name, price.price\n"
               "  inner join on part.id = price.part\n"
               "    scan part\n"
               "    project price.part, price.price\n"
               "      filter (CAST(price.price AS DECIMAL(12, 2)) > 1)\n"
               "        scan price\n");
        newRow("SELECT part.name FROM part FULL JOIN vendor ON part.id = vendor.id WHERE part.size IS NOT NULL",
               "union all\n"
               "  project part.name\n"
               "    inner join on part.id = vendor.id\n"
               "      project part.id, part.name\n"
               "        filter (part.size IS NOT NULL)\n"
               "          scan part\n"
               "      scan vendor\n"
               "  project part.name\n"
               "    inner join on part.id = part.id\n"
               "      as above: project part.id, part.name\n"
               "      project part.id AS key1\n"
               "        filter (COUNT(*) FILTER partner = 0)\n"
               "          aggregate COUNT(*) FILTER partner by part.id\n"
               "            union all\n"
               "              project part.id AS key1, false AS partner\n"
               "                as above: project part.id, part.name\n"
               "              project vendor#2.id AS key1, true AS partner\n"
               "                scan vendor#2\n");
        newRow(
            "SELECT k, n FROM (SELECT part + 1 AS k, COUNT(*) AS n FROM price GROUP BY part + 1) WHERE k > 3 AND n > 1",
            "filter (COUNT(*) > 1)\n"
            "  aggregate COUNT(*) by (price.part + 1)\n"
            "    filter ((price.part + 1) > 3)\n"
            "      scan price\n");
        newRow("SELECT id FROM (SELECT id, name FROM part UNION ALL SELECT id, name FROM vendor) WHERE name = 'x'",
               "union all\n"
               "  project part.id\n"
               "    filter (part.name = 'x')\n"
               "      scan part\n"
               "  project vendor.id\n"
               "    filter (vendor.name = 'x')\n"
               "      scan vendor\n");
        newRow("SELECT n FROM (SELECT part, COUNT(*) AS n, SUM(price) AS s, MAX(day) AS d FROM price GROUP BY part)",
               "project COUNT(*) AS n\n"
               "  aggregate COUNT(*) by price.part\n"
               "    scan price\n");
        newRow("SELECT COUNT(*) AS n FROM price, part WHERE part.id = price.part",
               "aggregate COUNT(*)\n"
               "  project price.part\n"
               "    inner join on price.part = part.id\n"
               "      scan price\n"
               "      scan part\n");
        newRow("SELECT part FROM price WHERE day >= DATE '2024-01-01' + INTERVAL '1' MONTH AND 1 + 1 = 2",
               "project price.part\n"
               "  filter (price.day >= DATE '2024-02-01')\n"
               "    scan price\n");
        newRow("SELECT part FROM price WHERE 1 = 2", "values of no row\n");
        newRow("SELECT COUNT(*) AS n FROM price WHERE NULL", "aggregate COUNT(*)\n"
                                                             "  values of no row\n");
        newRow("SELECT name FROM part WHERE 1 / 0 = 1", "project part.name\n"
                                                        "  filter ((1 / 0) = 1)\n"
                                                        "    scan part\n");
        newRow("SELECT 1 + 2 AS x, 'a' AS y", "values (3, 'a')\n");
        newRow("SELECT CASE WHEN TRUE THEN name ELSE 'x' END AS a, COALESCE(NULL, name) AS b FROM part",
               "project part.name AS a, part.name AS b\n"
               "  scan part\n");
        newRow("SELECT part.id FROM part, vendor WHERE (part.id = vendor.id AND part.size = 1) OR (part.id = vendor.id "
               "AND part.size = 2)",
               "project part.id\n"
               "  inner join on part.id = vendor.id\n"
               "    project part.id\n"
               "      filter ((part.size = 1) OR (part.size = 2))\n"
               "        scan part\n"
               "    scan vendor\n");
        newRow("SELECT x FROM (SELECT y + 1 AS x FROM (SELECT size * 2 AS y, name FROM part) WHERE name = 'a') WHERE x "
               "> 3",
               "project ((part.size * 2) + 1) AS x\n"
               "  filter ((part.name = 'a') AND (((part.size * 2) + 1) > 3))\n"
               "    scan part\n");
        newRow("SELECT x + x AS y FROM (SELECT size * 2 AS x FROM part)", "project (x + x) AS y\n"
                                                                          "  project (part.size * 2) AS x\n"
                                                                          "    scan part\n");
        newRow(
            "SELECT part.name FROM part, vendor, price WHERE price.vendor = vendor.id AND part.size <> vendor.id AND "
            "CAST(part.name AS INT) = price.vendor",
            "project part.name\n"
            "  inner join on CAST(price.vendor AS BIGINT) = vendor.id, where (CAST(part.size AS BIGINT) <> vendor.id)\n"
            "    project part.name, part.size, CAST(price.vendor AS BIGINT)\n"
            "      inner join on CAST(part.name AS INTEGER) = price.vendor\n"
            "        project part.name, part.size, CAST(part.name AS INTEGER)\n"
            "          scan part\n"
            "        scan price\n"
            "    scan vendor\n");
        newRow(
            "SELECT a.id FROM part AS a, part AS b WHERE a.size + 1 = b.size AND a.name = b.name AND a.id < b.id",
            "project part.id\n"
            "  inner join on (part.size + 1) = part#2.size and part.name = part#2.name, where (part.id < part#2.id)\n"
            "    project part.id, part.name, (part.size + 1)\n"
            "      scan part\n"
            "    scan part#2\n");
        newRow("SELECT DISTINCT name FROM (SELECT name, size FROM part) WHERE size = 1", "distinct\n"
                                                                                         "  project part.name\n"
                                                                                         "    filter (part.size = 1)\n"
                                                                                         "      scan part\n");
        newRow("SELECT id FROM part EXCEPT SELECT id FROM vendor",
               "project part.id\n"
               "  filter ((MAX(left rows) - MAX(right rows)) = 1)\n"
               "    aggregate MAX(left rows), MAX(right rows) by part.id\n"
               "      union all\n"
               "        project part.id, 1 AS left rows, 0 AS right rows\n"
               "          scan part\n"
               "        project vendor.id, 0 AS left rows, 1 AS right rows\n"
               "          scan vendor\n");
        newRow("SELECT s FROM (SELECT name, SUM(size) AS s FROM part GROUP BY name) WHERE name = 'bolt'",
               "project SUM(part.size) AS s\n"
               "  aggregate SUM(part.size) by part.name\n"
               "    filter (part.name = 'bolt')\n"
               "      scan part\n");
        newRow("SELECT v.i FROM (VALUES (1), (2)) AS v(i), part WHERE v.i = part.size",
               "project i\n"
               "  inner join on i = part.size\n"
               "    values (1), (2)\n"
               "    scan part\n");
        newRow(
            "SELECT a.name, b.name AS other FROM part AS a LEFT JOIN part AS b ON a.size = b.id AND a.name <> b.name",
            "union all\n"
            "  project part.name, part#2.name\n"
            "    inner join on CAST(part.size AS BIGINT) = part#2.id, where (part.name <> part#2.name)\n"
            "      project part.name, CAST(part.size AS BIGINT)\n"
            "        scan part\n"
            "      scan part#2\n"
            "  project part.name, NULL AS name\n"
            "    inner join on key1 = key1 and key2 = key2 and key3 = key3 and key4 = key4\n"
            "      project part.name, CAST(part.size AS BIGINT), COALESCE(part.name, '') AS key1, (part.name IS NULL) "
            "AS key2, COALESCE(CAST(part.size AS BIGINT), 0) AS key3, (CAST(part.size AS BIGINT) IS NULL) AS key4\n"
            "        as above: project part.name, CAST(part.size AS BIGINT)\n"
            "      project key1, key2, key3, key4\n"
            "        filter (COUNT(*) FILTER partner = 0)\n"
            "          aggregate COUNT(*) FILTER partner by key1, key2, key3, key4\n"
            "            union all\n"
            "              project COALESCE(part.name, '') AS key1, (part.name IS NULL) AS key2, "
            "COALESCE(CAST(part.size AS BIGINT), 0) AS key3, (CAST(part.size AS BIGINT) IS NULL) AS key4, false AS "
            "partner\n"
            "                as above: project part.name, CAST(part.size AS BIGINT)\n"
            "              project COALESCE(part.name, '') AS key1, (part.name IS NULL) AS key2, "
            "COALESCE(CAST(part.size AS BIGINT), 0) AS key3, (CAST(part.size AS BIGINT) IS NULL) AS key4, true AS "
            "partner\n"
            "                as above: inner join on CAST(part.size AS BIGINT) = part#2.id, where (part.name <> "
            "part#2.name)\n");
        newRow("SELECT part, COUNT(DISTINCT vendor) AS n FROM price GROUP BY part",
               "aggregate COUNT(price.vendor) by price.part\n"
               "  aggregate by price.part, price.vendor\n"
               "    scan price\n");
        newRow("SELECT part, price FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY part ORDER BY price DESC) AS n "
               "FROM price) WHERE 3 >= n AND part > 1 AND day IS NULL",
               "project price.part, price.price\n"
               "  filter (price.day IS NULL)\n"
               "    top 3 by ROW_NUMBER for each price.part order by price.price DESC\n"
               "      filter (price.part > 1)\n"
               "        scan price\n");
        newRow("SELECT part, n FROM (SELECT *, RANK() OVER (PARTITION BY part ORDER BY price, day NULLS LAST) AS n "
               "FROM price) WHERE n = 1",
               "project price.part, 1 AS n\n"
               "  top 1 by RANK for each price.part order by price.price, price.day NULLS LAST\n"
               "    project price.part, price.price, price.day\n"
               "      scan price\n");
        newRow("SELECT name FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY id) AS n FROM part) WHERE n BETWEEN 2 AND 3",
               "project part.name\n"
               "  top 2 by ROW_NUMBER after 1 order by part.id\n"
               "    project part.id, part.name\n"
               "      scan part\n");
        newRow("SELECT name FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY id) AS n FROM part) WHERE size = 1",
               "project part.name\n"
               "  filter (part.size = 1)\n"
               "    scan part\n");
        newRow("SELECT name FROM (SELECT *, DENSE_RANK() OVER (ORDER BY size) AS n FROM part) WHERE n < 3 AND n > 5",
               "project name\n"
               "  values of no row\n");
        newRow("SELECT name FROM part ORDER BY size DESC LIMIT 2 OFFSET 1",
               "project part.name\n"
               "  top 2 by ROW_NUMBER after 1 order by part.size DESC\n"
               "    project part.name, part.size\n"
               "      scan part\n");
        newRow("SELECT COUNT(DISTINCT vendor) AS n, COUNT(*) AS c FROM price",
               "project COALESCE(SUM(#0), 0) AS n, COALESCE(SUM(COUNT(*)), 0) AS c\n"
               "  aggregate SUM(#0), SUM(COUNT(*))\n"
               "    union all\n"
               "      project NULL, COUNT(*)\n"
               "        aggregate COUNT(*)\n"
               "          scan price\n"
               "      project COUNT(price#2.vendor), NULL\n"
               "        aggregate COUNT(price#2.vendor)\n"
               "          aggregate by price#2.vendor\n"
               "            scan price#2\n");
    }
    void plans()
    {
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, plan);
        QCOMPARE(QByteArray::fromStdString(optimizedText(query.toStdString())), plan);
    }

    void explainsABoundQueryAsWritten()
    {
        const std::string text =
            std::string(kTables) +
            "CREATE VIEW v AS SELECT name, COUNT(*) AS n FROM part WHERE size > 1 GROUP BY name HAVING COUNT(*) > 2";
        const sql::Program program = sql::compileProgram(text);
        QCOMPARE(QByteArray::fromStdString(plan::explainQuery(*program.find("v")->query, program)),
                 QByteArray("project part.name, COUNT(*) AS n\n"
                            "  filter (COUNT(*) > CAST(2 AS BIGINT))\n"
                            "    aggregate COUNT(*) by part.name\n"
                            "      filter (part.size > 1)\n"
                            "        scan part\n"));
    }

    void equalPartsAreOneObject()
    {
        const std::string text = std::string(kTables) +
                                 "CREATE VIEW v AS WITH c AS (SELECT part, SUM(price) AS s FROM price GROUP BY part) "
                                 "SELECT a.s FROM c AS a, c AS b WHERE a.part = b.s";
        const sql::Program program = sql::compileProgram(text);
        const sql::RelPtr query = plan::optimize(program.find("v")->query, program);
        std::vector<const sql::RelNode*> aggregates;
        const auto visit = [&aggregates](const sql::RelPtr& rel, const auto& self) -> void {
            if (rel->kind == sql::RelKind::Aggregate) {
                aggregates.push_back(rel.get());
            }
            for (const sql::RelPtr& input : rel->inputs) {
                self(input, self);
            }
        };
        visit(query, visit);
        QCOMPARE(aggregates.size(), size_t{2});
        QCOMPARE(aggregates[0], aggregates[1]);
    }

    void keepsProjectionsApartThatWouldNestTooDeeply()
    {
        std::string step = "x";
        for (int i = 0; i < 400; ++i) {
            step += "+1";
        }
        std::string text = "CREATE TABLE t (x BIGINT); CREATE VIEW v AS WITH q0 AS (SELECT x FROM t)";
        for (int i = 1; i < 30; ++i) {
            text += ", q" + std::to_string(i) + " AS (SELECT " + step + " AS x FROM q" + std::to_string(i - 1) + ")";
        }
        const sql::Program program = sql::compileProgram(text + " SELECT x FROM q29");
        QVERIFY(!program.hasErrors());
        size_t numProjections = 0;
        for (sql::RelPtr rel = plan::optimize(program.find("v")->query, program); rel->kind == sql::RelKind::Project;
             rel = rel->inputs[0]) {
            QVERIFY(!isTooLarge(*rel->exprs[0]));
            ++numProjections;
        }
        QVERIFY2(numProjections > 5 && numProjections < 15, std::to_string(numProjections).c_str());
    }

    void keepsTheColumnsOfTheView()
    {
        const std::string text =
            std::string(kTables) +
            "CREATE VIEW v AS SELECT part AS a, COALESCE(price, 0) AS b, 5 AS c FROM price WHERE price IS NOT NULL";
        const sql::Program program = sql::compileProgram(text);
        const sql::RelPtr& query = program.find("v")->query;
        QCOMPARE(plan::optimize(query, program)->schema.columns, query->schema.columns);
    }
};

QTEST_APPLESS_MAIN(TestRewrites)
#include "test_rewrites.moc"
