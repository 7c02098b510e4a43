// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/entry/staged_rows_model.h"

#include "models/bridge/gui_thread.h"
#include "models/text/cell_text.h"

#include <QSet>

#include <algorithm>
#include <iterator>
#include <utility>

namespace millrace::models {

StagedRowsModel::StagedRowsModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void StagedRowsModel::begin(const RelationInfo& relation, const QueryResultModel* base)
{
    MR_ASSERT_GUI_THREAD();
    beginResetModel();
    m_relation = relation;
    m_base = base;
    m_rowsByKey.clear();
    m_staged.clear();
    m_new.clear();
    m_edits.clear();
    m_undone = 0;
    recount();
    endResetModel();
    Q_EMIT stagedChanged();
}

void StagedRowsModel::rebase(const RelationInfo& relation, const QueryResultModel* base)
{
    MR_ASSERT_GUI_THREAD();
    beginResetModel();
    const bool isSameTable = relation.schema.columns == m_relation.schema.columns &&
                             relation.schema.primaryKey == m_relation.schema.primaryKey;
    std::vector<Row> staged = isSameTable ? stagedApart() : std::vector<Row>();
    m_relation = relation;
    m_base = base;
    m_rowsByKey.clear();
    m_staged.clear();
    m_new.clear();
    m_edits.clear(); // they count rows that are not there
    m_undone = 0;
    QHash<QString, int> storedRows;
    for (int row = 0; !staged.empty() && row < numBase(); ++row) {
        storedRows.insert(keyOf(cellsOf(row)), row);
    }
    for (Row& row : staged) {
        place(std::move(row), storedRows);
    }
    recount();
    endResetModel();
    Q_EMIT stagedChanged();
}

/// What is staged, told without the rows that the table has.
std::vector<StagedRowsModel::Row> StagedRowsModel::stagedApart() const
{
    QList<int> rows = m_staged.keys();
    std::sort(rows.begin(), rows.end());
    std::vector<Row> staged;
    for (const int row : std::as_const(rows)) {
        std::vector<CellInput> was;
        for (size_t i = 0; i < m_relation.schema.numColumns(); ++i) {
            was.push_back(storedCell(row, static_cast<int>(i)));
        }
        const bool isDelete = m_staged[row].kind == StagedKind::Deleted;
        staged.push_back(
            {isDelete ? StagedKind::Deleted : StagedKind::Inserted, isDelete ? was : m_staged[row].cells, 0, was});
    }
    std::copy_if(m_new.begin(), m_new.end(), std::back_inserter(staged),
                 [](const Row& row) { return row.kind != StagedKind::Unchanged; });
    return staged;
}

void StagedRowsModel::place(Row row, const QHash<QString, int>& storedRows)
{
    int at = row.was.empty() ? -1 : storedRows.value(keyOf(row.was), -1);
    const bool isDelete = row.kind == StagedKind::Deleted;
    if (at < 0 && (isDelete || !m_relation.schema.primaryKey.empty())) {
        at = storedRows.value(keyOf(row.cells), -1);
    }
    if (at >= 0 && !m_staged.contains(at)) {
        if (isDelete) {
            m_staged.insert(at, {StagedKind::Deleted, {}, 0});
        } else if (!isAsStored(at, row.cells)) {
            row = {StagedKind::Changed, std::move(row.cells), 0};
            judge(row);
            m_staged.insert(at, std::move(row));
        }
    } else if (!isDelete || m_base == nullptr || row.was.empty()) {
        judge(row);
        m_new.push_back(std::move(row));
    } // else: the row that was to go is gone
}

/// What tells rows apart: their key, and where there is none the whole of them.
QString StagedRowsModel::keyOf(const std::vector<CellInput>& cells) const
{
    QString text;
    const auto add = [&](size_t column) {
        const CellInput& value = cells[column];
        text += value ? canonicalText(m_relation.schema.columns[column].type, value->trimmed())
                      : QString(QChar(0x1e)); // NULL is no empty text
        text += QChar(0x1f);
    };
    for (const int column : m_relation.schema.primaryKey) {
        add(static_cast<size_t>(column));
    }
    for (size_t i = 0; m_relation.schema.primaryKey.empty() && i < cells.size(); ++i) {
        add(i);
    }
    return text;
}

/// The same of a row of the table, which has a primary key.
QString StagedRowsModel::storedKey(int row) const
{
    std::vector<CellInput> cells(m_relation.schema.numColumns());
    for (const int column : m_relation.schema.primaryKey) {
        cells[static_cast<size_t>(column)] = storedCell(row, column);
    }
    return keyOf(cells);
}

bool StagedRowsModel::isAsStored(int row, const std::vector<CellInput>& cells) const
{
    for (size_t i = 0; i < cells.size(); ++i) {
        if (cells[i] != storedCell(row, static_cast<int>(i))) {
            return false;
        }
    }
    return true;
}

const StagedRowsModel::Row& StagedRowsModel::rowAt(int row) const
{
    static const Row kUnchanged;
    const int base = numBase();
    if (row >= base) {
        return m_new[static_cast<size_t>(row - base)];
    }
    const auto staged = m_staged.constFind(row);
    return staged == m_staged.constEnd() ? kUnchanged : *staged;
}

void StagedRowsModel::put(int row, Row value)
{
    if (row >= numBase()) {
        m_new[static_cast<size_t>(row - numBase())] = std::move(value);
    } else if (value.kind == StagedKind::Unchanged) {
        m_staged.remove(row);
    } else {
        m_staged.insert(row, std::move(value));
    }
}

StagedKind StagedRowsModel::kindOf(int row) const
{
    return m_replaced.contains(row) ? StagedKind::Changed : rowAt(row).kind;
}

int StagedRowsModel::storedRowOf(int row) const
{
    return row < numBase() ? row : m_replaced.value(row, -1);
}

bool StagedRowsModel::isEdited(int row, int column) const
{
    return kindOf(row) == StagedKind::Changed && cell(row, column) != storedCell(storedRowOf(row), column);
}

CellInput StagedRowsModel::cell(int row, int column) const
{
    const Row& staged = rowAt(row);
    if (!staged.cells.empty()) {
        return staged.cells[static_cast<size_t>(column)];
    }
    return storedCell(row, column);
}

/// Whole: it is written back when another cell of the row changes.
CellInput StagedRowsModel::storedCell(int row, int column) const
{
    const QueryResultModel::Position at = m_base->positionOf(row);
    const Column& values = at.batch->columns[static_cast<size_t>(column)];
    const SqlType& type = m_relation.schema.columns[static_cast<size_t>(column)].type;
    return values.isNull(at.row) ? CellInput() : CellInput(cellText(values, at.row, type, SIZE_MAX));
}

std::vector<CellInput> StagedRowsModel::cellsOf(int row) const
{
    std::vector<CellInput> cells;
    for (size_t i = 0; i < m_relation.schema.numColumns(); ++i) {
        cells.push_back(cell(row, static_cast<int>(i)));
    }
    return cells;
}

void StagedRowsModel::apply(Edit edit)
{
    if (edit.changes.empty() && edit.added.empty()) {
        return;
    }
    edit.numAdded = static_cast<int>(edit.added.size());
    for (Row& row : edit.added) {
        judge(row);
    }
    for (RowChange& change : edit.changes) {
        judge(change.after);
    }
    m_edits.resize(m_undone);
    if (m_edits.size() == kMaxUndo) {
        m_edits.erase(m_edits.begin());
    }
    run(edit, true);
    m_edits.push_back(std::move(edit));
    m_undone = m_edits.size();
    Q_EMIT stagedChanged();
}

void StagedRowsModel::run(const Edit& edit, bool isForward)
{
    if (edit.numAdded > 0) {
        const int last = rowCount() - 1;
        if (isForward) {
            beginInsertRows({}, last + 1, last + edit.numAdded);
            m_new.insert(m_new.end(), edit.added.begin(), edit.added.end());
            endInsertRows();
        } else {
            beginRemoveRows({}, last - edit.numAdded + 1, last);
            m_new.resize(m_new.size() - static_cast<size_t>(edit.numAdded));
            endRemoveRows();
        }
    }
    int first = rowCount();
    int last = -1;
    for (const RowChange& change : edit.changes) {
        put(change.row, isForward ? change.after : change.before);
        first = std::min(first, change.row);
        last = std::max(last, change.row);
    }
    const auto others = std::pair(m_doubleKeys, m_replaced);
    recount();
    if (others != std::pair(m_doubleKeys, m_replaced) && rowCount() > 0) {
        first = 0; // keys that rows share tell on all of these
        last = rowCount() - 1;
    }
    if (last >= first) {
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
    }
}

void StagedRowsModel::undo()
{
    MR_ASSERT_GUI_THREAD();
    if (canUndo()) {
        run(m_edits[--m_undone], false);
        Q_EMIT stagedChanged();
    }
}

void StagedRowsModel::redo()
{
    MR_ASSERT_GUI_THREAD();
    if (canRedo()) {
        run(m_edits[m_undone++], true);
        Q_EMIT stagedChanged();
    }
}

bool StagedRowsModel::addRows(const QString& what, const std::vector<NewRow>& rows)
{
    MR_ASSERT_GUI_THREAD();
    const auto room = static_cast<size_t>(std::max(0, kMaxStaged - m_counts.total()));
    Edit edit;
    edit.what = what;
    for (size_t i = 0; i < std::min(rows.size(), room); ++i) {
        edit.added.push_back({rows[i].isDelete ? StagedKind::Deleted : StagedKind::Inserted, rows[i].cells, 0});
    }
    apply(std::move(edit));
    return rows.size() <= room;
}

int StagedRowsModel::addEmptyRow()
{
    NewRow row;
    row.cells.resize(m_relation.schema.numColumns());
    addRows(tr("add row"), {row});
    return rowCount() - 1;
}

void StagedRowsModel::duplicateRows(const QList<int>& rows)
{
    std::vector<NewRow> copies;
    for (const int row : rows) {
        copies.push_back({cellsOf(row), false});
    }
    addRows(tr("duplicate rows"), copies);
}

void StagedRowsModel::deleteRows(const QList<int>& rows)
{
    MR_ASSERT_GUI_THREAD();
    Edit edit;
    edit.what = tr("delete rows");
    for (const int row : rows) {
        const Row before = rowAt(row);
        // A new row is no longer wanted; it stays as a line so that its number does.
        const StagedKind kind = row >= numBase() ? StagedKind::Unchanged : StagedKind::Deleted;
        if (before.kind != kind && !(row >= numBase() && before.kind == StagedKind::Deleted)) {
            edit.changes.push_back(
                {row, before, {kind, row >= numBase() ? before.cells : std::vector<CellInput>(), 0, before.was}});
        }
    }
    apply(std::move(edit));
}

void StagedRowsModel::revertRows(const QList<int>& rows)
{
    Edit edit;
    edit.what = tr("revert rows");
    for (const int row : rows) {
        const Row before = rowAt(row);
        const Row after = row >= numBase() ? Row{StagedKind::Unchanged, before.cells, 0, before.was} : Row{};
        if (!(before == after)) {
            edit.changes.push_back({row, before, after});
        }
    }
    apply(std::move(edit));
}

void StagedRowsModel::setNull(const QModelIndexList& cells)
{
    Edit edit;
    edit.what = tr("set to NULL");
    QHash<int, size_t> positions;
    for (const QModelIndex& index : cells) {
        if (index.column() == 0 || kindOf(index.row()) == StagedKind::Deleted) {
            continue;
        }
        if (!positions.contains(index.row())) {
            const Row before = rowAt(index.row());
            positions.insert(index.row(), edit.changes.size());
            const StagedKind kind = index.row() >= numBase() ? StagedKind::Inserted : StagedKind::Changed;
            edit.changes.push_back({index.row(), before, {kind, cellsOf(index.row()), 0, before.was}});
        }
        edit.changes[positions[index.row()]].after.cells[static_cast<size_t>(index.column() - 1)].reset();
    }
    apply(std::move(edit));
}

void StagedRowsModel::discard()
{
    if (m_counts.total() == 0) {
        return;
    }
    QList<int> rows = m_staged.keys();
    for (size_t i = 0; i < m_new.size(); ++i) {
        rows.append(numBase() + static_cast<int>(i));
    }
    revertRows(rows);
}

bool StagedRowsModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    MR_ASSERT_GUI_THREAD();
    if (role != Qt::EditRole || !flags(index).testFlag(Qt::ItemIsEditable)) {
        return false;
    }
    const auto column = static_cast<size_t>(index.column() - 1);
    const bool isText = isString(m_relation.schema.columns[column].type.id);
    const QString text = value.toString();
    // Only a text can be empty; elsewhere nothing means NULL.
    const CellInput input = text.isEmpty() && !isText ? CellInput() : CellInput(text);
    const Row before = rowAt(index.row());
    Row after{index.row() >= numBase() ? StagedKind::Inserted : StagedKind::Changed, cellsOf(index.row()), 0,
              before.was};
    if (after.cells[column] == input) {
        return true;
    }
    after.cells[column] = input;
    if (index.row() < numBase() && isAsStored(index.row(), after.cells)) {
        after = Row{};
    }
    apply({tr("edit cell"), {{index.row(), before, after}}, 0, {}});
    return true;
}

