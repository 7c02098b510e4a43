// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/pinned_rows_model.h"

#include "models/bridge/gui_thread.h"
#include "models/text/cell_text.h"
#include "models/text/number_text.h"
#include "models/text/step_text.h"

#include <QStringList>

#include <algorithm>

namespace millrace::models {

namespace {

constexpr size_t kMaxHistoryBytes = 200;

QString stepText(const PinChange& change)
{
    return change.isSnapshot ? upToStepText(change.step) : countText(change.step);
}

} // namespace

PinnedRowsModel::PinnedRowsModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void PinnedRowsModel::setSchema(const Schema& schema)
{
    MR_ASSERT_GUI_THREAD();
    beginResetModel();
    m_schema = schema;
    m_pins.clear();
    endResetModel();
}

void PinnedRowsModel::add(const std::vector<PinChange>& changes, const std::vector<PinnedRow>& pins,
                          const std::vector<int>& key, bool isAnew)
{
    MR_ASSERT_GUI_THREAD();
    if (isAnew || pins.size() != m_pins.size()) {
        beginResetModel();
        m_key = key;
        m_pins.clear();
        for (const PinnedRow& row : pins) {
            m_pins.emplace_back().row = row;
        }
        endResetModel();
    }
    for (const PinChange& change : changes) {
        if (change.pin >= m_pins.size()) {
            continue;
        }
        Pin& pin = m_pins[change.pin];
        ++pin.numChanges;
        // Within a step a delete may stand behind the insert that replaces it.
        if (change.weight > 0 || pin.shown.batch == nullptr || pin.shown.step != change.step) {
            pin.shown = change;
        }
        pin.history.push_front(change);
        if (pin.history.size() > kMaxHistory) {
            pin.history.pop_back();
        }
    }
    if (!m_pins.empty() && !changes.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

int PinnedRowsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_pins.size());
}

int PinnedRowsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : FirstData + static_cast<int>(m_schema.numColumns());
}

QString PinnedRowsModel::historyText(const Pin& pin) const
{
    QStringList lines;
    for (const PinChange& change : pin.history) {
        const QString sign = change.weight > 0 ? QStringLiteral("+") : QString(QChar(0x2212));
        lines.append(tr("step %1 %2 %3", "step, sign, row")
                         .arg(stepText(change), sign, rowText(m_schema, *change.batch, change.row, kMaxHistoryBytes)));
    }
    return lines.join(QLatin1Char('\n'));
}

/// Before a change of its key was seen, a pin shows its key alone.
QString PinnedRowsModel::displayText(const Pin& pin, int column) const
{
    const bool isKnown = pin.shown.batch != nullptr;
    switch (column) {
    case State: return !isKnown ? tr("no change") : pin.shown.weight > 0 ? tr("there") : tr("gone");
    case LastStep: return isKnown ? stepText(pin.shown) : QString();
    case Changes: return countText(pin.numChanges);
    default: break;
    }
    const int dataColumn = column - FirstData;
    const Batch* batch = isKnown ? pin.shown.batch.get() : pin.row.first.get();
    const bool isShown = isKnown || std::find(m_key.begin(), m_key.end(), dataColumn) != m_key.end();
    const auto i = static_cast<size_t>(dataColumn);
    if (!isShown || batch == nullptr || i >= batch->columns.size()) {
        return {};
    }
    return cellText(batch->columns[i], isKnown ? pin.shown.row : pin.row.second, m_schema.columns[i].type);
}

QVariant PinnedRowsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Pin& pin = m_pins[static_cast<size_t>(index.row())];
    const bool isData = index.column() >= FirstData;
    const auto dataIndex = static_cast<size_t>(isData ? index.column() - FirstData : 0);
    switch (role) {
    case Qt::DisplayRole: return displayText(pin, index.column());
    case Qt::ToolTipRole:
    case HistoryRole: return historyText(pin);
    case NumericRole: return isData ? isNumeric(m_schema.columns[dataIndex].type.id) : index.column() != State;
    case IsKnownRole: return pin.shown.batch != nullptr;
    case IsGoneRole: return pin.shown.batch != nullptr && pin.shown.weight <= 0;
    default: return {};
    }
}

QVariant PinnedRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || role != Qt::DisplayRole || section < 0 || section >= columnCount()) {
        return {};
    }
    switch (section) {
    case State: return tr("Pinned");
    case LastStep: return tr("Last step");
    case Changes: return tr("Changes");
    default: return toQString(m_schema.columns[static_cast<size_t>(section - FirstData)].name);
    }
}

} // namespace millrace::models
