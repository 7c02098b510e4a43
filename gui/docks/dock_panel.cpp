// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/dock_panel.h"

#include "gui/actions/action_registry.h"
#include "gui/theme/icons.h"

#include <QAction>
#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMainWindow>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>

namespace millrace::gui {

DockPanel::DockPanel(const QString& objectName, const QString& title, QWidget* parent)
    : QDockWidget(title, parent)
    , m_title(new QLabel(title))
    , m_summary(new QLabel)
    , m_tools(new QHBoxLayout)
{
    setObjectName(objectName);
    setFeatures(DockWidgetClosable | DockWidgetMovable | DockWidgetFloatable);
    auto* bar = new QWidget(this);
    bar->setObjectName(QStringLiteral("titleBar"));
    bar->setAttribute(Qt::WA_StyledBackground);
    m_title->setProperty("role", QStringLiteral("title"));
    m_summary->setProperty("role", QStringLiteral("muted"));
    for (QLabel* label : {m_title, m_summary}) {
        label->setTextFormat(Qt::PlainText);
        label->setParent(bar);
    }
    m_summary->setMinimumWidth(0);
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_summary->installEventFilter(this);
    auto* closeButton = new QToolButton(bar);
    closeButton->setObjectName(objectName + QStringLiteral("Close"));
    closeButton->setIcon(themedIcon(QStringLiteral("close"), ColorToken::TextMuted));
    closeButton->setIconSize(QSize(12, 12));
    closeButton->setToolTip(tr("Close %1").arg(title));
    closeButton->setAccessibleName(closeButton->toolTip());
    connect(closeButton, &QToolButton::clicked, this, &QDockWidget::close);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(12, 3, 4, 3);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addWidget(m_summary, 1);
    m_tools->setSpacing(4);
    layout->addLayout(m_tools);
    layout->addWidget(closeButton);
    setTitleBarWidget(bar);
    connect(this, &QDockWidget::visibilityChanged, this, [this](bool isVisible) {
        m_isOnScreen = isVisible;
        updateTitle();
        // Qt keeps a dock behind another tab "visible": without this the Tab key would walk into it unseen.
        titleBarWidget()->setEnabled(isVisible);
        if (widget() != nullptr) {
            widget()->setEnabled(isVisible);
        }
        Q_EMIT shownOrHidden(isVisible);
    });
    connect(this, &QDockWidget::topLevelChanged, this, &DockPanel::updateTitle);
    connect(this, &QDockWidget::dockLocationChanged, this, &DockPanel::updateTitle);
}

void DockPanel::setSummary(const QString& summary)
{
    if (m_summaryText != summary) {
        m_summaryText = summary;
        m_summary->setToolTip(summary.toHtmlEscaped());
        elideSummary();
    }
}

void DockPanel::elideSummary()
{
    const QFontMetrics metrics = m_summary->fontMetrics();
    const bool hasRoom = m_summary->width() >= 6 * metrics.averageCharWidth(); // else it would only be dots
    m_summary->setText(hasRoom ? metrics.elidedText(m_summaryText, Qt::ElideRight, m_summary->width()) : QString());
    m_summary->setAccessibleName(m_summaryText);
}

bool DockPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_summary && event->type() == QEvent::Resize) {
        elideSummary();
    }
    return QDockWidget::eventFilter(watched, event);
}

void DockPanel::addTool(QAction* action, ToolShown shown)
{
    auto* button = new QToolButton(titleBarWidget());
    button->setObjectName(objectName() + action->objectName());
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIconSize(QSize(14, 14));
    const auto sync = [button, action, shown] {
        button->setVisible(shown == ToolShown::Always || action->isEnabled());
        button->setText(ActionRegistry::plainText(action->text()));
        button->setAccessibleName(button->text());
    };
    sync();
    connect(action, &QAction::changed, button, sync);
    m_tools->addWidget(button);
}

void DockPanel::addToolWidget(QWidget* tool)
{
    tool->setParent(titleBarWidget());
    m_tools->addWidget(tool);
}

void DockPanel::updateTitle()
{
    const auto* window = qobject_cast<QMainWindow*>(parentWidget());
    const QList<QDockWidget*> behind = window == nullptr ? QList<QDockWidget*>() : window->tabifiedDockWidgets(this);
    const bool hasTab = !isFloating() && std::any_of(behind.begin(), behind.end(), [](const QDockWidget* dock) {
        return !dock->isHidden(); // a closed one has none
    });
    m_title->setVisible(!hasTab);
}

void DockPanel::activate()
{
    show();
    raise();
    if (m_focusTarget != nullptr && m_focusTarget->isVisible()) {
        m_focusTarget->setFocus(Qt::ShortcutFocusReason);
        return;
    }
    // What is shown of view and empty state; a focus proxy would be a trap for the Tab key while it is hidden.
    if (widget() != nullptr && widget()->layout() != nullptr) {
        if (const auto* stack = qobject_cast<QStackedLayout*>(widget()->layout())) {
            stack->currentWidget()->setFocus(Qt::ShortcutFocusReason);
        }
    }
}

bool DockPanel::hasFocusInside() const
{
    const QWidget* focus = QApplication::focusWidget();
    return focus != nullptr && isAncestorOf(focus);
}

void DockPanel::showEvent(QShowEvent* event)
{
    QDockWidget::showEvent(event);
    updateTitle();
}

} // namespace millrace::gui
