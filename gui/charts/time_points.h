// SPDX-License-Identifier: GPL-3.0-or-later
// A chart of durations over the time at which they began: one dot each.
#pragma once

#include <QChartView>
#include <QList>
#include <QPointF>

class QDateTimeAxis;
class QScatterSeries;
class QValueAxis;

namespace millrace::gui {

/// X: seconds since 1970; y: milliseconds. At most some thousand points. GUI thread only.
class TimePoints : public QChartView {
    Q_OBJECT
public:
    TimePoints(const QString& objectName, const QString& title, QWidget* parent = nullptr);

    void setPoints(const QList<QPointF>& points);

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyTheme();

    QScatterSeries* m_points;
    QDateTimeAxis* m_when;
    QValueAxis* m_millis;
};

} // namespace millrace::gui
