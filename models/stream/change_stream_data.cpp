// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of a change stream say: roles, texts, headers.
#include "models/stream/change_stream_model.h"

#include "engine/api/row_keys.h"
#include "models/text/cell_text.h"
#include "models/text/number_text.h"
#include "models/text/step_text.h"

namespace millrace::models {

namespace {

constexpr size_t kMaxFullBytes = 1024 * 1024;
constexpr size_t kMaxToolTipBytes = 4096;
constexpr size_t kMaxSummaryBytes = 512;

bool isNumberColumn(ChangeStreamModel::ColumnKind kind, const SqlType* type)
{
    using Kind = ChangeStreamModel::ColumnKind;
    return kind == Kind::Step || kind == Kind::Weight || (kind == Kind::Data && type != nullptr && isNumeric(type->id));
}

/// The column of a batch; null when the batch was made for other columns.
const Column* dataOf(const Segment& segment, size_t index, const SqlType& type)
{
    const std::vector<Column>& columns = segment.batch->columns;
    const bool fits = index < columns.size() && columns[index].physical == physicalOf(type);
    return fits ? &columns[index] : nullptr;
}

QVariant alignment(bool isNumber)
{
    return QVariant::fromValue(Qt::Alignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
}

} // namespace

QVariant ChangeStreamModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const ChangeRing::Position position = positionOf(index.row());
    if (role == RowIdRole) {
        return rowIdAt(index.row());
    }
    return position.segment->gap != GapKind::None ? gapData(*position.segment, index.column(), role)
                                                  : changeData(position, index.column(), role);
}

QVariant ChangeStreamModel::gapData(const Segment& segment, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        if (column == m_firstDataColumn || (m_firstDataColumn >= columnCount() && column == 0)) {
            return gapText(segment);
        }
        return columnKind(column) == ColumnKind::Step ? QVariant(countText(segment.step)) : QVariant();
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
    case GapTextRole:
    case FullTextRole: return gapText(segment);
    case Qt::TextAlignmentRole: return alignment(columnKind(column) == ColumnKind::Step);
    case GapRole: return static_cast<int>(segment.gap);
    case StepRole: return static_cast<qulonglong>(segment.step);
    case RelationRole: return segment.relation < m_relations.size() ? m_relations[segment.relation] : QString();
    default: return {};
    }
}

QString ChangeStreamModel::gapText(const Segment& segment) const
{
    const QString steps = stepsText(segment.step, segment.lastStep);
    if (segment.gap == GapKind::Hidden) {
        return tr("Not followed while hidden, %1", "step 3 or steps 3 to 5").arg(steps);
    }
    const int number = static_cast<int>(std::min<uint64_t>(segment.missingRows, INT32_MAX));
    const QString count = countText(segment.missingRows);
    if (m_relations.size() > 1 && segment.gap == GapKind::Dropped && segment.relation < m_relations.size()) {
        return tr("%1 change(s) of %2 not kept, %3", "step 3 or steps 3 to 5", number)
            .arg(count, m_relations[segment.relation], steps);
    }
    return tr("%1 change(s) not kept, %2", "step 3 or steps 3 to 5", number).arg(count, steps);
}

QVariant ChangeStreamModel::changeData(const ChangeRing::Position& position, int column, int role) const
{
    const Segment& segment = *position.segment;
    const Weight weight = segment.batch->weight(position.batchRow);
    switch (role) {
    case Qt::DisplayRole: return displayText(position, column, kMaxCellBytes);
    case FullTextRole: return displayText(position, column, kMaxFullBytes);
    case Qt::AccessibleTextRole:
        return column == 0 ? summaryText(position) : displayText(position, column, kMaxCellBytes);
    case ChangeKindRole:
        if (isUpdate(position)) {
            return static_cast<int>(ChangeKind::Update);
        }
        return static_cast<int>(weight > 0 ? ChangeKind::Insert : ChangeKind::Delete);
    case WeightRole: return static_cast<qlonglong>(weight);
    case StepRole: return static_cast<qulonglong>(segment.step);
    case TimeRole: return static_cast<qlonglong>(segment.at);
    case RelationRole: return m_relations[segment.relation];
    case SnapshotRole: return segment.isSnapshot;
    case GapRole: return 0;
    default: return cellData(position, column, role);
    }
}

QVariant ChangeStreamModel::cellData(const ChangeRing::Position& position, int column, int role) const
{
    const Segment& segment = *position.segment;
    const ColumnKind kind = columnKind(column);
    const bool isData = kind == ColumnKind::Data;
    const auto dataIndex = static_cast<size_t>(isData ? dataColumn(column) : 0);
    const SqlType* type = isData ? &m_schemas[segment.relation].columns[dataIndex].type : nullptr;
    const Column* data = isData ? dataOf(segment, dataIndex, *type) : nullptr;
    switch (role) {
    case Qt::TextAlignmentRole: return alignment(isNumberColumn(kind, type));
    case NumericRole: return isNumberColumn(kind, type);
    case NullRole: return data != nullptr && data->isNull(position.batchRow);
    case IsChangedRole:
    case BeforeRole: return beforeData(position, dataIndex, data, role);
    case IsCutRole: return data != nullptr && isCellCut(*data, position.batchRow);
    case Qt::ToolTipRole:
        if (kind == ColumnKind::Sign || kind == ColumnKind::Weight) {
            if (isUpdate(position)) {
                return tr("Update: the row of this key went and came in the same step");
            }
            return segment.batch->weight(position.batchRow) > 0 ? tr("Insert") : tr("Delete");
        }
        if (kind == ColumnKind::Step && segment.isSnapshot) {
            return tr("State at step %1: the row was there when the list began; it came in this step or before it")
                .arg(countText(segment.step));
        }
        if (kind == ColumnKind::Time) {
            return dateTimeText(segment.at);
        }
        return displayText(position, column, kMaxToolTipBytes);
    default: return {};
    }
}

