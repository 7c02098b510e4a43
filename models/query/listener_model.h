// SPDX-License-Identifier: GPL-3.0-or-later
// Who listens to a descriptive pipeline, and at what rate.
#pragma once

#include "engine/api/descriptive.h"

#include <QAbstractTableModel>

#include <vector>

namespace millrace::models {

/// The calls of clients; those of this window are left out. GUI thread only.
class ListenerModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum class Column { Client, Rows, Rate };

    using QAbstractTableModel::QAbstractTableModel;

    /// Of which pipeline; forgets the others.
    void setPipeline(const QString& name);
    /// Takes over the calls as they are at `now` (microseconds); rates are those since the last time.
    void refresh(const std::vector<descriptive::LiveCallInfo>& calls, int64_t now);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Listener {
        uint64_t id = 0;
        QString client;
        uint64_t numRows = 0;
        double rowsPerSecond = 0;
    };
    Listener listenerOf(const descriptive::LiveCallInfo& call, int64_t now) const;

    std::string m_pipeline;
    std::vector<Listener> m_listeners; ///< in the order of their start
    int64_t m_refreshedAt = 0;
};

/// Calls of a pipeline that clients make, not this window.
size_t numListeners(const std::vector<descriptive::LiveCallInfo>& calls, const std::string& pipeline);

} // namespace millrace::models
