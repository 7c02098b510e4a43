// SPDX-License-Identifier: GPL-3.0-or-later
// A way back when the catalog of a data folder cannot be opened: its backups, or a new one.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"

#include <filesystem>
#include <vector>

namespace millrace {

class SqliteDatabase;

struct CatalogBackup {
    std::filesystem::path path;
    TimestampMicros at = 0; ///< when it was written
};

/// Newest first: the copy of once a day, and those from before the schema changed. Empty for a folder without any.
std::vector<CatalogBackup> catalogBackups(const std::filesystem::path& folder);
/// Copies an open catalog to `catalog.db.backup`, unless that was done within a day or there is no pipeline in it; an
/// old copy goes once the new one is whole. kCatalogSqlite, with the old copy kept, when the catalog is damaged.
Status backUpCatalogDaily(SqliteDatabase& database, const std::filesystem::path& folder);
/// Gives the catalog another name, which is returned, so that the next open begins with an empty one. Nothing is lost.
/// kCatalogOwned while a process has the folder.
Result<std::filesystem::path> setCatalogAside(const std::filesystem::path& folder);
/// Sets the catalog aside and puts a copy of the backup in its place.
Result<std::filesystem::path> restoreCatalog(const std::filesystem::path& folder, const CatalogBackup& backup);

} // namespace millrace
