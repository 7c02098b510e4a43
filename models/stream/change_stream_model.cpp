// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/change_stream_model.h"

#include "models/bridge/gui_thread.h"
#include "models/text/cell_text.h"

#include <algorithm>
#include <utility>

namespace millrace::models {

ChangeStreamModel::ChangeStreamModel(FrameClock& clock, QObject* parent)
    : QAbstractTableModel(parent)
    , m_clock(clock)
    , m_source(clock)
    , m_sifter(clock)
{
    rebuildColumns();
    connect(&m_clock, &FrameClock::frame, this, &ChangeStreamModel::onFrame);
}

ChangeStreamModel::~ChangeStreamModel() = default;

void ChangeStreamModel::setPipeline(PipelineBridge* pipeline)
{
    MR_ASSERT_GUI_THREAD();
    if (m_pipeline == pipeline) {
        return;
    }
    if (m_pipeline) {
        m_pipeline->disconnect(this);
    }
    m_source.close();
    m_pipeline = pipeline;
    if (pipeline != nullptr) {
        connect(pipeline, &PipelineBridge::runStarted, this, &ChangeStreamModel::onRunStarted);
        connect(pipeline, &PipelineBridge::runEnded, this, &ChangeStreamModel::onRunEnded);
        connect(pipeline, &PipelineBridge::relationsChanged, this, &ChangeStreamModel::onRelationsChanged);
        connect(pipeline, &QObject::destroyed, this, [this] { m_source.close(); });
    }
    startAnew();
    subscribe(m_begin);
}

void ChangeStreamModel::setRelations(const QStringList& relations)
{
    MR_ASSERT_GUI_THREAD();
    if (relations == m_relations) {
        return;
    }
    m_source.close();
    m_relations = relations;
    startAnew();
    subscribe(m_begin);
}

void ChangeStreamModel::setLimits(const StreamLimits& limits)
{
    MR_ASSERT_GUI_THREAD();
    m_limits = limits;
    m_limits.maxRows = std::clamp<quint64>(limits.maxRows, 1, 100'000'000);
    admit({});
    Q_EMIT countersChanged();
}

void ChangeStreamModel::setActivity(Activity activity)
{
    MR_ASSERT_GUI_THREAD();
    if (activity == m_activity) {
        return;
    }
    if (activity == Activity::Hidden) {
        onFrame();
        if (m_source.isOpen() && !m_hasEnded && m_pipeline) {
            m_hiddenSince = m_pipeline->pipeline()->status()->processedSteps;
        }
        m_source.close();
        m_activity = activity;
        return;
    }
    m_activity = activity;
    subscribe(m_hiddenSince && m_counters.received != 0 ? Begin::FromNow : m_begin);
}

void ChangeStreamModel::clear()
{
    MR_ASSERT_GUI_THREAD();
    const bool wasFrozen = isFrozen();
    beginResetModel();
    m_ring.clear();
    m_pinned.reset();
    m_cachedRowId = UINT64_MAX;
    m_numExtraRows = 0;
    m_hiddenSince.reset();
    m_counters = {};
    restartSifter();
    endResetModel();
    if (wasFrozen) {
        Q_EMIT frozenChanged(false);
    }
    Q_EMIT countersChanged();
}

/// Empties everything and takes the schemas of the relations as they are now.
void ChangeStreamModel::startAnew()
{
    const bool wasFrozen = isFrozen();
    beginResetModel();
    m_ring.clear();
    m_pinned.reset();
    m_cachedRowId = UINT64_MAX;
    m_numExtraRows = 0;
    m_hiddenSince.reset();
    m_hasEnded = false;
    m_subscribeError.reset();
    m_counters = {};
    if (rebuildColumns()) {
        m_pins.clear(); // rows of other columns
    }
    restartSifter();
    endResetModel();
    if (wasFrozen) {
        Q_EMIT frozenChanged(false);
    }
    Q_EMIT relationsChanged();
    Q_EMIT countersChanged();
}

/// Whether they are others now.
bool ChangeStreamModel::rebuildColumns()
{
    m_plannedKey.reset();
    const std::vector<Schema> before = std::exchange(m_schemas, {});
    for (const QString& relation : m_relations) {
        const RelationInfo* info = m_pipeline ? m_pipeline->findRelation(relation) : nullptr;
        m_schemas.push_back(info != nullptr ? info->schema : Schema());
    }
    m_columns = {ColumnKind::Step, ColumnKind::Time, ColumnKind::Sign, ColumnKind::Weight};
    if (m_relations.size() == 1) {
        m_firstDataColumn = static_cast<int>(m_columns.size());
        m_columns.insert(m_columns.end(), m_schemas[0].numColumns(), ColumnKind::Data);
    } else {
        m_columns.push_back(ColumnKind::Relation);
        m_firstDataColumn = static_cast<int>(m_columns.size());
        m_columns.push_back(ColumnKind::RowText);
    }
    return !std::equal(before.begin(), before.end(), m_schemas.begin(), m_schemas.end(),
                       [](const Schema& a, const Schema& b) { return a.columns == b.columns; });
}

void ChangeStreamModel::subscribe(Begin begin)
{
    m_source.close();
    if (!m_pipeline || m_activity == Activity::Hidden) {
        return;
    }
    std::vector<StreamSource::Request> requests;
    m_feedRelations.clear();
    for (qsizetype i = 0; i < m_relations.size(); ++i) {
        const RelationInfo* info = m_pipeline->findRelation(m_relations[i]);
        if (info == nullptr) {
            continue;
        }
        requests.push_back({info->name, info->isMaterialized && begin == Begin::SnapshotThenChanges});
        m_feedRelations.push_back(static_cast<uint16_t>(i));
    }
    if (requests.empty()) {
        return;
    }
    const size_t maxQueuedRows = std::max<size_t>(1'000'000, m_limits.maxRows);
    const Status status = m_source.open(*m_pipeline->pipeline(), requests, maxQueuedRows);
    m_subscribeError = status.ok() ? std::nullopt : std::optional<Error>(status.error());
    Q_EMIT countersChanged();
}

void ChangeStreamModel::onRunEnded()
{
    // An open stream notices by itself, after its last change.
    m_hasEnded = m_hasEnded || !m_source.isOpen();
}

void ChangeStreamModel::onRunStarted()
{
    if (m_hasEnded) {
        startAnew();
    }
    if (m_activity == Activity::Hidden) {
        m_hiddenSince = 0;
    } else if (!m_source.isOpen()) {
        subscribe(m_begin);
    }
}

void ChangeStreamModel::onRelationsChanged()
{
    bool hasChanged = false;
    bool hasAppeared = false;
    for (qsizetype i = 0; i < m_relations.size(); ++i) {
        const RelationInfo* info = m_pipeline ? m_pipeline->findRelation(m_relations[i]) : nullptr;
        const std::vector<ColumnInfo>& before = m_schemas[static_cast<size_t>(i)].columns;
        hasChanged = hasChanged || (info != nullptr ? info->schema.columns : std::vector<ColumnInfo>()) != before;
        hasAppeared = hasAppeared || (info != nullptr) != !before.empty();
    }
    if (hasChanged) {
        startAnew();
    }
    if (hasAppeared || (hasChanged && !m_source.isOpen())) {
        subscribe(m_begin); // otherwise the subscriptions go on: they are by name
    }
}

void ChangeStreamModel::onFrame()
{
    takeSifted();
    if (!m_source.isOpen()) {
        return;
    }
    std::vector<StreamArrival> arrivals = m_source.drain();
    const bool hasEndedNow = m_source.hasEnded();
    if (arrivals.empty() && !hasEndedNow && !m_hiddenSince) {
        return;
    }
    const std::vector<uint16_t> feedRelations = m_feedRelations; // a new run may subscribe anew
    if (m_hasEnded && !arrivals.empty()) {
        startOfRun();
    }
    ChangeRing fresh;
    noteHiddenSteps(arrivals, fresh);
    for (const StreamArrival& arrival : arrivals) {
        const uint16_t relation = feedRelations[arrival.relation];
        if (arrival.droppedRows != 0) {
            Segment gap;
            gap.gap = GapKind::Dropped;
            gap.relation = relation;
            gap.step = arrival.droppedFirstStep;
            gap.lastStep = arrival.droppedLastStep;
            gap.missingRows = arrival.droppedRows;
            m_counters.notKept += arrival.droppedRows;
            appendGap(std::move(gap), fresh);
            continue;
        }
        m_counters.received += fresh.append(arrival.change, relation);
    }
    if (m_sifter.isActive()) {
        m_sifter.add(fresh);
    }
    admit(std::move(fresh));
    if (hasEndedNow) {
        const bool isNews = !std::exchange(m_hasEnded, true);
        subscribe(m_begin); // waits for the next run, so that its first change is not missed
        if (isNews) {
            Q_EMIT ended();
        }
    }
    Q_EMIT countersChanged();
}

/// The first changes of a new run are here, perhaps before its status: their columns may be new as well.
void ChangeStreamModel::startOfRun()
{
    if (m_pipeline) {
        m_pipeline->reloadRelations();
    }
    if (m_hasEnded) {
        startAnew();
    }
}

void ChangeStreamModel::noteHiddenSteps(const std::vector<StreamArrival>& arrivals, ChangeRing& fresh)
{
    if (!m_hiddenSince) {
        return;
    }
    const quint64 since = *m_hiddenSince;
    m_hiddenSince.reset();
    quint64 until = m_pipeline ? m_pipeline->pipeline()->status()->processedSteps : since;
    for (const StreamArrival& arrival : arrivals) {
        const quint64 step = arrival.droppedRows != 0 ? arrival.droppedFirstStep : arrival.change.step;
        until = step == 0 ? until : std::min<quint64>(until, step - 1);
    }
    if (until <= since || m_counters.received == 0) {
        return;
    }
    Segment gap;
    gap.gap = GapKind::Hidden;
    gap.step = since + 1;
    gap.lastStep = until;
    appendGap(std::move(gap), fresh);
}

/// Merges with the ring's last row where that is a gap of the same kind; a pinned row is left as it is.
void ChangeStreamModel::appendGap(Segment gap, ChangeRing& fresh)
{
    if (!fresh.isEmpty()) {
        m_counters.numGaps += fresh.appendGap(std::move(gap)) ? 0 : 1;
        return;
    }
    const Segment* last = m_ring.last();
    const bool isPinned = m_pinned && !m_sifted && m_pinned->endRowId() == m_ring.endRowId();
    if (last == nullptr || isPinned || last->gap != gap.gap || last->relation != gap.relation) {
        fresh.appendGap(std::move(gap));
        ++m_counters.numGaps;
        return;
    }
    ChangeRing told;
    told.appendGap(gap);
    m_sifter.add(std::move(told));
    m_ring.appendGap(std::move(gap));
    m_cachedRowId = UINT64_MAX;
    if (showsRing()) {
        const int row = rowCount() - 1;
        Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    }
}

void ChangeStreamModel::admit(ChangeRing fresh)
{
    m_cachedRowId = UINT64_MAX;
    const uint64_t maxRows = m_limits.maxRows + m_numExtraRows;
    const uint64_t unwanted = fresh.numRowsToTrim(maxRows, m_limits.maxBytes);
    const ChangeRing::Trimmed neverShown = fresh.dropFront(unwanted);
    const uint64_t maxBytes = m_limits.maxBytes - std::min<uint64_t>(m_limits.maxBytes, fresh.numBytes());
    const uint64_t numToDrop =
        unwanted != 0 ? m_ring.numRows() : m_ring.numRowsToTrim(maxRows - fresh.numRows(), maxBytes);
    const auto drop = [&] { dropFromRing(numToDrop); };
    const auto append = [&] { m_ring.appendFrom(fresh, 0); };
    if (showsRing()) {
        moveOn(numToDrop, fresh.numRows(), drop, append);
    } else {
        drop();
        append();
    }
    countTrimmed(neverShown, true);
}

/// Lets rows go at the front and come at the end.
void ChangeStreamModel::moveOn(uint64_t numToDrop, uint64_t numFresh, const std::function<void()>& drop,
                               const std::function<void()>& append)
{
    if (numToDrop != 0 && numFresh != 0 && persistentIndexList().isEmpty()) {
        slide(rowCount() - static_cast<int>(numToDrop) + static_cast<int>(numFresh), [&] {
            drop();
            append();
        });
        return;
    }
    if (numToDrop != 0) {
        beginRemoveRows({}, 0, static_cast<int>(numToDrop) - 1);
        drop();
        endRemoveRows();
    }
    if (numFresh != 0) {
        const int first = rowCount();
        beginInsertRows({}, first, first + static_cast<int>(numFresh) - 1);
        append();
        m_cachedRowId = UINT64_MAX; // whoever looked since then holds a place that has moved
        endInsertRows();
    }
}

/// Where nobody holds on to a row, all rows are told to have changed: of one that goes a view visits every trace, and
/// at the limit as many go as come, with every frame.
void ChangeStreamModel::slide(int numAfter, const std::function<void()>& change)
{
    const int numBefore = rowCount();
    m_toldRows = numBefore;
    if (numAfter < numBefore) {
        beginRemoveRows({}, numAfter, numBefore - 1);
        m_toldRows = numAfter;
        endRemoveRows();
    }
    change();
    m_cachedRowId = UINT64_MAX;
    if (*m_toldRows > 0) {
        Q_EMIT dataChanged(index(0, 0), index(*m_toldRows - 1, columnCount() - 1));
    }
    if (numAfter > numBefore) {
        beginInsertRows({}, numBefore, numAfter - 1);
        m_toldRows.reset();
        endInsertRows();
    }
    m_toldRows.reset();
}

void ChangeStreamModel::dropFromRing(uint64_t rows)
{
    if (m_pinned && !m_sifted && m_pinned->endRowId() > m_ring.firstRowId()) {
        const uint64_t seen = std::min(rows, m_pinned->endRowId() - m_ring.firstRowId());
        countTrimmed(m_ring.dropFront(seen), false);
        rows -= seen;
    }
    countTrimmed(m_ring.dropFront(rows), true);
}

void ChangeStreamModel::countTrimmed(const ChangeRing::Trimmed& trimmed, bool isUnseen)
{
    m_counters.trimmed += trimmed.changes;
    if (!isUnseen && !m_sifted) {
        m_numPinnedOnly += trimmed.changes;
    }
    if (!isUnseen || !isFrozen() || m_sifted || trimmed.rows == 0) {
        return;
    }
    const bool isFirst = m_unseen.missingRows == 0;
    m_unseen.step = isFirst ? trimmed.firstStep : std::min(m_unseen.step, trimmed.firstStep);
    m_unseen.lastStep = std::max(m_unseen.lastStep, trimmed.lastStep);
    m_unseen.missingRows += trimmed.changes + trimmed.missing;
}

void ChangeStreamModel::freeze()
{
    MR_ASSERT_GUI_THREAD();
    if (isFrozen()) {
        return;
    }
    m_pinned = shown();
    m_unseen = {};
    m_unseen.gap = GapKind::Unthawed;
    m_numPinnedOnly = 0;
    m_numReceivedAtFreeze = m_counters.received;
    m_cachedRowId = UINT64_MAX;
    Q_EMIT frozenChanged(true);
}

void ChangeStreamModel::thaw(Thaw thaw)
{
    MR_ASSERT_GUI_THREAD();
    if (!isFrozen()) {
        return;
    }
    m_cachedRowId = UINT64_MAX;
    if (m_sifted) {
        beginResetModel(); // what was sifted meanwhile has ids of its own
        m_pinned.reset();
        endResetModel();
    } else if (thaw == Thaw::KeepPlace) {
        thawInPlace();
    } else {
        thawToTail();
    }
    m_cachedRowId = UINT64_MAX;
    Q_EMIT frozenChanged(false);
    Q_EMIT countersChanged();
}

/// The frozen rows stay, then what came since, with a gap between where the ring ran full.
void ChangeStreamModel::thawInPlace()
{
    ChangeRing joined = *m_pinned;
    if (m_unseen.missingRows != 0) {
        joined.appendGap(m_unseen);
        ++m_counters.numGaps;
    }
    joined.appendFrom(m_ring, m_pinned->endRowId());
    const int first = static_cast<int>(m_pinned->numRows());
    const int added = static_cast<int>(joined.numRows()) - first;
    m_numExtraRows = joined.numRows() > m_limits.maxRows ? joined.numRows() - m_limits.maxRows : 0;
    m_counters.trimmed -= m_numPinnedOnly;
    if (added > 0) {
        beginInsertRows({}, first, first + added - 1);
    }
    m_ring = std::move(joined);
    m_pinned.reset();
    if (added > 0) {
        endInsertRows();
    }
}

void ChangeStreamModel::thawToTail()
{
    const uint64_t oldest = std::min(m_ring.firstRowId(), m_pinned->endRowId());
    const uint64_t numGone = oldest - m_pinned->firstRowId();
    if (numGone != 0) {
        beginRemoveRows({}, 0, static_cast<int>(numGone) - 1);
        m_pinned->dropFront(numGone);
        endRemoveRows();
    }
    const int first = static_cast<int>(m_pinned->numRows());
    const int added = static_cast<int>(m_ring.numRows()) - first;
    if (added > 0) {
        beginInsertRows({}, first, first + added - 1);
    }
    m_pinned.reset();
    if (added > 0) {
        endInsertRows();
    }
}

quint64 ChangeStreamModel::numArrivedWhileFrozen() const
{
    return isFrozen() ? m_counters.received - m_numReceivedAtFreeze : 0;
}

void ChangeStreamModel::releaseKeptRows()
{
    MR_ASSERT_GUI_THREAD();
    if (m_numExtraRows != 0) {
        m_numExtraRows = 0;
        admit({});
        Q_EMIT countersChanged();
    }
}

ChangeStreamModel::ColumnKind ChangeStreamModel::columnKind(int column) const
{
    return m_columns[static_cast<size_t>(column)];
}

int ChangeStreamModel::columnOf(ColumnKind kind) const
{
    const auto found = std::find(m_columns.begin(), m_columns.end(), kind);
    return found == m_columns.end() ? -1 : static_cast<int>(found - m_columns.begin());
}

quint64 ChangeStreamModel::rowIdAt(int row) const
{
    MR_ASSERT(row >= 0 && row < rowCount());
    return shown().firstRowId() + static_cast<quint64>(row);
}

int ChangeStreamModel::rowOf(quint64 rowId) const
{
    if (shown().isEmpty()) {
        return -1;
    }
    const quint64 id = std::clamp<quint64>(rowId, shown().firstRowId(), shown().endRowId() - 1);
    return static_cast<int>(id - shown().firstRowId());
}

int ChangeStreamModel::rowOfStep(quint64 step) const
{
    const uint64_t id = shown().findStep(step);
    return id == shown().endRowId() ? -1 : static_cast<int>(id - shown().firstRowId());
}

int ChangeStreamModel::nextGapRow(int row) const
{
    const uint64_t id = shown().nextGap(shown().firstRowId() + static_cast<quint64>(std::max(row, 0)));
    return id == shown().endRowId() ? -1 : static_cast<int>(id - shown().firstRowId());
}

int ChangeStreamModel::previousGapRow(int row) const
{
    const uint64_t id = shown().previousGap(shown().firstRowId() + static_cast<quint64>(std::max(row, 0)));
    return id == shown().endRowId() ? -1 : static_cast<int>(id - shown().firstRowId());
}

int ChangeStreamModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_toldRows.value_or(static_cast<int>(shown().numRows()));
}

int ChangeStreamModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

/// Rows can be dragged out.
Qt::ItemFlags ChangeStreamModel::flags(const QModelIndex& index) const
{
    return QAbstractTableModel::flags(index) | (index.isValid() ? Qt::ItemIsDragEnabled : Qt::NoItemFlags);
}

ChangeRing::Position ChangeStreamModel::positionOf(int row) const
{
    const quint64 id = rowIdAt(row);
    if (id != m_cachedRowId) {
        m_cachedPosition = shown().at(id);
        m_cachedRowId = id;
    }
    return m_cachedPosition;
}

} // namespace millrace::models
