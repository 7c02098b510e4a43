// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/connector_model.h"

#include "models/bridge/gui_thread.h"
#include "models/text/cell_text.h"
#include "models/text/error_text.h"

#include <algorithm>

namespace millrace::models {

namespace {

constexpr qint64 kPendingUs = 3'000'000; ///< a toggle the engine has not confirmed by then is shown as it is

bool isRunState(PipelineState state)
{
    return state == PipelineState::Running || state == PipelineState::Paused || state == PipelineState::Held;
}

} // namespace

ConnectorActivity connectorActivity(const PipelineStatus& status, const InputStatus& input)
{
    if (input.fatalError || input.requested == ConnectorState::Failed) {
        return ConnectorActivity::Failed;
    }
    if (!isRunState(status.state)) {
        return ConnectorActivity::Stopped;
    }
    if (input.endOfInput) {
        return ConnectorActivity::Ended;
    }
    if (input.isActive) {
        return ConnectorActivity::Running;
    }
    return input.requested == ConnectorState::Paused ? ConnectorActivity::Paused : ConnectorActivity::Waiting;
}

ConnectorActivity connectorActivity(const PipelineStatus& status, const OutputStatus& output)
{
    if (output.fatalError) {
        return ConnectorActivity::Failed;
    }
    return isRunState(status.state) ? ConnectorActivity::Running : ConnectorActivity::Stopped;
}

QString connectorActivityText(ConnectorActivity activity)
{
    switch (activity) {
    case ConnectorActivity::Stopped: return ConnectorModel::tr("Stopped");
    case ConnectorActivity::Running: return ConnectorModel::tr("Running");
    case ConnectorActivity::Waiting: return ConnectorModel::tr("Waiting");
    case ConnectorActivity::Paused: return ConnectorModel::tr("Paused");
    case ConnectorActivity::Ended: return ConnectorModel::tr("End of input");
    case ConnectorActivity::Failed: return ConnectorModel::tr("Failed");
    }
    return {};
}

ConnectorModel::ConnectorModel(QObject* parent)
    : QAbstractItemModel(parent)
{
}

ConnectorModel::~ConnectorModel() = default;

void ConnectorModel::setPipeline(PipelineBridge* pipeline)
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
        connect(pipeline, &PipelineBridge::statusChanged, this, &ConnectorModel::refresh);
        connect(pipeline, &PipelineBridge::relationsChanged, this, &ConnectorModel::refresh);
        connect(pipeline, &QObject::destroyed, this, &ConnectorModel::rebuild);
    }
    rebuild();
}

bool ConnectorModel::setRequested(const QModelIndex& index, ConnectorState requested)
{
    MR_ASSERT_GUI_THREAD();
    if (!index.isValid() || !m_pipeline) {
        return false;
    }
    const Place place = placeOf(index);
    RelationNode& node = m_nodes[place.relation];
    if (!node.isInput || !m_pipeline->isActive()) {
        return false;
    }
    const size_t first = place.connector.value_or(0);
    const size_t end = place.connector ? *place.connector + 1 : node.connectors.size();
    bool hasWorked = true;
    for (size_t i = first; i < end; ++i) {
        Connector& connector = node.connectors[i];
        // An unchanged request is repeated only where it means "retry".
        if (connector.shown.requested == requested && connector.shown.activity != ConnectorActivity::Failed) {
            continue;
        }
        const bool isDone = requested == ConnectorState::Running
                                ? m_pipeline->startConnector(node.name, connector.name)
                                : m_pipeline->pauseConnector(node.name, connector.name);
        hasWorked = hasWorked && isDone;
        if (isDone) {
            connector.pending = requested;
            connector.pendingSinceUs = Clock::system().steadyMicros();
        }
    }
    refresh();
    return hasWorked;
}

