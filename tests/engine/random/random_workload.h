// SPDX-License-Identifier: GPL-3.0-or-later
// Random changes to the tables of random programs, and the rows that are there after them.
#pragma once

#include "engine/operators/input_table.h"
#include "tests/support/sql_harness.h"

#include <array>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace millrace::test {

/// What a random program is run with.
enum class WorkloadSize : uint8_t {
    Small, ///< steps of up to eighty records with few different values, many of them empty or of one record
    Large, ///< between those, steps of up to 20,000 records with thousands of values, some of them frequent
};

/// Changes to r0 (a table with a key: upserts, deletes, updates of some columns), r1 and r2 (bags, which lose only rows
/// they have) and r3 (append only). Deterministic for a seed.
class RandomWorkload {
public:
    static constexpr size_t kTables = 4;
    using Row = std::vector<Value>;

    RandomWorkload(uint64_t seed, WorkloadSize size)
        : m_random(seed)
        , m_size(size)
    {
    }

    /// Makes the changes of the next step.
    void nextStep();
    /// Queues the last step's changes.
    void pushTo(SqlHarness& harness) const;
    /// Queues all rows of one table.
    void replay(SqlHarness& harness, size_t table) const;
    std::vector<Row> rows(size_t table) const;

private:
    struct Change {
        RecordOp op = RecordOp::Insert;
        Row row;
        std::vector<uint8_t> present; ///< of an update
    };

    uint64_t below(uint64_t limit) { return m_random() % limit; }
    uint64_t numChanges();
    void change(size_t table);
    void changeKeyed();
    Value number(uint64_t nulls);
    Value text();
    Row rowFor(size_t table);
    static void push(SqlHarness& harness, size_t table, const std::vector<Change>& changes);

    std::mt19937_64 m_random;
    WorkloadSize m_size;
    uint64_t m_deletesOfTen = 4;    ///< in this step
    bool m_hasManyValues = false;   ///< likewise
    std::map<int64_t, Row> m_keyed; ///< r0
    std::array<std::vector<Row>, kTables> m_bags;
    std::array<std::vector<Change>, kTables> m_last;
};

} // namespace millrace::test
