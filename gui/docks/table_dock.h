// SPDX-License-Identifier: GPL-3.0-or-later
// A dock that holds one table, or an empty state while the table has no rows.
#pragma once

#include "gui/docks/dock_panel.h"
#include "gui/views/cell_delegate.h"

class QAbstractItemModel;
class QStackedLayout;
class QTableView;

namespace millrace::gui {

class EmptyState;

/// GUI thread only.
class TableDock : public DockPanel {
    Q_OBJECT
public:
    /// `name` is the dock's name without "dock", e.g. "Tokens".
    TableDock(const QString& name, const QString& title, QWidget* parent);

    QTableView* table() const { return m_table; }
    /// Row the commands act on, or -1.
    int currentRow() const;
    QList<int> selectedRows() const;

Q_SIGNALS:
    void selectionChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void setUp(QAbstractItemModel* model, CellDelegate::Look look, const QList<int>& columnWidths);
    EmptyState* empty() const { return m_empty; }

private:
    void updateEmptyState();

    QTableView* m_table;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
};

} // namespace millrace::gui
