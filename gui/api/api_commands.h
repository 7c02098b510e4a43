// SPDX-License-Identifier: GPL-3.0-or-later
// The actions of the local API, and its place in the status bar.
#pragma once

#include "gui/actions/action_registry.h"

#include <QObject>
#include <QPointer>

class QStatusBar;
class QToolButton;

namespace millrace::gui {

class ApiDialog;
class ApiSwitch;

/// GUI thread only.
class ApiCommands : public QObject {
    Q_OBJECT
public:
    ApiCommands(ApiSwitch& api, ActionRegistry& actions, QStatusBar& status, QWidget* window);

    /// Opens the dialog, or brings it to the front.
    void showDialog();

Q_SIGNALS:
    /// Could not be switched on, and no dialog is open that would say so: a sentence and its reason.
    void failed(const QString& what, const QString& why);
    /// What that sentence said is so no longer.
    void mended(const QString& what);

private:
    void refresh();

    ApiSwitch& m_api;
    ActionRegistry& m_actions;
    QWidget* m_window;
    QToolButton* m_button;
    QPointer<ApiDialog> m_dialog;
    bool m_isFailureTold = false;
};

} // namespace millrace::gui
