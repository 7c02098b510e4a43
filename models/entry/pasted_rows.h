// SPDX-License-Identifier: GPL-3.0-or-later
// Rows from the clipboard or a file: CSV, tab-separated text, JSON objects or lines, SQL, and what our exports write.
#pragma once

#include "models/entry/staged_rows_model.h"

#include <QString>

#include <vector>

namespace millrace::models {

struct PastedRows {
    std::vector<NewRow> rows;
    QString problem; ///< what could not be read, with its line; empty when all could
};

/// At most StagedRowsModel::kMaxStaged rows. A first line of column names says which columns follow, in any order;
/// without one the columns are the table's, in its order. Weights, operations and pairs of our
/// exports (CSV, TSV, JSON lines) make inserts and deletes, and so do INSERT and DELETE statements. Values that a
/// column does not take are left for the grid to mark.
PastedRows readPastedRows(const Schema& schema, const QString& text);

/// The columns that the first line of a CSV text names, in its order; empty when it is no line of names.
std::vector<int> columnsNamedBy(const Schema& schema, const QString& text);

/// Whether a file that begins with these bytes is a SQLite database.
bool isSqliteFile(const QByteArray& begin);
/// The rows of a SQLite database: of the table of this name, or of its only one. Otherwise as readPastedRows().
PastedRows readSqliteFile(const Schema& schema, const QString& table, const QString& path);

/// `count` rows by the columns' types: numbers going up, texts of the column's name, times that go back.
/// `first` is the number of the first row.
std::vector<NewRow> generateRows(const Schema& schema, int count, qint64 first);

} // namespace millrace::models
