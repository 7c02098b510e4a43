// SPDX-License-Identifier: GPL-3.0-or-later
// Keys of actions that cannot be used now: they say why instead of doing nothing.
#pragma once

#include "gui/actions/action_registry.h"

#include <QObject>

class QKeyEvent;
class QWidget;

namespace millrace::gui {

/// Watches the keys of a window that nobody in it took. GUI thread only.
class BlockedKeys : public QObject {
    Q_OBJECT
public:
    BlockedKeys(const ActionRegistry& actions, QWidget* window);

    /// The action whose key this is where the focus stands, when it is blocked; with its reason. Empty otherwise.
    QString reasonFor(const QKeyEvent& event) const;
    /// Shows a sentence for some seconds, in the middle of what one looks at.
    static void say(QWidget* place, const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool isInReach(const QAction* action) const;

    const ActionRegistry& m_actions;
    QWidget* m_window;
};

} // namespace millrace::gui
