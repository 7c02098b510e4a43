// SPDX-License-Identifier: GPL-3.0-or-later
// Columns of a change log that stay in sight. They are painted once more above those that scroll: a second table beside
// this one would have to be told of every change, too.
#include "gui/theme/theme_controller.h"
#include "gui/views/filter_header.h"
#include "gui/views/stream_view.h"
#include "models/stream/change_stream_model.h"

#include <QPainter>
#include <QScrollBar>

namespace millrace::gui {

void StreamView::keepColumnsUpTo(int column)
{
    keepColumns(column < 0 ? 0 : m_filterHeader->visualIndex(column) + 1);
}

void StreamView::keepColumns(int numColumns)
{
    m_filterHeader->setNumKept(numColumns);
    viewport()->update();
    Q_EMIT columnsChosen();
}

int StreamView::numKeptColumns() const
{
    return m_filterHeader->numKept();
}

/// Where Qt would paint a part anew, or move the pixels, all has to be painted.
void StreamView::connectKept()
{
    const auto repaint = [this] {
        if (numKeptColumns() > 0) {
            viewport()->update();
        }
    };
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, this, repaint);
    connect(m_filterHeader, &QHeaderView::sectionResized, this, repaint);
    connect(m_model, &QAbstractItemModel::dataChanged, this, repaint);
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, repaint);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, repaint);
}

QModelIndex StreamView::indexAt(const QPoint& position) const
{
    if (position.x() < 0 || position.x() >= m_filterHeader->keptWidth()) {
        return QTableView::indexAt(position);
    }
    int right = 0;
    for (const int column : m_filterHeader->keptSections()) {
        right += columnWidth(column);
        if (position.x() < right) {
            return m_model->index(rowAt(position.y()), column);
        }
    }
    return {};
}

void StreamView::scrollTo(const QModelIndex& index, ScrollHint hint)
{
    const int before = horizontalScrollBar()->value();
    QTableView::scrollTo(index, hint);
    if (numKeptColumns() == 0 || !index.isValid()) {
        return;
    }
    if (m_filterHeader->visualIndex(index.column()) < numKeptColumns()) {
        horizontalScrollBar()->setValue(before); // it is in sight anyway
        return;
    }
    const int hidden = m_filterHeader->keptWidth() - columnViewportPosition(index.column());
    if (hidden > 0) {
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - hidden);
    }
}

void StreamView::paintKept()
{
    const int width = m_filterHeader->keptWidth();
    if (width == 0 || m_model->rowCount() == 0) {
        return;
    }
    QPainter painter(viewport());
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const int first = rowAt(0);
    const int atBottom = rowAt(viewport()->height() - 1);
    const int last = atBottom < 0 ? m_model->rowCount() - 1 : atBottom;
    for (int row = first; row >= 0 && row <= last; ++row) {
        if (m_model->index(row, 0).data(models::ChangeStreamModel::GapRole).toInt() != 0) {
            continue; // its sentence runs over the whole line
        }
        int left = 0;
        for (const int column : m_filterHeader->keptSections()) {
            const QModelIndex index = m_model->index(row, column);
            option.rect = QRect(left, rowViewportPosition(row), columnWidth(column), rowHeight(row));
            option.state.setFlag(QStyle::State_Selected, selectionModel()->isSelected(index));
            option.state.setFlag(QStyle::State_HasFocus, hasFocus() && index == currentIndex());
            painter.fillRect(option.rect, palette().base());
            itemDelegateForIndex(index)->paint(&painter, option, index);
            left += columnWidth(column);
        }
    }
    painter.setPen(ThemeController::current().color(ColorToken::Border));
    painter.drawLine(width - 1, 0, width - 1, viewport()->height());
}

} // namespace millrace::gui
