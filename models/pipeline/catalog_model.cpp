// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/catalog_model.h"

#include "models/bridge/gui_thread.h"
#include "models/pipeline/connector_model.h"
#include "models/text/cell_text.h"
#include "models/text/number_text.h"

#include <QMimeData>
#include <QStringList>

#include <algorithm>
#include <optional>

namespace millrace::models {

namespace {

constexpr char kRelationMimeType[] = "text/x-millrace-relation";

quint64 numErrors(const InputStatus& input)
{
    return input.numParseErrors + input.numTransportErrors + input.numSetAside + (input.fatalError ? 1 : 0);
}

quint64 numErrors(const OutputStatus& output)
{
    return output.numEncodeErrors + output.numTransportErrors + (output.fatalError ? 1 : 0);
}

} // namespace

/// One line of the tree. Children are owned; `row` is the place among the siblings.
struct CatalogModel::Node {
    NodeKind kind = NodeKind::Pipeline;
    Node* parent = nullptr;
    int row = 0;
    PipelineBridge* pipeline = nullptr;
    QString name;
    QString typeText; ///< of a column
    bool isKey = false;
    bool isMaterialized = false;
    bool isLocal = false;
    quint64 errors = 0;
    PipelineState state = PipelineState::Stopped;
    ConnectorActivity activity = ConnectorActivity::Stopped;
    std::vector<std::unique_ptr<Node>> children;

    Node* add(NodeKind childKind, QString childName)
    {
        auto child = std::make_unique<Node>();
        child->kind = childKind;
        child->parent = this;
        child->row = static_cast<int>(children.size());
        child->pipeline = pipeline;
        child->name = std::move(childName);
        children.push_back(std::move(child));
        return children.back().get();
    }

