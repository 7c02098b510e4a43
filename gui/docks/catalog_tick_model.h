// SPDX-License-Identifier: GPL-3.0-or-later
// The catalog tree with a tick box at each table and view: ticked means its change stream is shown.
#pragma once

#include <QIdentityProxyModel>

namespace millrace::models {
class CatalogModel;
}

namespace millrace::gui {

class StreamSet;

/// GUI thread only.
class CatalogTickModel : public QIdentityProxyModel {
    Q_OBJECT
public:
    CatalogTickModel(models::CatalogModel* catalog, StreamSet* streams, QObject* parent = nullptr);

    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    static bool isRelation(const QModelIndex& index);

private:
    models::CatalogModel* m_catalog;
    StreamSet* m_streams;
};

} // namespace millrace::gui
