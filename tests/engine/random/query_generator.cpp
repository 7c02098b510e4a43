// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/random/query_generator.h"

#include <utility>

namespace millrace::test {

namespace {

constexpr const char* kUnmerged = " /* as it is */";

} // namespace

std::string QueryGenerator::tables(const std::string& integer, const std::string& number)
{
    return "CREATE TABLE r0 (k " + integer + " NOT NULL PRIMARY KEY, a " + integer + ", s VARCHAR);\n" +
           "CREATE TABLE r1 (x " + integer + ", y " + integer + " NOT NULL, t VARCHAR);\n" + "CREATE TABLE r2 (p " +
           number + ", q VARCHAR);\n" + "CREATE TABLE r3 (e BIGINT NOT NULL, f " + number +
           ", v VARCHAR) WITH ('append_only' = 'true');\n"
           "CREATE FUNCTION twice(n BIGINT) RETURNS BIGINT AS n * 2;\n";
}

/// A condition with a query inside, which may use the row around it.
std::string QueryGenerator::queryPredicate(const Source& source)
{
    --m_queries;
    const std::string outer = pick(source.ints);
    const std::string text = pick(source.texts);
    const std::string bare = pick(source.ints);
    const std::string limit = std::to_string(below(6));
    const std::string negation = below(2) == 0 ? "NOT " : "";
    switch (below(9)) {
    case 0: return outer + " " + negation + "IN (SELECT x FROM r1 WHERE y > " + limit + ")";
    case 1: return text + " " + negation + "IN (SELECT q FROM r2)";
    case 2: return outer + " " + negation + "IN (SELECT MAX(p) FROM r2 GROUP BY q)";
    case 3: return "(" + outer + ", " + bare + ") " + negation + "IN (SELECT k, a FROM r0 WHERE s IS NOT NULL)";
    case 4: return negation + "EXISTS (SELECT 1 FROM r2 u WHERE u.p = " + outer + " AND u.q <> 'b')";
    case 5: return negation + "EXISTS (SELECT * FROM r0 u WHERE u.k = " + outer + " AND u.a <> " + bare + ")";
    case 6: return negation + "EXISTS (SELECT 1 FROM r0 WHERE k = " + limit + ")";
    case 7: return negation + "EXISTS (SELECT 1 FROM r3 u WHERE u.e = " + outer + " AND u.v IS NOT NULL)";
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
    switch (depth <= 0 ? below(2) : below(9)) {
    case 0:
    case 2: return pick(source.ints);
    case 1: return std::to_string(static_cast<int>(below(7)) - 2);
    case 3: return "(" + number(source, depth - 1) + " + " + number(source, depth - 1) + ")";
    case 4: return "(" + number(source, depth - 1) + " - " + number(source, depth - 1) + ")";
    case 5: return "(" + number(source, 0) + " * " + std::to_string(below(4)) + ")";
    case 7: return "twice(CAST(" + number(source, depth - 1) + " AS BIGINT))";
    case 6:
        return "CASE WHEN " + predicate(source, depth - 1) + " THEN " + number(source, depth - 1) + " ELSE " +
               number(source, depth - 1) + " END";
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
    switch (depth <= 0 ? below(3) : below(11)) {
    case 0: return number(source, depth - 1) + " " + pick(kComparisons) + " " + number(source, depth - 1);
    case 1: return text(source, 0) + " " + pick(kComparisons) + " " + text(source, 0);
    case 2: return pick(source.ints) + (below(2) == 0 ? " IS NULL" : " IS NOT NULL");
    case 3: return "(" + predicate(source, depth - 1) + " AND " + predicate(source, depth - 1) + ")";
    case 4: return "(" + predicate(source, depth - 1) + " OR " + predicate(source, depth - 1) + ")";
    case 5: return "NOT (" + predicate(source, depth - 1) + ")";
    case 6: return number(source, 0) + " BETWEEN " + std::to_string(below(3)) + " AND " + std::to_string(2 + below(4));
    case 7: return pick(source.ints) + " IN (1, " + std::to_string(below(6)) + ", 3)";
    case 8: return number(source, 0) + " IS " + (below(2) == 0 ? "NOT " : "") + "DISTINCT FROM " + pick(source.ints);
    case 9: return pick(source.ints) + " % " + std::to_string(2 + below(3)) + " = 1";
    default: return pick(source.texts) + " LIKE '" + static_cast<char>('a' + below(3)) + "%'";
    }
}

/// A table or a view, with an alias of its own; its columns are added to `scope`.
std::string QueryGenerator::table(Source& scope)
{
    const std::string alias = "t" + std::to_string(m_aliases++);
    if (!isLarge() && !m_isDerived && below(6) == 0) {
        scope.ints.insert(scope.ints.end(), {alias + ".c0", alias + ".c2"});
        scope.texts.push_back(alias + ".c1");
        return derived() + " " + alias;
    }
    if (!m_views.empty() && !m_readsView && below(3) == 0) {
        const View& view = m_views[below(m_views.size())];
        m_readsView = true;
        m_level = view.level + 1;
        scope.ints.insert(scope.ints.end(), {alias + ".c0", alias + ".c2"});
        scope.texts.push_back(alias + ".c1");
        return view.name + " " + alias;
    }
    switch (below(4)) {
    case 0:
        scope.ints.insert(scope.ints.end(), {alias + ".k", alias + ".a"});
        scope.texts.push_back(alias + ".s");
        return "r0 " + alias;
    case 1:
        scope.ints.insert(scope.ints.end(), {alias + ".x", alias + ".y"});
        scope.texts.push_back(alias + ".t");
        return "r1 " + alias;
    case 2:
        scope.ints.insert(scope.ints.end(), {alias + ".e", alias + ".f"});
        scope.texts.push_back(alias + ".v");
        return "r3 " + alias;
    default:
        scope.ints.push_back(alias + ".p");
        scope.texts.push_back(alias + ".q");
        return "r2 " + alias;
    }
}

/// A query in FROM, through which conditions may be pushed, or not. The comment keeps SQLite from merging it.
std::string QueryGenerator::derived()
{
    m_isDerived = true;
    Source source;
    const auto rows = [this, &source] {
        source = {};
        const std::string relation = table(source);
        return "SELECT " + number(source, 1) + " AS c0, " + text(source, 1) + " AS c1, " + number(source, 1) +
               " AS c2 FROM " + relation + (below(2) == 0 ? " WHERE " + predicate(source, 1) : "");
    };
    const std::string first = rows();
    const std::string of = " FROM (" + first + ") AS d";
    std::string query;
    switch (below(8)) {
    case 0: query = "SELECT c0, c1, COUNT(*) AS c2" + of + " GROUP BY c0, c1"; break;
    case 1: query = "SELECT MAX(c0) AS c0, c1, c2" + of + " GROUP BY c1, c2 HAVING COUNT(*) > 1"; break;
    case 2: query = "SELECT c0, c1, ROW_NUMBER() OVER (PARTITION BY c1 ORDER BY c2, c0) AS c2" + of; break;
    case 3: query = "SELECT c0, c1, SUM(c2) OVER (PARTITION BY c0) AS c2" + of; break;
    case 4: query = "SELECT DISTINCT c0, c1, c2" + of; break;
    case 5: query = "SELECT c0, c1, c2" + of + " ORDER BY c2 DESC, c0, c1 LIMIT " + std::to_string(1 + below(5)); break;
    case 6: query = first + (below(2) == 0 ? " UNION ALL " : " UNION ") + rows(); break;
    default: query = first + (below(2) == 0 ? " EXCEPT " : " INTERSECT ") + rows(); break;
    }
    m_isDerived = false;
    return "(" + query + (query.find(" LIMIT ") == std::string::npos ? kUnmerged : "") + ")";
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

/// A query in parentheses with columns c0 INT, c1 VARCHAR, c2 INT.
std::string QueryGenerator::rowsOfThree()
{
    Source source;
    const std::string tables = from(source);
    return "(SELECT " + number(source, 1) + " AS c0, " + text(source, 1) + " AS c1, " + number(source, 1) +
           " AS c2 FROM " + tables + (below(2) == 0 ? " WHERE " + predicate(source, 1) : "") + ")";
}

/// A query in parentheses with columns j, to join by, and others of these names. None of them is a query: SQLite 3.40
/// computes such a one once and forgets it behind a row without a partner of a LEFT JOIN.
std::string QueryGenerator::joinable(const std::string& text, const std::string& number)
{
    Source source;
    const std::string relation = table(source);
    m_queries = 0;
    return "(SELECT " + pick(source.ints) + " AS j, " + pick(source.texts) + " AS " + text + ", " +
           this->number(source, 1) + " AS " + number + " FROM " + relation +
           (below(2) == 0 ? " WHERE " + predicate(source, 1) : "") + ")";
}

QueryText QueryGenerator::query(const std::string& viewName)
{
    // Views over views over views are enough; rows of large programs are joined once on their way.
    const int maxLevel = 3;
    const int maxJoins = isLarge() ? 0 : 1;
    m_aliases = 0;
    m_joins = 0;
    m_readsView = false;
    m_level = 0;
    m_choosesRow = false;
    m_isPlain = false;
    m_queries = below(2) == 0 ? 2 : 0;
    QueryText query = anyQuery();
    for (size_t at = 0; (at = query.sqlite.find(kUnmerged, at)) != std::string::npos;) {
        query.sqlite.replace(at, std::string(kUnmerged).size(), " LIMIT -1");
    }
    if (m_isPlain && m_joins <= maxJoins && m_level < maxLevel) {
        m_views.push_back({viewName, m_level});
    }
    return query;
}

QueryText QueryGenerator::anyQuery()
{
    static const std::vector<std::pair<uint64_t, QueryText (QueryGenerator::*)()>> kShares = {
        {18, &QueryGenerator::plain},        {18, &QueryGenerator::grouped},   {8, &QueryGenerator::summed},
        {6, &QueryGenerator::nested},        {12, &QueryGenerator::combined},  {6, &QueryGenerator::joinedByName},
        {5, &QueryGenerator::readTwice},     {9, &QueryGenerator::ranked},     {5, &QueryGenerator::limited},
        {5, &QueryGenerator::distinctOn},    {9, &QueryGenerator::overWindow}, {7, &QueryGenerator::windowed},
        {4, &QueryGenerator::groupedBySets}, {7, &QueryGenerator::unnested},
    };
    uint64_t total = 0;
    for (const auto& [share, make] : kShares) {
        total += share;
    }
    uint64_t choice = below(total);
    for (const auto& [share, make] : kShares) {
        if (choice < share) {
            return (this->*make)();
        }
        choice -= share;
    }
    return plain();
}

} // namespace millrace::test
