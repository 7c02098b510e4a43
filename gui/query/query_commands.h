// SPDX-License-Identifier: GPL-3.0-or-later
// Carries out the actions of the Query menu.
#pragma once

#include "gui/actions/action_registry.h"
#include "models/bridge/engine_bridge.h"
#include "models/query/query_history_model.h"
#include "models/text/row_extract.h"

#include <QObject>
#include <QStringList>

#include <memory>

class QWidget;

namespace millrace::descriptive {
class QueryHost;
}

namespace millrace::gui {

class ConfigDocument;
class DocumentArea;
class NotebookDocument;
class PipelineDocument;
class QueryCellWidget;

/// Owns the history; the notebooks are the document area's. GUI thread only.
class QueryCommands : public QObject {
    Q_OBJECT
public:
    QueryCommands(models::EngineBridge& engine, DocumentArea& area, ActionRegistry& actions, QWidget* window);

    /// Opens the notebook of a pipeline, or shows it.
    NotebookDocument* openNotebook(models::PipelineBridge* pipeline);
    /// Runs streaming statements for the window.
    const std::shared_ptr<descriptive::QueryHost>& streams() const { return m_streams; }
    /// Names of the pipelines whose notebook is open.
    QStringList openNotebooks() const;
    /// Something the commands depend on changed: current document, running cell.
    void update();
    /// Makes the query of the current cell a view of this name.
    void promote(const QString& name);

Q_SIGNALS:
    /// Add this statement to the program of the pipeline.
    void viewPromoted(millrace::models::PipelineBridge* pipeline, const QString& statement);
    void failed(const QString& what, const QString& why);

private:
    NotebookDocument* active() const;
    ConfigDocument* activeConfig() const;
    /// Whose query runs, ends and is copied; null when neither a notebook nor a file of pipelines is current.
    QueryCellWidget* currentCell() const;
    NotebookDocument* notebookOf(const models::PipelineBridge* pipeline) const;
    void runAtCursor();
    void watch(bool isWatching);
    void askName();
    void pickFromHistory();
    void runCurrent();
    void copyResult(models::RowFormat format);
    QString freeViewName(const models::PipelineBridge& pipeline) const;

    models::EngineBridge& m_engine;
    DocumentArea& m_area;
    ActionRegistry& m_actions;
    QWidget* m_window;
    models::QueryHistoryModel m_history;
    std::shared_ptr<descriptive::QueryHost> m_streams; ///< runs the streaming cells of all notebooks
};

} // namespace millrace::gui
