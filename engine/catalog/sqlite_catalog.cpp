// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/catalog/catalog.h"
#include "engine/catalog/catalog_rescue.h"
#include "engine/catalog/folder_lock.h"
#include "engine/catalog/migrations.h"
#include "engine/catalog/sqlite_database.h"

#include <system_error>

namespace millrace {

namespace {

int64_t stored(uint64_t value)
{
    return static_cast<int64_t>(value);
}

uint64_t loaded(int64_t value)
{
    return static_cast<uint64_t>(value);
}

class SqliteCatalog final : public Catalog {
public:
    SqliteCatalog(FolderLock lock, SqliteDatabase database)
        : m_lock(std::move(lock))
        , m_database(std::move(database))
    {
    }

    Result<std::vector<StoredPipeline>> pipelines() const override;
    Status createPipeline(const StoredPipeline& pipeline) override;
    Status setTrusted(std::string_view name) override;
    Status setLimits(std::string_view name, uint64_t memoryLimitBytes, bool setsAside) override;
    Status setProgram(std::string_view name, std::string_view program) override;
    Status setDocument(std::string_view name, std::string_view document) override;
    Status renamePipeline(std::string_view name, std::string_view newName) override;
    Status removePipeline(std::string_view name) override;
    Result<std::optional<std::string>> setting(std::string_view key) const override;
    Status setSetting(std::string_view key, std::string_view value) override;
    Status addTokens(std::string_view pipeline, std::span<const StoredToken> tokens) override;
    Result<std::vector<StoredToken>> tokens(std::string_view pipeline) const override;
    Status addExport(std::string_view pipeline, const StoredExport& entry) override;
    Result<std::vector<StoredExport>> exports(std::string_view pipeline) const override;

private:
    Result<int64_t> idOf(std::string_view name) const;
    Status checkFree(std::string_view name) const;
    Status checkOneChanged(std::string_view name) const;
    /// Drops the oldest rows of a history beyond kMaxHistory.
    Status trim(const char* table, int64_t pipelineId);

