// SPDX-License-Identifier: GPL-3.0-or-later
// Queries that put rows in an order: limits, ranks, functions over windows.
#include "tests/engine/random/query_generator.h"

#include <utility>

namespace millrace::test {

namespace {

const std::vector<std::string> kOrders = {"c2",           "c1 DESC",    "c0 DESC NULLS FIRST", "c0 NULLS LAST",
                                          "c2 + c0 DESC", "c1, c2 DESC"};
constexpr const char* kTies = ", c0, c1, c2"; // SQLite is told the order of rows that are equal otherwise

} // namespace

QueryText QueryGenerator::limited()
{
    m_isPlain = true;
    const std::string rows = rowsOfThree();
    const std::string order = " ORDER BY " + pick(kOrders);
    const std::string count = std::to_string(2 + below(isLarge() ? 400 : 4));
    const std::string whole = "SELECT c0, c1, c2 FROM " + rows + " AS r" + order;
    if (below(3) == 0) {
        return {whole + " FETCH FIRST " + count + " ROWS WITH TIES",
                "SELECT c0, c1, c2 FROM (SELECT c0, c1, c2, RANK() OVER (" + order + ") AS n FROM " + rows +
                    " AS r) AS q WHERE n <= " + count};
    }
    const std::string limit = " LIMIT " + count + (below(2) == 0 ? " OFFSET " + std::to_string(1 + below(3)) : "");
    const std::string outer = "SELECT c0 + 1 AS c0, c1, c2 FROM (";
    return {outer + whole + limit + ") AS l", outer + whole + kTies + limit + ") AS l"};
}

QueryText QueryGenerator::distinctOn()
{
    static const std::vector<std::string> kKeys = {"c0", "c1", "c0 % 2", "c1, c2", "c2"};
    m_isPlain = true;
    const std::string rows = rowsOfThree();
    const std::string key = pick(kKeys);
    const std::string order = pick(kOrders);
    return {"SELECT DISTINCT ON (" + key + ") c0, c1, c2 FROM " + rows + " AS r ORDER BY " + key + ", " + order,
            "SELECT c0, c1, c2 FROM (SELECT c0, c1, c2, ROW_NUMBER() OVER (PARTITION BY " + key + " ORDER BY " + order +
                kTies + ") AS n FROM " + rows + " AS r) AS q WHERE n = 1"};
}

QueryText QueryGenerator::ranked()
{
    static const std::vector<std::string> kPartitions = {"", "c0", "c1", "c0 % 2", "c2, c1"};
    static const std::vector<std::string> kFunctions = {"ROW_NUMBER()", "ROW_NUMBER()", "RANK()", "DENSE_RANK()"};
    m_isPlain = true;
    const std::string rows = rowsOfThree();
    const std::string partition = pick(kPartitions);
    const std::string order = " ORDER BY " + pick(kOrders);
    const std::string first = std::to_string(1 + below(3));
    const std::string last = std::to_string(2 + below(4));
    const std::string& function = pick(kFunctions);
    const bool isNumber = function == "ROW_NUMBER()";
    const std::string over = function + " OVER (" + (partition.empty() ? "" : "PARTITION BY " + partition) + order;
    const std::string ours = over + ")";
    const std::string sqlite = over + (isNumber ? kTies : "") + ")";
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

/// Aggregates over frames and neighbours. Where equal rows may differ, SQLite is told their order.
QueryText QueryGenerator::overWindow()
{
    static const std::vector<std::string> kPartitions = {"", "PARTITION BY c1", "PARTITION BY c0 % 2",
                                                         "PARTITION BY c2, c1"};
    static const std::vector<std::string> kSingleOrders = {"c2", "c0 DESC", "c0 NULLS LAST", "c2 DESC NULLS FIRST"};
    static const std::vector<std::string> kAggregates = {"SUM(c0)", "COUNT(*)", "COUNT(c2)",
                                                         "MIN(c0)", "MAX(c1)",  "SUM(c2) FILTER (WHERE c0 > 1)"};
    static const std::vector<std::string> kNeighbours = {"LAG(c0)", "LEAD(c1)", "LAG(c2, 2, c0)", "LEAD(c0, 1, -1)"};
    static const std::vector<std::string> kBounds = {"UNBOUNDED PRECEDING", "2 PRECEDING", "1 PRECEDING",
                                                     "CURRENT ROW",         "1 FOLLOWING", "3 FOLLOWING",
                                                     "UNBOUNDED FOLLOWING"};
    m_isPlain = true;
    const std::string rows = rowsOfThree();
    const std::string& partition = pick(kPartitions);
    const std::string order = " ORDER BY " + pick(kSingleOrders);
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
    return {spell(""), spell(needsTies ? kTies : "")};
}

} // namespace millrace::test
