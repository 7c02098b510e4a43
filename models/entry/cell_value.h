// SPDX-License-Identifier: GPL-3.0-or-later
// What a person types into a cell: whether the column takes it, and what it is then.
#pragma once

#include "engine/api/entry.h"

#include <QString>

#include <optional>

namespace millrace::models {

/// What was typed; nothing = NULL.
using CellInput = std::optional<QString>;

/// Why a column of this type does not take it: a translated sentence; empty when it does. The same rules as those of
/// connectors. Numbers that are not finite are refused: no text format can say them everywhere.
QString cellProblem(const SqlType& type, const CellInput& input);
/// A text that inputs share exactly when the column takes them for the same value ("7", " 07 "); with a problem the
/// input itself.
QString canonicalText(const SqlType& type, const QString& input);
/// Appends a value without a problem.
void appendCell(ColumnBuilder& column, const SqlType& type, const CellInput& input);

} // namespace millrace::models
