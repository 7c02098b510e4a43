// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/catalog_dock.h"

#include "gui/docks/catalog_delegate.h"
#include "gui/docks/catalog_tick_model.h"
#include "gui/documents/stream_set.h"
#include "gui/views/view_setup.h"
#include "gui/widgets/empty_state.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace millrace::gui {

using models::CatalogModel;

namespace {

constexpr int kLeastKindWidth = 48; // "table", "view"

CatalogModel::NodeKind kindOf(const QModelIndex& index)
{
    return static_cast<CatalogModel::NodeKind>(index.data(CatalogModel::NodeKindRole).toInt());
}

QString relationOf(const QModelIndex& index)
{
    return index.data(CatalogModel::RelationRole).toString();
}

QString connectorOf(const QModelIndex& index)
{
    return index.data(CatalogModel::ConnectorRole).toString();
}

bool isConnector(const QModelIndex& index)
{
    return index.isValid() && kindOf(index) == CatalogModel::NodeKind::Connector;
}

} // namespace

CatalogDock::CatalogDock(models::EngineBridge& engine, StreamSet& streams, ActionRegistry& actions, QWidget* parent)
    : DockPanel(QStringLiteral("dockCatalog"), tr("Catalog"), parent)
    , m_catalog(engine)
    , m_model(new CatalogTickModel(&m_catalog, &streams, this))
    , m_filter(new QLineEdit)
    , m_tree(new QTreeView)
    , m_empty(new EmptyState(QStringLiteral("catalogEmpty")))
    , m_stack(new QStackedLayout)
    , m_actions(actions)
{
    auto* content = new QWidget;
    auto* rows = new QVBoxLayout(content);
    rows->setContentsMargins(0, 2, 0, 0);
    rows->setSpacing(4);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(6, 0, 6, 0);
    top->addWidget(m_filter);
    rows->addLayout(top);
    m_filter->setObjectName(QStringLiteral("catalogFilter"));
    m_filter->setPlaceholderText(tr("Find by name"));
    m_filter->setToolTip(m_filter->placeholderText());
    m_filter->setAccessibleName(tr("Find in the catalog"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    connect(m_filter, &QLineEdit::textChanged, this, &CatalogDock::applyFilter);
    rows->addWidget(m_tree, 1);
    auto* box = new QWidget(this);
    box->setLayout(m_stack);
    m_stack->addWidget(content);
    m_stack->addWidget(m_empty);
    setWidget(box);
    setFocusTarget(m_tree);
    buildTree();
    expandPipelines();
}

void CatalogDock::buildTree()
{
    setUpTree(m_tree, QStringLiteral("catalogTree"), tr("Catalog"));
    m_tree->setModel(m_model);
    m_tree->setSelectionMode(QAbstractItemView::SingleSelection);
    m_tree->setItemDelegate(new CatalogDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setDragEnabled(true);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_tree->header()->setSectionsMovable(false);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::Interactive);
    m_tree->installEventFilter(this);
    m_tree->setIndentation(14);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &CatalogDock::showMenu);
    connect(m_tree, &QTreeView::activated, this, &CatalogDock::activateIndex);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &CatalogDock::selectionChanged);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &CatalogDock::expandPipelines);
    connect(m_model, &QAbstractItemModel::modelReset, this, &CatalogDock::expandPipelines);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &CatalogDock::updateEmptyState);
    connect(m_tree, &QTreeView::expanded, this, &CatalogDock::fitColumns);
    connect(m_tree, &QTreeView::collapsed, this, &CatalogDock::fitColumns);
}

void CatalogDock::showMenu(const QPoint& at)
{
    QMenu menu(this);
    const QModelIndex index = m_tree->indexAt(at);
    if (CatalogTickModel::isRelation(index)) {
        menu.addAction(m_actions.action(ActionId::OpenStream));
        menu.addAction(m_actions.action(ActionId::SaveStream));
        menu.addAction(m_actions.action(ActionId::EditRows));
    } else if (isConnector(index)) {
        Q_EMIT connectorOpened(relationOf(index), connectorOf(index)); // whose selection the actions are about
        menu.addAction(m_actions.action(ActionId::ToggleConnector));
        menu.addAction(m_actions.action(ActionId::IssueToken));
    } else {
        menu.addAction(m_actions.action(ActionId::NewPipeline));
        menu.addAction(m_actions.action(ActionId::RenamePipeline));
        menu.addAction(m_actions.action(ActionId::DeletePipeline));
    }
    menu.exec(m_tree->viewport()->mapToGlobal(at));
}

void CatalogDock::expandPipelines()
{
    {
        const QSignalBlocker quiet(m_tree); // columns are fitted once for all of them
        for (int row = 0; row < m_model->rowCount(); ++row) {
            m_tree->expand(m_model->index(row, 0));
        }
    }
    updateEmptyState();
    applyFilter();
}

