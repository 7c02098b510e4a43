// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/charts/chart_look.h"

#include "gui/theme/theme_controller.h"

#include <QAbstractAxis>
#include <QChart>
#include <QLegend>

namespace millrace::gui {

void setUpChart(QChartView* view, const QString& objectName, const QString& title)
{
    view->setObjectName(objectName);
    view->setAccessibleName(title);
    view->setRenderHint(QPainter::Antialiasing);
    view->setFrameShape(QFrame::NoFrame);
    view->setFocusPolicy(Qt::StrongFocus);
    QChart* chart = view->chart();
    chart->setAnimationOptions(QChart::NoAnimation);
    chart->setMargins(QMargins(4, 2, 8, 2));
    chart->setContentsMargins(0, 0, 0, 0);
    chart->setBackgroundRoundness(0);
    chart->legend()->hide();
    chart->setTitle(title);
}

void applyChartTheme(QChartView* view)
{
    const Theme& theme = ThemeController::current();
    QChart* chart = view->chart();
    const QFont font = view->font();
    QFont small = font;
    small.setPointSizeF(font.pointSizeF() * 0.85);
    chart->setBackgroundBrush(theme.color(ColorToken::Base));
    view->setBackgroundBrush(theme.color(ColorToken::Base));
    chart->setTitleBrush(theme.color(ColorToken::Text));
    chart->setTitleFont(font);
    for (QAbstractAxis* axis : chart->axes()) {
        axis->setLabelsFont(small);
        axis->setLabelsColor(theme.color(ColorToken::TextMuted));
        axis->setLinePenColor(theme.color(ColorToken::Border));
        axis->setGridLineColor(theme.color(ColorToken::Border));
        axis->setTitleVisible(false);
    }
}

} // namespace millrace::gui
