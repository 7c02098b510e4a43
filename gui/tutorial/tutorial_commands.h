// SPDX-License-Identifier: GPL-3.0-or-later
// Carries out the actions of tutorials: begins one, leads through its steps, points at what they are about.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/documents/document_area.h"
#include "gui/tutorial/spotlight.h"
#include "gui/tutorial/window_stage.h"
#include "models/tutorial/tutorial_session.h"
#include "models/tutorial/tutorial_shelf.h"

#include <QObject>

#include <memory>
#include <optional>

namespace millrace::gui {

class MainWindow;
class TutorialDock;

/// Owns the tutorials and the one that is being done. While there is one, everything a user does asks its checks
/// again, at the session's pace; without one nothing is watched. GUI thread only.
class TutorialCommands : public QObject {
    Q_OBJECT
public:
    TutorialCommands(models::EngineBridge& engine, TutorialDock& dock, MainWindow& window);
    ~TutorialCommands() override;

    models::TutorialShelf& shelf() { return m_shelf; }
    /// Where tutorials put their files, a folder each; before the first begins. The user's data folder unless told.
    void setFolder(const QString& folder) { m_folder = folder; }
    /// Null while none is being done.
    models::TutorialSession* session() const { return m_session.get(); }
    const Spotlight& spotlight() const { return *m_spotlight; }

    /// Begins a tutorial, or goes on with it; false when that failed.
    bool start(const QString& id);
    /// Goes on with the one that was being done when the window closed.
    void resume();
    /// Shows the list of tutorials, or the step of the one that is being done.
    void showDock();
    void update();
    /// Another language is shown.
    void retranslate();
    /// Where a spotlight's target stands; nothing while it cannot be seen.
    std::optional<SpotlightPlace> placeOf(const QString& target) const;

Q_SIGNALS:
    void failed(const QString& what, const QString& why);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void leave();
    void goNext();
    void makeRoom(bool isDockShown);
    void showWhere();
    void onStepChanged();
    void pointAtTarget();
    QWidget* targetWidget(const QString& name) const;
    static Document* documentOf(QWidget* widget);
    std::optional<SpotlightPlace> placeOfTab(QWidget* widget) const;
    std::optional<SpotlightPlace> placeOfAction(const QString& name) const;
    std::optional<SpotlightPlace> placeOfDock(const QString& name) const;

    models::EngineBridge& m_engine;
    TutorialDock& m_dock;
    MainWindow& m_window;
    ActionRegistry& m_actions;
    models::TutorialShelf m_shelf;
    WindowStage m_stage;
    Spotlight* m_spotlight;
    QString m_folder;
    std::unique_ptr<models::TutorialSession> m_session;
    std::optional<DocumentArrangement> m_arrangement; ///< that of before, where a tutorial has changed it
    bool m_isPlacing = false;                         ///< a placing of the spotlight is under way
};

} // namespace millrace::gui