bool ConnectorModel::toggle(const QModelIndex& index)
{
    if (!index.isValid() ||
        !flags(index.siblingAtColumn(static_cast<int>(Column::On))).testFlag(Qt::ItemIsUserCheckable)) {
        return false;
    }
    const Place place = placeOf(index);
    const RelationNode& node = m_nodes[place.relation];
    const ConnectorState now = place.connector ? node.connectors[*place.connector].shown.requested : node.sum.requested;
    return setRequested(index, now == ConnectorState::Running ? ConnectorState::Paused : ConnectorState::Running);
}

QModelIndex ConnectorModel::indexOf(const QString& relation, const QString& connector) const
{
    for (size_t r = 0; r < m_nodes.size(); ++r) {
        if (m_nodes[r].name != relation) {
            continue;
        }
        const QModelIndex parentIndex = index(static_cast<int>(r), 0);
        const std::vector<Connector>& connectors = m_nodes[r].connectors;
        for (size_t c = 0; c < connectors.size(); ++c) {
            if (connectors[c].name == connector) {
                return index(static_cast<int>(c), 0, parentIndex);
            }
        }
        return connector.isEmpty() ? parentIndex : QModelIndex();
    }
    return {};
}

void ConnectorModel::rebuild()
{
    beginResetModel();
    m_nodes = makeNodes();
    updateAll();
    endResetModel();
}

/// What is declared, and what the status has beyond that.
std::vector<ConnectorModel::RelationNode> ConnectorModel::makeNodes() const
{
    std::vector<RelationNode> nodes;
    if (!m_pipeline) {
        return nodes;
    }
    for (const RelationInfo& relation : m_pipeline->relations()) {
        for (const std::string& name : relation.connectors) {
            nodeOf(nodes, toQString(relation.name), relation.kind == sql::RelationKind::Table)
                .connectors.push_back(Connector(toQString(name)));
        }
    }
    const auto addMissing = [&nodes](const std::string& relation, const std::string& name, bool isInput) {
        RelationNode& node = nodeOf(nodes, toQString(relation), isInput);
        const QString wanted = toQString(name);
        const bool isThere = std::any_of(node.connectors.begin(), node.connectors.end(),
                                         [&](const Connector& connector) { return connector.name == wanted; });
        if (!isThere) {
            node.connectors.push_back(Connector(wanted));
        }
    };
    for (const InputStatus& input : m_pipeline->status()->inputs) {
        addMissing(input.relation, input.name, true);
    }
    for (const OutputStatus& output : m_pipeline->status()->outputs) {
        addMissing(output.relation, output.name, false);
    }
    return nodes;
}

ConnectorModel::RelationNode& ConnectorModel::nodeOf(std::vector<RelationNode>& nodes, const QString& name,
                                                     bool isInput)
{
    const auto found =
        std::find_if(nodes.begin(), nodes.end(), [&](const RelationNode& node) { return node.name == name; });
    if (found != nodes.end()) {
        return *found;
    }
    RelationNode node;
    node.name = name;
    node.isInput = isInput;
    nodes.push_back(std::move(node));
    return nodes.back();
}

bool ConnectorModel::hasSameStructure(const std::vector<RelationNode>& nodes) const
{
    const auto isSameConnector = [](const Connector& a, const Connector& b) { return a.name == b.name; };
    return std::equal(nodes.begin(), nodes.end(), m_nodes.begin(), m_nodes.end(),
                      [&](const RelationNode& a, const RelationNode& b) {
                          return a.name == b.name && a.isInput == b.isInput &&
                                 std::equal(a.connectors.begin(), a.connectors.end(), b.connectors.begin(),
                                            b.connectors.end(), isSameConnector);
                      });
}

void ConnectorModel::refresh()
{
    if (!hasSameStructure(makeNodes())) {
        rebuild();
        return;
    }
    const std::vector<Changed> changes = updateAll();
    int firstRelation = -1;
    int lastRelation = -1;
    const int lastColumn = columnCount() - 1;
    for (const Changed& change : changes) {
        const int row = static_cast<int>(change.relation);
        firstRelation = firstRelation < 0 ? row : firstRelation;
        lastRelation = row;
        const QModelIndex parentIndex = index(row, 0);
        Q_EMIT dataChanged(index(change.firstConnector, 0, parentIndex),
                           index(change.lastConnector, lastColumn, parentIndex));
    }
    if (firstRelation >= 0) {
        Q_EMIT dataChanged(index(firstRelation, 0), index(lastRelation, lastColumn));
    }
}

