// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/charts/time_bars.h"

#include "gui/charts/chart_look.h"
#include "gui/theme/theme_controller.h"
#include "models/text/number_text.h"

#include <QBarCategoryAxis>
#include <QBarSeries>
#include <QBarSet>
#include <QChart>
#include <QEvent>
#include <QStringList>
#include <QValueAxis>

#include <algorithm>

namespace millrace::gui {

TimeBars::TimeBars(const QString& objectName, const QString& title, QWidget* parent)
    : QChartView(parent)
    , m_bars(new QBarSet(title, this))
    , m_times(new QBarCategoryAxis(this))
    , m_counts(new QValueAxis(this))
{
    setUpChart(this, objectName, title);
    auto* series = new QBarSeries(this);
    series->append(m_bars);
    series->setBarWidth(0.9);
    chart()->addSeries(series);
    chart()->addAxis(m_times, Qt::AlignBottom);
    chart()->addAxis(m_counts, Qt::AlignLeft);
    series->attachAxis(m_times);
    series->attachAxis(m_counts);
    m_counts->setLabelFormat(QStringLiteral("%d"));
    m_counts->setTickCount(2);
    m_times->setGridLineVisible(false);
    setMinimumSize(160, 80);
    applyTheme();
}

void TimeBars::setBuckets(const std::vector<models::TimeBucket>& buckets)
{
    QStringList names;
    QStringList told;
    uint64_t highest = 1;
    m_bars->remove(0, m_bars->count());
    for (const models::TimeBucket& bucket : buckets) {
        names.append(bucket.text);
        m_bars->append(static_cast<qreal>(bucket.count));
        highest = std::max(highest, bucket.count);
        if (bucket.count > 0) {
            told.append(tr("%1 from %2 on", "count, time").arg(models::countText(bucket.count), bucket.text));
        }
    }
    constexpr qsizetype kMaxLevelNames = 5;
    m_times->setCategories(names);
    m_times->setLabelsAngle(names.size() > kMaxLevelNames ? -90 : 0);
    m_counts->setRange(0, static_cast<qreal>(highest));
    setAccessibleDescription(told.join(QStringLiteral(", ")));
}

void TimeBars::applyTheme()
{
    applyChartTheme(this);
    m_bars->setColor(ThemeController::current().color(ColorToken::Accent));
    m_bars->setBorderColor(ThemeController::current().color(ColorToken::Accent));
}

void TimeBars::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    const bool isLook = event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
                        event->type() == QEvent::FontChange;
    if (isLook && m_counts != nullptr) {
        applyTheme();
    }
}

} // namespace millrace::gui
