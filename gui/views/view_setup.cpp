// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/views/view_setup.h"

#include "gui/views/cell_delegate.h"

#include <QApplication>
#include <QHeaderView>
#include <QTableView>
#include <QTreeView>

#include <algorithm>

namespace millrace::gui {

namespace {

void setUpView(QAbstractItemView* view, const QString& objectName, const QString& accessibleName)
{
    view->setObjectName(objectName);
    view->setAccessibleName(accessibleName);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->setTextElideMode(Qt::ElideRight);
    view->setMouseTracking(true);
    view->setTabKeyNavigation(false);
    view->setAlternatingRowColors(false);
}

void setUpHeader(QHeaderView* header)
{
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionsMovable(true);
    header->setMinimumSectionSize(32);
    header->setStretchLastSection(true);
}

void setWidths(QHeaderView& header, const QList<int>& characters)
{
    for (int column = 0; column < characters.size(); ++column) {
        const int wanted = header.fontMetrics().horizontalAdvance(QLatin1Char('0')) * characters[column] + 16;
        header.resizeSection(column,
                             characters[column] == 0 ? wanted : std::max(wanted, header.sectionSizeHint(column)));
    }
}

} // namespace

void setUpTable(QTableView* table, const QString& objectName, const QString& accessibleName)
{
    setUpView(table, objectName, accessibleName);
    setUpHeader(table->horizontalHeader());
    table->setWordWrap(false);
    table->setShowGrid(false);
    table->setCornerButtonEnabled(false);
    QHeaderView* rows = table->verticalHeader();
    rows->hide();
    rows->setMinimumSectionSize(0);
    rows->setSectionResizeMode(QHeaderView::Fixed);
    rows->setDefaultSectionSize(CellDelegate::rowHeight(table->fontMetrics()));
}

void setUpTree(QTreeView* tree, const QString& objectName, const QString& accessibleName)
{
    setUpView(tree, objectName, accessibleName);
    setUpHeader(tree->header());
    tree->setWordWrap(false);
    tree->setUniformRowHeights(true);
    tree->setIndentation(16);
    tree->setAllColumnsShowFocus(false);
}

void setColumnWidths(QTableView* table, const QList<int>& characters)
{
    setWidths(*table->horizontalHeader(), characters);
}

void setColumnWidths(QTreeView* tree, const QList<int>& characters)
{
    setWidths(*tree->header(), characters);
}

void zoomTable(QTableView* table, int zoom)
{
    constexpr double kSmallestPoints = 5;
    const double before = table->font().pointSizeF();
    QFont font = table->font();
    font.setPointSizeF(std::max(kSmallestPoints, QApplication::font().pointSizeF() + zoom));
    if (font.pointSizeF() == before) {
        return;
    }
    table->setFont(font);
    table->verticalHeader()->setDefaultSectionSize(CellDelegate::rowHeight(QFontMetrics(font)));
    QHeaderView* header = table->horizontalHeader();
    for (int section = 0; section < header->count(); ++section) {
        header->resizeSection(section, static_cast<int>(header->sectionSize(section) * font.pointSizeF() / before));
    }
}

void selectOnlyRow(QTableView* table, int row)
{
    const QModelIndex index = table->model()->index(row, 0);
    table->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    table->scrollTo(index);
}

} // namespace millrace::gui
