// SPDX-License-Identifier: GPL-3.0-or-later
// What there is to know about a cell, its row, and what is selected with it.
#pragma once

#include "models/text/fact_model.h"

#include "engine/api/status.h"

#include <QItemSelection>
#include <QString>

#include <optional>

namespace millrace::models {

struct InspectedValue {
    QString name; ///< of the column
    QString type; ///< in SQL; empty for a column of ours, such as the step
    QString text; ///< whole, of the first MiB
    bool isNull = false;
};

/// Of rows of change streams, current states, results of queries and staged rows; empty for other models.
struct Inspection {
    std::optional<InspectedValue> value;
    /// A fact a column. Of an update, and of a staged change: "old → new" where they differ.
    QList<Fact> row;
};

Inspection inspectCell(const QModelIndex& cell);

/// Of the cells of one column among those selected: how many, and of numbers their sum, least, greatest and mean. Sums
/// of whole numbers are exact, others are made of doubles and say so. At most kMaxInspectedCells are read.
inline constexpr int kMaxInspectedCells = 100'000;
QString sumsText(const QItemSelection& selection, int column);

/// Columns with type, key and NOT NULL.
QList<Fact> inspectRelation(const RelationInfo& relation);

/// Address, bytes in base 16 and as characters, 16 to a line, of the first 64 KiB of the text in UTF-8.
QString hexDump(const QString& text);

} // namespace millrace::models
