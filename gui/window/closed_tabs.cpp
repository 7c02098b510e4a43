// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window/closed_tabs.h"

#include "gui/actions/action_registry.h"

#include <QAction>

#include <utility>

namespace millrace::gui {

ClosedTabs::ClosedTabs(ActionRegistry& actions, QObject* parent)
    : QObject(parent)
    , m_actions(actions)
{
    connect(actions.action(ActionId::ReopenTab), &QAction::triggered, this, &ClosedTabs::reopen);
    update();
}

void ClosedTabs::remember(Opener opener)
{
    m_openers.push_back(std::move(opener));
    if (m_openers.size() > kMaxTabs) {
        m_openers.pop_front();
    }
    update();
}

/// The newest one that is of something which is still there.
void ClosedTabs::reopen()
{
    while (!m_openers.empty()) {
        const Opener opener = std::move(m_openers.back());
        m_openers.pop_back();
        if (opener()) {
            break;
        }
    }
    update();
}

void ClosedTabs::update()
{
    m_actions.setBlocked(ActionId::ReopenTab,
                         m_openers.empty() ? tr("No tab was closed since Millrace has started.") : QString());
}

} // namespace millrace::gui
