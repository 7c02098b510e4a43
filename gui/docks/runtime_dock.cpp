// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/runtime_dock.h"

#include "gui/charts/line_chart.h"
#include "gui/widgets/empty_state.h"
#include "models/text/number_text.h"

#include <QComboBox>
#include <QGridLayout>
#include <QStackedLayout>

#include <algorithm>
#include <array>

namespace millrace::gui {

using models::RuntimeHistory;
using models::RuntimeMetric;

namespace {

constexpr int kChartGapMs = 40;                     ///< between the charts of a sample
constexpr std::array<double, 2> kSpans = {60, 600}; // the third choice is the whole run
constexpr int kWideEnough = 900;

struct ChartSpec {
    const char* objectName;
    const char* title;
    QList<RuntimeMetric> metrics;
    QList<LineChart::Line> lines;
    LineChart::ValueText valueText;
};

QString millisText(double millis)
{
    return models::durationText(static_cast<int64_t>(millis * 1000));
}

QList<ChartSpec> chartSpecs()
{
    return {
        {"runtimeThroughputChart",
         QT_TRANSLATE_NOOP("millrace::gui::RuntimeDock", "Throughput"),
         {RuntimeMetric::InputRate, RuntimeMetric::OutputRate},
         {{RuntimeDock::tr("in"), ColorToken::Accent}, {RuntimeDock::tr("out"), ColorToken::Warn}},
         &models::rateText},
        {"runtimeTimesChart",
         QT_TRANSLATE_NOOP("millrace::gui::RuntimeDock", "Time"),
         {RuntimeMetric::StepTime, RuntimeMetric::Latency},
         {{RuntimeDock::tr("step"), ColorToken::Accent}, {RuntimeDock::tr("lag"), ColorToken::Warn}},
         &millisText},
        {"runtimeMemoryChart",
         QT_TRANSLATE_NOOP("millrace::gui::RuntimeDock", "Memory"),
         {RuntimeMetric::Memory},
         {{QString(), ColorToken::Accent}},
         [](double bytes) { return models::bytesText(static_cast<uint64_t>(bytes)); }},
        {"runtimeBufferedChart",
         QT_TRANSLATE_NOOP("millrace::gui::RuntimeDock", "Buffered"),
         {RuntimeMetric::Buffered},
         {{QString(), ColorToken::Accent}},
         [](double records) { return models::countText(static_cast<uint64_t>(records)); }},
    };
}

} // namespace

RuntimeDock::RuntimeDock(ActionRegistry& actions, QWidget* parent)
    : DockPanel(QStringLiteral("dockRuntime"), tr("Runtime"), parent)
    , m_actions(actions)
    , m_span(new QComboBox)
    , m_stack(new QStackedLayout)
    , m_grid(new QGridLayout)
    , m_empty(new EmptyState(QStringLiteral("runtimeEmpty")))
{
    m_span->setObjectName(QStringLiteral("runtimeSpan"));
    m_span->setAccessibleName(tr("Time shown"));
    m_span->addItems({tr("60 seconds"), tr("10 minutes"), tr("Whole run")});
    addToolWidget(m_span);
    buildCharts();
    auto* charts = new QWidget;
    charts->setLayout(m_grid);
    charts->setFocusProxy(m_charts.first());
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(1);
    auto* box = new QWidget(this);
    box->setLayout(m_stack);
    m_stack->addWidget(charts);
    m_stack->addWidget(m_empty);
    setWidget(box);
    placeCharts();
    m_nextChart.setSingleShot(true);
    m_nextChart.setInterval(kChartGapMs);
    connect(&m_nextChart, &QTimer::timeout, this, &RuntimeDock::redrawNext);
    connect(m_span, &QComboBox::currentIndexChanged, this, &RuntimeDock::redraw);
    connect(this, &DockPanel::shownOrHidden, this, [this](bool isShown) {
        if (m_history != nullptr) {
            m_history->setWatched(isShown);
        }
        redraw();
    });
    redraw();
}

void RuntimeDock::buildCharts()
{
    for (const ChartSpec& spec : chartSpecs()) {
        auto* chart = new LineChart(QLatin1String(spec.objectName), tr(spec.title), spec.lines, spec.valueText);
        chart->setToolTip(tr("Drag over a span of time to see only its steps in the change streams"));
        connect(chart, &LineChart::brushed, this, &RuntimeDock::onBrushed);
        m_charts.append(chart);
    }
}

void RuntimeDock::placeCharts()
{
    const int numColumns = width() >= kWideEnough ? static_cast<int>(m_charts.size()) : 2;
    if (numColumns == m_numColumns) {
        return;
    }
    m_numColumns = numColumns;
    for (int i = 0; i < m_charts.size(); ++i) {
        m_grid->addWidget(m_charts[i], i / numColumns, i % numColumns);
    }
}

void RuntimeDock::setPipeline(models::PipelineBridge* pipeline, NoPipeline why)
{
    m_whyNone = why;
    if (m_history != nullptr) {
        m_history->setWatched(false);
        m_history->disconnect(this);
        m_history->disconnect(&m_nextChart);
        m_nextChart.stop();
        m_history = nullptr;
    }
    if (pipeline != nullptr) {
        RuntimeHistory*& history = m_histories[pipeline];
        if (history == nullptr) {
            history = new RuntimeHistory(this);
            history->setPipeline(pipeline);
            connect(pipeline, &models::PipelineBridge::stateChanged, history, [this, history = history] {
                if (history == m_history) {
                    redraw();
                }
            });
            connect(pipeline, &QObject::destroyed, this, [this, pipeline] {
                RuntimeHistory* gone = m_histories.take(pipeline);
                m_history = m_history == gone ? nullptr : m_history;
                delete gone;
            });
        }
        m_history = history;
        m_history->setWatched(isOnScreen());
        connect(m_history, &RuntimeHistory::sampled, &m_nextChart, [this] {
            m_numDrawn = 0;
            m_nextChart.start();
        });
    }
    redraw();
}

void RuntimeDock::setSpanIndex(int index)
{
    m_span->setCurrentIndex(index);
}

double RuntimeDock::spanSeconds() const
{
    const auto index = static_cast<size_t>(std::max(m_span->currentIndex(), 0));
    if (index < kSpans.size()) {
        return kSpans[index];
    }
    const auto& samples = m_history->samples();
    const int64_t us = samples.empty() ? 0 : samples.back().atUs - samples.front().atUs;
    return std::max(static_cast<double>(us) / 1e6, kSpans[0]);
}

void RuntimeDock::redraw()
{
    if (!isOnScreen()) {
        return;
    }
    const bool hasSamples = m_history != nullptr && m_history->samples().size() > 1;
    if (!hasSamples) {
        sayNothing();
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_stack->setCurrentIndex(0);
    for (int chart = 0; chart < m_charts.size(); ++chart) {
        redrawChart(chart);
    }
}

void RuntimeDock::sayNothing()
{
    const models::PipelineBridge* pipeline = m_history == nullptr ? nullptr : m_history->pipeline();
    if (pipeline == nullptr) {
        sayNoPipeline(*m_empty, QStringLiteral("runtime"), m_whyNone, m_actions);
    } else if (!pipeline->isActive()) {
        sayNotRunning(*m_empty, tr("While it runs, its throughput, times, memory and buffers are drawn here."),
                      m_actions);
    } else {
        m_empty->say(QStringLiteral("runtime"), tr("Nothing was measured yet"),
                     tr("Throughput, times, memory and buffers are drawn here a second after the start."));
    }
}

void RuntimeDock::redrawChart(int chart)
{
    const ChartSpec spec = chartSpecs()[chart];
    const double span = spanSeconds();
    m_charts[chart]->setSpan(span);
    for (int line = 0; line < spec.metrics.size(); ++line) {
        m_charts[chart]->setPoints(line, m_history->points(spec.metrics[line], span));
    }
    m_charts[chart]->update();
}

/// A sample is drawn chart by chart: all at once would be most of a frame.
void RuntimeDock::redrawNext()
{
    const bool isDrawable = isOnScreen() && m_history != nullptr && m_history->samples().size() > 1;
    if (!isDrawable || m_stack->currentIndex() != 0) {
        redraw();
        return;
    }
    redrawChart(m_numDrawn++);
    if (m_numDrawn < m_charts.size()) {
        m_nextChart.start();
    }
}

void RuntimeDock::onBrushed(double fromSeconds, double toSeconds)
{
    if (m_history == nullptr || m_history->pipeline() == nullptr) {
        return;
    }
    const auto steps = fromSeconds < toSeconds ? m_history->stepsBetween(fromSeconds, toSeconds) : std::nullopt;
    if (steps) {
        setSummary(tr("steps %1 to %2").arg(models::countText(steps->first), models::countText(steps->second)));
        Q_EMIT stepsChosen(m_history->pipeline(), steps->first, steps->second);
    } else {
        setSummary(QString());
        Q_EMIT stepsReleased(m_history->pipeline());
    }
}

void RuntimeDock::resizeEvent(QResizeEvent* event)
{
    DockPanel::resizeEvent(event);
    placeCharts();
}

} // namespace millrace::gui