QString StagedRowsModel::problemOf(const Row& row, size_t column) const
{
    const bool counts = row.kind == StagedKind::Inserted || row.kind == StagedKind::Changed;
    if (!counts) {
        return {};
    }
    return cellProblem(m_relation.schema.columns[column].type, row.cells[column]);
}

void StagedRowsModel::judge(Row& row) const
{
    row.numProblems = 0;
    for (size_t i = 0; i < row.cells.size(); ++i) {
        row.numProblems += problemOf(row, i).isEmpty() ? 0 : 1;
    }
}

void StagedRowsModel::recount()
{
    m_counts = {};
    const auto count = [this](const Row& row) {
        m_counts.numInserted += row.kind == StagedKind::Inserted ? 1 : 0;
        m_counts.numChanged += row.kind == StagedKind::Changed ? 1 : 0;
        m_counts.numDeleted += row.kind == StagedKind::Deleted ? 1 : 0;
        m_counts.numProblems += row.numProblems;
    };
    std::for_each(m_staged.cbegin(), m_staged.cend(), count);
    std::for_each(m_new.begin(), m_new.end(), count);
    findReplaced();
    m_counts.numInserted -= static_cast<int>(m_replaced.size());
    m_counts.numChanged += static_cast<int>(m_replaced.size());
    findDoubleKeys();
    m_counts.numProblems += static_cast<int>(m_doubleKeys.size());
}

