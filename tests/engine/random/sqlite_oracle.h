// SPDX-License-Identifier: GPL-3.0-or-later
// SQLite as the judge of what a query gives.
#pragma once

#include "engine/types/value.h"
#include "tests/support/zset_model.h"

#include <optional>
#include <string>
#include <vector>

struct sqlite3;

namespace millrace::test {

/// A database in memory. It also knows ARG_MIN, ARG_MAX (of equal rows the lowest value), VAR_POP, VAR_SAMP,
/// STDDEV_POP, STDDEV_SAMP (truncated), BIT_AND, BIT_OR and BIT_XOR of whole numbers, and twice(n). What it refuses
/// ends the test.
class SqliteOracle {
public:
    SqliteOracle();
    ~SqliteOracle();
    SqliteOracle(const SqliteOracle&) = delete;
    SqliteOracle& operator=(const SqliteOracle&) = delete;

    void execute(const std::string& sql);
    /// Makes `rows` all the rows of a table.
    void load(const std::string& table, const std::vector<std::vector<Value>>& rows);
    /// Rows as "value|value", NULL as "NULL". Nothing where SQLite would take very long: it has no plan for some
    /// queries over thousands of rows but to compare each with each.
    std::optional<ZSetModel> query(const std::string& sql);

private:
    sqlite3* m_database = nullptr;
};

} // namespace millrace::test
