// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/graph/graph_pane.h"

#include "gui/graph/graph_view.h"
#include "gui/widgets/empty_state.h"
#include "gui/widgets/fact_table.h"
#include "models/text/error_text.h"
#include "models/text/number_text.h"

#include <QSplitter>
#include <QStackedLayout>

#include <algorithm>

namespace millrace::gui {

GraphPane::GraphPane(models::PipelineBridge* pipeline, QWidget* parent)
    : QWidget(parent)
    , m_pipeline(pipeline)
    , m_splitter(new QSplitter(Qt::Horizontal))
    , m_view(new GraphView)
    , m_facts(new FactTable(QStringLiteral("graphFactsTable"), tr("The selected operator")))
    , m_empty(new EmptyState(QStringLiteral("graphEmpty")))
    , m_stack(new QStackedLayout(this))
{
    setObjectName(QStringLiteral("graphPane"));
    m_splitter->setObjectName(QStringLiteral("graphSplitter"));
    m_splitter->addWidget(m_view);
    m_splitter->addWidget(m_facts);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setFocusProxy(m_view);
    m_stack->addWidget(m_splitter);
    m_stack->addWidget(m_empty);
    m_facts->hide();
    connect(m_view, &GraphView::currentChanged, this, &GraphPane::showFacts);
    connect(m_view, &GraphView::relationActivated, this, &GraphPane::relationActivated);
    const auto follow = [this] {
        if (isVisible()) {
            refresh();
        }
    };
    connect(pipeline, &models::PipelineBridge::statusChanged, this, follow);
    connect(pipeline, &models::PipelineBridge::programChanged, this, follow);
}

void GraphPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void GraphPane::refresh()
{
    if (m_pipeline == nullptr) {
        return;
    }
    const OperatorList operators = m_pipeline->isActive() ? m_pipeline->pipeline()->operators() : nullptr;
    if (operators == nullptr) {
        showPlan();
        return;
    }
    m_planned.clear();
    m_view->setGraph(models::operatorGraph(*operators, *m_pipeline->status()));
    m_stack->setCurrentIndex(0);
}

/// Planning takes about as long as compiling: milliseconds, once a program.
void GraphPane::showPlan()
{
    const QString program = m_pipeline->program();
    if (program == m_planned) {
        return;
    }
    m_planned = program;
    const Result<std::vector<plan::OperatorInfo>> planned = api::planOperators(program.toStdString());
    if (!planned.ok()) {
        m_empty->say(QStringLiteral("problems"), tr("This program cannot be drawn"),
                     models::errorLine(planned.error()));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    if (planned.value().empty()) {
        m_empty->say(QStringLiteral("graph"), tr("There is nothing to draw yet"),
                     tr("Declare a table and a view; the operators that keep it up to date are drawn here."));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    if (planned.value().size() > models::kMaxGraphNodes) {
        m_empty->say(QStringLiteral("graph"), tr("This program is too large to be drawn"),
                     tr("It has %1 operators, and %2 can be drawn.")
                         .arg(models::countText(planned.value().size()), models::countText(models::kMaxGraphNodes)));
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_view->setGraph(models::operatorGraph(planned.value()));
    m_stack->setCurrentIndex(0);
}

void GraphPane::showFacts()
{
    const std::optional<size_t> current = m_view->current();
    if (m_facts->isHidden() == current.has_value()) {
        m_facts->setVisible(current.has_value());
        constexpr int kUsualWidth = 280;
        const int wanted = std::min(kUsualWidth, width() * 2 / 5);
        m_splitter->setSizes({width() - wanted, wanted});
    }
    if (current) {
        m_facts->model().setFacts(m_view->graph().nodes[*current].facts);
    }
}

} // namespace millrace::gui
