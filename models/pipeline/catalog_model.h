// SPDX-License-Identifier: GPL-3.0-or-later
// The catalog tree: pipelines, their tables and views, and below each its columns and connectors.
#pragma once

#include "models/bridge/engine_bridge.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace millrace::models {

/// Two columns: name, and what it is (state of a pipeline, kind of a relation, type of a column, state of a
/// connector) or how many errors it has. Names can be edited for pipelines. GUI thread only.
class CatalogModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum class Column { Name, Detail };
    Q_ENUM(Column)
    enum class NodeKind { Pipeline, Table, View, Column, Connector };
    Q_ENUM(NodeKind)
    enum Role {
        NodeKindRole = Qt::UserRole + 1, ///< int(NodeKind)
        PipelineRole,                    ///< QString
        RelationRole,                    ///< QString
        ConnectorRole,                   ///< QString
        PipelineStateRole,               ///< int(PipelineState), for a pipeline
        ActivityRole,                    ///< int(ConnectorActivity), for a connector
        TypeTextRole,                    ///< QString, for a column
        IsKeyRole,                       ///< bool: the column is in the primary key
        ErrorCountRole,                  ///< qulonglong, for pipelines, relations and connectors
        IsMaterializedRole,              ///< bool, for a relation
    };

    explicit CatalogModel(EngineBridge& bridge, QObject* parent = nullptr);
    ~CatalogModel() override;

    PipelineBridge* pipelineOf(const QModelIndex& index) const;
    QModelIndex indexOfPipeline(const PipelineBridge* pipeline) const;
    QModelIndex indexOfRelation(const PipelineBridge* pipeline, const QString& relation) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;
    /// MIME text/x-millrace-relation: "pipeline\nrelation" per dragged relation.
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    /// What of it was dragged here: pipelines with their relations.
    static QList<QPair<QString, QString>> relationsOf(const QMimeData& data);

private:
    struct Node;
    Node* nodeOf(const QModelIndex& index) const; ///< the root for an invalid index
    QModelIndex indexOf(const Node* node, int column = 0) const;
    void addPipeline(PipelineBridge* pipeline);
    void removePipeline(PipelineBridge* pipeline);
    void numberRows();
    void fillRelations(Node& pipelineNode) const;
    void onRelationsChanged(PipelineBridge* pipeline);
    void onNameChanged(PipelineBridge* pipeline);
    void onStatusChanged(PipelineBridge* pipeline);
    quint64 updateRelation(Node& relation);
    QString detailText(const Node& node) const;
    QString kindText(const Node& node) const;
    QString errorsText(quint64 errors) const;
    QString toolTip(const Node& node) const;

    EngineBridge& m_bridge;
    std::unique_ptr<Node> m_root;
};

} // namespace millrace::models
