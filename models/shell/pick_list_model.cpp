// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/shell/pick_list_model.h"

#include "models/text/fuzzy_match.h"

#include <algorithm>

namespace millrace::models {

namespace {

constexpr int kDetailPenalty = 40;

} // namespace

PickListModel::PickListModel(QList<PickItem> items, QObject* parent)
    : QAbstractListModel(parent)
    , m_items(std::move(items))
{
    filter();
}

void PickListModel::setPattern(const QString& pattern)
{
    if (pattern != m_pattern) {
        beginResetModel();
        m_pattern = pattern;
        filter();
        endResetModel();
    }
}

void PickListModel::filter()
{
    struct Match {
        int score;
        int position;
    };
    std::vector<Match> matches;
    for (int i = 0; i < m_items.size(); ++i) {
        std::optional<int> score = fuzzyScore(m_pattern, m_items[i].text);
        if (!score) {
            score = fuzzyScore(m_pattern, m_items[i].detail + u' ' + m_items[i].text);
            score = score ? std::optional<int>(*score - kDetailPenalty) : std::nullopt;
        }
        if (score) {
            matches.push_back({*score, i});
        }
    }
    std::stable_sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) { return a.score > b.score; });
    m_shown.clear();
    for (size_t i = 0; i < std::min<size_t>(matches.size(), kMaxShown); ++i) {
        m_shown.push_back(matches[i].position);
    }
}

int PickListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant PickListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const PickItem& item = m_items[m_shown[static_cast<size_t>(index.row())]];
    switch (role) {
    case Qt::DisplayRole: return item.text;
    case Qt::AccessibleTextRole:
        return item.reason.isEmpty() ? tr("%1, %2").arg(item.text, item.detail)
                                     : tr("%1, %2, not now: %3").arg(item.text, item.detail, item.reason);
    case Qt::ToolTipRole: return item.reason.isEmpty() ? QVariant() : item.reason;
    case DetailRole: return item.detail;
    case KeysRole: return item.keys;
    case IconRole: return item.icon;
    case ReasonRole: return item.reason;
    case PayloadRole: return item.payload;
    default: return {};
    }
}

Qt::ItemFlags PickListModel::flags(const QModelIndex& index) const
{
    if (!index.isValid()) {
        return QAbstractListModel::flags(index);
    }
    const bool canBePicked = index.data(ReasonRole).toString().isEmpty();
    return canBePicked ? QAbstractListModel::flags(index) : Qt::ItemIsSelectable;
}

QHash<int, QByteArray> PickListModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractListModel::roleNames();
    names.insert({{DetailRole, "detail"}, {KeysRole, "keys"}, {IconRole, "icon"}, {ReasonRole, "reason"}});
    return names;
}

} // namespace millrace::models
