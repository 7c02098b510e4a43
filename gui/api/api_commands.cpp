// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/api/api_commands.h"

#include "gui/api/api_dialog.h"
#include "gui/api/api_look.h"
#include "gui/api/api_switch.h"
#include "gui/theme/icons.h"
#include "models/text/error_text.h"

#include <QStatusBar>
#include <QToolButton>

namespace millrace::gui {

ApiCommands::ApiCommands(ApiSwitch& api, ActionRegistry& actions, QStatusBar& status, QWidget* window)
    : QObject(window)
    , m_api(api)
    , m_actions(actions)
    , m_window(window)
    , m_button(new QToolButton(&status))
{
    m_button->setObjectName(QStringLiteral("statusApi"));
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_button->setIconSize(QSize(14, 14));
    m_button->setFocusPolicy(Qt::TabFocus);
    status.addPermanentWidget(m_button);
    connect(m_button, &QToolButton::clicked, this, &ApiCommands::showDialog);
    connect(actions.action(ActionId::ShowApi), &QAction::triggered, this, &ApiCommands::showDialog);
    connect(actions.action(ActionId::SwitchApi), &QAction::triggered, this,
            [this](bool isOn) { m_api.setWanted(isOn); });
    connect(&m_api, &ApiSwitch::changed, this, &ApiCommands::refresh);
    refresh();
}

void ApiCommands::showDialog()
{
    if (m_dialog == nullptr) {
        m_dialog = new ApiDialog(m_api, m_window);
    }
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

void ApiCommands::refresh()
{
    const ApiLook look = lookOf(m_api);
    m_button->setText(look.brief);
    m_button->setIcon(themedIcon(QStringLiteral("api"), look.color));
    m_button->setToolTip(tr("Local API: %1").arg(m_api.addresses().value(0, look.state)));
    m_button->setAccessibleName(tr("Local API: %1. %2").arg(look.state, look.detail));
    m_actions.action(ActionId::SwitchApi)->setChecked(m_api.isWanted());
    const bool hasFailed = m_api.error().has_value();
    const QString what = tr("The local API could not be switched on");
    if (hasFailed && !m_isFailureTold && m_dialog == nullptr) {
        Q_EMIT failed(what, models::errorLine(*m_api.error()));
    } else if (!hasFailed && m_isFailureTold) {
        Q_EMIT mended(what);
    }
    m_isFailureTold = hasFailed;
}

} // namespace millrace::gui
