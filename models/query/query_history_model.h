// SPDX-License-Identifier: GPL-3.0-or-later
// The queries that were run, newest first; they outlive the program.
#pragma once

#include "engine/api/pipeline.h"
#include "models/bridge/setting_writer.h"

#include <QAbstractListModel>
#include <QList>
#include <QString>

namespace millrace::models {

struct QueryHistoryEntry {
    QString sql;
    QString pipeline;
    TimestampMicros at = 0;
    qint64 durationUs = 0;
    qulonglong rows = 0;
    bool hasFailed = false;
};

/// At most kMaxEntries, and kMaxCharacters of them; the same statement is there once. GUI thread only.
class QueryHistoryModel : public QAbstractListModel {
    Q_OBJECT
public:
    static constexpr int kMaxEntries = 500;
    static constexpr qsizetype kMaxCharacters = 512 * 1024;
    enum Role {
        SqlRole = Qt::UserRole + 1, ///< QString: whole
        DetailRole,                 ///< QString: pipeline, when, how long, how many rows
        FailedRole,                 ///< bool
    };

    /// Reads what is stored, and stores there.
    explicit QueryHistoryModel(SettingWriter& settings, QObject* parent = nullptr);

    void add(QueryHistoryEntry entry);
    const QList<QueryHistoryEntry>& entries() const { return m_entries; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    void load();
    void store();
    void trim();

    SettingWriter& m_settings;
    QList<QueryHistoryEntry> m_entries;
};

} // namespace millrace::models
