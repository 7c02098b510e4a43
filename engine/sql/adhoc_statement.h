// SPDX-License-Identifier: GPL-3.0-or-later
// Statements over the rows of a running program: SELECT and INSERT, in the same dialect as its views.
#pragma once

#include "engine/base/result.h"
#include "engine/expr/rank_spec.h"
#include "engine/sql/program.h"

#include <string_view>
#include <vector>

namespace millrace::sql {

enum class AdHocKind : uint8_t {
    Query,
    Insert,  ///< the rows of `query` go into `table`
    Explain, ///< how `query` would run
};

/// A bound statement.
struct AdHocStatement {
    AdHocKind kind = AdHocKind::Query;
    RelPtr query;                  ///< behind the columns of `schema` further ones may follow, to sort by
    Schema schema;                 ///< of the result; names may repeat. Insert: the table's
    std::vector<OrderKey> orderBy; ///< of the whole result: columns of `query`
    int64_t limit = -1;            ///< -1: all rows
    int64_t offset = 0;
    RelationId table = 0;          ///< Insert
    std::vector<RelationId> reads; ///< relations that `query` reads, each once
};

/// Parses and binds one statement against the relations of `program`. Relations that are read must be materialised.
/// Errors stand at their place in `text`. Any thread; no I/O.
Result<AdHocStatement> compileAdHoc(const Program& program, std::string_view text);

} // namespace millrace::sql