std::vector<ConnectorModel::Changed> ConnectorModel::updateAll()
{
    const qint64 nowUs = Clock::system().steadyMicros();
    std::vector<Changed> changes;
    for (size_t r = 0; r < m_nodes.size(); ++r) {
        RelationNode& node = m_nodes[r];
        Changed change;
        change.relation = r;
        for (size_t c = 0; c < node.connectors.size(); ++c) {
            Connector& connector = node.connectors[c];
            Shown shown = node.isInput ? shownInput(node, connector, nowUs) : shownOutput(node, connector, nowUs);
            if (shown == connector.shown) {
                continue;
            }
            connector.shown = std::move(shown);
            change.firstConnector = change.firstConnector < 0 ? static_cast<int>(c) : change.firstConnector;
            change.lastConnector = static_cast<int>(c);
        }
        const quint64 ignoredBefore = node.sum.ignored;
        sumUp(node);
        node.sum.ignored = numIgnored(node);
        if (node.sum.ignored != ignoredBefore && change.firstConnector < 0) {
            change.firstConnector = change.lastConnector = 0; // the table's own row follows from its connectors'
        }
        if (change.firstConnector >= 0) {
            changes.push_back(change);
        }
    }
    return changes;
}

quint64 ConnectorModel::numIgnored(const RelationNode& node) const
{
    const std::string relation = node.name.toStdString();
    for (const TableStatus& table : m_pipeline->status()->tables) {
        if (table.relation == relation) {
            return table.numIgnored;
        }
    }
    return 0;
}

ConnectorModel::Shown ConnectorModel::shownInput(const RelationNode& node, Connector& connector, qint64 nowUs) const
{
    Shown shown;
    const PipelineStatus& status = *m_pipeline->status();
    const InputStatus* input = status.findInput(node.name.toStdString(), connector.name.toStdString());
    if (input == nullptr) {
        connector.rate.reset();
        connector.pending.reset();
        return shown;
    }
    connector.transport = toQString(input->transport);
    connector.rate.update(input->totalRecords, nowUs);
    shown.isKnown = true;
    shown.activity = connectorActivity(status, *input);
    shown.requested = input->requested;
    shown.reason = input->fatalError ? errorLine(*input->fatalError) : toQString(input->reason);
    shown.rate = connector.rate.perSecond();
    shown.total = input->totalRecords;
    shown.bytes = input->totalBytes;
    shown.buffered = input->bufferedRecords;
    shown.bufferedMax = input->maxQueuedRecords;
    shown.errors = input->numParseErrors + input->numTransportErrors + input->numSetAside;
    shown.endOfInput = input->endOfInput;
    if (connector.pending &&
        (*connector.pending == input->requested || nowUs - connector.pendingSinceUs > kPendingUs)) {
        connector.pending.reset();
    }
    if (connector.pending) {
        shown.requested = *connector.pending;
    }
    // Requested, and not yet so: the state beside the check box says what really is.
    shown.isPending = connector.pending.has_value();
    return shown;
}

ConnectorModel::Shown ConnectorModel::shownOutput(const RelationNode& node, Connector& connector, qint64 nowUs) const
{
    Shown shown;
    const PipelineStatus& status = *m_pipeline->status();
    const std::string relation = node.name.toStdString();
    const std::string name = connector.name.toStdString();
    const auto output = std::find_if(status.outputs.begin(), status.outputs.end(), [&](const OutputStatus& candidate) {
        return candidate.relation == relation && candidate.name == name;
    });
    if (output == status.outputs.end()) {
        connector.rate.reset();
        return shown;
    }
    connector.transport = toQString(output->transport);
    connector.rate.update(output->transmittedRecords, nowUs);
    shown.isKnown = true;
    shown.activity = connectorActivity(status, *output);
    shown.reason = output->fatalError ? errorLine(*output->fatalError) : QString();
    shown.rate = connector.rate.perSecond();
    shown.total = output->transmittedRecords;
    shown.bytes = output->transmittedBytes;
    shown.buffered = output->queuedRecords;
    shown.errors = output->numEncodeErrors + output->numTransportErrors;
    return shown;
}

