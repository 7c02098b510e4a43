// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/descriptive/config_pane.h"

#include "engine/api/descriptive.h"
#include "gui/views/view_setup.h"
#include "gui/widgets/copy_row.h"

#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QTableView>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace millrace::gui {

namespace {

constexpr int kMinWidth = 200;
constexpr int kMinListHeight = 40; // a small window scrolls both lists
constexpr int kMargin = 8;
constexpr int kSpacing = 4;

QLabel* heading(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setProperty("role", QStringLiteral("title"));
    return label;
}

int64_t microsNow()
{
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace

ConfigPane::ConfigPane(const descriptive::QueryHost& host, ActionRegistry& actions, QWidget* parent)
    : QWidget(parent)
    , m_host(host)
    , m_list(new QListWidget(this))
    , m_webSocket(new CopyRow(QStringLiteral("configWebSocket"), tr("WebSocket address"), this))
    , m_http(new CopyRow(QStringLiteral("configHttp"), tr("HTTP address"), this))
    , m_note(new QLabel(this))
    , m_table(new QTableView(this))
    , m_heading(heading(tr("Pipelines"), this))
    , m_parts(new QBoxLayout(QBoxLayout::TopToBottom, this))
{
    setObjectName(QStringLiteral("configPane"));
    setMinimumWidth(kMinWidth);
    m_list->setObjectName(QStringLiteral("configPipelines"));
    m_list->setAccessibleName(tr("Pipelines of the file"));
    m_list->setMinimumHeight(kMinListHeight);
    m_list->setFrameShape(QFrame::NoFrame);
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setObjectName(QStringLiteral("configNote"));
    m_note->setProperty("role", QStringLiteral("muted"));
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("configSwitchApi"));
    button->setDefaultAction(actions.action(ActionId::SwitchApi));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAccessibleName(ActionRegistry::plainText(actions.action(ActionId::SwitchApi)->text()));
    m_switch = button;
    setUpTable(m_table, QStringLiteral("configListeners"), tr("Who listens"));
    m_table->setModel(&m_listeners);
    // Its header and one row, whatever there is no room for.
    m_table->setMinimumHeight(m_table->horizontalHeader()->sizeHint().height() +
                              m_table->verticalHeader()->defaultSectionSize() + 4);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // it would lie upon that row
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    setColumnWidths(m_table, {0, 7, 7});
    auto* pipelines = new QVBoxLayout;
    pipelines->setSpacing(kSpacing);
    pipelines->addWidget(m_heading);
    pipelines->addWidget(m_list, 1);
    auto* clients = new QVBoxLayout;
    clients->setSpacing(kSpacing);
    clients->addWidget(m_webSocket);
    clients->addWidget(m_http);
    clients->addWidget(m_note);
    clients->addWidget(m_switch, 0, Qt::AlignLeft);
    clients->addWidget(m_table, 1);
    clients->addStretch(0);
    m_parts->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    m_parts->setSpacing(kMargin);
    m_parts->addLayout(pipelines, 2);
    m_parts->addLayout(clients, 3);
    connect(m_list, &QListWidget::currentRowChanged, this, [this] {
        m_listeners.setPipeline(QString::fromStdString(selected()));
        updateAddresses();
        refreshListeners();
    });
    connect(m_list, &QListWidget::itemActivated, this, &ConfigPane::runRequested);
    updateAddresses();
}

void ConfigPane::setPipelines(const std::vector<std::string>& names, const std::vector<std::string>& served)
{
    m_served = served;
    const std::string before = selected();
    QStringList texts;
    for (const std::string& name : names) {
        texts.append(QString::fromStdString(name));
    }
    QStringList shown;
    for (int row = 0; row < m_list->count(); ++row) {
        shown.append(m_list->item(row)->text());
    }
    if (texts != shown) {
        m_list->clear();
        m_list->addItems(texts);
        m_list->setCurrentRow(static_cast<int>(std::max<qsizetype>(0, texts.indexOf(QString::fromStdString(before)))));
    }
    updateAddresses();
}

void ConfigPane::setAddresses(const QStringList& addresses)
{
    m_addresses = addresses;
    updateAddresses();
}

void ConfigPane::setOrientation(Qt::Orientation orientation)
{
    m_parts->setDirection(orientation == Qt::Vertical ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_heading->setVisible(orientation == Qt::Vertical);
}

std::string ConfigPane::selected() const
{
    return m_list->currentItem() == nullptr ? std::string() : m_list->currentItem()->text().toStdString();
}

void ConfigPane::refreshListeners()
{
    m_listeners.refresh(m_host.calls(), microsNow());
    m_table->setVisible(m_listeners.rowCount() > 0);
}

void ConfigPane::updateAddresses()
{
    const std::string name = selected();
    const bool isServed = std::find(m_served.begin(), m_served.end(), name) != m_served.end();
    const bool hasAddress = isServed && !m_addresses.isEmpty();
    m_webSocket->setVisible(hasAddress);
    m_http->setVisible(hasAddress);
    m_switch->setVisible(m_addresses.isEmpty() && !name.empty());
    m_note->setVisible(!hasAddress);
    if (hasAddress) {
        const QString path =
            QStringLiteral("/queries/") + QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(name)));
        const QString http = m_addresses.first() + path;
        m_http->setText(http);
        m_webSocket->setText(QStringLiteral("ws") + http.mid(QStringLiteral("http").size()));
    } else if (name.empty()) {
        m_note->setText(tr("The file has no pipelines."));
    } else if (m_addresses.isEmpty()) {
        m_note->setText(tr("Clients can call it while the local API is on."));
    } else {
        m_note->setText(
            tr("Not served: save the file first, or another file that is open has a pipeline of this name."));
    }
}

} // namespace millrace::gui
