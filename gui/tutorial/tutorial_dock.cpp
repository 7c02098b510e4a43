// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/tutorial/tutorial_dock.h"

#include "gui/tutorial/tutorial_cards.h"
#include "gui/tutorial/tutorial_page.h"
#include "models/tutorial/tutorial_session.h"

#include <QApplication>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace millrace::gui {

TutorialDock::TutorialDock(ActionRegistry& actions, QWidget* parent)
    : DockPanel(QStringLiteral("dockTutorial"), tr("Tutorial"), parent)
    , m_page(new TutorialPage(actions))
    , m_question(new QWidget)
    , m_questionText(new QLabel(m_question))
    , m_list(new QScrollArea)
    , m_stack(new QStackedLayout)
{
    buildQuestion();
    auto* box = new QWidget(this);
    box->setLayout(m_stack);
    m_front = new QWidget;
    m_front->setFocusProxy(m_list);
    auto* column = new QVBoxLayout(m_front);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_question);
    column->addWidget(m_list, 1);
    m_list->setObjectName(QStringLiteral("tutorialList"));
    m_list->setAccessibleName(tr("Tutorials"));
    m_list->setWidgetResizable(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_stack->addWidget(m_front);
    m_stack->addWidget(m_page);
    setWidget(box);
}

void TutorialDock::buildQuestion()
{
    m_question->setObjectName(QStringLiteral("tutorialQuestion"));
    m_question->setAttribute(Qt::WA_StyledBackground);
    m_question->setProperty("box", QStringLiteral("info"));
    m_questionText->setTextFormat(Qt::PlainText);
    m_questionText->setWordWrap(true);
    auto* keep = new QPushButton(tr("&Keep"), m_question);
    keep->setObjectName(QStringLiteral("tutorialKeep"));
    auto* remove = new QPushButton(tr("&Remove"), m_question);
    remove->setObjectName(QStringLiteral("tutorialRemove"));
    remove->setToolTip(tr("Deletes the pipeline and the files of the tutorial"));
    auto* layout = new QGridLayout(m_question);
    layout->setContentsMargins(12, 10, 12, 10);
    layout->addWidget(m_questionText, 0, 0, 1, 3);
    layout->addWidget(keep, 1, 0);
    layout->addWidget(remove, 1, 1);
    layout->setColumnStretch(2, 1);
    m_question->hide();
    connect(keep, &QPushButton::clicked, this, &TutorialDock::stopAsking);
    connect(remove, &QPushButton::clicked, this, [this] {
        const QString id = m_askedAbout;
        stopAsking();
        Q_EMIT removalWanted(id);
    });
}

void TutorialDock::askAboutPipeline(const QString& tutorialId, const QString& pipeline)
{
    m_askedAbout = tutorialId;
    m_questionText->setText(tr("Well done. Its pipeline %1 is still in the catalog.").arg(pipeline));
    m_question->setAccessibleName(m_questionText->text());
    m_question->show();
    m_question->findChild<QPushButton*>(QStringLiteral("tutorialKeep"))->setFocus(Qt::OtherFocusReason);
}

void TutorialDock::stopAsking()
{
    const bool hadFocus = m_question->isAncestorOf(QApplication::focusWidget());
    m_question->hide();
    if (hadFocus) {
        m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
    }
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
    stopAsking();
    if (session == nullptr) {
        makeList();
    }
    m_stack->setCurrentWidget(session == nullptr ? m_front : m_page);
}

void TutorialDock::showEvent(QShowEvent* event)
{
    makeList();
    DockPanel::showEvent(event);
}

} // namespace millrace::gui
