// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/exports_dock.h"

#include "gui/theme/state_look.h"
#include "gui/views/view_setup.h"
#include "gui/widgets/empty_state.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QTableView>
#include <QUrl>

#include <algorithm>

namespace millrace::gui {

namespace {

using models::ExportListModel;
using Column = ExportListModel::Column;

models::RecordingState stateOf(const QModelIndex& index)
{
    return static_cast<models::RecordingState>(index.data(ExportListModel::RecordingStateRole).toInt());
}

CellLook lookOf(const QModelIndex& index)
{
    CellLook look;
    look.isNumber = index.data(ExportListModel::NumericRole).toBool();
    look.isMonospaced = look.isNumber;
    switch (static_cast<Column>(index.column())) {
    case Column::State:
        look.dot = colorOf(stateOf(index));
        if (stateOf(index) == models::RecordingState::Failed) {
            look.color = ColorToken::Error;
        } else if (stateOf(index) == models::RecordingState::Interrupted ||
                   stateOf(index) == models::RecordingState::Paused) {
            look.color = ColorToken::Warn;
        }
        break;
    case Column::Format:
    case Column::Started: look.color = ColorToken::TextMuted; break;
    default: break;
    }
    return look;
}

} // namespace

ExportsDock::ExportsDock(ActionRegistry& actions, QWidget* parent)
    : TableDock(QStringLiteral("Exports"), tr("Exports"), parent)
{
    setUp(&m_model, &lookOf, {20, 36, 11, 13, 11, 11, 10, 10, 18});
    addTool(actions.action(ActionId::StopExport));
    // From the start: room for them would make the window wider.
    actions.setBlocked(ActionId::ContinueExport, reasonAgainstContinuing());
    actions.setBlocked(ActionId::FinishExport, reasonAgainstFinishing());
    actions.setBlocked(ActionId::RestartExport, reasonAgainstFinishing());
    // What keeps everything safe is at hand, beside the text that says what there is to lose; the rest is in the menus.
    addTool(actions.action(ActionId::ContinueExport), ToolShown::WhenUsable);
    addTool(actions.action(ActionId::FinishExport), ToolShown::WhenUsable);
    table()->setContextMenuPolicy(Qt::ActionsContextMenu);
    for (const ActionId id :
         {ActionId::StopExport, ActionId::PauseExport, ActionId::ContinueExport, ActionId::FinishExport,
          ActionId::RestartExport, ActionId::OpenExportFolder, ActionId::RemoveEndedExports}) {
        table()->addAction(actions.action(id));
    }
    addTool(actions.action(ActionId::OpenExportFolder));
    addTool(actions.action(ActionId::RemoveEndedExports));
    empty()->say(QStringLiteral("export"), tr("No change stream is being saved"),
                 tr("Saving writes every change from now on to a file; nothing is dropped."),
                 actions.action(ActionId::SaveStream));
    connect(&m_model, &ExportListModel::numRunningChanged, this, [this] {
        updateSummary();
        Q_EMIT selectionChanged();
    });
    connect(this, &TableDock::selectionChanged, this, &ExportsDock::updateSummary);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &ExportsDock::updateSummary);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex&, int first) {
        if (m_model.recorderAt(first) != nullptr) { // one that has just begun
            selectOnlyRow(table(), first);
        }
        updateSummary();
    });
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &ExportsDock::updateSummary);
}

void ExportsDock::stopSelected()
{
    for (const int row : selectedRows()) {
        m_model.stop(row);
    }
}

bool ExportsDock::canStop() const
{
    const QList<int> rows = selectedRows();
    return std::any_of(rows.begin(), rows.end(), [this](int row) {
        const models::RecordingState state = stateOf(m_model.index(row, 0));
        return state == models::RecordingState::Running || state == models::RecordingState::Paused;
    });
}

void ExportsDock::pauseSelected(bool isPaused)
{
    for (const int row : selectedRows()) {
        m_model.setPaused(row, isPaused);
    }
}

bool ExportsDock::isPaused() const
{
    return currentRow() >= 0 && stateOf(m_model.index(currentRow(), 0)) == models::RecordingState::Paused;
}

void ExportsDock::finishInterrupted()
{
    m_model.finishInterrupted(currentRow());
}

void ExportsDock::restartInterrupted()
{
    m_model.restartInterrupted(currentRow());
}

QString ExportsDock::reasonAgainstFinishing() const
{
    return m_model.interruptedAt(currentRow()) != nullptr ? QString() : tr("Select an interrupted export first.");
}

QString ExportsDock::reasonAgainstPipeline() const
{
    const models::PipelineBridge* pipeline = m_model.pipelineAt(currentRow());
    return pipeline == nullptr    ? tr("Its pipeline was deleted.")
           : pipeline->isActive() ? QString()
                                  : tr("Its pipeline is not running.");
}

QString ExportsDock::reasonAgainstRestarting() const
{
    const QString reason = reasonAgainstFinishing();
    return reason.isEmpty() ? reasonAgainstPipeline() : reason;
}

void ExportsDock::continueEnded()
{
    m_model.continueEnded(currentRow());
}

QString ExportsDock::reasonAgainstContinuing() const
{
    const int row = currentRow();
    const models::RecordingOptions* options = m_model.endedAt(row);
    if (options == nullptr) {
        const auto state = row < 0 ? models::RecordingState::Running : stateOf(m_model.index(row, 0));
        const bool isPast = state == models::RecordingState::Finished || state == models::RecordingState::Failed;
        return isPast && m_model.recorderAt(row) == nullptr
                   ? tr("It is not known any more what it was to write.")
                   : tr("Select an export that has ended or was interrupted first.");
    }
    return options->encoding == ChangeEncoding::State ? tr("It wrote the rows of one moment, which does not go on.")
           : m_model.hasAllRows(row)                  ? tr("It has written all the rows that it was to write.")
                                                      : reasonAgainstPipeline();
}

void ExportsDock::showInterrupted()
{
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (m_model.interruptedAt(row) != nullptr) {
            show();
            raise();
            selectOnlyRow(table(), row);
            return;
        }
    }
}

void ExportsDock::openFolder() const
{
    if (currentRow() >= 0) {
        const QString path = m_model.index(currentRow(), 0).data(ExportListModel::FilePathRole).toString();
        QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
    }
}

void ExportsDock::updateSummary()
{
    const int numExports = m_model.rowCount();
    const int numInterrupted = m_model.numInterrupted();
    const QString all =
        numExports == 0 ? QString() : tr("%n export(s), %1 running", nullptr, numExports).arg(m_model.numRunning());
    // What is to be decided comes first, and says how much there is to lose.
    const QString about = numInterrupted > 0 && m_model.interruptedAt(currentRow()) != nullptr
                              ? m_model.index(currentRow(), 0).data(ExportListModel::ErrorTextRole).toString()
                              : tr("%n interrupted", "exports", numInterrupted);
    setSummary(numInterrupted > 0 ? about : all);
    setWindowTitle(numInterrupted > 0         ? tr("Exports (%n interrupted)", nullptr, numInterrupted)
                   : m_model.numRunning() > 0 ? tr("Exports (%1)").arg(m_model.numRunning())
                                              : tr("Exports"));
}

} // namespace millrace::gui
