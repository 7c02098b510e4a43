// SPDX-License-Identifier: GPL-3.0-or-later
// Random queries and rows for tests that compare two ways to the same result.
#pragma once

#include "tests/engine/plan/query_interpreter.h"

#include <algorithm>
#include <random>
#include <string>

namespace millrace::testing {

inline constexpr const char* kTables = "CREATE TABLE r (a INT NOT NULL, b INT, s VARCHAR);\n"
                                       "CREATE TABLE t (a INT NOT NULL, c BIGINT, s VARCHAR);\n"
                                       "CREATE TABLE u (c BIGINT NOT NULL PRIMARY KEY, d INT, e INT);\n";

using Random = std::mt19937;

inline int64_t below(Random& random, int limit)
{
    return static_cast<int64_t>(random() % static_cast<unsigned>(limit));
}

/// Adds a row; in a table with a key it takes the place of the one with the same key.
inline void upsert(Rows& rows, const Row& row, const std::vector<int>& key)
{
    const auto hasSameKey = [&](const Row& other) {
        return std::all_of(key.begin(), key.end(), [&](int column) {
            return other[static_cast<size_t>(column)] == row[static_cast<size_t>(column)];
        });
    };
    if (!key.empty()) {
        rows.erase(std::remove_if(rows.begin(), rows.end(), hasSameKey), rows.end());
    }
    rows.push_back(row);
}

/// Small values with many equal ones and some NULLs.
inline Database makeDatabase(Random& random, const sql::Program& program)
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
            upsert(rows, row, program.relations[id].schema.primaryKey);
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
        switch (below(m_random, 7)) {
        case 5:
            return "SELECT " + first + " AS k0, " + second + " AS k1 FROM " + from.text + where + " ORDER BY " +
                   pick(from.columns) + (below(m_random, 2) == 0 ? " DESC" : " NULLS LAST") + " LIMIT " +
                   std::to_string(1 + below(m_random, 4)) + (below(m_random, 3) == 0 ? " OFFSET 1" : "");
        case 6: return makeRanking(first, second, from, where);
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

    std::string makeRanking(const std::string& first, const std::string& second, const Source& from,
                            const std::string& where)
    {
        static const char* const kFunctions[] = {"ROW_NUMBER", "RANK", "DENSE_RANK"};
        static const char* const kConditions[] = {"n = 1", "n <= 2", "2 >= n AND k1 < 3", "n > 1 AND n < 4", "n = k1"};
        const std::string inner = "SELECT " + first + " AS k0, " + second + " AS k1, " +
                                  kFunctions[below(m_random, 3)] + "() OVER (" +
                                  (below(m_random, 3) == 0 ? "" : "PARTITION BY " + pick(from.columns)) + " ORDER BY " +
                                  pick(from.columns) + (below(m_random, 2) == 0 ? " DESC" : "") + ") AS n FROM " +
                                  from.text + where;
        return "SELECT k0, k1" + std::string(below(m_random, 2) == 0 ? ", n" : "") + " FROM (" + inner +
               ") AS ranked WHERE " + kConditions[below(m_random, 5)];
    }

    Random& m_random;
    int m_numAliases = 0;
};

} // namespace millrace::testing
