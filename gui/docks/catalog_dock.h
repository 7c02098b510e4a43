// SPDX-License-Identifier: GPL-3.0-or-later
// The catalog: pipelines, their tables and views with tick boxes, columns and connectors.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/docks/dock_panel.h"
#include "models/pipeline/catalog_model.h"

#include <QModelIndex>

class QStackedLayout;
class QTreeView;

namespace millrace::gui {

class CatalogTickModel;
class EmptyState;
class StreamSet;

/// Enter or a double click opens a pipeline, Space ticks a relation. GUI thread only.
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

Q_SIGNALS:
    void openRequested(millrace::models::PipelineBridge* pipeline);
    void selectionChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void expandPipelines();
    void updateEmptyState();
    void activateIndex(const QModelIndex& index);

    models::CatalogModel m_catalog;
    CatalogTickModel* m_model;
    QTreeView* m_tree;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
    ActionRegistry& m_actions;
};

} // namespace millrace::gui
