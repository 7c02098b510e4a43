// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/sqlite_sink.h"

#include "engine/export/sql_text.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace millrace {

namespace {

constexpr int kExactDigits = 15; // of a decimal that SQLite keeps as a number

std::string lowered(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return name;
}

/// The type as SQLite's affinities understand it: no value changes on its way in.
std::string declaredType(const SqlType& type)
{
    switch (type.id) {
    case TypeId::Boolean: return "BOOLEAN";
    case TypeId::Real:
    case TypeId::Double: return "REAL";
    case TypeId::Decimal: return type.precision <= kExactDigits ? type.toString() : "TEXT";
    case TypeId::Char:
    case TypeId::Varchar: return "TEXT";
    case TypeId::Date: return "DATE";
    case TypeId::Time: return "TIME";
    case TypeId::Timestamp: return "TIMESTAMP";
    case TypeId::UBigInt: return ""; // SQLite has no such number, and would make it a real one
    default: return isNumeric(type.id) ? "INTEGER" : "TEXT";
    }
}

/// A name that no column of the relation has; names of SQLite have no case.
std::string freeName(const Schema& schema, std::string name)
{
    const auto isTaken = [&] {
        return std::any_of(schema.columns.begin(), schema.columns.end(),
                           [&](const ColumnInfo& column) { return lowered(column.name) == name; });
    };
    while (isTaken()) {
        name += '_';
    }
    return name;
}

void bindValue(SqliteStatement& statement, int parameter, const Column& column, size_t row, const SqlType& type)
{
    if (column.isNull(row)) {
        statement.bindNull(parameter);
        return;
    }
    if (isString(type.id)) {
        statement.bind(parameter, column.get<StringRef>(row).view());
        return;
    }
    const Value value = valueAt(column, row, type);
    const bool isReal = type.id == TypeId::Real || type.id == TypeId::Double;
    if (type.id == TypeId::Boolean) {
        statement.bind(parameter, int64_t{value.asBool() ? 1 : 0});
    } else if (type.id == TypeId::UBigInt && value.asUInt() <= uint64_t{INT64_MAX}) {
        statement.bind(parameter, static_cast<int64_t>(value.asUInt()));
    } else if (isReal && !std::isnan(value.asDouble())) {
        statement.bindReal(parameter, value.asDouble());
    } else {
        // Text, which the affinity of the column makes a number without loss; SQLite has no NaN.
        statement.bind(parameter, std::string_view(formatValue(value, type)));
    }
}

} // namespace

SqliteSink::SqliteSink(const std::vector<SinkRelation>& relations, ChangeEncoding encoding, uint64_t appendsAs)
    : m_encoding(encoding)
    , m_appendsAs(appendsAs)
{
    for (const SinkRelation& relation : relations) {
        m_tables.push_back({relation, std::nullopt});
    }
}

Error SqliteSink::failure(const Error& error) const
{
    return makeError(ErrorCode::kIoWrite, "cannot write " + m_path + ".part: " + error.detail);
}

namespace {

struct TableColumn {
    std::string name;
    std::string type;
    bool isNullable = true;

    bool operator==(const TableColumn&) const = default;
};

std::vector<TableColumn> tableColumns(const Schema& schema, ChangeEncoding encoding)
{
    std::vector<TableColumn> columns;
    if (encoding != ChangeEncoding::State) {
        columns.push_back({freeName(schema, "step"), "INTEGER", false});
    }
    if (encoding == ChangeEncoding::Weighted) {
        columns.push_back({freeName(schema, "weight"), "INTEGER", false});
    } else if (encoding == ChangeEncoding::Operations) {
        columns.push_back({freeName(schema, "op"), "TEXT", false});
    }
    const bool isPairs = encoding == ChangeEncoding::Pairs;
    for (const char* side : isPairs ? std::vector<const char*>{"before_", "after_"} : std::vector<const char*>{""}) {
        for (const ColumnInfo& column : schema.columns) {
            columns.push_back({side + column.name, declaredType(column.type), isPairs || column.type.nullable});
        }
    }
    return columns;
}

/// Those of a table that is there; none = it is not.
Result<std::vector<TableColumn>> columnsInFile(SqliteDatabase& database, const std::string& table)
{
    MR_TRY(SqliteStatement statement, database.prepare("SELECT name, type, \"notnull\" FROM pragma_table_info(?)"));
    statement.bind(0, std::string_view(table));
    std::vector<TableColumn> columns;
    for (;;) {
        MR_TRY(const bool hasColumn, statement.step());
        if (!hasColumn) {
            return columns;
        }
        columns.push_back({statement.text(0), statement.text(1), statement.integer(2) == 0});
    }
}

} // namespace

