// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluates bound queries over rows in memory, slowly and by definition: what the rewrites are compared with.
#pragma once

#include "engine/base/result.h"
#include "engine/sql/program.h"

#include <map>
#include <string>
#include <vector>

namespace millrace::testing {

using Row = std::vector<Value>;
using Rows = std::vector<Row>;

/// Rows of tables, by their position in the program.
using Database = std::map<sql::RelationId, Rows>;

/// The rows of a query; views it reads are evaluated in turn. The error of the first expression that fails.
Result<Rows> interpret(const sql::RelNode& query, const sql::Program& program, const Database& database);

/// Rows as sorted lines, to compare as multisets.
std::vector<std::string> sortedLines(const Rows& rows, const Schema& schema);

} // namespace millrace::testing
