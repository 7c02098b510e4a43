// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/relation_state_model.h"

#include "models/bridge/gui_thread.h"
#include "models/stream/change_stream_model.h"
#include "models/stream/column_filter.h"
#include "models/text/cell_text.h"
#include "models/text/number_text.h"
#include "models/text/step_text.h"

#include <QStringList>

#include <algorithm>
#include <string>

namespace millrace::models {

namespace {

int numRowsOf(const StateSnapshot& snapshot)
{
    return static_cast<int>(snapshot.numShown());
}

} // namespace

RelationStateModel::RelationStateModel(FrameClock& clock, QObject* parent)
    : QAbstractTableModel(parent)
    , m_clock(clock)
    , m_shown(std::make_shared<const StateSnapshot>())
{
    connect(&clock, &FrameClock::frame, this, &RelationStateModel::onFrame);
}

RelationStateModel::~RelationStateModel() = default;

void RelationStateModel::setRelation(PipelineBridge* pipeline, const QString& relation)
{
    MR_ASSERT_GUI_THREAD();
    if (m_pipeline) {
        m_pipeline->disconnect(this);
    }
    close();
    m_pipeline = pipeline;
    m_relation = relation;
    if (pipeline != nullptr) {
        connect(pipeline, &PipelineBridge::runStarted, this, &RelationStateModel::open);
        connect(pipeline, &PipelineBridge::relationsChanged, this, &RelationStateModel::open);
        connect(pipeline, &QObject::destroyed, this, &RelationStateModel::close);
    }
    open();
}

void RelationStateModel::setKey(std::vector<int> key)
{
    if (key != m_key) {
        m_key = std::move(key);
        open();
    }
}

void RelationStateModel::setActive(bool isActive)
{
    MR_ASSERT_GUI_THREAD();
    if (isActive != m_isActive) {
        m_isActive = isActive;
        if (isActive) {
            open();
        } else {
            m_state.reset(); // what is shown stays until it begins anew
        }
    }
}

void RelationStateModel::setFrozen(bool isFrozen)
{
    m_isFrozen = isFrozen;
    onFrame();
    Q_EMIT summaryChanged();
}

void RelationStateModel::sortBy(int column, Qt::SortOrder direction)
{
    MR_ASSERT_GUI_THREAD();
    m_sortColumn = column < columnCount() ? column : -1;
    m_sortDirection = direction;
    if (m_state != nullptr) {
        m_state->setOrder(order());
    }
}

void RelationStateModel::setFilter(const QString& condition, std::optional<std::pair<quint64, quint64>> steps)
{
    MR_ASSERT_GUI_THREAD();
    if (condition != m_condition || steps != m_steps) {
        m_condition = condition;
        m_steps = steps;
        applyFilter();
        Q_EMIT summaryChanged();
    }
}

void RelationStateModel::applyFilter()
{
    m_conditionError.reset();
    if (m_state == nullptr) {
        return; // open() comes back to it
    }
    if (!isFiltering()) {
        m_state->setFilter(nullptr);
        return;
    }
    std::optional<api::RowFilter> filter;
    if (!m_condition.isEmpty()) {
        Result<api::RowFilter> compiled = api::RowFilter::compile(m_condition.toStdString(), m_schema);
        if (!compiled.ok()) {
            m_conditionError = compiled.error();
        }
        const auto nothing = [this] { return api::RowFilter::compile("FALSE", m_schema); };
        filter = compiled.ok() ? std::move(compiled).value() : nothing().value();
    }
    m_state->setFilter(std::make_unique<StateFilter>(std::move(filter), m_steps));
}

std::optional<Error> RelationStateModel::filterError() const
{
    return m_conditionError ? m_conditionError : m_shown->filterError;
}

QString RelationStateModel::conditionOfCell(const QModelIndex& cell) const
{
    if (!cell.isValid() || cell.column() < FirstData) {
        return {};
    }
    const StateRow& row = m_shown->shown(static_cast<size_t>(cell.row()));
    const auto column = static_cast<size_t>(cell.column() - FirstData);
    return cellCondition(m_schema.columns[column], m_shown->batchOf(row).columns[column], row.row);
}

QString RelationStateModel::extract(const QItemSelection& rows, RowFormat format, qsizetype maxBytes) const
{
    QList<QItemSelectionRange> ranges = rows;
    std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.top() < b.top(); });
    const RowExtractor extractor(m_schema, format, m_relation.toStdString());
    std::string out = extractor.header();
    int next = 0; // ranges may be of single cells: a row is written once
    for (const QItemSelectionRange& range : ranges) {
        for (next = std::max(next, range.top()); next <= std::min(range.bottom(), rowCount() - 1); ++next) {
            const StateRow& row = m_shown->shown(static_cast<size_t>(next));
            extractor.append(m_shown->batchOf(row), row.row, out);
            if (static_cast<qsizetype>(out.size()) > maxBytes) {
                return toQString(out);
            }
        }
    }
    return toQString(out);
}

std::optional<StateOrder> RelationStateModel::order() const
{
    if (m_sortColumn < 0) {
        return std::nullopt;
    }
    StateOrder order;
    order.isDescending = m_sortDirection == Qt::DescendingOrder;
    switch (m_sortColumn) {
    case Weight: order.by = StateOrder::By::Weight; break;
    case Changes: order.by = StateOrder::By::Changes; break;
    case LastStep: order.by = StateOrder::By::LastStep; break;
    default: order.column = static_cast<size_t>(m_sortColumn - FirstData); break;
    }
    return order;
}

