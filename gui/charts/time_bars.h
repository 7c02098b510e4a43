// SPDX-License-Identifier: GPL-3.0-or-later
// A bar chart of how many took how long.
#pragma once

#include "models/pipeline/token_times.h"

#include <QChartView>

class QBarCategoryAxis;
class QBarSet;
class QValueAxis;

namespace millrace::gui {

/// GUI thread only.
class TimeBars : public QChartView {
    Q_OBJECT
public:
    TimeBars(const QString& objectName, const QString& title, QWidget* parent = nullptr);

    void setBuckets(const std::vector<models::TimeBucket>& buckets);

protected:
    void changeEvent(QEvent* event) override;

private:
    void applyTheme();

    QBarSet* m_bars;
    QBarCategoryAxis* m_times;
    QValueAxis* m_counts;
};

} // namespace millrace::gui
