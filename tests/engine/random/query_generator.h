// SPDX-License-Identifier: GPL-3.0-or-later
// Random queries that mean the same in SQLite, for the test that every view equals its batch query.
#pragma once

#include <random>
#include <string>
#include <vector>

namespace millrace::test {

/// A query in two spellings; they differ only where the dialects do (AVG of integers).
struct QueryText {
    std::string ours;
    std::string sqlite;
};

/// Makes queries over the tables
///   r0(k INT NOT NULL PRIMARY KEY, a INT, s VARCHAR), r1(x INT, y INT NOT NULL, t VARCHAR), r2(p INT, q VARCHAR)
/// and over its own earlier queries as views. Values stay small, divisors are not zero: no query fails. Deterministic
/// for a seed.
class QueryGenerator {
public:
    explicit QueryGenerator(uint64_t seed)
        : m_random(seed)
    {
    }
    /// The next query. Where it has columns c0 INT, c1 VARCHAR, c2 INT and few joins, later ones may read it as a view
    /// of this name.
    QueryText query(const std::string& viewName);

private:
    /// A relation in scope: its alias and columns by type.
    struct Source {
        std::vector<std::string> ints;
        std::vector<std::string> texts;
    };

    uint64_t below(uint64_t limit) { return m_random() % limit; }
    const std::string& pick(const std::vector<std::string>& from) { return from[below(from.size())]; }
    std::string number(const Source& source, int depth);
    std::string text(const Source& source, int depth);
    std::string predicate(const Source& source, int depth);
    std::string table(Source& source);
    std::string from(Source& source);
    QueryText anyQuery();
    std::string queryPredicate(const Source& source);
    std::string queryNumber(const Source& source);
    QueryText plain();
    QueryText grouped();
    QueryText combined();
    QueryText unnested();
    QueryText nested();
    QueryText windowed();
    QueryText ranked();
    QueryText overWindow();
    QueryText groupedBySets();
    std::string rowsOfThree();
    std::string aggregate(const Source& source, bool forSqlite, uint64_t choice, const std::string& arg,
                          const std::string& condition) const;

    std::mt19937_64 m_random;
    int m_aliases = 0;
    int m_queries = 0;                ///< that may still be put into expressions
    std::vector<std::string> m_views; ///< that may be read
    int m_joins = 0;                  ///< of the query being made
    bool m_readsView = false;         ///< likewise
    bool m_isPlain = false;           ///< its columns are c0 INT, c1 VARCHAR, c2 INT
};

} // namespace millrace::test
