// SPDX-License-Identifier: GPL-3.0-or-later
// Rows from INSERT and DELETE statements, as our exports write them and other databases dump them.
#pragma once

#include "models/entry/pasted_rows.h"

namespace millrace::models {

/// Whether a text begins with an INSERT or DELETE statement.
bool isSqlText(const QString& text);

/// The rows of `INSERT INTO t [(columns)] VALUES (…), (…);` and of `DELETE FROM t WHERE column = value AND …;`,
/// whatever the table is called. Values are literals: numbers, texts in quotes, TRUE, FALSE, NULL, ARRAY[…]. The first
/// statement that says anything else is the problem, with its line; the rows before it are there.
PastedRows readSqlText(const Schema& schema, const QString& text);

} // namespace millrace::models
