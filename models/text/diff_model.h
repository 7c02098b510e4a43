// SPDX-License-Identifier: GPL-3.0-or-later
// Two texts as one list of lines, with what came and what went.
#pragma once

#include "models/text/line_diff.h"

#include <QAbstractTableModel>

namespace millrace::models {

/// GUI thread only.
class DiffModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { OldLine, NewLine, Sign, Text, NumColumns };
    enum Role {
        SideRole = Qt::UserRole + 1, ///< int(DiffSide)
        NumericRole,                 ///< bool
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setTexts(const QString& oldText, const QString& newText);
    int numCame() const { return m_numCame; }
    int numGone() const { return m_numGone; }
    /// The first line of the next (+1) or previous (-1) group of differences; -1 when there is none.
    int nextDifference(int fromRow, int direction) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    bool isDifferent(int row) const { return m_lines[row].side != DiffSide::Both; }

    QList<DiffLine> m_lines;
    int m_numCame = 0;
    int m_numGone = 0;
};

} // namespace millrace::models
