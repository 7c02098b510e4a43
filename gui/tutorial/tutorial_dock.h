// SPDX-License-Identifier: GPL-3.0-or-later
// The dock of tutorials: the list of them, or the step of the one that is being done.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/docks/dock_panel.h"

class QLabel;
class QScrollArea;
class QStackedLayout;

namespace millrace::models {
class TutorialSession;
class TutorialShelf;
} // namespace millrace::models

namespace millrace::gui {

class TutorialPage;

/// GUI thread only.
class TutorialDock : public DockPanel {
    Q_OBJECT
public:
    explicit TutorialDock(ActionRegistry& actions, QWidget* parent = nullptr);

    /// What the list shows; made when it is first seen. The shelf must outlive the dock.
    void setShelf(models::TutorialShelf& shelf);
    /// Null shows the list.
    void setSession(models::TutorialSession* session);
    TutorialPage* page() const { return m_page; }
    /// Above the list: asks whether the pipeline of a tutorial that was done is to stay.
    void askAboutPipeline(const QString& tutorialId, const QString& pipeline);
    void stopAsking();

Q_SIGNALS:
    void wanted(const QString& id);
    void removalWanted(const QString& tutorialId);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void buildQuestion();
    void makeList();

    models::TutorialShelf* m_shelf = nullptr;
    TutorialPage* m_page;
    QWidget* m_question;
    QLabel* m_questionText;
    QString m_askedAbout;       ///< id of a tutorial
    QWidget* m_front = nullptr; ///< the list, with the question above it
    QScrollArea* m_list;
    QStackedLayout* m_stack;
};

} // namespace millrace::gui
