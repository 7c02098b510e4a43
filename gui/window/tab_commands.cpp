// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/tab_commands.h"

#include "gui/documents/document_area.h"

#include <QMenu>

namespace millrace::gui {

TabCommands::TabCommands(DocumentArea& area, ActionRegistry& actions, QObject* parent)
    : QObject(parent)
    , m_area(area)
    , m_actions(actions)
{
    connect(actions.action(ActionId::SaveAll), &QAction::triggered, this, &TabCommands::saveAll);
    connect(actions.action(ActionId::CloseOtherTabs), &QAction::triggered, this, &TabCommands::closeOthers);
    connect(actions.action(ActionId::MoveTab), &QAction::triggered, this, &TabCommands::moveToOtherSide);
    connect(actions.action(ActionId::TearOffTab), &QAction::triggered, this,
            [this] { m_area.toggleTornOff(m_area.current()); });
    connect(&area, &DocumentArea::windowMade, this, [this](QWidget* window) {
        for (const ActionSpec& spec : actionTable()) {
            if (spec.scope == KeyScope::Window) {
                window->addAction(m_actions.action(spec.id));
            }
        }
    });
    connect(&area, &DocumentArea::menuRequested, this, &TabCommands::showMenu);
    connect(&area, &DocumentArea::currentChanged, this, &TabCommands::update);
    connect(&area, &DocumentArea::arrangementChanged, this, &TabCommands::update);
    update();
}

void TabCommands::saveAll()
{
    for (Document* document : m_area.documents()) {
        if (document->isModified()) {
            document->save();
        }
    }
}

void TabCommands::closeOthers()
{
    const Document* kept = m_area.current();
    const QList<Document*> all = m_area.documents();
    for (Document* document : all) {
        // One that goes may take others with it.
        if (document != kept && m_area.documents().contains(document)) {
            Q_EMIT m_area.closeRequested(document);
        }
    }
    update();
}

void TabCommands::moveToOtherSide()
{
    m_area.moveToOtherSide(m_area.current());
    m_area.current()->focusContent();
}

void TabCommands::showMenu(Document* document, const QPoint& at)
{
    m_area.show(document); // the actions are about the current one
    QMenu menu;
    menu.addAction(m_actions.action(ActionId::CloseTab));
    menu.addAction(m_actions.action(ActionId::CloseOtherTabs));
    menu.addAction(m_actions.action(ActionId::ReopenTab));
    menu.addSeparator();
    menu.addAction(m_actions.action(ActionId::MoveTab));
    menu.addAction(m_actions.action(ActionId::TearOffTab));
    menu.exec(at);
}

void TabCommands::update()
{
    const QString none = m_area.current() == nullptr ? tr("No tab is open.") : QString();
    const bool isOnly = m_area.documents().size() < 2;
    m_actions.setBlocked(ActionId::CloseOtherTabs, isOnly ? tr("There is no other tab.") : none);
    m_actions.setBlocked(ActionId::TearOffTab, none);
    const bool isTorn = none.isEmpty() && m_area.isTornOff(m_area.current());
    const bool isOneSide = m_area.arrangement() == DocumentArrangement::Tabs;
    m_actions.setBlocked(ActionId::MoveTab,
                         isTorn ? tr("It stands in its own window.")
                         : isOneSide ? tr("There is one side only: arrange documents side by side first.") : none);
}

} // namespace millrace::gui
