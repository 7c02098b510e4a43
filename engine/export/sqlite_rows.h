// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the rows that an export wrote into a SQLite file back, as changes.
#pragma once

#include "engine/base/result.h"
#include "engine/types/schema.h"

#include <optional>
#include <string>
#include <vector>

namespace millrace {

struct StoredRow {
    std::vector<std::optional<std::string>> cells; ///< by the columns of the schema; nothing = NULL
    bool isDelete = false;
};

/// The rows of a table of a SQLite file by the columns of `schema`, wherever it comes from; of an export the log of
/// changes, the operations, the pairs or the state. `table` is taken when it is there, else the only table of the file.
/// At most `maxRows` rows. kIoOpen; kIoRead for a file that is no database, has no such table, or none of the columns.
Result<std::vector<StoredRow>> readSqliteRows(const std::string& path, const std::string& table, const Schema& schema,
                                              size_t maxRows);

} // namespace millrace
