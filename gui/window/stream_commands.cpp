// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/stream_commands.h"

#include "gui/actions/blocked_keys.h"
#include "gui/documents/filter_bar.h"
#include "gui/documents/stream_document.h"
#include "gui/documents/stream_set.h"
#include "gui/views/filter_header.h"
#include "gui/views/filter_header.h"
#include "gui/views/stream_view.h"
#include "gui/views/view_setup.h"
#include "gui/window/docks.h"
#include "gui/window/export_dialog.h"
#include "models/text/cell_text.h"
#include "models/text/number_text.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QTableView>
#include <QTreeView>

#include <algorithm>
#include <array>

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
    on(ActionId::FollowStream, [this] { m_streams.active()->followTail(); });
    on(ActionId::FreezeStream, [this] { m_streams.active()->toggleFrozen(); });
    on(ActionId::ClearStream, [this] { m_streams.active()->model().clear(); });
    on(ActionId::ToggleConnector, &StreamCommands::toggleConnector);
    on(ActionId::StartConnectors, [this] { m_docks.connectors()->setSelected(ConnectorState::Running); });
    on(ActionId::PauseConnectors, [this] { m_docks.connectors()->setSelected(ConnectorState::Paused); });
    on(ActionId::IssueToken, &StreamCommands::issueToken);
    on(ActionId::StopExport, [this] { m_docks.exports()->stopSelected(); });
    on(ActionId::PauseExport, [this](bool isPaused) { m_docks.exports()->pauseSelected(isPaused); });
    on(ActionId::ContinueExport, [this] { m_docks.exports()->continueEnded(); });
    on(ActionId::FinishExport, [this] { m_docks.exports()->finishInterrupted(); });
    on(ActionId::RestartExport, [this] { m_docks.exports()->restartInterrupted(); });
    on(ActionId::OpenExportFolder, [this] { m_docks.exports()->openFolder(); });
    on(ActionId::RemoveEndedExports, [this] { m_docks.exports()->model().removeEnded(); });
    connectModes();
    connectRows();
    connectCopies();
    connect(m_docks.runtime(), &RuntimeDock::stepsChosen, this,
            [this](const models::PipelineBridge* pipeline, quint64 first, quint64 last) {
                showSteps(pipeline, std::pair(first, last));
            });
    connect(m_docks.runtime(), &RuntimeDock::stepsReleased, this,
            [this](const models::PipelineBridge* pipeline) { showSteps(pipeline, std::nullopt); });
    connect(m_docks.connectors(), &ConnectorsDock::selectionChanged, this, &StreamCommands::update);
    connect(m_docks.connectors(), &ConnectorsDock::tokenRequested, m_docks.tokens(), &TokensDock::issue);
    connect(m_docks.catalog(), &CatalogDock::selectionChanged, this, &StreamCommands::update);
    connect(m_docks.exports(), &TableDock::selectionChanged, this, &StreamCommands::update);
    connect(&m_streams, &StreamSet::tickedChanged, this, &StreamCommands::update);
    connect(&m_streams, &StreamSet::activeChanged, this, &StreamCommands::update);
}

void StreamCommands::connectModes()
{
    const auto choose = [this](ActionId id, StreamDocument::Mode mode) {
        connect(m_actions.action(id), &QAction::triggered, this, [this, mode] {
            m_streams.active()->setMode(mode);
            update();
        });
    };
    choose(ActionId::StreamLog, StreamDocument::Mode::Log);
    choose(ActionId::StreamState, StreamDocument::Mode::State);
    choose(ActionId::StreamSummary, StreamDocument::Mode::Summary);
}