    /// Same names, kinds and types, all the way down.
    bool looksLike(const Node& other) const
    {
        return kind == other.kind && name == other.name && typeText == other.typeText && isKey == other.isKey &&
               isMaterialized == other.isMaterialized && isLocal == other.isLocal &&
               std::equal(children.begin(), children.end(), other.children.begin(), other.children.end(),
                          [](const auto& a, const auto& b) { return a->looksLike(*b); });
    }
};

CatalogModel::CatalogModel(EngineBridge& bridge, QObject* parent)
    : QAbstractItemModel(parent)
    , m_bridge(bridge)
    , m_root(std::make_unique<Node>())
{
    connect(&m_bridge, &EngineBridge::pipelineAdded, this, &CatalogModel::addPipeline);
    connect(&m_bridge, &EngineBridge::pipelineAboutToBeRemoved, this, &CatalogModel::removePipeline);
    for (PipelineBridge* pipeline : m_bridge.pipelines()) {
        addPipeline(pipeline);
    }
}

CatalogModel::~CatalogModel() = default;

PipelineBridge* CatalogModel::pipelineOf(const QModelIndex& index) const
{
    return index.isValid() ? nodeOf(index)->pipeline : nullptr;
}

QModelIndex CatalogModel::indexOfPipeline(const PipelineBridge* pipeline) const
{
    for (const std::unique_ptr<Node>& node : m_root->children) {
        if (node->pipeline == pipeline) {
            return indexOf(node.get());
        }
    }
    return {};
}

QModelIndex CatalogModel::indexOfRelation(const PipelineBridge* pipeline, const QString& relation) const
{
    const QModelIndex parentIndex = indexOfPipeline(pipeline);
    if (parentIndex.isValid()) {
        for (const std::unique_ptr<Node>& node : nodeOf(parentIndex)->children) {
            if (node->name == relation) {
                return indexOf(node.get());
            }
        }
    }
    return {};
}

CatalogModel::Node* CatalogModel::nodeOf(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<Node*>(index.internalPointer()) : m_root.get();
}

QModelIndex CatalogModel::indexOf(const Node* node, int column) const
{
    return node == m_root.get() ? QModelIndex() : createIndex(node->row, column, node);
}

void CatalogModel::addPipeline(PipelineBridge* pipeline)
{
    MR_ASSERT_GUI_THREAD();
    const auto place = std::find_if(m_root->children.begin(), m_root->children.end(),
                                    [&](const auto& node) { return node->name > pipeline->name(); });
    const int row = static_cast<int>(place - m_root->children.begin());
    auto node = std::make_unique<Node>();
    node->parent = m_root.get();
    node->pipeline = pipeline;
    node->name = pipeline->name();
    node->state = pipeline->state();
    fillRelations(*node);
    beginInsertRows({}, row, row);
    m_root->children.insert(place, std::move(node));
    numberRows();
    endInsertRows();
    connect(pipeline, &PipelineBridge::relationsChanged, this, [this, pipeline] { onRelationsChanged(pipeline); });
    connect(pipeline, &PipelineBridge::statusChanged, this, [this, pipeline] { onStatusChanged(pipeline); });
    connect(pipeline, &PipelineBridge::nameChanged, this, [this, pipeline] { onNameChanged(pipeline); });
    onStatusChanged(pipeline);
}

void CatalogModel::removePipeline(PipelineBridge* pipeline)
{
    MR_ASSERT_GUI_THREAD();
    const QModelIndex index = indexOfPipeline(pipeline);
    pipeline->disconnect(this);
    if (index.isValid()) {
        beginRemoveRows({}, index.row(), index.row());
        m_root->children.erase(m_root->children.begin() + index.row());
        numberRows();
        endRemoveRows();
    }
}

void CatalogModel::numberRows()
{
    for (size_t i = 0; i < m_root->children.size(); ++i) {
        m_root->children[i]->row = static_cast<int>(i);
    }
}

void CatalogModel::fillRelations(Node& pipelineNode) const
{
    for (const RelationInfo& relation : pipelineNode.pipeline->relations()) {
        const bool isTable = relation.kind == sql::RelationKind::Table;
        Node* node = pipelineNode.add(isTable ? NodeKind::Table : NodeKind::View, toQString(relation.name));
        node->isMaterialized = relation.isMaterialized;
        node->isLocal = relation.kind == sql::RelationKind::LocalView;
        const std::vector<int>& key = relation.schema.primaryKey;
        for (size_t i = 0; i < relation.schema.columns.size(); ++i) {
            const ColumnInfo& column = relation.schema.columns[i];
            Node* columnNode = node->add(NodeKind::Column, toQString(column.name));
            columnNode->typeText = models::typeText(column.type);
            columnNode->isKey = std::find(key.begin(), key.end(), static_cast<int>(i)) != key.end();
        }
        for (const std::string& connector : relation.connectors) {
            node->add(NodeKind::Connector, toQString(connector));
        }
    }
}

void CatalogModel::onRelationsChanged(PipelineBridge* pipeline)
{
    const QModelIndex index = indexOfPipeline(pipeline);
    if (!index.isValid()) {
        return;
    }
    Node fresh;
    fresh.name = pipeline->name();
    fresh.pipeline = pipeline;
    fillRelations(fresh);
    Node* node = nodeOf(index);
    if (fresh.looksLike(*node)) {
        return;
    }
    if (!node->children.empty()) {
        beginRemoveRows(index, 0, static_cast<int>(node->children.size()) - 1);
        node->children.clear();
        endRemoveRows();
    }
    if (!fresh.children.empty()) {
        beginInsertRows(index, 0, static_cast<int>(fresh.children.size()) - 1);
        node->children = std::move(fresh.children);
        for (const std::unique_ptr<Node>& child : node->children) {
            child->parent = node;
        }
        endInsertRows();
    }
    onStatusChanged(pipeline);
}

void CatalogModel::onNameChanged(PipelineBridge* pipeline)
{
    // The place in the order of names may have changed as well.
    beginResetModel();
    for (const std::unique_ptr<Node>& node : m_root->children) {
        node->name = node->pipeline == pipeline ? pipeline->name() : node->name;
    }
    std::sort(m_root->children.begin(), m_root->children.end(),
              [](const auto& a, const auto& b) { return a->name < b->name; });
    numberRows();
    endResetModel();
}

void CatalogModel::onStatusChanged(PipelineBridge* pipeline)
{
    const QModelIndex index = indexOfPipeline(pipeline);
    if (!index.isValid()) {
        return;
    }
    Node* node = nodeOf(index);
    quint64 errors = 0;
    for (const std::unique_ptr<Node>& relation : node->children) {
        errors += updateRelation(*relation);
    }
    if (node->state != pipeline->state() || node->errors != errors) {
        node->state = pipeline->state();
        node->errors = errors;
        Q_EMIT dataChanged(index, index.siblingAtColumn(static_cast<int>(Column::Detail)));
    }
}

/// Takes the connectors' states; returns the errors of the relation.
quint64 CatalogModel::updateRelation(Node& relation)
{
    const PipelineStatus& status = *relation.pipeline->status();
    const std::string relationName = relation.name.toStdString();
    quint64 sum = 0;
    for (const std::unique_ptr<Node>& child : relation.children) {
        if (child->kind != NodeKind::Connector) {
            continue;
        }
        const std::string name = child->name.toStdString();
        ConnectorActivity activity = ConnectorActivity::Stopped;
        quint64 errors = 0;
        if (const InputStatus* input = status.findInput(relationName, name)) {
            activity = connectorActivity(status, *input);
            errors = numErrors(*input);
        }
        for (const OutputStatus& output : status.outputs) {
            if (output.relation == relationName && output.name == name) {
                activity = connectorActivity(status, output);
                errors = numErrors(output);
            }
        }
        sum += errors;
        if (child->activity != activity || child->errors != errors) {
            child->activity = activity;
            child->errors = errors;
            Q_EMIT dataChanged(indexOf(child.get()), indexOf(child.get(), static_cast<int>(Column::Detail)));
        }
    }
    if (relation.errors != sum) {
        relation.errors = sum;
        Q_EMIT dataChanged(indexOf(&relation), indexOf(&relation, static_cast<int>(Column::Detail)));
    }
    return sum;
}

QModelIndex CatalogModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column, nodeOf(parent)->children[static_cast<size_t>(row)].get());
}

