// SPDX-License-Identifier: GPL-3.0-or-later
// What a change stream shows of what it keeps: filter, range of steps, update pairs, pins, sums by step.
#include "engine/api/row_keys.h"
#include "models/bridge/gui_thread.h"
#include "models/stream/change_stream_model.h"
#include "models/stream/column_filter.h"

#include <algorithm>
#include <utility>

namespace millrace::models {

std::optional<Error> ChangeStreamModel::problemOf(const QString& filter) const
{
    if (filter.trimmed().isEmpty()) {
        return std::nullopt;
    }
    const Filters filters = compileFilters(filter);
    return filters.ok() ? std::nullopt : std::optional<Error>(filters.error());
}

/// One for each relation; nothing for those that lack a column of the condition, or have it as something else.
ChangeStreamModel::Filters ChangeStreamModel::compileFilters(const QString& condition) const
{
    std::vector<std::optional<api::RowFilter>> filters;
    std::optional<Error> problem;
    bool hasAny = false;
    for (const Schema& schema : m_schemas) {
        Result<api::RowFilter> filter = api::RowFilter::compile(condition.toStdString(), schema);
        if (filter.ok()) {
            filters.emplace_back(std::move(filter).value());
            hasAny = true;
            continue;
        }
        // An unknown column says least where another relation has it.
        if (!problem || problem->code == ErrorCode::kSqlUnknownColumn) {
            problem = filter.error();
        }
        filters.emplace_back();
    }
    if (!hasAny && problem) {
        return *problem;
    }
    return filters;
}

bool ChangeStreamModel::isRelationWanted(const QString& name) const
{
    const QString& typed = m_rules.relation;
    if (typed.startsWith(QLatin1String("!="))) {
        return name.compare(QStringView(typed).mid(2).trimmed(), Qt::CaseInsensitive) != 0;
    }
    if (typed.startsWith(u'=')) {
        return name.compare(QStringView(typed).mid(1).trimmed(), Qt::CaseInsensitive) == 0;
    }
    return name.contains(typed, Qt::CaseInsensitive);
}

Status ChangeStreamModel::setRules(StreamRules rules)
{
    MR_ASSERT_GUI_THREAD();
    rules.filter = rules.filter.trimmed();
    rules.relation = rules.relation.trimmed();
    if (const std::optional<Error> problem = problemOf(rules.filter)) {
        return *problem;
    }
    if (rules == m_rules && !m_siftError) {
        return {};
    }
    m_rules = std::move(rules);
    sift();
    Q_EMIT rulesChanged();
    Q_EMIT countersChanged();
    return {};
}

/// Shows the present rules' rows instead of what was shown.
void ChangeStreamModel::sift()
{
    const bool wasFrozen = isFrozen();
    beginResetModel();
    m_pinned.reset();
    m_cachedRowId = UINT64_MAX;
    restartSifter();
    endResetModel();
    if (wasFrozen) {
        Q_EMIT frozenChanged(false);
    }
}

void ChangeStreamModel::restartSifter()
{
    m_siftError.reset();
    m_sifted = m_rules.isPlain() ? std::nullopt : std::optional<ChangeRing>(ChangeRing());
    if (!m_sifted && m_pins.empty() && !m_isSummarizing) {
        m_sifter.end();
        return;
    }
    SiftRules rules;
    if (!m_rules.filter.isEmpty() || !m_rules.relation.isEmpty()) {
        Filters filters = compileFilters(m_rules.filter.isEmpty() ? QStringLiteral("TRUE") : m_rules.filter);
        if (!filters.ok()) { // the columns are others now
            m_siftError = filters.error();
            m_sifter.end();
            return;
        }
        rules.filters = std::move(filters).value();
        for (size_t relation = 0; relation < rules.filters.size(); ++relation) {
            if (!isRelationWanted(m_relations[static_cast<qsizetype>(relation)])) {
                rules.filters[relation].reset();
            }
        }
    }
    if (m_rules.steps) {
        rules.steps = *m_rules.steps;
    }
    rules.pairKey = m_rules.pairsUpdates ? key() : std::vector<int>();
    rules.pinKey = key();
    rules.pins = m_pins;
    rules.summarizes = m_isSummarizing;
    m_isSiftedAnew = true;
    m_sifter.begin(std::move(rules), m_ring);
}

void ChangeStreamModel::takeSifted()
{
    if (!m_sifter.isActive()) {
        return;
    }
    std::optional<Sifted> sifted = m_sifter.take();
    if (!sifted) {
        return;
    }
    const bool isAnew = std::exchange(m_isSiftedAnew, false);
    if (sifted->error) {
        m_siftError = std::move(sifted->error);
    }
    if (m_sifted) {
        admitSifted(std::move(sifted->rows));
    }
    if (m_isSummarizing && (isAnew || !sifted->steps.empty())) {
        Q_EMIT stepsSummarized(sifted->steps, isAnew);
    }
    if (!m_pins.empty() && (isAnew || !sifted->pins.empty())) {
        Q_EMIT pinsChanged(sifted->pins, isAnew);
    }
    Q_EMIT countersChanged();
}

/// As admit(), for the ring of what passes.
void ChangeStreamModel::admitSifted(ChangeRing rows)
{
    m_cachedRowId = UINT64_MAX;
    rows.dropFront(rows.numRowsToTrim(m_limits.maxRows, m_limits.maxBytes));
    const uint64_t maxBytes = m_limits.maxBytes - std::min<uint64_t>(m_limits.maxBytes, rows.numBytes());
    const uint64_t numToDrop = m_sifted->numRowsToTrim(m_limits.maxRows - rows.numRows(), maxBytes);
    const auto drop = [&] { m_sifted->dropFront(numToDrop); };
    const auto append = [&] { m_sifted->appendFrom(rows, 0); };
    if (isFrozen()) {
        drop();
        append();
    } else {
        moveOn(numToDrop, rows.numRows(), drop, append);
    }
}

quint64 ChangeStreamModel::numPassing() const
{
    return m_sifted ? m_sifted->numRows() : m_counters.kept();
}

std::vector<int> ChangeStreamModel::key() const
{
    if (m_relations.size() != 1) {
        return {};
    }
    const auto numColumns = static_cast<int>(m_schemas[0].numColumns());
    const bool isUsable = !m_key.empty() && std::all_of(m_key.begin(), m_key.end(), [numColumns](int column) {
        return column >= 0 && column < numColumns;
    });
    if (isUsable) {
        return m_key;
    }
    return m_schemas[0].primaryKey.empty() ? plannedKey() : m_schemas[0].primaryKey;
}

/// Takes about as long as compiling the program: asked once for each set of columns.
const std::vector<int>& ChangeStreamModel::plannedKey() const
{
    if (m_plannedKey) {
        return *m_plannedKey;
    }
    m_plannedKey = std::vector<int>();
    const auto operators = m_pipeline ? api::planOperators(m_pipeline->program().toStdString())
                                      : Result<std::vector<plan::OperatorInfo>>(std::vector<plan::OperatorInfo>());
    if (!operators.ok()) {
        return *m_plannedKey;
    }
    const std::string relation = m_relations[0].toStdString();
    for (const plan::OperatorInfo& info : operators.value()) { // the last one of the relation makes its rows
        if (info.relation == relation) {
            m_plannedKey = info.hasKey ? info.key : std::vector<int>();
        }
    }
    const auto numColumns = static_cast<int>(m_schemas[0].numColumns());
    const bool isOfColumns = std::all_of(m_plannedKey->begin(), m_plannedKey->end(),
                                         [numColumns](int column) { return column >= 0 && column < numColumns; });
    if (!isOfColumns) {
        m_plannedKey->clear();
    }
    return *m_plannedKey;
}

void ChangeStreamModel::setKey(std::vector<int> columns)
{
    MR_ASSERT_GUI_THREAD();
    std::sort(columns.begin(), columns.end());
    if (columns != m_key) {
        m_key = std::move(columns);
        m_pins.clear(); // they were rows of another key
        sift();
        Q_EMIT pinsChanged({}, true);
        Q_EMIT rulesChanged();
    }
}

void ChangeStreamModel::setSummarizing(bool isSummarizing)
{
    MR_ASSERT_GUI_THREAD();
    if (m_isSummarizing != isSummarizing) {
        m_isSummarizing = isSummarizing;
        sift();
        Q_EMIT rulesChanged();
    }
}

bool ChangeStreamModel::pin(int row)
{
    MR_ASSERT_GUI_THREAD();
    const ChangeRing::Position position = positionOf(row);
    const std::vector<int> columns = key();
    if (columns.empty() || position.segment->gap != GapKind::None) {
        return false;
    }
    const BatchPtr batch = position.segment->batch;
    const bool isPinned = std::any_of(m_pins.begin(), m_pins.end(), [&](const auto& pin) {
        return rowsEqual(*batch, columns, position.batchRow, *pin.first, columns, pin.second);
    });
    if (!isPinned) {
        const std::vector<uint32_t> rows = {position.batchRow};
        m_pins.emplace_back(gatherBatch(*batch, rows), 0); // the row alone, not what came with it
        sift();
    }
    return true;
}

void ChangeStreamModel::setPins(std::vector<PinnedRow> pins)
{
    MR_ASSERT_GUI_THREAD();
    m_pins = std::move(pins);
    sift();
    Q_EMIT pinsChanged({}, true);
}

QString ChangeStreamModel::conditionOfCell(const QModelIndex& cell) const
{
    const ChangeRing::Position position = positionOf(cell.row());
    if (position.segment->gap != GapKind::None || columnKind(cell.column()) != ColumnKind::Data) {
        return {};
    }
    const auto column = static_cast<size_t>(dataColumn(cell.column()));
    return cellCondition(m_schemas[0].columns[column], position.segment->batch->columns[column], position.batchRow);
}

void ChangeStreamModel::unpin(size_t pin)
{
    MR_ASSERT_GUI_THREAD();
    m_pins.erase(m_pins.begin() + static_cast<std::ptrdiff_t>(pin));
    sift();
    if (m_pins.empty()) {
        Q_EMIT pinsChanged({}, true);
    }
}

std::optional<std::pair<BatchPtr, uint32_t>> ChangeStreamModel::beforeOf(const ChangeRing::Position& position) const
{
    const UpdatePairs* updates = position.segment->updates.get();
    if (updates == nullptr || updates->before[position.batchRow].batch < 0) {
        return std::nullopt;
    }
    const UpdatePairs::Before& before = updates->before[position.batchRow];
    return std::pair(updates->batches[static_cast<size_t>(before.batch)], before.row);
}

bool ChangeStreamModel::isUpdate(const ChangeRing::Position& position) const
{
    return beforeOf(position).has_value();
}

} // namespace millrace::models
