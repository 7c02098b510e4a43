// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/actions/action_registry.h"

#include "gui/theme/icons.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>

namespace millrace::gui {

QString actionText(const char* source)
{
    return QCoreApplication::translate("millrace::gui", source);
}

ActionRegistry::ActionRegistry(QObject* parent)
    : QObject(parent)
{
    QHash<QString, QActionGroup*> groups;
    for (const ActionSpec& spec : actionTable()) {
        QAction* action = makeAction(spec);
        m_actions[static_cast<size_t>(spec.id)] = action;
        const QString group = QString::fromLatin1(spec.exclusive);
        action->setCheckable(!group.isEmpty());
        if (!group.isEmpty() && group != QLatin1String("toggle")) {
            if (!groups.contains(group)) {
                groups.insert(group, new QActionGroup(this));
            }
            groups.value(group)->addAction(action);
        }
        updateToolTip(spec.id);
    }
}

QAction* ActionRegistry::makeAction(const ActionSpec& spec)
{
    QAction* action = new QAction(actionText(spec.text), this);
    action->setObjectName(QString::fromLatin1(spec.objectName));
    QList<QKeySequence> keys;
    for (const QString& key : QString::fromLatin1(spec.keys).split(QLatin1Char('|'), Qt::SkipEmptyParts)) {
        keys.append(QKeySequence::fromString(key, QKeySequence::PortableText));
    }
    action->setShortcuts(keys);
    action->setShortcutContext(spec.scope == KeyScope::Window ? Qt::WindowShortcut : Qt::WidgetWithChildrenShortcut);
    if (spec.icon[0] != '\0') {
        action->setIcon(themedIcon(QString::fromLatin1(spec.icon)));
    }
    action->setIconVisibleInMenu(true);
    action->setMenuRole(QAction::NoRole);
    return action;
}

void ActionRegistry::buildMenus(QMenuBar* menuBar)
{
    for (const MenuSpec& spec : menuTable()) {
        QMenu* menu = spec.parent == spec.id
                          ? menuBar->addMenu(actionText(spec.text))
                          : m_menus[static_cast<size_t>(spec.parent)]->addMenu(actionText(spec.text));
        menu->setObjectName(QString::fromLatin1(spec.objectName));
        menu->setToolTipsVisible(true);
        m_menus[static_cast<size_t>(spec.id)] = menu;
    }
    std::array<int, static_cast<size_t>(MenuId::Count)> lastGroup{};
    for (const ActionSpec& spec : actionTable()) {
        QMenu* menu = m_menus[static_cast<size_t>(spec.menu)];
        int& last = lastGroup[static_cast<size_t>(spec.menu)];
        if (spec.group != last) {
            menu->addSeparator();
            last = spec.group;
        }
        menu->addAction(action(spec.id));
    }
}

void ActionRegistry::setBlocked(ActionId id, const QString& reason)
{
    QString& known = m_reasons[static_cast<size_t>(id)];
    action(id)->setEnabled(reason.isEmpty());
    if (known != reason) {
        known = reason;
        updateToolTip(id);
    }
}

void ActionRegistry::setText(ActionId id, const QString& text)
{
    if (action(id)->text() != text) {
        action(id)->setText(text);
        updateToolTip(id);
    }
}

void ActionRegistry::updateToolTip(ActionId id)
{
    const ActionSpec& spec = actionTable()[static_cast<size_t>(id)];
    QString tip = plainText(action(id)->text());
    const QKeySequence key = action(id)->shortcut();
    if (!key.isEmpty()) {
        tip += QStringLiteral(" (%1)").arg(key.toString(QKeySequence::NativeText));
    }
    const QString& reason = m_reasons[static_cast<size_t>(id)];
    const QString more = reason.isEmpty() ? actionText(spec.tip) : reason;
    if (!more.isEmpty()) {
        tip += QLatin1Char('\n') + more;
    }
    action(id)->setToolTip(tip);
    action(id)->setStatusTip(reason);
}

void ActionRegistry::updateTexts()
{
    for (const ActionSpec& spec : actionTable()) {
        m_reasons[static_cast<size_t>(spec.id)] = action(spec.id)->statusTip();
        updateToolTip(spec.id);
    }
}

QStringList ActionRegistry::conflicts() const
{
    QStringList found;
    QHash<QString, const ActionSpec*> owners;
    for (const ActionSpec& spec : actionTable()) {
        for (const QKeySequence& key : action(spec.id)->shortcuts()) {
            const QString text = key.toString(QKeySequence::PortableText);
            const ActionSpec* other = owners.value(text);
            if (other != nullptr) {
                found.append(QStringLiteral("%1 and %2: %3")
                                 .arg(QLatin1String(other->objectName), QLatin1String(spec.objectName), text));
            }
            owners.insert(text, &spec);
        }
    }
    return found;
}

QString ActionRegistry::menuPath(ActionId id) const
{
    const ActionSpec& spec = actionTable()[static_cast<size_t>(id)];
    return menuName(spec.menu) + QStringLiteral(" › ") + plainText(action(id)->text());
}

QString ActionRegistry::menuName(MenuId menu) const
{
    QStringList path;
    while (true) {
        const MenuSpec& parent = menuTable()[static_cast<size_t>(menu)];
        path.prepend(plainText(actionText(parent.text)));
        if (parent.parent == menu) {
            return path.join(QStringLiteral(" › "));
        }
        menu = parent.parent;
    }
}

QString ActionRegistry::plainText(const QString& text)
{
    QString plain = text;
    plain.remove(QLatin1Char('&'));
    plain.remove(QChar(0x2026));
    return plain;
}

} // namespace millrace::gui
