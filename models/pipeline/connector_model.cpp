// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/connector_model.h"

#include "models/bridge/gui_thread.h"
#include "models/pipeline/connector_order.h"
#include "models/text/cell_text.h"
#include "models/text/error_text.h"
#include "models/text/reason_text.h"

#include <QHash>

#include <algorithm>
#include <iterator>

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
    RelationNode& node = *m_nodes[place.relation];
    if (!node.isInput || !m_pipeline->isActive()) {
        return false;
    }
    const size_t first = place.connector.value_or(0);
    const size_t end = place.connector ? *place.connector + 1 : node.connectors.size();
    bool hasWorked = true;
    for (size_t i = first; i < end; ++i) {
        Connector& connector = node.connectors[i];
        // An unchanged request is repeated only where it means "retry".
        const bool isRepeated =
            connector.shown.requested == requested && connector.shown.activity != ConnectorActivity::Failed;
        if (!connector.isInput || isRepeated) {
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
    return setRequested(index,
                        requested(index) == ConnectorState::Running ? ConnectorState::Paused : ConnectorState::Running);
}

ConnectorState ConnectorModel::requested(const QModelIndex& index) const
{
    if (!index.isValid()) {
        return ConnectorState::Paused;
    }
    const Place place = placeOf(index);
    const RelationNode& node = *m_nodes[place.relation];
    return place.connector ? node.connectors[*place.connector].shown.requested : node.sum.requested;
}

QModelIndex ConnectorModel::indexOf(const QString& relation, const QString& connector) const
{
    for (size_t r = 0; r < m_nodes.size(); ++r) {
        if (m_nodes[r]->name != relation) {
            continue;
        }
        const QModelIndex parentIndex = index(static_cast<int>(r), 0);
        const std::vector<Connector>& connectors = m_nodes[r]->connectors;
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

QString ConnectorModel::keyOf(const QString& relation, const QString& connector, bool isInput)
{
    return relation + QLatin1Char('\n') + connector + QLatin1Char(isInput ? '<' : '>');
}

QString ConnectorModel::keyOf(const RelationNode& node, const Connector& connector)
{
    return keyOf(node.name, connector.name, connector.isInput);
}

QStringList ConnectorModel::keysOf(const Nodes& nodes, Kept kept)
{
    QStringList keys;
    for (const std::unique_ptr<RelationNode>& node : nodes) {
        for (const Connector& connector : node->connectors) {
            if (kept == Kept::All || !connector.isTransient) {
                keys.append(keyOf(*node, connector));
            }
        }
    }
    return keys;
}

/// What is declared, and what the status has beyond that.
ConnectorModel::Nodes ConnectorModel::makeNodes() const
{
    Nodes nodes;
    if (!m_pipeline) {
        return nodes;
    }
    QHash<QString, RelationNode*> byName;
    QSet<QString> present;
    const auto add = [&](const std::string& relation, Connector connector) {
        RelationNode*& node = byName[toQString(relation)];
        if (node == nullptr) {
            node = nodes.emplace_back(std::make_unique<RelationNode>(toQString(relation), connector.isInput)).get();
        }
        const QString key = keyOf(*node, connector);
        if (!present.contains(key)) {
            present.insert(key);
            node->connectors.push_back(std::move(connector));
        }
    };
    for (const RelationInfo& relation : m_pipeline->relations()) {
        for (const std::string& name : relation.connectors) {
            add(relation.name, Connector(toQString(name), relation.kind == sql::RelationKind::Table, false));
        }
    }
    for (const InputStatus& input : m_pipeline->status()->inputs) {
        add(input.relation, Connector(toQString(input.name), true, input.isIngress));
    }
    for (const OutputStatus& output : m_pipeline->status()->outputs) {
        add(output.relation, Connector(toQString(output.name), false, output.isEgress));
    }
    numberRows(nodes);
    return nodes;
}

void ConnectorModel::numberRows(Nodes& nodes)
{
    for (size_t row = 0; row < nodes.size(); ++row) {
        nodes[row]->row = row;
    }
}

/// Takes out the rows of requests that are over, and relations that were only shown for them.
void ConnectorModel::dropVanished(const QSet<QString>& present)
{
    for (size_t r = m_nodes.size(); r-- > 0;) {
        std::vector<Connector>& connectors = m_nodes[r]->connectors;
        const auto isGone = [&](size_t c) { return !present.contains(keyOf(*m_nodes[r], connectors[c])); };
        for (size_t end = connectors.size(); end > 0; --end) {
            size_t first = end;
            while (first > 0 && isGone(first - 1)) {
                --first;
            }
            if (first < end) {
                beginRemoveRows(index(static_cast<int>(r), 0), static_cast<int>(first), static_cast<int>(end) - 1);
                connectors.erase(connectors.begin() + static_cast<std::ptrdiff_t>(first),
                                 connectors.begin() + static_cast<std::ptrdiff_t>(end));
                endRemoveRows();
                end = first + 1;
            }
        }
        if (connectors.empty()) {
            beginRemoveRows({}, static_cast<int>(r), static_cast<int>(r));
            m_nodes.erase(m_nodes.begin() + static_cast<std::ptrdiff_t>(r));
            numberRows(m_nodes);
            endRemoveRows();
        }
    }
}

void ConnectorModel::addAppeared(Nodes fresh, const QSet<QString>& present)
{
    for (std::unique_ptr<RelationNode>& source : fresh) {
        std::erase_if(source->connectors,
                      [&](const Connector& connector) { return present.contains(keyOf(*source, connector)); });
        if (source->connectors.empty()) {
            continue;
        }
        const auto known =
            std::find_if(m_nodes.begin(), m_nodes.end(), [&](const auto& node) { return node->name == source->name; });
        if (known == m_nodes.end()) {
            const int row = static_cast<int>(m_nodes.size());
            beginInsertRows({}, row, row);
            m_nodes.push_back(std::move(source));
            numberRows(m_nodes);
            endInsertRows();
            continue;
        }
        std::vector<Connector>& connectors = (*known)->connectors;
        const auto first = static_cast<int>(connectors.size());
        const auto last = first + static_cast<int>(source->connectors.size()) - 1;
        beginInsertRows(index(static_cast<int>((*known)->row), 0), first, last);
        std::move(source->connectors.begin(), source->connectors.end(), std::back_inserter(connectors));
        endInsertRows();
    }
}

void ConnectorModel::refresh()
{
    Nodes fresh = makeNodes();
    if (keysOf(fresh, Kept::Declared) != keysOf(m_nodes, Kept::Declared)) {
        rebuild();
        return;
    }
    const QStringList now = keysOf(fresh, Kept::All);
    const QStringList before = keysOf(m_nodes, Kept::All);
    if (now != before) {
        dropVanished(QSet<QString>(now.begin(), now.end()));
        addAppeared(std::move(fresh), QSet<QString>(before.begin(), before.end()));
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
    QHash<QString, const InputStatus*> inputs;
    QHash<QString, const OutputStatus*> outputs;
    std::map<std::string, ConnectorOrder> orders;
    if (m_pipeline) {
        orders = connectorOrder(*m_pipeline->status());
        for (const InputStatus& input : m_pipeline->status()->inputs) {
            inputs.insert(keyOf(toQString(input.relation), toQString(input.name), true), &input);
        }
        for (const OutputStatus& output : m_pipeline->status()->outputs) {
            outputs.insert(keyOf(toQString(output.relation), toQString(output.name), false), &output);
        }
    }
    std::vector<Changed> changes;
    for (size_t r = 0; r < m_nodes.size(); ++r) {
        RelationNode& node = *m_nodes[r];
        Changed change;
        change.relation = r;
        for (size_t c = 0; c < node.connectors.size(); ++c) {
            Connector& connector = node.connectors[c];
            const QString key = keyOf(node, connector);
            Shown shown = connector.isInput ? shownInput(inputs.value(key), connector, nowUs)
                                            : shownOutput(outputs.value(key), connector, nowUs);
            if (const InputStatus* input = connector.isInput ? inputs.value(key) : nullptr; input != nullptr) {
                shown.order = orderText(orders[input->relation + '.' + input->name]);
            }
            if (shown == connector.shown) {
                continue;
            }
            connector.shown = std::move(shown);
            change.firstConnector = change.firstConnector < 0 ? static_cast<int>(c) : change.firstConnector;
            change.lastConnector = static_cast<int>(c);
        }
        const Shown sumBefore = node.sum;
        sumUp(node);
        node.sum.ignored = numIgnored(node);
        if (node.sum != sumBefore && change.firstConnector < 0) {
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

ConnectorModel::Shown ConnectorModel::shownInput(const InputStatus* input, Connector& connector, qint64 nowUs) const
{
    Shown shown;
    if (input == nullptr) {
        connector.rate.reset();
        connector.pending.reset();
        return shown;
    }
    connector.transport = toQString(input->transport);
    connector.rate.update(input->totalRecords, nowUs);
    shown.isKnown = true;
    shown.activity = connectorActivity(*m_pipeline->status(), *input);
    shown.requested = input->requested;
    shown.isSwitchable = m_pipeline->isActive();
    shown.reason = input->fatalError ? errorLine(*input->fatalError) : reasonText(input->reason);
    shown.rate = shown.activity == ConnectorActivity::Stopped ? 0 : connector.rate.perSecond();
    shown.total = input->totalRecords;
    shown.bytes = input->totalBytes;
    shown.buffered = input->bufferedRecords;
    shown.bufferedMax = input->maxQueuedRecords;
    shown.errors = input->numParseErrors + input->numTransportErrors + input->numSetAside;
    shown.endOfInput = input->endOfInput;
    shown.latencyUs = input->processingLatencyP99Micros;
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

ConnectorModel::Shown ConnectorModel::shownOutput(const OutputStatus* output, Connector& connector, qint64 nowUs) const
{
    Shown shown;
    if (output == nullptr) {
        connector.rate.reset();
        return shown;
    }
    connector.transport = toQString(output->transport);
    connector.rate.update(output->transmittedRecords, nowUs);
    shown.isKnown = true;
    shown.activity = connectorActivity(*m_pipeline->status(), *output);
    shown.reason = output->fatalError ? errorLine(*output->fatalError) : QString();
    shown.rate = shown.activity == ConnectorActivity::Stopped ? 0 : connector.rate.perSecond();
    shown.total = output->transmittedRecords;
    shown.bytes = output->transmittedBytes;
    shown.buffered = output->queuedRecords;
    shown.errors = output->numEncodeErrors + output->numTransportErrors;
    shown.dropped = output->droppedBatches;
    return shown;
}

void ConnectorModel::sumUp(RelationNode& node)
{
    Shown sum;
    sum.requested = ConnectorState::Paused;
    node.numCounted = 0;
    node.numRunning = 0;
    node.numRequested = 0;
    int numEnded = 0;
    for (const Connector& connector : node.connectors) {
        if (connector.isInput != node.isInput) {
            continue;
        }
        const bool isFirst = node.numCounted++ == 0;
        const Shown& shown = connector.shown;
        sum.rate += shown.rate;
        sum.total += shown.total;
        sum.bytes += shown.bytes;
        sum.buffered += shown.buffered;
        sum.bufferedMax += shown.bufferedMax;
        sum.errors += shown.errors;
        if (shown.latencyUs) {
            sum.latencyUs = std::max(sum.latencyUs.value_or(0), *shown.latencyUs);
        }
        numEnded += shown.endOfInput ? 1 : 0;
        sum.isKnown = sum.isKnown || shown.isKnown;
        sum.isSwitchable = sum.isSwitchable || shown.isSwitchable;
        sum.isPending = sum.isPending || shown.isPending;
        node.numRunning += shown.activity == ConnectorActivity::Running ? 1 : 0;
        node.numRequested += shown.isKnown && shown.requested == ConnectorState::Running ? 1 : 0;
        // The worst speaks for all: Failed, then the order of the enumeration from Running on.
        if (isFirst || shown.activity == ConnectorActivity::Failed ||
            (sum.activity != ConnectorActivity::Failed && shown.activity < sum.activity)) {
            sum.activity = shown.activity;
        }
    }
    sum.endOfInput = numEnded == node.numCounted && numEnded > 0;
    if (node.numRequested == node.numCounted) {
        sum.requested = ConnectorState::Running;
    }
    node.sum = std::move(sum);
}

QModelIndex ConnectorModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column, parent.isValid() ? m_nodes[static_cast<size_t>(parent.row())].get() : nullptr);
}

QModelIndex ConnectorModel::parent(const QModelIndex& child) const
{
    const auto* node = static_cast<const RelationNode*>(child.internalPointer());
    return node == nullptr ? QModelIndex() : createIndex(static_cast<int>(node->row), 0, nullptr);
}

int ConnectorModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid()) {
        return static_cast<int>(m_nodes.size());
    }
    const bool isRelation = parent.internalPointer() == nullptr && parent.column() == 0;
    return isRelation ? static_cast<int>(m_nodes[static_cast<size_t>(parent.row())]->connectors.size()) : 0;
}

int ConnectorModel::columnCount(const QModelIndex&) const
{
    return static_cast<int>(Column::Errors) + 1;
}

ConnectorModel::Place ConnectorModel::placeOf(const QModelIndex& index) const
{
    Place place;
    const auto* node = static_cast<const RelationNode*>(index.internalPointer());
    if (node == nullptr) {
        place.relation = static_cast<size_t>(index.row());
        return place;
    }
    place.relation = node->row;
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
    const RelationNode& node = *m_nodes[place.relation];
    const Shown& shown = place.connector ? node.connectors[*place.connector].shown : node.sum;
    if (index.column() == static_cast<int>(Column::On) && shown.isSwitchable) {
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