std::string sqliteTableStatement(const SinkRelation& relation, ChangeEncoding encoding)
{
    std::string sql = "CREATE TABLE ";
    appendSqlName(sql, relation.name);
    const char* separator = " (";
    for (const TableColumn& column : tableColumns(relation.schema, encoding)) {
        sql += separator;
        appendSqlName(sql, column.name);
        sql += column.type.empty() ? "" : ' ' + column.type;
        sql += column.isNullable ? "" : " NOT NULL";
        separator = ", ";
    }
    return sql + ")";
}

/// Whatever was in the file goes.
Status SqliteSink::beginFile()
{
    MR_CHECK(m_database->execute("PRAGMA synchronous = OFF"));
    MR_CHECK(m_database->execute("BEGIN"));
    for (Table& table : m_tables) {
        MR_CHECK(m_database->execute(sqliteTableStatement(table.relation, m_encoding)));
    }
    return m_database->execute("COMMIT");
}

Status SqliteSink::goOn(Table& table)
{
    MR_TRY(std::vector<TableColumn> there, columnsInFile(*m_database, table.relation.name));
    const std::vector<TableColumn> wanted = tableColumns(table.relation.schema, m_encoding);
    const TableColumn incarnation = {freeName(table.relation.schema, "incarnation"), "INTEGER", false};
    if (there.empty()) {
        MR_CHECK(m_database->execute(sqliteTableStatement(table.relation, m_encoding)));
        there = wanted;
    }
    if (there.size() > wanted.size() && there.back() == incarnation) {
        there.pop_back();
    } else {
        std::string sql = "ALTER TABLE ";
        appendSqlName(sql, table.relation.name);
        sql += " ADD COLUMN ";
        appendSqlName(sql, incarnation.name);
        MR_CHECK(m_database->execute(sql + " INTEGER NOT NULL DEFAULT 1"));
    }
    if (there != wanted) {
        return makeError(ErrorCode::kIoOpen, "its columns are others now, begin a new file: " + table.relation.name);
    }
    return {};
}

Status SqliteSink::prepare(Table& table)
{
    const size_t numColumns = table.relation.schema.numColumns();
    const size_t numOurs = m_encoding == ChangeEncoding::State ? 0 : m_encoding == ChangeEncoding::Pairs ? 1 : 2;
    const size_t numParameters =
        numOurs + numColumns * (m_encoding == ChangeEncoding::Pairs ? 2 : 1) + (m_appendsAs != 0 ? 1 : 0);
    std::string sql = "INSERT INTO ";
    appendSqlName(sql, table.relation.name);
    sql += " VALUES (";
    for (size_t i = 0; i < numParameters; ++i) {
        sql += i == 0 ? "?" : ", ?";
    }
    MR_TRY(SqliteStatement insert, m_database->prepare(sql + ")"));
    if (m_appendsAs != 0) {
        insert.bind(static_cast<int>(numParameters) - 1, static_cast<int64_t>(m_appendsAs));
    }
    table.insert = std::move(insert);
    return {};
}

