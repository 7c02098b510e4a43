// SPDX-License-Identifier: GPL-3.0-or-later
// What all charts have in common: colours of the theme, thin axes, no animation.
#pragma once

#include <QChartView>

class QAbstractAxis;

namespace millrace::gui {

/// Before series and axes are added.
void setUpChart(QChartView* view, const QString& objectName, const QString& title);
/// Again when the theme changes.
void applyChartTheme(QChartView* view);

} // namespace millrace::gui
