// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/connectors_dock.h"

#include "gui/docks/connector_delegate.h"
#include "gui/docks/connector_details_pane.h"
#include "gui/views/view_setup.h"
#include "gui/widgets/empty_state.h"

#include <QKeyEvent>
#include <QMenu>
#include <QSplitter>
#include <QStackedLayout>
#include <QTreeView>

namespace millrace::gui {

using models::ConnectorModel;

ConnectorsDock::ConnectorsDock(ActionRegistry& actions, QWidget* parent)
    : DockPanel(QStringLiteral("dockConnectors"), tr("Connectors"), parent)
    , m_tree(new QTreeView)
    , m_details(new ConnectorDetailsPane)
    , m_content(new QSplitter(Qt::Horizontal))
    , m_empty(new EmptyState(QStringLiteral("connectorsEmpty")))
    , m_stack(new QStackedLayout)
    , m_actions(actions)
{
    for (const ActionId id : {ActionId::ToggleConnector, ActionId::IssueToken, ActionId::ConnectorDetails}) {
        addTool(actions.action(id));
    }
    buildContent();
    auto* delegate = new ConnectorDelegate(m_tree);
    m_tree->setItemDelegate(delegate);
    m_tree->setModel(&m_model);
    setColumnWidths(m_tree, {25, 5, 27, 9, 10, 10, 9, 16, 12, 8});
    connect(m_tree, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu menu(this);
        for (const ActionId id :
             {ActionId::StartConnectors, ActionId::PauseConnectors, ActionId::IssueToken, ActionId::ConnectorDetails}) {
            menu.addAction(m_actions.action(id));
        }
        menu.exec(m_tree->viewport()->mapToGlobal(at));
    });
    connect(delegate, &ConnectorDelegate::toggleRequested, this, [this](const QModelIndex& at) { m_model.toggle(at); });
    connect(delegate, &ConnectorDelegate::tokenRequested, this, [this](const QModelIndex& at) {
        Q_EMIT tokenRequested(at.data(ConnectorModel::RelationRole).toString(),
                              at.data(ConnectorModel::ConnectorRole).toString());
    });
    connect(m_tree, &QTreeView::activated, this, [this](const QModelIndex& at) {
        if (at.data(ConnectorModel::ErrorCountRole).toULongLong() > 0) {
            showErrors();
        } else if (!at.data(ConnectorModel::IsRelationRole).toBool()) {
            m_actions.action(ActionId::ConnectorDetails)->setChecked(true);
        }
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ConnectorsDock::onSelectionChanged);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &ConnectorsDock::onStructureChanged);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex& relation, int first) {
        m_tree->expand(relation.isValid() ? relation : m_model.index(first, 0));
        showRows();
    });
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &ConnectorsDock::showRows);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &ConnectorsDock::updateSummary);
    onStructureChanged();
}

void ConnectorsDock::buildContent()
{
    setUpTree(m_tree, QStringLiteral("connectorsTree"), tr("Connectors"));
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->installEventFilter(this);
    m_content->setObjectName(QStringLiteral("connectorsSplitter"));
    m_content->addWidget(m_tree);
    m_content->addWidget(m_details);
    m_content->setChildrenCollapsible(false);
    m_content->setStretchFactor(0, 5);
    m_content->setStretchFactor(1, 3);
    m_content->setFocusProxy(m_tree);
    auto* box = new QWidget(this);
    box->setLayout(m_stack);
    m_stack->addWidget(m_content);
    m_stack->addWidget(m_empty);
    setWidget(box);
    QAction* showDetails = m_actions.action(ActionId::ConnectorDetails);
    showDetails->setChecked(true);
    connect(showDetails, &QAction::toggled, m_details, &QWidget::setVisible);
}

void ConnectorsDock::setPipeline(models::PipelineBridge* pipeline, NoPipeline why)
{
    m_whyNone = why;
    m_details->setPipeline(pipeline);
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
    if (m_model.pipeline() == nullptr) {
        sayNoPipeline(*m_empty, QStringLiteral("connector"), m_whyNone, m_actions);
    } else if (m_model.rowCount() == 0) {
        m_empty->say(QStringLiteral("connector"), tr("This pipeline has no connectors"),
                     tr("A table gets its rows from the connectors in its WITH ('connectors' = '[…]')."),
                     m_actions.action(ActionId::AddConnector));
    }
    m_stack->setCurrentIndex(m_model.rowCount() == 0 ? 1 : 0);
    updateSummary();
    onSelectionChanged();
}

void ConnectorsDock::onSelectionChanged()
{
    const QModelIndexList rows = m_tree->selectionModel()->selectedRows();
    std::optional<models::ConnectorId> connector;
    if (rows.size() == 1 && !rows.first().data(ConnectorModel::IsRelationRole).toBool()) {
        const QModelIndex row = rows.first();
        connector = models::ConnectorId{row.data(ConnectorModel::RelationRole).toString(),
                                        row.data(ConnectorModel::ConnectorRole).toString(),
                                        row.data(ConnectorModel::IsInputRole).toBool()};
    }
    m_details->setConnector(connector);
    Q_EMIT selectionChanged();
}

void ConnectorsDock::showErrors()
{
    m_actions.action(ActionId::ConnectorDetails)->setChecked(true);
    m_details->showErrors();
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

/// A switch may change the selection's rows, so they are gathered first.
QList<QPersistentModelIndex> ConnectorsDock::switchableRows() const
{
    QList<QPersistentModelIndex> rows;
    for (const QModelIndex& index : m_tree->selectionModel()->selectedRows()) {
        const QModelIndex cell = index.siblingAtColumn(static_cast<int>(ConnectorModel::Column::On));
        if (cell.flags().testFlag(Qt::ItemIsUserCheckable)) {
            rows.append(index);
        }
    }
    return rows;
}

void ConnectorsDock::toggleSelected()
{
    const QList<QPersistentModelIndex> rows = switchableRows();
    if (!rows.isEmpty()) {
        const bool isOn = m_model.requested(rows.first()) == ConnectorState::Running;
        setSelected(isOn ? ConnectorState::Paused : ConnectorState::Running);
    }
}

void ConnectorsDock::setSelected(ConnectorState requested)
{
    for (const QPersistentModelIndex& row : switchableRows()) {
        m_model.setRequested(row, requested);
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