Status SqliteSink::open(std::string path, PartFile::Existing existing)
{
    m_path = std::move(path);
    m_existing = existing;
    const std::string part = withoutLinkedFolders(m_path + ".part");
    const bool begins = m_appendsAs == 0;
    struct stat info = {};
    const bool takesName = !begins && ::lstat(part.c_str(), &info) != 0;
    MR_CHECK(begins ? PartFile::mayBegin(m_path, existing)
                    : PartFile::mayFinish(m_path, takesName ? PartFile::Existing::Replace : existing));
    if (takesName) {
        // Of a .part file that somebody took away: SQLite would roll it back into the file that takes the name.
        std::remove((part + "-journal").c_str());
    }
    if (takesName &&
        std::rename(m_path.c_str(), part.c_str()) != 0) { // what is not whole has not the name of a whole one
        return makeError(ErrorCode::kIoOpen, "cannot go on in " + m_path + ": " + std::strerror(errno));
    }
    MR_TRY(m_lock, openPartFile(part, begins ? PartAccess::Create : PartAccess::Write));
    const auto begin = [&]() -> Status {
        if (begins) {
            // The journal first: with it SQLite would bring back what the file held.
            std::remove((part + "-journal").c_str());
            if (::ftruncate(m_lock.get(), 0) != 0) {
                return makeError(ErrorCode::kIoOpen, std::strerror(errno));
            }
        }
        MR_TRY(SqliteDatabase database, SqliteDatabase::open(part, SqliteOpenMode::ReadWriteCreate));
        m_database = std::move(database);
        if (begins) {
            MR_CHECK(beginFile());
        } else {
            MR_CHECK(m_database->execute("BEGIN"));
            m_isInTransaction = true; // taken back where it fails
            for (Table& table : m_tables) {
                MR_CHECK(goOn(table));
            }
            MR_CHECK(m_database->execute("COMMIT"));
            m_isInTransaction = false;
        }
        for (Table& table : m_tables) {
            MR_CHECK(prepare(table));
        }
        return measure();
    };
    if (const Status status = begin(); !status.ok()) {
        closeDatabase();
        if (takesName) {
            std::rename(part.c_str(), m_path.c_str()); // it is as whole as it was
        }
        abandon();
        return makeError(ErrorCode::kIoOpen, "cannot write " + part + ": " + status.error().detail);
    }
    return {};
}

Result<uint64_t> SqliteSink::append(size_t relation, const StepChange& part)
{
    if (!m_isInTransaction) {
        if (const Status status = m_database->execute("BEGIN"); !status.ok()) {
            return failure(status.error());
        }
        m_isInTransaction = true;
    }
    m_isWithinStep = true;
    uint64_t numRows = 0;
    Table& table = m_tables[relation];
    const Status status =
        forEachChangeRow(table.relation.schema, part.delta, m_encoding, [&](const ChangeRow& row) -> Status {
            ++numRows;
            return insertRow(table, part.step, row);
        });
    if (!status.ok()) {
        return failure(status.error());
    }
    return numRows;
}

Status SqliteSink::insertRow(Table& table, uint64_t step, const ChangeRow& row)
{
    SqliteStatement& insert = *table.insert;
    const Schema& schema = table.relation.schema;
    int parameter = 0;
    if (m_encoding != ChangeEncoding::State) {
        insert.bind(parameter++, static_cast<int64_t>(step));
    }
    if (m_encoding == ChangeEncoding::Weighted) {
        insert.bind(parameter++, row.weight);
    } else if (m_encoding == ChangeEncoding::Operations) {
        insert.bind(parameter++, std::string_view(row.weight < 0 ? "delete" : "insert"));
    }
    const auto bindSide = [&](const ChangeRow::Place& side) {
        for (size_t i = 0; i < schema.numColumns(); ++i, ++parameter) {
            if (side.batch == nullptr) {
                insert.bindNull(parameter);
            } else {
                bindValue(insert, parameter, side.batch->columns[i], side.row, schema.columns[i].type);
            }
        }
    };
    if (m_encoding == ChangeEncoding::Pairs) {
        bindSide(row.before);
    }
    bindSide(row.after);
    MR_CHECK(insert.run());
    insert.reset();
    return {};
}

Status SqliteSink::flush()
{
    if (!m_isInTransaction || m_isWithinStep) {
        return {};
    }
    if (const Status status = m_database->execute("COMMIT"); !status.ok()) {
        return failure(status.error());
    }
    m_isInTransaction = false;
    return measure();
}

Status SqliteSink::measure()
{
    struct stat info = {};
    m_numBytes = ::stat((m_path + ".part").c_str(), &info) == 0 ? static_cast<uint64_t>(info.st_size) : 0;
    return {};
}

Result<std::string> SqliteSink::seal()
{
    MR_CHECK(flush());
    closeDatabase();
    return hashOfFile(m_lock.get(), m_path);
}

Status SqliteSink::finish()
{
    MR_CHECK(finishPartFile(m_path, m_existing));
    m_lock = FileDescriptor(); // others may touch it only now that it has its name
    return {};
}

void SqliteSink::abandon()
{
    closeDatabase();
    m_lock = FileDescriptor();
}

void SqliteSink::closeDatabase()
{
    if (m_isInTransaction) {
        ignoreError(m_database->execute("ROLLBACK"));
    }
    m_isInTransaction = false;
    m_isWithinStep = false;
    for (Table& table : m_tables) {
        table.insert.reset();
    }
    m_database.reset();
}

} // namespace millrace
