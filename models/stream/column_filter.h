// SPDX-License-Identifier: GPL-3.0-or-later
// What is typed below a column's header, as a condition in SQL.
#pragma once

#include "engine/api/values.h"

#include <QString>

namespace millrace::models {

/// `=x`, `!=x`, `<x`, `<=x`, `>x`, `>=x`, `null`, `!null`; anything else: the cell's text contains it, whatever the
/// case. Empty for an empty text.
QString columnCondition(const ColumnInfo& column, const QString& typed);
/// A condition on the column that compiles, to show how one is written: its literal is one of the column's type.
QString exampleCondition(const ColumnInfo& column);
/// The cell equals a value, or is NULL with it.
QString cellCondition(const ColumnInfo& column, const Column& cells, size_t row);
QString notCondition(const QString& condition);
/// All of the conditions; empty ones do not count.
QString bothConditions(const QString& first, const QString& second);
/// The name as it is written in a condition: quoted where it must be.
QString columnName(const ColumnInfo& column);

} // namespace millrace::models