QModelIndex CatalogModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexOf(nodeOf(child)->parent) : QModelIndex();
}

int CatalogModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(nodeOf(parent)->children.size());
}

int CatalogModel::columnCount(const QModelIndex&) const
{
    return static_cast<int>(Column::Detail) + 1;
}

QVariant CatalogModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Node& node = *nodeOf(index);
    const bool isRelation = node.kind == NodeKind::Table || node.kind == NodeKind::View;
    const Node* relation = isRelation ? &node : (node.kind == NodeKind::Pipeline ? nullptr : node.parent);
    switch (role) {
    case Qt::DisplayRole: return index.column() == 0 ? node.name : detailText(node);
    case Qt::EditRole: return index.column() == 0 ? QVariant(node.name) : QVariant();
    case Qt::ToolTipRole: return toolTip(node);
    case NodeKindRole: return static_cast<int>(node.kind);
    case PipelineRole: return node.pipeline->name();
    case RelationRole: return relation != nullptr ? relation->name : QString();
    case ConnectorRole: return node.kind == NodeKind::Connector ? node.name : QString();
    case PipelineStateRole:
        return node.kind == NodeKind::Pipeline ? QVariant(static_cast<int>(node.state)) : QVariant();
    case ActivityRole: return node.kind == NodeKind::Connector ? QVariant(static_cast<int>(node.activity)) : QVariant();
    case TypeTextRole: return node.typeText;
    case IsKeyRole: return node.isKey;
    case ErrorCountRole: return node.errors;
    case IsMaterializedRole: return node.isMaterialized;
    default: return {};
    }
}

QString CatalogModel::errorsText(quint64 errors) const
{
    return tr("%1 error(s)", nullptr, static_cast<int>(std::min<quint64>(errors, INT32_MAX))).arg(countText(errors));
}

