// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/blocked_keys.h"

#include <QAction>
#include <QKeyEvent>
#include <QToolTip>
#include <QWidget>

namespace millrace::gui {

BlockedKeys::BlockedKeys(const ActionRegistry& actions, QWidget* window)
    : QObject(window)
    , m_actions(actions)
    , m_window(window)
{
    window->installEventFilter(this);
}

QString BlockedKeys::reasonFor(const QKeyEvent& event) const
{
    const QKeySequence key(event.keyCombination());
    for (const ActionSpec& spec : actionTable()) {
        const QAction* action = m_actions.action(spec.id);
        if (!m_actions.reason(spec.id).isEmpty() && action->shortcuts().contains(key) && isInReach(action)) {
            return QStringLiteral("%1: %2").arg(ActionRegistry::plainText(action->text()), m_actions.reason(spec.id));
        }
    }
    return {};
}

/// As Qt looks for shortcuts: those of the window, and those of the widgets around the focus.
bool BlockedKeys::isInReach(const QAction* action) const
{
    if (action->shortcutContext() == Qt::WindowShortcut) {
        return true;
    }
    for (const QWidget* widget = m_window->focusWidget(); widget != nullptr; widget = widget->parentWidget()) {
        if (widget->actions().contains(const_cast<QAction*>(action))) {
            return true;
        }
    }
    return false;
}

void BlockedKeys::say(QWidget* place, const QString& text)
{
    QToolTip::showText(place->mapToGlobal(QPoint(place->width() / 4, place->height() / 3)), text, place);
}

/// What nobody took wanders up to the window.
bool BlockedKeys::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_window && event->type() == QEvent::KeyPress) {
        const auto& key = static_cast<const QKeyEvent&>(*event);
        const QString reason = key.isAutoRepeat() ? QString() : reasonFor(key);
        if (!reason.isEmpty()) {
            QWidget* focus = m_window->focusWidget();
            say(focus != nullptr ? focus : m_window, reason);
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace millrace::gui