void StreamCommands::connectRows()
{
    const auto on = [this](ActionId id, auto act) {
        connect(m_actions.action(id), &QAction::triggered, this, [this, act](bool isChecked) {
            act(*m_streams.active(), isChecked);
            update();
        });
    };
    on(ActionId::PairUpdates, [](StreamDocument& stream, bool pairs) { stream.setPairsUpdates(pairs); });
    on(ActionId::ChooseKey, [this](StreamDocument&, bool) { chooseKey(); });
    on(ActionId::ChooseColumns, [this](StreamDocument&, bool) { chooseColumns(); });
    on(ActionId::SortByColumn, [](StreamDocument& stream, bool) {
        if (stream.currentStateColumn() >= 0) {
            stream.sortStateBy(stream.currentStateColumn());
        }
    });
    on(ActionId::FreezeColumns, [](StreamDocument& stream, bool areKept) {
        stream.view()->keepColumnsUpTo(areKept ? stream.view()->currentIndex().column() : -1);
        if (!stream.filterHeader()->hasRoomForKept()) {
            BlockedKeys::say(stream.view(), tr("The list is too narrow to keep these columns and show others"));
        }
    });
    on(ActionId::FilterColumns, [](StreamDocument& stream, bool areShown) { stream.setColumnFieldsShown(areShown); });
    on(ActionId::FilterByCell, [](StreamDocument& stream, bool) { stream.filterByCurrentCell(false); });
    on(ActionId::ExcludeCell, [](StreamDocument& stream, bool) { stream.filterByCurrentCell(true); });
    on(ActionId::PopFilter, [](StreamDocument& stream, bool) { stream.filterBar()->pop(); });
    on(ActionId::ClearFilter, [](StreamDocument& stream, bool) { stream.filterBar()->clear(); });
    on(ActionId::PinKey, [](StreamDocument& stream, bool) { stream.pinCurrentRow(); });
    on(ActionId::UnpinKeys, [](StreamDocument& stream, bool) { stream.unpinAll(); });
    on(ActionId::MarkRow, [](StreamDocument& stream, bool) { stream.view()->toggleMark(); });
    on(ActionId::NextMark, [](StreamDocument& stream, bool) { stream.view()->showNextMark(); });
    on(ActionId::GoToStep, [this](StreamDocument&, bool) { goToStep(); });
    on(ActionId::NextGap, [](StreamDocument& stream, bool) { stream.showGap(1); });
    on(ActionId::PreviousGap, [](StreamDocument& stream, bool) { stream.showGap(-1); });
}

void StreamCommands::connectCopies()
{
    using Format = models::ChangeStreamModel::ExtractFormat;
    const auto on = [this](ActionId id, Format format) {
        connect(m_actions.action(id), &QAction::triggered, this,
                [this, format] { m_streams.active()->copyRowsAs(format); });
    };
    on(ActionId::CopyAsCsv, Format::Csv);
    on(ActionId::CopyAsTsv, Format::Tsv);
    on(ActionId::CopyAsJson, Format::JsonLines);
    on(ActionId::CopyAsMarkdown, Format::Markdown);
    on(ActionId::CopyAsSql, Format::Sql);
}

/// A menu of the relation's columns; each choice holds at once.
void StreamCommands::chooseKey()
{
    StreamDocument* document = m_streams.active();
    const std::vector<int> key = document->model().key();
    const std::vector<ColumnInfo>& columns = document->model().schemas()[0].columns;
    QMenu menu(m_window);
    menu.setObjectName(QStringLiteral("keyMenu"));
    for (int column = 0; column < static_cast<int>(columns.size()); ++column) {
        QString name = models::toQString(columns[static_cast<size_t>(column)].name);
        QAction* action = menu.addAction(name.replace(QLatin1Char('&'), QLatin1String("&&")));
        action->setCheckable(true);
        action->setChecked(std::find(key.begin(), key.end(), column) != key.end());
        connect(action, &QAction::triggered, document, [document, column](bool isIn) {
            std::vector<int> chosen = document->model().key();
            std::erase(chosen, column);
            if (isIn) {
                chosen.push_back(column);
            }
            document->model().setKey(chosen);
        });
    }
    menu.exec(document->view()->mapToGlobal(QPoint(24, 24)));
}

/// A menu of what the header shows, and does not.
void StreamCommands::chooseColumns()
{
    StreamView* view = m_streams.active()->view();
    QMenu menu(m_window);
    menu.setObjectName(QStringLiteral("columnsMenu"));
    for (int column = 0; column < view->model()->columnCount(); ++column) {
        QString name = view->model()->headerData(column, Qt::Horizontal).toString();
        QAction* action = menu.addAction(name.replace(QLatin1Char('&'), QLatin1String("&&")));
        action->setCheckable(true);
        action->setChecked(!view->isColumnHidden(column));
        connect(action, &QAction::triggered, view,
                [view, column](bool isShown) { view->setColumnShown(column, isShown); });
    }
    menu.exec(view->mapToGlobal(QPoint(24, 24)));
}

void StreamCommands::goToStep()
{
    bool isGiven = false;
    const QString text = QInputDialog::getText(m_window, tr("Go to step"), tr("Number of the step:"), QLineEdit::Normal,
                                               QString(), &isGiven);
    const quint64 step = text.trimmed().toULongLong();
    if (!isGiven) {
        return;
    }
    StreamDocument* document = m_streams.active();
    const models::ChangeStreamModel& model = document->model();
    if (!document->showStep(step)) {
        Q_EMIT failed(tr("No change of step %1 or a later one is in the list").arg(text.trimmed()),
                      tr("It may have been left out as too old, or be yet to come."));
    } else if (const quint64 oldest = model.index(0, 0).data(models::ChangeStreamModel::StepRole).toULongLong();
               step < oldest && model.counters().trimmed > 0) {
        BlockedKeys::say(document->view(), tr("Step %1 was left out as too old: the list begins with step %2")
                                               .arg(models::countText(step), models::countText(oldest)));
    }
}

