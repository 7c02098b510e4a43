// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/text/fact_model.h"

#include "models/bridge/gui_thread.h"

#include <algorithm>

namespace millrace::models {

FactModel::FactModel(QObject* parent)
    : QAbstractTableModel(parent)
{
}

void FactModel::setFacts(QList<Fact> facts)
{
    MR_ASSERT_GUI_THREAD();
    const bool isSameShape =
        std::equal(facts.begin(), facts.end(), m_facts.begin(), m_facts.end(),
                   [](const Fact& after, const Fact& before) { return after.name == before.name; });
    if (!isSameShape) {
        beginResetModel();
        m_facts = std::move(facts);
        endResetModel();
        return;
    }
    int first = -1;
    int last = -1;
    for (int row = 0; row < facts.size(); ++row) {
        if (facts[row] != m_facts[row]) {
            first = first < 0 ? row : first;
            last = row;
        }
    }
    m_facts = std::move(facts);
    if (first >= 0) {
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
    }
}

QString FactModel::valueOf(const QString& name) const
{
    const auto found =
        std::find_if(m_facts.begin(), m_facts.end(), [&](const Fact& fact) { return fact.name == name; });
    return found == m_facts.end() ? QString() : found->value;
}

int FactModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_facts.size());
}

int FactModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(Column::Value) + 1;
}

QVariant FactModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Fact& fact = m_facts[index.row()];
    const bool isValue = index.column() == static_cast<int>(Column::Value);
    switch (role) {
    case Qt::DisplayRole: return isValue ? fact.value : fact.name;
    case Qt::ToolTipRole: return isValue ? fact.value : QVariant();
    case Qt::AccessibleTextRole: return isValue ? tr("%1: %2").arg(fact.name, fact.value) : fact.name;
    case ShareRole: return isValue && fact.share ? QVariant(*fact.share) : QVariant();
    case SeverityRole: return static_cast<int>(fact.severity);
    default: return {};
    }
}

QVariant FactModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || role != Qt::DisplayRole) {
        return {};
    }
    return section == static_cast<int>(Column::Name) ? tr("Fact") : tr("Value");
}

} // namespace millrace::models
