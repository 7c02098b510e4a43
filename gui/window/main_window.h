// SPDX-License-Identifier: GPL-3.0-or-later
// The main window: puts actions, docks, documents and commands together.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/theme/theme_controller.h"
#include "gui/window/session.h"
#include "models/bridge/engine_bridge.h"

#include <QMainWindow>
#include <QPointer>
#include <QTimer>

class QSettings;

namespace millrace::models {
class FilterHistory;
}

namespace millrace::gui {

class ApiSwitch;
class Banner;
class ClosedTabs;
class ConfigCommands;
class Docks;
class Document;
class DocumentArea;
class EditCommands;
class EntryCommands;
class PipelineCommands;
class PipelineDocument;
class ProgramCommands;
class QueryCommands;
class ShellCommands;
class StatusStrip;
class StreamCommands;
class StreamSet;
class TextRecovery;
class TokenCommands;
class TutorialCommands;
class ViewCommands;

/// One window over one engine. Both, and the settings, must outlive it. GUI thread only.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(models::EngineBridge& engine, ThemeController& theme, QSettings& settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    ActionRegistry& actions() { return m_actions; }
    DocumentArea& documents() { return *m_area; }
    Docks& docks() { return *m_docks; }
    StreamSet& streams() { return *m_streams; }
    PipelineCommands& pipelineCommands() { return *m_pipelineCommands; }
    EntryCommands& entryCommands() { return *m_entryCommands; }
    ShellCommands& shellCommands() { return *m_shellCommands; }
    ConfigCommands& configCommands() { return *m_configCommands; }
    QueryCommands& queryCommands() { return *m_queryCommands; }
    StreamCommands& streamCommands() { return *m_streamCommands; }
    TokenCommands& tokenCommands() { return *m_tokenCommands; }
    TutorialCommands& tutorialCommands() { return *m_tutorialCommands; }
    ApiSwitch& api() { return *m_api; }

    /// Opens the tab of a pipeline's program, or shows it.
    PipelineDocument* openPipeline(models::PipelineBridge* pipeline);
    /// Opens what was open when the program was last left, and starts what ran.
    void restoreDocuments(const OpenDocuments& documents);
    /// Says at the top of the window that something could not be done.
    void tell(const QString& what, const QString& why);
    /// Says something that nobody has to do anything about: it goes by itself.
    void tellInPassing(const QString& what, const QString& detail);

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void buildToolBar();
    void buildCentre();
    void connectParts();
    void connectCatalog();
    void connectCommands();
    /// Of another pipeline than the commands are about.
    bool isOfOther(const Document& document) const;
    void addConnector(const QString& file = {});
    void connectDrops();
    void connectConfigs();
    void connectProblems();
    void restoreWindow();
    void saveSession();
    void storeDocuments();
    void showInFront(const OpenDocuments& documents);
    void setCurrentPipeline(models::PipelineBridge* pipeline);
    void onCurrentDocument(Document* document);
    void closeDocument(Document* document);
    void rememberClosed(Document* document);
    void onPipelineAboutToBeRemoved(models::PipelineBridge* pipeline, models::EngineBridge::RemovedBy by);
    void closeBoards();
    void recreate(PipelineDocument* program);
    void updateStateBanner();
    void updateEmptyTexts();
    void reveal(const QString& pipeline, const SourceSpan& span);
    PipelineDocument* programOf(const models::PipelineBridge* pipeline) const;

    models::EngineBridge& m_engine;
    ThemeController& m_theme;
    QSettings& m_settings;
    ActionRegistry m_actions;
    Banner* m_notice;        ///< a command failed, or something is told in passing
    QTimer m_noticeEnd;      ///< of what is told in passing
    Banner* m_heldBanner;    ///< a step is held
    Banner* m_deletedBanner; ///< a pipeline was deleted and can come back
    Banner* m_failBanner;    ///< the pipeline could not start
    DocumentArea* m_area;
    models::FilterHistory* m_filters;
    StreamSet* m_streams;
    Docks* m_docks;
    StatusStrip* m_status;
    ApiSwitch* m_api;
    PipelineCommands* m_pipelineCommands;
    StreamCommands* m_streamCommands;
    EntryCommands* m_entryCommands;
    QueryCommands* m_queryCommands;
    ConfigCommands* m_configCommands;
    ShellCommands* m_shellCommands;
    TextRecovery* m_recovery;
    TokenCommands* m_tokenCommands;
    TutorialCommands* m_tutorialCommands;
    ProgramCommands* m_programCommands;
    ViewCommands* m_viewCommands;
    ClosedTabs* m_closedTabs;
    QPointer<models::PipelineBridge> m_pipeline; ///< the current one
    bool m_hasStoredLayout = false;
    QTimer m_sessionIdle; ///< single shot: what is open has changed and is not stored yet
    bool m_wasShown = false;
};

} // namespace millrace::gui