void RelationStateModel::open()
{
    close();
    const RelationInfo* relation = m_pipeline ? m_pipeline->findRelation(m_relation) : nullptr;
    if (!m_isActive || relation == nullptr) {
        return;
    }
    beginResetModel();
    m_schema = relation->schema;
    endResetModel();
    m_openedAfter = m_pipeline->isActive() ? m_pipeline->pipeline()->status()->processedSteps : 0;
    Result<std::unique_ptr<RelationState>> state =
        RelationState::open(*m_pipeline->pipeline(), *relation, m_key, m_clock);
    if (state.ok()) {
        m_state = std::move(state).value();
        if (m_sortColumn >= 0) {
            m_state->setOrder(order());
        }
        applyFilter();
    } else {
        m_error = state.error();
    }
    Q_EMIT summaryChanged();
}

void RelationStateModel::close()
{
    m_state.reset();
    m_error.reset();
    beginResetModel();
    m_shown = std::make_shared<const StateSnapshot>();
    m_numRows = 0;
    endResetModel();
}

void RelationStateModel::onFrame()
{
    if (m_state == nullptr) {
        return;
    }
    std::shared_ptr<const StateSnapshot> snapshot = m_isFrozen ? m_shown : m_state->snapshot();
    if (snapshot != nullptr && (snapshot != m_shown || rowCount() < numRowsOf(*snapshot))) {
        show(std::move(snapshot));
    }
}

/// Of many new rows some come with later frames: views lay them out one by one.
void RelationStateModel::show(std::shared_ptr<const StateSnapshot> snapshot)
{
    const int before = rowCount();
    const int after = std::min(numRowsOf(*snapshot), before + kMaxNewRows);
    if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_numRows = after;
        endRemoveRows();
    }
    m_shown = std::move(snapshot);
    if (m_numRows > 0) {
        Q_EMIT dataChanged(index(0, 0), index(m_numRows - 1, columnCount() - 1));
    }
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_numRows = after;
        endInsertRows();
    }
    if (after < numRowsOf(*m_shown)) {
        m_clock.request();
    }
    Q_EMIT summaryChanged();
}

QString RelationStateModel::summaryText() const
{
    if (m_shown->number == 0) {
        return {};
    }
    const auto numRows = static_cast<int>(m_shown->rows.size());
    if (numRows == 0 && m_pipeline && !m_pipeline->isActive()) {
        return {}; // it waits for the next run
    }
    // No step is told of that changed nothing; those before it was asked for are in it all the same.
    const QString step = countText(std::max<quint64>(m_shown->step, m_openedAfter));
    QStringList parts = {
        isFiltering() ? tr("%1 of %n row(s) as of step %2", nullptr, numRows).arg(countText(m_shown->numPassing), step)
                      : tr("%n row(s) as of step %1", nullptr, numRows).arg(step)};
    if (m_shown->numShown() < m_shown->numPassing) {
        parts.append(tr("the first %1 in this order").arg(countText(m_shown->numShown())));
    }
    if (!m_shown->beganWithSnapshot) {
        parts.append(tr("only of changes since it is shown: the relation keeps no rows"));
    }
    if (m_shown->numBeyond > 0) {
        parts.append(tr("more rows than can be shown"));
    }
    if (m_shown->numDropped > 0) {
        parts.append(tr("%1 changes were too fast to follow").arg(countText(m_shown->numDropped)));
    }
    return parts.join(tr("; ", "between parts of a summary"));
}

int RelationStateModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_numRows;
}

int RelationStateModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : FirstData + static_cast<int>(m_schema.numColumns());
}

QVariant RelationStateModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const StateRow& row = m_shown->shown(static_cast<size_t>(index.row()));
    const bool isData = index.column() >= FirstData;
    const Batch& batch = m_shown->batchOf(row);
    const auto dataIndex = static_cast<size_t>(isData ? index.column() - FirstData : 0);
    const bool isThere = isData && dataIndex < batch.columns.size();
    switch (role) {
    case Qt::ToolTipRole:
        if (index.column() == LastStep && row.lastStep == 0) {
            return tr("There when the list began, after step %1, and unchanged since")
                .arg(countText(m_shown->beganAfter));
        }
        [[fallthrough]];
    case Qt::DisplayRole:
    case FullTextRole:
        switch (index.column()) {
        case Weight: return signedText(row.weight);
        case Changes: return countText(row.numChanges);
        case LastStep: return row.lastStep == 0 ? upToStepText(m_shown->beganAfter) : countText(row.lastStep);
        default:
            return isThere ? cellText(batch.columns[dataIndex], row.row, m_schema.columns[dataIndex].type) : QString();
        }
    case NumericRole: return !isData || isNumeric(m_schema.columns[dataIndex].type.id);
    case NullRole: return isThere && batch.columns[dataIndex].isNull(row.row);
    case IsFreshRole: return row.changedAt == static_cast<uint32_t>(m_shown->number) && m_shown->number > 1;
    case IsAnomalyRole: return row.weight < 0;
    default: return {};
    }
}

QVariant RelationStateModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || section < 0 || section >= columnCount()) {
        return {};
    }
    const bool isData = section >= FirstData;
    const ColumnInfo* info = isData ? &m_schema.columns[static_cast<size_t>(section - FirstData)] : nullptr;
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = !isData || isNumeric(info->type.id);
        return QVariant::fromValue(Qt::Alignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    if (role == ChangeStreamModel::TypeTextRole) { // as the log tells: fields for filters stand below these
        return isData ? typeText(info->type) : QString();
    }
    if (role == Qt::ToolTipRole && isData) {
        return typeText(info->type);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Weight: return tr("Weight");
    case Changes: return tr("Changes");
    case LastStep: return tr("Last step");
    default: return toQString(info->name);
    }
}

} // namespace millrace::models
