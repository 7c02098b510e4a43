// SPDX-License-Identifier: GPL-3.0-or-later
// The little of SQLite's C API that catalog and exports need, with owners and Results.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace millrace {

/// A prepared statement. Parameters and columns count from 0. Values are bound by copy. Not thread-safe; must not
/// outlive its database.
class SqliteStatement {
public:
    explicit SqliteStatement(sqlite3_stmt* handle);
    ~SqliteStatement();
    SqliteStatement(SqliteStatement&& other) noexcept;
    SqliteStatement& operator=(SqliteStatement&& other) noexcept;

    SqliteStatement& bind(int parameter, int64_t value);
    SqliteStatement& bindReal(int parameter, double value);
    SqliteStatement& bind(int parameter, std::string_view text);
    SqliteStatement& bindNull(int parameter);
    /// Advances: true when there is a row to read, false at the end. kCatalogSqlite when SQLite refuses.
    Result<bool> step();
    /// Runs a statement to its end.
    Status run();
    /// Makes it ready to run again; what is bound stays.
    void reset();

    bool isNull(int column) const;
    int64_t integer(int column) const;
    std::string text(int column) const;

private:
    sqlite3_stmt* m_handle;
    int m_bindError = 0;
};

/// The path with the links among its folders followed: SQLite refuses those as well when it is told to open no link.
std::string withoutLinkedFolders(const std::string& path);

/// How an existing file is treated when it is opened.
enum class SqliteOpenMode : uint8_t {
    ReadOnly,
    ReadWriteCreate,
};

/// A connection to one database file, hardened against a hostile file: no triggers, views or extensions, no trusted
/// schema, defensive mode. Not thread-safe. Errors are kCatalogSqlite and name the file.
class SqliteDatabase {
public:
    /// `path` must not be a symbolic link.
    static Result<SqliteDatabase> open(std::string path, SqliteOpenMode mode);
    SqliteDatabase(SqliteDatabase&&) noexcept;
    SqliteDatabase& operator=(SqliteDatabase&&) noexcept;
    ~SqliteDatabase();

    /// Runs SQL without parameters or results; several statements are allowed.
    Status execute(const std::string& sql);
    Result<SqliteStatement> prepare(std::string_view sql);
    /// The first column of the first row; an error when there is none.
    Result<int64_t> queryInteger(std::string_view sql);
    Result<std::string> queryText(std::string_view sql);
    /// Rows changed by the last INSERT, UPDATE or DELETE.
    int64_t numChanged() const;
    /// kCatalogSqlite, with what is wrong, when pages of the file are damaged. Reads all of it.
    Status checkUndamaged();
    /// Writes a consistent copy to another file, replacing it. Pages are copied as they are, damaged or not.
    Status backUpTo(const std::string& path);

    const std::string& path() const { return m_path; }

private:
    struct Closer {
        void operator()(sqlite3* handle) const;
    };
    SqliteDatabase(std::string path, sqlite3* handle);
    Error errorNow() const;

    std::string m_path;
    std::unique_ptr<sqlite3, Closer> m_handle;
};

/// BEGIN IMMEDIATE … COMMIT; rolls back when it goes away uncommitted.
class SqliteTransaction {
public:
    static Result<SqliteTransaction> begin(SqliteDatabase& database);
    SqliteTransaction(SqliteTransaction&& other) noexcept;
    SqliteTransaction& operator=(SqliteTransaction&&) = delete;
    ~SqliteTransaction();

    Status commit();

private:
    explicit SqliteTransaction(SqliteDatabase& database);
    SqliteDatabase* m_database;
};

} // namespace millrace
