// SPDX-License-Identifier: GPL-3.0-or-later
// A change stream in numbers: one line a step, exact also where rows were not kept.
#pragma once

#include "models/stream/stream_sifter.h"

#include <QAbstractTableModel>

#include <deque>

namespace millrace::models {

/// At most kMaxSteps lines, the oldest leave. GUI thread only.
class StepSummaryModel : public QAbstractTableModel {
    Q_OBJECT
public:
    static constexpr size_t kMaxSteps = 50'000;
    enum class Column { Step, Time, Inserted, Deleted, Net, Rows };
    Q_ENUM(Column)
    enum Role {
        NumericRole = Qt::UserRole + 1, ///< bool
        GapRole,                        ///< bool: a line for what was not kept
        GapTextRole,                    ///< QString
        StepRole,                       ///< qulonglong
    };

    explicit StepSummaryModel(QObject* parent = nullptr);

    /// Appends; a step that is there already grows. `isAnew` forgets what was there.
    void add(const std::vector<StepSummary>& steps, bool isAnew);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString displayText(const StepSummary& step, Column column) const;
    static QString gapText(const StepSummary& step);

    std::deque<StepSummary> m_steps; ///< oldest first
};

} // namespace millrace::models