void ConnectorModel::sumUp(RelationNode& node)
{
    Shown sum;
    sum.requested = ConnectorState::Paused;
    sum.endOfInput = !node.connectors.empty();
    node.numRunning = 0;
    node.numRequested = 0;
    for (const Connector& connector : node.connectors) {
        const Shown& shown = connector.shown;
        sum.rate += shown.rate;
        sum.total += shown.total;
        sum.bytes += shown.bytes;
        sum.buffered += shown.buffered;
        sum.bufferedMax += shown.bufferedMax;
        sum.errors += shown.errors;
        sum.endOfInput = sum.endOfInput && shown.endOfInput;
        sum.isKnown = sum.isKnown || shown.isKnown;
        sum.isPending = sum.isPending || shown.isPending;
        node.numRunning += shown.activity == ConnectorActivity::Running ? 1 : 0;
        node.numRequested += shown.isKnown && shown.requested == ConnectorState::Running ? 1 : 0;
        // The worst speaks for all: Failed, then the order of the enumeration from Running on.
        const bool isFirst = &connector == &node.connectors.front();
        if (isFirst || shown.activity == ConnectorActivity::Failed ||
            (sum.activity != ConnectorActivity::Failed && shown.activity < sum.activity)) {
            sum.activity = shown.activity;
        }
    }
    if (node.numRequested == static_cast<int>(node.connectors.size())) {
        sum.requested = ConnectorState::Running;
    }
    node.sum = std::move(sum);
}

QModelIndex ConnectorModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column, static_cast<quintptr>(parent.isValid() ? parent.row() + 1 : 0));
}

QModelIndex ConnectorModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == 0) {
        return {};
    }
    return createIndex(static_cast<int>(child.internalId()) - 1, 0, static_cast<quintptr>(0));
}

int ConnectorModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid()) {
        return static_cast<int>(m_nodes.size());
    }
    const bool isRelation = parent.internalId() == 0 && parent.column() == 0;
    return isRelation ? static_cast<int>(m_nodes[static_cast<size_t>(parent.row())].connectors.size()) : 0;
}

int ConnectorModel::columnCount(const QModelIndex&) const
{
    return static_cast<int>(Column::Errors) + 1;
}

ConnectorModel::Place ConnectorModel::placeOf(const QModelIndex& index)
{
    Place place;
    if (index.internalId() == 0) {
        place.relation = static_cast<size_t>(index.row());
        return place;
    }
    place.relation = static_cast<size_t>(index.internalId() - 1);
    place.connector = static_cast<size_t>(index.row());
    return place;
}

Qt::ItemFlags ConnectorModel::flags(const QModelIndex& index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    const Place place = placeOf(index);
    const RelationNode& node = m_nodes[place.relation];
    const Shown& shown = place.connector ? node.connectors[*place.connector].shown : node.sum;
    if (index.column() == static_cast<int>(Column::On) && node.isInput && shown.isKnown && m_pipeline &&
        m_pipeline->isActive()) {
        flags |= Qt::ItemIsUserCheckable;
    }
    if (place.connector) {
        flags |= Qt::ItemNeverHasChildren;
    }
    return flags;
}

bool ConnectorModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::CheckStateRole || index.column() != static_cast<int>(Column::On) ||
        !flags(index).testFlag(Qt::ItemIsUserCheckable)) {
        return false;
    }
    return setRequested(index, value.toInt() == Qt::Unchecked ? ConnectorState::Paused : ConnectorState::Running);
}

} // namespace millrace::models
