// SPDX-License-Identifier: GPL-3.0-or-later
// A small chart of one or two lines over time, in the colours of the theme; a range can be brushed.
#pragma once

#include "gui/theme/theme.h"

#include <QChartView>
#include <QList>
#include <QPointF>

#include <functional>

class QLineSeries;
class QValueAxis;

namespace millrace::gui {

/// X counts seconds before now (<= 0). No animation; a redraw costs what its points cost, at most some hundred a line.
/// With the keyboard: Left and Right move a cursor, Shift extends the range, Enter takes it, Esc lets go.
/// GUI thread only.
class LineChart : public QChartView {
    Q_OBJECT
    Q_PROPERTY(QString title MEMBER m_title) // found when the language changes
public:
    struct Line {
        QString name;
        ColorToken color;
    };
    using ValueText = std::function<QString(double)>;

    LineChart(const QString& objectName, const QString& title, const QList<Line>& lines, ValueText valueText,
              QWidget* parent = nullptr);

    /// `spanSeconds` is shown whether there are points or not.
    void setSpan(double spanSeconds);
    void setPoints(int line, const QList<QPointF>& points);
    /// To be called after setPoints(): fits the y axis and says the newest values.
    void update();
    /// The newest values in words, also for a screen reader.
    QString valuesText() const;

Q_SIGNALS:
    /// The user chose a range of x; none when from >= to.
    void brushed(double fromSeconds, double toSeconds);

protected:
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void applyTheme();
    void showBrush();
    double secondsAt(const QPoint& at) const;

    QString m_title;
    QList<Line> m_lines;
    ValueText m_valueText;
    QList<QLineSeries*> m_series;
    QValueAxis* m_time;
    QValueAxis* m_value;
    QGraphicsRectItem* m_brush;
    double m_span = 60;
    double m_brushFrom = 0;
    double m_brushTo = 0;
    bool m_isBrushing = false;
};

} // namespace millrace::gui
