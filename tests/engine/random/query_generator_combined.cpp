// SPDX-License-Identifier: GPL-3.0-or-later
// Queries that combine relations: joins, set operations, arrays.
#include "tests/engine/random/query_generator.h"

#include <utility>

namespace millrace::test {

QueryText QueryGenerator::plain()
{
    m_isPlain = true;
    Source source;
    const std::string tables = from(source);
    std::string query = below(4) == 0 ? "SELECT DISTINCT " : "SELECT ";
    query += number(source, 2) + " AS c0, " + text(source, 1) + " AS c1, " + number(source, 1) + " AS c2 FROM ";
    query += tables;
    if (below(3) != 0) {
        query += " WHERE " + predicate(source, 2);
    }
    return {query, query};
}

/// Set operations; SQLite knows EXCEPT ALL and INTERSECT ALL once equal rows are numbered.
QueryText QueryGenerator::combined()
{
    static const std::vector<std::string> kOperations = {"UNION ALL", "UNION", "EXCEPT", "INTERSECT"};
    Source left;
    Source right;
    const std::string leftTables = from(left);
    const std::string rightTables = from(right);
    const std::string leftRows = "SELECT " + number(left, 1) + " AS c0, " + text(left, 0) + " AS c1 FROM " + leftTables;
    const std::string rightRows = "SELECT " + number(right, 1) + " AS c0, " + text(right, 0) + " AS c1 FROM " +
                                  rightTables + " WHERE " + predicate(right, 1);
    const std::string operation = pick(kOperations);
    if (below(4) == 0) {
        m_isPlain = true;
        const std::string query =
            "SELECT c0, c1, c0 + 1 AS c2 FROM (" + leftRows + " " + operation + " " + rightRows + ") AS u";
        return {query, query};
    }
    if (!operation.ends_with("T") || below(2) == 0) {
        const std::string query = leftRows + " " + operation + " " + rightRows;
        return {query, query};
    }
    const auto numbered = [](const std::string& rows) {
        return "SELECT c0, c1, ROW_NUMBER() OVER (PARTITION BY c0, c1) AS n FROM (" + rows + ")";
    };
    return {leftRows + " " + operation + " ALL " + rightRows,
            "SELECT c0, c1 FROM (" + numbered(leftRows) + " " + operation + " " + numbered(rightRows) + ")"};
}

/// Arrays of two numbers as rows, with their positions, and as keys of groups. SQLite gets two columns instead.
QueryText QueryGenerator::unnested()
{
    Source source;
    const std::string tables = from(source);
    const std::string first = number(source, 1);
    const std::string second = number(source, 1);
    const std::string shown = pick(source.texts);
    const std::string rows = "(SELECT " + first + " AS x, " + second + " AS y, " + shown + " AS c1 FROM " + tables +
                             (below(2) == 0 ? " WHERE " + predicate(source, 1) : "") + ") AS r";
    switch (below(3)) {
    case 0:
        m_isPlain = true;
        return {"SELECT e AS c0, c1, o AS c2 FROM " + rows + ", UNNEST(ARRAY[x, y]) WITH ORDINALITY AS u (e, o)",
                "SELECT x AS c0, c1, 1 AS c2 FROM " + rows + " UNION ALL SELECT y, c1, 2 FROM " + rows};
    case 1:
        return {"SELECT e, COUNT(*) AS n, SUM(x) AS s FROM " + rows +
                    ", UNNEST(ARRAY[y, x]) AS e WHERE e > 1 GROUP BY e",
                "SELECT e, COUNT(*), SUM(x) FROM (SELECT x, y AS e FROM " + rows + " UNION ALL SELECT x, x FROM " +
                    rows + ") WHERE e > 1 GROUP BY e"};
    default:
        return {"SELECT g[1] AS x, g[2] AS y, n, CARDINALITY(g) AS size FROM (SELECT ARRAY[x, y] AS g, COUNT(*) AS n "
                "FROM " +
                    rows + " GROUP BY ARRAY[x, y])",
                "SELECT x, y, COUNT(*), 2 FROM " + rows + " GROUP BY x, y"};
    }
}

/// Joins by the names of columns and by a comma.
QueryText QueryGenerator::joinedByName()
{
    static const std::vector<std::string> kKinds = {"", "LEFT ", "RIGHT ", "FULL "};
    ++m_joins;
    m_isPlain = true;
    const std::string left = joinable("s", "n") + " AS l";
    const std::string right = joinable("t", "m") + " AS r";
    const Source both = {{"l.n", "r.m"}, {"l.s", "r.t"}};
    const std::string items = "SELECT j AS c0, " + pick(both.texts) + " AS c1, " + number(both, 1) + " AS c2 FROM ";
    std::string query;
    switch (below(3)) {
    case 0: query = items + left + " NATURAL " + pick(kKinds) + "JOIN " + right; break;
    case 1: query = items + left + " " + pick(kKinds) + "JOIN " + right + " USING (j)"; break;
    default:
        query = "SELECT l.j AS c0, s AS c1, m AS c2 FROM " + left + ", " + right + " WHERE l.j = r.j AND " +
                predicate(both, 1);
        break;
    }
    return {query, query};
}

/// A common table expression that is read twice, the second time in groups or as it is.
QueryText QueryGenerator::readTwice()
{
    m_isPlain = true;
    m_joins += 2;
    m_queries = 0; // as in joinable()
    const std::string with = "WITH w AS " + rowsOfThree();
    const std::string kind = below(3) == 0 ? "LEFT JOIN " : "JOIN ";
    std::string query;
    switch (isLarge() ? below(2) : below(3)) {
    case 0:
        query = with + ", m AS (SELECT c1, MAX(c0) AS c0 FROM w GROUP BY c1) SELECT w.c0, w.c1, w.c2 FROM w " + kind +
                "m ON w.c1 = m.c1 AND w.c0 = m.c0";
        break;
    case 1:
        query = with + " SELECT c0, c1, c2 FROM w WHERE c2 " + (below(2) == 0 ? "NOT IN" : "IN") +
                " (SELECT c0 FROM w WHERE c0 > 1)";
        break;
    default:
        query = with + " SELECT a.c0, b.c1, b.c2 FROM w AS a " + kind + "w AS b ON a.c0 = b.c2 AND a.c1 <= b.c1";
        break;
    }
    return {query, query};
}

} // namespace millrace::test
