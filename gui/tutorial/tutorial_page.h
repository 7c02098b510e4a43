// SPDX-License-Identifier: GPL-3.0-or-later
// A step of a tutorial: what to do and why, the checks that turn by themselves, hints, and the buttons.
#pragma once

#include "gui/actions/action_registry.h"
#include "models/tutorial/tutorial_session.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace millrace::gui {

/// GUI thread only.
class TutorialPage : public QWidget {
    Q_OBJECT
public:
    explicit TutorialPage(ActionRegistry& actions, QWidget* parent = nullptr);

    /// Null: there is nothing to show. The session must outlive the page or the next call.
    void setSession(models::TutorialSession* session);

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    struct CheckRow {
        QLabel* icon;
        QLabel* text;
        QLabel* reason;
    };
    void buildFooter(QVBoxLayout* layout);
    /// Makes the content of the step anew.
    void showStep();
    void addSnippet(QVBoxLayout* column);
    void addQuiz(QVBoxLayout* column);
    void addChecks(QVBoxLayout* column);
    /// What changes while the step is shown.
    void update();
    void updateChecks();
    QLabel* addBox(QVBoxLayout* column, const QString& name, const QString& severity);

    ActionRegistry& m_actions;
    QPointer<models::TutorialSession> m_session;
    QLabel* m_tutorial;
    QLabel* m_place;
    QWidget* m_steps; ///< a mark for each step, painted
    QScrollArea* m_scroll;
    QLabel* m_offer; ///< of a hint
    QPushButton* m_hint = nullptr;
    QPushButton* m_next = nullptr;
    QList<CheckRow> m_checks;
    QLabel* m_hindrance = nullptr;
    QPushButton* m_restore = nullptr;
    QLabel* m_mistake = nullptr;
    QLabel* m_hints = nullptr;
    QLabel* m_success = nullptr;
};

} // namespace millrace::gui
