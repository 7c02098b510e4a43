// SPDX-License-Identifier: GPL-3.0-or-later
// Syntax of statements over a running program.
#pragma once

#include "engine/base/error.h"
#include "engine/sql/syntax_tree.h"

#include <string_view>
#include <vector>

namespace millrace::sql {

/// `[EXPLAIN] query` or `INSERT INTO table [(columns)] query`.
struct ParsedAdHoc {
    syntax::QueryTree query;
    bool isExplain = false;
    bool isInsert = false;
    syntax::Name table;                ///< INSERT
    std::vector<syntax::Name> columns; ///< INSERT; empty when none are named
    std::vector<Error> errors;         ///< the rest is of use only when there is none
};

/// Parses one statement with or without a ';' behind it.
ParsedAdHoc parseAdHoc(std::string_view text);

} // namespace millrace::sql
