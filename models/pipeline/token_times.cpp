// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/token_times.h"

#include "models/pipeline/token_model.h"
#include "models/text/cell_text.h"
#include "models/text/number_text.h"

#include <algorithm>
#include <array>
#include <map>

namespace millrace::models {

namespace {

constexpr int64_t kShortestUs = 10;

bool isComplete(const TokenStatus& token)
{
    return token.state == TokenState::Complete && token.completedAt != 0;
}

int64_t timeOf(const TokenStatus& token)
{
    return std::max<int64_t>(token.completedAt - token.issuedAt, 0);
}

/// The next of 1, 2, 5, 10, 20, …
int64_t nextBound(int64_t bound)
{
    int64_t decade = 1;
    while (bound / decade >= 10) {
        decade *= 10;
    }
    return bound / decade == 2 ? bound / 2 * 5 : bound * 2;
}

} // namespace

std::vector<TimeBucket> timeBuckets(const std::vector<TokenStatus>& tokens)
{
    std::vector<int64_t> times;
    for (const TokenStatus& token : tokens) {
        if (isComplete(token)) {
            times.push_back(timeOf(token));
        }
    }
    std::sort(times.begin(), times.end());
    std::vector<TimeBucket> buckets;
    auto at = times.begin();
    constexpr size_t kMaxBuckets = 40;
    for (int64_t from = kShortestUs; at != times.end(); from = nextBound(from)) {
        const bool isLast = buckets.size() + 1 == kMaxBuckets;
        const int64_t end = isLast ? INT64_MAX : nextBound(from);
        const auto next = std::lower_bound(at, times.end(), end);
        if (next != at || !buckets.empty()) { // none before the first time
            buckets.push_back({from, durationText(from), static_cast<uint64_t>(next - at)});
        }
        at = next;
    }
    return buckets;
}

QList<QPointF> timeHistory(const std::vector<TokenStatus>& tokens)
{
    QList<QPointF> points;
    for (const TokenStatus& token : tokens) {
        if (isComplete(token)) {
            points.append({static_cast<double>(token.issuedAt) / 1e6, static_cast<double>(timeOf(token)) / 1e3});
        }
    }
    std::sort(points.begin(), points.end(), [](const QPointF& a, const QPointF& b) { return a.x() < b.x(); });
    return points;
}

TokenSummaryModel::TokenSummaryModel(const TokenModel& tokens, QObject* parent)
    : QAbstractTableModel(parent)
    , m_tokens(tokens)
{
    connect(&tokens, &QAbstractItemModel::rowsInserted, this, &TokenSummaryModel::refresh);
    connect(&tokens, &QAbstractItemModel::rowsRemoved, this, &TokenSummaryModel::refresh);
    connect(&tokens, &QAbstractItemModel::dataChanged, this, &TokenSummaryModel::refresh);
    connect(&tokens, &QAbstractItemModel::modelReset, this, &TokenSummaryModel::refresh);
    refresh();
}

void TokenSummaryModel::refresh()
{
    std::map<std::string, Row> byConnector;
    std::map<std::string, std::vector<int64_t>> times;
    for (const TokenStatus& token : m_tokens.tokens()) {
        const std::string name = token.relation + "." + token.connector;
        Row& row = byConnector[name];
        row.connector = toQString(name);
        row.errors += token.errorsSince;
        if (isComplete(token)) {
            ++row.numComplete;
            times[name].push_back(timeOf(token));
            continue;
        }
        ++row.numInProgress;
        // Tokens of one connector cover each other: the farthest tells what is outstanding.
        row.outstanding = std::max(row.outstanding, token.count - std::min(token.count, token.processedCount));
        row.oldestIssuedAt =
            row.oldestIssuedAt == 0 ? token.issuedAt : std::min<int64_t>(row.oldestIssuedAt, token.issuedAt);
    }
    std::vector<Row> rows;
    for (auto& [name, row] : byConnector) {
        std::vector<int64_t>& durations = times[name];
        if (!durations.empty()) {
            std::sort(durations.begin(), durations.end());
            row.medianUs = durations[durations.size() / 2];
            row.longestUs = durations.back();
        }
        rows.push_back(std::move(row));
    }
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    } else if (rows != m_rows) {
        m_rows = std::move(rows);
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

int TokenSummaryModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TokenSummaryModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Errors) + 1;
}

QVariant TokenSummaryModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Row& row = m_rows[static_cast<size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole: return displayText(row, column);
    case NumericRole: return column != Column::Connector && column != Column::Oldest;
    case HasErrorsRole: return row.errors > 0;
    case IsWaitingRole: return row.numInProgress > 0;
    default: return {};
    }
}

QString TokenSummaryModel::displayText(const Row& row, Column column) const
{
    switch (column) {
    case Column::Connector: return row.connector;
    case Column::InProgress: return countText(static_cast<uint64_t>(row.numInProgress));
    case Column::Outstanding: return row.numInProgress == 0 ? QString() : countText(row.outstanding);
    case Column::Oldest: return row.oldestIssuedAt == 0 ? QString() : momentText(row.oldestIssuedAt);
    case Column::Complete: return countText(static_cast<uint64_t>(row.numComplete));
    case Column::Median: return row.numComplete == 0 ? QString() : durationText(row.medianUs);
    case Column::Longest: return row.numComplete == 0 ? QString() : durationText(row.longestUs);
    case Column::Errors: return row.errors == 0 ? QString() : countText(row.errors);
    }
    return {};
}

QVariant TokenSummaryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::Connector: return tr("Connector");
    case Column::InProgress: return tr("In progress");
    case Column::Outstanding: return tr("Records outstanding");
    case Column::Oldest: return tr("Oldest waits since");
    case Column::Complete: return tr("Complete");
    case Column::Median: return tr("Median");
    case Column::Longest: return tr("Longest");
    case Column::Errors: return tr("Errors");
    }
    return {};
}

} // namespace millrace::models
