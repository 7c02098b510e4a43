// SPDX-License-Identifier: GPL-3.0-or-later
// Running and finished recordings of change streams.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/docks/table_dock.h"
#include "models/record/export_list_model.h"

namespace millrace::gui {

/// GUI thread only.
class ExportsDock : public TableDock {
    Q_OBJECT
public:
    explicit ExportsDock(ActionRegistry& actions, QWidget* parent = nullptr);

    models::ExportListModel& model() { return m_model; }
    void stopSelected();
    void pauseSelected(bool isPaused);
    /// The current one.
    bool isPaused() const;
    void openFolder() const;
    /// Any of the selected recordings still runs or is paused.
    bool canStop() const;
    /// Of the current one, when it was interrupted; what speaks against it is empty then.
    void finishInterrupted();
    void restartInterrupted();
    /// Goes on behind what the current one has written, when it has ended or was interrupted.
    void continueEnded();
    QString reasonAgainstContinuing() const;
    QString reasonAgainstFinishing() const;
    QString reasonAgainstRestarting() const;
    /// Shows the first one that the user has to decide about, if there is one.
    void showInterrupted();

private:
    void updateSummary();
    QString reasonAgainstPipeline() const;

    models::ExportListModel m_model;
};

} // namespace millrace::gui
