// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/docks/catalog_tick_model.h"

#include "gui/documents/stream_set.h"
#include "models/pipeline/catalog_model.h"

namespace millrace::gui {

using models::CatalogModel;

CatalogTickModel::CatalogTickModel(CatalogModel* catalog, StreamSet* streams, QObject* parent)
    : QIdentityProxyModel(parent)
    , m_catalog(catalog)
    , m_streams(streams)
{
    setSourceModel(catalog);
    connect(streams, &StreamSet::tickedChanged, this, [this](models::PipelineBridge* pipeline) {
        const QModelIndex root = mapFromSource(m_catalog->indexOfPipeline(pipeline));
        const int numRelations = rowCount(root);
        if (root.isValid() && numRelations > 0) {
            Q_EMIT dataChanged(index(0, 0, root), index(numRelations - 1, 0, root), {Qt::CheckStateRole});
        }
    });
}

bool CatalogTickModel::isRelation(const QModelIndex& index)
{
    const auto kind = static_cast<CatalogModel::NodeKind>(index.data(CatalogModel::NodeKindRole).toInt());
    return index.isValid() && (kind == CatalogModel::NodeKind::Table || kind == CatalogModel::NodeKind::View);
}

QVariant CatalogTickModel::data(const QModelIndex& index, int role) const
{
    if (role == Qt::CheckStateRole && index.column() == 0 && isRelation(index)) {
        const QString relation = index.data(CatalogModel::RelationRole).toString();
        return m_streams->isTicked(m_catalog->pipelineOf(mapToSource(index)), relation) ? Qt::Checked : Qt::Unchecked;
    }
    return QIdentityProxyModel::data(index, role);
}

bool CatalogTickModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::CheckStateRole || index.column() != 0 || !isRelation(index)) {
        return QIdentityProxyModel::setData(index, value, role);
    }
    m_streams->setTicked(m_catalog->pipelineOf(mapToSource(index)), index.data(CatalogModel::RelationRole).toString(),
                         value.toInt() == Qt::Checked);
    return true;
}

Qt::ItemFlags CatalogTickModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags usual = QIdentityProxyModel::flags(index);
    return index.column() == 0 && isRelation(index) ? usual | Qt::ItemIsUserCheckable : usual;
}

} // namespace millrace::gui
