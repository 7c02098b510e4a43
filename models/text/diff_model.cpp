// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/text/diff_model.h"

#include <algorithm>

namespace millrace::models {

void DiffModel::setTexts(const QString& oldText, const QString& newText)
{
    QList<DiffLine> lines = diffOfLines(oldText, newText);
    if (lines == m_lines) {
        return; // the reader keeps place
    }
    beginResetModel();
    m_lines = std::move(lines);
    const auto count = [this](DiffSide side) {
        return static_cast<int>(
            std::count_if(m_lines.begin(), m_lines.end(), [side](const DiffLine& line) { return line.side == side; }));
    };
    m_numCame = count(DiffSide::New);
    m_numGone = count(DiffSide::Old);
    endResetModel();
}

int DiffModel::nextDifference(int fromRow, int direction) const
{
    const auto isBegin = [this](int row) { return isDifferent(row) && (row == 0 || !isDifferent(row - 1)); };
    for (int row = fromRow + direction; row >= 0 && row < m_lines.size(); row += direction) {
        if (isBegin(row)) {
            return row;
        }
    }
    return -1;
}

int DiffModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int DiffModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : NumColumns;
}

QVariant DiffModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const DiffLine& line = m_lines[index.row()];
    if (role == SideRole) {
        return static_cast<int>(line.side);
    }
    if (role == NumericRole) {
        return index.column() < Sign;
    }
    if (role == Qt::AccessibleTextRole && index.column() == Sign) {
        return line.side == DiffSide::Both ? tr("unchanged") : line.side == DiffSide::New ? tr("came") : tr("gone");
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (index.column()) {
    case OldLine: return line.oldLine == 0 ? QVariant() : line.oldLine;
    case NewLine: return line.newLine == 0 ? QVariant() : line.newLine;
    case Sign: return line.side == DiffSide::Both ? QString() : QString(line.side == DiffSide::New ? u'+' : u'−');
    default: return line.text;
    }
}

QVariant DiffModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case OldLine: return tr("Stored", "line number in the stored program");
    case NewLine: return tr("Here", "line number in the editor");
    case Text: return tr("Program");
    default: return {};
    }
}

} // namespace millrace::models
