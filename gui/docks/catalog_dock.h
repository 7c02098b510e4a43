// SPDX-License-Identifier: GPL-3.0-or-later
// The catalog: pipelines, their tables and views with tick boxes, columns and connectors.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/docks/dock_panel.h"
#include "models/pipeline/catalog_model.h"

#include <QModelIndex>

class QLineEdit;
class QStackedLayout;
class QTreeView;

namespace millrace::gui {

class CatalogTickModel;
class EmptyState;
class StreamSet;

/// Enter or a double click opens what the row stands for; Space ticks a relation, and starts or pauses a connector.
/// GUI thread only.
class CatalogDock : public DockPanel {
    Q_OBJECT
public:
    CatalogDock(models::EngineBridge& engine, StreamSet& streams, ActionRegistry& actions, QWidget* parent = nullptr);

    QTreeView* tree() const { return m_tree; }
    CatalogTickModel* model() const { return m_model; }
    /// The pipeline of the selected row, or null.
    models::PipelineBridge* selectedPipeline() const;
    /// The selected table or view, or empty.
    QString selectedRelation() const;
    /// Shows a pipeline's relations, and selects it when nothing is selected.
    void reveal(models::PipelineBridge* pipeline);

    /// Only rows whose name contains the text are shown, with what holds them. Empty: all.
    void setNameFilter(const QString& text);

Q_SIGNALS:
    void openRequested(millrace::models::PipelineBridge* pipeline);
    void streamRequested(millrace::models::PipelineBridge* pipeline, const QString& relation);
    /// Of the selected pipeline.
    void connectorOpened(const QString& relation, const QString& connector);
    void connectorSwitched(const QString& relation, const QString& connector);
    void selectionChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void expandPipelines();
    void updateEmptyState();
    void buildTree();
    void showMenu(const QPoint& at);
    void fitColumns();
    void activateIndex(const QModelIndex& index);
    bool handleFilterKey(int key);
    bool handleTreeKey(int key);
    void applyFilter();
    bool filterRows(const QModelIndex& parent, bool isParentShown);

    models::CatalogModel m_catalog;
    CatalogTickModel* m_model;
    QLineEdit* m_filter;
    QTreeView* m_tree;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
    ActionRegistry& m_actions;
    bool m_isFiltered = false;
};

} // namespace millrace::gui
