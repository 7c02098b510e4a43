// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pipeline/connector_error_model.h"

#include "models/bridge/gui_thread.h"
#include "models/text/cell_text.h"
#include "models/text/error_text.h"
#include "models/text/number_text.h"

#include <algorithm>
#include <climits>

namespace millrace::models {

ConnectorErrorModel::ConnectorErrorModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

/// Errors are numbered from 1 over all that happened, so a jump shows what is missing between two that are kept.
std::vector<ConnectorErrorModel::Row> ConnectorErrorModel::rowsOf(const std::vector<ConnectorError>& errors,
                                                                  uint64_t total)
{
    std::vector<Row> rows;
    uint64_t next = errors.empty() ? 0 : std::max(total, errors.back().index) + 1;
    for (auto error = errors.rbegin(); error != errors.rend(); ++error) {
        if (error->index + 1 < next) {
            Row gap;
            gap.missing = next - error->index - 1;
            gap.error.index = error->index + 1;
            rows.push_back(std::move(gap));
        }
        rows.push_back({*error, 0});
        next = error->index;
    }
    if (next > 1) {
        Row gap;
        gap.missing = next - 1;
        gap.error.index = 1;
        rows.push_back(std::move(gap));
    }
    return rows;
}

void ConnectorErrorModel::setErrors(const std::vector<ConnectorError>& errors, uint64_t total)
{
    MR_ASSERT_GUI_THREAD();
    const std::vector<Row> rows = rowsOf(errors, total);
    removeOthers(rows);
    insertMissing(rows);
    for (size_t r = 0; r < rows.size(); ++r) {
        if (m_rows[r].missing != rows[r].missing) { // a line for missing ones stands for more of them now
            m_rows[r].missing = rows[r].missing;
            const int row = static_cast<int>(r);
            Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
        }
    }
}

void ConnectorErrorModel::removeOthers(const std::vector<Row>& kept)
{
    const auto isKept = [&](const Row& row) {
        const auto at = std::lower_bound(kept.begin(), kept.end(), row,
                                         [](const Row& a, const Row& b) { return a.key() > b.key(); });
        return at != kept.end() && at->key() == row.key();
    };
    for (size_t end = m_rows.size(); end > 0; --end) {
        size_t first = end;
        while (first > 0 && !isKept(m_rows[first - 1])) {
            --first;
        }
        if (first < end) {
            beginRemoveRows({}, static_cast<int>(first), static_cast<int>(end) - 1);
            m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(first),
                         m_rows.begin() + static_cast<std::ptrdiff_t>(end));
            endRemoveRows();
            end = first + 1;
        }
    }
}

void ConnectorErrorModel::insertMissing(const std::vector<Row>& rows)
{
    for (size_t first = 0; first < rows.size(); ++first) {
        size_t end = first;
        while (end < rows.size() && (first == m_rows.size() || rows[end].key() != m_rows[first].key())) {
            ++end;
        }
        if (end > first) {
            beginInsertRows({}, static_cast<int>(first), static_cast<int>(end) - 1);
            m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(first),
                          rows.begin() + static_cast<std::ptrdiff_t>(first),
                          rows.begin() + static_cast<std::ptrdiff_t>(end));
            endInsertRows();
            first = end;
        }
    }
}

int ConnectorErrorModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ConnectorErrorModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Kind) + 1;
}

QVariant ConnectorErrorModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Row& row = m_rows[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return displayText(row, static_cast<Column>(index.column()));
    case Qt::ToolTipRole: return row.missing == 0 ? QVariant(errorLine(row.error.error)) : QVariant();
    case ReportRole: return row.missing == 0 ? QVariant(errorReport(row.error.error)) : QVariant();
    case RawRole: return row.missing == 0 ? toQString(row.error.raw) : QString();
    case MissingRole: return static_cast<qulonglong>(row.missing);
    case CodeRole: return row.missing == 0 ? toQString(errorId(row.error.error.code)) : QString();
    default: return {};
    }
}

QString ConnectorErrorModel::displayText(const Row& row, Column column) const
{
    if (row.missing != 0) {
        return column == Column::Message ? tr("%n further error(s), not kept", nullptr,
                                              static_cast<int>(std::min<uint64_t>(row.missing, INT_MAX)))
                                         : QString();
    }
    switch (column) {
    case Column::When: return momentText(row.error.at);
    case Column::Kind: return kindText(row.error.kind);
    case Column::Place: return placeText(row.error);
    case Column::Message: return toQString(row.error.error.detail);
    }
    return {};
}

QString ConnectorErrorModel::kindText(const std::string& kind)
{
    if (kind == "parse") {
        return tr("Record");
    }
    if (kind == "transport") {
        return tr("Transport");
    }
    if (kind == "encode") {
        return tr("Encoder");
    }
    return kind == "set-aside" ? tr("Set aside") : toQString(kind);
}

QString ConnectorErrorModel::placeText(const ConnectorError& error)
{
    if (error.line != 0 && error.recordNumber != 0) {
        return tr("record %1, line %2").arg(countText(error.recordNumber), countText(error.line));
    }
    if (error.line != 0) {
        return tr("line %1").arg(countText(error.line));
    }
    return error.recordNumber != 0 ? tr("record %1").arg(countText(error.recordNumber)) : QString();
}

QVariant ConnectorErrorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::When: return tr("When");
    case Column::Kind: return tr("Kind");
    case Column::Place: return tr("Place");
    case Column::Message: return tr("Message");
    }
    return {};
}

} // namespace millrace::models