/// The engine lets a new row take the place of the one that has its key.
void StagedRowsModel::findReplaced()
{
    m_replaced.clear();
    if (m_new.empty() || m_base == nullptr || m_relation.schema.primaryKey.empty()) {
        return;
    }
    if (m_rowsByKey.isEmpty()) {
        for (int row = 0; row < numBase(); ++row) {
            m_rowsByKey.insert(storedKey(row), row);
        }
    }
    for (size_t i = 0; i < m_new.size(); ++i) {
        const auto stored = m_new[i].kind == StagedKind::Inserted ? m_rowsByKey.constFind(keyOf(m_new[i].cells))
                                                                  : m_rowsByKey.constEnd();
        if (stored != m_rowsByKey.constEnd() && !m_staged.contains(*stored)) {
            m_replaced.insert(numBase() + static_cast<int>(i), *stored);
        }
    }
}

/// Of two new rows with one key the engine would keep the last, silently.
void StagedRowsModel::findDoubleKeys()
{
    m_doubleKeys.clear();
    if (m_relation.schema.primaryKey.empty()) {
        return;
    }
    QHash<QString, int> owners;
    const auto look = [&](int row) {
        const Row& staged = rowAt(row);
        if (staged.kind != StagedKind::Inserted && staged.kind != StagedKind::Changed) {
            return;
        }
        const QString text = keyOf(staged.cells);
        if (owners.contains(text)) {
            m_doubleKeys.insert(row, true);
        }
        owners.insert(text, row);
    };
    for (const int row : m_staged.keys()) {
        look(row);
    }
    for (size_t i = 0; i < m_new.size(); ++i) {
        look(numBase() + static_cast<int>(i));
    }
}

