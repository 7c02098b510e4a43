// SPDX-License-Identifier: GPL-3.0-or-later
// The connectors of the current pipeline: switch, state and reason, records, buffer, end of input, errors.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/docks/dock_panel.h"
#include "gui/docks/no_pipeline.h"
#include "models/pipeline/connector_model.h"

#include <QModelIndex>

class QSplitter;
class QStackedLayout;
class QTreeView;

namespace millrace::gui {

class ConnectorDetailsPane;
class EmptyState;

/// GUI thread only.
class ConnectorsDock : public DockPanel {
    Q_OBJECT
public:
    explicit ConnectorsDock(ActionRegistry& actions, QWidget* parent = nullptr);

    /// Without one it says why there is none.
    void setPipeline(models::PipelineBridge* pipeline, NoPipeline why = NoPipeline::NoneOpen);
    models::ConnectorModel& model() { return m_model; }
    QTreeView* tree() const { return m_tree; }
    ConnectorDetailsPane* details() const { return m_details; }
    /// Starts or pauses the selected connectors, all to what the first of them is not; a relation's row stands for all
    /// of its inputs.
    void toggleSelected();
    void setSelected(ConnectorState requested);
    /// The selected connector's row, or the only input there is; invalid when it is not clear which one is meant.
    QModelIndex tokenTarget() const;
    void selectConnector(const QString& relation, const QString& connector);
    /// Opens the details at the errors of the selected connector.
    void showErrors();

Q_SIGNALS:
    void selectionChanged();
    void tokenRequested(const QString& relation, const QString& connector);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildContent();
    void onStructureChanged();
    void onSelectionChanged();
    QList<QPersistentModelIndex> switchableRows() const;
    void showRows();
    void updateSummary();

    models::ConnectorModel m_model;
    NoPipeline m_whyNone = NoPipeline::NoneOpen;
    QTreeView* m_tree;
    ConnectorDetailsPane* m_details;
    QSplitter* m_content;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
    ActionRegistry& m_actions;
};

} // namespace millrace::gui
