// SPDX-License-Identifier: GPL-3.0-or-later
// The grid of data entry: rows that can be edited, coloured by what is staged.
#pragma once

#include "models/entry/pasted_rows.h"

#include <QTableView>

namespace millrace::gui {

/// Undo, redo, copy, cut and paste of the Edit menu reach it as slots. GUI thread only.
class EntryTable : public QTableView {
    Q_OBJECT
public:
    explicit EntryTable(models::StagedRowsModel& model, QWidget* parent = nullptr);

    /// What commands are about: the selected cells, without a selection the current one.
    QModelIndexList selectedCells() const;
    QList<int> selectedRows() const; ///< of these, in order
    /// Stages the rows of a text; pasted() follows.
    void stage(const QString& what, const QString& text);
    void stage(const QString& what, const models::PastedRows& rows);
    /// Scrolls to a row and edits its first cell that can be.
    void editRow(int row);

public Q_SLOTS:
    void undo() { m_model.undo(); }
    void redo() { m_model.redo(); }
    void copy() const;
    void cut();
    void paste();

Q_SIGNALS:
    /// Rows of the clipboard: a problem, or empty.
    void pasted(int numRows, const QString& problem);

private:
    void fitColumns();
    void widenToCurrent();
    void restorePlace();

    models::StagedRowsModel& m_model;
    QPoint m_place = {1, 0}; ///< column and row that were current before the rows were read anew
};

} // namespace millrace::gui
