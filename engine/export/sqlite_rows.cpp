// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/sqlite_rows.h"

#include "engine/catalog/sqlite_database.h"
#include "engine/export/sql_text.h"

#include <algorithm>

namespace millrace {

namespace {

std::string lowered(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return name;
}

/// Where in a row of the table the values stand; -1 = nowhere.
struct Layout {
    std::vector<std::string> names;
    std::vector<int> columns;
    std::vector<int> before; ///< of pairs, else empty
    int weight = -1;
    int op = -1;

    int find(const std::string& name) const
    {
        const auto at = std::find(names.begin(), names.end(), lowered(name));
        return at == names.end() ? -1 : static_cast<int>(at - names.begin());
    }
};

Result<std::string> chooseTable(SqliteDatabase& file, const std::string& wanted)
{
    MR_TRY(
        SqliteStatement tables,
        file.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"));
    std::vector<std::string> names;
    for (;;) {
        MR_TRY(const bool hasRow, tables.step());
        if (!hasRow) {
            break;
        }
        names.push_back(tables.text(0));
        if (lowered(names.back()) == lowered(wanted)) {
            return names.back();
        }
    }
    if (names.size() != 1) {
        return makeError(ErrorCode::kIoRead, "the file has no table " + wanted + ", and not one alone: " + file.path());
    }
    return names.front();
}

Result<Layout> layoutOf(SqliteDatabase& file, const std::string& table, const Schema& schema)
{
    Layout layout;
    MR_TRY(SqliteStatement columns, file.prepare("SELECT name FROM pragma_table_info(?)"));
    columns.bind(0, std::string_view(table));
    for (;;) {
        MR_TRY(const bool hasRow, columns.step());
        if (!hasRow) {
            break;
        }
        layout.names.push_back(lowered(columns.text(0)));
    }
    bool hasAny = false;
    for (const ColumnInfo& column : schema.columns) {
        const int after = layout.find("after_" + column.name);
        layout.columns.push_back(after >= 0 ? after : layout.find(column.name));
        layout.before.push_back(layout.find("before_" + column.name));
        hasAny = hasAny || layout.columns.back() >= 0;
    }
    if (!hasAny) {
        return makeError(ErrorCode::kIoRead, "the table has none of the columns: " + table);
    }
    if (std::count(layout.before.begin(), layout.before.end(), -1) == static_cast<int64_t>(layout.before.size())) {
        layout.before.clear();
    }
    // As the export names its own: with a `_` behind where the relation has a column of that name.
    const auto ours = [&](std::string name) {
        const auto isTaken = [&] {
            return std::any_of(schema.columns.begin(), schema.columns.end(),
                               [&](const ColumnInfo& column) { return lowered(column.name) == name; });
        };
        while (isTaken()) {
            name += '_';
        }
        return layout.find(name);
    };
    layout.weight = ours("weight");
    layout.op = ours("op");
    return layout;
}

/// Nothing when every value of that side is NULL: a pair without it.
std::optional<StoredRow> rowAt(const SqliteStatement& rows, const std::vector<int>& columns, const Schema& schema)
{
    StoredRow row;
    bool hasValue = false;
    for (size_t i = 0; i < columns.size(); ++i) {
        const bool isNull = columns[i] < 0 || rows.isNull(columns[i]);
        hasValue = hasValue || !isNull;
        std::optional<std::string> cell;
        if (!isNull) {
            cell = rows.text(columns[i]);
            if (schema.columns[i].type.id == TypeId::Boolean && (*cell == "0" || *cell == "1")) {
                cell = *cell == "1" ? "true" : "false";
            }
        }
        row.cells.push_back(std::move(cell));
    }
    return hasValue ? std::optional(std::move(row)) : std::nullopt;
}

Status readRows(SqliteDatabase& file, const std::string& table, const Layout& layout, const Schema& schema,
                size_t maxRows, std::vector<StoredRow>& found)
{
    std::string sql = "SELECT * FROM ";
    appendSqlName(sql, table);
    MR_TRY(SqliteStatement rows, file.prepare(sql));
    const auto add = [&](std::optional<StoredRow> row, bool isDelete, int64_t times) {
        if (row) {
            row->isDelete = isDelete;
            const auto room = static_cast<int64_t>(maxRows - std::min(maxRows, found.size()));
            found.insert(found.end(), static_cast<size_t>(std::clamp<int64_t>(times, 0, room)), *row);
        }
    };
    while (found.size() < maxRows) {
        MR_TRY(const bool hasRow, rows.step());
        if (!hasRow) {
            break;
        }
        if (!layout.before.empty()) {
            add(rowAt(rows, layout.before, schema), true, 1);
        }
        const int64_t weight = layout.weight < 0 ? 1 : rows.integer(layout.weight);
        const bool isDelete = weight < 0 || (layout.op >= 0 && rows.text(layout.op) == "delete");
        add(rowAt(rows, layout.columns, schema), isDelete, weight < 0 ? -std::max(weight, -INT64_MAX) : weight);
    }
    return {};
}

} // namespace

Result<std::vector<StoredRow>> readSqliteRows(const std::string& path, const std::string& table, const Schema& schema,
                                              size_t maxRows)
{
    std::vector<StoredRow> found;
    const auto read = [&]() -> Status {
        MR_TRY(SqliteDatabase file, SqliteDatabase::open(withoutLinkedFolders(path), SqliteOpenMode::ReadOnly));
        MR_TRY(const std::string name, chooseTable(file, table));
        MR_TRY(const Layout layout, layoutOf(file, name, schema));
        return readRows(file, name, layout, schema, maxRows, found);
    };
    if (const Status status = read(); !status.ok()) {
        return makeError(ErrorCode::kIoRead, status.error().detail);
    }
    return found;
}

} // namespace millrace
