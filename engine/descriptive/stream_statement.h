// SPDX-License-Identifier: GPL-3.0-or-later
// Statements of descriptive pipelines that change the catalog or fill a stream.
#pragma once

#include "engine/descriptive/stream_catalog.h"
#include "engine/sql/stream_syntax.h"

#include <vector>

namespace millrace::descriptive {

/// Whether INSERT adds its rows or is only checked.
enum class RowEffect : uint8_t { Apply, CheckOnly };

/// Runs everything but queries against the catalog; queries, SHOW and DESCRIBE do nothing here. All errors, none when
/// it worked.
std::vector<Error> runStatement(StreamCatalog& catalog, const sql::syntax::StreamStatement& statement, Instant now,
                                RowEffect rowEffect);

/// The stream a CREATE makes.
Result<StreamPtr> makeStream(const sql::syntax::CreateStream& create);
/// The rows of an INSERT as one batch with the columns of the stream.
Result<BatchPtr> makeRows(const Stream& stream, const sql::syntax::InsertRows& insert, Instant now);

} // namespace millrace::descriptive
