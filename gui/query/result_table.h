// SPDX-License-Identifier: GPL-3.0-or-later
// The grid of a query's result.
#pragma once

#include "models/query/query_result_model.h"

#include <QTableView>

namespace millrace::gui {

/// As high as its rows ask for, within bounds; the rest scrolls. GUI thread only.
class ResultTable : public QTableView {
    Q_OBJECT
public:
    static constexpr int kMaxVisibleRows = 14;

    explicit ResultTable(models::QueryResultModel& model, QWidget* parent = nullptr);

    /// The selected rows, or all where none is, on the clipboard; INSERTs go into `relation`.
    void copyRows(models::RowFormat format, const QString& relation) const;
    QSize sizeHint() const override;
    /// More rows scroll.
    void setMaxVisibleRows(int rows);
    /// From now on the newest row is shown, unless somebody scrolls up.
    void followNewest();

private:
    void fitColumns();
    void updateHeight();

    models::QueryResultModel& m_model;
    bool m_isAtEnd = true; ///< when rows come, they are followed
    int m_maxVisibleRows = kMaxVisibleRows;
    int m_numFitted = 0;   ///< of the first rows have been given their room
};

} // namespace millrace::gui
