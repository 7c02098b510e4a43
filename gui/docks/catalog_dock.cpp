// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/catalog_dock.h"

#include "gui/docks/catalog_delegate.h"
#include "gui/docks/catalog_tick_model.h"
#include "gui/documents/stream_set.h"
#include "gui/views/view_setup.h"
#include "gui/widgets/empty_state.h"

#include <QHeaderView>
#include <QMenu>
#include <QStackedLayout>
#include <QTreeView>

#include <algorithm>

namespace millrace::gui {

using models::CatalogModel;

namespace {

constexpr int kNameIndent = 84;     // branch, check box and icon before a name
constexpr int kNameCharacters = 12; // of a name, at least
constexpr int kLeastKindWidth = 48;

} // namespace

CatalogDock::CatalogDock(models::EngineBridge& engine, StreamSet& streams, ActionRegistry& actions, QWidget* parent)
    : DockPanel(QStringLiteral("dockCatalog"), tr("Catalog"), parent)
    , m_catalog(engine)
    , m_model(new CatalogTickModel(&m_catalog, &streams, this))
    , m_tree(new QTreeView)
    , m_empty(new EmptyState(QStringLiteral("catalogEmpty")))
    , m_stack(new QStackedLayout)
    , m_actions(actions)
{
    auto* box = new QWidget(this);
    box->setLayout(m_stack);
    m_stack->addWidget(m_tree);
    m_stack->addWidget(m_empty);
    setWidget(box);
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
    connect(m_tree, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu menu(this);
        const QModelIndex index = m_tree->indexAt(at);
        if (CatalogTickModel::isRelation(index)) {
            menu.addAction(m_actions.action(ActionId::OpenStream));
            menu.addAction(m_actions.action(ActionId::SaveStream));
            menu.addAction(m_actions.action(ActionId::EditRows));
        } else {
            menu.addAction(m_actions.action(ActionId::NewPipeline));
            menu.addAction(m_actions.action(ActionId::RenamePipeline));
            menu.addAction(m_actions.action(ActionId::DeletePipeline));
        }
        menu.exec(m_tree->viewport()->mapToGlobal(at));
    });
    connect(m_tree, &QTreeView::activated, this, &CatalogDock::activateIndex);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &CatalogDock::selectionChanged);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &CatalogDock::expandPipelines);
    connect(m_model, &QAbstractItemModel::modelReset, this, &CatalogDock::expandPipelines);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &CatalogDock::updateEmptyState);
    expandPipelines();
}

void CatalogDock::expandPipelines()
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        m_tree->expand(m_model->index(row, 0));
    }
    updateEmptyState();
}

bool CatalogDock::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_tree && event->type() == QEvent::Resize) {
        // Names matter most: in a narrow dock the second column gives way, and goes where it would only be dots.
        const QFontMetrics metrics = m_tree->fontMetrics();
        const int wanted = metrics.horizontalAdvance(tr("materialized view")) + 24;
        const int left = m_tree->width() - kNameIndent - kNameCharacters * metrics.averageCharWidth();
        m_tree->setColumnHidden(1, left < kLeastKindWidth);
        m_tree->setColumnWidth(1, std::clamp(left, kLeastKindWidth, wanted));
    }
    return DockPanel::eventFilter(watched, event);
}

void CatalogDock::updateEmptyState()
{
    if (m_model->rowCount() > 0) {
        m_stack->setCurrentWidget(m_tree);
        return;
    }
    m_empty->say(QStringLiteral("catalog"), tr("There is no pipeline yet"),
                 tr("A pipeline is a program of tables and views that keeps running."),
                 m_actions.action(ActionId::NewPipeline));
    m_stack->setCurrentWidget(m_empty);
}

void CatalogDock::activateIndex(const QModelIndex& index)
{
    const auto kind = static_cast<CatalogModel::NodeKind>(index.data(CatalogModel::NodeKindRole).toInt());
    if (kind == CatalogModel::NodeKind::Pipeline) {
        Q_EMIT openRequested(m_catalog.pipelineOf(m_model->mapToSource(index)));
    } else if (CatalogTickModel::isRelation(index)) {
        const QModelIndex name = index.siblingAtColumn(0);
        const bool isTicked = name.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        m_model->setData(name, isTicked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
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
