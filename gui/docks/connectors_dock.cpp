// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/connectors_dock.h"

#include "gui/docks/connector_delegate.h"
#include "gui/views/view_setup.h"
#include "gui/widgets/empty_state.h"

#include <QKeyEvent>
#include <QMenu>
#include <QStackedLayout>
#include <QTreeView>

namespace millrace::gui {

using models::ConnectorModel;

ConnectorsDock::ConnectorsDock(ActionRegistry& actions, QWidget* parent)
    : DockPanel(QStringLiteral("dockConnectors"), tr("Connectors"), parent)
    , m_tree(new QTreeView)
    , m_empty(new EmptyState(QStringLiteral("connectorsEmpty")))
    , m_stack(new QStackedLayout)
    , m_actions(actions)
{
    auto* box = new QWidget(this);
    box->setLayout(m_stack);
    m_stack->addWidget(m_tree);
    m_stack->addWidget(m_empty);
    setWidget(box);
    addTool(actions.action(ActionId::ToggleConnector));
    addTool(actions.action(ActionId::IssueToken));
    setUpTree(m_tree, QStringLiteral("connectorsTree"), tr("Connectors"));
    auto* delegate = new ConnectorDelegate(m_tree);
    m_tree->setItemDelegate(delegate);
    m_tree->setModel(&m_model);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    setColumnWidths(m_tree, {30, 5, 30, 9, 11, 11, 12, 8});
    m_tree->installEventFilter(this);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_tree, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu menu(this);
        menu.addAction(m_actions.action(ActionId::ToggleConnector));
        menu.addAction(m_actions.action(ActionId::IssueToken));
        menu.exec(m_tree->viewport()->mapToGlobal(at));
    });
    connect(delegate, &ConnectorDelegate::toggleRequested, this, [this](const QModelIndex& at) { m_model.toggle(at); });
    connect(delegate, &ConnectorDelegate::tokenRequested, this, [this](const QModelIndex& at) {
        Q_EMIT tokenRequested(at.data(ConnectorModel::RelationRole).toString(),
                              at.data(ConnectorModel::ConnectorRole).toString());
    });
    connect(m_tree, &QTreeView::activated, this, [this](const QModelIndex& at) {
        if (at.data(ConnectorModel::ErrorCountRole).toULongLong() > 0) {
            Q_EMIT problemsRequested();
        }
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ConnectorsDock::selectionChanged);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &ConnectorsDock::onStructureChanged);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex& relation, int first) {
        m_tree->expand(relation.isValid() ? relation : m_model.index(first, 0));
        showRows();
    });
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &ConnectorsDock::showRows);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &ConnectorsDock::updateSummary);
    onStructureChanged();
}

void ConnectorsDock::setPipeline(models::PipelineBridge* pipeline)
{
    m_model.setPipeline(pipeline);
    onStructureChanged();
}

void ConnectorsDock::onStructureChanged()
{
    m_tree->expandAll();
    showRows();
}

void ConnectorsDock::showRows()
{
    if (m_model.rowCount() == 0) {
        const bool hasPipeline = m_model.pipeline() != nullptr;
        m_empty->say(QStringLiteral("connector"),
                     hasPipeline ? tr("This pipeline has no connectors") : tr("No pipeline is open"),
                     hasPipeline ? tr("A table gets its rows from the connectors in its WITH ('connectors' = '[…]').")
                                 : QString());
    }
    m_stack->setCurrentIndex(m_model.rowCount() == 0 ? 1 : 0);
    updateSummary();
    Q_EMIT selectionChanged();
}

void ConnectorsDock::updateSummary()
{
    int numConnectors = 0;
    int numRunning = 0;
    int numFailed = 0;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex relation = m_model.index(row, 0);
        for (int child = 0; child < m_model.rowCount(relation); ++child) {
            const auto activity = static_cast<models::ConnectorActivity>(
                m_model.index(child, 0, relation).data(ConnectorModel::ActivityRole).toInt());
            ++numConnectors;
            numRunning += activity == models::ConnectorActivity::Running ? 1 : 0;
            numFailed += activity == models::ConnectorActivity::Failed ? 1 : 0;
        }
    }
    if (numConnectors == 0) {
        setSummary(QString());
    } else if (numFailed > 0) {
        setSummary(tr("%n connector(s), %1 running, %2 failed", nullptr, numConnectors).arg(numRunning).arg(numFailed));
    } else {
        setSummary(tr("%n connector(s), %1 running", nullptr, numConnectors).arg(numRunning));
    }
}

void ConnectorsDock::toggleSelected()
{
    // A toggle may change the selection's rows, so they are gathered first.
    QList<QPersistentModelIndex> rows;
    for (const QModelIndex& index : m_tree->selectionModel()->selectedRows()) {
        rows.append(index);
    }
    for (const QPersistentModelIndex& row : std::as_const(rows)) {
        m_model.toggle(row);
    }
}

QModelIndex ConnectorsDock::tokenTarget() const
{
    const QModelIndexList selected = m_tree->selectionModel()->selectedRows();
    if (selected.size() == 1) {
        const QModelIndex row = selected.first();
        const bool isInput = row.data(ConnectorModel::IsInputRole).toBool();
        return isInput && !row.data(ConnectorModel::IsRelationRole).toBool() ? row : QModelIndex();
    }
    QModelIndex only;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QModelIndex relation = m_model.index(row, 0);
        for (int child = 0; child < m_model.rowCount(relation); ++child) {
            const QModelIndex connector = m_model.index(child, 0, relation);
            if (!connector.data(ConnectorModel::IsInputRole).toBool() ||
                connector.data(ConnectorModel::IsTransientRole).toBool()) {
                continue;
            }
            if (only.isValid()) {
                return {};
            }
            only = connector;
        }
    }
    return only;
}

void ConnectorsDock::selectConnector(const QString& relation, const QString& connector)
{
    const QModelIndex index = m_model.indexOf(relation, connector);
    if (index.isValid()) {
        m_tree->setCurrentIndex(index);
    }
}

bool ConnectorsDock::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_tree && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Space && key->modifiers() == Qt::NoModifier) {
            toggleSelected();
            return true;
        }
    }
    return DockPanel::eventFilter(watched, event);
}

} // namespace millrace::gui
