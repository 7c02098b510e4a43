// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/catalog/migrations.h"

#include "engine/base/clock.h"

#include <array>

namespace millrace {

namespace {

constexpr int64_t kApplicationId = 0x4d524143; // "MRAC"

constexpr const char* kVersion1 = R"sql(
CREATE TABLE migrations (
    version INTEGER PRIMARY KEY,
    applied_us INTEGER NOT NULL
) STRICT;

CREATE TABLE pipelines (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    program TEXT NOT NULL,
    base_folder TEXT NOT NULL,
    created_us INTEGER NOT NULL,
    modified_us INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    id INTEGER PRIMARY KEY,
    pipeline_id INTEGER NOT NULL REFERENCES pipelines(id) ON DELETE CASCADE,
    token TEXT NOT NULL,
    relation TEXT NOT NULL,
    connector TEXT NOT NULL,
    records INTEGER NOT NULL,
    step INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    issued_us INTEGER NOT NULL,
    completed_us INTEGER NOT NULL,
    UNIQUE (pipeline_id, token)
) STRICT;

CREATE TABLE exports (
    id INTEGER PRIMARY KEY,
    pipeline_id INTEGER NOT NULL REFERENCES pipelines(id) ON DELETE CASCADE,
    relation TEXT NOT NULL,
    path TEXT NOT NULL,
    format TEXT NOT NULL,
    changes INTEGER NOT NULL,
    error TEXT NOT NULL,
    started_us INTEGER NOT NULL,
    ended_us INTEGER NOT NULL
) STRICT;
CREATE INDEX exports_by_pipeline ON exports (pipeline_id);
)sql";

/// What was made before this came from the user.
constexpr const char* kVersion2 = R"sql(
ALTER TABLE pipelines ADD COLUMN is_trusted INTEGER NOT NULL DEFAULT 1;
)sql";

constexpr const char* kVersion3 = R"sql(
ALTER TABLE pipelines ADD COLUMN memory_limit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pipelines ADD COLUMN sets_aside INTEGER NOT NULL DEFAULT 0;
)sql";

/// What the API keeps of a pipeline; the catalog does not look into it.
constexpr const char* kVersion4 = R"sql(
ALTER TABLE pipelines ADD COLUMN document TEXT NOT NULL DEFAULT '';
)sql";

constexpr std::array kMigrations = {
    CatalogMigration{1, kVersion1},
    CatalogMigration{2, kVersion2},
    CatalogMigration{3, kVersion3},
    CatalogMigration{4, kVersion4},
};

Status checkIsOurs(SqliteDatabase& database, int64_t version, int64_t newest)
{
    MR_TRY(const int64_t applicationId, database.queryInteger("PRAGMA application_id"));
    MR_TRY(const int64_t numTables, database.queryInteger("SELECT count(*) FROM sqlite_schema"));
    const bool isEmpty = applicationId == 0 && version == 0 && numTables == 0;
    if (!isEmpty && applicationId != kApplicationId) {
        return makeError(ErrorCode::kCatalogSchema,
                         "The file is a database, but not a Millrace catalog: " + database.path());
    }
    if (version > newest) {
        return makeError(ErrorCode::kCatalogSchema, "The catalog was written by a newer Millrace (schema " +
                                                        std::to_string(version) + ", this program knows " +
                                                        std::to_string(newest) + "): " + database.path());
    }
    return {};
}

Status apply(SqliteDatabase& database, const CatalogMigration& migration)
{
    MR_TRY(SqliteTransaction transaction, SqliteTransaction::begin(database));
    MR_CHECK(database.execute(migration.sql));
    MR_CHECK(database.execute("PRAGMA application_id = " + std::to_string(kApplicationId)));
    MR_CHECK(database.execute("PRAGMA user_version = " + std::to_string(migration.version)));
    MR_TRY(SqliteStatement insert, database.prepare("INSERT INTO migrations (version, applied_us) VALUES (?, ?)"));
    MR_CHECK(insert.bind(0, migration.version).bind(1, Clock::system().now()).run());
    return transaction.commit();
}

} // namespace

std::span<const CatalogMigration> catalogMigrations()
{
    return kMigrations;
}

Status migrateCatalog(SqliteDatabase& database, std::span<const CatalogMigration> migrations)
{
    MR_TRY(const int64_t version, database.queryInteger("PRAGMA user_version"));
    const int64_t newest = migrations.empty() ? 0 : migrations.back().version;
    MR_CHECK(checkIsOurs(database, version, newest));
    if (version > 0 && version < newest) {
        MR_CHECK(database.backUpTo(database.path() + ".v" + std::to_string(version) + ".backup"));
    }
    for (const CatalogMigration& migration : migrations) {
        if (migration.version > version) {
            MR_CHECK(apply(database, migration));
        }
    }
    return {};
}

} // namespace millrace
