// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/widgets/fact_table.h"

#include "gui/views/cell_delegate.h"
#include "gui/views/view_setup.h"

#include <QHeaderView>

#include <algorithm>

namespace millrace::gui {

namespace {

using models::FactModel;
using models::FactSeverity;

CellLook lookOf(const QModelIndex& index)
{
    CellLook look;
    if (index.column() == static_cast<int>(FactModel::Column::Name)) {
        look.color = ColorToken::TextMuted;
        look.wraps = true; // stands beside the first line of its value
        return look;
    }
    const QVariant share = index.data(FactModel::ShareRole);
    if (share.isValid()) {
        look.bar = share.toDouble();
    }
    look.wraps = !look.bar;
    switch (static_cast<FactSeverity>(index.data(FactModel::SeverityRole).toInt())) {
    case FactSeverity::Plain: break;
    case FactSeverity::Good: look.dot = ColorToken::Ok; break;
    case FactSeverity::Warning:
        look.dot = ColorToken::Warn;
        look.barColor = ColorToken::Warn;
        break;
    case FactSeverity::Error: look.color = look.dot = ColorToken::Error; break;
    }
    return look;
}

} // namespace

FactTable::FactTable(const QString& objectName, const QString& accessibleName, QWidget* parent)
    : QTableView(parent)
{
    setUpTable(this, objectName, accessibleName);
    setItemDelegate(new CellDelegate(&lookOf, this));
    setModel(&m_model);
    horizontalHeader()->hide();
    setFrameShape(QFrame::NoFrame);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &FactTable::fitRows);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &FactTable::fitRows);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &FactTable::fitRows);
}

/// Why something failed is what one looks for here: it must not be cut.
void FactTable::fitRows()
{
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    option.rect.setWidth(viewport()->width() - columnWidth(0));
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex value = m_model.index(row, static_cast<int>(FactModel::Column::Value));
        const int height = itemDelegate()->sizeHint(option, value).height();
        if (height != rowHeight(row)) {
            setRowHeight(row, height);
        }
    }
}

void FactTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    const int character = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    setColumnWidth(0, std::min(character * 15, viewport()->width() / 2));
    fitRows();
}

} // namespace millrace::gui
