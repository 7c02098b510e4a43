// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of pinned keys as they are now, and what happened to them last.
#pragma once

#include "engine/api/values.h"
#include "models/stream/stream_sifter.h"

#include <QAbstractTableModel>

#include <deque>
#include <vector>

namespace millrace::models {

/// One row a pin, updated in place. GUI thread only.
class PinnedRowsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    static constexpr size_t kMaxHistory = 20;
    enum Column { State, LastStep, Changes, FirstData };
    enum Role {
        NumericRole = Qt::UserRole + 1, ///< bool
        IsGoneRole,                     ///< bool: the key is not there now
        HistoryRole,                    ///< QString: the latest changes, newest first
    };

    explicit PinnedRowsModel(QObject* parent = nullptr);

    void setSchema(const Schema& schema);
    /// `numPins` as of the changes; `isAnew` forgets what was known.
    void add(const std::vector<PinChange>& changes, size_t numPins, bool isAnew);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Pin {
        std::deque<PinChange> history; ///< newest first
        PinChange shown;               ///< the row that is there, or went last
        uint64_t numChanges = 0;
    };
    QString historyText(const Pin& pin) const;

    Schema m_schema;
    std::vector<Pin> m_pins;
};

} // namespace millrace::models
