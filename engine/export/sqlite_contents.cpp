// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/sqlite_contents.h"

#include "engine/catalog/sqlite_database.h"
#include "engine/export/sql_text.h"

#include <algorithm>

namespace millrace {

namespace {

/// The columns that are the export's own, where they are there: they stand first, an incarnation last.
struct OwnColumns {
    std::string step;
    std::string weight;
    std::string op;
    std::string incarnation;
};

bool isOwn(const std::string& column, const std::string& name)
{
    return column.starts_with(name) && column.find_first_not_of('_', name.size()) == std::string::npos;
}

Result<OwnColumns> ownColumns(SqliteDatabase& database, const std::string& table, uint64_t incarnation, bool isState)
{
    MR_TRY(SqliteStatement columns, database.prepare("SELECT name FROM pragma_table_info(?)"));
    columns.bind(0, std::string_view(table));
    std::vector<std::string> names;
    for (;;) {
        MR_TRY(const bool hasColumn, columns.step());
        if (!hasColumn) {
            break;
        }
        names.push_back(columns.text(0));
    }
    OwnColumns own;
    if (!isState && !names.empty() && isOwn(names[0], "step")) {
        own.step = names[0];
    }
    if (!own.step.empty() && names.size() > 1) {
        own.weight = isOwn(names[1], "weight") ? names[1] : std::string();
        own.op = isOwn(names[1], "op") ? names[1] : std::string();
    }
    if (incarnation > 1 && isOwn(names.back(), "incarnation")) {
        own.incarnation = names.back();
    }
    return own;
}

std::string quoted(const std::string& name)
{
    std::string sql;
    appendSqlName(sql, name);
    return sql;
}

Status count(SqliteDatabase& database, const std::string& table, uint64_t incarnation, bool isState,
             SqliteContents& contents)
{
    MR_TRY(const OwnColumns own, ownColumns(database, table, incarnation, isState));
    const std::string weight = !own.weight.empty() ? "SUM(" + quoted(own.weight) + ")"
                               : !own.op.empty()   ? "SUM(CASE " + quoted(own.op) + " WHEN 'delete' THEN -1 ELSE 1 END)"
                               : isState           ? "COUNT(*)"
                                                   : "NULL"; // pairs
    MR_TRY(SqliteStatement sums, database.prepare("SELECT COUNT(*), " + weight + " FROM " + quoted(table)));
    MR_TRY(bool hasRow, sums.step());
    ExportManifest::Relation relation;
    relation.name = table;
    relation.rows = hasRow ? static_cast<uint64_t>(sums.integer(0)) : 0;
    if (weight != "NULL") {
        relation.netWeight = hasRow ? sums.integer(1) : 0;
    }
    contents.relations.push_back(std::move(relation));
    if (own.step.empty()) {
        return {};
    }
    const std::string ofIncarnation =
        own.incarnation.empty() ? "" : " WHERE " + quoted(own.incarnation) + " = " + std::to_string(incarnation);
    MR_TRY(SqliteStatement steps, database.prepare("SELECT MIN(" + quoted(own.step) + "), MAX(" + quoted(own.step) +
                                                   ") FROM " + quoted(table) + ofIncarnation));
    MR_TRY(hasRow, steps.step());
    if (hasRow && !steps.isNull(0)) {
        const auto first = static_cast<uint64_t>(steps.integer(0));
        contents.firstStep = contents.firstStep == 0 ? first : std::min(contents.firstStep, first);
        contents.lastStep = std::max(contents.lastStep, static_cast<uint64_t>(steps.integer(1)));
    }
    return {};
}

} // namespace

Result<SqliteContents> recoverSqliteFile(const std::string& partPath, uint64_t incarnation, bool isState)
{
    MR_TRY(SqliteDatabase database,
           SqliteDatabase::open(withoutLinkedFolders(partPath), SqliteOpenMode::ReadWriteCreate));
    const Result<std::string> verdict = database.queryText("PRAGMA quick_check");
    if (!verdict.ok() || *verdict != "ok") {
        return makeError(ErrorCode::kIoRead, "the database is damaged: " + partPath);
    }
    MR_TRY(SqliteStatement tables, database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'"));
    SqliteContents contents;
    for (;;) {
        MR_TRY(const bool hasTable, tables.step());
        if (!hasTable) {
            return contents;
        }
        MR_CHECK(count(database, tables.text(0), incarnation, isState, contents));
    }
}

} // namespace millrace
