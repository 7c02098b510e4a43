// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/random/query_generator.h"

#include <utility>

namespace millrace::test {

/// A condition with a query inside, which may use the row around it.
std::string QueryGenerator::queryPredicate(const Source& source)
{
    --m_queries;
    const std::string outer = pick(source.ints);
    const std::string text = pick(source.texts);
    const std::string bare = pick(source.ints);
    const std::string limit = std::to_string(below(6));
    const std::string negation = below(2) == 0 ? "NOT " : "";
    switch (below(8)) {
    case 0: return outer + " " + negation + "IN (SELECT x FROM r1 WHERE y > " + limit + ")";
    case 1: return text + " " + negation + "IN (SELECT q FROM r2)";
    case 2: return outer + " " + negation + "IN (SELECT MAX(p) FROM r2 GROUP BY q)";
    case 3: return "(" + outer + ", " + bare + ") " + negation + "IN (SELECT k, a FROM r0 WHERE s IS NOT NULL)";
    case 4: return negation + "EXISTS (SELECT 1 FROM r2 u WHERE u.p = " + outer + " AND u.q <> 'b')";
    case 5: return negation + "EXISTS (SELECT * FROM r0 u WHERE u.k = " + outer + " AND u.a <> " + bare + ")";
    case 6: return negation + "EXISTS (SELECT 1 FROM r0 WHERE k = " + limit + ")";
    default: return outer + " " + negation + "IN (SELECT u.y FROM r1 u WHERE u.t = " + text + ")";
    }
}

std::string QueryGenerator::queryNumber(const Source& source)
{
    --m_queries;
    const std::string outer = pick(source.ints);
    const std::string limit = std::to_string(below(6));
    switch (below(5)) {
    case 0: return "(SELECT MAX(y) FROM r1 WHERE x > " + limit + ")";
    case 1: return "(SELECT COUNT(*) FROM r2 u WHERE u.p = " + outer + ")";
    case 2: return "(SELECT SUM(u.x) + 1 FROM r1 u WHERE u.y = " + outer + " AND u.x < 5)";
    case 3: return "(SELECT a FROM r0 WHERE k = " + limit + ")";
    default: return "(SELECT u.a FROM r0 u WHERE u.k = " + outer + ")";
    }
}

std::string QueryGenerator::number(const Source& source, int depth)
{
    if (depth > 0 && m_queries > 0 && below(6) == 0) {
        return queryNumber(source);
    }
    switch (depth <= 0 ? below(2) : below(8)) {
    case 0:
    case 2: return pick(source.ints);
    case 1: return std::to_string(static_cast<int>(below(7)) - 2);
    case 3: return "(" + number(source, depth - 1) + " + " + number(source, depth - 1) + ")";
    case 4: return "(" + number(source, depth - 1) + " - " + number(source, depth - 1) + ")";
    case 5: return "(" + number(source, 0) + " * " + std::to_string(below(4)) + ")";
    case 6:
        return "CASE WHEN " + predicate(source, depth - 1) + " THEN " + number(source, depth - 1) + " ELSE "
            + number(source, depth - 1) + " END";
    default: return "COALESCE(" + number(source, depth - 1) + ", " + std::to_string(below(5)) + ")";
    }
}

std::string QueryGenerator::text(const Source& source, int depth)
{
    switch (depth <= 0 ? below(2) : below(4)) {
    case 0:
    case 2: return pick(source.texts);
    case 1: return std::string("'") + static_cast<char>('a' + below(4)) + "'";
    default: return "(" + text(source, 0) + " || " + text(source, 0) + ")";
    }
}

std::string QueryGenerator::predicate(const Source& source, int depth)
{
    static const std::vector<std::string> kComparisons = {"=", "<>", "<", "<=", ">", ">="};
    if (depth > 0 && m_queries > 0 && below(3) == 0) {
        return queryPredicate(source);
    }
    switch (depth <= 0 ? below(3) : below(9)) {
    case 0: return number(source, depth - 1) + " " + pick(kComparisons) + " " + number(source, depth - 1);
    case 1: return text(source, 0) + " " + pick(kComparisons) + " " + text(source, 0);
    case 2: return pick(source.ints) + (below(2) == 0 ? " IS NULL" : " IS NOT NULL");
    case 3: return "(" + predicate(source, depth - 1) + " AND " + predicate(source, depth - 1) + ")";
    case 4: return "(" + predicate(source, depth - 1) + " OR " + predicate(source, depth - 1) + ")";
    case 5: return "NOT (" + predicate(source, depth - 1) + ")";
    case 6: return number(source, 0) + " BETWEEN " + std::to_string(below(3)) + " AND " + std::to_string(2 + below(4));
    case 7: return pick(source.ints) + " IN (1, " + std::to_string(below(6)) + ", 3)";
    default: return pick(source.texts) + " LIKE '" + static_cast<char>('a' + below(3)) + "%'";
    }
}

/// A table or a view, with an alias of its own; its columns are added to `scope`.
std::string QueryGenerator::table(Source& scope)
{
    const std::string alias = "t" + std::to_string(m_aliases++);
    if (!m_views.empty() && !m_readsView && below(4) == 0) {
        m_readsView = true;
        scope.ints.insert(scope.ints.end(), {alias + ".c0", alias + ".c2"});
        scope.texts.push_back(alias + ".c1");
        return pick(m_views) + " " + alias;
    }
    switch (below(3)) {
    case 0:
        scope.ints.insert(scope.ints.end(), {alias + ".k", alias + ".a"});
        scope.texts.push_back(alias + ".s");
        return "r0 " + alias;
    case 1:
        scope.ints.insert(scope.ints.end(), {alias + ".x", alias + ".y"});
        scope.texts.push_back(alias + ".t");
        return "r1 " + alias;
    default:
        scope.ints.push_back(alias + ".p");
        scope.texts.push_back(alias + ".q");
        return "r2 " + alias;
    }
}

std::string QueryGenerator::from(Source& source)
{
    static const std::vector<std::string> kOuterJoins = {" LEFT JOIN ", " LEFT JOIN ", " RIGHT JOIN ", " FULL JOIN "};
    std::string text = table(source);
    for (uint64_t joins = below(3); joins > 0; --joins) {
        ++m_joins;
        const Source before = source;
        Source added;
        const std::string right = table(added);
        source.ints.insert(source.ints.end(), added.ints.begin(), added.ints.end());
        source.texts.insert(source.texts.end(), added.texts.begin(), added.texts.end());
        const bool isOuter = below(3) == 0;
        std::string condition = below(4) == 0 ? pick(before.texts) + " = " + pick(added.texts)
                                              : pick(before.ints) + " = " + pick(added.ints);
        if (below(4) == 0) {
            // Not a constant: SQLite 3.40 drops all rows of a RIGHT JOIN when a condition of the join before it is
            // false.
            condition += " AND " + pick(source.ints) + (below(2) == 0 ? " <= " : " <> ") + std::to_string(below(6));
        }
        text += (isOuter ? pick(kOuterJoins) : " JOIN ") + right + " ON " + condition;
    }
    return text;
}

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

std::string QueryGenerator::aggregate(const Source& source, bool forSqlite, uint64_t choice, const std::string& arg,
                                      const std::string& condition) const
{
    switch (choice) {
    case 0: return "COUNT(*)";
    case 1: return "COUNT(" + arg + ")";
    case 2: return "SUM(" + arg + ")";
    case 3: return "MIN(" + arg + ")";
    case 4: return "MAX(" + arg + ")";
    case 5: return "MIN(" + source.texts[0] + ")";
    case 6: return "COUNT(DISTINCT " + arg + ")";
    case 7: return "SUM(DISTINCT " + arg + ")";
    case 8: return "COUNT(*) FILTER (WHERE " + condition + ")";
    case 9: return "SUM(" + arg + ") FILTER (WHERE " + condition + ")";
    case 10: return "MAX(" + arg + ") FILTER (WHERE " + condition + ")";
    case 11: return "COUNT(DISTINCT " + arg + ") FILTER (WHERE " + condition + ")";
    default: return forSqlite ? "CAST(AVG(" + arg + ") AS INTEGER)" : "AVG(" + arg + ")";
    }
}

QueryText QueryGenerator::grouped()
{
    Source source;
    const std::string tables = from(source);
    const int queries = std::exchange(m_queries, 0);
    // A bare number would be an ordinal.
    const std::string key
        = below(2) == 0 ? "(" + pick(source.ints) + " + " + number(source, 1) + ")" : pick(source.texts);
    m_queries = queries;
    const bool isGlobal = below(5) == 0;
    const std::string where = below(2) == 0 ? " WHERE " + predicate(source, 1) : "";
    const std::string having = below(4) == 0 ? " HAVING COUNT(*) > " + std::to_string(below(3)) : "";
    std::string items[2] = {isGlobal ? "" : key + " AS g, ", isGlobal ? "" : key + " AS g, "};
    for (int i = 0; i < 3; ++i) {
        const uint64_t choice = below(14);
        const std::string arg = number(source, 1);
        const std::string condition = predicate(source, 0);
        for (const bool forSqlite : {false, true}) {
            items[forSqlite ? 1 : 0] += (i == 0 ? "" : ", ") + aggregate(source, forSqlite, choice, arg, condition) +
                                        " AS c" + std::to_string(i);
        }
    }
    const std::string tail = " FROM " + tables + where + (isGlobal ? "" : " GROUP BY " + key) + having;
    return {"SELECT " + items[0] + tail, "SELECT " + items[1] + tail};
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

QueryText QueryGenerator::nested()
{
    const QueryText inner = grouped();
    const bool hasKey = inner.ours.find(" AS g, ") != std::string::npos;
    const std::string count = "SELECT " + std::string(hasKey ? "g, " : "") + "c0, COUNT(*) AS n FROM (";
    const std::string tail = ") sub" + std::string(" GROUP BY ") + (hasKey ? "g, " : "") + "c0";
    return {count + inner.ours + tail, count + inner.sqlite + tail};
}

/// Windows over the seconds y - 2 of r1; SQLite gets them by arithmetic and a list of numbers.
QueryText QueryGenerator::windowed()
{
    const uint64_t slide = 1 + below(3);
    const uint64_t size = below(3) == 0 ? slide : 1 + below(5);
    const uint64_t offset = below(3);
    const bool isHop = size != slide || below(2) == 0;
    const auto seconds = [](uint64_t count) { return "INTERVAL '" + std::to_string(count) + "' SECOND"; };
    const std::string epoch = "TIMESTAMP '1970-01-01 00:00:00'";
    const std::string time = "(SELECT x, t, TIMESTAMPADD(SECOND, y - 2, " + epoch + ") AS at FROM r1)";
    const std::string ours = std::string("TABLE(") + (isHop ? "HOP(" : "TUMBLE(") + time + ", DESCRIPTOR(at), "
        + (isHop ? seconds(slide) + ", " : "") + seconds(size) + ", " + seconds(offset) + "))";
    const std::string start = "TIMESTAMPDIFF(SECOND, " + epoch + ", window_start)";
    const std::string end = "TIMESTAMPDIFF(SECOND, " + epoch + ", window_end)";
    const std::string step = std::to_string(slide);
    // Seconds since the window before: never negative, the times begin at -2 and offsets end at 2.
    const std::string base = "(y - 2 - (y - 2 - " + std::to_string(offset) + " + 6 * " + step + ") % " + step + ")";
    std::string numbers = "SELECT 0 AS n";
    for (int i = 1; i < 5; ++i) {
        numbers += " UNION ALL SELECT " + std::to_string(i);
    }
    const std::string sqlite = "(SELECT x, t, " + base + " - n * " + step + " AS ws, " + base + " - n * " + step
        + " + " + std::to_string(size) + " AS we FROM r1, (" + numbers + ") WHERE y - 2 < " + base + " - n * " + step
        + " + " + std::to_string(size) + ")";
    const std::string where = below(2) == 0 ? " WHERE x > " + std::to_string(below(4)) : "";
    if (below(2) == 0) {
        return {"SELECT " + start + " AS ws, x, t, " + end + " AS we FROM " + ours + where,
                "SELECT ws, x, t, we FROM " + sqlite + where};
    }
    return {"SELECT " + start + " AS ws, COUNT(*) AS n, SUM(x) AS s FROM " + ours + where
                + " GROUP BY window_start, window_end",
            "SELECT ws, COUNT(*), SUM(x) FROM " + sqlite + where + " GROUP BY ws, we"};
}

/// Rankings and limits. Where numbers have to be the same, SQLite is told the order of rows that are equal otherwise.
QueryText QueryGenerator::ranked()
{
    Source source;
    const std::string tables = from(source);
    const std::string rows = "(SELECT " + number(source, 1) + " AS c0, " + text(source, 1) + " AS c1, " +
                             number(source, 1) + " AS c2 FROM " + tables +
                             (below(2) == 0 ? " WHERE " + predicate(source, 1) : "") + ")";
    static const std::vector<std::string> kPartitions = {"", "c0", "c1", "c0 % 2", "c2, c1"};
    static const std::vector<std::string> kOrders = {"c2", "c1 DESC", "c0 DESC NULLS FIRST", "c0 NULLS LAST",
                                                     "c2 + c0 DESC", "c1, c2 DESC"};
    static const std::vector<std::string> kFunctions = {"ROW_NUMBER()", "ROW_NUMBER()", "RANK()", "DENSE_RANK()"};
    const std::string partition = pick(kPartitions);
    const std::string order = " ORDER BY " + pick(kOrders);
    const std::string ties = ", c0, c1, c2";
    const std::string first = std::to_string(1 + below(3));
    const std::string last = std::to_string(2 + below(4));
    if (below(4) == 0) {
        const std::string limit = " LIMIT " + last + (below(2) == 0 ? " OFFSET " + first : "");
        const std::string whole = "SELECT c0, c1, c2 FROM " + rows + " AS r" + order;
        return {"SELECT c1, c0 + 1 AS d FROM (" + whole + limit + ") AS l",
                "SELECT c1, c0 + 1 AS d FROM (" + whole + ties + limit + ") AS l"};
    }
    const std::string& function = pick(kFunctions);
    const bool isNumber = function == "ROW_NUMBER()";
    const std::string over = function + " OVER (" + (partition.empty() ? "" : "PARTITION BY " + partition) + order;
    const std::string ours = over + ")";
    const std::string sqlite = over + (isNumber ? ties : "") + ")";
    const std::string begin = "SELECT c0, c1, c2, ";
    const std::string end = " AS n FROM " + rows + " AS r";
    std::string condition;
    switch (below(5)) {
    case 0: return {begin + ours + end, begin + sqlite + end};
    case 1: condition = "n = " + first; break;
    case 2: condition = last + " >= n"; break;
    case 3: condition = "n BETWEEN " + first + " AND " + last + " AND c0 > 0"; break;
    default: condition = "n < " + last + " AND n <> 2"; break;
    }
    if (below(3) == 0) {
        return {begin + ours + end + " QUALIFY " + condition,
                "SELECT * FROM (" + begin + sqlite + end + ") AS q WHERE " + condition};
    }
    const std::string shown = below(2) == 0 ? "SELECT c0, c1, c2 FROM (" : "SELECT * FROM (";
    return {shown + begin + ours + end + ") AS q WHERE " + condition,
            shown + begin + sqlite + end + ") AS q WHERE " + condition};
}

/// A query in parentheses with columns c0 INT, c1 VARCHAR, c2 INT.
std::string QueryGenerator::rowsOfThree()
{
    Source source;
    const std::string tables = from(source);
    return "(SELECT " + number(source, 1) + " AS c0, " + text(source, 1) + " AS c1, " + number(source, 1) +
           " AS c2 FROM " + tables + (below(2) == 0 ? " WHERE " + predicate(source, 1) : "") + ")";
}

/// Aggregates over frames and neighbours. Where equal rows may differ, SQLite is told their order.
QueryText QueryGenerator::overWindow()
{
    static const std::vector<std::string> kPartitions = {"", "PARTITION BY c1", "PARTITION BY c0 % 2",
                                                         "PARTITION BY c2, c1"};
    static const std::vector<std::string> kOrders = {"c2", "c0 DESC", "c0 NULLS LAST", "c2 DESC NULLS FIRST"};
    static const std::vector<std::string> kAggregates = {"SUM(c0)", "COUNT(*)", "COUNT(c2)",
                                                         "MIN(c0)", "MAX(c1)",  "SUM(c2) FILTER (WHERE c0 > 1)"};
    static const std::vector<std::string> kNeighbours = {"LAG(c0)", "LEAD(c1)", "LAG(c2, 2, c0)", "LEAD(c0, 1, -1)"};
    static const std::vector<std::string> kBounds = {"UNBOUNDED PRECEDING", "2 PRECEDING", "1 PRECEDING",
                                                     "CURRENT ROW",         "1 FOLLOWING", "3 FOLLOWING",
                                                     "UNBOUNDED FOLLOWING"};
    const std::string rows = rowsOfThree();
    const std::string& partition = pick(kPartitions);
    const std::string order = " ORDER BY " + pick(kOrders);
    const uint64_t start = below(6);
    const uint64_t end = start == 0 ? 1 + below(6) : std::min<uint64_t>(6, std::max<uint64_t>(start, below(7)));
    const std::string bounds = "BETWEEN " + kBounds[start] + " AND " + kBounds[end];
    std::string function = pick(kAggregates);
    std::string window = partition;
    bool needsTies = false;
    switch (below(6)) {
    case 0: break;
    case 1: window += order; break;
    case 2:
        window += order;
        function = pick(kNeighbours);
        needsTies = true;
        break;
    case 3:
        window += order;
        function = below(2) == 0 ? "FIRST_VALUE(c0)" : "LAST_VALUE(c1)";
        needsTies = true;
        break;
    case 4:
        window += order;
        needsTies = true;
        break;
    default: window += order + " RANGE " + bounds; break;
    }
    const bool isNeighbour = function.starts_with("LAG") || function.starts_with("LEAD");
    const std::string frame = needsTies && !isNeighbour ? " ROWS " + bounds : "";
    const auto spell = [&](const std::string& ties) {
        return "SELECT c0, c1, c2, " + function + " OVER (" + window + ties + frame + ") AS w FROM " + rows + " AS r";
    };
    return {spell(""), spell(needsTies ? ", c0, c1, c2" : "")};
}

/// ROLLUP, CUBE and GROUPING SETS; SQLite gets a query for each set.
QueryText QueryGenerator::groupedBySets()
{
    const std::string rows = rowsOfThree();
    const uint64_t kind = below(3);
    const std::string clause = kind == 0   ? "ROLLUP (c1, c2)"
                               : kind == 1 ? "CUBE (c1, c2)"
                                           : "GROUPING SETS ((c2), (c1, c2))";
    std::string sqlite;
    for (int set = 3; set >= 0; --set) {
        const bool hasFirst = (set & 2) != 0;
        const bool hasSecond = (set & 1) != 0;
        const bool isLeftOut = (kind == 0 && hasSecond && !hasFirst) || (kind == 2 && !hasSecond);
        if (isLeftOut) {
            continue;
        }
        sqlite += sqlite.empty() ? "" : " UNION ALL ";
        sqlite += std::string("SELECT ") + (hasFirst ? "c1" : "NULL") + ", " + (hasSecond ? "c2" : "NULL") +
                  ", COUNT(*), SUM(c0), " + std::to_string(3 - set) + " FROM " + rows + " AS r";
        sqlite += set == 0 ? ""
                           : " GROUP BY " + std::string(hasFirst ? "c1" : "") + (set == 3 ? ", " : "") +
                                 (hasSecond ? "c2" : "");
    }
    return {"SELECT c1, c2, COUNT(*) AS n, SUM(c0) AS s, GROUPING(c1, c2) AS g FROM " + rows + " AS r GROUP BY " +
                clause,
            sqlite};
}

QueryText QueryGenerator::query(const std::string& viewName)
{
    m_aliases = 0;
    m_joins = 0;
    m_readsView = false;
    m_isPlain = false;
    m_queries = below(2) == 0 ? 2 : 0;
    QueryText query = anyQuery();
    if (m_isPlain && m_joins <= 1) {
        m_views.push_back(viewName);
    }
    return query;
}

QueryText QueryGenerator::anyQuery()
{
    if (below(6) == 0) {
        return ranked();
    }
    if (below(12) == 0) {
        return windowed();
    }
    if (below(12) == 0) {
        return unnested();
    }
    if (below(8) == 0) {
        return overWindow();
    }
    if (below(20) == 0) {
        return groupedBySets();
    }
    switch (below(9)) {
    case 0:
    case 1:
    case 2: return plain();
    case 3:
    case 4:
    case 5: return grouped();
    case 6:
    case 7: return combined();
    default: return nested();
    }
}

} // namespace millrace::test
