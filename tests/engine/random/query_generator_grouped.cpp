// SPDX-License-Identifier: GPL-3.0-or-later
// Queries that group rows.
#include "tests/engine/random/query_generator.h"

#include <utility>

namespace millrace::test {

/// Spreads are of remainders, so that their squares are not too large for the type of their argument.
std::string QueryGenerator::spread(const std::string& argument)
{
    static const std::vector<std::string> kFunctions = {"VAR_POP(", "VAR_SAMP(", "STDDEV_POP(", "STDDEV_SAMP("};
    return pick(kFunctions) + (below(4) == 0 ? "DISTINCT " : "") + argument + " % 100)";
}

QueryText QueryGenerator::aggregate(const Source& source)
{
    const std::string arg = number(source, 1);
    const std::string filter = below(4) == 0 ? " FILTER (WHERE " + predicate(source, 0) + ")" : "";
    const std::string distinct = below(4) == 0 ? "DISTINCT " : "";
    const auto same = [&filter](const std::string& call) { return QueryText{call + filter, call + filter}; };
    switch (below(16)) {
    case 0: return same("COUNT(*)");
    case 1: return same("COUNT(" + distinct + arg + ")");
    case 2:
    case 3: return same("SUM(" + distinct + arg + ")");
    case 4: return same("MIN(" + arg + ")");
    case 5: return same("MAX(" + arg + ")");
    case 6: return same("MIN(" + source.texts[0] + ")");
    case 7: return same("COUNT(DISTINCT " + pick(source.texts) + ")");
    case 8: return same(spread(arg));
    case 9: {
        static const std::vector<std::string> kFunctions = {"BIT_AND(", "BIT_OR(", "BIT_XOR("};
        return same(pick(kFunctions) + "CAST(" + arg + " AS BIGINT))");
    }
    case 10: {
        const std::string condition = predicate(source, 0);
        const bool isEvery = below(2) == 0;
        const std::string ours = std::string(isEvery ? "EVERY(" : "SOME(") + condition + ")" + filter;
        return {"CASE WHEN " + ours + " THEN 1 WHEN NOT " + ours + " THEN 0 END",
                std::string(isEvery ? "MIN(" : "MAX(") + condition + ")" + filter};
    }
    case 11:
    case 12:
        // One a query: two that are decided by the same value choose the same row, of equal ones that with the lowest
        // values together.
        if (!m_choosesRow) {
            m_choosesRow = true;
            const std::string chosen = below(2) == 0 ? arg : pick(source.texts);
            return same((below(2) == 0 ? "ARG_MIN(" : "ARG_MAX(") + chosen + ", " + number(source, 1) + ")");
        }
        return same("MAX(" + pick(source.texts) + ")");
    default: {
        const std::string call = "AVG(" + distinct + arg + ")" + filter;
        return {call, "CAST(" + call + " AS INTEGER)"};
    }
    }
}

QueryText QueryGenerator::grouped()
{
    Source source;
    const std::string tables = from(source);
    const int queries = std::exchange(m_queries, 0);
    // A bare number would be an ordinal.
    std::string key = below(2) == 0 ? "(" + pick(source.ints) + " + " + number(source, 1) + ")" : pick(source.texts);
    std::string items = key + " AS g, ";
    if (below(4) == 0) {
        const std::string second = pick(source.ints);
        key += ", " + second;
        items += second + " AS h, ";
    }
    m_queries = queries;
    const bool isGlobal = below(5) == 0;
    const std::string where = below(2) == 0 ? " WHERE " + predicate(source, 1) : "";
    const std::string having = below(4) == 0 ? " HAVING COUNT(*) > " + std::to_string(below(3)) : "";
    QueryText query{isGlobal ? "SELECT " : "SELECT " + items, isGlobal ? "SELECT " : "SELECT " + items};
    for (int i = 0; i < 3; ++i) {
        const QueryText call = aggregate(source);
        const std::string name = " AS c" + std::to_string(i);
        query.ours += (i == 0 ? "" : ", ") + call.ours + name;
        query.sqlite += (i == 0 ? "" : ", ") + call.sqlite + name;
    }
    const std::string tail = " FROM " + tables + where + (isGlobal ? "" : " GROUP BY " + key) + having;
    return {query.ours + tail, query.sqlite + tail};
}

/// Groups that other queries may read.
QueryText QueryGenerator::summed()
{
    static const std::vector<std::string> kCalls = {"COUNT(*)", "SUM(c2 % 100)", "MIN(c2)", "MAX(c2)",
                                                    "COUNT(DISTINCT c2)"};
    m_isPlain = true;
    const std::string query =
        "SELECT c0, c1, " + pick(kCalls) + " AS c2 FROM " + rowsOfThree() + " AS r GROUP BY c0, c1";
    return {query, query};
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
    const std::string ours = std::string("TABLE(") + (isHop ? "HOP(" : "TUMBLE(") + time + ", DESCRIPTOR(at), " +
                             (isHop ? seconds(slide) + ", " : "") + seconds(size) + ", " + seconds(offset) + "))";
    const std::string start = "TIMESTAMPDIFF(SECOND, " + epoch + ", window_start)";
    const std::string end = "TIMESTAMPDIFF(SECOND, " + epoch + ", window_end)";
    const std::string step = std::to_string(slide);
    // Seconds since the window before: never negative, the times begin at -2 and offsets end at 2.
    const std::string base = "(y - 2 - (y - 2 - " + std::to_string(offset) + " + 6 * " + step + ") % " + step + ")";
    std::string numbers = "SELECT 0 AS n";
    for (int i = 1; i < 5; ++i) {
        numbers += " UNION ALL SELECT " + std::to_string(i);
    }
    const std::string sqlite = "(SELECT x, t, " + base + " - n * " + step + " AS ws, " + base + " - n * " + step +
                               " + " + std::to_string(size) + " AS we FROM r1, (" + numbers + ") WHERE y - 2 < " +
                               base + " - n * " + step + " + " + std::to_string(size) + ")";
    const std::string where = below(2) == 0 ? " WHERE x > " + std::to_string(below(4)) : "";
    if (below(2) == 0) {
        return {"SELECT " + start + " AS ws, x, t, " + end + " AS we FROM " + ours + where,
                "SELECT ws, x, t, we FROM " + sqlite + where};
    }
    if (!isHop && offset == 0 && below(2) == 0) {
        const std::string window = "(at, " + seconds(size) + ")";
        return {"SELECT TIMESTAMPDIFF(SECOND, " + epoch + ", TUMBLE_START" + window +
                    ") AS ws, COUNT(*) AS n, SUM(x) AS s "
                    "FROM " +
                    time + " AS r" + where + " GROUP BY TUMBLE" + window,
                "SELECT ws, COUNT(*), SUM(x) FROM " + sqlite + where + " GROUP BY ws"};
    }
    return {"SELECT " + start + " AS ws, COUNT(*) AS n, SUM(x) AS s FROM " + ours + where +
                " GROUP BY window_start, window_end",
            "SELECT ws, COUNT(*), SUM(x) FROM " + sqlite + where + " GROUP BY ws, we"};
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

} // namespace millrace::test
