// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of the connector tree say: roles, texts, headers.
#include "models/pipeline/connector_model.h"

#include "models/text/number_text.h"

namespace millrace::models {

namespace {

bool isNumberColumn(ConnectorModel::Column column)
{
    using Column = ConnectorModel::Column;
    return column == Column::Rate || column == Column::Total || column == Column::Buffered ||
           column == Column::Latency || column == Column::Errors;
}

} // namespace

QVariant ConnectorModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Place place = placeOf(index);
    const RelationNode& node = *m_nodes[place.relation];
    const Connector* connector = place.connector ? &node.connectors[*place.connector] : nullptr;
    const Shown& shown = connector != nullptr ? connector->shown : node.sum;
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole: return displayText(node, connector, column);
    case Qt::ToolTipRole: return toolTip(node, connector, column);
    case Qt::CheckStateRole: return column == Column::On ? checkState(node, connector) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((isNumberColumn(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case ActivityRole: return static_cast<int>(shown.activity);
    case IsPendingRole: return shown.isPending;
    case IsRelationRole: return connector == nullptr;
    case IsInputRole: return connector != nullptr ? connector->isInput : node.isInput;
    case IsTransientRole: return connector != nullptr && connector->isTransient;
    case RelationRole: return node.name;
    case ConnectorRole: return connector != nullptr ? connector->name : QString();
    case ReasonRole: return shown.reason;
    case BufferedRole: return shown.buffered;
    case BufferedMaxRole: return shown.bufferedMax;
    case ErrorCountRole: return shown.errors;
    case RateRole: return shown.rate;
    case NumericRole: return isNumberColumn(column);
    case SortRole: return sortValue(node, connector, column);
    default: return {};
    }
}

QVariant ConnectorModel::checkState(const RelationNode& node, const Connector* connector) const
{
    if (connector != nullptr ? !connector->isInput : !node.isInput) {
        return {};
    }
    if (connector != nullptr) {
        const bool isOn = connector->shown.isKnown && connector->shown.requested == ConnectorState::Running;
        return static_cast<int>(isOn ? Qt::Checked : Qt::Unchecked);
    }
    if (node.numRequested == 0) {
        return static_cast<int>(Qt::Unchecked);
    }
    const bool isAll = node.numRequested == node.numCounted;
    return static_cast<int>(isAll ? Qt::Checked : Qt::PartiallyChecked);
}

QString ConnectorModel::displayText(const RelationNode& node, const Connector* connector, Column column) const
{
    const Shown& shown = connector != nullptr ? connector->shown : node.sum;
    switch (column) {
    case Column::Connector: return connector != nullptr ? connector->name : node.name;
    case Column::On: return shown.isPending ? tr("…", "a toggle waits for the engine") : QString();
    case Column::State: return stateText(node, connector);
    case Column::Order: return shown.order;
    case Column::Rate: return shown.isKnown ? rateText(shown.rate) : QString();
    case Column::Total: return shown.isKnown ? countText(shown.total) : QString();
    case Column::Buffered: return shown.isKnown ? countText(shown.buffered) : QString();
    case Column::Latency: return shown.latencyUs ? durationText(static_cast<int64_t>(*shown.latencyUs)) : QString();
    case Column::EndOfInput: return shown.isKnown && shown.endOfInput ? tr("yes") : QString();
    case Column::Errors: return shown.errors != 0 ? countText(shown.errors) : QString();
    }
    return {};
}

QString ConnectorModel::stateText(const RelationNode& node, const Connector* connector) const
{
    if (connector == nullptr) {
        if (!node.sum.isKnown) {
            return connectorActivityText(ConnectorActivity::Stopped);
        }
        const QString running = tr("%1 of %2 running").arg(node.numRunning).arg(node.numCounted);
        return node.sum.ignored == 0 ? running
                                     : tr("%1, %2 ignored", "state of connectors, records of the table")
                                           .arg(running, countText(node.sum.ignored));
    }
    const Shown& shown = connector->shown;
    if (connector->isTransient && shown.activity == ConnectorActivity::Running) {
        if (shown.dropped > 0) {
            return tr("Sends to a client, %1 dropped", "batches that it was too slow for")
                .arg(countText(shown.dropped));
        }
        return connector->isInput ? tr("Takes requests") : tr("Sends to a client");
    }
    const QString state = connectorActivityText(shown.activity);
    // The others say it all: Running reads, Ended is at the end of its input.
    const bool needsReason = shown.activity == ConnectorActivity::Waiting ||
                             shown.activity == ConnectorActivity::Paused || shown.activity == ConnectorActivity::Failed;
    return needsReason && !shown.reason.isEmpty() ? tr("%1: %2", "state: reason").arg(state, shown.reason) : state;
}

QString ConnectorModel::toolTip(const RelationNode& node, const Connector* connector, Column column) const
{
    const Shown& shown = connector != nullptr ? connector->shown : node.sum;
    switch (column) {
    case Column::Connector:
        if (connector != nullptr && connector->isTransient) {
            return (connector->isInput ? tr("%1: rows that clients of the local API push in; here until the run ends")
                                       : tr("%1: a client of the local API listens; here until it goes"))
                .arg(connector->name);
        }
        return connector != nullptr && !connector->transport.isEmpty()
                   ? tr("%1, transport %2").arg(connector->name, connector->transport)
                   : QString();
    case Column::On:
        if (connector != nullptr ? !connector->isInput : !node.isInput) {
            return tr("Outputs cannot be paused");
        }
        if (!shown.isKnown) {
            return tr("Run the pipeline to switch its connectors");
        }
        return shown.isPending ? tr("Asked for, not yet confirmed by the engine") : QString();
    case Column::State:
        if (shown.dropped > 0) {
            return tr("The client is slower than the changes come; so many batches were not sent: %1")
                .arg(countText(shown.dropped));
        }
        return connector == nullptr && shown.ignored != 0
                   ? tr("Deletes and updates of rows that are not there were ignored: %1").arg(countText(shown.ignored))
                   : shown.reason;
    case Column::Order:
        return shown.order.isEmpty()
                   ? QString()
                   : tr("In which order inputs begin: those of a stage wait for the end of the inputs "
                        "that carry the labels named");
    case Column::Latency:
        return shown.latencyUs ? tr("99 of 100 of the latest batches were processed within this time of being received")
                               : QString();
    case Column::Total: return shown.isKnown ? bytesText(shown.bytes) : QString();
    case Column::Buffered:
        return shown.bufferedMax == 0
                   ? QString()
                   : tr("%1 of at most %2 records").arg(countText(shown.buffered), countText(shown.bufferedMax));
    default: return {};
    }
}

QVariant ConnectorModel::sortValue(const RelationNode& node, const Connector* connector, Column column) const
{
    const Shown& shown = connector != nullptr ? connector->shown : node.sum;
    switch (column) {
    case Column::On: return checkState(node, connector);
    case Column::Rate: return shown.rate;
    case Column::Total: return shown.total;
    case Column::Buffered: return shown.buffered;
    case Column::Latency: return static_cast<qlonglong>(shown.latencyUs.value_or(0));
    case Column::EndOfInput: return shown.endOfInput;
    case Column::Errors: return shown.errors;
    default: return displayText(node, connector, column);
    }
}

QVariant ConnectorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || role != Qt::DisplayRole || section < 0 || section >= columnCount()) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::Connector: return tr("Connector");
    case Column::On: return tr("On");
    case Column::State: return tr("State");
    case Column::Order: return tr("Order");
    case Column::Rate: return tr("Rate");
    case Column::Total: return tr("Total");
    case Column::Buffered: return tr("Buffered");
    case Column::Latency: return tr("Latency");
    case Column::EndOfInput: return tr("End of input");
    case Column::Errors: return tr("Errors");
    }
    return {};
}

QHash<int, QByteArray> ConnectorModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractItemModel::roleNames();
    names.insert({{ActivityRole, "activity"},
                  {IsPendingRole, "isPending"},
                  {IsRelationRole, "isRelation"},
                  {IsInputRole, "isInput"},
                  {IsTransientRole, "isTransient"},
                  {RelationRole, "relation"},
                  {ConnectorRole, "connector"},
                  {ReasonRole, "reason"},
                  {BufferedRole, "buffered"},
                  {BufferedMaxRole, "bufferedMax"},
                  {ErrorCountRole, "errorCount"},
                  {RateRole, "rate"},
                  {NumericRole, "isNumeric"},
                  {SortRole, "sortValue"}});
    return names;
}

} // namespace millrace::models