/// Names matter most: what a thing is gives way, and goes where it would only be dots. Its icon tells it as well.
void CatalogDock::fitColumns()
{
    const int wanted = m_tree->fontMetrics().horizontalAdvance(tr("materialized view")) + 24;
    const QAbstractItemView* tree = m_tree;
    const int bar = tree->verticalScrollBar()->isVisible() ? tree->verticalScrollBar()->width() : 0;
    const int left = tree->contentsRect().width() - bar - tree->sizeHintForColumn(0);
    m_tree->setColumnHidden(1, left < kLeastKindWidth);
    m_tree->setColumnWidth(1, std::clamp(left, kLeastKindWidth, wanted));
}

bool CatalogDock::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_tree && event->type() == QEvent::Resize) {
        fitColumns();
    }
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<const QKeyEvent*>(event);
        const bool isPlain = key->modifiers() == Qt::NoModifier;
        if (isPlain && watched == m_filter && handleFilterKey(key->key())) {
            return true;
        }
        if (isPlain && watched == m_tree && handleTreeKey(key->key())) {
            return true;
        }
    }
    return DockPanel::eventFilter(watched, event);
}

bool CatalogDock::handleFilterKey(int key)
{
    switch (key) {
    case Qt::Key_Escape: m_filter->clear(); [[fallthrough]];
    case Qt::Key_Down:
    case Qt::Key_Return: m_tree->setFocus(Qt::OtherFocusReason); return true;
    default: return false;
    }
}

bool CatalogDock::handleTreeKey(int key)
{
    const QModelIndex index = m_tree->currentIndex();
    switch (key) {
    case Qt::Key_Space:
        if (isConnector(index)) {
            Q_EMIT connectorSwitched(relationOf(index), connectorOf(index));
            return true;
        }
        return false;
    case Qt::Key_Delete:
        if (kindOf(index) == CatalogModel::NodeKind::Pipeline) {
            m_actions.action(ActionId::DeletePipeline)->trigger();
        }
        return true;
    default: return false;
    }
}

void CatalogDock::setNameFilter(const QString& text)
{
    m_filter->setText(text);
}

void CatalogDock::applyFilter()
{
    const bool isFiltered = !m_filter->text().trimmed().isEmpty();
    if (isFiltered || m_isFiltered) {
        const QSignalBlocker quiet(m_tree);
        filterRows(QModelIndex(), false);
    }
    m_isFiltered = isFiltered;
    fitColumns();
}

/// What has the text in its name is shown with all below it and all above it. Returns whether a row is shown.
bool CatalogDock::filterRows(const QModelIndex& parent, bool isParentShown)
{
    const QString text = m_filter->text().trimmed();
    bool isAnyShown = false;
    for (int row = 0; row < m_model->rowCount(parent); ++row) {
        const QModelIndex index = m_model->index(row, 0, parent);
        const bool isMatch =
            isParentShown || text.isEmpty() || index.data().toString().contains(text, Qt::CaseInsensitive);
        const bool isHolder = filterRows(index, isMatch);
        m_tree->setRowHidden(row, parent, !isMatch && !isHolder);
        if (isHolder && !isMatch) {
            m_tree->expand(index);
        }
        isAnyShown = isAnyShown || isMatch || isHolder;
    }
    return isAnyShown;
}

void CatalogDock::updateEmptyState()
{
    if (m_model->rowCount() > 0) {
        m_stack->setCurrentIndex(0);
        return;
    }
    m_empty->say(QStringLiteral("catalog"), tr("There is no pipeline yet"),
                 tr("A pipeline is a program of tables and views that keeps running."),
                 m_actions.action(ActionId::NewPipeline));
    m_stack->setCurrentWidget(m_empty);
}

void CatalogDock::activateIndex(const QModelIndex& index)
{
    models::PipelineBridge* pipeline = m_catalog.pipelineOf(m_model->mapToSource(index));
    switch (kindOf(index)) {
    case CatalogModel::NodeKind::Pipeline: Q_EMIT openRequested(pipeline); break;
    case CatalogModel::NodeKind::Connector: Q_EMIT connectorOpened(relationOf(index), connectorOf(index)); break;
    default: Q_EMIT streamRequested(pipeline, relationOf(index)); break;
    }
}

models::PipelineBridge* CatalogDock::selectedPipeline() const
{
    const QModelIndex index = m_tree->currentIndex();
    return index.isValid() ? m_catalog.pipelineOf(m_model->mapToSource(index)) : nullptr;
}

QString CatalogDock::selectedRelation() const
{
    const QModelIndex index = m_tree->currentIndex();
    return CatalogTickModel::isRelation(index) ? index.data(CatalogModel::RelationRole).toString() : QString();
}

void CatalogDock::reveal(models::PipelineBridge* pipeline)
{
    const QModelIndex index = m_model->mapFromSource(m_catalog.indexOfPipeline(pipeline));
    m_tree->expand(index);
    if (selectedPipeline() != pipeline) {
        m_tree->setCurrentIndex(index);
    }
}

} // namespace millrace::gui
