// SPDX-License-Identifier: GPL-3.0-or-later
// The line of a table that stands for changes that are not there: one sentence across all columns.
#pragma once

class QModelIndex;
class QPainter;
class QString;
class QStyleOptionViewItem;

namespace millrace::gui {

/// Paints the part of the sentence that lies in a cell; delegates call it for each cell of the row.
void paintGapCell(QPainter* painter, const QStyleOptionViewItem& option, const QString& sentence);

} // namespace millrace::gui
