// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the rows of the catalog: icon, name, a quiet second column.
#pragma once

#include <QStyledItemDelegate>

namespace millrace::gui {

/// Colours and icons for models::CatalogModel; tick boxes are the style's. GUI thread only.
class CatalogDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

} // namespace millrace::gui
