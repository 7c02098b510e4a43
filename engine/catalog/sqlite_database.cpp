// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/catalog/sqlite_database.h"

#include <filesystem>
#include <sqlite3.h>

namespace millrace {

namespace {

constexpr int kBusyTimeoutMs = 2000;

Error sqliteError(const std::string& path, const std::string& message)
{
    return makeError(ErrorCode::kCatalogSqlite, "SQLite reports: " + message + ": " + path);
}

/// What a file from elsewhere might carry is switched off before anything of it is read.
void harden(sqlite3* handle)
{
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
}

} // namespace

std::string withoutLinkedFolders(const std::string& path)
{
    const std::filesystem::path whole = std::filesystem::absolute(path);
    std::error_code failed;
    const std::filesystem::path folder = std::filesystem::canonical(whole.parent_path(), failed);
    return failed ? path : (folder / whole.filename()).string();
}

SqliteStatement::SqliteStatement(sqlite3_stmt* handle)
    : m_handle(handle)
{
}

SqliteStatement::~SqliteStatement()
{
    sqlite3_finalize(m_handle);
}

SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept
    : m_handle(std::exchange(other.m_handle, nullptr))
    , m_bindError(other.m_bindError)
{
}

SqliteStatement& SqliteStatement::operator=(SqliteStatement&& other) noexcept
{
    std::swap(m_handle, other.m_handle);
    std::swap(m_bindError, other.m_bindError);
    return *this;
}

SqliteStatement& SqliteStatement::bind(int parameter, int64_t value)
{
    m_bindError |= sqlite3_bind_int64(m_handle, parameter + 1, value);
    return *this;
}

SqliteStatement& SqliteStatement::bindReal(int parameter, double value)
{
    m_bindError |= sqlite3_bind_double(m_handle, parameter + 1, value);
    return *this;
}

SqliteStatement& SqliteStatement::bindNull(int parameter)
{
    m_bindError |= sqlite3_bind_null(m_handle, parameter + 1);
    return *this;
}

SqliteStatement& SqliteStatement::bind(int parameter, std::string_view text)
{
    m_bindError |= sqlite3_bind_text64(m_handle, parameter + 1, text.data() == nullptr ? "" : text.data(), text.size(),
                                       SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Result<bool> SqliteStatement::step()
{
    sqlite3* database = sqlite3_db_handle(m_handle);
    const char* file = sqlite3_db_filename(database, "main");
    if (m_bindError != SQLITE_OK) {
        return sqliteError(file, "a value could not be bound");
    }
    switch (sqlite3_step(m_handle)) {
    case SQLITE_ROW: return true;
    case SQLITE_DONE: return false;
    default: return sqliteError(file, sqlite3_errmsg(database));
    }
}

Status SqliteStatement::run()
{
    for (;;) {
        MR_TRY(const bool hasRow, step());
        if (!hasRow) {
            return {};
        }
    }
}

void SqliteStatement::reset()
{
    sqlite3_reset(m_handle);
}

bool SqliteStatement::isNull(int column) const
{
    return sqlite3_column_type(m_handle, column) == SQLITE_NULL;
}

int64_t SqliteStatement::integer(int column) const
{
    return sqlite3_column_int64(m_handle, column);
}

std::string SqliteStatement::text(int column) const
{
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(m_handle, column));
    const auto size = static_cast<size_t>(sqlite3_column_bytes(m_handle, column));
    return bytes == nullptr ? std::string() : std::string(bytes, size);
}

void SqliteDatabase::Closer::operator()(sqlite3* handle) const
{
    sqlite3_close_v2(handle);
}

SqliteDatabase::SqliteDatabase(std::string path, sqlite3* handle)
    : m_path(std::move(path))
    , m_handle(handle)
{
}

SqliteDatabase::SqliteDatabase(SqliteDatabase&&) noexcept = default;
SqliteDatabase& SqliteDatabase::operator=(SqliteDatabase&&) noexcept = default;
SqliteDatabase::~SqliteDatabase() = default;

Result<SqliteDatabase> SqliteDatabase::open(std::string path, SqliteOpenMode mode)
{
    const int access =
        mode == SqliteOpenMode::ReadOnly ? SQLITE_OPEN_READONLY : (SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    sqlite3* handle = nullptr;
    const int outcome = sqlite3_open_v2(
        path.c_str(), &handle, access | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, nullptr);
    SqliteDatabase database(std::move(path), handle);
    if (outcome != SQLITE_OK) {
        return database.errorNow();
    }
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, kBusyTimeoutMs);
    harden(handle);
    return database;
}

Error SqliteDatabase::errorNow() const
{
    return sqliteError(m_path, m_handle ? sqlite3_errmsg(m_handle.get()) : "out of memory");
}

Status SqliteDatabase::execute(const std::string& sql)
{
    if (sqlite3_exec(m_handle.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        return errorNow();
    }
    return {};
}

Result<SqliteStatement> SqliteDatabase::prepare(std::string_view sql)
{
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(m_handle.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr) !=
        SQLITE_OK) {
        return errorNow();
    }
    return SqliteStatement(statement);
}

Result<int64_t> SqliteDatabase::queryInteger(std::string_view sql)
{
    MR_TRY(SqliteStatement statement, prepare(sql));
    MR_TRY(const bool hasRow, statement.step());
    if (!hasRow) {
        return sqliteError(m_path, "no row from " + std::string(sql));
    }
    return statement.integer(0);
}

Result<std::string> SqliteDatabase::queryText(std::string_view sql)
{
    MR_TRY(SqliteStatement statement, prepare(sql));
    MR_TRY(const bool hasRow, statement.step());
    if (!hasRow) {
        return sqliteError(m_path, "no row from " + std::string(sql));
    }
    return statement.text(0);
}

int64_t SqliteDatabase::numChanged() const
{
    return sqlite3_changes64(m_handle.get());
}

Status SqliteDatabase::backUpTo(const std::string& path)
{
    MR_TRY(SqliteDatabase target, open(path, SqliteOpenMode::ReadWriteCreate));
    // SQLite writes the pages as they are, which the defensive mode would forbid.
    sqlite3_db_config(target.m_handle.get(), SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
    sqlite3_backup* backup = sqlite3_backup_init(target.m_handle.get(), "main", m_handle.get(), "main");
    if (backup == nullptr) {
        return target.errorNow();
    }
    const int step = sqlite3_backup_step(backup, -1); // busy and locked are told here alone
    if (sqlite3_backup_finish(backup) != SQLITE_OK || step != SQLITE_DONE) {
        return target.errorNow();
    }
    return {};
}

Status SqliteDatabase::checkUndamaged()
{
    MR_TRY(const std::string verdict, queryText("PRAGMA quick_check(1)"));
    if (verdict != "ok") {
        return makeError(ErrorCode::kCatalogSqlite, "The catalog is damaged: " + verdict + ": " + m_path);
    }
    return {};
}

SqliteTransaction::SqliteTransaction(SqliteDatabase& database)
    : m_database(&database)
{
}

Result<SqliteTransaction> SqliteTransaction::begin(SqliteDatabase& database)
{
    MR_CHECK(database.execute("BEGIN IMMEDIATE"));
    return SqliteTransaction(database);
}

SqliteTransaction::SqliteTransaction(SqliteTransaction&& other) noexcept
    : m_database(std::exchange(other.m_database, nullptr))
{
}

SqliteTransaction::~SqliteTransaction()
{
    if (m_database != nullptr) {
        ignoreError(m_database->execute("ROLLBACK"));
    }
}

Status SqliteTransaction::commit()
{
    MR_CHECK(m_database->execute("COMMIT"));
    m_database = nullptr;
    return {};
}

} // namespace millrace
