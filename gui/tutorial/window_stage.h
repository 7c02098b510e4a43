// SPDX-License-Identifier: GPL-3.0-or-later
// The main window as a tutorial sees it and acts in it.
#pragma once

#include "gui/documents/document.h"
#include "models/entry/row_commit.h"
#include "models/tutorial/tutorial_session.h"

#include <QObject>

#include <memory>
#include <optional>

namespace millrace::gui {

class DockPanel;
class MainWindow;
class PipelineDocument;
class StreamDocument;

/// Acts on the pipeline it was given, by the ways that the user's commands take. GUI thread only.
class WindowStage : public QObject, public models::TutorialStage {
    Q_OBJECT
public:
    explicit WindowStage(MainWindow& window);
    ~WindowStage() override;

    void setPipeline(models::PipelineBridge* pipeline) override;
    models::CheckOutcome check(const models::TutorialItem& check) override;
    void perform(const models::TutorialItem& command, const models::TutorialStep& step) override;
    void insert(const models::TutorialSnippet& snippet) override;
    /// Where exports of commands go.
    void setFolder(const QString& folder) { m_folder = folder; }
    /// By the name that tutorials use ("catalog"); null for another one.
    DockPanel* dockOf(const QString& name) const;

Q_SIGNALS:
    /// Of the program's tab: what is wrong with it, or nothing any more.
    void reportChanged();

private:
    models::CheckOutcome checkDeclares(const models::TutorialItem& check) const;
    models::CheckOutcome checkProgram(const models::TutorialItem& check) const;
    models::CheckOutcome checkDocument(const models::TutorialItem& check) const;
    models::CheckOutcome checkStream(const models::TutorialItem& check) const;
    models::CheckOutcome checkSelected(const models::TutorialItem& check) const;
    models::CheckOutcome checkExport(const models::TutorialItem& check) const;
    bool performOnRun(const models::TutorialItem& command);
    bool performOnStream(const models::TutorialItem& command);
    void open(const models::TutorialItem& command);
    void push(const models::TutorialItem& command);
    void startExport(const models::TutorialItem& command);
    void stopExports();
    void append(const models::TutorialItem& command);
    /// What a step has done elsewhere is to be seen in the streams afterwards, whatever stood before them.
    void keepStreamsFollowing(bool keeps);
    void followTicked(const models::PipelineBridge* pipeline);
    PipelineDocument* program() const;
    PipelineDocument* openProgram();
    StreamDocument* streamOf(const QString& relation) const;
    StreamDocument* openStream(const QString& relation);
    Document* documentOf(const QString& kind, const QString& relation) const;

    MainWindow& m_window;
    QPointer<models::PipelineBridge> m_pipeline;
    QString m_folder;
    TimestampMicros m_since = 0;                 ///< exports that began before do not count
    std::unique_ptr<models::RowCommit> m_commit; ///< of the newest push
};

} // namespace millrace::gui
