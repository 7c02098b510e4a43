// SPDX-License-Identifier: GPL-3.0-or-later
// The dock of tutorials: the list of them, or the step of the one that is being done.
#pragma once

#include "gui/actions/action_registry.h"
#include "gui/docks/dock_panel.h"

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

Q_SIGNALS:
    void wanted(const QString& id);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeList();

    models::TutorialShelf* m_shelf = nullptr;
    TutorialPage* m_page;
    QScrollArea* m_list;
    QStackedLayout* m_stack;
};

} // namespace millrace::gui