QString CatalogModel::detailText(const Node& node) const
{
    // The icon shows what a row is; that something is wrong needs a word.
    return node.errors > 0 && node.kind != NodeKind::Pipeline ? errorsText(node.errors) : kindText(node);
}

QString CatalogModel::kindText(const Node& node) const
{
    switch (node.kind) {
    case NodeKind::Pipeline: return pipelineStateText(node.state);
    case NodeKind::Table: return tr("table");
    case NodeKind::View:
        if (node.isLocal) {
            return tr("local view");
        }
        return node.isMaterialized ? tr("materialized view") : tr("view");
    case NodeKind::Column:
        return node.isKey ? tr("%1, key", "SQL type of a key column").arg(node.typeText) : node.typeText;
    case NodeKind::Connector: return connectorActivityText(node.activity);
    }
    return {};
}

QString CatalogModel::toolTip(const Node& node) const
{
    const QString detail = tr("%1: %2", "name: what it is").arg(node.name, kindText(node));
    return node.errors == 0 ? detail : tr("%1, %2", "what it is, errors").arg(detail, errorsText(node.errors));
}

bool CatalogModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !flags(index).testFlag(Qt::ItemIsEditable)) {
        return false;
    }
    const QString name = value.toString().trimmed();
    Node* node = nodeOf(index);
    return !name.isEmpty() && (name == node->name || m_bridge.renamePipeline(node->pipeline, name));
}

Qt::ItemFlags CatalogModel::flags(const QModelIndex& index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    switch (nodeOf(index)->kind) {
    case NodeKind::Pipeline: flags |= index.column() == 0 ? Qt::ItemIsEditable : Qt::NoItemFlags; break;
    case NodeKind::Table:
    case NodeKind::View: flags |= Qt::ItemIsDragEnabled; break;
    case NodeKind::Column:
    case NodeKind::Connector: flags |= Qt::ItemNeverHasChildren; break;
    }
    return flags;
}

QVariant CatalogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || role != Qt::DisplayRole || section < 0 || section >= columnCount()) {
        return {};
    }
    return static_cast<Column>(section) == Column::Name ? tr("Name") : tr("Detail");
}

QHash<int, QByteArray> CatalogModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractItemModel::roleNames();
    names.insert({{NodeKindRole, "nodeKind"},
                  {PipelineRole, "pipeline"},
                  {RelationRole, "relation"},
                  {ConnectorRole, "connector"},
                  {PipelineStateRole, "pipelineState"},
                  {ActivityRole, "activity"},
                  {TypeTextRole, "typeText"},
                  {IsKeyRole, "isKey"},
                  {ErrorCountRole, "errorCount"},
                  {IsMaterializedRole, "isMaterialized"}});
    return names;
}

QStringList CatalogModel::mimeTypes() const
{
    return {QLatin1String(kRelationMimeType)};
}

QMimeData* CatalogModel::mimeData(const QModelIndexList& indexes) const
{
    QStringList lines;
    for (const QModelIndex& index : indexes) {
        const Node& node = *nodeOf(index);
        if (index.column() == 0 && (node.kind == NodeKind::Table || node.kind == NodeKind::View)) {
            lines.append(node.pipeline->name() + QLatin1Char('\n') + node.name);
        }
    }
    if (lines.isEmpty()) {
        return nullptr;
    }
    auto* data = new QMimeData;
    data->setData(QLatin1String(kRelationMimeType), lines.join(QLatin1Char('\n')).toUtf8());
    return data;
}

QList<QPair<QString, QString>> CatalogModel::relationsOf(const QMimeData& data)
{
    const QStringList lines = QString::fromUtf8(data.data(QLatin1String(kRelationMimeType))).split(QLatin1Char('\n'));
    QList<QPair<QString, QString>> relations;
    for (qsizetype i = 0; i + 1 < lines.size(); i += 2) {
        relations.append({lines[i], lines[i + 1]});
    }
    return relations;
}

} // namespace millrace::models
