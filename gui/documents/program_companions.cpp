// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/documents/program_companions.h"

#include "gui/documents/diff_pane.h"
#include "gui/graph/graph_pane.h"
#include "gui/graph/graph_view.h"
#include "gui/theme/icons.h"

#include <QTabBar>
#include <QToolButton>

namespace millrace::gui {

ProgramCompanions::ProgramCompanions(models::PipelineBridge* pipeline, QWidget* parent)
    : QTabWidget(parent)
    , m_pipeline(pipeline)
{
    setObjectName(QStringLiteral("programCompanions"));
    setDocumentMode(true);
    tabBar()->setAccessibleName(tr("Graph and comparison"));
    hide();
}

QWidget* ProgramCompanions::widgetOf(Companion companion) const
{
    return companion == Companion::Graph ? static_cast<QWidget*>(m_graph) : m_diff;
}

QWidget* ProgramCompanions::make(Companion companion)
{
    if (m_pipeline == nullptr) {
        return nullptr;
    }
    if (companion == Companion::Diff) {
        return m_diff = new DiffPane(this);
    }
    m_graph = new GraphPane(m_pipeline, this);
    connect(m_graph, &GraphPane::relationActivated, this, &ProgramCompanions::relationActivated);
    return m_graph;
}

bool ProgramCompanions::isShown(Companion companion) const
{
    return widgetOf(companion) != nullptr && indexOf(widgetOf(companion)) >= 0;
}

int ProgramCompanions::numShown() const
{
    return (isShown(Companion::Graph) ? 1 : 0) + (isShown(Companion::Diff) ? 1 : 0);
}

void ProgramCompanions::takeIn(QWidget* text)
{
    if (indexOf(text) < 0) {
        QWidget* front = currentWidget();
        insertTab(0, text, tr("SQL"));
        setCurrentWidget(front);
    }
}

void ProgramCompanions::giveBack(QWidget* text)
{
    if (const int index = indexOf(text); index >= 0) {
        removeTab(index);
    }
}

void ProgramCompanions::reveal(Companion companion)
{
    QWidget* widget = widgetOf(companion) != nullptr ? widgetOf(companion) : make(companion);
    if (widget == nullptr) {
        return;
    }
    const bool isNew = indexOf(widget) < 0;
    if (isNew) {
        addTabOf(companion, widget);
    }
    setCurrentWidget(widget);
    show();
    if (isNew) {
        Q_EMIT changed();
    }
    if (companion == Companion::Graph) {
        m_graph->view()->setFocus(Qt::OtherFocusReason);
    } else {
        m_diff->focusContent();
    }
}

void ProgramCompanions::addTabOf(Companion companion, QWidget* widget)
{
    const int index = addTab(widget, companion == Companion::Graph ? tr("Graph") : tr("Comparison"));
    auto* button = new QToolButton(tabBar());
    button->setIcon(themedIcon(QStringLiteral("close"), ColorToken::TextMuted));
    button->setObjectName(QStringLiteral("tabClose"));
    button->setIconSize(QSize(10, 10));
    button->setFocusPolicy(Qt::NoFocus); // the key of its action closes it
    button->setToolTip(companion == Companion::Graph ? tr("Close the graph") : tr("Close the comparison"));
    connect(button, &QToolButton::clicked, this, [this, companion] { remove(companion); });
    tabBar()->setTabButton(index, QTabBar::RightSide, button);
}

void ProgramCompanions::remove(Companion companion)
{
    if (!isShown(companion)) {
        return;
    }
    QWidget* widget = widgetOf(companion);
    removeTab(indexOf(widget));
    widget->hide();
    setVisible(numShown() > 0);
    Q_EMIT changed();
    Q_EMIT closed();
}

void ProgramCompanions::toggle(Companion companion)
{
    if (isShown(companion) && currentWidget() == widgetOf(companion)) {
        remove(companion);
    } else {
        reveal(companion);
    }
}

} // namespace millrace::gui
