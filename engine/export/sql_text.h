// SPDX-License-Identifier: GPL-3.0-or-later
// Rows as SQL text: names, literals, INSERT and DELETE statements.
#pragma once

#include "engine/types/schema.h"
#include "engine/zset/batch.h"

#include <string>
#include <string_view>

namespace millrace {

/// Appends a canonical name in double quotes.
void appendSqlName(std::string& out, std::string_view name);

/// Appends one value as a literal: numbers and TRUE/FALSE bare, arrays as `ARRAY[…]`, all else in quotes (Millrace and
/// SQLite read those into dates and times). NaN and infinities are quoted.
void appendSqlLiteral(std::string& out, const Column& column, size_t row, const SqlType& type);
void appendSqlLiteral(std::string& out, const Value& value, const SqlType& type);

/// Appends `INSERT INTO "t" ("a", "b") VALUES (1, 'x');`, without a line end.
void appendSqlInsert(std::string& out, std::string_view relation, const Schema& schema, const Batch& batch, size_t row);
/// Appends `DELETE FROM "t" WHERE "a" = 1 AND "b" IS NULL;`: by the primary key where there is one.
void appendSqlDelete(std::string& out, std::string_view relation, const Schema& schema, const Batch& batch, size_t row);

} // namespace millrace
