// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/random/sqlite_oracle.h"

#include <QtGlobal>

#include <cmath>
#include <cstring>
#include <functional>
#include <memory>
#include <sqlite3.h>

namespace millrace::test {

namespace {

constexpr int kMaxInstructions = 30'000'000; // a second or so

/// A value that is a number or a text, in the order of both dialects: NULL is lowest.
struct Cell {
    int type = SQLITE_NULL;
    int64_t number = 0;
    std::string text;

    static Cell of(sqlite3_value* value)
    {
        Cell cell;
        cell.type = sqlite3_value_type(value);
        if (cell.type == SQLITE_INTEGER) {
            cell.number = sqlite3_value_int64(value);
        } else if (cell.type == SQLITE_TEXT) {
            cell.text = reinterpret_cast<const char*>(sqlite3_value_text(value));
        }
        return cell;
    }
    bool isNull() const { return type == SQLITE_NULL; }
    bool operator<(const Cell& other) const
    {
        if (isNull() || other.isNull()) {
            return isNull() && !other.isNull();
        }
        return number != other.number ? number < other.number : text < other.text;
    }
    void give(sqlite3_context* context) const
    {
        switch (type) {
        case SQLITE_NULL: sqlite3_result_null(context); return;
        case SQLITE_INTEGER: sqlite3_result_int64(context, number); return;
        default: sqlite3_result_text(context, text.c_str(), -1, SQLITE_TRANSIENT); return;
        }
    }
};

/// All rows of a group; the result is made at the end.
using Group = std::vector<std::vector<Cell>>;
using Finish = void (*)(const Group& group, sqlite3_context* context);

Group*& groupOf(sqlite3_context* context)
{
    return *static_cast<Group**>(sqlite3_aggregate_context(context, sizeof(Group*)));
}

void stepAggregate(sqlite3_context* context, int count, sqlite3_value** values)
{
    Group*& group = groupOf(context);
    if (group == nullptr) {
        group = new Group;
    }
    group->emplace_back();
    for (int i = 0; i < count; ++i) {
        group->back().push_back(Cell::of(values[i]));
    }
}

template <Finish finish>
void finishAggregate(sqlite3_context* context)
{
    const std::unique_ptr<Group> group(std::exchange(groupOf(context), nullptr));
    finish(group == nullptr ? Group() : *group, context);
}

template <bool isMax>
void argExtreme(const Group& group, sqlite3_context* context)
{
    const std::vector<Cell>* best = nullptr;
    for (const std::vector<Cell>& row : group) {
        if (row[1].isNull()) {
            continue;
        }
        const bool isBetter = best == nullptr || (isMax ? (*best)[1] < row[1] : row[1] < (*best)[1]);
        const bool isWorse = best != nullptr && (isMax ? row[1] < (*best)[1] : (*best)[1] < row[1]);
        if (isBetter || (!isWorse && row[0] < (*best)[0])) {
            best = &row;
        }
    }
    (best == nullptr ? Cell() : (*best)[0]).give(context);
}

template <bool isSample, bool isDeviation>
void spread(const Group& group, sqlite3_context* context)
{
    __int128 count = 0;
    __int128 sum = 0;
    __int128 squares = 0;
    for (const std::vector<Cell>& row : group) {
        if (!row[0].isNull()) {
            ++count;
            sum += row[0].number;
            squares += static_cast<__int128>(row[0].number) * row[0].number;
        }
    }
    const __int128 divisor = count * (isSample ? count - 1 : count);
    if (divisor == 0) {
        sqlite3_result_null(context);
        return;
    }
    // Whole numbers all along: the root of a quotient and that of its whole part have the same whole part.
    const auto variance = static_cast<int64_t>((count * squares - sum * sum) / divisor);
    int64_t root = static_cast<int64_t>(std::sqrt(static_cast<double>(variance)));
    root -= root * root > variance ? 1 : 0;
    root += (root + 1) * (root + 1) <= variance ? 1 : 0;
    sqlite3_result_int64(context, isDeviation ? root : variance);
}

template <typename Operation>
void bits(const Group& group, sqlite3_context* context)
{
    std::optional<int64_t> result;
    for (const std::vector<Cell>& row : group) {
        if (!row[0].isNull()) {
            result = result ? Operation()(*result, row[0].number) : row[0].number;
        }
    }
    if (result) {
        sqlite3_result_int64(context, *result);
    } else {
        sqlite3_result_null(context);
    }
}

void twice(sqlite3_context* context, int, sqlite3_value** values)
{
    Cell cell = Cell::of(values[0]);
    cell.number *= 2;
    cell.give(context);
}

template <Finish finish>
void addAggregate(sqlite3* database, const char* name, int numArguments)
{
    sqlite3_create_function(database, name, numArguments, SQLITE_UTF8, nullptr, nullptr, stepAggregate,
                            finishAggregate<finish>);
}

} // namespace

SqliteOracle::SqliteOracle()
{
    sqlite3_open(":memory:", &m_database);
    execute("PRAGMA case_sensitive_like = ON");
    addAggregate<argExtreme<false>>(m_database, "arg_min", 2);
    addAggregate<argExtreme<true>>(m_database, "arg_max", 2);
    addAggregate<spread<false, false>>(m_database, "var_pop", 1);
    addAggregate<spread<true, false>>(m_database, "var_samp", 1);
    addAggregate<spread<false, true>>(m_database, "stddev_pop", 1);
    addAggregate<spread<true, true>>(m_database, "stddev_samp", 1);
    addAggregate<bits<std::bit_and<>>>(m_database, "bit_and", 1);
    addAggregate<bits<std::bit_or<>>>(m_database, "bit_or", 1);
    addAggregate<bits<std::bit_xor<>>>(m_database, "bit_xor", 1);
    sqlite3_create_function(m_database, "twice", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, twice, nullptr,
                            nullptr);
}

SqliteOracle::~SqliteOracle()
{
    sqlite3_close(m_database);
}

void SqliteOracle::execute(const std::string& sql)
{
    char* message = nullptr;
    if (sqlite3_exec(m_database, sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK) {
        qFatal("SQLite: %s in %s", message, sql.c_str());
    }
}

void SqliteOracle::load(const std::string& table, const std::vector<std::vector<Value>>& rows)
{
    execute("DELETE FROM " + table);
    if (rows.empty()) {
        return;
    }
    std::string places = "?";
    for (size_t i = 1; i < rows[0].size(); ++i) {
        places += ",?";
    }
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(m_database, ("INSERT INTO " + table + " VALUES (" + places + ")").c_str(), -1, &statement,
                       nullptr);
    execute("BEGIN");
    for (const std::vector<Value>& row : rows) {
        for (size_t i = 0; i < row.size(); ++i) {
            const int place = static_cast<int>(i) + 1;
            if (row[i].isNull()) {
                sqlite3_bind_null(statement, place);
            } else if (const auto* text = std::get_if<std::string>(&row[i].storage())) {
                sqlite3_bind_text(statement, place, text->data(), static_cast<int>(text->size()), SQLITE_STATIC);
            } else {
                sqlite3_bind_int64(statement, place, std::get<int64_t>(row[i].storage()));
            }
        }
        if (sqlite3_step(statement) != SQLITE_DONE) {
            qFatal("SQLite: %s", sqlite3_errmsg(m_database));
        }
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    execute("COMMIT");
}

std::optional<ZSetModel> SqliteOracle::query(const std::string& sql)
{
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(m_database, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
        qFatal("SQLite: %s in %s", sqlite3_errmsg(m_database), sql.c_str());
    }
    ZSetModel model;
    sqlite3_progress_handler(
        m_database, kMaxInstructions, [](void*) { return 1; }, nullptr);
    int state = SQLITE_ROW;
    while ((state = sqlite3_step(statement)) == SQLITE_ROW) {
        std::string row;
        for (int i = 0; i < sqlite3_column_count(statement); ++i) {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
            row += (i == 0 ? "" : "|") + std::string(text == nullptr ? "NULL" : text);
        }
        add(model, row, 1);
    }
    sqlite3_progress_handler(m_database, 0, nullptr, nullptr);
    sqlite3_finalize(statement);
    if (state != SQLITE_DONE && state != SQLITE_INTERRUPT) {
        qFatal("SQLite: %s in %s", sqlite3_errmsg(m_database), sql.c_str());
    }
    return state == SQLITE_DONE ? std::optional(std::move(model)) : std::nullopt;
}

} // namespace millrace::test
