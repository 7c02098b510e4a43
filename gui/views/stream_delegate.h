// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the rows of a change stream: sign and weight in the colours of insert and delete, gaps as one line.
#pragma once

#include "gui/views/cell_delegate.h"

namespace millrace::gui {

/// For views over models::ChangeStreamModel. GUI thread only.
class StreamDelegate : public CellDelegate {
    Q_OBJECT
public:
    explicit StreamDelegate(QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

Q_SIGNALS:
    /// A number of so many characters had no room. A part of a number is another number.
    void numberCut(int column, int numCharacters) const;

private:
    void paintMark(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
};

} // namespace millrace::gui
