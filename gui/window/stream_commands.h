// SPDX-License-Identifier: GPL-3.0-or-later
// Carries out the actions of the Stream menu, and those on connectors, tokens and exports.
#pragma once

#include "gui/actions/action_registry.h"
#include "models/record/stream_recorder.h"

#include <QObject>

#include <optional>
#include <utility>

class QWidget;

namespace millrace::models {
class PipelineBridge;
}

namespace millrace::gui {

class Docks;
class StreamDocument;
class StreamSet;

/// GUI thread only.
class StreamCommands : public QObject {
    Q_OBJECT
public:
    StreamCommands(StreamSet& streams, Docks& docks, ActionRegistry& actions, QWidget* window);

    /// Shows only these steps in the change streams of a pipeline; none = all again.
    void showSteps(const models::PipelineBridge* pipeline, std::optional<std::pair<quint64, quint64>> steps);
    /// Writes the change stream of a document to `path`; the suffix .csv means CSV, else JSON lines.
    void saveStream(const StreamDocument& document, const QString& path);
    /// Something the commands depend on changed: selection, current document, pipeline state.
    void update();

Q_SIGNALS:
    void failed(const QString& what, const QString& why);

private:
    void askHow();
    void record(models::PipelineBridge& pipeline, const models::RecordingOptions& options);
    void connectModes();
    void connectRows();
    void connectCopies();
    void chooseKey();
    void chooseColumns();
    void goToStep();
    void updateStream();
    void tickSelected();
    void toggleConnector();
    void issueToken();
    void updateConnectors();
    void updateExports();

    StreamSet& m_streams;
    Docks& m_docks;
    ActionRegistry& m_actions;
    QWidget* m_window;
};

} // namespace millrace::gui
