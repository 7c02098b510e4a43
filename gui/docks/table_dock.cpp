// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/table_dock.h"

#include "gui/views/view_setup.h"
#include "gui/widgets/empty_state.h"

#include <QEvent>
#include <QStackedLayout>
#include <QTableView>

namespace millrace::gui {

TableDock::TableDock(const QString& name, const QString& title, QWidget* parent)
    : DockPanel(QStringLiteral("dock") + name, title, parent)
    , m_table(new QTableView)
    , m_empty(new EmptyState(name.toLower() + QStringLiteral("Empty")))
    , m_stack(new QStackedLayout)
{
    auto* box = new QWidget(this);
    box->setLayout(m_stack);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    setWidget(box);
    setUpTable(m_table, name.toLower() + QStringLiteral("Table"), title);
}

void TableDock::setUp(QAbstractItemModel* model, CellDelegate::Look look, const QList<int>& columnWidths)
{
    m_table->setItemDelegate(new CellDelegate(std::move(look), m_table));
    m_table->setModel(model);
    setColumnWidths(m_table, columnWidths);
    connect(model, &QAbstractItemModel::rowsInserted, this, &TableDock::updateEmptyState);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &TableDock::updateEmptyState);
    connect(model, &QAbstractItemModel::modelReset, this, &TableDock::updateEmptyState);
    m_table->installEventFilter(this);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TableDock::selectionChanged);
    updateEmptyState();
}

void TableDock::updateEmptyState()
{
    m_stack->setCurrentIndex(m_table->model()->rowCount() == 0 ? 1 : 0);
    Q_EMIT selectionChanged();
}

bool TableDock::eventFilter(QObject* watched, QEvent* event)
{
    // Who comes by keyboard finds a row to act on.
    const bool isEntered = watched == m_table && event->type() == QEvent::FocusIn;
    if (isEntered && !m_table->selectionModel()->hasSelection() && m_table->model()->rowCount() > 0) {
        m_table->selectRow(0);
    }
    return DockPanel::eventFilter(watched, event);
}

int TableDock::currentRow() const
{
    const QList<int> rows = selectedRows();
    return rows.isEmpty() ? -1 : rows.first();
}

QList<int> TableDock::selectedRows() const
{
    QList<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) {
        rows.append(index.row());
    }
    return rows;
}

} // namespace millrace::gui
