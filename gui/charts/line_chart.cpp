// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/charts/line_chart.h"

#include "gui/charts/chart_look.h"
#include "gui/theme/theme_controller.h"

#include <QChart>
#include <QGraphicsRectItem>
#include <QKeyEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QStringList>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace millrace::gui {

namespace {

constexpr int kTitleMargin = 24; // beside the title of a chart

/// The smallest of 1, 2, 5 times a power of ten that is not below `value`.
double roundedUp(double value)
{
    if (!(value > 0)) {
        return 1;
    }
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (value <= factor * power) {
            return factor * power;
        }
    }
    return 10 * power;
}

} // namespace

LineChart::LineChart(const QString& objectName, const QString& title, const QList<Line>& lines, ValueText valueText,
                     QWidget* parent)
    : QChartView(parent)
    , m_title(title)
    , m_lines(lines)
    , m_valueText(std::move(valueText))
    , m_time(new QValueAxis(this))
    , m_value(new QValueAxis(this))
    , m_brush(new QGraphicsRectItem)
{
    setUpChart(this, objectName, title);
    chart()->addAxis(m_time, Qt::AlignBottom);
    chart()->addAxis(m_value, Qt::AlignLeft);
    for (const Line& line : lines) {
        auto* series = new QLineSeries(this);
        series->setName(line.name);
        chart()->addSeries(series);
        series->attachAxis(m_time);
        series->attachAxis(m_value);
        m_series.append(series);
    }
    m_time->setTickCount(4);
    m_time->setLabelFormat(QStringLiteral("%.0f s"));
    m_time->setGridLineVisible(false);
    m_value->setTickCount(3);
    m_value->setLabelsVisible(false); // the title says the scale in its own unit
    m_brush->setZValue(10);
    m_brush->hide();
    scene()->addItem(m_brush);
    setCursor(Qt::CrossCursor);
    setMinimumSize(120, 80);
    setSpan(m_span);
    applyTheme();
}

void LineChart::setSpan(double spanSeconds)
{
    m_span = spanSeconds;
    m_time->setRange(-spanSeconds, 0);
    showBrush();
}

void LineChart::setPoints(int line, const QList<QPointF>& points)
{
    m_series[line]->replace(points);
}

void LineChart::update()
{
    double highest = 0;
    for (const QLineSeries* series : m_series) {
        for (const QPointF& point : series->points()) {
            highest = std::max(highest, point.y());
        }
    }
    const double top = roundedUp(highest);
    m_value->setRange(0, top);
    const QString values = valuesText();
    const QString whole =
        tr("%1  %2  (≤ %3)", "title, newest values, top of the axis").arg(m_title, values, m_valueText(top));
    const QFontMetrics metrics(chart()->titleFont());
    // The newest values go before the scale.
    const bool hasRoom = metrics.horizontalAdvance(whole) + kTitleMargin < width();
    chart()->setTitle(hasRoom ? whole : tr("%1  %2", "title, newest values").arg(m_title, values));
    setAccessibleDescription(values);
}

QString LineChart::valuesText() const
{
    QStringList texts;
    for (qsizetype i = 0; i < m_series.size(); ++i) {
        const bool isEmpty = m_series[i]->count() == 0;
        const QString value = isEmpty ? tr("–", "no value yet") : m_valueText(m_series[i]->points().last().y());
        const QString name = m_series[i]->name();
        texts.append(name.isEmpty() ? value : tr("%1 %2", "name, value").arg(name, value));
    }
    return texts.join(QStringLiteral(" · "));
}

void LineChart::applyTheme()
{
    applyChartTheme(this);
    const Theme& theme = ThemeController::current();
    for (qsizetype i = 0; i < m_series.size(); ++i) {
        QPen pen(theme.color(m_lines[i].color), 1.5);
        pen.setStyle(i == 0 ? Qt::SolidLine : Qt::DashLine); // not by colour alone
        m_series[i]->setPen(pen);
    }
    QColor ground = theme.color(ColorToken::Accent);
    ground.setAlphaF(0.2F);
    m_brush->setBrush(ground);
    m_brush->setPen(theme.color(ColorToken::Accent));
}

void LineChart::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    const bool isLook = event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
                        event->type() == QEvent::FontChange;
    if (isLook && m_brush != nullptr) {
        applyTheme();
    }
}

double LineChart::secondsAt(const QPoint& at) const
{
    const double x = chart()->mapToValue(mapToScene(at)).x();
    return std::clamp(x, -m_span, 0.0);
}

void LineChart::showBrush()
{
    m_brush->setVisible(m_brushTo > m_brushFrom);
    if (m_brush->isVisible()) {
        const QRectF area = chart()->plotArea();
        const double left = chart()->mapToPosition({m_brushFrom, 0}).x();
        const double right = chart()->mapToPosition({m_brushTo, 0}).x();
        m_brush->setRect(QRectF(left, area.top(), right - left, area.height()));
    }
}

void LineChart::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        m_isBrushing = true;
        m_brushFrom = m_brushTo = secondsAt(event->pos());
        showBrush();
    }
}

void LineChart::mouseMoveEvent(QMouseEvent* event)
{
    if (m_isBrushing) {
        m_brushTo = secondsAt(event->pos());
        const double from = std::min(m_brushFrom, m_brushTo);
        const double to = std::max(m_brushFrom, m_brushTo);
        const double anchor = m_brushFrom;
        m_brushFrom = from;
        m_brushTo = to;
        showBrush();
        m_brushFrom = anchor;
    }
}

void LineChart::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_isBrushing && event->button() == Qt::LeftButton) {
        m_isBrushing = false;
        const double to = secondsAt(event->pos());
        const double from = std::min(m_brushFrom, to);
        m_brushTo = std::max(m_brushFrom, to);
        m_brushFrom = from;
        m_brush->hide();
        Q_EMIT brushed(m_brushFrom, m_brushTo);
    }
}

void LineChart::keyPressEvent(QKeyEvent* event)
{
    const double pace = m_span / 30;
    const int direction = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    if (direction != 0) {
        if (m_brushTo <= m_brushFrom) {
            m_brushFrom = -pace;
            m_brushTo = 0;
        }
        m_brushFrom = std::clamp(m_brushFrom + direction * pace, -m_span, 0.0);
        if (!event->modifiers().testFlag(Qt::ShiftModifier)) { // Shift: only the begin moves
            m_brushTo = std::clamp(m_brushTo + direction * pace, -m_span + pace, 0.0);
        }
        showBrush();
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        m_brush->hide();
        Q_EMIT brushed(m_brushFrom, m_brushTo);
    } else if (event->key() == Qt::Key_Escape && m_brushTo > m_brushFrom) {
        m_brushFrom = m_brushTo = 0;
        showBrush();
        Q_EMIT brushed(0, 0);
    } else {
        QChartView::keyPressEvent(event);
    }
}

} // namespace millrace::gui
