// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/charts/time_points.h"

#include "gui/charts/chart_look.h"
#include "gui/theme/theme_controller.h"
#include "models/text/number_text.h"

#include <QChart>
#include <QDateTime>
#include <QDateTimeAxis>
#include <QEvent>
#include <QScatterSeries>
#include <QValueAxis>

#include <algorithm>

namespace millrace::gui {

TimePoints::TimePoints(const QString& objectName, const QString& title, QWidget* parent)
    : QChartView(parent)
    , m_points(new QScatterSeries(this))
    , m_when(new QDateTimeAxis(this))
    , m_millis(new QValueAxis(this))
{
    setUpChart(this, objectName, title);
    m_points->setMarkerSize(6);
    chart()->addSeries(m_points);
    chart()->addAxis(m_when, Qt::AlignBottom);
    chart()->addAxis(m_millis, Qt::AlignLeft);
    m_points->attachAxis(m_when);
    m_points->attachAxis(m_millis);
    m_when->setFormat(QStringLiteral("HH:mm:ss"));
    m_when->setTickCount(3);
    m_millis->setLabelFormat(QStringLiteral("%g ms"));
    m_millis->setTickCount(3);
    setMinimumSize(160, 80);
    applyTheme();
}

void TimePoints::setPoints(const QList<QPointF>& points)
{
    QList<QPointF> shown;
    double highest = 0;
    for (const QPointF& point : points) {
        shown.append({point.x() * 1000, point.y()});
        highest = std::max(highest, point.y());
    }
    m_points->replace(shown);
    if (shown.isEmpty()) {
        setAccessibleDescription(QString());
        return;
    }
    constexpr qint64 kMarginMs = 500;
    const auto first = static_cast<qint64>(shown.first().x()) - kMarginMs;
    const auto last = static_cast<qint64>(shown.last().x()) + kMarginMs;
    m_when->setRange(QDateTime::fromMSecsSinceEpoch(first), QDateTime::fromMSecsSinceEpoch(last));
    m_millis->setRange(0, highest > 0 ? highest * 1.1 : 1);
    m_millis->applyNiceNumbers();
    setAccessibleDescription(tr("%n token(s), the latest took %1", nullptr, static_cast<int>(shown.size()))
                                 .arg(models::durationText(static_cast<int64_t>(shown.last().y() * 1000))));
}

void TimePoints::applyTheme()
{
    applyChartTheme(this);
    m_points->setColor(ThemeController::current().color(ColorToken::Accent));
    m_points->setBorderColor(ThemeController::current().color(ColorToken::Base));
}

void TimePoints::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    const bool isLook = event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
                        event->type() == QEvent::FontChange;
    if (isLook && m_millis != nullptr) {
        applyTheme();
    }
}

} // namespace millrace::gui
