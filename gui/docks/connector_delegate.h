// SPDX-License-Identifier: GPL-3.0-or-later
// Draws and operates the rows of the connectors dock: switch, state, buffer bar, token button.
#pragma once

#include "gui/views/cell_delegate.h"

namespace millrace::gui {

/// For views over models::ConnectorModel. GUI thread only.
class ConnectorDelegate : public CellDelegate {
    Q_OBJECT
public:
    explicit ConnectorDelegate(QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

    /// Where the switch of an On cell, and the token button of a Connector cell, stand in the cell.
    static QRect switchRect(const QRect& cell);
    static QRect tokenRect(const QRect& cell);

Q_SIGNALS:
    void toggleRequested(const QModelIndex& index);
    void tokenRequested(const QModelIndex& index);

private:
    static bool hasTokenButton(const QModelIndex& index);
};

} // namespace millrace::gui
