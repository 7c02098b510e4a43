// SPDX-License-Identifier: GPL-3.0-or-later
// Carries out the actions of the Pipeline and File menus on the current pipeline, and says when they cannot be.
#pragma once

#include "gui/actions/action_registry.h"
#include "models/bridge/engine_bridge.h"

#include <QPointer>

class QWidget;

namespace millrace::gui {

class ConfigDocument;
class PipelineDocument;

/// GUI thread only.
class PipelineCommands : public QObject {
    Q_OBJECT
public:
    PipelineCommands(models::EngineBridge& engine, ActionRegistry& actions, QWidget* window);

    /// What the commands act on. `document` is the pipeline's program, null while its tab is closed; `config` is what
    /// is saved instead, where it is current.
    void setTarget(models::PipelineBridge* pipeline, PipelineDocument* document, ConfigDocument* config = nullptr);
    models::PipelineBridge* pipeline() const { return m_pipeline; }

    /// Makes a stopped pipeline from a file, or opens the one that was made of it before; false when it cannot be read.
    /// The user is told why. Of a file of descriptive pipelines only configChosen() comes.
    bool openFile(const QString& path);

Q_SIGNALS:
    /// New, or asked for again: show it.
    void pipelineOpened(millrace::models::PipelineBridge* pipeline);
    /// A file of descriptive pipelines is to be shown.
    void configChosen(const QString& path);
    /// The user has agreed to its deletion, which follows.
    void aboutToDelete(millrace::models::PipelineBridge* pipeline);
    /// The check that the user asked for has found some: show them.
    void problemsFound();
    /// Something could not be done: a sentence and its reason.
    void failed(const QString& what, const QString& why);

private:
    void answerCheck(const api::CompileReport& report);
    void createPipeline();
    void save();
    void chooseFile();
    void renamePipeline();
    void deletePipeline();
    void run();
    PipelineState stateNow() const;
    void start(models::PipelineBridge& pipeline);
    /// Also when another pipeline has become the current one by then.
    void startOnceStopped();
    void stop();
    void askBeforeStart(models::PipelineBridge& pipeline, std::vector<ConnectorAccess> access);
    void editLimits();
    void togglePaused();
    void stopAndEdit();
    void update();
    void updateRun();
    QString freeName(const QString& wanted) const;

    models::EngineBridge& m_engine;
    ActionRegistry& m_actions;
    QWidget* m_window;
    QPointer<models::PipelineBridge> m_pipeline;
    QPointer<PipelineDocument> m_document;
    QPointer<ConfigDocument> m_config;
    QPointer<models::PipelineBridge> m_startsNext; ///< is stopping, and to be run again
    bool m_editsWhenStopped = false;
    bool m_isCheckAsked = false; ///< the next report is the answer
};

} // namespace millrace::gui
