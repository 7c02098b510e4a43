// SPDX-License-Identifier: GPL-3.0-or-later
// How much the SQLite file of an export holds, also of one that was killed.
#pragma once

#include "engine/export/export_manifest.h"

#include <cstdint>
#include <string>
#include <vector>

namespace millrace {

struct SqliteContents {
    std::vector<ExportManifest::Relation> relations; ///< rows and net weight of the whole file; no columns
    uint64_t firstStep = 0;                          ///< of the incarnation that was asked for; 0 = no rows
    uint64_t lastStep = 0;
};

/// Opens the .part file of an export into SQLite, which takes back what was not committed, tests it, and counts.
/// `isState`: the tables have only the columns of the relations. kIoRead when it is damaged.
Result<SqliteContents> recoverSqliteFile(const std::string& partPath, uint64_t incarnation, bool isState);

} // namespace millrace
