// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/tutorial/tutorial_dock.h"

#include "gui/tutorial/tutorial_cards.h"
#include "gui/tutorial/tutorial_page.h"
#include "models/tutorial/tutorial_session.h"

#include <QLabel>
#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace millrace::gui {

TutorialDock::TutorialDock(ActionRegistry& actions, QWidget* parent)
    : DockPanel(QStringLiteral("dockTutorial"), tr("Tutorial"), parent)
    , m_page(new TutorialPage(actions))
    , m_list(new QScrollArea)
    , m_stack(new QStackedLayout)
{
    auto* box = new QWidget(this);
    box->setLayout(m_stack);
    m_list->setObjectName(QStringLiteral("tutorialList"));
    m_list->setAccessibleName(tr("Tutorials"));
    m_list->setWidgetResizable(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_page);
    setWidget(box);
    setMinimumWidth(260);
}

void TutorialDock::setShelf(models::TutorialShelf& shelf)
{
    m_shelf = &shelf;
}

void TutorialDock::makeList()
{
    if (m_list->widget() != nullptr || m_shelf == nullptr) {
        return;
    }
    auto* page = new QWidget;
    page->setObjectName(QStringLiteral("tutorialPage"));
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    auto* intro = new QLabel(tr("Each runs in a pipeline of its own and touches nothing of yours."));
    intro->setTextFormat(Qt::PlainText);
    intro->setWordWrap(true);
    intro->setProperty("role", QStringLiteral("muted"));
    layout->addWidget(intro);
    auto* cards = new TutorialCards(*m_shelf);
    connect(cards, &TutorialCards::wanted, this, &TutorialDock::wanted);
    layout->addWidget(cards);
    layout->addStretch(1);
    m_list->setWidget(page);
    m_list->setFocusProxy(cards->findChild<TutorialCard*>());
}

void TutorialDock::setSession(models::TutorialSession* session)
{
    m_page->setSession(session);
    if (session == nullptr) {
        makeList();
    }
    m_stack->setCurrentWidget(session == nullptr ? static_cast<QWidget*>(m_list) : m_page);
}

void TutorialDock::showEvent(QShowEvent* event)
{
    makeList();
    DockPanel::showEvent(event);
}

} // namespace millrace::gui
