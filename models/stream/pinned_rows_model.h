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
        IsKnownRole,                    ///< bool: a change of the key was seen
        HistoryRole,                    ///< QString: the latest changes, newest first
    };

    explicit PinnedRowsModel(QObject* parent = nullptr);

    void setSchema(const Schema& schema);
    /// `pins` as of the changes, told apart by the columns of `key`; `isAnew` forgets what was known of them.
    void add(const std::vector<PinChange>& changes, const std::vector<PinnedRow>& pins, const std::vector<int>& key,
             bool isAnew);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Pin {
        std::deque<PinChange> history; ///< newest first
        PinnedRow row;                 ///< as it was pinned
        PinChange shown;               ///< the row that is there, or went last
        uint64_t numChanges = 0;
    };
    QString historyText(const Pin& pin) const;
    QString displayText(const Pin& pin, int column) const;

    Schema m_schema;
    std::vector<Pin> m_pins;
    std::vector<int> m_key;
};

} // namespace millrace::models
