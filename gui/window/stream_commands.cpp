// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/stream_commands.h"

#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/views/stream_view.h"
#include "gui/window/docks.h"
#include "gui/window/export_dialog.h"

#include <QPointer>
#include <QTableView>
#include <QTreeView>

namespace millrace::gui {

using models::ConnectorModel;

StreamCommands::StreamCommands(StreamSet& streams, Docks& docks, ActionRegistry& actions, QWidget* window)
    : QObject(window)
    , m_streams(streams)
    , m_docks(docks)
    , m_actions(actions)
    , m_window(window)
{
    const auto on = [this](ActionId id, auto slot) { connect(m_actions.action(id), &QAction::triggered, this, slot); };
    on(ActionId::OpenStream, &StreamCommands::tickSelected);
    on(ActionId::SaveStream, &StreamCommands::askHow);
    on(ActionId::FollowStream, [this] { m_streams.active()->view()->follow(); });
    on(ActionId::FreezeStream, [this] { m_streams.active()->view()->toggleFrozen(); });
    on(ActionId::ClearStream, [this] { m_streams.active()->model().clear(); });
    on(ActionId::ToggleConnector, &StreamCommands::toggleConnector);
    on(ActionId::StartConnectors, [this] { m_docks.connectors()->setSelected(ConnectorState::Running); });
    on(ActionId::PauseConnectors, [this] { m_docks.connectors()->setSelected(ConnectorState::Paused); });
    on(ActionId::IssueToken, &StreamCommands::issueToken);
    on(ActionId::CopyToken, [this] { m_docks.tokens()->copyTokens(); });
    on(ActionId::StopExport, [this] { m_docks.exports()->stopSelected(); });
    on(ActionId::OpenExportFolder, [this] { m_docks.exports()->openFolder(); });
    on(ActionId::RemoveEndedExports, [this] { m_docks.exports()->model().removeEnded(); });
    connect(m_docks.connectors(), &ConnectorsDock::selectionChanged, this, &StreamCommands::update);
    connect(m_docks.connectors(), &ConnectorsDock::tokenRequested, m_docks.tokens(), &TokensDock::issue);
    connect(m_docks.catalog(), &CatalogDock::selectionChanged, this, &StreamCommands::update);
    connect(m_docks.tokens(), &TableDock::selectionChanged, this, &StreamCommands::update);
    connect(m_docks.exports(), &TableDock::selectionChanged, this, &StreamCommands::update);
    connect(&m_streams, &StreamSet::tickedChanged, this, &StreamCommands::update);
}

void StreamCommands::tickSelected()
{
    models::PipelineBridge* pipeline = m_docks.catalog()->selectedPipeline();
    const QString relation = m_docks.catalog()->selectedRelation();
    m_streams.setTicked(pipeline, relation, !m_streams.isTicked(pipeline, relation));
}

void StreamCommands::askHow()
{
    const StreamDocument* document = m_streams.active();
    auto* dialog = new ExportDialog(*document->pipeline(), document->relations(), m_window);
    const QPointer<models::PipelineBridge> pipeline = document->pipeline();
    connect(pipeline, &QObject::destroyed, dialog, &QDialog::reject);
    connect(dialog, &QDialog::accepted, this, [this, pipeline, dialog] {
        if (pipeline != nullptr) {
            record(*pipeline, dialog->options());
        }
    });
    dialog->open();
}

void StreamCommands::saveStream(const StreamDocument& document, const QString& path)
{
    models::RecordingOptions options;
    options.relations = document.relations();
    options.filePath = path;
    const bool isCsv = path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive);
    if (isCsv && options.relations.size() > 1) {
        Q_EMIT failed(tr("Could not save the stream to %1").arg(path),
                      tr("A CSV file holds one relation; choose a name that ends in .jsonl."));
        return;
    }
    options.format = isCsv ? ChangeFormat::Csv : ChangeFormat::JsonLines;
    record(*document.pipeline(), options);
}

void StreamCommands::record(models::PipelineBridge& pipeline, const models::RecordingOptions& options)
{
    if (m_docks.exports()->model().record(pipeline, options) != nullptr) {
        m_docks.exports()->show();
        m_docks.exports()->raise();
        m_docks.exports()->table()->selectRow(0);
    }
}

void StreamCommands::toggleConnector()
{
    m_docks.connectors()->toggleSelected();
}

void StreamCommands::issueToken()
{
    const QModelIndex target = m_docks.connectors()->tokenTarget();
    m_docks.tokens()->issue(target.data(ConnectorModel::RelationRole).toString(),
                            target.data(ConnectorModel::ConnectorRole).toString());
}

void StreamCommands::update()
{
    const StreamDocument* document = m_streams.active();
    const QString noStream = document == nullptr ? tr("Tick a table or view in the catalog first.") : QString();
    for (const ActionId id : {ActionId::FollowStream, ActionId::FreezeStream, ActionId::ClearStream}) {
        m_actions.setBlocked(id, noStream);
    }
    const bool runs = document != nullptr && document->pipeline() != nullptr && document->pipeline()->isActive();
    m_actions.setBlocked(ActionId::SaveStream,
                         !noStream.isEmpty() || runs ? noStream : tr("The pipeline is not running."));
    m_actions.action(ActionId::FreezeStream)->setChecked(document != nullptr && document->isFrozen());
    const QString relation = m_docks.catalog()->selectedRelation();
    m_actions.setBlocked(ActionId::OpenStream,
                         relation.isEmpty() ? tr("Select a table or view in the catalog first.") : QString());
    updateConnectors();
    updateExports();
}

void StreamCommands::updateConnectors()
{
    const ConnectorsDock* dock = m_docks.connectors();
    const models::PipelineBridge* pipeline = m_docks.connectors()->model().pipeline();
    const bool runs = pipeline != nullptr && pipeline->isActive();
    const QString notRunning = runs ? QString() : tr("The pipeline is not running.");
    QString toggleReason = notRunning;
    if (runs && !dock->tree()->selectionModel()->hasSelection()) {
        toggleReason = tr("Select a connector first.");
    }
    for (const ActionId id : {ActionId::ToggleConnector, ActionId::StartConnectors, ActionId::PauseConnectors}) {
        m_actions.setBlocked(id, toggleReason);
    }
    QString tokenReason = notRunning;
    if (runs && !dock->tokenTarget().isValid()) {
        tokenReason = tr("Select one input connector in the Connectors dock first.");
    }
    m_actions.setBlocked(ActionId::IssueToken, tokenReason);
    m_actions.setBlocked(ActionId::CopyToken,
                         m_docks.tokens()->currentRow() < 0 ? tr("Select a token first.") : QString());
}

void StreamCommands::updateExports()
{
    const ExportsDock* dock = m_docks.exports();
    m_actions.setBlocked(ActionId::StopExport, dock->canStop() ? QString() : tr("Select a running export first."));
    m_actions.setBlocked(ActionId::OpenExportFolder,
                         dock->currentRow() < 0 ? tr("Select an export first.") : QString());
    const models::ExportListModel& model = m_docks.exports()->model();
    m_actions.setBlocked(ActionId::RemoveEndedExports,
                         model.rowCount() > model.numRunning() ? QString() : tr("No export has ended."));
}

} // namespace millrace::gui
