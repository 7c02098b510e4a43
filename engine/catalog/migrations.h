// SPDX-License-Identifier: GPL-3.0-or-later
// Brings a catalog file to the schema this program knows.
#pragma once

#include "engine/catalog/sqlite_database.h"

#include <span>

namespace millrace {

/// One change of the schema. Once released its SQL never changes; what is wrong is mended by a later one.
struct CatalogMigration {
    int version;     ///< PRAGMA user_version after it; 1, 2, 3, …
    const char* sql; ///< several statements; run in one transaction
};

/// All of them, oldest first.
std::span<const CatalogMigration> catalogMigrations();

/// Applies what the file lacks. A file that already held data is first copied to `<path>.v<old version>.backup`.
/// kCatalogSchema, with the file untouched, when it is newer than the last migration or not a catalog at all.
Status migrateCatalog(SqliteDatabase& database, std::span<const CatalogMigration> migrations);

} // namespace millrace
