// SPDX-License-Identifier: GPL-3.0-or-later
// Watches what the user drags in the window, docks, edges and columns, so that it can be undone.
#pragma once

#include <QList>
#include <QObject>
#include <QPointer>

class QHeaderView;
class QMainWindow;
class QUndoStack;

namespace millrace::gui {

/// Order and widths of the columns of a table.
struct ColumnLayout {
    QList<int> order;  ///< column by place
    QList<int> widths; ///< by column

    bool operator==(const ColumnLayout&) const = default;
};

ColumnLayout columnLayoutOf(const QHeaderView& header);
/// Nothing, where the header has other columns by now.
void setColumnLayout(QHeaderView& header, const ColumnLayout& layout);

/// Columns go to the undo stack of the change stream they belong to, or else to `layout`; docks and edges are told by
/// signals, the second one after Qt has moved them. GUI thread only.
class LayoutDrags : public QObject {
    Q_OBJECT
public:
    LayoutDrags(QMainWindow* window, QUndoStack& layout);

Q_SIGNALS:
    void layoutPressed();
    void layoutReleased();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void press(QWidget* widget);
    void release();
    bool movesLayout(QWidget* widget) const;

    QMainWindow* m_window;
    QUndoStack& m_layout;
    quint64 m_pressedAt = 0; ///< a press goes from a widget to its parents
    bool m_isLayoutPressed = false;
    QPointer<QHeaderView> m_header;
    ColumnLayout m_before; ///< of the header
};

} // namespace millrace::gui
