// SPDX-License-Identifier: GPL-3.0-or-later
// The tables and views of a pipeline with a tick each: what a change stream follows.
#pragma once

#include "models/bridge/pipeline_bridge.h"

#include <QAbstractListModel>
#include <QPointer>
#include <QStringList>

#include <vector>

namespace millrace::models {

/// A flat list, tables first, each item checkable. Ticks of relations that vanish come back with them.
/// GUI thread only.
class RelationTickModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        IsViewRole = Qt::UserRole + 1, ///< bool; a section is a run of equal values
        NameRole,
        IsMaterializedRole,
    };

    explicit RelationTickModel(QObject* parent = nullptr);

    void setPipeline(PipelineBridge* pipeline);
    /// Ticked relations that exist, in the order of the list.
    QStringList ticked() const;
    void setTicked(const QStringList& relations);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void tickedChanged(const QStringList& relations);

private:
    struct Item {
        QString name;
        bool isView = false;
        bool isMaterialized = false;
        bool operator==(const Item&) const = default;
    };
    void reload();

    QPointer<PipelineBridge> m_pipeline;
    std::vector<Item> m_items;
    QStringList m_ticked;
};

} // namespace millrace::models
