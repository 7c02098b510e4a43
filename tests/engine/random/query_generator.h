// SPDX-License-Identifier: GPL-3.0-or-later
// Random queries that mean the same in SQLite, for the test that every view equals its batch query.
#pragma once

#include "tests/engine/random/random_workload.h"

#include <random>
#include <string>
#include <vector>

namespace millrace::test {

/// A query in two spellings; they differ only where the dialects do (AVG of integers).
struct QueryText {
    std::string ours;
    std::string sqlite;
};

/// Makes queries over the tables of a program and over its own earlier queries as views. Values stay small, divisors
/// are not zero: no query fails. Those of large programs have few rows for each row of the tables. Deterministic for a
/// seed.
class QueryGenerator {
public:
    QueryGenerator(uint64_t seed, WorkloadSize size)
        : m_random(seed)
        , m_size(size)
    {
    }
    /// The tables of the queries, and functions. Numbers have type `integer` or, some, the type `number`.
    static std::string tables(const std::string& integer, const std::string& number);
    /// The next query. Where it has columns c0, c1 VARCHAR, c2 and few joins, later ones may read it as a view of this
    /// name.
    QueryText query(const std::string& viewName);

private:
    /// A relation in scope: its alias and columns by type.
    struct Source {
        std::vector<std::string> ints;
        std::vector<std::string> texts;
    };
    /// A view that may be read, and how many views it reads one above the other.
    struct View {
        std::string name;
        int level = 0;
    };

    uint64_t below(uint64_t limit) { return m_random() % limit; }
    const std::string& pick(const std::vector<std::string>& from) { return from[below(from.size())]; }
    bool isLarge() const { return m_size == WorkloadSize::Large; }

    // Expressions.
    std::string number(const Source& source, int depth);
    std::string text(const Source& source, int depth);
    std::string predicate(const Source& source, int depth);
    std::string queryPredicate(const Source& source);
    std::string queryNumber(const Source& source);

    // Relations.
    std::string table(Source& source);
    std::string derived();
    std::string from(Source& source);
    std::string rowsOfThree();
    std::string joinable(const std::string& text, const std::string& number);

    // Queries.
    QueryText anyQuery();
    QueryText plain();
    QueryText combined();
    QueryText unnested();
    QueryText joinedByName();
    QueryText readTwice();
    QueryText grouped();
    QueryText summed();
    QueryText nested();
    QueryText windowed();
    QueryText groupedBySets();
    QueryText limited();
    QueryText distinctOn();
    QueryText ranked();
    QueryText overWindow();
    QueryText aggregate(const Source& source);
    std::string spread(const std::string& argument);

    std::mt19937_64 m_random;
    WorkloadSize m_size;
    int m_aliases = 0;
    int m_queries = 0; ///< that may still be put into expressions
    std::vector<View> m_views;
    int m_joins = 0;           ///< of the query being made
    bool m_readsView = false;  ///< likewise
    int m_level = 0;           ///< likewise: of the view it reads, and one more
    bool m_choosesRow = false; ///< likewise: has ARG_MIN or ARG_MAX
    bool m_isDerived = false;  ///< likewise: what is being made is a query in FROM
    bool m_isPlain = false;    ///< its columns are c0, c1 VARCHAR, c2
};

} // namespace millrace::test