void StagedRowsModel::appendRow(BatchBuilder& builder, const std::vector<CellInput>& cells) const
{
    for (size_t i = 0; i < cells.size(); ++i) {
        appendCell(builder.column(i), m_relation.schema.columns[i].type, cells[i]);
    }
}

std::string StagedRowsModel::toJson() const
{
    MR_ASSERT_GUI_THREAD();
    const RowWriter writer(m_relation.schema);
    std::string deletes;
    std::string inserts;
    const auto line = [&](std::string& out, const char* what, const Batch& batch, size_t row) {
        out += "{\"";
        out += what;
        out += "\":";
        writer.appendJson(batch, row, out);
        out += "}\n";
    };
    const auto typed = [&](std::string& out, const char* what, const Row& row) {
        BatchBuilder builder(m_relation.schema.physicals());
        appendRow(builder, row.cells);
        line(out, what, *builder.build(), 0);
    };
    QList<int> rows = m_staged.keys();
    std::sort(rows.begin(), rows.end());
    for (const int row : std::as_const(rows)) {
        const QueryResultModel::Position old = m_base->positionOf(row);
        line(deletes, "delete", *old.batch, old.row);
        if (m_staged[row].kind == StagedKind::Changed) {
            typed(inserts, "insert", m_staged[row]);
        }
    }
    for (const Row& row : m_new) {
        if (row.kind == StagedKind::Inserted) {
            typed(inserts, "insert", row);
        } else if (row.kind == StagedKind::Deleted) {
            typed(deletes, "delete", row);
        }
    }
    return deletes + inserts;
}

int StagedRowsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : numBase() + static_cast<int>(m_new.size());
}

int StagedRowsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_relation.schema.numColumns()) + 1;
}

QVariant StagedRowsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount()) {
        return {};
    }
    const Row& row = rowAt(index.row());
    if (role == KindRole) {
        return static_cast<int>(kindOf(index.row()));
    }
    if (index.column() == 0) {
        return signData(index.row(), role);
    }
    const int column = index.column() - 1;
    if (role == Qt::DisplayRole && row.cells.empty()) {
        return m_base->index(index.row(), column).data(); // cut where it is long
    }
    const CellInput input = cell(index.row(), column);
    const auto shown = [](const CellInput& value) {
        return value.value_or(QStringLiteral("NULL")).left(kMaxCellBytes);
    };
    switch (role) {
    case Qt::DisplayRole:
        // The row that goes stands elsewhere, so its values are told here.
        return m_replaced.contains(index.row()) && isEdited(index.row(), column)
                   ? shown(storedCell(m_replaced[index.row()], column)) + QStringLiteral(" → ") + shown(input)
                   : shown(input);
    case Qt::EditRole: return input.value_or(QString());
    case NullRole: return !input.has_value();
    case NumericRole: return isNumeric(m_relation.schema.columns[static_cast<size_t>(column)].type.id);
    case EditedRole: return isEdited(index.row(), column);
    case WasRole:
        return isEdited(index.row(), column) ? shown(storedCell(storedRowOf(index.row()), column)) : QVariant();
    case ProblemRole: return problemAt(index.row(), column);
    case Qt::ToolTipRole: {
        const QString problem = problemAt(index.row(), column);
        const QString was = index.data(WasRole).toString();
        return !problem.isEmpty() || was.isNull() ? problem : tr("Before: %1").arg(was);
    }
    default: return {};
    }
}

QVariant StagedRowsModel::signData(int row, int role) const
{
    const auto kind = static_cast<size_t>(kindOf(row));
    const bool isGone = kindOf(row) == StagedKind::Unchanged && row >= numBase();
    constexpr const char16_t* kSigns[] = {u"", u"+", u"~", u"\u2212"};
    const QString words[] = {isGone ? tr("Not wanted") : tr("Unchanged"), tr("Insert"),
                             m_replaced.contains(row) ? tr("Update: replaces the row that has this key") : tr("Update"),
                             tr("Delete")};
    switch (role) {
    case Qt::DisplayRole: return QString::fromUtf16(kSigns[kind]);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: return words[kind];
    default: return {};
    }
}

QString StagedRowsModel::problemAt(int row, int column) const
{
    const std::vector<int>& key = m_relation.schema.primaryKey;
    if (m_doubleKeys.contains(row) && std::find(key.begin(), key.end(), column) != key.end()) {
        return tr("Another staged row has this key.");
    }
    const Row& staged = rowAt(row);
    return staged.cells.empty() ? QString() : problemOf(staged, static_cast<size_t>(column));
}

QVariant StagedRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    if (section == 0) {
        return role == Qt::DisplayRole   ? QVariant(QString())
               : role == Qt::ToolTipRole ? QVariant(tr("Staged"))
                                         : QVariant();
    }
    const ColumnInfo& column = m_relation.schema.columns[static_cast<size_t>(section - 1)];
    switch (role) {
    case Qt::DisplayRole: return toQString(column.name);
    case Qt::ToolTipRole: return QString(toQString(column.name) + u' ' + typeText(column.type));
    case Qt::TextAlignmentRole:
        return QVariant((isNumeric(column.type.id) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default: return {};
    }
}

Qt::ItemFlags StagedRowsModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    const bool isGone = index.isValid() && (kindOf(index.row()) == StagedKind::Deleted ||
                                            (index.row() >= numBase() && kindOf(index.row()) == StagedKind::Unchanged));
    return index.isValid() && index.column() > 0 && !isGone ? flags | Qt::ItemIsEditable : flags;
}

QHash<int, QByteArray> StagedRowsModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractTableModel::roleNames();
    names.insert({{KindRole, "kind"},
                  {NullRole, "isNull"},
                  {NumericRole, "isNumeric"},
                  {ProblemRole, "problem"},
                  {EditedRole, "isEdited"},
                  {WasRole, "was"}});
    return names;
}

} // namespace millrace::models
