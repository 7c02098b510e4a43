// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/stream/step_summary_model.h"

#include "models/bridge/gui_thread.h"
#include "models/text/number_text.h"
#include "models/text/step_text.h"

#include <algorithm>

namespace millrace::models {

StepSummaryModel::StepSummaryModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void StepSummaryModel::add(const std::vector<StepSummary>& steps, bool isAnew)
{
    MR_ASSERT_GUI_THREAD();
    if (isAnew) {
        beginResetModel();
        m_steps.clear();
        endResetModel();
    }
    size_t first = 0;
    if (!steps.empty() && !m_steps.empty() && m_steps.back().step == steps[0].step &&
        m_steps.back().gap == steps[0].gap && m_steps.back().isSnapshot == steps[0].isSnapshot) {
        StepSummary& last = m_steps.back(); // a step whose relations came one after the other, or a gap that grew
        last.inserted += steps[0].inserted;
        last.deleted += steps[0].deleted;
        last.numRows += steps[0].numRows;
        last.missing += steps[0].missing;
        last.lastStep = std::max(last.lastStep, steps[0].lastStep);
        Q_EMIT dataChanged(index(rowCount() - 1, 0), index(rowCount() - 1, columnCount() - 1));
        first = 1;
    }
    const size_t numNew = std::min(steps.size() - first, kMaxSteps);
    const size_t total = m_steps.size() + numNew;
    if (total > kMaxSteps) {
        const size_t numGone = total - kMaxSteps;
        beginRemoveRows({}, 0, static_cast<int>(numGone) - 1);
        m_steps.erase(m_steps.begin(), m_steps.begin() + static_cast<std::ptrdiff_t>(numGone));
        endRemoveRows();
    }
    if (numNew > 0) {
        const int at = rowCount();
        beginInsertRows({}, at, at + static_cast<int>(numNew) - 1);
        m_steps.insert(m_steps.end(), steps.end() - static_cast<std::ptrdiff_t>(numNew), steps.end());
        endInsertRows();
    }
}

int StepSummaryModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_steps.size());
}

int StepSummaryModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Rows) + 1;
}

QVariant StepSummaryModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const StepSummary& step = m_steps[static_cast<size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole: return displayText(step, column);
    case NumericRole: return column != Column::Time;
    case GapRole: return step.gap != GapKind::None;
    case Qt::ToolTipRole:
        if (step.isSnapshot) {
            return tr("State at step %1: the rows that were there when the list began").arg(countText(step.step));
        }
        [[fallthrough]];
    case GapTextRole: return step.gap == GapKind::None ? QString() : gapText(step);
    case StepRole: return static_cast<qulonglong>(step.step);
    default: return {};
    }
}

QString StepSummaryModel::gapText(const StepSummary& step)
{
    const QString steps = stepsText(step.step, step.lastStep);
    return step.missing == 0 ? tr("not followed, %1", "step 3 or steps 3 to 5").arg(steps)
                             : tr("%1 changes not kept, %2", "step 3 or steps 3 to 5")
                                   .arg(countText(step.missing), steps);
}

QString StepSummaryModel::displayText(const StepSummary& step, Column column) const
{
    if (step.gap != GapKind::None) {
        return column == Column::Time ? gapText(step) : column == Column::Step ? countText(step.step) : QString();
    }
    switch (column) {
    case Column::Step: return step.isSnapshot ? upToStepText(step.step) : countText(step.step);
    case Column::Time: return step.at == 0 ? QString() : clockText(step.at);
    case Column::Inserted: return countText(step.inserted);
    case Column::Deleted: return countText(step.deleted);
    case Column::Net: return signedText(static_cast<int64_t>(step.inserted) - static_cast<int64_t>(step.deleted));
    case Column::Rows: return countText(step.numRows);
    }
    return {};
}

QVariant StepSummaryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::Step: return tr("Step");
    case Column::Time: return tr("Time");
    case Column::Inserted: return tr("Inserted");
    case Column::Deleted: return tr("Deleted");
    case Column::Net: return tr("Net");
    case Column::Rows: return tr("Distinct rows");
    }
    return {};
}

} // namespace millrace::models