    FolderLock m_lock;
    mutable std::mutex m_mutex;
    mutable SqliteDatabase m_database;
};

int64_t integerOf(bool value)
{
    return value ? 1 : 0;
}

Error unknownPipeline(std::string_view name)
{
    return makeError(ErrorCode::kPipelineUnknown, "There is no pipeline of this name: " + std::string(name));
}

Result<int64_t> SqliteCatalog::idOf(std::string_view name) const
{
    MR_TRY(SqliteStatement select, m_database.prepare("SELECT id FROM pipelines WHERE name = ?"));
    select.bind(0, name);
    MR_TRY(const bool hasRow, select.step());
    if (!hasRow) {
        return unknownPipeline(name);
    }
    return select.integer(0);
}

Status SqliteCatalog::checkFree(std::string_view name) const
{
    const Result<int64_t> id = idOf(name);
    if (id.ok()) {
        return makeError(ErrorCode::kPipelineExists, "A pipeline of this name exists: " + std::string(name));
    }
    return id.error().code == ErrorCode::kPipelineUnknown ? Status() : Status(id.error());
}

Status SqliteCatalog::checkOneChanged(std::string_view name) const
{
    return m_database.numChanged() == 0 ? Status(unknownPipeline(name)) : Status();
}

Result<std::vector<StoredPipeline>> SqliteCatalog::pipelines() const
{
    const std::scoped_lock guard(m_mutex);
    MR_TRY(SqliteStatement select, m_database.prepare("SELECT name, program, base_folder, created_us, modified_us, "
                                                      "is_trusted, memory_limit, sets_aside, document FROM pipelines "
                                                      "ORDER BY name"));
    std::vector<StoredPipeline> found;
    for (;;) {
        MR_TRY(const bool hasRow, select.step());
        if (!hasRow) {
            return found;
        }
        found.push_back({select.text(0), select.text(1), select.text(2), select.integer(3), select.integer(4),
                         select.integer(5) != 0, static_cast<uint64_t>(select.integer(6)),
                         select.integer(7) != 0, select.text(8)});
    }
}

Status SqliteCatalog::createPipeline(const StoredPipeline& pipeline)
{
    const std::scoped_lock guard(m_mutex);
    MR_CHECK(checkFree(pipeline.name));
    MR_TRY(SqliteStatement insert,
           m_database.prepare("INSERT INTO pipelines (name, program, base_folder, created_us, modified_us, is_trusted, "
                              "memory_limit, sets_aside, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    insert.bind(0, pipeline.name).bind(1, pipeline.program).bind(2, pipeline.baseFolder);
    insert.bind(3, pipeline.createdAt).bind(4, pipeline.modifiedAt);
    insert.bind(5, integerOf(pipeline.isTrusted)).bind(6, static_cast<int64_t>(pipeline.memoryLimitBytes));
    return insert.bind(7, integerOf(pipeline.setsAside)).bind(8, pipeline.document).run();
}

Status SqliteCatalog::setLimits(std::string_view name, uint64_t memoryLimitBytes, bool setsAside)
{
    const std::scoped_lock guard(m_mutex);
    MR_TRY(SqliteStatement update,
           m_database.prepare("UPDATE pipelines SET memory_limit = ?, sets_aside = ? WHERE name = ?"));
    update.bind(0, static_cast<int64_t>(memoryLimitBytes)).bind(1, integerOf(setsAside)).bind(2, name);
    MR_CHECK(update.run());
    return checkOneChanged(name);
}

Status SqliteCatalog::setTrusted(std::string_view name)
{
    const std::scoped_lock guard(m_mutex);
    MR_TRY(SqliteStatement update, m_database.prepare("UPDATE pipelines SET is_trusted = 1 WHERE name = ?"));
    MR_CHECK(update.bind(0, name).run());
    return checkOneChanged(name);
}

Status SqliteCatalog::setProgram(std::string_view name, std::string_view program)
{
    const std::scoped_lock guard(m_mutex);
    MR_TRY(SqliteStatement update,
           m_database.prepare("UPDATE pipelines SET program = ?, modified_us = ? WHERE name = ?"));
    MR_CHECK(update.bind(0, program).bind(1, Clock::system().now()).bind(2, name).run());
    return checkOneChanged(name);
}

Status SqliteCatalog::setDocument(std::string_view name, std::string_view document)
{
    const std::scoped_lock guard(m_mutex);
    MR_TRY(SqliteStatement update, m_database.prepare("UPDATE pipelines SET document = ? WHERE name = ?"));
    MR_CHECK(update.bind(0, document).bind(1, name).run());
    return checkOneChanged(name);
}

Status SqliteCatalog::renamePipeline(std::string_view name, std::string_view newName)
{
    const std::scoped_lock guard(m_mutex);
    MR_TRY([[maybe_unused]] const int64_t id, idOf(name));
    if (name == newName) {
        return {};
    }
    MR_CHECK(checkFree(newName));
    MR_TRY(SqliteStatement update, m_database.prepare("UPDATE pipelines SET name = ?, modified_us = ? WHERE name = ?"));
    return update.bind(0, newName).bind(1, Clock::system().now()).bind(2, name).run();
}

Status SqliteCatalog::removePipeline(std::string_view name)
{
    const std::scoped_lock guard(m_mutex);
    MR_TRY(SqliteStatement remove, m_database.prepare("DELETE FROM pipelines WHERE name = ?"));
    MR_CHECK(remove.bind(0, name).run());
    return checkOneChanged(name);
}

Result<std::optional<std::string>> SqliteCatalog::setting(std::string_view key) const
{
    const std::scoped_lock guard(m_mutex);
    MR_TRY(SqliteStatement select, m_database.prepare("SELECT value FROM settings WHERE key = ?"));
    select.bind(0, key);
    MR_TRY(const bool hasRow, select.step());
    return hasRow ? std::optional<std::string>(select.text(0)) : std::nullopt;
}

Status SqliteCatalog::setSetting(std::string_view key, std::string_view value)
{
    const std::scoped_lock guard(m_mutex);
    MR_TRY(SqliteStatement upsert, m_database.prepare("INSERT INTO settings (key, value) VALUES (?, ?) "
                                                      "ON CONFLICT (key) DO UPDATE SET value = excluded.value"));
    return upsert.bind(0, key).bind(1, value).run();
}

Status SqliteCatalog::trim(const char* table, int64_t pipelineId)
{
    const std::string name(table);
    MR_TRY(SqliteStatement remove,
           m_database.prepare("DELETE FROM " + name + " WHERE pipeline_id = ?1 AND id <= (SELECT id FROM " + name +
                              " WHERE pipeline_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)"));
    return remove.bind(0, pipelineId).bind(1, int64_t{kMaxHistory}).run();
}

Status SqliteCatalog::addTokens(std::string_view pipeline, std::span<const StoredToken> tokens)
{
    const std::scoped_lock guard(m_mutex);
    MR_TRY(const int64_t id, idOf(pipeline));
    MR_TRY(SqliteTransaction transaction, SqliteTransaction::begin(m_database));
    for (const StoredToken& token : tokens) {
        MR_TRY(SqliteStatement insert,
               m_database.prepare("INSERT OR IGNORE INTO tokens (pipeline_id, token, relation, connector, records, "
                                  "step, errors, issued_us, completed_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
        insert.bind(0, id).bind(1, token.token).bind(2, token.relation).bind(3, token.connector);
        insert.bind(4, stored(token.records)).bind(5, stored(token.step)).bind(6, stored(token.errors));
        MR_CHECK(insert.bind(7, token.issuedAt).bind(8, token.completedAt).run());
    }
    MR_CHECK(trim("tokens", id));
    return transaction.commit();
}

Result<std::vector<StoredToken>> SqliteCatalog::tokens(std::string_view pipeline) const
{
    const std::scoped_lock guard(m_mutex);
    MR_TRY(const int64_t id, idOf(pipeline));
    MR_TRY(SqliteStatement select,
           m_database.prepare("SELECT token, relation, connector, records, step, errors, issued_us, completed_us "
                              "FROM tokens WHERE pipeline_id = ? ORDER BY id DESC"));
    select.bind(0, id);
    std::vector<StoredToken> found;
    for (;;) {
        MR_TRY(const bool hasRow, select.step());
        if (!hasRow) {
            return found;
        }
        found.push_back({select.text(0), select.text(1), select.text(2), loaded(select.integer(3)),
                         loaded(select.integer(4)), loaded(select.integer(5)), select.integer(6), select.integer(7)});
    }
}

Status SqliteCatalog::addExport(std::string_view pipeline, const StoredExport& entry)
{
    const std::scoped_lock guard(m_mutex);
    MR_TRY(const int64_t id, idOf(pipeline));
    MR_TRY(SqliteTransaction transaction, SqliteTransaction::begin(m_database));
    {
        MR_TRY(SqliteStatement insert,
               m_database.prepare("INSERT INTO exports (pipeline_id, relation, path, format, changes, error, "
                                  "started_us, ended_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
        insert.bind(0, id).bind(1, entry.relation).bind(2, entry.path).bind(3, entry.format);
        insert.bind(4, stored(entry.changes)).bind(5, entry.error);
        MR_CHECK(insert.bind(6, entry.startedAt).bind(7, entry.endedAt).run());
    }
    MR_CHECK(trim("exports", id));
    return transaction.commit();
}

Result<std::vector<StoredExport>> SqliteCatalog::exports(std::string_view pipeline) const
{
    const std::scoped_lock guard(m_mutex);
    MR_TRY(const int64_t id, idOf(pipeline));
    MR_TRY(SqliteStatement select, m_database.prepare("SELECT relation, path, format, changes, error, started_us, "
                                                      "ended_us FROM exports WHERE pipeline_id = ? ORDER BY id DESC"));
    select.bind(0, id);
    std::vector<StoredExport> found;
    for (;;) {
        MR_TRY(const bool hasRow, select.step());
        if (!hasRow) {
            return found;
        }
        found.push_back({select.text(0), select.text(1), select.text(2), loaded(select.integer(3)), select.text(4),
                         select.integer(5), select.integer(6)});
    }
}

Result<std::filesystem::path> prepareFolder(const std::filesystem::path& folder)
{
    namespace fs = std::filesystem;
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (!failure) {
        fs::permissions(folder, fs::perms::owner_all, fs::perm_options::replace, failure);
    }
    // SQLite is told to follow no link; a home folder that is one is resolved here, by us.
    const fs::path canonical = failure ? fs::path() : fs::canonical(folder, failure);
    if (failure) {
        return makeError(ErrorCode::kIoOpen,
                         "The data folder cannot be used: " + folder.string() + ": " + failure.message());
    }
    return canonical;
}

} // namespace

Result<std::unique_ptr<Catalog>> Catalog::open(const std::filesystem::path& folder)
{
    MR_TRY(const std::filesystem::path canonical, prepareFolder(folder));
    MR_TRY(FolderLock lock, FolderLock::acquire(canonical.string()));
    MR_TRY(SqliteDatabase database,
           SqliteDatabase::open((canonical / "catalog.db").string(), SqliteOpenMode::ReadWriteCreate));
    MR_CHECK(database.execute("PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON;"));
    if (lock.wasLeftBehind()) {
        lock.keepMark(); // until it was found in order: the next start is to look again
        MR_CHECK(database.checkUndamaged());
        lock.keepMark(false);
    }
    MR_CHECK(migrateCatalog(database, catalogMigrations()));
    // After the checks: switching to WAL writes to the file.
    MR_CHECK(database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"));
    ignoreError(backUpCatalogDaily(database, canonical)); // a full disk keeps nobody from opening it
    return std::unique_ptr<Catalog>(std::make_unique<SqliteCatalog>(std::move(lock), std::move(database)));
}

} // namespace millrace
