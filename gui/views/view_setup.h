// SPDX-License-Identifier: GPL-3.0-or-later
// How every table and tree of the window is set up.
#pragma once

#include <QList>
#include <QString>

class QTableView;
class QTreeView;

namespace millrace::gui {

/// Fixed row height, no vertical header, whole rows selected, no grid, no word wrap, no ResizeToContents.
void setUpTable(QTableView* table, const QString& objectName, const QString& accessibleName);
void setUpTree(QTreeView* tree, const QString& objectName, const QString& accessibleName);
/// Initial widths of the first columns, in characters of the view's font, and no less than their headers need; the last
/// column takes the rest. After the model was set.
void setColumnWidths(QTableView* table, const QList<int>& characters);
void setColumnWidths(QTreeView* tree, const QList<int>& characters);

/// Text size of a table in points above or below the usual one; rows and columns grow with it.
void zoomTable(QTableView* table, int zoom);

/// Selects the row alone. QTableView::selectRow() toggles instead while Ctrl is down, as it is during a shortcut.
void selectOnlyRow(QTableView* table, int row);

} // namespace millrace::gui
