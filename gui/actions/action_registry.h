// SPDX-License-Identifier: GPL-3.0-or-later
// Owns the window's actions: makes them from the table, builds the menus, and says why one is disabled.
#pragma once

#include "gui/actions/action_table.h"

#include <QAction>
#include <QHash>
#include <QObject>
#include <QStringList>

#include <array>

class QMenu;
class QMenuBar;

namespace millrace::gui {

/// Every action of one window. GUI thread only.
class ActionRegistry : public QObject {
    Q_OBJECT
public:
    explicit ActionRegistry(QObject* parent = nullptr);

    QAction* action(ActionId id) const { return m_actions[static_cast<size_t>(id)]; }

    /// Adds the menus with all actions to `menuBar`. Once.
    void buildMenus(QMenuBar* menuBar);
    QMenu* menu(MenuId id) const { return m_menus[static_cast<size_t>(id)]; }

    /// Enables an action, or disables it with the reason its tool tip gives. An empty reason enables.
    void setBlocked(ActionId id, const QString& reason);
    /// Why it is disabled; empty when it is not.
    const QString& reason(ActionId id) const { return m_reasons[static_cast<size_t>(id)]; }
    /// The translated path of a menu, "View > Theme".
    QString menuName(MenuId menu) const;
    /// Changes what an action is called at the moment ("Pause inputs", "Resume inputs").
    void setText(ActionId id, const QString& text);

    /// "actionA and actionB: Ctrl+K" for every key that two actions of overlapping scope share. Empty when all is well.
    QStringList conflicts() const;
    /// The translated menu path, "Pipeline > Run".
    QString menuPath(ActionId id) const;
    /// Makes tool tips again from texts that are in another language by now.
    void updateTexts();
    /// The text without mnemonic and dots.
    static QString plainText(const QString& text);

private:
    QAction* makeAction(const ActionSpec& spec);
    void updateToolTip(ActionId id);

    std::array<QAction*, static_cast<size_t>(ActionId::Count)> m_actions{};
    std::array<QString, static_cast<size_t>(ActionId::Count)> m_reasons;
    std::array<QMenu*, static_cast<size_t>(MenuId::Count)> m_menus{};
};

/// The translated text of the table's source text.
QString actionText(const char* source);

} // namespace millrace::gui
