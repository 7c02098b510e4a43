// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/relation_tick_model.h"

#include "models/bridge/gui_thread.h"
#include "models/text/cell_text.h"

#include <algorithm>

namespace millrace::models {

RelationTickModel::RelationTickModel(QObject* parent)
    : QAbstractListModel(parent)
{
}

void RelationTickModel::setPipeline(PipelineBridge* pipeline)
{
    MR_ASSERT_GUI_THREAD();
    if (m_pipeline == pipeline) {
        return;
    }
    if (m_pipeline) {
        m_pipeline->disconnect(this);
    }
    m_pipeline = pipeline;
    if (pipeline != nullptr) {
        connect(pipeline, &PipelineBridge::relationsChanged, this, &RelationTickModel::reload);
        connect(pipeline, &QObject::destroyed, this, &RelationTickModel::reload);
    }
    reload();
}

QStringList RelationTickModel::ticked() const
{
    QStringList present;
    for (const Item& item : m_items) {
        if (m_ticked.contains(item.name)) {
            present.append(item.name);
        }
    }
    return present;
}

void RelationTickModel::setTicked(const QStringList& relations)
{
    MR_ASSERT_GUI_THREAD();
    const QStringList before = ticked();
    m_ticked = relations;
    if (!m_items.empty()) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::CheckStateRole});
    }
    if (ticked() != before) {
        Q_EMIT tickedChanged(ticked());
    }
}

void RelationTickModel::reload()
{
    std::vector<Item> items;
    if (m_pipeline) {
        for (const RelationInfo& relation : m_pipeline->relations()) {
            if (relation.kind != sql::RelationKind::LocalView) {
                items.push_back(
                    {toQString(relation.name), relation.kind != sql::RelationKind::Table, relation.isMaterialized});
            }
        }
        std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.isView < b.isView; });
    }
    if (items == m_items) {
        return;
    }
    const QStringList before = ticked();
    beginResetModel();
    m_items = std::move(items);
    endResetModel();
    if (ticked() != before) {
        Q_EMIT tickedChanged(ticked());
    }
}

int RelationTickModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant RelationTickModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const Item& item = m_items[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole: return item.name;
    case Qt::ToolTipRole: return item.isView ? tr("View %1").arg(item.name) : tr("Table %1").arg(item.name);
    case Qt::CheckStateRole: return static_cast<int>(m_ticked.contains(item.name) ? Qt::Checked : Qt::Unchecked);
    case IsViewRole: return item.isView;
    case IsMaterializedRole: return item.isMaterialized;
    default: return {};
    }
}

bool RelationTickModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!index.isValid() || role != Qt::CheckStateRole) {
        return false;
    }
    QStringList relations = m_ticked;
    const QString& name = m_items[static_cast<size_t>(index.row())].name;
    relations.removeAll(name);
    if (value.toInt() == Qt::Checked) {
        relations.append(name);
    }
    setTicked(relations);
    return true;
}

Qt::ItemFlags RelationTickModel::flags(const QModelIndex& index) const
{
    return index.isValid()
               ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable | Qt::ItemNeverHasChildren
               : Qt::NoItemFlags;
}

QHash<int, QByteArray> RelationTickModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractListModel::roleNames();
    names.insert({{IsViewRole, "isView"}, {NameRole, "name"}, {IsMaterializedRole, "isMaterialized"}});
    return names;
}

} // namespace millrace::models