void StreamCommands::showSteps(const models::PipelineBridge* pipeline, std::optional<std::pair<quint64, quint64>> steps)
{
    for (StreamDocument* document : m_streams.documentsOf(pipeline)) {
        document->filterBar()->setSteps(steps);
    }
}

/// What the shown change stream lets be done.
void StreamCommands::updateStream()
{
    StreamDocument* document = m_streams.active();
    const QString noStream = document == nullptr ? tr("Tick a table or view in the catalog first.") : QString();
    const bool isOne = document != nullptr && document->kind() == StreamDocument::Kind::Relation;
    const QString notOne = isOne || !noStream.isEmpty() ? noStream : tr("This needs the columns of one relation.");
    m_actions.setBlocked(ActionId::StreamLog, noStream);
    m_actions.setBlocked(ActionId::StreamSummary, noStream);
    for (const ActionId id : {ActionId::StreamState, ActionId::PairUpdates, ActionId::ChooseKey, ActionId::UnpinKeys}) {
        m_actions.setBlocked(id, notOne);
    }
    const bool isState = document != nullptr && document->mode() == StreamDocument::Mode::State;
    m_actions.setBlocked(ActionId::SortByColumn,
                         isState || !noStream.isEmpty() ? noStream : tr("Switch to the current state first (Ctrl+2)."));
    const QString noRows = document == nullptr ? noStream : document->reasonAgainstRowCommands();
    for (const ActionId id :
         {ActionId::ChooseColumns, ActionId::FreezeColumns, ActionId::MarkRow, ActionId::NextMark, ActionId::GoToStep,
          ActionId::NextGap, ActionId::PreviousGap}) {
        m_actions.setBlocked(id, noRows);
    }
    const QString noCells = document == nullptr ? noStream : document->reasonAgainstCellCommands();
    for (const ActionId id : {ActionId::CopyAsCsv, ActionId::CopyAsTsv, ActionId::CopyAsJson, ActionId::CopyAsMarkdown,
                              ActionId::CopyAsSql, ActionId::FilterColumns}) {
        m_actions.setBlocked(id, noCells);
    }
    const bool hasKey = isOne && !document->model().key().empty();
    m_actions.setBlocked(ActionId::PinKey, !notOne.isEmpty() ? notOne
                                           : hasKey          ? noRows
                                                             : tr("Choose the key columns first (Ctrl+Alt+K)."));
    m_actions.setBlocked(ActionId::PairUpdates,
                         hasKey || !notOne.isEmpty() ? notOne : tr("Choose the key columns first (Ctrl+Alt+K)."));
    for (const ActionId id : {ActionId::FilterByCell, ActionId::ExcludeCell}) {
        m_actions.setBlocked(id, notOne.isEmpty() ? noCells : notOne);
    }
    for (const ActionId id : {ActionId::PopFilter, ActionId::ClearFilter}) {
        m_actions.setBlocked(id, noStream);
    }
    if (document != nullptr) {
        constexpr std::array kModes = {ActionId::StreamLog, ActionId::StreamState, ActionId::StreamSummary};
        m_actions.action(kModes[static_cast<size_t>(document->mode())])->setChecked(true);
        m_actions.action(ActionId::PairUpdates)->setChecked(document->pairsUpdates());
        m_actions.action(ActionId::FreezeColumns)->setChecked(document->view()->numKeptColumns() > 0);
        m_actions.action(ActionId::FilterColumns)->setChecked(document->filterHeader()->areFieldsShown());
    }
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
    updateStream();
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
}

void StreamCommands::updateExports()
{
    const ExportsDock* dock = m_docks.exports();
    for (const ActionId id : {ActionId::StopExport, ActionId::PauseExport}) {
        m_actions.setBlocked(id, dock->canStop() ? QString() : tr("Select a running export first."));
    }
    m_actions.action(ActionId::PauseExport)->setChecked(dock->isPaused());
    m_actions.setBlocked(ActionId::ContinueExport, dock->reasonAgainstContinuing());
    m_actions.setBlocked(ActionId::FinishExport, dock->reasonAgainstFinishing());
    m_actions.setBlocked(ActionId::RestartExport, dock->reasonAgainstRestarting());
    m_actions.setBlocked(ActionId::OpenExportFolder,
                         dock->currentRow() < 0 ? tr("Select an export first.") : QString());
    const models::ExportListModel& model = m_docks.exports()->model();
    m_actions.setBlocked(ActionId::RemoveEndedExports,
                         model.rowCount() > model.numRunning() ? QString() : tr("No export has ended."));
}

} // namespace millrace::gui
