// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/api/api_dialog.h"

#include "gui/api/api_look.h"
#include "gui/api/api_switch.h"
#include "gui/theme/theme_controller.h"
#include "gui/widgets/banner.h"
#include "gui/widgets/copy_row.h"
#include "gui/widgets/dialog_size.h"
#include "models/text/error_text.h"

#include <QAction>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace millrace::gui {

namespace {

constexpr int kWidth = 520;
constexpr int kMaxPort = 65'535;

/// Where it answers, or will: one of the two loopback hosts.
QString addressAt(const ApiSwitch& api, int index, const QString& host)
{
    if (index < api.addresses().size()) {
        return api.addresses()[index];
    }
    const QString port = api.port() == 0 ? QStringLiteral("…") : QString::number(api.port());
    return QStringLiteral("http://%1:%2").arg(host, port);
}

} // namespace

ApiDialog::ApiDialog(ApiSwitch& api, QWidget* parent)
    : QDialog(parent)
    , m_api(api)
    , m_state(new QLabel(this))
    , m_clients(new QLabel(this))
    , m_switch(new QPushButton(this))
    , m_problem(new Banner(QStringLiteral("apiBanner"), this))
    , m_otherPort(new QAction(this))
    , m_port(new QSpinBox(this))
    , m_onAtStart(new QCheckBox(tr("Switch on &when Millrace starts"), this))
    , m_ipv4(new CopyRow(QStringLiteral("apiIpv4"), tr("Address, IPv4"), this))
    , m_ipv6(new CopyRow(QStringLiteral("apiIpv6"), tr("Address, IPv6"), this))
    , m_example(new CopyRow(QStringLiteral("apiExample"), tr("Command that lists the pipelines"), this))
{
    setObjectName(QStringLiteral("apiDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Local API"));
    buildHead();
    buildForm();
    layOut();
    connect(&m_api, &ApiSwitch::changed, this, &ApiDialog::refresh);
    refresh();
    m_switch->setFocus();
}

void ApiDialog::buildHead()
{
    m_state->setObjectName(QStringLiteral("apiState"));
    m_state->setProperty("role", QStringLiteral("title"));
    m_clients->setObjectName(QStringLiteral("apiClients"));
    m_clients->setProperty("role", QStringLiteral("muted"));
    for (QLabel* label : {m_state, m_clients}) {
        label->setTextFormat(Qt::PlainText);
    }
    m_switch->setObjectName(QStringLiteral("apiSwitch"));
    m_switch->setDefault(true);
    connect(m_switch, &QPushButton::clicked, this, &ApiDialog::toggle);
    m_otherPort->setObjectName(QStringLiteral("OtherPort"));
    m_problem->addAction(m_otherPort);
    QWidget::setTabOrder(m_switch, m_problem->findChild<QPushButton*>()); // where a failure leaves off
    connect(m_otherPort, &QAction::triggered, this, &ApiDialog::takeSuggestion);
}

void ApiDialog::buildForm()
{
    m_port->setObjectName(QStringLiteral("apiPort"));
    m_port->setRange(0, kMaxPort);
    m_port->setSpecialValueText(tr("any that is free"));
    m_port->setKeyboardTracking(false);
    m_port->setAccessibleName(tr("Port"));
    connect(m_port, &QSpinBox::valueChanged, this, [this](int port) { m_api.setPort(static_cast<quint16>(port)); });
    m_onAtStart->setObjectName(QStringLiteral("apiOnAtStart"));
    m_onAtStart->setAccessibleName(tr("Switch on when Millrace starts"));
    connect(m_onAtStart, &QCheckBox::toggled, this, [this](bool isOn) { m_api.setOnAtStart(isOn); });
}

void ApiDialog::layOut()
{
    auto* texts = new QVBoxLayout;
    texts->setSpacing(4);
    texts->addWidget(m_state);
    texts->addWidget(m_clients);
    auto* head = new QHBoxLayout;
    head->setSpacing(12);
    head->addLayout(texts, 1);
    head->addWidget(m_switch, 0, Qt::AlignVCenter);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Port:"), m_port);
    form->addRow(QString(), m_onAtStart);
    form->addRow(tr("Answers at:"), m_ipv4);
    form->addRow(QString(), m_ipv6);
    form->addRow(tr("Try:"), m_example);
    auto* hint = new QLabel(tr("While it is on, any program of any user on this machine can see and change the "
                               "pipelines of this window; web pages are refused."));
    hint->setTextFormat(Qt::PlainText);
    hint->setWordWrap(true);
    hint->setProperty("role", QStringLiteral("muted"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addWidget(m_problem);
    layout->addLayout(form);
    layout->addWidget(hint);
    layout->addStretch(1);
    layout->addWidget(buttons);
    setMinimumWidth(kWidth);
}

void ApiDialog::toggle()
{
    m_port->interpretText(); // the key press may come before the port was taken over
    m_api.setWanted(!m_api.isWanted());
}

void ApiDialog::takeSuggestion()
{
    m_api.setPort(m_api.suggestedPort());
    m_api.setWanted(true);
}

void ApiDialog::refresh()
{
    refreshHead();
    refreshAddresses();
    const bool canChangePort = m_api.state() == ApiState::Off;
    m_port->setEnabled(canChangePort);
    m_port->setToolTip(canChangePort ? QString() : tr("Switch it off to change the port"));
    m_port->setValue(m_api.port());
    m_onAtStart->setChecked(m_api.isOnAtStart());
    if (m_api.error()) {
        m_otherPort->setVisible(m_api.suggestedPort() != 0);
        m_otherPort->setText(tr("Use port %1").arg(m_api.suggestedPort()));
        m_problem->say(BannerSeverity::Error, models::errorLine(*m_api.error()));
    } else {
        m_problem->hide();
    }
    growToContents(*this);
}

void ApiDialog::refreshHead()
{
    const ApiLook look = lookOf(m_api);
    QPalette palette = m_state->palette();
    palette.setColor(QPalette::WindowText, ThemeController::current().color(look.color));
    m_state->setPalette(palette);
    m_state->setText(QStringLiteral("● %1").arg(look.state));
    m_clients->setText(look.detail);
    m_switch->setText(m_api.isWanted() ? tr("&Switch off") : tr("&Switch on"));
    m_switch->setAccessibleName(m_api.isWanted() ? tr("Switch the local API off") : tr("Switch the local API on"));
}

void ApiDialog::refreshAddresses()
{
    const bool isOn = m_api.state() == ApiState::On;
    const QString first = addressAt(m_api, 0, QStringLiteral("127.0.0.1"));
    m_ipv4->setText(first);
    m_ipv6->setText(addressAt(m_api, 1, QStringLiteral("[::1]")));
    m_example->setText(QStringLiteral("curl %1/v0/pipelines").arg(first));
    for (CopyRow* row : {m_ipv4, m_ipv6, m_example}) {
        row->setEnabled(isOn);
    }
    m_ipv6->setVisible(!isOn || m_api.addresses().size() > 1);
}

void ApiDialog::changeEvent(QEvent* event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && isVisible()) {
        refreshHead();
    }
}

} // namespace millrace::gui
