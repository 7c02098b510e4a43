// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/query_result_model.h"

#include "models/bridge/gui_thread.h"
#include "models/text/cell_text.h"

#include <algorithm>

namespace millrace::models {

namespace {

bool hasSameColumns(const Schema& a, const Schema& b)
{
    return a.columns == b.columns;
}

int numRowsOf(const std::vector<BatchPtr>& batches)
{
    size_t rows = 0;
    for (const BatchPtr& batch : batches) {
        rows += batch->numRows;
    }
    return static_cast<int>(rows);
}

} // namespace

void QueryResultModel::keep(const std::vector<BatchPtr>& batches)
{
    for (const BatchPtr& batch : batches) {
        if (batch->numRows != 0) {
            m_numRows += static_cast<int>(batch->numRows);
            m_byteSize += batch->byteSize();
            m_batches.push_back(batch);
            m_ends.push_back(m_numRows);
        }
    }
}

void QueryResultModel::forget()
{
    m_batches.clear();
    m_ends.clear();
    m_numRows = 0;
    m_byteSize = 0;
}

void QueryResultModel::begin(const Schema& schema, std::vector<std::string> typeNames)
{
    MR_ASSERT_GUI_THREAD();
    beginResetModel();
    m_schema = schema;
    m_typeNames = std::move(typeNames);
    forget();
    endResetModel();
}

void QueryResultModel::append(const std::vector<BatchPtr>& batches)
{
    MR_ASSERT_GUI_THREAD();
    const int numNew = numRowsOf(batches);
    if (numNew != 0) {
        beginInsertRows({}, m_numRows, m_numRows + numNew - 1);
        keep(batches);
        endInsertRows();
    }
}

void QueryResultModel::keepNewest(int numRows, uint64_t maxBytes)
{
    MR_ASSERT_GUI_THREAD();
    size_t numBatches = 0;
    uint64_t bytes = m_byteSize;
    while (numBatches + 1 < m_batches.size() && (m_numRows - m_ends[numBatches] >= numRows || bytes > maxBytes)) {
        bytes -= m_batches[numBatches]->byteSize();
        ++numBatches;
    }
    if (numBatches == 0) {
        return;
    }
    const int numGone = m_ends[numBatches - 1];
    beginRemoveRows({}, 0, numGone - 1);
    m_byteSize = bytes;
    m_batches.erase(m_batches.begin(), m_batches.begin() + static_cast<std::ptrdiff_t>(numBatches));
    m_ends.erase(m_ends.begin(), m_ends.begin() + static_cast<std::ptrdiff_t>(numBatches));
    for (int& end : m_ends) {
        end -= numGone;
    }
    m_numRows -= numGone;
    endRemoveRows();
}

void QueryResultModel::replace(const Schema& schema, const std::vector<BatchPtr>& batches)
{
    MR_ASSERT_GUI_THREAD();
    if (hasSameColumns(schema, m_schema) && numRowsOf(batches) == m_numRows) {
        forget();
        keep(batches);
        if (m_numRows != 0) {
            Q_EMIT dataChanged(index(0, 0), index(m_numRows - 1, columnCount() - 1));
        }
        return;
    }
    beginResetModel();
    m_schema = schema;
    forget();
    keep(batches);
    endResetModel();
}

QueryResultModel::Position QueryResultModel::positionOf(int row) const
{
    const auto found = std::upper_bound(m_ends.begin(), m_ends.end(), row);
    const auto at = static_cast<size_t>(found - m_ends.begin());
    const int first = at == 0 ? 0 : m_ends[at - 1];
    return {m_batches[at].get(), static_cast<size_t>(row - first)};
}

QString QueryResultModel::extract(const QList<int>& rows, RowFormat format, const QString& relation) const
{
    MR_ASSERT_GUI_THREAD();
    const RowExtractor extractor(m_schema, format, relation.toStdString());
    std::string out = extractor.header();
    for (const int row : rows) {
        const Position position = positionOf(row);
        const size_t before = out.size();
        extractor.append(*position.batch, position.row, out);
        if (static_cast<qsizetype>(out.size()) > kMaxExtractBytes) {
            out.resize(before);
            break;
        }
    }
    return toQString(out);
}

int QueryResultModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_numRows;
}

int QueryResultModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_schema.numColumns());
}

QVariant QueryResultModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_numRows || index.column() >= columnCount()) {
        return {};
    }
    const auto at = static_cast<size_t>(index.column());
    const SqlType& type = m_schema.columns[at].type;
    if (role == NumericRole) {
        return isNumeric(type.id);
    }
    const Position position = positionOf(index.row());
    const Column& column = position.batch->columns[at];
    switch (role) {
    case Qt::DisplayRole: return cellText(column, position.row, type);
    case FullTextRole: return cellText(column, position.row, type, kMaxFullBytes);
    case NullRole: return column.isNull(position.row);
    case Qt::ToolTipRole:
        return isCellCut(column, position.row) ? tr("Cut here; Copy takes the whole value.") : QVariant();
    default: return {};
    }
}

QVariant QueryResultModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    const auto at = static_cast<size_t>(section);
    const ColumnInfo& column = m_schema.columns[at];
    switch (role) {
    case Qt::DisplayRole: return toQString(column.name);
    case Qt::ToolTipRole: {
        const QString type = at < m_typeNames.size() ? toQString(m_typeNames[at]) : typeText(column.type);
        return QString(toQString(column.name) + u' ' + type);
    }
    case Qt::TextAlignmentRole:
        return QVariant((isNumeric(column.type.id) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default: return {};
    }
}

QHash<int, QByteArray> QueryResultModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractTableModel::roleNames();
    names.insert({{NumericRole, "isNumeric"}, {NullRole, "isNull"}, {FullTextRole, "fullText"}});
    return names;
}

} // namespace millrace::models