/// Of an update: the cell of the row that was replaced, and whether it differs.
QVariant ChangeStreamModel::beforeData(const ChangeRing::Position& position, size_t column, const Column* now,
                                       int role) const
{
    const std::optional<std::pair<BatchPtr, uint32_t>> before = beforeOf(position);
    if (!before || now == nullptr || column >= before->first->columns.size()) {
        return {};
    }
    const Column& old = before->first->columns[column];
    if (role == IsChangedRole) {
        return !cellsEqual(old, before->second, *now, position.batchRow);
    }
    return cellText(old, before->second, m_schemas[position.segment->relation].columns[column].type);
}

QString ChangeStreamModel::displayText(const ChangeRing::Position& position, int column, size_t maxBytes) const
{
    const Segment& segment = *position.segment;
    switch (columnKind(column)) {
    case ColumnKind::Step: return segment.isSnapshot ? upToStepText(segment.step) : countText(segment.step);
    case ColumnKind::Time: return segment.at == 0 ? QString() : clockText(segment.at);
    case ColumnKind::Sign:
        if (isUpdate(position)) {
            return QStringLiteral("~");
        }
        return segment.batch->weight(position.batchRow) > 0 ? QStringLiteral("+") : QString(QChar(0x2212));
    case ColumnKind::Weight:
        if (isUpdate(position)) {
            return QStringLiteral("±1");
        }
        return signedText(segment.batch->weight(position.batchRow));
    case ColumnKind::Relation: return m_relations[segment.relation];
    case ColumnKind::RowText: return rowText(m_schemas[segment.relation], *segment.batch, position.batchRow, maxBytes);
    case ColumnKind::Data: {
        const auto dataIndex = static_cast<size_t>(dataColumn(column));
        const SqlType& type = m_schemas[segment.relation].columns[dataIndex].type;
        const Column* data = dataOf(segment, dataIndex, type);
        if (data == nullptr) {
            return {};
        }
        const QString now = cellText(*data, position.batchRow, type, maxBytes);
        const QString before = beforeData(position, dataIndex, data, BeforeRole).toString();
        const bool isChanged = beforeData(position, dataIndex, data, IsChangedRole).toBool();
        return isChanged ? tr("%1 → %2", "cell before and after").arg(before, now) : now;
    }
    }
    return {};
}

/// One sentence about the whole row, for screen readers.
QString ChangeStreamModel::summaryText(const ChangeRing::Position& position) const
{
    const Segment& segment = *position.segment;
    const Weight weight = segment.batch->weight(position.batchRow);
    const QString kind = isUpdate(position) ? tr("update") : weight > 0 ? tr("insert") : tr("delete");
    const QString row = rowText(m_schemas[segment.relation], *segment.batch, position.batchRow, kMaxSummaryBytes);
    const QString place =
        segment.isSnapshot ? tr("%1, state at step %2, %3, weight %4, %5") : tr("%1, step %2, %3, weight %4, %5");
    return place.arg(m_relations[segment.relation], countText(segment.step), kind, signedText(weight), row);
}

QVariant ChangeStreamModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || section < 0 || section >= columnCount()) {
        return {};
    }
    const ColumnKind kind = columnKind(section);
    if (role == ColumnKindRole) {
        return static_cast<int>(kind);
    }
    const ColumnInfo* info =
        kind == ColumnKind::Data ? &m_schemas[0].columns[static_cast<size_t>(dataColumn(section))] : nullptr;
    const bool isNumber = isNumberColumn(kind, info != nullptr ? &info->type : nullptr);
    if (role == NumericRole) {
        return isNumber;
    }
    if (role == Qt::TextAlignmentRole) {
        return alignment(isNumber);
    }
    if (info != nullptr && (role == TypeTextRole || role == Qt::ToolTipRole)) {
        const QString type = typeText(info->type);
        return role == TypeTextRole ? type : tr("%1: %2", "column name: SQL type").arg(toQString(info->name), type);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (kind) {
    case ColumnKind::Step: return tr("Step");
    case ColumnKind::Time: return tr("Time");
    case ColumnKind::Sign: return tr("±", "header of the column with + for insert and - for delete");
    case ColumnKind::Weight: return tr("Weight");
    case ColumnKind::Relation: return tr("Relation");
    case ColumnKind::RowText: return tr("Row");
    case ColumnKind::Data: return toQString(info->name);
    }
    return {};
}

QHash<int, QByteArray> ChangeStreamModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractTableModel::roleNames();
    names.insert({{ChangeKindRole, "changeKind"},
                  {WeightRole, "weight"},
                  {StepRole, "step"},
                  {TimeRole, "time"},
                  {RowIdRole, "rowId"},
                  {RelationRole, "relation"},
                  {GapRole, "gap"},
                  {GapTextRole, "gapText"},
                  {NullRole, "isNull"},
                  {NumericRole, "isNumeric"},
                  {SnapshotRole, "isSnapshot"},
                  {FullTextRole, "fullText"},
                  {IsCutRole, "isCut"},
                  {ColumnKindRole, "columnKind"},
                  {TypeTextRole, "typeText"},
                  {IsChangedRole, "isChanged"},
                  {BeforeRole, "before"}});
    return names;
}

} // namespace millrace::models
